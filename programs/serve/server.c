/* The service's loop.

   A client's requests are answered one at a time and in order; different
   clients take turns.  What is certain to be quick is done on the loop; what
   may wait for a disk or look at many bytes is a job for a pool of threads.
   Nothing of a client piles up here: while its job runs or its answers are not
   taken, no more is read from it, and its requests wait in its own socket.

       read -> parse -> run -> send -> read ...
                         |      `- not taken: wait until it is
                         `- a job: wait until it is done

   Owners are processes.  All connections of a process are one owner, and when
   the process ends, or its last connection does, what it had is written back
   and closed. */

#include "server.h"
#include "../command.h"
#include "relay.h"
#include "answer.h"
#include "protocol.h"
#include "requests.h"
#include "resident_cache.h"

#include <mmapnative.h>

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum {
	INPUT = 65536,              /* bytes read at once */
	REQUESTS_A_TURN = 16,
	INPUT_A_TURN = 16384,
	OUTPUT_A_TURN = 65536,
	KEPT = 65536,               /* of buffers that are empty */
	SPARE = 64,                 /* buffers for answers that nobody has */
	ACCEPTED_AT_ONCE = 64,
	THREADS = 16,               /* as in THREADS_TEXT */
	SLOW_JOBS = THREADS / 2,    /* so that others find a thread when some work for minutes */
	OWNER_JOBS = 4,
	LAST_SECONDS = 5,           /* for taking the last answers when the service ends */
};

#define THREADS_TEXT "16"

enum { SIGNALS = 3 };
static const int ending_signals[SIGNALS] = { SIGTERM, SIGINT, SIGHUP };

struct server;

struct owner {
	struct owner *next;
	struct server *server;
	int64_t number;             /* what the manager knows it by */
	pid_t pid;
	int pidfd;                  /* -1: nobody can be told to be the same process */
	uv_poll_t end;              /* of the process */
	int connections;
	int gone;                   /* the process ended */
	struct job *running[OWNER_JOBS];
	int jobs;
};

struct job {
	uv_work_t work;
	struct job *next;
	struct server *server;
	struct owner *owner;
	int64_t mapping;            /* 0: none */
	int slow;
	void (*run)(struct job *);
	void (*done)(struct job *);
};

struct client {
	struct job job;
	uv_poll_t poll;
	struct client *next, **previous;
	struct client *next_queued; /* a client stands in one queue at most */
	struct server *server;
	struct owner *owner;
	struct asker asker;
	int fd;
	int events;                 /* what the socket is watched for */
	int patient;                /* no deadlines */
	int working;                /* its job is waiting or running */
	int turning;                /* it stands in the queue of turns */
	int answered;               /* it stands in that of answers, for the end of the round */
	int more;                   /* there is input that was not looked at */
	int ended;                  /* nothing more comes */
	int deaf;                   /* nothing more is taken */
	int leaving;                /* closed when its answers are taken */
	int crowded;                /* its descriptor could not be sent for now */
	struct text in;             /* input that waits for a turn */
	size_t taken;               /* of in: done with */
	uint64_t half_since;        /* 0: no half request is there */
	struct text out;
	size_t sent;
	uint64_t sent_since;
	int descriptor;             /* goes with the byte at descriptor_at */
	size_t descriptor_at;
	struct text answer;         /* of the job */
	struct request request;
};

struct queue {
	struct client *first, **last;
};

struct server {
	uv_loop_t loop;
	uv_poll_t listener;
	uv_timer_t tick;
	uv_idle_t turns;            /* runs while somebody waits for one */
	uv_check_t round;           /* its end */
	uv_signal_t signals[SIGNALS];
	const struct service_options *options;
	int listener_fd;            /* -1: none, or no longer */
	int64_t manager;
	int64_t client_count;
	struct client *clients;
	struct queue turning, answered;
	struct owner *owners;
	struct job *first_job, **last_job;
	int slow_jobs, all_jobs;
	int listening;
	int status;                 /* the exit status */
	uint64_t stopping;          /* when it began to, in the loop's milliseconds */
	struct text spare[SPARE];   /* buffers for the answers of whose turn it is */
	int spares;
	struct seen seen;
	char input[INPUT];
};

