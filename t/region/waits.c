/* Reads and writes that wait for conflicting slices, in threads and in
   processes.  Timing decides no test: a clock only shows that a wait was not
   too short. */

#include "helpers.h"

#include <time.h>

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static int64_t ms_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- A holder in another thread ----------------------------------------- */

struct holder {
	int64_t region, slice;
	int32_t mode;
	int ms, closes_region, held, go, closed;
	pthread_t thread;
};

static void *hold(void *argument)
{
	struct holder *h = argument;

	h->slice = mn_slice_open(h->region, 3, 4, h->mode, 0);
	__atomic_store_n(&h->held, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&h->go, __ATOMIC_ACQUIRE))
		nap(1);
	nap(h->ms);
	if (h->closes_region)
		mn_region_release(h->region);
	__atomic_store_n(&h->closed, 1, __ATOMIC_RELEASE);
	mn_slice_close(h->slice);
	return NULL;
}

/* Another thread holds a slice from now on; `go` lets it wait `ms` and close. */
static void held_by(struct holder *h, int64_t region, int32_t mode, int ms)
{
	*h = (struct holder){ .region = region, .mode = mode, .ms = ms };
	ck_assert_int_eq(pthread_create(&h->thread, NULL, hold, h), 0);
	while (!__atomic_load_n(&h->held, __ATOMIC_ACQUIRE))
		nap(1);
	ck_assert_int_gt(h->slice, 0);
}

static void go(struct holder *h)
{
	__atomic_store_n(&h->go, 1, __ATOMIC_RELEASE);
}

static void over(struct holder *h)
{
	go(h);
	ck_assert_int_eq(pthread_join(h->thread, NULL), 0);
}

/* S2-35: a slice is held for 50 ms; a write with a second's time comes after it,
   one with 0 does not wait. */
START_TEST(a_write_that_waits)
{
	static const int32_t timeouts[] = { 600000, -1, INT32_MAX };

	for (int32_t mode = MN_SLICE_SHARED; mode <= MN_SLICE_EXCLUSIVE; mode++)
		for (int i = 0; i < 3; i++) {
			int64_t r = mn_region_anonymous(100);
			struct holder h;

			held_by(&h, r, mode, 50);
			IS(mn_region_write(r, 5, "new", 3), -EBUSY);
			IS(mn_region_write_wait(r, 5, "new", 3, MN_TIMEOUT_TRY), -EBUSY);
			ck_assert_str_eq(mn_error_call(), "mn_region_write_wait");
			IS(mn_error_number(MN_ERROR_HOLDER), h.slice);
			IS(mn_slice_get_u8(h.slice, 2), 0);
			go(&h);
			IS(mn_region_write_wait(r, 5, "new", 3, timeouts[i]), 3);
			/* The write came after the slice was closed, and its
			   bytes are there. */
			ck_assert_int_eq(__atomic_load_n(&h.closed, __ATOMIC_ACQUIRE), 1);
			IS(mn_region_get_u8(r, 7), 'w');
			over(&h);
			IS(mn_region_close(r), 0);
		}
}
END_TEST

START_TEST(a_read_that_waits)
{
	int64_t r = mn_region_anonymous(100);
	struct holder h;
	char b[4] = "###";

	IS(mn_region_write(r, 5, "old", 3), 3);
	/* Readers do not wait for shared slices. */
	held_by(&h, r, MN_SLICE_SHARED, 0);
	IS(mn_region_read_wait(r, 5, b, 3, -1), 3);
	ck_assert_int_eq(h.closed, 0);
	over(&h);
	memset(b, '#', 3);
	held_by(&h, r, MN_SLICE_EXCLUSIVE, 50);
	IS(mn_region_read_wait(r, 5, b, 3, MN_TIMEOUT_TRY), -EBUSY);
	ck_assert_str_eq(b, "###");
	IS(mn_slice_write(h.slice, 2, "new", 2), 2);
	go(&h);
	IS(mn_region_read_wait(r, 5, b, 3, -1), 3);
	ck_assert_int_eq(__atomic_load_n(&h.closed, __ATOMIC_ACQUIRE), 1);
	ck_assert_str_eq(b, "ned");
	over(&h);
	/* Without a conflict the timeout does not matter. */
	IS(mn_region_read_wait(r, 5, b, 3, 0), 3);
	IS(mn_region_write_wait(r, 5, b, 3, 0), 3);
	IS(mn_region_close(r), 0);
}
END_TEST

