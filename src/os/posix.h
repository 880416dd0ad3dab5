/* Helpers for posix.c, posix-files.c and posix-threads.c. */

#ifndef MN_POSIX_H
#define MN_POSIX_H

#include "os.h"

#if defined MN_POSIX

/* Turns a libc result into ours: -1 becomes -errno.  Call it directly around the call
   that sets errno. */
static inline int32_t mn__result(long value)
{
	return value == -1 ? -errno : (int32_t)value;
}

/* Many libc functions are cancellation points.  They could end the thread while it holds
   a lock, or a descriptor that no region owns yet.  So each such call is between these
   two.  mn__cancel_on is no cancellation point itself. */
static inline int mn__cancel_off(void)
{
	int state = 0;

#if !defined __ANDROID__
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
#endif
	return state;
}

/* Restores the state that mn__cancel_off gave, and passes `result` through. */
static inline int32_t mn__cancel_on(int state, int32_t result)
{
#if !defined __ANDROID__
	(void)pthread_setcancelstate(state, NULL);
#endif
	return result;
}

#endif

#endif
