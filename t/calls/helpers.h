/* Shared by the tests of the calls. */

#ifndef T_CALLS_HELPERS_H
#define T_CALLS_HELPERS_H

#include "test.h"

#include <grp.h>
#include <sys/resource.h>

/* A constant as an int argument.  It comes from the library, so this file
   compiles where the header lacks the name. */
#define C(name) ((int32_t)mn_##name())

#define RW (C(PROT_READ) | C(PROT_WRITE))
#define ANON (C(MAP_PRIVATE) | C(MAP_ANONYMOUS))
/* ---- Helpers ---- */

#define NEED(name)                                                       \
	do {                                                             \
		if (mn_##name() == MN_ABSENT)                            \
			t_skip("this platform has no " #name);           \
	} while (0)

static inline void linux_only(void)
{
#if !defined MN_LINUX
	t_skip("this answer is Linux's");
#endif
}

/* Valgrind manages the address space itself and lacks some flags. */
static inline void not_under_valgrind(const char *reason)
{
	if (t_under_valgrind())
		t_skip(reason);
}

static inline void locking_works(void)
{
#if UNDER_ASAN
	t_skip("AddressSanitizer replaces mlock and its relatives by nothing");
#endif
}

static inline char *pointer(int64_t address)
{
	ck_assert_msg(address > 0, "%s", mn_error_detail());
	return (char *)(intptr_t)address;
}

static inline char *map(size_t length, int32_t prot, int32_t flags)
{
	return pointer(mn_mmap(NULL, length, prot, flags, -1, 0));
}

static inline void unmap(void *p, size_t length)
{
	ck_assert_int_eq(mn_munmap(p, length), 0);
}

/* Opens again, with another mode, what t_file made. */
static inline int reopen(const char *name, int mode)
{
	int fd = open(t_path(name), mode | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* A file of this many pages; each is full of its letter: A, B, C ... */
static inline int pages_file(const char *name, size_t pages)
{
	size_t size = pages * t_page();
	char *bytes = malloc(size ? size : 1);
	int fd;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)('A' + i / t_page());
	fd = t_file(name, bytes, size);
	free(bytes);
	return fd;
}

/* True if all of these bytes are the same.  An assertion per byte would send
   a message per byte to the parent. */
static inline int full_of(const char *p, size_t n, char byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return 0;
	return 1;
}

static inline void read_byte(void *p)
{
	_exit(*(volatile unsigned char *)p);
}

static inline void write_byte(void *p)
{
	*(volatile char *)p = 'c';
	_exit(0);
}

/* True if a child that touches `p` dies.  Valgrind would report the death as
   an error, so there the child is not run. */
static inline int dies(void (*touch)(void *), void *p)
{
	return t_under_valgrind() || t_child(touch, p) == -SIGSEGV;
}

/* True if the line VmFlags of the mapping has this word. */
static inline int vm_flag(const void *p, const char *flag)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[1024], word[8];
	int inside = 0, found = -1;

	if (!f)
		t_skip("there is no /proc/self/smaps");
	snprintf(word, sizeof word, " %s ", flag);
	while (found < 0 && fgets(line, sizeof line, f)) {
		if (t_holds(line, p))
			inside = 1;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
			line[strcspn(line, "\n")] = ' ';
			found = strstr(line, word) != NULL;
		}
	}
	fclose(f);
	if (found < 0)
		t_skip("smaps has no VmFlags here");
	return found;
}

static inline long vm_locked(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	if (kib < 0)
		t_skip("there is no VmLck in /proc/self/status");
	return kib;
}

/* Gives up root, so that limits count. */
static inline void become_nobody(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
		_exit(99);
}

static inline void limit_locked(size_t bytes)
{
	struct rlimit limit = { bytes, bytes };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		_exit(98);
	become_nobody();
}

#endif
