/* Many threads and processes: no crash, no hang, no half of a write, and a
   call that races with a close ends or returns -EBADF.  This test also runs
   under the thread sanitizer. */

#include "test.h"

#include <pthread.h>
#include <time.h>

#define SLOW (UNDER_TSAN ? 10 : 1)

/* valgrind and the sanitizers are so slow that fewer rounds suffice. */
static int share(int n)
{
	return t_under_valgrind() ? n / 40 : n / SLOW;
}

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static unsigned next(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 8) % below;
}

/* ---- Everything at once ---- */

enum { SLOTS = 6, BLOCKS = 200, THREADS = 4 };

struct work {
	int64_t *slots;
	int *stop;
	unsigned seed;
	int rounds, own;
	const char *wrong;
	int64_t result;
};

/* A failure is allowed if it is one of these. */
static void allowed(struct work *w, const char *what, int64_t result)
{
	switch (result) {
	case -EBADF:
	case -ERANGE:
	case -EBUSY:
	case -EACCES:
	case -ENOENT:
		return;
	default:
		if (result < 0) {
			w->wrong = what;
			w->result = result;
		}
	}
}

static int one_value(const uint8_t *bytes, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (bytes[i] != bytes[0])
			return 0;
	return 1;
}

static int64_t open_one(struct work *w)
{
	uint64_t length = 64 * (1 + next(&w->seed, BLOCKS));
	static pthread_mutex_t paths = PTHREAD_MUTEX_INITIALIZER;
	char name[64], path[600];
	int64_t r;

	switch (next(&w->seed, 3)) {
	case 0:
		return mn_region_anonymous(length);
	case 1:
		return mn_region_memfd("m", length, MFD_ALLOW_SEALING);
	default:
		snprintf(name, sizeof name, "%d-%u-%u", w->own, w->seed, (unsigned)w->rounds);
		/* t_path has one set of buffers for all threads. */
		pthread_mutex_lock(&paths);
		snprintf(path, sizeof path, "%s", t_path(name));
		pthread_mutex_unlock(&paths);
		r = mn_region_create(path, length);
		unlink(path);
		return r;
	}
}

