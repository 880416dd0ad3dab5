/* Protocol: finds requests in a stream of bytes, whatever pieces it comes in.

   YAJL parses incrementally and keeps only a token that was cut, so a request is built
   as its bytes arrive and no byte is parsed twice.

       BETWEEN -- { --> INSIDE -- the last } --> BETWEEN
                          |-- not JSON --> SKIPPING_LINE -- newline --> BETWEEN
                          `-- over a limit --> SKIPPING_REQUEST -- the last } --> BETWEEN

   Valid JSON that is not a valid request is read to its end and answered once, so that
   client and service agree where the next request begins. */

#include "protocol.h"
#include "fields.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* True after a \u escape that is only half of a surrogate pair; YAJL would read it as a
   question mark. */
static int has_lone_surrogate(struct request *r, const char *bytes, size_t n)
{
	size_t i = 0;

	while (i < n) {
		char c = bytes[i];

		if (r->escape_digits == 0 && !r->high_surrogate) {
			const char *next = memchr(bytes + i, '\\', n - i);

			if (!next)
				return 0;
			i = (size_t)(next - bytes) + 1;
			r->escape_digits = 5;
			continue;
		}
		i++;
		if (r->escape_digits == 0) {
			/* The first half must be followed by another escape. */
			if (c != '\\')
				return 1;
			r->escape_digits = 5;
		} else if (r->escape_digits == 5) {
			if (c != 'u' && r->high_surrogate)
				return 1;
			r->escape_digits = c == 'u' ? 4 : 0;
			r->escape_value = 0;
		} else {
			r->escape_value = r->escape_value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
			if (--r->escape_digits)
				continue;
			if (r->high_surrogate != (r->escape_value >= 0xdc00 && r->escape_value <= 0xdfff))
				return 1;
			r->high_surrogate = r->escape_value >= 0xd800 && r->escape_value <= 0xdbff;
		}
	}
	return 0;
}

/* Tracks whether the text is inside a string. */
static void follow_strings(struct request *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (r->escaped) {
			r->escaped = 0;
		} else if (!r->in_string) {
			const char *quote = memchr(bytes + i, '"', n - i);

			if (!quote)
				return;
			i = (size_t)(quote - bytes);
			r->in_string = 1;
		} else if (bytes[i] == '"') {
			r->in_string = 0;
		} else {
			r->escaped = bytes[i] == '\\';
		}
	}
}

/* Skips the rest of a request.  Returns the bytes consumed.  A newline inside a string is
   not JSON, so it ends the request. */
static size_t skip_request(struct request *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = bytes[i];

		if (r->escaped)
			r->escaped = 0;
		else if (c == '"')
			r->in_string = !r->in_string;
		else if (r->in_string)
			r->escaped = c == '\\';
		else if (c == '{' || c == '[')
			r->depth++;
		else if (c == '}' || c == ']')
			r->depth--;
		if (r->depth == 0 || (r->in_string && c == '\n')) {
			r->stage = BETWEEN;
			r->depth = 0;
			r->in_string = r->escaped = 0;
			return i + 1;
		}
	}
	return n;
}

/* The text is not JSON at byte `at`: skip the rest of the line.  But an opening brace that
   begins a line starts the next request: then the previous one has no end.  Returns the
   bytes consumed. */
static size_t malformed(struct request *r, const char *bytes, size_t at, size_t n, struct text *answer)
{
	unsigned char *error = yajl_get_error(r->json, 0, NULL, 0);
	char message[200];
	size_t begin;
	int is_blank = r->line_is_blank;

	/* "parse error: ..." or "lexical error: ...", then a newline. */
	(void)snprintf(message, sizeof message, "%s", error ? (const char *)error : "");
	message[strcspn(message, "\n")] = 0;
	yajl_free_error(r->json, error);
	/* YAJL reports a parse error behind the offending token, so a brace there is that token.
	   A lexical error is reported before it, so a brace there is still valid.  Where a string
	   has a newline in the middle of a UTF-8 sequence, YAJL has consumed the newline. */
	if (at > 0 && bytes[at - 1] == '\n')
		follow_strings(r, bytes, at - 1);
	if (at > 0 && ((bytes[at - 1] == '{' && message[0] == 'p') || (bytes[at - 1] == '\n' && r->in_string)))
		at--;
	for (begin = at; begin > 0 && is_white(bytes[begin - 1]) && bytes[begin - 1] != '\n';)
		begin--;
	if (begin > 0)
		is_blank = bytes[begin - 1] == '\n';
	r->stage = at < n && bytes[at] == '{' && is_blank ? BETWEEN : SKIPPING_LINE;
	/* The tag may be incomplete. */
	r->tag.used = 0;
	request_refuse(r, answer, -EINVAL, "not JSON near byte %zu of the request: %s", r->length + at + 1, message);
	return at;
}

