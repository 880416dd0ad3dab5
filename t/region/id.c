/* Ids and errors of regions, and the places in which they are used. */

#include "helpers.h"

/* ---- Ids ---- */

/* S0-18: the length; after close the id is closed. */
/* S4-13: a read after close says so. */
/* S4-16: closing twice is an error and nothing worse. */
/* S0-11: close gives 0; a second close never unmaps. */
START_TEST(a_closed_id)
{
	int64_t r = mn_region_anonymous(4096), s;
	char byte;

	IS(mn_region_length(r), 4096);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(r), -EBADF);
	SAYS("closed or was never open");
	IS(mn_region_release(r), -EBADF);
	IS(mn_region_length(r), -EBADF);
	IS(mn_region_read(r, 0, &byte, 1), -EBADF);
	IS(mn_region_write(r, 0, &byte, 1), -EBADF);
	IS(mn_region_resize(r, 1), -EBADF);
	IS(mn_region_refresh(r), -EBADF);
	IS(mn_region_protect(r, 0, 1, 1), -EBADF);
	IS(mn_region_sync(r, 0, 1, 4), -EBADF);
	IS(mn_region_find(r, 0, 1, "x", 1), -EBADF);
	IS(mn_region_atomic_add_u32(r, 0, 1, NULL), -EBADF);
	IS(mn_slice_open(r, 0, 1, 0, 0), -EBADF);
	IS(mn_cursor_open(r), -EBADF);
	/* The next region may take its place, and never its number. */
	s = mn_region_anonymous(4096);
	ck_assert_int_ne(s, r);
	IS(mn_region_length(r), -EBADF);
	IS(mn_region_close(s), 0);
}
END_TEST

/* S0-12: closing and dropping an id unmaps once. */
/* S0-20: a second copy of an id is the same id, and closed with it. */
START_TEST(an_id_unmaps_once)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(page), copy = r, s = mn_slice_open(r, 0, 1, 0, 0);
	char *address = (char *)(intptr_t)mn_slice_address(s), *mine;

	IS(mn_slice_close(s), 0);
	IS(mn_region_close(copy), 0);
	/* Another page is mapped there now, and stays. */
	mine = mmap(address, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	ck_assert_ptr_ne(mine, MAP_FAILED);
	mine[0] = 'm';
	IS(mn_region_close(r), -EBADF);
	IS(mn_region_release(r), -EBADF);
	IS(mn_region_release(copy), -EBADF);
	IS(mn_slice_close(s), -EBADF);
	IS(mn_region_read(r, 0, &(char){ 0 }, 1), -EBADF);
	ck_assert_int_eq(mine[0], 'm');
	munmap(mine, page);
}
END_TEST

START_TEST(ids_of_every_kind)
{
	static const int64_t never[] = { 0, -1, 1000000, INT64_MAX, INT64_MIN, INT64_C(1) << 24, INT64_C(1) << 32,
	                                 (INT64_C(1) << 24) - 1, -(INT64_C(1) << 24) };
	int64_t r = mn_region_anonymous(10), s = mn_slice_open(r, 0, 10, 0, 0), c = mn_cursor_open(r);
	char byte;

	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		IS(mn_region_read(never[i], 0, &byte, 1), -EBADF);
		IS(mn_region_write(never[i], 0, &byte, 1), -EBADF);
		IS(mn_region_close(never[i]), -EBADF);
		IS(mn_region_release(never[i]), -EBADF);
		IS(mn_region_path(never[i], NULL, 0), -EBADF);
		IS(mn_slice_close(never[i]), -EBADF);
		IS(mn_slice_address(never[i]), -EBADF);
		IS(mn_cursor_close(never[i]), -EBADF);
		IS(mn_cursor_tell(never[i]), -EBADF);
	}
	IS(mn_region_read(s, 0, &byte, 1), -EBADF);
	IS(mn_region_close(c), -EBADF);
	IS(mn_region_close(s), -EBADF);
	IS(mn_slice_close(r), -EBADF);
	SAYS("slice ");
	IS(mn_slice_close(c), -EBADF);
	IS(mn_cursor_close(r), -EBADF);
	SAYS("cursor ");
	IS(mn_cursor_read(s, &byte, 1), -EBADF);
	IS(mn_statistic("regions"), 1);
	IS(mn_statistic("slices"), 1);
	IS(mn_statistic("cursors"), 1);
	IS(mn_cursor_close(c), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
	IS(mn_statistic("regions"), 0);
	IS(mn_statistic("slices"), 0);
	IS(mn_statistic("cursors"), 0);
	IS(mn_statistic("close_errors"), 0);
	IS(mn_statistic("faults"), 0);
	IS(mn_statistic("no such"), -ENOENT);
	IS(mn_statistic(NULL), -EINVAL);
}
END_TEST

