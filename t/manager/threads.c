/* Threads and processes. */

#include "helpers.h"

/* ---- Threads ---- */

enum { WORKERS = 4, KEPT = 8 };

struct worker {
	int64_t m, owner;
	unsigned seed;
	int rounds, *stop;
	int64_t done;
	const char *wrong;
	int64_t result;
};

static unsigned below(struct worker *w, unsigned n)
{
	w->seed = w->seed * 1103515245 + 12345;
	return (w->seed >> 8) % n;
}

static int wrong(struct worker *w, const char *what, int64_t result)
{
	if (!w->wrong) {
		w->wrong = what;
		w->result = result;
	}
	return 0;
}

/* One step of a worker that has its own owner.  No other thread changes its
   mappings, so every result is known, unless the manager is closed. */
static int step(struct worker *w, int64_t *ids, uint64_t *lengths)
{
	unsigned i = below(w, KEPT);
	uint64_t length = 1 + below(w, 20000);
	char byte = (char)('a' + i);
	int64_t r, sum = 0, count = 0;

	if (!ids[i]) {
		r = below(w, 3) ? mn_manager_map_anonymous(w->m, w->owner, length)
		    : mn_manager_map(w->m, w->owner, "f", 0, -1, PROT_READ, 1);
		if (r <= 0)
			return wrong(w, "map", r);
		ids[i] = r;
		lengths[i] = (uint64_t)mn_manager_info(w->m, w->owner, r, "length");
		return 1;
	}
	switch (below(w, 6)) {
	case 0:
		r = mn_manager_unmap(w->m, w->owner, ids[i], 0);
		ids[i] = 0;
		return r == 0 ? 1 : wrong(w, "unmap", r);
	case 1:
		r = mn_manager_info(w->m, w->owner, ids[i], "kind");
		if (r == 1) {
			r = mn_manager_resize(w->m, w->owner, ids[i], length);
			lengths[i] = length;
		}
		return r == 0 ? 1 : wrong(w, "resize", r);
	case 2:
		r = mn_manager_write(w->m, w->owner, ids[i], 0, &byte, 1);
		return r == 1 || r == -EACCES ? 1 : wrong(w, "write", r);
	case 3:
		r = mn_manager_read(w->m, w->owner, ids[i], lengths[i] - 1, &byte, 1);
		return r == 1 ? 1 : wrong(w, "read", r);
	case 4:
		for (unsigned k = 0; k < KEPT; k++)
			if (ids[k]) {
				count++;
				sum += (int64_t)lengths[k];
			}
		r = mn_manager_owner_info(w->m, w->owner, w->owner, "bytes");
		if (r != sum)
			return wrong(w, "bytes", r);
		r = mn_manager_owner_info(w->m, w->owner, w->owner, "mappings");
		return r == count ? 1 : wrong(w, "mappings", r);
	default:
		r = mn_manager_read(w->m, w->owner + 1, ids[i], 0, &byte, 1);
		return r == -EPERM ? 1 : wrong(w, "another's", r);
	}
}

static void *work(void *argument)
{
	struct worker *w = argument;
	int64_t ids[KEPT] = { 0 };
	uint64_t lengths[KEPT] = { 0 };

	for (int i = 0; i < w->rounds && !__atomic_load_n(w->stop, __ATOMIC_ACQUIRE); i++) {
		if (!step(w, ids, lengths))
			return NULL;
		w->done++;
	}
	return NULL;
}

static void start(pthread_t *threads, struct worker *workers, int64_t m, int rounds, int *stop)
{
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){ m, 100 + 2 * i, (unsigned)i * 7919 + 1, rounds, stop, 0, NULL, 0 };
		IS(mn_manager_grant(m, workers[i].owner, READ_FILES), 0);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
}

