/* The bytes of a slice: bounds, modes, truncated files, and other threads. */

#include "guard.h"
#include "helpers.h"

static void filled(int64_t r, const char *text)
{
	IS(mn_region_write(r, 0, text, strlen(text)), (int64_t)strlen(text));
}

/* S0-46: ten bytes have a byte 9 and no byte 10, in every mode. */
START_TEST(bounds)
{
	for (int32_t mode = MN_SLICE_PIN; mode <= MN_SLICE_EXCLUSIVE; mode++) {
		int64_t r = mn_region_anonymous(100), s;
		char b[32];

		filled(r, "0123456789abcdefghijklmnopqrstuvwxyz");
		s = mn_slice_open(r, 10, 10, mode, 0);
		IS(mn_slice_get_u8(s, 0), 'a');
		IS(mn_slice_get_u8(s, 9), 'j');
		IS(mn_slice_get_u8(s, 10), -ERANGE);
		SAYS("slice ");
		SAYS("read of 1 byte at 10 passes the end (10 bytes)");
		IS(mn_slice_get_u8(s, UINT64_MAX), -ERANGE);
		IS(mn_slice_get_u8(s, INT64_MAX), -ERANGE);
		/* offset + n is 0, or points into the region before the slice. */
		memset(b, '#', sizeof b);
		IS(mn_slice_read(s, UINT64_MAX, b, 1), -ERANGE);
		IS(mn_slice_read(s, UINT64_MAX - 4, b, 10), -ERANGE);
		IS(mn_slice_read(s, 0, b, 11), -ERANGE);
		IS(mn_slice_read(s, 1, b, 10), -ERANGE);
		/* With a buffer, INT64_MAX is not a length. */
		IS(mn_slice_read(s, 0, b, INT64_MAX), -ERANGE);
		IS(mn_slice_read(s, 0, b, UINT64_MAX), -ERANGE);
		IS(mn_slice_read(s, 11, b, 0), -ERANGE);
		IS(mn_slice_write(s, 0, b, INT64_MAX), -ERANGE);
		IS(mn_slice_write(s, 1, b, 10), -ERANGE);
		IS(mn_slice_write(s, UINT64_MAX, b, 2), -ERANGE);
		IS(mn_slice_write(s, 11, b, 0), -ERANGE);
		IS(mn_slice_set_u8(s, 10, 1), -ERANGE);
		all_is(b, sizeof b, '#');
		/* 0 bytes can be read at the end, with or without a buffer. */
		IS(mn_slice_read(s, 10, b, 0), 0);
		IS(mn_slice_read(s, 10, NULL, 0), 0);
		IS(mn_slice_read(s, 0, NULL, 0), 0);
		IS(mn_slice_read(s, 0, NULL, 1), -EFAULT);
		IS(mn_slice_read(s, 0, b, 10), 10);
		ck_assert_int_eq(memcmp(b, "abcdefghij#", 11), 0);
		IS(mn_slice_read(s, 3, b, 2), 2);
		ck_assert_int_eq(memcmp(b, "decdefghij#", 11), 0);
		IS(mn_slice_write(s, 10, NULL, 0), mode == MN_SLICE_SHARED ? -EACCES : 0);
		IS(mn_slice_write(s, 0, NULL, 1), mode == MN_SLICE_SHARED ? -EACCES : -EFAULT);
		IS(mn_slice_close(s), 0);
		IS(mn_slice_read(s, 0, b, 1), -EBADF);
		IS(mn_slice_write(s, 0, b, 1), -EBADF);
		IS(mn_slice_get_u8(s, 0), -EBADF);
		IS(mn_slice_set_u8(s, 0, 1), -EBADF);
		/* An id of another kind is none. */
		IS(mn_slice_get_u8(r, 0), -EBADF);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

/* Every access that an exclusive slice excludes. */
static void others_are_kept_out(int64_t r, int64_t pin, int64_t cursor)
{
	uint8_t b[8] = { 0 };
	uint32_t word;

	IS(mn_region_read(r, 50, b, 1), -EBUSY);
	IS(mn_region_write(r, 50, b, 1), -EBUSY);
	IS(mn_region_get_u8(r, 0), -EBUSY);
	IS(mn_region_u32_le(r, 0), -EBUSY);
	IS(mn_region_fill(r, 0, 1, 1), -EBUSY);
	IS(mn_region_find(r, 0, 9, "a", 1), -EBUSY);
	IS(mn_region_atomic_load_u32(r, 0, &word), -EBUSY);
	IS(mn_cursor_read(cursor, b, 1), -EBUSY);
	IS(mn_slice_get_u8(pin, 0), -EBUSY);
	IS(mn_slice_set_u8(pin, 0, 1), -EBUSY);
	IS(mn_slice_open(r, 50, 1, MN_SLICE_SHARED, 0), -EBUSY);
}

static void *by_the_id(void *slice)
{
	int64_t s = *(const int64_t *)slice;
	int byte = mn_slice_get_u8(s, 4);

	IS(mn_slice_set_u8(s, 4, (uint32_t)byte + 1), 0);
	return NULL;
}

/* S2-34: its holder reads, changes and writes five bytes, from any thread
   that has the id.  Byte 5 is out of bounds, and every other access is
   excluded. */
START_TEST(exclusive)
{
	int64_t r = mn_region_anonymous(100), pin = mn_slice_open(r, 0, 9, MN_SLICE_PIN, 0), c = mn_cursor_open(r), s;
	pthread_t thread;
	char b[8];

	filled(r, "0123456789");
	s = mn_slice_open(r, 2, 5, MN_SLICE_EXCLUSIVE, 0);
	others_are_kept_out(r, pin, c);
	IS(mn_slice_read(s, 0, b, 5), 5);
	ck_assert_int_eq(memcmp(b, "23456", 5), 0);
	for (int i = 0; i < 5; i++)
		b[i] = (char)(b[i] + 'a' - '0');
	IS(mn_slice_write(s, 0, b, 5), 5);
	IS(mn_slice_get_u8(s, 5), -ERANGE);
	IS(mn_slice_set_u8(s, 5, 'x'), -ERANGE);
	IS(mn_slice_write(s, 1, b, 5), -ERANGE);
	ck_assert_int_eq(pthread_create(&thread, NULL, by_the_id, &s), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	others_are_kept_out(r, pin, c);
	IS(mn_slice_close(s), 0);
	IS(mn_region_read(r, 1, b, 7), 7);
	ck_assert_int_eq(memcmp(b, "1cdefh7", 7), 0);
	IS(mn_slice_get_u8(pin, 6), 'h');
	IS(mn_slice_close(pin), 0);
	IS(mn_cursor_close(c), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(shared_and_pinned)
{
	int64_t r = mn_region_anonymous(100), pin, shared;
	char b[8];

	filled(r, "0123456789");
	pin = mn_slice_open(r, 0, 10, MN_SLICE_PIN, 0);
	IS(mn_slice_write(pin, 1, "ab", 2), 2);
	IS(mn_slice_read(pin, 0, b, 4), 4);
	ck_assert_int_eq(memcmp(b, "0ab3", 4), 0);
	shared = mn_slice_open(r, 50, 3, MN_SLICE_SHARED, 0);
	/* A shared slice only reads, and this error comes before any
	   conflict. */
	IS(mn_slice_write(shared, 0, "x", 1), -EACCES);
	SAYS("a shared slice only reads");
	IS(mn_slice_set_u8(shared, 0, 'x'), -EACCES);
	IS(mn_slice_get_u8(shared, 0), 0);
	/* It excludes writers of the whole region, and admits readers. */
	IS(mn_slice_set_u8(pin, 0, 'x'), -EBUSY);
	IS(mn_slice_get_u8(pin, 0), '0');
	IS(mn_region_get_u8(r, 0), '0');
	IS(mn_slice_close(shared), 0);
	IS(mn_slice_set_u8(pin, 0, 'x'), 0);
	IS(mn_region_get_u8(r, 0), 'x');
	/* A byte is 0 to 255. */
	IS(mn_slice_set_u8(pin, 0, 255), 0);
	IS(mn_slice_get_u8(pin, 0), 255);
	IS(mn_slice_set_u8(pin, 0, 256), -EINVAL);
	SAYS("256 is not a byte");
	IS(mn_slice_set_u8(pin, 0, UINT32_MAX), -EINVAL);
	IS(mn_slice_get_u8(pin, 0), 255);
	IS(mn_slice_close(pin), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* The protection of the region is the slice's. */
START_TEST(protections)
{
	int64_t r = region(1), pin = mn_slice_open(r, 0, 10, MN_SLICE_PIN, 0), none, s;

	IS(mn_slice_get_u8(pin, 0), 'a');
	IS(mn_slice_set_u8(pin, 0, 'b'), -EACCES);
	SAYS("needs a writable region");
	IS(mn_slice_write(pin, 3, "b", 1), -EACCES);
	IS(mn_slice_close(pin), 0);
	IS(mn_region_close(r), 0);
	/* The second page may not be touched, which a slice of both begins before. */
	r = mn_region_anonymous(2 * page);
	IS(mn_region_protect(r, page, page, PROT_NONE), 0);
	none = mn_slice_open(r, page - 4, 8, MN_SLICE_PIN, 0);
	IS(mn_slice_get_u8(none, 3), 0);
	IS(mn_slice_set_u8(none, 3, 1), 0);
	IS(mn_slice_get_u8(none, 4), -EACCES);
	SAYS("needs a readable region");
	IS(mn_slice_set_u8(none, 4, 1), -EACCES);
	s = mn_slice_open(r, 0, page, MN_SLICE_EXCLUSIVE, 0);
	IS(mn_slice_set_u8(s, page - 1, 2), 0);
	IS(mn_region_protect(r, 0, page, PROT_READ), -EBUSY);
	IS(mn_slice_close(s), 0);
	IS(mn_slice_close(none), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(an_empty_region)
{
	int64_t r, s;
	char b[4];

	close(t_file("f", "", 0));
	r = mn_region_open(t_path("f"), 2, 0, -1);
	ck_assert_int_gt(r, 0);
	for (int32_t mode = MN_SLICE_PIN; mode <= MN_SLICE_EXCLUSIVE; mode++) {
		s = mn_slice_open(r, 0, 0, mode, 0);
		ck_assert_int_gt(s, 0);
		IS(mn_slice_read(s, 0, b, 0), 0);
		IS(mn_slice_read(s, 0, b, 1), -ERANGE);
		IS(mn_slice_get_u8(s, 0), -ERANGE);
		IS(mn_slice_set_u8(s, 0, 1), -ERANGE);
		IS(mn_slice_write(s, 0, b, 0), mode == MN_SLICE_SHARED ? -EACCES : 0);
		IS(mn_slice_close(s), 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* The memory of a released region goes with its last slice, and works till then. */
START_TEST(a_released_region)
{
	for (int32_t mode = MN_SLICE_PIN; mode <= MN_SLICE_EXCLUSIVE; mode++) {
		int64_t r = mn_region_anonymous(100), s;

		filled(r, "0123456789");
		s = mn_slice_open(r, 1, 5, mode, 0);
		IS(mn_region_release(r), 0);
		IS(mn_region_get_u8(r, 0), -EBADF);
		IS(mn_slice_get_u8(s, 4), '5');
		IS(mn_slice_get_u8(s, 5), -ERANGE);
		if (mode != MN_SLICE_SHARED) {
			IS(mn_slice_set_u8(s, 4, 'x'), 0);
			IS(mn_slice_get_u8(s, 4), 'x');
		}
		IS(mn_slice_close(s), 0);
		IS(mn_slice_get_u8(s, 4), -EBADF);
	}
	IS(mn_statistic("regions"), 0);
	IS(mn_statistic("slices"), 0);
}
END_TEST

/* ---- Files that are cut ---- */

static void block(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	pthread_sigmask(how, &set, NULL);
}

static void cut_file(void *way)
{
	static const size_t lengths[] = { 1, 8, 31, 300, 4096, 9000 };
	int mode = *(const int *)way;
	char *b = malloc(PAGES * t_page());

	if (mode == 3)
		block(SIG_BLOCK);
	else if (mn_guard(mode) != mode)
		_exit(77);
	for (int32_t kind = MN_SLICE_PIN; kind <= MN_SLICE_EXCLUSIVE; kind++) {
		int64_t r = region(2), s = mn_slice_open(r, page / 2, (PAGES - 1) * page, kind, 0);
		const size_t there = 2 * page - page / 2;

		T_NEED(s > 0);
		cut(2 * page);
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			size_t n = lengths[i];

			memset(b, '#', n);
			T_NEED(mn_slice_read(s, there, b, n) == -EIO);
			T_NEED(mn_error_number(MN_ERROR_OFFSET) == (int64_t)there && mn_error_number(MN_ERROR_ID) == s);
			T_NEED(mn_slice_read(s, 2 * page, b, n) == -EIO);
			T_NEED(n > 4096 || first_other(b, n, '#') == n);
			if (n > 1)
				T_NEED(mn_slice_read(s, there - 1, b, n) == -EIO);
			if (n < there) {
				T_NEED(mn_slice_read(s, there - n, b, n) == (int64_t)n);
				T_NEED(first_other(b, n, 'a') == n);
			}
			if (kind != MN_SLICE_SHARED) {
				T_NEED(mn_slice_write(s, there, b, n) == -EIO);
				T_NEED(n < 2 || mn_slice_write(s, there - 1, b, n) == -EIO);
			}
		}
		T_NEED(mn_slice_get_u8(s, there) == -EIO);
		T_NEED(mn_slice_get_u8(s, there - 1) == 'a');
		T_NEED(mn_slice_check(s) == -EIO);
		T_NEED(mn_region_truncated(r) == 1);
		if (kind != MN_SLICE_SHARED) {
			T_NEED(mn_slice_set_u8(s, there, 1) == -EIO);
			T_NEED(mn_slice_set_u8(s, 0, 'b') == 0 && mn_slice_get_u8(s, 0) == 'b');
		}
		/* No lock remains held. */
		T_NEED(mn_slice_close(s) == 0);
		T_NEED(mn_region_refresh(r) == (int64_t)(2 * page));
		T_NEED(mn_region_close(r) == 0);
	}
	_exit(0);
}

/* S0-46: the file is cut, and the access is an error; the process lives. */
START_TEST(a_file_that_is_cut)
{
	in_each_guard_mode(cut_file);
}
END_TEST

/* ---- Other threads and processes ---- */

static void in_the_child(void *slice)
{
	int64_t s = *(const int64_t *)slice;

	T_NEED(mn_slice_get_u8(s, 0) == '1');
	T_NEED(mn_slice_set_u8(s, 0, 'c') == 0);
	T_NEED(mn_slice_get_u8(s, 0) == 'c');
	T_NEED(mn_region_get_u8(mn_slice_region(s), 0) == -EBUSY);
	T_NEED(mn_slice_close(s) == 0);
	T_NEED(mn_region_get_u8(mn_slice_region(s), 1) == -EBADF);
	_exit(0);
}

/* A child has the slices of the thread that forked; private memory is the
   child's own. */
START_TEST(after_fork)
{
	int64_t r = mn_region_anonymous(100), s;

	filled(r, "0123456789");
	s = mn_slice_open(r, 1, 5, MN_SLICE_EXCLUSIVE, 0);
	IS(t_child(in_the_child, &s), 0);
	IS(mn_slice_get_u8(s, 0), '1');
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

struct blocks {
	int64_t slice, region;
	int reads;
	long wrong, done;
	size_t size;
};

static int one_value(const uint8_t *bytes, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (bytes[i] != bytes[0])
			return 0;
	return 1;
}

static void *read_blocks(void *argument)
{
	struct blocks *b = argument;
	uint8_t bytes[9000];

	for (int i = 0; i < b->reads; i++)
		if (mn_slice_read(b->slice, 0, bytes, b->size) != (int64_t)b->size || !one_value(bytes, b->size))
			__atomic_fetch_add(&b->wrong, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&b->done, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* A read of a slice never sees half of a write, be it the region's, a pin's or by
   the id of the same exclusive slice. */
static void half_writes(int32_t mode, size_t size, int reads)
{
	int64_t r = mn_region_anonymous(size), s = mn_slice_open(r, 0, size, mode, 0), other = 0;
	struct blocks b = { s, r, t_under_valgrind() ? reads / 40 : UNDER_TSAN ? reads / 10 : reads, 0, 0, size };
	pthread_t threads[3];
	uint8_t bytes[9000];

	if (mode == MN_SLICE_PIN)
		other = mn_slice_open(r, 0, size, mode, 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_blocks, &b), 0);
	for (unsigned i = 0; __atomic_load_n(&b.done, __ATOMIC_ACQUIRE) < 3; i++) {
		memset(bytes, (int)i, size);
		if (mode == MN_SLICE_PIN && i % 2)
			IS(mn_region_write(r, 0, bytes, size), (int64_t)size);
		else
			IS(mn_slice_write(other ? other : s, 0, bytes, size), (int64_t)size);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	IS(b.wrong, 0);
	if (other)
		IS(mn_slice_close(other), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}

START_TEST(no_half_of_a_write)
{
	half_writes(MN_SLICE_PIN, 64, 40000);
	half_writes(MN_SLICE_PIN, 9000, 4000);
	half_writes(MN_SLICE_EXCLUSIVE, 64, 100000);
	half_writes(MN_SLICE_EXCLUSIVE, 9000, 20000);
}
END_TEST

struct race {
	int64_t region, slices[2];
	int stop, wrong;
};

static void *use_what_is_open(void *argument)
{
	struct race *w = argument;
	uint8_t b[64];

	while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE))
		for (int i = 0; i < 2; i++) {
			int64_t s = __atomic_load_n(&w->slices[i], __ATOMIC_ACQUIRE), got = mn_slice_read(s, 0, b, sizeof b);
			int64_t set = mn_slice_set_u8(s, 3, 1);

			if ((got != sizeof b && got != -EBADF && got != -EBUSY)
			    || (set != 0 && set != -EBADF && set != -EBUSY && set != -EACCES))
				w->wrong++;
		}
	return NULL;
}

/* Slices and their regions come and go while others use their ids: an access
   ends before, or the id is closed. */
START_TEST(a_race_with_close)
{
	struct race w = { 0 };
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, use_what_is_open, &w), 0);
	for (int i = 0; i < (UNDER_TSAN || t_under_valgrind() ? 300 : 3000); i++) {
		int64_t r = mn_region_anonymous(4096), s[2];

		for (int k = 0; k < 2; k++) {
			s[k] = mn_slice_open(r, 0, 100, k ? i % 3 : MN_SLICE_PIN, 0);
			ck_assert_int_gt(s[k], 0);
			__atomic_store_n(&w.slices[k], s[k], __ATOMIC_RELEASE);
		}
		if (i % 2)
			IS(mn_region_release(r), 0);
		IS(mn_slice_close(s[0]), 0);
		IS(mn_slice_close(s[1]), 0);
		if (i % 2 == 0)
			IS(mn_region_close(r), 0);
	}
	__atomic_store_n(&w.stop, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	IS(w.wrong, 0);
	IS(mn_statistic("regions"), 0);
	IS(mn_statistic("slices"), 0);
}
END_TEST

T_MAIN("view", bounds, exclusive, shared_and_pinned, protections, an_empty_region, a_released_region, after_fork,
       no_half_of_a_write, a_race_with_close, T_SLOW, a_file_that_is_cut)
