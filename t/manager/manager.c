/* Managers: the rights of owners to mappings. */

#include "helpers.h"

static char scratch[200];

/* ---- Managers ---- */

/* S3-01: a new manager has nothing in it. */
/* S3-02: one without a root maps no files. */
START_TEST(opening_and_closing)
{
	int64_t m = mn_manager_open(NULL), other;

	ck_assert_int_gt(m, 0);
	IS(mn_statistic("managers"), 1);
	IS(mn_manager_statistic(m, "mappings"), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_manager_statistic(m, "owners"), 0);
	IS(mn_manager_statistic(m, "denied"), 0);
	IS(mn_manager_statistic(m, "nope"), -ENOENT);
	IS(mn_manager_statistic(m, NULL), -EFAULT);
	IS(mn_manager_grant(m, ME, ALL), 0);
	IS(mn_manager_map(m, ME, "/etc/hosts", 0, -1, PROT_READ, 0), -EPERM);
	SAYS("/etc/hosts: map: this manager has no root");
	IS(mn_manager_map(m, ME, "etc/hosts", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_statistic(m, "denied"), 2);
	IS(mn_manager_map_anonymous(m, ME, 10), 1);
	other = mn_manager_open(NULL);
	ck_assert_int_gt(other, m);
	IS(mn_manager_map_anonymous(other, ME, 10), 1);
	IS(mn_manager_close(m), 0);
	IS(mn_manager_close(m), -EBADF);
	SAYS("manager");
	IS(mn_manager_statistic(m, "mappings"), -EBADF);
	IS(mn_manager_close(mn_manager_region(other, ME, 1)), -EBADF);
	IS(mn_manager_close(0), -EBADF);
	IS(mn_manager_close(-1), -EBADF);
	IS(mn_manager_close(INT64_MAX), -EBADF);
	IS(mn_region_close(other), -EBADF);
	IS(mn_manager_close(other), 0);
	IS(mn_statistic("managers"), 0);
	IS(mn_statistic("regions"), 0);
	m = mn_manager_open(NULL);
	ck_assert_int_ne(m, other);
	IS(mn_manager_close(m), 0);
}
END_TEST

START_TEST(roots)
{
	int64_t m = manager();
	char moved[400];

	IS(mn_manager_open(""), -ENOENT);
	IS(mn_manager_open(at("nope")), -ENOENT);
	SAYS("nope: the manager's root: ENOENT");
	put("f", "abc");
	IS(mn_manager_open(at("f")), -ENOTDIR);
	IS(mn_statistic("managers"), 1);
	/* The directory is the one that was opened. */
	snprintf(moved, sizeof moved, "%s-moved", root);
	ck_assert_int_eq(rename(root, moved), 0);
	ck_assert_int_eq(mkdir(root, 0700), 0);
	put("g", "another");
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_map(m, ME, "g", 0, -1, PROT_READ, 0), -ENOENT);
	IS(mn_manager_close(m), 0);
	/* The caller chooses the path of the root, which may have links. */
	ck_assert_int_eq(symlink(moved, at("link")), 0);
	m = mn_manager_open(at("link"));
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_close(m), 0);
	m = mn_manager_open("/");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, at("g") + 1, PROT_READ, 0);
	/* F41: so a path from the system's root is one from the manager's. */
	map(m, at("g"), PROT_READ, 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Mappings ---- */

/* S3-18: mappings are numbered from 1, and 0 is never given. */
/* S3-19: never twice. */
/* S3-06: the properties of a mapping. */
/* S3-08: its owner, and whether it is shared. */
/* S3-66: numbers instead of pointers. */
START_TEST(numbers)
{
	int64_t m = manager();
	char path[20];

	put("f", "Hello, world");
	IS(map(m, "f", RW, 1), 1);
	IS(mn_manager_map(m, ME, "f", 3, 5, PROT_READ, 0), 2);
	IS(mn_manager_unmap(m, ME, 2, 0), 0);
	IS(mn_manager_map(m, ME, "./f", 3, 5, PROT_READ, 0), 3);
	IS(mn_manager_unmap(m, ME, 2, 0), -EBADF);
	IS(mn_manager_info(m, ME, 2, "length"), -EBADF);
	IS(info(m, 1, "owner"), ME);
	IS(info(m, 1, "offset"), 0);
	IS(info(m, 1, "length"), 12);
	IS(info(m, 1, "prot"), RW);
	IS(info(m, 1, "shared"), 1);
	IS(info(m, 1, "kind"), 0);
	IS(info(m, 3, "owner"), ME);
	IS(info(m, 3, "offset"), 3);
	IS(info(m, 3, "length"), 5);
	IS(info(m, 3, "prot"), PROT_READ);
	IS(info(m, 3, "shared"), 0);
	IS(info(m, 3, "nope"), -ENOENT);
	IS(info(m, 3, NULL), -EFAULT);
	ck_assert_str_eq(bytes_of(m, 3, 0, 5), "lo, w");
	/* The path, as it was said. */
	IS(mn_manager_path(m, ME, 3, NULL, 0), 3);
	IS(mn_manager_path(m, ME, 3, path, sizeof path), 3);
	ck_assert_str_eq(path, "./f");
	memset(path, '#', sizeof path);
	IS(mn_manager_path(m, ME, 3, path, 3), -ERANGE);
	ck_assert_int_eq(path[0], '#');
	IS(mn_manager_path(m, ME, 3, path, 4), 3);
	IS(mn_manager_path(m, ME, 3, NULL, 4), -EFAULT);
	IS(mn_manager_path(m, ME, 2, path, 4), -EBADF);
	IS(mn_manager_statistic(m, "mappings"), 2);
	IS(mn_manager_statistic(m, "bytes"), 17);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-20: an offset past the end is refused, one at the end is an empty mapping. */
/* S3-21: the length is clamped to the end of the file, and the clamped one
   is returned. */
/* S3-22: a missing file is ENOENT. */
/* S3-44: the bits of prot are the system's, and others are refused. */
/* S3-14, S3-16, S3-17: every combination of them. */
START_TEST(ranges_and_protections)
{
	int64_t m = manager(), id;

	put("six", "sixsix");
	put("empty", "");
	IS(mn_manager_map(m, ME, "six", 7, 1, PROT_READ, 0), -ENXIO);
	SAYS("six: map: ENXIO: offset 7 is past the end");
	IS(mn_manager_map(m, ME, "six", INT64_MAX, 1, PROT_READ, 0), -ENXIO);
	IS(mn_manager_map(m, ME, "six", -1, 1, PROT_READ, 0), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, -2, PROT_READ, 0), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, INT64_MIN, PROT_READ, 0), -EINVAL);
	IS(mn_manager_map(m, ME, NULL, 0, -1, PROT_READ, 0), -EFAULT);
	IS(mn_manager_map(m, ME, "six", 0, -1, PROT_READ, 2), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, -1, PROT_READ, -1), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, -1, 8, 0), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, -1, -1, 0), -EINVAL);
	IS(mn_manager_map(m, ME, "six", 0, -1, PROT_READ | 0x01000000, 0), -EINVAL);
	IS(mn_manager_map(m, ME, "nope", 0, -1, PROT_READ, 0), -ENOENT);
	SAYS("nope: open beneath ");
	IS(mn_manager_statistic(m, "mappings"), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_manager_statistic(m, "denied"), 0);
	id = mn_manager_map(m, ME, "six", 0, 4096, PROT_READ, 1);
	IS(info(m, id, "length"), 6);
	id = mn_manager_map(m, ME, "six", 4, INT64_MAX, PROT_READ, 1);
	IS(info(m, id, "length"), 2);
	id = mn_manager_map(m, ME, "six", 6, 100, PROT_READ, 1);
	IS(info(m, id, "length"), 0);
	IS(info(m, id, "pages"), 0);
	IS(mn_manager_read(m, ME, id, 0, root, 0), 0);
	IS(mn_manager_read(m, ME, id, 0, root, 1), -ERANGE);
	id = mn_manager_map(m, ME, "six", 2, 0, PROT_READ, 1);
	IS(info(m, id, "length"), 0);
	id = map(m, "empty", RW, 1);
	IS(info(m, id, "length"), 0);
	IS(mn_manager_sync(m, ME, id), 0);
	IS(mn_manager_unmap(m, ME, id, 1), 0);
	for (int prot = 0; prot <= 7; prot++)
		for (int shared = 0; shared <= 1; shared++) {
			id = mn_manager_map(m, ME, "six", 0, -1, prot, shared);
			if (id == -EPERM || id == -EACCES) {
				ck_assert_int_ne(prot & PROT_EXEC, 0);
				continue;
			}
			ck_assert_msg(id > 0, "%d %d: %s", prot, shared, mn_error_detail());
			IS(info(m, id, "prot"), prot);
			IS(mn_manager_read(m, ME, id, 0, (char[6]){ 0 }, 6), prot & PROT_READ ? 6 : -EACCES);
			IS(mn_manager_write(m, ME, id, 0, "sixsix", 6), prot & PROT_WRITE ? 6 : -EACCES);
		}
	ck_assert_str_eq(get("six"), "sixsix");
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-03: shared and private. */
/* S3-09, S3-60: writes to a shared mapping are visible to others without a
   sync. */
