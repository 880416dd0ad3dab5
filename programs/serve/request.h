/* Requests of the service's protocol: each is read, weighed, run, and has one
   answer.  Nothing here reads or writes anything but memory, so that it can be
   fuzzed, and run on any thread.  doc/mmapnative-serve.1 has the protocol. */

#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "../text.h"

#include <stddef.h>
#include <stdint.h>

/* Pages that were in memory in this second.  Asking the kernel takes as long as
   reading, and a client that reads a page mostly reads it again. */
struct seen {
	uint64_t second;
	struct {
		int64_t mapping;
		uint64_t page, second;
	} pages[1024];
	struct {
		int64_t mapping, region;
	} regions[1024];
};

/* For whom a request is run, and what one request may ask for. */
struct asker {
	int64_t manager, owner;
	struct seen *seen;          /* only request_weight uses it, on one thread */
	int64_t longest;            /* bytes of a request's text */
	int64_t longest_read;       /* bytes */
	int64_t deepest;            /* brackets inside brackets */
	int passes_descriptors;
};

enum field {
	MMAP_ID, OFFSET, LENGTH, START, END, PROT, OWNER_PID, SHARED, SYNC, EXACT, REVERSE, ADVICE, PATH,
	PATH_BASE64, NAME, ENCODING, DATA, FIELDS
};

#define HAS(field) (UINT32_C(1) << (field))

/* How long it may take: not at all, as long as a disk, or as long as there are
   bytes in a mapping. */
enum weight { QUICK, WAITS, SLOW };

struct request;

struct verb {
	const char *name, *syscall;
	uint32_t needs, takes;
	enum weight weight;
	/* Adds what the answer has beside its status; or gives an error. */
	int64_t (*run)(struct request *, const struct asker *, struct text *);
};

/* What the next bytes of the stream belong to. */
enum stage {
	BETWEEN,                    /* requests: white space */
	INSIDE,                     /* a request */
	PASSING_LINE,               /* the rest of a line, after what is no JSON */
	PASSING_REQUEST,            /* the rest of a request that is over the limit */
};

struct string {
	size_t at, n;               /* in `strings`, with a zero behind it */
};

struct request {
	/* The stream. */
	enum stage stage;
	int whole;                  /* there is a request to run, or it is answered */
	int blank;                  /* only white space came since the last newline */
	struct yajl_handle_t *json; /* of the request that has begun */
	size_t length;              /* bytes of it */
	int in_string, escaped;     /* where a piece of it ended */
	int digits;                 /* of \uXXXX that are still to come; 5: a backslash came */
	int half;                   /* the escape before was the first half of a pair */
	int tag_is_lost;            /* the tag cannot come back as it was */
	uint32_t unit;              /* its number so far */
	/* The value, as far as it was read. */
	int64_t depth, deepest;
	int64_t outside;            /* the depth at which the array or object began that `place` is */
	int place;
	int field;                  /* whose value comes next */
	const struct verb *named;   /* by a key */
	int names;                  /* keys that could be the request's name */
	struct string keys[2];      /* the first of them, without the one in `named` */
	struct string unknown;      /* the first key that is nothing here */
	struct string syscall;
	int has_syscall, has_tag, has_unknown;
	uint32_t seen;              /* a bit for each field */
	struct text strings;
	int32_t refused;            /* the first mistake, or 0 */
	/* What it is. */
	const struct verb *verb;    /* NULL: it could not be read, and is answered */
	struct text tag;            /* as JSON; empty: none */
	uint32_t given;             /* a bit for each field that is not null */
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
	char refusal[320];
};

/* Before the first use; `descriptor` is -1. */
void request_begin(struct request *r);

/* Reads on, with the next bytes of the stream, and gives how many of them it
   took.  With r->whole set a request ended there: it is in r, with a verb, or it
   was refused and has its answer.  What follows is read after request_end. */
size_t request_read(struct request *r, const struct asker *a, const char *bytes, size_t n, struct text *answer);

/* The stream ended: half a request is answered. */
void request_read_end(struct request *r, struct text *answer);

/* The mapping it is about, or 0. */
int64_t request_mapping(const struct request *r);

/* alone: no job works on the mapping, so that looking at it waits for nothing. */
enum weight request_weight(const struct request *r, const struct asker *a, int alone);
void request_run(struct request *r, const struct asker *a, struct text *answer);
void request_end(struct request *r);

/* After the last use. */
void request_free(struct request *r);

/* An answer to what is no request. */
void request_refuse(struct text *answer, int32_t code, const char *message);

/* ---- Between requests.c and protocol.c ---------------------------------- */

const struct verb *verb_find(const char *name, size_t n, int as_syscall);

/* The same for a request, with its tag; the message is printf's. */
__attribute__((format(printf, 4, 5)))
void request_refused(struct request *r, struct text *answer, int32_t code, const char *format, ...);

/* Data in base64 becomes bytes; 0, or -1 and it is refused. */
int request_decode(struct request *r, struct text *answer);

#endif
