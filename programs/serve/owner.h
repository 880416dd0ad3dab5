/* Owners: the processes behind the connections.  All connections of a process share one
   owner.  When the process exits or its last connection closes, its mappings are written
   back and closed.  client.c calls this; the loop's thread only. */

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
	const struct serve_options *options;
	int64_t manager;
	struct owner *first;
	int status;                 /* STATUS_FAILED after a write-back failed */
	void (*exited)(void *context, struct owner *o); /* called when the process exits */
	void *context;
};

struct owner {
	struct owner *next;
	struct owners *owners;
	int64_t number;             /* the owner's number in the manager */
	pid_t pid;
	int pidfd;                  /* -1: no pidfd, so each connection gets an owner of its own */
	uv_poll_t end;              /* readable when the process exits */
	int connections;
	int exited;                 /* the process has exited */
	struct job_share share;
};

/* The owner of the process at the other end of fd.  Two connections share an owner only
   if their PIDs match and that process is still running: a PID alone could have been
   reused.  NULL if memory or descriptors ran out. */
struct owner *owner_of(struct owners *owners, int fd);

/* Gives up one connection.  The last one closes the owner and its mappings. */
void owner_release(struct owner *o);

#endif
