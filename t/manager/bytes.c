/* Reading, writing, syncing, giving up, and limits. */

#include "helpers.h"

static char scratch[200];

/* ---- Bytes ---- */

/* S3-12: without PROT_WRITE nothing is written. */
/* S3-13: without PROT_READ nothing is read. */
/* S3-15: with PROT_NONE neither. */
/* S3-23: read_up_to returns the bytes that exist; read is strict. */
/* S3-24: 0 bytes at the end are no error; one byte is. */
/* S3-25: a write is done as a whole or not at all. */
/* S3-26: no sum of offset and length wraps. */
START_TEST(reading_and_writing)
{
	int64_t m = manager(), id, one;
	char b[200];

	put("f", "sixsix");
	id = map(m, "f", RW, 1);
	memset(b, '#', sizeof b);
	IS(mn_manager_read(m, ME, id, 4, b, 100), -ERANGE);
	SAYS("mapping 1: read of 100 bytes at 4 passes the end (6 bytes)");
	ck_assert_int_eq(b[0], '#');
	IS(mn_manager_read_up_to(m, ME, id, 4, b, 100), 2);
	ck_assert_int_eq(memcmp(b, "ix#", 3), 0);
	IS(mn_manager_read_up_to(m, ME, id, 0, b, 3), 3);
	IS(mn_manager_read_up_to(m, ME, id, 0, b, UINT64_MAX), 6);
	IS(mn_manager_read(m, ME, id, 6, b, 1), -ERANGE);
	IS(mn_manager_read(m, ME, id, 6, b, 0), 0);
	IS(mn_manager_read_up_to(m, ME, id, 6, b, 1), 0);
	IS(mn_manager_read_up_to(m, ME, id, 7, b, 1), -ERANGE);
	IS(mn_manager_read_up_to(m, ME, id, 7, b, 0), -ERANGE);
	IS(mn_manager_read_up_to(m, ME, id, UINT64_MAX, b, UINT64_MAX), -ERANGE);
	IS(mn_manager_write(m, ME, id, 4, "abc", 3), -ERANGE);
	ck_assert_str_eq(get("f"), "sixsix");
	IS(mn_manager_write(m, ME, id, 6, "", 0), 0);
	for (int i = 0; i < 2; i++) {
		const uint64_t far = i ? UINT64_MAX : (uint64_t)INT64_MAX;

		IS(mn_manager_read(m, ME, id, far, b, 1), -ERANGE);
		IS(mn_manager_read(m, ME, id, 1, b, far), -ERANGE);
		IS(mn_manager_read(m, ME, id, far, b, far), -ERANGE);
		IS(mn_manager_write(m, ME, id, far, b, 1), -ERANGE);
		IS(mn_manager_write(m, ME, id, 1, b, far), -ERANGE);
		IS(mn_manager_write(m, ME, id, far, b, 2), -ERANGE);
		IS(mn_manager_find(m, ME, id, far, far, b, 1), -ENOENT);
		IS(mn_manager_populate(m, ME, id, far, 2), -ERANGE);
		IS(mn_manager_advise(m, ME, id, far, 2, MADV_RANDOM), -ERANGE);
	}
	IS(mn_manager_read(m, ME, id, 0, NULL, 1), -EFAULT);
	IS(mn_manager_read_up_to(m, ME, id, 0, NULL, 1), -EFAULT);
	IS(mn_manager_write(m, ME, id, 0, NULL, 1), -EFAULT);
	one = map(m, "f", PROT_READ, 1);
	IS(mn_manager_write(m, ME, one, 0, "x", 1), -EACCES);
	SAYS("needs a writable region");
	one = map(m, "f", PROT_WRITE, 1);
	IS(mn_manager_read(m, ME, one, 0, b, 1), -EACCES);
	IS(mn_manager_read_up_to(m, ME, one, 0, b, 1), -EACCES);
	IS(mn_manager_find(m, ME, one, 0, 6, "x", 1), -EACCES);
	one = map(m, "f", PROT_NONE, 1);
	IS(mn_manager_read(m, ME, one, 0, b, 1), -EACCES);
	IS(mn_manager_write(m, ME, one, 0, b, 1), -EACCES);
	/* Searching. */
	IS(mn_manager_find(m, ME, id, 0, 6, "ix", 2), 1);
	IS(mn_manager_rfind(m, ME, id, 0, UINT64_MAX, "ix", 2), 4);
	IS(mn_manager_count(m, ME, id, 0, 6, "ix", 2), 2);
	IS(mn_manager_find(m, ME, id, 2, 6, "sixs", 4), -ENOENT);
	IS(mn_manager_find(m, ME, id, 0, 6, NULL, 4), -EFAULT);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-38: the numbers about a mapping; an unknown mapping has none. */
/* S3-62: how many of its pages are in memory. */
/* S3-65: populate brings all of them in. */

START_TEST(statistics)
{
	int64_t m = manager(), id, page = (int64_t)t_page(), a;
	char *bytes = calloc(8, (size_t)page), b[100];
	FILE *f;

	f = fopen(at("pages"), "w");
	ck_assert(fwrite(bytes, 1, (size_t)(8 * page), f) == (size_t)(8 * page));
	fclose(f);
	free(bytes);
	id = map(m, "pages", RW, 1);
	for (int i = 0; i < 5; i++)
		IS(mn_manager_read(m, ME, id, 0, b, 10), 10);
	IS(mn_manager_read_up_to(m, ME, id, (uint64_t)(8 * page - 4), b, 10), 4);
	IS(mn_manager_read(m, ME, id, (uint64_t)(8 * page), b, 1), -ERANGE);
	IS(mn_manager_write(m, ME, id, 0, b, 7), 7);
	IS(mn_manager_write(m, ME, id, (uint64_t)(8 * page), b, 1), -ERANGE);
	IS(mn_manager_sync(m, ME, id), 0);
	IS(info(m, id, "reads"), 6);
	IS(info(m, id, "bytes_read"), 54);
	IS(info(m, id, "writes"), 1);
	IS(info(m, id, "bytes_written"), 7);
	IS(info(m, id, "syncs"), 1);
	IS(info(m, id, "pages"), 8);
	IS(mn_manager_info(m, ME, 99, "reads"), -EBADF);
	a = mn_manager_map(m, ME, "pages", page - 1, 2, PROT_READ, 1);
	IS(info(m, a, "pages"), 2);
	a = mn_manager_map_anonymous(m, ME, (uint64_t)(8 * page));
	IS(info(m, a, "pages"), 8);
	IS(info(m, a, "resident"), 0);
	IS(mn_manager_write(m, ME, a, 0, b, 1), 1);
	IS(info(m, a, "resident"), 1);
	if (mn_manager_populate(m, ME, a, 0, (uint64_t)(8 * page)) == 0)
		IS(info(m, a, "resident"), 8);
	IS(mn_manager_populate(m, ME, id, 0, (uint64_t)(8 * page)), 0);
	IS(info(m, id, "resident"), 8);
	IS(mn_manager_advise(m, ME, id, 0, (uint64_t)page, MADV_SEQUENTIAL), 0);
	IS(mn_manager_advise(m, ME, id, 0, (uint64_t)page, MADV_DONTNEED), -EPERM);
	SAYS("can destroy");
	/* Refused advice does not count as a missing right. */
	IS(mn_manager_statistic(m, "denied"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-27: after a sync the file has what the mapping has. */
/* S3-28: a copy and one that was never writable have nothing to sync. */
/* S3-29: a file that was cut short is not made longer by a sync. */

START_TEST(syncing)
{
	int64_t m = manager(), id, copy, ro;
	struct stat st;

	put("f", "sixsix");
	id = map(m, "f", RW, 1);
	copy = map(m, "f", RW, 0);
	ro = map(m, "f", PROT_READ, 1);
	IS(mn_manager_write(m, ME, id, 0, "abc", 3), 3);
	IS(mn_manager_sync(m, ME, id), 0);
	ck_assert_str_eq(get("f"), "abcsix");
	IS(mn_manager_write(m, ME, copy, 0, "xyz", 3), 3);
	IS(mn_manager_sync(m, ME, copy), 0);
	IS(mn_manager_sync(m, ME, ro), 0);
	ck_assert_str_eq(get("f"), "abcsix");
	ck_assert_int_eq(truncate(at("f"), 0), 0);
	/* F6: the error says that the bytes are in no file.  A failure is
	   not counted as a sync. */
	IS(info(m, id, "syncs"), 1);
	IS(mn_manager_sync(m, ME, id), -EIO);
	SAYS("mapping 1: sync of 6 bytes at 0: EIO: the file under it was cut short");
	IS(info(m, id, "syncs"), 1);
	IS(mn_manager_sync(m, ME, id + 50), -EBADF);
	IS(info(m, id, "syncs"), 1);
	IS(mn_manager_read(m, ME, id, 0, scratch, 1), -EIO);
	SAYS("mapping 1: ");
	IS(mn_manager_write(m, ME, id, 0, "a", 1), -EIO);
	IS(mn_manager_unmap(m, ME, id, 1), -EIO);
	IS(mn_manager_unmap(m, ME, id, 0), 0);
	ck_assert_int_eq(stat(at("f"), &st), 0);
	IS(st.st_size, 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Giving up ---- */

/* S3-33: a second unmap finds nothing. */
/* S3-30, S3-10: with or without a sync, what was written is in the file. */
START_TEST(unmapping)
{
	int64_t m = manager(), id, slice;

	put("f", "abc");
	for (int32_t sync = 0; sync <= 1; sync++) {
		id = map(m, "f", RW, 1);
		IS(mn_manager_write(m, ME, id, 0, sync ? "xyz" : "uvw", 3), 3);
		IS(mn_manager_unmap(m, ME, id, 2), -EINVAL);
		IS(mn_manager_unmap(m, ME, id, -1), -EINVAL);
		IS(mn_manager_unmap(m, ME, id, sync), 0);
		IS(mn_manager_unmap(m, ME, id, sync), -EBADF);
		ck_assert_str_eq(get("f"), sync ? "xyz" : "uvw");
	}
	/* A slice prevents it. */
	id = map(m, "f", RW, 1);
	slice = mn_slice_open(mn_manager_region(m, ME, id), 1, 2, 0, 0);
	for (int32_t sync = 0; sync <= 1; sync++) {
		IS(mn_manager_unmap(m, ME, id, sync), -EBUSY);
		SAYS("mapping 3: close: slice");
		SAYS("holds 2 bytes at 1");
	}
	IS(mn_manager_protect(m, ME, id, 0, 3, PROT_READ), -EBUSY);
	IS(mn_manager_resize(m, ME, id, 10), -EBUSY);
	IS(mn_manager_resize(m, ME, id, 1), -EBUSY);
	IS(owner_info(m, ME, "bytes"), 3);
	ck_assert_str_eq(bytes_of(m, id, 0, 3), "xyz");
	IS(mn_slice_close(slice), 0);
	IS(mn_manager_resize(m, ME, id, 4), 0);
	IS(mn_manager_unmap(m, ME, id, 0), 0);
	/* A mapping whose region was closed directly is closed once. */
	id = map(m, "f", RW, 1);
	IS(mn_region_close(mn_manager_region(m, ME, id)), 0);
	IS(mn_manager_read(m, ME, id, 0, scratch, 1), -EBADF);
	SAYS("has no such mapping");
	IS(info(m, id, "length"), -EBADF);
	IS(info(m, id, "pages"), -EBADF);
	IS(mn_manager_resize(m, ME, id, 10), -EBADF);
	IS(owner_info(m, ME, "mappings"), 1);
	IS(mn_manager_unmap(m, ME, id, 0), 0);
	IS(mn_manager_unmap(m, ME, id, 0), -EBADF);
	IS(owner_info(m, ME, "mappings"), 0);
	IS(owner_info(m, ME, "bytes"), 0);
	/* A slice outlives the manager, and its memory goes with it. */
	id = map(m, "f", RW, 1);
	slice = mn_slice_open(mn_manager_region(m, ME, id), 1, 2, 0, 0);
	IS(mn_manager_close(m), 0);
	IS(lines_in_maps(root), 1);
	IS(*(char *)(intptr_t)mn_slice_address(slice), 'y');
	IS(mn_slice_close(slice), 0);
	IS(lines_in_maps(root), 0);
	IS(mn_statistic("close_errors"), 0);
}
END_TEST

/* S3-04: all mappings of an owner are closed together. */
/* S3-34: the number of these; a second call finds none. */
/* S3-35: and how many bytes. */
/* S3-36: shared mappings are written back on request. */
/* S3-37: the owner had mappings, and then has none. */
START_TEST(closing_an_owner)
{
	int64_t m = manager(), a, bytes = -1, slice, id;

	put("f", "0123456789");
	put("g", "01234567890123456789");
	a = map(m, "f", RW, 1);
	map(m, "g", RW, 1);
	IS(mn_manager_map(m, OTHER, "g", 0, 5, PROT_READ, 1), 3);
	IS(mn_manager_write(m, ME, a, 0, "abc", 3), 3);
	IS(mn_manager_next(m, ME, ME, 0), 1);
	IS(mn_manager_close_owner(m, ME, 2, &bytes), -EINVAL);
	IS(bytes, -1);
	IS(mn_manager_close_owner(m, ME, 1, &bytes), 2);
	IS(bytes, 30);
	ck_assert_str_eq(get("f"), "abc3456789");
	IS(mn_manager_next(m, ME, ME, 0), -ENOENT);
	IS(mn_manager_close_owner(m, ME, 1, &bytes), 0);
	IS(bytes, 0);
	IS(mn_manager_close_owner(m, 555, 0, NULL), 0);
	/* It is forgotten with its rights and limits, the other is not. */
	IS(mn_manager_rights(m, ME), 0);
	IS(mn_manager_rights(m, OTHER), READ_FILES | WRITE_FILES);
	IS(mn_manager_statistic(m, "owners"), 1);
	IS(mn_manager_info(m, OTHER, 3, "length"), 5);
	IS(mn_manager_statistic(m, "bytes"), 5);
	/* A mapping with a slice stays, with its owner; the others are
	   closed. */
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	IS(mn_manager_limit(m, ME, 5, 1000), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_gt(mn_manager_map_anonymous(m, ME, 10), 0);
	id = mn_manager_next(m, ME, ME, 5);
	slice = mn_slice_open(mn_manager_region(m, ME, id), 0, 1, 0, 0);
	IS(mn_manager_close_owner(m, ME, 0, &bytes), -EBUSY);
	SAYS("(4 others were closed)");
	SAYS("slice");
	IS(bytes, 40);
	IS(mn_manager_next(m, ME, ME, 0), id);
	IS(mn_manager_next(m, ME, ME, id), -ENOENT);
	IS(mn_manager_rights(m, ME), READ_FILES);
	IS(owner_info(m, ME, "mappings_limit"), 5);
	IS(mn_slice_close(slice), 0);
	IS(mn_manager_close_owner(m, ME, 0, &bytes), 1);
	IS(bytes, 10);
	IS(mn_manager_rights(m, ME), 0);
	IS(owner_info(m, ME, "mappings_limit"), INT64_MAX);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Limits ---- */

START_TEST(limits)
{
	int64_t m = manager(), id;

	put("f", "0123456789");
	IS(mn_manager_limit(m, ME, -2, 0), -EINVAL);
	IS(mn_manager_limit(m, ME, 0, -2), -EINVAL);
	IS(mn_manager_limit(m, ME, INT64_MIN, -1), -EINVAL);
	IS(owner_info(m, ME, "mappings_limit"), INT64_MAX);
	IS(owner_info(m, ME, "bytes_limit"), INT64_MAX);
	IS(mn_manager_limit(m, ME, 2, 100), 0);
	IS(owner_info(m, ME, "mappings_limit"), 2);
	IS(owner_info(m, ME, "bytes_limit"), 100);
	/* Bytes, to the last one. */
	IS(mn_manager_map_anonymous(m, ME, 101), -EDQUOT);
	SAYS("owner 42 has 0 bytes and asks for 101 more: its limit is 100");
	IS(mn_manager_map_anonymous(m, ME, 100), 1);
	IS(mn_manager_map_memfd(m, ME, "x", 1), -EDQUOT);
	IS(mn_manager_map(m, ME, "f", 0, -1, PROT_READ, 1), -EDQUOT);
	IS(mn_manager_map(m, ME, "f", 10, -1, PROT_READ, 1), 2);
	/* Mappings. */
	IS(mn_manager_map(m, ME, "f", 10, -1, PROT_READ, 1), -EDQUOT);
	SAYS("owner 42 has 2 mappings and asks for 1 more: its limit is 2");
	IS(mn_manager_unmap(m, ME, 1, 0), 0);
	IS(mn_manager_map(m, ME, "f", 0, -1, RW, 1), 3);
	/* Growing. */
	IS(mn_manager_resize(m, ME, 3, 101), -EDQUOT);
	SAYS("has 10 bytes and asks for 91 more");
	IS(mn_manager_resize(m, ME, 3, INT64_MAX), -EDQUOT);
	IS(mn_manager_resize(m, ME, 3, UINT64_MAX), -EOVERFLOW);
	IS(mn_manager_resize(m, ME, 3, 0), -EINVAL);
	ck_assert_str_eq(get("f"), "0123456789");
	IS(mn_manager_resize(m, ME, 3, 100), 0);
	IS(owner_info(m, ME, "bytes"), 100);
	IS(mn_manager_resize(m, ME, 3, 40), 0);
	IS(owner_info(m, ME, "bytes"), 40);
	IS(info(m, 3, "length"), 40);
	IS(mn_manager_statistic(m, "bytes"), 40);
	/* A lower limit keeps existing mappings, which can still shrink. */
	IS(mn_manager_limit(m, ME, 0, 0), 0);
	ck_assert_int_eq(bytes_of(m, 3, 0, 1)[0], '0');
	IS(mn_manager_resize(m, ME, 3, 41), -EDQUOT);
	IS(mn_manager_resize(m, ME, 3, 40), 0);
	IS(mn_manager_resize(m, ME, 3, 39), 0);
	IS(mn_manager_map_anonymous(m, ME, 1), -EDQUOT);
	IS(mn_manager_unmap(m, ME, 3, 0), 0);
	IS(mn_manager_unmap(m, ME, 2, 0), 0);
	IS(mn_manager_map_anonymous(m, ME, 1), -EDQUOT);
	/* A refused growth of one with the count's limit full is about bytes. */
	IS(mn_manager_limit(m, ME, 1, -1), 0);
	id = mn_manager_map_anonymous(m, ME, 10);
	IS(mn_manager_limit(m, ME, 0, -1), 0);
	IS(mn_manager_resize(m, ME, id, 20), 0);
	/* Without a limit the sum does not wrap, either. */
	IS(mn_manager_limit(m, ME, -1, -1), 0);
	IS(mn_manager_resize(m, ME, id, INT64_MAX), -EOVERFLOW);
	IS(mn_manager_map_anonymous(m, ME, INT64_MAX), -EOVERFLOW);
	IS(mn_manager_limit(m, ME, INT64_MAX, INT64_MAX), 0);
	IS(mn_manager_map_anonymous(m, ME, INT64_MAX), -EOVERFLOW);
	IS(owner_info(m, ME, "bytes"), 20);
	IS(owner_info(m, ME, "mappings"), 1);
	/* A failure after the counting is taken back. */
	IS(mn_manager_limit(m, ME, 2, 30), 0);
	for (int i = 0; i < 10; i++) {
		IS(mn_manager_map_memfd(m, ME, NULL, 10), -EFAULT);
		IS(mn_manager_map(m, ME, "nope", 0, -1, PROT_READ, 0), -ENOENT);
		IS(mn_manager_map_anonymous(m, ME, 0), -EINVAL);
	}
	ck_assert_int_gt(mn_manager_map_anonymous(m, ME, 10), 0);
	/* Each owner has its own limits. */
	ck_assert_int_gt(mn_manager_map_anonymous(m, OTHER, 1000), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

START_TEST(resizing)
{
	int64_t m = manager(), id, ro, copy, a;

	put("f", "0123456789");
	id = map(m, "f", RW, 1);
	ro = map(m, "f", PROT_READ, 1);
	copy = map(m, "f", RW, 0);
	IS(mn_manager_resize(m, ME, ro, 5), -EACCES);
	SAYS("mapping 2: resize from 10 to 5 bytes: EACCES: only a writable, shared region");
	IS(mn_manager_resize(m, ME, copy, 5), -EACCES);
	IS(mn_manager_resize(m, ME, id, 5000), 0);
	IS(mn_manager_write(m, ME, id, 4999, "x", 1), 1);
	IS(info(m, id, "length"), 5000);
	IS(owner_info(m, ME, "bytes"), 5020);
	IS(mn_manager_resize(m, ME, id, 4), 0);
	ck_assert_str_eq(get("f"), "0123");
	IS(owner_info(m, ME, "bytes"), 24);
	a = mn_manager_map_anonymous(m, ME, 10);
	IS(mn_manager_resize(m, ME, a, 100000), 0);
	IS(mn_manager_resize(m, ME, a, (uint64_t)1 << 62), -EOVERFLOW);
	IS(owner_info(m, ME, "bytes"), 100024);
	IS(mn_manager_statistic(m, "bytes"), 100024);
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("bytes", reading_and_writing, statistics, syncing, unmapping, closing_an_owner, limits, resizing)
