/* Mappings whose length or rights change, and all numbers of one at once. */

#include "helpers.h"

/* ---- Files that grow ---- */

static void append(const char *name, const char *bytes)
{
	FILE *f = fopen(at(name), "a");

	ck_assert_ptr_nonnull(f);
	fputs(bytes, f);
	ck_assert_int_eq(fclose(f), 0);
}

/* F47, S3-79: a refresh includes appended bytes, for readers and for
   writers. */
START_TEST(a_file_that_grew)
{
	int64_t m = manager(), whole, part, shared;

	put("log", "Hello");
	whole = map(m, "log", PROT_READ, 0);
	part = mn_manager_map(m, ME, "log", 1, 6, PROT_READ, 1);
	shared = mn_manager_map(m, ME, "log", 0, 4096, RW, 1);
	IS(info(m, part, "length"), 4);
	IS(mn_manager_refresh(m, ME, whole), 5);
	append("log", ", you");
	IS(mn_manager_refresh(m, ME, whole), 10);
	ck_assert_str_eq(bytes_of(m, whole, 5, 5), ", you");
	/* At most as much as was asked for. */
	IS(mn_manager_refresh(m, ME, part), 6);
	ck_assert_str_eq(bytes_of(m, part, 0, 6), "ello, ");
	IS(mn_manager_refresh(m, ME, shared), 10);
	IS(mn_manager_write(m, ME, shared, 9, "r", 1), 1);
	ck_assert_str_eq(get("log"), "Hello, yor");
	/* Truncated bytes are no longer in the mapping. */
	ck_assert_int_eq(truncate(at("log"), 3), 0);
	IS(mn_manager_refresh(m, ME, whole), 3);
	IS(mn_manager_refresh(m, ME, part), 2);
	IS(mn_manager_read(m, ME, whole, 0, root, 4), -ERANGE);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Growth is counted before it happens. */
START_TEST(growth_has_a_limit)
{
	int64_t m = manager(), a, b;

	put("log", "Hello");
	a = map(m, "log", PROT_READ, 1);
	b = mn_manager_map_anonymous(m, ME, 3);
	IS(mn_manager_limit(m, ME, -1, 15), 0);
	IS(owner_info(m, ME, "bytes"), 8);
	append("log", "12345");
	IS(mn_manager_refresh(m, ME, a), 10);
	IS(owner_info(m, ME, "bytes"), 13);
	append("log", "12345");
	IS(mn_manager_refresh(m, ME, a), -EDQUOT);
	SAYS("limit is 15");
	IS(info(m, a, "length"), 10);
	IS(owner_info(m, ME, "bytes"), 13);
	ck_assert_int_eq(truncate(at("log"), 1), 0);
	IS(mn_manager_refresh(m, ME, a), 1);
	IS(owner_info(m, ME, "bytes"), 4);
	IS(mn_manager_statistic(m, "bytes"), 4);
	/* Memory has nothing to take in. */
	IS(mn_manager_refresh(m, ME, b), 3);
	IS(mn_manager_refresh(m, ME, 99), -EBADF);
	SAYS("mapping 99: manager");
	IS(mn_manager_refresh(m, OTHER, a), -EPERM);
	IS(mn_manager_refresh(m + 1000, ME, a), -EBADF);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Protecting upwards ---- */

/* F48, S3-78: it works if the file allows it; otherwise the error has the
   reason. */
START_TEST(a_right_that_comes_later)
{
	int64_t m = manager(), early, late, readonly;

	put("f", "abc");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	early = map(m, "f", PROT_READ, 1);
	IS(mn_manager_protect(m, ME, early, 0, 3, RW), -EPERM);
	IS(mn_manager_grant(m, ME, READ_FILES | WRITE_FILES), 0);
	/* It is mapped for reading only for ever. */
	IS(mn_manager_protect(m, ME, early, 0, 3, RW), -EACCES);
	SAYS("map it again");
	late = map(m, "f", PROT_READ, 1);
	IS(mn_manager_protect(m, ME, late, 0, 3, RW), 0);
	IS(mn_manager_write(m, ME, late, 0, "x", 1), 1);
	ck_assert_str_eq(get("f"), "xbc");
	/* A file that cannot be written to is mapped for reading all the same. */
	put("fixed", "abc");
	ck_assert_int_eq(chmod(at("fixed"), 0444), 0);
	readonly = map(m, "fixed", PROT_READ, 1);
	ck_assert_str_eq(bytes_of(m, readonly, 0, 3), "abc");
	if (geteuid() != 0) {
		IS(mn_manager_protect(m, ME, readonly, 0, 3, RW), -EACCES);
		SAYS("map it again");
	}
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- All that is known ---- */

START_TEST(all_numbers_at_once)
{
	static const char *const names[] = {
		"offset", "length", "prot", "resident", "pages", "owner", "kind", "shared", "reads", "writes",
		"bytes_read", "bytes_written", "syncs"
	};
	int64_t m = manager(), a, memory, numbers[14];
	char path[20] = "";

	put("f", "abcdef");
	a = mn_manager_map(m, ME, "/f", 2, 3, RW, 1);
	memory = mn_manager_map_anonymous(m, ME, 5);
	(void)bytes_of(m, a, 0, 3);
	IS(mn_manager_write(m, ME, a, 0, "x", 1), 1);
	IS(mn_manager_sync(m, ME, a), 0);
	for (int i = 0; i < 14; i++)
		numbers[i] = -7;
	/* The path is the one that was given. */
	IS(mn_manager_stats(m, ME, a, numbers, 14, path, sizeof path), 2);
	ck_assert_str_eq(path, "/f");
	for (int i = 0; i < 13; i++)
		IS(numbers[i], info(m, a, names[i]));
	IS(numbers[13], -7);
	IS(numbers[0], 2);
	IS(numbers[10], 3);
	IS(mn_manager_stats(m, ME, memory, numbers, 2, path, sizeof path), 0);
	ck_assert_str_eq(path, "");
	IS(numbers[1], 5);
	/* On an error nothing is written. */
	numbers[0] = -7;
	IS(mn_manager_stats(m, ME, a, numbers, 13, path, 2), -ERANGE);
	IS(mn_manager_stats(m, ME, a, numbers, 13, NULL, 9), -EFAULT);
	IS(mn_manager_stats(m, ME, a, NULL, 1, path, sizeof path), -EFAULT);
	IS(mn_manager_stats(m, OTHER, a, numbers, 13, NULL, 0), -EPERM);
	IS(mn_manager_stats(m, ME, 99, numbers, 13, NULL, 0), -EBADF);
	IS(numbers[0], -7);
	IS(mn_manager_stats(m, ME, a, NULL, 0, NULL, 0), 2);
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("refresh", a_file_that_grew, growth_has_a_limit, a_right_that_comes_later, all_numbers_at_once)
