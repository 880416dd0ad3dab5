/* Slices: counted views, their conflicts, and the errors that name the
   holder. */

#include "test.h"

#include <pthread.h>
#include <time.h>
#if defined MN_LINUX
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#endif

enum { PIN, SHARED, EXCLUSIVE };

static int64_t ms_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static int64_t slice(int64_t region, uint64_t offset, uint64_t n, int32_t mode)
{
	int64_t s = mn_slice_open(region, offset, n, mode, 0);

	ck_assert_msg(s > 0, "%s", mn_error_detail());
	return s;
}

/* S4-37: a slice is counted, and no more after its end. */
/* S4-03: the properties of a slice. */
START_TEST(what_a_slice_knows)
{
	int64_t r = mn_region_anonymous(5000), s = slice(r, 100, 10, PIN);
	char *address = (char *)(intptr_t)mn_slice_address(s);

	IS(mn_statistic("slices"), 1);
	IS(mn_slice_offset(s), 100);
	IS(mn_slice_length(s), 10);
	IS(mn_slice_mode(s), PIN);
	IS(mn_slice_region(s), r);
	IS(mn_slice_thread(s), (int64_t)getpid());
	IS(mn_slice_check(s), 0);
	address[3] = 'x';
	IS(mn_region_get_u8(r, 103), 'x');
	IS(mn_slice_close(s), 0);
	IS(mn_slice_close(s), -EBADF);
	IS(mn_slice_address(s), -EBADF);
	IS(mn_slice_check(s), -EBADF);
	IS(mn_statistic("slices"), 0);
	IS(mn_slice_open(r, 0, 10, 3, 0), -EINVAL);
	IS(mn_slice_open(r, 0, 10, -1, 0), -EINVAL);
	IS(mn_slice_open(r, 5000, 1, PIN, 0), -ERANGE);
	IS(mn_slice_open(r, UINT64_MAX, 2, PIN, 0), -ERANGE);
	s = slice(r, 5000, 0, SHARED);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S4-15: close is refused while a slice is held. */
/* S4-33: it is a counter: of two slices, both have to go. */
/* S4-38, S4-48: the same. */
/* S4-32: resize is refused, with slice, offset and length in the message, and
   the file keeps its size. */
/* S2-20: a pin keeps the address good. */
START_TEST(held_regions)
{
	int64_t r, s, t;
	char holder[128];

	close(t_file("f", "hello world", 11));
	r = mn_region_open(t_path("f"), 2, 0, -1);
	s = slice(r, 2, 5, PIN);
	t = slice(r, 0, 11, PIN);
	IS(mn_region_close(r), -EBUSY);
	IS(mn_region_resize(r, 22), -EBUSY);
	IS(mn_region_resize(r, 5), -EBUSY);
	IS(mn_region_protect(r, 0, 11, 1), -EBUSY);
	IS(mn_region_file_size(r), 11);
	IS(mn_region_length(r), 11);
	IS(mn_slice_close(t), 0);
	IS(mn_region_resize(r, 22), -EBUSY);
	snprintf(holder, sizeof holder, "slice %" PRId64 " (pinned) holds 5 bytes at 2, taken by thread %d", s, (int)getpid());
	SAYS(holder);
	IS(mn_region_close(r), -EBUSY);
	SAYS(holder);
	/* A pin keeps neither readers nor writers out, nor a refresh of nothing. */
	IS(mn_region_set_u8(r, 3, 'X'), 0);
	IS(mn_region_refresh(r), 11);
	ck_assert_int_eq(truncate(t_path("f"), 20), 0);
	IS(mn_region_refresh(r), -EBUSY);
	IS(mn_slice_close(s), 0);
	IS(mn_region_refresh(r), 20);
	IS(mn_region_resize(r, 22), 0);
	IS(mn_region_protect(r, 0, 22, 1), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S1-06: where a raw pointer is wanted, a slice gives it for as long as it is held. */
START_TEST(raw_pointer_of_a_file)
{
	int fd = t_file("pointer", "xyz", 3);
	int64_t region = mn_region_map(fd, 1, 2, 1, 0, 0, 0), slice = mn_slice_open(region, 0, 2, 0, 0);
	const char *p = (const char *)(intptr_t)mn_slice_address(slice);

	ck_assert_int_eq(p[0], 'y');
	ck_assert_int_eq(p[1], 'z');
	ck_assert_int_eq(mn_slice_close(slice), 0);
	ck_assert_int_eq(mn_region_close(region), 0);
	close(fd);
}
END_TEST

/* S2-17: two shared slices, both readable. */
/* S2-19: one exclusive slice at a time. */
START_TEST(who_keeps_out_whom)
{
	int64_t r = mn_region_anonymous(100), a, b;
	char byte = 'q';

	a = slice(r, 0, 10, SHARED);
	b = slice(r, 50, 10, SHARED);
	IS(mn_statistic("slices"), 2);
	IS(*(char *)(intptr_t)mn_slice_address(a), 0);
	IS(mn_region_read(r, 0, &byte, 1), 1);
	IS(mn_region_write(r, 0, &byte, 1), -EBUSY);
	SAYS("(shared)");
	IS(mn_region_fill(r, 90, 1, 1), -EBUSY);
	IS(mn_region_move(r, 1, 2, 1), -EBUSY);
	IS(mn_region_write_strided(r, 0, 1, 1, "x"), -EBUSY);
	IS(mn_region_atomic_add_u32(r, 0, 1, NULL), -EBUSY);
	IS(mn_region_atomic_load_u32(r, 0, &(uint32_t){ 0 }), 0);
	IS(mn_region_discard(r, 0, 100), -EBUSY);
	IS(mn_region_find(r, 0, 100, "x", 1), -ENOENT);
	IS(mn_slice_open(r, 0, 10, EXCLUSIVE, 0), -EBUSY);
	IS(mn_slice_close(a), 0);
	IS(mn_region_set_u8(r, 0, 1), -EBUSY);
	IS(mn_slice_close(b), 0);
	IS(mn_region_set_u8(r, 0, 1), 0);

	a = slice(r, 0, 10, EXCLUSIVE);
	byte = 'q';
	IS(mn_region_read(r, 50, &byte, 1), -EBUSY);
	SAYS("(exclusive)");
	ck_assert_int_eq(byte, 'q');
	IS(mn_region_write(r, 50, &byte, 1), -EBUSY);
	IS(mn_region_get_u8(r, 50), -EBUSY);
	IS(mn_region_find(r, 0, 100, "x", 1), -EBUSY);
	IS(mn_region_atomic_load_u32(r, 0, &(uint32_t){ 0 }), -EBUSY);
	IS(mn_slice_open(r, 50, 1, EXCLUSIVE, 0), -EBUSY);
	IS(mn_slice_open(r, 50, 1, SHARED, 0), -EBUSY);
	/* A thread that holds the conflicting slice does not wait: it would
	   deadlock. */
	IS(mn_slice_open(r, 50, 1, EXCLUSIVE, -1), -EBUSY);
	IS(mn_slice_open(r, 50, 1, SHARED, 100000), -EBUSY);
	/* A pin excludes no access. */
	b = slice(r, 0, 100, PIN);
	IS(mn_slice_close(b), 0);
	IS(mn_region_length(r), 100);
	IS(mn_slice_close(a), 0);
	a = slice(r, 50, 1, EXCLUSIVE);
	IS(mn_slice_close(a), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

#if defined MN_LINUX
/* From here on the kernel kills a process that sleeps or yields. */
static int forbid_sleeping(void)
{
	static const long calls[] = {
		SYS_futex, SYS_clock_nanosleep, SYS_sched_yield, SYS_ppoll, SYS_pselect6,
#if defined SYS_nanosleep
		SYS_nanosleep,
#endif
	};
	struct sock_filter code[64] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)) };
	struct sock_fprog program = { 1, code };

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i], 0, 1);
		code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	}
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The child's only thread owns the slice, so even a wait without limit
   returns at once. */
