/* Requests: what each one does.  fields.c looks them up, client.c runs them; request_run
   may run on any thread. */

#ifndef SERVE_REQUESTS_H
#define SERVE_REQUESTS_H

#include "request.h"

/* Where a request runs: on the loop; as a job, because it may wait for a disk; as a long
   job, because its time grows with the mapping. */
enum weight { INLINE, BLOCKING, LONG };

struct verb {
	const char *name, *syscall;
	uint32_t needs, takes;      /* required and optional fields */
	enum weight weight;
	/* Appends the answer's fields after the status.  Returns a negative errno on failure. */
	int64_t (*run)(struct request *, const struct context *, struct text *);
};

/* The request with this name, or with this "syscall" name; NULL if none has it. */
const struct verb *verb_find(const char *name, size_t n, int as_syscall);

/* The mapping a request is about, or 0. */
int64_t request_mapping(const struct request *r);

/* Where a complete request has to run.  alone: no job works on its mapping, so that asking
   about the mapping cannot block. */
enum weight request_weight(const struct request *r, const struct context *context, int alone);

/* Runs a complete request and appends its answer. */
void request_run(struct request *r, const struct context *context, struct text *answer);

#endif
