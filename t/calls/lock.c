/* Locking pages in memory, and mincore. */

#include "helpers.h"

/* ---- Locks ---- */

START_TEST(mlock_and_munlock)
{
	int32_t result[3];
	long before;
	char *p;

	linux_only();
	locking_works();
	before = vm_locked();
	p = map(2 * t_page(), RW, ANON);
	if (mn_mlock(p, 1) != 0)
		t_skip("this user may not lock a page");
	ck_assert_int_eq(vm_locked(), before + (long)t_page() / 1024);
	ck_assert_int_eq(mn_munlock(p, 1), 0);
	ck_assert_int_eq(vm_locked(), before);
	/* A hole in the range, which an allocation might fill: that of an assertion, or
	   of the thread's record, which its first failure makes. */
	ck_assert_int_eq(mn_close(-1), -EBADF);
	result[0] = mn_munmap(p + t_page(), t_page());
	result[1] = mn_mlock(p, 2 * t_page());
	result[2] = mn_munlock(p, 2 * t_page());
	ck_assert_int_eq(result[0], 0);
	ck_assert_int_eq(result[1], -ENOMEM);
	ck_assert_int_eq(result[2], -ENOMEM);
	unmap(p, t_page());
}
END_TEST

/* S1-35: mlock2 with MLOCK_ONFAULT is 0, with flags 8 EINVAL. */
START_TEST(mlock2_onfault)
{
	unsigned char vec[4] = { 1, 1, 1, 1 };
	int32_t result;
	char *p;

	linux_only();
	NEED(MLOCK_ONFAULT);
	not_under_valgrind("valgrind does not hand mlock2 on to the kernel");
	p = map(4 * t_page(), RW, ANON);
	ck_assert_int_eq(mn_mlock2(p, t_page(), 8), -EINVAL);
	result = mn_mlock2(p, 4 * t_page(), C(MLOCK_ONFAULT));
	if (result == -ENOSYS || result == -EPERM || result == -ENOMEM)
		t_skip("this kernel has no mlock2, or this user may not lock");
	ck_assert_int_eq(result, 0);
	/* On fault: nothing is there yet, which plain mlock would have fetched. */
	ck_assert_int_eq(mn_mincore(p, 4 * t_page(), vec), 0);
	ck_assert_int_eq((vec[0] | vec[1] | vec[2] | vec[3]) & 1, 0);
	ck_assert_int_eq(mn_mlock2(p, 4 * t_page(), 0), 0);
	ck_assert_int_eq(mn_mincore(p, 4 * t_page(), vec), 0);
	ck_assert_int_eq(vec[0] & vec[1] & vec[2] & vec[3] & 1, 1);
	unmap(p, 4 * t_page());
}
END_TEST

static void lock_over_the_limit(void *unused)
{
	char *p = (char *)(intptr_t)mn_mmap(NULL, 64 * t_page(), RW, ANON, -1, 0);

	(void)unused;
	limit_locked(4 * t_page());
	if (mn_mlock(p, 64 * t_page()) != -ENOMEM)
		_exit(1);
	if (mn_mlock2(p, 64 * t_page(), 0) != -ENOMEM)
		_exit(2);
	if (mn_mlock(p, t_page()) != 0)
		_exit(3);
}

static void lock_without_a_limit(void *unused)
{
	char *p = (char *)(intptr_t)mn_mmap(NULL, t_page(), RW, ANON, -1, 0);

	(void)unused;
	limit_locked(0);
	if (mn_mlock(p, t_page()) != -EPERM)
		_exit(1);
	if (mn_mlockall(C(MCL_CURRENT)) != -EPERM)
		_exit(2);
}

START_TEST(mlock_over_the_limit)
{
	int status;

	linux_only();
	locking_works();
	not_under_valgrind("valgrind does not hand mlock2 on to the kernel");
	status = t_child(lock_over_the_limit, NULL);
	if (status == 98 || status == 99)
		t_skip("this process may not change its limits or its user");
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(t_child(lock_without_a_limit, NULL), 0);
}
END_TEST

static void lock_all(void *unused)
{
	int32_t result = mn_mlockall(C(MCL_CURRENT) | C(MCL_FUTURE));
	char *p;

	(void)unused;
	if (result == -EPERM || result == -ENOMEM || result == -EAGAIN)
		_exit(97);
	if (result != 0 || vm_locked() <= 0)
		_exit(1);
	p = (char *)(intptr_t)mn_mmap(NULL, 4 * t_page(), RW, ANON, -1, 0);
	if (!vm_flag(p, "lo"))
		_exit(2);
	if (mn_munlockall() != 0 || vm_locked() != 0)
		_exit(3);
}

START_TEST(mlockall_and_munlockall)
{
	int status;

	linux_only();
	locking_works();
	not_under_valgrind("valgrind itself would be locked into memory");
	ck_assert_int_eq(mn_mlockall(0), -EINVAL);
	ck_assert_int_eq(mn_mlockall(0x4000), -EINVAL);
	ck_assert_int_eq(mn_munlockall(), 0);
	status = t_child(lock_all, NULL);
	if (status == 97)
		t_skip("this user may not lock all memory");
	ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- mincore ---- */

START_TEST(mincore_of_touched_pages)
{
	unsigned char vec[4] = { 0xee, 0xee, 0xee, 0xee };
	char *p;

	linux_only();
	p = map(3 * t_page(), RW, ANON);
	p[t_page()] = 1;
	/* A byte a page, the last one for a part, and none beyond. */
	ck_assert_int_eq(mn_mincore(p, 2 * t_page() + 1, vec), 0);
	ck_assert_int_eq(vec[0] & 1, 0);
	ck_assert_int_eq(vec[1] & 1, 1);
	ck_assert_int_eq(vec[2] & 1, 0);
	ck_assert_int_eq(vec[3], 0xee);
	ck_assert_int_eq(mn_mincore(p + 1, 1, vec), -EINVAL);
	ck_assert_int_eq(mn_mincore(p, 0, vec), 0);
	unmap(p, 3 * t_page());
	ck_assert_int_eq(mn_mincore(p, t_page(), vec), -ENOMEM);
}
END_TEST

START_TEST(mincore_without_a_vector)
{
	char *p = map(t_page(), RW, ANON);

	not_under_valgrind("valgrind reports the pointer that the kernel shall refuse");
	ck_assert_int_eq(mn_mincore(p, t_page(), NULL), -EFAULT);
	ck_assert_int_eq(mn_mincore(p, t_page(), (uint8_t *)(uintptr_t)8), -EFAULT);
	unmap(p, t_page());
}
END_TEST

T_MAIN("lock", mlock_and_munlock, mlock2_onfault, mlockall_and_munlockall, mincore_of_touched_pages,
       mincore_without_a_vector,
       T_SLOW, mlock_over_the_limit)