static void tries(void *region)
{
	int64_t r = *(int64_t *)region, own = mn_region_next_slice(r, 0);
	char byte = 0;

	if (!forbid_sleeping())
		_exit(77);
	for (int i = 0; i < 3; i++)
		if (mn_region_write(r, 5, &byte, 1) != -EBUSY || mn_region_read(r, 5, &byte, 1) != -EBUSY
		    || mn_region_fill(r, 5, 1, 1) != -EBUSY || mn_region_set_u8(r, 5, 1) != -EBUSY
		    || mn_region_atomic_add_u32(r, 4, 1, NULL) != -EBUSY || mn_region_find(r, 0, 10, "x", 1) != -EBUSY
		    || mn_slice_open(r, 5, 1, EXCLUSIVE, 0) != -EBUSY || mn_slice_open(r, 5, 1, SHARED, 0) != -EBUSY
		    || mn_slice_open(r, 5, 1, EXCLUSIVE, -1) != -EBUSY || mn_slice_open(r, 5, 1, SHARED, 100000) != -EBUSY
		    || mn_region_close(r) != -EBUSY || mn_region_resize(r, 50) != -EBUSY || own <= 0)
			_exit(1);
	_exit(0);
}

static void sleeps(void *unused)
{
	(void)unused;
	if (!forbid_sleeping())
		_exit(77);
	nap(1);
	_exit(0);
}
#endif

