/* The options of mmapnative serve. */

#ifndef SERVE_OPTIONS_H
#define SERVE_OPTIONS_H

#include "socket.h"

#include <stdint.h>

/* What no client may exceed; -1 is no limit where that makes sense. */
struct service_limits {
	int64_t clients;            /* connections, of all processes */
	int64_t connections;        /* of one process */
	int64_t mappings, bytes;    /* of one process */
	int64_t request;            /* bytes of a request's text; -1: as many as a write of `read` bytes takes */
	int64_t read;               /* bytes of one MmapRead */
	int64_t depth;              /* brackets inside brackets */
	int64_t seconds;            /* for the rest of a request, and for taking an answer */
};

struct service_options {
	const char *root;
	uint32_t rights;
	struct service_limits limits;
	int listener;               /* or -1: then it is standard input and output */
	struct socket_name name;
};

/* Of the command line; path is the socket's.  STATUS_OK, STATUS_USAGE, or negative:
   help was printed. */
int options_parse(int argc, char **argv, struct service_options *options, const char **path);

#endif
