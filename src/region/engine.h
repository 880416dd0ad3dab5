/* The search engine: finds a needle (m bytes) in hay (n bytes), or counts it.  It knows no
   regions; search.c calls it.

   doc/internals/search.md says how it works.  Its rules, because hay is mapped memory:

   * It reads only hay[0..n) and needle[0..m): the next page may be missing.
   * All of its state is on the stack: a SIGBUS may leave it by longjmp.
   * Another process may write the hay meanwhile.  So an index that depends on a byte is
     always checked, and memcmp and memchr, which may read a byte twice, are not used.

   The search from the end is the search from the start in a mirror: byte i of a mirrored
   string of n bytes is byte n - 1 - i.  Positions count from the end there too. */

#ifndef MN_ENGINE_H
#define MN_ENGINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A test defines this to count the bytes that are compared: they must be linear in n + m. */
#ifndef MN__SEARCH_COMPARED
#define MN__SEARCH_COMPARED(bytes) ((void)0)
#endif

/* Failed comparisons of the scan may read FREE bytes, and WORTH more for each position of
   progress.  Then the two-way search takes STRETCH positions, or m if that is more, which
   pays for the last comparison.  A test defines smaller values. */
#ifndef MN__SEARCH_FREE
#define MN__SEARCH_FREE 4096
#define MN__SEARCH_WORTH 4
#define MN__SEARCH_STRETCH (64 * 1024)
#endif

#if !defined MN_PORTABLE && defined __SSE2__
#define MN__SEARCH_SSE2 1
#include <immintrin.h>
#elif !defined MN_PORTABLE && defined __aarch64__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MN__SEARCH_NEON 1
#include <arm_neon.h>
#endif

/* The compiler specializes the scan for each kind of vector and each direction: it must be
   inlined for that. */
#define MN__SEARCH_INLINE static inline __attribute__((always_inline))

/* For the functions that those copies call, and rarely. */
#define MN__SEARCH_ONCE static __attribute__((noinline))

#define MN__SEARCH_NONE SIZE_MAX

enum mn__search_way { MN__SEARCH_FIRST, MN__SEARCH_LAST, MN__SEARCH_ALL };

/* How common each byte is: eight times the binary logarithm of its share, and 0 for the
   rarest.  The shares were counted in files of a Debian system: 35 % programs and
   libraries, 30 % source text (C, Perl, Python, Rust, Raku, JSON, XML), 30 % prose (manual
   pages, documentation, licences) and 5 % compressed archives, at least 8 MB of each.  A
   wrong guess only costs time. */
static const uint8_t mn__search_common[256] = {
	64, 33, 25, 22, 24, 20, 15, 15, 27, 23, 48, 16, 13, 14, 26, 38,
	26, 14, 15,  9, 12, 14,  8,  5, 20,  7,  7,  6,  8,  4,  5, 21,
	65, 16, 30, 21, 35, 13, 12, 17, 35, 32, 30, 10, 33, 38, 39, 29,
	33, 31, 28, 19, 21, 24, 19, 15, 23, 24, 24, 22, 17, 26, 17,  4,
	20, 38, 30, 32, 35, 39, 25, 24, 44, 39,  9, 18, 37, 27, 33, 32,
	34,  8, 37, 39, 37, 25, 19, 16, 22, 16, 11, 17, 42, 18,  8, 46,
	13, 50, 34, 45, 44, 57, 46, 36, 40, 51, 14, 29, 46, 41, 50, 50,
	42, 14, 49, 50, 54, 42, 31, 27, 26, 33, 15, 14, 16, 15, 12,  9,
	27, 12,  9, 26, 24, 24,  8,  6, 11, 36,  3, 32,  9, 28,  6,  6,
	14,  2,  2,  3,  6,  4,  4,  3,  7,  2,  1,  1,  4,  2,  1,  3,
	 8,  1,  5,  2,  4,  1,  1,  1,  7,  0,  3,  1,  3,  0,  0,  3,
	11,  2,  3,  2,  5,  4, 11,  5, 12,  6, 10,  5,  9,  7, 12,  9,
	23, 15, 10, 17, 15, 14, 12, 17, 10,  8,  4,  2,  3,  3,  3,  2,
	23, 15,  9,  6,  3,  4,  4,  3, 12,  7,  6,  6,  3,  4,  5, 11,
	11,  5,  8,  7,  5,  5,  6,  7, 27, 19,  6, 14, 10,  8,  7, 13,
	12,  5,  9, 12,  5,  8, 13, 11, 14,  9, 11, 10, 13, 14, 18, 42,
};

