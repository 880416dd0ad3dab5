/* Clients: connections, their requests and their answers.  server.c calls this, on the
   loop's thread only. */

#ifndef SERVE_CLIENT_H
#define SERVE_CLIENT_H

#include "owner.h"
#include "resident_cache.h"
#include "../text.h"

enum {
	INPUT_BYTES = 65536,        /* bytes per recv() */
	SPARE_BUFFERS = 64,         /* unused buffers for answers */
	LAST_SECONDS = 5,           /* for taking the last answers at the end */
};

struct client;

struct queue {
	struct client *first, **last;
};

struct clients {
	uv_loop_t *loop;
	struct jobs *jobs;
	struct owners *owners;
	const struct serve_options *options;
	int64_t manager;
	struct client *first;       /* all of them */
	int64_t count;
	struct queue runnable;      /* clients whose turn comes */
	struct queue flush_queued;  /* clients whose answers go out at the end of the round */
	uv_idle_t turns;            /* active while a client waits for its turn */
	uv_check_t round;           /* runs after each poll for events */
	uint64_t stopping;          /* since when, in loop milliseconds; 0: not */
	struct text spare[SPARE_BUFFERS]; /* buffers for answers of the client whose turn it is */
	int spare_count;
	struct resident_cache cache;
	char input[INPUT_BYTES];
	void (*closed)(void *context, int was_relay); /* called when a client was closed */
	void *context;
};

/* Set the pointers above before; -1 without memory. */
int clients_init(struct clients *clients);

/* Adopts a connection.  Over a limit it is answered, closed, and the result is -1. */
int client_new(struct clients *clients, int fd, int is_relay);

/* Call it once a second: deadlines, retries, and the age of the cache. */
void clients_tick(struct clients *clients);

/* The process exited: finish what its connections said, and read no more from them. */
void clients_owner_exited(struct clients *clients, const struct owner *o);

/* Read no more; requests that were received are still answered. */
void clients_stop(struct clients *clients);

/* Frees the spare buffers, after the loop has ended. */
void clients_free(struct clients *clients);

#endif
