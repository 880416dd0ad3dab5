/* Atomic operations, and threads with bytes of their own. */

#include "helpers.h"

#include <time.h>
#include <sched.h>

/* ---- Atomics ---- */

struct adder {
	int64_t region;
	int failed;
};

static void *add_a_thousand(void *argument)
{
	struct adder *a = argument;

	for (int i = 0; i < 1000; i++) {
		a->failed |= mn_region_atomic_add_u64(a->region, 8, 1, NULL) != T_WIDE(0);
		a->failed |= mn_region_atomic_add_u32(a->region, 4, 1, NULL) != 0;
	}
	return NULL;
}

static void operations_on_64_bits(int64_t r)
{
	uint64_t wide;

	IS(mn_region_atomic_store_u64(r, 16, UINT64_MAX), 0);
	IS(mn_region_atomic_add_u64(r, 16, 2, &wide), 0);
	ck_assert(wide == UINT64_MAX);
	IS(mn_region_atomic_or_u64(r, 16, UINT64_C(1) << 40, &wide), 0);
	ck_assert_uint_eq(wide, 1);
	IS(mn_region_atomic_xor_u64(r, 16, 1, NULL), 0);
	IS(mn_region_atomic_and_u64(r, 16, UINT64_C(3) << 40, NULL), 0);
	IS(mn_region_atomic_exchange_u64(r, 16, 77, &wide), 0);
	ck_assert(wide == UINT64_C(1) << 40);
	IS(mn_region_atomic_compare_exchange_u64(r, 16, 78, 1, NULL), 0);
	IS(mn_region_atomic_compare_exchange_u64(r, 16, 77, 1, NULL), 1);
	IS(mn_region_atomic_add_u64(r, 4, 1, &wide), -EINVAL);
}

