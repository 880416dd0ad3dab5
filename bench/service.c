/* The client side of bench/service.  It makes `clients` connections to a Unix
   socket, and sends `depth` requests at a time in one write on each, until
   `requests` answers have come.  It prints the nanoseconds that this took.  It
   sends and reads in the same way for both protocols:

       service mmapnative|redis SOCKET CLIENTS REQUESTS DEPTH
       service array|base64|descriptor SOCKET FILE REQUESTS

   In the second form one client reads 1 MiB at a time: through JSON, or from
   memory that it maps by the descriptor that the service passes. */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int dial(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		die(path);
	return fd;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void put(int fd, const char *bytes, size_t n)
{
	if (write(fd, bytes, n) != (ssize_t)n)
		die("write");
}

/* Reads a line, or as much of one as fits. */
static size_t get_line(int fd, char *bytes, size_t room)
{
	size_t n = 0;
	ssize_t got;

	do {
		got = read(fd, bytes + n, room - n);
		if (got <= 0)
			die("read");
		n += (size_t)got;
	} while (bytes[n - 1] != '\n' && n < room);
	return n;
}

static const char *request;
static size_t request_length, answer_length;

/* Every client first creates the data that it then reads.  All answers have the
   length of the first one, and are recognised by it. */
static void prepare(int fd, int redis)
{
	static char line[512];
	static const char value[] = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$64\r\n"
	                            "0123456789012345678901234567890123456789012345678901234567890123\r\n";
	size_t n;

	if (redis) {
		put(fd, value, sizeof value - 1);
		(void)get_line(fd, line, sizeof line);
		request = "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n";
		answer_length = 5 + 64 + 2;
	} else {
		const char map[] = "{\"MmapMemfd\":{\"length\":4096}}\n";
		static char mine[100];
		char *id;

		put(fd, map, sizeof map - 1);
		n = get_line(fd, line, sizeof line - 1);
		line[n] = 0;
		id = strstr(line, "\"id\":");
		if (!id)
			die(line);
		/* Mappings are private to a process, so all clients may use one number. */
		if (!request)
			(void)snprintf(mine, sizeof mine, "{\"MmapRead\":{\"mmap_id\":%d,\"offset\":0,\"length\":64}}\n",
			               atoi(id + 5));
		request = mine;
		put(fd, request, strlen(request));
		answer_length = get_line(fd, line, sizeof line);
	}
	request_length = strlen(request);
}

static void many(int redis, const char *path, int clients, long requests, long depth)
{
	int epoll = epoll_create1(0), *fds = calloc((size_t)clients, sizeof *fds);
	size_t *got = calloc((size_t)clients, sizeof *got);
	struct epoll_event events[64];
	static char bytes[65536];
	char *batch;
	long asked = 0, answered = 0;
	uint64_t start;

	for (int i = 0; i < clients; i++) {
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };

		fds[i] = dial(path);
		if (i == 0)
			prepare(fds[i], redis);
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &e) < 0)
			die("epoll_ctl");
	}
	batch = malloc((size_t)depth * request_length);
	if (!batch)
		die("malloc");
	for (long i = 0; i < depth; i++)
		memcpy(batch + (size_t)i * request_length, request, request_length);
	requests -= requests % depth;
	start = now();
	for (int i = 0; i < clients && asked < requests; i++, asked += depth)
		put(fds[i], batch, (size_t)depth * request_length);
	while (answered < requests) {
		int n = epoll_wait(epoll, events, 64, -1);

		for (int i = 0; i < n; i++) {
			uint32_t who = events[i].data.u32;
			ssize_t r = read(fds[who], bytes, sizeof bytes);

			if (r <= 0)
				die("read");
			got[who] += (size_t)r;
			if (got[who] > (size_t)depth * answer_length
			    || (got[who] % answer_length == 0 && bytes[r - 1] != '\n')) {
				fprintf(stderr, "an answer is not as long as the first one: %.*s\n", (int)r, bytes);
				exit(2);
			}
			if (got[who] < (size_t)depth * answer_length)
				continue;
			got[who] = 0;
			answered += depth;
			if (asked < requests) {
				put(fds[who], batch, (size_t)depth * request_length);
				asked += depth;
			}
		}
	}
	printf("%llu\n", (unsigned long long)(now() - start));
}

/* ---- 1 MiB at a time ---------------------------------------------------- */

enum { MIB = 1 << 20 };

static int get_descriptor(int fd, char *line, size_t room)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { line, room - 1 };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
	};
	ssize_t n = recvmsg(fd, &message, 0);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	int descriptor;

	if (!c)
		die("no descriptor came");
	line[n] = 0;
	memcpy(&descriptor, CMSG_DATA(c), sizeof descriptor);
	return descriptor;
}

static void large(const char *how, const char *path, const char *file, long requests)
{
	static char answer[6 * MIB], line[600], copy[MIB];
	int fd = dial(path), descriptor;
	uint64_t start;
	char *memory, *id;

	(void)snprintf(line, sizeof line, "{\"Mmap\":{\"path\":\"%s\",\"length\":%d,\"prot\":1,\"shared\":true}}\n", file, MIB);
	put(fd, line, strlen(line));
	(void)get_line(fd, answer, sizeof answer);
	id = strstr(answer, "\"id\":");
	if (!id) {
		fprintf(stderr, "%s\n", answer);
		exit(2);
	}
	if (strcmp(how, "descriptor") == 0) {
		(void)snprintf(line, sizeof line, "{\"MmapDescriptor\":{\"mmap_id\":%d}}\n", atoi(id + 5));
		put(fd, line, strlen(line));
		descriptor = get_descriptor(fd, line, sizeof line);
		memory = mmap(NULL, MIB, PROT_READ, MAP_SHARED, descriptor, 0);
		if (memory == MAP_FAILED)
			die("mmap");
		start = now();
		for (long i = 0; i < requests; i++) {
			memcpy(copy, memory, MIB);
			/* Keeps the compiler from removing the unused copy. */
			__asm__ volatile("" : : "r"(copy) : "memory");
		}
	} else {
		(void)snprintf(line, sizeof line,
		               "{\"MmapRead\":{\"mmap_id\":%d,\"offset\":0,\"length\":%d,\"encoding\":\"%s\"}}\n",
		               atoi(id + 5), MIB, how);
		start = now();
		for (long i = 0; i < requests; i++) {
			put(fd, line, strlen(line));
			(void)get_line(fd, answer, sizeof answer);
		}
	}
	printf("%llu\n", (unsigned long long)(now() - start));
}

int main(int argc, char **argv)
{
	int rates = argc > 1 && (strcmp(argv[1], "redis") == 0 || strcmp(argv[1], "mmapnative") == 0);

	if (argc != 5 + rates || (rates && atol(argv[5]) < 1)) {
		fprintf(stderr, "usage: service mmapnative|redis SOCKET CLIENTS REQUESTS DEPTH\n"
		        "       service array|base64|descriptor SOCKET FILE REQUESTS\n");
		return 2;
	}
	if (rates)
		many(argv[1][0] == 'r', argv[2], atoi(argv[3]), atol(argv[4]), atol(argv[5]));
	else
		large(argv[1], argv[2], argv[3], atol(argv[4]));
	return 0;
}
