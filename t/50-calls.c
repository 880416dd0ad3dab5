/* The calls, good and bad: what mmap and its relatives promise, seen through
   the wrappers.  The rows that are named are the mission's. */

#include "check.h"

#include <grp.h>
#include <sys/resource.h>

/* A constant as the argument that it is; the library's word and not the
   header's, so that this file compiles where a name is missing. */
#define C(name) ((int32_t)mn_##name())

#define RW (C(PROT_READ) | C(PROT_WRITE))
#define ANON (C(MAP_PRIVATE) | C(MAP_ANONYMOUS))

/* ---- Helpers ---- */

#define NEED(name)                                                       \
	do {                                                             \
		if (mn_##name() == MN_ABSENT)                            \
			t_skip("this platform has no " #name);           \
	} while (0)

static void linux_only(void)
{
#if !defined MN_LINUX
	t_skip("this answer is Linux's");
#endif
}

/* Valgrind keeps the address space itself and knows not every flag. */
static void not_under_valgrind(const char *reason)
{
	if (t_under_valgrind())
		t_skip(reason);
}

static void locking_works(void)
{
#if UNDER_ASAN
	t_skip("AddressSanitizer replaces mlock and its relatives by nothing");
#endif
}

static char *pointer(int64_t address)
{
	ck_assert_msg(address > 0, "%s", mn_error_detail());
	return (char *)(intptr_t)address;
}

static char *map(size_t length, int32_t prot, int32_t flags)
{
	return pointer(mn_mmap(NULL, length, prot, flags, -1, 0));
}

static void unmap(void *p, size_t length)
{
	ck_assert_int_eq(mn_munmap(p, length), 0);
}

/* Opens again, with another mode, what t_file made. */
static int reopen(const char *name, int mode)
{
	int fd = open(t_path(name), mode | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* A file of this many pages; each is full of its letter: A, B, C ... */
static int pages_file(const char *name, size_t pages)
{
	size_t size = pages * t_page();
	char *bytes = malloc(size ? size : 1);
	int fd;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)('A' + i / t_page());
	fd = t_file(name, bytes, size);
	free(bytes);
	return fd;
}

/* Whether all of these bytes are the same.  An assertion a byte would be a
   message a byte to the parent. */
static int full_of(const char *p, size_t n, char byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return 0;
	return 1;
}

static void read_byte(void *p)
{
	_exit(*(volatile unsigned char *)p);
}

static void write_byte(void *p)
{
	*(volatile char *)p = 'c';
	_exit(0);
}

/* Whether the child that touches `p` dies of it.  Valgrind would report the
   death as a finding, so there it is taken for granted. */
static int dies(void (*touch)(void *), void *p)
{
	return t_under_valgrind() || t_child(touch, p) == -SIGSEGV;
}

/* Whether the line VmFlags of the mapping has this word. */
static int vm_flag(const void *p, const char *flag)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[1024], word[8];
	int inside = 0, found = -1;

	if (!f)
		t_skip("there is no /proc/self/smaps");
	snprintf(word, sizeof word, " %s ", flag);
	while (found < 0 && fgets(line, sizeof line, f)) {
		if (t_holds(line, p))
			inside = 1;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			line[strcspn(line, "\n")] = ' ';
			found = strstr(line, word) != NULL;
		}
	}
	fclose(f);
	if (found < 0)
		t_skip("smaps has no VmFlags here");
	return found;
}

static long vm_locked(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	if (kib < 0)
		t_skip("there is no VmLck in /proc/self/status");
	return kib;
}

/* Gives up root, so that limits count. */
static void become_nobody(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
		_exit(99);
}

static void limit_locked(size_t bytes)
{
	struct rlimit limit = { bytes, bytes };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		_exit(98);
	become_nobody();
}

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
/* S1-83: the error is kept in the result, whatever runs in between. */
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

/* S1-75: the sub's arguments are address, length, prot, flags, descriptor and
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

/* S1-86: what is mapped is unmapped when the process ends, and written. */
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

/* ---- msync ---- */

/* S1-36: MS_ASYNC is 0. */
/* S1-38: MS_SYNC is 0; with MS_ASYNC, or at an odd address, it is EINVAL. */
START_TEST(msync_of_a_file)
{
	int fd = pages_file("file", 2);
	char *p = pointer(mn_mmap(NULL, 2 * t_page(), RW, C(MAP_SHARED), fd, 0));

	p[0] = 'X';
	ck_assert_int_eq(mn_msync(p, 2 * t_page(), C(MS_ASYNC)), 0);
	ck_assert_int_eq(mn_msync(p, 2 * t_page(), C(MS_SYNC)), 0);
	ck_assert_int_eq(mn_msync(p, 1, C(MS_SYNC)), 0);
	ck_assert_int_eq(mn_msync(p, 1, C(MS_SYNC) | C(MS_ASYNC)), -EINVAL);
	ck_assert_int_eq(mn_msync(p, 1, 0x4000), -EINVAL);
	ck_assert_int_eq(mn_msync(p + 1, 1, C(MS_SYNC)), -EINVAL);
	unmap(p + t_page(), t_page());
	close(fd);
	not_under_valgrind("valgrind reports the hole that the kernel shall refuse");
	ck_assert_int_eq(mn_msync(p, 2 * t_page(), C(MS_SYNC)), -ENOMEM);
	unmap(p, t_page());
}
END_TEST

/* S1-37: MS_INVALIDATE is 0, and EBUSY on locked memory. */
START_TEST(msync_invalidates)
{
	int fd = pages_file("file", 1);
	char *p = pointer(mn_mmap(NULL, t_page(), RW, C(MAP_SHARED), fd, 0));

	ck_assert_int_eq(mn_msync(p, t_page(), C(MS_INVALIDATE)), 0);
	close(fd);
	locking_works();
	if (mn_mlock(p, t_page()) != 0)
		t_skip("this user may not lock a page");
	ck_assert_int_eq(mn_msync(p, t_page(), C(MS_INVALIDATE)), -EBUSY);
	ck_assert_int_eq(mn_munlock(p, t_page()), 0);
	ck_assert_int_eq(mn_msync(p, t_page(), C(MS_INVALIDATE)), 0);
	unmap(p, t_page());
}
END_TEST

/* ---- mprotect ---- */

START_TEST(mprotect_changes_the_protection)
{
	char *p = map(2 * t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));

	p[0] = 'a';
	ck_assert_int_eq(mn_mprotect(p, t_page(), C(PROT_READ)), 0);
	ck_assert_int_eq(p[0], 'a');
	ck_assert(dies(write_byte, p));
	ck_assert_int_eq(t_child(write_byte, p + t_page()), 0);
	ck_assert_int_eq(mn_mprotect(p, t_page(), C(PROT_NONE)), 0);
	ck_assert(dies(read_byte, p));
	ck_assert_int_eq(mn_mprotect(p, t_page(), RW), 0);
	ck_assert_int_eq(t_child(write_byte, p), 0);
	ck_assert_int_eq(mn_mprotect(p + 1, 1, RW), -EINVAL);
	unmap(p, 2 * t_page());
	ck_assert_int_eq(mn_mprotect(p, t_page(), RW), -ENOMEM);
}
END_TEST

