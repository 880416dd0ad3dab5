/* The lock: many readers or one writer, in one word.

   After many reads without a writer, a lock becomes biased towards readers.  A reader of
   a biased lock only stores the lock's address in its own thread's record.  It writes no
   memory that threads share, so readers do not slow each other down.  The next writer
   revokes the bias: it makes every running thread pass a memory barrier, and waits for
   the readers that it finds in the records.

   doc/internals/locking.md has the states, and why the barrier suffices. */

#ifndef MN_LOCK_H
#define MN_LOCK_H

#include "thread.h"

struct mn__lock {
	_Atomic uint32_t word;     /* MN__WRITER, or the number of readers */
	_Atomic uint32_t sleepers; /* threads that sleep on `word`, or are about to */
	_Atomic uint32_t biased;   /* 1: readers use their thread's record instead of `word` */
	_Atomic uint32_t reads;    /* reads through `word` since the last writer */
};

#define MN__WRITER UINT32_C(0x80000000)
/* After this many reads, the bias has paid for its revocation. */
#define MN__BIAS_THRESHOLD 1024

/* The longest sleep of a caller that waits for memory or a slice.  In between it checks
   whether the region was closed or its thread cancelled. */
#define MN__SLEEP_MS 100

/* Sleeps for this time, or less if a signal arrives. */
MN_PRIVATE void mn__sleep(int64_t milliseconds);

/* Frees a lock in a child of fork, where its holders and sleepers do not exist. */
MN_PRIVATE void mn__lock_reset(struct mn__lock *lock);

/* Read through `word`.  A lock that is held beside another one is always read this way,
   because a record has room for one biased lock. */
MN_PRIVATE MN_NOINLINE void mn__read_lock_unbiased(struct mn__lock *lock);
MN_PRIVATE void mn__read_unlock_unbiased(struct mn__lock *lock);

/* The rare cases of the inline functions below. */
MN_PRIVATE void mn__read_lock_slow(struct mn__lock *lock);
MN_PRIVATE MN_COLD void mn__revoke_bias(struct mn__lock *lock);
MN_PRIVATE MN_COLD void mn__lock_sleep(struct mn__lock *lock, uint32_t seen);
MN_PRIVATE MN_COLD void mn__lock_wake(struct mn__lock *lock);

/* Locks for reading.  A thread holds at most one lock this way; `t` is its own record. */
MN_HOT void mn__read_lock(struct mn__lock *lock, struct mn__thread *t)
{
	atomic_store_explicit(&t->reading, lock, memory_order_relaxed);
	/* Only the compiler is kept from reordering.  The processor may let the next load
	   overtake this store; the barrier in mn__revoke_bias accounts for that. */
	atomic_signal_fence(memory_order_seq_cst);
	if (mn__likely(atomic_load_explicit(&lock->biased, memory_order_acquire)))
		return;
	atomic_store_explicit(&t->reading, NULL, memory_order_release);
	mn__read_lock_slow(lock);
}

MN_HOT void mn__read_unlock(struct mn__lock *lock, struct mn__thread *t)
{
	if (mn__likely(atomic_load_explicit(&t->reading, memory_order_relaxed) == lock))
		atomic_store_explicit(&t->reading, NULL, memory_order_release);
	else
		mn__read_unlock_unbiased(lock);
}

/* Locks for writing, and revokes the bias. */
MN_HOT void mn__write_lock(struct mn__lock *lock)
{
	uint32_t seen = 0;

	while (!atomic_compare_exchange_weak_explicit(&lock->word, &seen, MN__WRITER,
	                                              memory_order_acquire, memory_order_relaxed)) {
		if (seen)
			mn__lock_sleep(lock, seen);
		seen = 0;
	}
	if (atomic_load_explicit(&lock->biased, memory_order_relaxed))
		mn__revoke_bias(lock);
	if (atomic_load_explicit(&lock->reads, memory_order_relaxed))
		atomic_store_explicit(&lock->reads, 0, memory_order_relaxed);
}

MN_HOT void mn__write_unlock(struct mn__lock *lock)
{
	/* No other thread changes the word of a writer, so a store suffices.  Without
	   membarrier the exchange is the fence that mn__lock_sleep needs. */
	if (mn__likely(atomic_load_explicit(&mn__barrier_works, memory_order_relaxed)))
		atomic_store_explicit(&lock->word, 0, memory_order_release);
	else
		(void)atomic_exchange(&lock->word, 0);
	atomic_signal_fence(memory_order_seq_cst);
	if (mn__unlikely(atomic_load_explicit(&lock->sleepers, memory_order_relaxed)))
		mn__lock_wake(lock);
}

#endif