/* S2-18: a conflicting access fails at once, without any sleep. */
START_TEST(refused_at_once)
{
#if defined MN_LINUX
	int64_t r = mn_region_anonymous(100), s = slice(r, 0, 10, EXCLUSIVE);
	int status;

	if (t_under_valgrind() || UNDER_ASAN || UNDER_TSAN)
		t_skip("valgrind and the sanitizers have sleeps of their own");
	status = t_child(sleeps, NULL);
	if (status == 77)
		t_skip("this process may not take rights from itself");
	IS(status, -SIGSYS);
	IS(t_child(tries, &r), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
#else
	t_skip("seccomp is Linux's");
#endif
}
END_TEST

/* S2-21: an exclusive slice of a read-only region is refused. */
START_TEST(protection_and_slices)
{
	int64_t r = mn_region_anonymous(3 * t_page()), s;
	size_t page = t_page();

	IS(mn_region_protect(r, 0, page, PROT_READ), 0);
	IS(mn_region_protect(r, page, page, PROT_NONE), 0);
	IS(mn_slice_open(r, 0, 1, EXCLUSIVE, 0), -EACCES);
	IS(mn_slice_open(r, page, 1, SHARED, 0), -EACCES);
	IS(mn_slice_open(r, 0, page + 1, SHARED, 0), -EACCES);
	s = slice(r, 2 * page, page, EXCLUSIVE);
	IS(mn_slice_close(s), 0);
	s = slice(r, 0, page, SHARED);
	IS(mn_slice_close(s), 0);
	s = slice(r, page, page, PIN);
	IS(mn_slice_check(s), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(holders_are_listed)
{
	int64_t r = mn_region_anonymous(100), other = mn_region_anonymous(100), ids[5], at = 0;

	IS(mn_region_next_slice(r, 0), -ENOENT);
	for (int i = 0; i < 5; i++)
		ids[i] = slice(r, (uint64_t)i, 1, PIN);
	slice(other, 0, 1, PIN);
	for (int i = 0; i < 5; i++) {
		at = mn_region_next_slice(r, at);
		IS(at, ids[i]);
		IS(mn_slice_offset(at), i);
	}
	IS(mn_region_next_slice(r, at), -ENOENT);
	IS(mn_slice_close(ids[2]), 0);
	IS(mn_region_next_slice(r, ids[1]), ids[3]);
	IS(mn_region_next_slice(r, INT64_MIN), ids[0]);
	IS(mn_region_next_slice(r, INT64_MAX), -ENOENT);
	IS(mn_region_next_slice(12345, 0), -EBADF);
	/* The error names the slice that excludes most. */
	slice(r, 7, 3, SHARED);
	IS(mn_region_close(r), -EBUSY);
	SAYS("(shared) holds 3 bytes at 7");
}
END_TEST

/* S3-70: a released region is unmapped with its last slice. */
START_TEST(release)
{
	int64_t r = mn_region_anonymous(4096), a = slice(r, 0, 10, PIN), b = slice(r, 5, 5, SHARED);
	char *address = (char *)(intptr_t)mn_slice_address(a);
	uint8_t vec[1];

	IS(mn_region_release(r), 0);
	IS(mn_region_length(r), -EBADF);
	IS(mn_region_release(r), -EBADF);
	IS(mn_region_close(r), -EBADF);
	IS(mn_slice_open(r, 0, 1, PIN, 0), -EBADF);
	IS(mn_region_next_slice(r, 0), -EBADF);
	IS(mn_statistic("regions"), 0);
	address[9] = 'x';
	IS(mn_slice_address(b), (int64_t)(uintptr_t)address + 5);
	IS(mn_slice_check(b), 0);
	IS(mn_slice_region(b), r);
	IS(mn_slice_close(a), 0);
	address[9] = 'y';
	IS(mn_slice_close(b), 0);
	IS(mn_mincore(address, 4096, vec), -ENOMEM);
	IS(mn_statistic("close_errors"), 0);
	r = mn_region_anonymous(4096);
	IS(mn_region_release(r), 0);
	IS(mn_region_length(r), -EBADF);
}
END_TEST

/* ---- Waiting ---- */

struct waiter {
	int64_t region;
	int32_t mode, timeout_ms;
	int64_t result, waited;
	char detail[512];
	int64_t own;    /* a slice to hold meanwhile, or 0 */
};

static void *wait_for_slice(void *argument)
{
	struct waiter *w = argument;
	int64_t from = ms_now();

	w->result = mn_slice_open(w->region, 0, 1, w->mode, w->timeout_ms);
	w->waited = ms_now() - from;
	snprintf(w->detail, sizeof w->detail, "%s", mn_error_detail());
	if (w->result > 0)
		mn_slice_close(w->result);
	return NULL;
}

START_TEST(waiting)
{
	int64_t r = mn_region_anonymous(100), s = slice(r, 3, 4, SHARED);
	struct waiter w = { r, EXCLUSIVE, 50, 0, 0, "", 0 };
	pthread_t thread, others[3];
	struct waiter all[3];

	/* In vain ... */
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slice, &w), 0);
	pthread_join(thread, NULL);
	IS(w.result, -EBUSY);
	ck_assert_int_ge(w.waited, 45);
	ck_assert_msg(strstr(w.detail, "(shared) holds 4 bytes at 3") != NULL, "%s", w.detail);
	w.timeout_ms = 0;
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slice, &w), 0);
	pthread_join(thread, NULL);
	IS(w.result, -EBUSY);
	/* ... and not in vain, without limit and with one. */
	for (int i = 0; i < 3; i++) {
		all[i] = (struct waiter){ r, EXCLUSIVE, i ? -1 : 100000, 0, 0, "", 0 };
		ck_assert_int_eq(pthread_create(&others[i], NULL, wait_for_slice, &all[i]), 0);
	}
	nap(50);
	IS(mn_slice_close(s), 0);
	for (int i = 0; i < 3; i++) {
		pthread_join(others[i], NULL);
		ck_assert_msg(all[i].result > 0, "%s", all[i].detail);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* A thread that waits for a region returns when the region is closed. */
START_TEST(the_region_goes_while_somebody_waits)
{
	int64_t r = mn_region_anonymous(100), s = slice(r, 0, 1, SHARED);
	struct waiter w = { r, EXCLUSIVE, -1, 0, 0, "", 0 };
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slice, &w), 0);
	nap(50);
	IS(mn_region_release(r), 0);
	pthread_join(thread, NULL);
	IS(w.result, -EBADF);
	IS(mn_slice_close(s), 0);
}
END_TEST

