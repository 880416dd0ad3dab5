/* A growing buffer, and the JSON that answers consist of. */

#ifndef PROGRAMS_TEXT_H
#define PROGRAMS_TEXT_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

/* "1 byte" and "2 bytes" in printf's format, and the arguments that belong to it. */
#define BYTES "%" PRId64 " byte%s"
#define count_bytes(n) (int64_t)(n), (n) == 1 ? "" : "s"

/* Without memory `failed` is set and nothing more is added, so one check at the end of a
   chain of additions is enough. */
struct text {
	char *bytes;
	size_t used, capacity;
	int failed;
};

/* Makes room for n more bytes and returns where they go; NULL without memory. */
char *text_reserve(struct text *t, size_t n);
void text_add(struct text *t, const void *bytes, size_t n);
void text_add_string(struct text *t, const char *s);
void text_add_number(struct text *t, int64_t number);
void text_free(struct text *t);

/* Empties the buffer, and frees it if its capacity is over `keep` bytes. */
void text_clear(struct text *t, size_t keep);

/* JSON: a string (the bytes must be UTF-8), an array of numbers, or a base64 string. */
void text_add_quoted(struct text *t, const char *bytes, size_t n);
void text_add_array(struct text *t, const uint8_t *bytes, size_t n);
void text_add_base64(struct text *t, const uint8_t *bytes, size_t n);

/* True if the bytes are valid UTF-8, as JSON strings must be. */
int is_utf8(const char *bytes, size_t n);

#endif
