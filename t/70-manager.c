/* Managers: who may do what with which mapping, below which directory, and how
   much of it.  t/71-no-openat2.c runs all of this where the kernel has no call
   for opening beneath a directory. */

#include "check.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#define IS ck_assert_int_eq
#define SAYS(text) ck_assert_msg(strstr(mn_error_detail(), text) != NULL, "\"%s\" is not in \"%s\"", text, mn_error_detail())

#define SLOW (UNDER_TSAN ? 10 : UNDER_ASAN ? 5 : 1)

#if defined MN_NO_OPENAT2
#define WALKING 1
#else
#define WALKING 0
#endif

enum { READ_FILES = 1, WRITE_FILES = 2, SEE_OTHERS = 4, ALL = 7 };
enum { RW = PROT_READ | PROT_WRITE };
enum { ME = 42, OTHER = 43 };

/* valgrind and the sanitizers make everything so slow that less is enough. */
static int share(int n)
{
	return t_under_valgrind() ? n / 40 : n / SLOW;
}

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* ---- A root with something in it ---- */

static char root[300];

/* A path below the root, or beside it with "../". */
static const char *at(const char *name)
{
	static char paths[4][6000];
	static unsigned next;
	char *p = paths[next++ % 4];

	snprintf(p, sizeof paths[0], "%s/%s", root, name);
	return p;
}

static void put(const char *name, const char *bytes)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_msg(f != NULL, "%s", at(name));
	fputs(bytes, f);
	ck_assert_int_eq(fclose(f), 0);
}

static const char *get(const char *name)
{
	static char bytes[10000];
	FILE *f = fopen(at(name), "r");

	ck_assert_msg(f != NULL, "%s", at(name));
	bytes[fread(bytes, 1, sizeof bytes - 1, f)] = 0;
	fclose(f);
	return bytes;
}

/* A manager of a fresh directory, in which the owners 42 and 43 may do all
   that has to do with files. */
static int64_t manager(void)
{
	static int number;
	char name[40];
	int64_t m;

	snprintf(name, sizeof name, "root-%ld-%d", (long)getpid(), number++);
	snprintf(root, sizeof root, "%s", t_path(name));
	ck_assert_int_eq(mkdir(root, 0700), 0);
	m = mn_manager_open(root);
	ck_assert_msg(m > 0, "%s", mn_error_detail());
	IS(mn_manager_grant(m, ME, READ_FILES | WRITE_FILES), 0);
	IS(mn_manager_grant(m, OTHER, READ_FILES | WRITE_FILES), 0);
	return m;
}

static int64_t map(int64_t m, const char *path, int32_t prot, int32_t shared)
{
	int64_t id = mn_manager_map(m, ME, path, 0, -1, prot, shared);

	ck_assert_msg(id > 0, "%s: %s", path, mn_error_detail());
	return id;
}

static int64_t info(int64_t m, int64_t mapping, const char *name)
{
	return mn_manager_info(m, ME, mapping, name);
}

static int64_t owner_info(int64_t m, int64_t owner, const char *name)
{
	return mn_manager_owner_info(m, owner, owner, name);
}

static const char *bytes_of(int64_t m, int64_t mapping, uint64_t offset, uint64_t n)
{
	static char bytes[100];

	ck_assert_int_eq(mn_manager_read(m, ME, mapping, offset, bytes, n), (int64_t)n);
	bytes[n] = 0;
	return bytes;
}

static int descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	if (!d)
		t_skip("there is no /proc/self/fd");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* How many mappings of this process have the text in their line. */
static int lines_in_maps(const char *text)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[1024];
	int n = 0;

	if (!f)
		t_skip("there is no /proc/self/maps");
	while (fgets(line, sizeof line, f))
		n += strstr(line, text) != NULL;
	fclose(f);
	return n;
}

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
	SAYS("/etc/hosts: this manager maps no files");
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
	SAYS("nope: ENOENT");
	put("f", "abc");
	IS(mn_manager_open(at("f")), -ENOTDIR);
	IS(mn_statistic("managers"), 1);
	/* The directory is the one it was when it was opened. */
	snprintf(moved, sizeof moved, "%s-moved", root);
	ck_assert_int_eq(rename(root, moved), 0);
	ck_assert_int_eq(mkdir(root, 0700), 0);
	put("g", "another");
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_map(m, ME, "g", 0, -1, PROT_READ, 0), -ENOENT);
	IS(mn_manager_close(m), 0);
	/* The way to the root is the caller's word and may have links. */
	ck_assert_int_eq(symlink(moved, at("link")), 0);
	m = mn_manager_open(at("link"));
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_close(m), 0);
	m = mn_manager_open("/");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, at("g") + 1, PROT_READ, 0);
	IS(mn_manager_map(m, ME, at("g"), 0, -1, PROT_READ, 0), -EXDEV);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Mappings ---- */

/* S3-18: mappings are numbered from 1, and 0 is never given. */
/* S3-19: never twice. */
/* S3-06: what a mapping says of itself. */
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
/* S3-21: the length is cut at the end of the file, and the cut one is told. */
/* S3-22: a missing file is ENOENT. */
/* S3-44: the bits of prot are the system's, and others are refused. */
/* S3-14, S3-16, S3-17: every combination of them. */
START_TEST(ranges_and_protections)
{
	int64_t m = manager(), id;

	put("six", "sixsix");
	put("empty", "");
	IS(mn_manager_map(m, ME, "six", 7, 1, PROT_READ, 0), -ENXIO);
	SAYS("six: ENXIO: the offset is past the end of the file");
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
	SAYS("nope: ENOENT");
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
/* S3-09, S3-60: what is written to a shared one, others see without a sync. */
/* S3-10, S3-64: the file has it too. */
/* S3-11: what is written to a copy never comes to the file, and its sync is 0. */
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
	/* Protections of memory are nobody's right to give. */
	IS(mn_manager_protect(m, ME, f, 0, 100, PROT_READ), 0);
	IS(mn_manager_write(m, ME, f, 0, "x", 1), -EACCES);
	IS(mn_manager_protect(m, ME, f, 0, 100, RW), 0);
	IS(mn_manager_write(m, ME, f, 0, "x", 1), 1);
	/* Its descriptor can be handed on. */
	ck_assert_int_ge(mn_region_fd(mn_manager_region(m, ME, f)), 0);
	IS(mn_manager_map_anonymous(m, ME, 0), -EINVAL);
	IS(mn_manager_map_memfd(m, ME, "x", 0), -EINVAL);
	IS(mn_manager_map_memfd(m, ME, NULL, 10), -EFAULT);
	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = 0;
	IS(mn_manager_map_memfd(m, ME, long_name, 10), -EINVAL);
	/* No length spoils the counts. */
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
					SAYS("f: owner 7 has no right to");
					SAYS(rights & READ_FILES ? "write files" : "read files");
					denied++;
				}
				IS(mn_manager_statistic(m, "denied"), denied);
			}
	}
	/* Who may not look is not told what there is. */
	IS(mn_manager_map(m, 8, "nope", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_map(m, 8, "../nope", 0, -1, PROT_READ, 0), -EPERM);
	IS(mn_manager_statistic(m, "denied"), denied + 2);
	/* Nothing is kept about a stranger. */
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

/* S3-56: what is mapped is used without any right, by its owner. */
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
	/* The file was opened for reading. */
	IS(mn_manager_protect(m, ME, c, 0, 3, RW), -EACCES);
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

static char scratch[200];

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
static int64_t c_unmap(int64_t m, int64_t o, int64_t id) { return mn_manager_unmap(m, o, id, 0); }
static int64_t c_unmap_synced(int64_t m, int64_t o, int64_t id) { return mn_manager_unmap(m, o, id, 1); }
static int64_t c_length(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "length"); }
static int64_t c_reads(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "reads"); }
static int64_t c_owner(int64_t m, int64_t o, int64_t id) { return mn_manager_info(m, o, id, "owner"); }
static int64_t c_path(int64_t m, int64_t o, int64_t id) { return mn_manager_path(m, o, id, scratch, sizeof scratch); }

