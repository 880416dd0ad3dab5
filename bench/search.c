/* The search kernels against their peers; `bench/search` builds and runs this.

   search make FILE BYTES       writes hay of that size
   search peer [PATH] FILE      runs a peer: mn__find, mn__rfind, mn__count
   search run ROUNDS BYTES NAME COMMAND [NAME COMMAND]...   measures

   A peer maps FILE, reads lines "find NEEDLE", "rfind NEEDLE" or "count
   NEEDLE" and prints "RESULT NANOSECONDS" for each.  Only the search is timed.
   The result of a missing needle is -1.  All peers map the same pages of the page
   cache, and one peer works at a time.  Each round runs every peer once, so that a
   disturbance of the machine affects all. */

#define _GNU_SOURCE 1

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "region/engine.h"

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- The hay: words of small letters, which contain no needle; and one needle
   at the beginning and one at the end, to check the peers. */

static const char first_words[] = "#first words";
static const char last_words[] = "#final words";

static void make(const char *path, size_t size)
{
	static const char *const words[] = {
		"the", "of", "and", "a", "to", "in", "is", "it", "that", "was", "for", "on", "with", "they", "at", "be",
		"this", "from", "have", "or", "one", "by", "word", "what", "were", "when", "your", "can", "said", "there",
		"use", "each", "which", "she", "how", "their", "will", "other", "about", "out", "many", "then", "them",
		"these", "some", "her", "would", "make", "like", "time", "storm", "under", "thunder", "memory", "quick",
		"map", "page", "file", "zero", "next", "12", "1984", "jump", "value",
	};
	FILE *f = fopen(path, "w");
	char *text = malloc(size + 64);
	uint64_t x = 88172645463325252u;
	size_t n = 0;

	if (!f || !text)
		die(path);
	while (n < size) {
		const char *word;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		word = words[(x >> 20) % (sizeof words / sizeof *words)];
		n += (size_t)sprintf(text + n, "%s%s", word, (x >> 40) % 9 ? " " : (x >> 44) % 2 ? ", " : ".\n");
	}
	memcpy(text, first_words, 12);
	memcpy(text + size - 12, last_words, 12);
	if (fwrite(text, 1, size, f) != size || fclose(f))
		die(path);
	free(text);
}

/* ---- The peer of our own. */

static uint64_t search(mn__search_path *path, const uint8_t *hay, size_t n, const uint8_t *needle, size_t m,
	enum mn__search_way way)
{
	if (path)
		return path(hay, n, needle, m, way);
	return way == MN__SEARCH_FIRST ? mn__find(hay, n, needle, m)
	     : way == MN__SEARCH_LAST ? mn__rfind(hay, n, needle, m) : mn__count(hay, n, needle, m);
}

static int peer(const char *name, const char *file)
{
	mn__search_path *path = NULL;
	const uint8_t *hay;
	struct stat st;
	char line[1024];
	int fd = open(file, O_RDONLY);

	if (strcmp(name, "portable") == 0)
		path = mn__search_portable;
#ifdef MN__SEARCH_SSE2
	if (strcmp(name, "sse2") == 0)
		path = mn__search_sse2;
#endif
	if (fd < 0 || fstat(fd, &st))
		die(file);
	hay = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (hay == MAP_FAILED)
		die("mmap");
	while (fgets(line, sizeof line, stdin)) {
		enum mn__search_way way = *line == 'f' ? MN__SEARCH_FIRST : *line == 'r' ? MN__SEARCH_LAST : MN__SEARCH_ALL;
		struct timespec start, end;
		char *needle = strchr(line, ' ');
		uint64_t result;

		if (!needle)
			return 2;
		needle++;
		needle[strcspn(needle, "\n")] = 0;
		clock_gettime(CLOCK_MONOTONIC, &start);
		result = search(path, hay, (size_t)st.st_size, (const uint8_t *)needle, strlen(needle), way);
		clock_gettime(CLOCK_MONOTONIC, &end);
		printf("%" PRId64 " %" PRId64 "\n", (int64_t)result,
			(int64_t)(end.tv_sec - start.tv_sec) * 1000000000 + (end.tv_nsec - start.tv_nsec));
		fflush(stdout);
	}
	return 0;
}

/* ---- The measurement. */

#define MOST_PEERS 8
#define MOST_ROUNDS 99

struct process {
	const char *name;
	FILE *to, *from;
};

