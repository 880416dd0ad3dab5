/* The record of a thread's last failure, as numbers and as words.  Every
   exported function that can fail makes a record, which describes the
   caller's call. */

#include "region/helpers.h"

#include <ctype.h>

/* For an argument that a function does not have. */
#define NONE MN_ABSENT

/* The failures that were made, by the function's name. */
enum { MANY = 512 };

static struct {
	const char *name;
	char reason[700], detail[1100];
} made[MANY];

static int made_count;

/* Checks the whole record of the call that just failed. */
static void failed(const char *name, int64_t result, int64_t error, int64_t id, uint64_t offset, uint64_t length)
{
	static int64_t count;
	const char *reason = mn_error_reason();
	char *copy = strdup(reason);
	const char *detail = mn_error_detail();

	ck_assert_msg(result < 0 && (error == 0 || result == error), "%s gives %" PRId64 ", not %" PRId64 "; %s", name, result,
	              error, detail);
#define RECORDS(which, should) \
	ck_assert_msg(mn_error_number(which) == (int64_t)(should), "%s: " #which " is %" PRId64 ", not %" PRId64 "; %s", name, \
	              mn_error_number(which), (int64_t)(should), detail)
	RECORDS(MN_ERROR_CODE, result);
	RECORDS(MN_ERROR_ID, id);
	RECORDS(MN_ERROR_OFFSET, offset);
	RECORDS(MN_ERROR_LENGTH, length);
	ck_assert_msg(mn_error_number(MN_ERROR_COUNT) > count, "%s is not counted", name);
	count = mn_error_number(MN_ERROR_COUNT);
	ck_assert_msg(strcmp(mn_error_call(), name) == 0, "%s is called \"%s\"; %s", name, mn_error_call(), detail);
	ck_assert_msg(*copy && strlen(detail) >= strlen(copy) && strcmp(detail + strlen(detail) - strlen(copy), copy) == 0,
	              "%s: \"%s\" is not the end of \"%s\"", name, copy, detail);
	ck_assert_int_lt(made_count, MANY);
	made[made_count].name = name;
	snprintf(made[made_count].reason, sizeof made->reason, "%s", copy);
	snprintf(made[made_count++].detail, sizeof made->detail, "%s", detail);
	free(copy);
}