static void *do_anything(void *argument)
{
	struct work *w = argument;
	uint8_t bytes[64];
	uint32_t word;

	for (; w->rounds > 0 && !w->wrong && !__atomic_load_n(w->stop, __ATOMIC_ACQUIRE); w->rounds--) {
		int64_t *slot = &w->slots[next(&w->seed, SLOTS)], id = __atomic_load_n(slot, __ATOMIC_ACQUIRE), s, c, n;
		uint64_t block = 64 * (1 + next(&w->seed, BLOCKS - 1));
		unsigned what = next(&w->seed, 100);

		if (what < 35) {
			n = mn_region_read(id, block, bytes, 64);
			if (n == 64 && !one_value(bytes, 64))
				w->wrong = "a read saw half of a write";
			allowed(w, "read", n);
		} else if (what < 55) {
			memset(bytes, (int)next(&w->seed, 256), 64);
			allowed(w, "write", mn_region_write(id, block, bytes, 64));
		} else if (what < 58) {
			allowed(w, "fill", mn_region_fill(id, block, 64, next(&w->seed, 256)));
		} else if (what < 61) {
			allowed(w, "move", mn_region_move(id, block, 64 * (1 + next(&w->seed, BLOCKS - 1)), 64));
		} else if (what < 65) {
			/* The first block is for these alone. */
			allowed(w, "atomic add", mn_region_atomic_add_u32(id, 4 * next(&w->seed, 16), 1, NULL));
			allowed(w, "atomic load", mn_region_atomic_load_u32(id, 4 * next(&w->seed, 16), &word));
		} else if (what < 69) {
			c = mn_cursor_open(id);
			allowed(w, "cursor open", c);
			if (c > 0) {
				/* The atomic operations show the value before. */
				n = mn_cursor_seek(c, (int64_t)block, 0);
				allowed(w, "seek", n);
				if (n > 0)
					n = mn_cursor_read(c, bytes, 64);
				if (n == 64 && mn_cursor_tell(c) % 64 == 0 && mn_cursor_tell(c) > 64 && !one_value(bytes, 64))
					w->wrong = "a cursor saw half of a write";
				allowed(w, "cursor read", n);
				IS(mn_cursor_close(c), 0);
			}
		} else if (what < 75) {
			allowed(w, "find", mn_region_find(id, 64, UINT64_MAX, "\1\2", 2));
			allowed(w, "count", mn_region_count(id, 64, UINT64_MAX, "\1", 1));
			allowed(w, "rfind", mn_region_rfind(id, 64, UINT64_MAX, "\1", 1));
		} else if (what < 81) {
			s = mn_slice_open(id, block, 64, (int32_t)next(&w->seed, 3), (int32_t)next(&w->seed, 3));
			allowed(w, "slice", s);
			if (s > 0) {
				if (mn_slice_mode(s) == 2)
					memset((void *)(intptr_t)mn_slice_address(s), (int)next(&w->seed, 256), 64);
				else if (mn_slice_mode(s) == 1 && !one_value((void *)(intptr_t)mn_slice_address(s), 64))
					w->wrong = "a slice saw half of a write";
				allowed(w, "check", mn_slice_check(s));
				allowed(w, "next slice", mn_region_next_slice(id, 0));
				IS(mn_slice_close(s), 0);
			}
		} else if (what < 87) {
			int64_t result = mn_region_resize(id, 64 * (1 + next(&w->seed, 2 * BLOCKS)));

			allowed(w, "resize", result == -EAGAIN ? 0 : result);
		} else if (what < 89) {
			allowed(w, "sync", mn_region_sync(id, 0, 64, MS_ASYNC));
			allowed(w, "refresh", mn_region_refresh(id));
			allowed(w, "resident", mn_region_resident(id));
		} else if (what < 91) {
			allowed(w, "length", mn_region_length(id));
			allowed(w, "file size", mn_region_file_size(id) == -ENOTCONN ? 0 : mn_region_file_size(id) == -ENOTCONN);
			allowed(w, "advice", mn_region_advise(id, 0, 64, MADV_NORMAL));
			(void)mn_statistic("regions");
		} else if (what < 92) {
			allowed(w, "discard", mn_region_discard(id, 0, 0));
			allowed(w, "protect", mn_region_protect(id, 0, 64, 3));
		} else if (what < 93) {
			int64_t result = mn_region_wait_u32(id, 0, 12345, 1);

			allowed(w, "wait", result == -EAGAIN || result == -ETIMEDOUT ? 0 : result);
			allowed(w, "wake", mn_region_wake_u32(id, 0, 1));
		} else {
			int64_t fresh = open_one(w);

			if (fresh <= 0) {
				w->wrong = "open";
				w->result = fresh;
				break;
			}
			/* A thread that takes an id out of its slot must
			   close it. */
			id = __atomic_exchange_n(slot, fresh, __ATOMIC_ACQ_REL);
			if (id && next(&w->seed, 2)) {
				IS(mn_region_release(id), 0);
			} else if (id) {
				while ((n = mn_region_close(id)) == -EBUSY)
					nap(1);
				IS(n, 0);
			}
			if (id)
				IS(mn_region_length(id), -EBADF);
		}
	}
	return NULL;
}

START_TEST(everything_at_once)
{
	int64_t slots[SLOTS] = { 0 };
	struct work w[THREADS];
	pthread_t threads[THREADS];
	int stop = 0;

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct work){ slots, &stop, (unsigned)i * 7919 + 1, share(40000), i, NULL, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, do_anything, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!w[i].wrong, "%s: %s", w[i].wrong, mn_error_name(w[i].result));
	}
	for (int i = 0; i < SLOTS; i++)
		if (slots[i])
			IS(mn_region_close(slots[i]), 0);
	IS(mn_statistic("regions"), 0);
	IS(mn_statistic("slices"), 0);
	IS(mn_statistic("cursors"), 0);
	IS(mn_statistic("close_errors"), 0);
}
END_TEST

