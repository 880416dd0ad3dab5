/* How a follower waits: watching or looking at intervals, without a busy loop,
   and beside a writer that rotates its log all the time. */

#include "helpers.h"

#include <stdatomic.h>
#include <time.h>

enum { LONG_MS = 60000 };

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static void add(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* ---- Without a watch ---- */

/* This process may open `more` descriptors besides those that it has. */
static void allow(int more)
{
	struct rlimit limit;
	int next = dup(0);

	ck_assert_int_ge(next, 0);
	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = (rlim_t)(next + more);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void gives(int64_t f, const char *text)
{
	char got[64] = "";
	int64_t r = mn_follow_next(f, got, sizeof got - 1, LONG_MS);

	ck_assert_msg(r == (int64_t)strlen(text) && strcmp(got, text) == 0, "%" PRId64 ": \"%s\" and not \"%s\"; %s", r, got, text,
	              r < 0 ? mn_error_detail() : "");
}

struct later {
	const char *path, *text;
	int replaces;
	pthread_t thread;
};

static void *change_later(void *argument)
{
	const struct later *l = argument;

	nap(30);
	if (l->replaces)
		unlink(l->path);
	add(l->path, l->text);
	return NULL;
}

static void follows_everything(const char *path)
{
	struct later l = { path, "two\n", 0, 0 };
	int64_t f;

	add(path, "one\n");
	f = mn_follow_open(path, 0);
	ck_assert_int_gt(f, 0);
	/* A descriptor for the new file, and none for a watch, which needs two. */
	allow(1);
	gives(f, "one\n");
	ck_assert_int_eq(pthread_create(&l.thread, NULL, change_later, &l), 0);
	/* The writer in this process needs the descriptor, too. */
	pthread_join(l.thread, NULL);
	gives(f, "two\n");
	ck_assert_int_eq(truncate(path, 0), 0);
	add(path, "3\n");
	gives(f, "3\n");
	l.replaces = 1;
	l.text = "four\n";
	ck_assert_int_eq(pthread_create(&l.thread, NULL, change_later, &l), 0);
	pthread_join(l.thread, NULL);
	gives(f, "four\n");
	IS(mn_follow_close(f), 0);
}

/* The process has no descriptors left for a watch. */
START_TEST(without_a_watch)
{
	if (t_under_valgrind())
		t_skip("valgrind keeps descriptors of its own below the limit");
	follows_everything(t_path("a"));
}
END_TEST

/* No descriptor at all: the new file cannot be opened.  That is an error, and nothing is
   lost by it. */
START_TEST(without_a_descriptor)
{
	const char *path = t_path("b");
	struct rlimit limit;
	int64_t f;
	char b[8];

	if (t_under_valgrind())
		t_skip("valgrind keeps descriptors of its own below the limit");
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	add(path, "one\n");
	f = mn_follow_open(path, 0);
	ck_assert(rename(path, t_path("b.1")) == 0);
	add(path, "two\n");
	allow(0);
	gives(f, "one\n");
	IS(mn_follow_next(f, b, sizeof b, -1), -EMFILE);
	IS(mn_follow_open(path, 0), -EMFILE);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	gives(f, "two\n");
	IS(mn_follow_close(f), 0);
}
END_TEST

static void *wait_for_bytes(void *follower)
{
	char b[8];

	return (void *)(intptr_t)mn_follow_next(*(const int64_t *)follower, b, sizeof b, -1);
}

/* A waiter that sleeps without a watch is woken, too. */
START_TEST(closed_without_a_watch)
{
	const char *path = t_path("c");
	struct timespec from, to;
	pthread_t thread;
	void *result;
	int64_t f;

	if (t_under_valgrind())
		t_skip("valgrind keeps descriptors of its own below the limit");
	add(path, "");
	f = mn_follow_open(path, 0);
	allow(1);
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_bytes, &f), 0);
	nap(50);
	clock_gettime(CLOCK_MONOTONIC, &from);
	IS(mn_follow_close(f), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	IS((intptr_t)result, -EBADF);
	ck_assert_int_lt(to.tv_sec - from.tv_sec, 30);
}
END_TEST

/* ---- No busy loop ---- */

/* The processor time of this process so far, in milliseconds, and how often it slept. */
static int64_t used_ms(long *sleeps)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	*sleeps = u.ru_nvcsw;
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000;
}