/* More than the descriptor allowed is EACCES, and what was stays readable. */
START_TEST(mprotect_more_than_the_descriptor)
{
	int fd, made = t_file("file", "abc", 3);
	char *p;

	close(made);
	fd = reopen("file", O_RDONLY);
	p = pointer(mn_mmap(NULL, 3, C(PROT_READ), C(MAP_SHARED), fd, 0));
	ck_assert_int_eq(mn_mprotect(p, 3, RW), -EACCES);
	ck_assert_mem_eq(p, "abc", 3);
	unmap(p, 3);
	close(fd);
}
END_TEST

/* ---- madvise ---- */

/* S1-39 ... S1-42, S1-51, S1-53, S1-58, S1-59: advice that is taken, and that
   changes no byte. */
START_TEST(madvise_that_keeps_the_bytes)
{
	const struct {
		int64_t value;
		const char *name;
		int may_be_missing;
	} advice[] = {
		{ mn_MADV_NORMAL(), "S1-39 MADV_NORMAL", 0 },
		{ mn_MADV_RANDOM(), "S1-40 MADV_RANDOM", 0 },
		{ mn_MADV_SEQUENTIAL(), "S1-41 MADV_SEQUENTIAL", 0 },
		{ mn_MADV_WILLNEED(), "S1-42 MADV_WILLNEED", 0 },
		/* These hang on the kernel's configuration or its age. */
		{ mn_MADV_MERGEABLE(), "S1-50 MADV_MERGEABLE", 1 },
		{ mn_MADV_UNMERGEABLE(), "S1-51 MADV_UNMERGEABLE", 1 },
		{ mn_MADV_HUGEPAGE(), "S1-52 MADV_HUGEPAGE", 1 },
		{ mn_MADV_NOHUGEPAGE(), "S1-53 MADV_NOHUGEPAGE", 1 },
		{ mn_MADV_COLD(), "S1-58 MADV_COLD", 1 },
		{ mn_MADV_PAGEOUT(), "S1-59 MADV_PAGEOUT", 1 },
	};
	char *p = map(4 * t_page(), RW, ANON);

	memset(p, 'k', 4 * t_page());
	for (size_t i = 0; i < sizeof advice / sizeof *advice; i++) {
		int32_t result;

		if (advice[i].value == MN_ABSENT)
			continue;
		result = mn_madvise(p, 4 * t_page(), (int32_t)advice[i].value);
		/* Where the library says that the kernel takes it, it does. */
		ck_assert_msg(result == 0 || (advice[i].may_be_missing && result == -EINVAL
		                              && mn_supported(advice[i].name + 6) == 0),
		              "%s: %d", advice[i].name, result);
		ck_assert_msg(full_of(p, 4 * t_page(), 'k'), "%s", advice[i].name);
	}
	unmap(p, 4 * t_page());
}
END_TEST

