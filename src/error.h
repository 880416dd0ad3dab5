/* Names and sentences of errors, and what this thread's last failing call was
   about. */

#ifndef MN_ERROR_H
#define MN_ERROR_H

#include "sync/thread.h"

/* Records why a call fails and returns the code, so that a failing path is one
   return statement.  The reason names neither the object nor the function:
   mn__error_context adds both.  The kernel's errno plays no part in it. */
MN_PRIVATE MN_COLD MN_PRINTF(2, 3) int32_t mn__fail(int32_t code, const char *format, ...);

/* Why a call of the system failed, and what to do: the name of the error and its
   sentence. */
#define MN__ERR_FMT "%s: %s"
#define mn__err_args(code) mn_error_name(code), mn_error_message(code)

/* Adds a number (MN_ERROR_...) to the failure just recorded. */
MN_PRIVATE void mn__error_set(int32_t which, uint64_t value);

/* Adds the path or name that a failing result is about, and gives the result. */
MN_PRIVATE int64_t mn__error_subject(int64_t result, const char *subject);

/* For an argument that a function does not have. */
#define MN__NO_NUMBER ((uint64_t)MN_ABSENT)

MN_PRIVATE MN_COLD void mn__error_add_context(int64_t code, const char *call, const char *object, int64_t id, uint64_t offset,
                                              uint64_t length);

/* Every exported function that can fail ends with this: a failure gets the
   function's name, its object and its arguments.  Of functions that call each
   other the outermost comes last, and is the one that the caller knows. */
MN_HOT void mn__error_context(int64_t result, const char *call, const char *object, int64_t id, uint64_t offset,
                             uint64_t length)
{
	if (mn__unlikely(result < 0))
		mn__error_add_context(result, call, object, id, offset, length);
}

/* A search that finds nothing fails too often to pay for a sentence that few
   callers read: it is made when the caller asks. */
MN_PRIVATE MN_COLD int32_t mn__not_found(const char *what, uint64_t start, uint64_t n);

/* A text of the caller's is judged by the kernel before it is read: a pointer
   that an FFI got wrong is -EFAULT. */
MN_PRIVATE int32_t mn__check_text(const char *call, const char *what, const char *text);
MN_PRIVATE int32_t mn__no_memory(const char *what);

MN_PRIVATE int32_t mn__null_buffer(const char *what);

#endif
