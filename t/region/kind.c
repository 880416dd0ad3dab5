/* F13, F37: a path is opened only after its kind is known. */

#include "helpers.h"
#include "waiting.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

/* ---- A refused file notices nothing ---- */

static void refused_everywhere(const char *path)
{
	for (int32_t access = 0; access <= 4; access++) {
		IS(mn_region_open(path, access, 0, -1), -ENODEV);
		SAYS("cannot be mapped");
		IS(mn_region_open(path, access, 0, 10), -ENODEV);
		IS(mn_region_open(path, access, 5, 0), -ENODEV);
	}
	IS(mn_region_create(path, 10), -EEXIST);
}

/* F13: a FIFO's writer still waits, and its bytes are there. */
START_TEST(the_writer_of_a_fifo_waits)
{
	const char *path = t_path("fifo"), *link = t_path("link");
	int before = t_descriptors();
	pid_t pid;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(symlink("fifo", link), 0);
	pid = t_waits_at(path, O_WRONLY);
	refused_everywhere(path);
	refused_everywhere(link);
	IS(t_descriptors(), before);
	t_waited(pid, path, O_WRONLY);
}
END_TEST

/* F13: so does a FIFO's reader. */
START_TEST(the_reader_of_a_fifo_waits)
{
	const char *path = t_path("other-fifo");
	pid_t pid;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	pid = t_waits_at(path, O_RDONLY);
	refused_everywhere(path);
	t_waited(pid, path, O_RDONLY);
}
END_TEST

/* F13: a name of shared memory is a path, too. */
START_TEST(a_fifo_with_the_name_of_shared_memory)
{
	char name[64], path[80];
	pid_t pid;

	snprintf(name, sizeof name, "/mmapnative-kind-%d", (int)getpid());
	snprintf(path, sizeof path, "/dev/shm%s", name);
	if (mkfifo(path, 0600) < 0)
		t_skip("shared memory has no folder /dev/shm here");
	pid = t_waits_at(path, O_WRONLY);
	IS(mn_region_shared(name, 100), -ENODEV);
	IS(mn_region_shared(name, 0), -ENODEV);
	IS(mn_region_shared(name + 1, 100), -ENODEV);
	t_waited(pid, path, O_WRONLY);
	unlink(path);
}
END_TEST

/* F13: a terminal whose other side looks whether it was opened and left. */
START_TEST(a_terminal_is_not_opened)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct pollfd p = { .fd = master, .events = POLLIN };
	const char *path;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 || !(path = ptsname(master)))
		t_skip("there are no terminals");
	if (poll(&p, 1, 0) != 0)
		t_skip("a terminal that was never opened looks like one that was left");
	for (int32_t access = 0; access <= 4; access++)
		IS(mn_region_open(path, access, 0, -1), -ENODEV);
	IS(poll(&p, 1, 0), 0);
	/* It would have been noticed. */
	close(open(path, O_RDONLY | O_NOCTTY));
	IS(poll(&p, 1, 0), 1);
	close(master);
}
END_TEST

START_TEST(a_socket_is_no_file)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(name.sun_path, sizeof name.sun_path, "%s", t_path("socket"));
	ck_assert_int_eq(bind(s, (struct sockaddr *)&name, sizeof name), 0);
	refused_everywhere(name.sun_path);
	close(s);
}
END_TEST

/* ---- Opened files ---- */

/* Devices that are memory are mapped when a length is given. */
START_TEST(a_device_with_a_length)
{
	int64_t r = mn_region_open("/dev/zero", 3, 0, 5000);

	if (r == -ENOENT)
		t_skip("there is no /dev/zero");
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_write(r, 4990, "x", 1), 1);
	IS(mn_region_close(r), 0);
	IS(mn_region_open("/dev/zero", 3, 0, -1), -ENODEV);
	IS(mn_region_open("/dev/null", 1, 0, 5000), -ENODEV);
}
END_TEST

/* Errors of open(2) are still returned. */
START_TEST(errors_of_opening)
{
	char loop[600], longer[5000];

	pattern("f", 10);
	snprintf(loop, sizeof loop, "%s", t_path("loop"));
	ck_assert_int_eq(symlink(loop, loop), 0);
	ck_assert_int_eq(symlink("nowhere", t_path("dangling")), 0);
	ck_assert_int_eq(mkdir(t_path("folder"), 0700), 0);
	memset(longer, 'n', sizeof longer);
	longer[sizeof longer - 1] = 0;
	for (int32_t access = 1; access <= 4; access++) {
		IS(mn_region_open(loop, access, 0, -1), -ELOOP);
		IS(mn_region_open(t_path("dangling"), access, 0, -1), -ENOENT);
		IS(mn_region_open(t_path("nope"), access, 0, -1), -ENOENT);
		IS(mn_region_open("", access, 0, -1), -ENOENT);
		IS(mn_region_open(t_path("f/x"), access, 0, -1), -ENOTDIR);
		IS(mn_region_open(t_path("f/"), access, 0, -1), -ENOTDIR);
		IS(mn_region_open(longer, access, 0, -1), -ENAMETOOLONG);
		IS(mn_region_open(t_path("folder"), access, 0, -1), access == 2 ? -EISDIR : -ENODEV);
	}
	IS(mn_region_create(t_path("folder"), 10), -EEXIST);
	IS(mn_region_create(loop, 10), -EEXIST);
	IS(mn_region_create(t_path("f/x"), 10), -ENOTDIR);
}
END_TEST

