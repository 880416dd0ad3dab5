/* Regions: opening, bounds, protection, contents, size and end. */

#include "check.h"

#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <sys/resource.h>

#define IS ck_assert_int_eq

/* What the last failing call says about itself has this in it. */
#define SAYS(text) ck_assert_msg(strstr(mn_error_detail(), text) != NULL, "\"%s\" is not in \"%s\"", text, mn_error_detail())

static const char hello[] = "hello world";

/* A file of n bytes, each of them its offset in the file modulo 251. */
static const char *pattern(const char *name, size_t n)
{
	uint8_t *bytes = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(i % 251);
	close(t_file(name, bytes, n));
	free(bytes);
	return t_path(name);
}

static int is_pattern(const uint8_t *bytes, size_t offset, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != (offset + i) % 251)
			return 0;
	return 1;
}

static int64_t opened(const char *path, int32_t access)
{
	int64_t r = mn_region_open(path, access, 0, -1);

	ck_assert_msg(r > 0, "%s: %s", path, mn_error_detail());
	return r;
}

/* The first mapping of a path (or of memory with this name) in /proc/self/maps. */
static const char *maps_of(const char *name)
{
	static char line[1024];
	FILE *f = fopen("/proc/self/maps", "r");

	if (!f)
		t_skip("there is no /proc/self/maps");
	while (fgets(line, sizeof line, f))
		if (strstr(line, name)) {
			fclose(f);
			return line;
		}
	fclose(f);
	return "";
}

static int descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static off_t size_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

static int file_byte(const char *path, off_t offset)
{
	int fd = open(path, O_RDONLY);
	uint8_t byte;
	ssize_t n = pread(fd, &byte, 1, offset);

	close(fd);
	return n == 1 ? byte : -1;
}

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
	/* Somebody else's page is there now, and stays. */
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

/* ---- Opening files ---- */

/* S0-23: a JSON file is 7 bytes long, begins with '{' and is read-only. */
/* S4-05: access 1 is 'r--s', and a write is refused. */
/* S0-14: a write to a read-only map is refused before it touches anything. */
/* S0-40: the size and the first byte of a file. */
START_TEST(open_to_read)
{
	int64_t r;
	char byte = 0, path[600];
	const char *name;

	close(t_file("xyz", "xyz", 3));
	r = opened(t_path("xyz"), 1);
	IS(mn_region_length(r), 3);
	IS(mn_region_get_u8(r, 0), 120);
	IS(mn_region_close(r), 0);
	close(t_file("a.json", "{\"a\":1}", 7));
	name = t_path("a.json");
	r = opened(name, 0);
	IS(mn_region_length(r), 7);
	IS(mn_region_offset(r), 0);
	IS(mn_region_file_size(r), 7);
	IS(mn_region_access(r), 1);
	IS(mn_region_prot(r), PROT_READ);
	IS(mn_region_flags(r), MAP_SHARED);
	IS(mn_region_truncated(r), 0);
	IS(mn_region_page_size(r), (int64_t)t_page());
	IS(mn_region_path(r, NULL, 0), (int64_t)strlen(name));
	IS(mn_region_path(r, path, sizeof path), (int64_t)strlen(name));
	ck_assert_str_eq(path, name);
	IS(mn_region_path(r, path, strlen(name)), -ERANGE);
	IS(mn_region_path(r, path, strlen(name) + 1), (int64_t)strlen(name));
	IS(mn_region_path(r, NULL, 5), -EFAULT);
	IS(mn_region_read(r, 0, &byte, 1), 1);
	ck_assert_int_eq(byte, '{');
	IS(mn_region_write(r, 0, "x", 1), -EACCES);
	SAYS("needs a writable region");
	IS(mn_region_fill(r, 0, 1, 0), -EACCES);
	IS(mn_region_move(r, 0, 1, 1), -EACCES);
	IS(mn_region_set_u8(r, 0, 1), -EACCES);
	IS(mn_region_atomic_store_u32(r, 0, 1), -EACCES);
	IS(mn_region_atomic_add_u32(r, 0, 1, NULL), -EACCES);
	IS(mn_region_resize(r, 10), -EACCES);
	IS(mn_region_discard(r, 0, 7), -EACCES);
	ck_assert(strstr(maps_of("a.json"), " r--s ") != NULL);
	IS(mn_region_close(r), 0);
	ck_assert_str_eq(maps_of("a.json"), "");
}
END_TEST

/* S4-06: access 2 is 'rw-s'. */
/* S4-51: a write reaches the file at once; a copy's does not. */
/* S4-12: a copy leaves the file as it was, also after sync and close. */
/* S4-07: the same, and a copy is not resized. */
/* S4-34: resize of a read-only region and of a copy is refused. */
START_TEST(write_and_copy)
{
	const char *path = pattern("f", 5000);
	int64_t w = opened(path, 2), c = opened(path, 3);
	char line[1024];

	snprintf(line, sizeof line, "%s", maps_of(path));
	ck_assert_msg(strstr(line, " rw-s ") || strstr(line, " rw-p "), "%s", line);
	IS(mn_region_flags(w), MAP_SHARED);
	IS(mn_region_flags(c), MAP_PRIVATE);
	IS(mn_region_write(w, 3, "W", 1), 1);
	ck_assert_int_eq(file_byte(path, 3), 'W');
	IS(mn_region_write(c, 4, "C", 1), 1);
	IS(mn_region_sync(c, 0, 5000, MS_SYNC), 0);
	IS(mn_region_durable(c), 0);
	IS(mn_region_get_u8(c, 4), 'C');
	IS(mn_region_get_u8(w, 4), 4);
	IS(mn_region_resize(c, 6000), -EACCES);
	IS(mn_region_close(c), 0);
	ck_assert_int_eq(file_byte(path, 4), 4);
	IS(size_of(path), 5000);
	ck_assert(strstr(maps_of(path), " rw-s ") != NULL);
	IS(mn_region_close(w), 0);
	c = opened(path, 3);
	ck_assert(strstr(maps_of(path), " rw-p ") != NULL);
	IS(mn_region_close(c), 0);
}
END_TEST

