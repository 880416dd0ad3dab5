/* The guard survives files that are truncated under a region, and full
   disks. */

#include "guard.h"

/* ---- Every function, in every mode ---- */

START_TEST(modes)
{
	IS(mn_guard(-1), 0);
	IS(mn_guard(2), 2);
	IS(mn_guard(-1), 2);
	IS(mn_guard(0), 0);
	IS(mn_guard(3), -EINVAL);
	IS(mn_guard(-2), -EINVAL);
	IS(mn_guard(-1), 0);
}
END_TEST

/* F10: in mode 1 atomics need memory that cannot be truncated. */
static int32_t of_atomics(int mode)
{
	return mode == 1 ? -EOPNOTSUPP : -EIO;
}

/* S3-29 and issue "truncation": reads. */
START_TEST(reads_of_a_file_cut_short)
{
	static const size_t lengths[] = { 1, 2, 3, 4, 7, 8, 15, 16, 31, 33, 64, 65, 100, 4096, 9000 };
	char *buffer = malloc(PAGES * 65536);

	for (int mode = 0; mode <= 2; mode++) {
		int64_t r, before = mn_statistic("faults");

		if (!has_mode(mode))
			continue;
		for (int32_t access = 1; access <= 3; access++) {
			r = region(access);
			cut(page + 10);
			for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
				size_t n = lengths[i], bad[] = { 2 * page, n > 2 * page ? 1 : 2 * page - n + 1, 3 * page + 17, PAGES * page - n };

				for (size_t k = 0; k < 4; k++) {
					if (bad[k] + n <= 2 * page || bad[k] + n > PAGES * page)
						continue;
					memset(buffer, '#', n + 1);
					IS(mn_region_read(r, bad[k], buffer, n), -EIO);
					all_is(buffer, n + 1, '#');
					IS(mn_region_truncated(r), 1);
				}
			}
			SAYS("refresh takes in what is left");
			/* The remaining bytes are readable, and the rest of
			   their page is zero. */
			IS(mn_region_read(r, 0, buffer, page + 10), (int64_t)page + 10);
			all_is(buffer, page + 10, 'a');
			IS(mn_region_get_u8(r, 2 * page - 1), 0);
			memset(buffer, '#', PAGES * page);
			IS(mn_region_read(r, 0, buffer, PAGES * page), -EIO);
			all_is(buffer, PAGES * page, '#');
			IS(mn_region_get_u8(r, 2 * page), -EIO);
			IS(mn_region_get_u64_le(r, 3 * page, (void *)buffer), -EIO);
			IS(mn_region_get_f32_be(r, 2 * page - 2, (void *)buffer), -EIO);
			all_is(buffer, 8, '#');
			IS(mn_region_read_strided(r, 5, (int64_t)page, 3, buffer), -EIO);
			IS(mn_region_read_strided(r, 5 * page, -(int64_t)page, 6, buffer), -EIO);
			all_is(buffer, 8, '#');
			IS(mn_region_read_strided(r, 5, (int64_t)page, 2, buffer), 2);
			IS(mn_region_find(r, 0, PAGES * page, "b", 1), -EIO);
			IS(mn_region_rfind(r, 0, PAGES * page, "b", 1), -EIO);
			IS(mn_region_count(r, 0, PAGES * page, "b", 1), -EIO);
			IS(mn_region_find(r, 0, 2 * page, "aaaab", 5), -ENOENT);
			IS(mn_region_find(r, page, 2 * page, "a", 1), (int64_t)page);
			IS(mn_region_rfind(r, page, 2 * page, "a", 1), (int64_t)page + 9);
			IS(mn_region_atomic_load_u32(r, 2 * page, &(uint32_t){ 0 }), of_atomics(mode));
			IS(mn_region_atomic_load_u64(r, 2 * page, &(uint64_t){ 0 }), T_WIDE(of_atomics(mode)));
			IS(mn_region_wait_u32(r, 2 * page, 0, 10), -EIO);
			IS(mn_region_wake_u32(r, 2 * page, 1), -EIO);
			IS(mn_region_populate(r, 0, PAGES * page), -EIO);
			ck_assert_int_gt(mn_statistic("faults"), before);
			/* This holds until a refresh, which makes the region
			   shorter. */
			IS(mn_region_truncated(r), 1);
			IS(mn_region_length(r), (int64_t)(PAGES * page));
			IS(mn_region_refresh(r), (int64_t)page + 10);
			IS(mn_region_truncated(r), 0);
			IS(mn_region_get_u8(r, 2 * page), -ERANGE);
			cut(PAGES * page);
			IS(mn_region_refresh(r), (int64_t)(PAGES * page));
			IS(mn_region_get_u8(r, PAGES * page - 1), 0);
			IS(mn_region_get_u8(r, page), 'a');
			/* A file that grew back is readable without a
			   refresh, too. */
			cut(0);
			IS(mn_region_get_u8(r, 0), access == 3 ? -EIO : -EIO);
			cut(PAGES * page);
			IS(mn_region_get_u8(r, page), 0);
			IS(mn_region_truncated(r), 1);
			IS(mn_region_close(r), 0);
		}
	}
	free(buffer);
}
END_TEST

