/* Errors: their names and sentences, and the record of a thread's last failure.

   A failing function records the reason with mn__fail, and numbers with mn__error_set.
   The exported function adds its name, object and arguments with mn__error_context.
   The sentence for mn_error_detail is made from the record on request. */

#ifndef MN_ERROR_H
#define MN_ERROR_H

#include "sync/thread.h"

/* Begins a record with this code and reason, and returns the code, so that a failing path
   is one return statement.  The reason does not name the object: mn__error_context
   does. */
MN_PRIVATE MN_COLD MN_PRINTF(2, 3) int32_t mn__fail(int32_t code, const char *format, ...);

/* In a format: the name and sentence of a system's error. */
#define MN__ERR_FMT "%s: %s"
#define mn__err_args(code) mn_error_name(code), mn_error_message(code)

/* In a format: a number of bytes, "1 byte" or "2 bytes". */
#define MN__BYTES "%" PRIu64 " byte%s"
#define mn__bytes(n) (uint64_t)(n), (n) == 1 ? "" : "s"

/* Adds a number to the record: `which` is MN_ERROR_.... */
MN_PRIVATE void mn__error_set(int32_t which, uint64_t value);

/* Adds the path or name that failed, if `result` is an error.  Gives the result. */
MN_PRIVATE int64_t mn__error_subject(int64_t result, const char *subject);

/* For mn__error_context: the function has no such argument. */
#define MN__NO_NUMBER ((uint64_t)MN_ABSENT)

MN_PRIVATE MN_COLD void mn__error_add_context(int64_t code, const char *call, const char *object, int64_t id,
                                              uint64_t offset, uint64_t length);

/* Adds the call, its object and its range to the record, if `result` is negative.  Every
   exported function that can fail ends with this.  If one calls another, the outer one
   comes last and wins: it is the one that the program called. */
MN_HOT void mn__error_context(int64_t result, const char *call, const char *object, int64_t id, uint64_t offset,
                              uint64_t length)
{
	if (mn__unlikely(result < 0))
		mn__error_add_context(result, call, object, id, offset, length);
}

/* Records -ENOENT of a search, and returns it.  Searches often find nothing, so the
   reason is made only on request.  `what` must be a literal. */
MN_PRIVATE MN_COLD int32_t mn__not_found(const char *what, uint64_t start, uint64_t n);

/* Checks that a string of the program's can be read: 0, or -EFAULT with a record.  The
   kernel reads it first, so a wrong pointer does not crash. */
MN_PRIVATE int32_t mn__check_text(const char *call, const char *what, const char *text);

/* Record -ENOMEM for our own data, or -EFAULT for a NULL buffer, and return it.  `what`
   begins the reason. */
MN_PRIVATE int32_t mn__no_memory(const char *what);
MN_PRIVATE int32_t mn__null_buffer(const char *what);

#endif