static void client_next(struct client *c);
static void client_flush(struct client *c);
static void server_listen(struct server *s);
static void server_stop(struct server *s);
static void server_may_end(struct server *s);

/* ---- Jobs --------------------------------------------------------------- */

/* One at a time for a mapping, so that no thread waits for a lock that another
   job holds; a few for an owner, so that none has all threads. */
static int job_may_run(const struct job *j)
{
	if (j->owner->jobs == OWNER_JOBS)
		return 0;
	for (int i = 0; i < j->owner->jobs; i++)
		if ((j->mapping && j->owner->running[i]->mapping == j->mapping) || (j->slow && j->owner->running[i]->slow))
			return 0;
	return !j->slow || j->server->slow_jobs < SLOW_JOBS;
}

static void job_work(uv_work_t *work)
{
	struct job *j = work->data;

	j->run(j);
}

static void jobs_start(struct server *s);

static void job_after(uv_work_t *work, int status)
{
	struct job *j = work->data;
	struct owner *o = j->owner;
	struct server *s = j->server;
	int i = 0;

	(void)status;
	while (o->running[i] != j)
		i++;
	o->running[i] = o->running[--o->jobs];
	s->slow_jobs -= j->slow;
	s->all_jobs--;
	j->done(j);
	jobs_start(s);
	server_may_end(s);
}

static void jobs_start(struct server *s)
{
	for (struct job **at = &s->first_job; *at;) {
		struct job *j = *at;

		if (!job_may_run(j)) {
			at = &j->next;
			continue;
		}
		*at = j->next;
		if (!*at)
			s->last_job = at;
		j->owner->running[j->owner->jobs++] = j;
		s->slow_jobs += j->slow;
		(void)uv_queue_work(&s->loop, &j->work, job_work, job_after);
	}
}

static void job_submit(struct job *j)
{
	j->work.data = j;
	j->next = NULL;
	j->server->all_jobs++;
	*j->server->last_job = j;
	j->server->last_job = &j->next;
	jobs_start(j->server);
}

/* ---- Owners ------------------------------------------------------------- */

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
	int64_t result;
	char detail[512];
};

static void cleanup_run(struct job *j)
{
	struct cleanup *c = (struct cleanup *)j;

	c->result = mn_manager_close_owner(j->server->manager, j->owner->number, 1, NULL);
	if (c->result < 0) {
		(void)snprintf(c->detail, sizeof c->detail, "%s", mn_error_detail());
		/* Nobody is left to try again. */
		(void)mn_manager_close_owner(j->server->manager, j->owner->number, 0, NULL);
	}
}

static void cleanup_done(struct job *j)
{
	struct cleanup *c = (struct cleanup *)j;

	if (c->result < 0) {
		j->server->status = complain(STATUS_FAILED, "what process %d wrote is not all on the disk: %s",
		                             (int)j->owner->pid, c->detail);
	}
	owner_close(j->owner);
	free(c);
}

/* Its mappings go with its last connection. */
static void owner_leave(struct owner *o)
{
	struct server *s = o->server;
	struct owner **at = &s->owners;
	struct cleanup *c;

	if (--o->connections > 0)
		return;
	while (*at != o)
		at = &(*at)->next;
	*at = o->next;
	c = calloc(1, sizeof *c);
	/* Without memory or mappings it is done at once. */
	if (!c || mn_manager_owner_info(s->manager, o->number, o->number, "mappings") == 0) {
		(void)mn_manager_close_owner(s->manager, o->number, 0, NULL);
		owner_close(o);
		free(c);
		return;
	}
	c->job = (struct job){ .server = s, .owner = o, .slow = 1, .run = cleanup_run, .done = cleanup_done };
	job_submit(&c->job);
}

/* The process ended; a child of it may still have its connections, and these
   end, too: what they said before is done, and nothing more is heard. */
static void owner_ended(uv_poll_t *poll, int status, int events)
{
	struct owner *o = poll->data;

	(void)status;
	(void)events;
	(void)uv_poll_stop(poll);
	o->gone = 1;
	for (struct client *c = o->server->clients; c; c = c->next)
		if (c->owner == o)
			(void)shutdown(c->fd, SHUT_RD);
}

