/* What the tests share: Check, the library, and a few helpers with the prefix
   t_.  A test file ends with T_MAIN("name", test, test ...); its output is
   TAP, and a test that cannot run here says why with t_skip.  Tests behind
   T_SLOW in that list are left out by `make quick`: children that must die,
   limits, and what takes more than a second. */

#ifndef T_CHECK_H
#define T_CHECK_H

#include "../src/os/features.h"
#include "../mmapnative.h"

#if defined T_NO_CHECK
#include "runner.h"
#else
#include <check.h>
#endif
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Runs the tests, prints TAP, and gives the exit status.  TEST=name in the
   environment runs the test of that name alone. */
int t_run(const char *name, const TTest *const *tests, size_t n);

#define T_MAIN(name, ...)                                              \
	int main(void)                                                 \
	{                                                              \
		const TTest *const tests[] = { __VA_ARGS__ };          \
		return t_run(name, tests, sizeof tests / sizeof *tests); \
	}

#define T_SLOW NULL

/* Leaves the test; it counts as skipped, with the reason in the output. */
void t_skip(const char *reason) __attribute__((noreturn));

/* A fresh file with these bytes in the test's own folder, which is deleted at
   the end.  The path is t_path's, the descriptor is open for reading and
   writing and is the caller's. */
const char *t_path(const char *name);
int t_file(const char *name, const void *bytes, size_t n);

/* How tests compare a number, and search the thread's last failure for a text. */
#define IS ck_assert_int_eq
#define SAYS(text) ck_assert_msg(strstr(mn_error_detail(), text) != NULL, "\"%s\" is not in \"%s\"", text, mn_error_detail())

/* The path of a file of the project's tree; "" is the tree's folder.  The library
   is in build/ of the tree, or in a folder of build/; otherwise the result is
   NULL.  The path is overwritten by the fourth call after this one. */
const char *t_in_tree(const char *name);

/* The text of such a file with a zero byte after it, for the caller to free; NULL
   if the file cannot be read. */
char *t_tree_text(const char *name);

/* The number of this process's open descriptors; those from 1024 on are not
   counted. */
int t_descriptors(void);

/* In such a child: what is not so ends it with 1, after a line that says where. */
#define T_NEED(condition) do { \
		if (!(condition)) { \
			printf("# line %d: " #condition "; errno %d; %s\n", __LINE__, errno, mn_error_detail()); \
			fflush(stdout); \
			_exit(1); \
		} \
	} while (0)

/* How the child that ran `body` ended: its exit status, or -signal. */
int t_child(void (*body)(void *), void *argument);

/* Whether this line of /proc/self/maps or smaps is of the mapping that holds
   the address: it need not begin there, because the kernel joins neighbours
   that are alike. */
int t_holds(const char *line, const void *address);

/* The line of /proc/self/maps whose mapping holds this address, or "". */
const char *t_maps_line(const void *address);

/* The permissions that stand there, as "rw-p", or "". */
const char *t_permissions(const void *address);

/* The sanitizers: 1 where the test was compiled with one, else 0. */
#if defined __SANITIZE_ADDRESS__
#define UNDER_ASAN 1
#elif defined __SANITIZE_THREAD__
#define UNDER_TSAN 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#elif __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#endif
#endif
#if !defined UNDER_ASAN
#define UNDER_ASAN 0
#endif
#if !defined UNDER_TSAN
#define UNDER_TSAN 0
#endif

/* What an atomic operation on 64 bits gives that would give `expected`: some
   32-bit processors have none. */
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
#define T_WIDE(expected) (expected)
#else
#define T_WIDE(expected) (-ENOSYS)
#endif

/* Valgrind has an address space of its own and does not hand everything on to
   the kernel; what it answers is then not the kernel's word. */
int t_under_valgrind(void);

/* A machine of a twentieth of the usual speed: valgrind, or an emulator, for
   which tools/machines sets T_FEWER. */
int t_is_slow(void);

/* The page size, as a number to calculate with. */
size_t t_page(void);

#endif