/* S2-30: atomics on any region; misaligned; read-only. */
START_TEST(atomics)
{
	int64_t regions[3] = { mn_region_anonymous(64), mn_region_memfd("m", 64, 0), 0 }, o;
	uint64_t wide;
	uint32_t word;

	pattern("f", 64);
	regions[2] = opened(t_path("f"), 2);
	for (int i = 0; i < 3; i++) {
		int64_t r = regions[i];
		struct adder a = { r, 0 };
		pthread_t threads[8];

		IS(mn_region_fill(r, 0, 64, 0), 0);
		for (int k = 0; k < 8; k++)
			ck_assert_int_eq(pthread_create(&threads[k], NULL, add_a_thousand, &a), 0);
		for (int k = 0; k < 8; k++)
			pthread_join(threads[k], NULL);
		ck_assert_int_eq(a.failed, 0);
		wide = 8000;
		IS(mn_region_atomic_load_u64(r, 8, &wide), T_WIDE(0));
		ck_assert_uint_eq(wide, 8000);
		IS(mn_region_atomic_load_u32(r, 4, &word), 0);
		ck_assert_uint_eq(word, 8000);
		IS(mn_region_atomic_store_u32(r, 0, 0xf0), 0);
		IS(mn_region_atomic_or_u32(r, 0, 0x0f, &word), 0);
		ck_assert_uint_eq(word, 0xf0);
		IS(mn_region_atomic_and_u32(r, 0, 0x3c, &word), 0);
		ck_assert_uint_eq(word, 0xff);
		IS(mn_region_atomic_xor_u32(r, 0, 0xff, &word), 0);
		ck_assert_uint_eq(word, 0x3c);
		IS(mn_region_atomic_exchange_u32(r, 0, 5, &word), 0);
		ck_assert_uint_eq(word, 0xc3);
		IS(mn_region_atomic_compare_exchange_u32(r, 0, 4, 9, &word), 0);
		ck_assert_uint_eq(word, 5);
		IS(mn_region_atomic_compare_exchange_u32(r, 0, 5, 9, &word), 1);
		ck_assert_uint_eq(word, 5);
		IS(mn_region_atomic_load_u32(r, 0, &word), 0);
		ck_assert_uint_eq(word, 9);
		if (T_WIDE(0) == 0)
			operations_on_64_bits(r);
		IS(mn_region_atomic_load_u32(r, 2, &word), -EINVAL);
		SAYS("not aligned");
		IS(mn_region_atomic_load_u32(r, 0, NULL), -EFAULT);
		IS(mn_region_wait_u32(r, 1, 0, 0), -EINVAL);
		IS(mn_region_wait_u32(r, 0, 8, -1), -EAGAIN);
		IS(mn_region_wait_u32(r, 0, 9, 0), -ETIMEDOUT);
		IS(mn_region_wait_u32(r, 0, 9, 30), -ETIMEDOUT);
		IS(mn_region_wake_u32(r, 0, 1), 0);
		IS(mn_region_wake_u32(r, 0, -1), -EINVAL);
		IS(mn_region_close(r), 0);
	}
	/* Alignment counts in memory, also at an odd offset of the file. */
	o = mn_region_open(t_path("f"), 1, 3, -1);
	IS(mn_region_atomic_load_u32(o, 0, &word), -EINVAL);
	IS(mn_region_atomic_load_u32(o, 1, &word), 0);
	IS(mn_region_atomic_add_u32(o, 1, 1, &word), -EACCES);
	IS(mn_region_wait_u32(o, 1, word, 20), -ETIMEDOUT);
	IS(mn_region_close(o), 0);
	/* A sleep on memory that cannot be written does not keep the
	   processor busy. */
	o = mn_region_map(-1, 0, 64, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	IS(mn_region_wait_u32(o, 0, 0, 100), -ETIMEDOUT);
	IS(mn_region_close(o), 0);
}
END_TEST

/* ---- Without the handler ---- */

static void refused(int64_t r)
{
	uint32_t word = 7;
	uint64_t wide = 7;

	IS(mn_region_atomic_load_u32(r, 0, &word), -EOPNOTSUPP);
	SAYS("can cut this file short");
	IS(mn_region_atomic_load_u64(r, 0, &wide), T_WIDE(-EOPNOTSUPP));
	IS(mn_region_atomic_store_u32(r, 0, 1), -EOPNOTSUPP);
	IS(mn_region_atomic_add_u64(r, 0, 1, &wide), T_WIDE(-EOPNOTSUPP));
	IS(mn_region_atomic_compare_exchange_u32(r, 0, 0, 1, &word), -EOPNOTSUPP);
	ck_assert(word == 7 && wide == 7);
	/* Errors of every mode still come first. */
	IS(mn_region_atomic_load_u32(r, 2, &word), -EINVAL);
	IS(mn_region_atomic_load_u32(r, 1000, &word), -ERANGE);
	/* The kernel reads the word and sleeps itself, on a word in the
	   machine's order. */
	IS(mn_region_read(r, 0, &word, sizeof word), sizeof word);
	IS(mn_region_wait_u32(r, 0, word + 1, -1), -EAGAIN);
	IS(mn_region_wait_u32(r, 0, word, 0), -ETIMEDOUT);
	IS(mn_region_wait_u32(r, 0, word, 20), -ETIMEDOUT);
	IS(mn_region_wake_u32(r, 0, 1), 0);
}

static void allowed(const int64_t *r)
{
	uint64_t wide;

	for (int i = 0; i < 3; i++) {
		IS(mn_region_atomic_store_u64(r[i], 8, 40), T_WIDE(0));
		IS(mn_region_atomic_add_u64(r[i], 8, 2, &wide), T_WIDE(0));
		ck_assert(T_WIDE(0) != 0 || wide == 40);
		IS(mn_region_atomic_load_u64(r[i], 8, &wide), T_WIDE(0));
		ck_assert(T_WIDE(0) != 0 || wide == 42);
		IS(mn_region_atomic_add_u32(r[i], 4, 1, NULL), 0);
		IS(mn_region_wait_u32(r[i], 0, 0, 0), -ETIMEDOUT);
	}
}

/* F10: a check of the page beforehand is no guard.  In mode 1 files that can
   be truncated have no atomics; memory that cannot has them. */
START_TEST(atomics_without_the_handler)
{
	char name[64];
	int64_t sealed[3] = { mn_region_anonymous(64), mn_region_memfd("m", 64, 0), mn_region_map(-1, 0, 64, 2, 0, 0, 0) };
	int64_t r;

	if (mn_guard(1) != 1)
		t_skip("this kernel does not let a process copy its own memory");
	allowed(sealed);
	/* A region of a descriptor asks whether the file is sealed. */
	r = mn_region_map((int32_t)mn_region_fd(sealed[1]), 0, -1, 2, 0, 0, 0);
	IS(mn_region_atomic_add_u32(r, 0, 0, NULL), 0);
	IS(mn_region_close(r), 0);
	r = mn_region_memfd("m", 64, (uint32_t)mn_MFD_ALLOW_SEALING());
	refused(r);
	IS(mn_region_close(r), 0);
	for (int32_t access = 2; access <= 3; access++) {
		r = opened(pattern("f", 64), access);
		refused(r);
		IS(mn_region_close(r), 0);
	}
	snprintf(name, sizeof name, "/mmapnative-atomics-%ld", (long)getpid());
	r = mn_region_shared(name, 64);
	if (r > 0) {
		refused(r);
		IS(mn_shm_unlink(name), 0);
		IS(mn_region_close(r), 0);
	}
	/* With the handler they are there again. */
	IS(mn_guard(0), 0);
	r = opened(t_path("f"), 2);
	IS(mn_region_atomic_add_u32(r, 0, 1, NULL), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* F7, F10: a thread that blocks SIGBUS has no handler, either. */
START_TEST(atomics_of_a_thread_that_blocks_the_signal)
{
	int64_t sealed[3] = { mn_region_anonymous(64), mn_region_memfd("m", 64, 0), mn_region_map(-1, 0, 64, 2, 0, 0, 0) };
	int64_t r = opened(pattern("f", 64), 2);
	sigset_t bus;

	if (mn_guard(1) != 1)
		t_skip("this kernel does not let a process copy its own memory");
	IS(mn_guard(2), 2);
	sigemptyset(&bus);
	sigaddset(&bus, SIGBUS);
	pthread_sigmask(SIG_BLOCK, &bus, NULL);
	refused(r);
	allowed(sealed);
	pthread_sigmask(SIG_UNBLOCK, &bus, NULL);
	IS(mn_region_atomic_add_u32(r, 0, 1, NULL), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Waiting ---- */

struct sleeper {
	int64_t region;
	int32_t timeout_ms, result;
	int over;
};

static void *sleep_on_a_word(void *argument)
{
	struct sleeper *s = argument;

	s->result = mn_region_wait_u32(s->region, 0, 0, s->timeout_ms);
	__atomic_store_n(&s->over, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* A wait with a limit and one without both sleep until they are woken. */
START_TEST(a_wait_waits)
{
	static const int32_t limits[] = { 1000000, -1, 1000000 };

	for (int i = 0; i < 3; i++) {
		int64_t r = i < 2 ? mn_region_anonymous(64) : opened(pattern("f", 64), 2);
		struct sleeper s = { r, limits[i], 99, 0 };
		pthread_t thread;
		int32_t woken = 0;

		IS(mn_region_fill(r, 0, 4, 0), 0);
		ck_assert_int_eq(pthread_create(&thread, NULL, sleep_on_a_word, &s), 0);
		/* Only a sleeping thread can be woken; another ends soon. */
		while (woken == 0 && !__atomic_load_n(&s.over, __ATOMIC_ACQUIRE)) {
			woken = mn_region_wake_u32(r, 0, 1);
			sched_yield();
		}
		pthread_join(thread, NULL);
		IS(s.result, 0);
		IS(woken, 1);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

struct eighth {
	int64_t region;
	uint64_t offset;
	int failed;
};

static void *write_my_bytes(void *argument)
{
	struct eighth *e = argument;

	for (uint64_t i = 0; i < 1000; i++) {
		uint64_t value = e->offset * 1000 + i, back = 0;

		e->failed |= mn_region_write(e->region, e->offset, &value, 8) != 8;
		e->failed |= mn_region_read(e->region, e->offset, &back, 8) != 8 || back != value;
	}
	return NULL;
}

/* S2-23: threads, each with its own bytes. */
START_TEST(threads_with_bytes_of_their_own)
{
	int64_t r = mn_region_anonymous(64);
	struct eighth e[8];
	pthread_t threads[8];
	uint64_t value;

	for (int i = 0; i < 8; i++) {
		e[i] = (struct eighth){ r, (uint64_t)i * 8, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_my_bytes, &e[i]), 0);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(e[i].failed, 0);
		IS(mn_region_read(r, (uint64_t)i * 8, &value, 8), 8);
		ck_assert_uint_eq(value, (uint64_t)i * 8000 + 999);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Sleeping ---- */

static int64_t processor_ns(void)
{
	struct timespec t;

	ck_assert_int_eq(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t wall_ns(void)
{
	struct timespec t;

	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct {
	int64_t wall, processor;
	long switches;
} began;

static long switches(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_nvcsw;
}

static void begin_to_sleep(void)
{
	began.wall = wall_ns();
	began.processor = processor_ns();
	began.switches = switches();
}

/* A thread that polls has either used the processor or yielded it thousands
   of times. */
static void slept(int64_t ms)
{
	int64_t wall = wall_ns() - began.wall, processor = processor_ns() - began.processor;
	long gave_up = switches() - began.switches;

	/* The library counts whole milliseconds. */
	ck_assert_msg(wall >= (ms - 2) * 1000000, "a sleep of %" PRId64 " ms took %" PRId64 " ns", ms, wall);
	ck_assert_msg(processor < wall / 2, "a sleep of %" PRId64 " ns used the processor for %" PRId64, wall, processor);
	ck_assert_msg(gave_up < 200, "a sleep of %" PRId64 " ns was %ld sleeps", wall, gave_up);
}

static void *hold_exclusively(void *argument)
{
	int64_t *region = argument, s = mn_slice_open(*region, 0, 8, 2, -1);

	nanosleep(&(struct timespec){ 0, 600000000 }, NULL);
	(void)mn_slice_close(s);
	return NULL;
}

/* F19: the kernel gets the time of a sleep in its own format. */
START_TEST(a_sleep_is_no_busy_loop)
{
	int64_t r = mn_region_anonymous(64), held = r;
	pthread_t thread;

	begin_to_sleep();
	IS(mn_region_wait_u32(r, 0, 0, 300), -ETIMEDOUT);
	slept(300);
	/* Longer than a second, so that both numbers of the time count. */
	begin_to_sleep();
	IS(mn_region_wait_u32(r, 0, 0, 1100), -ETIMEDOUT);
	slept(1100);
	ck_assert_int_eq(pthread_create(&thread, NULL, hold_exclusively, &held), 0);
	while (mn_region_next_slice(r, 0) < 0)
		usleep(1000);
	begin_to_sleep();
	IS(mn_slice_open(r, 0, 8, 1, 250), -EBUSY);
	slept(250);
	IS(pthread_join(thread, NULL), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("atomics", atomics, atomics_without_the_handler, atomics_of_a_thread_that_blocks_the_signal, a_wait_waits,
       threads_with_bytes_of_their_own, T_SLOW, a_sleep_is_no_busy_loop)