/* ---- Readers that enter without a lock, and an occasional writer ---- */

struct blocks {
	int64_t region;
	int stop, reads;
	long wrong, done;
	size_t size;
};

enum { LARGEST = 9000 };

static void *read_blocks(void *argument)
{
	struct blocks *b = argument;
	uint8_t bytes[LARGEST];

	for (int i = 0; i < b->reads; i++)
		if (mn_region_read(b->region, 0, bytes, b->size) != (int64_t)b->size || !one_value(bytes, b->size))
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&b->done, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* A reader that relies on the bias, and the writer that removes it. */
static void half_writes(int mode, size_t size, int reads)
{
	struct blocks b = { mn_region_anonymous(size), 0, share(reads), 0, 0, size };
	pthread_t threads[3];
	uint8_t bytes[LARGEST];
	unsigned seed = 5;

	if (mn_guard(mode) != mode)
		t_skip("this kernel lets no process copy its own memory");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_blocks, &b), 0);
	for (unsigned i = 0; __atomic_load_n(&b.done, __ATOMIC_ACQUIRE) < 3; i++) {
		memset(bytes, (int)i, size);
		if (i % 3 == 0)
			IS(mn_region_fill(b.region, 0, size, i % 256), 0);
		else
			IS(mn_region_write(b.region, 0, bytes, size), (int64_t)size);
		/* Long enough now and then for the lock to be biased again. */
		for (unsigned k = next(&seed, 4) ? 0 : next(&seed, 3000); k > 0; k--)
			(void)mn_region_get_u8(b.region, 0);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(b.wrong, 0);
	IS(mn_region_close(b.region), 0);
}

START_TEST(no_half_of_a_write)
{
	half_writes(0, 64, 400000);
}
END_TEST

/* More than a page, and more than what goes through a buffer of its own. */
START_TEST(no_half_of_a_long_write)
{
	half_writes(0, 3000, 20000);
	half_writes(0, LARGEST, 20000);
}
END_TEST

START_TEST(no_half_of_a_write_without_a_handler)
{
	half_writes(1, 64, 20000);
	half_writes(1, LARGEST, 5000);
	half_writes(2, 64, 20000);
}
END_TEST

/* ---- Closing ---- */

static void *use_until_closed(void *argument)
{
	struct blocks *b = argument;
	uint8_t bytes[64];

	for (;;) {
		int64_t id = __atomic_load_n(&b->region, __ATOMIC_ACQUIRE), n;

		if (__atomic_load_n(&b->stop, __ATOMIC_ACQUIRE))
			return NULL;
		n = mn_region_read(id, 0, bytes, 64);
		if ((n == 64 && !one_value(bytes, 64)) || (n != 64 && n != -EBADF))
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
		n = mn_region_write(id, 0, bytes, 64);
		if (n != 64 && n != -EBADF)
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
		n = mn_region_find(id, 0, 64, "no such bytes", 13);
		if (n != -ENOENT && n != -EBADF)
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
		n = mn_region_path(id, NULL, 0);
		if (n != -ENOENT && n != -EBADF)
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
	}
}

START_TEST(a_race_with_close)
{
	struct blocks b = { mn_region_anonymous(64), .size = 64 };
	pthread_t threads[3];

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, use_until_closed, &b), 0);
	for (int i = 0; i < share(4000); i++) {
		int64_t fresh = mn_region_anonymous(64), old = __atomic_exchange_n(&b.region, fresh, __ATOMIC_ACQ_REL);

		IS(mn_region_close(old), 0);
		IS(mn_region_close(old), -EBADF);
	}
	__atomic_store_n(&b.stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(b.wrong, 0);
	IS(mn_region_close(b.region), 0);
}
END_TEST

static void *ask_on_and_on(void *argument)
{
	struct blocks *b = argument;

	while (!__atomic_load_n(&b->stop, __ATOMIC_ACQUIRE))
		(void)mn_region_path(b->region, NULL, 0);
	return NULL;
}