/* In a child without privileges, because root may open everything. */
static void as_nobody(void *path)
{
	if (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0)
		_exit(77);
	if (mn_region_open(path, 1, 0, -1) != -EACCES || mn_region_open(path, 2, 0, -1) != -EACCES)
		_exit(1);
	_exit(0);
}

START_TEST(a_file_of_others)
{
	const char *path = pattern("f", 10);

	if (getuid() != 0)
		t_skip("only root can become another user");
	ck_assert_int_eq(chmod(path, 0), 0);
	ck_assert_int_eq(chmod(t_path(""), 0755), 0);
	IS(t_child(as_nobody, (void *)(uintptr_t)path), 0);
}
END_TEST

/* ---- Leases ---- */

/* F37: the holder of a lease is asked, and waited for. */
START_TEST(a_lease_is_waited_for)
{
	const char *path = pattern("f", 10);

	for (int32_t access = 1; access <= 3; access++) {
		pid_t pid = t_leases(path);
		int64_t r = mn_region_open(path, access, 0, -1);

		ck_assert_msg(r > 0, "%s", mn_error_detail());
		t_lease_is_over(pid);
		IS(mn_region_get_u8(r, 9), 9);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

static void on_alarm(int number)
{
	(void)number;
}

/* A signal whose handler does not ask for a restart ends the wait, as in open. */
START_TEST(a_signal_ends_the_wait_for_a_lease)
{
	struct sigaction action = { .sa_handler = on_alarm };
	const char *path = pattern("f", 10);
	pid_t pid = t_leases(path);
	struct itimerval soon = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
	int64_t r;

	if (t_under_valgrind())
		t_skip("valgrind starts calls again in its own way");
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	r = mn_region_open(path, 1, 0, -1);
	setitimer(ITIMER_REAL, &never, NULL);
	IS(r, -EINTR);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	r = opened(path, 1);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Without /proc ---- */

static void without_proc(void *folder)
{
	int64_t r, m;
	pid_t pid;

	/* The test's own helpers need /proc, so they begin before it is gone. */
	pid = t_leases("leased");
	if (chroot(folder) < 0)
		_exit(77);
	ck_assert_int_eq(access("/proc/self", F_OK), -1);
	IS(mn_region_open("/third-fifo", 1, 0, -1), -ENODEV);
	IS(mn_region_open("/third-fifo", 2, 0, -1), -ENODEV);
	m = mn_manager_open("/");
	IS(mn_manager_grant(m, 1, 3), 0);
	IS(mn_manager_map(m, 1, "third-fifo", 0, -1, PROT_READ, 1), -ENODEV);
	IS(mn_manager_map(m, 1, "nope", 0, -1, PROT_READ, 1), -ENOENT);
	r = mn_manager_map(m, 1, "f", 0, -1, PROT_READ, 1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	r = opened("/leased", 1);
	t_lease_is_over(pid);
	IS(mn_region_close(r), 0);
	IS(mn_manager_close(m), 0);
	_exit(0);
}

START_TEST(where_proc_is_missing)
{
	char folder[600];
	int status;
	pid_t pid;

	snprintf(folder, sizeof folder, "%s", t_path(""));
	pattern("f", 10);
	pattern("leased", 10);
	ck_assert_int_eq(mkfifo(t_path("third-fifo"), 0600), 0);
	ck_assert_int_eq(chdir(folder), 0);
	if (getuid() != 0)
		t_skip("only root can leave /proc behind");
	pid = t_waits_at("third-fifo", O_WRONLY);
	status = t_child(without_proc, folder);
	if (status == 77)
		kill(pid, SIGKILL);
	if (status == 77)
		t_skip("this process may not change its root");
	IS(status, 0);
	t_waited(pid, "third-fifo", O_WRONLY);
}
END_TEST

T_MAIN("kind", the_writer_of_a_fifo_waits, the_reader_of_a_fifo_waits, a_fifo_with_the_name_of_shared_memory,
       a_terminal_is_not_opened, a_socket_is_no_file, a_device_with_a_length, errors_of_opening, a_file_of_others,
       T_SLOW, a_lease_is_waited_for, a_signal_ends_the_wait_for_a_lease, where_proc_is_missing)
