/* Names and sentences of errors, and what this thread's last failing call was
   about. */

#ifndef MN_ERROR_C
#define MN_ERROR_C

#include "platform/platform.h"

struct mn__error {
	int number;
	const char *name;
	const char *message;
};

static const struct mn__error mn__errors[] = {
#include "errors.inc"
};

/* One sentence with two paths or a handful of 64-bit numbers fits. */
static _Thread_local char mn__detail[512];

static const struct mn__error *mn__error_find(int64_t code)
{
	for (size_t i = 0; i < sizeof mn__errors / sizeof mn__errors[0]; i++)
		if (-code == mn__errors[i].number)
			return &mn__errors[i];
	return NULL;
}

const char *mn_error_name(int64_t code)
{
	/* The smallest number has no positive counterpart to compare with. */
	const struct mn__error *e = code == INT64_MIN ? NULL : mn__error_find(code);

	return code >= 0 ? "OK" : e ? e->name : "EUNKNOWN";
}

const char *mn_error_message(int64_t code)
{
	const struct mn__error *e = code == INT64_MIN ? NULL : mn__error_find(code);

	return code >= 0 ? "No error." : e ? e->message : "This number is no error of this platform.";
}

const char *mn_error_detail(void)
{
	return mn__detail;
}

/* Notes what failed and hands the code on, so that a failing path is one
   return statement.  The kernel's errno plays no part in it. */
#if defined __GNUC__
__attribute__((format(printf, 2, 3), cold))
#endif
static int32_t mn__fail(int32_t code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(mn__detail, sizeof mn__detail, format, args);
	va_end(args);
	return code;
}

#endif
