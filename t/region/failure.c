/* The texts of failures: each call describes its own, with the object and
   the numbers, the reason and the remedy, and repeats nothing. */

#include "helpers.h"

#if defined MN_LINUX
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#if defined MN_LINUX
/* From now on the kernel forbids these calls to this process. */
static int forbid(const int *calls, int n)
{
	struct sock_filter filter[32] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	unsigned short length = 1;
	struct sock_fprog program;

	for (int i = 0; i < n; i++) {
		filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], 0, 1);
		filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	}
	filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program = (struct sock_fprog){ length, filter };
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Fails in another way first; the child's status is the line of a wrong
   result. */
#define NOTED(call, text)                                                              \
	do {                                                                           \
		if (mn_close(-4711) != -EBADF || (call) != -EPERM)                      \
			_exit(1);                                                      \
		if (strstr(mn_error_detail(), "4711") || !strstr(mn_error_detail(), text) \
		    || !strstr(mn_error_detail(), "EPERM")) {                          \
			fprintf(stderr, "# %s: %s\n", #call, mn_error_detail());        \
			_exit(2);                                                      \
		}                                                                      \
	} while (0)

static void every_call_forbidden(void *path)
{
	static const int calls[] = {
		SYS_mlock, SYS_munlock, SYS_msync, SYS_madvise, SYS_mprotect, SYS_mincore, SYS_munmap, SYS_mremap, SYS_fsync,
		SYS_ftruncate, SYS_fallocate, SYS_prctl
	};
	int64_t r = mn_region_anonymous(8192), f = mn_region_open(path, 2, 0, -1), m = mn_manager_open(NULL);
	int64_t n = mn_manager_map_anonymous(m, 7, 4096);

	if (r <= 0 || f <= 0 || n != 1)
		_exit(3);
	if (!forbid(calls, sizeof calls / sizeof *calls))
		_exit(77);
	NOTED(mn_region_lock(r, 1, 10), "lock of 10 bytes at 1");
	NOTED(mn_region_unlock(r, 1, 10), "unlock of 10 bytes at 1");
	NOTED(mn_region_sync(f, 1, 10, MS_SYNC), "sync of 10 bytes at 1");
	NOTED(mn_region_durable(f), "durable");
	NOTED(mn_region_advise(r, 1, 10, (int32_t)mn_MADV_RANDOM()), "advise of 10 bytes at 1");
	NOTED(mn_region_populate(r, 1, 10), "populate of 10 bytes at 1");
	NOTED(mn_region_protect(r, 1, 10, PROT_READ), "protect of 10 bytes at 1");
	NOTED(mn_region_discard(r, 0, 4096), "discard of 4096 bytes at 0");
	NOTED(mn_region_set_fork_policy(r, 1), "fork policy 1");
	NOTED(mn_region_resident(r), "resident pages");
	NOTED(mn_region_set_name(r, "name"), "name 'name'");
	NOTED(mn_region_resize(r, 100000), "resize from 8192 to 100000 bytes");
	NOTED(mn_region_resize(r, 10), "resize from 8192 to 10 bytes");
	NOTED(mn_region_resize(f, 100000), "resize from 11 to 100000 bytes");
	NOTED(mn_region_close(r), "stays open");
	NOTED(mn_manager_advise(m, 7, n, 1, 10, (int32_t)mn_MADV_RANDOM()), "mapping 1: advise of 10 bytes at 1");
	NOTED(mn_manager_protect(m, 7, n, 1, 10, PROT_READ), "mapping 1: protect of 10 bytes at 1");
	NOTED(mn_manager_unmap(m, 7, n, 0), "mapping 1: close");
	_exit(0);
}
#endif

/* F26: the detail of every -EPERM describes the call itself, whatever its
   source. */
START_TEST(forbidden_calls)
{
#if defined MN_LINUX && defined SYS_mlock && defined SYS_ftruncate && !UNDER_ASAN && !UNDER_TSAN
	int status;

	if (t_under_valgrind())
		t_skip("valgrind makes these calls for itself");
	close(t_file("f", hello, 11));
	status = t_child(every_call_forbidden, (void *)(uintptr_t)t_path("f"));
	if (status == 77)
		t_skip("no filter of system calls can be had here");
	IS(status, 0);
#else
	t_skip("filters of system calls are Linux's, and the sanitizers make these calls themselves");
#endif
}
END_TEST

/* The text for the caller: no name of a C function, and the name of the call
   at most once. */
static void readable(const char *call, const char *name)
{
	const char *detail = mn_error_detail(), *first = strstr(detail, call);

	ck_assert_msg(!strstr(detail, "mn_"), "%s", detail);
	ck_assert_msg(!name || strstr(detail, name), "%s is not in \"%s\"", name, detail);
	ck_assert_msg(!first || !strstr(first + 1, call), "%s is twice in \"%s\"", call, detail);
	/* A sentence follows the name of an error. */
	ck_assert_msg(strlen(detail) < 6 || !name || name[0] != 'E' || strcmp(detail + strlen(detail) - strlen(name), name) != 0,
	              "nothing follows in \"%s\"", detail);
}

/* F28: the sentences of regions and managers. */
START_TEST(sentences)
{
	int64_t r, s, m = mn_manager_open("."), p;
	int fd;

	close(t_file("f", hello, 11));
	fd = open(t_path("f"), O_RDONLY);
	IS(mn_region_open("/nope", 1, 0, -1), -ENOENT);
	SAYS("/nope: open: ENOENT: There is no such file");
	readable("open", "ENOENT");
	IS(mn_region_create("/nope/nope", 1), -ENOENT);
	readable("create", "ENOENT");
	r = opened(t_path("f"), 1);
	IS(mn_region_protect(r, 0, 3, PROT_READ | PROT_WRITE), -EACCES);
	SAYS("protect of 3 bytes at 0 to 3: EACCES: more than its file was opened for");
	readable("protect", "EACCES");
	IS(mn_region_resize(r, 3), -EACCES);
	readable("resize", "EACCES");
	s = mn_slice_open(r, 1, 2, 1, 0);
	IS(mn_region_close(r), -EBUSY);
	SAYS(": close: slice ");
	SAYS("(shared) holds 2 bytes at 1, taken by thread ");
	SAYS(": close it first");
	IS(mn_region_write(r, 0, "x", 1), -EACCES);
	readable("write of", NULL);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
	IS(mn_region_map(fd, 0, 11, 2, 0, 0, 0), -EACCES);
	readable("mapping", "EACCES");
	IS(mn_region_map(9999, 0, 11, 2, 0, 0, 0), -EBADF);
	readable("map", "EBADF");
	IS(mn_region_map(-1, 0, 11, 2, 0, 0, 6), -EINVAL);
	readable("map", NULL);
	IS(mn_region_memfd("x", 0, 0), -EINVAL);
	SAYS("the length must be more than 0");
	readable("memfd", NULL);
	IS(mn_region_shared("/a/b", 10), -EINVAL);
	readable("shared", "EINVAL");
	IS(mn_manager_open("/nope"), -ENOENT);
	SAYS("/nope: the manager's root: ENOENT: There is no such file");
	readable("manager_open", "ENOENT");
	IS(mn_manager_grant(m, 7, 8), -EINVAL);
	readable("grant", NULL);
	IS(mn_manager_grant(m, 7, 3), 0);
	IS(mn_manager_map(m, 7, "nope", 0, -1, PROT_READ, 1), -ENOENT);
	SAYS("nope: open beneath .: ENOENT: There is no such file");
	readable("map", "ENOENT");
	p = mn_manager_map_anonymous(m, 7, 10);
	IS(mn_manager_protect(m, 7, p, 0, 11, PROT_READ), -ERANGE);
	SAYS("mapping 1: protect of 11 bytes at 0 passes the end (10 bytes)");
	IS(mn_manager_path(m, 7, p, NULL, 5), -EFAULT);
	readable("path", NULL);
	IS(mn_manager_close(m), 0);
	close(fd);
}
END_TEST

/* F27: a thread never reads a failure of another thread. */
static void *another_task(void *region)
{
	ck_assert_str_eq(mn_error_detail(), "");
	IS(mn_region_read(*(int64_t *)region, 77, NULL, 5), -ERANGE);
	SAYS("5 bytes at 77");
	return NULL;
}

START_TEST(of_the_thread_and_of_the_call)
{
	int64_t r = mn_region_anonymous(10);
	pthread_t thread;
	char id[40];

	IS(mn_region_read(r, 8, NULL, 3), -ERANGE);
	ck_assert_int_eq(pthread_create(&thread, NULL, another_task, &r), 0);
	pthread_join(thread, NULL);
	snprintf(id, sizeof id, "region %" PRId64 ": read of 3 bytes at 8", r);
	SAYS(id);
	/* The next thread reuses the record of the ended one, without its
	   failure. */
	ck_assert_int_eq(pthread_create(&thread, NULL, another_task, &r), 0);
	pthread_join(thread, NULL);
	SAYS(id);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("failure", forbidden_calls, sentences, of_the_thread_and_of_the_call)
