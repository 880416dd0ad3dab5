/* What the library knows about a thread: which lock it reads under without
   having written to it, which copy of its own it is in the middle of, and how
   its last call failed. */

#ifndef MN_THREAD_C
#define MN_THREAD_C

#include "os/os.c"

#include <stdatomic.h>
#include <stdbool.h>

struct mn__lock;

/* How many fields MN_ERROR_... has. */
#define MN__ERROR_NUMBERS (MN_ERROR_COUNT + 1)

/* The last failure as data; error.c makes the sentence from it. */
struct mn__failure {
	const char *call;           /* the exported function, or NULL before the first failure */
	const char *object;         /* what numbers[MN_ERROR_ID] is the id of ("region"), or NULL */
	const char *unsaid;         /* the search that found nothing, while its reason is not made */
	int64_t numbers[MN__ERROR_NUMBERS];    /* by MN_ERROR_...; MN_ABSENT where it has none */
	int64_t count;              /* grows with every failure of the thread */
	char subject[320];          /* a path or name that the failure is about, or "" */
	/* One sentence with two paths or a handful of 64-bit numbers fits. */
	char reason[640];
	char sentence[1024];        /* made from the others when it is asked for */
};

/* A record is the thread's until it ends, and then another thread's; it is
   never freed, because a writer may be looking at it.  128 bytes keep the
   records of two threads off each other's cache lines. */
struct mn__thread {
	_Alignas(128) _Atomic(const struct mn__lock *) reading;
	_Atomic uintptr_t guarded_low, guarded_high;
	uint32_t trusted;          /* accesses that are left until the next look at handler and mask */
	int32_t kernel_error;      /* why the last copy failed: the kernel refused it, or 0 a page was not there */
	uintptr_t fault;           /* where it failed, or 0 that is unknown */
	_Atomic uint32_t in_use;
	struct mn__thread *next;
	int64_t number;
	mn__jump jump;
	struct mn__failure failure;
};

static _Atomic(struct mn__thread *) mn__threads;

static MN__FAST_THREAD_LOCAL struct mn__thread *mn__me;

/* Defined with the tables that need it: a child process begins with one
   thread, and what the others held is nobody's. */
static void mn__fork_prepare(void);
static void mn__fork_parent(void);
static void mn__fork_child(void);

static bool mn__threads_have_records;

/* Whether one thread can put a memory barrier into all others. */
static _Atomic int mn__barrier_works;

static void mn__thread_leaves(void *record)
{
	struct mn__thread *t = record;

	mn__me = NULL;
	atomic_store_explicit(&t->reading, NULL, memory_order_release);
	atomic_store_explicit(&t->in_use, 0, memory_order_release);
}

static void mn__thread_first(void)
{
	mn__threads_have_records = mn__os_watch(mn__thread_leaves, mn__fork_prepare, mn__fork_parent, mn__fork_child) == 0;
	atomic_store(&mn__barrier_works, mn__os_barrier() == 0);
}

/* Sees to it that a fork keeps whole what the library has. */
static void mn__threads_begin(void)
{
	mn__os_once(mn__thread_first);
}

/* A record for a thread that has none; NULL when there is no memory. */
MN_COLD struct mn__thread *mn__thread_enters(void)
{
	struct mn__thread *t;

	mn__threads_begin();
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
	/* The record could never be given back. */
	if (mn__os_set_record(t) < 0) {
		atomic_store(&t->in_use, 0);
		return NULL;
	}
	t->number = mn__os_thread();
	/* The record may have been another thread's. */
	memset(&t->failure, 0, sizeof t->failure);
	t->trusted = 0;
	mn__me = t;
	return t;
}

MN_HOT struct mn__thread *mn__thread(void)
{
	struct mn__thread *t = mn__me;

	return mn__likely(t != NULL) ? t : mn__thread_enters();
}

#endif
