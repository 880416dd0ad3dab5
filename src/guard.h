/* Touching a mapping whose file somebody else may cut short at any moment.

   The kernel's answer to that is SIGBUS.  Our handler claims it only while the
   thread is inside one of the functions below and the address lies in the very
   mapping they work on; it then jumps out of them.  Every other SIGBUS is
   handed on to whoever had it before, or to who took it since.

   A host that forbids handlers chooses mode 1: the copies go through the
   kernel, which reports a bad page as an error. */

#ifndef MN_GUARD_H
#define MN_GUARD_H

#include "handle.h"
#include "os/copies.h"

#include <string.h>

/* One of MN_GUARD_*. */
MN_PRIVATE_DATA _Atomic int32_t mn__guard_mode;

/* Held while the mode changes, which waits for every entry: it comes before all other
   locks. */
MN_PRIVATE_DATA struct mn__lock mn__mode_lock;

/* Held while the handler changes: it comes after all other locks. */
MN_PRIVATE_DATA struct mn__lock mn__guard_lock;

/* What a failing copy leaves for the sentence about it; src/region.c reads it. */
MN_PRIVATE void mn__record_fault(struct mn__thread *t, uintptr_t address, int32_t kernel_error);

/* Sees to it that the handler is there and is ours. */
MN_PRIVATE void mn__guard_check(void);
MN_PRIVATE void mn__guard_check_at_opening(void);

/* A thread that blocks SIGBUS is never trusted, and so is asked again each time. */
MN_PRIVATE MN_COLD bool mn__guard_check_thread(struct mn__thread *t);

/* What opening and refreshing look at beside the handler. */
MN_PRIVATE void mn__guard_check_mask(void);

/* Whether the coming access goes through the kernel: in mode 1, and in a thread
   that blocks SIGBUS.  Each guarded access asks once, before it begins. */
static inline bool mn__by_kernel(struct mn__thread *t)
{
	int32_t mode = atomic_load_explicit(&mn__guard_mode, memory_order_relaxed);

	if (mn__likely(mode == MN_GUARD_HANDLER && t->until_check)) {
		t->until_check--;
		return false;
	}
	return mode == MN_GUARD_KERNEL || mn__guard_check_thread(t);
}

static inline bool mn__on_one_page(const void *mapped, size_t n)
{
	/* No machine has smaller pages. */
	return ((uintptr_t)mapped & 4095) + n <= 4096;
}

MN_PRIVATE void mn__touch_to_read(const uint8_t *p, size_t n);

/* Exchanging something for itself writes the page and undoes nothing that others
   write at the same time.  It is the word that holds the byte, since not every
   processor has an instruction for less. */
MN_PRIVATE void mn__touch_byte_to_write(uint8_t *p);
MN_PRIVATE void mn__touch_to_write(uint8_t *p, size_t n);

MN_PRIVATE bool mn__kernel_copy_in(void *to, const void *mapped, size_t n);
MN_PRIVATE bool mn__kernel_copy_out(void *mapped, const void *from, size_t n);

/* Whether every page of a range is there, to read or to write; the contents
   stay as they are. */
MN_PRIVATE bool mn__kernel_reaches(const uint8_t *p, size_t n, bool to_write);
MN_PRIVATE MN_NOINLINE bool mn__copy_in_slow(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n);

MN_PRIVATE MN_NOINLINE bool mn__copy_out_slow(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n);

/* Whether a copy can do without a jump: it is short, there is a handler, and
   it is not the time to look after that. */
MN_HOT bool mn__use_short_copy(struct mn__thread *t, size_t n)
{
#if defined MN_SHORT_COPIES
	if (n - MN_SHORTEST > MN_LONGEST - MN_SHORTEST
	    || mn__unlikely(atomic_load_explicit(&mn__guard_mode, memory_order_relaxed) != MN_GUARD_HANDLER)
	    || mn__unlikely(t->until_check == 0))
		return false;
	t->until_check--;
	return true;
#else
	(void)t, (void)n;
	return false;
#endif
}

MN_HOT bool mn__copy_in(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n)
{
#if defined MN_UNGUARDED
	/* Only for bench/region, which shows what the guard costs. */
	memcpy(to, mapped, n);
	return true;
#elif defined MN_SHORT_COPIES
	if (mn__likely(mn__use_short_copy(t, n)))
		return mn__short_in(to, mapped, n);
#endif
	return mn__copy_in_slow(t, to, mapped, n);
}

MN_HOT bool mn__copy_out(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n)
{
#if defined MN_SHORT_COPIES
	if (mn__likely(mn__use_short_copy(t, n) && mn__on_one_page(mapped, n)))
		return mn__short_out(mapped, from, n);
#endif
	return mn__copy_out_slow(t, mapped, from, n);
}

/* Runs `work` on the mapped range [low, low + length).  The work must own
   nothing that a jump out of its middle would lose.  The caller has asked
   mn__by_kernel, and it said no. */
MN_PRIVATE bool mn__guarded(struct mn__thread *t, const void *low, size_t length, void (*work)(void *), void *argument);

/* Whether all of a range that may be read is there; of nothing it is taken on
   trust, since what follows is not guarded. */
MN_PRIVATE bool mn__is_accessible(struct mn__thread *t, const uint8_t *start, size_t length);

/* In parent and child: children often reset signal handlers right after fork, so the
   handler is looked at again. */
MN_PRIVATE void mn__guard_after_fork(void);

#endif
