/* msync, mprotect, madvise and mremap. */

#include "helpers.h"

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
		/* If mn_supported says that the kernel accepts it, the
		   kernel does. */
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

/* S1-48, S1-49: MADV_HWPOISON and MADV_SOFT_OFFLINE are tried only on 0
   bytes: on a page they would remove it from the machine. */
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

/* Guard pages: touching one kills, and its old contents are lost. */
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
	/* A mapping behind it prevents growth in place: it must move. */
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

/* F18: the kernel judges the new address, also where MREMAP_FIXED is not given. */
START_TEST(mremap_passes_every_argument_on)
{
	size_t page = t_page();
	char *p;

	linux_only();
	NEED(MREMAP_DONTUNMAP);
	not_under_valgrind("valgrind does not know MREMAP_DONTUNMAP");
	p = map(page, RW, ANON);
	ck_assert_int_eq(mn_mremap(p, page, page, C(MREMAP_MAYMOVE) | C(MREMAP_DONTUNMAP), (void *)1), -EINVAL);
	p[0] = 'm';
	unmap(p, page);
}
END_TEST

/* F18: the kernel judges the range, and no libc rounds it before. */
START_TEST(mprotect_passes_every_argument_on)
{
	size_t page = t_page();
	char *p = map(3 * page, RW, ANON);

	linux_only();
	not_under_valgrind("valgrind dies of a wrong mprotect");
	/* For a 32-bit process a 64-bit kernel works up to the first hole. */
	unmap(p + 2 * page, page);
	ck_assert_int_eq(mn_mprotect(p, SIZE_MAX, RW), -ENOMEM);
	ck_assert_int_eq(mn_mprotect(p, SIZE_MAX - page + 2, RW), -ENOMEM);
	ck_assert_int_eq(mn_mprotect(p + 1, 1, RW), -EINVAL);
	ck_assert_int_eq(mn_mprotect(p + page - 1, page, C(PROT_READ)), -EINVAL);
	ck_assert_str_eq(t_permissions(p), "rw-p");
	ck_assert_int_eq(mn_mprotect(p + page, 1, C(PROT_READ)), 0);
	ck_assert_str_eq(t_permissions(p), "rw-p");
	ck_assert_str_eq(t_permissions(p + page), "r--p");
	unmap(p, 2 * page);
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

T_MAIN("advise", msync_of_a_file, msync_invalidates, mprotect_changes_the_protection,
       mprotect_more_than_the_descriptor, madvise_that_keeps_the_bytes, madvise_dontneed, madvise_free,
       madvise_remove, madvise_dontfork, madvise_that_destroys_pages, madvise_dontdump, madvise_wipeonfork,
       madvise_populate, madvise_dontneed_locked, madvise_collapse, madvise_guard, madvise_that_is_wrong,
       posix_madvise_is_taken, mremap_grows_and_shrinks, mremap_fixed, mremap_dontunmap, mremap_that_is_wrong,
       mremap_passes_every_argument_on, mprotect_passes_every_argument_on)
