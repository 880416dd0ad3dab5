/* The search kernels of src/region/engine.h, seen from inside.  Each kind of
   vector is called by its name and compared with a trivial search.  Every
   hay and every needle lies between inaccessible pages, and touches at least
   one of the two. */

#include "test.h"

#include <pthread.h>

/* How many bytes were compared one after the other, and when the scan gives
   way to the two-way search. */
static size_t test_compared, test_free = 4096, test_stretch = 64 * 1024;

#define MN__SEARCH_COMPARED(bytes) (test_compared += (bytes))
#define MN__SEARCH_FREE test_free
#define MN__SEARCH_WORTH 4
#define MN__SEARCH_STRETCH test_stretch

#include "region/engine.h"

/* ---- What the tests share. */

/* The sequence is always the same, so that a failure can be repeated. */
static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)((seed >> 11) % n);
}

/* Memory between two pages that may not be read. */
struct zone {
	uint8_t *start;
	size_t size;
};

static struct zone zone(size_t size)
{
	size_t page = t_page();
	struct zone z = { 0 };
	uint8_t *p;

	z.size = (size + page - 1) / page * page;
	p = mmap(NULL, z.size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(p, MAP_FAILED);
	z.start = p + page;
	ck_assert_int_eq(mprotect(z.start, z.size, PROT_READ | PROT_WRITE), 0);
	return z;
}

/* The place for n bytes: at the start of the zone, or so that they end with
   it. */
static uint8_t *place(struct zone z, size_t n, int at_end)
{
	return at_end ? z.start + (z.size - n) : z.start;
}

static uint64_t simple(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m, enum mn__search_way way)
{
	uint64_t found = 0;

	if (m > n)
		return way == MN__SEARCH_ALL ? 0 : SIZE_MAX;
	for (size_t i = 0; i <= n - m; i++) {
		size_t at = way == MN__SEARCH_LAST ? n - m - i : i, same = 0;

		while (same < m && hay[at + same] == needle[same])
			same++;
		if (same < m)
			continue;
		if (way != MN__SEARCH_ALL)
			return at;
		found++;
		i += m ? m - 1 : 0;
	}
	return way == MN__SEARCH_ALL ? found : SIZE_MAX;
}

static void agree(mn__search_path *path, const uint8_t *hay, size_t n, const uint8_t *needle, size_t m)
{
	static const char *const names[] = { "find", "rfind", "count" };

	for (int way = MN__SEARCH_FIRST; way <= MN__SEARCH_ALL; way++) {
		uint64_t expected = simple(hay, n, needle, m, (enum mn__search_way)way);
		uint64_t actual = path(hay, n, needle, m, (enum mn__search_way)way);

		/* One comparison, because Check writes to a file for each
		   assertion. */
		if (actual != expected)
			ck_abort_msg("%s of %zu bytes in %zu: %" PRIu64 " and not %" PRIu64,
				names[way], m, n, actual, expected);
	}
}

/* The paths that this build has and this processor can run. */
struct path {
	const char *name;
	mn__search_path *path;
};

static size_t paths(struct path list[4])
{
	size_t n = 0;

	list[n++] = (struct path){ "portable", mn__search_portable };
#ifdef MN__SEARCH_SSE2
	list[n++] = (struct path){ "sse2", mn__search_sse2 };
	if (mn__search_has_avx2())
		list[n++] = (struct path){ "avx2", mn__search_avx2 };
#endif
#ifdef MN__SEARCH_NEON
	list[n++] = (struct path){ "neon", mn__search_neon };
#endif
	return n;
}

/* The path of this name; the test is skipped without it. */
static mn__search_path *path_named(const char *name)
{
	struct path list[4];
	size_t n = paths(list);

	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i].path;
	t_skip("this build or this processor has no such vectors");
}

/* ---- Random hay of 0 to 300 bytes and few different letters. */

/* A needle: random, cut out of the hay, or cut out and spoiled in one place. */
static void fill_needle(uint8_t *needle, size_t m, const uint8_t *hay, size_t n, size_t letters, const uint8_t *alphabet)
{
	size_t kind = below(3);

	for (size_t i = 0; i < m; i++)
		needle[i] = alphabet[below(letters)];
	if (kind && m <= n)
		memcpy(needle, hay + below(n - m + 1), m);
	if (kind == 2 && m)
		needle[below(m)] = alphabet[below(letters)];
}

