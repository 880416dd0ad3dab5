/* Clients: connections, their requests and answers. */

#ifndef SERVE_CLIENT_H
#define SERVE_CLIENT_H

#include "owner.h"
#include "resident_cache.h"
#include "../text.h"

enum {
	INPUT_BYTES = 65536,              /* bytes read at once */
	SPARE_BUFFERS = 64,                 /* buffers for answers that nobody has */
	LAST_SECONDS = 5,           /* for taking the last answers when the service ends */
};

struct client;

struct queue {
	struct client *first, **last;
};

struct clients {
	uv_loop_t *loop;
	struct jobs *jobs;
	struct owners *owners;
	const struct service_options *options;
	int64_t manager;
	struct client *first;
	int64_t count;
	struct queue runnable, flush_queued;
	uv_idle_t turns;            /* runs while somebody waits for one */
	uv_check_t round;           /* its end */
	uint64_t stopping;          /* when it began to, in the loop's milliseconds */
	struct text spare[SPARE_BUFFERS];   /* buffers for the answers of whose turn it is */
	int spare_count;
	struct resident_cache cache;
	char input[INPUT_BYTES];
	void (*closed)(void *context, int was_relay); /* one is closed */
	void *context;
};

int clients_init(struct clients *clients);

/* A connection; it is answered and closed if there are too many: -1. */
int client_new(struct clients *clients, int fd, int is_relay);

/* A second has passed. */
void clients_tick(struct clients *clients);

/* The process ended: what its connections said before is done, and nothing more is heard. */
void clients_owner_exited(struct clients *clients, const struct owner *o);

/* Nobody is heard any more; what was heard is answered. */
void clients_stop(struct clients *clients);

void clients_free(struct clients *clients);

#endif