static void *hold_and_wait(void *argument)
{
	struct waiter *w = argument;

	w->own = mn_slice_open(w->region, 0, 1, SHARED, 0);
	nap(100);
	w->result = mn_slice_open(w->region, 0, 1, EXCLUSIVE, -1);
	mn_slice_close(w->own);
	return NULL;
}

/* Two threads that both hold a slice and want another: neither may wait. */
START_TEST(no_deadlock_of_two)
{
	int64_t r = mn_region_anonymous(100);
	struct waiter w[2] = { { .region = r }, { .region = r } };
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hold_and_wait, &w[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	IS(w[0].result, -EBUSY);
	IS(w[1].result, -EBUSY);
	IS(mn_region_close(r), 0);
}
END_TEST

static void wait_in_a_child(void *region)
{
	int64_t r = *(int64_t *)region, s = mn_region_next_slice(r, 0);

	/* Only this thread could close it. */
	if (mn_slice_open(r, 0, 1, EXCLUSIVE, -1) != -EBUSY || mn_slice_open(r, 0, 1, EXCLUSIVE, 60000) != -EBUSY)
		_exit(1);
	if (mn_slice_thread(s) != getpid() || mn_slice_close(s) != 0)
		_exit(2);
	s = mn_slice_open(r, 0, 1, EXCLUSIVE, -1);
	_exit(s > 0 && mn_slice_close(s) == 0 && mn_region_close(r) == 0 ? 0 : 3);
}

START_TEST(slices_in_a_child)
{
	int64_t r = mn_region_anonymous(100), s = slice(r, 0, 1, SHARED);

	IS(t_child(wait_in_a_child, &r), 0);
	IS(mn_slice_thread(s), (int64_t)getpid());
	IS(mn_region_close(r), -EBUSY);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* A check before the caller's own access. */
/* A worker holds slices of every mode until it is released. */
struct worker {
	int64_t region, released, slices[4];
	int state;      /* 0 at the beginning, 1 it holds them, 2 it may go */
};

static void *hold_all_modes(void *argument)
{
	struct worker *w = argument;

	w->slices[0] = mn_slice_open(w->region, 0, 10, PIN, 0);
	w->slices[1] = mn_slice_open(w->region, 10, 10, SHARED, 0);
	w->slices[2] = mn_slice_open(w->released, 0, 10, PIN, 0);
	w->slices[3] = mn_slice_open(w->released, 0, 10, EXCLUSIVE, 0);
	__atomic_store_n(&w->state, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&w->state, __ATOMIC_SEQ_CST) != 2)
		nap(1);
	for (int i = 0; i < 4; i++)
		mn_slice_close(w->slices[i]);
	return NULL;
}

static void without_the_worker(void *argument)
{
	struct worker *w = argument;
	uint8_t vec[1];
	int64_t own = mn_region_next_slice(w->region, 0);
	void *memory = (void *)(intptr_t)(mn_slice_address(own) - 50);

	/* The child has only the slice of the thread that forked, which is
	   now the child's. */
	if (mn_statistic("slices") != 1 || mn_slice_mode(own) != PIN || mn_slice_offset(own) != 50
	    || mn_slice_thread(own) != getpid() || mn_region_next_slice(w->region, own) != -ENOENT)
		_exit(1);
	for (int i = 0; i < 4; i++)
		if (mn_slice_close(w->slices[i]) != -EBADF || mn_slice_address(w->slices[i]) != -EBADF)
			_exit(2);
	if (mn_region_set_u8(w->region, 0, 7) != 0 || mn_region_close(w->region) != -EBUSY)
		_exit(3);
	if (mn_slice_close(own) != 0 || mn_region_close(w->region) != 0 || mn_mincore(memory, 1, vec) != -ENOMEM)
		_exit(4);
	_exit(mn_statistic("slices") == 0 && mn_statistic("regions") == 0 && mn_statistic("close_errors") == 0 ? 0 : 5);
}

/* F34: the slices of threads that are not in the child are closed there, and
   memory that only they kept is unmapped. */
START_TEST(slices_of_other_threads_in_a_child)
{
	struct worker w = { mn_region_anonymous(4096), mn_region_anonymous(4096), { 0 }, 0 };
	int64_t own = slice(w.region, 50, 10, PIN);
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, hold_all_modes, &w), 0);
	while (__atomic_load_n(&w.state, __ATOMIC_SEQ_CST) != 1)
		nap(1);
	IS(mn_region_release(w.released), 0);
	IS(t_child(without_the_worker, &w), 0);
	/* The parent's are as before. */
	IS(mn_statistic("slices"), 5);
	__atomic_store_n(&w.state, 2, __ATOMIC_SEQ_CST);
	pthread_join(thread, NULL);
	IS(mn_slice_close(own), 0);
	IS(mn_region_close(w.region), 0);
	IS(mn_statistic("slices"), 0);
}
END_TEST

