/* mmapnative serve, as its clients see it. */

#include "service.h"

/* ---- Transcripts -------------------------------------------------------- */

static size_t load(const char *transcript, const char *end, char *bytes, size_t room)
{
	char path[300];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "t/service/transcripts/%s.%s", transcript, end);
	f = fopen(path, "r");
	if (!f)
		t_skip("this test runs in the folder of the Makefile");
	n = fread(bytes, 1, room - 1, f);
	fclose(f);
	bytes[n] = 0;
	return n;
}

/* Words of the transcripts replace values that differ from run to run: the
   owner, the pages in memory, and the root. */
static void mask(char *text, pid_t pid)
{
	static const struct {
		const char *before, *mask;
		int any;
	} masks[] = { { "\"owner_pid\":", "PID", 0 }, { "owner ", "PID", 0 }, { "\"resident\":", "N", 1 } };

	for (char *at = text; (at = strstr(at, root)); at += 4) {
		memmove(at + 4, at + strlen(root), strlen(at + strlen(root)) + 1);
		memcpy(at, "ROOT", 4);
	}
	for (size_t i = 0; i < 3; i++)
		for (char *at = text; (at = strstr(at, masks[i].before));) {
			char *end;

			at += strlen(masks[i].before);
			if (strtol(at, &end, 10) != pid && !masks[i].any)
				continue;
			/* A short number makes the text longer. */
			ck_assert_uint_lt(strlen(text) + strlen(masks[i].mask), 65536);
			memmove(at + strlen(masks[i].mask), end, strlen(end) + 1);
			memcpy(at, masks[i].mask, strlen(masks[i].mask));
		}
}

static void same_text(const char *got, const char *want)
{
	while (*got || *want) {
		size_t n = strcspn(got, "\n"), m = strcspn(want, "\n");

		if (n != m || memcmp(got, want, n) != 0)
			ck_abort_msg("the answer is %.*s and should be %.*s", (int)n, got, (int)m, want);
		got += n + (got[n] == '\n');
		want += m + (want[m] == '\n');
	}
}

static char requests[65536], answers[65536], got[65536];

/* On standard input and output, from a file as from a pipe. */
static void transcript_of(const char *which, const char *answered, const char *const *options)
{
	char path[300];
	size_t n = load(which, "requests", requests, sizeof requests);
	int in, out[2];
	ssize_t more;

	load(answered, "answers", answers, sizeof answers);
	find_program();
	make_root();
	snprintf(path, sizeof path, "t/service/transcripts/%s.requests", which);
	in = open(path, O_RDONLY);
	ck_assert_int_eq(pipe(out), 0);
	server = fork();
	if (server == 0) {
		dup2(in, 0);
		dup2(out[1], 1);
		close(out[0]);
		close(out[1]);
		become_program(options);
	}
	close(out[1]);
	n = 0;
	while ((more = read(out[0], got + n, sizeof got - 1 - n)) > 0)
		n += (size_t)more;
	got[n] = 0;
	ck_assert_int_eq(ended(server), 0);
	mask(got, server);
	same_text(got, answers);
	remove_root();
}

static void transcript(const char *which, const char *const *options)
{
	transcript_of(which, which, options);
}

/* On a socket, all of it in one piece: pipelining, and answers in order. */
static void transcript_on_socket(const char *which, const char *const *options)
{
	size_t n = load(which, "requests", requests, sizeof requests), used = 0;
	ssize_t more;
	int fd;

	load(which, "answers", answers, sizeof answers);
	find_program();
	make_root();
	start(options);
	fd = dial();
	say(fd, requests, n);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	while ((more = read(fd, got + used, sizeof got - 1 - used)) > 0)
		used += (size_t)more;
	got[used] = 0;
	mask(got, getpid());
	/* The one thing that a socket can and standard output cannot. */
	if (strcmp(which, "beyond") != 0)
		same_text(got, answers);
	stop();
	remove_root();
}

static const char *const nothing[] = { NULL };
static const char *const narrow[] = {
	"--rights", "read,info", "--limit", "read=8,bytes=100", "--limit", "mappings=2", NULL
};

START_TEST(rows_S3_42_to_50)
{
	transcript("rows", nothing);
	transcript_on_socket("rows", nothing);
}
END_TEST

/* S3-42, S3-44 to S3-49, S3-75, F41, F44: the document's six requests as it prints
   them, on one line each, and with a line for each value. */
