/* Making files and memory. */

#include "helpers.h"

/* ---- Making files and memory ---- */

START_TEST(create)
{
	const char *path = t_path("new");
	int before = t_descriptors();
	struct stat st;
	int64_t r = mn_region_create(path, 100000);

	ck_assert_msg(r > 0, "%s", mn_error_detail());
	ck_assert_int_eq(stat(path, &st), 0);
	IS(st.st_size, 100000);
	/* All blocks are allocated, so a full disk cannot fail later. */
	ck_assert_int_ge((int64_t)st.st_blocks * 512, 100000);
	IS(mn_region_access(r), 2);
	IS(mn_region_write(r, 99990, hello, 10), 10);
	IS(mn_region_resize(r, 200000), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	IS(st.st_size, 200000);
	ck_assert_int_ge((int64_t)st.st_blocks * 512, 200000);
	IS(mn_region_close(r), 0);
	IS(mn_region_create(path, 10), -EEXIST);
	IS(size_of(path), 200000);
	IS(mn_region_create(t_path("no/such"), 10), -ENOENT);
	IS(mn_region_create(NULL, 10), -EFAULT);
	IS(mn_region_create(t_path("x"), UINT64_MAX), -EOVERFLOW);
	/* A failing call leaves no file. */
	r = mn_region_create(t_path("x"), (uint64_t)INT64_MAX - 5000);
	ck_assert_int_lt(r, 0);
	ck_assert_int_eq(access(t_path("x"), F_OK), -1);
	r = mn_region_create(t_path("x"), 0);
	IS(mn_region_length(r), 0);
	IS(mn_region_close(r), 0);
	IS(size_of(t_path("x")), 0);
	IS(t_descriptors(), before);
}
END_TEST

START_TEST(create_over_the_limit)
{
	struct rlimit limit = { 8192, RLIM_INFINITY };
	int64_t r;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	IS(mn_region_create(t_path("limited"), 100000), -EFBIG);
	ck_assert_int_eq(access(t_path("limited"), F_OK), -1);
	r = mn_region_create(t_path("limited"), 8000);
	IS(mn_region_write(r, 7999, "x", 1), 1);
	IS(mn_region_resize(r, 100000), -EFBIG);
	IS(mn_region_length(r), 8000);
	IS(size_of(t_path("limited")), 8000);
	IS(mn_region_get_u8(r, 7999), 'x');
	IS(mn_region_close(r), 0);
}
END_TEST

/* F66: open or create.  Nothing that is in the file is lost. */
START_TEST(open_or_create)
{
	const char *path = t_path("either");
	int before = t_descriptors();
	int64_t r = mn_region_open_or_create(path, 0, 5000);
	uint8_t bytes[5];
	struct stat st;

	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_length(r), 5000);
	IS(mn_region_access(r), MN_ACCESS_WRITE);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_ge((int64_t)st.st_blocks * 512, 5000);
	IS(mn_region_write(r, 0, hello, 5), 5);
	IS(mn_region_durable(r), 0);
	IS(mn_region_close(r), 0);
	/* A longer file keeps its length. */
	r = mn_region_open_or_create(path, 1, 3);
	IS(mn_region_length(r), 3);
	IS(mn_region_offset(r), 1);
	IS(mn_region_read(r, 0, bytes, 3), 3);
	ck_assert_int_eq(memcmp(bytes, hello + 1, 3), 0);
	IS(mn_region_close(r), 0);
	IS(size_of(path), 5000);
	/* A shorter one grows, and keeps its bytes. */
	r = mn_region_open_or_create(path, 4000, 9000);
	IS(mn_region_length(r), 9000);
	IS(mn_region_get_u8(r, 8999), 0);
	IS(mn_region_close(r), 0);
	IS(size_of(path), 13000);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_ge((int64_t)st.st_blocks * 512, 13000);
	r = mn_region_open(path, 1, 0, 5);
	IS(mn_region_read(r, 0, bytes, 5), 5);
	ck_assert_int_eq(memcmp(bytes, hello, 5), 0);
	IS(mn_region_close(r), 0);
	/* A new file with an offset has the bytes before it. */
	r = mn_region_open_or_create(t_path("from"), 100, 10);
	IS(mn_region_length(r), 10);
	IS(mn_region_close(r), 0);
	IS(size_of(t_path("from")), 110);
	/* Failures. */
	IS(mn_region_open_or_create(t_path("no/such"), 0, 10), -ENOENT);
	IS(mn_region_open_or_create(NULL, 0, 10), -EFAULT);
	IS(mn_region_open_or_create(t_path("either"), -1, 10), -EINVAL);
	IS(mn_region_open_or_create(t_path("either"), 10, UINT64_MAX), -EOVERFLOW);
	IS(mn_region_open_or_create(t_path("either"), 10, UINT64_MAX - 5), -EOVERFLOW);
	IS(mn_region_open_or_create(t_path("."), 0, 10), -EISDIR);
	ck_assert_int_eq(mkfifo(t_path("fifo"), 0666), 0);
	IS(mn_region_open_or_create(t_path("fifo"), 0, 10), -ENODEV);
	ck_assert_int_eq(symlink("nothing", t_path("link")), 0);
	IS(mn_region_open_or_create(t_path("link"), 0, 10), -ENOENT);
	ck_assert_int_eq(access(t_path("nothing"), F_OK), -1);
	ck_assert_int_lt(mn_region_open_or_create(t_path("never"), 0, (uint64_t)INT64_MAX - 5000), 0);
	ck_assert_int_eq(access(t_path("never"), F_OK), -1);
	IS(size_of(t_path("either")), 13000);
	IS(t_descriptors(), before);
}
END_TEST

