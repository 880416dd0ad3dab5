/* A child drops the state of its parent's other threads.  At the fork a
   thread of the parent is inside a call: it writes to a missing page, and
   the test's handler lets it continue only after the child ended. */

#include "guard.h"

static int entered[2], leave[2];
static char *bad;
static int in_child;
static sigjmp_buf out;

/* The page comes back before the handler returns. */
static void wait_here(int number)
{
	char c = 'e';

	(void)number;
	if (in_child)
		siglongjmp(out, 1);
	if (write(entered[1], &c, 1) != 1 || read(leave[0], &c, 1) != 1)
		_exit(90);
}

enum { READING, READING_MUCH, PINNED };

struct call {
	int64_t region;
	int what;
	int64_t result;
};

static void *call(void *argument)
{
	struct call *c = argument;

	c->result = c->what == READING ? mn_region_read(c->region, 0, bad, 64)
	            : c->what == READING_MUCH ? mn_region_read(c->region, 0, bad, 2 * page)
	            : mn_region_resident_pages(c->region, 0, (uint8_t *)bad, 3);
	return NULL;
}

static int child_of(int64_t r, int what, int (*body)(int64_t))
{
	struct call c = { r, what, 0 };
	pthread_t thread;
	int status = 0, fd = t_file("gone", "", 0);
	char byte;
	pid_t pid;

	ck_assert(pipe(entered) == 0 && pipe(leave) == 0);
	bad = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(bad, MAP_FAILED);
	ck_assert_int_eq(pthread_create(&thread, NULL, call, &c), 0);
	ck_assert_int_eq(read(entered[0], &byte, 1), 1);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		/* A child that waits for a thread of its parent waits for ever. */
		in_child = 1;
		alarm(60);
		_exit(body(r));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_ptr_eq(mmap(bad, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0), bad);
	ck_assert_int_eq(write(leave[1], "l", 1), 1);
	pthread_join(thread, NULL);
	/* The parent's thread has lost nothing. */
	ck_assert_int_ge(c.result, 0);
	munmap(bad, 2 * page);
	close(fd);
	for (int i = 0; i < 2; i++)
		close(entered[i]), close(leave[i]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void prepare(void)
{
	struct sigaction a;

	if (t_under_valgrind())
		t_skip("valgrind delivers signals in a way of its own");
	memset(&a, 0, sizeof a);
	a.sa_handler = wait_here;
	sigemptyset(&a.sa_mask);
	ck_assert_int_eq(sigaction(SIGBUS, &a, NULL), 0);
}

static int writes_and_closes(int64_t r)
{
	char byte = 'w';

	if (mn_region_write(r, 5, &byte, 1) != 1 || mn_region_get_u8(r, 5) != 'w')
		return 1;
	if (mn_region_refresh(r) != (int64_t)(PAGES * page) || mn_region_resize(r, page) != 0)
		return 2;
	return mn_region_close(r) == 0 ? 0 : 3;
}

/* A reader that was counted in the lock. */
START_TEST(a_child_of_a_reader)
{
	int64_t r;

	prepare();
	r = region(2);
	IS(child_of(r, READING, writes_and_closes), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* A reader that is only in its own record. */
START_TEST(a_child_of_a_biased_reader)
{
	int64_t r;

	prepare();
	r = region(2);
	for (int i = 0; i < 5000; i++)
		IS(mn_region_get_u8(r, 0), 'a');
	IS(child_of(r, READING, writes_and_closes), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

static int changes(int64_t r)
{
	return mn_region_protect(r, 0, PAGES * page, PROT_READ) == 0 && mn_region_protect(r, 0, PAGES * page, 3) == 0
	       ? writes_and_closes(r) : 4;
}

/* A call that pins the region without its lock. */
START_TEST(a_child_of_a_pinned_call)
{
	int64_t r;

	prepare();
	r = region(2);
	IS(child_of(r, PINNED, changes), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

static int came_back;

static void *touches_by_hand(void *id)
{
	int64_t r = *(int64_t *)id, s = mn_slice_open(r, 0, PAGES * page, 0, 0);
	const char *address = (const char *)(intptr_t)mn_slice_address(s);

	/* This is not an access of the library, so the test's handler gets
	   the fault. */
	if (sigsetjmp(out, 1) == 0) {
		sink = address[page];
		_exit(5);
	}
	came_back = 1;
	return NULL;
}

static int has_a_thread(int64_t r)
{
	pthread_t thread;

	if (ftruncate((int)mn_region_fd(r), 0) < 0)
		return 6;
	if (pthread_create(&thread, NULL, touches_by_hand, &r) != 0 || pthread_join(thread, NULL) != 0)
		return 7;
	/* The child must not have continued in the call of the parent's
	   thread. */
	if (!came_back)
		return 9;
	/* That one goes on to read the file. */
	return ftruncate((int)mn_region_fd(r), (off_t)(PAGES * page)) == 0 ? 0 : 8;
}

/* A copy was in progress: a new thread must not inherit its range. */
START_TEST(a_child_of_a_copy)
{
	int64_t r;

	prepare();
	r = region(2);
	/* This thread has its own record, which it keeps in the child. */
	IS(mn_region_get_u8(r, 0), 'a');
	IS(child_of(r, READING_MUCH, has_a_thread), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("fork", a_child_of_a_reader, a_child_of_a_biased_reader, a_child_of_a_pinned_call, a_child_of_a_copy)
