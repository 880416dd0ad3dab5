/* Includes the library's source with its system calls and allocations
   replaced by ones that can fail.  Each scenario runs in a fresh process,
   again and again, with the next allocation or call failing, until a run
   meets no failure.  A test file includes this once. */

#ifndef T_FAILING_H
#define T_FAILING_H

#include "test.h"

#include <pthread.h>
#include <stdarg.h>
#if defined MN_LINUX
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#endif

/* ---- Failing ---- */

static struct {
	int armed, allocations;    /* what is counted now: allocations, or calls */
	int at, count;             /* the one that fails, and how many there were */
	int no_mremap;             /* as for a region that is several mappings */
	const char *failed;        /* which it was */
	long live;                 /* allocations that were not freed */
	void (*after_look)(const char *name);    /* renames what was looked at just then */
	char made[400];            /* the calls of the system that were made, while counting */
} fail;

static int fails(const char *what, int allocation, int number)
{
	if (!fail.armed)
		return 0;
	if (!allocation && strlen(fail.made) + strlen(what) + 2 < sizeof fail.made)
		strcat(strcat(fail.made, " "), what);
	if (fail.allocations != allocation || ++fail.count != fail.at)
		return 0;
	fail.failed = what;
	errno = number;
	return 1;
}

static void *f_mmap(void *p, size_t n, int prot, int flags, int fd, off_t offset)
{
	return fails("mmap", 0, ENOMEM) ? MAP_FAILED : mmap(p, n, prot, flags, fd, offset);
}

static int f_munmap(void *p, size_t n)
{
	return fails("munmap", 0, ENOMEM) ? -1 : munmap(p, n);
}

static void *f_mremap(void *p, size_t old, size_t new, int flags, void *to)
{
	if (fail.no_mremap) {
		errno = EFAULT;
		return MAP_FAILED;
	}
	return fails("mremap", 0, EAGAIN) ? MAP_FAILED : mremap(p, old, new, flags, to);
}

/* The kernel may come as far as the middle before it fails. */
static int f_mprotect(void *p, size_t n, int prot)
{
	if (!fails("mprotect", 0, ENOMEM))
		return mprotect(p, n, prot);
	(void)mprotect(p, t_page(), prot);
	errno = ENOMEM;
	return -1;
}

/* The library makes these system calls directly, because a libc may add work
   of its own.  Unused arguments are undefined, as in libc. */
#if defined __GNUC__
__attribute__((no_sanitize("address")))
#endif
static long f_syscall(long number, ...)
{
	long a[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
#if defined SYS_mremap
	if (number == SYS_mremap)
		return (long)f_mremap((void *)a[0], (size_t)a[1], (size_t)a[2], (int)a[3], (void *)a[4]);
#endif
#if defined SYS_mprotect
	if (number == SYS_mprotect)
		return f_mprotect((void *)a[0], (size_t)a[1], (int)a[2]);
#endif
	return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static int f_msync(void *p, size_t n, int flags)
{
	return fails("msync", 0, EIO) ? -1 : msync(p, n, flags);
}

static int f_madvise(void *p, size_t n, int advice)
{
	return fails("madvise", 0, ENOMEM) ? -1 : madvise(p, n, advice);
}

static int f_mincore(void *p, size_t n, void *pages)
{
	return fails("mincore", 0, EAGAIN) ? -1 : mincore(p, n, pages);
}

static int f_ftruncate(int fd, off_t n)
{
	return fails("ftruncate", 0, EIO) ? -1 : ftruncate(fd, n);
}

/* A full disk is noticed when half of it was done. */
static int f_fallocate(int fd, off_t from, off_t n)
{
	struct stat st;

	if (!fails("posix_fallocate", 0, ENOSPC))
		return posix_fallocate(fd, from, n);
	if (fstat(fd, &st) == 0 && st.st_size < n)
		(void)posix_fallocate(fd, from, st.st_size + (n - st.st_size) / 2);
	return ENOSPC;
}

static int f_fcntl(int fd, int command, int value)
{
	return fails(command == F_DUPFD_CLOEXEC ? "dup" : "fcntl", 0, EMFILE) ? -1 : fcntl(fd, command, value);
}

static int f_fstat(int fd, struct stat *st)
{
	return fails("fstat", 0, EIO) ? -1 : fstat(fd, st);
}

static int f_fsync(int fd)
{
	return fails("fsync", 0, EIO) ? -1 : fsync(fd);
}

static ssize_t f_pread(int fd, void *to, size_t n, off_t offset)
{
	return fails("pread", 0, EIO) ? -1 : pread(fd, to, n, offset);
}

/* A descriptor is gone also when closing it says that something was wrong. */
static int f_close(int fd)
{
	int failing = fails("close", 0, EIO), result = close(fd);

	if (failing)
		errno = EIO;
	return failing ? -1 : result;
}

static int f_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = (mode_t)va_arg(args, int);
	va_end(args);
	return fails("open", 0, EMFILE) ? -1 : open(path, flags, mode);
}

static int f_openat(int directory, const char *path, int flags)
{
	return fails("openat", 0, EMFILE) ? -1 : openat(directory, path, flags);
}

static ssize_t f_readlinkat(int directory, const char *path, char *target, size_t n)
{
	ssize_t result = fails("readlinkat", 0, EIO) ? -1 : readlinkat(directory, path, target, n);
	int number = errno;

	if (fail.after_look)
		fail.after_look(path);
	errno = number;
	return result;
}

static int f_shm_open(const char *name, int flags, mode_t mode)
{
	return fails("shm_open", 0, EMFILE) ? -1 : shm_open(name, flags, mode);
}

#if defined MN_LINUX
static int f_inotify_init1(int flags)
{
	return fails("inotify_init1", 0, EMFILE) ? -1 : inotify_init1(flags);
}

static int f_eventfd(unsigned value, int flags)
{
	return fails("eventfd", 0, EMFILE) ? -1 : eventfd(value, flags);
}

static int f_inotify_add_watch(int fd, const char *path, uint32_t events)
{
	return fails("inotify_add_watch", 0, ENOSPC) ? -1 : inotify_add_watch(fd, path, events);
}

static int f_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return fails("poll", 0, EINVAL) ? -1 : poll(fds, n, timeout);
}
#endif