/* S4-09, S4-10: access 4 reserves; what is protected to be used can be used. */
/* S0-05: memory without protection: a bounded read is an error and no death. */
START_TEST(reserve)
{
	int64_t r = mn_region_reserve(1 << 20), s, a;
	char byte;

	if (t_under_valgrind())
		t_skip("valgrind writes its own word into the maps");
	ck_assert_int_gt(r, 0);
	IS(mn_region_access(r), 4);
	IS(mn_region_prot(r), 0);
	/* S4-47: access 4 is ours, and no constant of any platform. */
	IS(mn_constant_find("ACCESS_NONE"), -ENOENT);
	s = mn_slice_open(r, 0, 0, 0, 0);
	a = mn_slice_address(s);
	ck_assert(strstr(t_maps_line((void *)(intptr_t)a), " ---p ") != NULL);
	mn_slice_close(s);
	IS(mn_region_read(r, 0, &byte, 1), -EACCES);
	IS(mn_region_write(r, 0, &byte, 1), -EACCES);
	IS(mn_region_protect(r, 0, 4096, PROT_READ | PROT_WRITE), 0);
	IS(mn_region_write(r, 0, "x", 1), 1);
	IS(mn_region_write(r, t_page(), "x", 1), -EACCES);
	IS(mn_region_write(r, t_page() - 1, "xy", 2), -EACCES);
	IS(mn_region_get_u8(r, 0), 'x');
	IS(mn_region_get_u8(r, t_page() - 1), 0);
	IS(mn_region_resize(r, 2 << 20), 0);
	IS(mn_region_get_u8(r, 0), 'x');
	IS(mn_region_read(r, t_page(), &byte, 1), -EACCES);
	IS(mn_region_close(r), 0);
	r = mn_region_open(pattern("f", 100), 4, 0, -1);
	IS(mn_region_read(r, 0, &byte, 1), -EACCES);
	IS(mn_region_protect(r, 0, 100, PROT_READ), 0);
	IS(mn_region_get_u8(r, 99), 99);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(offsets_and_lengths_need_no_alignment)
{
	static const size_t offsets[] = { 0, 1, 7, 4095, 4096, 4097, 8191, 9999, 12345, 19999, 20000 };
	static const size_t lengths[] = { 0, 1, 2, 4095, 4096, 4097, 10000, 7655 };
	const char *path = pattern("f", 20000);
	uint8_t *bytes = malloc(20000);

	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
		for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
			for (int access = 1; access <= 3; access++) {
				size_t n = lengths[k];
				int64_t r = mn_region_open(path, access, (int64_t)offsets[i], (int64_t)n);

				if (offsets[i] + n > 20000) {
					IS(r, -EOVERFLOW);
					continue;
				}
				ck_assert_msg(r > 0, "%s", mn_error_detail());
				IS(mn_region_length(r), (int64_t)n);
				IS(mn_region_offset(r), (int64_t)offsets[i]);
				IS(mn_region_read(r, 0, bytes, n), (int64_t)n);
				ck_assert(is_pattern(bytes, offsets[i], n));
				IS(mn_region_read(r, n, bytes, 1), -ERANGE);
				IS(mn_region_read(r, n, bytes, 0), 0);
				if (access > 1 && n)
					IS(mn_region_set_u8(r, n - 1, (uint32_t)((offsets[i] + n - 1) % 251)), 0);
				IS(mn_region_sync(r, 0, n, MS_SYNC), 0);
				IS(mn_region_sync(r, n / 2, n - n / 2, MS_ASYNC), 0);
				IS(mn_region_advise(r, n / 3, n / 3, MADV_NORMAL), 0);
				ck_assert_int_ge(mn_region_resident(r), 0);
				IS(mn_region_close(r), 0);
			}
	free(bytes);
}
END_TEST

START_TEST(the_length_is_judged_by_the_file)
{
	const char *path = pattern("f", 100);
	int64_t r;

	IS(mn_region_open(path, 1, 101, -1), -ENXIO);
	SAYS("101");
	SAYS("100 bytes");
	IS(mn_region_open(path, 1, 101, 0), -ENXIO);
	IS(mn_region_open(path, 1, 0, 101), -EOVERFLOW);
	IS(mn_region_open(path, 1, 99, 2), -EOVERFLOW);
	IS(mn_region_open(path, 1, 1, INT64_MAX), -EOVERFLOW);
	IS(mn_region_open(path, 1, INT64_MAX, 1), -ENXIO);
	IS(mn_region_open(path, 1, -1, 1), -EINVAL);
	IS(mn_region_open(path, 1, 0, -2), -EINVAL);
	IS(mn_region_open(path, 5, 0, -1), -EINVAL);
	IS(mn_region_open(path, -1, 0, -1), -EINVAL);
	IS(mn_region_open(NULL, 1, 0, -1), -EFAULT);
	r = mn_region_open(path, 1, 100, -1);
	ck_assert_int_gt(r, 0);
	IS(mn_region_length(r), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S0-26: an empty file is an empty region without a mapping. */
START_TEST(empty_files)
{
	int64_t r, s, c;
	char byte = 'x';
	uint64_t offset = 1;

	close(t_file("empty", "", 0));
	r = opened(t_path("empty"), 2);
	IS(mn_region_length(r), 0);
	IS(mn_region_file_size(r), 0);
	ck_assert_str_eq(maps_of(t_path("empty")), "");
	IS(mn_region_read(r, 0, &byte, 0), 0);
	IS(mn_region_read(r, 0, NULL, 0), 0);
	IS(mn_region_read(r, 0, &byte, 1), -ERANGE);
	IS(mn_region_write(r, 0, &byte, 0), 0);
	IS(mn_region_write(r, 0, &byte, 1), -ERANGE);
	IS(mn_region_fill(r, 0, 0, 1), 0);
	IS(mn_region_move(r, 0, 0, 0), 0);
	IS(mn_region_find(r, 0, UINT64_MAX, "", 0), 0);
	IS(mn_region_find(r, 0, UINT64_MAX, "x", 1), -ENOENT);
	IS(mn_region_count(r, 0, UINT64_MAX, "", 0), 1);
	IS(mn_region_sync(r, 0, 0, MS_SYNC), 0);
	IS(mn_region_durable(r), 0);
	IS(mn_region_protect(r, 0, 0, PROT_READ), 0);
	IS(mn_region_advise(r, 0, 0, MADV_NORMAL), 0);
	IS(mn_region_discard(r, 0, 0), 0);
	IS(mn_region_lock(r, 0, 0), 0);
	IS(mn_region_populate(r, 0, 0), 0);
	IS(mn_region_resident(r), 0);
	IS(mn_region_read_strided(r, 0, 1, 0, &byte), 0);
	IS(mn_region_read_strided(r, 0, 1, 1, &byte), -ERANGE);
	s = mn_slice_open(r, 0, 0, 1, 0);
	ck_assert_int_gt(s, 0);
	IS(mn_slice_address(s), -ENXIO);
	IS(mn_slice_check(s), 0);
	IS(mn_slice_close(s), 0);
	c = mn_cursor_open(r);
	IS(mn_cursor_read(c, &byte, 1), 0);
	IS(mn_cursor_next_line(c, &offset), 0);
	IS(mn_cursor_close(c), 0);
	/* It can get bytes. */
	IS(mn_region_resize(r, 5), 0);
	IS(mn_region_write(r, 0, "hello", 5), 5);
	IS(size_of(t_path("empty")), 5);
	IS(mn_region_close(r), 0);
	/* Its offset may be in the middle of a page. */
	r = mn_region_open(pattern("f", 100), 1, 100, -1);
	IS(mn_region_resident(r), 0);
	IS(mn_region_refresh(r), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S0-27: a directory, a missing path. */
/* S0-21: what cannot be mapped is said to be so; a memory file can. */
START_TEST(what_cannot_be_mapped)
{
	int pipes[2], fd;
	int64_t r;

	IS(mn_region_open("/", 2, 0, -1), -EISDIR);
	IS(mn_region_open("/", 1, 0, -1), -ENODEV);
	IS(mn_region_open("/", 1, 0, 10), -ENODEV);
	SAYS("directory");
	IS(mn_region_open(t_path("nope"), 1, 0, -1), -ENOENT);
	SAYS("nope");
	IS(mn_region_open("", 1, 0, -1), -ENOENT);
	ck_assert_int_eq(pipe(pipes), 0);
	IS(mn_region_map(pipes[0], 0, -1, 1, 0, 0, 0), -ENODEV);
	IS(mn_region_map(pipes[0], 0, 10, 1, 0, 0, 0), -ENODEV);
	IS(mn_region_map(9999, 0, 10, 1, 0, 0, 0), -EBADF);
	SAYS("9999");
	IS(mn_region_map(-2, 0, 10, 1, 0, 0, 0), -EBADF);
	close(pipes[0]);
	close(pipes[1]);
	fd = mn_memfd_create("m", 0);
	if (fd >= 0) {
		ck_assert_int_eq(ftruncate(fd, 10), 0);
		r = mn_region_map(fd, 0, -1, 2, 0, 0, 0);
		IS(mn_region_length(r), 10);
		IS(mn_region_close(r), 0);
		close(fd);
	}
	if (access("/proc/self/status", R_OK) == 0) {
		IS(mn_region_open("/proc/self/status", 1, 0, -1), -ENODEV);
		SAYS("0 and has contents");
		IS(mn_region_open("/proc/self/status", 1, 0, 10), -ENODEV);
		IS(mn_region_open("/proc/self/status", 1, 10, 10), -ENODEV);
	}
}
END_TEST

START_TEST(a_fifo_does_not_hang)
{
	const char *path = t_path("fifo");

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	alarm(20);
	IS(mn_region_open(path, 1, 0, -1), -ENODEV);
	IS(mn_region_open(path, 3, 0, 5), -ENODEV);
	IS(mn_region_open(path, 2, 0, -1), -ENODEV);
	alarm(0);
}
END_TEST

START_TEST(devices)
{
	int fd = open("/dev/zero", O_RDWR);
	int64_t r;

	if (fd < 0)
		t_skip("there is no /dev/zero");
	IS(mn_region_map(fd, 0, -1, 2, 0, 0, 0), -ENODEV);
	r = mn_region_map(fd, 0, 5000, 3, 0, 0, 0);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_write(r, 4990, "x", 1), 1);
	/* It has no size that a region could be compared with. */
	IS(mn_region_file_size(r), -ENOTSUP);
	IS(mn_region_refresh(r), 5000);
	IS(mn_region_get_u8(r, 4990), 'x');
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

/* S1-09: the open mode of the descriptor counts. */
START_TEST(open_modes_of_descriptors)
{
	const char *path = pattern("f", 10);
	int r = open(path, O_RDONLY), w = open(path, O_WRONLY);
	int64_t id;

	IS(mn_region_map(r, 0, 10, 2, 0, 0, 0), -EACCES);
	SAYS("open mode");
	IS(mn_region_map(w, 0, 10, 1, 0, 0, 0), -EACCES);
	IS(mn_region_map(w, 0, 10, 3, 0, 0, 0), -EACCES);
	id = mn_region_map(r, 0, 10, 3, 0, 0, 0);
	ck_assert_int_gt(id, 0);
	IS(mn_region_write(id, 0, "x", 1), 1);
	IS(mn_region_close(id), 0);
	close(r);
	close(w);
}
END_TEST

/* S0-24: one descriptor more, close-on-exec, or none. */
/* S0-07: the map does not need the caller's descriptor. */
/* S4-04: the caller's can be closed; resize needs the region's own. */
START_TEST(descriptors_kept_and_not_kept)
{
	const char *path = pattern("f", 5000);
	int before = descriptors(), fd;
	int64_t r = opened(path, 2), own;
	uint8_t bytes[5];

	IS(descriptors(), before + 1);
	own = mn_region_fd(r);
	ck_assert_int_ge(own, 0);
	ck_assert(fcntl((int)own, F_GETFD) & FD_CLOEXEC);
	IS(mn_region_close(r), 0);
	IS(descriptors(), before);

	fd = open(path, O_RDWR);
	r = mn_region_map(fd, 0, -1, 2, 0, 0, 0);
	ck_assert_int_ne(mn_region_fd(r), fd);
	ck_assert(fcntl((int)mn_region_fd(r), F_GETFD) & FD_CLOEXEC);
	close(fd);
	IS(mn_region_read(r, 0, bytes, 5), 5);
	ck_assert(is_pattern(bytes, 0, 5));
	IS(mn_region_path(r, NULL, 0), -ENOENT);
	IS(mn_region_resize(r, 6000), 0);
	IS(size_of(path), 6000);
	IS(mn_region_close(r), 0);

	fd = open(path, O_RDWR);
	r = mn_region_map(fd, 0, -1, 2, 0, 0, 1);
	IS(descriptors(), before + 1);
	close(fd);
	IS(mn_region_fd(r), -ENOTCONN);
	IS(mn_region_file_size(r), -ENOTCONN);
	IS(mn_region_resize(r, 7000), -ENOTCONN);
	IS(mn_region_refresh(r), -ENOTCONN);
	IS(mn_region_durable(r), -ENOTCONN);
	IS(mn_region_sync(r, 0, 10, MS_SYNC), 0);
	IS(mn_region_read(r, 0, bytes, 5), 5);
	IS(mn_region_close(r), 0);
	IS(descriptors(), before);
	/* What fails leaves none behind. */
	IS(mn_region_open(path, 1, 0, 100000), -EOVERFLOW);
	IS(mn_region_open("/", 1, 0, -1), -ENODEV);
	IS(mn_region_map(0, 0, 10, 2, 0, 0, 2), -EINVAL);
	IS(mn_region_memfd("x", 0, 0), -EINVAL);
	IS(descriptors(), before);
}
END_TEST

static void *keep_swapping(void *stop)
{
	while (!__atomic_load_n((int *)stop, __ATOMIC_ACQUIRE)) {
		ck_assert_int_eq(rename(t_path("short"), t_path("f")), 0);
		ck_assert_int_eq(link(t_path("long-kept"), t_path("new")), 0);
		ck_assert_int_eq(rename(t_path("new"), t_path("f")), 0);
		ck_assert_int_eq(link(t_path("short-kept"), t_path("short")), 0);
	}
	return NULL;
}

/* S0-25: the length is that of the file that was opened, whatever the path
   becomes meanwhile. */
START_TEST(the_path_may_change_meanwhile)
{
	pthread_t thread;
	int stop = 0;
	char path[600];

	pattern("long-kept", 9000);
	pattern("short-kept", 10);
	unlink(t_path("f"));
	ck_assert_int_eq(link(t_path("long-kept"), t_path("f")), 0);
	ck_assert_int_eq(link(t_path("short-kept"), t_path("short")), 0);
	snprintf(path, sizeof path, "%s", t_path("f"));
	ck_assert_int_eq(pthread_create(&thread, NULL, keep_swapping, &stop), 0);
	for (int i = 0; i < 2000; i++) {
		int64_t r = mn_region_open(path, 1, 0, -1), n = mn_region_length(r);

		ck_assert_msg(r > 0, "%s", mn_error_detail());
		ck_assert(n == 10 || n == 9000);
		IS(mn_region_file_size(r), n);
		IS(mn_region_get_u8(r, (uint64_t)n - 1), (n - 1) % 251);
		IS(mn_region_close(r), 0);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
}
END_TEST

/* S0-44: by descriptor and by path the same bytes. */
/* S0-06: raw prot and flags, and the access of the same meaning. */
START_TEST(raw_and_named_access_are_alike)
{
	const char *path = pattern("f", 300);
	int fd = open(path, O_RDWR);
	int64_t raw = mn_region_map(fd, 10, 200, 0, PROT_READ, MAP_PRIVATE, 0);
	int64_t named = mn_region_map(fd, 10, 200, 1, 0, 0, 0), copy = mn_region_open(path, 3, 10, 200);
	uint8_t a[200], b[200];
	int64_t s;

	if (t_under_valgrind())
		t_skip("valgrind writes its own word into the maps");
	IS(mn_region_access(raw), 0);
	IS(mn_region_prot(raw), PROT_READ);
	IS(mn_region_flags(raw), MAP_PRIVATE);
	IS(mn_region_read(raw, 0, a, 200), 200);
	IS(mn_region_read(named, 0, b, 200), 200);
	ck_assert_int_eq(memcmp(a, b, 200), 0);
	IS(mn_region_read(copy, 0, b, 200), 200);
	ck_assert_int_eq(memcmp(a, b, 200), 0);
	s = mn_slice_open(raw, 0, 1, 0, 0);
	ck_assert(strstr(t_maps_line((void *)(intptr_t)(mn_slice_address(s) - 10)), " r--p ") != NULL);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(raw), 0);
	IS(mn_region_close(named), 0);
	IS(mn_region_close(copy), 0);
	close(fd);
}
END_TEST

/* S0-39: a region chooses its own address. */
/* S0-22: no descriptor and no MAP_ANONYMOUS. */
/* S4-08: access 0 takes prot and flags as given. */
START_TEST(arguments_of_map)
{
	const char *path = pattern("f", 300);
	int fd = open(path, O_RDWR);
	int64_t r;

	IS(mn_region_map(fd, 0, 300, 2, 0, MAP_FIXED, 0), -EINVAL);
	SAYS("MAP_FIXED");
#if defined MAP_FIXED_NOREPLACE
	IS(mn_region_map(fd, 0, 300, 0, 3, MAP_SHARED | MAP_FIXED_NOREPLACE, 0), -EINVAL);
#endif
	IS(mn_region_map(-1, 0, 300, 0, 3, MAP_PRIVATE, 0), -EBADF);
	IS(mn_region_map(-1, 0, 0, 2, 0, 0, 0), -EINVAL);
	IS(mn_region_map(-1, 0, -1, 2, 0, 0, 0), -EINVAL);
	IS(mn_region_map(-1, 4096, 10, 2, 0, 0, 0), -EINVAL);
	IS(mn_region_map(fd, 0, 300, 0, 3, 0, 0), -EINVAL);
	IS(mn_region_map(fd, 0, 300, 9, 3, MAP_SHARED, 0), -EINVAL);
	/* Numbers that are no protection stay out. */
	IS(mn_region_map(-1, 0, 300, 0, -1, MAP_PRIVATE | MAP_ANONYMOUS, 0), -EINVAL);
	IS(mn_region_map(-1, 0, 300, 0, INT32_MIN | 3, MAP_PRIVATE | MAP_ANONYMOUS, 0), -EINVAL);
	r = mn_region_map(-1, 0, 300, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	ck_assert_int_gt(r, 0);
	IS(mn_region_protect(r, 0, 300, -1), -EINVAL);
	IS(mn_region_prot(r), PROT_READ);
	IS(mn_region_close(r), 0);
	r = mn_region_map(fd, 0, 300, 0, PROT_WRITE, MAP_SHARED, 0);
	IS(mn_region_write(r, 0, "x", 1), 1);
	IS(mn_region_read(r, 0, &(char){ 0 }, 1), -EACCES);
	IS(mn_region_close(r), 0);
	/* Flags beside the kind of sharing count with a named access too. */
	r = mn_region_map(fd, 0, 300, 3, 0, MAP_SHARED | MAP_NORESERVE, 0);
	IS(mn_region_flags(r), MAP_PRIVATE | MAP_NORESERVE);
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

START_TEST(huge_pages)
{
#if defined MAP_HUGETLB
	int64_t r, page;

	/* Sizes that no machine has are errors like others. */
	for (int shift = 0; shift < 64; shift++) {
		int64_t h = mn_region_map(-1, 0, 5000, 0, 3, (int32_t)((uint32_t)(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB)
		                          | (uint32_t)shift << 26), 0);

		if (h > 0)
			IS(mn_region_close(h), 0);
	}
	r = mn_region_map(-1, 0, 5000, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, 0);
	if (r == -ENOMEM) {
		SAYS("nr_hugepages");
		t_skip("there are no huge pages");
	}
	if (r < 0)
		t_skip("this kernel has no huge pages");
	page = mn_region_page_size(r);
	ck_assert_int_gt(page, (int64_t)t_page());
	IS(mn_region_length(r), 5000);
	IS(mn_region_write(r, 4999, "x", 1), 1);
	IS(mn_region_write(r, 5000, "x", 1), -ERANGE);
	IS(mn_region_protect(r, 0, 10, PROT_READ), 0);
	IS(mn_region_write(r, 4999, "x", 1), -EACCES);
	IS(mn_region_protect(r, 0, 10, PROT_READ | PROT_WRITE), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_resize(r, 5000), 0);
	IS(mn_region_get_u8(r, 4999), 0);
	IS(mn_region_close(r), 0);
	r = mn_region_memfd("huge", 5000, MFD_HUGETLB);
	if (r > 0) {
		IS(mn_region_length(r), 5000);
		IS(mn_region_page_size(r), page);
		IS(mn_region_write(r, 4999, "x", 1), 1);
		IS(mn_region_close(r), 0);
	}
#else
	t_skip("there is no MAP_HUGETLB");
#endif
}
END_TEST

START_TEST(files_over_4_gib)
{
	const int64_t far = INT64_C(5) << 30;
	int fd = t_file("big", "", 0);
	const char *path = t_path("big");
	uint8_t byte = 0;
	int64_t r;

	if (ftruncate(fd, far + 100) < 0)
		t_skip("there is no room for a sparse file of 5 GiB");
	ck_assert_int_eq(pwrite(fd, "far", 3, far + 10), 3);
	close(fd);
	r = mn_region_open(path, 1, far + 7, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_length(r), 93);
	IS(mn_region_get_u8(r, 3), 'f');
	IS(mn_region_close(r), 0);
	if (sizeof(size_t) > 4) {
		r = opened(path, 2);
		IS(mn_region_length(r), far + 100);
		IS(mn_region_get_u8(r, (uint64_t)far + 12), 'r');
		IS(mn_region_read(r, (uint64_t)far + 100, &byte, 1), -ERANGE);
		IS(mn_region_set_u8(r, (uint64_t)far + 99, 'z'), 0);
		IS(file_byte(path, far + 99), 'z');
		/* S3-51: what is not read is not loaded. */
		ck_assert_int_le(mn_region_resident_pages(r, 0, NULL, 0), 2000);
		IS(mn_region_resize(r, (uint64_t)far + 50), 0);
		IS(size_of(path), far + 50);
		IS(mn_region_close(r), 0);
	} else {
		IS(mn_region_open(path, 1, 0, -1), -EOVERFLOW);
	}
	unlink(path);
}
END_TEST

/* ---- Making files and memory ---- */

START_TEST(create)
{
	const char *path = t_path("new");
	int before = descriptors();
	struct stat st;
	int64_t r = mn_region_create(path, 100000);

	ck_assert_msg(r > 0, "%s", mn_error_detail());
	ck_assert_int_eq(stat(path, &st), 0);
	IS(st.st_size, 100000);
	/* It has its blocks, so that a full disk cannot come later. */
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
	/* What fails leaves no file. */
	r = mn_region_create(t_path("x"), (uint64_t)INT64_MAX - 5000);
	ck_assert_int_lt(r, 0);
	ck_assert_int_eq(access(t_path("x"), F_OK), -1);
	r = mn_region_create(t_path("x"), 0);
	IS(mn_region_length(r), 0);
	IS(mn_region_close(r), 0);
	IS(size_of(t_path("x")), 0);
	IS(descriptors(), before);
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
/* S2-09: more than the kernel gives. */
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
		if (r > 0)
			IS(mn_region_close(r), 0);
		else
			IS(r, -ENOMEM);
	}
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* S2-10: the length is the one asked for. */
/* S2-11: and never 0. */
/* S2-26: no descriptor. */
/* S2-28: nothing to persist. */
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
	/* Nobody can take pages away. */
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
	/* Others' bytes lie behind this one's end, and stay. */
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

/* ---- Bounds ---- */

/* S2-13: out of bounds with all three numbers, the buffer untouched. */
/* S2-14: an offset and a length that wrap. */
/* S2-15: all or nothing. */
/* S2-16: nothing at the end is allowed, behind it not. */
/* S0-13: one byte behind the last. */
/* S4-46: single bytes and wrong sizes. */
/* S2-12: reading into a buffer. */
START_TEST(bounds)
{
	int64_t r = mn_region_anonymous(10);
	char bytes[8] = "unhurt", expected[128];

	IS(mn_region_write(r, 0, "hello", 5), 5);
	IS(mn_region_read(r, 0, bytes, 5), 5);
	ck_assert_int_eq(memcmp(bytes, "hellot", 6), 0);
	IS(mn_region_read(r, 8, bytes, 3), -ERANGE);
	snprintf(expected, sizeof expected, "region %" PRId64 ": read of 3 bytes at 8 passes the end (10 bytes)", r);
	ck_assert_str_eq(mn_error_detail(), expected);
	ck_assert_int_eq(memcmp(bytes, "hellot", 6), 0);
	IS(mn_region_write(r, 8, "abc", 3), -ERANGE);
	snprintf(expected, sizeof expected, "region %" PRId64 ": write of 3 bytes at 8 passes the end (10 bytes)", r);
	ck_assert_str_eq(mn_error_detail(), expected);
	IS(mn_region_get_u8(r, 8), 0);
	IS(mn_region_get_u8(r, 9), 0);
	IS(mn_region_get_u8(r, 10), -ERANGE);
	SAYS("1 bytes at 10 passes the end (10 bytes)");
	IS(mn_region_set_u8(r, 10, 1), -ERANGE);
	IS(mn_region_set_u8(r, 0, 256), -EINVAL);
	IS(mn_region_read(r, UINT64_MAX, bytes, 2), -ERANGE);
	IS(mn_region_read(r, 2, bytes, UINT64_MAX), -ERANGE);
	IS(mn_region_read(r, UINT64_MAX, bytes, UINT64_MAX), -ERANGE);
	IS(mn_region_write(r, 5, bytes, UINT64_MAX - 3), -ERANGE);
	IS(mn_region_read(r, 10, bytes, 0), 0);
	IS(mn_region_read(r, 11, bytes, 0), -ERANGE);
	IS(mn_region_write(r, 10, bytes, 0), 0);
	IS(mn_region_write(r, 11, bytes, 0), -ERANGE);
	IS(mn_region_read(r, 0, NULL, 1), -EFAULT);
	IS(mn_region_write(r, 0, NULL, 1), -EFAULT);
	IS(mn_region_write(r, 6, "worl", 4), 4);
	IS(mn_region_fill(r, 5, 6, 1), -ERANGE);
	IS(mn_region_fill(r, 5, UINT64_MAX, 1), -ERANGE);
	IS(mn_region_fill(r, 5, 1, 256), -EINVAL);
	IS(mn_region_sync(r, 5, 6, MS_SYNC), -ERANGE);
	IS(mn_region_protect(r, 0, 11, 1), -ERANGE);
	IS(mn_region_advise(r, 11, 0, MADV_NORMAL), -ERANGE);
	IS(mn_region_discard(r, 9, 2), -ERANGE);
	IS(mn_region_lock(r, UINT64_MAX, 2), -ERANGE);
	IS(mn_region_unlock(r, 0, 11), -ERANGE);
	IS(mn_region_populate(r, 1, 10), -ERANGE);
	IS(mn_region_resident_pages(r, 2, NULL, 0), -ERANGE);
	IS(mn_slice_open(r, 5, 6, 0, 0), -ERANGE);
	IS(mn_region_atomic_load_u64(r, 8, &(uint64_t){ 0 }), -ERANGE);
	IS(mn_region_atomic_store_u32(r, UINT64_MAX - 3, 0), -ERANGE);
	IS(mn_region_wait_u32(r, 8, 0, 0), -ERANGE);
	IS(mn_region_get_u16_le(r, 9, &(uint16_t){ 0 }), -ERANGE);
	IS(mn_region_set_f64_be(r, 3, &(double){ 0 }), -ERANGE);
	IS(mn_region_peek_u16(r, 9, 0), -ERANGE);
	IS(mn_region_peek_u32(r, 7, 1), -ERANGE);
	IS(mn_region_peek_u32(r, UINT64_MAX - 1, 2), -ERANGE);
	IS(mn_region_get_u16_le(r, 0, NULL), -EFAULT);
	IS(mn_region_set_u16_le(r, 0, NULL), -EFAULT);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(copies_of_every_length)
{
	/* Short copies have code of their own for each few lengths. */
	int64_t r = mn_region_anonymous(3 * 4096);
	uint8_t *all = malloc(3 * 4096), *buffer = malloc(9000), guard = 0xa5;

	for (int i = 0; i < 3 * 4096; i++)
		all[i] = (uint8_t)(i * 31 + i / 256);
	IS(mn_region_write(r, 0, all, 3 * 4096), 3 * 4096);
	for (size_t n = 0; n <= 300; n++)
		for (size_t at = 4096 - 300; at < 4096 + 20; at += n < 70 ? 1 : 37) {
			memset(buffer, guard, n + 20);
			IS(mn_region_read(r, at, buffer + 10, n), (int64_t)n);
			ck_assert_int_eq(memcmp(buffer + 10, all + at, n), 0);
			ck_assert(buffer[9] == guard && buffer[10 + n] == guard);
			for (size_t i = 0; i < n; i++)
				all[at + i] ^= (uint8_t)(n + i);
			IS(mn_region_write(r, at, all + at, n), (int64_t)n);
		}
	for (size_t n = 4000; n < 9000; n += 333) {
		IS(mn_region_read(r, 1, buffer, n), (int64_t)n);
		ck_assert_int_eq(memcmp(buffer, all + 1, n), 0);
	}
	for (size_t at = 0; at < 3 * 4096; at += 4096) {
		IS(mn_region_read(r, at, buffer, 4096), 4096);
		ck_assert_int_eq(memcmp(buffer, all + at, 4096), 0);
	}
	IS(mn_region_close(r), 0);
	free(all);
	free(buffer);
}
END_TEST

START_TEST(strided)
{
	int64_t r = mn_region_anonymous(100);
	uint8_t bytes[100];

	for (uint32_t i = 0; i < 100; i++)
		IS(mn_region_set_u8(r, i, i), 0);
	IS(mn_region_read_strided(r, 3, 10, 10, bytes), 10);
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(bytes[i], 3 + 10 * i);
	IS(mn_region_read_strided(r, 99, -33, 4, bytes), 4);
	ck_assert(bytes[0] == 99 && bytes[1] == 66 && bytes[2] == 33 && bytes[3] == 0);
	IS(mn_region_read_strided(r, 7, 0, 5, bytes), 5);
	ck_assert(bytes[0] == 7 && bytes[4] == 7);
	IS(mn_region_read_strided(r, 5, INT64_MIN, 1, bytes), 1);
	ck_assert_int_eq(bytes[0], 5);
	IS(mn_region_write_strided(r, 1, 2, 3, "abc"), 3);
	IS(mn_region_get_u8(r, 1), 'a');
	IS(mn_region_get_u8(r, 2), 2);
	IS(mn_region_get_u8(r, 5), 'c');
	IS(mn_region_write_strided(r, 98, -98, 2, "yz"), 2);
	IS(mn_region_get_u8(r, 98), 'y');
	IS(mn_region_get_u8(r, 0), 'z');
	/* A step of 0 writes one byte, and the last one stays. */
	IS(mn_region_write_strided(r, 50, 0, 3, "123"), 3);
	IS(mn_region_get_u8(r, 50), '3');
	memset(bytes, 7, sizeof bytes);
	IS(mn_region_read_strided(r, 3, 10, 11, bytes), -ERANGE);
	SAYS("11 bytes at 3, 10 apart");
	IS(mn_region_read_strided(r, 98, -33, 4, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 100, 1, 1, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 100, 1, 0, bytes), 0);
	IS(mn_region_read_strided(r, 101, 1, 0, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, INT64_MAX, 2, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, INT64_MIN, 2, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, 1, UINT64_MAX, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, 0, UINT64_MAX, bytes), -ERANGE);
	IS(mn_region_read_strided(r, 0, INT64_C(1) << 62, 5, bytes), -ERANGE);
	IS(mn_region_read_strided(r, UINT64_MAX, 1, 2, bytes), -ERANGE);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(bytes[i], 7);
	IS(mn_region_read_strided(r, 0, 1, 1, NULL), -EFAULT);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S4-42: move within the region. */
START_TEST(fill_and_move)
{
	int64_t r = mn_region_anonymous(11);
	char bytes[11];
	uint8_t *model;
	uint8_t *got;

	IS(mn_region_write(r, 0, hello, 11), 11);
	IS(mn_region_move(r, 6, 0, 5), 0);
	IS(mn_region_read(r, 0, bytes, 11), 11);
	ck_assert_int_eq(memcmp(bytes, "hello hello", 11), 0);
	IS(mn_region_move(r, 20, 0, 100), -ERANGE);
	IS(mn_region_move(r, 0, 5, 7), -ERANGE);
	IS(mn_region_move(r, 11, 11, 0), 0);
	IS(mn_region_move(r, 12, 0, 0), -ERANGE);
	IS(mn_region_move(r, UINT64_MAX, 0, 2), -ERANGE);
	IS(mn_region_fill(r, 2, 3, 'z'), 0);
	IS(mn_region_read(r, 0, bytes, 11), 11);
	ck_assert_int_eq(memcmp(bytes, "hezzz hello", 11), 0);
	IS(mn_region_close(r), 0);
	/* Overlapping, up and down, over pages. */
	r = mn_region_anonymous(20000);
	model = malloc(20000);
	got = malloc(20000);
	for (int i = 0; i < 20000; i++)
		model[i] = (uint8_t)(i * 7 + i / 300);
	IS(mn_region_write(r, 0, model, 20000), 20000);
	for (int mode = 0; mode < 2; mode++) {
		static const uint64_t cases[][3] = { { 0, 1, 19999 }, { 1, 0, 19999 }, { 5000, 100, 12000 },
		                                     { 100, 5000, 12000 }, { 4096, 0, 8192 }, { 0, 4096, 8192 },
		                                     { 7, 7, 9000 } };

		if (mode == 1 && mn_guard(1) < 0)
			break;
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			memmove(model + cases[i][0], model + cases[i][1], cases[i][2]);
			IS(mn_region_move(r, cases[i][0], cases[i][1], cases[i][2]), 0);
			IS(mn_region_read(r, 0, got, 20000), 20000);
			ck_assert_int_eq(memcmp(got, model, 20000), 0);
		}
		memset(model + 3, 9, 15000);
		IS(mn_region_fill(r, 3, 15000, 9), 0);
		IS(mn_region_read(r, 0, got, 20000), 20000);
		ck_assert_int_eq(memcmp(got, model, 20000), 0);
		model[5000] = 1;
		IS(mn_region_set_u8(r, 5000, 1), 0);
	}
	IS(mn_region_close(r), 0);
	free(model);
	free(got);
}
END_TEST

static void bytes_are(int64_t r, uint64_t offset, const char *bytes, size_t n)
{
	char got[8];

	IS(mn_region_read(r, offset, got, n), (int64_t)n);
	ck_assert_msg(memcmp(got, bytes, n) == 0, "the bytes at %" PRIu64 " are others", offset);
}

#define NUMBER(name, type, value, le, be) do { \
		type number = value, back = 0; \
		for (uint64_t at = 1; at < 4094; at += 4090) { \
			IS(mn_region_set_##name##_le(r, at, &number), 0); \
			bytes_are(r, at, le, sizeof number); \
			IS(mn_region_get_##name##_le(r, at, &back), 0); \
			ck_assert(back == number); \
			IS(mn_region_get_##name##_be(r, at, &back), 0); \
			IS(mn_region_set_##name##_be(r, at, &number), 0); \
			bytes_are(r, at, be, sizeof number); \
			back = 0; \
			IS(mn_region_get_##name##_be(r, at, &back), 0); \
			ck_assert(back == number); \
		} \
	} while (0)

START_TEST(numbers)
{
	int64_t r = mn_region_anonymous(8192);

	NUMBER(u16, uint16_t, 0xfedc, "\xdc\xfe", "\xfe\xdc");
	NUMBER(i16, int16_t, -2, "\xfe\xff", "\xff\xfe");
	NUMBER(u32, uint32_t, 0xfedcba98, "\x98\xba\xdc\xfe", "\xfe\xdc\xba\x98");
	NUMBER(i32, int32_t, -2, "\xfe\xff\xff\xff", "\xff\xff\xff\xfe");
	NUMBER(u64, uint64_t, UINT64_C(0xfedcba9876543210), "\x10\x32\x54\x76\x98\xba\xdc\xfe",
	       "\xfe\xdc\xba\x98\x76\x54\x32\x10");
	NUMBER(i64, int64_t, INT64_MIN + 1, "\1\0\0\0\0\0\0\x80", "\x80\0\0\0\0\0\0\1");
	NUMBER(f32, float, 1.5f, "\0\0\xc0\x3f", "\x3f\xc0\0\0");
	NUMBER(f64, double, -2.25, "\0\0\0\0\0\0\x02\xc0", "\xc0\x02\0\0\0\0\0\0");
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(numbers_without_a_buffer)
{
	/* The largest ones tell a number from an error. */
	int64_t r = mn_region_anonymous(16);
	uint16_t two;
	uint32_t four;

	memcpy(&two, "\xff\xfe", 2);
	memcpy(&four, "\xff\xfe\xfd\xfc", 4);
	IS(mn_region_write(r, 3, "\xff\xfe\xfd\xfc\xff\xff\xff\xff", 8), 8);
	IS(mn_region_peek_u16(r, 3, 0), two);
	IS(mn_region_peek_u16(r, 3, 1), 0xfeff);
	IS(mn_region_peek_u16(r, 3, 2), 0xfffe);
	IS(mn_region_peek_u16(r, 7, 1), UINT16_MAX);
	IS(mn_region_peek_u32(r, 3, 0), four);
	IS(mn_region_peek_u32(r, 3, 1), INT64_C(0xfcfdfeff));
	IS(mn_region_peek_u32(r, 3, 2), INT64_C(0xfffefdfc));
	IS(mn_region_peek_u32(r, 7, 2), UINT32_MAX);
	IS(mn_region_peek_u32(r, 12, 0), 0);
	IS(mn_region_peek_u16(r, 0, 3), -EINVAL);
	SAYS("3 is no order of bytes");
	IS(mn_region_peek_u32(r, 0, -1), -EINVAL);
	IS(mn_region_close(r), 0);
	IS(mn_region_peek_u16(r, 0, 0), -EBADF);
	IS(mn_region_peek_u32(r, 0, 0), -EBADF);
}
END_TEST

/* ---- Protection ---- */

static const char *perms(int64_t r, uint64_t offset)
{
	int64_t s = mn_slice_open(r, offset, 0, 0, 0);
	const char *result = t_permissions((void *)(intptr_t)mn_slice_address(s));

	mn_slice_close(s);
	return result;
}

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
	/* There is nothing to hand over, so nobody looks at the flags. */
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
	SAYS("mn_region_discard");
	IS(mn_region_advise(a, 0, page, 9), -EPERM);
	IS(mn_region_advise(a, 0, page, 12345), -EPERM);
	IS(mn_region_advise(a, 0, page, -1), -EPERM);
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
	/* Somebody's file that came as a descriptor is no memory either. */
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
	int32_t result = mn_region_name(r, "our memory");

	if (result == -EINVAL || result == -ENOSYS)
		t_skip("this kernel has no names for mappings");
	IS(result, 0);
	ck_assert(strstr(maps_of("[anon:our memory]"), " rw-p ") != NULL);
	IS(mn_region_name(r, "two\nlines"), -EINVAL);
	IS(mn_region_name(r, NULL), 0);
	ck_assert_str_eq(maps_of("[anon:our memory]"), "");
	ck_assert_int_lt(mn_region_name(f, "a file"), 0);
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
	/* The file whose memory is not there is closed as well. */
	if (mn_region_length(id[4]) != -EBADF || fcntl((int)id[5], F_GETFD) != -1)
		_exit(6);
}

START_TEST(fork_policies)
{
	int64_t id[6], s = mn_region_map(-1, 0, 100, 2, 0, 0, 0);

	for (int i = 0; i < 3; i++) {
		id[i] = mn_region_anonymous(5000);
		IS(mn_region_fill(id[i], 0, 5000, 'a'), 0);
		IS(mn_region_fork(id[i], i), 0);
	}
	id[3] = mn_slice_open(id[1], 5, 10, 1, 0);
	id[4] = opened(pattern("f", 10), 2);
	id[5] = mn_region_fd(id[4]);
	IS(mn_region_fork(id[4], 1), 0);
	IS(t_child(child_of_policies, id), 0);
	IS(mn_region_get_u8(id[1], 0), 'a');
	IS(mn_slice_close(id[3]), 0);
	/* It can be taken back, also after a move to another place. */
	IS(mn_region_fork(id[0], 2), 0);
	IS(mn_region_fork(id[0], 0), 0);
	IS(mn_region_fork(id[1], 0), 0);
	id[3] = mn_slice_open(id[1], 0, 10, 0, 0);
	IS(mn_slice_close(id[3]), 0);
	IS(mn_region_resize(id[2], 5000000), 0);
	IS(mn_region_fork(s, 2), -EINVAL);
	IS(mn_region_fork(s, 1), 0);
	IS(mn_region_fork(s, 2), -EINVAL);
	IS(mn_region_fork(s, 3), -EINVAL);
	IS(mn_region_fork(s, -1), -EINVAL);
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

	IS(mn_region_fork(id, 1), 0);
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
	IS(mn_region_fork(id, 2), 0);
	IS(mn_region_protect(id, page, page, PROT_READ), 0);
	IS(mn_region_resize(id, 20 * page), 0);
	IS(mn_region_fill(id, 2 * page, 18 * page, 'b'), 0);
	IS(t_child(is_wiped, &id), 0);
	IS(mn_region_get_u8(id, page), 'a');
	IS(mn_region_close(id), 0);
}
END_TEST

/* ---- Size ---- */

/* S4-30: resize of file and mapping. */
/* S4-31: 0 bytes are refused, and nothing changes. */
/* S4-35: without mremap, too: this test is also run in build/no-mremap. */
START_TEST(resize_a_file)
{
	const char *path = pattern("f", 5000);
	int64_t r = opened(path, 2);
	uint8_t *bytes = malloc(400000);

	IS(mn_region_resize(r, 0), -EINVAL);
	IS(size_of(path), 5000);
	IS(mn_region_get_u8(r, 0), 0);
	IS(mn_region_resize(r, 10000), 0);
	IS(mn_region_length(r), 10000);
	IS(size_of(path), 10000);
	IS(mn_region_read(r, 0, bytes, 10000), 10000);
	ck_assert(is_pattern(bytes, 0, 5000));
	for (int i = 5000; i < 10000; i++)
		ck_assert_int_eq(bytes[i], 0);
	IS(mn_region_set_u8(r, 9999, 'e'), 0);
	IS(mn_region_resize(r, 400000), 0);
	IS(mn_region_get_u8(r, 9999), 'e');
	IS(mn_region_resize(r, 100), 0);
	IS(size_of(path), 100);
	IS(mn_region_read(r, 99, bytes, 2), -ERANGE);
	IS(mn_region_resize(r, 5000), 0);
	IS(mn_region_read(r, 0, bytes, 5000), 5000);
	ck_assert(is_pattern(bytes, 0, 100));
	for (int i = 100; i < 5000; i++)
		ck_assert_int_eq(bytes[i], 0);
	IS(mn_region_resize(r, 5000), 0);
	ck_assert_int_lt(mn_region_resize(r, UINT64_MAX), 0);
	ck_assert_int_lt(mn_region_resize(r, INT64_MAX), 0);
	IS(mn_region_length(r), 5000);
	IS(size_of(path), 5000);
	IS(mn_region_get_u8(r, 99), 99);
	IS(mn_region_close(r), 0);
	free(bytes);
}
END_TEST

START_TEST(resize_in_the_middle_of_a_file)
{
	const char *path = pattern("f", 20000);
	int64_t r = mn_region_open(path, 2, 4100, 100);

	/* It does not end where the file does: the rest is not its to cut. */
	IS(mn_region_resize(r, 50), 0);
	IS(size_of(path), 20000);
	IS(mn_region_resize(r, 9000), 0);
	IS(size_of(path), 20000);
	IS(mn_region_get_u8(r, 8999), (4100 + 8999) % 251);
	IS(mn_region_resize(r, 15900), 0);
	IS(size_of(path), 20000);
	IS(mn_region_resize(r, 16000), 0);
	IS(size_of(path), 20100);
	IS(mn_region_resize(r, 15000), 0);
	IS(size_of(path), 19100);
	/* What was cut off outside is made good. */
	ck_assert_int_eq(truncate(path, 5000), 0);
	IS(mn_region_resize(r, 15000), 0);
	IS(size_of(path), 19100);
	IS(mn_region_get_u8(r, 14999), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* S2-27: private memory is resized, shared anonymous memory does not grow. */
START_TEST(resize_memory)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(4096), s = mn_region_map(-1, 0, 10000, 2, 0, 0, 0);

	IS(mn_region_set_u8(r, 0, 7), 0);
	IS(mn_region_resize(r, 8192), 0);
	IS(mn_region_length(r), 8192);
	IS(mn_region_get_u8(r, 0), 7);
	IS(mn_region_get_u8(r, 8191), 0);
	/* What is given up and taken again is zero, whatever the protection was. */
	IS(mn_region_fill(r, 0, 8192, 'x'), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_resize(r, 8192), 0);
	IS(mn_region_get_u8(r, 99), 'x');
	IS(mn_region_get_u8(r, 100), 0);
	IS(mn_region_get_u8(r, 8191), 0);
	IS(mn_region_fill(r, 0, 8192, 'x'), 0);
	IS(mn_region_protect(r, 0, 8192, PROT_READ), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_resize(r, 10 * page), 0);
	IS(mn_region_get_u8(r, 99), 'x');
	IS(mn_region_get_u8(r, 100), 0);
	IS(mn_region_set_u8(r, 9 * page, 1), -EACCES);
	IS(mn_region_protect(r, 0, 10 * page, 3), 0);
	IS(mn_region_set_u8(r, 9 * page, 1), 0);
	IS(mn_region_resize(r, UINT64_C(1) << 62), -EOVERFLOW);
	IS(mn_region_length(r), (int64_t)(10 * page));
	IS(mn_region_get_u8(r, 9 * page), 1);
	IS(mn_region_close(r), 0);
	IS(mn_region_resize(s, 20000), -EOPNOTSUPP);
	SAYS("cannot grow");
	IS(mn_region_length(s), 10000);
	IS(mn_region_resize(s, 10001), -EOPNOTSUPP);
	IS(mn_region_resize(s, 10000), 0);
	IS(mn_region_resize(s, 5000), 0);
	IS(mn_region_set_u8(s, 4999, 1), 0);
	IS(mn_region_set_u8(s, 5000, 1), -ERANGE);
	IS(mn_region_close(s), 0);
}
END_TEST

/* S4-41: the file's size and the region's length are two things. */
START_TEST(refresh)
{
	const char *path = pattern("f", 5000);
	int64_t r = opened(path, 1), part = mn_region_open(path, 1, 100, 4000);

	ck_assert_int_eq(truncate(path, 10), 0);
	IS(mn_region_length(r), 5000);
	IS(mn_region_file_size(r), 10);
	IS(mn_region_refresh(r), 10);
	IS(mn_region_length(r), 10);
	IS(mn_region_get_u8(r, 9), 9);
	IS(mn_region_get_u8(r, 10), -ERANGE);
	IS(mn_region_refresh(part), 0);
	IS(mn_region_length(part), 0);
	ck_assert_int_eq(truncate(path, 50000), 0);
	IS(mn_region_length(r), 10);
	IS(mn_region_refresh(r), 50000);
	IS(mn_region_get_u8(r, 49999), 0);
	IS(mn_region_refresh(part), 4000);
	IS(mn_region_get_u8(part, 3999), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	IS(mn_region_refresh(r), 0);
	IS(mn_region_refresh(r), 0);
	ck_assert_int_eq(truncate(path, 3), 0);
	IS(mn_region_refresh(r), 3);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(part), 0);
}
END_TEST

/* What a region was told stays with it when its file goes and comes back. */
START_TEST(refresh_keeps_protection_and_contents)
{
	size_t page = t_page();
	const char *path = pattern("f", 3 * page);
	int64_t w = opened(path, 2), c = opened(path, 3);

	IS(mn_region_protect(w, 0, 3 * page, PROT_READ), 0);
	IS(mn_region_set_u8(c, 5, 'c'), 0);
	IS(mn_region_set_u8(c, page + 5, 'd'), 0);
	IS(mn_region_protect(c, page, page, PROT_NONE), 0);
	ck_assert_int_eq(truncate(path, (off_t)(6 * page)), 0);
	IS(mn_region_refresh(c), (int64_t)(6 * page));
	IS(mn_region_get_u8(c, 5), 'c');
	IS(mn_region_get_u8(c, page + 5), -EACCES);
	IS(mn_region_protect(c, page, page, PROT_READ), 0);
	IS(mn_region_get_u8(c, page + 5), 'd');
	IS(mn_region_get_u8(c, page + 6), (int32_t)((page + 6) % 251));
	IS(mn_region_set_u8(c, 5 * page, 1), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	IS(mn_region_refresh(w), 0);
	ck_assert_int_eq(truncate(path, 100), 0);
	IS(mn_region_refresh(w), 100);
	IS(mn_region_prot(w), PROT_READ);
	IS(mn_region_set_u8(w, 0, 1), -EACCES);
	ck_assert_str_eq(perms(w, 0), "r--s");
	IS(mn_region_close(w), 0);
	IS(mn_region_close(c), 0);
}
END_TEST

/* ---- Atomics ---- */

struct adder {
	int64_t region;
	int failed;
};

static void *add_a_thousand(void *argument)
{
	struct adder *a = argument;

	for (int i = 0; i < 1000; i++) {
		a->failed |= mn_region_atomic_add_u64(a->region, 8, 1, NULL) != 0;
		a->failed |= mn_region_atomic_add_u32(a->region, 4, 1, NULL) != 0;
	}
	return NULL;
}

/* S2-30: atomics on any region; misaligned; read-only. */
START_TEST(atomics)
{
	int64_t regions[3] = { mn_region_anonymous(64), mn_region_memfd("m", 64, 0), 0 }, o;
	uint64_t wide;
	uint32_t word;

	pattern("f", 64);
	regions[2] = opened(t_path("f"), 2);
	for (int i = 0; i < 3; i++) {
		int64_t r = regions[i];
		struct adder a = { r, 0 };
		pthread_t threads[8];

		IS(mn_region_fill(r, 0, 64, 0), 0);
		for (int k = 0; k < 8; k++)
			ck_assert_int_eq(pthread_create(&threads[k], NULL, add_a_thousand, &a), 0);
		for (int k = 0; k < 8; k++)
			pthread_join(threads[k], NULL);
		ck_assert_int_eq(a.failed, 0);
		IS(mn_region_atomic_load_u64(r, 8, &wide), 0);
		ck_assert_uint_eq(wide, 8000);
		IS(mn_region_atomic_load_u32(r, 4, &word), 0);
		ck_assert_uint_eq(word, 8000);
		IS(mn_region_atomic_store_u32(r, 0, 0xf0), 0);
		IS(mn_region_atomic_or_u32(r, 0, 0x0f, &word), 0);
		ck_assert_uint_eq(word, 0xf0);
		IS(mn_region_atomic_and_u32(r, 0, 0x3c, &word), 0);
		ck_assert_uint_eq(word, 0xff);
		IS(mn_region_atomic_xor_u32(r, 0, 0xff, &word), 0);
		ck_assert_uint_eq(word, 0x3c);
		IS(mn_region_atomic_exchange_u32(r, 0, 5, &word), 0);
		ck_assert_uint_eq(word, 0xc3);
		IS(mn_region_atomic_compare_exchange_u32(r, 0, 4, 9, &word), 0);
		ck_assert_uint_eq(word, 5);
		IS(mn_region_atomic_compare_exchange_u32(r, 0, 5, 9, &word), 1);
		ck_assert_uint_eq(word, 5);
		IS(mn_region_atomic_load_u32(r, 0, &word), 0);
		ck_assert_uint_eq(word, 9);
		IS(mn_region_atomic_store_u64(r, 16, UINT64_MAX), 0);
		IS(mn_region_atomic_add_u64(r, 16, 2, &wide), 0);
		ck_assert(wide == UINT64_MAX);
		IS(mn_region_atomic_or_u64(r, 16, UINT64_C(1) << 40, &wide), 0);
		ck_assert_uint_eq(wide, 1);
		IS(mn_region_atomic_xor_u64(r, 16, 1, NULL), 0);
		IS(mn_region_atomic_and_u64(r, 16, UINT64_C(3) << 40, NULL), 0);
		IS(mn_region_atomic_exchange_u64(r, 16, 77, &wide), 0);
		ck_assert(wide == UINT64_C(1) << 40);
		IS(mn_region_atomic_compare_exchange_u64(r, 16, 78, 1, NULL), 0);
		IS(mn_region_atomic_compare_exchange_u64(r, 16, 77, 1, NULL), 1);
		IS(mn_region_atomic_add_u64(r, 4, 1, &wide), -EINVAL);
		SAYS("not aligned");
		IS(mn_region_atomic_load_u32(r, 2, &word), -EINVAL);
		IS(mn_region_atomic_load_u32(r, 0, NULL), -EFAULT);
		IS(mn_region_wait_u32(r, 1, 0, 0), -EINVAL);
		IS(mn_region_wait_u32(r, 0, 8, -1), -EAGAIN);
		IS(mn_region_wait_u32(r, 0, 9, 0), -ETIMEDOUT);
		IS(mn_region_wait_u32(r, 0, 9, 30), -ETIMEDOUT);
		IS(mn_region_wake_u32(r, 0, 1), 0);
		IS(mn_region_wake_u32(r, 0, -1), -EINVAL);
		IS(mn_region_close(r), 0);
	}
	/* Aligned is what is aligned in memory, also at an odd offset of the file. */
	o = mn_region_open(t_path("f"), 1, 3, -1);
	IS(mn_region_atomic_load_u32(o, 0, &word), -EINVAL);
	IS(mn_region_atomic_load_u32(o, 1, &word), 0);
	IS(mn_region_atomic_add_u32(o, 1, 1, &word), -EACCES);
	IS(mn_region_wait_u32(o, 1, word, 20), -ETIMEDOUT);
	IS(mn_region_close(o), 0);
	/* Sleeping where nobody can write does not keep the processor busy. */
	o = mn_region_map(-1, 0, 64, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	IS(mn_region_wait_u32(o, 0, 0, 100), -ETIMEDOUT);
	IS(mn_region_close(o), 0);
}
END_TEST

struct eighth {
	int64_t region;
	uint64_t offset;
	int failed;
};

static void *write_my_bytes(void *argument)
{
	struct eighth *e = argument;

	for (uint64_t i = 0; i < 1000; i++) {
		uint64_t value = e->offset * 1000 + i, back = 0;

		e->failed |= mn_region_write(e->region, e->offset, &value, 8) != 8;
		e->failed |= mn_region_read(e->region, e->offset, &back, 8) != 8 || back != value;
	}
	return NULL;
}

/* S2-23: threads, each with its own bytes. */
START_TEST(threads_with_bytes_of_their_own)
{
	int64_t r = mn_region_anonymous(64);
	struct eighth e[8];
	pthread_t threads[8];
	uint64_t value;

	for (int i = 0; i < 8; i++) {
		e[i] = (struct eighth){ r, (uint64_t)i * 8, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_my_bytes, &e[i]), 0);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(e[i].failed, 0);
		IS(mn_region_read(r, (uint64_t)i * 8, &value, 8), 8);
		ck_assert_uint_eq(value, (uint64_t)i * 8000 + 999);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* S4-39, S4-40: what went wrong can be told apart by its code, and the codes
   have names. */
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

T_MAIN("region", a_closed_id, an_id_unmaps_once, ids_of_every_kind, ids_are_never_given_twice, sixty_thousand_regions, open_to_read,
       write_and_copy, reserve, offsets_and_lengths_need_no_alignment, the_length_is_judged_by_the_file, empty_files,
       what_cannot_be_mapped, a_fifo_does_not_hang, devices, open_modes_of_descriptors, descriptors_kept_and_not_kept,
       the_path_may_change_meanwhile, raw_and_named_access_are_alike, arguments_of_map, huge_pages, files_over_4_gib,
       create, create_over_the_limit, anonymous, sizes_of_memory, what_anonymous_memory_has_not, memory_and_children,
       processes_see_each_other, memfd, named_shared_memory, bounds, copies_of_every_length, strided, fill_and_move,
       numbers, numbers_without_a_buffer, protect, many_protections, sync_of_files, advise_and_discard,
       resident_and_populate, lock, names, fork_policies,
       fork_before_any_access, fork_policy_after_resize, resize_a_file, resize_in_the_middle_of_a_file, resize_memory,
       refresh, refresh_keeps_protection_and_contents, atomics, threads_with_bytes_of_their_own, errors_have_names,
       a_bare_chroot, an_ordinary_user)
