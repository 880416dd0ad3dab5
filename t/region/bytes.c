/* Bounds, copies, strides, filling and moving, and numbers. */

#include "helpers.h"
#include "numbers.h"

/* ---- Bounds ---- */

/* S2-13: out of bounds with all three numbers, the buffer untouched. */
/* S2-14: an offset and a length that wrap. */
/* S2-15: all or nothing. */
/* S2-16: 0 bytes are allowed at the end, and not past it. */
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
	SAYS("1 byte at 10 passes the end (10 bytes)");
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
	IS(mn_region_atomic_load_u64(r, 8, &(uint64_t){ 0 }), T_WIDE(-ERANGE));
	IS(mn_region_atomic_store_u32(r, UINT64_MAX - 3, 0), -ERANGE);
	IS(mn_region_wait_u32(r, 8, 0, 0), -ERANGE);
	IS(mn_region_get_u16_le(r, 9, &(uint16_t){ 0 }), -ERANGE);
	IS(mn_region_set_f64_be(r, 3, &(double){ 0 }), -ERANGE);
	IS(mn_region_u8(r, 10), -ERANGE);
	IS(mn_region_u16_be(r, 9), -ERANGE);
	IS(mn_region_u32_le(r, 7), -ERANGE);
	IS(mn_region_u32_be(r, UINT64_MAX - 1), -ERANGE);
	IS(mn_region_u64_le(r, 3), -ERANGE);
	IS(mn_region_u64_be(r, INT64_MAX), -ERANGE);
	IS(mn_region_get_u16_le(r, 0, NULL), -EFAULT);
	IS(mn_region_set_u16_le(r, 0, NULL), -EFAULT);
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(copies_of_every_length)
{
	/* Each range of short lengths has copy code of its own. */
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

START_TEST(numbers_in_both_orders)
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

/* A number uses exactly its own size of the caller's bytes, also at an
   unaligned address. */
START_TEST(numbers_and_what_is_beside_them)
{
	int64_t r = mn_region_anonymous(64);

	IS(mn_region_fill(r, 0, 64, '='), 0);
	for (size_t i = 0; i < 2 * sizeof numbers / sizeof *numbers; i++) {
		size_t at = 8 + i % 2, n = numbers[i / 2].size;
		uint8_t bytes[24];

		memset(bytes, '#', sizeof bytes);
		IS(numbers[i / 2].get_le(r, 3, bytes + at), 0);
		for (size_t k = 0; k < sizeof bytes; k++)
			ck_assert_msg(bytes[k] == (k >= at && k < at + n ? '=' : '#'), "number %zu: byte %zu is %d", i, k, bytes[k]);
		memset(bytes, '#', sizeof bytes);
		IS(numbers[i / 2].get_be(r, 3, bytes + at), 0);
		for (size_t k = 0; k < sizeof bytes; k++)
			ck_assert_msg(bytes[k] == (k >= at && k < at + n ? '=' : '#'), "number %zu: byte %zu is %d", i, k, bytes[k]);
		IS(numbers[i / 2].set_le(r, 3, bytes + at), 0);
		IS(numbers[i / 2].set_be(r, 3, bytes + at), 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* The largest numbers differ from errors. */
START_TEST(numbers_by_value)
{
	int64_t r = mn_region_anonymous(24);

	IS(mn_region_write(r, 3, "\xff\xfe\xfd\xfc\xff\xff\xff\xff", 8), 8);
	IS(mn_region_u8(r, 3), 0xff);
	IS(mn_region_u8(r, 0), 0);
	IS(mn_region_u16_le(r, 3), 0xfeff);
	IS(mn_region_u16_be(r, 3), 0xfffe);
	IS(mn_region_u16_le(r, 7), UINT16_MAX);
	IS(mn_region_u32_le(r, 3), INT64_C(0xfcfdfeff));
	IS(mn_region_u32_be(r, 3), INT64_C(0xfffefdfc));
	IS(mn_region_u32_be(r, 7), UINT32_MAX);
	IS(mn_region_u32_le(r, 12), 0);
	IS(mn_region_write(r, 0, "\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 15), 15);
	IS(mn_region_u64_le(r, 0), INT64_MAX);
	IS(mn_region_u64_be(r, 7), INT64_MAX);
	IS(mn_region_write(r, 0, "\1\2\3\4\5\6\7\10", 8), 8);
	IS(mn_region_u64_le(r, 0), INT64_C(0x0807060504030201));
	IS(mn_region_u64_be(r, 0), INT64_C(0x0102030405060708));
	/* INT64_MAX plus one would look like an error. */
	IS(mn_region_write(r, 16, "\0\0\0\0\0\0\0\x80", 8), 8);
	IS(mn_region_u64_le(r, 16), -EOVERFLOW);
	SAYS("more than a result holds: read it into a buffer");
	SAYS("9223372036854775808");
	IS(mn_region_u64_be(r, 16), 128);
	IS(mn_region_write(r, 0, "\xff\xff\xff\xff\xff\xff\xff\xff", 8), 8);
	IS(mn_region_u64_be(r, 0), -EOVERFLOW);
	SAYS("18446744073709551615, more than a result holds");
	IS(mn_region_protect(r, 0, 24, PROT_NONE), 0);
	IS(mn_region_u8(r, 0), -EACCES);
	IS(mn_region_u64_le(r, 0), -EACCES);
	IS(mn_region_close(r), 0);
	IS(mn_region_u8(r, 0), -EBADF);
	IS(mn_region_u16_le(r, 0), -EBADF);
	IS(mn_region_u16_be(r, 0), -EBADF);
	IS(mn_region_u32_le(r, 0), -EBADF);
	IS(mn_region_u32_be(r, 0), -EBADF);
	IS(mn_region_u64_le(r, 0), -EBADF);
	IS(mn_region_u64_be(r, 0), -EBADF);
}
END_TEST

/* The same numbers as arguments. */
START_TEST(numbers_as_arguments)
{
	int64_t r = mn_region_anonymous(24), read_only;
	uint8_t bytes[24] = { 0 }, expected[24] = { 0, 0, 0, 0x34, 0x12, 0xab, 0xcd, 0xff, 0xfe, 0xfd, 0xfc, 1, 2, 3, 4,
	                                            8, 7, 6, 5, 4, 3, 2, 0x81 };

	IS(mn_region_put_u16_le(r, 3, 0x1234), 0);
	IS(mn_region_put_u16_be(r, 5, 0xabcd), 0);
	IS(mn_region_put_u32_le(r, 7, UINT32_C(0xfcfdfeff)), 0);
	IS(mn_region_put_u32_be(r, 11, 0x01020304), 0);
	IS(mn_region_put_u64_le(r, 15, UINT64_C(0x8102030405060708)), 0);
	IS(mn_region_read(r, 0, bytes, 24), 24);
	ck_assert_mem_eq(bytes, expected, 24);
	IS(mn_region_put_u64_be(r, 16, UINT64_MAX - 1), 0);
	IS(mn_region_u64_be(r, 15), INT64_C(0x08ffffffffffffff));
	IS(mn_region_get_u8(r, 23), 0xfe);

	IS(mn_region_put_u16_le(r, 0, 0x10000), -EINVAL);
	SAYS("65536 is more than 16 bits hold");
	IS(mn_region_put_u16_be(r, 0, UINT32_MAX), -EINVAL);
	IS(mn_region_put_u16_le(r, 23, 1), -ERANGE);
	IS(mn_region_put_u16_be(r, UINT64_MAX, 1), -ERANGE);
	IS(mn_region_put_u32_le(r, 21, 1), -ERANGE);
	IS(mn_region_put_u32_be(r, INT64_MAX, 1), -ERANGE);
	IS(mn_region_put_u64_le(r, 17, 1), -ERANGE);
	IS(mn_region_put_u64_be(r, 24, 1), -ERANGE);
	IS(mn_region_get_u8(r, 23), 0xfe);
	IS(mn_region_get_u8(r, 0), 0);
	IS(mn_region_close(r), 0);
	IS(mn_region_put_u16_le(r, 0, 1), -EBADF);
	IS(mn_region_put_u16_be(r, 0, 1), -EBADF);
	IS(mn_region_put_u32_le(r, 0, 1), -EBADF);
	IS(mn_region_put_u32_be(r, 0, 1), -EBADF);
	IS(mn_region_put_u64_le(r, 0, 1), -EBADF);
	IS(mn_region_put_u64_be(r, 0, 1), -EBADF);
	read_only = mn_region_map(-1, 0, 24, MN_ACCESS_DEFAULT, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	IS(mn_region_put_u32_le(read_only, 0, 1), -EACCES);
	IS(mn_region_close(read_only), 0);
}
END_TEST

/* Each of the typed functions with no place for its number, outside, and closed. */
START_TEST(numbers_that_are_refused)
{
	int64_t r = mn_region_anonymous(64);
	uint8_t place[8] = { 0 };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		size_t past = 65 - numbers[i].size;

		IS(numbers[i].get_le(r, 0, NULL), -EFAULT);
		IS(numbers[i].get_be(r, 0, NULL), -EFAULT);
		IS(numbers[i].set_le(r, 0, NULL), -EFAULT);
		IS(numbers[i].set_be(r, 0, NULL), -EFAULT);
		IS(numbers[i].get_le(r, past, place), -ERANGE);
		IS(numbers[i].get_be(r, UINT64_MAX, place), -ERANGE);
		IS(numbers[i].set_le(r, past, place), -ERANGE);
		IS(numbers[i].set_be(r, UINT64_MAX, place), -ERANGE);
	}
	IS(mn_region_close(r), 0);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		IS(numbers[i].get_le(r, 0, place), -EBADF);
		IS(numbers[i].set_be(-1, 0, place), -EBADF);
	}
}
END_TEST

T_MAIN("bytes", bounds, copies_of_every_length, strided, fill_and_move, numbers_in_both_orders,
       numbers_and_what_is_beside_them,
       numbers_that_are_refused, numbers_by_value, numbers_as_arguments)
