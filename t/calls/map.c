/* mmap and munmap: arguments and results.  The ids are rows of
   doc/requirements.md. */

#include "helpers.h"

/* ---- mmap: arguments and results ---- */

START_TEST(page_size)
{
	ck_assert_int_eq(mn_page_size(), sysconf(_SC_PAGESIZE));
	ck_assert_int_gt(mn_page_size(), 0);
	ck_assert_int_eq(mn_page_size() & (mn_page_size() - 1), 0);
}
END_TEST

/* S0-01: a failure is a status and never a magic pointer: descriptor 9999 is
   EBADF. */
/* S1-83: the result keeps the error, whatever code runs in between. */
START_TEST(mmap_of_no_descriptor)
{
	int64_t result = mn_mmap(NULL, 10, C(PROT_READ), C(MAP_SHARED), 9999, 0);

	errno = 0;
	(void)access("/no-such-file-at-all", F_OK);
	(void)mn_page_size();
	ck_assert_int_eq(result, -EBADF);
	ck_assert_str_eq(mn_error_name(result), "EBADF");
	ck_assert(strstr(mn_error_detail(), "9999") != NULL);
	ck_assert_int_eq(mn_mmap(NULL, 10, C(PROT_READ), C(MAP_PRIVATE), -1, 0), -EBADF);
	ck_assert_int_eq(mn_mmap(NULL, 10, C(PROT_READ), C(MAP_PRIVATE), INT32_MIN, 0), -EBADF);
}
END_TEST

/* S1-02: 50 bytes of a file, mapped as the synopsis does. */
/* S1-10: PROT_READ: the page can be read. */
START_TEST(mmap_of_a_file)
{
	char bytes[50] = "{ \"name\": \"Mmap::Native\" }";
	int fd = t_file("file", bytes, sizeof bytes);
	char *p = pointer(mn_mmap(NULL, 50, C(PROT_READ), C(MAP_SHARED), fd, 0));

	ck_assert_mem_eq(p, bytes, 50);
	/* The rest of the page is zero. */
	ck_assert(full_of(p + 50, t_page() - 50, 0));
	unmap(p, 50);
	close(fd);
}
END_TEST

/* S0-06: prot and flags are taken as raw numbers: 1 and 2 give 'r--p'. */
START_TEST(mmap_takes_raw_numbers)
{
	int fd = t_file("file", "abc", 3);
	char *p = pointer(mn_mmap(NULL, 3, 1, 2, fd, 0));

	ck_assert_str_eq(t_permissions(p), "r--p");
	unmap(p, 3);
	close(fd);
}
END_TEST

/* S0-05, S1-14: PROT_NONE reserves addresses: '---p', and touching one kills. */
START_TEST(mmap_without_access)
{
	char *p = map(t_page(), C(PROT_NONE), ANON);

	ck_assert(dies(read_byte, p));
	ck_assert(dies(write_byte, p));
	unmap(p, t_page());
	p = map(t_page(), C(PROT_NONE), ANON);
	ck_assert_str_eq(t_permissions(p), "---p");
	unmap(p, t_page());
}
END_TEST

/* S1-09: prot must not conflict with the descriptor's open mode. */
START_TEST(mmap_and_the_open_mode)
{
	int fd, made = t_file("file", "abc", 3);
	char *p;

	close(made);
	fd = reopen("file", O_RDONLY);
	ck_assert_int_eq(mn_mmap(NULL, 3, RW, C(MAP_SHARED), fd, 0), -EACCES);
	p = pointer(mn_mmap(NULL, 3, RW, C(MAP_PRIVATE), fd, 0));
	p[0] = 'X';
	unmap(p, 3);
	close(fd);
	fd = reopen("file", O_WRONLY);
	ck_assert_int_eq(mn_mmap(NULL, 3, C(PROT_WRITE), C(MAP_SHARED), fd, 0), -EACCES);
	ck_assert_int_eq(mn_mmap(NULL, 3, C(PROT_READ), C(MAP_SHARED), fd, 0), -EACCES);
	ck_assert_int_eq(mn_mmap(NULL, 3, C(PROT_READ), C(MAP_PRIVATE), fd, 0), -EACCES);
	close(fd);
}
END_TEST

