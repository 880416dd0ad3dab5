/* The rare cases of lock.h: sleeping, becoming biased, revoking the bias. */

#include "lock.h"

#include "../os/os.h"

MN_PRIVATE void mn__sleep(int64_t milliseconds)
{
	static const uint32_t unchanging;

	(void)mn__os_wait(&unchanging, 0, milliseconds, 0);
}

MN_PRIVATE MN_COLD void mn__lock_wake(struct mn__lock *lock)
{
	(void)mn__os_wake((const uint32_t *)(const void *)&lock->word, INT32_MAX, 0);
}

/* Waits while `word` is as seen. */
MN_PRIVATE MN_COLD void mn__lock_sleep(struct mn__lock *lock, uint32_t seen)
{
	int32_t barrier;

	for (int i = 0; i < 40; i++) {
		if (atomic_load_explicit(&lock->word, memory_order_relaxed) != seen)
			return;
		mn__pause();
	}
	atomic_fetch_add(&lock->sleepers, 1);
	/* unlock() stores `word` and then reads `sleepers` without a fence.  Our membarrier
	   orders the two: either unlock() sees this sleeper, or the futex call sees the new
	   word.  The limit of 10 ms is for a process that lost the right to membarrier. */
	barrier = mn__os_barrier();
	(void)mn__os_wait((const uint32_t *)(const void *)&lock->word, seen, barrier < 0 ? 10 : -1, 0);
	atomic_fetch_sub(&lock->sleepers, 1);
}

MN_PRIVATE MN_NOINLINE void mn__read_lock_unbiased(struct mn__lock *lock)
{
	uint32_t seen = atomic_load_explicit(&lock->word, memory_order_relaxed);

	/* A reader queues behind sleepers; otherwise a writer could starve. */
	for (;;) {
		if (seen && (seen & MN__WRITER || atomic_load_explicit(&lock->sleepers, memory_order_relaxed)))
			mn__lock_sleep(lock, seen);
		else if (atomic_compare_exchange_weak_explicit(&lock->word, &seen, seen + 1,
		                                               memory_order_acquire, memory_order_relaxed))
			return;
		seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
	}
}

MN_PRIVATE void mn__read_unlock_unbiased(struct mn__lock *lock)
{
	/* All sleepers wake and compete again. */
	if (atomic_fetch_sub(&lock->word, 1) == 1 && atomic_load(&lock->sleepers))
		mn__lock_wake(lock);
}

/* Reads through `word`, and biases the lock after enough reads. */
MN_PRIVATE void mn__read_lock_slow(struct mn__lock *lock)
{
	mn__read_lock_unbiased(lock);
	if (atomic_fetch_add_explicit(&lock->reads, 1, memory_order_relaxed) == MN__BIAS_THRESHOLD
	    && mn__os_barrier() == 0)
		atomic_store_explicit(&lock->biased, 1, memory_order_release);
}

MN_PRIVATE MN_COLD void mn__revoke_bias(struct mn__lock *lock)
{
	atomic_store(&lock->biased, 0);
	/* membarrier worked when the lock became biased.  If a filter has forbidden it
	   since, waiting does the same: no processor delays a store for 10 ms. */
	if (mn__os_barrier() < 0)
		mn__sleep(10);
	/* A reader may wait for a disk, or for this processor if it has a lower priority.
	   So do not spin for long. */
	for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next)
		for (int i = 0; atomic_load_explicit(&t->reading, memory_order_acquire) == lock; i++)
			if (i < 64)
				mn__os_yield();
			else
				mn__sleep(1);
}

MN_PRIVATE void mn__lock_reset(struct mn__lock *lock)
{
	atomic_store(&lock->word, 0);
	atomic_store(&lock->sleepers, 0);
}
