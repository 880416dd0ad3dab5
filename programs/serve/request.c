/* Requests: their memory, their first error, and base64. */

#include "request.h"
#include "answer.h"

#include <errno.h>
#include <nettle/base64.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { KEEP_BYTES = 1024 };     /* capacity that an empty buffer keeps */

void request_begin(struct request *r)
{
	memset(r, 0, sizeof *r);
	r->descriptor = -1;
}

void request_stop_parser(struct request *r)
{
	if (r->json)
		yajl_free(r->json);
	r->json = NULL;
}

/* The position in the stream outlives a request, and so do small buffers. */
void request_end(struct request *r)
{
	struct text strings, tag, data;
	enum stage stage = r->stage;
	int64_t depth = r->depth;
	int in_string = r->in_string, escaped = r->escaped;

	request_stop_parser(r);
	free(r->decoded);
	text_clear(&r->strings, KEEP_BYTES);
	text_clear(&r->tag, KEEP_BYTES);
	text_clear(&r->data, KEEP_BYTES);
	strings = r->strings;
	tag = r->tag;
	data = r->data;
	memset(r, 0, offsetof(struct request, text));
	r->strings = strings;
	r->tag = tag;
	r->data = data;
	r->stage = stage;
	r->descriptor = -1;
	if (stage == SKIPPING_REQUEST) {
		r->depth = depth;
		r->in_string = in_string;
		r->escaped = escaped;
	}
}

void request_free(struct request *r)
{
	request_stop_parser(r);
	free(r->decoded);
	text_free(&r->strings);
	text_free(&r->tag);
	text_free(&r->data);
	request_begin(r);
}

/* ---- Mistakes ----------------------------------------------------------- */

void request_mistake(struct request *r, int32_t code, const char *format, ...)
{
	va_list args;

	if (r->error)
		return;
	r->error = code;
	va_start(args, format);
	(void)vsnprintf(r->error_message, sizeof r->error_message, format, args);
	va_end(args);
}

struct string request_store(struct request *r, const char *s, size_t n)
{
	struct string kept = { r->strings.used, n };

	text_add(&r->strings, s, n);
	text_add(&r->strings, "", 1);
	return kept;
}

const char *request_string(const struct request *r, struct string s)
{
	return r->strings.failed || !r->strings.bytes ? "" : r->strings.bytes + s.at;
}

void request_refuse(struct request *r, struct text *answer, int32_t code, const char *format, ...)
{
	char message[400];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof message, format, args);
	va_end(args);
	answer_error(answer, code, message, &r->tag);
	r->verb = NULL;
}

/* ---- Base64 ------------------------------------------------------------- */

int request_decode(struct request *r, struct text *answer)
{
	int is_data = r->data_is_text;
	const char *text = is_data ? r->data.bytes : request_string(r, r->text[PATH_BASE64]);
	size_t n = is_data ? r->data.used : r->text[PATH_BASE64].n;
	const char *name = is_data ? "data" : "path_base64";
	struct base64_decode_ctx context;

	r->data_is_text = 0;
	r->decoded = malloc(BASE64_DECODE_LENGTH(n) + 1);
	if (!r->decoded) {
		request_refuse(r, answer, -ENOMEM, "not enough memory for %s", name);
		return -1;
	}
	base64_decode_init(&context);
	if (!base64_decode_update(&context, &r->count, (uint8_t *)r->decoded, n, text)
	    || !base64_decode_final(&context)) {
		request_refuse(r, answer, -EINVAL, "%s is not valid base64", name);
		return -1;
	}
	r->decoded[r->count] = 0;
	r->bytes = (const uint8_t *)r->decoded;
	if (is_data)
		text_clear(&r->data, 0);
	return 0;
}
