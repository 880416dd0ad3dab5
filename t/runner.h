/* The part of Check that the tests use, for machines without Check: other
   processors under an emulator, other libcs, a kernel booted for the tests.
   test.h includes this instead of check.h if T_NO_CHECK is defined. */

#ifndef T_RUNNER_H
#define T_RUNNER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	const char *name, *file;
	void (*run)(int);
} TTest;

#define START_TEST(test) \
	static void test##_run(int); \
	static const TTest test##_test = { #test, __FILE__, test##_run }; \
	static const TTest *const test = &test##_test; \
	static void test##_run(int t_unused) \
	{ \
		(void)t_unused;
#define END_TEST }

/* Records the place and the reason, and ends the process. */
void t_fail(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

#define ck_abort_msg(...) t_fail(__FILE__, __LINE__, __VA_ARGS__)
#define ck_assert_msg(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))
#define ck_assert(condition) ck_assert_msg(condition, "Assertion '%s' failed", #condition)

/* Evaluates both sides once: tests call functions in them. */
#define T_COMPARE(type, format, a, op, b) do { \
		type t_a = (a); \
		type t_b = (b); \
		ck_assert_msg(t_a op t_b, "Assertion '%s' failed: %s == " format ", %s == " format, \
		              #a " " #op " " #b, #a, t_a, #b, t_b); \
	} while (0)

#define ck_assert_int_eq(a, b) T_COMPARE(intmax_t, "%jd", a, ==, b)
#define ck_assert_int_ne(a, b) T_COMPARE(intmax_t, "%jd", a, !=, b)
#define ck_assert_int_lt(a, b) T_COMPARE(intmax_t, "%jd", a, <, b)
#define ck_assert_int_le(a, b) T_COMPARE(intmax_t, "%jd", a, <=, b)
#define ck_assert_int_gt(a, b) T_COMPARE(intmax_t, "%jd", a, >, b)
#define ck_assert_int_ge(a, b) T_COMPARE(intmax_t, "%jd", a, >=, b)
#define ck_assert_uint_eq(a, b) T_COMPARE(uintmax_t, "%ju", a, ==, b)
#define ck_assert_uint_lt(a, b) T_COMPARE(uintmax_t, "%ju", a, <, b)
#define ck_assert_uint_gt(a, b) T_COMPARE(uintmax_t, "%ju", a, >, b)
#define ck_assert_ptr_eq(a, b) T_COMPARE(const void *, "%p", a, ==, b)
#define ck_assert_ptr_ne(a, b) T_COMPARE(const void *, "%p", a, !=, b)
#define ck_assert_ptr_null(a) ck_assert_ptr_eq(a, NULL)
#define ck_assert_ptr_nonnull(a) ck_assert_ptr_ne(a, NULL)

#define T_COMPARE_TEXT(a, op, b) do { \
		const char *t_a = (a); \
		const char *t_b = (b); \
		ck_assert_msg(strcmp(t_a, t_b) op 0, "Assertion '%s' failed: %s == \"%s\", %s == \"%s\"", \
		              #a " " #op " " #b, #a, t_a, #b, t_b); \
	} while (0)
#define ck_assert_str_eq(a, b) T_COMPARE_TEXT(a, ==, b)
#define ck_assert_str_ne(a, b) T_COMPARE_TEXT(a, !=, b)
#define ck_assert_mem_eq(a, b, n) ck_assert_msg(memcmp(a, b, n) == 0, "%s and %s differ", #a, #b)

/* Runs each test in a process of its own and prints TAP.  Returns 1 if a
   test failed.  The process calls `begin` before its test. `skipped` returns
   the reason of the i-th test, or "". */
int t_run_each(const char *name, const TTest *const *tests, size_t n, void (*begin)(void),
               const char *(*skipped)(size_t i));

#endif
