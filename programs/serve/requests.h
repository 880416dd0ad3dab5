/* What each request does. */

#ifndef SERVE_REQUESTS_H
#define SERVE_REQUESTS_H

#include "request.h"

/* How long it may take: not at all, as long as a disk, or as long as there are
   bytes in a mapping. */
enum weight { INLINE, BLOCKING, LONG };

struct verb {
	const char *name, *syscall;
	uint32_t needs, takes;
	enum weight weight;
	/* Adds what the answer has beside its status; or gives an error. */
	int64_t (*run)(struct request *, const struct context *, struct text *);
};

/* By a name in a JSON document, or by that of its system call; NULL there is none. */
const struct verb *verb_find(const char *name, size_t n, int as_syscall);

/* The mapping it is about, or 0. */
int64_t request_mapping(const struct request *r);

/* alone: no job works on the mapping, so that looking at it waits for nothing. */
enum weight request_weight(const struct request *r, const struct context *context, int alone);
void request_run(struct request *r, const struct context *context, struct text *answer);

#endif
