/* The guard: access to mappings whose file may be truncated at any moment.

   Touching a page that no longer exists raises SIGBUS.  Our handler takes a fault only
   if this thread is in guarded work and the address is in its range; it then jumps out,
   and the work fails.  All other faults go to the previous handler.

   A program that must not have a handler chooses mode 1: copies then go through the
   kernel, which reports a missing page as an error.  doc/internals/guard.md shows the
   steps of an access and the cost of each mode. */

#ifndef MN_GUARD_H
#define MN_GUARD_H

#include "handle.h"
#include "os/copies.h"

/* One of MN_GUARD_*, or MN__GUARD_UNCHOSEN until the first check of the handler.  No fast
   path takes that number for a mode, so each of them goes through a check first. */
enum { MN__GUARD_UNCHOSEN = -2 };
MN_PRIVATE_DATA _Atomic int32_t mn__guard_mode;

/* Held while the mode changes, across a wait for every entry. */
MN_PRIVATE_DATA struct mn__lock mn__mode_lock;

/* Held while the handler is installed or removed. */
MN_PRIVATE_DATA struct mn__lock mn__guard_lock;

/* ---- Checking the handler ---- */

/* Installs the handler if it is not on top, unless the mode is MN_GUARD_KERNEL. */
MN_PRIVATE void mn__guard_check(void);

/* The same when a region is opened, at most every few milliseconds. */
MN_PRIVATE void mn__guard_check_at_opening(void);

/* Makes the calling thread check its signal mask at its next access, if it blocks
   SIGBUS. */
MN_PRIVATE void mn__guard_check_mask(void);

/* In parent and child of a fork: the next opening checks the handler.  Children often
   reset signal handlers right after fork. */
MN_PRIVATE void mn__guard_after_fork(void);

/* ---- Before an access ---- */

/* Checks handler and signal mask.  True if the thread blocks SIGBUS; then its next access
   checks again. */
MN_PRIVATE MN_COLD bool mn__guard_check_thread(struct mn__thread *t);

/* True if the next access must go through the kernel: in mode 1, or because the thread
   blocks SIGBUS.  Every guarded access calls this once, before it begins. */
static inline bool mn__by_kernel(struct mn__thread *t)
{
	int32_t mode = atomic_load_explicit(&mn__guard_mode, memory_order_relaxed);

	if (mn__likely(mode == MN_GUARD_HANDLER && t->until_check)) {
		t->until_check--;
		return false;
	}
	return mode == MN_GUARD_KERNEL || mn__guard_check_thread(t);
}

/* True if the range lies on one page, and so exists as a whole or not at all. */
static inline bool mn__on_one_page(const void *mapped, size_t n)
{
	/* No machine has smaller pages. */
	return ((uintptr_t)mapped & 4095) + n <= 4096;
}

/* ---- Guarded work ---- */

/* Runs `work` on the mapped range [low, low + length).  False if a page is missing: the
   work was left by a jump, so it must own nothing.  The caller has called mn__by_kernel,
   which was false. */
MN_PRIVATE bool mn__guarded(struct mn__thread *t, const void *low, size_t length, void (*work)(void *), void *argument);

/* Inside guarded work: touch every page of a range that could be missing, before the work
   changes anything.  Contents do not change, even if other threads write at the same
   time. */
MN_PRIVATE void mn__touch_to_read(const uint8_t *p, size_t n);
MN_PRIVATE void mn__touch_to_write(uint8_t *p, size_t n);
MN_PRIVATE void mn__touch_byte_to_write(uint8_t *p);

/* True if every page of the range can be touched.  Every page is tried, because the
   caller's own access is not guarded. */
MN_PRIVATE bool mn__is_accessible(struct mn__thread *t, const uint8_t *start, size_t length);

/* ---- Through the kernel ---- */

/* Copy n bytes.  False if a page is missing or the kernel refuses; a part may have been
   copied. */
MN_PRIVATE bool mn__kernel_copy_in(void *to, const void *mapped, size_t n);
MN_PRIVATE bool mn__kernel_copy_out(void *mapped, const void *from, size_t n);

/* True if the kernel can reach every page of the range, to read or to write.  Contents
   do not change. */
MN_PRIVATE bool mn__kernel_reaches(const uint8_t *p, size_t n, bool to_write);

/* Records where and why a copy failed, for the error message: the address, or 0 if
   unknown, and the kernel's error, or 0 for a missing page. */
MN_PRIVATE void mn__record_fault(struct mn__thread *t, uintptr_t address, int32_t kernel_error);

/* ---- Copies ---- */

/* With a jump, or through the kernel: for all that is not a short copy. */
MN_PRIVATE MN_NOINLINE bool mn__copy_in_slow(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n);
MN_PRIVATE MN_NOINLINE bool mn__copy_out_slow(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n);

/* True if a copy needs no jump: it is short, the handler is installed, and no check is
   due. */
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

/* Copies n bytes from a mapping.  False if a page is missing; `to` is then unchanged, unless
   the file was cut during a copy of more than a page. */
MN_HOT bool mn__copy_in(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n)
{
#if defined MN_UNGUARDED
	/* For bench/region, which measures the cost of the guard. */
	memcpy(to, mapped, n);
	return true;
#elif defined MN_SHORT_COPIES
	if (mn__likely(mn__use_short_copy(t, n)))
		return mn__short_in(to, mapped, n);
#endif
	return mn__copy_in_slow(t, to, mapped, n);
}

/* Copies n bytes to a mapping.  False if a page is missing; nothing is then written, with
   the same exception. */
MN_HOT bool mn__copy_out(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n)
{
#if defined MN_SHORT_COPIES
	if (mn__likely(mn__use_short_copy(t, n) && mn__on_one_page(mapped, n)))
		return mn__short_out(mapped, from, n);
#endif
	return mn__copy_out_slow(t, mapped, from, n);
}

#endif