START_TEST(the_documents_requests)
{
	transcript_of("document", "document", nothing);
	transcript_of("line", "document", nothing);
	transcript_of("pretty", "document", nothing);
	transcript_on_socket("document", nothing);
}
END_TEST

START_TEST(beyond_the_rows_S3_61_63_65)
{
	transcript("beyond", nothing);
}
END_TEST

START_TEST(what_is_wrong_is_said_and_the_connection_stays)
{
	transcript("wrong", nothing);
	transcript_on_socket("wrong", nothing);
}
END_TEST

START_TEST(rights_and_limits_S3_54_55_57_58)
{
	transcript("denied", narrow);
	transcript_on_socket("denied", narrow);
}
END_TEST

/* ---- Processes ---------------------------------------------------------- */

static void a_writes(int fd, int talk)
{
	ck_assert_str_eq(ask(fd, map_hello), id_1);
	await(talk);
	ck_assert_str_eq(ask(fd, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[74,101]}}"), ok);
	tell(talk);
	await(talk);
}

static void b_reads(int fd, int talk)
{
	ck_assert_str_eq(ask(fd, map_hello), "{\"status\":\"success\",\"data\":[0,0,0,2],\"id\":2}");
	tell(talk);
	await(talk);
	ck_assert_str_eq(ask(fd, "{\"MmapRead\":{\"mmap_id\":2,\"length\":5}}"),
	                 "{\"status\":\"success\",\"data\":[74,101,108,108,111]}");
	/* S3-41: an owner cannot use another owner's mapping. */
	ck_assert_ptr_nonnull(strstr(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"length\":5}}"), "permission_denied"));
	tell(talk);
	pause();
}

/* S3-09, S3-52: A writes and B reads the bytes, without msync; S3-04, S3-70:
   a killed process's mappings are closed. */
START_TEST(two_processes_S3_09_41_52)
{
	int a_talk, b_talk;
	pid_t a, b;

	find_program();
	make_root();
	start(NULL);
	a = client(a_writes, &a_talk);
	wait_for_maps("hello.txt", 1);
	b = client(b_reads, &b_talk);
	await(b_talk);
	ck_assert_int_eq(maps_of("hello.txt"), 2);
	tell(a_talk);
	await(a_talk);
	tell(b_talk);
	await(b_talk);
	ck_assert_int_eq(kill(b, SIGKILL), 0);
	ck_assert_int_eq(ended(b), -SIGKILL);
	wait_for_maps("hello.txt", 1);
	tell(a_talk);
	ck_assert_int_eq(ended(a), 0);
	wait_for_maps("hello.txt", 0);
	stop();
	remove_root();
}
END_TEST

/* Two connections of a process are one owner, and the mappings go with the last. */
START_TEST(one_process_is_one_owner)
{
	int first, second;

	find_program();
	make_root();
	start(NULL);
	first = dial();
	second = dial();
	ck_assert_str_eq(ask(first, map_hello), id_1);
	ck_assert_str_eq(ask(second, "{\"MmapList\":{}}"), "{\"status\":\"success\",\"data\":[1]}");
	close(first);
	ck_assert_str_eq(ask(second, "{\"MmapRead\":{\"mmap_id\":1,\"length\":1}}"), "{\"status\":\"success\",\"data\":[72]}");
	close(second);
	wait_for_maps("hello.txt", 0);
	first = dial();
	ck_assert_str_eq(ask(first, "{\"MmapList\":{}}"), none);
	stop();
	remove_root();
}
END_TEST

static void maps_and_waits(int fd, int talk)
{
	ck_assert_str_eq(ask(fd, map_hello), id_1);
	/* A child inherits the connection and outlives this process. */
	if (fork() == 0) {
		tell(talk);
		/* F50: the server tells the client why. */
		if (!strstr(hear(fd), "the process that opened this connection has exited"))
			_exit(1);
		ck_assert_str_eq(hear(fd), "");
		tell(talk);
		await(talk);
		_exit(0);
	}
	pause();
}

static void lists_nothing(int fd, int talk)
{
	(void)talk;
	ck_assert_str_eq(ask(fd, "{\"MmapList\":{}}"), none);
}

/* An owner is a process, not a number: when it ends, a connection that a
   child inherited ends, and a new process with its number has no mappings. */