/* S1-43: MADV_DONTNEED: private anonymous memory reads 0 after it. */
START_TEST(madvise_dontneed)
{
	char *p = map(2 * t_page(), RW, ANON);

	linux_only();
	memset(p, 1, 2 * t_page());
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTNEED)), 0);
	ck_assert_int_eq(p[1], 0);
	ck_assert_int_eq(p[t_page()], 1);
	unmap(p, 2 * t_page());
}
END_TEST

/* S1-44: MADV_FREE: for private anonymous memory, and for no other. */
START_TEST(madvise_free)
{
	int fd = pages_file("file", 1);
	char *p, *shared, *file;

	linux_only();
	NEED(MADV_FREE);
	p = map(t_page(), RW, ANON);
	shared = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));
	file = pointer(mn_mmap(NULL, t_page(), RW, C(MAP_PRIVATE), fd, 0));
	p[0] = 1;
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_FREE)), 0);
	ck_assert_int_eq(mn_madvise(shared, t_page(), C(MADV_FREE)), -EINVAL);
	ck_assert_int_eq(mn_madvise(file, t_page(), C(MADV_FREE)), -EINVAL);
	unmap(p, t_page());
	unmap(shared, t_page());
	unmap(file, t_page());
	close(fd);
}
END_TEST

/* S1-45: MADV_REMOVE: a shared memory file reads 0 after it; private memory is
   EINVAL. */
START_TEST(madvise_remove)
{
	int fd;
	char *p;

	linux_only();
	NEED(MADV_REMOVE);
	fd = mn_memfd_create("remove", 0);
	if (fd < 0)
		t_skip("this kernel has no memfd_create");
	ck_assert_int_eq(ftruncate(fd, (off_t)t_page()), 0);
	p = pointer(mn_mmap(NULL, t_page(), RW, C(MAP_SHARED), fd, 0));
	memset(p, 1, t_page());
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_REMOVE)), 0);
	ck_assert_int_eq(p[0], 0);
	ck_assert_int_eq(p[t_page() - 1], 0);
	unmap(p, t_page());
	close(fd);
	p = map(t_page(), RW, ANON);
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_REMOVE)), -EINVAL);
	unmap(p, t_page());
}
END_TEST

/* S1-46: MADV_DONTFORK: the child that reads dies.  S1-47: MADV_DOFORK: it
   reads again. */
START_TEST(madvise_dontfork)
{
	char *p;

	linux_only();
	NEED(MADV_DONTFORK);
	p = map(t_page(), RW, ANON);
	p[0] = 'f';
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTFORK)), 0);
	ck_assert(dies(read_byte, p));
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DOFORK)), 0);
	ck_assert_int_eq(t_child(read_byte, p), 'f');
	unmap(p, t_page());
}
END_TEST

/* S1-48, S1-49: MADV_HWPOISON and MADV_SOFT_OFFLINE are asked about no bytes
   only: on a page they would take it out of the machine. */