static struct process start(const char *name, const char *command)
{
	struct process p = { .name = name };
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("pipe");
	switch (fork()) {
	case -1:
		die("fork");
		break;
	case 0:
		dup2(to[0], 0);
		dup2(from[1], 1);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	p.to = fdopen(to[1], "w");
	p.from = fdopen(from[0], "r");
	if (!p.to || !p.from)
		die("fdopen");
	return p;
}

static double ask(const struct process *p, const char *way, const char *needle, int64_t *result)
{
	int64_t nanoseconds;

	fprintf(p->to, "%s %s\n", way, needle);
	fflush(p->to);
	if (fscanf(p->from, "%" SCNd64 " %" SCNd64, result, &nanoseconds) != 2) {
		fprintf(stderr, "%s gave no answer to %s %s\n", p->name, way, needle);
		exit(2);
	}
	return (double)nanoseconds * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *times, int n)
{
	double sorted[MOST_ROUNDS];

	memcpy(sorted, times, (size_t)n * sizeof *times);
	qsort(sorted, (size_t)n, sizeof *sorted, by_size);
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* The median of the ratios, not the ratio of the medians: a temporary slowdown of
   the machine affects both sides of the same round. */
static double ratio(const double *theirs, const double *ours, int n)
{
	double ratios[MOST_ROUNDS];

	for (int i = 0; i < n; i++)
		ratios[i] = theirs[i] / ours[i];
	return median(ratios, n);
}

/* The searches to measure, find and rfind in pairs. */
static const struct {
	const char *way, *needle, *what;
	int python;		/* whether Python's mmap can do this */
} cases[] = {
	{ "find", "Xylophon-7q!", "12 bytes, rare letters", 1 },
	{ "rfind", "Xylophon-7q!", "12 bytes, rare letters", 1 },
	{ "find", "thunderstorm", "12 bytes, common letters", 1 },
	{ "rfind", "thunderstorm", "12 bytes, common letters", 1 },
	{ "find", "~", "1 byte", 1 },
	{ "rfind", "~", "1 byte", 1 },
	{ "count", "Xylophon-7q!", "12 bytes, rare letters", 0 },
	{ "count", "the", "3 bytes, in every line", 0 },
};

static int bar(const char *what, double ratio, double least)
{
	printf("%-4s %-58s %6.2f, the bar is %.2f\n", ratio >= least ? "ok" : "LOW", what, ratio, least);
	return ratio < least;
}

enum { CASES = sizeof cases / sizeof *cases };

static double times[CASES][MOST_PEERS][MOST_ROUNDS];

static void check(const struct process *p, const char *way, const char *needle, int64_t expected)
{
	int64_t result;

	ask(p, way, needle, &result);
	if (result != expected) {
		fprintf(stderr, "%s: %s %s gives %" PRId64 " and not %" PRId64 "\n", p->name, way, needle, result, expected);
		exit(2);
	}
}

static int run(int rounds, size_t size, int n, char **names_and_commands)
{
	struct process peers[MOST_PEERS];
	int64_t results[CASES] = { 0 };
	int python = -1, rust = -1, low = 0, known[CASES] = { 0 };

	for (int i = 0; i < n; i++) {
		peers[i] = start(names_and_commands[2 * i], names_and_commands[2 * i + 1]);
		if (strncmp(peers[i].name, "Python", 6) == 0)
			python = i;
		if (strncmp(peers[i].name, "Rust", 4) == 0)
			rust = i;
		/* This also maps every page before anything is measured. */
		check(&peers[i], "find", last_words, (int64_t)size - 12);
		check(&peers[i], "rfind", first_words, 0);
	}
	for (int round = 0; round < rounds; round++)
		for (int step = 0; step < CASES * n; step++) {
			/* Loops over pairs of cases, peers, and the two of the pair.
			   The first peer changes from round to round. */
			int c = step / (2 * n) * 2 + (step + round) % 2, who = (step / 2 + round) % n;
			int64_t result;

			if (who == python && !cases[c].python)
				continue;
			times[c][who][round] = ask(&peers[who], cases[c].way, cases[c].needle, &result);
			if (!known[c])
				results[c] = result;
			known[c] = 1;
			if (result != results[c]) {
				fprintf(stderr, "%s: %s %s gives %" PRId64 ", and another peer %" PRId64 "\n",
					peers[who].name, cases[c].way, cases[c].needle, result, results[c]);
				exit(2);
			}
		}
	for (int c = 0; c < CASES; c++) {
		printf("\n%s, %s\n", cases[c].way, cases[c].what);
		for (int i = 0; i < n; i++) {
			if (i == python && !cases[c].python)
				continue;
			printf("  %-28s %8.1f ms %7.2f GB/s", peers[i].name, median(times[c][i], rounds) * 1e3,
				(double)size / median(times[c][i], rounds) * 1e-9);
			if (i > 0)
				printf("   ours is %.2f times as fast", ratio(times[c][i], times[c][0], rounds));
			putchar('\n');
		}
	}
	printf("\n%d rounds, %zu MiB; the median of the rounds' ratios of speeds:\n", rounds, size >> 20);
	for (int c = 0; c < CASES; c += 2) {
		char what[100];

		/* The bars are for needles of 12 bytes.  A single byte is found
		   with memchr, which is as fast as memory in every peer. */
		if (strlen(cases[c].needle) != 12 || !cases[c].python)
			continue;
		if (rust >= 0) {
			snprintf(what, sizeof what, "find, %s: to Rust's", cases[c].what);
			low |= bar(what, ratio(times[c][rust], times[c][0], rounds), 0.95);
		}
		if (python >= 0) {
			snprintf(what, sizeof what, "find, %s: to Python's", cases[c].what);
			low |= bar(what, ratio(times[c][python], times[c][0], rounds), 3);
		}
		snprintf(what, sizeof what, "rfind, %s: to find", cases[c].what);
		low |= bar(what, ratio(times[c][0], times[c + 1][0], rounds), 0.9);
	}
	for (int i = 0; i < n; i++)
		fclose(peers[i].to);
	return low;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0) {
		make(argv[2], strtoull(argv[3], NULL, 10));
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "peer") == 0)
		return peer("", argv[2]);
	if (argc == 4 && strcmp(argv[1], "peer") == 0)
		return peer(argv[2], argv[3]);
	if (argc >= 6 && strcmp(argv[1], "run") == 0) {
		int rounds = atoi(argv[2]), n = (argc - 4) / 2;

		if (rounds >= 1 && rounds <= MOST_ROUNDS && n <= MOST_PEERS)
			return run(rounds, strtoull(argv[3], NULL, 10), n, argv + 4);
	}
	fprintf(stderr, "bench/search says how to run this\n");
	return 2;
}