/* S3-19: ids are never reused. */
START_TEST(ids_are_never_given_twice)
{
	int64_t last = 0, first = mn_region_anonymous(1);

	ck_assert_int_gt(first, 0);
	mn_region_close(first);
	for (int i = 0; i < 2000; i++) {
		int64_t r = mn_region_anonymous(1);

		ck_assert_int_gt(r, 0);
		ck_assert_int_gt(r, last);
		last = r;
		IS(mn_region_close(r), 0);
		IS(mn_region_length(first), -EBADF);
	}
}
END_TEST

/* The objects of a process at the same places of its table as this one. */
struct strangers {
	int64_t region, slice, cursor, manager;
};

static void makes_ids(void *pipe_end)
{
	struct strangers s;

	s.region = mn_region_anonymous(10);
	s.slice = mn_slice_open(s.region, 0, 10, 0, 0);
	s.cursor = mn_cursor_open(s.region);
	s.manager = mn_manager_open(NULL);
	_exit(write(*(int *)pipe_end, &s, sizeof s) != sizeof s);
}

static struct strangers of_another_process(void)
{
	struct strangers s;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	IS(t_child(makes_ids, &ends[1]), 0);
	ck_assert_int_eq(read(ends[0], &s, sizeof s), (ssize_t)sizeof s);
	close(ends[0]);
	close(ends[1]);
	return s;
}

static int64_t parents_id;

static void goes_on_with_ids(void *unused)
{
	int64_t mine = mn_region_anonymous(1);

	(void)unused;
	if (mn_region_set_u8(parents_id, 3, 7) != 0 || mn_region_get_u8(parents_id, 3) != 7)
		_exit(1);
	_exit(mine == parents_id || mn_region_close(parents_id) != 0 || mn_region_close(mine) != 0 ? 2 : 0);
}

/* F12: an id that was made by another process is no id, at whatever place it
   was made.  The children are forked before this process has its first id, so
   they are like programs of their own. */
