/* Size: resize and refresh. */

#include "helpers.h"

/* ---- Size ---- */

/* S4-30: resize of file and mapping. */
/* S4-31: 0 bytes are refused, and nothing changes. */
/* S4-35: without mremap, too: this test is also run in build/no-mremap. */
START_TEST(resize_a_file)
{
	const char *path = pattern("f", 5000);
	int64_t r = opened(path, 2);
	uint8_t *bytes = malloc(400000);

	IS(mn_region_resize(r, 0), -EINVAL);
	IS(size_of(path), 5000);
	IS(mn_region_get_u8(r, 0), 0);
	IS(mn_region_resize(r, 10000), 0);
	IS(mn_region_length(r), 10000);
	IS(size_of(path), 10000);
	IS(mn_region_read(r, 0, bytes, 10000), 10000);
	ck_assert(is_pattern(bytes, 0, 5000));
	for (int i = 5000; i < 10000; i++)
		ck_assert_int_eq(bytes[i], 0);
	IS(mn_region_set_u8(r, 9999, 'e'), 0);
	IS(mn_region_resize(r, 400000), 0);
	IS(mn_region_get_u8(r, 9999), 'e');
	IS(mn_region_resize(r, 100), 0);
	IS(size_of(path), 100);
	IS(mn_region_read(r, 99, bytes, 2), -ERANGE);
	IS(mn_region_resize(r, 5000), 0);
	IS(mn_region_read(r, 0, bytes, 5000), 5000);
	ck_assert(is_pattern(bytes, 0, 100));
	for (int i = 100; i < 5000; i++)
		ck_assert_int_eq(bytes[i], 0);
	IS(mn_region_resize(r, 5000), 0);
	ck_assert_int_lt(mn_region_resize(r, UINT64_MAX), 0);
	ck_assert_int_lt(mn_region_resize(r, INT64_MAX), 0);
	IS(mn_region_length(r), 5000);
	IS(size_of(path), 5000);
	IS(mn_region_get_u8(r, 99), 99);
	IS(mn_region_close(r), 0);
	free(bytes);
}
END_TEST

