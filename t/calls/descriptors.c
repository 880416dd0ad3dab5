/* Files in memory, shared memory, closing, and protection keys. */

#include "helpers.h"

/* ---- Descriptors ---- */

START_TEST(memfd_is_a_file)
{
	int32_t fd = mn_memfd_create("mmapnative", 0);
	char bytes[6] = "";
	char *p;

	if (fd == -ENOSYS)
		t_skip("this system has no memfd_create");
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(ftruncate(fd, 100), 0);
	p = pointer(mn_mmap(NULL, 100, RW, C(MAP_SHARED), fd, 0));
	memcpy(p, "Hello", 6);
	ck_assert_int_eq(pread(fd, bytes, 6, 0), 6);
	ck_assert_str_eq(bytes, "Hello");
	unmap(p, 100);
	ck_assert_int_eq(mn_close(fd), 0);
	fd = mn_memfd_create("", (uint32_t)C(MFD_CLOEXEC));
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(mn_close(fd), 0);
}
END_TEST

START_TEST(memfd_that_is_wrong)
{
	char name[300];

	linux_only();
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = 0;
	if (mn_memfd_create("x", 0x40000000) == -ENOSYS)
		t_skip("this system has no memfd_create");
	ck_assert_int_eq(mn_memfd_create(name, 0), -EINVAL);
	ck_assert(strstr(mn_error_detail(), "a name of more than 249 bytes") != NULL);
	ck_assert_int_eq(mn_memfd_create("x", UINT32_MAX), -EINVAL);
	ck_assert_int_eq(mn_memfd_create("x", 1 << 20), -EINVAL);
	not_under_valgrind("valgrind reports the pointer that the kernel shall refuse");
	ck_assert_int_eq(mn_memfd_create(NULL, 0), -EFAULT);
	ck_assert(strstr(mn_error_detail(), "the name") != NULL);
}
END_TEST

START_TEST(memfd_with_bytes_that_are_no_text)
{
	int32_t fd = mn_memfd_create("\xff\xfe\x01", 0);

	if (fd == -ENOSYS)
		t_skip("this system has no memfd_create");
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(mn_close(fd), 0);
}
END_TEST

/* Each run has its own name, so that two runs do not conflict. */
static const char *shm_name(void)
{
	static char name[64];

	snprintf(name, sizeof name, "/mmapnative-%ld", (long)getpid());
	return name;
}

START_TEST(shm_is_shared_by_name)
{
	int32_t fd = mn_shm_open(shm_name(), O_RDWR | O_CREAT | O_EXCL, 0600), again;
	struct stat st;
	char *p, *q;

	if (fd < 0 && access("/dev/shm", W_OK) != 0)
		t_skip("there is no /dev/shm to write to");
	ck_assert_msg(fd >= 0, "%s", mn_error_detail());
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(mn_shm_open(shm_name(), O_RDWR | O_CREAT | O_EXCL, 0600), -EEXIST);
	ck_assert_int_eq(ftruncate(fd, 100), 0);
	again = mn_shm_open(shm_name(), O_RDWR, 0);
	ck_assert_int_ge(again, 0);
	p = pointer(mn_mmap(NULL, 100, RW, C(MAP_SHARED), fd, 0));
	q = pointer(mn_mmap(NULL, 100, C(PROT_READ), C(MAP_SHARED), again, 0));
	memcpy(p, "Hello", 6);
	ck_assert_str_eq(q, "Hello");
	unmap(p, 100);
	unmap(q, 100);
	ck_assert_int_eq(mn_close(fd), 0);
	ck_assert_int_eq(mn_close(again), 0);
	ck_assert_int_eq(mn_shm_unlink(shm_name()), 0);
	ck_assert_int_eq(mn_shm_unlink(shm_name()), -ENOENT);
	ck_assert_int_eq(mn_shm_open(shm_name(), O_RDWR, 0), -ENOENT);
}
END_TEST

/* NULL, an empty name, slashes, a name that is too long, bytes that are not
   text. */