/* S1-11: PROT_WRITE: a write to a shared mapping is the file's. */
START_TEST(mmap_shared_writes_the_file)
{
	int fd = t_file("file", "abc", 3);
	char *p = pointer(mn_mmap(NULL, 3, RW, C(MAP_SHARED), fd, 0)), byte = 0;

	p[0] = 'X';
	ck_assert_int_eq(pread(fd, &byte, 1, 0), 1);
	ck_assert_int_eq(byte, 'X');
	unmap(p, 3);
	close(fd);
}
END_TEST

/* S1-12: PROT_EXEC: 7 is 'rwxp', where no policy forbids it. */
START_TEST(mmap_executable)
{
	int64_t address = mn_mmap(NULL, t_page(), RW | C(PROT_EXEC), ANON, -1, 0);

	if (address == -EACCES || address == -EPERM)
		t_skip("a policy of this system forbids memory that is writable and executable");
	ck_assert_str_eq(t_permissions(pointer(address)), "rwxp");
	unmap(pointer(address), t_page());
}
END_TEST

/* S1-13: PROT_SEM is accepted. */
START_TEST(mmap_with_prot_sem)
{
	char *p;

	NEED(PROT_SEM);
	p = map(t_page(), RW | C(PROT_SEM), ANON);
	p[0] = 1;
	unmap(p, t_page());
}
END_TEST

/* S1-15, S1-16: PROT_GROWSDOWN and PROT_GROWSUP on a mapping that does not
   grow are EINVAL. */
START_TEST(mprotect_of_what_does_not_grow)
{
	char *p;

	NEED(PROT_GROWSDOWN);
	p = map(t_page(), RW, ANON);
	ck_assert_int_eq(mn_mprotect(p, t_page(), C(PROT_READ) | C(PROT_GROWSDOWN)), -EINVAL);
	ck_assert_int_eq(mn_mprotect(p, t_page(), C(PROT_READ) | C(PROT_GROWSUP)), -EINVAL);
	ck_assert_int_eq(mn_mprotect(p, t_page(), C(PROT_READ) | C(PROT_GROWSUP) | C(PROT_GROWSDOWN)), -EINVAL);
	unmap(p, t_page());
}
END_TEST

/* S1-17: MAP_SHARED: a write in the child of a fork is seen by the parent. */
START_TEST(mmap_shared_between_processes)
{
	char *p = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));

	p[0] = 'p';
	ck_assert_int_eq(t_child(write_byte, p), 0);
	ck_assert_int_eq(p[0], 'c');
	unmap(p, t_page());
}
END_TEST

/* S1-18: MAP_PRIVATE: neither the parent nor the file sees it. */
START_TEST(mmap_private_is_private)
{
	int fd = t_file("file", "abc", 3);
	char *p = pointer(mn_mmap(NULL, 3, RW, C(MAP_PRIVATE), fd, 0)), byte = 0;

	ck_assert_int_eq(t_child(write_byte, p), 0);
	ck_assert_int_eq(p[0], 'a');
	p[0] = 'X';
	ck_assert_int_eq(mn_msync(p, 3, C(MS_SYNC)), 0);
	ck_assert_int_eq(pread(fd, &byte, 1, 0), 1);
	ck_assert_int_eq(byte, 'a');
	unmap(p, 3);
	close(fd);
}
END_TEST

/* S1-19: MAP_SHARED_VALIDATE refuses a flag it does not know, and is only for
   files. */