/* Overlapping calls that pin the region briefly do not block a change
   forever. */
START_TEST(changes_come_through)
{
	struct blocks b = { mn_region_anonymous(64), .size = 64 };
	pthread_t threads[6];

	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_on_and_on, &b), 0);
	for (int i = 0; i < 20; i++)
		IS(mn_region_resize(b.region, 64 + (uint64_t)i), 0);
	IS(mn_region_close(b.region), 0);
	__atomic_store_n(&b.stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
}
END_TEST

/* ---- Waiting and waking ---- */

static void *wait_for_close(void *argument)
{
	struct blocks *b = argument;

	b->done = mn_region_wait_u32(b->region, 0, 0, -1);
	return NULL;
}

START_TEST(close_wakes_who_waits)
{
	for (int way = 0; way < 2; way++) {
		struct blocks b = { way ? mn_region_memfd("m", 64, 0) : mn_region_anonymous(64), .done = 1, .size = 64 };
		pthread_t thread;

		ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_close, &b), 0);
		nap(30);
		IS(way ? mn_region_release(b.region) : mn_region_close(b.region), 0);
		pthread_join(thread, NULL);
		IS(b.done, -EBADF);
	}
}
END_TEST

/* Plays the other side: waits for 2n + 1, answers with 2n + 2. */
static int answer(int64_t r, uint32_t turns)
{
	for (uint32_t i = 0; i < turns; i++) {
		uint32_t now;

		for (;;) {
			if (mn_region_atomic_load_u32(r, 4, &now) != 0)
				return 1;
			if (now == 2 * i + 1)
				break;
			(void)mn_region_wait_u32(r, 4, now, 1000);
		}
		if (mn_region_atomic_store_u32(r, 4, 2 * i + 2) != 0 || mn_region_wake_u32(r, 4, 1) < 0)
			return 2;
	}
	return 0;
}

static void *answer_in_a_thread(void *argument)
{
	struct blocks *b = argument;

	b->wrong = answer(b->region, (uint32_t)b->reads);
	return NULL;
}

static void ask(int64_t r, uint32_t turns)
{
	for (uint32_t i = 0; i < turns; i++) {
		uint32_t now;

		IS(mn_region_atomic_store_u32(r, 4, 2 * i + 1), 0);
		ck_assert_int_ge(mn_region_wake_u32(r, 4, 1), 0);
		for (;;) {
			IS(mn_region_atomic_load_u32(r, 4, &now), 0);
			if (now == 2 * i + 2)
				break;
			(void)mn_region_wait_u32(r, 4, now, 1000);
		}
	}
}

/* S2-32: a place to signal, between threads and between processes. */
START_TEST(wait_and_wake)
{
	struct blocks b = { mn_region_anonymous(64), .reads = share(2000), .size = 64 };
	int64_t f, a;
	pthread_t thread;
	int status;
	pid_t pid;

	ck_assert_int_eq(pthread_create(&thread, NULL, answer_in_a_thread, &b), 0);
	ask(b.region, (uint32_t)b.reads);
	pthread_join(thread, NULL);
	ck_assert_int_eq(b.wrong, 0);
	IS(mn_region_close(b.region), 0);
	/* Two mappings of one file in two processes. */
	f = mn_region_create(t_path("signals"), 64);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		signal(SIGALRM, SIG_DFL);
		alarm(300);
		a = mn_region_open(t_path("signals"), 2, 0, -1);
		_exit(a > 0 ? answer(a, (uint32_t)b.reads) : 9);
	}
	ask(f, (uint32_t)b.reads);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	IS(mn_region_close(f), 0);
}
END_TEST

/* ---- Threads that come and go ---- */

static void *read_once(void *argument)
{
	struct blocks *b = argument;

	for (int i = 0; i < 50; i++)
		if (mn_region_get_u8(b->region, 0) != 7)
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
	return NULL;
}

