/* A record's life: attached at a thread's first call, detached at its end, reset in a
   child of fork. */

#include "thread.h"

#include "../os/os.h"

MN_PRIVATE _Atomic(struct mn__thread *) mn__threads;

MN_PRIVATE MN__FAST_THREAD_LOCAL struct mn__thread *mn__current_thread;

MN_PRIVATE _Atomic int mn__barrier_works;

/* False if the system cannot report the end of a thread: its record would be lost. */
static bool mn__threads_have_records;

/* The thread ends. */
static void mn__thread_detach(void *record)
{
	struct mn__thread *t = record;

	mn__current_thread = NULL;
	atomic_store_explicit(&t->reading, NULL, memory_order_release);
	atomic_store_explicit(&t->in_use, 0, memory_order_release);
}

/* In a child of fork: only the calling thread exists, so the other records are free. */
static void mn__threads_after_fork(void)
{
	for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next) {
		atomic_store(&t->reading, NULL);
		atomic_store(&t->guarded_high, 0);
		if (t != mn__current_thread)
			atomic_store(&t->in_use, 0);
	}
}

static void mn__threads_init_once(void)
{
	mn__threads_have_records = mn__os_on_thread_exit(mn__thread_detach) == 0;
	(void)mn__os_on_fork(NULL, NULL, mn__threads_after_fork);
	atomic_store(&mn__barrier_works, mn__os_barrier() == 0);
}

MN_PRIVATE void mn__threads_init(void)
{
	static mn__once once = MN__ONCE;

	mn__os_once(&once, mn__threads_init_once);
}

MN_PRIVATE MN_COLD struct mn__thread *mn__thread_attach(void)
{
	struct mn__thread *t;

	mn__threads_init();
	if (!mn__threads_have_records)
		return NULL;
	for (t = atomic_load(&mn__threads); t; t = t->next) {
		uint32_t free_record = 0;

		if (atomic_compare_exchange_strong(&t->in_use, &free_record, 1))
			break;
	}
	if (!t) {
		t = mn__allocate_aligned(128, sizeof *t);
		if (!t)
			return NULL;
		memset(t, 0, sizeof *t);
		atomic_store(&t->in_use, 1);
		t->next = atomic_load(&mn__threads);
		while (!atomic_compare_exchange_weak(&mn__threads, &t->next, t))
			;
	}
	/* Without this the record would never become free. */
	if (mn__os_set_thread_record(t) < 0) {
		atomic_store(&t->in_use, 0);
		return NULL;
	}
	/* Clear the previous thread's state. */
	memset(&t->failure, 0, sizeof t->failure);
	t->until_check = 0;
	mn__current_thread = t;
	return t;
}