START_TEST(mmap_validates)
{
	int fd = t_file("file", "abc", 3);
	char *p;

	linux_only();
	NEED(MAP_SHARED_VALIDATE);
	if (mn_supported("MAP_SHARED_VALIDATE") != 1)
		t_skip("this kernel has no MAP_SHARED_VALIDATE");
	ck_assert_int_eq(mn_mmap(NULL, 3, RW, C(MAP_SHARED_VALIDATE) | 1 << 22, fd, 0), -EOPNOTSUPP);
	ck_assert_int_eq(mn_mmap(NULL, 3, RW, C(MAP_SHARED_VALIDATE) | C(MAP_ANONYMOUS), -1, 0), -EINVAL);
	p = pointer(mn_mmap(NULL, 3, RW, C(MAP_SHARED_VALIDATE), fd, 0));
	/* Plain MAP_SHARED takes the same flag and says nothing. */
	unmap(p, 3);
	p = pointer(mn_mmap(NULL, 3, RW, C(MAP_SHARED) | 1 << 22, fd, 0));
	unmap(p, 3);
	close(fd);
}
END_TEST

/* S1-21: MAP_FIXED means the address: page 2 of an own mapping is replaced. */
START_TEST(mmap_fixed)
{
	size_t page = t_page();
	char *p = map(2 * page, RW, ANON);

	memset(p, 'o', 2 * page);
	ck_assert_ptr_eq(pointer(mn_mmap(p + page, page, RW, ANON | C(MAP_FIXED), -1, 0)), p + page);
	ck_assert_int_eq(p[0], 'o');
	ck_assert_int_eq(p[page - 1], 'o');
	ck_assert_int_eq(p[page], 0);
	ck_assert_int_eq(mn_mmap(p + 1, page, RW, ANON | C(MAP_FIXED), -1, 0), -EINVAL);
	unmap(p, 2 * page);
}
END_TEST

/* S1-22: MAP_ANONYMOUS: no file, and every byte is zero. */
START_TEST(mmap_anonymous_is_zero)
{
	char *p = map(3 * t_page(), RW, ANON);

	ck_assert(full_of(p, 3 * t_page(), 0));
	unmap(p, 3 * t_page());
}
END_TEST

/* S1-23: MAP_GROWSDOWN: a private anonymous one is taken, a shared one not. */
START_TEST(mmap_growsdown)
{
	char *p;

	linux_only();
	NEED(MAP_GROWSDOWN);
	p = map(t_page(), RW, ANON | C(MAP_GROWSDOWN));
	p[0] = 1;
	unmap(p, t_page());
	ck_assert_int_eq(mn_mmap(NULL, t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS) | C(MAP_GROWSDOWN), -1, 0), -EINVAL);
}
END_TEST

static void flag_is_taken(int32_t flag)
{
	char *p = map(t_page(), RW, ANON | flag);

	ck_assert_int_eq(p[0], 0);
	p[0] = 1;
	unmap(p, t_page());
}

/* S1-24, S1-25: MAP_DENYWRITE and MAP_EXECUTABLE are taken and ignored: the
   file can be written all the same. */
START_TEST(mmap_flags_that_are_ignored)
{
	int fd = t_file("file", "abc", 3);
	char *p;

	NEED(MAP_DENYWRITE);
	NEED(MAP_EXECUTABLE);
	p = pointer(mn_mmap(NULL, 3, C(PROT_READ), C(MAP_PRIVATE) | C(MAP_DENYWRITE) | C(MAP_EXECUTABLE), fd, 0));
	ck_assert_int_eq(pwrite(fd, "X", 1, 0), 1);
	unmap(p, 3);
	close(fd);
}
END_TEST

/* S1-30: MAP_STACK: taken, without effect. */
START_TEST(mmap_stack)
{
	NEED(MAP_STACK);
	flag_is_taken(C(MAP_STACK));
}
END_TEST

