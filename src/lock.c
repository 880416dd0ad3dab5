/* The lock of a table's entry: many readers or one writer, in one word.

   Reading is made cheap where it happens most.  A lock that has been read for
   a while without a writer is biased: a reader then only notes in its own
   thread's record that it is inside, and writes nothing that others share, so
   that readers on many processors do not slow each other down.  The first
   writer after that takes the bias away, makes every running thread pass a
   memory barrier (one system call, instead of a barrier in each read), and
   waits for the readers it finds in the records. */

#ifndef MN_LOCK_C
#define MN_LOCK_C

#include "thread.c"

struct mn__lock {
	_Atomic uint32_t word;     /* MN__WRITER, or how many read */
	_Atomic uint32_t sleepers;
	_Atomic uint32_t biased;
	_Atomic uint32_t reads;    /* since the last writer */
};

#define MN__WRITER UINT32_C(0x80000000)
/* So many reads pay for the bias that a writer has to take away again. */
#define MN__READS_TO_BIAS 1024

/* A caller that waits sleeps in pieces of this length at most, and looks in between
   whether the region was closed and whether its thread was cancelled. */
#define MN__NAP_MS 100

MN_COLD void mn__lock_wake(struct mn__lock *lock)
{
	(void)mn__os_wake((const uint32_t *)(const void *)&lock->word, INT32_MAX, 0);
}

static void mn__nap(int64_t milliseconds)
{
	static const uint32_t nobody_wakes;

	(void)mn__os_wait(&nobody_wakes, 0, milliseconds, 0);
}

/* What a child process does to a lock: who held it or slept on it is not there. */
static void mn__lock_forget(struct mn__lock *lock)
{
	atomic_store(&lock->word, 0);
	atomic_store(&lock->sleepers, 0);
}

/* Waits while the lock is held as it was seen. */
MN_COLD void mn__lock_sleep(struct mn__lock *lock, uint32_t seen)
{
	int32_t barrier;

	for (int i = 0; i < 40; i++) {
		if (atomic_load_explicit(&lock->word, memory_order_relaxed) != seen)
			return;
		mn__pause();
	}
	atomic_fetch_add(&lock->sleepers, 1);
	/* Who unlocks stores the word and then looks for sleepers, without a
	   barrier between.  This one makes it either see this sleeper, or be seen
	   itself by the kernel's look at the word.  Where there is none, unlocking
	   has one of its own, unless the right to ours was lost: hence the limit. */
	barrier = mn__os_barrier();
	(void)mn__os_wait((const uint32_t *)(const void *)&lock->word, seen, barrier < 0 ? 10 : -1, 0);
	atomic_fetch_sub(&lock->sleepers, 1);
}

/* Reading without bias, for locks that are held beside another one. */
#if defined __GNUC__
__attribute__((noinline))
#endif
static void mn__word_read_lock(struct mn__lock *lock)
{
	uint32_t seen = atomic_load_explicit(&lock->word, memory_order_relaxed);

	/* Behind sleepers a reader sleeps too, or a writer might never come in. */
	for (;;) {
		if (seen && (seen & MN__WRITER || atomic_load_explicit(&lock->sleepers, memory_order_relaxed)))
			mn__lock_sleep(lock, seen);
		else if (atomic_compare_exchange_weak_explicit(&lock->word, &seen, seen + 1,
		                                               memory_order_acquire, memory_order_relaxed))
			return;
		seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
	}
}

static void mn__word_read_unlock(struct mn__lock *lock)
{
	/* The last one out wakes everybody; who still has to wait says so anew. */
	if (atomic_fetch_sub(&lock->word, 1) == 1 && atomic_load(&lock->sleepers))
		mn__lock_wake(lock);
}

static void mn__read_lock_to_bias(struct mn__lock *lock)
{
	mn__word_read_lock(lock);
	if (atomic_fetch_add_explicit(&lock->reads, 1, memory_order_relaxed) == MN__READS_TO_BIAS
	    && mn__os_barrier() == 0)
		atomic_store_explicit(&lock->biased, 1, memory_order_release);
}

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
	mn__read_lock_to_bias(lock);
}

MN_HOT void mn__read_unlock(struct mn__lock *lock, struct mn__thread *t)
{
	if (mn__likely(atomic_load_explicit(&t->reading, memory_order_relaxed) == lock))
		atomic_store_explicit(&t->reading, NULL, memory_order_release);
	else
		mn__word_read_unlock(lock);
}

MN_COLD void mn__take_bias_away(struct mn__lock *lock)
{
	atomic_store(&lock->biased, 0);
	/* The barrier worked when the bias was given.  If the right to it was
	   taken away since, time does the same: no processor keeps a store to
	   itself for so long. */
	if (mn__os_barrier() < 0)
		mn__nap(10);
	/* A reader may be waiting for a disk, or (where threads have priorities)
	   for this very processor; to turn in a circle would not help it. */
	for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next)
		for (int i = 0; atomic_load_explicit(&t->reading, memory_order_acquire) == lock; i++)
			if (i < 64)
				mn__os_yield();
			else
				mn__nap(1);
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
		mn__take_bias_away(lock);
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