/* S3-10: a reader of the file sees them, too, in the page cache;
   t/region/disk.c examines the disk. */
/* S3-11: writes to a copy never reach the file, and its sync returns 0. */
/* S3-69: nor to another copy. */
/* S3-53: a file of settings is changed in place, and a longer value is refused. */
START_TEST(shared_and_private)
{
	int64_t m = manager(), a, b, c, d;
	char seen[10] = "";

	put("f", "old bytes");
	a = map(m, "f", RW, 1);
	b = mn_manager_map(m, OTHER, "f", 0, -1, PROT_READ, 1);
	c = map(m, "f", RW, 0);
	d = map(m, "f", RW, 0);
	IS(mn_manager_write(m, ME, c, 0, "mine", 4), 4);
	ck_assert_str_eq(get("f"), "old bytes");
	ck_assert_str_eq(bytes_of(m, d, 0, 9), "old bytes");
	IS(mn_manager_sync(m, ME, c), 0);
	IS(mn_manager_write(m, ME, a, 0, "Hello", 5), 5);
	IS(mn_manager_read(m, OTHER, b, 0, seen, 9), 9);
	ck_assert_str_eq(seen, "Helloytes");
	ck_assert_str_eq(get("f"), "Helloytes");
	ck_assert_str_eq(bytes_of(m, c, 0, 9), "minebytes");
	IS(mn_manager_unmap(m, ME, c, 1), 0);
	IS(mn_manager_unmap(m, ME, a, 0), 0);
	ck_assert_str_eq(get("f"), "Helloytes");
	a = map(m, "f", RW, 1);
	IS(mn_manager_write(m, ME, a, 0, "port=8080", 9), 9);
	IS(mn_manager_write(m, ME, a, 0, "port=80800", 10), -ERANGE);
	IS(mn_manager_sync(m, ME, a), 0);
	ck_assert_str_eq(get("f"), "port=8080");
	IS(mn_manager_close(m), 0);
}
END_TEST