START_TEST(madvise_that_destroys_pages)
{
	int32_t result;

	linux_only();
	NEED(MADV_HWPOISON);
	NEED(MADV_SOFT_OFFLINE);
	result = mn_madvise(NULL, 0, C(MADV_HWPOISON));
	ck_assert_msg(result == 0 || result == -EPERM || result == -EINVAL, "%d", result);
	result = mn_madvise(NULL, 0, C(MADV_SOFT_OFFLINE));
	ck_assert_msg(result == 0 || result == -EPERM || result == -EINVAL, "%d", result);
}
END_TEST

/* S1-54: MADV_DONTDUMP: 'dd' in VmFlags.  S1-55: MADV_DODUMP takes it away. */
START_TEST(madvise_dontdump)
{
	char *p;

	linux_only();
	NEED(MADV_DONTDUMP);
	p = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));
	ck_assert_int_eq(vm_flag(p, "dd"), 0);
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTDUMP)), 0);
	ck_assert_int_eq(vm_flag(p, "dd"), 1);
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DODUMP)), 0);
	ck_assert_int_eq(vm_flag(p, "dd"), 0);
	unmap(p, t_page());
}
END_TEST

/* S1-56: MADV_WIPEONFORK: the child reads 0; shared and files are EINVAL.
   S1-57: MADV_KEEPONFORK: it reads the value. */
START_TEST(madvise_wipeonfork)
{
	int fd = pages_file("file", 1);
	char *p, *shared, *file;

	linux_only();
	NEED(MADV_WIPEONFORK);
	if (mn_supported("MADV_WIPEONFORK") != 1)
		t_skip("this kernel has no MADV_WIPEONFORK");
	p = map(t_page(), RW, ANON);
	p[0] = 'w';
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_WIPEONFORK)), 0);
	ck_assert_int_eq(t_child(read_byte, p), 0);
	ck_assert_int_eq(p[0], 'w');
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_KEEPONFORK)), 0);
	ck_assert_int_eq(t_child(read_byte, p), 'w');
	shared = map(t_page(), RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));
	file = pointer(mn_mmap(NULL, t_page(), RW, C(MAP_PRIVATE), fd, 0));
	ck_assert_int_eq(mn_madvise(shared, t_page(), C(MADV_WIPEONFORK)), -EINVAL);
	ck_assert_int_eq(mn_madvise(file, t_page(), C(MADV_WIPEONFORK)), -EINVAL);
	unmap(p, t_page());
	unmap(shared, t_page());
	unmap(file, t_page());
	close(fd);
}
END_TEST

/* S1-60, S1-61: MADV_POPULATE_READ and MADV_POPULATE_WRITE fill the page
   tables; pages past the end of the file are EFAULT. */
START_TEST(madvise_populate)
{
	int fd = pages_file("file", 1);
	unsigned char vec[4] = { 0 };
	char *p;

	linux_only();
	NEED(MADV_POPULATE_READ);
	NEED(MADV_POPULATE_WRITE);
	if (mn_supported("MADV_POPULATE_READ") != 1)
		t_skip("this kernel has no MADV_POPULATE_READ");
	p = map(4 * t_page(), RW, ANON);
	ck_assert_int_eq(mn_madvise(p, 4 * t_page(), C(MADV_POPULATE_WRITE)), 0);
	ck_assert_int_eq(mn_mincore(p, 4 * t_page(), vec), 0);
	ck_assert(vec[0] & vec[1] & vec[2] & vec[3] & 1);
	ck_assert_int_eq(mn_madvise(p, 4 * t_page(), C(MADV_POPULATE_READ)), 0);
	unmap(p, 4 * t_page());
	p = pointer(mn_mmap(NULL, 2 * t_page(), RW, C(MAP_SHARED), fd, 0));
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_POPULATE_READ)), 0);
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_POPULATE_WRITE)), 0);
	ck_assert_int_eq(mn_madvise(p, 2 * t_page(), C(MADV_POPULATE_READ)), -EFAULT);
	ck_assert_int_eq(mn_madvise(p, 2 * t_page(), C(MADV_POPULATE_WRITE)), -EFAULT);
	unmap(p, 2 * t_page());
	close(fd);
}
END_TEST

/* S1-62: MADV_DONTNEED_LOCKED empties locked pages, too, where MADV_DONTNEED
   refuses. */
