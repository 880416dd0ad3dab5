/* Opening files: access, offsets and lengths, and what cannot be mapped. */

#include "helpers.h"

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
	IS(mn_constant_own(mn_constant_find("ACCESS_NONE")), 1);
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
	IS(mn_region_open(path, 1, 1, INT64_MAX - 1), -EOVERFLOW);
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
/* S0-21: a file that cannot be mapped gives an error; a memory file is
   mapped. */
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
	IS(mn_region_map(pipes[0], 0, 0, 1, 0, 0, 0), -ENODEV);
	SAYS("this kind of file cannot be mapped");
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
		SAYS("0 although it has contents");
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
	int before = t_descriptors(), fd;
	int64_t r = opened(path, 2), own;
	uint8_t bytes[5];

	IS(t_descriptors(), before + 1);
	own = mn_region_fd(r);
	ck_assert_int_ge(own, 0);
	ck_assert(fcntl((int)own, F_GETFD) & FD_CLOEXEC);
	IS(mn_region_close(r), 0);
	IS(t_descriptors(), before);

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
	IS(t_descriptors(), before + 1);
	close(fd);
	IS(mn_region_fd(r), -ENOTCONN);
	IS(mn_region_file_size(r), -ENOTCONN);
	IS(mn_region_resize(r, 7000), -ENOTCONN);
	IS(mn_region_refresh(r), -ENOTCONN);
	IS(mn_region_durable(r), -ENOTCONN);
	IS(mn_region_sync(r, 0, 10, MS_SYNC), 0);
	IS(mn_region_read(r, 0, bytes, 5), 5);
	IS(mn_region_close(r), 0);
	IS(t_descriptors(), before);
	/* A failing call leaves none. */
	IS(mn_region_open(path, 1, 0, 100000), -EOVERFLOW);
	IS(mn_region_open("/", 1, 0, -1), -ENODEV);
	IS(mn_region_map(0, 0, 10, 2, 0, 0, 2), -EINVAL);
	IS(mn_region_memfd("x", 0, 0), -EINVAL);
	IS(t_descriptors(), before);
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
/* F20: descriptor -1 is anonymous memory, with any flags. */
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
	for (int32_t access = 0; access <= 4; access++)
		for (int shared = 0; shared < 2; shared++) {
			r = mn_region_map(-1, 0, 300, access, PROT_READ | PROT_WRITE, shared ? MAP_SHARED : MAP_PRIVATE, 0);
			ck_assert_msg(r > 0, "access %d: %s", (int)access, mn_error_detail());
			ck_assert_int_ne(mn_region_flags(r) & MAP_ANONYMOUS, 0);
			IS(mn_region_fd(r), -ENOTCONN);
			IS(mn_region_close(r), 0);
		}
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
		/* S3-51: unread pages are not loaded. */
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

T_MAIN("open", open_to_read, write_and_copy, reserve, offsets_and_lengths_need_no_alignment,
       the_length_is_judged_by_the_file, empty_files, what_cannot_be_mapped, a_fifo_does_not_hang, devices,
       open_modes_of_descriptors, descriptors_kept_and_not_kept, the_path_may_change_meanwhile,
       raw_and_named_access_are_alike, arguments_of_map, huge_pages, files_over_4_gib)
