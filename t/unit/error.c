/* Errors: every number has a name and a sentence.  The detail belongs to the
   thread and contains the numbers of the call. */

#include "test.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>

START_TEST(a_result_that_is_no_error)
{
	const int64_t good[] = { 0, 1, 4096, INT32_MAX, INT64_MAX };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		ck_assert_str_eq(mn_error_name(good[i]), "OK");
		ck_assert_str_eq(mn_error_message(good[i]), "No error.");
	}
}
END_TEST

START_TEST(numbers_that_are_no_errors)
{
	const int64_t unknown[] = { INT64_MIN, INT64_MIN + 1, -(INT64_C(1) << 32) - EINVAL, INT32_MIN, -4095, -100000 };

	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		ck_assert_str_eq(mn_error_name(unknown[i]), "EUNKNOWN");
		ck_assert_int_gt((int)strlen(mn_error_message(unknown[i])), 10);
	}
}
END_TEST

START_TEST(names_of_errors)
{
	const struct {
		int number;
		const char *name;
	} errors[] = {
		{ EPERM, "EPERM" }, { ENOENT, "ENOENT" }, { EINTR, "EINTR" }, { EIO, "EIO" }, { ENXIO, "ENXIO" },
		{ EBADF, "EBADF" }, { EAGAIN, "EAGAIN" }, { ENOMEM, "ENOMEM" }, { EACCES, "EACCES" },
		{ EFAULT, "EFAULT" }, { EBUSY, "EBUSY" }, { EEXIST, "EEXIST" }, { ENODEV, "ENODEV" },
		{ ENOTDIR, "ENOTDIR" }, { EISDIR, "EISDIR" }, { EINVAL, "EINVAL" }, { ENFILE, "ENFILE" },
		{ EMFILE, "EMFILE" }, { ETXTBSY, "ETXTBSY" }, { EFBIG, "EFBIG" }, { ENOSPC, "ENOSPC" },
		{ EROFS, "EROFS" }, { ERANGE, "ERANGE" }, { ENAMETOOLONG, "ENAMETOOLONG" }, { ENOSYS, "ENOSYS" },
		{ EOVERFLOW, "EOVERFLOW" }, { EOPNOTSUPP, "EOPNOTSUPP" }, { ENOTCONN, "ENOTCONN" },
		{ EDQUOT, "EDQUOT" }, { ETIMEDOUT, "ETIMEDOUT" },
#if defined EHWPOISON
		{ EHWPOISON, "EHWPOISON" },
#endif
	};

	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		const char *name = mn_error_name(-(int64_t)errors[i].number);

		/* Linux has one number for these two. */
		if (errors[i].number == ENOTSUP && strcmp(name, "ENOTSUP") == 0)
			continue;
		ck_assert_str_eq(name, errors[i].name);
	}
}
END_TEST

#if defined __GLIBC__ && defined __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 32)
#define KNOWS_NAMES 1
#endif
#endif

/* libc's own table says which numbers are errors. */
START_TEST(every_error_of_this_libc_has_its_name)
{
#if defined KNOWS_NAMES
	for (int number = 1; number < 4096; number++) {
		const char *libc = strerrorname_np(number), *ours = mn_error_name(-number);

		if (!libc)
			ck_assert_str_eq(ours, "EUNKNOWN");
		else if (number != ENOTSUP && number != EAGAIN && number != EDEADLK)
			ck_assert_str_eq(ours, libc);
		else
			ck_assert_str_ne(ours, "EUNKNOWN");
	}
#else
	t_skip("this libc does not tell the names of errors");
#endif
}
END_TEST

START_TEST(every_sentence_is_one)
{
	for (int number = 1; number < 4096; number++) {
		const char *name = mn_error_name(-number), *message = mn_error_message(-number);

		ck_assert_ptr_nonnull(name);
		ck_assert_ptr_nonnull(message);
		ck_assert(name[0] == 'E');
		if (strcmp(name, "EUNKNOWN") == 0)
			continue;
		ck_assert_msg(isupper((unsigned char)message[0]), "%s: %s", name, message);
		ck_assert_msg(message[strlen(message) - 1] == '.', "%s: %s", name, message);
		/* No two errors may have the same words. */
		ck_assert_str_ne(message, mn_error_message(-4095));
	}
}
END_TEST

