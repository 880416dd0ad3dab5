/* mmapnative serve with five hundred clients, a tenth of them hostile, and with
   processes that are killed while they are its clients.  SECONDS says how long;
   `make soak` takes a minute.  Each honest client knows what every answer has to
   be, byte for byte, and the order in which they come. */

#include "../service/service.h"

enum {
	WORKERS = 10,               /* processes */
	HONEST = 45, HOSTILE = 5,   /* clients of each */
	BYTES = 4096,               /* of each honest client's mapping */
	FLIGHT = 4,                 /* requests on their way */
	SPAN = 64,                  /* bytes a request reads or writes */
};

static int seconds(void)
{
	const char *s = getenv("SECONDS");

	return s && atoi(s) > 0 ? atoi(s) : 5;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static uint32_t chance(uint32_t *state, uint32_t n)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 8) % n;
}

/* What the workers count, in memory that they share with the test. */
struct counts {
	_Atomic uint64_t answers, attacks;
	_Atomic int stop;
};

static struct counts *counts;

/* ---- Honest clients ----------------------------------------------------- */

struct honest {
	int fd, number;
	uint32_t random;
	long id;
	unsigned asked, heard;
	uint8_t bytes[BYTES];
	char want[FLIGHT][SPAN * 4 + 200];
	char in[SPAN * 4 * FLIGHT + 800];
	size_t in_count;
};

/* Sends a request, and notes the expected answer. */
static void honest_asks(struct honest *h)
{
	char request[SPAN * 4 + 200], numbers[SPAN * 4 + 2];
	char *want = h->want[h->asked % FLIGHT];
	uint32_t kind = chance(&h->random, 10), offset = chance(&h->random, BYTES - SPAN);
	uint32_t n = 1 + chance(&h->random, SPAN - 1);
	size_t used = 0;
	char tag[40];

	snprintf(tag, sizeof tag, "[%d,%u]", h->number, h->asked);
	if (kind < 4)
		for (uint32_t i = 0; i < n; i++)
			h->bytes[offset + i] = (uint8_t)chance(&h->random, 256);
	for (uint32_t i = 0; i < n; i++)
		used += (size_t)snprintf(numbers + used, sizeof numbers - used, "%s%d", i ? "," : "", h->bytes[offset + i]);
	if (kind < 4) {
		snprintf(request, sizeof request, "{\"MmapWrite\":{\"mmap_id\":%ld,\"offset\":%u,\"data\":[%s]},\"tag\":%s}\n",
		         h->id, offset, numbers, tag);
		snprintf(want, sizeof h->want[0], "{\"status\":\"success\",\"tag\":%s}\n", tag);
	} else if (kind < 9) {
		snprintf(request, sizeof request, "{\"syscall\":\"mmap_read\",\"mmap_id\":%ld,\"offset\":%u,\"length\":%u,"
		         "\"tag\":%s}\n", h->id, offset, n, tag);
		snprintf(want, sizeof h->want[0], "{\"status\":\"success\",\"data\":[%s],\"tag\":%s}\n", numbers, tag);
	} else {
		/* This one is a job for the pool. */
		snprintf(request, sizeof request, "{\"MmapCount\":{\"mmap_id\":%ld,\"data\":[],\"start\":%u,\"end\":%u},"
		         "\"tag\":%s}\n", h->id, offset, offset + n, tag);
		snprintf(want, sizeof h->want[0], "{\"status\":\"success\",\"data\":%u,\"tag\":%s}\n", n + 1, tag);
	}
	say(h->fd, request, strlen(request));
	h->asked++;
}

static void honest_hears(struct honest *h)
{
	ssize_t n = recv(h->fd, h->in + h->in_count, sizeof h->in - h->in_count, MSG_DONTWAIT);
	size_t used = 0;
	char *end;

	ck_assert_int_gt(n, 0);
	h->in_count += (size_t)n;
	while ((end = memchr(h->in + used, '\n', h->in_count - used))) {
		const char *want = h->want[h->heard % FLIGHT];
		size_t length = (size_t)(end + 1 - h->in) - used;

		if (h->heard == h->asked || length != strlen(want) || memcmp(h->in + used, want, length) != 0)
			ck_abort_msg("client %d heard %.*s instead of %s", h->number, (int)length, h->in + used, want);
		used += length;
		h->heard++;
		counts->answers++;
		if (!counts->stop)
			honest_asks(h);
	}
	h->in_count -= used;
	memmove(h->in, h->in + used, h->in_count);
}