/* ---- Signals ---- */

static int handled;

static void handle(int number)
{
	(void)number;
	handled++;
}

/* Sends the waiting thread signals until it must stop. */
struct alarmed {
	pthread_t thread;
	int64_t close;
	int times, stop;
};

static void *send_signals(void *argument)
{
	struct alarmed *a = argument;

	for (int i = 0; (a->times == 0 || i < a->times) && !__atomic_load_n(&a->stop, __ATOMIC_SEQ_CST); i++) {
		nap(20);
		pthread_kill(a->thread, SIGUSR1);
	}
	if (a->close) {
		nap(20);
		mn_slice_close(a->close);
	}
	return NULL;
}

/* The region's id becomes the slice's: an id does not fit a pointer of 32 bits. */
static void *hold_exclusively(void *id)
{
	*(int64_t *)id = mn_slice_open(*(int64_t *)id, 0, 1, EXCLUSIVE, 0);
	return NULL;
}

/* F30: with 16 in its mode a wait ends at a signal, with and without SA_RESTART,
   with a limit and without one; without 16 it goes on until the holder closes. */
START_TEST(waiting_and_signals)
{
	for (int restart = 0; restart < 2; restart++)
		for (int limited = 0; limited < 2; limited++) {
			int64_t r = mn_region_anonymous(100), held = r, s, from;
			struct sigaction action = { .sa_handler = handle, .sa_flags = restart ? SA_RESTART : 0 };
			struct alarmed a = { .thread = pthread_self() };
			pthread_t holder, sender;

			ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
			ck_assert_int_eq(pthread_create(&holder, NULL, hold_exclusively, &held), 0);
			pthread_join(holder, NULL);
			ck_assert_int_gt(held, 0);
			ck_assert_int_eq(pthread_create(&sender, NULL, send_signals, &a), 0);
			IS(mn_slice_open(r, 0, 1, SHARED + 16, limited ? 600000 : -1), -EINTR);
			SAYS("a signal ended the wait");
			__atomic_store_n(&a.stop, 1, __ATOMIC_SEQ_CST);
			pthread_join(sender, NULL);
			/* The others go on, for the whole of their time or until it is free. */
			a = (struct alarmed){ .thread = pthread_self(), .close = held, .times = 10 };
			handled = 0;
			from = ms_now();
			ck_assert_int_eq(pthread_create(&sender, NULL, send_signals, &a), 0);
			IS(mn_slice_open(r, 0, 1, SHARED, 60), -EBUSY);
			ck_assert_int_ge(ms_now() - from, 60);
			s = mn_slice_open(r, 0, 1, SHARED, limited ? 600000 : -1);
			pthread_join(sender, NULL);
			ck_assert_int_gt(s, 0);
			ck_assert_int_gt(handled, 0);
			IS(mn_slice_mode(s), SHARED);
			IS(mn_slice_close(s), 0);
			/* A call that need not wait is not interrupted, and
			   has its own mode. */
			s = mn_slice_open(r, 0, 1, EXCLUSIVE + 16, -1);
			IS(mn_slice_mode(s), EXCLUSIVE);
			IS(mn_slice_close(s), 0);
			IS(mn_slice_open(r, 0, 1, 19, 0), -EINVAL);
			SAYS("19");
			IS(mn_slice_open(r, 0, 1, 15, 0), -EINVAL);
			IS(mn_slice_open(r, 0, 1, 32, 0), -EINVAL);
			IS(mn_region_close(r), 0);
		}
}
END_TEST