struct mn__needle {
	const uint8_t *bytes;
	size_t size;
	size_t one, two;	/* where the two rare bytes are, one <= two */
	/* For the two-way search; mn__search_factor sets them when it is needed. */
	int factored;
	size_t critical;	/* where the right half begins */
	size_t period;		/* how far to move after the right half matched */
	size_t keep;		/* how many bytes of the needle then still match */
};

/* True if the bytes are equal; *spent counts the bytes read.  They may change meanwhile. */
MN__SEARCH_INLINE int mn__search_equal(const uint8_t *a, const uint8_t *b, size_t n, size_t *spent)
{
	size_t i = 0;

	if (n >= 8) {
		uint64_t x, y;

		/* The last step overlaps the one before, so that it ends with the bytes. */
		for (;;) {
			memcpy(&x, a + i, 8);
			memcpy(&y, b + i, 8);
			*spent += 8;
			MN__SEARCH_COMPARED(8);
			if (x != y)
				return 0;
			if (i == n - 8)
				return 1;
			i = n - 8 - i < 8 ? n - 8 : i + 8;
		}
	}
	for (; i < n; i++) {
		*spent += 1;
		MN__SEARCH_COMPARED(1);
		if (a[i] != b[i])
			return 0;
	}
	return 1;
}

/* Picks the two rare bytes among the first 256.  With a long distance between them the
   scan would read two streams of memory instead of one. */
MN__SEARCH_ONCE void mn__search_prepare(struct mn__needle *needle, const uint8_t *bytes, size_t m)
{
	size_t considered = m < 256 ? m : 256, one = 0, two = m > 1;

	if (mn__search_common[bytes[two]] < mn__search_common[bytes[one]]) {
		one = 1;
		two = 0;
	}
	/* `one` is the rarest so far and `two` the second. */
	for (size_t i = 2; i < considered; i++) {
		uint8_t common = mn__search_common[bytes[i]];

		if (common < mn__search_common[bytes[one]]) {
			two = one;
			one = i;
		} else if (common < mn__search_common[bytes[two]]) {
			two = i;
		}
	}
	needle->bytes = bytes;
	needle->size = m;
	needle->one = one < two ? one : two;
	needle->two = one < two ? two : one;
	needle->factored = 0;
}

/* ---- The two-way search ----

   `sign` is 1, or -1 in the mirror, where h and w point to the last byte instead of the
   first: byte i is h[sign * i] in both. */

/* The begin of the needle's greatest suffix, in the order of the bytes or the reversed
   order, and the period of that suffix. */
MN__SEARCH_INLINE size_t mn__search_suffix(const uint8_t *w, size_t m, ptrdiff_t sign, int reversed, size_t *period)
{
	/* Compares the suffix at `best` with the one at `next`.  After a whole number of
	   periods, `same` bytes of them are known to be equal. */
	size_t best = 0, next = 1, same = 0, p = 1;

	while (m - next > same) {
		uint8_t a = w[sign * (ptrdiff_t)(best + same)];
		uint8_t b = w[sign * (ptrdiff_t)(next + same)];

		MN__SEARCH_COMPARED(1);
		if (a == b) {
			if (++same == p) {
				next += p;
				same = 0;
			}
		} else if ((b < a) != reversed) {
			next += same + 1;
			same = 0;
			p = next - best;
		} else {
			best = next++;
			same = 0;
			p = 1;
		}
	}
	*period = p;
	return best;
}

MN__SEARCH_ONCE void mn__search_factor(struct mn__needle *needle, ptrdiff_t sign)
{
	size_t m = needle->size, p, q, s, t, i;
	const uint8_t *w = sign > 0 ? needle->bytes : needle->bytes + (m - 1);

	s = mn__search_suffix(w, m, sign, 0, &p);
	t = mn__search_suffix(w, m, sign, 1, &q);
	needle->critical = s > t ? s : t;
	needle->period = s > t ? p : q;
	/* If the left half repeats one period later, this is the period of the whole needle:
	   after a match, all of the needle but one period still matches.  Otherwise the
	   needle's period is longer than either half. */
	for (i = 0; i < needle->critical; i++) {
		MN__SEARCH_COMPARED(1);
		if (w[sign * (ptrdiff_t)i] != w[sign * (ptrdiff_t)(i + needle->period)])
			break;
	}
	if (i == needle->critical) {
		needle->keep = m - needle->period;
	} else {
		size_t left = needle->critical, right = m - left;

		needle->period = (left > right ? left : right) + 1;
		needle->keep = 0;
	}
	needle->factored = 1;
}