START_TEST(a_number_that_comes_again_is_somebody_else)
{
	int talk, other;
	FILE *last;
	pid_t pid, again;

	find_program();
	make_root();
	start(NULL);
	pid = client(maps_and_waits, &talk);
	await(talk);
	ck_assert_int_eq(maps_of("hello.txt"), 1);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(ended(pid), -SIGKILL);
	await(talk);
	wait_for_maps("hello.txt", 0);
	/* Root can ask for the number; others have shown what came before. */
	for (int tries = 0; tries < 20; tries++) {
		last = fopen("/proc/sys/kernel/ns_last_pid", "w");
		if (!last)
			break;
		fprintf(last, "%d", (int)pid - 1);
		if (fclose(last) != 0)
			break;
		again = client(lists_nothing, &other);
		ck_assert_int_eq(ended(again), 0);
		close(other);
		if (again == pid)
			break;
	}
	tell(talk);
	stop();
	remove_root();
}
END_TEST

/* ---- Descriptors -------------------------------------------------------- */

/* Asks for a mapping's descriptor: it, or -1 and the answer. */
static int descriptor_of(int fd, int id)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, request[100];
	struct iovec part = { answer, sizeof answer - 1 };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
	};
	struct cmsghdr *c;
	int descriptor = -1;
	ssize_t n;

	snprintf(request, sizeof request, "{\"MmapDescriptor\":{\"mmap_id\":%d}}\n", id);
	say(fd, request, strlen(request));
	n = recvmsg(fd, &message, 0);
	ck_assert_int_gt(n, 0);
	answer[n] = 0;
	c = CMSG_FIRSTHDR(&message);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(&descriptor, CMSG_DATA(c), sizeof descriptor);
	return descriptor;
}

START_TEST(a_descriptor_is_the_same_memory)
{
	char *memory;
	int fd, d;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	ck_assert_str_eq(ask(fd, "{\"MmapMemfd\":{\"length\":4096}}"), id_1);
	d = descriptor_of(fd, 1);
	ck_assert_str_eq(answer, "{\"status\":\"success\",\"data\":{\"offset\":0,\"length\":4096,\"writable\":true}}\n");
	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, d, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	memcpy(memory, "Hello", 5);
	ck_assert_str_eq(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"length\":5}}"),
	                 "{\"status\":\"success\",\"data\":[72,101,108,108,111]}");
	ck_assert_str_eq(ask(fd, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[74]}}"), ok);
	ck_assert_int_eq(memory[0], 'J');
	/* A mapping that is not shared has no descriptor to pass on. */
	ck_assert_ptr_nonnull(strstr(ask(fd, "{\"MmapAnonymous\":{\"length\":1}}"), "\"id\":2"));
	ck_assert_int_eq(descriptor_of(fd, 2), -1);
	ck_assert_ptr_nonnull(strstr(answer, "EOPNOTSUPP"));
	ck_assert_int_eq(descriptor_of(fd, 99), -1);
	ck_assert_ptr_nonnull(strstr(answer, "Mmap 99 not found"));
	close(d);
	stop();
	remove_root();
}
END_TEST

/* How a descriptor was opened, and whether it can write. */
static void is_for(int descriptor, int mode)
{
	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(fcntl(descriptor, F_GETFL) & O_ACCMODE, mode);
	ck_assert_int_eq(write(descriptor, "X", 1), mode == O_RDWR ? 1 : -1);
	close(descriptor);
}

START_TEST(a_descriptor_can_no_more_than_the_mapping)
{
	static const char *const reader[] = { "--rights", "read", NULL };
	int fd;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	ck_assert_str_eq(ask(fd, map_hello), id_1);
	is_for(descriptor_of(fd, 1), O_RDWR);
	/* The mapping is for reading only, or from now on. */
	ck_assert_ptr_nonnull(strstr(ask(fd, "{\"Mmap\":{\"path\":\"six\",\"length\":6,\"prot\":1,\"shared\":true}}"), "\"id\":2"));
	is_for(descriptor_of(fd, 2), O_RDONLY);
	ck_assert_str_eq(ask(fd, "{\"MmapProtect\":{\"mmap_id\":1,\"prot\":1}}"), ok);
	is_for(descriptor_of(fd, 1), O_RDONLY);
	stop();
	/* Or the right is. */
	start(reader);
	fd = dial();
	ck_assert_ptr_nonnull(strstr(ask(fd, map_hello), "permission_denied"));
	ck_assert_str_eq(ask(fd, "{\"Mmap\":{\"path\":\"six\",\"length\":6,\"prot\":1,\"shared\":true}}"), id_1);
	is_for(descriptor_of(fd, 1), O_RDONLY);
	stop();
	remove_root();
}
END_TEST

