/* The lock of a table's entry and the records of threads, seen from inside:
   which barriers the library makes, when, and what it does if they fail.
   This test includes the library's source and counts the system calls that
   it makes itself. */

#include "test.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined SYS_membarrier && defined SYS_futex

static struct {
	int barriers, fail_barriers, sleeps;
	long last_sleep_ns;
	void (*at_barrier)(void);
} calls;

static long counted(long number, long a, long b, long c, long d, long e, long f)
{
	if (number == SYS_membarrier) {
		calls.barriers++;
		if (calls.at_barrier)
			calls.at_barrier();
		if (calls.fail_barriers) {
			errno = EPERM;
			return -1;
		}
	}
#if defined SYS_futex_time64
	/* The call of 32 bits, whose time is two numbers of 64. */
	if (number == SYS_futex_time64 && (b & 127) == 0 && d) {
		calls.sleeps++;
		calls.last_sleep_ns = (long)((const int64_t *)(intptr_t)d)[1];
	}
#else
	if (number == SYS_futex && (b & 127) == 0 && d) {
		calls.sleeps++;
		calls.last_sleep_ns = ((const struct timespec *)(intptr_t)d)->tv_nsec;
	}
#endif
	return (syscall)(number, a, b, c, d, e, f);
}

#define L(x) ((long)(x))
#define CALL_7(n, a, b, c, d, e, f, ...) counted(L(n), L(a), L(b), L(c), L(d), L(e), L(f))
#define syscall(...) CALL_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

static int64_t id;
static struct mn__lock *lock;

static void read_often(int n)
{
	for (int i = 0; i < n; i++)
		IS(mn_region_get_u8(id, 0), 0);
}

static void fresh(void)
{
	id = mn_region_anonymous(100);
	lock = &mn__entry_of(id)->lock;
	if (!atomic_load(&mn__barrier_works))
		t_skip("this kernel has no barrier for other threads");
}

static int biased_at_barrier = -1;

static void look(void)
{
	biased_at_barrier = (int)atomic_load(&lock->biased);
}

/* A writer makes every thread pass a barrier, after it removed the bias and
   before it reads the records. */
START_TEST(a_writer_makes_a_barrier)
{
	fresh();
	IS(calls.barriers > 0, 1);
	read_often(MN__BIAS_THRESHOLD - 1);
	IS(atomic_load(&lock->biased), 0);
	calls.barriers = 0;
	read_often(5);
	IS(atomic_load(&lock->biased), 1);
	IS(calls.barriers, 1);
	read_often(5000);
	IS(calls.barriers, 1);
	calls.at_barrier = look;
	IS(mn_region_set_u8(id, 0, 0), 0);
	IS(calls.barriers, 2);
	IS(biased_at_barrier, 0);
	IS(atomic_load(&lock->biased), 0);
	IS(calls.sleeps, 0);
	/* A lock without bias needs none. */
	IS(mn_region_set_u8(id, 0, 0), 0);
	IS(calls.barriers, 2);
	IS(mn_region_close(id), 0);
}
END_TEST

/* Without a barrier no lock is biased. */
START_TEST(no_barrier_no_bias)
{
	fresh();
	calls.fail_barriers = 1;
	read_often(3 * MN__BIAS_THRESHOLD);
	IS(atomic_load(&lock->biased), 0);
	IS(mn_region_set_u8(id, 0, 0), 0);
	IS(calls.sleeps, 0);
	IS(mn_region_close(id), 0);
}
END_TEST

/* The system call begins to fail after the bias was set; a lock also loses
   its bias with time. */
START_TEST(a_barrier_that_is_lost)
{
	fresh();
	read_often(2 * MN__BIAS_THRESHOLD);
	IS(atomic_load(&lock->biased), 1);
	calls.fail_barriers = 1;
	calls.barriers = 0;
	IS(mn_region_set_u8(id, 0, 0), 0);
	ck_assert_int_ge(calls.barriers, 1);
	IS(calls.sleeps, 1);
	IS(calls.last_sleep_ns, 10000000);
	IS(atomic_load(&lock->biased), 0);
	read_often(3 * MN__BIAS_THRESHOLD);
	IS(atomic_load(&lock->biased), 0);
	IS(mn_region_close(id), 0);
}
END_TEST

/* A waiting thread makes a barrier before it sleeps.  Without one it does
   not rely on being woken. */
static void *lock_and_go(void *unused)
{
	mn__write_lock(lock);
	mn__write_unlock(lock);
	return unused;
}

static int barriers_of_a_waiter(int failing)
{
	pthread_t thread;

	fresh();
	mn__write_lock(lock);
	calls.fail_barriers = failing;
	calls.barriers = calls.sleeps = 0;
	ck_assert_int_eq(pthread_create(&thread, NULL, lock_and_go, NULL), 0);
	while (!atomic_load(&lock->sleepers) || (failing && !__atomic_load_n(&calls.sleeps, __ATOMIC_ACQUIRE)))
		sched_yield();
	mn__write_unlock(lock);
	pthread_join(thread, NULL);
	calls.fail_barriers = 0;
	IS(mn_region_close(id), 0);
	return calls.barriers;
}

START_TEST(a_waiter_makes_a_barrier)
{
	ck_assert_int_ge(barriers_of_a_waiter(0), 1);
	ck_assert_int_ge(barriers_of_a_waiter(1), 1);
	IS(calls.last_sleep_ns, 10000000);
}
END_TEST

/* ---- Records of threads ---- */

static int records(void)
{
	int n = 0;

	for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next)
		n++;
	return n;
}

static int stop[2];

static void *stay(void *unused)
{
	char c;

	IS(mn_region_get_u8(id, 0), 0);
	return read(stop[0], &c, 1) == 0 ? unused : NULL;
}

static void *use_once(void *unused)
{
	return mn_region_get_u8(id, 0) == 0 ? unused : NULL;
}

/* In a child, new threads reuse the records of its parent's threads. */
START_TEST(records_in_a_child)
{
	pthread_t threads[5];
	int status;
	pid_t pid;

	fresh();
	ck_assert_int_eq(pipe(stop), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, stay, NULL), 0);
	while (records() < 5)
		sched_yield();
	read_often(1);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int before = records(), used = 0;

		for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next)
			used += atomic_load(&t->in_use) != 0;
		for (int i = 0; i < 3; i++)
			if (pthread_create(&threads[i], NULL, use_once, &status) != 0)
				_exit(2);
		for (int i = 0; i < 3; i++)
			pthread_join(threads[i], NULL);
		_exit(used == 1 && records() == before ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	IS(status, 0);
	close(stop[1]);
	for (int i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	IS(mn_region_close(id), 0);
}
END_TEST

T_MAIN("lock", a_writer_makes_a_barrier, no_barrier_no_bias, a_barrier_that_is_lost, a_waiter_makes_a_barrier,
       records_in_a_child)

#else

START_TEST(barriers)
{
	t_skip("this platform has no barrier for other threads");
}
END_TEST

T_MAIN("lock", barriers)
#endif
