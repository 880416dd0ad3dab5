/* Operations on pages: protection, sync, advice, locks, names, and fork
   policies. */

#include "helpers.h"

/* ---- Protection ---- */

/* S0-16, S3-63: protect, and the region remembers it. */
START_TEST(protect)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(5 * page);
	char *bytes = malloc(5 * page);

	IS(mn_region_fill(r, 0, 5 * page, 'a'), 0);
	IS(mn_region_protect(r, 0, 5 * page, PROT_READ), 0);
	IS(mn_region_prot(r), PROT_READ);
	IS(mn_region_set_u8(r, 0, 1), -EACCES);
	ck_assert_str_eq(perms(r, 0), "r--p");
	IS(mn_region_protect(r, 0, 5 * page, PROT_READ | PROT_WRITE), 0);
	IS(mn_region_set_u8(r, 0, 1), 0);
	/* Any byte means its page. */
	IS(mn_region_protect(r, page + 7, 1, PROT_NONE), 0);
	IS(mn_region_protect(r, 3 * page - 1, 2, PROT_READ), 0);
	ck_assert_str_eq(perms(r, 0), "rw-p");
	ck_assert_str_eq(perms(r, page), "---p");
	ck_assert_str_eq(perms(r, 2 * page), "r--p");
	ck_assert_str_eq(perms(r, 3 * page), "r--p");
	ck_assert_str_eq(perms(r, 4 * page), "rw-p");
	IS(mn_region_read(r, 0, bytes, page), (int64_t)page);
	IS(mn_region_read(r, 0, bytes, page + 1), -EACCES);
	IS(mn_region_read(r, page, bytes, 1), -EACCES);
	IS(mn_region_read(r, 2 * page, bytes, 3 * page), (int64_t)(3 * page));
	IS(mn_region_write(r, 3 * page, bytes, 1), -EACCES);
	IS(mn_region_write(r, 4 * page, bytes, page), (int64_t)page);
	IS(mn_region_write(r, 4 * page - 1, bytes, 2), -EACCES);
	IS(mn_region_read(r, page, bytes, 0), 0);
	IS(mn_region_prot(r), 3);
	IS(mn_region_find(r, 0, 5 * page, "b", 1), -EACCES);
	IS(mn_region_find(r, 0, page, "b", 1), -ENOENT);
	IS(mn_region_populate(r, 2 * page, 2 * page), 0);
	IS(mn_region_populate(r, 0, 2 * page), -EACCES);
	IS(mn_region_read_strided(r, 0, (int64_t)(2 * page), 3, bytes), -EACCES);
	IS(mn_region_protect(r, page, page, PROT_READ), 0);
	ck_assert_str_eq(perms(r, page), "r--p");
	IS(mn_region_read(r, 0, bytes, 5 * page), (int64_t)(5 * page));
	ck_assert_int_eq(bytes[page + 3], 'a');
	/* Shrinking and growing keeps what is left of it. */
	IS(mn_region_resize(r, 2 * page), 0);
	ck_assert_str_eq(perms(r, page), "r--p");
	IS(mn_region_resize(r, 3 * page), 0);
	IS(mn_region_set_u8(r, 2 * page, 1), -EACCES);
	IS(mn_region_set_u8(r, 0, 2), 0);
	IS(mn_region_get_u8(r, page), 'a');
	IS(mn_region_resize(r, page), 0);
	IS(mn_region_resize(r, 2 * page), 0);
	IS(mn_region_set_u8(r, page, 1), 0);
	IS(mn_region_prot(r), 3);
	IS(mn_region_close(r), 0);
	free(bytes);
}
END_TEST