static void honest_begins(struct honest *h, int number)
{
	memset(h, 0, sizeof *h);
	h->number = number;
	h->random = (uint32_t)number * 77 + 1;
	h->fd = dial();
	h->id = strtol(strstr(ask(h->fd, number % 2 ? "{\"MmapMemfd\":{\"length\":4096}}"
	                          : "{\"MmapAnonymous\":{\"length\":4096}}"), "\"id\":") + 5, NULL, 10);
	ck_assert_int_gt(h->id, 0);
	for (int i = 0; i < FLIGHT; i++)
		honest_asks(h);
}

/* ---- Hostile clients ---------------------------------------------------- */

static const char rubbish[] = "{\"MmapRead\":{\"mmap_id\":1,\"length\":1},\"tag\":\"\xff\xfe\xc3\"}\n\xed\xa0\x80\n{\"a\":\n\0\n";
static char flood[1 << 20], nested[100000], reads[100000];

struct hostile {
	int fd, kind;
	uint32_t random;
	uint64_t until;
	size_t left;                /* of what it floods with */
	const char *bytes;
	size_t length;
};

static void hostile_begins(struct hostile *h)
{
	static const char half[] = "{\"MmapRead\":{\"mmap_id\":1,";
	static const char maps[] = "{\"MmapMemfd\":{\"length\":1000000}}\n{\"Msync\":{\"mmap_id\":1}}\n";
	static const struct {
		const char *bytes;
		size_t length, all;
	} kinds[] = {
		{ half, sizeof half - 1, sizeof half - 1 },             /* half a request */
		{ flood, sizeof flood, 64 << 20 },                      /* a line of 64 MiB */
		{ nested, sizeof nested, sizeof nested },               /* brackets without end */
		{ rubbish, sizeof rubbish - 1, sizeof rubbish - 1 },    /* not UTF-8, not JSON */
		{ reads, sizeof reads, 8 * sizeof reads },              /* sends requests and never reads */
		{ maps, sizeof maps - 1, sizeof maps - 1 },             /* sends a request and disconnects */
		{ half, 0, 0 },                                         /* sends nothing */
	};

	h->fd = try_dial();
	h->kind = (int)chance(&h->random, 7);
	h->bytes = kinds[h->kind].bytes;
	h->length = kinds[h->kind].length;
	h->left = kinds[h->kind].all;
	h->until = now() + 100 + chance(&h->random, 2000);
	counts->attacks++;
}

/* Continues its attack, and restarts when it ends, is disconnected, or has
   done enough. */
static void hostile_works(struct hostile *h)
{
	char bytes[4096];
	ssize_t n = 1;

	if (h->fd < 0) {
		hostile_begins(h);
		return;
	}
	if (h->left > 0)
		n = send(h->fd, h->bytes, h->left < h->length ? h->left : h->length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n > 0 && h->left > 0)
		h->left -= (size_t)n;
	if (n < 0 && errno != EAGAIN)
		n = 0;
	/* A flooding client must read, or the server stops reading from it. */
	if (h->kind == 1 && recv(h->fd, bytes, sizeof bytes, MSG_DONTWAIT) == 0)
		n = 0;
	if (n == 0 || now() > h->until || (h->kind == 5 && h->left == 0)) {
		close(h->fd);
		h->fd = -1;
	}
}

/* ---- Workers ------------------------------------------------------------ */