/* More than one look at which pages are in memory: most of them, none, or those
   that the cut left. */
START_TEST(long_reads)
{
	enum { LONG = 9 << 20 };
	static const size_t cuts[] = { 6 << 20, (6 << 20) + 10, 1 << 20, 1, 0 };
	uint8_t *bytes = malloc(LONG), *buffer = malloc(LONG);

	page = t_page();
	for (size_t i = 0; i < LONG; i++)
		bytes[i] = (uint8_t)(i % 251);
	for (int mode = 0; mode <= 2; mode++) {
		if (!has_mode(mode))
			continue;
		for (int32_t access = 1; access <= 3; access++) {
			int fd = t_file("long", bytes, LONG);
			int64_t r;

			ck_assert_int_eq(fsync(fd), 0);
			(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
			close(fd);
			r = mn_region_open(t_path("long"), access, 0, -1);
			for (size_t from = 0; from < 2 * page; from += page / 2 + 3) {
				memset(buffer, '#', LONG);
				IS(mn_region_read(r, from, buffer, LONG - 2 * from), LONG - 2 * (int64_t)from);
				ck_assert_int_eq(memcmp(buffer, bytes + from, LONG - 2 * from), 0);
				IS(buffer[LONG - 1], from ? '#' : bytes[LONG - 1]);
			}
			memset(buffer, '#', LONG);
			for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
				ck_assert_int_eq(truncate(t_path("long"), (off_t)cuts[i]), 0);
				IS(mn_region_read(r, 0, buffer, LONG), -EIO);
				IS(mn_region_read(r, 17, buffer, LONG - 35), -EIO);
				IS(mn_region_read(r, 7 << 20, buffer, 1 << 20), -EIO);
				IS(mn_region_read(r, (5 << 20) + 1, buffer, 2 << 20), -EIO);
				IS(mn_region_move(r, 0, 5, LONG - 5), access == 1 ? -EACCES : -EIO);
				all_is((char *)buffer, LONG, '#');
			}
			ck_assert_int_eq(truncate(t_path("long"), LONG), 0);
			IS(mn_region_refresh(r), LONG);
			IS(mn_region_read(r, 0, buffer, LONG), LONG);
			all_is((char *)buffer, LONG, 0);
			if (access != 1) {
				IS(mn_region_write(r, 5, bytes, LONG - 5), LONG - 5);
				IS(mn_region_move(r, 0, 5, LONG - 5), 0);
				IS(mn_region_read(r, 0, buffer, LONG - 5), LONG - 5);
				ck_assert_int_eq(memcmp(buffer, bytes, LONG - 5), 0);
			}
			IS(mn_region_close(r), 0);
		}
	}
	free(bytes);
	free(buffer);
}
END_TEST

/* For a file that the process may not write, the kernel reports every page
   as in memory. */