/* The fresh child of this test has not failed yet. */
START_TEST(detail_is_empty_before_the_first_failure)
{
	ck_assert_ptr_nonnull(mn_error_detail());
	ck_assert_str_eq(mn_error_detail(), "");
}
END_TEST

START_TEST(detail_holds_until_the_next_failure)
{
	char kept[512];

	ck_assert_int_lt(mn_close(-77), 0);
	snprintf(kept, sizeof kept, "%s", mn_error_detail());
	ck_assert(strstr(kept, "-77") != NULL);
	ck_assert_int_ge(mn_page_size(), 1);
	ck_assert_int_ge(mn_constant_find("PROT_READ"), 0);
	errno = ENOENT;
	ck_assert_str_eq(mn_error_detail(), kept);
	ck_assert_int_lt(mn_close(-78), 0);
	ck_assert(strstr(mn_error_detail(), "-78") != NULL);
	ck_assert(strstr(mn_error_detail(), "EBADF") != NULL);
}
END_TEST

/* S0-09: init raises on failure: offset 1 is EINVAL, and the message names the
   offset and the page size. */
START_TEST(detail_of_an_unaligned_offset)
{
	char page[64];
	int fd = t_file("file", "0123456789", 10);

	ck_assert_int_eq(mn_mmap(NULL, 5, PROT_READ, MAP_SHARED, fd, 1), -EINVAL);
	snprintf(page, sizeof page, "page size %zu", t_page());
	ck_assert_msg(strstr(mn_error_detail(), "offset 1,") != NULL, "%s", mn_error_detail());
	ck_assert_msg(strstr(mn_error_detail(), page) != NULL, "%s", mn_error_detail());
	ck_assert_msg(strstr(mn_error_detail(), "the offset must be a multiple") != NULL, "%s", mn_error_detail());
	ck_assert_str_eq(mn_error_name(-EINVAL), "EINVAL");
	close(fd);
}
END_TEST

/* S1-79: the message names a length of 0, because EINVAL has many reasons. */
START_TEST(detail_of_an_empty_length)
{
	ck_assert_int_eq(mn_mmap(NULL, 0, PROT_READ, (int32_t)(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS()), -1, 0), -EINVAL);
	ck_assert_msg(strstr(mn_error_detail(), "length must be more than 0") != NULL, "%s", mn_error_detail());
}
END_TEST

/* S1-09: EACCES points at the descriptor's open mode. */
START_TEST(detail_of_a_protection_the_descriptor_refuses)
{
	int fd, made = t_file("file", "abc", 3);

	close(made);
	fd = open(t_path("file"), O_RDONLY);
	ck_assert_int_eq(mn_mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), -EACCES);
	ck_assert_msg(strstr(mn_error_detail(), "open mode") != NULL, "%s", mn_error_detail());
	close(fd);
}
END_TEST

/* S1-31: without a pool of huge pages the message names nr_hugepages.  No pool
   is as large as the half of the address space asked for here. */
START_TEST(detail_of_a_missing_huge_page)
{
	int64_t huge = mn_MAP_HUGETLB(), result;

	if (huge == MN_ABSENT)
		t_skip("this platform has no MAP_HUGETLB");
	result = mn_mmap(NULL, sizeof(void *) == 8 ? UINT64_C(1) << 46 : UINT64_C(1) << 30, PROT_READ | PROT_WRITE,
	                 (int32_t)(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS() | huge), -1, 0);
	if (result == -EINVAL || result == -ENOSYS || result == -ENODEV)
		t_skip("this kernel has no huge pages");
	ck_assert_int_eq(result, -ENOMEM);
	ck_assert_msg(strstr(mn_error_detail(), "nr_hugepages") != NULL, "%s", mn_error_detail());
}
END_TEST