START_TEST(ids_of_another_process)
{
	struct strangers one = of_another_process(), two = of_another_process();
	int64_t r = mn_region_anonymous(10), s = mn_slice_open(r, 0, 10, 0, 0), c = mn_cursor_open(r);
	int64_t m = mn_manager_open(NULL), limit = INT64_C(1) << 53;
	const int64_t ids[] = { one.region, one.slice, one.cursor, one.manager, two.region, two.slice, two.cursor,
	                        two.manager, r, s, c, m };

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		ck_assert_int_gt(ids[i], 0);
		ck_assert_int_lt(ids[i], limit);
		for (size_t j = 0; j < i; j++)
			ck_assert_int_ne(ids[i], ids[j]);
	}
	for (int i = 0; i < 2; i++) {
		const struct strangers *other = i ? &two : &one;
		char bytes[10] = "abcdefghi";

		IS(mn_region_read(other->region, 0, bytes, 10), -EBADF);
		IS(mn_region_write(other->region, 0, bytes, 10), -EBADF);
		IS(mn_region_close(other->region), -EBADF);
		IS(mn_region_release(other->region), -EBADF);
		IS(mn_slice_address(other->slice), -EBADF);
		IS(mn_slice_close(other->slice), -EBADF);
		IS(mn_cursor_read(other->cursor, bytes, 1), -EBADF);
		IS(mn_cursor_close(other->cursor), -EBADF);
		IS(mn_manager_close(other->manager), -EBADF);
	}
	IS(mn_region_get_u8(r, 0), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_cursor_close(c), 0);
	IS(mn_manager_close(m), 0);
	parents_id = r;
	IS(t_child(goes_on_with_ids, NULL), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(sixty_thousand_regions)
{
	enum { N = 60000 };
	int64_t *ids = malloc(N * sizeof *ids), value;
	long limit = 0;
	FILE *f = fopen("/proc/sys/vm/max_map_count", "r");

	if (t_under_valgrind())
		t_skip("valgrind's own table of mappings is smaller");
	if (f) {
		ck_assert_int_eq(fscanf(f, "%ld", &limit), 1);
		fclose(f);
	}
	/* Neighbours that are alike are one mapping for the kernel, so every
	   other region is given another protection. */
	if (limit && limit < N + 2000)
		t_skip("vm.max_map_count is too small");
	for (int i = 0; i < N; i++) {
		ids[i] = i % 2 ? mn_region_reserve(16) : mn_region_anonymous(16);
		ck_assert_msg(ids[i] > 0, "region %d: %s", i, mn_error_detail());
		value = i;
		if (i % 2 == 0)
			IS(mn_region_write(ids[i], 8, &value, 8), 8);
	}
	IS(mn_statistic("regions"), N);
	for (int i = 0; i < N; i += 2) {
		IS(mn_region_read(ids[i], 8, &value, 8), 8);
		ck_assert_int_eq(value, i);
	}
	for (int i = 0; i < N; i += 2)
		IS(mn_region_close(ids[i]), 0);
	for (int i = 0; i < N; i++)
		IS(mn_region_length(ids[i]), i % 2 ? 16 : -EBADF);
	for (int i = 1; i < N; i += 2)
		IS(mn_region_close(ids[i]), 0);
	IS(mn_statistic("regions"), 0);
	free(ids);
}
END_TEST

/* S4-39, S4-40: the code of an error tells its cause, and the codes are the
   system's. */
START_TEST(errors_have_names)
{
	int64_t r = opened(pattern("f", 10), 1), s = mn_slice_open(r, 0, 1, 0, 0);
	int64_t closed = mn_region_length(12345678), range = mn_region_get_u8(r, 10);
	int64_t readonly = mn_region_set_u8(r, 0, 0), busy = mn_region_close(r), os = mn_region_open("/nope/x", 1, 0, -1);

	ck_assert_str_eq(mn_error_name(closed), "EBADF");
	ck_assert_str_eq(mn_error_name(range), "ERANGE");
	ck_assert_str_eq(mn_error_name(readonly), "EACCES");
	ck_assert_str_eq(mn_error_name(busy), "EBUSY");
	ck_assert_str_eq(mn_error_name(os), "ENOENT");
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* In a bare chroot there is no /proc, /dev or /sys. */
static void in_a_bare_root(void *path)
{
	int64_t a, f, m;

	if (chroot(path) < 0 || chdir("/") < 0)
		_exit(9);
	a = mn_region_anonymous(5000);
	f = mn_region_create("/inside", 5000);
	if (a < 0 || f < 0 || mn_region_write(f, 0, "x", 1) != 1 || mn_region_find(f, 0, 5000, "x", 1) != 0)
		_exit(1);
	m = mn_region_memfd("m", 100, 0);
	if (m < 0 || mn_region_resize(m, 9000) != 0 || mn_region_durable(f) != 0 || mn_region_resize(f, 10) != 0)
		_exit(2);
	if (mn_region_map(-1, 0, 100, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS | 0x40000, 0) == -EFAULT)
		_exit(3);
	_exit(mn_region_close(a) | mn_region_close(f) | mn_region_close(m) | unlink("/inside") ? 4 : 0);
}

START_TEST(a_bare_chroot)
{
	char path[600];
	int status;

	if (geteuid() != 0)
		t_skip("only root may change the root");
	snprintf(path, sizeof path, "%s", t_path("root"));
	ck_assert_int_eq(mkdir(path, 0700), 0);
	status = t_child(in_a_bare_root, path);
	ck_assert_int_eq(rmdir(path), 0);
	if (status == 9)
		t_skip("this root may not change the root");
	IS(status, 0);
}
END_TEST

static void as_nobody(void *path)
{
	int64_t r;

	if (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0)
		_exit(9);
	if (mn_region_open(path, 2, 0, -1) != -EACCES || mn_region_open("/etc/shadow", 1, 0, -1) > 0)
		_exit(1);
	r = mn_region_open(path, 1, 0, -1);
	_exit(r > 0 && mn_region_get_u8(r, 3) == 3 && mn_region_close(r) == 0 ? 0 : 2);
}

START_TEST(an_ordinary_user)
{
	char name[64] = "/tmp/mmapnative-test-XXXXXX";
	int fd, status;

	if (geteuid() != 0)
		t_skip("this is the ordinary user already");
	fd = mkstemp(name);
	ck_assert_int_eq(write(fd, "\0\1\2\3", 4), 4);
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	close(fd);
	status = t_child(as_nobody, name);
	unlink(name);
	if (status == 9)
		t_skip("this root may not become another user");
	IS(status, 0);
}
END_TEST

T_MAIN("id", a_closed_id, an_id_unmaps_once, ids_of_every_kind, ids_are_never_given_twice, ids_of_another_process,
       errors_have_names, T_SLOW, sixty_thousand_regions, a_bare_chroot, an_ordinary_user)