static void waits_quietly(const char *path)
{
	int64_t f = mn_follow_open(path, MN_FOLLOW_END), used;
	long sleeps, before;
	char b[8];

	ck_assert_int_gt(f, 0);
	used = used_ms(&before);
	IS(mn_follow_next(f, b, sizeof b, 1500), -ETIMEDOUT);
	used = used_ms(&sleeps) - used;
	/* A loop without sleep uses all of the time, and one that sleeps a millisecond wakes
	   1500 times. */
	ck_assert_msg(used < (t_is_slow() ? 1200 : 300), "%" PRId64 " ms of processor time", used);
	ck_assert_msg(sleeps - before < 300, "%ld sleeps", sleeps - before);
	IS(mn_follow_close(f), 0);
}

START_TEST(a_wait_uses_no_processor)
{
	add(t_path("d"), "text\n");
	waits_quietly(t_path("d"));
	waits_quietly(t_path("missing"));
	waits_quietly(t_path("missing/too"));
	if (!t_under_valgrind()) {
		allow(1);
		waits_quietly(t_path("d"));
	}
}
END_TEST

/* Other files of the directory do not wake it for a look. */
static void *make_noise(void *stop)
{
	char noise[600];

	snprintf(noise, sizeof noise, "%s", t_path("noise"));
	for (int i = 0; !__atomic_load_n((int *)stop, __ATOMIC_ACQUIRE); i++) {
		add(noise, "noise");
		unlink(noise);
		if (i % 100 == 99)
			nap(1);
	}
	return NULL;
}