#define FAILS(error, name, arguments, id, offset, length) \
	failed(#name, (int64_t)name arguments, error, id, (uint64_t)(offset), (uint64_t)(length))

/* The sanitizers lock no memory and report success. */
#if UNDER_ASAN || UNDER_TSAN
#define LOCKS(function, ...) (made[made_count++].name = #function)
#else
#define LOCKS(function, ...) FAILS(0, function, __VA_ARGS__)
#endif

/* ---- What fails --------------------------------------------------------- */

enum { BAD = -5 };

static void calls_fail(void)
{
	static char pages[8];
	char *odd = pages + ((uintptr_t)pages & 1 ? 0 : 1), *nowhere = (char *)(uintptr_t)(16 * t_page());
	const uint64_t at = (uint64_t)(uintptr_t)odd;
	uint8_t vec[4];

	FAILS(-EINVAL, mn_mmap, (NULL, 0, 1, MAP_PRIVATE | MAP_ANON, -1, 0), NONE, 0, 0);
	FAILS(-EINVAL, mn_munmap, (odd, 7), NONE, at, 7);
	FAILS(-EINVAL, mn_msync, (odd, 7, MS_SYNC), NONE, at, 7);
	FAILS(-EINVAL, mn_madvise, (odd, 7, 0), NONE, at, 7);
	FAILS(0, mn_posix_madvise, (odd, 7, 77), NONE, at, 7);
	FAILS(-EINVAL, mn_mprotect, (odd, 7, 1), NONE, at, 7);
	FAILS(0, mn_mremap, (odd, 7, 8, 0, NULL), NONE, at, 8);
	LOCKS(mn_mlock, (nowhere, 7), NONE, (uintptr_t)nowhere, 7);
	FAILS(0, mn_mlock2, (odd, 7, 77), NONE, at, 7);
	LOCKS(mn_munlock, (nowhere, 7), NONE, (uintptr_t)nowhere, 7);
	LOCKS(mn_mlockall, (1 << 20), NONE, NONE, NONE);
	FAILS(-EINVAL, mn_mincore, (odd, 7, vec), NONE, at, 7);
	FAILS(0, mn_memfd_create, ("x", 0x100), NONE, NONE, NONE);
	FAILS(-EFAULT, mn_shm_open, (NULL, O_RDWR, 0), NONE, NONE, NONE);
	FAILS(-EFAULT, mn_shm_unlink, (NULL), NONE, NONE, NONE);
	FAILS(0, mn_pkey_alloc, (77, 0), NONE, NONE, NONE);
	FAILS(0, mn_pkey_free, (-7), NONE, NONE, NONE);
	FAILS(0, mn_pkey_mprotect, (odd, 7, 1, 1), NONE, at, 7);
	FAILS(-EBADF, mn_close, (-7), NONE, NONE, NONE);
	FAILS(-ENOENT, mn_constant_find, ("MAP_NOPE"), NONE, NONE, NONE);
	FAILS(-ENOENT, mn_supported, ("MAP_NOPE"), NONE, NONE, NONE);
	FAILS(-EINVAL, mn_guard, (77), NONE, NONE, NONE);
	FAILS(-EFAULT, mn_is_ascii, (NULL, 7), NONE, NONE, 7);
	FAILS(-ENOENT, mn_statistic, ("nope"), NONE, NONE, NONE);
}

static void opening_fails(void)
{
	FAILS(-ENOENT, mn_region_open, ("/nope/a", 1, 5, 6), NONE, 5, 6);
	FAILS(-ENOENT, mn_region_create, ("/nope/b", 6), NONE, NONE, 6);
	FAILS(-ENOENT, mn_region_open_or_create, ("/nope/d", 5, 6), NONE, 5, 6);
	FAILS(-EBADF, mn_region_map, (9999, 5, 6, 1, 0, 0, 0), NONE, 5, 6);
	FAILS(-EINVAL, mn_region_anonymous, (0), NONE, NONE, 0);
	FAILS(-EINVAL, mn_region_reserve, (0), NONE, NONE, 0);
	FAILS(-EINVAL, mn_region_memfd, ("x", 0, 0), NONE, NONE, 0);
	FAILS(-EINVAL, mn_region_shared, ("/a/b", 6), NONE, NONE, 6);
	FAILS(-ENOENT, mn_region_shared_join, ("/mmapnative-record-nope", 1), NONE, NONE, NONE);
	FAILS(-EINVAL, mn_follow_open, ("/nope/d", -5), NONE, -5, NONE);
	FAILS(-ENOENT, mn_manager_open, ("/nope/c"), NONE, NONE, NONE);
}

#define GETS(name, type, size) \
	do { \
		type value = 0; \
		FAILS(-EBADF, mn_region_get_##name, (BAD, 5, &value), BAD, 5, size); \
		FAILS(-EBADF, mn_region_set_##name, (BAD, 5, &value), BAD, 5, size); \
	} while (0)
#define ORDERS(name, type) GETS(name##_le, type, sizeof(type)); GETS(name##_be, type, sizeof(type))
#define VALUE(object, order, bits) \
	do { \
		FAILS(-EBADF, mn_##object##_u##bits##_##order, (BAD, 5), BAD, 5, bits / 8); \
		FAILS(-EBADF, mn_##object##_put_u##bits##_##order, (BAD, 5, 1), BAD, 5, bits / 8); \
	} while (0)
#define VALUES(object) \
	do { \
		FAILS(-EBADF, mn_##object##_u8, (BAD, 5), BAD, 5, 1); \
		VALUE(object, le, 16); VALUE(object, be, 16); \
		VALUE(object, le, 32); VALUE(object, be, 32); \
		VALUE(object, le, 64); VALUE(object, be, 64); \
	} while (0)
#define ATOMICS(bits) \
	do { \
		uint##bits##_t value; \
		FAILS(-EBADF, mn_region_atomic_load_u##bits, (BAD, 8, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_store_u##bits, (BAD, 8, 1), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_add_u##bits, (BAD, 8, 1, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_and_u##bits, (BAD, 8, 1, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_or_u##bits, (BAD, 8, 1, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_xor_u##bits, (BAD, 8, 1, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_exchange_u##bits, (BAD, 8, 1, &value), BAD, 8, bits / 8); \
		FAILS(-EBADF, mn_region_atomic_compare_exchange_u##bits, (BAD, 8, 1, 2, &value), BAD, 8, bits / 8); \
	} while (0)

static void regions_fail(void)
{
	uint8_t b[16] = { 0 };

	FAILS(-EBADF, mn_region_close, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_release, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_length, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_offset, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_file_size, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_access, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_prot, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_flags, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_fd, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_page_size, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_truncated, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_path, (BAD, (char *)b, 16), BAD, NONE, 16);
	FAILS(-EBADF, mn_region_resident, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_resident_pages, (BAD, 5, b, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_read, (BAD, 5, b, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_write, (BAD, 5, b, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_read_wait, (BAD, 5, b, 6, -1), BAD, 5, 6);
	FAILS(-EBADF, mn_region_write_wait, (BAD, 5, b, 6, -1), BAD, 5, 6);
	FAILS(-EBADF, mn_region_read_strided, (BAD, 5, 2, 6, b), BAD, 5, 6);
	FAILS(-EBADF, mn_region_write_strided, (BAD, 5, 2, 6, b), BAD, 5, 6);
	FAILS(-EBADF, mn_region_get_u8, (BAD, 5), BAD, 5, 1);
	FAILS(-EBADF, mn_region_set_u8, (BAD, 5, 1), BAD, 5, 1);
	ORDERS(u16, uint16_t);
	ORDERS(i16, int16_t);
	ORDERS(u32, uint32_t);
	ORDERS(i32, int32_t);
	ORDERS(u64, uint64_t);
	ORDERS(i64, int64_t);
	ORDERS(f32, float);
	ORDERS(f64, double);
	VALUES(region);
	FAILS(-EBADF, mn_region_fill, (BAD, 5, 6, 1), BAD, 5, 6);
	FAILS(-EBADF, mn_region_move, (BAD, 5, 7, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_find, (BAD, 5, 9, b, 3), BAD, 5, 3);
	FAILS(-EBADF, mn_region_rfind, (BAD, 5, 9, b, 3), BAD, 9, 3);
	FAILS(-EBADF, mn_region_count, (BAD, 5, 9, b, 3), BAD, 5, 3);
	FAILS(-EBADF, mn_region_sync, (BAD, 5, 6, MS_SYNC), BAD, 5, 6);
	FAILS(-EBADF, mn_region_durable, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_protect, (BAD, 5, 6, 1), BAD, 5, 6);
	FAILS(-EBADF, mn_region_advise, (BAD, 5, 6, 0), BAD, 5, 6);
	FAILS(-EBADF, mn_region_discard, (BAD, 5, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_lock, (BAD, 5, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_unlock, (BAD, 5, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_populate, (BAD, 5, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_region_set_fork_policy, (BAD, 1), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_set_name, (BAD, "x"), BAD, NONE, NONE);
	FAILS(-EBADF, mn_region_resize, (BAD, 6), BAD, NONE, 6);
	FAILS(-EBADF, mn_region_refresh, (BAD), BAD, NONE, NONE);
	ATOMICS(32);
	ATOMICS(64);
	FAILS(-EBADF, mn_region_wait_u32, (BAD, 8, 0, 0), BAD, 8, 4);
	FAILS(-EBADF, mn_region_await_u32, (BAD, 8, 0, 0), BAD, 8, 4);
	FAILS(-EBADF, mn_region_wake_u32, (BAD, 8, 1), BAD, 8, 4);
	FAILS(-EBADF, mn_region_next_slice, (BAD, 0), BAD, NONE, NONE);
}

static void slices_cursors_and_followers_fail(void)
{
	uint64_t where;
	uint8_t b[16] = { 0 };

	FAILS(-EBADF, mn_slice_open, (BAD, 5, 6, 0, 0), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_close, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_address, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_offset, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_length, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_mode, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_thread, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_region, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_check, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_slice_read, (BAD, 5, b, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_write, (BAD, 5, b, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_get_u8, (BAD, 5), BAD, 5, 1);
	FAILS(-EBADF, mn_slice_set_u8, (BAD, 5, 1), BAD, 5, 1);
	FAILS(-EBADF, mn_slice_read_wait, (BAD, 5, b, 6, 0), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_write_wait, (BAD, 5, b, 6, 0), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_read_strided, (BAD, 5, 2, 6, b), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_write_strided, (BAD, 5, 2, 6, b), BAD, 5, 6);
	VALUES(slice);
	FAILS(-EBADF, mn_slice_fill, (BAD, 5, 6, 1), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_move, (BAD, 5, 3, 6), BAD, 5, 6);
	FAILS(-EBADF, mn_slice_find, (BAD, 5, 9, "x", 1), BAD, 5, 1);
	FAILS(-EBADF, mn_slice_rfind, (BAD, 5, 9, "x", 1), BAD, 9, 1);
	FAILS(-EBADF, mn_slice_count, (BAD, 5, 9, "x", 1), BAD, 5, 1);
	FAILS(-EBADF, mn_cursor_open, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_close, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_region, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_seek, (BAD, 5, 0), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_tell, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_read, (BAD, b, 6), BAD, NONE, 6);
	FAILS(-EBADF, mn_cursor_write, (BAD, b, 6), BAD, NONE, 6);
	FAILS(-EBADF, mn_cursor_read_byte, (BAD), BAD, NONE, 1);
	FAILS(-EBADF, mn_cursor_write_byte, (BAD, 1), BAD, NONE, 1);
	FAILS(-EBADF, mn_cursor_read_line, (BAD, b, 6), BAD, NONE, 6);
	FAILS(-EBADF, mn_cursor_next_line, (BAD, &where), BAD, NONE, NONE);
	FAILS(-EBADF, mn_cursor_find, (BAD, b, 6), BAD, NONE, 6);
	FAILS(-EBADF, mn_follow_region, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_follow_next, (BAD, b, 6, 0), BAD, NONE, 6);
	FAILS(-EBADF, mn_follow_generation, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_follow_offset, (BAD), BAD, NONE, NONE);
	FAILS(-EBADF, mn_follow_close, (BAD), BAD, NONE, NONE);
}

/* The manager is open and the mapping 77 unknown, or the manager is no manager. */
static void managers_fail(int64_t m, int64_t error)
{
	int64_t numbers[4];
	uint8_t b[16] = { 0 };

	FAILS(-EBADF, mn_manager_read, (m, 7, 77, 5, b, 6), 77, 5, 6);
	FAILS(-EBADF, mn_manager_read_up_to, (m, 7, 77, 5, b, 6), 77, 5, 6);
	FAILS(-EBADF, mn_manager_write, (m, 7, 77, 5, b, 6), 77, 5, 6);
	FAILS(-EBADF, mn_manager_sync, (m, 7, 77), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_unmap, (m, 7, 77, 0), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_protect, (m, 7, 77, 5, 6, 1), 77, 5, 6);
	FAILS(-EBADF, mn_manager_advise, (m, 7, 77, 5, 6, 0), 77, 5, 6);
	FAILS(-EBADF, mn_manager_populate, (m, 7, 77, 5, 6), 77, 5, 6);
	FAILS(-EBADF, mn_manager_resize, (m, 7, 77, 6), 77, NONE, 6);
	FAILS(-EBADF, mn_manager_refresh, (m, 7, 77), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_find, (m, 7, 77, 5, 9, b, 3), 77, 5, 3);
	FAILS(-EBADF, mn_manager_rfind, (m, 7, 77, 5, 9, b, 3), 77, 9, 3);
	FAILS(-EBADF, mn_manager_count, (m, 7, 77, 5, 9, b, 3), 77, 5, 3);
	FAILS(-EBADF, mn_manager_region, (m, 7, 77), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_info, (m, 7, 77, "length"), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_path, (m, 7, 77, (char *)b, 16), 77, NONE, 16);
	FAILS(-EBADF, mn_manager_stats, (m, 7, 77, numbers, 4, (char *)b, 16), 77, NONE, NONE);
	FAILS(-EBADF, mn_manager_descriptor, (m, 7, 77, numbers, 4), 77, NONE, NONE);
	/* These are about the manager, and fail in an open one for another reason. */
	FAILS(error ? error : -EINVAL, mn_manager_grant, (m, 7, error ? 1 : 77), m, NONE, NONE);
	FAILS(error ? error : -EINVAL, mn_manager_limit, (m, 7, error ? 1 : -7, 1), m, NONE, NONE);
	FAILS(error ? error : -EPERM, mn_manager_map, (m, 7, "a", 5, 6, 1, 1), m, 5, 6);
	FAILS(error ? error : -EINVAL, mn_manager_map_anonymous, (m, 7, error ? 6 : 0), m, NONE, error ? 6 : 0);
	FAILS(error ? error : -EINVAL, mn_manager_map_memfd, (m, 7, "x", error ? 6 : 0), m, NONE, error ? 6 : 0);
	FAILS(error ? error : -EINVAL, mn_manager_close_owner, (m, 7, error ? 0 : 77, NULL), m, NONE, NONE);
	FAILS(error ? error : -ENOENT, mn_manager_next, (m, 7, 7, 0), m, NONE, NONE);
	FAILS(error ? error : -EPERM, mn_manager_list, (m, 7, 8, 0, numbers, 4), m, NONE, 4);
	FAILS(error ? error : -EPERM, mn_manager_owner_info, (m, 7, 8, "bytes"), m, NONE, NONE);
	FAILS(error ? error : -ENOENT, mn_manager_statistic, (m, error ? "bytes" : "nope"), m, NONE, NONE);
	if (error) {
		FAILS(error, mn_manager_rights, (m, 7), m, NONE, NONE);
		FAILS(error, mn_manager_close, (m), m, NONE, NONE);
	}
}

static void everything_fails(void)
{
	int64_t m = mn_manager_open(NULL);

	ck_assert_int_gt(m, 0);
	made_count = 0;
	calls_fail();
	opening_fails();
	regions_fail();
	slices_cursors_and_followers_fail();
	managers_fail(m, 0);
	IS(mn_manager_close(m), 0);
	managers_fail(BAD, -EBADF);
	managers_fail(m, -EBADF);
}

/* F27: a failure has the name of the function that the caller called, its object
   and its arguments, and is counted. */
START_TEST(every_function_that_fails)
{
	everything_fails();
}
END_TEST

/* ---- No function is forgotten ------------------------------------------- */

/* These functions return a number or a text for every argument. */
static const char *const cannot_fail[] = {
	"mn_absent", "mn_constant_count", "mn_constant_group", "mn_constant_name", "mn_constant_own", "mn_constant_value",
	"mn_constant_values", "mn_error_call", "mn_error_detail", "mn_error_message", "mn_error_name", "mn_error_number",
	"mn_error_reason", "mn_fingerprint", "mn_fingerprint_value", "mn_munlockall", "mn_page_size", "mn_version",
};

static int is_made(const char *name)
{
	for (int i = 0; i < made_count; i++)
		if (strcmp(made[i].name, name) == 0)
			return 1;
	return 0;
}

/* The next name that the header declares, but for the functions of constants. */
static const char *declared(FILE *f)
{
	static char line[512];
	char *name, *after;

	while (fgets(line, sizeof line, f)) {
		if (strncmp(line, "MN_API ", 7) != 0 && strncmp(line, "extern MN_API ", 14) != 0)
			continue;
		name = strstr(line, "mn_");
		ck_assert_ptr_nonnull(name);
		after = name + strcspn(name, "(;");
		*after = '\0';
		if (!isupper((unsigned char)name[3]) && name[3] != '_')
			return name;
	}
	return NULL;
}

START_TEST(no_function_is_forgotten)
{
	const char *header = t_in_tree("mmapnative.h");
	FILE *f = header ? fopen(header, "r") : NULL;
	const char *name;
	int count = 0;

	if (!f)
		t_skip("mmapnative.h is not beside this library");
	everything_fails();
	while ((name = declared(f)) != NULL) {
		int never = 0;

		for (size_t i = 0; i < sizeof cannot_fail / sizeof *cannot_fail; i++)
			never |= strcmp(cannot_fail[i], name) == 0;
		ck_assert_msg(never != is_made(name), "%s %s", name, never ? "fails here, and stands among those that cannot"
		              : "is new: let it fail here");
		count++;
	}
	fclose(f);
	ck_assert_int_ge(count, 200);
}
END_TEST

/* ---- The words ---------------------------------------------------------- */

static int ends_with(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) && strcmp(text + strlen(text) - strlen(end), end) == 0;
}

/* The number of occurrences of `part` in the text. */
static int times(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

/* A word that occurs twice in a row, with any punctuation between: "close:
   close". */
static const char *doubled(const char *text)
{
	static char word[80], last[80];

	*last = 0;
	while (*text) {
		size_t n;

		text += strcspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
		n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		snprintf(word, sizeof word, "%.*s", (int)(n < 79 ? n : 79), text);
		if (n > 1 && strcmp(word, last) == 0)
			return word;
		strcpy(last, word);
		text += n;
	}
	return NULL;
}

/* F28: the request, the reason and the remedy, each once. */
static void readable(const char *name, const char *reason, const char *detail)
{
	char last[64];
	const char *space = strrchr(reason, ' ');

	ck_assert_msg(!doubled(detail), "%s: \"%s\" is twice in \"%s\"", name, doubled(detail), detail);
	ck_assert_msg(!strstr(detail, "mn_"), "%s: a name of C is in \"%s\"", name, detail);
	ck_assert_msg(strlen(reason) >= 12 && strchr(reason, ' '), "%s: \"%s\" says nothing", name, reason);
	/* A sentence follows the name of an error. */
	snprintf(last, sizeof last, "%.60s", space ? space + 1 : reason);
	ck_assert_msg(!(last[0] == 'E' && strspn(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(last)),
	              "%s: \"%s\" ends with an error's name", name, detail);
	ck_assert_msg(!ends_with(reason, ":") && !ends_with(reason, " "), "%s: \"%s\" breaks off", name, detail);
}

START_TEST(sentences)
{
	everything_fails();
	for (int i = 0; i < made_count; i++) {
		const char *name = made[i].name, *reason = made[i].reason;
		char kind[32];

		if (!*reason)
			continue;
		readable(name, reason, made[i].detail);
		/* The object is in the detail, and its kind and id are not in the reason. */
		snprintf(kind, sizeof kind, "region %d", BAD);
		ck_assert_msg(!strstr(reason, kind), "%s: \"%s\"", name, reason);
		ck_assert_msg(!strstr(reason, "slice -5") && !strstr(reason, "cursor -5") && !strstr(reason, "mapping 77"),
		              "%s: \"%s\"", name, reason);
		ck_assert_msg(times(made[i].detail, "/nope") <= 1, "%s: a path is twice in \"%s\"", name, made[i].detail);
		if (strcmp(name, "mn_region_open") == 0 || strcmp(name, "mn_region_create") == 0
		    || strcmp(name, "mn_region_open_or_create") == 0 || strcmp(name, "mn_manager_open") == 0) {
			IS(times(made[i].detail, "/nope/"), 1);
			IS(times(reason, "/nope/"), 1);
		}
	}
}
END_TEST

/* ---- The thread's own --------------------------------------------------- */

static void is_empty(void)
{
	for (int32_t which = -1; which <= MN_ERROR_COUNT + 1; which++)
		IS(mn_error_number(which), MN_ABSENT);
	ck_assert_str_eq(mn_error_call(), "");
	ck_assert_str_eq(mn_error_reason(), "");
	ck_assert_str_eq(mn_error_detail(), "");
}

static void *stranger(void *region)
{
	is_empty();
	/* A call that goes well makes no record. */
	IS(mn_region_length(*(int64_t *)region), 10);
	is_empty();
	IS(mn_region_write(*(int64_t *)region, 77, "abc", 3), -ERANGE);
	IS(mn_error_number(MN_ERROR_COUNT), 1);
	IS(mn_error_number(MN_ERROR_OFFSET), 77);
	IS(mn_constant_find("nope"), -ENOENT);
	IS(mn_error_number(MN_ERROR_COUNT), 2);
	/* The record keeps nothing of the earlier failure. */
	IS(mn_error_number(MN_ERROR_OFFSET), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_ID), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_TOTAL), MN_ABSENT);
	return NULL;
}

/* F27: a thread begins without a record, and touches no other thread's. */
START_TEST(each_thread_has_its_own)
{
	int64_t r = mn_region_anonymous(10), count;
	char detail[300], reason[300];
	uint8_t b[4] = { 0 };

	IS(mn_region_read(r, 8, b, 3), -ERANGE);
	count = mn_error_number(MN_ERROR_COUNT);
	snprintf(detail, sizeof detail, "%s", mn_error_detail());
	snprintf(reason, sizeof reason, "%s", mn_error_reason());
	/* The second thread gets the memory of the first one's record. */
	for (int i = 0; i < 3; i++) {
		pthread_t thread;

		ck_assert_int_eq(pthread_create(&thread, NULL, stranger, &r), 0);
		ck_assert_int_eq(pthread_join(thread, NULL), 0);
		/* A successful call of this thread does not, either. */
		IS(mn_region_read(r, 0, b, 3), 3);
		IS(mn_error_number(MN_ERROR_CODE), -ERANGE);
		IS(mn_error_number(MN_ERROR_ID), r);
		IS(mn_error_number(MN_ERROR_OFFSET), 8);
		IS(mn_error_number(MN_ERROR_LENGTH), 3);
		IS(mn_error_number(MN_ERROR_TOTAL), 10);
		IS(mn_error_number(MN_ERROR_COUNT), count);
		ck_assert_str_eq(mn_error_call(), "mn_region_read");
		ck_assert_str_eq(mn_error_detail(), detail);
		ck_assert_str_eq(mn_error_reason(), reason);
	}
	IS(mn_error_number(-1), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_COUNT + 1), MN_ABSENT);
	IS(mn_error_number(INT32_MAX), MN_ABSENT);
	IS(mn_error_number(INT32_MIN), MN_ABSENT);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- The numbers of particular failures --------------------------------- */

static void past_the_end(int64_t result, const char *call, int64_t id, int64_t offset, int64_t length, int64_t total)
{
	IS(result, -ERANGE);
	ck_assert_str_eq(mn_error_call(), call);
	ck_assert_msg(mn_error_number(MN_ERROR_ID) == id && mn_error_number(MN_ERROR_OFFSET) == offset
	              && mn_error_number(MN_ERROR_LENGTH) == length && mn_error_number(MN_ERROR_TOTAL) == total,
	              "%s: id %" PRId64 ", %" PRId64 " bytes at %" PRId64 " of %" PRId64 "; %s", call,
	              mn_error_number(MN_ERROR_ID), mn_error_number(MN_ERROR_LENGTH), mn_error_number(MN_ERROR_OFFSET),
	              mn_error_number(MN_ERROR_TOTAL), mn_error_detail());
	IS(mn_error_number(MN_ERROR_HOLDER), MN_ABSENT);
	readable(call, mn_error_reason(), mn_error_detail());
}

#define PAST(name, arguments, id, offset, length, total) \
	past_the_end((int64_t)name arguments, #name, id, (int64_t)(offset), (int64_t)(length), total)

/* F70: the range and what there is, as numbers. */
START_TEST(past_the_end_in_numbers)
{
	int64_t r = mn_region_anonymous(10), s = mn_slice_open(r, 2, 6, 0, 0), c = mn_cursor_open(r);
	int64_t m = mn_manager_open(NULL), p = mn_manager_map_anonymous(m, 7, 12);
	uint8_t b[32] = { 0 };
	uint32_t word = 0;

	PAST(mn_region_read, (r, 8, b, 3), r, 8, 3, 10);
	PAST(mn_region_write, (r, 8, b, 3), r, 8, 3, 10);
	PAST(mn_region_read, (r, UINT64_MAX, b, 3), r, -1, 3, 10);
	PAST(mn_region_read_wait, (r, 8, b, 3, 1000), r, 8, 3, 10);
	PAST(mn_region_write_wait, (r, 8, b, 3, 1000), r, 8, 3, 10);
	PAST(mn_region_fill, (r, 11, 1, 3), r, 11, 1, 10);
	PAST(mn_region_get_u8, (r, 10), r, 10, 1, 10);
	PAST(mn_region_u32_le, (r, 7), r, 7, 4, 10);
	PAST(mn_region_put_u32_le, (r, 7, 1), r, 7, 4, 10);
	PAST(mn_region_get_u32_be, (r, 7, &word), r, 7, 4, 10);
	PAST(mn_region_atomic_load_u32, (r, 8, &word), r, 8, 4, 10);
	PAST(mn_region_sync, (r, 8, 3, MS_SYNC), r, 8, 3, 10);
	PAST(mn_region_protect, (r, 8, 3, 1), r, 8, 3, 10);
	PAST(mn_region_advise, (r, 8, 3, 0), r, 8, 3, 10);
	PAST(mn_region_discard, (r, 8, 3), r, 8, 3, 10);
	PAST(mn_region_lock, (r, 8, 3), r, 8, 3, 10);
	PAST(mn_region_unlock, (r, 8, 3), r, 8, 3, 10);
	PAST(mn_region_populate, (r, 8, 3), r, 8, 3, 10);
	PAST(mn_slice_open, (r, 8, 3, 0, 0), r, 8, 3, 10);
	/* Of two ranges it is the one that passes the end. */
	PAST(mn_region_move, (r, 0, 8, 3), r, 8, 3, 10);
	PAST(mn_region_move, (r, 9, 0, 3), r, 9, 3, 10);
	/* A slice's numbers are those of the slice. */
	PAST(mn_slice_read, (s, 4, b, 3), s, 4, 3, 6);
	PAST(mn_slice_write, (s, 4, b, 3), s, 4, 3, 6);
	PAST(mn_slice_get_u8, (s, 6), s, 6, 1, 6);
	PAST(mn_slice_set_u8, (s, 6, 1), s, 6, 1, 6);
	PAST(mn_slice_read_wait, (s, 4, b, 3, 1000), s, 4, 3, 6);
	PAST(mn_slice_write_wait, (s, 4, b, 3, 1000), s, 4, 3, 6);
	PAST(mn_slice_fill, (s, 7, 1, 3), s, 7, 1, 6);
	PAST(mn_slice_move, (s, 0, 4, 3), s, 4, 3, 6);
	PAST(mn_slice_move, (s, 4, 0, 3), s, 4, 3, 6);
	PAST(mn_slice_u32_le, (s, 3), s, 3, 4, 6);
	PAST(mn_slice_put_u32_le, (s, 3, 1), s, 3, 4, 6);
	PAST(mn_region_read_strided, (r, 4, 3, 3, b), r, 4, 3, 10);
	PAST(mn_slice_read_strided, (s, 4, 3, 3, b), s, 4, 3, 6);
	PAST(mn_slice_write_strided, (s, 4, 3, 3, b), s, 4, 3, 6);
	/* A cursor's are those of its region. */
	IS(mn_cursor_seek(c, 8, 0), 8);
	PAST(mn_cursor_write, (c, b, 3), c, 8, 3, 10);
	IS(mn_cursor_seek(c, 0, 2), 10);
	PAST(mn_cursor_write_byte, (c, 3), c, 10, 1, 10);
	PAST(mn_manager_read, (m, 7, p, 8, b, 5), p, 8, 5, 12);
	PAST(mn_manager_read_up_to, (m, 7, p, 13, b, 5), p, 13, 5, 12);
	PAST(mn_manager_write, (m, 7, p, 8, b, 5), p, 8, 5, 12);
	PAST(mn_manager_protect, (m, 7, p, 8, 5, 1), p, 8, 5, 12);
	PAST(mn_manager_advise, (m, 7, p, 8, 5, 0), p, 8, 5, 12);
	PAST(mn_manager_populate, (m, 7, p, 8, 5), p, 8, 5, 12);
	IS(mn_manager_close(m), 0);
	IS(mn_cursor_close(c), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* A strided access has the offset of its first byte and how many they are. */
START_TEST(strided_in_numbers)
{
	int64_t r = mn_region_anonymous(10);
	uint8_t b[32] = { 0 };

	IS(mn_region_read_strided(r, 4, 3, 3, b), -ERANGE);
	ck_assert_str_eq(mn_error_call(), "mn_region_read_strided");
	IS(mn_error_number(MN_ERROR_OFFSET), 4);
	IS(mn_error_number(MN_ERROR_LENGTH), 3);
	IS(mn_region_write_strided(r, 4, -3, 3, b), -ERANGE);
	ck_assert_str_eq(mn_error_call(), "mn_region_write_strided");
	IS(mn_error_number(MN_ERROR_OFFSET), 4);
	IS(mn_error_number(MN_ERROR_LENGTH), 3);
	IS(mn_region_close(r), 0);
}
END_TEST

static void held_by(int64_t result, const char *call, int64_t id, int64_t holder, int64_t offset, int64_t length)
{
	IS(result, -EBUSY);
	ck_assert_str_eq(mn_error_call(), call);
	ck_assert_msg(mn_error_number(MN_ERROR_ID) == id && mn_error_number(MN_ERROR_HOLDER) == holder
	              && mn_error_number(MN_ERROR_HOLDER_OFFSET) == offset && mn_error_number(MN_ERROR_HOLDER_LENGTH) == length
	              && mn_error_number(MN_ERROR_HOLDER_THREAD) == mn_slice_thread(holder),
	              "%s: id %" PRId64 ", holder %" PRId64 " of %" PRId64 " at %" PRId64 ", thread %" PRId64 "; %s", call,
	              mn_error_number(MN_ERROR_ID), mn_error_number(MN_ERROR_HOLDER), mn_error_number(MN_ERROR_HOLDER_LENGTH),
	              mn_error_number(MN_ERROR_HOLDER_OFFSET), mn_error_number(MN_ERROR_HOLDER_THREAD), mn_error_detail());
	readable(call, mn_error_reason(), mn_error_detail());
}

#define HELD(name, arguments, id) held_by((int64_t)name arguments, #name, id, x, 2, 5)

static void *holds_a_slice(void *region)
{
	int64_t *s = malloc(sizeof *s);

	*s = mn_slice_open(*(int64_t *)region, 2, 5, MN_SLICE_EXCLUSIVE, 0);
	return s;
}

/* The conflicting slice, its range and the thread that opened it. */
START_TEST(a_holder_in_numbers)
{
	int64_t r = mn_region_memfd("m", 10, 0), c = mn_cursor_open(r), pin = mn_slice_open(r, 0, 4, 0, 0), late, x, *got;
	uint8_t b[32] = { 0 };
	uint32_t word;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, holds_a_slice, &r), 0);
	ck_assert_int_eq(pthread_join(thread, (void **)&got), 0);
	x = *got;
	free(got);
	ck_assert_int_gt(x, 0);
	ck_assert_int_ne(mn_slice_thread(x), mn_slice_thread(pin));
	/* Of several conflicting slices the record has the one that excludes
	   most, in any order of opening. */
	late = mn_slice_open(r, 0, 4, 0, 0);
	HELD(mn_region_close, (r), r);
	HELD(mn_region_read, (r, 0, b, 1), r);
	HELD(mn_region_write, (r, 0, b, 1), r);
	HELD(mn_region_read_wait, (r, 0, b, 1, 0), r);
	HELD(mn_region_write_wait, (r, 0, b, 1, 0), r);
	HELD(mn_region_read_strided, (r, 0, 1, 2, b), r);
	HELD(mn_region_get_u8, (r, 0), r);
	HELD(mn_region_set_u8, (r, 0, 1), r);
	HELD(mn_region_u16_le, (r, 0), r);
	HELD(mn_region_fill, (r, 0, 1, 1), r);
	HELD(mn_region_move, (r, 0, 1, 1), r);
	HELD(mn_region_find, (r, 0, 9, "x", 1), r);
	HELD(mn_region_atomic_load_u32, (r, 0, &word), r);
	HELD(mn_region_protect, (r, 0, 1, 1), r);
	HELD(mn_region_discard, (r, 0, 1), r);
	HELD(mn_region_resize, (r, 100), r);
	HELD(mn_slice_open, (r, 0, 1, 1, 0), r);
	HELD(mn_slice_open, (r, 0, 1, 2, 0), r);
	HELD(mn_slice_read, (pin, 0, b, 1), pin);
	HELD(mn_slice_write, (pin, 0, b, 1), pin);
	HELD(mn_slice_get_u8, (pin, 0), pin);
	HELD(mn_slice_set_u8, (pin, 0, 1), pin);
	HELD(mn_slice_read_wait, (pin, 0, b, 1, 0), pin);
	HELD(mn_slice_write_wait, (pin, 0, b, 1, 0), pin);
	HELD(mn_slice_read_strided, (pin, 0, 1, 2, b), pin);
	HELD(mn_slice_write_strided, (pin, 0, 1, 2, b), pin);
	HELD(mn_slice_u16_le, (pin, 0), pin);
	HELD(mn_slice_fill, (pin, 0, 1, 1), pin);
	HELD(mn_slice_move, (pin, 0, 1, 1), pin);
	HELD(mn_slice_find, (pin, 0, 9, "x", 1), pin);
	HELD(mn_cursor_read, (c, b, 1), c);
	HELD(mn_cursor_write_byte, (c, 1), c);
	IS(mn_slice_close(x), 0);
	IS(mn_region_write(r, 10, b, 1), -ERANGE);
	IS(mn_error_number(MN_ERROR_HOLDER), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_HOLDER_OFFSET), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_HOLDER_LENGTH), MN_ABSENT);
	IS(mn_error_number(MN_ERROR_HOLDER_THREAD), MN_ABSENT);
	IS(mn_slice_close(late), 0);
	IS(mn_slice_close(pin), 0);
	IS(mn_cursor_close(c), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* A manager's functions have the mapping's number, and the slice is the region's. */
START_TEST(a_holder_of_a_mapping)
{
	int64_t m = mn_manager_open(NULL), p = mn_manager_map_memfd(m, 7, "m", 12), r = mn_manager_region(m, 7, p);
	int64_t x = mn_slice_open(r, 2, 5, MN_SLICE_EXCLUSIVE, 0), count;
	uint8_t b[8] = { 0 };

	HELD(mn_manager_read, (m, 7, p, 0, b, 1), p);
	HELD(mn_manager_read_up_to, (m, 7, p, 0, b, 1), p);
	HELD(mn_manager_write, (m, 7, p, 0, b, 1), p);
	HELD(mn_manager_unmap, (m, 7, p, 0), p);
	HELD(mn_manager_protect, (m, 7, p, 0, 1, 1), p);
	HELD(mn_manager_resize, (m, 7, p, 100), p);
	HELD(mn_manager_find, (m, 7, p, 0, 9, "x", 1), p);
	HELD(mn_manager_rfind, (m, 7, p, 0, 9, "x", 1), p);
	HELD(mn_manager_count, (m, 7, p, 0, 9, "x", 1), p);
	/* This one is about the manager. */
	count = mn_error_number(MN_ERROR_COUNT);
	HELD(mn_manager_close_owner, (m, 7, 0, NULL), m);
	ck_assert_int_gt(mn_error_number(MN_ERROR_COUNT), count);
	IS(mn_slice_close(x), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Opening and limits: how long the file is, and what the limit is. */
START_TEST(files_and_limits_in_numbers)
{
	int64_t m = mn_manager_open(NULL), under;
	char folder[600];

	close(t_file("f", hello, 11));
	IS(mn_region_open(t_path("f"), 1, 12, 5), -ENXIO);
	ck_assert_str_eq(mn_error_call(), "mn_region_open");
	IS(mn_error_number(MN_ERROR_OFFSET), 12);
	IS(mn_error_number(MN_ERROR_LENGTH), 5);
	IS(mn_error_number(MN_ERROR_TOTAL), 11);
	IS(times(mn_error_detail(), t_path("f")), 1);
	readable("open", mn_error_reason(), mn_error_detail());
	IS(mn_region_open(t_path("f"), 1, 5, 7), -EOVERFLOW);
	IS(mn_error_number(MN_ERROR_OFFSET), 5);
	IS(mn_error_number(MN_ERROR_LENGTH), 7);
	IS(mn_error_number(MN_ERROR_TOTAL), 11);
	snprintf(folder, sizeof folder, "%s", t_path(""));
	under = mn_manager_open(folder);
	IS(mn_manager_grant(under, 7, MN_RIGHT_READ), 0);
	IS(mn_manager_map(under, 7, "f", 12, 5, PROT_READ, 1), -ENXIO);
	ck_assert_str_eq(mn_error_call(), "mn_manager_map");
	IS(mn_error_number(MN_ERROR_ID), under);
	IS(mn_error_number(MN_ERROR_OFFSET), 12);
	IS(mn_error_number(MN_ERROR_LENGTH), 5);
	IS(mn_error_number(MN_ERROR_TOTAL), 11);
	readable("map", mn_error_reason(), mn_error_detail());
	IS(mn_manager_close(under), 0);
	IS(mn_manager_limit(m, 7, 1, 100), 0);
	IS(mn_manager_map_anonymous(m, 7, 101), -EDQUOT);
	IS(mn_error_number(MN_ERROR_ID), m);
	IS(mn_error_number(MN_ERROR_LENGTH), 101);
	IS(mn_error_number(MN_ERROR_TOTAL), 100);
	ck_assert_int_gt(mn_manager_map_anonymous(m, 7, 10), 0);
	IS(mn_manager_map_anonymous(m, 7, 10), -EDQUOT);
	ck_assert_str_eq(mn_error_call(), "mn_manager_map_anonymous");
	IS(mn_error_number(MN_ERROR_TOTAL), 1);
	readable("map_anonymous", mn_error_reason(), mn_error_detail());
	IS(mn_manager_close(m), 0);
}
END_TEST

/* A search that finds nothing makes its sentence when it is asked for. */
START_TEST(a_search_that_finds_nothing)
{
	int64_t r = mn_region_anonymous(10), count;

	IS(mn_region_find(r, 3, 10, "nope", 4), -ENOENT);
	count = mn_error_number(MN_ERROR_COUNT);
	IS(mn_error_number(MN_ERROR_CODE), -ENOENT);
	IS(mn_error_number(MN_ERROR_ID), r);
	IS(mn_error_number(MN_ERROR_OFFSET), 3);
	IS(mn_error_number(MN_ERROR_LENGTH), 4);
	SAYS("4 bytes, from 3 on");
	ck_assert_ptr_null(strstr(mn_error_reason(), "region "));
	IS(mn_region_find(r, 3, 10, "nope", 4), -ENOENT);
	IS(mn_error_number(MN_ERROR_COUNT), count + 1);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("record", every_function_that_fails, no_function_is_forgotten, sentences, each_thread_has_its_own,
       past_the_end_in_numbers, strided_in_numbers, a_holder_in_numbers, a_holder_of_a_mapping, files_and_limits_in_numbers,
       a_search_that_finds_nothing)
