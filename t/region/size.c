/* Numbers of 64 bits that a machine of 32 bits cannot hold, and those that none can. */

#include "helpers.h"

/* Lengths around what 31, 32 and 47 bits hold. */
static const uint64_t lengths[] = {
	(UINT64_C(1) << 31) - 1, UINT64_C(1) << 31, (UINT64_C(1) << 32) - 1, UINT64_C(1) << 32, (UINT64_C(1) << 32) + 1,
	(UINT64_C(1) << 32) + 4096, UINT64_C(1) << 33, (UINT64_C(1) << 47) - 1, UINT64_C(1) << 47, (UINT64_C(1) << 48) + 5,
	(UINT64_C(1) << 50) + 4096, INT64_MAX - 4096, INT64_MAX,
};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

static int too_large(uint64_t length)
{
	return length >= (sizeof(void *) < 8 ? UINT64_C(1) << 31 : UINT64_C(1) << 62) - 8192;
}

/* A region as long as asked, or none. */
static void as_long_as_asked(int64_t r, uint64_t length)
{
	ck_assert_msg(!too_large(length) || r == -EOVERFLOW, "%" PRIu64 " bytes gave %" PRId64, length, r);
	if (r > 0) {
		ck_assert_uint_eq((uint64_t)mn_region_length(r), length);
		IS(mn_region_close(r), 0);
	}
}

/* F2: a page of 2^34 bytes becomes 0 in a size_t of 32 bits. */
START_TEST(pages_of_every_size)
{
#if defined MAP_HUGETLB
	for (uint32_t shift = 0; shift < 64; shift++) {
		int32_t flags = (int32_t)(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | shift << 26);
		int64_t r = mn_region_map(-1, 0, 4096, 0, 3, flags, 0);

		if (r > 0) {
			IS(mn_region_length(r), 4096);
			IS(mn_region_close(r), 0);
		} else if (shift > 40) {
			IS(r, -EINVAL);
		} else if (sizeof(void *) < 8 && shift >= 30 && shift != 32) {
			/* 2^32 looks like an absent constant. */
			IS(r, -EOVERFLOW);
		} else {
			/* ENOENT: a kernel on a machine without huge pages. */
			ck_assert_msg(r == -EINVAL || r == -ENOMEM || r == -EOVERFLOW || r == -EPERM || r == -ENOENT,
			              "2^%" PRIu32 ": %s", shift, mn_error_detail());
		}
	}
	ck_assert_int_lt(mn_supported("MAP_HUGE_16GB"), 2);
	ck_assert_int_lt(mn_supported("MFD_HUGE_16GB"), 2);
#else
	t_skip("this platform has no MAP_HUGETLB");
#endif
}
END_TEST

