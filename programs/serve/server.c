/* The server: the loop from start to end, the listener, signals and the clock. */

#include "server.h"
#include "client.h"
#include "relay.h"
#include "../command.h"

#include <mmapnative.h>

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum { ACCEPTED_AT_ONCE = 64 };

enum { SIGNALS = 3 };
static const int ending_signals[SIGNALS] = { SIGTERM, SIGINT, SIGHUP };

struct server {
	uv_loop_t loop;
	uv_poll_t listener;
	uv_timer_t tick;
	uv_signal_t signals[SIGNALS];
	const struct serve_options *options;
	int listener_fd;            /* -1: none, or closed */
	int listening;
	int64_t manager;
	struct jobs jobs;
	struct owners owners;
	struct clients clients;
};

/* ---- The listener ------------------------------------------------------- */

static void server_accept(uv_poll_t *poll, int status, int events)
{
	struct server *s = poll->data;

	(void)status;
	(void)events;
	for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
		int fd = accept4(s->listener_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			(void)client_new(&s->clients, fd, 0);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			/* Out of descriptors: stop polling, or the pending connection wakes the
			   loop forever.  The tick and server_client_closed retry. */
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

static void server_close_listener(struct server *s)
{
	if (s->listener_fd < 0)
		return;
	if (s->listener.loop)
		uv_close((uv_handle_t *)&s->listener, NULL);
	/* Remove the name while the socket still listens: no other server can own it. */
	socket_remove(&s->options->name);
	close(s->listener_fd);
	s->listener_fd = -1;
}

/* ---- Beginning and end -------------------------------------------------- */

static void server_end_if_idle(void *context)
{
	struct server *s = context;

	if (s->clients.stopping && !s->clients.first && s->jobs.unfinished == 0)
		uv_stop(&s->loop);
}

/* Read no more; requests that were received are still answered. */
static void server_stop(struct server *s)
{
	server_close_listener(s);
	clients_stop(&s->clients);
	server_end_if_idle(s);
}

static void server_client_closed(void *context, int was_relay)
{
	struct server *s = context;

	/* A descriptor is free again: a waiting connection may be accepted. */
	server_listen(s);
	if (was_relay && !s->clients.stopping)
		server_stop(s);
	server_end_if_idle(s);
}

static void server_owner_exited(void *context, struct owner *o)
{
	struct server *s = context;

	clients_owner_exited(&s->clients, o);
}

static void server_tick(uv_timer_t *timer)
{
	struct server *s = timer->data;

	server_listen(s);
	clients_tick(&s->clients);
}

static void server_signal(uv_signal_t *signal, int number)
{
	(void)number;
	server_stop(signal->data);
}

static void handle_close(uv_handle_t *handle, void *nothing)
{
	(void)nothing;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

/* Use as many descriptors as the hard limit allows. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* The parent may have blocked SIGBUS, and pool threads inherit this thread's mask.
   Truncated files are survived either way, but with SIGBUS blocked every access costs
   a system call. */
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

void server_hold_signals(void)
{
	mask_signals(SIG_BLOCK);
}

static int server_begin(struct server *s)
{
	int error = uv_timer_init(&s->loop, &s->tick);

	s->tick.data = s->listener.data = s;
	s->jobs.finished = server_end_if_idle;
	s->jobs.context = s;
	s->owners = (struct owners){
		.loop = &s->loop, .jobs = &s->jobs, .options = s->options, .manager = s->manager,
		.exited = server_owner_exited, .context = s,
	};
	s->clients.loop = &s->loop;
	s->clients.jobs = &s->jobs;
	s->clients.owners = &s->owners;
	s->clients.options = s->options;
	s->clients.manager = s->manager;
	s->clients.closed = server_client_closed;
	s->clients.context = s;
	error |= clients_init(&s->clients);
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

/* Standard input and output are one client without deadlines. */
static int server_relay(struct server *s)
{
	int fd = relay_start();

	if (fd < 0 || client_new(&s->clients, fd, 1) < 0)
		return failed("standard input and output", fd < 0 ? fd : -ENOMEM);
	return STATUS_OK;
}

static int server_loop(struct server *s)
{
	int status = STATUS_OK;

	s->manager = mn_manager_open(s->options->root);
	if (s->manager < 0)
		return open_failed(s->options->root, s->manager);
	if (server_begin(s) < 0)
		return failed("the event loop", -ENOMEM);
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
	return first_status(status, s->owners.status);
}

int server_run(const struct serve_options *options)
{
	struct server *s = calloc(1, sizeof *s);
	int status;

	(void)signal(SIGPIPE, SIG_IGN);
	unblock_bus_error();
#ifdef M_ARENA_MAX
	/* Buffers move between threads.  With an arena per thread, each would keep the
	   memory of its largest request. */
	(void)mallopt(M_ARENA_MAX, 2);
#endif
	raise_limit();
	if (!s || uv_loop_init(&s->loop) < 0) {
		free(s);
		return failed("the event loop", -ENOMEM);
	}
	jobs_init(&s->jobs, &s->loop);
	s->options = options;
	s->listener_fd = options->listener;
	status = server_loop(s);
	server_close_listener(s);
	uv_walk(&s->loop, handle_close, NULL);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	(void)mn_manager_close(s->manager);
	clients_free(&s->clients);
	(void)uv_loop_close(&s->loop);
	free(s);
	return status;
}
