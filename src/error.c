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
		f->call = f->object = f->unsaid = NULL;
		for (int i = 0; i < MN__ERROR_NUMBERS; i++)
			f->numbers[i] = MN_ABSENT;
		f->numbers[MN_ERROR_CODE] = code;
		f->numbers[MN_ERROR_COUNT] = ++f->count;
		f->subject[0] = 0;
	}
	return f;
}

/* Records why a call fails and returns the code, so that a failing path is one
   return statement.  The reason names neither the object nor the function:
   mn__about adds both.  The kernel's errno plays no part in it. */
#if defined __GNUC__
__attribute__((format(printf, 2, 3), cold))
#endif
static int32_t mn__fail(int32_t code, const char *format, ...)
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

/* Why a call of the system failed, and what to do: the name of the error and its
   sentence. */
#define MN__WHY "%s: %s"
#define mn__why(code) mn_error_name(code), mn_error_message(code)

/* Adds a number (MN_ERROR_...) to the failure just recorded. */
static void mn__note(int32_t which, uint64_t value)
{
	if (mn__me)
		mn__me->failure.numbers[which] = (int64_t)value;
}

/* Adds the path or name that a failing result is about, and gives the result. */
static int64_t mn__of(int64_t result, const char *subject)
{
	if (mn__is_error(result) && mn__me)
		(void)snprintf(mn__me->failure.subject, sizeof mn__me->failure.subject, "%.300s", subject);
	return result;
}

/* For an argument that a function does not have. */
#define MN__NO_NUMBER ((uint64_t)MN_ABSENT)

MN_COLD void mn__about_failure(int64_t code, const char *call, const char *object, int64_t id, uint64_t offset,
                               uint64_t length)
{
	struct mn__failure *f = mn__me ? &mn__me->failure : NULL;

	if (!f)
		return;
	f->call = call;
	f->object = object;
	f->numbers[MN_ERROR_CODE] = code;
	f->numbers[MN_ERROR_ID] = id;
	/* What failed knows the range better where a function has more than one. */
	if (f->numbers[MN_ERROR_OFFSET] == MN_ABSENT)
		f->numbers[MN_ERROR_OFFSET] = (int64_t)offset;
	if (f->numbers[MN_ERROR_LENGTH] == MN_ABSENT)
		f->numbers[MN_ERROR_LENGTH] = (int64_t)length;
}

/* Every exported function that can fail ends with this: a failure gets the
   function's name, its object and its arguments.  Of functions that call each
   other the outermost comes last, and is the one that the caller knows. */
MN_HOT void mn__about(int64_t result, const char *call, const char *object, int64_t id, uint64_t offset,
                             uint64_t length)
{
	if (mn__unlikely(result < 0))
		mn__about_failure(result, call, object, id, offset, length);
}

/* A search that finds nothing fails too often to pay for a sentence that few
   callers read: it is made when the caller asks. */
MN_COLD int32_t mn__not_found(const char *what, uint64_t start, uint64_t n)
{
	struct mn__failure *f = mn__failure_new(-ENOENT);

	if (f) {
		f->unsaid = what;
		f->numbers[MN_ERROR_OFFSET] = (int64_t)start;
		f->numbers[MN_ERROR_LENGTH] = (int64_t)n;
	}
	return -ENOENT;
}

/* Makes the sentence of this thread's last failure and returns it without the
   object, or with it. */
static const char *mn__sentence(bool with_object)
{
	struct mn__failure *f = mn__me ? &mn__me->failure : NULL;
	int n;

	if (!f || !f->call)
		return "";
	if (f->unsaid)
		(void)snprintf(f->reason, sizeof f->reason, "%s of %" PRIu64 " bytes, from %" PRIu64 " on: they are not there",
		               f->unsaid, (uint64_t)f->numbers[MN_ERROR_LENGTH], (uint64_t)f->numbers[MN_ERROR_OFFSET]);
	f->unsaid = NULL;
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
	return mn__sentence(true);
}

const char *mn_error_reason(void)
{
	return mn__sentence(false);
}

const char *mn_error_call(void)
{
	return mn__me && mn__me->failure.call ? mn__me->failure.call : "";
}

int64_t mn_error_number(int32_t which)
{
	if (!mn__me || !mn__me->failure.call || which < 0 || which >= MN__ERROR_NUMBERS)
		return MN_ABSENT;
	return mn__me->failure.numbers[which];
}

/* A text of the caller's is judged by the kernel before it is read: a pointer
   that an FFI got wrong is -EFAULT. */
static int32_t mn__check_text(const char *call, const char *what, const char *text)
{
	if (!text)
		return mn__fail(-EFAULT, "%s: the %s is NULL", call, what);
	if (mn__os_check_text(text) < 0)
		return mn__fail(-EFAULT, "%s: the %s at %p cannot be read", call, what, (const void *)text);
	return 0;
}

#endif