START_TEST(shm_names_that_are_wrong)
{
	char name[1000];

	ck_assert_int_eq(mn_shm_open(NULL, O_RDWR, 0), -EFAULT);
	ck_assert_int_eq(mn_shm_unlink(NULL), -EFAULT);
	ck_assert(strstr(mn_error_detail(), "the name") != NULL);
	if (access("/dev/shm", W_OK) != 0)
		t_skip("there is no /dev/shm to write to");
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = 0;
	ck_assert_int_lt(mn_shm_open("", O_RDWR | O_CREAT, 0600), 0);
	ck_assert_int_lt(mn_shm_open("/", O_RDWR | O_CREAT, 0600), 0);
	ck_assert_int_lt(mn_shm_open("/a/b", O_RDWR | O_CREAT, 0600), 0);
	ck_assert_int_lt(mn_shm_open("/..", O_RDWR | O_CREAT, 0600), 0);
	ck_assert_int_lt(mn_shm_unlink(""), 0);
	ck_assert_int_lt(mn_shm_open(name, O_RDWR | O_CREAT, 0600), 0);
	ck_assert_int_lt(mn_shm_unlink(name), 0);
	ck_assert_int_eq(mn_shm_unlink("/\xff\xfe-mmapnative"), -ENOENT);
}
END_TEST

START_TEST(close_closes)
{
	int fd = open("/dev/null", O_RDONLY);

	ck_assert_int_eq(mn_close(fd), 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	ck_assert_int_eq(mn_close(fd), -EBADF);
	ck_assert_int_eq(mn_close(-1), -EBADF);
	ck_assert_int_eq(mn_close(INT32_MIN), -EBADF);
	ck_assert_int_eq(mn_close(INT32_MAX), -EBADF);
}
END_TEST

/* ---- Protection keys ---- */

/* S1-72, S1-73: a key that forbids access kills a process that touches its
   pages, if the processor has keys. */
START_TEST(pkeys)
{
	int32_t key;
	char *p;

	linux_only();
	NEED(PKEY_DISABLE_ACCESS);
	key = mn_pkey_alloc(0, (uint32_t)C(PKEY_DISABLE_ACCESS));
	if (key == -ENOSPC || key == -ENOSYS || key == -EINVAL)
		t_skip("this processor or kernel has no protection keys");
	ck_assert_int_gt(key, 0);
	p = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));
	p[0] = 'k';
	ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), RW, key), 0);
	ck_assert(dies(read_byte, p));
	ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), RW, 0), 0);
	ck_assert_int_eq(t_child(read_byte, p), 'k');
	ck_assert_int_eq(mn_pkey_free(key), 0);
	ck_assert_int_eq(mn_pkey_free(key), -EINVAL);
	unmap(p, t_page());
}
END_TEST

START_TEST(pkeys_that_are_wrong)
{
	char *p = map(t_page(), RW, ANON);
	int32_t result;

	linux_only();
	not_under_valgrind("valgrind answers for the kernel about keys");
	result = mn_pkey_alloc(1, 0);
	if (result == -ENOSYS)
		t_skip("this kernel has no protection keys");
	ck_assert_int_eq(result, -EINVAL);
	ck_assert_int_eq(mn_pkey_alloc(0, 0xffff0000), -EINVAL);
	ck_assert_int_eq(mn_pkey_free(-1), -EINVAL);
	ck_assert_int_eq(mn_pkey_free(INT32_MAX), -EINVAL);
	ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), RW, 12345), -EINVAL);
	ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), RW, INT32_MIN), -EINVAL);
	/* -1 is no key at all, and the call then does what mprotect does. */
	ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), C(PROT_READ), -1), 0);
	ck_assert(dies(write_byte, p));
	unmap(p, t_page());
}
END_TEST

T_MAIN("descriptors", memfd_is_a_file, memfd_that_is_wrong, memfd_with_bytes_that_are_no_text,
       shm_is_shared_by_name, shm_names_that_are_wrong, close_closes, pkeys, pkeys_that_are_wrong)
