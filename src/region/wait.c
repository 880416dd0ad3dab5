#include "wait.h"

#include "../os/os.h"
#include "../sync/lock.h"

MN_PRIVATE struct mn__wait mn__wait_begin(int32_t timeout_ms, bool interruptible)
{
	struct mn__wait w = { timeout_ms > 0 ? mn__os_milliseconds() + timeout_ms : 0, timeout_ms, interruptible };

	return w;
}

MN_PRIVATE int32_t mn__wait_once(const struct mn__wait *w, const uint32_t *word, uint32_t expected, int shared)
{
	int64_t left = w->timeout_ms < 0 ? MN__SLEEP_MS : w->timeout_ms == 0 ? 0 : w->deadline - mn__os_milliseconds();
	int32_t result;

	if (left <= 0)
		return -ETIMEDOUT;
	mn__os_test_cancel();
	result = mn__os_wait(word, expected, left < MN__SLEEP_MS ? left : MN__SLEEP_MS, shared);
	if (result == 0)
		return 0;
	if (result == -EINTR) {
		/* Some systems cancel a thread by a signal. */
		mn__os_test_cancel();
		return w->interruptible ? -EINTR : -EAGAIN;
	}
	/* The kernel cannot sleep on every word: on read-only memory of a file it
	   cannot, for instance. */
	if (result != -EAGAIN && result != -ETIMEDOUT)
		mn__sleep(left < 10 ? left : 10);
	return -EAGAIN;
}
