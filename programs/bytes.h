/* What read, write, find and count share: their command lines, and what goes wrong. */

#ifndef PROGRAMS_BYTES_H
#define PROGRAMS_BYTES_H

#include "command.h"

#include <getopt.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBERS_HELP                                                                    \
	"Numbers are bytes: 4096, 0x1000, or 4K; K, M, G and T are powers of 1024.\n"

/* What the four are told.  Where nothing was said, length is MN_LENGTH_TO_END and to is -1. */
struct bytes_options {
	int64_t offset, length, from, to;
	int grow, durable, hex, all, last;
	const char *path;
	uint8_t *bytes;         /* DATA or NEEDLE, or NULL */
	size_t n;
};

/* Large enough that a call a piece costs nothing, small enough for any machine. */
enum { PIECE = 1 << 20 };

/* Takes the command line apart: FILE, and so many arguments after it.  -1 go on,
   else the exit status. */
int bytes_parse(struct bytes_options *o, int argc, char **argv, const struct option *options, const char *help,
                const char *argument, int needed);

/* The file could not be opened: the message, and the status. */
int bytes_open_failed(const struct bytes_options *o, int64_t code);

/* For find and count: opens FILE and searches in it; the status. */
int bytes_search(struct bytes_options *o, int (*how)(const struct bytes_options *, int64_t region, uint64_t from, uint64_t to));

#endif