START_TEST(many_protections)
{
	enum { PAGES = 40 };
	size_t page = t_page();
	int64_t r = mn_region_anonymous(PAGES * page);
	int32_t prots[PAGES];
	unsigned seed = 1;

	for (int i = 0; i < PAGES; i++)
		prots[i] = 3;
	for (int round = 0; round < 300; round++) {
		int from, to;
		int32_t prot;

		seed = seed * 1103515245 + 12345;
		from = (int)(seed >> 16) % PAGES;
		seed = seed * 1103515245 + 12345;
		to = from + 1 + (int)(seed >> 16) % (PAGES - from);
		prot = (int32_t[]){ 0, 1, 3 }[(seed >> 8) % 3];
		IS(mn_region_protect(r, (uint64_t)from * page + 1, (uint64_t)(to - from) * page - 1, prot), 0);
		for (int i = from; i < to; i++)
			prots[i] = prot;
		for (int i = 0; i < PAGES; i++) {
			IS(mn_region_get_u8(r, (uint64_t)i * page), prots[i] & 1 ? 0 : -EACCES);
			IS(mn_region_set_u8(r, (uint64_t)i * page, 0), prots[i] & 2 ? 0 : -EACCES);
		}
		for (int i = 1; i < PAGES; i++)
			IS(mn_region_read(r, (uint64_t)i * page - 1, &(char[2]){ 0 }, 2),
			   prots[i - 1] & prots[i] & 1 ? 2 : -EACCES);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Sync, advice, locks ---- */

/* S0-15, S1-38: sync of a file; flags that do not go together. */
/* S4-43: any offset. */
/* S3-29: sync does not make a file longer. */
START_TEST(sync_of_files)
{
	const char *path = pattern("f", 9000);
	int64_t r = opened(path, 2), c = opened(path, 3), o = opened(path, 1);

	IS(mn_region_write(r, 0, "A", 1), 1);
	IS(mn_region_sync(r, 0, 9000, MS_SYNC), 0);
	ck_assert_int_eq(file_byte(path, 0), 'A');
	IS(mn_region_sync(r, 0, 10, MS_SYNC), 0);
	IS(mn_region_sync(r, 1, 1, MS_ASYNC), 0);
	IS(mn_region_sync(r, 4097, 4000, MS_SYNC), 0);
	IS(mn_region_sync(r, 0, 9000, MS_SYNC | MS_ASYNC), -EINVAL);
	SAYS("9000 bytes at 0");
	IS(mn_region_sync(r, 9000, 0, MS_SYNC), 0);
	IS(mn_region_sync(r, 9000, 1, MS_SYNC), -ERANGE);
	/* There is nothing to write back, so the flags are not checked. */
	IS(mn_region_sync(c, 0, 9000, MS_SYNC | MS_ASYNC), 0);
	IS(mn_region_sync(o, 0, 9000, MS_SYNC | MS_ASYNC), 0);
	IS(mn_region_durable(r), 0);
	IS(mn_region_durable(o), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	(void)mn_region_sync(r, 0, 9000, MS_SYNC);
	IS(size_of(path), 0);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(c), 0);
	IS(mn_region_close(o), 0);
}
END_TEST

/* S4-44: advice; a range that is not inside. */
/* S1-43: destructive advice needs a call of its own. */
START_TEST(advise_and_discard)
{
	size_t page = t_page();
	const char *path = pattern("f", 20000);
	int64_t a = mn_region_anonymous(3 * page), w = opened(path, 2), c = opened(path, 3), m, d;
	int fd;

	IS(mn_region_advise(a, 0, 3 * page, MADV_NORMAL), 0);
	IS(mn_region_advise(w, 1, 9000, MADV_RANDOM), 0);
	IS(mn_region_advise(w, 4097, 1, MADV_WILLNEED), 0);
	IS(mn_region_advise(w, 30000, 1, MADV_NORMAL), -ERANGE);
	IS(mn_region_advise(a, 0, page, MADV_DONTNEED), -EPERM);
	SAYS("discard");
	IS(mn_region_advise(a, 0, page, 9), -EPERM);
	IS(mn_region_advise(a, 0, page, 12345), -EPERM);
	IS(mn_region_advise(a, 0, page, 12345), -EPERM);
	IS(mn_region_advise(a, 0, page, -1), -EINVAL);
	IS(mn_region_advise(a, 0, page, 10), -EPERM);
	IS(mn_region_fill(a, 0, 3 * page, 'a'), 0);
	/* Only whole pages. */
	IS(mn_region_discard(a, 1, 2 * page), 0);
	IS(mn_region_get_u8(a, page - 1), 'a');
	IS(mn_region_get_u8(a, page), 0);
	IS(mn_region_get_u8(a, 2 * page), 'a');
	IS(mn_region_discard(a, 2 * page, page), 0);
	IS(mn_region_get_u8(a, 3 * page - 1), 0);
	/* A copy becomes its file again; a shared file keeps its bytes. */
	IS(mn_region_fill(c, 0, 20000, 'c'), 0);
	IS(mn_region_discard(c, 0, 20000), 0);
	IS(mn_region_get_u8(c, 19999), 19999 % 251);
	IS(mn_region_get_u8(c, 0), 0);
	IS(mn_region_set_u8(w, 5, 'w'), 0);
	IS(mn_region_discard(w, 0, 20000), 0);
	IS(mn_region_get_u8(w, 5), 'w');
	IS(mn_region_get_u8(w, 19999), 19999 % 251);
	IS(mn_region_close(w), 0);
	/* A caller's file that was mapped by its descriptor is not memory,
	   either. */
	fd = open(path, O_RDWR);
	d = mn_region_map(fd, 0, -1, 2, 0, 0, 0);
	IS(mn_region_discard(d, 0, 20000), 0);
	IS(mn_region_get_u8(d, 19999), 19999 % 251);
	IS(mn_region_get_u8(d, 5), 'w');
	IS(mn_region_close(d), 0);
	close(fd);
	m = mn_region_memfd("m", 3 * page, 0);
	IS(mn_region_fill(m, 0, 3 * page, 'm'), 0);
	IS(mn_region_discard(m, page, page), 0);
	IS(mn_region_get_u8(m, page - 1), 'm');
	IS(mn_region_get_u8(m, page), 0);
	IS(mn_region_get_u8(m, 2 * page), 'm');
	IS(mn_region_close(m), 0);
	m = mn_region_map(-1, 0, (int64_t)(2 * page), 2, 0, 0, 0);
	IS(mn_region_fill(m, 0, 2 * page, 'm'), 0);
	IS(mn_region_discard(m, 0, 2 * page), 0);
	IS(mn_region_get_u8(m, 0), 0);
	IS(mn_region_close(m), 0);
	IS(mn_region_close(a), 0);
	IS(mn_region_close(c), 0);
}
END_TEST

/* S3-62: pages resident and pages in all. */
/* S3-65, S1-28: populate. */
START_TEST(resident_and_populate)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(8 * page), f, c;
	uint8_t pages[10];

	IS(mn_region_resident(r), 0);
	IS(mn_region_set_u8(r, 3 * page, 1), 0);
	IS(mn_region_resident(r), 1);
	memset(pages, 9, sizeof pages);
	IS(mn_region_resident_pages(r, 2, pages, 4), 1);
	ck_assert(pages[0] == 0 && pages[1] == 1 && pages[2] == 0 && pages[3] == 0 && pages[4] == 9);
	IS(mn_region_resident_pages(r, 6, pages, 10), 0);
	ck_assert(pages[0] == 0 && pages[1] == 0 && pages[2] == 0 && pages[4] == 9);
	IS(mn_region_resident_pages(r, 8, pages, 10), 0);
	IS(mn_region_resident_pages(r, 9, pages, 10), -ERANGE);
	IS(mn_region_resident_pages(r, 0, NULL, 10), -EFAULT);
	IS(mn_region_populate(r, page + 1, 1), 0);
	IS(mn_region_resident(r), 2);
	IS(mn_region_populate(r, 0, 8 * page), 0);
	IS(mn_region_resident(r), 8);
	IS(mn_region_get_u8(r, 3 * page), 1);
	IS(mn_region_protect(r, 0, 8 * page, PROT_READ), 0);
	IS(mn_region_populate(r, 0, 8 * page), 0);
	IS(mn_region_protect(r, 0, 8 * page, PROT_NONE), 0);
	IS(mn_region_populate(r, 0, 8 * page), -EACCES);
	IS(mn_region_close(r), 0);
	/* An offset within a page: that page is the first. */
	f = mn_region_open(pattern("f", 5 * page), 1, (int64_t)page + 5, (int64_t)(2 * page));
	IS(mn_region_populate(f, 0, 2 * page), 0);
	IS(mn_region_resident(f), 3);
	IS(mn_region_close(f), 0);
	/* A copy is not made all at once: the file still shows through. */
	c = mn_region_open(t_path("f"), 3, 0, -1);
	IS(mn_region_populate(c, 0, 5 * page), 0);
	f = opened(t_path("f"), 2);
	IS(mn_region_set_u8(f, 9, 'n'), 0);
	IS(mn_region_get_u8(c, 9), 'n');
	IS(mn_region_close(c), 0);
	IS(mn_region_close(f), 0);
}
END_TEST

static long locked_kib(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld kB", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

START_TEST(lock)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(4 * page);
	int32_t result = mn_region_lock(r, page + 1, 1);
	long before;

	if (result == -EPERM || result == -ENOMEM || result == -EAGAIN)
		t_skip("this process may not lock memory");
	IS(result, 0);
	before = locked_kib();
	if (before <= 0)
		t_skip("nothing is locked here: a sanitizer takes the call away");
	IS(mn_region_lock(r, 0, 4 * page), 0);
	IS(locked_kib(), before + 3 * (long)page / 1024);
	IS(mn_region_unlock(r, 0, 4 * page), 0);
	IS(locked_kib(), before - (long)page / 1024);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(names)
{
	int64_t r = mn_region_anonymous(5000), f = opened(pattern("f", 10), 1);
	int32_t result = mn_region_set_name(r, "our memory");

	if (result == -EINVAL || result == -ENOSYS)
		t_skip("this kernel has no names for mappings");
	IS(result, 0);
	ck_assert(strstr(maps_of("[anon:our memory]"), " rw-p ") != NULL);
	IS(mn_region_set_name(r, "two\nlines"), -EINVAL);
	IS(mn_region_set_name(r, NULL), 0);
	ck_assert_str_eq(maps_of("[anon:our memory]"), "");
	ck_assert_int_lt(mn_region_set_name(f, "a file"), 0);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(f), 0);
}
END_TEST

/* ---- Fork ---- */

static void child_of_policies(void *ids)
{
	const int64_t *id = ids;
	uint8_t byte = 9;

	/* 0 has the same memory, 1 is closed, 2 is zero. */
	if (mn_region_get_u8(id[0], 0) != 'a' || mn_region_read(id[1], 0, &byte, 1) != -EBADF || byte != 9)
		_exit(1);
	if (mn_region_get_u8(id[2], 0) != 0 || mn_region_length(id[1]) != -EBADF || mn_region_close(id[1]) != -EBADF)
		_exit(2);
	/* The slice of a region that is not there can be closed. */
	if (mn_slice_length(id[3]) != 10 || mn_slice_address(id[3]) >= 0 || mn_slice_close(id[3]) != 0)
		_exit(3);
	if (mn_region_set_u8(id[2], 0, 1) != 0 || mn_region_resize(id[0], 20000) != 0 || mn_region_close(id[0]) != 0)
		_exit(4);
	if (mn_region_anonymous(100) <= 0 || mn_region_close(id[2]) != 0)
		_exit(5);
	/* The file of a region that is absent in the child is closed there,
	   too. */
	if (mn_region_length(id[4]) != -EBADF || fcntl((int)id[5], F_GETFD) != -1)
		_exit(6);
}

START_TEST(fork_policies)
{
	int64_t id[6], s = mn_region_map(-1, 0, 100, 2, 0, 0, 0);

	for (int i = 0; i < 3; i++) {
		id[i] = mn_region_anonymous(5000);
		IS(mn_region_fill(id[i], 0, 5000, 'a'), 0);
		IS(mn_region_set_fork_policy(id[i], i), 0);
	}
	id[3] = mn_slice_open(id[1], 5, 10, 1, 0);
	id[4] = opened(pattern("f", 10), 2);
	id[5] = mn_region_fd(id[4]);
	IS(mn_region_set_fork_policy(id[4], 1), 0);
	IS(t_child(child_of_policies, id), 0);
	IS(mn_region_get_u8(id[1], 0), 'a');
	IS(mn_slice_close(id[3]), 0);
	/* It can be taken back, also after a move to another place. */
	IS(mn_region_set_fork_policy(id[0], 2), 0);
	IS(mn_region_set_fork_policy(id[0], 0), 0);
	IS(mn_region_set_fork_policy(id[1], 0), 0);
	id[3] = mn_slice_open(id[1], 0, 10, 0, 0);
	IS(mn_slice_close(id[3]), 0);
	IS(mn_region_resize(id[2], 5000000), 0);
	IS(mn_region_set_fork_policy(s, 2), -EINVAL);
	IS(mn_region_set_fork_policy(s, 1), 0);
	IS(mn_region_set_fork_policy(s, 2), -EINVAL);
	IS(mn_region_set_fork_policy(s, 3), -EINVAL);
	IS(mn_region_set_fork_policy(s, -1), -EINVAL);
	IS(mn_region_get_u8(id[2], 4999), 'a');
	for (int i = 0; i < 3; i++)
		IS(mn_region_close(id[i]), 0);
	IS(mn_region_close(id[4]), 0);
	IS(mn_region_close(s), 0);
}
END_TEST

static void only_closed(void *id)
{
	_exit(mn_region_close(*(int64_t *)id) == -EBADF && mn_region_set_u8(*(int64_t *)id, 0, 1) == -EBADF ? 0 : 1);
}

/* The first call that reads or writes is made in the child. */
START_TEST(fork_before_any_access)
{
	int64_t id = mn_region_anonymous(5000);

	IS(mn_region_set_fork_policy(id, 1), 0);
	IS(t_child(only_closed, &id), 0);
	IS(mn_region_close(id), 0);
}
END_TEST

static void is_wiped(void *id)
{
	_exit(mn_region_get_u8(*(int64_t *)id, 0) == 0 && mn_region_get_u8(*(int64_t *)id, 40000) == 0 ? 0 : 1);
}

/* A policy goes with the region when its mapping is made anew. */
START_TEST(fork_policy_after_resize)
{
	size_t page = t_page();
	int64_t id = mn_region_anonymous(4 * page);

	IS(mn_region_fill(id, 0, 4 * page, 'a'), 0);
	IS(mn_region_set_fork_policy(id, 2), 0);
	IS(mn_region_protect(id, page, page, PROT_READ), 0);
	IS(mn_region_resize(id, 20 * page), 0);
	IS(mn_region_fill(id, 2 * page, 18 * page, 'b'), 0);
	IS(t_child(is_wiped, &id), 0);
	IS(mn_region_get_u8(id, page), 'a');
	IS(mn_region_close(id), 0);
}
END_TEST

T_MAIN("pages", protect, many_protections, sync_of_files, advise_and_discard, resident_and_populate, lock, names,
       fork_policies, fork_before_any_access, fork_policy_after_resize)
