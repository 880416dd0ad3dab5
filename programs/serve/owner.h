/* Owners: the processes that have connections.  All connections of a process are
   one owner, and when the process ends, or its last connection does, what it had is
   written back and closed. */

#ifndef SERVE_OWNER_H
#define SERVE_OWNER_H

#include "job.h"
#include "options.h"

#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

struct owner;

struct owners {
	uv_loop_t *loop;
	struct jobs *jobs;
	const struct service_options *options;
	int64_t manager;
	struct owner *first;
	int status;                 /* STATUS_FAILED: something could not be written back */
	void (*exited)(void *context, struct owner *o); /* the process did */
	void *context;
};

struct owner {
	struct owner *next;
	struct owners *owners;
	int64_t number;             /* what the manager knows it by */
	pid_t pid;
	int pidfd;                  /* -1: nobody can be told to be the same process */
	uv_poll_t end;              /* of the process */
	int connections;
	int exited;                   /* the process ended */
	struct job_share share;
};

/* Who is at the other end.  Two connections are the same process's if both
   say its number and it has not ended, so that the number was no other's.  NULL
   without memory or descriptors. */
struct owner *owner_of(struct owners *owners, int fd);

/* A connection is closed.  Its mappings go with its last connection. */
void owner_release(struct owner *o);

#endif
