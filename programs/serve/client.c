/* Clients: connections, their requests and their answers.

   A client's requests are answered one at a time, in order; clients take turns.
   Requests that cannot block run on the loop, all others as jobs on the thread pool.
   Nothing accumulates: while a client's job runs or its answers are not taken, the
   service reads no more from it, and its requests wait in its socket.

       read -> parse -> run -> send -> read ...
                         |      `- socket full: wait until it is writable
                         `- a job: wait until it is done

   doc/internals/service.md has the states as a drawing. */

#include "client.h"
#include "answer.h"
#include "protocol.h"
#include "requests.h"
#include "socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	REQUESTS_A_TURN = 16,
	INPUT_A_TURN = 16384,
	OUTPUT_A_TURN = 65536,
	KEEP_BYTES = 65536,         /* capacity that an empty buffer keeps */
};

struct client {
	struct job job;
	uv_poll_t poll;
	struct client *next, **previous;
	struct client *next_queued; /* a client is in at most one queue */
	struct clients *clients;
	struct owner *owner;
	struct context context;
	int fd;
	int events;                 /* what the socket is polled for */
	int no_timeout;             /* standard input and output: no deadlines */
	int job_pending;            /* its job is queued or running */
	int runnable;               /* in the queue of clients whose turn comes */
	int flush_queued;           /* in the queue of clients to flush this round */
	int input_pending;          /* received input is not parsed yet */
	int read_closed;            /* no more input will come */
	int write_closed;           /* the peer takes no more output */
	int closing;                /* close it once its answers are sent */
	int fd_backpressure;        /* ETOOMANYREFS: send its descriptor later */
	struct text in;             /* input that waits for a turn */
	size_t in_used;             /* bytes of `in` already parsed */
	uint64_t partial_since;     /* 0: no partial request */
	struct text out;
	size_t sent;
	uint64_t sent_since;
	int descriptor;             /* sent with the byte at descriptor_at; -1: none */
	size_t descriptor_at;
	struct text answer;         /* written by the job */
	struct request request;
};

static void client_update(struct client *c);
static void client_flush(struct client *c);

static void client_freed(uv_handle_t *handle)
{
	free(handle->data);
}

static void client_close(struct client *c)
{
	struct clients *clients = c->clients;
	int no_timeout = c->no_timeout;

	*c->previous = c->next;
	if (c->next)
		c->next->previous = c->previous;
	clients->count--;
	uv_close((uv_handle_t *)&c->poll, client_freed);
	close(c->fd);
	if (c->descriptor >= 0)
		close(c->descriptor);
	text_free(&c->in);
	text_free(&c->out);
	text_free(&c->answer);
	request_free(&c->request);
	owner_release(c->owner);
	clients->closed(clients->context, no_timeout);
}

static void queue_add(struct queue *q, struct client *c)
{
	c->next_queued = NULL;
	*q->last = c;
	q->last = &c->next_queued;
}

/* Takes all clients and leaves the queue empty, so that they can be queued again. */
static struct client *queue_take(struct queue *q)
{
	struct client *first = q->first;

	q->first = NULL;
	q->last = &q->first;
	return first;
}

static void clients_run_turns(uv_idle_t *idle);