START_TEST(madvise_dontneed_locked)
{
	char *p;

	linux_only();
	NEED(MADV_DONTNEED_LOCKED);
	if (mn_supported("MADV_DONTNEED_LOCKED") != 1)
		t_skip("this kernel has no MADV_DONTNEED_LOCKED");
	p = map(t_page(), RW, ANON);
	p[0] = 1;
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTNEED_LOCKED)), 0);
	ck_assert_int_eq(p[0], 0);
	locking_works();
	if (mn_mlock(p, t_page()) != 0)
		t_skip("this user may not lock a page");
	p[0] = 1;
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTNEED)), -EINVAL);
	ck_assert_int_eq(p[0], 1);
	ck_assert_int_eq(mn_madvise(p, t_page(), C(MADV_DONTNEED_LOCKED)), 0);
	ck_assert_int_eq(p[0], 0);
	unmap(p, t_page());
}
END_TEST

/* S1-63: MADV_COLLAPSE: done or refused, and no byte is lost. */
START_TEST(madvise_collapse)
{
	const size_t huge = 2 << 20;
	char *p, *aligned;
	int32_t result;

	linux_only();
	NEED(MADV_COLLAPSE);
	p = map(2 * huge, RW, ANON);
	aligned = (char *)(((uintptr_t)p + huge - 1) & ~(uintptr_t)(huge - 1));
	memset(p, 'h', 2 * huge);
	result = mn_madvise(aligned, huge, C(MADV_COLLAPSE));
	ck_assert_msg(result == 0 || result == -EINVAL || result == -EAGAIN || result == -ENOMEM || result == -EBUSY, "%d",
	              result);
	ck_assert(full_of(p, 2 * huge, 'h'));
	unmap(p, 2 * huge);
}
END_TEST

/* Guard pages: touching one kills, and what was below is gone. */
START_TEST(madvise_guard)
{
	char *p;

	linux_only();
	NEED(MADV_GUARD_INSTALL);
	not_under_valgrind("valgrind does not know MADV_GUARD_INSTALL");
	if (mn_supported("MADV_GUARD_INSTALL") != 1)
		t_skip("this kernel has no MADV_GUARD_INSTALL");
	p = map(2 * t_page(), RW, ANON);
	memset(p, 'g', 2 * t_page());
	ck_assert_int_eq(mn_madvise(p + t_page(), t_page(), C(MADV_GUARD_INSTALL)), 0);
	ck_assert(dies(read_byte, p + t_page()));
	ck_assert_int_eq(t_child(read_byte, p), 'g');
	ck_assert_int_eq(mn_madvise(p + t_page(), t_page(), C(MADV_GUARD_REMOVE)), 0);
	ck_assert_int_eq(t_child(read_byte, p + t_page()), 0);
	unmap(p, 2 * t_page());
}
END_TEST

START_TEST(madvise_that_is_wrong)
{
	char *p = map(2 * t_page(), RW, ANON);

	ck_assert_int_eq(mn_madvise(p, t_page(), 30000), -EINVAL);
	ck_assert_int_eq(mn_madvise(p, t_page(), -1), -EINVAL);
	ck_assert_int_eq(mn_madvise(p + 1, t_page(), C(MADV_NORMAL)), -EINVAL);
	unmap(p + t_page(), t_page());
#if defined MN_LINUX
	/* A hole in the range. */
	ck_assert_int_eq(mn_madvise(p, 2 * t_page(), C(MADV_NORMAL)), -ENOMEM);
#endif
	unmap(p, t_page());
}
END_TEST

START_TEST(posix_madvise_is_taken)
{
	char *p = map(t_page(), RW, ANON);

	p[0] = 'k';
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_NORMAL)), 0);
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_RANDOM)), 0);
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_SEQUENTIAL)), 0);
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_WILLNEED)), 0);
	/* POSIX's advice never destroys. */
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_DONTNEED)), 0);
	ck_assert_int_eq(p[0], 'k');
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), 30000), -EINVAL);
	ck_assert_int_eq(mn_posix_madvise(p + 1, t_page(), C(POSIX_MADV_RANDOM)), -EINVAL);
	unmap(p, t_page());
#if defined MN_LINUX
	ck_assert_int_eq(mn_posix_madvise(p, t_page(), C(POSIX_MADV_RANDOM)), -ENOMEM);
