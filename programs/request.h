/* One line of the service's protocol: a request is parsed, weighed, run, and
   has one answer.  Nothing here reads or writes anything but memory, so that it
   can be fuzzed, and run on any thread.  The protocol stands in
   doc/mmapnative-serve.1. */

#ifndef PROGRAMS_REQUEST_H
#define PROGRAMS_REQUEST_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow.  Where there is no memory `failed` is set, and nothing is
   added any more; so a chain of additions needs one look at its end. */
struct text {
	char *bytes;
	size_t used, room;
	int failed;
};

/* Room for n bytes more, at the end; NULL when there is none. */
char *text_reserve(struct text *t, size_t n);
void text_add(struct text *t, const void *bytes, size_t n);
void text_free(struct text *t);

/* Pages that were in memory in this second.  Asking the kernel takes as long as
   reading, and who reads one page mostly reads it again. */
struct seen {
	uint64_t second;
	struct {
		int64_t mapping;
		uint64_t page, second;
	} pages[1024];
};

/* For whom a request is run, and what one request may ask for. */
struct asker {
	int64_t manager, owner;
	struct seen *seen;          /* only request_weight uses it, on one thread */
	int64_t longest_read;       /* bytes */
	int64_t deepest;            /* brackets inside brackets */
	int passes_descriptors;
};

enum field {
	MMAP_ID, OFFSET, LENGTH, START, END, PROT, OWNER_PID, SHARED, SYNC, EXACT, REVERSE, ADVICE, PATH,
	PATH_BASE64, NAME, ENCODING, DATA, FIELDS
};

/* How long it may take: not at all, as long as a disk, or as long as there are
   bytes in a mapping. */
enum weight { QUICK, WAITS, SLOW };

struct verb;

struct request {
	const struct verb *verb;    /* NULL: it could not be parsed, and is answered */
	json_t *root, *tag;
	uint32_t given;             /* a bit for each field */
	int64_t numbers[FIELDS];
	const char *path;           /* inside of root or of bytes */
	const char *name;
	char *bytes;                /* decoded: data, or a path */
	size_t count;
	int base64;
	int32_t descriptor;         /* to be handed over with the answer, or -1 */
};

/* The mapping it is about, or 0. */
int64_t request_mapping(const struct request *r);

void request_parse(struct request *r, const struct asker *a, const char *line, size_t n, struct text *answer);

/* alone: nobody else works on the mapping, so that looking at it waits for
   nobody. */
enum weight request_weight(const struct request *r, const struct asker *a, int alone);
void request_run(struct request *r, const struct asker *a, struct text *answer);
void request_end(struct request *r);

/* An answer to what is no request: a line that is too long or too late. */
void request_refuse(struct text *answer, int32_t code, const char *message);

#endif
