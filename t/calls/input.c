/* Bad input, and a child process. */

#include "helpers.h"

/* ---- Bad input ---- */

/* The kernel either accepts the arguments (a length that rounds to 0), or
   the error has a name and the detail names the call. */
static void clear(int64_t result, const char *call)
{
	ck_assert_msg(result <= 0 && result > -4096, "%s: %" PRId64, call, result);
	if (result == 0)
		return;
	ck_assert_str_ne(mn_error_name(result), "EUNKNOWN");
	ck_assert_msg(strncmp(mn_error_detail(), call, strlen(call)) == 0, "%s: %s", call, mn_error_detail());
	ck_assert(mn_error_detail()[strlen(call)] == ':');
}

/* A call may process its range up to a hole, so a hole follows at once:
   without it, mprotect would reach the code of the libraries above. */
START_TEST(absurd_lengths)
{
	const uint64_t lengths[] = { UINT64_MAX, UINT64_MAX - 1, UINT64_C(1) << 63, (UINT64_C(1) << 63) - 1,
	                             UINT64_MAX - t_page() + 1, UINT64_C(1) << 62 };
	char *p = map(4 * t_page(), RW, ANON);

	not_under_valgrind("valgrind reports the ranges that the kernel shall refuse");
	unmap(p + 2 * t_page(), 2 * t_page());
	memset(p, 'o', 2 * t_page());
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		uint64_t n = lengths[i];

		clear(mn_munmap(p, n), "munmap");
		ck_assert_int_lt(mn_munmap(p, n), 0);
		ck_assert_int_lt(mn_mmap(NULL, n, C(PROT_READ), ANON, -1, 0), 0);
		clear(mn_mmap(NULL, n, C(PROT_READ), ANON, -1, 0), "mmap");
		clear(mn_msync(p, n, C(MS_ASYNC)), "msync");
		clear(mn_madvise(p, n, C(MADV_NORMAL)), "madvise");
		clear(mn_posix_madvise(p, n, C(POSIX_MADV_RANDOM)), "posix_madvise");
		clear(mn_mprotect(p, n, RW), "mprotect");
		ck_assert_int_lt(mn_mprotect(p, n, RW), 0);
		clear(mn_mremap(p, t_page(), n, C(MREMAP_MAYMOVE), NULL), "mremap");
		ck_assert_int_lt(mn_mremap(p, t_page(), n, C(MREMAP_MAYMOVE), NULL), 0);
		clear(mn_mremap(p, n, n, C(MREMAP_MAYMOVE), NULL), "mremap");
		clear(mn_munlock(p, n), "munlock");
		clear(mn_pkey_mprotect(p, n, RW, -1), "pkey_mprotect");
		/* The library refuses lengths that a 32-bit machine cannot
		   express. */
		if (sizeof(size_t) < 8)
			ck_assert_int_eq(mn_munmap(p, n), -EOVERFLOW);
	}
	ck_assert(full_of(p, 2 * t_page(), 'o'));
	unmap(p, 2 * t_page());
}
END_TEST

/* A vector for so much would not be read, for the range is refused first. */
START_TEST(absurd_lengths_of_mincore)
{
	unsigned char vec[4];
	char *p = map(t_page(), RW, ANON);

	not_under_valgrind("valgrind reports the vector that would be too short");
	clear(mn_mincore(p, UINT64_MAX, vec), "mincore");
	clear(mn_mincore(p, UINT64_C(1) << 63, vec), "mincore");
	ck_assert_int_lt(mn_mincore(p, UINT64_C(1) << 63, vec), 0);
	unmap(p, t_page());
}
END_TEST

static void lock_absurdly(void *unused)
{
	(void)unused;
	if (mn_mlock(NULL, UINT64_C(1) << 63) >= 0 || mn_mlock(NULL, UINT64_C(1) << 62) >= 0)
		_exit(1);
	if (mn_mlock2(NULL, UINT64_C(1) << 63, 0) >= 0 || mn_mlock2(NULL, t_page(), INT32_MIN) != -EINVAL)
		_exit(2);
	(void)mn_mlock(NULL, UINT64_MAX);
	(void)mn_mlock2(NULL, UINT64_MAX, 0);
}

START_TEST(absurd_lengths_of_locks)
{
	linux_only();
	locking_works();
	not_under_valgrind("valgrind does not hand mlock2 on to the kernel");
	ck_assert_int_eq(t_child(lock_absurdly, NULL), 0);
}
END_TEST

