/* Bytes that grow, and the JSON that answers are made of. */

#ifndef PROGRAMS_TEXT_H
#define PROGRAMS_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Without memory `failed` is set, and nothing is added any more; so a chain of
   additions needs one look at its end. */
struct text {
	char *bytes;
	size_t used, capacity;
	int failed;
};

/* Room for n bytes more, at the end; NULL when there is none. */
char *text_reserve(struct text *t, size_t n);
void text_add(struct text *t, const void *bytes, size_t n);
void text_add_string(struct text *t, const char *s);
void text_add_number(struct text *t, int64_t number);
void text_free(struct text *t);

/* Empties it, and gives its memory back if that is more than `keep` bytes. */
void text_clear(struct text *t, size_t keep);

/* As JSON: a string of UTF-8 with its quotes; an array of numbers; base64 with
   quotes. */
void text_add_quoted(struct text *t, const char *bytes, size_t n);
void text_add_array(struct text *t, const uint8_t *bytes, size_t n);
void text_add_base64(struct text *t, const uint8_t *bytes, size_t n);

/* True if the bytes are UTF-8, which is all that a JSON string can hold. */
int is_utf8(const char *bytes, size_t n);

#endif