static void read_what_is_not_ours(void *unused)
{
	enum { LONG = 2 << 20 };
	char *bytes = calloc(LONG, 1), *buffer = malloc(LONG);
	int64_t r;
	int fd = t_file("long", bytes, LONG);

	(void)unused;
	r = mn_region_open(t_path("long"), 1, 0, -1);
	if (fchmod(fd, 0444) < 0 || setegid(65534) < 0 || seteuid(65534) < 0)
		_exit(77);
	memset(buffer, '#', LONG);
	if (mn_region_read(r, 0, buffer, LONG) != LONG || memcmp(buffer, bytes, LONG) != 0)
		_exit(1);
	memset(buffer, '#', LONG);
	if (ftruncate(fd, LONG / 2) < 0 || mn_region_read(r, 0, buffer, LONG) != -EIO)
		_exit(2);
	if (first_other(buffer, LONG, '#') < LONG)
		_exit(3);
	_exit(0);
}

START_TEST(long_reads_of_what_is_not_ours)
{
	int status = t_child(read_what_is_not_ours, NULL);

	if (status == 77)
		t_skip("this process may not become another user");
	IS(status, 0);
}
END_TEST

static int whole(int64_t r, size_t n)
{
	char *bytes = malloc(n);
	int ok = mn_region_read(r, 0, bytes, n) == (int64_t)n && first_other(bytes, n, 'a') == n;

	free(bytes);
	return ok;
}

