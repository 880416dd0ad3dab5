/* Checking the handler, changing the mode, guarded work, and copies. */

#include "guard.h"

#include "os/os.h"

MN_PRIVATE _Atomic int32_t mn__guard_mode = MN__GUARD_UNCHOSEN;

MN_PRIVATE struct mn__lock mn__mode_lock;

MN_PRIVATE struct mn__lock mn__guard_lock;

/* ---- The handler ---- */

MN_PRIVATE void mn__record_fault(struct mn__thread *t, uintptr_t address, int32_t kernel_error)
{
	t->fault = address;
	t->kernel_error = kernel_error;
}

/* Finds the jump if the fault may be in the range of this thread's guarded work. */
static mn__jump *mn__find_jump(uintptr_t address, uintptr_t first, uintptr_t last)
{
	struct mn__thread *t = mn__current_thread;

	if (!t || last < atomic_load_explicit(&t->guarded_low, memory_order_relaxed)
	    || first >= atomic_load_explicit(&t->guarded_high, memory_order_relaxed))
		return NULL;
	atomic_store_explicit(&t->guarded_high, 0, memory_order_relaxed);
	mn__record_fault(t, address, 0);
	return &t->jump;
}

static void mn__short_copy_failed(uintptr_t address)
{
	if (mn__current_thread)
		mn__record_fault(mn__current_thread, address, 0);
}

static const struct mn__fault_hooks mn__guard_hooks = { mn__find_jump, mn__short_copy_failed };

/* The mode in force.  Until the caller has set one, it depends on the runtimes in the
   process: their programs install handlers that do not pass a fault on. */
static int32_t mn__choose_mode(void)
{
	int32_t mode = atomic_load_explicit(&mn__guard_mode, memory_order_relaxed), chosen;

	if (mn__likely(mode != MN__GUARD_UNCHOSEN))
		return mode;
	chosen = mn__os_has_runtime() ? MN_GUARD_CHECKED : MN_GUARD_HANDLER;
	/* If another thread has set the mode meanwhile, `mode` becomes that one. */
	return atomic_compare_exchange_strong(&mn__guard_mode, &mode, chosen) ? chosen : mode;
}

MN_PRIVATE void mn__guard_check(void)
{
	if (mn__choose_mode() == MN_GUARD_KERNEL || mn__os_fault_handler_on_top())
		return;
	mn__write_lock(&mn__guard_lock);
	if (atomic_load(&mn__guard_mode) != MN_GUARD_KERNEL)
		mn__os_fault_handler_install(&mn__guard_hooks);
	mn__write_unlock(&mn__guard_lock);
}

/* A check costs a system call; a program that opens thousands of files pays for one every
   10 ms. */
enum { MN__GUARD_FRESH_MS = 10 };
static mn__wide mn__guard_checked_at = INT64_MIN / 2;    /* long ago */

MN_PRIVATE void mn__guard_check_at_opening(void)
{
	int64_t now = mn__os_milliseconds();

	if (now - mn__wide_get(&mn__guard_checked_at) < MN__GUARD_FRESH_MS)
		return;
	mn__guard_check();
	mn__wide_set(&mn__guard_checked_at, now);
}

MN_PRIVATE void mn__guard_after_fork(void)
{
	mn__wide_set(&mn__guard_checked_at, INT64_MIN / 2);
}

/* Another part of the program may install a handler over ours, or block SIGBUS.  Checking
   costs two system calls, so in mode 0 a thread checks at its first access and at every
   4096th; in mode 2 at every access. */
#define MN__GUARD_CHECK_EVERY 4096

/* True if the calling thread blocks SIGBUS: a fault would then kill the process, whatever
   the handler.  False where the kernel cannot copy either, because no other way
   remains. */
static bool mn__faults_are_blocked(void)
{
	static _Atomic int kernel_copies;    /* 1 yes, -1 no, 0 unknown */
	char from = 1, to = 0;

	if (!mn__os_fault_signal_blocked())
		return false;
	if (atomic_load(&kernel_copies) == 0)
		atomic_store(&kernel_copies, mn__os_copy_in(&to, &from, 1) == -ENOSYS ? -1 : 1);
	return atomic_load(&kernel_copies) > 0;
}

MN_PRIVATE MN_COLD bool mn__guard_check_thread(struct mn__thread *t)
{
	bool blocked = mn__faults_are_blocked();

	if (!blocked)
		mn__guard_check();
	t->until_check = blocked ? 0 : MN__GUARD_CHECK_EVERY - 1;
	return blocked;
}

MN_PRIVATE void mn__guard_check_mask(void)
{
	if (mn__current_thread && mn__current_thread->until_check && mn__faults_are_blocked())
		mn__current_thread->until_check = 0;
}

/* ---- The mode ---- */

static void mn__remove_handler(void)
{
	mn__write_lock(&mn__guard_lock);
	if (mn__os_fault_handler_remove())
		mn__wide_set(&mn__guard_checked_at, INT64_MIN / 2);
	mn__write_unlock(&mn__guard_lock);
}

