/* F5: a file that would pass the process's limit RLIMIT_FSIZE is -EFBIG, nothing
   has changed, and the signal SIGXFSZ never comes. */

#include "helpers.h"

enum { LIMIT = 1 << 20, MUCH = 8 << 20 };

static volatile sig_atomic_t came;

static void on_signal(int number)
{
	(void)number;
	came++;
}

static void limited(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = LIMIT;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static int is_waiting(void)
{
	sigset_t set;

	return sigpending(&set) == 0 && sigismember(&set, SIGXFSZ);
}

static int is_blocked(void)
{
	sigset_t set;

	return pthread_sigmask(SIG_BLOCK, NULL, &set) == 0 && sigismember(&set, SIGXFSZ);
}

static const char *memory_name(void)
{
	static char name[64];

	snprintf(name, sizeof name, "/mmapnative-limit-%d", (int)getpid());
	return name;
}

/* Every function that lengthens a file. */
static void lengthen(void *nothing)
{
	const char *path = t_path("f"), *made = t_path("made"), *never = t_path("never");
	int64_t regions[5], m, id;
	int fd = open(path, O_RDWR), before;

	(void)nothing;
	mn_shm_unlink(memory_name());
	unlink(made);
	IS(mn_region_shared(memory_name(), MUCH), -EFBIG);
	SAYS("EFBIG");
	IS(mn_shm_open(memory_name(), O_RDONLY, 0), -ENOENT);
	before = t_descriptors();
	IS(mn_region_create(never, MUCH), -EFBIG);
	SAYS("EFBIG");
	IS(access(never, F_OK), -1);
	IS(mn_region_memfd("m", MUCH, 0), -EFBIG);
	IS(t_descriptors(), before);
	regions[0] = opened(path, 2);
	regions[1] = mn_region_create(made, 5000);
	regions[2] = mn_region_memfd("m", 5000, 0);
	regions[3] = mn_region_shared(memory_name(), 5000);
	regions[4] = mn_region_map(fd, 0, -1, 2, 0, 0, 0);
	for (int i = 0; i < 5; i++) {
		ck_assert_msg(regions[i] > 0, "%d: %s", i, mn_error_detail());
		IS(mn_region_set_u8(regions[i], 4999, 77), 0);
		IS(mn_region_resize(regions[i], MUCH), -EFBIG);
		SAYS("EFBIG");
		IS(mn_region_length(regions[i]), 5000);
		IS(mn_region_file_size(regions[i]), 5000);
		IS(mn_region_get_u8(regions[i], 4999), 77);
		IS(mn_region_read(regions[i], 5000, &(char){ 0 }, 1), -ERANGE);
		IS(mn_region_resize(regions[i], LIMIT), 0);
		IS(mn_region_resize(regions[i], LIMIT + 1), -EFBIG);
		/* Memory files are sealed against shrinking. */
		IS(mn_region_resize(regions[i], 5000), i == 2 ? -EPERM : 0);
	}
	/* Joined, it is as long as it was. */
	IS(mn_region_shared(memory_name(), MUCH), -EFBIG);
	IS(mn_region_file_size(regions[3]), 5000);
	for (int i = 0; i < 5; i++)
		IS(mn_region_close(regions[i]), 0);
	IS(size_of(path), 5000);
	IS(mn_shm_unlink(memory_name()), 0);
	m = mn_manager_open(t_path(""));
	IS(mn_manager_grant(m, 1, 3), 0);
	IS(mn_manager_map_memfd(m, 1, "m", MUCH), -EFBIG);
	id = mn_manager_map(m, 1, "f", 0, -1, PROT_READ | PROT_WRITE, 1);
	IS(mn_manager_resize(m, 1, id, MUCH), -EFBIG);
	IS(mn_region_length(mn_manager_region(m, 1, id)), 5000);
	IS(mn_manager_close(m), 0);
	IS(size_of(path), 5000);
	close(fd);
}

static void as_at_the_start(void *nothing)
{
	signal(SIGXFSZ, SIG_DFL);
	limited();
	lengthen(nothing);
	IS(is_blocked(), 0);
}

START_TEST(it_does_not_kill)
{
	pattern("f", 5000);
	IS(t_child(as_at_the_start, NULL), 0);
}
END_TEST

/* A handler of the host's is not called, and its mask is as before. */
START_TEST(a_handler_hears_nothing)
{
	pattern("f", 5000);
	signal(SIGXFSZ, on_signal);
	limited();
	lengthen(NULL);
	IS(came, 0);
	IS(is_waiting(), 0);
	IS(is_blocked(), 0);
	/* The host's own signals arrive. */
	raise(SIGXFSZ);
	IS(came, 1);
}
END_TEST

START_TEST(a_blocked_one_does_not_wait)
{
	sigset_t set;

	pattern("f", 5000);
	signal(SIGXFSZ, on_signal);
	limited();
	sigemptyset(&set);
	sigaddset(&set, SIGXFSZ);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	lengthen(NULL);
	IS(is_waiting(), 0);
	IS(is_blocked(), 1);
	/* One that was waiting before waits on. */
	raise(SIGXFSZ);
	IS(is_waiting(), 1);
	lengthen(NULL);
	IS(is_waiting(), 1);
	IS(came, 0);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	IS(came, 1);
}
END_TEST

/* The signal goes to the thread that made the call; the others' masks do not
   matter. */
static void *in_a_thread(void *nothing)
{
	limited();
	lengthen(nothing);
	return NULL;
}

static void from_a_thread(void *nothing)
{
	pthread_t thread;

	signal(SIGXFSZ, SIG_DFL);
	ck_assert_int_eq(pthread_create(&thread, NULL, in_a_thread, nothing), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

START_TEST(from_another_thread)
{
	pattern("f", 5000);
	IS(t_child(from_a_thread, NULL), 0);
}
END_TEST

T_MAIN("limit", a_handler_hears_nothing, a_blocked_one_does_not_wait, T_SLOW, it_does_not_kill, from_another_thread)