MN__SEARCH_INLINE size_t mn__search_two_way_signed(const struct mn__needle *needle, const uint8_t *h, size_t count,
                                                   ptrdiff_t sign)
{
	size_t m = needle->size, critical = needle->critical, known = 0, at = 0;
	const uint8_t *w = sign > 0 ? needle->bytes : needle->bytes + (m - 1);

	while (at < count) {
		size_t i = critical > known ? critical : known;

		for (; i < m; i++) {
			MN__SEARCH_COMPARED(1);
			if (w[sign * (ptrdiff_t)i] != h[sign * (ptrdiff_t)(at + i)])
				break;
		}
		if (i < m) {
			at += i - critical + 1;
			known = 0;
			continue;
		}
		for (i = critical; i > known; i--) {
			MN__SEARCH_COMPARED(1);
			if (w[sign * (ptrdiff_t)(i - 1)] != h[sign * (ptrdiff_t)(at + i - 1)])
				break;
		}
		if (i <= known)
			return at;
		at += needle->period;
		known = needle->keep;
	}
	return at;
}

/* The first match among the `count` positions from h on.  Without a match, the first
   position that is still undecided, which is at least `count`. */
MN__SEARCH_ONCE size_t mn__search_two_way(const struct mn__needle *needle, const uint8_t *h, size_t count, int mirror)
{
	return mirror ? mn__search_two_way_signed(needle, h, count, -1) : mn__search_two_way_signed(needle, h, count, 1);
}

/* ---- The scan ---- */

/* Finds the candidates among 64 positions: bit i of the result is set if one[i] is a and
   two[i] is b. */
typedef uint64_t mn__search_kernel(const uint8_t *one, const uint8_t *two, uint8_t a, uint8_t b);

/* The candidates among fewer than 64 positions.  The kernel reads a copy, because it
   always reads 64 bytes. */
MN__SEARCH_INLINE uint64_t mn__search_few(mn__search_kernel *kernel, const uint8_t *one, const uint8_t *two, size_t count,
	uint8_t a, uint8_t b)
{
	uint8_t copy[2][64] = { { 0 } };

	memcpy(copy[0], one, count);
	memcpy(copy[1], two, count);
	return kernel(copy[0], copy[1], a, b) & (((uint64_t)1 << count) - 1);
}

/* How far to prefetch.  The prefetcher of Intel CPUs stops at the end of a page, and two
   pages ahead make uncached memory a fifth faster.  On AMD CPUs the same makes it a third
   slower.  No prefetch on CPUs we have not measured. */
MN__SEARCH_INLINE size_t mn__search_ahead(void)
{
#ifdef MN__SEARCH_SSE2
	__builtin_cpu_init();
	return __builtin_cpu_is("intel") ? 8192 : 0;
#else
	return 0;
#endif
}

/* The position of a match, MN__SEARCH_NONE, or the number of matches for MN__SEARCH_ALL.
   The needle has at least one byte, exactly one if `single`, and `positions` is not 0. */
