/* The relay: standard input and output as one socket. */

#include "relay.h"
#include "../command.h"

#include <errno.h>
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int our_end;
static pthread_t writer;
static atomic_int input_error;

static void *copy_input(void *nothing)
{
	char bytes[65536];
	ssize_t n, sent, done;

	while ((n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0 || (n < 0 && retry_io(STDIN_FILENO, POLLIN)))
		for (done = 0; done < n; done += sent) {
			sent = send(our_end, bytes + done, (size_t)(n - done), MSG_NOSIGNAL);
			if (sent < 0)
				return nothing;
		}
	if (n < 0)
		atomic_store(&input_error, errno);
	(void)shutdown(our_end, SHUT_WR);
	return nothing;
}

/* The thread's result points to the errno, or is NULL. */
static void *copy_output(void *nothing)
{
	static int error;
	char bytes[65536];
	ssize_t n, written, done;

	(void)nothing;
	while ((n = read(our_end, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))
		for (done = 0; done < n; done += written) {
			written = write(STDOUT_FILENO, bytes + done, (size_t)(n - done));
			if (written < 0 && retry_io(STDOUT_FILENO, POLLOUT))
				written = 0;
			if (written < 0) {
				/* Output failed: accept no more requests either. */
				error = errno;
				(void)shutdown(our_end, SHUT_RDWR);
				return &error;
			}
		}
	return NULL;
}

int relay_start(void)
{
	int pair[2], error;
	sigset_t all, before;
	pthread_t reader;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	our_end = pair[0];
	/* Signals are handled by the loop's thread. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&writer, NULL, copy_output, NULL);
	if (error == 0)
		error = pthread_create(&reader, NULL, copy_input, NULL);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error ? -error : pair[1];
}

int relay_input_error(void)
{
	return -atomic_load(&input_error);
}

int relay_end(int seconds)
{
	struct timespec until;
	void *result = NULL;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	if (pthread_timedjoin_np(writer, &result, &until) != 0)
		return -ETIMEDOUT;
	return result ? -*(int *)result : 0;
}