/* S1-34: MAP_UNINITIALIZED: anonymous memory is zero all the same. */
START_TEST(mmap_uninitialized)
{
	char *p;

	NEED(MAP_UNINITIALIZED);
	not_under_valgrind("valgrind does not know MAP_UNINITIALIZED");
	p = map(4 * t_page(), RW, ANON | C(MAP_UNINITIALIZED));
	ck_assert(full_of(p, 4 * t_page(), 0));
	unmap(p, 4 * t_page());
}
END_TEST

/* S1-26: MAP_LOCKED: VmLck grows by the page. */
START_TEST(mmap_locked)
{
	long before;
	int64_t address;

	linux_only();
	NEED(MAP_LOCKED);
	before = vm_locked();
	address = mn_mmap(NULL, t_page(), RW, ANON | C(MAP_LOCKED), -1, 0);
	if (address == -EAGAIN || address == -EPERM)
		t_skip("this user may not lock a page");
	ck_assert_int_eq(vm_locked(), before + (long)t_page() / 1024);
	unmap(pointer(address), t_page());
	ck_assert_int_eq(vm_locked(), before);
}
END_TEST

static void lock_too_much(void *unused)
{
	(void)unused;
	limit_locked(4 * t_page());
	if (mn_mmap(NULL, 64 * t_page(), RW, ANON | C(MAP_LOCKED), -1, 0) != -EAGAIN)
		_exit(1);
	if (!strstr(mn_error_detail(), "EAGAIN"))
		_exit(2);
	if (mn_mmap(NULL, t_page(), RW, ANON | C(MAP_LOCKED), -1, 0) <= 0)
		_exit(3);
}

/* S1-26: above RLIMIT_MEMLOCK and without a right it is EAGAIN. */
START_TEST(mmap_locked_over_the_limit)
{
	int status;

	linux_only();
	NEED(MAP_LOCKED);
	status = t_child(lock_too_much, NULL);
	if (status == 98 || status == 99)
		t_skip("this process may not change its limits or its user");
	ck_assert_int_eq(status, 0);
}
END_TEST

static void lock_without_a_right(void *unused)
{
	(void)unused;
	limit_locked(0);
	if (mn_mmap(NULL, t_page(), RW, ANON | C(MAP_LOCKED), -1, 0) != -EPERM)
		_exit(1);
}

/* F18: the kernel's EPERM, which musl's mmap turns into ENOMEM. */
START_TEST(mmap_locked_without_a_right)
{
	int status;

	linux_only();
	NEED(MAP_LOCKED);
	status = t_child(lock_without_a_right, NULL);
	if (status == 98 || status == 99)
		t_skip("this process may not change its limits or its user");
	ck_assert_int_eq(status, 0);
}
END_TEST

/* S1-27: MAP_NORESERVE: a TiB of private memory, where overcommitting is not
   forbidden. */
START_TEST(mmap_noreserve)
{
	FILE *f = fopen("/proc/sys/vm/overcommit_memory", "r");
	int mode = -1;
	char *p;

	linux_only();
	NEED(MAP_NORESERVE);
	not_under_valgrind("valgrind has not that much address space");
	if (sizeof(void *) < 8)
		t_skip("the address space is too small");
	if (f) {
		if (fscanf(f, "%d", &mode) != 1)
			mode = -1;
		fclose(f);
	}
	if (mode != 0 && mode != 1)
		t_skip("vm.overcommit_memory forbids it or cannot be read");
	p = map((size_t)(UINT64_C(1) << 40), RW, ANON | C(MAP_NORESERVE));
	p[UINT64_C(1) << 39] = 1;
	unmap(p, (size_t)(UINT64_C(1) << 40));
}
END_TEST

/* S1-28, S1-29: MAP_POPULATE: 8 pages are in memory at once; MAP_NONBLOCK
   beside it is taken. */