/* ---- Limits ------------------------------------------------------------- */

static const char *const tight[] = { "--limit", "request=1000,seconds=1,clients=4,connections=3", NULL };

/* The server skips it to its end, in pieces of any size and in any layout. */
START_TEST(a_request_that_is_too_long_is_answered_and_skipped)
{
	static const char begin[] = "{\"MmapList\":{},\"tag\":[\"}\\\"\\\\\",\n";
	static char text[3000];
	int fd;

	find_program();
	make_root();
	start(tight);
	fd = dial();
	/* White space between values counts, a quote and brackets in strings do not end it. */
	memset(text, ' ', sizeof text);
	memcpy(text, begin, sizeof begin - 1);
	say(fd, text, sizeof text);
	says(hear(fd), "EMSGSIZE");
	says(ask(fd, "\"]]\", {\n}\n, [\"{\"]]}{\"MmapList\":{}}"), none);
	/* As one piece, with what follows. */
	memcpy(text + sizeof begin - 3, " ", 1);
	memcpy(text + 2000, "]}\n", 3);
	say(fd, text, 2003);
	says(hear(fd), "EMSGSIZE");
	says(ask(fd, "{\"MmapList\":{}}"), none);
	/* A string that a newline ends is no JSON, and ends it. */
	memset(text, 'x', sizeof text);
	memcpy(text, "{\"", 2);
	say(fd, text, sizeof text);
	says(hear(fd), "EMSGSIZE");
	says(ask(fd, "xxx\n{\"MmapList\":{}}"), none);
	/* A request of just so many bytes is none too many. */
	memset(text, ' ', 1000);
	memcpy(text, "{\"MmapList\":{}", 14);
	text[999] = '}';
	say(fd, text, 1000);
	says(hear(fd), none);
	memset(text, ' ', 1001);
	memcpy(text, "{\"MmapList\":{}", 14);
	text[1000] = '}';
	say(fd, text, 1001);
	says(hear(fd), "the request is over the limit of 1000 bytes");
	stop();
	remove_root();
}
END_TEST

START_TEST(half_a_request_has_its_time)
{
	int slow, other;

	find_program();
	make_root();
	start(tight);
	slow = dial();
	other = dial();
	say(slow, "{\"MmapL", 7);
	says(ask(other, "{\"MmapList\":{}}"), none);
	/* The deadline is the server's; this only waits for its message. */
	says(hear(slow), "ETIMEDOUT");
	says(hear(slow), "");
	/* A silent client may stay. */
	says(ask(other, "{\"MmapList\":{}}"), none);
	stop();
	remove_root();
}
END_TEST

START_TEST(answers_that_are_not_taken_end_a_client)
{
	static const char request[] = "{\"MmapRead\":{\"mmap_id\":1,\"length\":100000}}\n";
	int fd, other, connected;

	find_program();
	make_root();
	start(tight);
	other = dial();
	fd = dial();
	says(ask(fd, "{\"MmapAnonymous\":{\"length\":100000}}"), "\"id\":1");
	connected = descriptors();
	/* More than two sockets hold; the server reads no more than it can answer. */
	for (int i = 0; i < 10000 && send(fd, request, sizeof request - 1, MSG_DONTWAIT | MSG_NOSIGNAL) > 0; i++)
		;
	says(ask(other, "{\"MmapList\":{}}"), "success");
	/* Two are connected; when the slow one is gone there is one more again. */
	wait_for_descriptors(connected - 1);
	says(ask(other, "{\"MmapList\":{}}"), "success");
	stop();
	remove_root();
}
END_TEST

static void one_more(int fd, int talk)
{
	says(ask(fd, "{\"MmapList\":{}}"), none);
	tell(talk);
	await(talk);
}