START_TEST(a_busy_directory)
{
	char path[600], b[8];
	int stop = 0;
	pthread_t thread;
	int64_t f;

	snprintf(path, sizeof path, "%s", t_path("e"));
	add(path, "");
	f = mn_follow_open(path, 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, make_noise, &stop), 0);
	for (int i = 0; i < 50; i++) {
		IS(mn_follow_next(f, b, sizeof b, 5), -ETIMEDOUT);
		add(path, "x\n");
		IS(mn_follow_next(f, b, sizeof b, LONG_MS), 2);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- Files that come and go between two looks ---- */

static void is_watched(int64_t f)
{
	char b[8];

	IS(mn_follow_next(f, b, sizeof b, 1), -ETIMEDOUT);
}

/* The system reports the new names of files that were renamed before a look. */
START_TEST(files_renamed_before_a_look)
{
	char log[600], to[640], text[32];
	int before;
	int64_t f;

#if !defined MN_LINUX
	t_skip("this system reports no changes");
#endif
	snprintf(log, sizeof log, "%s", t_path("quick"));
	add(log, "");
	f = mn_follow_open(log, 0);
	before = t_descriptors();
	is_watched(f);
	for (int i = 0; i < 25; i++) {
		snprintf(text, sizeof text, "file %d\n", i);
		add(log, text);
		snprintf(to, sizeof to, "%s.%d", log, i);
		ck_assert_int_eq(rename(log, to), 0);
	}
	for (int i = 0; i < 25; i++) {
		snprintf(text, sizeof text, "file %d\n", i);
		gives(f, text);
	}
	is_watched(f);
	/* Only the last file is open, besides the watch. */
	ck_assert_int_le(t_descriptors(), before + 2);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* logrotate's numbers: each file gets a new name with each rotation, and the oldest one is
   removed.  What was read already does not come back. */
START_TEST(names_that_move_on)
{
	char log[600], from[640], to[640], text[32];
	int64_t f;
	int n = 0;

#if !defined MN_LINUX
	t_skip("this system reports no changes");
#endif
	snprintf(log, sizeof log, "%s", t_path("numbered"));
	add(log, "");
	f = mn_follow_open(log, 0);
	is_watched(f);
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 4; i++) {
			snprintf(text, sizeof text, "file %d\n", n + i);
			add(log, text);
			for (int k = 6; k >= 0; k--) {
				snprintf(from, sizeof from, k ? "%s.%d" : "%s", log, k);
				snprintf(to, sizeof to, "%s.%d", log, k + 1);
				if (rename(from, to) < 0)
					ck_assert_int_eq(errno, ENOENT);
			}
		}
		for (int i = 0; i < 4; i++) {
			snprintf(text, sizeof text, "file %d\n", n++);
			gives(f, text);
			/* A look in the middle, before or after the file is there. */
			if (i == round % 5 && round % 2)
				add(log, "");
		}
		is_watched(f);
	}
	/* A name that another file took leads nowhere. */
	add(log, "lost\n");
	snprintf(to, sizeof to, "%s.lost", log);
	ck_assert(rename(log, to) == 0 && unlink(to) == 0);
	add(to, "another file\n");
	add(log, "kept\n");
	gives(f, "kept\n");
	is_watched(f);
	/* Moved away and back. */
	snprintf(to, sizeof to, "%s.away", log);
	ck_assert(rename(log, to) == 0 && rename(to, log) == 0);
	add(log, "more\n");
	gives(f, "more\n");
	is_watched(f);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- A writer that rotates ---- */

/* The writer's numbers go up by one in each line, through all files.  It changes files
   when the follower has come to the present one: who looks never, misses files. */
struct shared {
	_Atomic int64_t seen; /* the last number that the reader has */
};

enum { LINES = 20000,
       ROTATED = 7 };

static void writes_and_rotates(struct shared *shared, const char *log)
{
	char to[600], text[32];
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
	unsigned random = 12345;
	int first = 1;

	for (int i = 1; i <= LINES; i++) {
		int n = snprintf(text, sizeof text, "%d\n", i), half;

		/* Some lines come in two writes. */
		half = i % 5 == 0 ? n / 2 : n;
		if (write(fd, text, (size_t)half) != half || write(fd, text + half, (size_t)(n - half)) != n - half)
			_exit(1);
		random = random * 1103515245 + 12345;
		if (random >> 16 & 31)
			continue;
		while (atomic_load(&shared->seen) < first)
			sched_yield();
		first = i + 1;
		snprintf(to, sizeof to, "%s.%d", log, i % ROTATED);
		switch (random >> 24 & 3) {
		case 0:
			/* A new file, made before the old one is left. */
			if (rename(log, to) < 0)
				_exit(2);
			break;
		case 1:
			if (unlink(log) < 0)
				_exit(3);
			break;
		case 2:
			/* Another file takes the name. */
			snprintf(to, sizeof to, "%s.new", log);
			close(open(to, O_WRONLY | O_CREAT | O_EXCL, 0666));
			if (rename(to, log) < 0)
				_exit(4);
			break;
		case 3:
			/* Some last lines for the file that has lost its name. */
			if (rename(log, to) < 0)
				_exit(5);
			close(open(log, O_WRONLY | O_CREAT | O_EXCL, 0666));
		continue_old:
			if (i < LINES) {
				n = snprintf(text, sizeof text, "%d\n", ++i);
				if (write(fd, text, (size_t)n) != n)
					_exit(6);
				first = i + 1;
				if (i % 3)
					goto continue_old;
			}
			break;
		}
		close(fd);
		fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
		if (fd < 0)
			_exit(7);
	}
	_exit(0);
}

/* Every line arrives once, in order. */
START_TEST(a_writer_rotates)
{
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const char *log = t_path("rotated");
	int64_t f = mn_follow_open(log, 0), number = 0, expected = 1, files = 0;
	int status;
	char b[100];
	pid_t pid;

	ck_assert_int_gt(f, 0);
	fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		writes_and_rotates(shared, log);
	while (expected <= LINES) {
		int64_t n = mn_follow_next(f, b, sizeof b, LONG_MS);

		ck_assert_msg(n > 0, "at %" PRId64 ": %s", expected, mn_error_detail());
		for (int64_t i = 0; i < n; i++)
			if (b[i] != '\n') {
				number = number * 10 + b[i] - '0';
			} else {
				ck_assert_msg(number == expected, "%" PRId64 " and not %" PRId64, number, expected);
				atomic_store(&shared->seen, expected);
				expected++;
				number = 0;
			}
		files = mn_follow_generation(f);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	IS(status, 0);
	ck_assert_int_gt(files, 100);
	IS(mn_follow_next(f, b, sizeof b, 0), -ETIMEDOUT);
	IS(mn_follow_close(f), 0);
}
END_TEST

T_MAIN("watch", without_a_watch, without_a_descriptor, closed_without_a_watch, files_renamed_before_a_look,
       names_that_move_on, a_busy_directory, T_SLOW,
       a_wait_uses_no_processor, a_writer_rotates)