/* The detail has the numbers of the call, whichever it was. */
START_TEST(detail_names_the_call)
{
	void *odd = (void *)(uintptr_t)1;

	ck_assert_int_lt(mn_munmap(odd, 5), 0);
	ck_assert(strncmp(mn_error_detail(), "munmap: ", 8) == 0);
	ck_assert_int_lt(mn_mprotect(odd, 5, 1), 0);
	ck_assert(strncmp(mn_error_detail(), "mprotect: ", 10) == 0);
	ck_assert(strstr(mn_error_detail(), "multiple of the page size") != NULL);
	ck_assert_int_lt(mn_madvise(NULL, 0, 987654), 0);
	ck_assert(strncmp(mn_error_detail(), "madvise: ", 9) == 0);
	ck_assert(strstr(mn_error_detail(), "987654") != NULL);
	ck_assert_int_lt(mn_shm_unlink("/no-such-name-of-mmapnative"), 0);
	ck_assert(strncmp(mn_error_detail(), "shm_unlink: ", 12) == 0);
	ck_assert(strstr(mn_error_detail(), "/no-such-name-of-mmapnative") != NULL);
	ck_assert_int_lt(mn_constant_find("NO_SUCH_NAME"), 0);
	ck_assert(strstr(mn_error_detail(), "NO_SUCH_NAME") != NULL);
}
END_TEST

/* A name that does not fit is truncated, and the text is still terminated. */
START_TEST(detail_of_an_endless_name)
{
	char *name = malloc(100001);

	memset(name, 'N', 100000);
	name[100000] = 0;
	ck_assert_int_eq(mn_constant_find(name), -ENOENT);
	ck_assert_int_lt((int)strlen(mn_error_detail()), 512);
	ck_assert_int_lt(mn_shm_open(name, O_RDWR, 0600), 0);
	ck_assert_int_lt((int)strlen(mn_error_detail()), 512);
	ck_assert_int_lt(mn_supported(name), 0);
	free(name);
}
END_TEST

struct failing {
	int fd;
	atomic_int *at_once;
	int bad;
};

static void *fail_often(void *argument)
{
	struct failing *f = argument;
	char expected[64];

	if (mn_error_detail()[0] != 0)
		f->bad++;
	atomic_fetch_add(f->at_once, 1);
	/* valgrind runs one thread at a time and lets a spinning one go on. */
	while (atomic_load(f->at_once) < 2)
		sched_yield();
	snprintf(expected, sizeof expected, "descriptor %d", f->fd);
	for (int i = 0; i < 2000; i++) {
		if (mn_close(f->fd) != -EBADF)
			f->bad++;
		if (!strstr(mn_error_detail(), expected))
			f->bad++;
	}
	return NULL;
}

/* Two threads fail at once, and each reads its own detail. */
START_TEST(detail_is_the_threads_own)
{
	atomic_int at_once = 0;
	struct failing f[2] = { { -1001, &at_once, 0 }, { -2002, &at_once, 0 } };
	pthread_t thread[2];

	ck_assert_int_lt(mn_close(-3003), 0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, fail_often, &f[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	ck_assert_int_eq(f[0].bad, 0);
	ck_assert_int_eq(f[1].bad, 0);
	ck_assert(strstr(mn_error_detail(), "-3003") != NULL);
}
END_TEST

static void fail_in_child(void *argument)
{
	(void)argument;
	if (!strstr(mn_error_detail(), "-5005"))
		_exit(1);
	(void)mn_close(-6006);
	_exit(strstr(mn_error_detail(), "-6006") ? 0 : 2);
}

/* After fork the child has the parent's record, and then its own. */
START_TEST(detail_after_fork)
{
	ck_assert_int_lt(mn_close(-5005), 0);
	ck_assert_int_eq(t_child(fail_in_child, NULL), 0);
	ck_assert(strstr(mn_error_detail(), "-5005") != NULL);
}
END_TEST

T_MAIN("error", a_result_that_is_no_error, numbers_that_are_no_errors, names_of_errors,
       every_error_of_this_libc_has_its_name, every_sentence_is_one, detail_is_empty_before_the_first_failure,
       detail_holds_until_the_next_failure, detail_of_an_unaligned_offset, detail_of_an_empty_length,
       detail_of_a_protection_the_descriptor_refuses, detail_of_a_missing_huge_page, detail_names_the_call,
       detail_of_an_endless_name, detail_is_the_threads_own, detail_after_fork)