START_TEST(mmap_populate)
{
	unsigned char vec[8] = { 0 };
	char *p;

	linux_only();
	NEED(MAP_POPULATE);
	p = map(8 * t_page(), RW, ANON | C(MAP_POPULATE));
	ck_assert_int_eq(mn_mincore(p, 8 * t_page(), vec), 0);
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(vec[i] & 1, 1);
	unmap(p, 8 * t_page());
	/* Without it there is nothing yet. */
	p = map(8 * t_page(), RW, ANON);
	ck_assert_int_eq(mn_mincore(p, 8 * t_page(), vec), 0);
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(vec[i] & 1, 0);
	unmap(p, 8 * t_page());
	flag_is_taken(C(MAP_POPULATE) | C(MAP_NONBLOCK));
}
END_TEST

/* S1-31: MAP_HUGETLB: without a pool it is ENOMEM and the detail names
   nr_hugepages; with one it is a mapping. */
START_TEST(mmap_hugetlb)
{
	int64_t address;

	linux_only();
	NEED(MAP_HUGETLB);
	not_under_valgrind("valgrind does not hand huge pages on to the kernel");
	address = mn_mmap(NULL, 1, RW, ANON | C(MAP_HUGETLB), -1, 0);
	if (address == -EINVAL || address == -ENOSYS)
		t_skip("this kernel has no huge pages");
	if (address > 0)
		t_skip("this machine has a pool of huge pages");
	ck_assert_int_eq(address, -ENOMEM);
	ck_assert(strstr(mn_error_detail(), "nr_hugepages") != NULL);
}
END_TEST

/* S1-32: MAP_SYNC: a file system without direct access says EOPNOTSUPP. */
START_TEST(mmap_sync)
{
	int fd = pages_file("file", 1);
	int64_t address;

	linux_only();
	NEED(MAP_SYNC);
	NEED(MAP_SHARED_VALIDATE);
	address = mn_mmap(NULL, t_page(), RW, C(MAP_SHARED_VALIDATE) | C(MAP_SYNC), fd, 0);
	close(fd);
	if (address > 0)
		t_skip("this file system has direct access");
	ck_assert_int_eq(address, -EOPNOTSUPP);
}
END_TEST

/* S1-33: MAP_FIXED_NOREPLACE over a mapping is EEXIST, and it stays whole. */
START_TEST(mmap_fixed_noreplace)
{
	char *p;

	linux_only();
	NEED(MAP_FIXED_NOREPLACE);
	if (mn_supported("MAP_FIXED_NOREPLACE") != 1)
		t_skip("this kernel has no MAP_FIXED_NOREPLACE");
	p = map(2 * t_page(), RW, ANON);
	p[0] = 'o';
	ck_assert_int_eq(mn_mmap(p, t_page(), RW, ANON | C(MAP_FIXED_NOREPLACE), -1, 0), -EEXIST);
	ck_assert_int_eq(p[0], 'o');
	unmap(p + t_page(), t_page());
	ck_assert_ptr_eq(pointer(mn_mmap(p + t_page(), t_page(), RW, ANON | C(MAP_FIXED_NOREPLACE), -1, 0)), p + t_page());
	unmap(p, 2 * t_page());
}
END_TEST

/* S1-76: a hint is passed by value: a free page's address is the result. */
START_TEST(mmap_hint_is_honoured)
{
	char *p;

	linux_only();
	not_under_valgrind("valgrind chooses the places itself");
	p = map(3 * t_page(), RW, ANON);
	unmap(p, 3 * t_page());
	ck_assert_ptr_eq(pointer(mn_mmap(p, t_page(), RW, ANON, -1, 0)), p);
	unmap(p, t_page());
}
END_TEST

/* S1-77: without a hint the kernel chooses; the address is a page's. */
START_TEST(mmap_without_a_hint)
{
	char *p = map(1, RW, ANON);

	ck_assert_uint_eq((uintptr_t)p % t_page(), 0);
	unmap(p, 1);
}
END_TEST