static int f_setspecific(pthread_key_t key, const void *value)
{
	return fails("pthread_setspecific", 0, ENOMEM) ? ENOMEM : pthread_setspecific(key, value);
}

static void *f_calloc(size_t n, size_t size)
{
	fail.live++;
	return calloc(n, size);
}

static void f_free(void *p)
{
	fail.live -= p != NULL;
	free(p);
}

#define MN_ALLOCATION_FAILS() fails("an allocation", 1, ENOMEM)
#define mmap f_mmap
#define munmap f_munmap
#define mremap f_mremap
#define mprotect f_mprotect
#define syscall f_syscall
#define msync f_msync
#define madvise f_madvise
#define mincore f_mincore
#define ftruncate f_ftruncate
#define posix_fallocate f_fallocate
#define fcntl f_fcntl
#define fstat f_fstat
#define fsync f_fsync
#define pread f_pread
#define close f_close
#define open f_open
#define openat f_openat
#define readlinkat f_readlinkat
#define shm_open f_shm_open
#define pthread_setspecific f_setspecific
#define inotify_init1 f_inotify_init1
#define eventfd f_eventfd
#define inotify_add_watch f_inotify_add_watch
#define poll(fds, n, timeout) f_poll(fds, n, timeout)
#define calloc f_calloc
#define free f_free
/* AddressSanitizer reports a second variable of this name, besides that of
   the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../libmmapnative.c"

/* ---- Scenarios ---- */

static const char *scenario;

/* Ends the scenario's child process. */
#define NEED(condition) do { \
		if (!(condition)) { \
			printf("# %s, %s %d (%s) failing%s: line %d: " #condition "; %s\n", scenario, \
			       fail.allocations ? "allocation" : "call", fail.at, fail.failed ? fail.failed : "none", \
			       fail.no_mremap ? ", no mremap" : "", __LINE__, mn_error_detail()); \
			fflush(stdout); \
			_exit(1); \
		} \
	} while (0)

static int64_t armed(int on)
{
	fail.armed = on;
	return 0;
}

/* The tried call; a failing one may leave no allocation behind. */
#define TRY(result, call) do { \
		long live_ = fail.live; \
		armed(1); \
		(result) = (call); \
		armed(0); \
		NEED((result) >= 0 || (fail.failed && fail.live <= live_)); \
	} while (0)

/* The number of bytes mapped of the test's own files.  Other memory is not
   counted, because the sanitizers and valgrind map some at any time. */
static size_t mapped(int anything)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long from, to;
	static char folder[512];
	char line[1024];
	size_t sum = 0;

	/* t_path has a few answers that it uses in turn. */
	if (!*folder)
		strcpy(folder, t_path(""));
	if (!f)
		t_skip("there is no /proc/self/maps");
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx", &from, &to) == 2
		    && (strstr(line, folder) || strstr(line, "memfd:memory")
		        || (anything && !strstr(line, "[heap]") && !strstr(line, "[stack]"))))
			sum += to - from;
	fclose(f);
	return sum;
}

static size_t page;
static const char *path;

/* ---- Every failure of a scenario ---- */

static void in_child(void *run)
{
	page = t_page();
	path = t_path("memory");
	unlink(path);
	(*(void (**)(void))run)();
	_exit(fail.failed ? 0 : 100);
}

/* The number of allocations, or calls, that could fail. */
static int each(void (*run)(void), const char *name, int allocations, int no_mremap)
{
	scenario = name;
	fail.allocations = allocations;
	fail.no_mremap = no_mremap;
	for (fail.at = 1;; fail.at++) {
		int status = t_child(in_child, &run);

		if (status == 100)
			return fail.at - 1;
		ck_assert_msg(status == 0, "%s: with %s %d failing%s it ended with %d", name,
		              allocations ? "allocation" : "call", fail.at, no_mremap ? " and no mremap" : "", status);
	}
}

/* A scenario with fewer would test nothing. */
#define CALLS(run, allocations, calls) do { \
		ck_assert_int_ge(each(run, #run, 1, 0), allocations); \
		ck_assert_int_ge(each(run, #run, 0, 0), calls); \
	} while (0)

#endif