START_TEST(too_many_clients_are_told_so)
{
	int fds[3], more, talk;
	pid_t pid;

	find_program();
	make_root();
	start(tight);
	for (int i = 0; i < 3; i++) {
		fds[i] = dial();
		says(ask(fds[i], "{\"MmapList\":{}}"), none);
	}
	/* Of one process, and then of all. */
	more = dial();
	says(hear(more), "too many clients");
	says(hear(more), "");
	close(more);
	pid = client(one_more, &talk);
	await(talk);
	more = dial();
	says(hear(more), "too many clients");
	close(more);
	tell(talk);
	ck_assert_int_eq(ended(pid), 0);
	close(fds[0]);
	/* Its place is free once the server noticed the end. */
	for (int tries = 0; tries < 6000; tries++) {
		static const char list[] = "{\"MmapList\":{}}\n";

		/* A refused client may close before the server reads. */
		more = dial();
		if (send(more, list, sizeof list - 1, MSG_NOSIGNAL) > 0 && strcmp(hear(more), none) == 0)
			break;
		close(more);
		nap();
	}
	says(answer, none);
	stop();
	remove_root();
}
END_TEST

/* Without a free descriptor the server does not spin: it refuses a new
   client or lets it wait, and continues when a descriptor is free. */
START_TEST(without_descriptors_it_goes_on)
{
	int fds[40], first, late;
	struct rlimit limit = { 0 };
	char path[64];
	long ticks[2];

	find_program();
	make_root();
	start(NULL);
	first = dial();
	says(ask(first, "{\"MmapList\":{}}"), none);
	limit.rlim_cur = limit.rlim_max = (rlim_t)descriptors() + 8;
	if (prlimit(server, RLIMIT_NOFILE, &limit, NULL) < 0)
		t_skip("another process's limits cannot be set here");
	for (int i = 0; i < 40; i++)
		fds[i] = dial();
	/* Connected clients get their answers. */
	says(ask(first, "{\"MmapList\":{}}"), none);
	snprintf(path, sizeof path, "/proc/%d/stat", (int)server);
	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(path, "r");

		ck_assert_int_eq(fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld", &ticks[i]), 1);
		fclose(f);
		for (int k = 0; i == 0 && k < 50; k++)
			nap();
	}
	/* Half a second of spinning would be 50. */
	ck_assert_int_lt(ticks[1] - ticks[0], 25);
	for (int i = 0; i < 40; i++)
		close(fds[i]);
	for (int tries = 0; tries < 6000; tries++) {
		late = dial();
		if (send(late, "{\"MmapList\":{}}\n", 16, MSG_NOSIGNAL) == 16 && strcmp(hear(late), none) == 0)
			break;
		close(late);
		nap();
	}
	says(answer, none);
	stop();
	remove_root();
}
END_TEST

/* ---- No client delays another
   ---------------------------------------------- */

/* A client with a great many requests on their way gets its answers in order,
   and takes turns with one that has a request now and then. */
START_TEST(pipelined_answers_come_in_order)
{
	enum { MANY = 20000 };
	static char all[MANY * 80];
	size_t n = 0;
	int fd, other;
	pid_t pid;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	other = dial();
	for (int i = 0; i < MANY; i++)
		n += (size_t)sprintf(all + n, i % 100 ? "{\"MmapList\":{},\"tag\":%d}\n"
		                     : "{\"MmapAnonymous\":{\"length\":0},\"tag\":%d}\n", i);
	pid = fork();
	if (pid == 0) {
		say(fd, all, n);
		_exit(0);
	}
	says(ask(other, "{\"MmapList\":{}}"), none);
	for (int i = 0; i < MANY; i++) {
		char want[40];

		snprintf(want, sizeof want, "\"tag\":%d}", i);
		says(hear(fd), want);
	}
	ck_assert_int_eq(ended(pid), 0);
	stop();
	remove_root();
}
END_TEST

/* S3-43: an id's four bytes begin with the highest, which one byte would not show. */
START_TEST(ids_of_more_than_a_byte)
{
	int fd;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	for (int i = 1; i <= 258; i++) {
		char want[100];

		snprintf(want, sizeof want, "{\"status\":\"success\",\"data\":[0,0,%d,%d],\"id\":%d}", i / 256, i % 256, i);
		ck_assert_str_eq(ask(fd, "{\"MmapAnonymous\":{\"length\":1}}"), want);
	}
	ck_assert_str_eq(ask(fd, map_hello), "{\"status\":\"success\",\"data\":[0,0,1,3],\"id\":259}");
	ck_assert_str_eq(ask(fd, "{\"MmapRead\":{\"mmap_id\":259,\"length\":1}}"), "{\"status\":\"success\",\"data\":[72]}");
	stop();
	remove_root();
}
END_TEST

/* A client that searches many bytes, or waits for a lock that a search
   holds, does not delay the answers of others. */