static void client_wants_turn(struct client *c)
{
	struct clients *clients = c->clients;

	if (c->runnable)
		return;
	c->runnable = 1;
	queue_add(&clients->runnable, c);
	(void)uv_idle_start(&clients->turns, clients_run_turns);
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

static void client_work(void *context)
{
	struct client *c = context;

	request_run(&c->request, &c->context, &c->answer);
}

/* The request is done; its answer begins at out.bytes[at]. */
static void client_request_done(struct client *c, size_t at)
{
	if (c->request.descriptor >= 0) {
		c->descriptor = c->request.descriptor;
		c->descriptor_at = at;
	}
	request_end(&c->request);
}

static void client_done(void *context);

static void client_submit(struct client *c, int64_t mapping, enum weight weight)
{
	c->job_pending = 1;
	c->job = (struct job){
		.share = &c->owner->share, .mapping = mapping, .is_long = weight == LONG, .run = client_work,
		.done = client_done, .context = c,
	};
	job_submit(c->clients->jobs, &c->job);
}

/* Runs a parsed request, inline or as a job. */
static void client_run(struct client *c)
{
	int64_t mapping = request_mapping(&c->request);
	enum weight weight;
	size_t at = c->out.used;

	weight = request_weight(&c->request, &c->context, !jobs_include(&c->owner->share, mapping));
	if (weight != INLINE) {
		client_submit(c, mapping, weight);
		return;
	}
	request_run(&c->request, &c->context, &c->out);
	client_request_done(c, at);
}

static void client_done(void *context)
{
	struct client *c = context;
	size_t at = c->out.used;

	c->job_pending = 0;
	if (c->answer.used) {
		/* Take over a long answer instead of copying it. */
		if (at == 0) {
			text_free(&c->out);
			c->out = c->answer;
			c->answer = (struct text){ 0 };
		}
		text_add(&c->out, c->answer.bytes, c->answer.used);
	}
	c->out.failed |= c->answer.failed;
	text_free(&c->answer);
	client_request_done(c, at);
	client_flush(c);
	client_update(c);
}

/* ---- Input -------------------------------------------------------------- */

/* Parses and runs up to one turn's worth of requests.  Returns the bytes consumed. */
static size_t client_requests(struct client *c, const char *at, size_t n)
{
	size_t used = 0;

	c->input_pending = 0;
	for (int requests = 0; used < n;) {
		size_t piece = n - used < INPUT_A_TURN ? n - used : INPUT_A_TURN;

		c->input_pending = requests == REQUESTS_A_TURN || used >= INPUT_A_TURN || c->out.used >= OUTPUT_A_TURN
		                   || c->job_pending || c->descriptor >= 0 || c->closing;
		if (c->input_pending)
			break;
		used += protocol_read(&c->request, &c->context, at + used, piece, &c->out);
		if (!c->request.is_complete)
			continue;
		requests++;
		c->partial_since = 0;
		if (c->request.verb)
			client_run(c);
		else
			request_end(&c->request);
	}
	if (!c->input_pending && c->request.stage != BETWEEN && !c->partial_since)
		c->partial_since = uv_now(c->clients->loop);
	return used;
}

static void client_resume(struct client *c)
{
	if (c->in_used < c->in.used)
		c->in_used += client_requests(c, c->in.bytes + c->in_used, c->in.used - c->in_used);
	if (c->in_used == c->in.used) {
		c->in_used = 0;
		text_clear(&c->in, KEEP_BYTES);
	}
}

/* Reads only after all earlier input is parsed, so that most input is never copied. */
static void client_read(struct client *c)
{
	struct clients *clients = c->clients;
	ssize_t n = recv(c->fd, clients->input, sizeof clients->input, MSG_DONTWAIT);
	size_t used;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		c->read_closed = 1;
		return;
	}
	used = client_requests(c, clients->input, (size_t)n);
	if (used < (size_t)n)
		text_add(&c->in, clients->input + used, (size_t)n - used);
}

/* No more input will come.  Tell a client that still expects an answer why. */
static void client_end_of_input(struct client *c)
{
	if (c->owner->exited)
		answer_error(&c->out, -EOWNERDEAD, "the process that opened this connection has exited, and its mappings "
		               "are closed: connect again", NULL);
	else if (!c->clients->stopping)
		protocol_end(&c->request, &c->out);
	c->closing = 1;
	client_flush(c);
}

/* ---- Answers ------------------------------------------------------------ */

