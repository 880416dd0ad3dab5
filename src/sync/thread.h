/* What the library knows about a thread: which lock it reads under without
   having written to it, which copy of its own it is in the middle of, and how
   its last call failed. */

#ifndef MN_THREAD_H
#define MN_THREAD_H

#include "../internal.h"
#include "../os/jump.h"

#include <stdatomic.h>
#include <stdbool.h>

struct mn__lock;

/* How many fields MN_ERROR_... has. */
#define MN__ERROR_NUMBERS (MN_ERROR_COUNT + 1)

/* The last failure as data; error.c makes the sentence from it. */
struct mn__failure {
	const char *call;           /* the exported function, or NULL before the first failure */
	const char *object;         /* what numbers[MN_ERROR_ID] is the id of ("region"), or NULL */
	const char *deferred;         /* the search that found nothing, while its reason is not made */
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
	uint32_t until_check;          /* accesses that are left until the next look at handler and mask */
	int32_t kernel_error;      /* why the last copy failed: the kernel refused it, or 0 a page was not there */
	uintptr_t fault;           /* where it failed, or 0 that is unknown */
	_Atomic uint32_t in_use;
	struct mn__thread *next;
	int64_t number;
	mn__jump jump;
	struct mn__failure failure;
};

/* Every record there ever was. */
MN_PRIVATE_DATA _Atomic(struct mn__thread *) mn__threads;
MN_PRIVATE_DATA MN__FAST_THREAD_LOCAL struct mn__thread *mn__current_thread;

/* Whether one thread can put a memory barrier into all others. */
MN_PRIVATE_DATA _Atomic int mn__barrier_works;

/* Sees to it that a fork keeps whole what the library has. */
MN_PRIVATE void mn__threads_init(void);

/* A record for a thread that has none; NULL when there is no memory. */
MN_PRIVATE MN_COLD struct mn__thread *mn__thread_attach(void);

MN_HOT struct mn__thread *mn__thread(void)
{
	struct mn__thread *t = mn__current_thread;

	return mn__likely(t != NULL) ? t : mn__thread_attach();
}

#endif