START_TEST(threads_with_owners_of_their_own)
{
	int64_t m = manager(), sum = 0;
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	int stop = 0;

	put("f", "file");
	start(threads, workers, m, share(40000), &stop);
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!workers[i].wrong, "%s: %s", workers[i].wrong, mn_error_name(workers[i].result));
	}
	for (int i = 0; i < WORKERS; i++)
		sum += owner_info(m, workers[i].owner, "mappings");
	IS(mn_manager_statistic(m, "mappings"), sum);
	for (int i = 0; i < WORKERS; i++) {
		int64_t has = owner_info(m, workers[i].owner, "mappings");

		IS(mn_manager_close_owner(m, workers[i].owner, 0, NULL), has);
	}
	IS(mn_manager_statistic(m, "mappings"), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_statistic("regions"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* A call that runs while the manager is closed returns an error, and nothing
   leaks. */
START_TEST(closed_while_threads_map)
{
	int before = t_descriptors();

	for (int round = 0; round < (share(60) < 4 ? 4 : share(60)); round++) {
		int64_t m = manager();
		struct worker workers[WORKERS];
		pthread_t threads[WORKERS];
		int stop = 0;

		put("f", "file");
		start(threads, workers, m, 1 << 30, &stop);
		nap(round % 8);
		IS(mn_manager_close(m), 0);
		for (int i = 0; i < WORKERS; i++) {
			pthread_join(threads[i], NULL);
			/* What the worker takes for a wrong number is -EBADF, or comes of it. */
			ck_assert_msg(workers[i].result == -EBADF || workers[i].result == -ERANGE, "%s: %s",
			              workers[i].wrong ? workers[i].wrong : "nothing", mn_error_name(workers[i].result));
		}
		IS(mn_statistic("regions"), 0);
		IS(mn_statistic("managers"), 0);
		IS(lines_in_maps(root), 0);
	}
	IS(t_descriptors(), before);
}
END_TEST

/* ---- Many threads, one mapping ---- */

struct shared_work {
	int64_t m, id, bytes, wins;
	pthread_barrier_t *together;
	int how;
	unsigned seed;
};

static void *give_up(void *argument)
{
	struct shared_work *w = argument;
	int64_t bytes = 0, r;

	pthread_barrier_wait(w->together);
	if (w->how) {
		r = mn_manager_unmap(w->m, ME, w->id, 0);
		w->wins = r == 0 ? 1 : r == -EBADF ? 0 : r;
		w->bytes = -1;
	} else {
		w->wins = mn_manager_close_owner(w->m, ME, 0, &bytes);
		w->bytes = bytes;
	}
	return NULL;
}

/* Of the threads that close one mapping at once, exactly one succeeds. */
START_TEST(one_gives_up)
{
	int64_t m = mn_manager_open(NULL);
	int rounds = share(2000) < 20 ? 20 : share(2000);

	for (int round = 0; round < rounds; round++) {
		struct shared_work w[3];
		pthread_barrier_t together;
		pthread_t threads[3];
		int64_t id = mn_manager_map_anonymous(m, ME, 1000), wins = 0;

		pthread_barrier_init(&together, NULL, 3);
		for (int i = 0; i < 3; i++) {
			w[i] = (struct shared_work){ m, id, 0, 0, &together, i == round % 3 || round % 2, 0 };
			ck_assert_int_eq(pthread_create(&threads[i], NULL, give_up, &w[i]), 0);
		}
		for (int i = 0; i < 3; i++) {
			pthread_join(threads[i], NULL);
			ck_assert_msg(w[i].wins == 0 || w[i].wins == 1, "%s", mn_error_name(w[i].wins));
			ck_assert_msg(w[i].bytes == -1 || w[i].bytes == 1000 * w[i].wins, "%d", (int)w[i].bytes);
			wins += w[i].wins;
		}
		pthread_barrier_destroy(&together);
		IS(wins, 1);
		IS(mn_manager_statistic(m, "bytes"), 0);
		IS(mn_manager_statistic(m, "mappings"), 0);
		IS(mn_manager_statistic(m, "owners"), 0);
	}
	IS(mn_statistic("regions"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

static void *resize_on_and_on(void *argument)
{
	struct shared_work *w = argument;

	for (int i = 0; i < share(2000); i++) {
		int64_t r;

		w->seed = w->seed * 1103515245 + 12345;
		r = mn_manager_resize(w->m, ME, w->id, 1 + (w->seed >> 8) % 60000);
		if (r != 0 && r != -EDQUOT)
			w->wins = r;
		/* The limit holds at every moment. */
		if (mn_manager_owner_info(w->m, ME, ME, "bytes") > 50000)
			w->wins = 1;
	}
	return NULL;
}

START_TEST(resizes_at_once)
{
	int64_t m = mn_manager_open(NULL), id = mn_manager_map_anonymous(m, ME, 100);
	struct shared_work w[3];
	pthread_t threads[3];

	IS(mn_manager_limit(m, ME, -1, 50000), 0);
	for (int i = 0; i < 3; i++) {
		w[i] = (struct shared_work){ m, id, 0, 0, NULL, 0, (unsigned)i };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, resize_on_and_on, &w[i]), 0);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		IS(w[i].wins, 0);
	}
	IS(owner_info(m, ME, "bytes"), info(m, id, "length"));
	IS(mn_manager_statistic(m, "bytes"), info(m, id, "length"));
	IS(mn_manager_unmap(m, ME, id, 0), 0);
	IS(mn_manager_statistic(m, "bytes"), 0);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* ---- Fork ---- */

/* In the child no call is in progress: the counts match the lists, and every
   mapping can be used and closed. */
static int in_the_child(int64_t m)
{
	int64_t listed = 0, bytes = 0, id, n;

	for (int i = 0; i < WORKERS; i++) {
		int64_t owner = 100 + 2 * i, mine = 0;

		for (id = 0; (id = mn_manager_next(m, owner, owner, id)) > 0; mine++)
			if (mn_manager_info(m, owner, id, "length") < 0 && mn_manager_unmap(m, owner, id, 0) != 0)
				return 1;
		if (mn_manager_map_anonymous(m, owner, 10) <= 0 || mn_manager_map(m, owner, "f", 0, -1, PROT_READ, 0) <= 0)
			return 2;
		n = mn_manager_owner_info(m, owner, owner, "mappings");
		listed += n;
		if (n < 2)
			return 3;
	}
	if (mn_manager_statistic(m, "mappings") != listed)
		return 4;
	for (int i = 0; i < WORKERS; i++) {
		bytes = 0;
		n = mn_manager_owner_info(m, 100 + 2 * i, 100 + 2 * i, "mappings");
		if (mn_manager_close_owner(m, 100 + 2 * i, 0, &bytes) != n)
			return 5;
	}
	if (mn_manager_statistic(m, "bytes") != 0 || mn_manager_statistic(m, "mappings") != 0)
		return 6;
	return mn_manager_close(m) == 0 ? 0 : 7;
}

/* S3-70: a child has mappings of its own, and what it does to them is its own. */
START_TEST(fork_in_the_middle)
{
	int64_t m = manager();
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	int stop = 0, forks = share(200) < 10 ? 10 : share(200);

	if (t_under_valgrind())
		t_skip("valgrind calls lost what other threads had in hand when the child was made");
	if (UNDER_ASAN)
		t_skip("a thread that is not in the child may hold a lock of the sanitizer's own allocator");
	put("f", "file");
	start(threads, workers, m, 1 << 30, &stop);
	fflush(NULL);
	for (int i = 0; i < forks; i++) {
		int status;
		pid_t pid = fork();

		/* Check has a lock of its own, which a thread may have held. */
		if (pid == 0) {
			signal(SIGALRM, SIG_DFL);
			alarm(300);
			_exit(in_the_child(m));
		}
		ck_assert_int_gt(pid, 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "child %d ended with status 0x%x", i, (unsigned)status);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(!workers[i].wrong, "%s: %s", workers[i].wrong, mn_error_name(workers[i].result));
		ck_assert_int_gt(workers[i].done, 0);
	}
	IS(mn_manager_close(m), 0);
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* S3-52: two processes have one file in common, and need no sync for it. */
static void write_hello(void *argument)
{
	int64_t m = *(int64_t *)argument;

	_exit(mn_manager_write(m, ME, 1, 0, "Hello", 5) == 5 ? 0 : 1);
}

START_TEST(two_processes)
{
	int64_t m = manager();

	put("f", "empty");
	map(m, "f", RW, 1);
	IS(t_child(write_hello, &m), 0);
	ck_assert_str_eq(bytes_of(m, 1, 0, 5), "Hello");
	IS(mn_manager_close(m), 0);
}
END_TEST

T_MAIN("threads", threads_with_owners_of_their_own, closed_while_threads_map, one_gives_up, resizes_at_once,
       two_processes,
       T_SLOW, fork_in_the_middle)