/* A failing write leaves the bytes unchanged. */
START_TEST(writes_to_a_file_cut_short)
{
	static const size_t lengths[] = { 1, 2, 3, 4, 7, 8, 15, 16, 31, 33, 64, 65, 100, 4096, 9000 };
	char *buffer;

	skip_faults_of_atomics();
	for (int mode = 0; mode <= 2; mode++) {
		int64_t r;

		if (!has_mode(mode))
			continue;
		for (int32_t access = 2; access <= 3; access++) {
			r = region(access);
			buffer = malloc(PAGES * page);
			memset(buffer, 'w', PAGES * page);
			cut(2 * page);
			for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
				size_t n = lengths[i], bad[] = { 2 * page, 2 * page - n / 2, 3 * page + 17, PAGES * page - n };

				for (size_t k = 0; k < 4; k++) {
					if (bad[k] + n <= 2 * page || bad[k] + n > PAGES * page)
						continue;
					IS(mn_region_write(r, bad[k], buffer, n), -EIO);
				}
			}
			IS(mn_region_write(r, 0, buffer, PAGES * page), -EIO);
			IS(mn_region_set_u8(r, 2 * page, 1), -EIO);
			IS(mn_region_set_u64_be(r, 2 * page - 3, (void *)buffer), -EIO);
			IS(mn_region_write_strided(r, 5, (int64_t)page, 3, buffer), -EIO);
			IS(mn_region_write_strided(r, 5 * page, -(int64_t)page, 6, buffer), -EIO);
			IS(mn_region_fill(r, 0, PAGES * page, 'w'), -EIO);
			IS(mn_region_fill(r, 2 * page - 1, 2, 'w'), -EIO);
			IS(mn_region_move(r, 0, 2 * page, page), -EIO);
			IS(mn_region_move(r, 0, 1 * page, 2 * page), -EIO);
			IS(mn_region_move(r, 2 * page, 0, page), -EIO);
			IS(mn_region_move(r, page, 0, 2 * page), -EIO);
			IS(mn_region_atomic_store_u32(r, 2 * page, 1), of_atomics(mode));
			IS(mn_region_atomic_add_u32(r, 2 * page, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_and_u32(r, 2 * page, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_or_u32(r, 2 * page, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_xor_u32(r, 2 * page, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_exchange_u32(r, 2 * page, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_compare_exchange_u32(r, 2 * page, 0, 1, NULL), of_atomics(mode));
			IS(mn_region_atomic_store_u64(r, 2 * page, 1), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_add_u64(r, 2 * page, 1, NULL), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_and_u64(r, 2 * page, 1, NULL), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_or_u64(r, 2 * page, 1, NULL), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_xor_u64(r, 2 * page, 1, NULL), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_exchange_u64(r, 2 * page, 1, NULL), T_WIDE(of_atomics(mode)));
			IS(mn_region_atomic_compare_exchange_u64(r, 2 * page, 0, 1, NULL), T_WIDE(of_atomics(mode)));
			ck_assert(whole(r, 2 * page));
			IS(mn_region_write(r, 10, "b", 1), 1);
			IS(mn_region_get_u8(r, 10), 'b');
			/* Each call released the lock: a writer and a close
			   succeed. */
			IS(mn_region_refresh(r), (int64_t)(2 * page));
			IS(mn_region_close(r), 0);
			free(buffer);
		}
	}
}
END_TEST

START_TEST(cursors_in_a_file_cut_short)
{
	for (int mode = 0; mode <= 2; mode++) {
		int64_t r, c;
		char buffer[100];

		if (!has_mode(mode))
			continue;
		r = region(2);
		c = mn_cursor_open(r);
		cut(page);
		IS(mn_cursor_seek(c, (int64_t)page - 10, 0), (int64_t)page - 10);
		memset(buffer, '#', sizeof buffer);
		IS(mn_cursor_read(c, buffer, 20), -EIO);
		all_is(buffer, 20, '#');
		IS(mn_cursor_write(c, buffer, 20), -EIO);
		IS(mn_cursor_read_line(c, buffer, 20), -EIO);
		IS(mn_cursor_next_line(c, NULL), -EIO);
		IS(mn_cursor_find(c, "b", 1), -EIO);
		IS(mn_cursor_tell(c), (int64_t)page - 10);
		IS(mn_cursor_read(c, buffer, 10), 10);
		all_is(buffer, 10, 'a');
		IS(mn_cursor_read_byte(c), -EIO);
		IS(mn_cursor_write_byte(c, 1), -EIO);
		IS(mn_cursor_tell(c), (int64_t)page);
		IS(mn_region_refresh(r), (int64_t)page);
		IS(mn_cursor_read(c, buffer, 10), 0);
		IS(mn_cursor_close(c), 0);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

/* ---- A million reads while the file comes and goes ---- */

struct reader {
	int64_t region;
	long reads;
	unsigned seed;
	long right, errors, wrong;
	int32_t last;
};

static void *keep_reading(void *argument)
{
	static const size_t lengths[] = { 1, 8, 8, 64, 64, 64, 64, 64, 300, 300, 5000 };
	struct reader *r = argument;
	uint8_t buffer[5000];

	for (long i = 0; i < r->reads; i++) {
		size_t n, at;
		int64_t result;

		r->seed = r->seed * 1103515245 + 12345;
		n = lengths[(r->seed >> 16) % (sizeof lengths / sizeof *lengths)];
		r->seed = r->seed * 1103515245 + 12345;
		at = (r->seed >> 8) % (64 * page - n);
		memset(buffer, '#', n);
		result = mn_region_read(r->region, at, buffer, n);
		if (result != (int64_t)n && result != -EIO) {
			r->wrong++;
			r->last = (int32_t)result;
			continue;
		}
		/* Restored bytes are zero until they are written again.  A
		   read of more than 4096 bytes may have copied a part before
		   the truncation. */
		for (size_t k = 0; k < n; k++) {
			int right = buffer[k] == 0 || buffer[k] == 1 + (at + k) / page;

			if (result < 0 ? buffer[k] != '#' && !(n > 4096 && right) : !right) {
				r->wrong++;
				break;
			}
		}
		if (result < 0)
			r->errors++;
		else
			r->right++;
	}
	return NULL;
}

static void a_million(int mode)
{
	enum { THREADS = 4 };
	long total = t_is_slow() ? 40000 : mode == 1 ? 200000 : 1000000, right = 0, errors = 0;
	uint8_t *bytes;
	struct reader readers[THREADS];
	pthread_t threads[THREADS];
	pid_t child, parent;
	int64_t r;
	int fd;

	page = t_page();
	if (!has_mode(mode))
		t_skip("this kernel does not let a process copy its own memory");
	bytes = malloc(64 * page);
	for (size_t i = 0; i < 64; i++)
		memset(bytes + i * page, (int)i + 1, page);
	fd = t_file("f", bytes, 64 * page);
	r = mn_region_open(t_path("f"), 2, 0, -1);
	parent = getpid();
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		/* This process ends, whatever the result of the test. */
		for (unsigned i = 0; getppid() == parent; i++) {
			if (ftruncate(fd, (off_t)(i * 7 % 50 * page + i % 3)) < 0)
				_exit(1);
			if (i % 4 == 0)
				usleep(20);
			if (pwrite(fd, bytes, 64 * page, 0) < 0)
				_exit(1);
			if (i % 8 == 0)
				usleep(20);
		}
		_exit(0);
	}
	for (int i = 0; i < THREADS; i++) {
		readers[i] = (struct reader){ r, total / THREADS, (unsigned)i * 77 + 1, 0, 0, 0, 0 };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, keep_reading, &readers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(readers[i].wrong == 0, "%ld results were wrong, the last was %d", readers[i].wrong, readers[i].last);
		right += readers[i].right;
		errors += readers[i].errors;
	}
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_eq(right + errors, total);
	ck_assert_int_gt(right, 0);
	ck_assert_int_gt(errors, 0);
	IS(mn_statistic("faults"), errors);
	ck_assert_int_ge(mn_region_refresh(r), 0);
	IS(mn_region_close(r), 0);
	free(bytes);
	close(fd);
}

START_TEST(a_million_reads)
{
	a_million(0);
}
END_TEST

START_TEST(reads_by_the_kernel)
{
	a_million(1);
}
END_TEST

/* ---- The mode changes while threads read ---- */

struct shared {
	int64_t region;
	int stop;
	long wrong;
};

static void *read_what_is_gone(void *argument)
{
	struct shared *s = argument;
	char bytes[5000];

	while (!__atomic_load_n(&s->stop, __ATOMIC_ACQUIRE)) {
		int64_t a = mn_region_read(s->region, 2 * page, bytes, 64), b = mn_region_read(s->region, page, bytes, 5000);
		int64_t c = mn_region_find(s->region, 0, PAGES * page, "b", 1);

		if (a != -EIO || b != -EIO || c != -EIO)
			__atomic_fetch_add(&s->wrong, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

START_TEST(modes_change_while_threads_read)
{
	struct shared s = { region(1), 0, 0 };
	pthread_t threads[3];

	if (!has_mode(1))
		t_skip("this kernel does not let a process copy its own memory");
	cut(page);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_what_is_gone, &s), 0);
	for (int i = 0; i < (t_under_valgrind() ? 30 : 500); i++)
		IS(mn_guard(i % 3), i % 3);
	__atomic_store_n(&s.stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(s.wrong, 0);
	IS(mn_region_close(s.region), 0);
}
END_TEST

/* ---- A full disk ---- */

/* A read page gets room on the disk, so the failing page lies between the
   first and the last; the buffer stays unchanged nevertheless. */
static void read_a_hole_without_room(const char *where)
{
	enum { LONG = 2 << 20 };
	char path[700], *bytes = malloc(LONG);
	int fd, filler;
	int64_t r;

	snprintf(path, sizeof path, "%s/hole", where);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (pwrite(fd, "first", 5, 0) != 5 || pwrite(fd, "last", 4, LONG - 4) != 4)
		_exit(20);
	r = mn_region_open(path, 1, 0, -1);
	snprintf(path, sizeof path, "%s/filler", where);
	filler = open(path, O_RDWR | O_CREAT, 0600);
	memset(bytes, '#', LONG);
	while (write(filler, bytes, page) > 0)
		;
	for (int mode = 0; mode <= 2; mode++) {
		if (mn_guard(mode) != mode)
			continue;
		if (mn_region_read(r, 0, bytes, LONG) != -EIO)
			_exit(21);
		if (first_other(bytes, LONG, '#') < LONG)
			_exit(22);
	}
	if (ftruncate(filler, 0) < 0 || mn_region_refresh(r) != LONG || mn_region_read(r, 1, bytes, 4) != 4 || bytes[0] != 'i')
		_exit(23);
	free(bytes);
}

/* In a mount namespace of its own, with a disk of 16 pages. */
static void on_a_small_disk(void *argument)
{
	const char *where = argument;
	char options[64], path[700], *bytes = calloc(64, t_page());
	int64_t r, before;
	int fd, full = 0;

	page = t_page();
	snprintf(options, sizeof options, "size=%zu", 16 * page);
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0
	    || mount("none", where, "tmpfs", 0, options) < 0)
		_exit(77);
	snprintf(path, sizeof path, "%s/sparse", where);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (ftruncate(fd, (off_t)(64 * page)) < 0)
		_exit(1);
	for (int mode = 0; mode <= 2; mode++) {
		if (mn_guard(mode) != mode)
			continue;
		r = mn_region_open(path, 2, 0, -1);
		before = mn_statistic("faults");
		full = 0;
		for (size_t i = 0; i < 64; i++) {
			int32_t result = i % 4 == 0 ? mn_region_set_u8(r, i * page, 1)
			                 : i % 4 == 1 ? mn_region_fill(r, i * page, page, 1)
			                 : i % 4 == 2 && mode != 1 ? mn_region_atomic_store_u32(r, i * page, 1)
			                 : mn_region_write_strided(r, i * page, 8, 10, bytes) == 10 ? 0 : -EIO;

			if (result != 0 && result != -EIO)
				_exit(2);
			full += result == -EIO;
			if (full && result == 0)
				_exit(3);
		}
		/* F15: the file has its length, so it was not truncated. */
		if (full < 64 - 16 || mn_region_truncated(r) || mn_statistic("faults") - before < full)
			_exit(4);
		if (!strstr(mn_error_detail(), "no room for this page") || strstr(mn_error_detail(), "refresh"))
			_exit(24);
		/* A page with room on the disk is readable. */
		if (mn_region_read(r, 0, bytes, page) != (int64_t)page || bytes[0] != 1)
			_exit(5);
		/* A failing write leaves the old bytes. */
		memset(bytes, 9, 64 * page);
		if (mn_region_write(r, 0, bytes, 64 * page) != -EIO || mn_region_get_u8(r, 0) != 1)
			_exit(6);
		if (mn_region_refresh(r) != (int64_t)(64 * page) || mn_region_truncated(r) || mn_region_close(r))
			_exit(7);
		if (ftruncate(fd, 0) < 0 || ftruncate(fd, (off_t)(64 * page)) < 0)
			_exit(8);
	}
	/* Creating a file fails at once and leaves no file; a region keeps
	   its size. */
	close(fd);
	unlink(path);
	snprintf(path, sizeof path, "%s/new", where);
	if (mn_region_create(path, 64 * page) != -ENOSPC || access(path, F_OK) == 0)
		_exit(9);
	r = mn_region_create(path, 4 * page);
	if (r < 0 || mn_region_set_u8(r, 4 * page - 1, 'e') != 0)
		_exit(10);
	if (mn_region_resize(r, 64 * page) != -ENOSPC || mn_region_length(r) != (int64_t)(4 * page)
	    || mn_region_file_size(r) != (int64_t)(4 * page) || mn_region_get_u8(r, 4 * page - 1) != 'e')
		_exit(11);
	if (mn_region_resize(r, 8 * page) != 0 || mn_region_fill(r, 0, 8 * page, 3) != 0 || mn_region_close(r) != 0)
		_exit(12);
	read_a_hole_without_room(where);
	_exit(0);
}

START_TEST(a_full_disk)
{
	char where[600];
	int status;

	skip_faults_of_atomics();
	snprintf(where, sizeof where, "%s", t_path("disk"));
	ck_assert_int_eq(mkdir(where, 0700), 0);
	status = t_child(on_a_small_disk, where);
	ck_assert_int_eq(rmdir(where), 0);
	if (status == 77)
		t_skip("this process may not mount a small disk");
	IS(status, 0);
}
END_TEST

T_MAIN("guard", modes, reads_of_a_file_cut_short, long_reads_of_what_is_not_ours, writes_to_a_file_cut_short,
       cursors_in_a_file_cut_short, modes_change_while_threads_read,
       T_SLOW, long_reads, a_million_reads, reads_by_the_kernel, a_full_disk)