/* Numbers of processes come again; the manager's do not as long as somebody who
   had one has mappings.  The lower half is the process's number. */
static int64_t owner_number(const struct server *s, pid_t pid)
{
	int64_t number = pid;

	for (;;) {
		const struct owner *o = s->owners;

		while (o && o->number != number)
			o = o->next;
		if (!o && mn_manager_owner_info(s->manager, number, number, "mappings") == 0
		    && mn_manager_owner_info(s->manager, number, number, "rights") == 0)
			return number;
		number += INT64_C(1) << 32;
	}
}

static struct owner *owner_new(struct server *s, pid_t pid, int pidfd)
{
	const struct service_limits *limits = &s->options->limits;
	struct owner *o = calloc(1, sizeof *o);

	if (!o)
		return NULL;
	o->server = s;
	o->pid = pid;
	o->pidfd = pidfd < 0 ? -1 : pidfd;
	o->number = owner_number(s, pid);
	if (mn_manager_grant(s->manager, o->number, s->options->rights) < 0
	    || mn_manager_limit(s->manager, o->number, limits->mappings, limits->bytes) < 0
	    || (pidfd >= 0 && uv_poll_init(&s->loop, &o->end, pidfd) < 0)) {
		(void)mn_manager_close_owner(s->manager, o->number, 0, NULL);
		free(o);
		return NULL;
	}
	if (pidfd >= 0) {
		o->end.data = o;
		(void)uv_poll_start(&o->end, UV_READABLE, owner_ended);
	}
	o->next = s->owners;
	s->owners = o;
	return o;
}

/* Who is at the other end.  Two connections are the same process's if both
   say its number and it has not ended, so that the number was no other's. */
static struct owner *owner_of(struct server *s, int fd)
{
	pid_t pid;
	int pidfd = socket_peer(fd, &pid);
	struct owner *o = process_runs(pidfd) ? s->owners : NULL;

	/* A kernel without these descriptors is no reason to refuse anybody. */
	if (pidfd == -EMFILE || pidfd == -ENFILE || pidfd == -ENOMEM)
		return NULL;
	while (o && (o->pid != pid || o->gone || !process_runs(o->pidfd)))
		o = o->next;
	if (!o) {
		o = owner_new(s, pid, pidfd);
		if (o)
			pidfd = -1;
	}
	if (pidfd >= 0)
		close(pidfd);
	return o;
}

/* ---- Clients ------------------------------------------------------------ */

static void client_freed(uv_handle_t *handle)
{
	free(handle->data);
}

static void client_close(struct client *c)
{
	struct server *s = c->server;

	*c->previous = c->next;
	if (c->next)
		c->next->previous = c->previous;
	s->client_count--;
	uv_close((uv_handle_t *)&c->poll, client_freed);
	close(c->fd);
	if (c->descriptor >= 0)
		close(c->descriptor);
	text_free(&c->in);
	text_free(&c->out);
	text_free(&c->answer);
	request_free(&c->request);
	owner_leave(c->owner);
	/* There is a descriptor again for who could not be accepted. */
	server_listen(s);
	if (c->patient && !s->stopping)
		server_stop(s);
	server_may_end(s);
}

static void queue_add(struct queue *q, struct client *c)
{
	c->next_queued = NULL;
	*q->last = c;
	q->last = &c->next_queued;
}

/* All of them, and the queue is empty for those who come again. */
static struct client *queue_take(struct queue *q)
{
	struct client *first = q->first;

	q->first = NULL;
	q->last = &q->first;
	return first;
}

static void server_turns(uv_idle_t *idle);

static void client_wants_turn(struct client *c)
{
	struct server *s = c->server;

	if (c->turning)
		return;
	c->turning = 1;
	queue_add(&s->turning, c);
	(void)uv_idle_start(&s->turns, server_turns);
}

static void client_polled(uv_poll_t *poll, int status, int events);

static void client_watch(struct client *c, int events)
{
	if (c->events == events)
		return;
	c->events = events;
	if (events)
		(void)uv_poll_start(&c->poll, events, client_polled);
	else
		(void)uv_poll_stop(&c->poll);
}

