/* Shared by all tests: Check, the library, and helpers with the prefix t_.
   A test file ends with T_MAIN("name", test, test ...).  It prints TAP, and
   a test that cannot run here calls t_skip with the reason. `make quick`
   leaves out the tests behind T_SLOW in that list: children that must die,
   limits, and tests of more than a second. */

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

/* Runs the tests, prints TAP, and returns the exit status.  With TEST=name
   in the environment it runs only that test. */
int t_run(const char *name, const TTest *const *tests, size_t n);

#define T_MAIN(name, ...)                                              \
	int main(void)                                                 \
	{                                                              \
		const TTest *const tests[] = { __VA_ARGS__ };          \
		return t_run(name, tests, sizeof tests / sizeof *tests); \
	}

#define T_SLOW NULL

/* Ends the test, which counts as skipped; the output has the reason. */
void t_skip(const char *reason) __attribute__((noreturn));

/* A new file with these bytes in the test's own folder, which is deleted at
   the end.  Its path is t_path(name).  The caller closes the descriptor,
   which is open for reading and writing. */
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

/* For a child of t_child: ends it with status 1 if the condition is false,
   after a line with the place. */
#define T_NEED(condition) do { \
		if (!(condition)) { \
			printf("# line %d: " #condition "; errno %d; %s\n", __LINE__, errno, mn_error_detail()); \
			fflush(stdout); \
			_exit(1); \
		} \
	} while (0)

/* Runs `body` in a child, and returns its exit status, or -signal. */
int t_child(void (*body)(void *), void *argument);

/* True if this line of /proc/self/maps or smaps describes the mapping that
   holds the address.  The mapping may begin earlier, because the kernel
   merges equal neighbours. */
int t_holds(const char *line, const void *address);

/* The line of /proc/self/maps whose mapping holds this address, or "". */
const char *t_maps_line(const void *address);

/* The permissions in that line, as "rw-p", or "". */
const char *t_permissions(const void *address);

/* 1 if the test was compiled with the sanitizer, else 0. */
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

/* The expected result of a 64-bit atomic operation: some 32-bit processors
   lack these. */
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
#define T_WIDE(expected) (expected)
#else
#define T_WIDE(expected) (-ENOSYS)
#endif

/* True under valgrind, which has an address space of its own and answers
   some system calls itself. */
int t_under_valgrind(void);

/* True on a machine of about a twentieth of the usual speed: valgrind, or an
   emulator, for which tools/machines sets T_FEWER. */
int t_is_slow(void);

/* The page size, as a size_t. */
size_t t_page(void);

#endif