START_TEST(threads_come_and_go)
{
	struct blocks b = { mn_region_anonymous(64), .size = 64 };

	IS(mn_region_set_u8(b.region, 0, 7), 0);
	for (int i = 0; i < share(1000) + 10; i++) {
		pthread_t threads[4];

		for (int k = 0; k < 4; k++)
			ck_assert_int_eq(pthread_create(&threads[k], NULL, read_once, &b), 0);
		IS(mn_region_set_u8(b.region, 0, 7), 0);
		for (int k = 0; k < 4; k++)
			pthread_join(threads[k], NULL);
	}
	ck_assert_int_eq(b.wrong, 0);
	IS(mn_region_close(b.region), 0);
}
END_TEST

/* ---- Fork in the middle of it ---- */

static int in_the_child(const int64_t *kept)
{
	uint8_t bytes[64];
	int64_t fresh, s, c;

	for (int i = 0; i < 3; i++) {
		if (mn_region_read(kept[i], 0, bytes, 64) != 64 || mn_region_write(kept[i], 64, bytes, 64) != 64)
			return 1;
		if (mn_region_resize(kept[i], 200) != 0 || mn_region_find(kept[i], 0, 200, "none of it", 10) != -ENOENT)
			return 2;
		s = mn_slice_open(kept[i], 0, 10, 1, 0);
		c = mn_cursor_open(kept[i]);
		if (s <= 0 || c <= 0 || mn_cursor_read(c, bytes, 64) != 64 || mn_region_close(kept[i]) != -EBUSY)
			return 3;
		if (mn_slice_close(s) != 0 || mn_cursor_close(c) != 0 || mn_region_close(kept[i]) != 0)
			return 4;
	}
	fresh = mn_region_anonymous(5000);
	if (fresh <= 0 || mn_region_fill(fresh, 0, 5000, 1) != 0 || mn_region_close(fresh) != 0)
		return 5;
	/* Every object can be queried and closed. */
	for (int64_t id = 1; id < 2000; id++)
		if (mn_region_length(id) >= 0) {
			for (int64_t held; (held = mn_region_next_slice(id, 0)) > 0;)
				if (mn_slice_close(held) != 0)
					return 6;
			if (mn_region_close(id) != 0)
				return 7;
		}
	return mn_guard(-1) == 0 ? 0 : 8;
}

START_TEST(fork_in_the_middle)
{
	int64_t slots[SLOTS] = { 0 }, kept[3];
	struct work w[THREADS];
	pthread_t threads[THREADS];
	int stop = 0, forks = share(200) < 10 ? 10 : share(200);

	if (t_under_valgrind())
		t_skip("valgrind calls lost what other threads had in hand when the child was made");
	if (UNDER_ASAN)
		t_skip("a thread that is not in the child may hold a lock of the sanitizer's own allocator");
	kept[0] = mn_region_anonymous(128);
	kept[1] = mn_region_memfd("m", 128, MFD_ALLOW_SEALING);
	kept[2] = mn_region_create(t_path("kept"), 128);
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct work){ slots, &stop, (unsigned)i * 7919 + 1, 1 << 30, i, NULL, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, do_anything, &w[i]), 0);
	}
	fflush(NULL);
	for (int i = 0; i < forks; i++) {
		int status;
		pid_t pid = fork();

		/* Check has a lock of its own, which a thread may have held. */
		if (pid == 0) {
			signal(SIGALRM, SIG_DFL);
			alarm(300);
			_exit(in_the_child(kept));
		}
		ck_assert_int_gt(pid, 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "child %d ended with status 0x%x", i, (unsigned)status);
		/* The children's writes to the file are visible to all. */
		ck_assert_int_gt(mn_region_refresh(kept[2]), 0);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!w[i].wrong, "%s: %s", w[i].wrong, mn_error_name(w[i].result));
	}
}
END_TEST

T_MAIN("threads", no_half_of_a_write, no_half_of_a_write_without_a_handler, a_race_with_close,
       changes_come_through, close_wakes_who_waits, wait_and_wake, threads_come_and_go,
       T_SLOW, everything_at_once, no_half_of_a_long_write, fork_in_the_middle)