/* ---- Requests ----------------------------------------------------------- */

static void run_work(struct job *j)
{
	struct client *c = (struct client *)j;

	request_run(&c->request, &c->asker, &c->answer);
}

/* The request is over; its answer begins at this place of c->out. */
static void request_over(struct client *c, size_t at)
{
	if (c->request.descriptor >= 0) {
		c->descriptor = c->request.descriptor;
		c->descriptor_at = at;
	}
	request_end(&c->request);
}

static void client_done(struct job *j);

static void client_job(struct client *c, int64_t mapping, enum weight weight)
{
	c->working = 1;
	c->job = (struct job){
		.server = c->server, .owner = c->owner, .mapping = mapping, .slow = weight == SLOW, .run = run_work,
		.done = client_done,
	};
	job_submit(&c->job);
}

/* Runs what was read, now or as a job. */
static void client_run(struct client *c)
{
	int64_t mapping = request_mapping(&c->request);
	enum weight weight;
	size_t at = c->out.used;
	int alone = 1;

	for (int i = 0; i < c->owner->jobs; i++)
		alone &= c->owner->running[i]->mapping != mapping;
	weight = request_weight(&c->request, &c->asker, alone);
	if (weight != QUICK) {
		client_job(c, mapping, weight);
		return;
	}
	request_run(&c->request, &c->asker, &c->out);
	request_over(c, at);
}

static void client_done(struct job *j)
{
	struct client *c = (struct client *)j;
	size_t at = c->out.used;

	c->working = 0;
	if (c->answer.used) {
		/* A long answer is not copied. */
		if (at == 0) {
			text_free(&c->out);
			c->out = c->answer;
			c->answer = (struct text){ 0 };
		}
		text_add(&c->out, c->answer.bytes, c->answer.used);
	}
	c->out.failed |= c->answer.failed;
	text_free(&c->answer);
	request_over(c, at);
	client_flush(c);
	client_next(c);
}

/* ---- Input -------------------------------------------------------------- */

/* A turn's requests; how many bytes they take. */
static size_t client_requests(struct client *c, const char *at, size_t n)
{
	size_t used = 0;

	c->more = 0;
	for (int requests = 0; used < n;) {
		size_t piece = n - used < INPUT_A_TURN ? n - used : INPUT_A_TURN;

		c->more = requests == REQUESTS_A_TURN || used >= INPUT_A_TURN || c->out.used >= OUTPUT_A_TURN
		          || c->working || c->descriptor >= 0 || c->leaving;
		if (c->more)
			break;
		used += protocol_read(&c->request, &c->asker, at + used, piece, &c->out);
		if (!c->request.whole)
			continue;
		requests++;
		c->half_since = 0;
		if (c->request.verb)
			client_run(c);
		else
			request_end(&c->request);
	}
	if (!c->more && c->request.stage != BETWEEN && !c->half_since)
		c->half_since = uv_now(&c->server->loop);
	return used;
}

static void client_take(struct client *c)
{
	if (c->taken < c->in.used)
		c->taken += client_requests(c, c->in.bytes + c->taken, c->in.used - c->taken);
	if (c->taken == c->in.used) {
		c->taken = 0;
		text_clear(&c->in, KEPT);
	}
}

/* More is read only when all that came before was taken, so most input is not
   copied. */
static void client_read(struct client *c)
{
	struct server *s = c->server;
	ssize_t n = recv(c->fd, s->input, sizeof s->input, MSG_DONTWAIT);
	size_t used;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		c->ended = 1;
		return;
	}
	used = client_requests(c, s->input, (size_t)n);
	if (used < (size_t)n)
		text_add(&c->in, s->input + used, (size_t)n - used);
}

/* Nothing more comes.  A client that waits for something is told that, and why. */
static void client_last_words(struct client *c)
{
	if (c->owner->gone)
		answer_error(&c->out, -EOWNERDEAD, "the process that connected has ended, and its mappings with it: "
		               "another process connects for itself", NULL);
	else if (!c->server->stopping)
		protocol_end(&c->request, &c->out);
	c->leaving = 1;
	client_flush(c);
}

