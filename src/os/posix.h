/* What the files of POSIX share. */

#ifndef MN_POSIX_H
#define MN_POSIX_H

#include "os.h"

#if defined MN_POSIX

#include <pthread.h>

/* The one line between the two worlds: errno is read here, in the same breath
   as the call that set it, and nowhere else. */
static inline int32_t mn__result(long value)
{
	return value == -1 ? -errno : (int32_t)value;
}

/* Many calls of libc end a thread that was cancelled, in the middle of our work:
   with a lock held, or a descriptor that is not in its region yet.  Each call
   that may do so stands between these two.  Turning cancellation on again ends
   no thread. */
static inline int mn__cancel_off(void)
{
	int state = 0;

#if !defined __ANDROID__
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
#endif
	return state;
}

static inline int32_t mn__cancel_on(int state, int32_t result)
{
#if !defined __ANDROID__
	(void)pthread_setcancelstate(state, NULL);
#endif
	return result;
}

#endif

#endif
