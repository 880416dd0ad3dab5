/* Atomic 64-bit numbers: counters, and the ids of entries.

   Some 32-bit processors lack 64-bit atomic instructions.  The compiler's library then
   takes a lock, which stays locked after a fork or a jump out of a fault.  On these
   processors one lock of ours protects all such numbers. */

#ifndef MN_WIDE_H
#define MN_WIDE_H

#include "lock.h"

/* MN_NO_WIDE_ATOMICS makes a test's build behave like such a processor. */
#if ATOMIC_LLONG_LOCK_FREE == 2 && !defined MN_NO_WIDE_ATOMICS
#define MN__WIDE_ATOMICS 1
typedef _Atomic int64_t mn__wide;

static inline int64_t mn__wide_get(const mn__wide *w)
{
	return atomic_load(w);
}

/* For a caller that holds the lock under which the number changes. */
static inline int64_t mn__wide_peek(const mn__wide *w)
{
	return atomic_load_explicit(w, memory_order_relaxed);
}

static inline void mn__wide_set(mn__wide *w, int64_t value)
{
	atomic_store_explicit(w, value, memory_order_relaxed);
}

static inline void mn__wide_add(mn__wide *w, int64_t n)
{
	atomic_fetch_add_explicit(w, n, memory_order_relaxed);
}

static inline void mn__wide_before_fork(void) { }
static inline void mn__wide_after_fork(void) { }
#else
#define MN__WIDE_ATOMICS 0
typedef int64_t mn__wide;

/* The last in the order of locks. */
MN_PRIVATE_DATA struct mn__lock mn__wide_lock;

static inline int64_t mn__wide_get(const mn__wide *w)
{
	int64_t value;

	mn__write_lock(&mn__wide_lock);
	value = *w;
	mn__write_unlock(&mn__wide_lock);
	return value;
}

static inline int64_t mn__wide_peek(const mn__wide *w)
{
	return *w;
}

static inline void mn__wide_set(mn__wide *w, int64_t value)
{
	mn__write_lock(&mn__wide_lock);
	*w = value;
	mn__write_unlock(&mn__wide_lock);
}

static inline void mn__wide_add(mn__wide *w, int64_t n)
{
	mn__write_lock(&mn__wide_lock);
	*w += n;
	mn__write_unlock(&mn__wide_lock);
}

static inline void mn__wide_before_fork(void)
{
	mn__write_lock(&mn__wide_lock);
}

/* In both processes, because the thread that forked holds the lock. */
static inline void mn__wide_after_fork(void)
{
	mn__write_unlock(&mn__wide_lock);
}
#endif

#endif
