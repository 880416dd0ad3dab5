/* mmapnative serve: where it listens, and the service. */

#include "command.h"
#include "serve/options.h"
#include "serve/server.h"
#include "serve/socket.h"

#include <errno.h>

/* The socket: by its name, or systemd's, or none. */
static int find_listener(const char *path, struct service_options *options)
{
	options->listener = path ? socket_listen(path, &options->name) : socket_inherited();
	if (options->listener >= 0 || (!path && options->listener == -ENOENT))
		return STATUS_OK;
	if (!path)
		return complain(STATUS_FAILED, "LISTEN_FDS hands on something else than one listening Unix socket");
	if (options->listener == -EADDRINUSE)
		return complain(STATUS_FAILED, "%s: EADDRINUSE: a server is listening there", path);
	if (options->listener == -EEXIST)
		return complain(STATUS_FAILED, "%s: EEXIST: there is something else with that name, and it is not touched",
		                path);
	return failed(path, options->listener);
}

int serve_command(int argc, char **argv)
{
	struct service_options options;
	const char *path = NULL;
	int status = options_parse(argc, argv, &options, &path);

	if (status != STATUS_OK)
		return status < 0 ? STATUS_OK : status;
	/* A signal between the socket's birth and the loop's waits for the loop. */
	service_hold_signals();
	status = find_listener(path, &options);
	if (status != STATUS_OK)
		return status;
	return service_run(&options);
}
