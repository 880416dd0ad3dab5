/* A request of the service's protocol: protocol.h reads it, requests.h runs it, and it
   gets one answer.  This code touches nothing but memory, so that it can be fuzzed and
   run on any thread; a request is used by one thread at a time.
   doc/mmapnative-serve.1 describes the protocol. */

#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "../text.h"

#include <stddef.h>
#include <stdint.h>

struct resident_cache;
struct verb;

/* The client a request is run for, and its limits. */
struct context {
	int64_t manager, owner;
	struct resident_cache *cache; /* used by request_weight alone, on the loop's thread */
	int64_t max_request;        /* bytes of a request's text */
	int64_t max_read;           /* bytes */
	int64_t max_depth;          /* nesting of brackets */
	int passes_descriptors;
};

enum field {
	MMAP_ID, OFFSET, LENGTH, START, END, PROT, OWNER_PID, SHARED, SYNC, EXACT, REVERSE, ADVICE, PATH,
	PATH_BASE64, NAME, ENCODING, DATA, FIELDS
};

#define HAS(field) (UINT32_C(1) << (field))

/* What the next bytes of the stream belong to. */
enum stage {
	BETWEEN,                    /* white space between requests */
	INSIDE,                     /* a request */
	SKIPPING_LINE,              /* the rest of a line that is not JSON */
	SKIPPING_REQUEST,           /* the rest of a request that is over a limit */
};

struct string {
	size_t at, n;               /* offset in `strings`; a NUL follows */
};

struct request {
	/* The position in the stream. */
	enum stage stage;
	int is_complete;            /* it can be run, or it has its answer */
	int line_is_blank;          /* only white space since the last newline */
	struct yajl_handle_t *json; /* the parser of a request that has begun */
	size_t length;              /* bytes of the request so far */
	int in_string, escaped;     /* state of the text after these bytes */
	int escape_digits;          /* digits of \uXXXX to come; 5: after a backslash */
	int high_surrogate;         /* the last escape was the first half of a pair */
	int tag_is_lost;            /* it cannot be sent back unchanged */
	uint32_t escape_value;      /* value of the escape so far */
	/* The value, as far as it was read. */
	int64_t depth, max_depth;
	int64_t outside;            /* depth outside the array or object `place` is about */
	int place;
	int field;                  /* the field the next value belongs to */
	const struct verb *named_verb; /* the request's name, if a key gave it */
	int candidate_count;        /* keys that could be the request's name */
	struct string candidates[2]; /* the first two, without named_verb's */
	struct string unknown;      /* the first key without a meaning */
	struct string syscall;
	int has_syscall, has_tag, has_unknown;
	uint32_t keys_seen;         /* one bit per field */
	struct text strings;
	int32_t error;              /* the first error, as -errno; 0: none */
	/* The result. */
	const struct verb *verb;    /* NULL: it could not be read, and has its answer */
	struct text tag;            /* as JSON; empty: none */
	uint32_t present;           /* one bit per field that is not null */
	int64_t numbers[FIELDS];
	const char *path, *name;
	struct text data;           /* bytes, or base64 before it is decoded */
	int data_is_text;
	char *decoded;              /* the path, or the data */
	const uint8_t *bytes;
	size_t count;
	int base64;
	int32_t descriptor;         /* to send with the answer; -1: none */
	/* Not cleared between requests: valid only where a flag above says so. */
	struct string text[FIELDS];
	char error_message[320];
};

/* Call it once before the first use. */
void request_begin(struct request *r);

/* Prepares for the next request of the stream. */
void request_end(struct request *r);

/* Call it once after the last use. */
void request_free(struct request *r);

/* ---- Reading and running it ---------------------------------------------- */

/* Copies a string that lives as long as the request; request_string reads it back. */
struct string request_store(struct request *r, const char *s, size_t n);
const char *request_string(const struct request *r, struct string s);

/* Records an error.  Only the first one counts, and the rest of the request is still
   read, so that client and service agree where the next one begins. */
__attribute__((format(printf, 3, 4)))
void request_mistake(struct request *r, int32_t code, const char *format, ...);

/* Answers with an error, and the request's tag. */
__attribute__((format(printf, 4, 5)))
void request_refuse(struct request *r, struct text *answer, int32_t code, const char *format, ...);

/* Decodes data or a path from base64.  Returns 0, or -1 after answering with an error. */
int request_decode(struct request *r, struct text *answer);

void request_stop_parser(struct request *r);

#endif
