/* Names and sentences of errors, and what this thread's last failing call was
   about. */

#ifndef MN_ERROR_C
#define MN_ERROR_C

#include "thread.c"

struct mn__error {
	int number;
	const char *name;
	const char *message;
};

static const struct mn__error mn__errors[] = {
#include "errors.inc"
};

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

/* An empty record for a failure of this thread.  NULL without memory for one:
   the code is then all that the caller gets. */
static struct mn__failure *mn__failure_new(int32_t code)
{
	struct mn__thread *t = mn__thread();
	struct mn__failure *f = t ? &t->failure : NULL;

	if (f) {
		f->call = NULL;
		f->id = 0;
		f->offset = f->length = 0;
		f->code = code;
		f->unsaid = 0;
	}
	return f;
}

/* Notes what failed and hands the code on, so that a failing path is one
   return statement.  The kernel's errno plays no part in it. */
#if defined __GNUC__
__attribute__((format(printf, 2, 3), cold))
#endif
static int32_t mn__fail(int32_t code, const char *format, ...)
{
	struct mn__failure *f = mn__failure_new(code);
	va_list args;

	if (f) {
		va_start(args, format);
		(void)vsnprintf(f->text, sizeof f->text, format, args);
		va_end(args);
	}
	return code;
}

/* Adds to the failure just noted which call it was, of which object, and with
   which arguments. */
MN_COLD int32_t mn__about(int32_t code, const char *call, int64_t id, uint64_t offset, uint64_t length)
{
	if (mn__me) {
		mn__me->failure.call = call;
		mn__me->failure.id = id;
		mn__me->failure.offset = offset;
		mn__me->failure.length = length;
	}
	return code;
}

/* A search that finds nothing fails too often to pay for a sentence that few
   callers read: it is made when the caller asks. */
MN_COLD int32_t mn__not_found(const char *call, int64_t id, uint64_t start, uint64_t n)
{
	struct mn__failure *f = mn__failure_new(-ENOENT);

	if (f)
		f->unsaid = 1;
	return mn__about(-ENOENT, call, id, start, n);
}

const char *mn_error_detail(void)
{
	struct mn__failure *f = mn__me ? &mn__me->failure : NULL;

	if (!f)
		return "";
	if (f->unsaid) {
		(void)snprintf(f->text, sizeof f->text, "region %" PRId64 ": %s of %" PRIu64 " bytes, from %" PRIu64
		               " on: they are not there", f->id, f->call, f->length, f->offset);
		f->unsaid = 0;
	}
	return f->text;
}

/* A text of the caller's is judged by the kernel before it is read: a pointer
   that an FFI got wrong is -EFAULT. */
static int32_t mn__check_text(const char *call, const char *what, const char *text)
{
	if (!text)
		return mn__fail(-EFAULT, "%s: the %s is NULL", call, what);
	if (mn__os_check_text(text) < 0)
		return mn__fail(-EFAULT, "%s: the %s at %p cannot be read: EFAULT", call, what, (const void *)text);
	return 0;
}

#endif
