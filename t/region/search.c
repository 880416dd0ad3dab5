/* Searching a region: windows, edges, and the bytes beyond them.
   t/unit/find.c tests the search itself. */

#include "test.h"

#include <time.h>

static int64_t region(const void *bytes, size_t n)
{
	int64_t r;

	close(t_file("f", bytes, n));
	r = mn_region_open(t_path("f"), 2, 0, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	return r;
}

/* Every test is run with a handler and without one. */
static int modes(int i)
{
	if (i == 1 && mn_guard(1) != 1)
		return 0;
	return i < 2;
}

/* S4-24: find, from an offset, from the end (which Raku counts), not there. */
/* S4-25: rfind. */
START_TEST(find_and_rfind)
{
	int64_t r = region("hello world", 11);

	for (int i = 0; modes(i); i++) {
		IS(mn_region_find(r, 0, 11, "o", 1), 4);
		IS(mn_region_find(r, 5, 11, "o", 1), 7);
		IS(mn_region_find(r, 11 - 6, 11, "o", 1), 7);
		IS(mn_region_find(r, 0, 11, "zz", 2), -ENOENT);
		IS(mn_region_rfind(r, 0, 11, "l", 1), 9);
		IS(mn_region_rfind(r, 0, 4, "l", 1), 3);
		IS(mn_region_rfind(r, 0, 11, "zz", 2), -ENOENT);
		IS(mn_region_find(r, 0, 11, "hello world", 11), 0);
		IS(mn_region_rfind(r, 0, 11, "hello world", 11), 0);
		IS(mn_region_count(r, 0, 11, "l", 1), 3);
		IS(mn_region_count(r, 0, 11, "ll", 2), 1);
		IS(mn_region_count(r, 0, 11, "zz", 2), 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* S4-27: windows are half open and clamped; empty needles. */
/* S4-29: a needle that is longer than its window. */
START_TEST(windows_and_empty_needles)
{
	int64_t r = region("hello world", 11);
	char needle[100];

	memset(needle, 'l', sizeof needle);
	for (int i = 0; modes(i); i++) {
		IS(mn_region_find(r, 3, 2, "l", 1), -ENOENT);
		IS(mn_region_find(r, 3, 3, "l", 1), -ENOENT);
		IS(mn_region_find(r, 3, 4, "l", 1), 3);
		IS(mn_region_find(r, 0, 3, "ll", 2), -ENOENT);
		IS(mn_region_find(r, 0, 4, "ll", 2), 2);
		IS(mn_region_rfind(r, 3, 4, "ll", 2), -ENOENT);
		IS(mn_region_find(r, 0, UINT64_MAX, "d", 1), 10);
		IS(mn_region_find(r, 10, UINT64_MAX, "d", 1), 10);
		IS(mn_region_find(r, 11, UINT64_MAX, "d", 1), -ENOENT);
		IS(mn_region_find(r, 12, UINT64_MAX, "d", 1), -ENOENT);
		IS(mn_region_find(r, UINT64_MAX, UINT64_MAX, "d", 1), -ENOENT);
		IS(mn_region_find(r, UINT64_MAX - 5, 3, "d", 1), -ENOENT);
		IS(mn_region_find(r, 0, 10, needle, 100), -ENOENT);
		IS(mn_region_rfind(r, 0, UINT64_MAX, needle, 100), -ENOENT);
		IS(mn_region_count(r, 0, UINT64_MAX, needle, 100), 0);
		IS(mn_region_find(r, 0, 11, needle, UINT64_MAX), -ENOENT);
		IS(mn_region_find(r, 0, 11, "", 0), 0);
		IS(mn_region_find(r, 5, 11, "", 0), 5);
		IS(mn_region_find(r, 5, 11, NULL, 0), 5);
		IS(mn_region_rfind(r, 0, 11, "", 0), 11);
		IS(mn_region_rfind(r, 0, UINT64_MAX, "", 0), 11);
		IS(mn_region_rfind(r, 0, 4, "", 0), 4);
		IS(mn_region_count(r, 0, 11, "", 0), 12);
		IS(mn_region_count(r, 3, 5, "", 0), 3);
		IS(mn_region_find(r, 11, UINT64_MAX, "", 0), 11);
		IS(mn_region_find(r, 12, UINT64_MAX, "", 0), -ENOENT);
		IS(mn_region_rfind(r, 12, UINT64_MAX, "", 0), -ENOENT);
		IS(mn_region_count(r, 12, UINT64_MAX, "", 0), 0);
		IS(mn_region_find(r, 5, 4, "", 0), -ENOENT);
		IS(mn_region_find(r, 0, 11, NULL, 1), -EFAULT);
		IS(mn_region_count(r, 0, 11, NULL, 1), -EFAULT);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* S4-28: no byte outside the window is read: inaccessible pages lie before
   and behind it. */
START_TEST(between_forbidden_pages)
{
	size_t page = t_page();
	int64_t r = mn_region_anonymous(4 * page);
	char needle[70];

	memset(needle, 'a', sizeof needle);
	IS(mn_region_fill(r, 0, 4 * page, 'a'), 0);
	IS(mn_region_protect(r, 0, page, PROT_NONE), 0);
	IS(mn_region_protect(r, 3 * page, page, PROT_NONE), 0);
	for (int i = 0; modes(i); i++) {
		for (size_t m = 1; m <= sizeof needle; m += m < 20 ? 1 : 7)
			for (size_t n = 0; n <= 140; n += 1 + n / 70 * 5) {
				/* At the low edge, then at the high one. */
				for (int high = 0; high < 2; high++) {
					uint64_t start = high ? 3 * page - n : page, end = start + n;

					IS(mn_region_find(r, start, end, needle, m), m <= n ? (int64_t)start : -ENOENT);
					IS(mn_region_rfind(r, start, end, needle, m), m <= n ? (int64_t)(end - m) : -ENOENT);
					IS(mn_region_count(r, start, end, needle, m), (int64_t)(n / m));
					IS(mn_region_find(r, start, end, "ab", 2), -ENOENT);
					IS(mn_region_rfind(r, start, end, "ba", 2), -ENOENT);
				}
			}
		IS(mn_region_find(r, page, 3 * page, "b", 1), -ENOENT);
		IS(mn_region_rfind(r, page, 3 * page, "b", 1), -ENOENT);
		IS(mn_region_count(r, page, 3 * page, "a", 1), (int64_t)(2 * page));
		IS(mn_region_find(r, page - 1, 3 * page, "b", 1), -EACCES);
		IS(mn_region_find(r, page, 3 * page + 1, "b", 1), -EACCES);
		/* Clamped it still has the forbidden page in it. */
		IS(mn_region_find(r, page, UINT64_MAX, "b", 1), -EACCES);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)((seed >> 11) % n);
}

/* A trivial search; which: 0 first, 1 last, 2 count. */
static int64_t simple(const uint8_t *hay, size_t start, size_t end, const uint8_t *needle, size_t m, int which)
{
	int64_t last = -ENOENT, counted = 0;

	for (size_t i = start; i + m <= end; i++)
		if (memcmp(hay + i, needle, m) == 0) {
			if (which == 0)
				return (int64_t)i;
			last = (int64_t)i;
			counted++;
			if (which == 2)
				i += m - 1;
		}
	return which == 2 ? counted : last;
}

/* Larger than the pieces that are looked at without a handler, and with needles
   that stand across their borders. */
START_TEST(like_a_simple_search)
{
	enum { N = 200000 };
	uint8_t *hay = malloc(N);
	int64_t r;

	for (size_t i = 0; i < N; i++)
		hay[i] = (uint8_t)("aab"[below(3)]);
	for (size_t i = 0; i < 40; i++)
		hay[below(N)] = 'x';
	r = region(hay, N);
	for (int i = 0; modes(i); i++)
		for (int round = 0; round < 100; round++) {
			size_t m = below(10) == 0 ? 1 + below(70000) : 1 + below(12), at = below(N - m), start, end;
			const uint8_t *needle = hay + at;

			start = below(3) ? 0 : below(N);
			end = below(3) ? N : start + below(N - start);
			/* Where it is sought across the borders of pieces of 64 KiB. */
			if (below(4) == 0) {
				at = 65536 * (1 + below(2)) - below(m + 1);
				needle = hay + (at + m <= N ? at : N - m);
			}
			IS(mn_region_find(r, start, end, needle, m), simple(hay, start, end, needle, m, 0));
			IS(mn_region_rfind(r, start, end, needle, m), simple(hay, start, end, needle, m, 1));
			IS(mn_region_count(r, start, end, needle, m), simple(hay, start, end, needle, m, 2));
		}
	IS(mn_region_close(r), 0);
	free(hay);
}
END_TEST

/* Counting a needle that is everywhere takes one pass, not one per match. */
START_TEST(counting_what_is_everywhere)
{
	enum { N = 4 << 20 };
	int64_t r = mn_region_anonymous(N);

	IS(mn_region_fill(r, 0, N, 'a'), 0);
	for (int i = 0; modes(i); i++) {
		IS(mn_region_count(r, 0, N, "a", 1), N);
		IS(mn_region_count(r, 0, N, "aaa", 3), N / 3);
		IS(mn_region_count(r, 1, N, "aa", 2), N / 2 - 1);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* A byte over 127 is found at every place, and none before or after the
   range. */
START_TEST(ascii)
{
	enum { ROOM = 700 };
	uint8_t bytes[ROOM];

	memset(bytes, 'a', sizeof bytes);
	for (size_t n = 0; n < ROOM - 20; n++) {
		bytes[9] = bytes[10 + n] = 0x80;
		IS(mn_is_ascii(bytes + 10, n), 1);
		bytes[9] = bytes[10 + n] = 'a';
	}
	for (size_t n = 1; n < ROOM; n += n < 20 ? 1 : 37)
		for (size_t i = 0; i < n; i++) {
			bytes[i] = (uint8_t)(0x80 | i);
			IS(mn_is_ascii(bytes, n), 0);
			bytes[i] = 0x7F;
			IS(mn_is_ascii(bytes, n), 1);
		}
	IS(mn_is_ascii(NULL, 0), 1);
	IS(mn_is_ascii(NULL, 1), -EFAULT);
	SAYS("is ASCII");
}
END_TEST

/* F23: an empty needle, and one longer than the window, are judged like any. */
START_TEST(needles_without_a_place)
{
	int64_t (*const search[])(int64_t, uint64_t, uint64_t, const void *, uint64_t) = {
		mn_region_find, mn_region_rfind, mn_region_count
	};
	const char long_needle[200] = "";

	for (int i = 0; i < 3; i++)
		for (uint64_t n = 0; n <= 200; n += 100) {
			int64_t r = mn_region_anonymous(150), s, c = mn_cursor_open(r);

			IS(mn_region_protect(r, 0, 150, PROT_NONE), 0);
			IS(search[i](r, 0, 150, long_needle, n), -EACCES);
			SAYS("needs a readable region");
			IS(mn_cursor_find(c, long_needle, n), -EACCES);
			IS(mn_region_protect(r, 0, 150, PROT_READ | PROT_WRITE), 0);
			s = mn_slice_open(r, 10, 10, 2, 0);
			ck_assert_int_gt(s, 0);
			IS(search[i](r, 0, 150, long_needle, n), -EBUSY);
			IS(mn_cursor_find(c, long_needle, n), -EBUSY);
			IS(mn_slice_close(s), 0);
			ck_assert_int_ne(search[i](r, 0, 150, long_needle, n), -EBUSY);
			IS(mn_region_close(r), 0);
			IS(search[i](r, 0, 150, long_needle, n), -EBADF);
			IS(mn_cursor_find(c, long_needle, n), -EBADF);
		}
}
END_TEST

/* F26: finding nothing is the last failure, and a line without a newline none. */
START_TEST(not_finding_has_a_detail)
{
	int64_t r = mn_region_anonymous(150), m = mn_manager_open(NULL), n = mn_manager_map_anonymous(m, 7, 100), c;
	uint64_t at;

	IS(mn_close(-4711), -EBADF);
	IS(mn_region_find(r, 5, 150, "abc", 3), -ENOENT);
	SAYS("find of 3 bytes, from 5 on");
	IS(mn_close(-4711), -EBADF);
	IS(mn_region_rfind(r, 5, 120, "abc", 3), -ENOENT);
	SAYS("rfind of 3 bytes, from 120 on");
	IS(mn_close(-4711), -EBADF);
	IS(mn_manager_find(m, 7, n, 5, 100, "abc", 3), -ENOENT);
	SAYS("mapping 1: find of 3 bytes, from 5 on");
	IS(mn_close(-4711), -EBADF);
	c = mn_cursor_open(r);
	IS(mn_cursor_find(c, "abc", 3), -ENOENT);
	SAYS("find of 3 bytes");
	IS(mn_close(-4711), -EBADF);
	IS(mn_cursor_next_line(c, &at), 150);
	SAYS("-4711");
	IS(mn_cursor_close(c), 0);
	IS(mn_manager_close(m), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("search", find_and_rfind, windows_and_empty_needles, needles_without_a_place, not_finding_has_a_detail,
       between_forbidden_pages, counting_what_is_everywhere, ascii,
       T_SLOW, like_a_simple_search)
