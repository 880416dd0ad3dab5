/* The command line of mmapnative serve. */

#include "options.h"
#include "../command.h"

#include <mmapnative.h>

#include <getopt.h>
#include <stdlib.h>

static const char help[] =
	"Usage: mmapnative serve --root DIR [--socket PATH] [--rights LIST] [--limit NAME=N]...\n"
	"Map files below DIR for other programs, which send requests in JSON: one client on\n"
	"standard input and output, or many on a Unix socket.\n"
	"\n"
	"  --root DIR      the directory that no path can leave: \"/a/b\" and \"a/b\" are DIR/a/b\n"
	"  --socket PATH   create this socket with mode 0600 and listen on it (default: the\n"
	"                  socket that systemd passes, if any)\n"
	"  --rights LIST   read, write, info or none, separated by commas (read,write)\n"
	"  --limit NAME=N  a limit; give it again for others, or separate them by commas:\n"
	"                    clients      connections of all processes (2048)\n"
	"                    connections  connections of one process (1024)\n"
	"                    mappings     mappings of one process (1024)\n"
	"                    bytes        bytes in all mappings of one process (no limit)\n"
	"                    request      bytes of a request's text (6 * read, at least 6M)\n"
	"                    read         bytes of one MmapRead (1M)\n"
	"                    depth        nesting of brackets (32)\n"
	"                    seconds      time to finish a request, and to take an answer (30)\n"
	"                  N is 4096, 0x1000 or 4K; K, M, G and T are powers of 1024\n"
	"  -h, --help      print this text\n"
	"\n"
	"mmapnative-serve(1) describes the requests.  SIGTERM and SIGINT end the service.\n"
	"\n"
	"Exit status: 0 ended by a signal or the end of its input; 2 wrong usage; 3 it could\n"
	"not start, read its input, or write its output.\n";

enum { LEAST_REQUEST = 6 << 20 };

static int parse_rights(char *list, uint32_t *rights)
{
	static char *const names[] = { "read", "write", "info", "none", NULL };
	static const uint32_t bits[] = { MN_RIGHT_READ, MN_RIGHT_WRITE, MN_RIGHT_INFO, 0 };
	char *value;

	*rights = 0;
	while (*list) {
		const char *one = list;
		int i = getsubopt(&list, names, &value);

		if (i < 0 || value)
			return usage_error("--rights: '%s' is not one of read, write, info, none", one);
		*rights |= bits[i];
	}
	return STATUS_OK;
}

static int parse_limits(char *list, struct serve_limits *limits)
{
	static char *const names[] = {
		"clients", "connections", "mappings", "bytes", "request", "read", "depth", "seconds", "line", NULL
	};
	int64_t *const places[] = {
		&limits->clients, &limits->connections, &limits->mappings, &limits->bytes, &limits->request,
		&limits->read, &limits->depth, &limits->seconds, &limits->request
	};
	/* Limits that cannot be 0 have a minimum; strings, data and answers are held in
	   memory, so theirs have a maximum. */
	static const int64_t least[] = { 1, 1, 0, 0, 64, 0, 2, 1, 64 };
	static const int64_t most[] = {
		1 << 20, 1 << 20, INT64_MAX, INT64_MAX, 1 << 30, 128 << 20, 1000, 1 << 20, 1 << 30
	};
	char *value;

	while (*list) {
		const char *one = list;
		int i = getsubopt(&list, names, &value);
		int64_t number;

		if (i < 0 || !value)
			return usage_error("--limit: '%s' is not NAME=N; --help lists the names", one);
		if (parse_number("--limit", value, &number) != STATUS_OK)
			return STATUS_USAGE;
		if (number < least[i] || number > most[i])
			return usage_error("--limit: %s must be from %lld to %lld", names[i], (long long)least[i],
			                   (long long)most[i]);
		*places[i] = number;
	}
	return STATUS_OK;
}

int options_parse(int argc, char **argv, struct serve_options *options, const char **path)
{
	static const struct option longs[] = {
		{ "root", required_argument, NULL, 'r' }, { "socket", required_argument, NULL, 's' },
		{ "rights", required_argument, NULL, 'R' }, { "limit", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
	};
	int c, status = STATUS_OK;

	*options = (struct serve_options){
		.rights = MN_RIGHT_READ | MN_RIGHT_WRITE, .listener = -1,
		.limits = {
			.clients = 2048, .connections = 1024, .mappings = 1024, .bytes = MN_LIMIT_NONE, .request = -1, .read = 1 << 20,
			.depth = 32, .seconds = 30
		},
	};
	while (status == STATUS_OK && (c = getopt_long(argc, argv, "h", longs, NULL)) >= 0) {
		if (c == 'r')
			options->root = optarg;
		else if (c == 's')
			*path = optarg;
		else if (c == 'R')
			status = parse_rights(optarg, &options->rights);
		else if (c == 'l')
			status = parse_limits(optarg, &options->limits);
		else if (c == 'h')
			return -command_help(help) - 1;
		else
			return usage_error(NULL);
	}
	if (status == STATUS_OK && optind < argc)
		return usage_error("unexpected argument '%s'", argv[optind]);
	if (status == STATUS_OK && !options->root)
		return usage_error("--root DIR is missing");
	/* Whatever can be read can also be written: in an array, a byte takes up to three
	   digits, a comma, and with many clients a blank. */
	if (options->limits.request < 0)
		options->limits.request = LEAST_REQUEST < 6 * options->limits.read ? 6 * options->limits.read : LEAST_REQUEST;
	return status;
}
