/* A program that opens the library at run time and uses it in a thread.  It
   closes the library before that thread ends and before a file under its
   mapping is truncated.  The hooks that the library left with the thread and
   the system (the end of a thread, fork, SIGBUS) must not point into
   unmapped memory. */

#define _GNU_SOURCE 1

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void *library;

static void *uses_and_unloads(void *path)
{
	int64_t (*map)(uint64_t) = (int64_t (*)(uint64_t))dlsym(library, "mn_region_anonymous");
	int64_t (*open_file)(const char *, int32_t, int64_t, int64_t) =
		(int64_t (*)(const char *, int32_t, int64_t, int64_t))dlsym(library, "mn_region_open");
	int64_t (*read_it)(int64_t, uint64_t, void *, uint64_t) =
		(int64_t (*)(int64_t, uint64_t, void *, uint64_t))dlsym(library, "mn_region_read");
	char bytes[4];
	int64_t file;

	if (!map || !open_file || !read_it || map(4096) <= 0)
		exit(2);
	file = open_file(path, 1, 0, -1);
	if (file <= 0 || read_it(file, 0, bytes, 4) != 4 || memcmp(bytes, "file", 4) != 0)
		exit(3);
	dlclose(library);
	return NULL;
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/mmapnative-XXXXXX";
	int fd = mkstemp(path), status;
	pthread_t thread;
	volatile char *p;
	pid_t child;

	if (argc != 2 || fd < 0 || write(fd, "file", 4) != 4)
		return 4;
	library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	if (!library || pthread_create(&thread, NULL, uses_and_unloads, path) != 0 || pthread_join(thread, NULL) != 0)
		return 5;
	unlink(path);
	child = fork();
	if (child == 0) {
		p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
		if (ftruncate(fd, 0) != 0)
			_exit(6);
		_exit(*p);
	}
	/* No part of the program handles this fault, so it kills with
	   SIGBUS, as without the library, and not with SIGSEGV on a call of
	   an unmapped handler. */
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status) || WTERMSIG(status) != SIGBUS)
		return 7;
	puts("ok");
	return 0;
}