/* What needs a mapping, and whether it is only looking. */
static const struct {
	const char *name;
	a_call *call;
	int looks;
} calls[] = {
	{ "read", c_read, 0 }, { "read_up_to", c_up_to, 0 }, { "write", c_write, 0 }, { "sync", c_sync, 0 },
	{ "protect", c_protect, 0 }, { "protect to write", c_widen, 0 }, { "advise", c_advise, 0 },
	{ "populate", c_populate, 0 }, { "resize", c_resize, 0 }, { "find", c_find, 0 }, { "rfind", c_rfind, 0 },
	{ "count", c_count, 0 }, { "region", c_region, 0 }, { "info length", c_length, 1 },
	{ "info reads", c_reads, 1 }, { "info owner", c_owner, 1 }, { "path", c_path, 1 },
	{ "unmap", c_unmap, 0 }, { "unmap with sync", c_unmap_synced, 0 },
};
enum { CALLS = sizeof calls / sizeof calls[0] };

#define GIVES(i, m, owner, mapping, result) do { \
		int64_t got_ = calls[i].call(m, owner, mapping); \
		ck_assert_msg(got_ == (result), "%s gave %s: %s", calls[i].name, mn_error_name(got_), \
		              mn_error_detail()); \
	} while (0)

/* S3-41: the owner is asked for on every call. */
/* S3-32: an unknown mapping is told by its number. */
/* S3-57: to look at another owner's needs a right, to use it there is none. */
START_TEST(owners)
{
	int64_t m = manager(), id, denied = 0;
	const int64_t never[] = { 0, 2, 99, -1, INT64_MAX, INT64_MIN };

	put("f", "abc");
	id = map(m, "f", RW, 1);
	for (int i = 0; i < CALLS; i++) {
		GIVES(i, m, OTHER, id, -EPERM);
		SAYS("mapping 1 is not owner 43's");
		/* One who has no rights, and is nobody. */
		GIVES(i, m, 12345, id, -EPERM);
		denied++;
		IS(owner_info(m, OTHER, "denied"), denied);
		IS(mn_manager_statistic(m, "denied"), 2 * denied);
		for (size_t k = 0; k < sizeof never / sizeof *never; k++) {
			char text[60];

			GIVES(i, m, ME, never[k], -EBADF);
			snprintf(text, sizeof text, "has no mapping %" PRId64, never[k]);
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
	/* Nothing of all that happened. */
	ck_assert_str_eq(get("f"), "abc");
	IS(info(m, id, "syncs"), 0);
	IS(info(m, id, "prot"), RW);
	/* The owner's own calls; the last two give it up. */
	for (int i = 0; i < CALLS - 2; i++)
		ck_assert_msg(calls[i].call(m, ME, id) >= 0, "%s: %s", calls[i].name, mn_error_detail());
	GIVES(CALLS - 1, m, ME, id, 0);
	for (int i = 0; i < CALLS; i++) {
		GIVES(i, m, ME, id, -EBADF);
		SAYS("has no mapping 1");
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
	/* Many go, in the middle and at both ends. */
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

/* ---- Bytes ---- */

/* S3-12: without PROT_WRITE nothing is written. */
/* S3-13: without PROT_READ nothing is read. */
/* S3-15: with PROT_NONE neither. */
/* S3-23: read_up_to gives what there is, read is strict. */
/* S3-24: at the end there is nothing to read, and that is no error; one byte is. */
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

/* S3-38: the numbers about a mapping, of which an unknown one has none. */
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
	/* An advice that is refused is no want of a right. */
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
	int32_t result;

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
	result = mn_manager_sync(m, ME, id);
	ck_assert_msg(result == 0 || result == -EIO, "%s", mn_error_name(result));
	IS(mn_manager_read(m, ME, id, 0, scratch, 1), -EIO);
	SAYS("mapping 1: ");
	IS(mn_manager_write(m, ME, id, 0, "a", 1), -EIO);
	IS(mn_manager_unmap(m, ME, id, 1), 0);
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
	/* A slice keeps it. */
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
	/* A region that somebody closed all the same is given up, once. */
	id = map(m, "f", RW, 1);
	IS(mn_region_close(mn_manager_region(m, ME, id)), 0);
	IS(mn_manager_read(m, ME, id, 0, scratch, 1), -EBADF);
	SAYS("has no mapping 4");
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

/* S3-04: what an owner has is cleaned up together. */
/* S3-34: how many that were; a second time there are none. */
/* S3-35: and how many bytes. */
/* S3-36: shared ones are written back when that is asked for. */
/* S3-37: it had some, and then it has none. */
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
	/* One that is held stays, with its owner; the others go. */
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
	SAYS("owner 42 has 0 bytes mapped and wanted 101 more, and its limit is 100");
	IS(mn_manager_map_anonymous(m, ME, 100), 1);
	IS(mn_manager_map_memfd(m, ME, "x", 1), -EDQUOT);
	IS(mn_manager_map(m, ME, "f", 0, -1, PROT_READ, 1), -EDQUOT);
	IS(mn_manager_map(m, ME, "f", 10, -1, PROT_READ, 1), 2);
	/* Mappings. */
	IS(mn_manager_map(m, ME, "f", 10, -1, PROT_READ, 1), -EDQUOT);
	SAYS("owner 42 has 2 mappings, and its limit is 2");
	IS(mn_manager_unmap(m, ME, 1, 0), 0);
	IS(mn_manager_map(m, ME, "f", 0, -1, RW, 1), 3);
	/* Growing. */
	IS(mn_manager_resize(m, ME, 3, 101), -EDQUOT);
	SAYS("has 10 bytes mapped and wanted 91 more");
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
	/* A lower limit leaves what there is, which can still shrink. */
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
	/* No limit, but no wrap either. */
	IS(mn_manager_limit(m, ME, -1, -1), 0);
	IS(mn_manager_resize(m, ME, id, INT64_MAX), -EOVERFLOW);
	IS(mn_manager_map_anonymous(m, ME, INT64_MAX), -EOVERFLOW);
	IS(mn_manager_limit(m, ME, INT64_MAX, INT64_MAX), 0);
	IS(mn_manager_map_anonymous(m, ME, INT64_MAX), -EOVERFLOW);
	IS(owner_info(m, ME, "bytes"), 20);
	IS(owner_info(m, ME, "mappings"), 1);
	/* What fails after it was counted is not counted any more. */
	IS(mn_manager_limit(m, ME, 2, 30), 0);
	for (int i = 0; i < 10; i++) {
		IS(mn_manager_map_memfd(m, ME, NULL, 10), -EFAULT);
		IS(mn_manager_map(m, ME, "nope", 0, -1, PROT_READ, 0), -ENOENT);
		IS(mn_manager_map_anonymous(m, ME, 0), -EINVAL);
	}
	ck_assert_int_gt(mn_manager_map_anonymous(m, ME, 10), 0);
	/* Limits are each owner's own. */
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
	SAYS("mapping 2: resize from 10 to 5 bytes: EACCES, only a writable, shared region");
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

/* ---- Paths ---- */

/* A result, and what it is where the path is walked step by step. */
struct path {
	const char *path;
	int64_t kernel, walked;
};

static void check_paths(int64_t m, const struct path *paths, size_t n)
{
	int before = descriptors();

	for (size_t i = 0; i < n; i++)
		for (int writing = 0; writing <= 1; writing++) {
			int64_t wanted = WALKING ? paths[i].walked : paths[i].kernel;
			int64_t id = mn_manager_map(m, ME, paths[i].path, 0, -1, writing ? RW : PROT_READ, 1);

			/* A kernel that does not know the call is the other case. */
			ck_assert_msg(id == wanted || id == paths[i].walked || (id > 0 && wanted > 0),
			              "%.300s: %s instead of %s: %s", paths[i].path, mn_error_name(id),
			              mn_error_name(wanted), mn_error_detail());
			if (id > 0) {
				ck_assert_str_eq(bytes_of(m, id, 0, 6), "inside");
				IS(mn_manager_unmap(m, ME, id, 0), 0);
			}
		}
	IS(descriptors(), before);
}

#define PATHS(m, paths) check_paths(m, paths, sizeof paths / sizeof paths[0])

/* root/f, root/d/f, root/d/e/f are inside; ../NAME.out/f is not. */
static int64_t tree(void)
{
	int64_t m = manager();
	char name[400];

	put("f", "inside");
	ck_assert_int_eq(mkdir(at("d"), 0700), 0);
	ck_assert_int_eq(mkdir(at("d/e"), 0700), 0);
	put("d/f", "inside");
	put("d/e/f", "inside");
	snprintf(name, sizeof name, "%s.out", root);
	ck_assert_int_eq(mkdir(name, 0700), 0);
	snprintf(name, sizeof name, "../%s.out/f", strrchr(root, '/') + 1);
	put(name, "outside");
	return m;
}

static void link_to(const char *target, const char *name)
{
	ck_assert_int_eq(symlink(target, at(name)), 0);
}

/* S3-67: no path leaves the root, and those that stay inside are followed. */
START_TEST(paths_inside_and_out)
{
	int64_t m = tree();
	char out[300], out_link[310], absolute[400], absolute_link[400];
	const struct path paths[] = {
		{ "f", 1, 1 }, { "./f", 1, 1 }, { "d/f", 1, 1 }, { "d//f", 1, 1 }, { "d/./e/.//f", 1, 1 },
		{ "d/../f", 1, 1 }, { "d/e/../../f", 1, 1 }, { "d/e/../f", 1, 1 }, { "d/../d/../d/f", 1, 1 },
		{ "", -ENOENT, -ENOENT }, { ".", -EISDIR, -EISDIR }, { "./", -EISDIR, -EISDIR },
		{ "d", -EISDIR, -EISDIR }, { "d/", -EISDIR, -EISDIR }, { "d/..", -EISDIR, -EISDIR },
		{ "f/", -ENOTDIR, -ENOTDIR }, { "f/.", -ENOTDIR, -ENOTDIR }, { "f/..", -ENOTDIR, -ENOTDIR },
		{ "f/f", -ENOTDIR, -ENOTDIR }, { "nope", -ENOENT, -ENOENT }, { "nope/../f", -ENOENT, -ENOENT },
		{ "nope/", -ENOENT, -ENOENT }, { "d/nope/f", -ENOENT, -ENOENT }, { "...", -ENOENT, -ENOENT },
		/* Out by itself. */
		{ "..", -EXDEV, -EXDEV }, { "../", -EXDEV, -EXDEV }, { out, -EXDEV, -EXDEV },
		{ "../../../../../../etc/passwd", -EXDEV, -EXDEV }, { "d/../../nope", -EXDEV, -EXDEV },
		{ "d/e/../../../f", -EXDEV, -EXDEV }, { "./../f", -EXDEV, -EXDEV },
		{ "/", -EXDEV, -EXDEV }, { "//f", -EXDEV, -EXDEV }, { "/f", -EXDEV, -EXDEV },
		{ "/etc/passwd", -EXDEV, -EXDEV }, { absolute, -EXDEV, -EXDEV },
		/* Links that stay inside. */
		{ "to-f", 1, 1 }, { "to-d/f", 1, 1 }, { "to-d/../f", 1, 1 }, { "d/up", 1, 1 }, { "d/e/up-up", 1, 1 },
		{ "to-d/e/up-up", 1, 1 }, { "to-dot/f", 1, 1 }, { "to-to-d/e/f", 1, 1 }, { "d/back/d/f", 1, 1 },
		{ "to-f-slash", -ENOTDIR, -ENOTDIR }, { "to-f/", -ENOTDIR, -ENOTDIR }, { "to-d", -EISDIR, -EISDIR },
		{ "to-d/", -EISDIR, -EISDIR }, { "to-nothing", -ENOENT, -ENOENT }, { "to-to-d/../f", 1, 1 },
		/* And those that do not. */
		{ "to-up", -EXDEV, -EXDEV }, { "to-up/f", -EXDEV, -EXDEV }, { "to-out", -EXDEV, -EXDEV },
		{ "to-out-dir/f", -EXDEV, -EXDEV }, { "to-absolute", -EXDEV, -EXDEV },
		{ "to-absolute-inside", -EXDEV, -EXDEV }, { "to-to-out", -EXDEV, -EXDEV },
		{ "d/out", -EXDEV, -EXDEV }, { "to-d/out", -EXDEV, -EXDEV }, { "to-slash/etc/passwd", -EXDEV, -EXDEV },
		{ "d/back/../f", -EXDEV, -EXDEV },
		/* And those without an end. */
		{ "loop", -ELOOP, -ELOOP }, { "loop/f", -ELOOP, -ELOOP }, { "loop-a", -ELOOP, -ELOOP },
		{ "loop-down", -ELOOP, -ELOOP },
	};

	snprintf(out, sizeof out, "../%s.out/f", strrchr(root, '/') + 1);
	snprintf(out_link, sizeof out_link, "../%s", out);
	snprintf(absolute, sizeof absolute, "%s/f", root);
	snprintf(absolute_link, sizeof absolute_link, "%s.out/f", root);
	link_to("f", "to-f");
	link_to("d", "to-d");
	link_to("f/", "to-f-slash");
	link_to("../f", "d/up");
	link_to("../../f", "d/e/up-up");
	link_to(".", "to-dot");
	link_to("./to-dot/to-d", "to-to-d");
	link_to("..", "d/back");
	link_to("nothing", "to-nothing");
	link_to("..", "to-up");
	link_to(out, "to-out");
	out[strlen(out) - 2] = 0;
	link_to(out, "to-out-dir");
	strcat(out, "/f");
	link_to("/etc/passwd", "to-absolute");
	link_to(absolute, "to-absolute-inside");
	link_to("to-out", "to-to-out");
	link_to(out_link, "d/out");
	link_to("/", "to-slash");
	link_to("loop", "loop");
	link_to("loop-b", "loop-a");
	link_to("loop-a", "loop-b");
	link_to("loop-down/f", "loop-down");
	PATHS(m, paths);
	IS(mn_manager_map(m, ME, out, 0, -1, PROT_READ, 0), -EXDEV);
	SAYS("the path leaves the root directory");
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Forty links are followed, and not one more. */
START_TEST(chains_of_links)
{
	int64_t m = tree();
	char target[20] = "f", name[20];
	const struct path paths[] = { { "l1", 1, 1 }, { "l39", 1, 1 }, { "l40", 1, 1 }, { "l41", -ELOOP, -ELOOP } };

	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof name, "l%d", i);
		link_to(target, name);
		snprintf(target, sizeof target, "%s", name);
	}
	PATHS(m, paths);
	IS(mn_manager_close(m), 0);
}
END_TEST

START_TEST(long_paths)
{
	int64_t m = tree();
	char name[300], path[9000];
	size_t n = 0;
	int d;

	/* Names. */
	memset(name, 'n', sizeof name);
	name[255] = 0;
	put(name, "inside");
	map(m, name, PROT_READ, 1);
	name[255] = 'n';
	name[256] = 0;
	IS(mn_manager_map(m, ME, name, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	snprintf(path, sizeof path, "%s/f", name);
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	/* Paths; the last one that fits has 4095 bytes. */
	for (n = 0; n < 4094; n += 2)
		memcpy(path + n, "./", 3);
	strcpy(path + n, "f");
	ck_assert(strlen(path) == 4095);
	map(m, path, PROT_READ, 1);
	strcpy(path + n, "/f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	for (n = 0; n < 8990; n += 2)
		memcpy(path + n, "./", 3);
	strcpy(path + n, "f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -ENAMETOOLONG);
	for (n = 0; n < 4090; n += 5)
		memcpy(path + n, "d/../", 6);
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	/* A link that is as long as links get, which file systems have limits of their own for. */
	memset(path, '/', sizeof path);
	memcpy(path, "d", 1);
	for (n = 4094; strcpy(path + n, "f"), symlink(path, at("long")) < 0; n--)
		ck_assert_int_eq(errno, ENAMETOOLONG);
	map(m, "long", PROT_READ, 1);
	/* Depth. */
	n = 0;
	d = open(root, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < 200; i++) {
		int below;

		ck_assert_int_eq(mkdirat(d, "x", 0700), 0);
		below = openat(d, "x", O_RDONLY | O_DIRECTORY);
		close(d);
		d = below;
		n += (size_t)snprintf(path + n, sizeof path - n, "x/");
	}
	close(openat(d, "f", O_CREAT | O_WRONLY, 0600));
	close(d);
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	/* Down, up, and down again. */
	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(path + n, sizeof path - n, "../");
	strcpy(path + n, "f");
	map(m, path, PROT_READ, 1);
	strcpy(path + n, "../f");
	IS(mn_manager_map(m, ME, path, 0, -1, PROT_READ, 1), -EXDEV);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Only regular files are mapped, and looking at others neither waits nor does
   anything to them. */
START_TEST(other_kinds_of_files)
{
	int64_t m = tree();
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	const struct path paths[] = {
		{ "fifo", -ENODEV, -ENODEV }, { "to-fifo", -ENODEV, -ENODEV }, { "fifo/", -ENOTDIR, -ENOTDIR },
		{ "socket", -ENODEV, -ENODEV }, { "hard", 1, 1 },
	};
	const struct path device[] = { { "zero", -ENODEV, -ENODEV }, { "none", -ENODEV, -ENODEV } };

	alarm(20);
	ck_assert_int_eq(mkfifo(at("fifo"), 0600), 0);
	link_to("fifo", "to-fifo");
	ck_assert_int_eq(link(at("f"), at("hard")), 0);
	snprintf(name.sun_path, sizeof name.sun_path, "%s", at("socket"));
	ck_assert_int_eq(bind(s, (struct sockaddr *)&name, sizeof name), 0);
	PATHS(m, paths);
	SAYS("only regular files are mapped");
	close(s);
	/* Devices, one of which nobody serves; where they may be made. */
	if (mknod(at("zero"), S_IFCHR | 0600, makedev(1, 5)) == 0
	    && mknod(at("none"), S_IFCHR | 0600, makedev(240, 99)) == 0
	    && close(open(at("zero"), O_RDONLY)) == 0
	    && open(at("none"), O_RDONLY) < 0 && errno == ENXIO)
		PATHS(m, device);
	alarm(0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Links that are no paths: what they lead to is not below any root. */
START_TEST(magic_links)
{
	int64_t m, inside = tree();
	char fd[40], pipe_fd[40], through_root[400], cwd[400];
	int ends[2];
	int f = open(at("f"), O_RDONLY);
	const struct path proc[] = {
		{ "self/root/etc/passwd", -ELOOP, -EXDEV }, { "self/root", -ELOOP, -EXDEV },
		{ "self/cwd/f", -ELOOP, -EXDEV }, { "self/exe", -ELOOP, -EXDEV }, { through_root, -ELOOP, -EXDEV },
		{ fd, -ELOOP, -EXDEV }, { pipe_fd, -ELOOP, -ENOENT }, { "thread-self/root/etc/passwd", -ELOOP, -EXDEV },
		{ "self/../../etc/passwd", -EXDEV, -EXDEV },
		/* That says it is empty, and is not. */
		{ "self/comm", -ENODEV, -ENODEV },
	};
	const struct path own[] = { { "to-proc/root/etc/passwd", -EXDEV, -EXDEV }, { "to-self", -EXDEV, -EXDEV } };

	ck_assert_int_eq(pipe(ends), 0);
	snprintf(fd, sizeof fd, "self/fd/%d", f);
	snprintf(pipe_fd, sizeof pipe_fd, "self/fd/%d", ends[0]);
	snprintf(through_root, sizeof through_root, "self/root%s", at("f"));
	/* A root that has a link to them. */
	link_to("/proc/self", "to-proc");
	link_to("/proc/self/exe", "to-self");
	PATHS(inside, own);
	IS(mn_manager_close(inside), 0);
	m = mn_manager_open("/proc");
	if (m < 0)
		t_skip("there is no /proc");
	IS(mn_manager_grant(m, ME, ALL), 0);
	PATHS(m, proc);
	IS(mn_manager_close(m), 0);
	/* A root that has them below it. */
	m = mn_manager_open("/");
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	for (size_t i = 0; i < 8; i++) {
		int64_t id;

		snprintf(cwd, sizeof cwd, "proc/%s", proc[i].path);
		id = mn_manager_map(m, ME, cwd, 0, -1, PROT_READ, 0);
		ck_assert_msg(id == proc[i].kernel || id == proc[i].walked, "%s: %s", cwd, mn_error_name(id));
	}
	IS(mn_manager_close(m), 0);
	/* One that is itself reached through them is the caller's word. */
	snprintf(cwd, sizeof cwd, "/proc/self/root%s", root);
	m = mn_manager_open(cwd);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 0);
	IS(mn_manager_close(m), 0);
	close(f);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* ---- Races by rename ---- */

struct race {
	int64_t m;
	int *stop;
	const char *path;
	struct stat files[2];       /* those that may be reached */
	int64_t reached, refused, escaped, tries;
	int64_t strange;            /* an error that says nothing about it */
};

/* How a path is refused that leads out, or that changes while it is followed. */
static int refuses(int64_t result)
{
	return result == -EXDEV || result == -ENOENT || result == -ELOOP || result == -ENOTDIR || result == -EAGAIN;
}

static int leads_to(int64_t m, int64_t id, const struct stat *files, int n)
{
	struct stat st;
	int known = 0;

	if (fstat((int)mn_region_fd(mn_manager_region(m, ME, id)), &st) == 0)
		for (int i = 0; i < n; i++)
			known |= st.st_dev == files[i].st_dev && st.st_ino == files[i].st_ino;
	return known;
}

static void *map_on_and_on(void *argument)
{
	struct race *r = argument;

	while (!__atomic_load_n(r->stop, __ATOMIC_ACQUIRE)) {
		int64_t id = mn_manager_map(r->m, ME, r->path, 0, -1, PROT_READ, 0);

		__atomic_fetch_add(&r->tries, 1, __ATOMIC_RELAXED);
		if (id > 0) {
			r->reached++;
			r->escaped += !leads_to(r->m, id, r->files, 2);
			if (mn_manager_unmap(r->m, ME, id, 0) != 0)
				r->strange = -1;
		} else if (refuses(id)) {
			r->refused++;
		} else {
			r->strange = id;
		}
	}
	return NULL;
}

/* Runs the paths against somebody who renames. */
static void race(int64_t m, const char *const *paths, int n, void (*rename_it)(int))
{
	struct race races[4];
	pthread_t threads[4];
	int stop = 0, rounds = share(100000), reached = 0, refused = 0;

	for (int i = 0; i < n; i++) {
		races[i] = (struct race){ .m = m, .stop = &stop, .path = paths[i] };
		ck_assert_int_eq(stat(at("f"), &races[i].files[0]), 0);
		ck_assert_int_eq(stat(at("d/f"), &races[i].files[1]), 0);
	}
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, map_on_and_on, &races[i]), 0);
	for (int i = 0; i < rounds; i++)
		rename_it(i);
	/* valgrind may not have let them run yet. */
	for (int i = 0; i < n; i++)
		while (__atomic_load_n(&races[i].tries, __ATOMIC_RELAXED) == 0)
			nap(1);
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(races[i].escaped == 0, "%s: %d of %d tries got out", paths[i], (int)races[i].escaped,
		              (int)races[i].tries);
		ck_assert_msg(races[i].strange == 0, "%s: %s", paths[i], mn_error_name(races[i].strange));
		ck_assert_int_gt(races[i].tries, 0);
		reached += races[i].reached > 0;
		refused += races[i].refused > 0;
	}
	/* Else nobody raced with anybody. */
	if (rounds == 100000)
		ck_assert_msg(reached && refused, "%d paths reached something, %d were refused", reached, refused);
	IS(owner_info(m, ME, "mappings"), 0);
	IS(owner_info(m, ME, "bytes"), 0);
	IS(mn_manager_close(m), 0);
}

static char names[4][400];

/* The directory and a link that leads out take turns at one name. */
static void swap(int round)
{
#if defined SYS_renameat2
	/* In one step, where that is possible. */
	if (syscall(SYS_renameat2, AT_FDCWD, names[0], AT_FDCWD, names[1], 2) == 0)
		return;
#endif
	(void)round;
	(void)rename(names[0], names[2]);
	(void)rename(names[1], names[0]);
	(void)rename(names[0], names[1]);
	(void)rename(names[2], names[0]);
}

START_TEST(a_directory_becomes_a_link_out)
{
	static const char *const paths[] = { "d/f", "d/../d/e/../f", "d/./f" };
	int64_t m = tree();

	snprintf(names[0], sizeof names[0], "%s", at("d"));
	snprintf(names[1], sizeof names[1], "%s", at("out"));
	snprintf(names[2], sizeof names[2], "%s", at("third"));
	snprintf(names[3], sizeof names[3], "../%s.out", strrchr(root, '/') + 1);
	ck_assert_int_eq(symlink(names[3], names[1]), 0);
	race(m, paths, 3, swap);
}
END_TEST

/* The directory that `..` starts from is moved out of the root. */
static void move_out(int round)
{
	ck_assert_int_eq(round % 2 ? rename(names[1], names[0]) : rename(names[0], names[1]), 0);
}

START_TEST(a_directory_moves_out)
{
	static const char *const paths[] = { "d/e/../f", "d/e/../../f", "to-e/../f" };
	int64_t m = tree();

	/* root/d/e becomes NAME.out/e, beside which there is an f as well. */
	link_to("d/e", "to-e");
	snprintf(names[0], sizeof names[0], "%s", at("d/e"));
	snprintf(names[1], sizeof names[1], "%s.out/e", root);
	race(m, paths, 3, move_out);
}
END_TEST

/* The last name is a file inside, or a link out. */
START_TEST(a_file_becomes_a_link_out)
{
	static const char *const paths[] = { "g", "d/../g", "to-g" };
	int64_t m = tree();

	ck_assert_int_eq(link(at("f"), at("g")), 0);
	snprintf(names[3], sizeof names[3], "../%s.out/f", strrchr(root, '/') + 1);
	link_to(names[3], "out");
	link_to("g", "to-g");
	snprintf(names[0], sizeof names[0], "%s", at("g"));
	snprintf(names[1], sizeof names[1], "%s", at("out"));
	snprintf(names[2], sizeof names[2], "%s", at("third"));
	race(m, paths, 3, swap);
}
END_TEST

/* What another process does to the root as fast as it can, until it is killed:
   directories and a file leave the root and come back, and are swapped with
   links that lead out. */
static void rename_on_and_on(pid_t parent, int64_t *rounds)
{
	static const char *const inside[] = { "d", "d/e", "g" }, *const links[] = { "out", NULL, "out-f" };

	snprintf(names[2], sizeof names[2], "%s", at("third"));
	for (; getppid() == parent; __atomic_fetch_add(rounds, 1, __ATOMIC_RELAXED)) {
		for (int i = 0; i < 3; i++) {
			snprintf(names[0], sizeof names[0], "%s", at(inside[i]));
			snprintf(names[1], sizeof names[1], "%s.out/moved", root);
			if (rename(names[0], names[1]) != 0 || rename(names[1], names[0]) != 0)
				return;
			if (!links[i])
				continue;
			snprintf(names[1], sizeof names[1], "%s", at(links[i]));
			swap(0);
			swap(1);
		}
	}
}

/* S3-67: every way out that there is, tried a million times while another
   process renames what the ways go through. */
START_TEST(a_million_tries)
{
	int64_t m = tree(), *rounds = mmap(NULL, t_page(), RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char up[500], absolute[400], through_root[500], through_fd[40];
	int f = open(at("f"), O_RDONLY), tries = share(1000000), status, paths_reached = 0, paths_refused = 0;
	const char *const paths[] = {
		"f", "d/f", "d/./f", "d/e/f", "g",
		"d/../f", "d/../d/e/../f", "d/e/../f", "d/e/../../f", "d/../g", "d/../../f", "d/e/../../../f",
		"to-e/../f", "to-g", "to-d/f", "to-d/../f", "out/f", "out-f", "out/../f",
		up, absolute, "/etc/passwd", "/proc/self/cwd/f", "to-absolute", through_root, through_fd,
		"proc/self/root/etc/passwd", "proc/self/cwd/f", "proc/self/exe", "to-self-root/etc/passwd",
	};
	enum { PATHS = sizeof paths / sizeof *paths };
	int64_t reached[PATHS] = { 0 }, refused[PATHS] = { 0 };
	static const char *const inside[] = { "f", "d/f", "d/e/f" };
	struct stat files[3];
	pid_t parent = getpid(), child;

	snprintf(names[3], sizeof names[3], "../%s.out", strrchr(root, '/') + 1);
	link_to(names[3], "out");
	snprintf(up, sizeof up, "%s/f", names[3]);
	link_to(up, "out-f");
	snprintf(absolute, sizeof absolute, "%s.out/f", root);
	link_to(absolute, "to-absolute");
	link_to("d/e", "to-e");
	link_to("d", "to-d");
	link_to("g", "to-g");
	link_to("/proc", "proc");
	link_to("/proc/self/root", "to-self-root");
	snprintf(through_root, sizeof through_root, "/proc/self/root%s", absolute);
	snprintf(through_fd, sizeof through_fd, "proc/self/fd/%d", f);
	ck_assert_int_eq(link(at("f"), at("g")), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(stat(at(inside[i]), &files[i]), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		rename_on_and_on(parent, rounds);
		_exit(1);
	}
	/* Nothing was tried against nobody. */
	while (__atomic_load_n(rounds, __ATOMIC_RELAXED) == 0)
		nap(1);
	for (int i = 0; i < tries; i++) {
		int64_t id = mn_manager_map(m, ME, paths[i % PATHS], 0, -1, PROT_READ, 0);

		if (id < 0) {
			ck_assert_msg(refuses(id), "%s: %s", paths[i % PATHS], mn_error_name(id));
			refused[i % PATHS]++;
			continue;
		}
		ck_assert_msg(leads_to(m, id, files, 3), "%s got out at try %d", paths[i % PATHS], i);
		IS(mn_manager_unmap(m, ME, id, 0), 0);
		reached[i % PATHS]++;
	}
	/* It was still at it. */
	ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	for (size_t i = 0; i < PATHS; i++) {
		paths_reached += reached[i] > 0;
		paths_refused += refused[i] > 0;
		if (paths[i][0] == '/' || strncmp(paths[i], "..", 2) == 0 || strncmp(paths[i], "proc", 4) == 0)
			IS(reached[i], 0);
	}
	/* Else nobody raced with anybody: some way was open at one time and not at another. */
	if (tries == 1000000)
		ck_assert_msg(paths_reached + paths_refused > (int)PATHS, "%d paths were reached, %d refused", paths_reached,
		              paths_refused);
	IS(owner_info(m, ME, "mappings"), 0);
	IS(mn_manager_close(m), 0);
	close(f);
	munmap(rounds, t_page());
}
END_TEST

/* ---- Threads ---- */

enum { WORKERS = 4, KEPT = 8 };

struct worker {
	int64_t m, owner;
	unsigned seed;
	int rounds, *stop;
	int64_t done;
	const char *wrong;
	int64_t result;
};

static unsigned below(struct worker *w, unsigned n)
{
	w->seed = w->seed * 1103515245 + 12345;
	return (w->seed >> 8) % n;
}

static int wrong(struct worker *w, const char *what, int64_t result)
{
	if (!w->wrong) {
		w->wrong = what;
		w->result = result;
	}
	return 0;
}

/* One step of a worker that has its own owner: nobody else changes what it has,
   so that every answer is known, unless the manager is closed. */
static int step(struct worker *w, int64_t *ids, uint64_t *lengths)
{
	unsigned i = below(w, KEPT);
	uint64_t length = 1 + below(w, 20000);
	char byte = (char)('a' + i);
	int64_t r, sum = 0, count = 0;

	if (!ids[i]) {
		r = below(w, 3) ? mn_manager_map_anonymous(w->m, w->owner, length)
		    : mn_manager_map(w->m, w->owner, "f", 0, -1, PROT_READ, 1);
		if (r <= 0)
			return wrong(w, "map", r);
		ids[i] = r;
		lengths[i] = (uint64_t)mn_manager_info(w->m, w->owner, r, "length");
		return 1;
	}
	switch (below(w, 6)) {
	case 0:
		r = mn_manager_unmap(w->m, w->owner, ids[i], 0);
		ids[i] = 0;
		return r == 0 ? 1 : wrong(w, "unmap", r);
	case 1:
		r = mn_manager_info(w->m, w->owner, ids[i], "kind");
		if (r == 1) {
			r = mn_manager_resize(w->m, w->owner, ids[i], length);
			lengths[i] = length;
		}
		return r == 0 ? 1 : wrong(w, "resize", r);
	case 2:
		r = mn_manager_write(w->m, w->owner, ids[i], 0, &byte, 1);
		return r == 1 || r == -EACCES ? 1 : wrong(w, "write", r);
	case 3:
		r = mn_manager_read(w->m, w->owner, ids[i], lengths[i] - 1, &byte, 1);
		return r == 1 ? 1 : wrong(w, "read", r);
	case 4:
		for (unsigned k = 0; k < KEPT; k++)
			if (ids[k]) {
				count++;
				sum += (int64_t)lengths[k];
			}
		r = mn_manager_owner_info(w->m, w->owner, w->owner, "bytes");
		if (r != sum)
			return wrong(w, "bytes", r);
		r = mn_manager_owner_info(w->m, w->owner, w->owner, "mappings");
		return r == count ? 1 : wrong(w, "mappings", r);
	default:
		r = mn_manager_read(w->m, w->owner + 1, ids[i], 0, &byte, 1);
		return r == -EPERM ? 1 : wrong(w, "another's", r);
	}
}

static void *work(void *argument)
{
	struct worker *w = argument;
	int64_t ids[KEPT] = { 0 };
	uint64_t lengths[KEPT] = { 0 };

	for (int i = 0; i < w->rounds && !__atomic_load_n(w->stop, __ATOMIC_ACQUIRE); i++) {
		if (!step(w, ids, lengths))
			return NULL;
		w->done++;
	}
	return NULL;
}

static void start(pthread_t *threads, struct worker *workers, int64_t m, int rounds, int *stop)
{
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){ m, 100 + 2 * i, (unsigned)i * 7919 + 1, rounds, stop, 0, NULL, 0 };
		IS(mn_manager_grant(m, workers[i].owner, READ_FILES), 0);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
}

START_TEST(threads_with_owners_of_their_own)
{
	int64_t m = manager(), sum = 0;
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	int stop = 0;

	put("f", "file");
	start(threads, workers, m, share(40000), &stop);
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!workers[i].wrong, "%s: %s", workers[i].wrong, mn_error_name(workers[i].result));
	}
	for (int i = 0; i < WORKERS; i++)
		sum += owner_info(m, workers[i].owner, "mappings");
	IS(mn_manager_statistic(m, "mappings"), sum);
	for (int i = 0; i < WORKERS; i++) {
		int64_t has = owner_info(m, workers[i].owner, "mappings");

		IS(mn_manager_close_owner(m, workers[i].owner, 0, NULL), has);
	}
	IS(mn_manager_statistic(m, "mappings"), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_statistic("regions"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Whoever is at work when the manager goes is told, and nothing stays. */
START_TEST(closed_while_threads_map)
{
	int before = descriptors();

	for (int round = 0; round < (share(60) < 4 ? 4 : share(60)); round++) {
		int64_t m = manager();
		struct worker workers[WORKERS];
		pthread_t threads[WORKERS];
		int stop = 0;

		put("f", "file");
		start(threads, workers, m, 1 << 30, &stop);
		nap(round % 8);
		IS(mn_manager_close(m), 0);
		for (int i = 0; i < WORKERS; i++) {
			pthread_join(threads[i], NULL);
			/* What the worker takes for a wrong number is -EBADF, or comes of it. */
			ck_assert_msg(workers[i].result == -EBADF || workers[i].result == -ERANGE, "%s: %s",
			              workers[i].wrong ? workers[i].wrong : "nothing", mn_error_name(workers[i].result));
		}
		IS(mn_statistic("regions"), 0);
		IS(mn_statistic("managers"), 0);
		IS(lines_in_maps(root), 0);
	}
	IS(descriptors(), before);
}
END_TEST

/* ---- Many threads, one mapping ---- */

struct shared_work {
	int64_t m, id, bytes, wins;
	pthread_barrier_t *together;
	int how;
	unsigned seed;
};

static void *give_up(void *argument)
{
	struct shared_work *w = argument;
	int64_t bytes = 0, r;

	pthread_barrier_wait(w->together);
	if (w->how) {
		r = mn_manager_unmap(w->m, ME, w->id, 0);
		w->wins = r == 0 ? 1 : r == -EBADF ? 0 : r;
		w->bytes = -1;
	} else {
		w->wins = mn_manager_close_owner(w->m, ME, 0, &bytes);
		w->bytes = bytes;
	}
	return NULL;
}

/* Of those who give one mapping up at once, one has done it. */
START_TEST(one_gives_up)
{
	int64_t m = mn_manager_open(NULL);
	int rounds = share(2000) < 20 ? 20 : share(2000);

	for (int round = 0; round < rounds; round++) {
		struct shared_work w[3];
		pthread_barrier_t together;
		pthread_t threads[3];
		int64_t id = mn_manager_map_anonymous(m, ME, 1000), wins = 0;

		pthread_barrier_init(&together, NULL, 3);
		for (int i = 0; i < 3; i++) {
			w[i] = (struct shared_work){ m, id, 0, 0, &together, i == round % 3 || round % 2, 0 };
			ck_assert_int_eq(pthread_create(&threads[i], NULL, give_up, &w[i]), 0);
		}
		for (int i = 0; i < 3; i++) {
			pthread_join(threads[i], NULL);
			ck_assert_msg(w[i].wins == 0 || w[i].wins == 1, "%s", mn_error_name(w[i].wins));
			ck_assert_msg(w[i].bytes == -1 || w[i].bytes == 1000 * w[i].wins, "%d", (int)w[i].bytes);
			wins += w[i].wins;
		}
		pthread_barrier_destroy(&together);
		IS(wins, 1);
		IS(mn_manager_statistic(m, "bytes"), 0);
		IS(mn_manager_statistic(m, "mappings"), 0);
		IS(mn_manager_statistic(m, "owners"), 0);
	}
	IS(mn_statistic("regions"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

static void *resize_on_and_on(void *argument)
{
	struct shared_work *w = argument;

	for (int i = 0; i < share(2000); i++) {
		int64_t r;

		w->seed = w->seed * 1103515245 + 12345;
		r = mn_manager_resize(w->m, ME, w->id, 1 + (w->seed >> 8) % 60000);
		if (r != 0 && r != -EDQUOT)
			w->wins = r;
		/* The limit holds at every moment. */
		if (mn_manager_owner_info(w->m, ME, ME, "bytes") > 50000)
			w->wins = 1;
	}
	return NULL;
}

START_TEST(resizes_at_once)
{
	int64_t m = mn_manager_open(NULL), id = mn_manager_map_anonymous(m, ME, 100);
	struct shared_work w[3];
	pthread_t threads[3];

	IS(mn_manager_limit(m, ME, -1, 50000), 0);
	for (int i = 0; i < 3; i++) {
		w[i] = (struct shared_work){ m, id, 0, 0, NULL, 0, (unsigned)i };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, resize_on_and_on, &w[i]), 0);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		IS(w[i].wins, 0);
	}
	IS(owner_info(m, ME, "bytes"), info(m, id, "length"));
	IS(mn_manager_statistic(m, "bytes"), info(m, id, "length"));
	IS(mn_manager_unmap(m, ME, id, 0), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Fork ---- */

/* In the child nobody is in the middle of anything: what is counted is what is
   listed, and all of it can be used and closed. */
static int in_the_child(int64_t m)
{
	int64_t listed = 0, bytes = 0, id, n;

	for (int i = 0; i < WORKERS; i++) {
		int64_t owner = 100 + 2 * i, mine = 0;

		for (id = 0; (id = mn_manager_next(m, owner, owner, id)) > 0; mine++)
			if (mn_manager_info(m, owner, id, "length") < 0 && mn_manager_unmap(m, owner, id, 0) != 0)
				return 1;
		if (mn_manager_map_anonymous(m, owner, 10) <= 0 || mn_manager_map(m, owner, "f", 0, -1, PROT_READ, 0) <= 0)
			return 2;
		n = mn_manager_owner_info(m, owner, owner, "mappings");
		listed += n;
		if (n < 2)
			return 3;
	}
	if (mn_manager_statistic(m, "mappings") != listed)
		return 4;
	for (int i = 0; i < WORKERS; i++) {
		bytes = 0;
		n = mn_manager_owner_info(m, 100 + 2 * i, 100 + 2 * i, "mappings");
		if (mn_manager_close_owner(m, 100 + 2 * i, 0, &bytes) != n)
			return 5;
	}
	if (mn_manager_statistic(m, "bytes") != 0 || mn_manager_statistic(m, "mappings") != 0)
		return 6;
	return mn_manager_close(m) == 0 ? 0 : 7;
}

/* S3-70: a child has mappings of its own, and what it does to them is its own. */
START_TEST(fork_in_the_middle)
{
	int64_t m = manager();
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	int stop = 0, forks = share(200) < 10 ? 10 : share(200);

	if (t_under_valgrind())
		t_skip("valgrind calls lost what other threads had in hand when the child was made");
	if (UNDER_ASAN)
		t_skip("a thread that is not in the child may hold a lock of the sanitizer's own allocator");
	put("f", "file");
	start(threads, workers, m, 1 << 30, &stop);
	fflush(NULL);
	for (int i = 0; i < forks; i++) {
		int status;
		pid_t pid = fork();

		/* Check has a lock of its own, which a thread may have held. */
		if (pid == 0) {
			signal(SIGALRM, SIG_DFL);
			alarm(300);
			_exit(in_the_child(m));
		}
		ck_assert_int_gt(pid, 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "child %d ended with status 0x%x", i, (unsigned)status);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!workers[i].wrong, "%s: %s", workers[i].wrong, mn_error_name(workers[i].result));
		ck_assert_int_gt(workers[i].done, 0);
	}
	IS(mn_manager_close(m), 0);
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* S3-52: two processes have one file in common, and need no sync for it. */
static void write_hello(void *argument)
{
	int64_t m = *(int64_t *)argument;

	_exit(mn_manager_write(m, ME, 1, 0, "Hello", 5) == 5 ? 0 : 1);
}

START_TEST(two_processes)
{
	int64_t m = manager();

	put("f", "empty");
	map(m, "f", RW, 1);
	IS(t_child(write_hello, &m), 0);
	ck_assert_str_eq(bytes_of(m, 1, 0, 5), "Hello");
	IS(mn_manager_close(m), 0);
}
END_TEST

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

/* S3-70: a manager that is closed leaves nothing in the process. */
/* S3-07: and keeps nothing of a file but what it needs. */
START_TEST(nothing_stays)
{
	int before = descriptors();
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
	IS(descriptors(), before + 1);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	map(m, "f", PROT_READ, 1);
	IS(mn_manager_close(m), 0);
	IS(lines_in_maps(root), 0);
	IS(descriptors(), before);
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

/* Sixty thousand, of two owners; t/72-manager-memory.c counts the steps of
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

/* Owners come and go: those that have nothing are not kept. */
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

T_MAIN("manager", opening_and_closing, roots, numbers, ranges_and_protections, shared_and_private, memory, rights_to_files,
       rights_are_taken_away, owners, listing, reading_and_writing, statistics, syncing, unmapping, closing_an_owner,
       limits, resizing, paths_inside_and_out, chains_of_links, long_paths, other_kinds_of_files, magic_links,
       a_directory_becomes_a_link_out, a_directory_moves_out, a_file_becomes_a_link_out, a_million_tries,
       threads_with_owners_of_their_own, closed_while_threads_map, one_gives_up, resizes_at_once, fork_in_the_middle,
       two_processes, a_copy_costs_a_page, a_large_file, nothing_stays, no_descriptors, many_mappings, many_owners)
