/* The table of errors, and the record of the last failure. */

#include "error.h"

#include "os/os.h"

#include <stdarg.h>

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
	/* -INT64_MIN overflows. */
	const struct mn__error *e = code == INT64_MIN ? NULL : mn__error_find(code);

	return code >= 0 ? "OK" : e ? e->name : "EUNKNOWN";
}

const char *mn_error_message(int64_t code)
{
	const struct mn__error *e = code == INT64_MIN ? NULL : mn__error_find(code);

	return code >= 0 ? "No error." : e ? e->message : "This platform has no error with this number.";
}

/* Empties the calling thread's record.  NULL: out of memory; the caller then gets the
   code alone. */
static struct mn__failure *mn__failure_new(int32_t code)
{
	struct mn__thread *t = mn__thread();
	struct mn__failure *f = t ? &t->failure : NULL;

	if (f) {
		f->call = f->object = f->deferred = NULL;
		for (int i = 0; i < MN__ERROR_NUMBERS; i++)
			f->numbers[i] = MN_ABSENT;
		f->numbers[MN_ERROR_CODE] = code;
		f->numbers[MN_ERROR_COUNT] = ++f->count;
		f->subject[0] = 0;
	}
	return f;
}

MN_PRIVATE MN_COLD MN_PRINTF(2, 3) int32_t mn__fail(int32_t code, const char *format, ...)
{
	struct mn__failure *f = mn__failure_new(code);
	va_list args;

	if (f) {
		va_start(args, format);
		(void)vsnprintf(f->reason, sizeof f->reason, format, args);
		va_end(args);
	}
	return code;
}

MN_PRIVATE void mn__error_set(int32_t which, uint64_t value)
{
	if (mn__current_thread)
		mn__current_thread->failure.numbers[which] = (int64_t)value;
}

MN_PRIVATE int64_t mn__error_subject(int64_t result, const char *subject)
{
	struct mn__failure *f = mn__current_thread ? &mn__current_thread->failure : NULL;

	if (mn__is_error(result) && f)
		(void)snprintf(f->subject, sizeof f->subject, "%.300s", subject);
	return result;
}

MN_PRIVATE MN_COLD void mn__error_add_context(int64_t code, const char *call, const char *object, int64_t id,
                                              uint64_t offset, uint64_t length)
{
	struct mn__failure *f = mn__current_thread ? &mn__current_thread->failure : NULL;

	if (!f)
		return;
	f->call = call;
	f->object = object;
	f->numbers[MN_ERROR_CODE] = code;
	f->numbers[MN_ERROR_ID] = id;
	/* A function with several ranges has set the one that failed. */
	if (f->numbers[MN_ERROR_OFFSET] == MN_ABSENT)
		f->numbers[MN_ERROR_OFFSET] = (int64_t)offset;
	if (f->numbers[MN_ERROR_LENGTH] == MN_ABSENT)
		f->numbers[MN_ERROR_LENGTH] = (int64_t)length;
}

MN_PRIVATE MN_COLD int32_t mn__not_found(const char *what, uint64_t start, uint64_t n)
{
	struct mn__failure *f = mn__failure_new(-ENOENT);

	if (f) {
		f->deferred = what;
		f->numbers[MN_ERROR_OFFSET] = (int64_t)start;
		f->numbers[MN_ERROR_LENGTH] = (int64_t)n;
	}
	return -ENOENT;
}

/* The sentence of the calling thread's last failure, with its object or without.  "" if
   no call has failed. */
static const char *mn__make_detail(bool with_object)
{
	struct mn__failure *f = mn__current_thread ? &mn__current_thread->failure : NULL;
	int n;

	if (!f || !f->call)
		return "";
	if (f->deferred)
		(void)snprintf(f->reason, sizeof f->reason, "%s of " MN__BYTES ", from %" PRIu64 " on: not found", f->deferred,
		               mn__bytes(f->numbers[MN_ERROR_LENGTH]), (uint64_t)f->numbers[MN_ERROR_OFFSET]);
	f->deferred = NULL;
	if (f->subject[0])
		n = snprintf(f->sentence, sizeof f->sentence, "%s: ", f->subject);
	else if (f->object)
		n = snprintf(f->sentence, sizeof f->sentence, "%s %" PRId64 ": ", f->object, f->numbers[MN_ERROR_ID]);
	else
		n = 0;
	(void)snprintf(f->sentence + n, sizeof f->sentence - (size_t)n, "%s", f->reason);
	return f->sentence + (with_object || f->subject[0] ? 0 : n);
}

const char *mn_error_detail(void)
{
	return mn__make_detail(true);
}

const char *mn_error_reason(void)
{
	return mn__make_detail(false);
}

const char *mn_error_call(void)
{
	return mn__current_thread && mn__current_thread->failure.call ? mn__current_thread->failure.call : "";
}

int64_t mn_error_number(int32_t which)
{
	if (!mn__current_thread || !mn__current_thread->failure.call || which < 0 || which >= MN__ERROR_NUMBERS)
		return MN_ABSENT;
	return mn__current_thread->failure.numbers[which];
}

MN_PRIVATE int32_t mn__check_text(const char *call, const char *what, const char *text)
{
	if (!text)
		return mn__fail(-EFAULT, "%s: the %s is NULL", call, what);
	if (mn__os_check_text(text) < 0)
		return mn__fail(-EFAULT, "%s: the %s at %p cannot be read", call, what, (const void *)text);
	return 0;
}

MN_PRIVATE int32_t mn__no_memory(const char *what)
{
	return mn__fail(-ENOMEM, "%s: ENOMEM: no memory for the library's own data", what);
}

MN_PRIVATE int32_t mn__null_buffer(const char *what)
{
	return mn__fail(-EFAULT, "%s: the buffer is NULL", what);
}