/* F30: a word is waited for up to a signal, or for the whole of the time. */
START_TEST(words_and_signals)
{
	for (int restart = 0; restart < 2; restart++) {
		int64_t r = mn_region_anonymous(100), from;
		struct sigaction action = { .sa_handler = handle, .sa_flags = restart ? SA_RESTART : 0 };
		struct alarmed a = { .thread = pthread_self() };
		pthread_t sender;

		ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
		ck_assert_int_eq(pthread_create(&sender, NULL, send_signals, &a), 0);
		IS(mn_region_wait_u32(r, 0, 0, -1), -EINTR);
		IS(mn_region_wait_u32(r, 0, 0, 600000), -EINTR);
		SAYS("a signal ended the wait");
		from = ms_now();
		handled = 0;
		IS(mn_region_await_u32(r, 0, 0, 250), -ETIMEDOUT);
		ck_assert_int_ge(ms_now() - from, 250);
		ck_assert_int_gt(handled, 0);
		IS(mn_region_await_u32(r, 0, 0, 0), -ETIMEDOUT);
		IS(mn_region_await_u32(r, 0, 1, -1), -EAGAIN);
		IS(mn_region_await_u32(r, 98, 0, -1), -ERANGE);
		__atomic_store_n(&a.stop, 1, __ATOMIC_SEQ_CST);
		pthread_join(sender, NULL);
		IS(mn_region_close(r), 0);
		IS(mn_region_await_u32(r, 0, 0, -1), -EBADF);
	}
}
END_TEST

