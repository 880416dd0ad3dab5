/* mmapnative serve: opens the socket and runs the server. */

#include "command.h"
#include "serve/options.h"
#include "serve/server.h"
#include "serve/socket.h"

#include <errno.h>

/* The socket at path, or systemd's, or none. */
static int find_listener(const char *path, struct serve_options *options)
{
	options->listener = path ? socket_listen(path, &options->name) : socket_inherited();
	if (options->listener >= 0 || (!path && options->listener == -ENOENT))
		return STATUS_OK;
	if (!path)
		return complain(STATUS_FAILED, "LISTEN_FDS must pass exactly one listening Unix socket");
	if (options->listener == -EADDRINUSE)
		return complain(STATUS_FAILED, "%s: EADDRINUSE: a server is listening there", path);
	if (options->listener == -EEXIST)
		return complain(STATUS_FAILED, "%s: EEXIST: the name exists and is not a socket; it is left alone",
		                path);
	return failed(path, options->listener);
}

int serve_command(int argc, char **argv)
{
	struct serve_options options;
	const char *path = NULL;
	int status = options_parse(argc, argv, &options, &path);

	if (status != STATUS_OK)
		return status < 0 ? STATUS_OK : status;
	/* A signal that comes before the loop runs is kept until it does. */
	server_hold_signals();
	status = find_listener(path, &options);
	if (status != STATUS_OK)
		return status;
	return server_run(&options);
}