/* S1-78: where the hint is taken, the kernel finds another place. */
START_TEST(mmap_hint_that_is_taken)
{
	char *p = map(t_page(), RW, ANON), *q;

	memset(p, 'o', t_page());
	q = pointer(mn_mmap(p, t_page(), RW, ANON, -1, 0));
	ck_assert_ptr_ne(q, p);
	q[0] = 'n';
	ck_assert(full_of(p, t_page(), 'o'));
	unmap(p, t_page());
	unmap(q, t_page());
}
END_TEST

/* S1-79: the length must be more than 0. */
START_TEST(mmap_of_nothing)
{
	int fd = t_file("file", "abc", 3);

	ck_assert_int_eq(mn_mmap(NULL, 0, C(PROT_READ), C(MAP_SHARED), fd, 0), -EINVAL);
	ck_assert_int_eq(mn_mmap(NULL, 0, RW, ANON, -1, 0), -EINVAL);
	close(fd);
}
END_TEST

/* S1-80: the contents are the file's from the offset on. */
/* S1-81: the offset must be a multiple of the page size. */
START_TEST(mmap_offset)
{
	int fd = pages_file("file", 3);
	int64_t page = mn_page_size();
	char *p = pointer(mn_mmap(NULL, t_page(), C(PROT_READ), C(MAP_SHARED), fd, page));

	ck_assert_int_eq(p[0], 'B');
	unmap(p, t_page());
	p = pointer(mn_mmap(NULL, t_page(), C(PROT_READ), C(MAP_SHARED), fd, 2 * page));
	ck_assert_int_eq(p[0], 'C');
	unmap(p, t_page());
	ck_assert_int_eq(mn_mmap(NULL, 10, C(PROT_READ), C(MAP_SHARED), fd, 1), -EINVAL);
	ck_assert_int_eq(mn_mmap(NULL, 10, C(PROT_READ), C(MAP_SHARED), fd, page - 1), -EINVAL);
	ck_assert_int_eq(mn_mmap(NULL, 10, C(PROT_READ), C(MAP_SHARED), fd, -1), -EINVAL);
	close(fd);
}
END_TEST

/* Offsets have 64 bits on every machine: a byte behind 4 GiB and one behind
   8 TiB of a file that is nearly all hole. */
START_TEST(mmap_offset_of_64_bits)
{
	const int64_t offsets[] = { INT64_C(1) << 32, (INT64_C(1) << 32) + (INT64_C(1) << 31), INT64_C(1) << 43 };
	int fd = t_file("file", "start", 5), mapped = 0;

	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		char *p;

		/* Not every file system has files that long. */
		if (pwrite(fd, "behind", 6, (off_t)offsets[i]) != 6)
			continue;
		p = pointer(mn_mmap(NULL, 6, C(PROT_READ), C(MAP_SHARED), fd, offsets[i]));
		ck_assert_mem_eq(p, "behind", 6);
		unmap(p, 6);
		mapped++;
	}
	close(fd);
	if (!mapped)
		t_skip("the file system has no files of 4 GiB");
}
END_TEST

/* S1-82, S1-87: the descriptor may be closed; the mapping stays. */
START_TEST(mmap_outlives_the_descriptor)
{
	int fd = t_file("file", "abc", 3);
	char *p = pointer(mn_mmap(NULL, 3, C(PROT_READ), C(MAP_SHARED), fd, 0));

	ck_assert_int_eq(mn_close(fd), 0);
	ck_assert_mem_eq(p, "abc", 3);
	ck_assert_msg(strstr(t_maps_line(p), t_path("file")) != NULL, "%s", t_maps_line(p));
	unmap(p, 3);
}
END_TEST

/* S1-75: the arguments are address, length, prot, flags, descriptor and
   offset; a pipe and a folder cannot be mapped. */
START_TEST(mmap_of_what_has_no_pages)
{
	int ends[2], folder = open("/", O_RDONLY);

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(mn_mmap(NULL, 1, C(PROT_READ), C(MAP_PRIVATE), ends[0], 0), -ENODEV);
	ck_assert_int_eq(mn_mmap(NULL, 1, C(PROT_READ), C(MAP_PRIVATE), folder, 0), -ENODEV);
	close(ends[0]);
	close(ends[1]);
	close(folder);
}
END_TEST