static int32_t mn__set_guard(int32_t mode)
{
	char from = 1, to = 0;
	int64_t copied;

	if (mode == MN_GUARD_ASK)
		return mn__choose_mode();
	if (mode != MN_GUARD_HANDLER && mode != MN_GUARD_KERNEL && mode != MN_GUARD_CHECKED)
		return mn__fail(-EINVAL, "guard: mode %" PRId32 " is unknown (0, 1, 2, or -1 to ask)", mode);
	if (mode == MN_GUARD_KERNEL) {
		copied = mn__os_copy_in(&to, &from, 1);
		if (copied != 1)
			return mn__fail(copied < 0 ? (int32_t)copied : -EIO,
			                "guard: this system forbids a process to copy its own memory through the kernel");
	}
	mn__write_lock(&mn__mode_lock);
	/* Mode 0 relies on an installed handler.  From mode 1, pass through mode 2, in which
	   every access installs it. */
	if (mode == MN_GUARD_HANDLER && atomic_load(&mn__guard_mode) == MN_GUARD_KERNEL) {
		atomic_store(&mn__guard_mode, MN_GUARD_CHECKED);
		mn__guard_check();
	}
	atomic_store(&mn__guard_mode, mode);
	if (mode == MN_GUARD_KERNEL) {
		/* Copies that began before still need the handler. */
		mn__quiesce();
		mn__remove_handler();
	} else {
		mn__guard_check();
	}
	mn__write_unlock(&mn__mode_lock);
	return mode;
}

