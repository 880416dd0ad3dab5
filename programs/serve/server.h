/* The service: many clients, one loop. */

#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "options.h"

/* Keeps the signals that end the service until the service can hear them. */
void service_hold_signals(void);

/* Runs until SIGTERM, SIGINT or the end of standard input; the exit status. */
int service_run(const struct service_options *options);

#endif