static void client_flush(struct client *c)
{
	size_t end;
	ssize_t n;

	while (c->sent < c->out.used && !c->write_closed) {
		int with = c->descriptor >= 0 && c->sent == c->descriptor_at;

		end = c->descriptor >= 0 && !with ? c->descriptor_at : c->out.used;
		n = socket_send(c->fd, c->out.bytes + c->sent, end - c->sent, with ? c->descriptor : -1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			/* Too many descriptors are in flight: the tick retries. */
			c->fd_backpressure = errno == ETOOMANYREFS;
			c->write_closed = errno != EAGAIN && !c->fd_backpressure;
			break;
		}
		c->sent += (size_t)n;
		c->sent_since = uv_now(c->clients->loop);
		if (with) {
			close(c->descriptor);
			c->descriptor = -1;
		}
	}
	if (c->write_closed)
		c->sent = c->out.used;
	if (c->write_closed && c->descriptor >= 0) {
		close(c->descriptor);
		c->descriptor = -1;
	}
	if (c->sent == c->out.used && !c->out.failed) {
		c->sent = 0;
		text_clear(&c->out, KEEP_BYTES);
	}
}

/* Buffers for answers circulate between turns; a client whose answers are not all taken
   keeps its buffer. */
static void client_turn(struct client *c)
{
	struct clients *clients = c->clients;

	if (!c->out.bytes && clients->spare_count)
		c->out = clients->spare[--clients->spare_count];
	if (c->input_pending)
		client_resume(c);
	else
		client_read(c);
	c->flush_queued = 1;
	queue_add(&clients->flush_queued, c);
}

static void clients_recycle(struct clients *clients, struct text *t)
{
	if (!t->bytes || clients->spare_count == SPARE_BUFFERS) {
		text_free(t);
		return;
	}
	clients->spare[clients->spare_count++] = *t;
	*t = (struct text){ 0 };
}

/* Sends the answers after every client of this round has had its turn: a client then
   reads many answers per wakeup.  The check phase comes after the poll for events, which
   does not sleep while the idle handle is active: stop that handle here and no earlier. */
static void clients_flush_round(uv_check_t *check)
{
	struct clients *clients = check->data;

	for (struct client *c = queue_take(&clients->flush_queued), *next; c; c = next) {
		next = c->next_queued;
		c->flush_queued = 0;
		client_flush(c);
		if (c->out.used == 0 && !c->out.failed)
			clients_recycle(clients, &c->out);
		client_update(c);
	}
	if (!clients->runnable.first)
		(void)uv_idle_stop(&clients->turns);
}

/* Decides what the client waits for next, or closes it. */
static void client_update(struct client *c)
{
	int pending = c->sent < c->out.used;

	if (c->flush_queued)
		return;
	/* Drop a client that cannot be written to, with its queued requests: clients
	   that never read must not keep the service busy. */
	c->write_closed |= c->in.failed || c->out.failed;
	c->closing |= c->write_closed;
	if (c->job_pending || (pending && !c->write_closed)) {
		client_watch(c, pending && !c->fd_backpressure ? UV_WRITABLE : 0);
	} else if (c->runnable) {
		return;
	} else if (c->read_closed && !c->input_pending && !c->closing) {
		client_end_of_input(c);
		client_update(c);
	} else if (c->closing) {
		client_close(c);
	} else if (c->input_pending) {
		client_wants_turn(c);
	} else {
		/* A request's time limit does not run while we do not read. */
		if (c->partial_since && c->events != UV_READABLE)
			c->partial_since = uv_now(c->clients->loop);
		client_watch(c, UV_READABLE);
	}
}

static void client_polled(uv_poll_t *poll, int status, int events)
{
	struct client *c = poll->data;

	if (status < 0) {
		c->write_closed = 1;
		c->events = 0;
	}
	if (c->runnable || c->flush_queued)
		return;
	if (c->events == UV_READABLE && events & UV_READABLE) {
		client_turn(c);
	} else {
		client_flush(c);
		client_update(c);
	}
}

static void clients_run_turns(uv_idle_t *idle)
{
	struct clients *clients = idle->data;

	for (struct client *c = queue_take(&clients->runnable), *next; c; c = next) {
		next = c->next_queued;
		c->runnable = 0;
		client_turn(c);
	}
}

/* ---- Coming and going --------------------------------------------------- */

