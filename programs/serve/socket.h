/* The service's socket: creating or adopting it, the peer's process, and sending
   descriptors. */

#ifndef SERVE_SOCKET_H
#define SERVE_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A socket in the file system.  Device and inode tell whether the name is still ours. */
struct socket_name {
	const char *path;           /* NULL: not ours to remove */
	dev_t device;
	ino_t inode;
};

/* Listens at the path, with mode 0600.  Returns the descriptor, or -errno.  A stale socket
   is replaced; -EADDRINUSE means that a server listens there, -EEXIST that the name is
   not a socket. */
int socket_listen(const char *path, struct socket_name *name);

/* Returns the listening socket that systemd passed, -ENOENT without one, or -EINVAL if it
   is not usable. */
int socket_inherited(void);

/* Removes the name if it is still our socket. */
void socket_remove(const struct socket_name *name);

/* Returns a pidfd of the process at the other end, or -errno without one; *pid is its PID,
   0 if it has none in our namespace. */
int socket_peer(int fd, pid_t *pid);

/* True if the process of this pidfd is still running. */
int process_runs(int pidfd);

/* Like send(), but never blocks or raises SIGPIPE.  descriptor -1: none. */
ssize_t socket_send(int fd, const void *bytes, size_t n, int descriptor);

#endif
