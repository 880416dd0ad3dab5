/* Threads that block SIGBUS, for which no handler is called: their accesses go
   through the kernel, and their masks stay as they are.  And a kernel that lets
   no process copy its own memory. */

#include "guard.h"

#if defined MN_LINUX
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#endif

static void block(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void unblock(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static int blocked(int number)
{
	sigset_t now;

	pthread_sigmask(SIG_SETMASK, NULL, &now);
	return sigismember(&now, number);
}

/* Everything that touches the file, of which only the first page is there.  It runs
   in a child, because a thread that blocks SIGBUS and gets one takes its process
   with it. */
static void nothing_kills(int64_t r)
{
	static const size_t lengths[] = { 1, 8, 64, 100, 3000, 4096, 9000 };
	char buffer[9001];
	int64_t s;
	int bus = blocked(SIGBUS), usr = blocked(SIGUSR2);

	cut(page);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t n = lengths[i];

		memset(buffer, '#', sizeof buffer);
		T_NEED(mn_region_read(r, 2 * page, buffer, n) == -EIO);
		T_NEED(n == 1 || mn_region_read(r, page - 1, buffer, n) == -EIO);
		T_NEED(first_other(buffer, n, '#') == n);
		T_NEED(mn_region_write(r, 2 * page, buffer, n) == -EIO);
		T_NEED(n == 1 || mn_region_write(r, page - 1, buffer, n) == -EIO);
		T_NEED(mn_region_fill(r, page - 1, n + 1, 'f') == -EIO);
		T_NEED(mn_region_move(r, 0, 2 * page, n) == -EIO && mn_region_move(r, 2 * page, 0, n) == -EIO);
		T_NEED(mn_region_find(r, 2 * page, 2 * page + n, "a", 1) == -EIO);
	}
	T_NEED(mn_region_get_u8(r, 2 * page) == -EIO && mn_region_set_u8(r, 2 * page, 1) == -EIO);
	T_NEED(mn_region_read_strided(r, 0, (int64_t)page, 3, buffer) == -EIO);
	T_NEED(mn_region_write_strided(r, 0, (int64_t)page, 3, buffer) == -EIO);
	T_NEED(mn_region_rfind(r, 0, PAGES * page, "b", 1) == -EIO && mn_region_count(r, 0, PAGES * page, "b", 1) == -EIO);
	T_NEED(mn_region_wait_u32(r, 2 * page, 0, 10) == -EIO && mn_region_wake_u32(r, 2 * page, 1) == -EIO);
	T_NEED(mn_region_populate(r, 0, PAGES * page) == -EIO);
	/* Taking a slice is itself a moment to look at the mask, so it comes last. */
	s = mn_slice_open(r, 0, PAGES * page, 0, 0);
	T_NEED(mn_slice_read(s, page - 1, buffer, 2) == -EIO && mn_slice_write(s, page - 1, "aa", 2) == -EIO);
	T_NEED(mn_slice_get_u8(s, 2 * page) == -EIO && mn_slice_set_u8(s, 2 * page, 'a') == -EIO);
	T_NEED(mn_slice_get_u8(s, page - 1) == 'a' && mn_slice_set_u8(s, page - 1, 'a') == 0);
	T_NEED(mn_region_read_wait(r, 2 * page, buffer, 1, -1) == -EIO);
	T_NEED(mn_region_write_wait(r, 2 * page, buffer, 1, -1) == -EIO);
	T_NEED(mn_slice_check(s) == -EIO);
	T_NEED(mn_region_truncated(r) == 1);
	/* The present pages are readable. */
	T_NEED(mn_region_read(r, 0, buffer, page) == (int64_t)page && first_other(buffer, page, 'a') == page);
	T_NEED(mn_region_set_u8(r, 1, 'a') == 0 && mn_region_find(r, 0, page, "b", 1) == -ENOENT);
	T_NEED(mn_slice_close(s) == 0);
	T_NEED(blocked(SIGBUS) == bus && blocked(SIGUSR2) == usr && !blocked(SIGUSR1));
	cut(PAGES * page);
}

static void *in_a_thread(void *id)
{
	T_NEED(blocked(SIGBUS));
	nothing_kills(*(int64_t *)id);
	return NULL;
}

static void *reads_a_byte(void *id)
{
	T_NEED(mn_region_get_u8(*(int64_t *)id, 0) == 'a');
	return NULL;
}

enum { FIRST_USE, INHERITED, AT_OPEN, AT_REFRESH, AT_SLICE, EACH_ACCESS, SOON, SOON_AND_LONG, AND_BACK };

static void blocks(void *argument)
{
	intptr_t when = (intptr_t)argument;
	pthread_t thread;
	char bytes[100];
	int64_t r;

	block(SIGUSR2);
	if (when == FIRST_USE)
		block(SIGBUS);
	r = region(2);
	if (when != FIRST_USE)
		T_NEED(mn_region_get_u8(r, 0) == 'a');
	if (when == EACH_ACCESS)
		T_NEED(mn_guard(2) == 2);
	/* The record of a thread that ended is the next one's. */
	if (when == INHERITED)
		T_NEED(pthread_create(&thread, NULL, reads_a_byte, &r) == 0 && pthread_join(thread, NULL) == 0);
	block(SIGBUS);
	switch (when) {
	case INHERITED:
		T_NEED(pthread_create(&thread, NULL, in_a_thread, &r) == 0 && pthread_join(thread, NULL) == 0);
		_exit(0);
	case AT_OPEN:
		T_NEED(mn_region_close(mn_region_open(t_path("f"), 1, 0, -1)) == 0);
		break;
	case AT_REFRESH:
		T_NEED(mn_region_refresh(r) == (int64_t)(PAGES * page));
		break;
	case AT_SLICE:
		T_NEED(mn_slice_close(mn_slice_open(r, 0, 1, 0, 0)) == 0);
		break;
	case SOON:
	case SOON_AND_LONG:
		for (int i = 0; i < 4200; i++)
			T_NEED(mn_region_read(r, 0, bytes, when == SOON ? 1 : 100) > 0);
		break;
	default:
		break;
	}
	if (when == AND_BACK)
		T_NEED(mn_region_refresh(r) == (int64_t)(PAGES * page));
	nothing_kills(r);
	if (when == AND_BACK) {
		unblock(SIGBUS);
		nothing_kills(r);
		/* The atomics, which need the handler, have it again. */
		T_NEED(mn_region_atomic_add_u32(r, 0, 0, NULL) == 0);
		cut(page);
		T_NEED(mn_region_atomic_add_u32(r, 2 * page, 0, NULL) == -EIO);
	}
	T_NEED(mn_region_close(r) == 0);
	_exit(0);
}

/* F7: a file that was cut is an error in a thread that blocks SIGBUS, too. */
START_TEST(threads_that_block_it)
{
	if (!has_mode(1))
		t_skip("this kernel does not let a process copy its own memory");
	IS(mn_guard(0), 0);
	for (intptr_t when = FIRST_USE; when <= AND_BACK; when++)
		ck_assert_msg(t_child(blocks, (void *)when) == 0, "it died when it blocked it at %d", (int)when);
}
END_TEST

/* ---- Rules that forbid the kernel's copies ---- */

#if defined MN_LINUX
static int forbid(long number, uint32_t error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof code / sizeof *code, code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void all_refused(int64_t r, int32_t error, const char *why)
{
	char buffer[9000];
	int64_t faults = mn_statistic("faults"), s = mn_slice_open(r, 0, 10, 0, 0);

	memset(buffer, '#', sizeof buffer);
	T_NEED(mn_region_read(r, 0, buffer, 8) == error && strstr(mn_error_detail(), why));
	T_NEED(strstr(mn_error_detail(), "does not let this process copy its own memory"));
	T_NEED(!strstr(mn_error_detail(), "cut short"));
	T_NEED(mn_region_read(r, 5, buffer, 9000) == error && first_other(buffer, 9000, '#') == 9000);
	T_NEED(mn_region_write(r, 0, buffer, 8) == error && mn_region_write(r, 5, buffer, 9000) == error);
	T_NEED(mn_region_get_u8(r, 0) == error && mn_region_set_u8(r, 0, 1) == error);
	T_NEED(mn_region_fill(r, 0, 9000, 'f') == error && mn_region_move(r, 0, page, page) == error);
	T_NEED(mn_region_find(r, 0, 10, "b", 1) == error && mn_region_count(r, 0, 10, "b", 1) == error);
	T_NEED(mn_region_read_strided(r, 0, 2, 5, buffer) == error && mn_region_write_strided(r, 0, 2, 5, buffer) == error);
	T_NEED(mn_region_wait_u32(r, 0, 0, 0) == error);
	T_NEED(mn_slice_close(s) == 0);
	T_NEED(mn_region_truncated(r) == 0 && mn_statistic("faults") == faults);
}

static void forbidden(void *argument)
{
	uint32_t error = (uint32_t)(intptr_t)argument;
	int64_t r = region(2);
	char byte;

	if (mn_guard(1) != 1)
		_exit(77);
	if (!forbid(SYS_process_vm_readv, error) || !forbid(SYS_process_vm_writev, error))
		_exit(77);
	all_refused(r, -(int32_t)error, "guard mode 1 is in force");
	/* Changing to it is refused, and the mode stays. */
	T_NEED(mn_guard(0) == 0 && mn_guard(1) == -(int32_t)error && mn_guard(-1) == 0);
	T_NEED(mn_region_read(r, 0, &byte, 1) == 1 && byte == 'a');
	cut(page);
	T_NEED(mn_region_read(r, 2 * page, &byte, 1) == -EIO && mn_region_truncated(r) == 1);
	cut(PAGES * page);
	T_NEED(mn_region_refresh(r) == (int64_t)(PAGES * page));
	block(SIGBUS);
	T_NEED(mn_region_refresh(r) == (int64_t)(PAGES * page));
	if (error != ENOSYS)
		all_refused(r, -(int32_t)error, "this thread blocks SIGBUS");
	else
		/* Such a kernel has no other way, so the handler's is taken. */
		T_NEED(mn_region_read(r, 0, &byte, 1) == 1 && byte == 'a');
	_exit(0);
}
#endif

/* F22: the kernel's word comes back, and the file is not blamed. */
START_TEST(a_kernel_that_forbids_copies)
{
#if defined MN_LINUX
	static const int errors[] = { EPERM, EACCES, ENOSYS };

	if (t_under_valgrind())
		t_skip("valgrind makes the copies itself");
	for (int i = 0; i < 3; i++) {
		int status = t_child(forbidden, (void *)(intptr_t)errors[i]);

		if (status == 77)
			t_skip("this process may not take rights from itself");
		ck_assert_msg(status == 0, "with errno %d it ended with %d", errors[i], status);
	}
#else
	t_skip("seccomp is Linux's");
#endif
}
END_TEST

T_MAIN("mask", T_SLOW, threads_that_block_it, a_kernel_that_forbids_copies)
