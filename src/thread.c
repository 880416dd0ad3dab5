/* What the library knows about a thread: which lock it reads under without
   having written to it, which copy of its own it is in the middle of, and how
   its last call failed. */

#ifndef MN_THREAD_C
#define MN_THREAD_C

#include "platform/platform.c"

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>

struct mn__lock;

/* __builtin_setjmp keeps three words instead of all registers; the sanitizer
   of threads has to see the jump to keep its own books. */
#if defined __SANITIZE_THREAD__
#define MN__PLAIN_JUMP 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define MN__PLAIN_JUMP 1
#endif
#endif
#if defined __x86_64__ && defined __GNUC__ && !defined MN__PLAIN_JUMP
typedef void *mn__jump[5];
#define mn__set_jump(jump) __builtin_setjmp(jump)
#define mn__do_jump(jump) __builtin_longjmp(jump, 1)
#else
typedef sigjmp_buf mn__jump;
#define mn__set_jump(jump) sigsetjmp(jump, 0)
#define mn__do_jump(jump) siglongjmp(jump, 1)
#endif

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

/* In the library of glibc a variable of this kind costs one load, also when
   the library was opened at run time; elsewhere that may be impossible. */
#if defined __GLIBC__
#define MN__FAST_THREAD_LOCAL __attribute__((tls_model("initial-exec"))) _Thread_local
#else
#define MN__FAST_THREAD_LOCAL _Thread_local
#endif
static MN__FAST_THREAD_LOCAL struct mn__thread *mn__me;

/* Defined with the tables that need it: a child process begins with one
   thread, and what the others held is nobody's. */
static void mn__fork_prepare(void);
static void mn__fork_parent(void);
static void mn__fork_child(void);

static pthread_key_t mn__thread_key;
static pthread_once_t mn__thread_once = PTHREAD_ONCE_INIT;
static int mn__thread_key_made;

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
	mn__thread_key_made = pthread_key_create(&mn__thread_key, mn__thread_leaves) == 0;
	atomic_store(&mn__barrier_works, mn__os_barrier() == 0);
	(void)pthread_atfork(mn__fork_prepare, mn__fork_parent, mn__fork_child);
}

/* A record for a thread that has none; NULL when there is no memory. */
MN_COLD struct mn__thread *mn__thread_enters(void)
{
	struct mn__thread *t;

	pthread_once(&mn__thread_once, mn__thread_first);
	if (!mn__thread_key_made)
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
	/* Without the key the record could never be given back. */
	if (pthread_setspecific(mn__thread_key, t) != 0) {
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
