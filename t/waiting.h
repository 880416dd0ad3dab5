/* A child that waits in the kernel until another process opens the other end
   of a FIFO. */

#ifndef T_WAITING_H
#define T_WAITING_H

#include "test.h"

#include <poll.h>
#include <time.h>

/* The state of a process from /proc: 'S' sleeps, 'Z' is dead; 0 if unknown. */
static inline char t_state(pid_t pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%*d %*s %c", &state) != 1)
		state = 0;
	if (f)
		fclose(f);
	return state;
}

/* Opens the FIFO to write an x (O_WRONLY) or to read one (O_RDONLY). */
static inline pid_t t_waits_at(const char *path, int flags)
{
	int *begun = mmap(NULL, sizeof *begun, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char byte = 'x';
		int fd;

		signal(SIGPIPE, SIG_DFL);
		__atomic_store_n(begun, 1, __ATOMIC_RELEASE);
		fd = open(path, flags);
		_exit((flags == O_WRONLY ? write(fd, &byte, 1) : read(fd, &byte, 1)) == 1 && byte == 'x' ? 0 : 1);
	}
	if (t_state(pid) == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		t_skip("there is no /proc to look at a process with");
	}
	while (!__atomic_load_n(begun, __ATOMIC_ACQUIRE) || t_state(pid) == 'R')
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	munmap(begun, sizeof *begun);
	return pid;
}

/* The child still waits.  It is released now, and its byte arrives. */
static inline void t_waited(pid_t pid, const char *path, int flags)
{
	char byte = 'x';
	int status, fd;

	/* Enough time for a child that was released too early to end. */
	nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
	ck_assert_msg(waitpid(pid, &status, WNOHANG) == 0, "the process at %s was let go", path);
	fd = open(path, flags == O_WRONLY ? O_RDONLY | O_NONBLOCK : O_RDWR | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	if (flags == O_WRONLY) {
		ck_assert_int_eq(poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 60000), 1);
		byte = 0;
		ck_assert_int_eq(read(fd, &byte, 1), 1);
		ck_assert_int_eq(byte, 'x');
	} else {
		ck_assert_int_eq(write(fd, &byte, 1), 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	close(fd);
	ck_assert_int_eq(status, 0);
}

/* ---- Leases ---- */

/* A child that holds a lease on a file, and gives it up some time after the
   kernel asks for it. `*steps` becomes 1 when it has the lease, 2 when the
   kernel asks, 3 when the lease is released; -1 if it cannot get one. */
static int *t_lease_steps;

static inline void t_lease_asked(int number)
{
	(void)number;
	__atomic_store_n(t_lease_steps, 2, __ATOMIC_RELEASE);
}

static inline pid_t t_leases(const char *path)
{
	pid_t pid;

	t_lease_steps = mmap(NULL, sizeof *t_lease_steps, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		sigset_t set, before;
		int fd = open(path, O_RDWR);

		sigemptyset(&set);
		sigaddset(&set, SIGIO);
		sigprocmask(SIG_BLOCK, &set, &before);
		signal(SIGIO, t_lease_asked);
#if defined F_SETLEASE
		if (fcntl(fd, F_SETLEASE, F_WRLCK) < 0)
#endif
		{
			__atomic_store_n(t_lease_steps, -1, __ATOMIC_RELEASE);
			_exit(1);
		}
		__atomic_store_n(t_lease_steps, 1, __ATOMIC_RELEASE);
		while (__atomic_load_n(t_lease_steps, __ATOMIC_ACQUIRE) != 2)
			sigsuspend(&before);
		nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
		__atomic_store_n(t_lease_steps, 3, __ATOMIC_RELEASE);
#if defined F_SETLEASE
		fcntl(fd, F_SETLEASE, F_UNLCK);
#endif
		_exit(0);
	}
	while (__atomic_load_n(t_lease_steps, __ATOMIC_ACQUIRE) == 0)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	if (__atomic_load_n(t_lease_steps, __ATOMIC_ACQUIRE) < 0) {
		waitpid(pid, NULL, 0);
		t_skip("this file system has no leases, or this user may take none");
	}
	return pid;
}

/* The file was opened, and not before the lease was given up. */
static inline void t_lease_is_over(pid_t pid)
{
	int status;

	ck_assert_int_eq(__atomic_load_n(t_lease_steps, __ATOMIC_ACQUIRE), 3);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	munmap(t_lease_steps, sizeof *t_lease_steps);
}

#endif