#endif
}
END_TEST

/* ---- mremap ---- */

/* S1-66: MREMAP_MAYMOVE: it grows with its bytes, and shrinks in place. */
START_TEST(mremap_grows_and_shrinks)
{
	size_t page = t_page();
	char *p, *q, *r;

	linux_only();
	p = map(3 * page, RW, ANON);
	memset(p, 'a', 3 * page);
	/* The neighbour is in the way: it has to move. */
	ck_assert_int_eq(mn_mremap(p, page, 2 * page, 0, NULL), -ENOMEM);
	q = pointer(mn_mremap(p, page, 16 * page, C(MREMAP_MAYMOVE), NULL));
	ck_assert_ptr_ne(q, p);
	ck_assert_int_eq(q[0], 'a');
	ck_assert_int_eq(q[page - 1], 'a');
	ck_assert_int_eq(q[page], 0);
	ck_assert_int_eq(q[16 * page - 1], 0);
	r = pointer(mn_mremap(q, 16 * page, page, 0, NULL));
	ck_assert_ptr_eq(r, q);
	ck_assert_int_eq(r[0], 'a');
	unmap(r, page);
	unmap(p + page, 2 * page);
}
END_TEST

/* S1-67: MREMAP_FIXED: to the given place, which counts only with it. */
START_TEST(mremap_fixed)
{
	size_t page = t_page();
	char *p, *place, *q;

	linux_only();
	p = map(page, RW, ANON);
	place = map(page, RW, C(MAP_SHARED) | C(MAP_ANONYMOUS));
	p[0] = 'm';
	place[0] = 'o';
	q = pointer(mn_mremap(p, page, page, C(MREMAP_MAYMOVE), place));
	ck_assert_ptr_eq(q, p);
	ck_assert_int_eq(place[0], 'o');
	q = pointer(mn_mremap(p, page, page, C(MREMAP_MAYMOVE) | C(MREMAP_FIXED), place));
	ck_assert_ptr_eq(q, place);
	ck_assert_int_eq(q[0], 'm');
	ck_assert_int_eq(mn_mremap(q, page, page, C(MREMAP_FIXED), p), -EINVAL);
	unmap(place, page);
}
END_TEST

/* S1-68: MREMAP_DONTUNMAP: the bytes move and the old place stays, empty. */
START_TEST(mremap_dontunmap)
{
	size_t page = t_page();
	char *p, *q;

	linux_only();
	NEED(MREMAP_DONTUNMAP);
	not_under_valgrind("valgrind does not know MREMAP_DONTUNMAP");
	if (mn_supported("MREMAP_DONTUNMAP") != 1)
		t_skip("this kernel has no MREMAP_DONTUNMAP");
	p = map(page, RW, ANON);
	p[0] = 'd';
	q = pointer(mn_mremap(p, page, page, C(MREMAP_MAYMOVE) | C(MREMAP_DONTUNMAP), NULL));
	ck_assert_ptr_ne(q, p);
	ck_assert_int_eq(q[0], 'd');
	ck_assert_int_eq(p[0], 0);
	unmap(p, page);
	unmap(q, page);
}
END_TEST

START_TEST(mremap_that_is_wrong)
{
	size_t page = t_page();
	char *p;

	linux_only();
	not_under_valgrind("valgrind dies of a wrong mremap");
	p = map(page, RW, ANON);
	ck_assert_int_eq(mn_mremap(p + 1, page, page, C(MREMAP_MAYMOVE), NULL), -EINVAL);
	ck_assert_int_eq(mn_mremap(p, page, 0, C(MREMAP_MAYMOVE), NULL), -EINVAL);
	ck_assert_int_eq(mn_mremap(p, page, page, 0x4000, NULL), -EINVAL);
	ck_assert(strncmp(mn_error_detail(), "mremap: ", 8) == 0);
	unmap(p, page);
	ck_assert_int_eq(mn_mremap(p, page, 2 * page, C(MREMAP_MAYMOVE), NULL), -EFAULT);
}
END_TEST

/* ---- Locks ---- */