/* F66: another process sees a new file with its whole length, or not at all. */
START_TEST(a_new_file_is_complete)
{
	const char *path = t_path("complete");
	int unnamed = open(t_path("."), O_TMPFILE | O_RDWR, 0666), status = 0;
	pid_t child;

	if (unnamed < 0)
		t_skip("this file system has no files without a name");
	close(unnamed);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct stat st;

		for (;;)
			if (stat(path, &st) == 0 && st.st_size != 100000)
				_exit(1);
	}
	for (int i = 0; i < 2000; i++) {
		int64_t r = i % 2 ? mn_region_create(path, 100000) : mn_region_open_or_create(path, 0, 100000);

		ck_assert_int_gt(r, 0);
		IS(mn_region_close(r), 0);
		ck_assert_int_eq(unlink(path), 0);
	}
	/* It ended by itself only if it saw another length. */
	ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
}
END_TEST

/* F66: processes that open or create at once get the same file. */
START_TEST(all_open_or_create)
{
	enum { ROUNDS = 50, CHILDREN = 4 };

	for (int round = 0; round < ROUNDS; round++) {
		const char *path = t_path("all");
		int gate[2], status;
		int64_t r;
		char c;

		ck_assert_int_eq(pipe(gate), 0);
		for (int i = 0; i < CHILDREN; i++) {
			pid_t child = fork();

			ck_assert_int_ge(child, 0);
			if (child == 0) {
				close(gate[1]);
				if (read(gate[0], &c, 1) < 0)
					_exit(1);
				r = mn_region_open_or_create(path, 0, (uint64_t)(i + 1) * 1000);
				_exit(r > 0 && mn_region_atomic_add_u32(r, 0, 1, NULL) == 0 ? 0 : 1);
			}
		}
		close(gate[0]);
		close(gate[1]);
		for (int i = 0; i < CHILDREN; i++) {
			ck_assert_int_gt(wait(&status), 0);
			ck_assert_int_eq(status, 0);
		}
		r = mn_region_open(path, 1, 0, -1);
		IS(mn_region_length(r), CHILDREN * 1000);
		IS(mn_region_u32_le(r, 0) | mn_region_u32_be(r, 0), CHILDREN | CHILDREN << 24);
		IS(mn_region_close(r), 0);
		ck_assert_int_eq(unlink(path), 0);
	}
}
END_TEST

