/* The work that bench/region times, done with libmmapnative.

   For each line "WORK N" it prints the nanoseconds that N operations took:

   read, write   64 bytes of a region by its id
   slice         64 bytes by the id of an exclusive slice
   pin           64 bytes by the id of a pinning slice
   read8         8 bytes of a region
   read2         64 bytes in two threads at once, N times each
   spin, spin2   work without shared data, in one thread and in two: it shows how
                 much of a second processor is available
   open          open, map, unmap and close a file
   same          the system calls of open; the first checks the kind of file
   bare          the same without that check */

#define _GNU_SOURCE 1

#include "mmapnative.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SPAN 65536

static int64_t region;
static const char *path;
static _Atomic int go;

static int64_t nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void *reads(void *count)
{
	long n = *(long *)count;
	char buffer[64];

	while (!go)
		;
	for (long i = 0; i < n; i++)
		if (mn_region_read(region, (uint64_t)(i * 64) % (SPAN - 64), buffer, 64) != 64)
			abort();
	return NULL;
}

static void reads_of_8(long n)
{
	char buffer[8];

	for (long i = 0; i < n; i++)
		if (mn_region_read(region, (uint64_t)(i * 64) % (SPAN - 64), buffer, 8) != 8)
			abort();
}

static void reads_by_slice(long n, int32_t mode)
{
	int64_t slice = mn_slice_open(region, 0, SPAN, mode, 0);
	char buffer[64];

	for (long i = 0; i < n; i++)
		if (mn_slice_read(slice, (uint64_t)(i * 64) % (SPAN - 64), buffer, 64) != 64)
			abort();
	if (mn_slice_close(slice) < 0)
		abort();
}

static void *spins(void *count)
{
	long n = *(long *)count;

	while (!go)
		;
	for (volatile long i = 0; i < n; i++)
		;
	return NULL;
}

static void writes(long n)
{
	char buffer[64] = "";

	for (long i = 0; i < n; i++)
		if (mn_region_write(region, (uint64_t)(i * 64) % (SPAN - 64), buffer, 64) != 64)
			abort();
}

static void opens(long n)
{
	for (long i = 0; i < n; i++)
		if (mn_region_close(mn_region_open(path, MN_ACCESS_READ, 0, MN_LENGTH_TO_END)) != 0)
			abort();
}

static void bare(long n, int look)
{
	for (long i = 0; i < n; i++) {
		struct stat st;
		int fd = look && (stat(path, &st) < 0 || !S_ISREG(st.st_mode)) ? -1 : open(path, O_RDONLY | O_CLOEXEC);
		void *p;

		if (fd < 0 || fstat(fd, &st) < 0)
			abort();
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED || munmap(p, (size_t)st.st_size) < 0 || close(fd) < 0)
			abort();
	}
}

int main(int argc, char **argv)
{
	char work[16];
	long n;

	path = argc > 1 ? argv[1] : "";
	region = mn_region_open(path, MN_ACCESS_WRITE, 0, MN_LENGTH_TO_END);
	if (region < 0) {
		fprintf(stderr, "%s\n", mn_error_detail());
		return 2;
	}
	while (scanf("%15s %ld", work, &n) == 2) {
		void *(*body)(void *) = strncmp(work, "spin", 4) == 0 ? spins : reads;
		pthread_t second;
		int64_t start;

		go = strchr(work, '2') == NULL;
		if (!go && pthread_create(&second, NULL, body, &n) != 0)
			abort();
		start = nanoseconds();
		if (!go) {
			go = 1;
			body(&n);
			pthread_join(second, NULL);
		} else if (strcmp(work, "read") == 0 || strcmp(work, "spin") == 0) {
			body(&n);
		} else if (strcmp(work, "read8") == 0) {
			reads_of_8(n);
		} else if (strcmp(work, "slice") == 0) {
			reads_by_slice(n, MN_SLICE_EXCLUSIVE);
		} else if (strcmp(work, "pin") == 0) {
			reads_by_slice(n, MN_SLICE_PIN);
		} else if (strcmp(work, "write") == 0) {
			writes(n);
		} else if (strcmp(work, "open") == 0) {
			opens(n);
		} else {
			bare(n, strcmp(work, "same") == 0);
		}
		printf("%" PRId64 "\n", nanoseconds() - start);
		fflush(stdout);
	}
	return 0;
}