START_TEST(mlock_and_munlock)
{
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
	unmap(p + t_page(), t_page());
	/* A hole in the range. */
	ck_assert_int_eq(mn_mlock(p, 2 * t_page()), -ENOMEM);
	ck_assert_int_eq(mn_munlock(p, 2 * t_page()), -ENOMEM);
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
	ck_assert(strncmp(mn_error_detail(), "memfd_create: 'nnn", 18) == 0);
	ck_assert_int_eq(mn_memfd_create("x", UINT32_MAX), -EINVAL);
	ck_assert_int_eq(mn_memfd_create("x", 1 << 20), -EINVAL);
	not_under_valgrind("valgrind reports the pointer that the kernel shall refuse");
	ck_assert_int_eq(mn_memfd_create(NULL, 0), -EFAULT);
	ck_assert(strstr(mn_error_detail(), "(NULL)") != NULL);
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

/* A name of its own, so that two runs at once do not meet. */
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

/* NULL, nothing, slashes, a name that is too long, bytes that are no text. */
START_TEST(shm_names_that_are_wrong)
{
	char name[1000];

	ck_assert_int_eq(mn_shm_open(NULL, O_RDWR, 0), -EFAULT);
	ck_assert_int_eq(mn_shm_unlink(NULL), -EFAULT);
	ck_assert(strstr(mn_error_detail(), "(NULL)") != NULL);
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

/* S1-72, S1-73: a key that forbids access kills who touches its pages, where
   the processor has keys. */
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

/* ---- Bad input ---- */

/* Either the kernel takes it (a length that rounds to nothing), or it is an
   error with a name and with the call in its detail. */
static void clear(int64_t result, const char *call)
{
	ck_assert_msg(result <= 0 && result > -4096, "%s: %" PRId64, call, result);
	if (result == 0)
		return;
	ck_assert_str_ne(mn_error_name(result), "EUNKNOWN");
	ck_assert_msg(strncmp(mn_error_detail(), call, strlen(call)) == 0, "%s: %s", call, mn_error_detail());
	ck_assert(mn_error_detail()[strlen(call)] == ':');
}

/* A call may work through its range until it meets a hole, so one follows at
   once: without it, mprotect would reach the code of the libraries above. */
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
		/* What a 32-bit machine could not say is refused by the library. */
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
			/* A place past the end is taken; touching it would be SIGBUS. */
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

T_MAIN("calls", page_size, mmap_of_no_descriptor, mmap_of_a_file, mmap_takes_raw_numbers, mmap_without_access,
       mmap_and_the_open_mode, mmap_shared_writes_the_file, mmap_executable, mmap_with_prot_sem,
       mprotect_of_what_does_not_grow, mmap_shared_between_processes, mmap_private_is_private, mmap_validates, mmap_fixed,
       mmap_anonymous_is_zero, mmap_growsdown, mmap_flags_that_are_ignored, mmap_stack, mmap_uninitialized, mmap_locked,
       mmap_locked_over_the_limit, mmap_noreserve, mmap_populate, mmap_hugetlb, mmap_sync, mmap_fixed_noreplace,
       mmap_hint_is_honoured, mmap_without_a_hint, mmap_hint_that_is_taken, mmap_of_nothing, mmap_offset,
       mmap_offset_of_64_bits, mmap_outlives_the_descriptor, mmap_of_what_has_no_pages, munmap_unmaps, munmap_of_a_part,
       munmap_of_the_second_page, munmap_twice, exit_unmaps, msync_of_a_file, msync_invalidates,
       mprotect_changes_the_protection, mprotect_more_than_the_descriptor, madvise_that_keeps_the_bytes, madvise_dontneed,
       madvise_free, madvise_remove, madvise_dontfork, madvise_that_destroys_pages, madvise_dontdump, madvise_wipeonfork,
       madvise_populate, madvise_dontneed_locked, madvise_collapse, madvise_guard, madvise_that_is_wrong,
       posix_madvise_is_taken, mremap_grows_and_shrinks, mremap_fixed, mremap_dontunmap, mremap_that_is_wrong,
       mlock_and_munlock, mlock2_onfault, mlock_over_the_limit, mlockall_and_munlockall, mincore_of_touched_pages,
       mincore_without_a_vector, memfd_is_a_file, memfd_that_is_wrong, memfd_with_bytes_that_are_no_text,
       shm_is_shared_by_name, shm_names_that_are_wrong, close_closes, pkeys, pkeys_that_are_wrong, absurd_lengths,
       absurd_lengths_of_mincore, absurd_lengths_of_locks, absurd_offsets, null_addresses, absurd_flags, calls_after_fork)