START_TEST(a_long_search_delays_nobody)
{
	char path[300], request[200];
	int slow, second, other, fd;

	find_program();
	make_root();
	/* A hole of 64 GiB needs no disk space, and takes a while to search. */
	snprintf(path, sizeof path, "%s/hole", root);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (ftruncate(fd, INT64_C(64) << 30) < 0)
		t_skip("this file system has no holes");
	close(fd);
	start(NULL);
	slow = dial();
	second = dial();
	other = dial();
	if (!strstr(ask(slow, "{\"Mmap\":{\"path\":\"hole\",\"prot\":3,\"shared\":true}}"), "\"id\":1")) {
		stop();
		t_skip("there is no room for 64 GiB of addresses");
	}
	says(ask(other, "{\"MmapAnonymous\":{\"length\":9}}"), "\"id\":2");
	snprintf(request, sizeof request, "{\"MmapCount\":{\"mmap_id\":1,\"data\":[1]},\"tag\":\"long\"}\n");
	say(slow, request, strlen(request));
	/* This must wait for the search, because a write excludes readers. */
	snprintf(request, sizeof request, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[1]},\"tag\":\"behind\"}\n");
	say(second, request, strlen(request));
	for (int i = 0; i < 100; i++)
		says(ask(other, "{\"MmapRead\":{\"mmap_id\":2,\"length\":1}}"), "[0]");
	says(ask(other, "{\"Mmap\":{\"path\":\"six\",\"length\":1,\"prot\":1}}"), "success");
	/* All of these answers came before that of the search. */
	ck_assert_int_eq(recv(slow, answer, 1, MSG_DONTWAIT), -1);
	ck_assert_int_eq(recv(second, answer, 1, MSG_DONTWAIT), -1);
	/* The test does not wait for the search. */
	kill(server, SIGKILL);
	ck_assert_int_eq(ended(server), -SIGKILL);
	remove_root();
}
END_TEST

/* ---- The socket --------------------------------------------------------- */

/* Starts a server that must fail to start, and returns its exit status. */
static int refused(void)
{
	const char *const arguments[] = { "--socket", name, NULL };
	pid_t pid = fork();

	if (pid == 0) {
		int silence = open("/dev/null", O_WRONLY);

		dup2(silence, 2);
		become_program(arguments);
	}
	return ended(pid);
}

START_TEST(the_socket_is_for_its_user_only)
{
	struct stat status;
	mode_t before;

	find_program();
	make_root();
	/* A umask that forbids nothing makes no difference. */
	before = umask(0);
	start(NULL);
	umask(before);
	ck_assert_int_eq(stat(name, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	/* A running server and its socket stay. */
	ck_assert_int_eq(refused(), 3);
	says(ask(dial(), "{\"MmapList\":{}}"), none);
	stop();
	remove_root();
}
END_TEST

START_TEST(a_dead_servers_socket_is_replaced)
{
	find_program();
	make_root();
	start(NULL);
	ck_assert_int_eq(kill(server, SIGKILL), 0);
	ck_assert_int_eq(ended(server), -SIGKILL);
	ck_assert_int_eq(access(name, F_OK), 0);
	start(NULL);
	says(ask(dial(), "{\"MmapList\":{}}"), none);
	stop();
	remove_root();
}
END_TEST

START_TEST(nothing_else_is_touched)
{
	char target[300];
	struct stat status;
	int fd;

	find_program();
	make_root();
	/* A file, a link to nothing, a link to a dead socket. */
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	close(fd);
	ck_assert_int_eq(refused(), 3);
	ck_assert_int_eq(lstat(name, &status), 0);
	ck_assert(S_ISREG(status.st_mode));
	unlink(name);
	snprintf(target, sizeof target, "%s/target", root);
	ck_assert_int_eq(symlink(target, name), 0);
	ck_assert_int_eq(refused(), 3);
	ck_assert_int_eq(lstat(name, &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(lstat(target, &status), -1);
	unlink(name);
	/* A socket that another process replaced while the server ran is not
	   deleted. */
	start(NULL);
	unlink(name);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	close(fd);
	ck_assert_int_eq(kill(server, SIGTERM), 0);
	ck_assert_int_eq(ended(server), 0);
	ck_assert_int_eq(lstat(name, &status), 0);
	remove_root();
}
END_TEST

/* Requests before the signal get their answers, and writes reach the file. */
START_TEST(a_signal_ends_it_cleanly_S3_36)
{
	char bytes[6] = "", path[300];
	int fd, file;

	find_program();
	make_root();
	start(NULL);
	fd = dial();
	says(ask(fd, map_six), "\"id\":1");
	says(ask(fd, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[65,66]}}"), ok);
	stop();
	says(hear(fd), "");
	snprintf(path, sizeof path, "%s/six", root);
	file = open(path, O_RDONLY);
	ck_assert_int_eq(read(file, bytes, 6), 6);
	ck_assert_int_eq(memcmp(bytes, "ABcdef", 6), 0);
	remove_root();
}
END_TEST

/* Whether the server's first thread blocks a signal. */
static int blocks(int number)
{
	char path[64], line[256];
	unsigned long long mask = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)server);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f) && sscanf(line, "SigBlk: %llx", &mask) != 1)
		;
	fclose(f);
	return (int)(mask >> (number - 1) & 1);
}

