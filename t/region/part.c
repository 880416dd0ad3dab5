/* A slice as a region in little: search, fill, move, strides, numbers and waiting, within
   its bounds and by its right. */

#include "helpers.h"

#include <pthread.h>
#include <time.h>

enum { PAGES = 4 };

static size_t page;

#define LETTERS "....the quick brown fox jumps over the lazy dog....."

static void filled(int64_t r, const char *text)
{
	IS(mn_region_write(r, 0, text, strlen(text)), (int64_t)strlen(text));
}

/* The bytes of the slice. */
static void is_inside(int64_t s, const char *inside)
{
	char b[64];

	ck_assert_int_eq(strlen(inside), 43);
	IS(mn_slice_read(s, 0, b, 43), 43);
	ck_assert_msg(memcmp(b, inside, 43) == 0, "%.43s", b);
}

/* The bytes around it are still the dots.  An exclusive slice keeps a read of them out. */
static void is_around(int64_t s)
{
	const char *b = (const char *)(uintptr_t)mn_slice_address(s) - 4;

	ck_assert_msg(memcmp(b, "....", 4) == 0 && memcmp(b + 47, ".....", 5) == 0, "%.52s", b);
}

/* F64: what a slice that may write does, and nothing beyond its bounds. */
START_TEST(every_access)
{
	for (int32_t mode = MN_SLICE_PIN; mode <= MN_SLICE_EXCLUSIVE; mode += MN_SLICE_EXCLUSIVE) {
		int64_t r = mn_region_anonymous(100), s;
		char b[64] = { 0 };

		filled(r, LETTERS);
		s = mn_slice_open(r, 4, 43, mode, 0);
		IS(mn_slice_find(s, 0, 43, "the", 3), 0);
		IS(mn_slice_find(s, 1, 43, "the", 3), 31);
		IS(mn_slice_rfind(s, 0, UINT64_MAX, "the", 3), 31);
		IS(mn_slice_rfind(s, 0, 33, "the", 3), 0);
		IS(mn_slice_count(s, 0, UINT64_MAX, "the", 3), 2);
		/* What lies around the slice is not found. */
		IS(mn_slice_find(s, 0, UINT64_MAX, ".", 1), -ENOENT);
		SAYS("slice ");
		IS(mn_slice_rfind(s, 0, UINT64_MAX, ".", 1), -ENOENT);
		IS(mn_slice_count(s, 0, UINT64_MAX, ".", 1), 0);
		IS(mn_slice_find(s, 43, UINT64_MAX, "", 0), 43);
		IS(mn_slice_rfind(s, 0, UINT64_MAX, "", 0), 43);
		IS(mn_slice_count(s, 40, UINT64_MAX, "", 0), 4);
		IS(mn_slice_find(s, 0, 43, NULL, 3), -EFAULT);
		IS(mn_slice_read_strided(s, 0, 2, 22, b), 22);
		ck_assert_int_eq(memcmp(b, "teqikbonfxjmsoe h aydg", 22), 0);
		IS(mn_slice_read_strided(s, 42, -1, 3, b), 3);
		ck_assert_int_eq(memcmp(b, "god", 3), 0);
		IS(mn_slice_read_strided(s, 42, 0, 2, b), 2);
		IS(mn_slice_read_strided(s, 0, 1, 1, NULL), -EFAULT);
		IS(mn_slice_write_strided(s, 0, 42, 2, "TG"), 2);
		IS(mn_slice_fill(s, 4, 5, '-'), 0);
		IS(mn_slice_move(s, 10, 16, 3), 0);
		is_inside(s, "The ----- foxwn fox jumps over the lazy doG");
		/* The two ranges overlap, in either direction. */
		IS(mn_slice_move(s, 0, 1, 42), 0);
		IS(mn_slice_move(s, 1, 0, 42), 0);
		is_inside(s, "hhe ----- foxwn fox jumps over the lazy doG");
		is_around(s);
		IS(mn_slice_fill(s, 40, INT64_MAX, '!'), 0);
		is_inside(s, "hhe ----- foxwn fox jumps over the lazy !!!");
		IS(mn_slice_write_wait(s, 0, "the", 3, -1), 3);
		IS(mn_slice_read_wait(s, 40, b, 3, -1), 3);
		ck_assert_int_eq(memcmp(b, "!!!", 3), 0);
		IS(mn_slice_fill(s, 0, 1, 256), -EINVAL);
		SAYS("256 is not a byte");
		is_around(s);
		IS(mn_slice_close(s), 0);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

/* F64: each access that passes the end, or wraps, is refused and changes nothing. */
START_TEST(bounds)
{
	for (int32_t mode = MN_SLICE_PIN; mode <= MN_SLICE_EXCLUSIVE; mode += MN_SLICE_EXCLUSIVE) {
		static const uint64_t past[] = { 41, 43, 44, 100, INT64_MAX, UINT64_MAX, UINT64_MAX - 3, UINT64_MAX - 4 };
		int64_t r = mn_region_anonymous(100), s;
		char b[64];

		filled(r, LETTERS);
		s = mn_slice_open(r, 4, 43, mode, 0);
		for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
			uint64_t at = past[i];

			memset(b, '#', sizeof b);
			IS(mn_slice_read_wait(s, at, b, 3, -1), -ERANGE);
			IS(mn_slice_read_strided(s, at, 1, 3, b), -ERANGE);
			SAYS("leaves the slice (43 bytes)");
			IS(mn_error_number(MN_ERROR_TOTAL), 43);
			ck_assert_int_eq(b[0], '#');
			IS(mn_slice_write_wait(s, at, "xyz", 3, -1), -ERANGE);
			IS(mn_slice_write_strided(s, at, 1, 3, "xyz"), -ERANGE);
			IS(mn_slice_fill(s, at, 3, 1), -ERANGE);
			SAYS("passes the end (43 bytes)");
			IS(mn_slice_fill(s, 0, 44, 1), -ERANGE);
			IS(mn_slice_fill(s, 44, INT64_MAX, 1), -ERANGE);
			IS(mn_slice_move(s, 0, at, 3), -ERANGE);
			IS(mn_slice_move(s, at, 0, 3), -ERANGE);
			IS(mn_slice_u32_le(s, at), -ERANGE);
			IS(mn_slice_u64_be(s, at), -ERANGE);
			IS(mn_slice_u8(s, at < 43 ? 43 : at), -ERANGE);
			IS(mn_slice_u16_be(s, at == 41 ? 42 : at), -ERANGE);
		}
		IS(mn_slice_read_strided(s, 3, -1, 5, b), -ERANGE);
		IS(mn_slice_read_strided(s, 1, INT64_MIN, 2, b), -ERANGE);
		IS(mn_slice_read_strided(s, 0, INT64_MAX, UINT64_MAX, b), -ERANGE);
		IS(mn_slice_find(s, 44, UINT64_MAX, "x", 1), -ENOENT);
		IS(mn_slice_find(s, UINT64_MAX, 3, "x", 1), -ENOENT);
		is_inside(s, "the quick brown fox jumps over the lazy dog");
		is_around(s);
		IS(mn_slice_close(s), 0);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

/* F64: numbers by value, in either byte order, at every alignment. */
START_TEST(numbers)
{
	int64_t r = mn_region_anonymous(100), s = mn_slice_open(r, 3, 10, MN_SLICE_EXCLUSIVE, 0);
	uint8_t bytes[10] = { 0x81, 0x82, 0x03, 0x84, 0x05, 0x86, 0x07, 0x78, 0x09, 0x8a };

	IS(mn_slice_write(s, 0, bytes, 10), 10);
	IS(mn_slice_u8(s, 0), 0x81);
	IS(mn_slice_u16_le(s, 0), 0x8281);
	IS(mn_slice_u16_be(s, 0), 0x8182);
	IS(mn_slice_u32_le(s, 0), INT64_C(0x84038281));
	IS(mn_slice_u32_be(s, 0), INT64_C(0x81820384));
	IS(mn_slice_u64_le(s, 0), INT64_C(0x7807860584038281));
	IS(mn_slice_u64_be(s, 2), INT64_C(0x038405860778098a));
	for (uint64_t i = 0; i + 4 <= 10; i++) {
		IS(mn_slice_u32_be(s, i), (int64_t)bytes[i] << 24 | bytes[i + 1] << 16 | bytes[i + 2] << 8 | bytes[i + 3]);
		IS(mn_slice_u16_le(s, i), bytes[i + 1] << 8 | bytes[i]);
	}
	IS(mn_slice_u64_be(s, 0), -EOVERFLOW);
	SAYS("more than a result holds");
	IS(mn_error_number(MN_ERROR_ID), s);
	ck_assert_str_eq(mn_error_call(), "mn_slice_u64_be");
	IS(mn_slice_put_u16_le(s, 0, 0x8281), 0);
	IS(mn_slice_put_u16_be(s, 2, 0x0384), 0);
	IS(mn_slice_put_u32_le(s, 4, 0x78078605), 0);
	IS(mn_slice_u64_le(s, 0), INT64_C(0x7807860584038281));
	IS(mn_slice_put_u32_be(s, 6, 0x0778098a), 0);
	IS(mn_slice_u64_be(s, 2), INT64_C(0x038405860778098a));
	IS(mn_slice_put_u64_le(s, 1, UINT64_C(0xff02030405060708)), 0);
	IS(mn_slice_u8(s, 8), 0xff);
	IS(mn_slice_put_u64_be(s, 2, UINT64_C(0xff02030405060708)), 0);
	IS(mn_slice_u8(s, 9), 8);
	IS(mn_slice_put_u16_le(s, 0, 0x10000), -EINVAL);
	IS(mn_slice_put_u64_be(s, 3, 0), -ERANGE);
	SAYS("10 bytes");
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* Whether each access by the id fails with this error. */
static void all_fail(int64_t s, int64_t error)
{
	char b[8];

	IS(mn_slice_read_wait(s, 0, b, 1, 0), error);
	IS(mn_slice_read_strided(s, 0, 1, 1, b), error);
	IS(mn_slice_find(s, 0, 9, "x", 1), error);
	IS(mn_slice_rfind(s, 0, 9, "x", 1), error);
	IS(mn_slice_count(s, 0, 9, "x", 1), error);
	IS(mn_slice_u8(s, 0), error);
	IS(mn_slice_u16_le(s, 0), error);
	IS(mn_slice_u16_be(s, 0), error);
	IS(mn_slice_u32_le(s, 0), error);
	IS(mn_slice_u32_be(s, 0), error);
	IS(mn_slice_u64_le(s, 0), error);
	IS(mn_slice_u64_be(s, 0), error);
}

static void all_writes_fail(int64_t s, int64_t error)
{
	IS(mn_slice_write_wait(s, 0, "x", 1, 0), error);
	IS(mn_slice_write_strided(s, 0, 1, 1, "x"), error);
	IS(mn_slice_fill(s, 0, 1, 'x'), error);
	IS(mn_slice_put_u16_le(s, 0, 1), error);
	IS(mn_slice_put_u16_be(s, 0, 1), error);
	IS(mn_slice_put_u32_le(s, 0, 1), error);
	IS(mn_slice_put_u32_be(s, 0, 1), error);
	IS(mn_slice_put_u64_le(s, 0, 1), error);
	IS(mn_slice_put_u64_be(s, 0, 1), error);
	IS(mn_slice_move(s, 0, 1, 1), error);
}

static void *by_the_id(void *slice)
{
	int64_t s = *(const int64_t *)slice;

	IS(mn_slice_find(s, 0, 9, "e", 1), 2);
	IS(mn_slice_fill(s, 2, 1, 'E'), 0);
	return NULL;
}

/* F64: the right is the slice's id, in any thread.  It excludes the others, and a closed
   slice gives none. */
START_TEST(rights)
{
	int64_t r = mn_region_anonymous(100), pin, shared, s;
	pthread_t thread;
	char b[8];

	filled(r, LETTERS);
	pin = mn_slice_open(r, 0, 52, MN_SLICE_PIN, 0);
	s = mn_slice_open(r, 4, 43, MN_SLICE_EXCLUSIVE, 0);
	all_fail(pin, -EBUSY);
	all_writes_fail(pin, -EBUSY);
	SAYS("(exclusive) holds 43 bytes at 4");
	ck_assert_int_eq(pthread_create(&thread, NULL, by_the_id, &s), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	is_inside(s, "thE quick brown fox jumps over the lazy dog");
	IS(mn_slice_close(s), 0);
	all_fail(s, -EBADF);
	all_writes_fail(s, -EBADF);
	all_fail(r, -EBADF);
	all_writes_fail(r, -EBADF);
	/* A region's function does not take a slice. */
	IS(mn_region_fill(pin, 0, 1, 1), -EBADF);
	IS(mn_region_find(pin, 0, 1, "x", 1), -EBADF);
	shared = mn_slice_open(r, 4, 43, MN_SLICE_SHARED, 0);
	all_writes_fail(shared, -EACCES);
	SAYS("a shared slice only reads");
	all_writes_fail(pin, -EBUSY);
	IS(mn_slice_find(pin, 0, 52, "the", 3), 35);
	IS(mn_slice_find(shared, 0, 52, "quick", 5), 4);
	IS(mn_slice_read_strided(shared, 4, 1, 5, b), 5);
	IS(mn_slice_u16_be(shared, 0), 't' << 8 | 'h');
	is_inside(shared, "thE quick brown fox jumps over the lazy dog");
	IS(mn_slice_close(shared), 0);
	/* Nor where the region's pages refuse it. */
	IS(mn_slice_close(pin), 0);
	IS(mn_region_protect(r, 0, 100, PROT_READ), 0);
	pin = mn_slice_open(r, 0, 52, MN_SLICE_PIN, 0);
	all_writes_fail(pin, -EACCES);
	SAYS("needs a writable region");
	IS(mn_slice_close(pin), 0);
	IS(mn_region_protect(r, 0, 100, PROT_NONE), 0);
	pin = mn_slice_open(r, 0, 52, MN_SLICE_PIN, 0);
	all_fail(pin, -EACCES);
	IS(mn_slice_close(pin), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(an_empty_slice)
{
	int64_t r, s;
	char b[4];

	close(t_file("f", "", 0));
	r = mn_region_open(t_path("f"), 2, 0, -1);
	s = mn_slice_open(r, 0, 0, MN_SLICE_PIN, 0);
	ck_assert_int_gt(s, 0);
	IS(mn_slice_find(s, 0, 9, "x", 1), -ENOENT);
	IS(mn_slice_find(s, 0, 9, "", 0), 0);
	IS(mn_slice_count(s, 0, 9, "x", 1), 0);
	IS(mn_slice_fill(s, 0, INT64_MAX, 1), 0);
	IS(mn_slice_fill(s, 0, 1, 1), -ERANGE);
	IS(mn_slice_move(s, 0, 0, 0), 0);
	IS(mn_slice_read_strided(s, 0, 5, 0, b), 0);
	IS(mn_slice_read_strided(s, 0, 5, 1, b), -ERANGE);
	IS(mn_slice_u8(s, 0), -ERANGE);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Waiting ---- */

struct holder {
	int64_t region, slice, close_too;
	int32_t mode;
	int ready, go;
};

static void *hold(void *argument)
{
	struct holder *h = argument;

	h->slice = mn_slice_open(h->region, 0, 10, h->mode, 0);
	__atomic_store_n(&h->ready, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&h->go, __ATOMIC_SEQ_CST))
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	/* The waiting thread sleeps by now, or soon. */
	nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	if (h->close_too)
		IS(mn_slice_close(h->close_too), 0);
	else
		IS(mn_slice_close(h->slice), 0);
	return NULL;
}

static void held(struct holder *h, pthread_t *thread)
{
	ck_assert_int_eq(pthread_create(thread, NULL, hold, h), 0);
	while (!__atomic_load_n(&h->ready, __ATOMIC_SEQ_CST))
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	ck_assert_int_gt(h->slice, 0);
}

/* F64: a pin's access waits for a slice of another thread, as a region's does. */
START_TEST(waiting)
{
	for (int32_t mode = MN_SLICE_SHARED; mode <= MN_SLICE_EXCLUSIVE; mode++)
		for (int write = mode == MN_SLICE_SHARED; write < 2; write++) {
			int64_t r = mn_region_anonymous(100), pin = mn_slice_open(r, 5, 10, MN_SLICE_PIN, 0), own;
			struct holder h = { .region = r, .mode = mode };
			pthread_t thread;
			char b[4];

			held(&h, &thread);
			IS(write ? mn_slice_write_wait(pin, 0, "ab", 2, 0) : mn_slice_read_wait(pin, 0, b, 2, 0), -EBUSY);
			IS(write ? mn_slice_write_wait(pin, 0, "ab", 2, 30) : mn_slice_read_wait(pin, 0, b, 2, 30), -EBUSY);
			IS(mn_error_number(MN_ERROR_HOLDER), h.slice);
			__atomic_store_n(&h.go, 1, __ATOMIC_SEQ_CST);
			IS(write ? mn_slice_write_wait(pin, 0, "ab", 2, -1) : mn_slice_read_wait(pin, 0, b, 2, -1), 2);
			ck_assert_int_eq(pthread_join(thread, NULL), 0);
			if (write)
				IS(mn_region_get_u8(r, 6), 'b');
			/* A thread does not wait for its own slice. */
			own = mn_slice_open(r, 0, 1, mode, 0);
			IS(write ? mn_slice_write_wait(pin, 0, "ab", 2, -1) : mn_slice_read_wait(pin, 0, b, 2, -1), -EBUSY);
			IS(mn_slice_close(own), 0);
			/* The slice of the waiting access is closed by another thread. */
			h = (struct holder){ .region = r, .mode = mode, .close_too = pin };
			held(&h, &thread);
			__atomic_store_n(&h.go, 1, __ATOMIC_SEQ_CST);
			IS(write ? mn_slice_write_wait(pin, 0, "ab", 2, -1) : mn_slice_read_wait(pin, 0, b, 2, -1), -EBADF);
			ck_assert_int_eq(pthread_join(thread, NULL), 0);
			IS(mn_slice_close(h.slice), 0);
			IS(mn_region_close(r), 0);
		}
}
END_TEST

/* ---- A file that is cut ---- */

static void block(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	pthread_sigmask(how, &set, NULL);
}

static void cut_file(void *way)
{
	int mode = *(const int *)way;
	char *b = calloc(PAGES, t_page());

	page = t_page();
	if (mode == 3)
		block(SIG_BLOCK);
	else if (mn_guard(mode) != mode)
		_exit(77);
	for (int32_t kind = MN_SLICE_PIN; kind <= MN_SLICE_EXCLUSIVE; kind++) {
		int64_t r, s;
		const uint64_t there = 2 * page - page / 2;

		memset(b, 'a', PAGES * page);
		close(t_file("f", b, PAGES * page));
		r = mn_region_open(t_path("f"), 2, 0, -1);
		s = mn_slice_open(r, page / 2, (PAGES - 1) * page, kind, 0);
		T_NEED(s > 0);
		T_NEED(truncate(t_path("f"), (off_t)(2 * page)) == 0);
		T_NEED(mn_slice_find(s, 0, UINT64_MAX, "b", 1) == -EIO);
		T_NEED(mn_error_number(MN_ERROR_ID) == s);
		T_NEED(mn_slice_rfind(s, 0, UINT64_MAX, "b", 1) == -EIO);
		T_NEED(mn_slice_count(s, 0, UINT64_MAX, "b", 1) == -EIO);
		T_NEED(mn_slice_count(s, 0, there, "a", 1) == (int64_t)there);
		T_NEED(mn_slice_find(s, 0, there, "b", 1) == -ENOENT);
		memset(b, '#', 9);
		T_NEED(mn_slice_read_strided(s, there - 1, (int64_t)page, 2, b) == -EIO && b[0] == '#');
		T_NEED(mn_slice_read_strided(s, there - 1, -(int64_t)page, 2, b) == 2 && b[1] == 'a');
		T_NEED(mn_slice_read_wait(s, there, b, 4, 0) == -EIO);
		T_NEED(mn_slice_u32_le(s, there) == -EIO);
		T_NEED(mn_slice_u16_be(s, there - 2) == ('a' << 8 | 'a'));
		if (kind != MN_SLICE_SHARED) {
			T_NEED(mn_slice_fill(s, 0, INT64_MAX, 'z') == -EIO);
			T_NEED(mn_slice_move(s, 0, there, 4) == -EIO);
			T_NEED(mn_slice_move(s, there, 0, 4) == -EIO);
			T_NEED(mn_slice_write_strided(s, 0, (int64_t)there, 2, "zz") == -EIO);
			T_NEED(mn_slice_write_wait(s, there - 1, "zz", 2, 0) == -EIO);
			T_NEED(mn_slice_count(s, 0, there, "a", 1) == (int64_t)there);
			T_NEED(mn_slice_fill(s, 0, there, 'z') == 0);
			T_NEED(mn_slice_rfind(s, 0, there, "z", 1) == (int64_t)there - 1);
		}
		T_NEED(mn_region_truncated(r) == 1);
		T_NEED(mn_slice_close(s) == 0);
		T_NEED(mn_region_close(r) == 0);
	}
	free(b);
	_exit(0);
}

/* F64: the guard is a region's, in each of its modes, and the process lives. */
START_TEST(a_file_that_is_cut)
{
	in_each_guard_mode(cut_file);
}
END_TEST

T_MAIN("part", every_access, bounds, numbers, rights, an_empty_slice, waiting, T_SLOW, a_file_that_is_cut)
