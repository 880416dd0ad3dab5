/* The lock of a table's entry: many readers or one writer, in one word.

   Reading is made cheap where it happens most.  A lock that has been read for
   a while without a writer is biased: a reader then only notes in its own
   thread's record that it is inside, and writes nothing that others share, so
   that readers on many processors do not slow each other down.  The first
   writer after that takes the bias away, makes every running thread pass a
   memory barrier (one system call, instead of a barrier in each read), and
   waits for the readers it finds in the records. */

#ifndef MN_LOCK_H
#define MN_LOCK_H

#include "thread.h"

struct mn__lock {
	_Atomic uint32_t word;     /* MN__WRITER, or how many read */
	_Atomic uint32_t sleepers;
	_Atomic uint32_t biased;
	_Atomic uint32_t reads;    /* since the last writer */
};

#define MN__WRITER UINT32_C(0x80000000)
/* So many reads pay for the bias that a writer has to take away again. */
#define MN__BIAS_THRESHOLD 1024

/* A caller that waits sleeps in pieces of this length at most, and looks in between
   whether the region was closed and whether its thread was cancelled. */
#define MN__SLEEP_MS 100

MN_PRIVATE MN_COLD void mn__lock_wake(struct mn__lock *lock);
MN_PRIVATE void mn__sleep(int64_t milliseconds);

/* What a child process does to a lock: who held it or slept on it is not there. */
MN_PRIVATE void mn__lock_reset(struct mn__lock *lock);

/* Waits while the lock is held as it was seen. */
MN_PRIVATE MN_COLD void mn__lock_sleep(struct mn__lock *lock, uint32_t seen);

/* Reading without bias, for locks that are held beside another one. */
MN_PRIVATE MN_NOINLINE void mn__read_lock_unbiased(struct mn__lock *lock);
MN_PRIVATE void mn__read_unlock_unbiased(struct mn__lock *lock);

MN_PRIVATE void mn__read_lock_slow(struct mn__lock *lock);
MN_PRIVATE MN_COLD void mn__revoke_bias(struct mn__lock *lock);

/* A thread reads under one lock of this kind at a time. */
MN_HOT void mn__read_lock(struct mn__lock *lock, struct mn__thread *t)
{
	atomic_store_explicit(&t->reading, lock, memory_order_relaxed);
	/* The processor may still let the next load overtake this store; the
	   writer's barrier in every thread is what forbids it when it counts. */
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
	/* Nobody else changes the word while a writer holds it. */
	if (mn__likely(atomic_load_explicit(&mn__barrier_works, memory_order_relaxed)))
		atomic_store_explicit(&lock->word, 0, memory_order_release);
	else
		(void)atomic_exchange(&lock->word, 0);
	atomic_signal_fence(memory_order_seq_cst);
	if (mn__unlikely(atomic_load_explicit(&lock->sleepers, memory_order_relaxed)))
		mn__lock_wake(lock);
}

#endif