START_TEST(absurd_offsets)
{
	const int64_t offsets[] = { INT64_MIN, INT64_MIN + 1, -1, INT64_MAX, 1, 4095, -4096, INT64_MAX - 4095 };
	int fd = pages_file("file", 1);

	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		char number[32];
		int64_t result = mn_mmap(NULL, t_page(), C(PROT_READ), C(MAP_SHARED), fd, offsets[i]);

		if (result > 0) {
			/* An offset past the end is accepted; touching it
			   would raise SIGBUS. */
			unmap(pointer(result), t_page());
			continue;
		}
		clear(result, "mmap");
		ck_assert_msg(result == -EINVAL || result == -EOVERFLOW, "%" PRId64 ": %" PRId64, offsets[i], result);
		snprintf(number, sizeof number, "offset %" PRId64 ",", offsets[i]);
		ck_assert_msg(strstr(mn_error_detail(), number) != NULL, "%s", mn_error_detail());
	}
	ck_assert_int_eq(mn_mmap(NULL, t_page(), C(PROT_READ), C(MAP_SHARED), fd, -1), -EINVAL);
	close(fd);
}
END_TEST

/* NULL is the page at 0, where nothing is mapped. */
START_TEST(null_addresses)
{
	linux_only();
	not_under_valgrind("valgrind reports the addresses that the kernel shall refuse");
	clear(mn_munmap(NULL, t_page()), "munmap");
	ck_assert_int_eq(mn_munmap(NULL, 0), -EINVAL);
	ck_assert_int_eq(mn_msync(NULL, t_page(), C(MS_SYNC)), -ENOMEM);
	ck_assert_int_eq(mn_msync(NULL, 0, C(MS_SYNC)), 0);
	ck_assert_int_eq(mn_madvise(NULL, t_page(), C(MADV_RANDOM)), -ENOMEM);
	ck_assert_int_eq(mn_posix_madvise(NULL, t_page(), C(POSIX_MADV_RANDOM)), -ENOMEM);
	ck_assert_int_eq(mn_mprotect(NULL, t_page(), C(PROT_READ)), -ENOMEM);
	ck_assert_int_eq(mn_mremap(NULL, t_page(), t_page(), C(MREMAP_MAYMOVE), NULL), -EFAULT);
	ck_assert_int_lt(mn_mlock2(NULL, t_page(), 0), 0);
	ck_assert_int_eq(mn_pkey_mprotect(NULL, t_page(), C(PROT_READ), -1), -ENOMEM);
	ck_assert_int_eq(mn_constant_find(NULL), -EINVAL);
	ck_assert_int_eq(mn_supported(NULL), -EINVAL);
	locking_works();
	ck_assert_int_lt(mn_mlock(NULL, t_page()), 0);
	ck_assert_int_eq(mn_munlock(NULL, t_page()), -ENOMEM);
}
END_TEST

/* Every bit set: refused or, by an older kernel's habit, ignored. */
START_TEST(absurd_flags)
{
	char *p = map(t_page(), RW, ANON);

	ck_assert_int_lt(mn_mmap(NULL, t_page(), C(PROT_READ), 0, -1, 0), 0);
	ck_assert_int_lt(mn_msync(p, t_page(), -1), 0);
	ck_assert_int_lt(mn_madvise(p, t_page(), INT32_MIN), 0);
	ck_assert_int_lt(mn_posix_madvise(p, t_page(), INT32_MAX), 0);
	ck_assert_int_lt(mn_mremap(p, t_page(), t_page(), -1, NULL), 0);
	ck_assert_int_eq(p[0], 0);
	unmap(p, t_page());
	locking_works();
	ck_assert_int_lt(mn_mlockall(INT32_MIN), 0);
}
END_TEST

static void all_again(void *unused)
{
	char *p = (char *)(intptr_t)mn_mmap(NULL, t_page(), RW, ANON, -1, 0);

	(void)unused;
	p[0] = 1;
	_exit(mn_munmap(p, t_page()) == 0 && mn_close(-1) == -EBADF && strstr(mn_error_detail(), "close") ? 0 : 1);
}

/* After fork everything works in the child. */
START_TEST(calls_after_fork)
{
	ck_assert_int_eq(t_child(all_again, NULL), 0);
}
END_TEST

T_MAIN("input", absurd_lengths, absurd_lengths_of_mincore, absurd_lengths_of_locks, absurd_offsets, null_addresses,
       absurd_flags, calls_after_fork)