/* F7: the starting process blocks all signals, and the mask survives exec. */
START_TEST(it_is_started_with_signals_blocked)
{
	char path[300];
	sigset_t set, before;
	int fd;

	find_program();
	make_root();
	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, &before);
	start(NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	fd = dial();
	says(ask(fd, map_six), "\"id\":1");
	/* Other signals stay as inherited. */
	ck_assert_int_eq(blocks(SIGUSR2), 1);
	ck_assert_int_eq(blocks(SIGBUS), 0);
	snprintf(path, sizeof path, "%s/six", root);
	ck_assert_int_eq(truncate(path, 0), 0);
	says(ask(fd, "{\"MmapRead\":{\"mmap_id\":1,\"offset\":0,\"length\":6}}"), "EIO");
	says(ask(fd, "{\"MmapWrite\":{\"mmap_id\":1,\"offset\":0,\"data\":[65,66]}}"), "EIO");
	/* F6: it is not written back, either, and the client learns that. */
	says(ask(fd, "{\"Msync\":{\"mmap_id\":1}}"), "cut short");
	says(ask(fd, "{\"Munmap\":{\"mmap_id\":1}}"), ok);
	stop();
	remove_root();
}
END_TEST

/* As systemd does it: descriptor 3 and two variables. */
START_TEST(it_adopts_systemds_socket)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	char number[20];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	find_program();
	make_root();
	strcpy(address.sun_path, name);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	server = fork();
	if (server == 0) {
		dup2(fd, 3);
		snprintf(number, sizeof number, "%d", (int)getpid());
		setenv("LISTEN_PID", number, 1);
		setenv("LISTEN_FDS", "1", 1);
		become_program(nothing);
	}
	says(ask(dial(), "{\"MmapList\":{}}"), none);
	ck_assert_int_eq(kill(server, SIGTERM), 0);
	ck_assert_int_eq(ended(server), 0);
	/* The process that made the socket removes it. */
	ck_assert_int_eq(lstat(name, &status), 0);
	/* A descriptor that is not a listening socket is refused. */
	server = fork();
	if (server == 0) {
		dup2(open("/dev/null", O_RDWR), 2);
		dup2(2, 3);
		snprintf(number, sizeof number, "%d", (int)getpid());
		setenv("LISTEN_PID", number, 1);
		setenv("LISTEN_FDS", "1", 1);
		become_program(nothing);
	}
	ck_assert_int_eq(ended(server), 3);
	remove_root();
}
END_TEST

T_MAIN("service", rows_S3_42_to_50, the_documents_requests, beyond_the_rows_S3_61_63_65, what_is_wrong_is_said_and_the_connection_stays,
       rights_and_limits_S3_54_55_57_58, two_processes_S3_09_41_52, one_process_is_one_owner,
       a_number_that_comes_again_is_somebody_else, a_descriptor_is_the_same_memory,
       a_descriptor_can_no_more_than_the_mapping, a_request_that_is_too_long_is_answered_and_skipped,
       half_a_request_has_its_time, answers_that_are_not_taken_end_a_client, too_many_clients_are_told_so,
       without_descriptors_it_goes_on, pipelined_answers_come_in_order, ids_of_more_than_a_byte, a_long_search_delays_nobody,
       the_socket_is_for_its_user_only, a_dead_servers_socket_is_replaced, nothing_else_is_touched,
       a_signal_ends_it_cleanly_S3_36, it_is_started_with_signals_blocked, it_adopts_systemds_socket)
