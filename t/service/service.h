/* Shared by the tests of mmapnative serve: the server, and clients.  The
   program is the one beside the test's folder, so that a test with
   sanitizers runs the program with sanitizers.  UNDER is a command that runs
   the program, if it is set. */

#ifndef T_SERVICE_H
#define T_SERVICE_H

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>

/* Not every test needs all of it. */
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-variable"

/* ---- The server --------------------------------------------------------- */

static char program[512], folder[200], root[256], name[256];
static pid_t server;

/* The root has the files of the transcripts. */
static void make_root(void)
{
	char path[600];
	FILE *f;

	static const struct {
		const char *name, *bytes, *link;
	} files[] = {
		{ "hello.txt", "Hello", NULL }, { "six", "abcdef", NULL }, { "\xff.bin", "data", NULL },
		{ "link", NULL, "six" }, { "loop", NULL, "loop" }, { "out", NULL, "/etc" },
	};

	/* Each test has its own, since one that fails leaves it behind. */
	snprintf(folder, sizeof folder, "%.180s-XXXXXX", t_path("s"));
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(root, sizeof root, "%s/root", folder);
	snprintf(name, sizeof name, "%s/socket", folder);
	ck_assert_int_eq(mkdir(root, 0700), 0);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", root, files[i].name);
		if (files[i].link) {
			ck_assert_int_eq(symlink(files[i].link, path), 0);
		} else {
			int fd = open(path, O_WRONLY | O_CREAT, 0600);

			ck_assert_int_eq(write(fd, files[i].bytes, strlen(files[i].bytes)), (ssize_t)strlen(files[i].bytes));
			close(fd);
		}
	}
	snprintf(path, sizeof path, "%s/fifo", root);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	snprintf(path, sizeof path, "%s/folder", root);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	/* The document's file. */
	snprintf(path, sizeof path, "%s/data", root);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/data/myfile.dat", root);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs("Hello", f);
	fclose(f);
	ck_assert_int_eq(truncate(path, 8192), 0);
}

static void remove_root(void)
{
	char command[400];

	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
}

static void find_program(void)
{
	char self[sizeof program - 20];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	ck_assert_int_gt(n, 0);
	self[n] = 0;
	*strrchr(self, '/') = 0;
	snprintf(program, sizeof program, "%.*s/../../mmapnative", (int)strlen(self), self);
}

/* Becomes the program, with these arguments after its own. */
static void become_program(const char *const *arguments)
{
	const char *argv[40], *under = getenv("UNDER");
	char words[400];
	int n = 0;

	/* The kernel kills the server if the test dies. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(words, sizeof words, "%s", under ? under : "");
	for (char *word = strtok(words, " \t\n"); word; word = strtok(NULL, " \t\n"))
		argv[n++] = word;
	argv[n++] = program;
	argv[n++] = "serve";
	argv[n++] = "--root";
	argv[n++] = root;
	while (*arguments)
		argv[n++] = *arguments++;
	argv[n] = NULL;
	execvp(argv[0], (char **)argv);
	_exit(127);
}

static int try_dial(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	/* A missing answer is a failure, not a hanging test. */
	struct timeval patience = { .tv_sec = 120 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_msg(strlen(name) < sizeof address.sun_path, "TMPDIR is too long for a socket's name: %s", name);
	strcpy(address.sun_path, name);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

static int dial(void)
{
	int fd = try_dial();

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
}

/* Starts a server on the socket and waits until it listens. */
static void start(const char *const *options)
{
	const char *arguments[20] = { "--socket", name };
	int n = 2, fd = -1;

	while (options && *options)
		arguments[n++] = *options++;
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0)
		become_program(arguments);
	for (int tries = 0; tries < 6000 && (fd = try_dial()) < 0; tries++) {
		ck_assert_int_eq(waitpid(server, NULL, WNOHANG), 0);
		nap();
	}
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static int ended(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void stop(void)
{
	ck_assert_int_eq(kill(server, SIGTERM), 0);
	ck_assert_int_eq(ended(server), 0);
	ck_assert_int_eq(access(name, F_OK), -1);
}

/* ---- Clients ------------------------------------------------------------ */

static char answer[8 << 20];

static void say(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		ck_assert_int_gt(sent, 0);
		bytes += sent;
		n -= (size_t)sent;
	}
}

/* The next line, without its end; "" the server closed.  Byte for byte, so that
   what follows stays where it is. */
static const char *hear(int fd)
{
	size_t n = 0;

	while (n < sizeof answer) {
		ssize_t got = recv(fd, answer + n, sizeof answer - n, MSG_PEEK);
		char *end;

		if (got <= 0)
			ck_assert_uint_eq(n, 0);
		if (got <= 0)
			return strcpy(answer, "");
		end = memchr(answer + n, '\n', (size_t)got);
		if (end)
			got = end + 1 - (answer + n);
		ck_assert_int_eq(recv(fd, answer + n, (size_t)got, 0), got);
		n += (size_t)got;
		if (end)
			break;
	}
	answer[n - 1] = 0;
	return answer;
}

static const char *ask(int fd, const char *request)
{
	say(fd, request, strlen(request));
	say(fd, "\n", 1);
	return hear(fd);
}

static void says(const char *heard, const char *want)
{
	if (!strstr(heard, want))
		ck_abort_msg("'%.300s' should say '%s'", heard, want);
}

static const char ok[] = "{\"status\":\"success\"}";
static const char id_1[] = "{\"status\":\"success\",\"data\":[0,0,0,1],\"id\":1}";
static const char none[] = "{\"status\":\"success\",\"data\":[]}";
static const char map_hello[] = "{\"Mmap\":{\"path\":\"hello.txt\",\"offset\":0,\"length\":4096,\"prot\":3,\"shared\":true}}";
static const char map_six[] = "{\"Mmap\":{\"path\":\"six\",\"offset\":0,\"length\":4096,\"prot\":3,\"shared\":true}}";

/* The number of the server's mappings of a file of the root. */
static int maps_of(const char *file)
{
	char path[64], line[1024], want[300];
	int n = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/maps", (int)server);
	snprintf(want, sizeof want, "/root/%s\n", file);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f))
		n += strstr(line, want) != NULL;
	fclose(f);
	return n;
}

static void wait_for_maps(const char *file, int n)
{
	for (int tries = 0; tries < 6000 && maps_of(file) != n; tries++)
		nap();
	ck_assert_int_eq(maps_of(file), n);
}

static int descriptors(void)
{
	char path[64];
	struct dirent *e;
	int n = 0;
	DIR *d;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)server);
	d = opendir(path);
	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void wait_for_descriptors(int n)
{
	for (int tries = 0; tries < 6000 && descriptors() != n; tries++)
		nap();
	ck_assert_int_eq(descriptors(), n);
}

/* A child that is a client of its own: 'body' gets a connection and a way to
   talk with the test. */
static pid_t client(void (*body)(int fd, int talk), int *talk)
{
	int pair[2];
	pid_t pid;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(pair[0]);
		body(dial(), pair[1]);
		_exit(0);
	}
	close(pair[1]);
	*talk = pair[0];
	return pid;
}

static void tell(int talk)
{
	ck_assert_int_eq(write(talk, "!", 1), 1);
}

static void await(int talk)
{
	char c;

	ck_assert_int_eq(read(talk, &c, 1), 1);
}

#endif
