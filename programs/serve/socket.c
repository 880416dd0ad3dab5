/* The service's socket. */

#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* ---- Making ------------------------------------------------------------- */

/* Two servers that start together must not both see a stale socket and then remove each
   other's new one: hold a lock on the directory meanwhile. */
static int lock_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[sizeof ((struct sockaddr_un *)0)->sun_path];
	int fd, tries = 0;

	/* A name in the root directory: the slash is the directory. */
	(void)snprintf(directory, sizeof directory, "%.*s", slash && slash != path ? (int)(slash - path) : 1,
	               slash ? path : ".");
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		/* Any process may hold this lock forever: give up after two seconds. */
		if (errno != EWOULDBLOCK || ++tries == 100) {
			int error = errno == EWOULDBLOCK ? -EBUSY : -errno;

			close(fd);
			return error;
		}
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
	return fd;
}

/* Returns 0 if the name is free now, or -errno. */
static int remove_stale(const struct sockaddr_un *address)
{
	struct stat status;
	int fd, error;

	if (lstat(address->sun_path, &status) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(status.st_mode))
		return -EEXIST;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	error = connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 ? errno : 0;
	close(fd);
	/* ECONNREFUSED alone means that no server listens; a full queue has a server. */
	if (error != ECONNREFUSED)
		return error == 0 || error == EAGAIN ? -EADDRINUSE : error == EPROTOTYPE ? -EEXIST : -error;
	return unlink(address->sun_path) < 0 ? -errno : 0;
}

static int bind_and_listen(const struct sockaddr_un *address, struct socket_name *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), error = 0;
	struct stat status;
	mode_t before;

	if (fd < 0)
		return -errno;
	/* The umask gives the file its mode from the start, and there is no other thread
	   yet.  bind does not follow a symbolic link. */
	before = umask(0177);
	if (bind(fd, (const struct sockaddr *)address, sizeof *address) < 0)
		error = -errno;
	(void)umask(before);
	if (error == 0 && lstat(address->sun_path, &status) < 0)
		error = -errno;
	if (error == 0) {
		name->device = status.st_dev;
		name->inode = status.st_ino;
		if (listen(fd, SOMAXCONN) < 0) {
			error = -errno;
			socket_remove(name);
		}
	}
	if (error < 0)
		close(fd);
	return error < 0 ? error : fd;
}

int socket_listen(const char *path, struct socket_name *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int lock, result;

	name->path = path;
	if (strlen(path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	if (!path[0])
		return -EINVAL;
	memcpy(address.sun_path, path, strlen(path));
	lock = lock_directory(path);
	if (lock < 0)
		return lock;
	result = remove_stale(&address);
	if (result == 0)
		result = bind_and_listen(&address, name);
	close(lock);
	return result;
}

void socket_remove(const struct socket_name *name)
{
	struct stat status;

	if (name->path && lstat(name->path, &status) == 0 && S_ISSOCK(status.st_mode)
	    && status.st_dev == name->device && status.st_ino == name->inode)
		(void)unlink(name->path);
}

/* ---- Adopting ----------------------------------------------------------- */

int socket_inherited(void)
{
	enum { FIRST = 3 };
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	struct sockaddr_un address;
	socklen_t n = sizeof address, size = sizeof(int);
	int type = 0, listens = 0, ours = pid && count && atoi(pid) == getpid(), one = ours && strcmp(count, "1") == 0;

	/* They are meant for this process, not for its children. */
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (!ours)
		return -ENOENT;
	if (!one || getsockname(FIRST, (struct sockaddr *)&address, &n) < 0 || address.sun_family != AF_UNIX
	    || getsockopt(FIRST, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != SOCK_STREAM
	    || getsockopt(FIRST, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 || !listens)
		return -EINVAL;
	if (fcntl(FIRST, F_SETFD, FD_CLOEXEC) < 0 || fcntl(FIRST, F_SETFL, O_RDWR | O_NONBLOCK) < 0)
		return -errno;
	return FIRST;
}

/* ---- Peers -------------------------------------------------------------- */

/* Missing in kernel headers of 2022. */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

int socket_peer(int fd, pid_t *pid)
{
	struct ucred peer = { 0 };
	socklen_t n = sizeof peer;
	int pidfd = -1;

	*pid = 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) < 0 || peer.pid <= 0)
		return -ESRCH;
	*pid = peer.pid;
	/* A newer kernel remembers the process that connected.  If it says that process is
	   gone, the PID may belong to another one by now. */
	n = sizeof pidfd;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &n) == 0)
		return pidfd;
	if (errno != ENOPROTOOPT)
		return -errno;
#ifdef SYS_pidfd_open
	pidfd = (int)syscall(SYS_pidfd_open, peer.pid, 0);
	return pidfd < 0 ? -errno : pidfd;
#else
	return -ENOSYS;
#endif
}

int process_runs(int pidfd)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	return pidfd >= 0 && poll(&p, 1, 0) == 0;
}

ssize_t socket_send(int fd, const void *bytes, size_t n, int descriptor)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { .iov_base = (void *)bytes, .iov_len = n };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (descriptor < 0)
		return send(fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
	message.msg_control = control.space;
	message.msg_controllen = sizeof control.space;
	return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}