int32_t mn_guard(int32_t mode)
{
	int32_t result = mn__set_guard(mode);

	mn__error_context(result, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Guarded work ---- */

/* The fences keep the compiler from moving accesses out of the guarded work.  A fault is
   delivered to the thread that caused it, so no other fence is needed. */
static inline void mn__guard_begin(struct mn__thread *t, const void *low, size_t length)
{
	atomic_store_explicit(&t->guarded_low, (uintptr_t)low, memory_order_relaxed);
	atomic_store_explicit(&t->guarded_high, (uintptr_t)low + length, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
}

static inline void mn__guard_end(struct mn__thread *t)
{
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&t->guarded_high, 0, memory_order_relaxed);
}

MN_PRIVATE bool mn__guarded(struct mn__thread *t, const void *low, size_t length, void (*work)(void *), void *argument)
{
	if (mn__set_jump(t->jump))
		return false;
	mn__guard_begin(t, low, length);
	work(argument);
	mn__guard_end(t);
	return true;
}

/* The bytes are not used, so a race with a writer is harmless.  Some callers hold no lock
   of the region. */
static MN_NO_TSAN void mn__touch_each(const uint8_t *p, size_t n)
{
	const volatile uint8_t *last = p + n - 1;

	for (const volatile uint8_t *q = p; q < last; q += 4096)
		(void)*q;
	(void)*last;
}

/* Touching every page takes a tenth of the time of a long copy.  So ask mincore which
   pages are in memory, and touch the others.  For a file that this process may not write,
   mincore reports all pages as present; but a cut always removes the last page, and that
   is touched in any case. */
enum { MN__MUCH = 1 << 20 };

MN_PRIVATE void mn__touch_to_read(const uint8_t *p, size_t n)
{
	const size_t unit = (size_t)mn__os_page_size();
	uint8_t resident[1024], *q = (uint8_t *)(uintptr_t)mn__round_up((uintptr_t)p, unit);
	const uint8_t *end = p + n;

	if (n < MN__MUCH) {
		mn__touch_each(p, n);
		return;
	}
	mn__touch_each(end - 1, 1);
	mn__touch_each(p, 1);
	for (size_t length; q < end; q += length) {
		length = sizeof resident * unit;
		if (length > (size_t)(end - q))
			length = (size_t)(end - q);
		if (mn__os_mincore(q, length, resident) < 0)
			memset(resident, 0, sizeof resident);
		for (size_t i = 0; i * unit < length; i++)
			if (!(resident[i] & 1))
				mn__touch_each(q + i * unit, 1);
	}
}

/* Exchanges a word for itself, which writes the page without undoing another thread's
   write.  Some processors cannot exchange a single byte. */
MN_PRIVATE void mn__touch_byte_to_write(uint8_t *p)
{
	uint32_t *word = (uint32_t *)(void *)(p - (uintptr_t)p % sizeof *word);
	uint32_t value = __atomic_load_n(word, __ATOMIC_RELAXED);

	(void)__atomic_compare_exchange_n(word, &value, value, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

MN_PRIVATE void mn__touch_to_write(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 4096)
		mn__touch_byte_to_write(p + i);
	mn__touch_byte_to_write(p + n - 1);
}

/* ---- Through the kernel ---- */

/* Records why the kernel did not copy: -EFAULT is a missing page. */
static bool mn__kernel_failed(const void *mapped, int64_t result)
{
	mn__record_fault(mn__current_thread, (uintptr_t)mapped, result == -EFAULT ? 0 : (int32_t)result);
	return false;
}

MN_PRIVATE bool mn__kernel_copy_in(void *to, const void *mapped, size_t n)
{
	for (size_t done = 0; done < n;) {
		int64_t r = mn__os_copy_in((uint8_t *)to + done, (const uint8_t *)mapped + done, n - done);

		if (r <= 0)
			return mn__kernel_failed((const uint8_t *)mapped + done, r);
		done += (size_t)r;
	}
	return true;
}

MN_PRIVATE bool mn__kernel_copy_out(void *mapped, const void *from, size_t n)
{
	for (size_t done = 0; done < n;) {
		int64_t r = mn__os_copy_out((uint8_t *)mapped + done, (const uint8_t *)from + done, n - done);

		if (r <= 0)
			return mn__kernel_failed((uint8_t *)mapped + done, r);
		done += (size_t)r;
	}
	return true;
}

MN_PRIVATE bool mn__kernel_reaches(const uint8_t *p, size_t n, bool to_write)
{
	int64_t advice = to_write ? mn_MADV_POPULATE_WRITE() : mn_MADV_POPULATE_READ();
	size_t before = (size_t)((uintptr_t)p % (uintptr_t)mn__os_page_size());
	int32_t result = advice == MN_ABSENT ? -EINVAL
	                 : mn__os_madvise((void *)(uintptr_t)(p - before), before + n, (int32_t)advice);
	uint8_t byte;

	if (result == 0)
		return true;
	if (result == -EFAULT)
		return mn__kernel_failed(mn__on_one_page(p, n) ? p : NULL, result);
	/* Linux before 5.14 lacks this advice, and some memory does not support it. */
	for (size_t i = 0; i < n; i += 4096)
		if (!mn__kernel_copy_in(&byte, p + i, 1))
			return false;
	return n == 0 || mn__kernel_copy_in(&byte, p + n - 1, 1);
}

/* Check a range of several pages first, so that a copy is not left half done. */
static bool mn__kernel_read(void *to, const uint8_t *mapped, size_t n)
{
	return (mn__on_one_page(mapped, n) || mn__kernel_reaches(mapped, n, false))
	       && mn__kernel_copy_in(to, mapped, n);
}

static bool mn__kernel_write(uint8_t *mapped, const void *from, size_t n)
{
	return (mn__on_one_page(mapped, n) || mn__kernel_reaches(mapped, n, true))
	       && mn__kernel_copy_out(mapped, from, n);
}

/* ---- Copies ---- */

MN_PRIVATE MN_NOINLINE bool mn__copy_in_slow(struct mn__thread *t, void *to, const uint8_t *mapped, size_t n)
{
	/* Up to a page is copied here first, so that a file cut during the copy leaves `to`
	   unchanged. */
	uint8_t bytes[4096];
	void *first = n <= sizeof bytes ? bytes : to;

	if (mn__by_kernel(t)) {
		if (!mn__kernel_read(first, mapped, n))
			return false;
#if defined MN_SHORT_COPIES
	} else if (n - MN_SHORTEST <= MN_LONGEST - MN_SHORTEST) {
		/* A check was due, or every access is checked. */
		return mn__short_in(to, mapped, n);
#endif
	} else {
		if (mn__set_jump(t->jump))
			return false;
		mn__guard_begin(t, mapped, n);
		if (first == to)
			mn__touch_to_read(mapped, n);
		memcpy(first, mapped, n);
		mn__guard_end(t);
	}
	if (first != to)
		memcpy(to, first, n);
	return true;
}

MN_PRIVATE MN_NOINLINE bool mn__copy_out_slow(struct mn__thread *t, uint8_t *mapped, const void *from, size_t n)
{
	if (mn__by_kernel(t))
		return mn__kernel_write(mapped, from, n);
#if defined MN_SHORT_COPIES
	if (n - MN_SHORTEST <= MN_LONGEST - MN_SHORTEST && mn__on_one_page(mapped, n))
		return mn__short_out(mapped, from, n);
#endif
	if (mn__set_jump(t->jump))
		return false;
	mn__guard_begin(t, mapped, n);
	if (!mn__on_one_page(mapped, n))
		mn__touch_to_write(mapped, n);
	memcpy(mapped, from, n);
	mn__guard_end(t);
	return true;
}

struct mn__range {
	const uint8_t *start;
	size_t length;
};

static void mn__touch_range(void *range)
{
	const struct mn__range *r = range;

	mn__touch_each(r->start, r->length);
}

MN_PRIVATE bool mn__is_accessible(struct mn__thread *t, const uint8_t *start, size_t length)
{
	struct mn__range range = { start, length };

	return mn__by_kernel(t) ? mn__kernel_reaches(start, length, false)
	       : mn__guarded(t, start, length, mn__touch_range, &range);
}
