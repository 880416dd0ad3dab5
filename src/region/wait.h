/* Waiting with a time limit, in short sleeps.

   A waiting caller sleeps for MN__SLEEP_MS at most.  Between two sleeps it sees
   that its region was closed, that its thread was cancelled, or that its time is
   over.  A sleep without a limit would also go on after a handler with SA_RESTART. */

#ifndef MN_WAIT_H
#define MN_WAIT_H

#include "../internal.h"

#include <stdbool.h>

struct mn__wait {
	int64_t deadline;       /* by mn__os_milliseconds(); only for timeout_ms > 0 */
	int32_t timeout_ms;     /* 0 no sleep at all, negative no limit */
	bool interruptible;     /* a signal ends the wait */
};

MN_PRIVATE struct mn__wait mn__wait_begin(int32_t timeout_ms, bool interruptible);

/* Sleeps once while *word is `expected`.  `shared`: other processes may wake it.
   The caller holds no lock, because this ends a thread that is cancelled.
   0 woken, -EAGAIN look again, -ETIMEDOUT the time is over, -EINTR a signal ended
   the wait. */
MN_PRIVATE int32_t mn__wait_once(const struct mn__wait *w, const uint32_t *word, uint32_t expected, int shared);

#endif
