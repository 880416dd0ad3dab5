/* Owners: the processes behind the connections. */

#include "owner.h"
#include "socket.h"
#include "../command.h"

#include <mmapnative.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void owner_free(uv_handle_t *handle)
{
	struct owner *o = handle->data;

	if (o->pidfd >= 0)
		close(o->pidfd);
	free(o);
}

static void owner_close(struct owner *o)
{
	if (o->pidfd >= 0)
		uv_close((uv_handle_t *)&o->end, owner_free);
	else
		free(o);
}

struct cleanup {
	struct job job;
	struct owner *owner;
	int64_t result;
	char detail[512];
};

static void cleanup_run(void *context)
{
	struct cleanup *c = context;
	const struct owner *o = c->owner;

	c->result = mn_manager_close_owner(o->owners->manager, o->number, 1, NULL);
	if (c->result < 0) {
		(void)snprintf(c->detail, sizeof c->detail, "%s", mn_error_detail());
		/* The process is gone: no one can retry, so close without writing back. */
		(void)mn_manager_close_owner(o->owners->manager, o->number, 0, NULL);
	}
}

static void cleanup_done(void *context)
{
	struct cleanup *c = context;

	if (c->result < 0) {
		c->owner->owners->status = complain(STATUS_FAILED, "data of process %d could not all be written back: %s",
		                             (int)c->owner->pid, c->detail);
	}
	owner_close(c->owner);
	free(c);
}

void owner_release(struct owner *o)
{
	struct owners *owners = o->owners;
	struct owner **at = &owners->first;
	struct cleanup *c;

	if (--o->connections > 0)
		return;
	while (*at != o)
		at = &(*at)->next;
	*at = o->next;
	c = calloc(1, sizeof *c);
	/* Without memory for a job, or without mappings, close right here. */
	if (!c || mn_manager_owner_info(owners->manager, o->number, o->number, "mappings") == 0) {
		(void)mn_manager_close_owner(owners->manager, o->number, 0, NULL);
		owner_close(o);
		free(c);
		return;
	}
	c->owner = o;
	c->job = (struct job){ .share = &o->share, .is_long = 1, .run = cleanup_run, .done = cleanup_done, .context = c };
	job_submit(owners->jobs, &c->job);
}

/* The process exited.  A child may have inherited its connections: finish what was
   received on them, and read no more. */
static void owner_ended(uv_poll_t *poll, int status, int events)
{
	struct owner *o = poll->data;

	(void)status;
	(void)events;
	(void)uv_poll_stop(poll);
	o->exited = 1;
	o->owners->exited(o->owners->context, o);
}

/* PIDs are reused; owner numbers are not while the earlier owner still has mappings.
   The low 32 bits are the PID. */
static int64_t owner_number(const struct owners *owners, pid_t pid)
{
	int64_t number = pid;

	for (;;) {
		const struct owner *o = owners->first;

		while (o && o->number != number)
			o = o->next;
		if (!o && mn_manager_owner_info(owners->manager, number, number, "mappings") == 0
		    && mn_manager_owner_info(owners->manager, number, number, "rights") == 0)
			return number;
		number += INT64_C(1) << 32;
	}
}

static struct owner *owner_new(struct owners *owners, pid_t pid, int pidfd)
{
	const struct serve_limits *limits = &owners->options->limits;
	struct owner *o = calloc(1, sizeof *o);

	if (!o)
		return NULL;
	o->owners = owners;
	o->pid = pid;
	o->pidfd = pidfd < 0 ? -1 : pidfd;
	o->number = owner_number(owners, pid);
	if (mn_manager_grant(owners->manager, o->number, owners->options->rights) < 0
	    || mn_manager_limit(owners->manager, o->number, limits->mappings, limits->bytes) < 0
	    || (pidfd >= 0 && uv_poll_init(owners->loop, &o->end, pidfd) < 0)) {
		(void)mn_manager_close_owner(owners->manager, o->number, 0, NULL);
		free(o);
		return NULL;
	}
	if (pidfd >= 0) {
		o->end.data = o;
		(void)uv_poll_start(&o->end, UV_READABLE, owner_ended);
	}
	o->next = owners->first;
	owners->first = o;
	return o;
}

struct owner *owner_of(struct owners *owners, int fd)
{
	pid_t pid;
	int pidfd = socket_peer(fd, &pid);
	struct owner *o = process_runs(pidfd) ? owners->first : NULL;

	/* A kernel without pidfds refuses no one; a shortage of descriptors does. */
	if (pidfd == -EMFILE || pidfd == -ENFILE || pidfd == -ENOMEM)
		return NULL;
	while (o && (o->pid != pid || o->exited || !process_runs(o->pidfd)))
		o = o->next;
	if (!o) {
		o = owner_new(owners, pid, pidfd);
		if (o)
			pidfd = -1;
	}
	if (pidfd >= 0)
		close(pidfd);
	return o;
}