/* ---- Answers ------------------------------------------------------------ */

static void client_flush(struct client *c)
{
	size_t end;
	ssize_t n;

	while (c->sent < c->out.used && !c->deaf) {
		int with = c->descriptor >= 0 && c->sent == c->descriptor_at;

		end = c->descriptor >= 0 && !with ? c->descriptor_at : c->out.used;
		n = socket_send(c->fd, c->out.bytes + c->sent, end - c->sent, with ? c->descriptor : -1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			/* Too many descriptors are on their way; it is tried again later. */
			c->crowded = errno == ETOOMANYREFS;
			c->deaf = errno != EAGAIN && !c->crowded;
			break;
		}
		c->sent += (size_t)n;
		c->sent_since = uv_now(&c->server->loop);
		if (with) {
			close(c->descriptor);
			c->descriptor = -1;
		}
	}
	if (c->deaf)
		c->sent = c->out.used;
	if (c->deaf && c->descriptor >= 0) {
		close(c->descriptor);
		c->descriptor = -1;
	}
	if (c->sent == c->out.used && !c->out.failed) {
		c->sent = 0;
		text_clear(&c->out, KEPT);
	}
}

/* A buffer for answers goes from turn to turn, and stays with who did not take
   all of them. */
static void client_turn(struct client *c)
{
	struct server *s = c->server;

	if (!c->out.bytes && s->spares)
		c->out = s->spare[--s->spares];
	if (c->more)
		client_take(c);
	else
		client_read(c);
	c->answered = 1;
	queue_add(&s->answered, c);
}

static void server_spare(struct server *s, struct text *t)
{
	if (!t->bytes || s->spares == SPARE) {
		text_free(t);
		return;
	}
	s->spare[s->spares++] = *t;
	*t = (struct text){ 0 };
}

/* Answers go out when all who asked in a round of the loop were heard: clients
   then find many of them at once, and neither side wakes the other for each.
   This comes after the round's wait for events, which does not sleep while the
   idle handle runs: so that one is stopped here, and not before. */
static void server_round(uv_check_t *check)
{
	struct server *s = check->data;

	for (struct client *c = queue_take(&s->answered), *next; c; c = next) {
		next = c->next_queued;
		c->answered = 0;
		client_flush(c);
		if (c->out.used == 0 && !c->out.failed)
			server_spare(s, &c->out);
		client_next(c);
	}
	if (!s->turning.first)
		(void)uv_idle_stop(&s->turns);
}

/* What is to be waited for. */
static void client_next(struct client *c)
{
	int pending = c->sent < c->out.used;

	if (c->answered)
		return;
	/* Drop a client that cannot be written to, with its queued requests: clients
	   that never read must not keep the service busy. */
	c->deaf |= c->in.failed || c->out.failed;
	c->leaving |= c->deaf;
	if (c->working || (pending && !c->deaf)) {
		client_watch(c, pending && !c->crowded ? UV_WRITABLE : 0);
	} else if (c->turning) {
		return;
	} else if (c->ended && !c->more && !c->leaving) {
		client_last_words(c);
		client_next(c);
	} else if (c->leaving) {
		client_close(c);
	} else if (c->more) {
		client_wants_turn(c);
	} else {
		/* The time that a request may take does not run while nothing is read. */
		if (c->half_since && c->events != UV_READABLE)
			c->half_since = uv_now(&c->server->loop);
		client_watch(c, UV_READABLE);
	}
}

static void client_polled(uv_poll_t *poll, int status, int events)
{
	struct client *c = poll->data;

	if (status < 0) {
		c->deaf = 1;
		c->events = 0;
	}
	if (c->turning || c->answered)
		return;
	if (c->events == UV_READABLE && events & UV_READABLE) {
		client_turn(c);
	} else {
		client_flush(c);
		client_next(c);
	}
}

static void server_turns(uv_idle_t *idle)
{
	struct server *s = idle->data;

	for (struct client *c = queue_take(&s->turning), *next; c; c = next) {
		next = c->next_queued;
		c->turning = 0;
		client_turn(c);
	}
}

/* ---- Coming and going --------------------------------------------------- */

