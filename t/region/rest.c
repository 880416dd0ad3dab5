/* In a range without a buffer, INT64_MAX bytes mean up to the end. */

#include "helpers.h"

static const uint64_t rest = INT64_MAX;

/* The three ways to map a file: a length that follows the file's end. */
START_TEST(a_file_up_to_its_end)
{
	int64_t r[3], m = mn_manager_open(t_path("."));
	int fd = t_file("file", hello, 11);

	IS(mn_manager_grant(m, 1, 3), 0);
	r[0] = mn_region_open(t_path("file"), 2, 6, INT64_MAX);
	r[1] = mn_region_map(fd, 6, INT64_MAX, 2, 0, 0, 0);
	r[2] = mn_manager_region(m, 1, mn_manager_map(m, 1, "file", 6, INT64_MAX, PROT_READ, 1));
	for (int i = 0; i < 3; i++) {
		ck_assert_msg(r[i] > 0, "%d: %s", i, mn_error_detail());
		IS(mn_region_length(r[i]), 5);
	}
	/* The region follows a growing file, as after -1. */
	ck_assert_int_eq(ftruncate(fd, 20), 0);
	IS(mn_region_refresh(r[0]), 14);
	IS(mn_region_refresh(r[1]), 14);
	IS(mn_manager_refresh(m, 1, 1), 14);
	IS(mn_region_open(t_path("file"), 1, 21, INT64_MAX), -ENXIO);
	IS(mn_region_map(fd, 21, INT64_MAX, 1, 0, 0, 0), -ENXIO);
	IS(mn_manager_map(m, 1, "file", 21, INT64_MAX, PROT_READ, 1), -ENXIO);
	/* Anonymous memory has no end, and one less is a length. */
	IS(mn_region_map(-1, 0, INT64_MAX, 2, 0, 0, 0), -EINVAL);
	IS(mn_region_map(-1, 0, INT64_MAX - 1, 2, 0, 0, 0), -EOVERFLOW);
	IS(mn_region_open(t_path("file"), 1, 0, INT64_MAX - 1), -EOVERFLOW);
	IS(mn_region_anonymous(INT64_MAX), -EOVERFLOW);
	IS(mn_region_close(r[0]), 0);
	IS(mn_region_close(r[1]), 0);
	IS(mn_manager_close(m), 0);
	close(fd);
}
END_TEST

typedef int32_t whole_range(int64_t region, uint64_t offset, uint64_t n);

static int32_t sync_of(int64_t r, uint64_t offset, uint64_t n) { return mn_region_sync(r, offset, n, MS_ASYNC); }
static int32_t protect_of(int64_t r, uint64_t offset, uint64_t n) { return mn_region_protect(r, offset, n, PROT_READ | PROT_WRITE); }
static int32_t advise_of(int64_t r, uint64_t offset, uint64_t n) { return mn_region_advise(r, offset, n, MADV_NORMAL); }
static int32_t fill_of(int64_t r, uint64_t offset, uint64_t n) { return mn_region_fill(r, offset, n, 'f'); }

static int32_t slice_of(int64_t r, uint64_t offset, uint64_t n)
{
	int64_t s = mn_slice_open(r, offset, n, 0, 0);

	return s < 0 ? (int32_t)s : mn_slice_close(s);
}

