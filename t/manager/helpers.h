/* Shared by the tests of managers. */

#ifndef T_MANAGER_HELPERS_H
#define T_MANAGER_HELPERS_H

#include "test.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#define SLOW (UNDER_TSAN ? 10 : UNDER_ASAN ? 5 : 1)

#if defined MN_NO_OPENAT2
#define WALKING 1
#else
#define WALKING 0
#endif

enum { READ_FILES = 1, WRITE_FILES = 2, SEE_OTHERS = 4, ALL = 7 };
enum { RW = PROT_READ | PROT_WRITE };
enum { ME = 42, OTHER = 43 };

/* valgrind and the sanitizers are so slow that fewer rounds suffice. */
static inline int share(int n)
{
	return t_under_valgrind() ? n / 40 : n / SLOW;
}

static inline void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* ---- A root with something in it ---- */

static char root[300];

/* A path below the root, or beside it with "../". */
static inline const char *at(const char *name)
{
	static char paths[4][6000];
	static unsigned next;
	char *p = paths[next++ % 4];

	snprintf(p, sizeof paths[0], "%s/%s", root, name);
	return p;
}

static inline void put(const char *name, const char *bytes)
{
	FILE *f = fopen(at(name), "w");

	ck_assert_msg(f != NULL, "%s", at(name));
	fputs(bytes, f);
	ck_assert_int_eq(fclose(f), 0);
}

static inline const char *get(const char *name)
{
	static char bytes[10000];
	FILE *f = fopen(at(name), "r");

	ck_assert_msg(f != NULL, "%s", at(name));
	bytes[fread(bytes, 1, sizeof bytes - 1, f)] = 0;
	fclose(f);
	return bytes;
}

/* A manager of a new directory, in which the owners 42 and 43 have all
   rights to files. */
static inline int64_t manager(void)
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

static inline int64_t map(int64_t m, const char *path, int32_t prot, int32_t shared)
{
	int64_t id = mn_manager_map(m, ME, path, 0, -1, prot, shared);

	ck_assert_msg(id > 0, "%s: %s", path, mn_error_detail());
	return id;
}

static inline int64_t info(int64_t m, int64_t mapping, const char *name)
{
	return mn_manager_info(m, ME, mapping, name);
}

static inline int64_t owner_info(int64_t m, int64_t owner, const char *name)
{
	return mn_manager_owner_info(m, owner, owner, name);
}

static inline const char *bytes_of(int64_t m, int64_t mapping, uint64_t offset, uint64_t n)
{
	static char bytes[100];

	ck_assert_int_eq(mn_manager_read(m, ME, mapping, offset, bytes, n), (int64_t)n);
	bytes[n] = 0;
	return bytes;
}

/* How many mappings of this process have the text in their line. */
static inline int lines_in_maps(const char *text)
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

#endif