MN__SEARCH_INLINE size_t mn__search_scan(struct mn__needle *needle, const uint8_t *hay, size_t positions,
	mn__search_kernel *kernel, enum mn__search_way way, int single)
{
	const int mirror = way == MN__SEARCH_LAST;
	const size_t m = single ? 1 : needle->size, stretch = m > MN__SEARCH_STRETCH ? m : MN__SEARCH_STRETCH;
	const uint8_t *one = hay + needle->one, *two = single ? one : hay + needle->two;
	const uint8_t a = needle->bytes[needle->one], b = single ? a : needle->bytes[needle->two];
	const size_t reach = mn__search_ahead();
	/* All positions below `at` are decided.  MN__SEARCH_LAST counts from the end. */
	size_t at = 0, found = 0;

	while (at < positions) {
		size_t start = at, spent = 0, end;
		int tired = 0;

		while (at < positions && !tired) {
			size_t first = 0, width = 64;
			uint64_t mask = 0;

			while (positions - at >= 64) {
				size_t left = positions - at, ahead = left - 64 < reach ? 0 : reach;

				first = mirror ? left - 64 : at;
				__builtin_prefetch(mirror ? one + (first - ahead) : one + (first + ahead));
				mask = kernel(one + first, two + first, a, b);
				if (mask)
					break;
				at += 64;
			}
			if (!mask) {
				width = positions - at;
				if (!width)
					break;
				first = mirror ? 0 : at;
				mask = mn__search_few(kernel, one + first, two + first, width, a, b);
			}
			at += width;
			if (single && way == MN__SEARCH_ALL) {
				found += (size_t)__builtin_popcountll(mask);
				continue;
			}
			while (mask) {
				unsigned bit = (unsigned)(mirror ? 63 - __builtin_clzll(mask) : __builtin_ctzll(mask));
				size_t candidate = first + bit, failed = spent;

				mask ^= (uint64_t)1 << bit;
				if (mn__search_equal(hay + candidate, needle->bytes, m, &failed)) {
					if (way != MN__SEARCH_ALL)
						return candidate;
					/* A match costs nothing: its bytes are not
					   searched again. */
					found++;
					if (m >= 64 - bit) {
						at = candidate + m;
						break;
					}
					mask &= ~(uint64_t)0 << (bit + m);
				} else {
					size_t decided = mirror ? positions - candidate : candidate + 1;

					spent = failed;
					tired = spent > MN__SEARCH_FREE + MN__SEARCH_WORTH * (decided - start);
					if (tired) {
						at = decided;
						break;
					}
				}
			}
		}
		if (at >= positions)
			break;
		if (!needle->factored)
			mn__search_factor(needle, mirror ? -1 : 1);
		end = positions - at > stretch ? at + stretch : positions;
		while (at < end) {
			const uint8_t *h = mirror ? hay + (positions - 1 - at) + (m - 1) : hay + at;

			at += mn__search_two_way(needle, h, end - at, mirror);
			if (at >= end)
				break;
			if (way != MN__SEARCH_ALL)
				return mirror ? positions - 1 - at : at;
			found++;
			at += m;
		}
	}
	return way == MN__SEARCH_ALL ? found : MN__SEARCH_NONE;
}

/* All cases of one kernel; each gets its own copy of the scan. */
MN__SEARCH_INLINE uint64_t mn__search_run(const uint8_t *hay, size_t n, const uint8_t *bytes, size_t m,
	enum mn__search_way way, mn__search_kernel *kernel)
{
	struct mn__needle needle;
	size_t positions;

	/* An empty needle matches before each byte and after the last. */
	if (m == 0)
		return way == MN__SEARCH_FIRST ? 0 : way == MN__SEARCH_LAST ? n : (uint64_t)n + 1;
	if (m > n)
		return way == MN__SEARCH_ALL ? 0 : MN__SEARCH_NONE;
	positions = n - m + 1;
	mn__search_prepare(&needle, bytes, m);
	switch (way) {
	case MN__SEARCH_FIRST:
		return m == 1 ? mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_FIRST, 1)
			      : mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_FIRST, 0);
	case MN__SEARCH_LAST:
		return m == 1 ? mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_LAST, 1)
			      : mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_LAST, 0);
	default:
		return m == 1 ? mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_ALL, 1)
			      : mn__search_scan(&needle, hay, positions, kernel, MN__SEARCH_ALL, 0);
	}
}

/* One function for each kind of vector; the tests call each of them. */
typedef uint64_t mn__search_path(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m, enum mn__search_way way);

/* ---- Portable C: eight bytes in a word ---- */

MN__SEARCH_INLINE uint64_t mn__search_kernel_words(const uint8_t *one, const uint8_t *two, uint8_t a, uint8_t b)
{
	const uint64_t ones = 0x0101010101010101, sevens = 0x7f * ones, tops = 0x80 * ones;
	uint64_t mask = 0;

	for (unsigned i = 0; i < 64; i += 8) {
		uint64_t x, y;

		memcpy(&x, one + i, 8);
		memcpy(&y, two + i, 8);
		/* A byte of x becomes zero if both match.  This test finds that some
		   byte is zero, but not reliably which one. */
		x = (x ^ a * ones) | (y ^ b * ones);
		if (((x - ones) & ~x & tops) == 0)
			continue;
		/* This one is exact: a 1 in each zero byte.  The product then moves the
		   eight bits next to each other. */
		x = ~(((x & sevens) + sevens) | x | sevens) >> 7;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		x = __builtin_bswap64(x);
#endif
		mask |= (x * 0x0102040810204080) >> 56 << i;
	}
	return mask;
}

static inline uint64_t mn__search_portable(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m,
	enum mn__search_way way)
{
	return mn__search_run(hay, n, needle, m, way, mn__search_kernel_words);
}

/* ---- x86: 16 bytes, or 32 with AVX2 ---- */

#ifdef MN__SEARCH_SSE2

