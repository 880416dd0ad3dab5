/* Clients: connections, their requests and answers.

   A client's requests are answered one at a time and in order; different
   clients take turns.  What is certain to be quick is done on the loop; what
   may wait for a disk or look at many bytes is a job for a pool of threads.
   Nothing of a client piles up here: while its job runs or its answers are not
   taken, no more is read from it, and its requests wait in its own socket.

       read -> parse -> run -> send -> read ...
                         |      `- not taken: wait until it is
                         `- a job: wait until it is done */

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
	KEPT = 65536,               /* of buffers that are empty */
};

struct client {
	struct job job;
	uv_poll_t poll;
	struct client *next, **previous;
	struct client *next_queued; /* a client stands in one queue at most */
	struct clients *all;
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

static void client_next(struct client *c);
static void client_flush(struct client *c);

static void client_freed(uv_handle_t *handle)
{
	free(handle->data);
}

static void client_close(struct client *c)
{
	struct clients *all = c->all;
	int patient = c->patient;

	*c->previous = c->next;
	if (c->next)
		c->next->previous = c->previous;
	all->count--;
	uv_close((uv_handle_t *)&c->poll, client_freed);
	close(c->fd);
	if (c->descriptor >= 0)
		close(c->descriptor);
	text_free(&c->in);
	text_free(&c->out);
	text_free(&c->answer);
	request_free(&c->request);
	owner_leave(c->owner);
	all->left(all->context, patient);
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

static void clients_turns(uv_idle_t *idle);

static void client_wants_turn(struct client *c)
{
	struct clients *all = c->all;

	if (c->turning)
		return;
	c->turning = 1;
	queue_add(&all->turning, c);
	(void)uv_idle_start(&all->turns, clients_turns);
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

static void client_done(void *context);

static void client_job(struct client *c, int64_t mapping, enum weight weight)
{
	c->working = 1;
	c->job = (struct job){
		.share = &c->owner->share, .mapping = mapping, .slow = weight == SLOW, .run = client_work,
		.done = client_done, .context = c,
	};
	job_submit(c->all->jobs, &c->job);
}

/* Runs what was read, now or as a job. */
static void client_run(struct client *c)
{
	int64_t mapping = request_mapping(&c->request);
	enum weight weight;
	size_t at = c->out.used;

	weight = request_weight(&c->request, &c->asker, !jobs_use(&c->owner->share, mapping));
	if (weight != QUICK) {
		client_job(c, mapping, weight);
		return;
	}
	request_run(&c->request, &c->asker, &c->out);
	request_over(c, at);
}

static void client_done(void *context)
{
	struct client *c = context;
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
		c->half_since = uv_now(c->all->loop);
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
	struct clients *all = c->all;
	ssize_t n = recv(c->fd, all->input, sizeof all->input, MSG_DONTWAIT);
	size_t used;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		c->ended = 1;
		return;
	}
	used = client_requests(c, all->input, (size_t)n);
	if (used < (size_t)n)
		text_add(&c->in, all->input + used, (size_t)n - used);
}

/* Nothing more comes.  A client that waits for something is told that, and why. */
static void client_last_words(struct client *c)
{
	if (c->owner->gone)
		answer_error(&c->out, -EOWNERDEAD, "the process that connected has ended, and its mappings with it: "
		               "another process connects for itself", NULL);
	else if (!c->all->stopping)
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
		c->sent_since = uv_now(c->all->loop);
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
	struct clients *all = c->all;

	if (!c->out.bytes && all->spares)
		c->out = all->spare[--all->spares];
	if (c->more)
		client_take(c);
	else
		client_read(c);
	c->answered = 1;
	queue_add(&all->answered, c);
}

static void clients_spare(struct clients *all, struct text *t)
{
	if (!t->bytes || all->spares == SPARE) {
		text_free(t);
		return;
	}
	all->spare[all->spares++] = *t;
	*t = (struct text){ 0 };
}

/* Answers go out when all who asked in a round of the loop were heard: clients
   then find many of them at once, and neither side wakes the other for each.
   This comes after the round's wait for events, which does not sleep while the
   idle handle runs: so that one is stopped here, and not before. */
static void clients_round(uv_check_t *check)
{
	struct clients *all = check->data;

	for (struct client *c = queue_take(&all->answered), *next; c; c = next) {
		next = c->next_queued;
		c->answered = 0;
		client_flush(c);
		if (c->out.used == 0 && !c->out.failed)
			clients_spare(all, &c->out);
		client_next(c);
	}
	if (!all->turning.first)
		(void)uv_idle_stop(&all->turns);
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
			c->half_since = uv_now(c->all->loop);
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

static void clients_turns(uv_idle_t *idle)
{
	struct clients *all = idle->data;

	for (struct client *c = queue_take(&all->turning), *next; c; c = next) {
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

int client_new(struct clients *all, int fd, int is_relay)
{
	const struct service_limits *limits = &all->options->limits;
	struct client *c = NULL;
	struct owner *o = all->count < limits->clients ? owner_of(all->owners, fd) : NULL;

	if (o && o->connections < limits->connections)
		c = calloc(1, sizeof *c);
	if (c && uv_poll_init(all->loop, &c->poll, fd) < 0) {
		free(c);
		c = NULL;
	}
	if (!c) {
		client_turned_away(fd, -EAGAIN, "there are too many clients");
		if (o && o->connections == 0) {
			o->connections = 1;
			owner_leave(o);
		}
		return -1;
	}
	o->connections++;
	c->all = all;
	c->owner = o;
	c->fd = fd;
	c->descriptor = -1;
	c->poll.data = c;
	c->asker = (struct asker){
		all->manager, o->number, &all->seen, limits->request, limits->read, limits->depth, !is_relay
	};
	c->patient = is_relay;
	request_begin(&c->request);
	c->next = all->first;
	c->previous = &all->first;
	if (c->next)
		c->next->previous = &c->next;
	all->first = c;
	all->count++;
	client_watch(c, UV_READABLE);
	return 0;
}

/* ---- Time --------------------------------------------------------------- */

static void client_tick(struct client *c, uint64_t now)
{
	uint64_t limit = (uint64_t)c->all->options->limits.seconds * 1000;
	uint64_t stopping = c->all->stopping;

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

void clients_tick(struct clients *all)
{
	all->seen.second++;
	for (struct client *c = all->first, *next; c; c = next) {
		next = c->next;
		client_tick(c, uv_now(all->loop));
	}
}

/* ---- All clients -------------------------------------------------------- */

int clients_init(struct clients *all)
{
	int error = uv_idle_init(all->loop, &all->turns);

	all->turns.data = all->round.data = all;
	all->turning.last = &all->turning.first;
	all->answered.last = &all->answered.first;
	all->seen.second = 1;
	error |= uv_check_init(all->loop, &all->round);
	error |= uv_check_start(&all->round, clients_round);
	return error ? -1 : 0;
}

void clients_owner_ended(struct clients *all, const struct owner *o)
{
	for (struct client *c = all->first; c; c = c->next)
		if (c->owner == o)
			(void)shutdown(c->fd, SHUT_RD);
}

void clients_stop(struct clients *all)
{
	/* Who asks twice does not want to wait. */
	all->stopping = all->stopping ? 1 : uv_now(all->loop) | 1;
	for (struct client *c = all->first, *next; c; c = next) {
		next = c->next;
		c->ended = 1;
		if (!c->turning)
			client_next(c);
	}
}

void clients_free(struct clients *all)
{
	while (all->spares)
		text_free(&all->spare[--all->spares]);
}
