/* The cost of many mappings and owners, and the memory that they leave. */

#include "helpers.h"

/* ---- Memory, descriptors, numbers ---- */

/* What smaps says of the mapping that has this text in its line, in bytes. */
static long in_smaps(const char *text, const char *what)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[1024];
	unsigned long from, to;
	long value = -1, kib;
	int here = 0;

	if (!f)
		t_skip("there is no /proc/self/smaps");
	while (value < 0 && fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = strstr(line, text) != NULL;
		else if (here && strncmp(line, what, strlen(what)) == 0
		         && sscanf(line + strlen(what), ": %ld", &kib) == 1)
			value = kib * 1024;
	fclose(f);
	return value;
}

/* S3-05: a byte that is written to a copy costs one page. */
START_TEST(a_copy_costs_a_page)
{
	int64_t m = manager(), id;
	long before;

	put("f", "");
	ck_assert_int_eq(truncate(at("f"), 1 << 20), 0);
	id = map(m, "f", RW, 0);
	before = in_smaps(at("f"), "Private_Dirty");
	IS(before, 0);
	IS(mn_manager_write(m, ME, id, 500000, "x", 1), 1);
	IS(in_smaps(at("f"), "Private_Dirty"), (long)t_page());
	IS(mn_manager_close(m), 0);
}
END_TEST

static long resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!f)
		t_skip("there is no /proc/self/statm");
	ck_assert_int_eq(fscanf(f, "%*d %ld", &pages), 1);
	fclose(f);
	return pages * (long)t_page();
}

/* S3-51, S3-59: a large file is not brought in by being mapped, nor by reading a
   part of it. */
/* S3-72: mapping it touches none of its pages: there is nothing that could take
   long. */
START_TEST(a_large_file)
{
	int64_t m = manager(), id;
	struct rusage before, after;
	char bytes[4096];
	long resident;

	if (t_under_valgrind())
		t_skip("valgrind looks into the files that are mapped");
	put("f", "");
	if (truncate(at("f"), 1 << 30) != 0)
		t_skip("the file system has no files of 1 GiB");
	IS(mn_manager_read(m, ME, 1, 0, bytes, sizeof bytes), -EBADF);
	memset(bytes, 'x', sizeof bytes);
	resident = resident_bytes();
	getrusage(RUSAGE_SELF, &before);
	id = map(m, "f", PROT_READ, 0);
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_lt(after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt, 256);
	IS(info(m, id, "resident"), 0);
	IS(info(m, id, "pages"), (1 << 30) / (long)t_page());
	IS(mn_manager_read(m, ME, id, 1 << 29, bytes, sizeof bytes), (int64_t)sizeof bytes);
	ck_assert_int_eq(bytes[0], 0);
	ck_assert_int_lt(resident_bytes() - resident, 1 << 20);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-70: a closed manager leaves nothing in the process. */
/* S3-07: and keeps nothing of a file but what it needs. */
START_TEST(nothing_stays)
{
	int before = t_descriptors();
	int64_t m = manager();

	put("f", "abc");
	map(m, "f", RW, 1);
	IS(mn_manager_unmap(m, ME, 1, 0), 0);
	for (int i = 0; i < 20; i++) {
		map(m, "f", i % 2 ? RW : PROT_READ, i % 3 != 0);
		ck_assert_int_gt(mn_manager_map_memfd(m, ME, "nothing_stays", 10), 0);
		IS(mn_manager_map(m, ME, i % 2 ? "nope" : "../f", 0, -1, PROT_READ, 0), i % 2 ? -ENOENT : -EXDEV);
	}
	IS(lines_in_maps(root), 20);
	IS(lines_in_maps("memfd:nothing_stays"), 20);
	IS(mn_manager_close_owner(m, ME, 0, NULL), 40);
	IS(lines_in_maps(root), 0);
	IS(lines_in_maps("memfd:nothing_stays"), 0);
	IS(t_descriptors(), before + 1);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 1);
	IS(mn_manager_close(m), 0);
	IS(lines_in_maps(root), 0);
	IS(t_descriptors(), before);
}
END_TEST