/* S2-01, S2-02: private memory, to read and write. */
/* S2-03: it is zero. */
/* S2-04, S4-14: after close it is not mapped. */
/* S0-08, S0-41: a byte is written, the next is 0. */
/* S0-17: more than the descriptor allows: EACCES, and it still reads. */
START_TEST(anonymous)
{
	static const uint8_t zeros[4096];
	uint8_t bytes[4096];
	int64_t r = mn_region_anonymous(4096), s = mn_slice_open(r, 0, 4096, 0, 0);
	void *address = (void *)(intptr_t)mn_slice_address(s);

	IS(mn_region_length(r), 4096);
	IS(mn_region_prot(r), 3);
	IS(mn_region_read(r, 0, bytes, 4096), 4096);
	ck_assert_int_eq(memcmp(bytes, zeros, 4096), 0);
	IS(mn_region_set_u8(r, 0, 42), 0);
	IS(mn_region_get_u8(r, 0), 42);
	IS(mn_region_get_u8(r, 1), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
	ck_assert_int_eq(mn_mincore(address, 4096, bytes), -ENOMEM);
	r = mn_region_map(-1, 0, 4096, 0, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	IS(mn_region_length(r), 4096);
	IS(mn_region_close(r), 0);
	r = mn_region_open(pattern("f", 10), 1, 0, -1);
	IS(mn_region_protect(r, 0, 10, 3), -EACCES);
	IS(mn_region_prot(r), 1);
	IS(mn_region_get_u8(r, 5), 5);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S2-05: 0 bytes are an error of the argument. */
/* S2-06: more than the address space, with both numbers. */
/* S2-07, S2-08: on a machine of 32 bits already 2 GiB. */
/* True if the kernel promises any amount of memory (overcommit 1). */
static int promises_everything(void)
{
	FILE *f = fopen("/proc/sys/vm/overcommit_memory", "r");
	int mode = f ? fgetc(f) : EOF;

	if (!f)
		t_skip("there is no /proc/sys/vm/overcommit_memory");
	fclose(f);
	if (mode == '1' && (UNDER_ASAN || UNDER_TSAN))
		t_skip("the sanitizer leaves no room for that much");
	return mode == '1';
}

/* S2-09: more memory than the kernel grants. */
START_TEST(sizes_of_memory)
{
	int64_t r;

	if (t_under_valgrind())
		t_skip("valgrind has its own limit of the address space");
	IS(mn_region_anonymous(0), -EINVAL);
	IS(mn_region_reserve(0), -EINVAL);
	IS(mn_region_anonymous((UINT64_C(1) << 47) + 1), -EOVERFLOW);
	SAYS("140737488355329");
	if (sizeof(size_t) > 4)
		SAYS("at most 1407374883");
	IS(mn_region_anonymous(UINT64_MAX), -EOVERFLOW);
	IS(mn_region_reserve(UINT64_MAX - 4095), -EOVERFLOW);
	IS(mn_region_memfd("x", UINT64_MAX, 0), -EOVERFLOW);
	if (sizeof(size_t) == 4) {
		IS(mn_region_anonymous(UINT64_C(1) << 31), -EOVERFLOW);
		IS(mn_region_anonymous(UINT64_C(1) << 33), -EOVERFLOW);
	} else {
		r = mn_region_anonymous(UINT64_C(1) << 46);
		/* Only a kernel that promises everything grants this much. */
		if (promises_everything()) {
			ck_assert_msg(r > 0, "%s", mn_error_detail());
			IS(mn_region_close(r), 0);
		} else {
			IS(r, -ENOMEM);
			SAYS("70368744177664");
			SAYS("ENOMEM");
		}
	}
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* S2-10: the length is the one asked for. */
/* S2-11: and never 0. */
/* S2-26: no descriptor. */
/* S2-28: a sync has nothing to write. */
/* S2-29: no path. */
/* S2-22: the numbers a description of it needs. */
START_TEST(what_anonymous_memory_has_not)
{
	int64_t r = mn_region_anonymous(5000);

	IS(mn_region_length(r), 5000);
	IS(mn_region_fd(r), -ENOTCONN);
	IS(mn_region_file_size(r), -ENOTCONN);
	IS(mn_region_sync(r, 0, 5000, MS_SYNC), 0);
	IS(mn_region_durable(r), 0);
	IS(mn_region_path(r, NULL, 0), -ENOENT);
	IS(mn_region_refresh(r), 5000);
	IS(mn_region_truncated(r), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

static void write_x(void *region)
{
	_exit(mn_region_set_u8(*(int64_t *)region, 0, 'X') == 0 ? 0 : 1);
}

/* S2-24: a memory file is shared with a child, private memory is not. */
/* S1-17, S1-18: the same for shared and for private memory. */
/* S3-52: two processes. */
START_TEST(memory_and_children)
{
	int64_t m = mn_region_memfd("m", 4096, 0), p = mn_region_anonymous(4096);
	int64_t s = mn_region_map(-1, 0, 4096, 2, 0, 0, 0);

	IS(t_child(write_x, &m), 0);
	IS(mn_region_get_u8(m, 0), 'X');
	IS(t_child(write_x, &p), 0);
	IS(mn_region_get_u8(p, 0), 0);
	IS(t_child(write_x, &s), 0);
	IS(mn_region_get_u8(s, 0), 'X');
	IS(mn_region_close(m), 0);
	IS(mn_region_close(p), 0);
	IS(mn_region_close(s), 0);
}
END_TEST

static void write_hi(void *path)
{
	int64_t r = mn_region_open(path, 2, 0, -1);

	_exit(mn_region_write(r, 0, "hi", 2) == 2 ? 0 : 1);
}

/* S2-25, S3-09: another process's map of the same file shows it without sync. */
START_TEST(processes_see_each_other)
{
	const char *path = pattern("f", 100);
	int64_t r = opened(path, 1);

	IS(mn_region_get_u8(r, 0), 0);
	IS(t_child(write_hi, (void *)(uintptr_t)path), 0);
	IS(mn_region_get_u8(r, 0), 'h');
	IS(mn_region_get_u8(r, 1), 'i');
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(memfd)
{
	int64_t r = mn_region_memfd("asked", 5000, 0);
	int fd;

	if (r == -ENOSYS)
		t_skip("this kernel has no memory files");
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	fd = (int)mn_region_fd(r);
	IS(mn_region_length(r), 5000);
	IS(mn_region_file_size(r), 5000);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	/* No process can truncate it. */
	IS(ftruncate(fd, 10), -1);
	IS(ftruncate(fd, 6000), 0);
	IS(mn_region_length(r), 5000);
	IS(mn_region_refresh(r), 5000);
	IS(mn_region_resize(r, 9000), 0);
	IS(mn_region_set_u8(r, 8999, 1), 0);
	IS(mn_region_file_size(r), 9000);
	IS(mn_region_resize(r, 100), -EPERM);
	IS(mn_region_length(r), 9000);
	IS(mn_region_get_u8(r, 8999), 1);
	IS(mn_region_close(r), 0);
	r = mn_region_memfd("mine", 5000, MFD_ALLOW_SEALING);
	fd = (int)mn_region_fd(r);
	IS(ftruncate(fd, 5000), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_file_size(r), 100);
	IS(mn_region_close(r), 0);
	IS(mn_region_memfd(NULL, 10, 0), -EFAULT);
	IS(mn_region_memfd("x", 10, 0x800000), -EINVAL);
}
END_TEST

START_TEST(named_shared_memory)
{
	char name[64];
	int64_t a, b, c;

	snprintf(name, sizeof name, "/mmapnative-test-%d", (int)getpid());
	a = mn_region_shared(name, 5000);
	if (a < 0)
		t_skip("there is no place for named shared memory");
	b = mn_region_shared(name, 0);
	c = mn_region_shared(name, 100);
	IS(mn_region_length(a), 5000);
	IS(mn_region_length(b), 5000);
	IS(mn_region_length(c), 100);
	IS(mn_region_file_size(c), 5000);
	IS(mn_region_write(a, 10, "shared", 6), 6);
	IS(mn_region_get_u8(b, 10), 's');
	IS(mn_region_get_u8(c, 11), 'h');
	IS(mn_region_close(a), 0);
	a = mn_region_shared(name, 9000);
	IS(mn_region_length(a), 9000);
	IS(mn_region_get_u8(a, 10), 's');
	IS(mn_region_refresh(b), 9000);
	/* Bytes of another process lie behind the end of this region, and
	   stay. */
	IS(mn_region_set_u8(a, 4000, 'o'), 0);
	IS(mn_region_discard(c, 0, 100), 0);
	IS(mn_region_get_u8(a, 4000), 'o');
	IS(mn_region_discard(a, 0, 9000), 0);
	IS(mn_region_get_u8(a, 4000), 0);
	IS(mn_region_close(a), 0);
	IS(mn_region_close(b), 0);
	IS(mn_region_close(c), 0);
	IS(mn_shm_unlink(name), 0);
	IS(mn_region_shared(NULL, 10), -EFAULT);
	IS(mn_region_shared(name, UINT64_MAX), -EOVERFLOW);
	ck_assert_int_lt(mn_region_shared("/a/b", 10), 0);
}
END_TEST

/* F31: joined only if it exists, and for reading. */
START_TEST(named_memory_that_exists)
{
	char name[64];
	int64_t a, b, c, n;

	snprintf(name, sizeof name, "/mmapnative-join-%d", (int)getpid());
	(void)mn_shm_unlink(name);
	for (int32_t access = 0; access <= 4; access++) {
		n = mn_region_shared_join(name, access);
		if (n == -ENOSYS)
			t_skip("there is no place for named shared memory");
		IS(n, -ENOENT);
		SAYS(name);
	}
	/* The failing call created nothing. */
	IS(mn_shm_open(name, O_RDONLY, 0), -ENOENT);
	a = mn_region_shared(name, 5000);
	ck_assert_msg(a > 0, "%s", mn_error_detail());
	b = mn_region_shared_join(name, 1);
	c = mn_region_shared_join(name, 2);
	n = mn_region_shared_join(name, 3);
	ck_assert_msg(b > 0 && c > 0 && n > 0, "%s", mn_error_detail());
	IS(mn_region_length(b), 5000);
	IS(mn_region_write(c, 4990, "joined", 6), 6);
	IS(mn_region_get_u8(a, 4990), 'j');
	IS(mn_region_get_u8(b, 4990), 'j');
	IS(mn_region_set_u8(b, 0, 1), -EACCES);
	IS(mn_region_protect(b, 0, 1, PROT_READ | PROT_WRITE), -EACCES);
	IS(mn_region_set_u8(n, 4990, 'c'), 0);
	IS(mn_region_get_u8(a, 4990), 'j');
	IS(mn_region_resize(b, 10000), -EACCES);
	IS(mn_region_resize(c, 10000), 0);
	IS(mn_region_refresh(b), 10000);
	IS(mn_region_shared_join(name, 5), -EINVAL);
	IS(mn_region_shared_join(name, -1), -EINVAL);
	IS(mn_region_shared_join(NULL, 1), -EFAULT);
	IS(mn_region_close(a), 0);
	IS(mn_region_close(b), 0);
	IS(mn_region_close(c), 0);
	IS(mn_region_close(n), 0);
	IS(mn_shm_unlink(name), 0);
	IS(mn_region_shared_join(name, 2), -ENOENT);
}
END_TEST

static char read_only_name[64];

static void join_as_nobody(void *unused)
{
	(void)unused;
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
		_exit(9);
	if (mn_region_shared_join(read_only_name, 2) != -EACCES || mn_region_shared(read_only_name, 0) != -EACCES)
		_exit(1);
	_exit(mn_region_get_u8(mn_region_shared_join(read_only_name, 1), 0) == 'r' ? 0 : 2);
}

/* F31: a reader needs no right to write. */
START_TEST(named_memory_of_somebody_else)
{
	int64_t a;
	int32_t fd;

	if (geteuid() != 0)
		t_skip("only root can become somebody else");
	snprintf(read_only_name, sizeof read_only_name, "/mmapnative-read-%d", (int)getpid());
	a = mn_region_shared(read_only_name, 100);
	if (a < 0)
		t_skip("there is no place for named shared memory");
	fd = mn_shm_open(read_only_name, O_RDWR, 0);
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	close(fd);
	IS(mn_region_set_u8(a, 0, 'r'), 0);
	IS(t_child(join_as_nobody, NULL), 0);
	IS(mn_region_close(a), 0);
	IS(mn_shm_unlink(read_only_name), 0);
}
END_TEST

T_MAIN("create", create, open_or_create, anonymous, sizes_of_memory, what_anonymous_memory_has_not, memory_and_children,
       processes_see_each_other, memfd, named_shared_memory, named_memory_that_exists, named_memory_of_somebody_else,
       T_SLOW, create_over_the_limit, a_new_file_is_complete, all_open_or_create)
