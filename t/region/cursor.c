/* Cursors: positions in a region, with CPython's rules for them. */

#include "test.h"

/* A cursor in a file with this text; the region comes with it. */
static int64_t cursor(const char *text, int32_t access)
{
	int64_t r, c;

	close(t_file("f", text, strlen(text)));
	r = mn_region_open(t_path("f"), access, 0, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	c = mn_cursor_open(r);
	ck_assert_msg(c > 0, "%s", mn_error_detail());
	return c;
}

static void reads(int64_t c, uint64_t n, const char *expected)
{
	char buffer[100];

	memset(buffer, '#', sizeof buffer);
	IS(mn_cursor_read(c, buffer, n), (int64_t)strlen(expected));
	ck_assert_int_eq(memcmp(buffer, expected, strlen(expected)), 0);
	ck_assert_int_eq(buffer[strlen(expected)], '#');
}

/* S1-07, S4-01: a file-like view of a region; the mapping itself is hidden. */
/* S4-17: a read returns the bytes that are left, and no more. */
/* S4-23: tell after a read. */
START_TEST(read_and_tell)
{
	int64_t c = cursor("hello", 1);

	IS(mn_cursor_tell(c), 0);
	reads(c, 3, "hel");
	IS(mn_cursor_tell(c), 3);
	reads(c, 9, "lo");
	IS(mn_cursor_tell(c), 5);
	reads(c, 1, "");
	reads(c, UINT64_MAX, "");
	IS(mn_cursor_read(c, NULL, 0), 0);
	IS(mn_cursor_read(c, NULL, 5), 0);
	IS(mn_cursor_seek(c, 0, 0), 0);
	IS(mn_cursor_read(c, NULL, 5), -EFAULT);
	IS(mn_cursor_tell(c), 0);
}
END_TEST

/* S4-18: more than all is the rest. */
START_TEST(read_the_rest)
{
	int64_t c = cursor("hello world", 1);

	IS(mn_cursor_seek(c, 5, 0), 5);
	reads(c, UINT64_MAX, " world");
	IS(mn_cursor_tell(c), 11);
}
END_TEST

/* S4-19: single bytes; the end and a value over 255 are errors. */
START_TEST(bytes)
{
	int64_t c = cursor("ab", 2), r = mn_cursor_region(c);

	IS(mn_cursor_read_byte(c), 'a');
	IS(mn_cursor_write_byte(c, 'X'), 0);
	IS(mn_region_get_u8(r, 1), 'X');
	IS(mn_cursor_tell(c), 2);
	IS(mn_cursor_read_byte(c), -ERANGE);
	IS(mn_cursor_write_byte(c, 'Y'), -ERANGE);
	IS(mn_cursor_tell(c), 2);
	IS(mn_cursor_seek(c, 0, 0), 0);
	IS(mn_cursor_write_byte(c, 256), -EINVAL);
	IS(mn_cursor_tell(c), 0);
	IS(mn_region_get_u8(r, 0), 'a');
	IS(mn_cursor_write_byte(c, 255), 0);
	IS(mn_cursor_seek(c, 0, 0), 0);
	IS(mn_cursor_read_byte(c), 255);
}
END_TEST

/* S4-20: writing is all or nothing, and moves on. */
START_TEST(write_all_or_nothing)
{
	int64_t c = cursor("hello", 2), r = mn_cursor_region(c), o;

	IS(mn_cursor_write(c, "HEL", 3), 3);
	IS(mn_cursor_tell(c), 3);
	IS(mn_cursor_write(c, "LO!", 3), -ERANGE);
	IS(mn_cursor_tell(c), 3);
	IS(mn_cursor_write(c, NULL, 2), -EFAULT);
	IS(mn_cursor_write(c, "x", UINT64_MAX), -ERANGE);
	IS(mn_cursor_tell(c), 3);
	reads(c, 5, "lo");
	IS(mn_cursor_write(c, "", 0), 0);
	IS(mn_cursor_write(c, "x", 1), -ERANGE);
	IS(mn_region_get_u8(r, 0), 'H');
	o = cursor("hello", 1);
	IS(mn_cursor_write(o, "x", 1), -EACCES);
	IS(mn_cursor_tell(o), 0);
	IS(mn_cursor_write_byte(o, 'x'), -EACCES);
}
END_TEST

/* S4-21: from the start, the position, the end. */
/* S4-22: outside is an error, and the position does not move. */
START_TEST(seek)
{
	int64_t c = cursor("abcdefghijklmnopqrstuvwx", 1);

	IS(mn_cursor_seek(c, -3, 2), 21);
	IS(mn_cursor_seek(c, 25, 0), -ERANGE);
	SAYS("24 bytes");
	IS(mn_cursor_tell(c), 21);
	IS(mn_cursor_seek(c, -1, 0), -ERANGE);
	IS(mn_cursor_tell(c), 21);
	IS(mn_cursor_seek(c, 24, 0), 24);
	IS(mn_cursor_seek(c, 1, 1), -ERANGE);
	IS(mn_cursor_seek(c, -24, 1), 0);
	IS(mn_cursor_seek(c, -1, 1), -ERANGE);
	IS(mn_cursor_seek(c, 10, 1), 10);
	IS(mn_cursor_seek(c, 2, 1), 12);
	IS(mn_cursor_seek(c, 0, 2), 24);
	IS(mn_cursor_seek(c, -24, 2), 0);
	IS(mn_cursor_seek(c, -25, 2), -ERANGE);
	IS(mn_cursor_seek(c, 1, 2), -ERANGE);
	IS(mn_cursor_seek(c, 0, 9), -EINVAL);
	SAYS("whence 9");
	IS(mn_cursor_seek(c, 0, -1), -EINVAL);
	for (int whence = 0; whence < 3; whence++) {
		IS(mn_cursor_seek(c, 7, 0), 7);
		IS(mn_cursor_seek(c, INT64_MAX, whence), -ERANGE);
		IS(mn_cursor_seek(c, INT64_MIN, whence), -ERANGE);
		IS(mn_cursor_seek(c, INT64_MIN + 1, whence), -ERANGE);
		IS(mn_cursor_tell(c), 7);
	}
}
END_TEST

/* S4-45: lines with their newlines. */
START_TEST(lines)
{
	char buffer[16] = "################";
	int64_t c = cursor("a\nb", 1);
	uint64_t at = 99;

	IS(mn_cursor_read_line(c, buffer, sizeof buffer), 2);
	ck_assert_int_eq(memcmp(buffer, "a\n#", 3), 0);
	IS(mn_cursor_read_line(c, buffer, sizeof buffer), 1);
	ck_assert_int_eq(memcmp(buffer, "b\n#", 3), 0);
	IS(mn_cursor_read_line(c, buffer, sizeof buffer), 0);
	IS(mn_cursor_seek(c, 0, 0), 0);
	IS(mn_cursor_next_line(c, &at), 2);
	ck_assert_uint_eq(at, 0);
	IS(mn_cursor_next_line(c, &at), 1);
	ck_assert_uint_eq(at, 2);
	IS(mn_cursor_next_line(c, &at), 0);
	IS(mn_cursor_next_line(c, NULL), 0);
	/* A buffer that is too short receives the line in pieces. */
	c = cursor("\n\nabcdefg\nh\n", 1);
	IS(mn_cursor_next_line(c, NULL), 1);
	IS(mn_cursor_read_line(c, buffer, 3), 1);
	IS(mn_cursor_read_line(c, buffer, 0), -ERANGE);
	SAYS("8 bytes");
	IS(mn_cursor_read_line(c, NULL, 3), -EFAULT);
	IS(mn_cursor_tell(c), 2);
	IS(mn_cursor_read_line(c, buffer, 3), 3);
	IS(mn_cursor_read_line(c, buffer, 3), 3);
	IS(mn_cursor_read_line(c, buffer, 3), 2);
	ck_assert_int_eq(memcmp(buffer, "g\n", 2), 0);
	IS(mn_cursor_read_line(c, buffer, 3), 2);
	IS(mn_cursor_read_line(c, buffer, 3), 0);
}
END_TEST

START_TEST(many_lines)
{
	enum { LINES = 20000 };
	char *text = malloc(LINES * 24), *p = text;
	int64_t c, n, total = 0;
	uint64_t at;

	for (int i = 0; i < LINES; i++)
		p += sprintf(p, "%.*s%d\n", i % 17, "................", i);
	c = cursor(text, 1);
	for (int i = 0; i < LINES; i++) {
		n = mn_cursor_next_line(c, &at);
		ck_assert_uint_eq(at, (uint64_t)total);
		ck_assert_int_eq(n, (int64_t)(strchr(text + total, '\n') - (text + total)) + 1);
		total += n;
	}
	IS(mn_cursor_next_line(c, &at), 0);
	ck_assert_int_eq(total, p - text);
	free(text);
}
END_TEST

/* S4-26: a cursor searches from its position, a region from the start. */
/* S4-50: the result is an offset. */
START_TEST(find)
{
	int64_t c = cursor("hello world", 1), r = mn_cursor_region(c);

	IS(mn_cursor_find(c, "h", 1), 0);
	IS(mn_cursor_seek(c, 5, 0), 5);
	IS(mn_cursor_find(c, "h", 1), -ENOENT);
	IS(mn_region_find(r, 0, UINT64_MAX, "h", 1), 0);
	IS(mn_cursor_find(c, "o", 1), 7);
	IS(mn_cursor_find(c, "", 0), 5);
	IS(mn_cursor_find(c, NULL, 0), 5);
	IS(mn_cursor_find(c, NULL, 1), -EFAULT);
	IS(mn_cursor_tell(c), 5);
	IS(mn_cursor_seek(c, 0, 2), 11);
	IS(mn_cursor_find(c, "", 0), 11);
	IS(mn_cursor_find(c, "d", 1), -ENOENT);
}
END_TEST

/* S0-42: cursors leave the region as it is, and each has its own position. */
START_TEST(two_cursors)
{
	int64_t a = cursor("hello world", 2), r = mn_cursor_region(a), b = mn_cursor_open(r);
	char bytes[11];

	reads(a, 3, "hel");
	reads(b, 5, "hello");
	IS(mn_cursor_tell(a), 3);
	IS(mn_cursor_tell(b), 5);
	IS(mn_cursor_seek(a, 0, 2), 11);
	IS(mn_cursor_tell(b), 5);
	(void)mn_cursor_find(a, "w", 1);
	(void)mn_cursor_next_line(b, NULL);
	IS(mn_region_read(r, 0, bytes, 11), 11);
	ck_assert_int_eq(memcmp(bytes, "hello world", 11), 0);
	IS(mn_cursor_close(a), 0);
	IS(mn_cursor_close(a), -EBADF);
	IS(mn_cursor_tell(a), -EBADF);
	IS(mn_cursor_tell(b), 11);
	IS(mn_statistic("cursors"), 1);
	/* A cursor does not keep its region open; its calls then return
	   -EBADF. */
	IS(mn_region_close(r), 0);
	IS(mn_cursor_read(b, bytes, 1), -EBADF);
	SAYS("region ");
	IS(mn_cursor_tell(b), -EBADF);
	IS(mn_cursor_seek(b, 0, 0), -EBADF);
	IS(mn_cursor_region(b), r);
	IS(mn_cursor_close(b), 0);
	IS(mn_cursor_open(r), -EBADF);
}
END_TEST

/* A region that became shorter than the position. */
START_TEST(behind_the_end)
{
	int64_t c = cursor("hello world", 2), r = mn_cursor_region(c);
	char byte;

	IS(mn_cursor_seek(c, 9, 0), 9);
	IS(mn_region_resize(r, 5), 0);
	IS(mn_cursor_tell(c), 9);
	IS(mn_cursor_read(c, &byte, 1), 0);
	IS(mn_cursor_read_byte(c), -ERANGE);
	IS(mn_cursor_write(c, "x", 1), -ERANGE);
	IS(mn_cursor_next_line(c, NULL), 0);
	IS(mn_cursor_find(c, "h", 1), -ENOENT);
	IS(mn_cursor_seek(c, 0, 1), -ERANGE);
	IS(mn_cursor_seek(c, -4, 1), 5);
	IS(mn_region_resize(r, 20), 0);
	IS(mn_cursor_read_byte(c), 0);
	IS(mn_cursor_tell(c), 6);
}
END_TEST

T_MAIN("cursor", read_and_tell, read_the_rest, bytes, write_all_or_nothing, seek, lines, many_lines, find, two_cursors,
       behind_the_end)