static void client_turned_away(int fd, int32_t code, const char *message)
{
	struct text answer = { 0 };

	answer_error(&answer, code, message, NULL);
	(void)socket_send(fd, answer.bytes, answer.used, -1);
	text_free(&answer);
	close(fd);
}

static struct client *client_new(struct server *s, int fd)
{
	const struct service_limits *limits = &s->options->limits;
	struct client *c = NULL;
	struct owner *o = s->client_count < limits->clients ? owner_of(s, fd) : NULL;

	if (o && o->connections < limits->connections)
		c = calloc(1, sizeof *c);
	if (c && uv_poll_init(&s->loop, &c->poll, fd) < 0) {
		free(c);
		c = NULL;
	}
	if (!c) {
		client_turned_away(fd, -EAGAIN, "there are too many clients");
		if (o && o->connections == 0) {
			o->connections = 1;
			owner_leave(o);
		}
		return NULL;
	}
	o->connections++;
	c->server = s;
	c->owner = o;
	c->fd = fd;
	c->descriptor = -1;
	c->poll.data = c;
	c->asker = (struct asker){ s->manager, o->number, &s->seen, limits->request, limits->read, limits->depth, 1 };
	request_begin(&c->request);
	c->next = s->clients;
	c->previous = &s->clients;
	if (c->next)
		c->next->previous = &c->next;
	s->clients = c;
	s->client_count++;
	client_watch(c, UV_READABLE);
	return c;
}

static void server_accept(uv_poll_t *poll, int status, int events)
{
	struct server *s = poll->data;

	(void)status;
	(void)events;
	for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
		int fd = accept4(s->listener_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			(void)client_new(s, fd);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			/* Who waits would be reported for ever; the next second, or the
			   next client that leaves, may bring a descriptor. */
			(void)uv_poll_stop(poll);
			s->listening = 0;
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			return;
		}
	}
}

static void server_listen(struct server *s)
{
	if (s->listener_fd < 0 || s->listening)
		return;
	s->listening = 1;
	(void)uv_poll_start(&s->listener, UV_READABLE, server_accept);
}

/* ---- Time --------------------------------------------------------------- */

static void client_tick(struct client *c, uint64_t now)
{
	uint64_t limit = (uint64_t)c->server->options->limits.seconds * 1000;
	uint64_t stopping = c->server->stopping;

	if (c->crowded) {
		c->crowded = 0;
		client_flush(c);
		client_next(c);
		return;
	}
	if (c->working)
		return;
	if (stopping && now - stopping > LAST_SECONDS * 1000) {
		c->deaf = 1;
	} else if (c->patient || c->turning) {
		return;
	} else if (c->sent < c->out.used) {
		if (now - c->sent_since <= limit)
			return;
		c->deaf = 1;
	} else if (c->half_since && now - c->half_since > limit) {
		answer_error(&c->out, -ETIMEDOUT, "the rest of a request did not come in time", NULL);
		c->leaving = 1;
	} else {
		return;
	}
	client_flush(c);
	client_next(c);
}

static void server_tick(uv_timer_t *timer)
{
	struct server *s = timer->data;

	s->seen.second++;
	server_listen(s);
	for (struct client *c = s->clients, *next; c; c = next) {
		next = c->next;
		client_tick(c, uv_now(&s->loop));
	}
}

/* ---- The service -------------------------------------------------------- */

static void server_close_listener(struct server *s)
{
	if (s->listener_fd < 0)
		return;
	if (s->listener.loop)
		uv_close((uv_handle_t *)&s->listener, NULL);
	/* As long as it listens, the name cannot have become another server's. */
	socket_remove(&s->options->name);
	close(s->listener_fd);
	s->listener_fd = -1;
}

/* Nobody is heard any more; what was heard is answered. */
static void server_stop(struct server *s)
{
	int again = s->stopping != 0;

	/* Who asks twice does not want to wait. */
	s->stopping = again ? 1 : uv_now(&s->loop) | 1;
	server_close_listener(s);
	for (struct client *c = s->clients, *next; c; c = next) {
		next = c->next;
		c->ended = 1;
		if (!c->turning)
			client_next(c);
	}
	server_may_end(s);
}