static void random_cases(mn__search_path *path, int rounds)
{
	/* Letters that differ by one bit, by the top bit and by one; the word
	   at a time has most to lose with these. */
	static const uint8_t alphabets[][4] = {
		{ 'a', 'b', 'c', 'd' }, { 0x00, 0x80, 0x01, 0x81 }, { 0xff, 0x7f, 0xfe, 0x00 }, { 'e', 'Q', 0x00, 0x01 },
	};
	struct zone hays = zone(300), needles = zone(310);

	for (int round = 0; round < rounds; round++) {
		const uint8_t *alphabet = alphabets[below(4)];
		size_t n = round < 602 ? (size_t)round / 2 : below(301), letters = 1 + below(4), m;
		uint8_t *hay = place(hays, n, round & 1), *needle;
		size_t period = 1 + below(20);

		for (size_t i = 0; i < n; i++)
			hay[i] = alphabet[below(letters)];
		/* Some hay repeats itself. */
		if (below(3) == 0)
			for (size_t i = period; i < n; i++)
				hay[i] = below(60) ? hay[i - period] : alphabet[below(letters)];
		m = below(4) ? below(8) : below(n + 3);
		needle = place(needles, m, (int)below(2));
		fill_needle(needle, m, hay, n, letters, alphabet);
		agree(path, hay, n, needle, m);
	}
}

/* The same with hardly any patience, so that the two-way search takes over
   and gives back all the time. */
static void random_changes(mn__search_path *path, int rounds)
{
	test_free = 0;
	for (test_stretch = 1; test_stretch < 200; test_stretch = test_stretch * 3 + 1)
		random_cases(path, rounds);
}

