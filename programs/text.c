#include "text.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_reserve(struct text *t, size_t n)
{
	size_t capacity = t->capacity ? t->capacity : 512;
	char *bytes;

	if (t->failed || n > SIZE_MAX / 4 - t->used) {
		t->failed = 1;
		return NULL;
	}
	while (capacity - t->used < n)
		capacity *= 2;
	if (capacity != t->capacity) {
		bytes = realloc(t->bytes, capacity);
		if (!bytes) {
			t->failed = 1;
			return NULL;
		}
		t->bytes = bytes;
		t->capacity = capacity;
	}
	return t->bytes + t->used;
}

void text_add(struct text *t, const void *bytes, size_t n)
{
	char *to = text_reserve(t, n);

	if (to && n) {
		memcpy(to, bytes, n);
		t->used += n;
	}
}

void text_add_string(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void text_add_number(struct text *t, int64_t number)
{
	char digits[24];

	text_add(t, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

void text_free(struct text *t)
{
	free(t->bytes);
	memset(t, 0, sizeof *t);
}

void text_clear(struct text *t, size_t keep)
{
	if (t->capacity > keep)
		text_free(t);
	t->used = 0;
	t->failed = 0;
}

/* ---- JSON --------------------------------------------------------------- */

/* Copies runs of characters that need no escape. */
void text_add_quoted(struct text *t, const char *bytes, size_t n)
{
	size_t done = 0;

	text_add(t, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		static const char named[] = "\bb\ff\nn\rr\tt\"\"\\\\";
		unsigned char c = (unsigned char)bytes[i];
		const char *name = named;
		char escape[8];

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		text_add(t, bytes + done, i - done);
		done = i + 1;
		while (*name && *name != bytes[i])
			name += 2;
		if (*name)
			(void)snprintf(escape, sizeof escape, "\\%c", name[1]);
		else
			(void)snprintf(escape, sizeof escape, "\\u%04x", c);
		text_add_string(t, escape);
	}
	text_add(t, bytes + done, n - done);
	text_add(t, "\"", 1);
}

/* Each byte's digits and a comma.  Always copies four bytes: a copy of constant size is
   one instruction. */
static struct digits {
	char text[4];
	uint8_t count;
} digits_of[256];

__attribute__((constructor))
static void make_digits(void)
{
	for (unsigned b = 0; b < 256; b++) {
		char text[8];

		digits_of[b].count = (uint8_t)snprintf(text, sizeof text, "%u,", b);
		memcpy(digits_of[b].text, text, 4);
	}
}

void text_add_array(struct text *t, const uint8_t *bytes, size_t n)
{
	char *start = text_reserve(t, 4 * n + 2), *to = start;

	if (!to)
		return;
	*to++ = '[';
	for (size_t i = 0; i < n; i++) {
		memcpy(to, digits_of[bytes[i]].text, 4);
		to += digits_of[bytes[i]].count;
	}
	/* The bracket replaces the last comma. */
	if (n)
		to--;
	*to++ = ']';
	t->used += (size_t)(to - start);
}

void text_add_base64(struct text *t, const uint8_t *bytes, size_t n)
{
	char *to = text_reserve(t, BASE64_ENCODE_RAW_LENGTH(n) + 2);

	if (!to)
		return;
	*to = '"';
	base64_encode_raw(to + 1, n, bytes);
	to[BASE64_ENCODE_RAW_LENGTH(n) + 1] = '"';
	t->used += BASE64_ENCODE_RAW_LENGTH(n) + 2;
}

int is_utf8(const char *text, size_t n)
{
	const uint8_t *bytes = (const uint8_t *)text;

	for (size_t i = 0; i < n;) {
		uint8_t c = bytes[i++];
		size_t more = c < 0x80 ? 0 : c < 0xc2 ? 9 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 9;

		if (more > n - i)
			return 0;
		/* Overlong forms, surrogates, and values past U+10FFFF. */
		if (more && ((c == 0xe0 && bytes[i] < 0xa0) || (c == 0xed && bytes[i] > 0x9f)
		             || (c == 0xf0 && bytes[i] < 0x90) || (c == 0xf4 && bytes[i] > 0x8f)))
			return 0;
		for (; more; more--)
			if ((bytes[i++] & 0xc0) != 0x80)
				return 0;
	}
	return 1;
}