START_TEST(memory_of_every_length)
{
	for (int i = 0; i < LENGTHS; i++) {
		as_long_as_asked(mn_region_reserve(lengths[i]), lengths[i]);
		/* As a length INT64_MAX is the end of a file, which memory lacks. */
		if (lengths[i] == INT64_MAX)
			IS(mn_region_map(-1, 0, INT64_MAX, 0, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, 0), -EINVAL);
		else
			as_long_as_asked(mn_region_map(-1, 0, (int64_t)lengths[i], 0, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, 0),
			                 lengths[i]);
		as_long_as_asked(mn_region_memfd("size", lengths[i], 0), lengths[i]);
	}
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* F2: what cannot be mapped is refused before a file is as long. */
START_TEST(files_of_every_length)
{
	char *path = strdup(pattern("f", 100));
	int64_t r = opened(path, 2), whole;

	for (int i = 0; i < LENGTHS; i++) {
		if (!too_large(lengths[i]))
			continue;
		IS(mn_region_resize(r, lengths[i]), -EOVERFLOW);
		IS(mn_region_length(r), 100);
		IS(size_of(path), 100);
		IS(mn_region_create(t_path("new"), lengths[i]), -EOVERFLOW);
		IS(access(t_path("new"), F_OK), -1);
		IS(mn_region_shared("/mmapnative-size", lengths[i]), -EOVERFLOW);
		IS(mn_shm_unlink("/mmapnative-size"), -ENOENT);
	}
	IS(mn_region_close(r), 0);
	/* A file over 4 GiB: its end, and the whole of it where there is room. */
	if (truncate(path, (off_t)((INT64_C(1) << 32) + 20)) < 0)
		t_skip("this folder has no files over 4 GiB");
	r = mn_region_open(path, 1, INT64_C(1) << 32, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_length(r), 20);
	IS(mn_region_file_size(r), (INT64_C(1) << 32) + 20);
	IS(mn_region_get_u8(r, 19), 0);
	IS(mn_region_get_u8(r, 20), -ERANGE);
	IS(mn_region_close(r), 0);
	whole = mn_region_open(path, 1, 0, -1);
	if (sizeof(void *) < 8) {
		IS(whole, -EOVERFLOW);
	} else if (whole > 0) {
		IS(mn_region_length(whole), (INT64_C(1) << 32) + 20);
		IS(mn_region_close(whole), 0);
	}
	free(path);
}
END_TEST

/* F2: no offset or number of bytes is cut to one that the region has. */
START_TEST(ranges_that_would_fit_when_cut)
{
	int64_t r = mn_region_anonymous(8192);
	const uint64_t four = UINT64_C(1) << 32;
	uint8_t bytes[64];
	char path[8];
	uint32_t word;

	memset(bytes, '#', sizeof bytes);
	IS(mn_region_read(r, four, bytes, 1), -ERANGE);
	IS(mn_region_read(r, 0, bytes, four + 1), -ERANGE);
	IS(mn_region_write(r, 0, bytes, four + 1), -ERANGE);
	IS(mn_region_write(r, four + 3, bytes, 1), -ERANGE);
	IS(mn_region_get_u8(r, four), -ERANGE);
	IS(mn_region_read_strided(r, four, 1, 1, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, (int64_t)four, 2, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 8000, -(int64_t)four, 2, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, 0, UINT64_C(1) << 63, bytes), -ERANGE);
	if (sizeof(void *) < 8)
		IS(mn_region_read_strided(r, 0, 0, four + 1, bytes), -ERANGE);
	IS(mn_region_fill(r, 0, four + 1, 1), -ERANGE);
	IS(mn_region_move(r, four, 0, 1), -ERANGE);
	IS(mn_region_move(r, 0, 0, four + 1), -ERANGE);
	IS(mn_region_find(r, 0, UINT64_MAX, "\0", four + 1), -ENOENT);
	IS(mn_region_find(r, four, UINT64_MAX, "\0", 1), -ENOENT);
	IS(mn_region_count(r, 0, four + 5, "\0", 1), 8192);
	IS(mn_region_atomic_load_u32(r, four, &word), -ERANGE);
	IS(mn_region_wait_u32(r, four, 0, 0), -ERANGE);
	IS(mn_region_sync(r, 0, four + 1, MS_SYNC), -ERANGE);
	IS(mn_region_protect(r, four, 1, PROT_READ), -ERANGE);
	IS(mn_region_advise(r, 0, four + 1, 0), -ERANGE);
	IS(mn_region_lock(r, four, 0), -ERANGE);
	IS(mn_region_populate(r, 0, four + 1), -ERANGE);
	IS(mn_region_discard(r, 0, four + 4096), -ERANGE);
	IS(mn_slice_open(r, four, 1, 0, 0), -ERANGE);
	IS(mn_slice_open(r, 0, four + 1, 0, 0), -ERANGE);
	IS(mn_region_resident_pages(r, four, bytes, 4), -ERANGE);
	ck_assert_int_ge(mn_region_resident_pages(r, 0, bytes, four + 64), 0);
	IS(mn_region_path(r, path, four), -ENOENT);
	IS(mn_region_count(r, 0, UINT64_MAX, "\0", 1), 8192);
	IS(bytes[63], '#');
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("size", pages_of_every_size, memory_of_every_length, files_of_every_length, ranges_that_would_fit_when_cut)
