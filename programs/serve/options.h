/* The command line of mmapnative serve.  serve.c parses it; the others read the result. */

#ifndef SERVE_OPTIONS_H
#define SERVE_OPTIONS_H

#include "socket.h"

#include <stdint.h>

/* Limits per client or owner; -1 is no limit where that makes sense. */
struct serve_limits {
	int64_t clients;            /* connections of all processes */
	int64_t connections;        /* connections of one process */
	int64_t mappings, bytes;    /* of one process */
	int64_t request;            /* bytes of a request's text; -1: 6 * read */
	int64_t read;               /* bytes of one MmapRead */
	int64_t depth;              /* nesting of brackets */
	int64_t seconds;            /* to finish a request, and to take an answer */
};

struct serve_options {
	const char *root;
	uint32_t rights;
	struct serve_limits limits;
	int listener;               /* -1: standard input and output */
	struct socket_name name;
};

/* Parses the command line; *path is the socket's path, or NULL.  Returns STATUS_OK,
   STATUS_USAGE, or a negative number after printing the help. */
int options_parse(int argc, char **argv, struct serve_options *options, const char **path);

#endif
