/* Numbers of 64 bits that threads share without a lock of their own: counters,
   and the id of a table's entry.

   Some 32-bit processors have no instruction for an atomic 64-bit number.  The
   compiler's library for them takes a lock, which a fork or a jump out of a
   fault leaves locked.  There one lock of ours serves for all of them. */

#ifndef MN_WIDE_H
#define MN_WIDE_H

#include "lock.h"

/* A test defines MN_NO_WIDE_ATOMICS to be such a processor. */
#if ATOMIC_LLONG_LOCK_FREE == 2 && !defined MN_NO_WIDE_ATOMICS
#define MN__WIDE_ATOMICS 1
typedef _Atomic int64_t mn__wide;

static inline int64_t mn__wide_get(const mn__wide *w)
{
	return atomic_load(w);
}

/* For a caller whose own lock keeps writers out. */
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

/* Taken after every other lock. */
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

/* In both processes: the thread that forked holds the lock. */
static inline void mn__wide_after_fork(void)
{
	mn__write_unlock(&mn__wide_lock);
}
#endif

#endif