static void refuse_connection(int fd, int32_t code, const char *message)
{
	struct text answer = { 0 };

	answer_error(&answer, code, message, NULL);
	(void)socket_send(fd, answer.bytes, answer.used, -1);
	text_free(&answer);
	close(fd);
}

int client_new(struct clients *clients, int fd, int is_relay)
{
	const struct serve_limits *limits = &clients->options->limits;
	struct client *c = NULL;
	struct owner *o = clients->count < limits->clients ? owner_of(clients->owners, fd) : NULL;

	if (o && o->connections < limits->connections)
		c = calloc(1, sizeof *c);
	if (c && uv_poll_init(clients->loop, &c->poll, fd) < 0) {
		free(c);
		c = NULL;
	}
	if (!c) {
		refuse_connection(fd, -EAGAIN, "too many clients");
		if (o && o->connections == 0) {
			o->connections = 1;
			owner_release(o);
		}
		return -1;
	}
	o->connections++;
	c->clients = clients;
	c->owner = o;
	c->fd = fd;
	c->descriptor = -1;
	c->poll.data = c;
	c->context = (struct context){
		clients->manager, o->number, &clients->cache, limits->request, limits->read, limits->depth, !is_relay
	};
	c->no_timeout = is_relay;
	request_begin(&c->request);
	c->next = clients->first;
	c->previous = &clients->first;
	if (c->next)
		c->next->previous = &c->next;
	clients->first = c;
	clients->count++;
	client_watch(c, UV_READABLE);
	return 0;
}

/* ---- Time --------------------------------------------------------------- */

static void client_tick(struct client *c, uint64_t now)
{
	uint64_t limit = (uint64_t)c->clients->options->limits.seconds * 1000;
	uint64_t stopping = c->clients->stopping;

	if (c->fd_backpressure) {
		c->fd_backpressure = 0;
		client_flush(c);
		client_update(c);
		return;
	}
	if (c->job_pending)
		return;
	if (stopping && now - stopping > LAST_SECONDS * 1000) {
		c->write_closed = 1;
	} else if (c->no_timeout || c->runnable) {
		return;
	} else if (c->sent < c->out.used) {
		if (now - c->sent_since <= limit)
			return;
		c->write_closed = 1;
	} else if (c->partial_since && now - c->partial_since > limit) {
		answer_error(&c->out, -ETIMEDOUT, "timed out waiting for the rest of the request", NULL);
		c->closing = 1;
	} else {
		return;
	}
	client_flush(c);
	client_update(c);
}

void clients_tick(struct clients *clients)
{
	clients->cache.second++;
	for (struct client *c = clients->first, *next; c; c = next) {
		next = c->next;
		client_tick(c, uv_now(clients->loop));
	}
}

/* ---- All clients -------------------------------------------------------- */

int clients_init(struct clients *clients)
{
	int error = uv_idle_init(clients->loop, &clients->turns);

	clients->turns.data = clients->round.data = clients;
	clients->runnable.last = &clients->runnable.first;
	clients->flush_queued.last = &clients->flush_queued.first;
	clients->cache.second = 1;
	error |= uv_check_init(clients->loop, &clients->round);
	error |= uv_check_start(&clients->round, clients_flush_round);
	return error ? -1 : 0;
}

void clients_owner_exited(struct clients *clients, const struct owner *o)
{
	for (struct client *c = clients->first; c; c = c->next)
		if (c->owner == o)
			(void)shutdown(c->fd, SHUT_RD);
}

void clients_stop(struct clients *clients)
{
	/* A second signal means: do not wait for clients. */
	clients->stopping = clients->stopping ? 1 : uv_now(clients->loop) | 1;
	for (struct client *c = clients->first, *next; c; c = next) {
		next = c->next;
		c->read_closed = 1;
		if (!c->runnable)
			client_update(c);
	}
}

void clients_free(struct clients *clients)
{
	while (clients->spare_count)
		text_free(&clients->spare[--clients->spare_count]);
}