/* Without a free descriptor there is an error, and nothing else. */
START_TEST(no_descriptors)
{
	int64_t m = manager(), id;
	struct rlimit limit = { 40, 40 };
	int count = 0;

	if (t_under_valgrind())
		t_skip("valgrind has descriptors of its own");
	put("f", "abc");
	ck_assert_int_eq(mkdir(at("d"), 0700), 0);
	put("d/f", "abc");
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	while ((id = mn_manager_map(m, ME, count % 2 ? "f" : "d/f", 0, -1, PROT_READ, 1)) > 0 && count < 100)
		count++;
	IS(id, -EMFILE);
	/* Mapping a file takes two for a moment, or more; a memory file one. */
	while ((id = mn_manager_map_memfd(m, ME, "x", 3)) > 0 && count < 100)
		count++;
	IS(id, -EMFILE);
	ck_assert_int_lt(count, 40);
	IS(mn_manager_map(m, ME, "f", 0, -1, PROT_READ, 1), -EMFILE);
	IS(owner_info(m, ME, "mappings"), count);
	IS(owner_info(m, ME, "bytes"), 3 * count);
	IS(mn_manager_unmap(m, ME, 1, 0), 0);
	IS(mn_manager_unmap(m, ME, 2, 0), 0);
	IS(mn_manager_unmap(m, ME, 3, 0), 0);
	map(m, "d/f", PROT_READ, 1);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Sixty thousand, of two owners; t/manager/allocation.c counts the steps of
   finding one. */
START_TEST(many_mappings)
{
	int64_t m = mn_manager_open(NULL), n = share(60000), id = 0, count = 0, bytes;

	for (int64_t i = 1; i <= n; i++) {
		id = mn_manager_map_anonymous(m, ME + i % 2, 100);
		ck_assert_msg(id == i, "%d: %s", (int)i, mn_error_detail());
	}
	IS(mn_manager_statistic(m, "mappings"), n);
	IS(mn_manager_statistic(m, "bytes"), 100 * n);
	for (int64_t i = 1; i <= n; i += 7)
		IS(mn_manager_write(m, ME + i % 2, i, 99, "x", 1), 1);
	/* A third of them goes, here and there. */
	for (int64_t i = 3; i <= n; i += 3)
		IS(mn_manager_unmap(m, ME + i % 2, i, 0), 0);
	for (id = 0; (id = mn_manager_next(m, ME, ME, id)) > 0; count++)
		ck_assert_int_eq(id % 2 == 0 && id % 3 != 0, 1);
	IS(count, owner_info(m, ME, "mappings"));
	IS(mn_manager_close_owner(m, ME, 0, &bytes), count);
	IS(bytes, 100 * count);
	IS(mn_manager_statistic(m, "mappings"), owner_info(m, OTHER, "mappings"));
	IS(mn_manager_close(m), 0);
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* Owners come and go: the manager keeps no record of an owner without
   rights, limits and mappings. */
START_TEST(many_owners)
{
	int64_t m = mn_manager_open(NULL), n = share(20000);

	for (int64_t i = 0; i < n; i++) {
		const int64_t owner = i * 2654435761 % 1000003 - 500000;

		IS(mn_manager_grant(m, owner, (uint32_t)(i % 8)), 0);
		IS(mn_manager_rights(m, owner), i % 8);
		IS(mn_manager_limit(m, owner, 1, -1), 0);
		ck_assert_int_gt(mn_manager_map_anonymous(m, owner, 1), 0);
		if (i >= 50)
			IS(mn_manager_close_owner(m, (i - 50) * 2654435761 % 1000003 - 500000, 0, NULL), 1);
		ck_assert_int_le(mn_manager_statistic(m, "owners"), 51);
	}
	/* Granting nothing, and asking, makes no owner. */
	IS(mn_manager_statistic(m, "owners"), 50);
	IS(mn_manager_grant(m, INT64_MAX, 0), 0);
	IS(mn_manager_limit(m, INT64_MAX, -1, -1), 0);
	IS(mn_manager_rights(m, INT64_MIN), 0);
	IS(mn_manager_map_anonymous(m, INT64_MAX, 0), -EINVAL);
	IS(mn_manager_statistic(m, "owners"), 50);
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("many", a_copy_costs_a_page, a_large_file, nothing_stays, no_descriptors,
       T_SLOW, many_mappings, many_owners)
