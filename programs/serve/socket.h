/* The service's socket: making or adopting it, who is at its other end, and
   sending with a descriptor. */

#ifndef SERVE_SOCKET_H
#define SERVE_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A socket in the file system that is ours as long as it is this very file. */
struct socket_name {
	const char *path;           /* NULL: it is somebody else's to remove */
	dev_t device;
	ino_t inode;
};

/* A listening socket at the path, with mode 0600, or -errno.  A socket whose
   server is gone is replaced: -EADDRINUSE there is a server, -EEXIST something
   that is no socket has the name. */
int socket_listen(const char *path, struct socket_name *name);

/* The listening socket that systemd handed on, -ENOENT none, -EINVAL not one. */
int socket_inherited(void);

/* Removes the name, if it still stands for our socket. */
void socket_remove(const struct socket_name *name);

/* The process at the other end: its number (0 it has none here) and a descriptor
   for it, or -errno where there is none to be had. */
int socket_peer(int fd, pid_t *pid);

/* Whether the process behind such a descriptor still runs. */
int process_runs(int pidfd);

/* As send, without waiting and without signals.  descriptor -1 is none. */
ssize_t socket_send(int fd, const void *bytes, size_t n, int descriptor);

#endif
