/* What read, write, find and count share: their command line, and failures to open FILE. */

#ifndef PROGRAMS_BYTES_H
#define PROGRAMS_BYTES_H

#include "command.h"

#include <getopt.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBERS_HELP                                                                    \
	"N is a number of bytes: 4096, 0x1000 or 4K; K, M, G and T are powers of 1024.\n"

/* The options of the four.  Defaults: length is MN_LENGTH_TO_END, to is -1. */
struct bytes_options {
	int64_t offset, length, from, to;
	int grow, durable, hex, all, last;
	const char *path;
	uint8_t *bytes;         /* DATA or NEEDLE, or NULL */
	size_t n;
};

/* Large enough to make the number of calls irrelevant, small enough for any machine. */
enum { PIECE = 1 << 20 };

/* Parses the command line: options, FILE, and one more argument if `argument` names it.
   Returns -1 to go on, or the exit status. */
int bytes_parse(struct bytes_options *o, int argc, char **argv, const struct option *options, const char *help,
                const char *argument, int needed);

/* Prints why FILE could not be opened, and returns the status. */
int bytes_open_failed(const struct bytes_options *o, int64_t code);

/* For find and count: opens FILE, checks the range, and calls `search`.  Returns the status. */
int bytes_search(struct bytes_options *o,
                 int (*search)(const struct bytes_options *, int64_t region, uint64_t from, uint64_t to));

#endif