/* Each function that has a range and no buffer. */
START_TEST(a_range_up_to_the_end)
{
	static whole_range *const calls[] = {
		sync_of, protect_of, advise_of, fill_of, slice_of, mn_region_discard, mn_region_lock, mn_region_unlock,
		mn_region_populate,
	};
	int fd = t_file("file", hello, 11);
	int64_t r[2] = { mn_region_open(t_path("file"), 2, 0, -1), mn_region_anonymous(20000) };

	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof calls / sizeof *calls; k++) {
			uint64_t length = (uint64_t)mn_region_length(r[i]);
			int32_t results[3] = { calls[k](r[i], 0, rest), calls[k](r[i], 7, rest), calls[k](r[i], length, rest) };

			for (int j = 0; j < 3; j++)
				ck_assert_msg(results[j] == 0 || results[j] == -EPERM || results[j] == -EAGAIN || results[j] == -ENOMEM,
				              "call %zu, region %d, offset %d: %s", k, i, j, mn_error_detail());
			ck_assert_msg(results[2] == 0, "call %zu, region %d: %s", k, i, mn_error_detail());
			/* Neither an offset past the end, nor another number that is too large. */
			IS(calls[k](r[i], length + 1, rest), -ERANGE);
			/* The failure records the requested numbers. */
			IS(mn_error_number(MN_ERROR_LENGTH), INT64_MAX);
			IS(mn_error_number(MN_ERROR_OFFSET), (int64_t)length + 1);
			IS(mn_error_number(MN_ERROR_TOTAL), (int64_t)length);
			SAYS("of 0 bytes at");
			IS(calls[k](r[i], rest, rest), -ERANGE);
			IS(calls[k](r[i], 0, rest - 1), -ERANGE);
			IS(calls[k](r[i], 0, rest + 1), -ERANGE);
			IS(calls[k](r[i], 0, UINT64_MAX), -ERANGE);
			IS(calls[k](r[i], 1, length), -ERANGE);
		}
	/* All of it, and nothing before the offset. */
	IS(mn_region_fill(r[1], 0, rest, 'a'), 0);
	IS(mn_region_fill(r[1], 19000, rest, 'b'), 0);
	IS(mn_region_count(r[1], 0, rest, "b", 1), 1000);
	IS(mn_region_rfind(r[1], 0, rest, "a", 1), 18999);
	IS(mn_region_protect(r[1], (uint64_t)t_page(), rest, PROT_READ), 0);
	IS(mn_region_set_u8(r[1], (uint64_t)t_page() - 1, 1), 0);
	IS(mn_region_set_u8(r[1], 19999, 1), -EACCES);
	IS(mn_region_set_u8(r[1], (uint64_t)t_page(), 1), -EACCES);
	IS(mn_region_close(r[1]), 0);
	IS(mn_region_close(r[0]), 0);
	close(fd);
}
END_TEST

/* A slice knows what it has, and a part of a buffer has no end of its own. */
START_TEST(slices_and_buffers)
{
	int64_t r = mn_region_anonymous(100), s = mn_slice_open(r, 40, rest, 2, 0);
	char bytes[8];

	ck_assert_int_gt(s, 0);
	IS(mn_slice_length(s), 60);
	IS(mn_slice_offset(s), 40);
	IS(mn_slice_close(s), 0);
	IS(mn_region_read(r, 0, bytes, rest), -ERANGE);
	IS(mn_region_write(r, 0, bytes, rest), -ERANGE);
	IS(mn_region_read_strided(r, 0, 1, rest, bytes), -ERANGE);
	IS(mn_region_write_strided(r, 0, 1, rest, bytes), -ERANGE);
	IS(mn_region_move(r, 0, 50, rest), -ERANGE);
	IS(mn_region_close(r), 0);
}
END_TEST

/* An empty region, and what a region becomes meanwhile. */
START_TEST(the_end_of_now)
{
	int fd = t_file("file", hello, 0);
	int64_t r = mn_region_open(t_path("file"), 2, 0, INT64_MAX);

	IS(mn_region_sync(r, 0, rest, MS_SYNC), 0);
	IS(mn_region_fill(r, 0, rest, 'x'), 0);
	IS(mn_region_sync(r, 1, rest, MS_SYNC), -ERANGE);
	IS(mn_region_resize(r, 5), 0);
	IS(mn_region_fill(r, 1, rest, 'x'), 0);
	IS(mn_region_count(r, 0, rest, "x", 1), 4);
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

/* The manager's functions of a range: with them a request needs no length. */
START_TEST(a_mapping_up_to_the_end)
{
	int64_t m = mn_manager_open(NULL), a = mn_manager_map_anonymous(m, 1, 10000);

	ck_assert_int_gt(a, 0);
	IS(mn_manager_populate(m, 1, a, 0, rest), 0);
	IS(mn_manager_advise(m, 1, a, 5000, rest, MADV_NORMAL), 0);
	IS(mn_manager_protect(m, 1, a, 0, rest, PROT_READ), 0);
	IS(mn_manager_write(m, 1, a, 9999, "x", 1), -EACCES);
	IS(mn_manager_protect(m, 1, a, 10000, rest, PROT_READ), 0);
	IS(mn_manager_protect(m, 1, a, 10001, rest, PROT_READ), -ERANGE);
	IS(mn_manager_advise(m, 1, a, 10001, rest, MADV_NORMAL), -ERANGE);
	IS(mn_manager_populate(m, 1, a, 10001, rest), -ERANGE);
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("rest", a_file_up_to_its_end, a_range_up_to_the_end, slices_and_buffers, the_end_of_now,
       a_mapping_up_to_the_end)