#define PATH_TESTS(name)                                               \
	START_TEST(name##_agrees_with_the_simple_search)               \
	{                                                              \
		random_cases(path_named(#name), 100000);               \
	}                                                              \
	END_TEST                                                       \
	START_TEST(name##_agrees_where_two_way_takes_over)             \
	{                                                              \
		random_changes(path_named(#name), 20000);              \
	}                                                              \
	END_TEST

PATH_TESTS(portable)
PATH_TESTS(sse2)
PATH_TESTS(avx2)
PATH_TESTS(neon)

/* ---- Edges. */

START_TEST(the_empty_needle)
{
	struct path list[4];
	size_t n = paths(list);
	struct zone z = zone(1);

	for (size_t i = 0; i < n; i++) {
		for (size_t size = 0; size < 3; size++) {
			/* Neither string has a byte that may be read. */
			const uint8_t *end = z.start + z.size;

			ck_assert_uint_eq(list[i].path(end - size, size, end, 0, MN__SEARCH_FIRST), 0);
			ck_assert_uint_eq(list[i].path(end - size, size, end, 0, MN__SEARCH_LAST), size);
			ck_assert_uint_eq(list[i].path(end - size, size, end, 0, MN__SEARCH_ALL), size + 1);
		}
		ck_assert_uint_eq(list[i].path(NULL, 0, NULL, 0, MN__SEARCH_FIRST), 0);
		ck_assert_uint_eq(list[i].path(NULL, 0, z.start, 1, MN__SEARCH_FIRST), SIZE_MAX);
		ck_assert_uint_eq(list[i].path(NULL, 0, z.start, 1, MN__SEARCH_LAST), SIZE_MAX);
		ck_assert_uint_eq(list[i].path(NULL, 0, z.start, 1, MN__SEARCH_ALL), 0);
	}
}
END_TEST

START_TEST(what_the_library_calls)
{
	const uint8_t hay[] = "one two one two";

	ck_assert_uint_eq(mn__find(hay, 15, (const uint8_t *)"two", 3), 4);
	ck_assert_uint_eq(mn__rfind(hay, 15, (const uint8_t *)"one", 3), 8);
	ck_assert_uint_eq(mn__count(hay, 15, (const uint8_t *)"one", 3), 2);
	ck_assert_uint_eq(mn__find(hay, 15, (const uint8_t *)"three", 5), SIZE_MAX);
	ck_assert_uint_eq(mn__rfind(hay, 15, (const uint8_t *)"three", 5), SIZE_MAX);
	ck_assert_uint_eq(mn__count(hay, 15, (const uint8_t *)"o", 1), 4);
	ck_assert_uint_eq(mn__count(hay, 15, NULL, 0), 16);
}
END_TEST

/* One needle in one page that is all hay, at every place, with guards on both
   sides of the hay and of the needle. */
START_TEST(a_needle_at_every_place_of_a_page)
{
	struct path list[4];
	size_t kinds = paths(list), page = t_page();
	struct zone hays = zone(page), needles = zone(page);
	static const size_t sizes[] = { 1, 2, 3, 7, 8, 9, 12, 16, 33, 64, 100, 257 };

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		size_t m = sizes[k];
		uint8_t *needle = place(needles, m, k & 1);

		for (size_t i = 0; i < m; i++)
			needle[i] = (uint8_t)(i % 251 + 1);
		for (size_t at = 0; at <= page - m; at += at < 200 || at + 500 > page ? 1 : 61) {
			memset(hays.start, 0, page);
			memcpy(hays.start + at, needle, m);
			for (size_t i = 0; i < kinds; i++) {
				ck_assert_uint_eq(list[i].path(hays.start, page, needle, m, MN__SEARCH_FIRST), at);
				ck_assert_uint_eq(list[i].path(hays.start, page, needle, m, MN__SEARCH_LAST), at);
				ck_assert_uint_eq(list[i].path(hays.start, page, needle, m, MN__SEARCH_ALL), 1);
			}
		}
	}
	/* The needle that is the whole hay, and the one that is too long. */
	memcpy(needles.start, hays.start, page);
	for (size_t i = 0; i < kinds; i++) {
		agree(list[i].path, hays.start, page, needles.start, page);
		agree(list[i].path, hays.start, page - 1, needles.start, page);
		agree(list[i].path, hays.start + 1, page - 1, needles.start, page);
	}
}
END_TEST

START_TEST(every_byte_is_found)
{
	struct path list[4];
	size_t kinds = paths(list);
	uint8_t hay[3 * 256];

	for (size_t i = 0; i < sizeof hay; i++)
		hay[i] = (uint8_t)i;
	for (size_t i = 0; i < kinds; i++)
		for (unsigned a = 0; a < 256; a++)
			for (unsigned b = 0; b < 256; b++) {
				const uint8_t needle[] = { (uint8_t)a, (uint8_t)b };

				if (b == 0)
					agree(list[i].path, hay, sizeof hay, needle, 1);
				if (b == (a + 1) % 256 || b % 37 == 0)
					agree(list[i].path, hay, sizeof hay, needle, 2);
			}
}
END_TEST

/* ---- The two-way search by itself: all hay of up to 11 letters, all needles
   of up to 6, of two letters each, and some of three. */

static void two_way_agrees(const uint8_t *hay, size_t n, const uint8_t *bytes, size_t m)
{
	for (int mirror = 0; mirror < 2; mirror++) {
		struct mn__needle needle = { .bytes = bytes, .size = m };
		size_t at, positions = n - m + 1;

		mn__search_factor(&needle, mirror ? -1 : 1);
		at = mn__search_two_way(&needle, mirror ? hay + (n - 1) : hay, positions, mirror);
		at = at >= positions ? SIZE_MAX : mirror ? positions - 1 - at : at;
		if (at != simple(hay, n, bytes, m, mirror ? MN__SEARCH_LAST : MN__SEARCH_FIRST))
			ck_abort_msg("'%.*s' in '%.*s', mirror %d: %zu", (int)m, bytes, (int)n, hay, mirror, at);
	}
}

START_TEST(two_way_agrees_on_all_short_strings)
{
	struct zone hays = zone(1), needles = zone(1);

	for (size_t letters = 2; letters <= 3; letters++)
		for (size_t n = 1, hay_end = letters; n <= (letters == 2 ? 11 : 7); n++, hay_end *= letters)
			for (size_t m = 1, needle_end = letters; m <= n && m <= (letters == 2 ? 6 : 4); m++, needle_end *= letters)
				for (size_t h = 0; h < hay_end; h++)
					for (size_t w = 0; w < needle_end; w++) {
						uint8_t *hay = place(hays, n, h & 1), *needle = place(needles, m, w & 1);

						for (size_t i = 0, x = h; i < n; i++, x /= letters)
							hay[i] = (uint8_t)('a' + x % letters);
						for (size_t i = 0, x = w; i < m; i++, x /= letters)
							needle[i] = (uint8_t)('a' + x % letters);
						two_way_agrees(hay, n, needle, m);
					}
}
END_TEST

/* ---- The worst cases: what is compared grows with n + m, whatever the bytes. */

/* Comparing reads at most MN__SEARCH_WORTH = 4 bytes for each position of the
   scan; at most 2 (n + m) in the two-way search; and once for each stretch, of
   which each is at least as long as the needle, the free bytes, the last
   comparison that was too long and the memory that the two-way search loses:
   test_free / test_stretch + 2 for each position.  Preparing the needle reads it
   six times at most. */
static void linear(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m)
{
	struct path list[4];
	size_t kinds = paths(list), bound = 10 * (n + m) + 4 * test_free;

	for (size_t i = 0; i < kinds; i++)
		for (int way = MN__SEARCH_FIRST; way <= MN__SEARCH_ALL; way++) {
			test_compared = 0;
			list[i].path(hay, n, needle, m, (enum mn__search_way)way);
			ck_assert_msg(test_compared <= bound, "%s, way %d, %zu bytes in %zu: %zu compared, of %zu allowed",
				list[i].name, way, m, n, test_compared, bound);
		}
}

static void worst_cases(size_t n)
{
	struct zone hays = zone(n), needles = zone(n);
	uint8_t *hay = hays.start, *needle = needles.start;
	static const size_t sizes[] = { 2, 3, 10, 100, 1000, 10000, 100000, 500000 };

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		size_t m = sizes[k];

		/* One letter; a needle of it with another letter first, in the
		   middle or last, and hay without the other or with few. */
		for (int other = 0; other < 2; other++)
			for (size_t where = 0; where < 3; where++)
				for (int letter = 0; letter < 2; letter++) {
					memset(hay, letter ? 'e' : 'Q', n);
					memset(needle, letter ? 'e' : 'Q', m);
					needle[where == 0 ? 0 : where == 1 ? m / 2 : m - 1] = letter ? 'Q' : 'e';
					for (size_t i = 0; other && i < n; i += m)
						hay[i] = needle[where == 0 ? 0 : where == 1 ? m / 2 : m - 1];
					linear(hay, n, needle, m);
				}
		/* The rare bytes are in the first 256 and right everywhere; what
		   is wrong stands behind them or before them. */
		memset(hay, 'Q', n);
		memset(needle, 'Q', m);
		needle[m - 1] = 'e';
		for (size_t i = 1000; i < n; i += 1000)
			hay[i] = 'e';
		linear(hay, n, needle, m);
		memset(needle, 'Q', m);
		linear(hay, n, needle, m);
		needle[0] = 'e';
		linear(hay, n, needle, m);
		/* A long period, and a needle that leaves it at its end. */
		for (size_t i = 0; i < n; i++)
			hay[i] = (uint8_t)(i % 7 == 3 ? 'Q' : 'a' + i % 7);
		memcpy(needle, hay, m);
		linear(hay, n, needle, m);
		needle[m - 1] = 'z' + 1;
		linear(hay, n, needle, m);
		memcpy(needle, hay, m);
		needle[m / 2] ^= 1;
		linear(hay, n, needle, m);
		/* The word of Fibonacci, which nearly repeats itself at every
		   length. */
		hay[0] = 'Q';
		hay[1] = 'e';
		for (size_t shorter = 1, longer = 2; longer < n;) {
			size_t next = longer + shorter < n ? longer + shorter : n;

			memcpy(hay + longer, hay, next - longer);
			shorter = longer;
			longer = next;
		}
		memcpy(needle, hay + 1, m);
		linear(hay, n, needle, m);
		needle[m - 1] ^= 'Q' ^ 'e';
		linear(hay, n, needle, m);
		memcpy(needle, hay + 1, m);
		needle[0] ^= 'Q' ^ 'e';
		linear(hay, n, needle, m);
	}
}

START_TEST(no_bytes_make_the_search_quadratic)
{
	worst_cases(1 << 20);
}
END_TEST

/* With short stretches only the preparation of the needle keeps it linear. */
START_TEST(no_needle_makes_the_search_quadratic)
{
	test_free = test_stretch = 64;
	worst_cases(1 << 19);
}
END_TEST

/* Big enough for the real limits to be reached, several times over, with the
   match behind all of it; and right on both sides of where they change. */
START_TEST(the_result_is_right_behind_a_bad_stretch)
{
	const size_t n = 300000;
	struct path list[4];
	size_t kinds = paths(list);
	struct zone hays = zone(n), needles = zone(1000);

	for (int round = 0; round < 12; round++) {
		size_t m = 20 + below(300);
		uint8_t *hay = place(hays, n, round & 1), *needle = place(needles, m, round & 1);

		memset(hay, 'Q', n);
		memset(needle, 'Q', m);
		needle[below(m)] = 'e';
		/* Letters that are too near each other for a match. */
		for (size_t i = below(m); i < n; i += 1 + below(m / 2))
			hay[i] = 'e';
		for (size_t i = 0; i < kinds; i++) {
			agree(list[i].path, hay, n, needle, m);
			memcpy(hay + (round % 3 ? n - m : n / 2), needle, m);
			agree(list[i].path, hay, n, needle, m);
			memcpy(hay + round, needle, m);
			agree(list[i].path, hay, n, needle, m);
		}
	}
}
END_TEST

/* ---- Bytes that change while they are searched: the result may be anything,
   but nothing is read that is not hay. */

static int stop;

static void *write_on(void *argument)
{
	struct zone z = *(struct zone *)argument;
	uint64_t x = 1;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		((volatile uint8_t *)z.start)[(x >> 33) % z.size] = x >> 63 ? 'Q' : 'e';
	}
	return NULL;
}

START_TEST(hay_that_changes_meanwhile)
{
	struct path list[4];
	size_t kinds = paths(list);
	struct zone z = zone(1);
	const uint8_t *needle = (const uint8_t *)"QQQQQQQQQQQQQQQQQQQQeQQQQ";
	pthread_t thread;

	memset(z.start, 'Q', z.size);
	test_free = 10;
	test_stretch = 50;
	ck_assert_int_eq(pthread_create(&thread, NULL, write_on, &z), 0);
	for (int round = 0; round < 3000; round++)
		for (size_t i = 0; i < kinds; i++) {
			size_t m = 1 + (size_t)round % 25;
			uint64_t first = list[i].path(z.start, z.size, needle, m, MN__SEARCH_FIRST);
			uint64_t last = list[i].path(z.start, z.size, needle, m, MN__SEARCH_LAST);
			uint64_t all = list[i].path(z.start, z.size, needle, m, MN__SEARCH_ALL);

			ck_assert(first == SIZE_MAX || first <= z.size - m);
			ck_assert(last == SIZE_MAX || last <= z.size - m);
			ck_assert(all <= z.size / m);
		}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}
END_TEST

T_MAIN("find", portable_agrees_with_the_simple_search, portable_agrees_where_two_way_takes_over,
       sse2_agrees_with_the_simple_search, sse2_agrees_where_two_way_takes_over,
       avx2_agrees_with_the_simple_search, avx2_agrees_where_two_way_takes_over,
       neon_agrees_with_the_simple_search, neon_agrees_where_two_way_takes_over, the_empty_needle,
       what_the_library_calls, a_needle_at_every_place_of_a_page, every_byte_is_found,
       two_way_agrees_on_all_short_strings, hay_that_changes_meanwhile,
       T_SLOW, no_bytes_make_the_search_quadratic, no_needle_makes_the_search_quadratic,
       the_result_is_right_behind_a_bad_stretch)