static void server_signal(uv_signal_t *signal, int number)
{
	(void)number;
	server_stop(signal->data);
}

static void server_may_end(struct server *s)
{
	if (s->stopping && !s->clients && s->all_jobs == 0)
		uv_stop(&s->loop);
}

static void handle_close(uv_handle_t *handle, void *nothing)
{
	(void)nothing;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

/* A service has as many descriptors as it may have. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* A mask comes from the parent process, and the threads of the pool take it from
   this one.  A file that is cut is survived in either case, but without a handler
   each access takes a call of the system. */
static void unblock_bus_error(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGBUS);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void mask_signals(int how)
{
	sigset_t set;

	(void)sigemptyset(&set);
	for (int i = 0; i < SIGNALS; i++)
		(void)sigaddset(&set, ending_signals[i]);
	(void)sigprocmask(how, &set, NULL);
}

void service_hold_signals(void)
{
	mask_signals(SIG_BLOCK);
}

static int server_begin(struct server *s)
{
	int error = uv_timer_init(&s->loop, &s->tick);

	s->tick.data = s->turns.data = s->round.data = s->listener.data = s;
	s->turning.last = &s->turning.first;
	s->answered.last = &s->answered.first;
	s->last_job = &s->first_job;
	s->seen.second = 1;
	error |= uv_idle_init(&s->loop, &s->turns);
	error |= uv_check_init(&s->loop, &s->round);
	error |= uv_check_start(&s->round, server_round);
	error |= uv_timer_start(&s->tick, server_tick, 1000, 1000);
	for (int i = 0; i < SIGNALS; i++) {
		error |= uv_signal_init(&s->loop, &s->signals[i]);
		s->signals[i].data = s;
		error |= uv_signal_start(&s->signals[i], server_signal, ending_signals[i]);
	}
	mask_signals(SIG_UNBLOCK);
	if (s->listener_fd >= 0)
		error |= uv_poll_init(&s->loop, &s->listener, s->listener_fd);
	server_listen(s);
	return error ? -1 : 0;
}

/* Standard input and output are one client that is never too slow. */
static int server_relay(struct server *s)
{
	int fd = relay_start();
	struct client *c = fd < 0 ? NULL : client_new(s, fd);

	if (!c)
		return failed("standard input and output", fd < 0 ? fd : -ENOMEM);
	c->patient = 1;
	c->asker.passes_descriptors = 0;
	return STATUS_OK;
}

static int server_run(struct server *s)
{
	int status = STATUS_OK;

	s->manager = mn_manager_open(s->options->root);
	if (s->manager < 0)
		return open_failed(s->options->root, s->manager);
	if (server_begin(s) < 0)
		return failed("the loop", -ENOMEM);
	if (s->options->listener < 0)
		status = server_relay(s);
	if (status == STATUS_OK)
		(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	if (status == STATUS_OK && s->options->listener < 0) {
		int error = relay_end(LAST_SECONDS);

		if (error < 0)
			status = failed("standard output", error);
		error = relay_input_error();
		if (error < 0)
			status = first_status(status, failed("standard input", error));
	}
	return first_status(status, s->status);
}

int service_run(const struct service_options *options)
{
	struct server *s = calloc(1, sizeof *s);
	int status;

	(void)setenv("UV_THREADPOOL_SIZE", THREADS_TEXT, 1);
	(void)signal(SIGPIPE, SIG_IGN);
	unblock_bus_error();
#ifdef M_ARENA_MAX
	/* Buffers wander between threads, and a heap for each thread would keep
	   what the largest of its requests once took. */
	(void)mallopt(M_ARENA_MAX, 2);
#endif
	raise_limit();
	if (!s || uv_loop_init(&s->loop) < 0) {
		free(s);
		return failed("the loop", -ENOMEM);
	}
	s->options = options;
	s->listener_fd = options->listener;
	status = server_run(s);
	server_close_listener(s);
	uv_walk(&s->loop, handle_close, NULL);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	(void)mn_manager_close(s->manager);
	while (s->spares)
		text_free(&s->spare[--s->spares]);
	(void)uv_loop_close(&s->loop);
	free(s);
	return status;
}