static void work(int number)
{
	static struct honest honest[HONEST];
	static struct hostile hostile[HOSTILE];
	struct pollfd polls[HONEST];
	int busy = HONEST;

	for (int i = 0; i < HOSTILE; i++)
		hostile[i].random = (uint32_t)(number * 1000 + i), hostile[i].fd = -1;
	for (int i = 0; i < HONEST; i++) {
		honest_begins(&honest[i], number * HONEST + i);
		polls[i] = (struct pollfd){ .fd = honest[i].fd, .events = POLLIN };
	}
	while (busy > 0) {
		/* A missing answer counts as lost. */
		ck_assert_int_gt(poll(polls, HONEST, 120000), 0);
		for (int i = 0; i < HONEST; i++) {
			if (!(polls[i].revents))
				continue;
			honest_hears(&honest[i]);
			if (counts->stop && honest[i].heard == honest[i].asked) {
				polls[i].fd = -1;
				busy--;
			}
		}
		for (int i = 0; i < HOSTILE && !counts->stop; i++)
			hostile_works(&hostile[i]);
	}
	for (int i = 0; i < HONEST; i++)
		ck_assert_int_eq(honest[i].heard, honest[i].asked);
}

static void is_killed(int fd, int talk)
{
	ck_assert_ptr_nonnull(strstr(ask(fd, map_hello), "success"));
	tell(talk);
	for (;;)
		(void)ask(fd, "{\"MmapList\":{}}");
}

static long resident_kib(void)
{
	char path[64], line[200];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)server);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f))
		(void)sscanf(line, "VmRSS: %ld", &kib);
	fclose(f);
	return kib;
}

START_TEST(five_hundred_clients_and_a_tenth_of_them_hostile)
{
	static const char *const options[] = { "--limit", "seconds=2,request=256K", NULL };
	static const char one_read[] = "{\"MmapRead\":{\"mmap_id\":1,\"length\":64}}\n";
	uint64_t start_of_it, end_of_it, kills = 0;
	pid_t workers[WORKERS];
	long before = 0, after;
	int idle, talk;

	find_program();
	make_root();
	counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(counts, MAP_FAILED);
	memset(flood, 'x', sizeof flood);
	memset(nested, '[', sizeof nested);
	nested[sizeof nested - 1] = '\n';
	for (size_t i = 0; i + sizeof one_read < sizeof reads; i += sizeof one_read - 1)
		memcpy(reads + i, one_read, sizeof one_read - 1);
	start(options);
	close(dial());
	/* One client, to be sure that all that is made at the first one is there. */
	talk = dial();
	(void)ask(talk, "{\"MmapList\":{}}");
	close(talk);
	/* The server notices the end after some time. */
	idle = descriptors();
	for (int tries = 0; tries < 100; tries++) {
		nap();
		if (descriptors() < idle)
			idle = descriptors();
	}
	start_of_it = now();
	end_of_it = start_of_it + (uint64_t)seconds() * 1000;
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = fork();
		ck_assert_int_ge(workers[i], 0);
		if (workers[i] == 0) {
			work(i);
			_exit(0);
		}
	}
	while (now() < end_of_it) {
		pid_t victim = client(is_killed, &talk);

		await(talk);
		nap();
		ck_assert_int_eq(kill(victim, SIGKILL), 0);
		ck_assert_int_eq(ended(victim), -SIGKILL);
		close(talk);
		kills++;
		if (before == 0 && now() > start_of_it + (uint64_t)seconds() * 1000 / 3)
			before = resident_kib();
	}
	after = resident_kib();
	counts->stop = 1;
	for (int i = 0; i < WORKERS; i++)
		ck_assert_int_eq(ended(workers[i]), 0);
	printf("# %d s: %llu answers, %llu attacks, %llu killed processes; %ld KiB after a third, %ld at the end\n",
	       seconds(), (unsigned long long)counts->answers, (unsigned long long)counts->attacks,
	       (unsigned long long)kills, before, after);
	ck_assert_uint_gt(counts->answers, 1000);
	/* Sanitizers and valgrind keep freed memory. */
	if (!strstr(program, "/asan/") && !getenv("UNDER"))
		ck_assert_int_lt(after, before + 16384);
	wait_for_maps("hello.txt", 0);
	wait_for_descriptors(idle);
	stop();
	remove_root();
}
END_TEST

T_MAIN("soak", five_hundred_clients_and_a_tenth_of_them_hostile)
