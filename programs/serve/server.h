/* The server: many clients, one loop.  serve.c calls this. */

#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "options.h"

/* Blocks the signals that end the service until the loop handles them. */
void server_hold_signals(void);

/* Runs until SIGTERM, SIGINT or the end of standard input.  Returns the exit status. */
int server_run(const struct serve_options *options);

#endif