/* ---- munmap ---- */

/* S1-84, S0-02: munmap is 0, and the mapping is gone from /proc/self/maps. */
/* S1-85: a reference after it is SIGSEGV. */
START_TEST(munmap_unmaps)
{
	char *p = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));

	p[0] = 'a';
	ck_assert_int_eq(t_child(read_byte, p), 'a');
	ck_assert_int_eq(mn_munmap(p, t_page()), 0);
	ck_assert(dies(read_byte, p));
	ck_assert_str_eq(t_maps_line(p), "");
}
END_TEST

/* S1-88: the address must be a page's, the length need not be; 0 is EINVAL. */
START_TEST(munmap_of_a_part)
{
	char *p = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));

	ck_assert_int_eq(mn_munmap(p + 1, 1), -EINVAL);
	ck_assert(strstr(mn_error_detail(), "not a multiple of the page size") != NULL);
	ck_assert_int_eq(mn_munmap(p, 0), -EINVAL);
	p[0] = 'a';
	ck_assert_int_eq(mn_munmap(p, 1), 0);
	ck_assert(dies(read_byte, p));
}
END_TEST

/* S1-89: every page that has a part of the range goes, and no other. */
START_TEST(munmap_of_the_second_page)
{
	char *p = map(2 * t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));

	p[0] = 'a';
	p[t_page()] = 'b';
	ck_assert_int_eq(mn_munmap(p + t_page(), 1), 0);
	ck_assert_int_eq(p[0], 'a');
	ck_assert(dies(read_byte, p + t_page()));
	unmap(p, t_page());
}
END_TEST

/* S1-90: a range without mappings is no error. */
START_TEST(munmap_twice)
{
	char *p = map(t_page(), RW, ANON);

	ck_assert_int_eq(mn_munmap(p, t_page()), 0);
	ck_assert_int_eq(mn_munmap(p, t_page()), 0);
}
END_TEST

static void leave_mapped(void *path)
{
	int fd = open(path, O_RDWR);
	char *p = (char *)(intptr_t)mn_mmap(NULL, 3, RW, C(MAP_SHARED), fd, 0);

	p[0] = 'Z';
	_exit(0);
}

/* S1-86: at the end of the process its mappings are removed, and writes
   reach the file. */
START_TEST(exit_unmaps)
{
	int fd = t_file("file", "abc", 3);
	char byte = 0;

	ck_assert_int_eq(t_child(leave_mapped, (void *)(uintptr_t)t_path("file")), 0);
	ck_assert_int_eq(pread(fd, &byte, 1, 0), 1);
	ck_assert_int_eq(byte, 'Z');
	close(fd);
}
END_TEST

T_MAIN("map", page_size, mmap_of_no_descriptor, mmap_of_a_file, mmap_takes_raw_numbers, mmap_without_access,
       mmap_and_the_open_mode, mmap_shared_writes_the_file, mmap_executable, mmap_with_prot_sem,
       mprotect_of_what_does_not_grow, mmap_shared_between_processes, mmap_private_is_private, mmap_validates,
       mmap_fixed, mmap_anonymous_is_zero, mmap_growsdown, mmap_flags_that_are_ignored, mmap_stack,
       mmap_uninitialized, mmap_locked, mmap_noreserve, mmap_populate, mmap_hugetlb, mmap_sync,
       mmap_fixed_noreplace, mmap_hint_is_honoured, mmap_without_a_hint, mmap_hint_that_is_taken, mmap_of_nothing,
       mmap_offset, mmap_offset_of_64_bits, mmap_outlives_the_descriptor, mmap_of_what_has_no_pages, munmap_unmaps,
       munmap_of_a_part, munmap_of_the_second_page, munmap_twice,
       T_SLOW, mmap_locked_over_the_limit, mmap_locked_without_a_right, exit_unmaps)
