/* Touching a mapping whose file somebody else may cut short at any moment.

   The kernel's answer to that is SIGBUS.  Our handler claims it only while the
   thread is inside one of the functions below and the address lies in the very
   mapping they work on; it then jumps out of them.  Every other SIGBUS is
   handed on to whoever had it before, or to who took it since.

   A host that forbids handlers chooses mode 1: the copies go through the
   kernel, which reports a bad page as an error. */

#ifndef MN_GUARD_C
#define MN_GUARD_C

#include "error.c"
#include "lock.c"
#include "platform/fault.h"

#include <signal.h>

enum { MN__GUARD_HANDLER = 0, MN__GUARD_KERNEL = 1, MN__GUARD_CHECKED = 2 };

static _Atomic int32_t mn__guard_mode;
static struct mn__lock mn__guard_lock;

/* Whose SIGBUS it was when ours came, and whose it became when somebody put
   theirs over ours.  They are written before our handler is installed. */
static struct sigaction mn__before, mn__after;
static _Atomic int mn__handler_installed, mn__has_after;

static MN__FAST_THREAD_LOCAL int mn__passing_on;

static void mn__on_bus_error(int number, siginfo_t *info, void *context);

/* Behaves to the other handler as the kernel would have done. */
static void mn__pass_on(const struct sigaction *to, int number, siginfo_t *info, void *context)
{
	sigset_t mask, old;

	if (!(to->sa_flags & SA_SIGINFO) && to->sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (!(to->sa_flags & SA_SIGINFO) && (to->sa_handler == SIG_DFL || to->sa_handler == SIG_IGN)) {
		struct sigaction dead = { .sa_handler = SIG_DFL };

		/* A fault comes again as soon as we return, and then it kills with
		   the right number; a signal that was sent has to be sent again. */
		(void)sigaction(number, &dead, NULL);
		atomic_store(&mn__handler_installed, 0);
		if (info->si_code <= 0)
			(void)raise(number);
		return;
	}
	mask = to->sa_mask;
	if (!(to->sa_flags & SA_NODEFER))
		(void)sigaddset(&mask, number);
	(void)pthread_sigmask(SIG_BLOCK, &mask, &old);
	if (to->sa_flags & SA_SIGINFO)
		to->sa_sigaction(number, info, context);
	else
		to->sa_handler(number);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void mn__on_bus_error(int number, siginfo_t *info, void *context)
{
	struct mn__thread *t = mn__me;
	uintptr_t address = (uintptr_t)info->si_addr;

	if (t && info->si_code > 0 && address >= atomic_load_explicit(&t->guarded_low, memory_order_relaxed)
	    && address < atomic_load_explicit(&t->guarded_high, memory_order_relaxed)) {
		atomic_store_explicit(&t->guarded_high, 0, memory_order_relaxed);
		mn__do_jump(t->jump);
	}
	if (info->si_code > 0 && mn__os_fault_is_known(context))
		return;
	/* Who came after us may hand on to us in turn: that is then meant for who
	   was there before. */
	if (atomic_load(&mn__has_after) && !mn__passing_on) {
		mn__passing_on = 1;
		mn__pass_on(&mn__after, number, info, context);
		mn__passing_on = 0;
	} else {
		mn__pass_on(&mn__before, number, info, context);
	}
}

static int mn__is_ours(const struct sigaction *action)
{
	return action->sa_flags & SA_SIGINFO && action->sa_sigaction == mn__on_bus_error;
}

/* Sees to it that the handler is there and is ours. */
static void mn__guard_check(void)
{
	struct sigaction now, ours;

	if (atomic_load_explicit(&mn__guard_mode, memory_order_relaxed) == MN__GUARD_KERNEL)
		return;
	if (sigaction(SIGBUS, NULL, &now) == 0 && mn__is_ours(&now))
		return;
	memset(&ours, 0, sizeof ours);
	ours.sa_sigaction = mn__on_bus_error;
	/* The jump leaves the handler for good, so the signal must not stay
	   blocked; a thread with a stack of its own for signals wants it used. */
	ours.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
	(void)sigemptyset(&ours.sa_mask);
	mn__write_lock(&mn__guard_lock);
	if (sigaction(SIGBUS, NULL, &now) == 0 && !mn__is_ours(&now)) {
		if (atomic_load(&mn__handler_installed)) {
			mn__after = now;
			atomic_store(&mn__has_after, 1);
		} else {
			mn__before = now;
			atomic_store(&mn__has_after, 0);
		}
		if (sigaction(SIGBUS, &ours, NULL) == 0)
			atomic_store(&mn__handler_installed, 1);
	}
	mn__write_unlock(&mn__guard_lock);
}

int32_t mn_guard(int32_t mode)
{
	struct sigaction now;
	char from = 1, to = 0;
	int64_t copied;

	if (mode == -1)
		return atomic_load(&mn__guard_mode);
	if (mode != MN__GUARD_HANDLER && mode != MN__GUARD_KERNEL && mode != MN__GUARD_CHECKED)
		return mn__fail(-EINVAL, "mn_guard: there is no mode %" PRId32 " (0, 1, 2, or -1 to ask)", mode);
	if (mode == MN__GUARD_KERNEL) {
		copied = mn__os_copy_in(&to, &from, 1);
		if (copied != 1)
			return mn__fail(copied < 0 ? (int32_t)copied : -EIO,
			                "mn_guard: this kernel or its rules do not let a process copy its own memory");
	}
	atomic_store(&mn__guard_mode, mode);
	if (mode != MN__GUARD_KERNEL) {
		mn__guard_check();
		return mode;
	}
	mn__write_lock(&mn__guard_lock);
	if (sigaction(SIGBUS, NULL, &now) == 0 && mn__is_ours(&now)) {
		(void)sigaction(SIGBUS, atomic_load(&mn__has_after) ? &mn__after : &mn__before, NULL);
		atomic_store(&mn__handler_installed, 0);
	}
	mn__write_unlock(&mn__guard_lock);
	return mode;
}

/* ---- The guarded work --------------------------------------------------- */

/* Somebody may have put a handler over ours.  Asking costs a system call, so
   it is done now and then, and each time in mode 2. */
#define MN__GUARD_LOOKS_EVERY 256

static inline void mn__guard_begin(struct mn__thread *t, const void *low, size_t length)
{
	if (mn__unlikely(t->guarded_count++ % MN__GUARD_LOOKS_EVERY == 0)
	    || mn__unlikely(atomic_load_explicit(&mn__guard_mode, memory_order_relaxed) == MN__GUARD_CHECKED))
		mn__guard_check();
	atomic_store_explicit(&t->guarded_low, (uintptr_t)low, memory_order_relaxed);
	atomic_store_explicit(&t->guarded_high, (uintptr_t)low + length, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
}

static inline void mn__guard_end(struct mn__thread *t)
{
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&t->guarded_high, 0, memory_order_relaxed);
}

/* The functions below give true, or false when a page was not there.  A range
   on one page fails at its first byte or (but for a cut in the middle of the
   copy) not at all.  For a longer one each page is touched first, so that a
   buffer, or a file, is not left half done. */

static inline bool mn__on_one_page(const void *mapped, size_t n)
{
	/* No machine has smaller pages. */
	return ((uintptr_t)mapped & 4095) + n <= 4096;
}

static void mn__touch_to_read(const uint8_t *p, size_t n)
{
	const volatile uint8_t *last = p + n - 1;

	for (const volatile uint8_t *q = p; q < last; q += 4096)
		(void)*q;
	(void)*last;
}

/* Exchanging a byte for itself writes the page and undoes nothing that others
   write at the same time. */
static void mn__touch_byte_to_write(uint8_t *p)
{
	uint8_t byte = __atomic_load_n(p, __ATOMIC_RELAXED);

	(void)__atomic_compare_exchange_n(p, &byte, byte, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static void mn__touch_to_write(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 4096)
		mn__touch_byte_to_write(p + i);
	mn__touch_byte_to_write(p + n - 1);
}

static bool mn__kernel_copy_in(void *to, const void *mapped, size_t n)
{
	for (size_t done = 0; done < n;) {
		int64_t r = mn__os_copy_in((uint8_t *)to + done, (const uint8_t *)mapped + done, n - done);

		if (r <= 0)
			return false;
		done += (size_t)r;
	}
	return true;
}

static bool mn__kernel_copy_out(void *mapped, const void *from, size_t n)
{
	for (size_t done = 0; done < n;) {
		int64_t r = mn__os_copy_out((uint8_t *)mapped + done, (const uint8_t *)from + done, n - done);

		if (r <= 0)
			return false;
		done += (size_t)r;
	}
	return true;
}

static inline bool mn__by_kernel(void)
{
	return mn__unlikely(atomic_load_explicit(&mn__guard_mode, memory_order_relaxed) == MN__GUARD_KERNEL);
}

#if defined __GNUC__
__attribute__((noinline))
#endif
static bool mn__long_in(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n)
{
	if (mn__by_kernel())
		return mn__kernel_copy_in(to, mapped, n);
	if (mn__set_jump(t->jump))
		return false;
	mn__guard_begin(t, mapped, n);
	if (!mn__on_one_page(mapped, n))
		mn__touch_to_read(mapped, n);
	memcpy(to, mapped, n);
	mn__guard_end(t);
	return true;
}

#if defined __GNUC__
__attribute__((noinline))
#endif
static bool mn__long_out(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n)
{
	if (mn__by_kernel())
		return mn__kernel_copy_out(mapped, from, n);
	if (mn__set_jump(t->jump))
		return false;
	mn__guard_begin(t, mapped, n);
	if (!mn__on_one_page(mapped, n))
		mn__touch_to_write(mapped, n);
	memcpy(mapped, from, n);
	mn__guard_end(t);
	return true;
}

/* Whether a copy can do without a jump: it is short, there is a handler, and
   it is not the time to look after that. */
MN_HOT bool mn__is_short(struct mn__thread *t, size_t n)
{
#if defined MN_SHORT_COPIES
	return n - MN_SHORTEST <= MN_LONGEST - MN_SHORTEST
	       && mn__likely(atomic_load_explicit(&mn__guard_mode, memory_order_relaxed) == MN__GUARD_HANDLER)
	       && mn__likely(++t->guarded_count % MN__GUARD_LOOKS_EVERY != 0);
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
	if (mn__likely(mn__is_short(t, n)))
		return mn__short_in(to, mapped, n);
#endif
	return mn__long_in(t, to, mapped, n);
}

MN_HOT bool mn__copy_out(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n)
{
#if defined MN_SHORT_COPIES
	if (mn__likely(mn__is_short(t, n) && mn__on_one_page(mapped, n)))
		return mn__short_out(mapped, from, n);
#endif
	return mn__long_out(t, mapped, from, n);
}

/* Runs `work` on the mapped range [low, low + length).  The work must own
   nothing that a jump out of its middle would lose.  In mode 1 there is no
   handler, so the pages are only asked for beforehand. */
static bool mn__guarded(struct mn__thread *t, const void *low, size_t length, void (*work)(void *), void *argument)
{
	if (mn__by_kernel()) {
		const uint8_t *p = low;
		uint8_t byte;

		for (size_t i = 0; i < length; i += 4096)
			if (!mn__kernel_copy_in(&byte, p + i, 1))
				return false;
		if (length && !mn__kernel_copy_in(&byte, p + length - 1, 1))
			return false;
		work(argument);
		return true;
	}
	if (mn__set_jump(t->jump))
		return false;
	mn__guard_begin(t, low, length);
	work(argument);
	mn__guard_end(t);
	return true;
}

#endif