/* Several wait for the same slice, and each gets its turn. */
struct waiter {
	int64_t region, result;
	uint64_t at;
	int write;
	int32_t timeout;
	pthread_t thread;
};

static void *wait_in_a_thread(void *argument)
{
	struct waiter *w = argument;
	uint8_t byte = (uint8_t)('A' + w->at);

	w->result = w->write ? mn_region_write_wait(w->region, w->at, &byte, 1, w->timeout)
	            : mn_region_read_wait(w->region, w->at, &byte, 1, w->timeout);
	return NULL;
}

START_TEST(many_wait)
{
	int64_t r = mn_region_anonymous(100);
	struct waiter w[6];
	struct holder h;

	held_by(&h, r, MN_SLICE_EXCLUSIVE, 30);
	for (int i = 0; i < 6; i++) {
		w[i] = (struct waiter){ .region = r, .at = (uint64_t)i, .write = i % 2, .timeout = -1 };
		ck_assert_int_eq(pthread_create(&w[i].thread, NULL, wait_in_a_thread, &w[i]), 0);
	}
	over(&h);
	for (int i = 0; i < 6; i++) {
		pthread_join(w[i].thread, NULL);
		IS(w[i].result, 1);
		IS(mn_region_get_u8(r, (uint64_t)i), i % 2 ? 'A' + i : 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(a_time_that_runs_out)
{
	int64_t r = mn_region_anonymous(100), from;
	struct holder h;
	char b[4];

	held_by(&h, r, MN_SLICE_EXCLUSIVE, 0);
	from = ms_now();
	IS(mn_region_write_wait(r, 5, "new", 3, 130), -EBUSY);
	ck_assert_int_ge(ms_now() - from, 130);
	/* Words and numbers describe the conflicting slice and this call. */
	ck_assert_str_eq(mn_error_call(), "mn_region_write_wait");
	IS(mn_error_number(MN_ERROR_CODE), -EBUSY);
	IS(mn_error_number(MN_ERROR_HOLDER), h.slice);
	IS(mn_error_number(MN_ERROR_HOLDER_THREAD), mn_slice_thread(h.slice));
	IS(mn_error_number(MN_ERROR_OFFSET), 5);
	IS(mn_error_number(MN_ERROR_LENGTH), 3);
	from = ms_now();
	IS(mn_region_read_wait(r, 5, b, 3, 130), -EBUSY);
	ck_assert_int_ge(ms_now() - from, 130);
	ck_assert_str_eq(mn_error_call(), "mn_region_read_wait");
	IS(h.closed, 0);
	over(&h);
	IS(mn_region_get_u8(r, 5), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* A thread that waited for its own slice would wait for ever. */
START_TEST(ones_own_slice)
{
	int64_t r = mn_region_anonymous(100), own;
	struct holder h;
	char b[4];

	own = mn_slice_open(r, 0, 1, MN_SLICE_EXCLUSIVE, 0);
	IS(mn_region_read_wait(r, 5, b, 3, -1), -EBUSY);
	IS(mn_region_write_wait(r, 5, b, 3, -1), -EBUSY);
	IS(mn_error_number(MN_ERROR_HOLDER), own);
	IS(mn_slice_close(own), 0);
	own = mn_slice_open(r, 0, 1, MN_SLICE_SHARED, 0);
	IS(mn_region_read_wait(r, 5, b, 3, -1), 3);
	IS(mn_region_write_wait(r, 5, b, 3, -1), -EBUSY);
	/* Also where another's is in the way as well, opened before or after its own. */
	held_by(&h, r, MN_SLICE_SHARED, 0);
	IS(mn_region_write_wait(r, 5, b, 3, -1), -EBUSY);
	IS(mn_error_number(MN_ERROR_HOLDER), own);
	IS(mn_slice_close(own), 0);
	own = mn_slice_open(r, 0, 1, MN_SLICE_SHARED, 0);
	IS(mn_region_write_wait(r, 5, b, 3, -1), -EBUSY);
	IS(mn_error_number(MN_ERROR_HOLDER), own);
	IS(h.closed, 0);
	IS(mn_slice_close(own), 0);
	over(&h);
	/* The thread's own pin does not conflict. */
	own = mn_slice_open(r, 0, 1, MN_SLICE_PIN, 0);
	held_by(&h, r, MN_SLICE_SHARED, 20);
	go(&h);
	IS(mn_region_write_wait(r, 5, b, 3, -1), 3);
	over(&h);
	IS(mn_slice_close(own), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* An error that no wait can change comes at once. */
START_TEST(other_failures_do_not_wait)
{
	int64_t r = mn_region_anonymous(100), read_only;
	struct holder h;
	char b[4];

	held_by(&h, r, MN_SLICE_EXCLUSIVE, 0);
	IS(mn_region_read_wait(r, 98, b, 3, -1), -ERANGE);
	IS(mn_region_write_wait(r, 98, b, 3, -1), -ERANGE);
	IS(mn_region_read_wait(-5, 0, b, 3, -1), -EBADF);
	IS(mn_region_write_wait(h.slice, 0, b, 3, -1), -EBADF);
	over(&h);
	IS(mn_region_read_wait(r, 0, NULL, 3, -1), -EFAULT);
	IS(mn_region_close(r), 0);
	IS(mn_region_write_wait(r, 0, b, 3, -1), -EBADF);
	close(t_file("f", hello, 11));
	read_only = opened(t_path("f"), 1);
	held_by(&h, read_only, MN_SLICE_SHARED, 0);
	IS(mn_region_write_wait(read_only, 0, b, 3, -1), -EACCES);
	over(&h);
	IS(mn_region_close(read_only), 0);
}
END_TEST

/* The region is closed while threads wait for its slice: -EBADF. */
START_TEST(the_region_is_closed)
{
	for (int write = 0; write <= 1; write++) {
		int64_t r = mn_region_anonymous(100);
		struct waiter w = { .region = r, .at = 5, .write = write, .timeout = -1 };
		struct holder h;

		held_by(&h, r, MN_SLICE_EXCLUSIVE, 30);
		h.closes_region = 1;
		ck_assert_int_eq(pthread_create(&w.thread, NULL, wait_in_a_thread, &w), 0);
		over(&h);
		pthread_join(w.thread, NULL);
		IS(w.result, -EBADF);
	}
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* ---- Signals ------------------------------------------------------------ */

static int handled;

static void handle(int number)
{
	(void)number;
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
}

struct alarmed {
	pthread_t thread;
	struct holder *holder;
	int times;
};

static void *send_signals(void *argument)
{
	struct alarmed *a = argument;

	for (int i = 0; i < a->times; i++) {
		nap(10);
		pthread_kill(a->thread, SIGUSR1);
	}
	go(a->holder);
	return NULL;
}

/* F30: a signal does not end these waits, whatever its handler was installed with. */
START_TEST(signals_do_not_end_it)
{
	for (int restart = 0; restart < 2; restart++)
		for (int write = 0; write < 2; write++) {
			struct sigaction action = { .sa_handler = handle, .sa_flags = restart ? SA_RESTART : 0 };
			int64_t r = mn_region_anonymous(100);
			struct holder h;
			struct alarmed a = { pthread_self(), &h, 10 };
			pthread_t sender;
			char b[4];

			ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
			held_by(&h, r, MN_SLICE_EXCLUSIVE, 0);
			handled = 0;
			ck_assert_int_eq(pthread_create(&sender, NULL, send_signals, &a), 0);
			IS(write ? mn_region_write_wait(r, 5, "new", 3, -1) : mn_region_read_wait(r, 5, b, 3, -1), 3);
			ck_assert_int_gt(handled, 0);
			IS(h.closed, 1);
			pthread_join(sender, NULL);
			over(&h);
			IS(mn_region_close(r), 0);
		}
}
END_TEST

/* ---- Processes ---------------------------------------------------------- */

enum { WORD = 8, DONE = 12, TEXT = 16 };

/* The child waits for the parent's word, writes, and sets its own word. */
static void child_of_a_word(int64_t r, int signals)
{
	struct sigaction action = { .sa_handler = handle };
	int32_t result;

	sigaction(SIGUSR1, &action, NULL);
	T_NEED(mn_region_atomic_store_u32(r, DONE, 1) == 0);
	/* Another process may wake it, and a signal ends one of the waits. */
	if (signals) {
		while ((result = mn_region_wait_u32(r, WORD, 0, 600000)) == 0)
			;
		T_NEED(result == -EINTR && handled > 0);
		T_NEED(mn_region_atomic_store_u32(r, DONE, 2) == 0);
	}
	while ((result = mn_region_await_u32(r, WORD, 0, 600000)) == 0)
		;
	T_NEED(result == -EAGAIN);
	T_NEED(mn_region_write_wait(r, TEXT, "child", 5, -1) == 5);
	T_NEED(mn_region_atomic_store_u32(r, DONE, 3) == 0);
	T_NEED(mn_region_wake_u32(r, DONE, INT32_MAX) >= 0);
	_exit(0);
}

static void becomes(int64_t r, uint32_t should, pid_t pid, int number)
{
	uint32_t value = 0;

	for (;;) {
		IS(mn_region_atomic_load_u32(r, DONE, &value), 0);
		if (value >= should)
			return;
		if (number)
			ck_assert_int_eq(kill(pid, number), 0);
		nap(2);
	}
}

/* F30: two processes and a word in memory that they share; a signal ends the one
   wait, and not the other. */
START_TEST(two_processes)
{
	int64_t r = mn_region_map(-1, 0, 4096, MN_ACCESS_WRITE, 0, 0, 0);
	char b[8] = "";
	int status;
	pid_t pid;

	ck_assert_int_gt(r, 0);
	for (int signals = 0; signals <= 1; signals++) {
		IS(mn_region_fill(r, 0, 64, 0), 0);
		fflush(NULL);
		pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0)
			child_of_a_word(r, signals);
		becomes(r, 1, pid, 0);
		if (signals) {
			becomes(r, 2, pid, SIGUSR1);
			/* These signals go to the wait that continues. */
			for (int i = 0; i < 5; i++) {
				nap(10);
				ck_assert_int_eq(kill(pid, SIGUSR1), 0);
			}
		}
		nap(20);
		ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
		IS(mn_region_get_u8(r, TEXT), 0);
		IS(mn_region_atomic_store_u32(r, WORD, 1), 0);
		ck_assert_int_ge(mn_region_wake_u32(r, WORD, INT32_MAX), 0);
		becomes(r, 3, pid, 0);
		IS(mn_region_read(r, TEXT, b, 5), 5);
		ck_assert_str_eq(b, "child");
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		IS(status, 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

static void childs_own_slices(void *region)
{
	int64_t r = *(const int64_t *)region;
	struct holder h;

	/* The slice of the parent's other thread is not in the child. */
	T_NEED(mn_region_write_wait(r, 0, "c", 1, -1) == 1);
	held_by(&h, r, MN_SLICE_SHARED, 30);
	T_NEED(mn_region_write_wait(r, 1, "c", 1, 0) == -EBUSY);
	go(&h);
	T_NEED(mn_region_write_wait(r, 1, "c", 1, -1) == 1);
	over(&h);
	_exit(0);
}

/* Slices are the process's: a child waits for its own threads and for no others. */
START_TEST(a_child_has_its_own_slices)
{
	int64_t r = mn_region_map(-1, 0, 4096, MN_ACCESS_WRITE, 0, 0, 0);
	struct holder h;

	if (UNDER_TSAN)
		t_skip("the sanitizer of threads starts none in a child of several");
	held_by(&h, r, MN_SLICE_EXCLUSIVE, 0);
	IS(t_child(childs_own_slices, &r), 0);
	IS(h.closed, 0);
	over(&h);
	IS(mn_region_get_u8(r, 1), 'c');
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("waits", a_write_that_waits, a_read_that_waits, many_wait, a_time_that_runs_out, ones_own_slice,
       other_failures_do_not_wait, the_region_is_closed, signals_do_not_end_it, two_processes,
       a_child_has_its_own_slices)