MN__SEARCH_INLINE uint64_t mn__search_kernel_sse2(const uint8_t *one, const uint8_t *two, uint8_t a, uint8_t b)
{
	const __m128i as = _mm_set1_epi8((char)a), bs = _mm_set1_epi8((char)b);
	__m128i hit[4];
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++)
		hit[i] = _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(one + 16 * i)), as),
				       _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(two + 16 * i)), bs));
	if (!_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(hit[0], hit[1]), _mm_or_si128(hit[2], hit[3]))))
		return 0;
	for (int i = 0; i < 4; i++)
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(hit[i]) << (16 * i);
	return mask;
}

static inline uint64_t mn__search_sse2(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m, enum mn__search_way way)
{
	return mn__search_run(hay, n, needle, m, way, mn__search_kernel_sse2);
}

#define MN__SEARCH_AVX2 __attribute__((target("avx2,bmi,popcnt")))

MN__SEARCH_AVX2 MN__SEARCH_INLINE uint64_t mn__search_kernel_avx2(const uint8_t *one, const uint8_t *two, uint8_t a, uint8_t b)
{
	const __m256i as = _mm256_set1_epi8((char)a), bs = _mm256_set1_epi8((char)b);
	__m256i hit[2];

	for (int i = 0; i < 2; i++)
		hit[i] = _mm256_and_si256(
			_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(one + 32 * i)), as),
			_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(two + 32 * i)), bs));
	if (!_mm256_movemask_epi8(_mm256_or_si256(hit[0], hit[1])))
		return 0;
	return (uint64_t)(unsigned)_mm256_movemask_epi8(hit[1]) << 32 | (unsigned)_mm256_movemask_epi8(hit[0]);
}

MN__SEARCH_AVX2 static inline uint64_t mn__search_avx2(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m,
	enum mn__search_way way)
{
	return mn__search_run(hay, n, needle, m, way, mn__search_kernel_avx2);
}

static inline int mn__search_has_avx2(void)
{
	/* A constructor of another library may run before the one that detects the
	   processor's features. */
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

#endif

/* ---- AArch64: 16 bytes ---- */

#ifdef MN__SEARCH_NEON

MN__SEARCH_INLINE uint64_t mn__search_kernel_neon(const uint8_t *one, const uint8_t *two, uint8_t a, uint8_t b)
{
	static const uint8_t bits[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t as = vdupq_n_u8(a), bs = vdupq_n_u8(b), bit = vld1q_u8(bits);
	uint8x16_t hit[4], low, high;

	for (int i = 0; i < 4; i++)
		hit[i] = vandq_u8(vceqq_u8(vld1q_u8(one + 16 * i), as), vceqq_u8(vld1q_u8(two + 16 * i), bs));
	low = vorrq_u8(vorrq_u8(hit[0], hit[1]), vorrq_u8(hit[2], hit[3]));
	if (!vmaxvq_u8(low))
		return 0;
	/* Each byte keeps the bit of its position among eight.  Three pairwise additions
	   join eight bytes to one. */
	low = vpaddq_u8(vandq_u8(hit[0], bit), vandq_u8(hit[1], bit));
	high = vpaddq_u8(vandq_u8(hit[2], bit), vandq_u8(hit[3], bit));
	low = vpaddq_u8(low, high);
	low = vpaddq_u8(low, low);
	return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

static inline uint64_t mn__search_neon(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m, enum mn__search_way way)
{
	return mn__search_run(hay, n, needle, m, way, mn__search_kernel_neon);
}

#endif

/* ---- What search.c calls ---- */

static inline mn__search_path *mn__search_choose(void)
{
#ifdef MN__SEARCH_SSE2
	return mn__search_has_avx2() ? mn__search_avx2 : mn__search_sse2;
#elif defined MN__SEARCH_NEON
	return mn__search_neon;
#else
	return mn__search_portable;
#endif
}

/* The offset of the first match, or SIZE_MAX. */
static size_t mn__find(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m)
{
	return (size_t)mn__search_choose()(hay, n, needle, m, MN__SEARCH_FIRST);
}

/* The offset of the last match, or SIZE_MAX. */
static size_t mn__rfind(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m)
{
	return (size_t)mn__search_choose()(hay, n, needle, m, MN__SEARCH_LAST);
}

/* The number of matches from the left, without overlap. */
static uint64_t mn__count(const uint8_t *hay, size_t n, const uint8_t *needle, size_t m)
{
	return mn__search_choose()(hay, n, needle, m, MN__SEARCH_ALL);
}

#endif
