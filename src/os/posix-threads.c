/* Waiting, threads, forks, time and random numbers on POSIX. */

#include "posix.h"

#if defined MN_POSIX

#include <sched.h>
#include <time.h>

#if defined MN_LINUX
#define MN__FUTEX_WAIT 0
#define MN__FUTEX_WAKE 1
#define MN__FUTEX_PRIVATE 128
/* The newest 32-bit architectures have only the call with 64-bit times. */
#if defined SYS_futex
#define MN__FUTEX SYS_futex
#elif defined SYS_futex_time64
#define MN__FUTEX SYS_futex_time64
#endif
#endif

#if defined MN__FUTEX
/* The kernel's two layouts of a time.  libc's struct timespec may be either: on 32-bit
   machines its seconds can have 64 bits, where SYS_futex reads 32. */
struct mn__time64 {
	int64_t seconds, nanoseconds;
};
struct mn__time_long {
	long seconds, nanoseconds;
};

MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared)
{
	long operation = MN__FUTEX_WAIT | (shared ? 0 : MN__FUTEX_PRIVATE);
	struct mn__time64 wide = { timeout_ms / 1000, timeout_ms % 1000 * 1000000 };
#if defined __x86_64__ || !defined SYS_futex
	/* x32 is a 32-bit ABI whose SYS_futex takes 64-bit times. */
	return mn__result(syscall(MN__FUTEX, word, operation, expected, timeout_ms < 0 ? NULL : &wide, NULL, 0));
#else
	struct mn__time_long narrow = { (long)wide.seconds, (long)wide.nanoseconds };

#if defined SYS_futex_time64
	int32_t result = mn__result(syscall(SYS_futex_time64, word, operation, expected,
	                                    timeout_ms < 0 ? NULL : &wide, NULL, 0));

	/* Linux before 5.1 lacks this call, and an old seccomp filter forbids it. */
	if (result != -ENOSYS && result != -EPERM)
		return result;
#endif
	return mn__result(syscall(SYS_futex, word, operation, expected, timeout_ms < 0 ? NULL : &narrow, NULL, 0));
#endif
}
#else
MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared)
{
	struct timespec t = { 0, 1000000 };

	/* This system has no portable call to sleep on a word, so poll it every millisecond. */
	(void)shared;
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
		return -EAGAIN;
	for (int64_t waited = 0; timeout_ms < 0 || waited < timeout_ms; waited++) {
		int state = mn__cancel_off();

		(void)mn__cancel_on(state, nanosleep(&t, NULL));
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
			return 0;
	}
	return -ETIMEDOUT;
}
#endif

MN_PRIVATE int32_t mn__os_wake(const uint32_t *word, int32_t count, int shared)
{
#if defined MN__FUTEX
	return mn__result(syscall(MN__FUTEX, word, MN__FUTEX_WAKE | (shared ? 0 : MN__FUTEX_PRIVATE),
	                          count, NULL, NULL, 0));
#else
	(void)word, (void)count, (void)shared;
	return 0;
#endif
}

MN_PRIVATE void mn__os_yield(void)
{
	sched_yield();
}

MN_PRIVATE int32_t mn__os_barrier(void)
{
#if defined SYS_membarrier
	enum { PRIVATE_EXPEDITED = 8, REGISTER_PRIVATE_EXPEDITED = 16 };

	if (syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0) == 0)
		return 0;
	/* A process has to register once, and a child of fork perhaps again. */
	if (errno == EPERM && syscall(SYS_membarrier, REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0)
		return mn__result(syscall(SYS_membarrier, PRIVATE_EXPEDITED, 0, 0));
	return -errno;
#else
	return -ENOSYS;
#endif
}

MN_PRIVATE int64_t mn__os_thread_id(void)
{
#if defined SYS_gettid
	return syscall(SYS_gettid);
#else
	return (int64_t)(intptr_t)pthread_self();
#endif
}

MN_PRIVATE void mn__os_once(mn__once *once, void (*first)(void))
{
	(void)pthread_once(once, first);
}

MN_PRIVATE void mn__os_test_cancel(void)
{
#if !defined __ANDROID__
	pthread_testcancel();
#endif
}

static pthread_key_t mn__record_key;

MN_PRIVATE int32_t mn__os_on_thread_exit(void (*thread_ends)(void *record))
{
	return -pthread_key_create(&mn__record_key, thread_ends);
}

MN_PRIVATE int32_t mn__os_set_thread_record(void *record)
{
	return -pthread_setspecific(mn__record_key, record);
}

MN_PRIVATE int32_t mn__os_on_fork(void (*before)(void), void (*parent)(void), void (*child)(void))
{
	return -pthread_atfork(before, parent, child);
}

MN_PRIVATE int64_t mn__os_milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

MN_PRIVATE uint64_t mn__os_random(void)
{
	struct timespec t = { 0 };
	uint64_t n = 0;

#if defined SYS_getrandom && !defined MN_NO_GETRANDOM
	enum { NONBLOCK = 1 };

	if (syscall(SYS_getrandom, &n, sizeof n, NONBLOCK) == sizeof n)
		return n;
#endif
	/* Processes of the same moment differ in their ids, later ones in the time.
	   splitmix64 spreads the difference over all bits. */
	clock_gettime(CLOCK_REALTIME, &t);
	n = ((uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec) ^ (uint64_t)getpid() << 40 ^ (uintptr_t)&t;
	n = (n ^ n >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	n = (n ^ n >> 27) * UINT64_C(0x94D049BB133111EB);
	return n ^ n >> 31;
}

#endif
