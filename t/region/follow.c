/* Followers: files that grow, are cut and are replaced.  Every wait has a limit
   that only a failure reaches. */

#include "helpers.h"
#include "waiting.h"

#include <time.h>

/* ---- Helpers ---- */

enum { LONG_MS = 60000 };

static void nap(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* Adds text to a file, which is made if it is missing. */
static void add(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0666);

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void moves(const char *from, const char *to)
{
	ck_assert_msg(rename(from, to) == 0, "%s: %s", from, strerror(errno));
}

/* A path in a folder of this test and its children. */
static const char *in(const char *name)
{
	static char paths[256][600], folder[512];
	static int n;

	if (!*folder) {
		snprintf(folder, sizeof folder, "%s%d", t_path(""), (int)getpid());
		ck_assert_int_eq(mkdir(folder, 0777), 0);
	}
	n = (n + 1) % 256;
	snprintf(paths[n], sizeof paths[n], "%s/%s", folder, name);
	return paths[n];
}

static int64_t followed(const char *path, int64_t from)
{
	int64_t f = mn_follow_open(path, from);

	ck_assert_msg(f > 0, "%s: %s", path, mn_error_detail());
	return f;
}

/* Exactly these bytes come, in pieces of at most `most`. */
static void gives_in(int64_t f, const char *text, size_t most)
{
	char got[400] = "";
	size_t n = 0;

	while (n < strlen(text)) {
		int64_t r = mn_follow_next(f, got + n, most, LONG_MS);

		ck_assert_msg(r > 0, "after \"%s\" of \"%s\": %s", got, text, mn_error_detail());
		n += (size_t)r;
		ck_assert_uint_lt(n, sizeof got - most);
		got[n] = 0;
		ck_assert_msg(strncmp(got, text, n) == 0, "\"%s\" and not \"%s\"", got, text);
	}
	ck_assert_str_eq(got, text);
}

static void gives(int64_t f, const char *text)
{
	gives_in(f, text, 64);
}

static void gives_nothing(int64_t f)
{
	char b[8] = "#######";

	IS(mn_follow_next(f, b, sizeof b, 0), -ETIMEDOUT);
	ck_assert_str_eq(b, "#######");
}

/* ---- Appending ---- */

START_TEST(bytes_are_added)
{
	const char *log = in("log");
	int64_t f, end, middle, past;

	add(log, "one\ntwo\n");
	f = followed(log, MN_FOLLOW_START);
	end = followed(log, MN_FOLLOW_END);
	middle = followed(log, 4);
	/* The file was cut since that number was right. */
	past = followed(log, 9);
	IS(mn_statistic("followers"), 4);
	IS(mn_follow_generation(f), 0);
	IS(mn_follow_offset(f), 0);
	IS(mn_follow_offset(middle), 4);
	IS(mn_follow_offset(end), 8);
	gives(f, "one\ntwo\n");
	gives(middle, "two\n");
	gives(past, "one\ntwo\n");
	gives_nothing(f);
	gives_nothing(end);
	add(log, "three\n");
	gives(end, "three\n");
	gives(f, "three\n");
	gives_in(middle, "three\n", 1);
	IS(mn_follow_generation(f), 1);
	IS(mn_follow_offset(f), 14);
	gives_nothing(f);
	for (int64_t ids[] = { f, end, middle, past }, i = 0; i < 4; i++)
		IS(mn_follow_close(ids[i]), 0);
	IS(mn_statistic("followers"), 0);
}
END_TEST

struct later {
	const char *path, *text;
	int ms;
	pthread_t thread;
};

static void *add_later(void *argument)
{
	const struct later *l = argument;

	nap(l->ms);
	add(l->path, l->text);
	return NULL;
}

/* A wait ends with the bytes, in whatever phase of the sleep these come. */
START_TEST(a_wait_for_bytes)
{
	const char *log = in("log");
	int64_t f;

	add(log, "");
	f = followed(log, 0);
	for (int i = 0; i < 10; i++) {
		struct later l = { log, "line\n", i * 7, 0 };

		ck_assert_int_eq(pthread_create(&l.thread, NULL, add_later, &l), 0);
		gives(f, "line\n");
		pthread_join(l.thread, NULL);
	}
	IS(mn_follow_close(f), 0);
}
END_TEST

START_TEST(a_time_that_runs_out)
{
	const char *log = in("log");
	struct timespec from, to;
	char b[8];
	int64_t f, passed;

	add(log, "");
	f = followed(log, 0);
	clock_gettime(CLOCK_MONOTONIC, &from);
	IS(mn_follow_next(f, b, sizeof b, 130), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &to);
	passed = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	ck_assert_int_ge(passed, 129);
	SAYS("nothing new for 130 ms");
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- Cutting ---- */

START_TEST(the_file_is_cut)
{
	const char *log = in("log");
	int64_t f;

	add(log, "one\ntwo\nhalf");
	f = followed(log, 0);
	gives(f, "one\ntwo\nhalf");
	IS(mn_follow_generation(f), 1);
	ck_assert_int_eq(truncate(log, 0), 0);
	gives_nothing(f);
	IS(mn_follow_generation(f), 1);
	IS(mn_follow_offset(f), 0);
	add(log, "new\n");
	gives(f, "new\n");
	IS(mn_follow_generation(f), 2);
	/* Cut and filled again before it is looked at. */
	ck_assert_int_eq(truncate(log, 0), 0);
	add(log, "abc");
	gives(f, "abc");
	IS(mn_follow_generation(f), 3);
	/* Cut to a part of what was given. */
	ck_assert_int_eq(truncate(log, 2), 0);
	gives(f, "ab");
	IS(mn_follow_generation(f), 4);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* logrotate's copytruncate. */
START_TEST(the_file_is_copied_and_cut)
{
	const char *log = in("log");
	int64_t f;
	int fd;

	add(log, "");
	fd = open(log, O_WRONLY | O_APPEND);
	f = followed(log, 0);
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(write(fd, "first\nsecond\n", 13), 13);
		gives(f, "first\nsecond\n");
		ck_assert_int_eq(truncate(log, 0), 0);
		ck_assert_int_eq(write(fd, "third\n", 6), 6);
		gives(f, "third\n");
		/* A cut is noticed as long as the file is shorter than what was given. */
		ck_assert_int_eq(truncate(log, 0), 0);
		gives_nothing(f);
	}
	IS(mn_follow_generation(f), 10);
	close(fd);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- Replacing ---- */

/* The old file is given to its end, with what its writer adds until it changes to the
   new one. */
START_TEST(the_file_is_renamed)
{
	const char *log = in("log"), *old = in("log.1");
	int before = t_descriptors();
	int64_t f;
	char b[3];

	add(log, "one\ntwo\n");
	f = followed(log, 0);
	IS(mn_follow_next(f, b, 3, LONG_MS), 3);
	moves(log, old);
	add(old, "three\n");
	gives(f, "\ntwo\nthree\n");
	gives_nothing(f);
	/* The new file is empty, so its writer may still be at the old one. */
	add(log, "");
	gives_nothing(f);
	add(old, "four\n");
	add(log, "five\n");
	IS(mn_follow_next(f, b, 3, LONG_MS), 3);
	gives(f, "r\n");
	IS(mn_follow_generation(f), 1);
	gives(f, "five\n");
	IS(mn_follow_generation(f), 2);
	IS(mn_follow_offset(f), 5);
	add(old, "too late\n");
	gives_nothing(f);
	IS(mn_follow_close(f), 0);
	IS(t_descriptors(), before);
}
END_TEST

/* One call gives no bytes of two files, however much it may give. */
START_TEST(a_call_gives_bytes_of_one_file)
{
	const char *log = in("log");
	char b[64];
	int64_t f;

	add(log, "half");
	f = followed(log, 0);
	moves(log, in("log.1"));
	add(log, "other\n");
	IS(mn_follow_next(f, b, sizeof b, LONG_MS), 4);
	IS(mn_follow_generation(f), 1);
	IS(mn_follow_next(f, b, sizeof b, LONG_MS), 6);
	IS(mn_follow_generation(f), 2);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* Several files wait while the first one is not read to its end. */
START_TEST(several_files_wait)
{
	const char *log = in("log");
	int before = t_descriptors();
	char text[32], to[16], byte;
	int64_t f;

	add(log, "0123456789abcdef");
	f = followed(log, 0);
	for (int i = 1; i <= 9; i++) {
		IS(mn_follow_next(f, &byte, 1, LONG_MS), 1);
		snprintf(to, sizeof to, "log.%d", i);
		moves(log, in(to));
		snprintf(text, sizeof text, "file %d\n", i);
		add(log, text);
	}
	gives_in(f, "9abcdef", 1);
	for (int i = 1; i <= 9; i++) {
		snprintf(text, sizeof text, "file %d\n", i);
		gives(f, text);
		IS(mn_follow_generation(f), i + 1);
	}
	gives_nothing(f);
	IS(mn_follow_close(f), 0);
	IS(t_descriptors(), before);
}
END_TEST

/* A quiet log is rotated again and again: the descriptors do not become more. */
START_TEST(empty_files_do_not_pile_up)
{
	const char *log = in("log");
	int before;
	char to[16];
	int64_t f;

	add(log, "first\n");
	f = followed(log, 0);
	gives(f, "first\n");
	before = t_descriptors();
	for (int i = 0; i < 40; i++) {
		snprintf(to, sizeof to, "log.%d", i);
		moves(log, in(to));
		add(log, "");
		gives_nothing(f);
	}
	ck_assert_int_le(t_descriptors(), before + 6);
	/* The writer may still have one of the last empty files open. */
	add(in("log.39"), "old\n");
	add(log, "new\n");
	gives(f, "old\n");
	gives(f, "new\n");
	IS(mn_follow_close(f), 0);
}
END_TEST

/* Removed, and made again: nothing of the old file is lost, and the new one may have the
   number that the old one had. */
START_TEST(the_file_is_removed)
{
	const char *log = in("log");
	int64_t f;

	add(log, "old\n");
	f = followed(log, 0);
	ck_assert_int_eq(unlink(log), 0);
	gives(f, "old\n");
	for (int i = 0; i < 4; i++) {
		struct later l = { log, "new\n", 20, 0 };

		gives_nothing(f);
		ck_assert_int_eq(pthread_create(&l.thread, NULL, add_later, &l), 0);
		gives(f, "new\n");
		pthread_join(l.thread, NULL);
		IS(mn_follow_generation(f), i + 2);
		ck_assert_int_eq(unlink(log), 0);
	}
	IS(mn_follow_close(f), 0);
}
END_TEST

/* A file that gets its name back is the same file. */
START_TEST(the_file_comes_back)
{
	const char *log = in("log"), *away = in("away");
	int64_t f;

	add(log, "one\n");
	f = followed(log, 0);
	gives(f, "one\n");
	moves(log, away);
	gives_nothing(f);
	moves(away, log);
	add(log, "two\n");
	gives(f, "two\n");
	moves(log, away);
	add(log, "");
	gives_nothing(f);
	moves(away, log);
	add(log, "three\n");
	gives(f, "three\n");
	gives_nothing(f);
	IS(mn_follow_generation(f), 1);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- Paths ---- */

START_TEST(a_file_that_comes_later)
{
	const char *log = in("log"), *deep = in("new/folder/log");
	int64_t f = followed(log, 0), end = followed(log, MN_FOLLOW_END), middle = followed(log, 7), far = followed(deep, 0);
	struct later l = { log, "line\n", 20, 0 };

	gives_nothing(f);
	IS(mn_follow_offset(f), 0);
	ck_assert_int_eq(pthread_create(&l.thread, NULL, add_later, &l), 0);
	gives(f, "line\n");
	pthread_join(l.thread, NULL);
	/* All of it came after the opening. */
	gives(end, "line\n");
	gives(middle, "line\n");
	ck_assert(mkdir(in("new"), 0777) == 0 && mkdir(in("new/folder"), 0777) == 0);
	l.path = deep;
	ck_assert_int_eq(pthread_create(&l.thread, NULL, add_later, &l), 0);
	gives(far, "line\n");
	pthread_join(l.thread, NULL);
	for (int64_t ids[] = { f, end, middle, far }, i = 0; i < 4; i++)
		IS(mn_follow_close(ids[i]), 0);
}
END_TEST

static void *replace_folders(void *argument)
{
	(void)argument;
	nap(20);
	/* The folder of the file is replaced, and then the folder of that. */
	rename(in("a/b"), in("a/c"));
	mkdir(in("a/b"), 0777);
	add(in("a/b/log"), "two\n");
	return NULL;
}

static void *replace_upper_folders(void *argument)
{
	(void)argument;
	nap(20);
	rename(in("a"), in("d"));
	mkdir(in("a"), 0777);
	mkdir(in("a/b"), 0777);
	add(in("a/b/log"), "three\n");
	return NULL;
}

START_TEST(a_folder_is_replaced)
{
	pthread_t thread;
	int64_t f;

	ck_assert(mkdir(in("a"), 0777) == 0 && mkdir(in("a/b"), 0777) == 0);
	add(in("a/b/log"), "one\n");
	f = followed(in("a/b/log"), 0);
	gives(f, "one\n");
	ck_assert_int_eq(pthread_create(&thread, NULL, replace_folders, NULL), 0);
	gives(f, "two\n");
	pthread_join(thread, NULL);
	/* No event reports this one: the follower looks once a second. */
	ck_assert_int_eq(pthread_create(&thread, NULL, replace_upper_folders, NULL), 0);
	gives(f, "three\n");
	pthread_join(thread, NULL);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* The name is followed, and not the file that it meant first. */
START_TEST(a_link_is_switched)
{
	const char *log = in("log"), *next = in("next"), *first = in("log.1"), *second = in("log.2");
	int64_t f;

	add(first, "one\n");
	ck_assert_int_eq(symlink("log.1", log), 0);
	f = followed(log, 0);
	gives(f, "one\n");
	add(first, "two\n");
	add(second, "three\n");
	ck_assert_int_eq(symlink("log.2", next), 0);
	moves(next, log);
	gives(f, "two\n");
	gives(f, "three\n");
	add(first, "too late\n");
	add(second, "four\n");
	gives(f, "four\n");
	/* A link to nothing is waited for. */
	ck_assert(unlink(log) == 0 && symlink("log.3", log) == 0);
	gives_nothing(f);
	add(in("log.3"), "five\n");
	gives(f, "five\n");
	IS(mn_follow_close(f), 0);
}
END_TEST

/* What has a region open is followed from its end, also after a rotation. */
START_TEST(a_region_is_followed)
{
	const char *log = in("log");
	int64_t r, f, other, without;

	add(log, "one\ntwo\n");
	r = opened(log, MN_ACCESS_READ);
	add(log, "three\n");
	moves(log, in("log.1"));
	add(log, "four\n");
	f = mn_follow_region(r);
	ck_assert_msg(f > 0, "%s", mn_error_detail());
	IS(mn_region_close(r), 0);
	gives(f, "three\n");
	gives(f, "four\n");
	IS(mn_follow_close(f), 0);
	/* The end of a part of the file. */
	r = mn_region_open(log, MN_ACCESS_READ, 1, 2);
	other = mn_follow_region(r);
	gives(other, "r\n");
	IS(mn_follow_close(other), 0);
	IS(mn_region_close(r), 0);
	r = mn_region_anonymous(100);
	IS(mn_follow_region(r), -ENOENT);
	ck_assert_str_eq(mn_error_call(), "mn_follow_region");
	IS(mn_region_close(r), 0);
	without = mn_region_open(log, MN_ACCESS_READ, 0, -1);
	IS(mn_follow_region(without + 1), -EBADF);
	IS(mn_region_close(without), 0);
	IS(mn_follow_region(without), -EBADF);
}
END_TEST

/* ---- Refusing ---- */

START_TEST(wrong_arguments)
{
	const char *log = in("log"), *file = in("file");
	int64_t f, r;
	char b[8];

	add(log, "one\n");
	IS(mn_follow_open(NULL, 0), -EFAULT);
	IS(mn_follow_open("", 0), -ENOENT);
	IS(mn_follow_open(log, -2), -EINVAL);
	IS(mn_follow_open(log, INT64_MIN), -EINVAL);
	f = followed(log, INT64_MAX);
	IS(mn_follow_next(f, NULL, 8, -1), -EFAULT);
	IS(mn_follow_next(f, b, 0, -1), -EINVAL);
	gives(f, "one\n");
	IS(mn_follow_next(f, b, UINT64_MAX, 0), -ETIMEDOUT);
	/* An id of another kind is none. */
	r = opened(log, 1);
	IS(mn_follow_next(r, b, 8, -1), -EBADF);
	IS(mn_follow_close(r), -EBADF);
	IS(mn_follow_generation(r), -EBADF);
	IS(mn_region_close(f), -EBADF);
	IS(mn_region_close(r), 0);
	IS(mn_follow_close(f), 0);
	IS(mn_follow_close(f), -EBADF);
	IS(mn_follow_next(f, b, 8, -1), -EBADF);
	SAYS("no follower has this id");
	IS(mn_follow_offset(f), -EBADF);
	IS(mn_follow_open(in("log/below"), 0), -ENOTDIR);
	(void)file;
}
END_TEST

/* Nothing is opened before its kind is known, neither at first nor later. */
START_TEST(other_kinds_are_refused)
{
	const char *log = in("log"), *fifo = in("fifo"), *link = in("link");
	int64_t f;
	char b[8];
	pid_t pid;

	IS(mn_follow_open(in(""), 0), -EISDIR);
	SAYS("a directory cannot be followed");
	IS(mn_follow_open("/dev/zero", 0), -ENODEV);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	ck_assert_int_eq(symlink("fifo", link), 0);
	add(log, "one\n");
	f = followed(log, 0);
	pid = t_waits_at(fifo, O_WRONLY);
	IS(mn_follow_open(fifo, 0), -ENODEV);
	SAYS("this kind of file cannot be followed");
	moves(link, log);
	/* The rest of the old file comes first. */
	gives(f, "one\n");
	IS(mn_follow_next(f, b, sizeof b, -1), -ENODEV);
	t_waited(pid, fifo, O_WRONLY);
	ck_assert(unlink(log) == 0 && mkdir(log, 0777) == 0);
	IS(mn_follow_next(f, b, sizeof b, -1), -EISDIR);
	SAYS(log);
	/* The error is not the end. */
	ck_assert_int_eq(rmdir(log), 0);
	add(log, "two\n");
	gives(f, "two\n");
	IS(mn_follow_close(f), 0);
}
END_TEST

static void without_rights(void *argument)
{
	const char *log = argument;
	char b[8];
	int64_t f;

	add(log, "one\n");
	T_NEED(chmod(t_path(""), 0777) == 0 && chmod(in(""), 0777) == 0 && chmod(log, 0666) == 0);
	if (geteuid() == 0)
		T_NEED(setgroups(0, NULL) == 0 && setgid(65534) == 0 && setuid(65534) == 0);
	f = mn_follow_open(log, 0);
	/* A folder above the test's may be closed to other users. */
	if (f == -EACCES)
		_exit(77);
	T_NEED(f > 0);
	T_NEED(rename(log, in("log.1")) == 0);
	add(log, "two\n");
	T_NEED(chmod(log, 0) == 0);
	T_NEED(mn_follow_open(log, 0) == -EACCES);
	T_NEED(mn_follow_next(f, b, sizeof b, -1) == 4);
	T_NEED(mn_follow_next(f, b, sizeof b, -1) == -EACCES);
	T_NEED(strstr(mn_error_detail(), "EACCES") != NULL);
	T_NEED(chmod(log, 0600) == 0);
	T_NEED(mn_follow_next(f, b, sizeof b, -1) == 4);
	T_NEED(memcmp(b, "two\n", 4) == 0);
	T_NEED(mn_follow_close(f) == 0);
	_exit(0);
}

START_TEST(a_file_that_may_not_be_read)
{
	int status = t_child(without_rights, (void *)(uintptr_t)in("log"));

	if (status == 77)
		t_skip("another user does not reach the test's folder");
	IS(status, 0);
}
END_TEST

/* ---- Threads ---- */

struct waiting {
	int64_t follower, result;
	int begun;
	pthread_t thread;
};

static void *wait_for_bytes(void *argument)
{
	struct waiting *w = argument;
	char b[64];

	__atomic_store_n(&w->begun, 1, __ATOMIC_RELEASE);
	w->result = mn_follow_next(w->follower, b, sizeof b, -1);
	return NULL;
}

static void waits_at(struct waiting *w, int64_t f)
{
	*w = (struct waiting){ .follower = f };
	ck_assert_int_eq(pthread_create(&w->thread, NULL, wait_for_bytes, w), 0);
	while (!__atomic_load_n(&w->begun, __ATOMIC_ACQUIRE))
		nap(1);
}

static void closed_while_waiting(const char *path)
{
	int before = t_descriptors();

	for (int i = 0; i < 20; i++) {
		struct waiting w[3];
		int64_t f = followed(path, MN_FOLLOW_END);

		for (int k = 0; k < 3; k++)
			waits_at(&w[k], f);
		nap(i);
		IS(mn_follow_close(f), 0);
		for (int k = 0; k < 3; k++) {
			ck_assert_int_eq(pthread_join(w[k].thread, NULL), 0);
			IS(w[k].result, -EBADF);
		}
		IS(mn_follow_close(f), -EBADF);
	}
	IS(t_descriptors(), before);
	IS(mn_statistic("followers"), 0);
}

START_TEST(it_is_closed_by_another_thread)
{
	add(in("log"), "text\n");
	closed_while_waiting(in("log"));
	closed_while_waiting(in("missing"));
}
END_TEST

/* Two callers of one follower share its bytes: each comes once. */
START_TEST(two_threads_of_one_follower)
{
	const char *log = in("log");
	struct waiting w[2];
	int64_t f;

	add(log, "");
	f = followed(log, 0);
	waits_at(&w[0], f);
	waits_at(&w[1], f);
	add(log, "a");
	while (mn_follow_offset(f) < 1)
		nap(1);
	add(log, "b");
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_join(w[i].thread, NULL), 0);
	IS(w[0].result + w[1].result, 2);
	IS(mn_follow_close(f), 0);
}
END_TEST

static int handled;

static void handle(int number)
{
	(void)number;
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
}

START_TEST(signals_do_not_end_it)
{
	struct sigaction action = { .sa_handler = handle };
	const char *log = in("log");
	struct waiting w;
	int64_t f;

	add(log, "");
	f = followed(log, 0);
	ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
	waits_at(&w, f);
	for (int i = 0; i < 10; i++) {
		nap(5);
		pthread_kill(w.thread, SIGUSR1);
	}
	add(log, "x");
	ck_assert_int_eq(pthread_join(w.thread, NULL), 0);
	IS(w.result, 1);
	ck_assert_int_gt(handled, 0);
	IS(mn_follow_close(f), 0);
}
END_TEST

/* F11: a cancelled thread leaves the follower as it was. */
START_TEST(a_cancelled_wait)
{
	const char *log = in("log");
	struct waiting w;
	int64_t f;
	void *result;

	if (UNDER_ASAN)
		t_skip("AddressSanitizer takes the end of a cancelled thread for an overflow");
	add(log, "");
	f = followed(log, 0);
	waits_at(&w, f);
	nap(20);
	ck_assert_int_eq(pthread_cancel(w.thread), 0);
	ck_assert_int_eq(pthread_join(w.thread, &result), 0);
	ck_assert_ptr_eq(result, PTHREAD_CANCELED);
	add(log, "next");
	gives(f, "next");
	IS(mn_follow_close(f), 0);
}
END_TEST

/* ---- Processes ---- */

static void child_follows(void *argument)
{
	int64_t f = *(const int64_t *)argument;
	char b[8];

	/* What the parent reads, the child reads, too. */
	T_NEED(mn_follow_next(f, b, 3, LONG_MS) == 3 && memcmp(b, "one", 3) == 0);
	T_NEED(mn_follow_next(f, b, 8, 0) == -ETIMEDOUT);
	/* It sleeps on a watch of its own. */
	T_NEED(mn_follow_next(f, b, 8, 150) == -ETIMEDOUT);
	add(in("log"), "two");
	T_NEED(mn_follow_next(f, b, 8, LONG_MS) == 3 && memcmp(b, "two", 3) == 0);
	T_NEED(mn_follow_close(f) == 0);
	T_NEED(mn_follow_close(f) == -EBADF);
	_exit(0);
}

START_TEST(a_child_goes_on_by_itself)
{
	const char *log = in("log");
	struct waiting w;
	int64_t f;
	char b[8];

	add(log, "");
	f = followed(log, 0);
	/* The follower has a watch. */
	IS(mn_follow_next(f, b, sizeof b, 20), -ETIMEDOUT);
	add(log, "one");
	IS(t_child(child_follows, &f), 0);
	gives(f, "onetwo");
	/* A child of a process with a thread that waits. */
	ck_assert_int_eq(truncate(log, 0), 0);
	gives_nothing(f);
	waits_at(&w, f);
	nap(20);
	if (!UNDER_TSAN) {
		pid_t pid = fork();
		int status;

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			alarm(60);
			T_NEED(mn_follow_next(f, b, 8, 20) == -ETIMEDOUT);
			T_NEED(mn_follow_close(f) == 0);
			_exit(0);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		IS(status, 0);
	}
	add(log, "x");
	ck_assert_int_eq(pthread_join(w.thread, NULL), 0);
	IS(w.result, 1);
	IS(mn_follow_close(f), 0);
}
END_TEST

T_MAIN("follow", bytes_are_added, a_wait_for_bytes, a_time_that_runs_out, the_file_is_cut, the_file_is_copied_and_cut,
       the_file_is_renamed, a_call_gives_bytes_of_one_file, several_files_wait, empty_files_do_not_pile_up, the_file_is_removed,
       the_file_comes_back, a_file_that_comes_later, a_folder_is_replaced, a_link_is_switched, a_region_is_followed,
       wrong_arguments, other_kinds_are_refused, a_file_that_may_not_be_read, it_is_closed_by_another_thread,
       two_threads_of_one_follower, signals_do_not_end_it, a_cancelled_wait, a_child_goes_on_by_itself)