/* S3-61: memory without a file needs no right and has no path. */
START_TEST(memory)
{
	int64_t m = mn_manager_open(NULL), a, f;
	char name[20], long_name[400];

	a = mn_manager_map_anonymous(m, ME, 5000);
	IS(a, 1);
	f = mn_manager_map_memfd(m, ME, "scratch", 100);
	IS(f, 2);
	IS(info(m, a, "kind"), 1);
	IS(info(m, a, "shared"), 0);
	IS(info(m, a, "length"), 5000);
	IS(info(m, a, "prot"), RW);
	IS(info(m, f, "kind"), 2);
	IS(info(m, f, "shared"), 1);
	IS(mn_manager_path(m, ME, a, NULL, 0), -ENOENT);
	IS(mn_manager_path(m, ME, a, name, sizeof name), -ENOENT);
	IS(mn_manager_path(m, ME, f, name, sizeof name), 7);
	ck_assert_str_eq(name, "scratch");
	IS(mn_manager_write(m, ME, f, 95, "12345", 5), 5);
	ck_assert_str_eq(bytes_of(m, f, 95, 5), "12345");
	IS(mn_manager_sync(m, ME, a), 0);
	IS(mn_manager_sync(m, ME, f), 0);
	/* Protecting memory needs no right. */
	IS(mn_manager_protect(m, ME, f, 0, 100, PROT_READ), 0);
	IS(mn_manager_write(m, ME, f, 0, "x", 1), -EACCES);
	IS(mn_manager_protect(m, ME, f, 0, 100, RW), 0);
	IS(mn_manager_write(m, ME, f, 0, "x", 1), 1);
	/* Its descriptor can be passed on. */
	ck_assert_int_ge(mn_region_fd(mn_manager_region(m, ME, f)), 0);
	IS(mn_manager_map_anonymous(m, ME, 0), -EINVAL);
	IS(mn_manager_map_memfd(m, ME, "x", 0), -EINVAL);
	IS(mn_manager_map_memfd(m, ME, NULL, 10), -EFAULT);
	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = 0;
	IS(mn_manager_map_memfd(m, ME, long_name, 10), -EINVAL);
	/* No length corrupts the counts. */
	for (uint64_t length = UINT64_MAX; length > UINT64_MAX - 3; length--) {
		IS(mn_manager_map_anonymous(m, ME, length), -EOVERFLOW);
		IS(mn_manager_map_memfd(m, ME, "x", length), -EOVERFLOW);
	}
	for (uint64_t length = (uint64_t)INT64_MAX - 2; length <= (uint64_t)INT64_MAX + 2; length++) {
		IS(mn_manager_map_anonymous(m, ME, length), -EOVERFLOW);
		ck_assert_int_lt(mn_manager_map_memfd(m, ME, "x", length), 0);
	}
	IS(mn_manager_map_anonymous(m, ME, (uint64_t)1 << 60), -EOVERFLOW);
	IS(owner_info(m, ME, "mappings"), 2);
	IS(owner_info(m, ME, "bytes"), 5100);
	IS(mn_manager_statistic(m, "bytes"), 5100);
	IS(mn_manager_statistic(m, "mappings"), 2);
	IS(mn_manager_map_anonymous(m, ME, 1), 3);
	IS(mn_manager_close(m), 0);
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* ---- Rights ---- */

/* S3-54: without the right to read no file is mapped, and the refusal is counted. */
/* S3-55: PROT_WRITE needs the right to write, also for a copy. */
/* S3-58: the reason of a refusal has the path in it. */
/* S3-68: all of this is decided in C. */
START_TEST(rights_to_files)
{
	int64_t m = manager(), id, denied = 0;

	put("f", "abc");
	IS(mn_manager_grant(m, ME, 8), -EINVAL);
	IS(mn_manager_grant(m, ME, UINT32_MAX), -EINVAL);
	IS(mn_manager_rights(m, ME), READ_FILES | WRITE_FILES);
	for (uint32_t rights = 0; rights <= ALL; rights++) {
		IS(mn_manager_grant(m, 7, rights), 0);
		IS(mn_manager_rights(m, 7), rights);
		for (int prot = 0; prot <= 3; prot++)
			for (int shared = 0; shared <= 1; shared++) {
				int may = rights & READ_FILES && (!(prot & PROT_WRITE) || rights & WRITE_FILES);

				id = mn_manager_map(m, 7, "f", 0, -1, prot, shared);
				if (may) {
					ck_assert_msg(id > 0, "%u %d: %s", rights, prot, mn_error_detail());
					IS(mn_manager_unmap(m, 7, id, 0), 0);
				} else {
					IS(id, -EPERM);
					SAYS("f: map: owner 7 has no right to");
					SAYS(rights & READ_FILES ? "write files" : "read files");
					denied++;
				}
				IS(mn_manager_statistic(m, "denied"), denied);
			}
	}
	/* An owner without the right to see learns nothing. */
	IS(mn_manager_map(m, 8, "nope", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_map(m, 8, "../nope", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_statistic(m, "denied"), denied + 2);
	/* The manager keeps no record of an unknown owner. */
	IS(owner_info(m, 8, "denied"), 0);
	IS(mn_manager_grant(m, 8, READ_FILES), 0);
	IS(mn_manager_map(m, 8, "f", 0, -1, RW, 0), -EPERM);
	IS(owner_info(m, 8, "denied"), 1);
	/* Any number is an owner. */
	for (int i = 0; i < 4; i++) {
		const int64_t owner = (const int64_t[]){ 0, -1, INT64_MAX, INT64_MIN }[i];

		IS(mn_manager_rights(m, owner), 0);
		IS(mn_manager_grant(m, owner, READ_FILES), 0);
		id = mn_manager_map(m, owner, "f", 0, -1, PROT_READ, 0);
		ck_assert_int_gt(id, 0);
		IS(mn_manager_info(m, owner, id, "owner"), owner);
		IS(mn_manager_next(m, owner, owner, 0), id);
		IS(mn_manager_close_owner(m, owner, 0, NULL), 1);
		IS(mn_manager_rights(m, owner), 0);
	}
	IS(mn_manager_close(m), 0);
	IS(mn_manager_grant(m, ME, 1), -EBADF);
	IS(mn_manager_rights(m, ME), -EBADF);
}
END_TEST

/* S3-56: its owner uses an existing mapping without any right. */
/* S3-63: it can be protected; a protection with PROT_WRITE needs the right. */
START_TEST(rights_are_taken_away)
{
	int64_t m = manager(), a, b, c;

	put("f", "abc");
	a = map(m, "f", RW, 1);
	b = map(m, "f", PROT_READ, 0);
	c = map(m, "f", PROT_READ, 1);
	IS(mn_manager_protect(m, ME, a, 0, 3, PROT_READ), 0);
	IS(mn_manager_write(m, ME, a, 0, "x", 1), -EACCES);
	IS(mn_manager_protect(m, ME, a, 0, 3, RW), 0);
	IS(info(m, a, "prot"), RW);
	/* F48, S3-78: the owner may write the file, and so may add
	   PROT_WRITE. */
	IS(mn_manager_protect(m, ME, c, 0, 3, RW), 0);
	IS(mn_manager_write(m, ME, c, 0, "abc", 3), 3);
	IS(mn_manager_protect(m, ME, c, 0, 3, PROT_READ), 0);
	IS(mn_manager_write(m, ME, c, 0, "abc", 3), -EACCES);
	IS(mn_manager_protect(m, ME, b, 0, 3, RW), 0);
	IS(mn_manager_protect(m, ME, b, 0, 3, PROT_READ), 0);
	IS(mn_manager_protect(m, ME, b, 0, 3, 8), -EINVAL);
	IS(mn_manager_protect(m, ME, b, 0, 3, -1), -EINVAL);
	IS(mn_manager_protect(m, ME, b, 2, 2, PROT_READ), -ERANGE);
	IS(mn_manager_protect(m, ME, b, UINT64_MAX, 2, PROT_READ), -ERANGE);
	SAYS("mapping 2: ");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	IS(mn_manager_write(m, ME, a, 0, "xyz", 3), 3);
	IS(mn_manager_sync(m, ME, a), 0);
	IS(mn_manager_protect(m, ME, b, 0, 3, RW), -EPERM);
	SAYS("mapping 2: owner 42 has no right to write files");
	IS(mn_manager_protect(m, ME, b, 0, 3, PROT_WRITE), -EPERM);
	IS(info(m, b, "prot"), PROT_READ);
	IS(mn_manager_resize(m, ME, a, 10), -EPERM);
	IS(mn_manager_resize(m, ME, a, 1), -EPERM);
	IS(owner_info(m, ME, "denied"), 4);
	IS(mn_manager_statistic(m, "denied"), 4);
	ck_assert_str_eq(get("f"), "xyz");
	IS(mn_manager_grant(m, ME, 0), 0);
	ck_assert_str_eq(bytes_of(m, a, 0, 3), "xyz");
	IS(mn_manager_write(m, ME, a, 0, "a", 1), 1);
	IS(mn_manager_map(m, ME, "f", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_protect(m, ME, a, 0, 3, PROT_NONE), 0);
	IS(mn_manager_read(m, ME, a, 0, root, 1), -EACCES);
	IS(mn_manager_protect(m, ME, a, 0, 3, PROT_READ), 0);
	IS(mn_manager_unmap(m, ME, a, 1), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Owners ---- */

typedef int64_t a_call(int64_t m, int64_t owner, int64_t mapping);
static int64_t c_read(int64_t m, int64_t o, int64_t id) { return mn_manager_read(m, o, id, 0, scratch, 3); }
static int64_t c_up_to(int64_t m, int64_t o, int64_t id) { return mn_manager_read_up_to(m, o, id, 0, scratch, 3); }
static int64_t c_write(int64_t m, int64_t o, int64_t id) { return mn_manager_write(m, o, id, 0, "xyz", 3); }
static int64_t c_sync(int64_t m, int64_t o, int64_t id) { return mn_manager_sync(m, o, id); }
static int64_t c_protect(int64_t m, int64_t o, int64_t id) { return mn_manager_protect(m, o, id, 0, 3, PROT_READ); }
static int64_t c_widen(int64_t m, int64_t o, int64_t id) { return mn_manager_protect(m, o, id, 0, 3, RW); }
static int64_t c_advise(int64_t m, int64_t o, int64_t id) { return mn_manager_advise(m, o, id, 0, 3, MADV_RANDOM); }
static int64_t c_populate(int64_t m, int64_t o, int64_t id) { return mn_manager_populate(m, o, id, 0, 3); }
static int64_t c_resize(int64_t m, int64_t o, int64_t id) { return mn_manager_resize(m, o, id, 9); }
static int64_t c_find(int64_t m, int64_t o, int64_t id) { return mn_manager_find(m, o, id, 0, 3, "", 0); }
static int64_t c_rfind(int64_t m, int64_t o, int64_t id) { return mn_manager_rfind(m, o, id, 0, 3, "", 0); }
static int64_t c_count(int64_t m, int64_t o, int64_t id) { return mn_manager_count(m, o, id, 0, 3, "a", 1); }
static int64_t c_region(int64_t m, int64_t o, int64_t id) { return mn_manager_region(m, o, id); }
static int64_t c_descriptor(int64_t m, int64_t o, int64_t id)
{
	int32_t fd = mn_manager_descriptor(m, o, id, NULL, 0);

	return fd < 0 ? fd : close(fd);
}
static int64_t c_unmap(int64_t m, int64_t o, int64_t id) { return mn_manager_unmap(m, o, id, 0); }
static int64_t c_unmap_synced(int64_t m, int64_t o, int64_t id) { return mn_manager_unmap(m, o, id, 1); }
static int64_t c_length(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "length"); }
static int64_t c_reads(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "reads"); }
static int64_t c_owner(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "owner"); }
static int64_t c_path(int64_t m, int64_t o, int64_t id) { return mn_manager_path(m, o, id, scratch, sizeof scratch); }

/* The functions with a mapping, and whether each only reads its state. */
static const struct {
	const char *name;
	a_call *call;
	int looks;
} calls[] = {
	{ "read", c_read, 0 }, { "read_up_to", c_up_to, 0 }, { "write", c_write, 0 }, { "sync", c_sync, 0 },
	{ "protect", c_protect, 0 }, { "protect to write", c_widen, 0 }, { "advise", c_advise, 0 },
	{ "populate", c_populate, 0 }, { "resize", c_resize, 0 }, { "find", c_find, 0 }, { "rfind", c_rfind, 0 },
	{ "count", c_count, 0 }, { "region", c_region, 0 }, { "descriptor", c_descriptor, 0 }, { "info length", c_length, 1 },
	{ "info reads", c_reads, 1 }, { "info owner", c_owner, 1 }, { "path", c_path, 1 },
	{ "unmap", c_unmap, 0 }, { "unmap with sync", c_unmap_synced, 0 },
};
enum { CALLS = sizeof calls / sizeof calls[0] };

#define GIVES(i, m, owner, mapping, result) do { \
		int64_t got_ = calls[i].call(m, owner, mapping); \
		ck_assert_msg(got_ == (result), "%s gave %s: %s", calls[i].name, mn_error_name(got_), \
		              mn_error_detail()); \
	} while (0)

/* S3-41: every call checks the owner. */
/* S3-32: the error has the number of an unknown mapping. */
/* S3-57: looking at another owner's mapping needs a right; using it is never
   allowed. */
START_TEST(owners)
{
	int64_t m = manager(), id, denied = 0;
	const int64_t never[] = { 0, 2, 99, -1, INT64_MAX, INT64_MIN };

	put("f", "abc");
	id = map(m, "f", RW, 1);
	for (int i = 0; i < CALLS; i++) {
		GIVES(i, m, OTHER, id, -EPERM);
		SAYS("mapping 1: this mapping is not owner 43's");
		/* An owner without rights, and an unknown one. */
		GIVES(i, m, 12345, id, -EPERM);
		denied++;
		IS(owner_info(m, OTHER, "denied"), denied);
		IS(mn_manager_statistic(m, "denied"), 2 * denied);
		for (size_t k = 0; k < sizeof never / sizeof *never; k++) {
			char text[60];

			GIVES(i, m, ME, never[k], -EBADF);
			snprintf(text, sizeof text, "mapping %" PRId64 ": manager ", never[k]);
			SAYS(text);
			GIVES(i, m, OTHER, never[k], -EBADF);
		}
	}
	IS(owner_info(m, ME, "denied"), 0);
	IS(mn_manager_grant(m, OTHER, ALL), 0);
	for (int i = 0; i < CALLS; i++)
		if (!calls[i].looks)
			GIVES(i, m, OTHER, id, -EPERM);
	IS(c_length(m, OTHER, id), 3);
	IS(c_owner(m, OTHER, id), ME);
	IS(c_reads(m, OTHER, id), 0);
	IS(c_path(m, OTHER, id), 1);
	IS(mn_manager_next(m, OTHER, ME, 0), id);
	IS(mn_manager_owner_info(m, OTHER, ME, "bytes"), 3);
	IS(mn_manager_next(m, ME, OTHER, 0), -EPERM);
	SAYS("owner 42 has no right to see what owner 43 has");
	IS(mn_manager_owner_info(m, ME, OTHER, "mappings"), -EPERM);
	IS(owner_info(m, ME, "denied"), 2);
	IS(owner_info(m, ME, "nope"), -ENOENT);
	IS(owner_info(m, ME, NULL), -EFAULT);
	IS(mn_manager_owner_info(m, ME, OTHER, "nope"), -ENOENT);
	/* None of these calls had an effect. */
	ck_assert_str_eq(get("f"), "abc");
	IS(info(m, id, "syncs"), 0);
	IS(info(m, id, "prot"), RW);
	/* The owner's own calls; the last two give it up. */
	for (int i = 0; i < CALLS - 2; i++)
		ck_assert_msg(calls[i].call(m, ME, id) >= 0, "%s: %s", calls[i].name, mn_error_detail());
	GIVES(CALLS - 1, m, ME, id, 0);
	for (int i = 0; i < CALLS; i++) {
		GIVES(i, m, ME, id, -EBADF);
		SAYS("has no such mapping");
	}
	IS(mn_manager_close(m), 0);
	for (int i = 0; i < CALLS; i++) {
		GIVES(i, m, ME, id, -EBADF);
		SAYS("is closed or was never open");
	}
	IS(mn_manager_map(m, ME, "f", 0, -1, PROT_READ, 0), -EBADF);
	IS(mn_manager_map_anonymous(m, ME, 10), -EBADF);
	IS(mn_manager_map_memfd(m, ME, "x", 10), -EBADF);
	IS(mn_manager_limit(m, ME, 1, 1), -EBADF);
	IS(mn_manager_next(m, ME, ME, 0), -EBADF);
	IS(mn_manager_owner_info(m, ME, ME, "bytes"), -EBADF);
	IS(mn_manager_close_owner(m, ME, 0, NULL), -EBADF);
}
END_TEST

/* S3-39: an owner's mappings are listed in the order of their numbers. */
/* S3-37: whether it has any. */
START_TEST(listing)
{
	int64_t m = mn_manager_open(NULL);

	IS(mn_manager_next(m, 7, 7, 0), -ENOENT);
	for (int i = 1; i <= 40; i++)
		IS(mn_manager_map_anonymous(m, i % 4 == 1 ? 7 : i % 4 == 3 ? 7 : 8, 10), i);
	for (int64_t at = 0, i = 1; i <= 39; i += 2, at = i - 2) {
		IS(mn_manager_next(m, 7, 7, at), i);
		IS(mn_manager_next(m, 7, 7, i - 1), i);
	}
	IS(mn_manager_next(m, 7, 7, 39), -ENOENT);
	SAYS("owner 7 has no mapping after 39");
	IS(mn_manager_next(m, 7, 7, INT64_MAX), -ENOENT);
	IS(mn_manager_next(m, 7, 7, INT64_MAX - 1), -ENOENT);
	IS(mn_manager_next(m, 7, 7, INT64_MIN), 1);
	IS(mn_manager_next(m, 7, 7, -1), 1);
	/* Many mappings are closed, in the middle and at both ends. */
	for (int i = 5; i <= 40; i += 2)
		IS(mn_manager_unmap(m, 7, i, 0), 0);
	IS(mn_manager_unmap(m, 8, 40, 0), 0);
	IS(mn_manager_next(m, 7, 7, 0), 1);
	IS(mn_manager_next(m, 7, 7, 1), 3);
	IS(mn_manager_next(m, 7, 7, 3), -ENOENT);
	IS(mn_manager_next(m, 8, 8, 36), 38);
	IS(mn_manager_next(m, 8, 8, 38), -ENOENT);
	for (int i = 2; i <= 38; i += 2)
		IS(mn_manager_info(m, 8, i, "length"), 10);
	IS(mn_manager_statistic(m, "mappings"), 2 + 19);
	IS(mn_manager_statistic(m, "owners"), 2);
	IS(mn_manager_map_anonymous(m, 7, 10), 41);
	IS(mn_manager_next(m, 7, 7, 3), 41);
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("manager", opening_and_closing, roots, numbers, ranges_and_protections, shared_and_private, memory,
       rights_to_files, rights_are_taken_away, owners, listing)
