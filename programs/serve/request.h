/* A request of the service's protocol: it is read (protocol.h), weighed and run
   (requests.h), and has one answer.  Nothing of this reads or writes anything but
   memory, so that it can be fuzzed, and run on any thread.  doc/mmapnative-serve.1
   has the protocol. */

#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "../text.h"

#include <stddef.h>
#include <stdint.h>

struct resident_cache;
struct verb;

/* For whom a request is run, and what one request may ask for. */
struct context {
	int64_t manager, owner;
	struct resident_cache *cache;          /* only request_weight uses it, on one thread */
	int64_t max_request;            /* bytes of a request's text */
	int64_t max_read;       /* bytes */
	int64_t max_depth;            /* brackets inside brackets */
	int passes_descriptors;
};

enum field {
	MMAP_ID, OFFSET, LENGTH, START, END, PROT, OWNER_PID, SHARED, SYNC, EXACT, REVERSE, ADVICE, PATH,
	PATH_BASE64, NAME, ENCODING, DATA, FIELDS
};

#define HAS(field) (UINT32_C(1) << (field))

/* What the next bytes of the stream belong to. */
enum stage {
	BETWEEN,                    /* requests: white space */
	INSIDE,                     /* a request */
	SKIPPING_LINE,               /* the rest of a line, after what is no JSON */
	SKIPPING_REQUEST,            /* the rest of a request that is over the limit */
};

struct string {
	size_t at, n;               /* in `strings`, with a zero behind it */
};

struct request {
	/* The stream. */
	enum stage stage;
	int is_complete;                  /* there is a request to run, or it is answered */
	int line_is_blank;                  /* only white space came since the last newline */
	struct yajl_handle_t *json; /* of the request that has begun */
	size_t length;              /* bytes of it */
	int in_string, escaped;     /* where a piece of it ended */
	int escape_digits;                 /* of \uXXXX that are still to come; 5: a backslash came */
	int high_surrogate;                   /* the escape before was the first half of a pair */
	int tag_is_lost;            /* the tag cannot come back as it was */
	uint32_t escape_value;              /* its number so far */
	/* The value, as far as it was read. */
	int64_t depth, max_depth;
	int64_t outside;            /* the depth at which the array or object began that `place` is */
	int place;
	int field;                  /* whose value comes next */
	const struct verb *named_verb;   /* by a key */
	int candidate_count;                  /* keys that could be the request's name */
	struct string candidates[2];      /* the first of them, without the one in `named` */
	struct string unknown;      /* the first key that is nothing here */
	struct string syscall;
	int has_syscall, has_tag, has_unknown;
	uint32_t keys_seen;              /* a bit for each field */
	struct text strings;
	int32_t error;            /* the first mistake, or 0 */
	/* What it is. */
	const struct verb *verb;    /* NULL: it could not be read, and is answered */
	struct text tag;            /* as JSON; empty: none */
	uint32_t present;             /* a bit for each field that is not null */
	int64_t numbers[FIELDS];
	const char *path, *name;
	struct text data;           /* bytes; or base64 that is still to be decoded */
	int data_is_text;
	char *decoded;              /* the path, or data */
	const uint8_t *bytes;
	size_t count;
	int base64;
	int32_t descriptor;         /* to be handed over with the answer, or -1 */
	/* What is read only where something above says that it is there. */
	struct string text[FIELDS];
	char error_message[320];
};

/* Before the first use; `descriptor` is -1. */
void request_begin(struct request *r);

/* Empties it for the next request of the stream. */
void request_end(struct request *r);

/* After the last use. */
void request_free(struct request *r);

/* ---- For those who read and run it -------------------------------------- */

/* Keeps a copy of a string as long as the request, and gives it back. */
struct string request_store(struct request *r, const char *s, size_t n);
const char *request_string(const struct request *r, struct string s);

/* Notes what is wrong with a request.  The first mistake is the one that counts,
   and the rest of the request is read all the same. */
__attribute__((format(printf, 3, 4)))
void request_mistake(struct request *r, int32_t code, const char *format, ...);

/* Answers that the request cannot be done, with its tag; the message is printf's. */
__attribute__((format(printf, 4, 5)))
void request_refuse(struct request *r, struct text *answer, int32_t code, const char *format, ...);

/* Data or a path in base64 becomes bytes; 0, or -1 and it is refused. */
int request_decode(struct request *r, struct text *answer);

void request_stop_parser(struct request *r);

#endif