/* True if only white space followed the last newline. */
static int ends_blank(const struct request *r, const char *bytes, size_t n)
{
	while (n > 0 && is_white(bytes[n - 1])) {
		if (bytes[n - 1] == '\n')
			return 1;
		n--;
	}
	return n == 0 && r->line_is_blank;
}

/* Parses the next bytes of a request.  Returns the bytes consumed.  YAJL gets no byte past
   the first one over the limit: whether it sees an error there would depend on the pieces. */
static size_t read_on(struct request *r, const struct context *context, const char *bytes, size_t n,
                      struct text *answer)
{
	size_t room = (size_t)context->max_request + 1 - r->length, used;
	yajl_status status = yajl_parse(r->json, (const unsigned char *)bytes, n < room ? n : room);
	int over;

	used = yajl_get_bytes_consumed(r->json);
	if (status == yajl_status_error) {
		r->is_complete = 1;
		used = malformed(r, bytes, used, n, answer);
		request_stop_parser(r);
		return used;
	}
	if (has_lone_surrogate(r, bytes, used)) {
		r->tag_is_lost = 1;
		request_mistake(r, -EINVAL, "a \\u escape is half of a surrogate pair");
	}
	r->length += used;
	if (r->length > (size_t)context->max_request) {
		r->error = 0;
		request_mistake(r, -EMSGSIZE, "the request is over the limit of %" PRId64 " bytes", context->max_request);
	}
	over = r->error == -EMSGSIZE || r->error == -E2BIG;
	r->is_complete = r->depth == 0 || over;
	if (over) {
		/* The tag may be incomplete. */
		r->tag.used = 0;
		request_refuse(r, answer, r->error, "%s", r->error_message);
	} else if (r->is_complete) {
		fields_finish(r, answer);
	}
	if (r->depth == 0) {
		r->stage = BETWEEN;
	} else {
		follow_strings(r, bytes, used);
		r->line_is_blank = ends_blank(r, bytes, used);
		if (r->is_complete)
			r->stage = SKIPPING_REQUEST;
	}
	if (r->is_complete)
		request_stop_parser(r);
	return used;
}

/* The next value is not an object. */
static void not_an_object(struct request *r, char c, struct text *answer)
{
	const char *type = c == '[' ? "an array" : c == '"' ? "a string" : c == '-' || (c >= '0' && c <= '9') ? "a number"
	                   : NULL;

	r->is_complete = 1;
	r->stage = SKIPPING_LINE;
	if (type)
		request_refuse(r, answer, -EINVAL, "a request must be an object, not %s", type);
	else
		request_refuse(r, answer, -EINVAL, "not JSON: a request is an object and begins with {");
}

size_t protocol_read(struct request *r, const struct context *context, const char *bytes, size_t n,
                     struct text *answer)
{
	size_t used = 0;

	if (r->stage == SKIPPING_LINE) {
		const char *newline = memchr(bytes, '\n', n);

		if (!newline)
			return n;
		used = (size_t)(newline - bytes) + 1;
		r->stage = BETWEEN;
	}
	if (r->stage == SKIPPING_REQUEST)
		used = skip_request(r, bytes, n);
	if (r->stage == BETWEEN) {
		while (used < n && is_white(bytes[used]))
			used++;
		if (used == n)
			return n;
		if (bytes[used] != '{') {
			not_an_object(r, bytes[used], answer);
			return used;
		}
		r->json = yajl_alloc(&fields_callbacks, NULL, r);
		if (!r->json) {
			r->is_complete = 1;
			r->stage = SKIPPING_LINE;
			request_refuse(r, answer, -ENOMEM, "not enough memory for a request");
			return used;
		}
		(void)yajl_config(r->json, yajl_allow_trailing_garbage, 1);
		r->stage = INSIDE;
		r->max_depth = context->max_depth;
	}
	return used < n && r->stage == INSIDE ? used + read_on(r, context, bytes + used, n - used, answer) : used;
}

void protocol_end(struct request *r, struct text *answer)
{
	if (r->stage == INSIDE) {
		r->is_complete = 1;
		if (!fields_have_tag(r))
			r->tag.used = 0;
		request_refuse(r, answer, -EINVAL, "the input ended inside a request");
	}
	request_stop_parser(r);
	r->stage = BETWEEN;
}