START_TEST(resize_in_the_middle_of_a_file)
{
	const char *path = pattern("f", 20000);
	int64_t r = mn_region_open(path, 2, 4100, 100);

	/* The region does not end at the file's end, so the file must not
	   shrink. */
	IS(mn_region_resize(r, 50), 0);
	IS(size_of(path), 20000);
	IS(mn_region_resize(r, 9000), 0);
	IS(size_of(path), 20000);
	IS(mn_region_get_u8(r, 8999), (4100 + 8999) % 251);
	IS(mn_region_resize(r, 15900), 0);
	IS(size_of(path), 20000);
	IS(mn_region_resize(r, 16000), 0);
	IS(size_of(path), 20100);
	IS(mn_region_resize(r, 15000), 0);
	IS(size_of(path), 19100);
	/* Resizing restores the bytes that another process cut off, as
	   zeros. */
	ck_assert_int_eq(truncate(path, 5000), 0);
	IS(mn_region_resize(r, 15000), 0);
	IS(size_of(path), 19100);
	IS(mn_region_get_u8(r, 14999), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S2-27: private memory is resized, shared anonymous memory does not grow. */
START_TEST(resize_memory)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(4096), s = mn_region_map(-1, 0, 10000, 2, 0, 0, 0);

	IS(mn_region_set_u8(r, 0, 7), 0);
	IS(mn_region_resize(r, 8192), 0);
	IS(mn_region_length(r), 8192);
	IS(mn_region_get_u8(r, 0), 7);
	IS(mn_region_get_u8(r, 8191), 0);
	/* Bytes that were released and taken again are zero, whatever their
	   protection was. */
	IS(mn_region_fill(r, 0, 8192, 'x'), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_resize(r, 8192), 0);
	IS(mn_region_get_u8(r, 99), 'x');
	IS(mn_region_get_u8(r, 100), 0);
	IS(mn_region_get_u8(r, 8191), 0);
	IS(mn_region_fill(r, 0, 8192, 'x'), 0);
	IS(mn_region_protect(r, 0, 8192, PROT_READ), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_resize(r, 10 * page), 0);
	IS(mn_region_get_u8(r, 99), 'x');
	IS(mn_region_get_u8(r, 100), 0);
	IS(mn_region_set_u8(r, 9 * page, 1), -EACCES);
	IS(mn_region_protect(r, 0, 10 * page, 3), 0);
	IS(mn_region_set_u8(r, 9 * page, 1), 0);
	IS(mn_region_resize(r, UINT64_C(1) << 62), -EOVERFLOW);
	IS(mn_region_length(r), (int64_t)(10 * page));
	IS(mn_region_get_u8(r, 9 * page), 1);
	IS(mn_region_close(r), 0);
	IS(mn_region_resize(s, 20000), -EOPNOTSUPP);
	SAYS("cannot grow");
	IS(mn_region_length(s), 10000);
	IS(mn_region_resize(s, 10001), -EOPNOTSUPP);
	IS(mn_region_resize(s, 10000), 0);
	IS(mn_region_resize(s, 5000), 0);
	IS(mn_region_set_u8(s, 4999, 1), 0);
	IS(mn_region_set_u8(s, 5000, 1), -ERANGE);
	IS(mn_region_close(s), 0);
}
END_TEST

/* S4-41: the file's size and the region's length are independent. */
START_TEST(refresh)
{
	const char *path = pattern("f", 5000);
	int64_t r = opened(path, 1), part = mn_region_open(path, 1, 100, 4000);

	ck_assert_int_eq(truncate(path, 10), 0);
	IS(mn_region_length(r), 5000);
	IS(mn_region_file_size(r), 10);
	IS(mn_region_refresh(r), 10);
	IS(mn_region_length(r), 10);
	IS(mn_region_get_u8(r, 9), 9);
	IS(mn_region_get_u8(r, 10), -ERANGE);
	IS(mn_region_refresh(part), 0);
	IS(mn_region_length(part), 0);
	ck_assert_int_eq(truncate(path, 50000), 0);
	IS(mn_region_length(r), 10);
	IS(mn_region_refresh(r), 50000);
	IS(mn_region_get_u8(r, 49999), 0);
	IS(mn_region_refresh(part), 4000);
	IS(mn_region_get_u8(part, 3999), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	IS(mn_region_refresh(r), 0);
	IS(mn_region_refresh(r), 0);
	ck_assert_int_eq(truncate(path, 3), 0);
	IS(mn_region_refresh(r), 3);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(part), 0);
}
END_TEST

/* A region's settings stay when its file disappears and comes back. */
START_TEST(refresh_keeps_protection_and_contents)
{
	size_t page = t_page();
	const char *path = pattern("f", 3 * page);
	int64_t w = opened(path, 2), c = opened(path, 3);

	IS(mn_region_protect(w, 0, 3 * page, PROT_READ), 0);
	IS(mn_region_set_u8(c, 5, 'c'), 0);
	IS(mn_region_set_u8(c, page + 5, 'd'), 0);
	IS(mn_region_protect(c, page, page, PROT_NONE), 0);
	ck_assert_int_eq(truncate(path, (off_t)(6 * page)), 0);
	IS(mn_region_refresh(c), (int64_t)(6 * page));
	IS(mn_region_get_u8(c, 5), 'c');
	IS(mn_region_get_u8(c, page + 5), -EACCES);
	IS(mn_region_protect(c, page, page, PROT_READ), 0);
	IS(mn_region_get_u8(c, page + 5), 'd');
	IS(mn_region_get_u8(c, page + 6), (int32_t)((page + 6) % 251));
	IS(mn_region_set_u8(c, 5 * page, 1), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	IS(mn_region_refresh(w), 0);
	ck_assert_int_eq(truncate(path, 100), 0);
	IS(mn_region_refresh(w), 100);
	IS(mn_region_prot(w), PROT_READ);
	IS(mn_region_set_u8(w, 0, 1), -EACCES);
	ck_assert_str_eq(perms(w, 0), "r--s");
	IS(mn_region_close(w), 0);
	IS(mn_region_close(c), 0);
}
END_TEST

T_MAIN("resize", resize_a_file, resize_in_the_middle_of_a_file, resize_memory, refresh,
       refresh_keeps_protection_and_contents)
