/* Shared by the tests of the guard. */

#ifndef T_REGION_GUARD_H
#define T_REGION_GUARD_H

#include "test.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <sys/mount.h>
#include <time.h>

enum { PAGES = 6 };

static size_t page;

/* Keeps the compiler and valgrind from removing an unused read. */
static volatile char sink;

/* A file of some pages, each byte of which is 'a', and a region of all of it. */
static inline int64_t region(int32_t access)
{
	char *bytes;
	int64_t r;

	page = t_page();
	bytes = malloc(PAGES * page);
	memset(bytes, 'a', PAGES * page);
	close(t_file("f", bytes, PAGES * page));
	free(bytes);
	r = mn_region_open(t_path("f"), access, 0, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	return r;
}

static inline void cut(size_t bytes)
{
	ck_assert_int_eq(truncate(t_path("f"), (off_t)bytes), 0);
}

static inline int has_mode(int mode)
{
	int32_t result = mn_guard(mode);

	ck_assert(result == mode || mode == 1);
	return result == mode;
}

/* The sanitizer of threads does atomic operations itself, with a lock of its own
   held, and does not expect them to be left by a jump. */
static inline void skip_faults_of_atomics(void)
{
#if UNDER_TSAN
	t_skip("the sanitizer of threads holds a lock of its own while an atomic operation faults");
#endif
}

/* Where the first other byte is, or n. */
static inline size_t first_other(const char *buffer, size_t n, char byte)
{
	size_t i = 0;

	while (i < n && buffer[i] == byte)
		i++;
	return i;
}

static inline void all_is(const char *buffer, size_t n, char byte)
{
	/* One assertion, because each costs a call of the system. */
	size_t i = first_other(buffer, n, byte);

	ck_assert_msg(i == n, "byte %zu was touched", i);
}

#endif
