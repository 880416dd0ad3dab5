/* Records of threads: each thread that calls the library gets one.

   A record holds the lock that the thread reads under, the range that its guarded work
   touches, and its last failure.  Another thread reads `reading` and `in_use`; only the
   owner writes the rest.  doc/internals/locking.md shows how `reading` works. */

#ifndef MN_THREAD_H
#define MN_THREAD_H

#include "../internal.h"
#include "../os/jump.h"

#include <stdatomic.h>
#include <stdbool.h>

struct mn__lock;

/* The number of constants MN_ERROR_..., which count from 0. */
#define MN__ERROR_NUMBERS (MN_ERROR_COUNT + 1)

/* The last failure as data.  error.c makes the sentence from it. */
struct mn__failure {
	const char *call;           /* the exported function, or NULL before the first failure */
	const char *object;         /* the kind of object in numbers[MN_ERROR_ID], or NULL */
	const char *deferred;       /* a search without result, until its reason is requested */
	int64_t numbers[MN__ERROR_NUMBERS];    /* by MN_ERROR_...; MN_ABSENT if unknown */
	int64_t count;              /* the failures of this thread so far */
	char subject[320];          /* the path or name that failed, or "" */
	char reason[640];           /* has room for two paths, or some 64-bit numbers */
	char sentence[1024];        /* made from subject and reason on request */
};

/* A record is never freed, because a writer may be reading it; when its thread ends,
   another one reuses it.  The alignment keeps two records out of one cache line, and out
   of the pair of lines that processors fetch together. */
struct mn__thread {
	_Alignas(128) _Atomic(const struct mn__lock *) reading;    /* the biased lock held, or NULL */
	_Atomic uintptr_t guarded_low, guarded_high;    /* the range of guarded work; high is 0 outside of it */
	uint32_t until_check;      /* accesses left until handler and signal mask are checked again */
	int32_t kernel_error;      /* why the last copy failed: -errno, or 0 for a missing page */
	uintptr_t fault;           /* the address where it failed, or 0 if unknown */
	_Atomic uint32_t in_use;   /* 1 while a thread owns this record */
	struct mn__thread *next;   /* in mn__threads */
	mn__jump jump;             /* where guarded work continues after a fault */
	struct mn__failure failure;
};

/* The list of all records.  It only grows. */
MN_PRIVATE_DATA _Atomic(struct mn__thread *) mn__threads;

/* The calling thread's record, or NULL before its first call. */
MN_PRIVATE_DATA MN__FAST_THREAD_LOCAL struct mn__thread *mn__current_thread;

/* 1 if mn__os_barrier works in this process. */
MN_PRIVATE_DATA _Atomic int mn__barrier_works;

/* Registers what runs at the end of a thread and in a child of fork.  fork.c calls this
   before it registers its own functions, so that records are reset first. */
MN_PRIVATE void mn__threads_init(void);

/* Gives the calling thread a record.  NULL: out of memory. */
MN_PRIVATE MN_COLD struct mn__thread *mn__thread_attach(void);

/* The calling thread's record; its first call attaches it.  NULL: out of memory. */
MN_HOT struct mn__thread *mn__thread(void)
{
	struct mn__thread *t = mn__current_thread;

	return mn__likely(t != NULL) ? t : mn__thread_attach();
}

#endif