START_TEST(check_tells_what_is_gone)
{
	size_t page = t_page();
	char *bytes = calloc(4, page);
	int64_t r, whole, first, last;

	close(t_file("f", bytes, 4 * page));
	free(bytes);
	for (int mode = 0; mode <= 2; mode++) {
		if (mn_guard(mode) != mode)
			continue;
		ck_assert_int_eq(truncate(t_path("f"), (off_t)(4 * page)), 0);
		r = mn_region_open(t_path("f"), 1, 0, -1);
		whole = slice(r, 0, 4 * page, SHARED);
		first = slice(r, 0, page, PIN);
		last = slice(r, 4 * page - 1, 1, PIN);
		IS(mn_slice_check(whole), 0);
		ck_assert_int_eq(truncate(t_path("f"), (off_t)page + 1), 0);
		IS(mn_slice_check(first), 0);
		IS(mn_region_truncated(r), 0);
		IS(mn_slice_check(last), -EIO);
		IS(mn_region_truncated(r), 1);
		IS(mn_slice_check(whole), -EIO);
		SAYS("cut short");
		ck_assert_int_eq(truncate(t_path("f"), (off_t)(4 * page)), 0);
		IS(mn_slice_check(whole), 0);
		IS(mn_slice_close(whole), 0);
		IS(mn_slice_close(first), 0);
		IS(mn_slice_close(last), 0);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

T_MAIN("slice", what_a_slice_knows, raw_pointer_of_a_file, held_regions, who_keeps_out_whom, protection_and_slices, holders_are_listed, release,
       waiting, the_region_goes_while_somebody_waits, no_deadlock_of_two, slices_in_a_child, slices_of_other_threads_in_a_child,
       waiting_and_signals, words_and_signals, check_tells_what_is_gone, T_SLOW, refused_at_once)
