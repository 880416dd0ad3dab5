/* Shared by the tests of regions. */

#ifndef T_REGION_HELPERS_H
#define T_REGION_HELPERS_H

#include "test.h"

#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <sys/resource.h>

static const char hello[] = "hello world";

/* A file of n bytes, each of them its offset in the file modulo 251. */
static inline const char *pattern(const char *name, size_t n)
{
	uint8_t *bytes = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(i % 251);
	close(t_file(name, bytes, n));
	free(bytes);
	return t_path(name);
}

static inline int is_pattern(const uint8_t *bytes, size_t offset, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != (offset + i) % 251)
			return 0;
	return 1;
}

static inline int64_t opened(const char *path, int32_t access)
{
	int64_t r = mn_region_open(path, access, 0, -1);

	ck_assert_msg(r > 0, "%s: %s", path, mn_error_detail());
	return r;
}

/* The first mapping of a path (or of memory with this name) in /proc/self/maps. */
static inline const char *maps_of(const char *name)
{
	static char line[1024];
	FILE *f = fopen("/proc/self/maps", "r");

	if (!f)
		t_skip("there is no /proc/self/maps");
	while (fgets(line, sizeof line, f))
		if (strstr(line, name)) {
			fclose(f);
			return line;
		}
	fclose(f);
	return "";
}

static inline off_t size_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

static inline int file_byte(const char *path, off_t offset)
{
	int fd = open(path, O_RDONLY);
	uint8_t byte;
	ssize_t n = pread(fd, &byte, 1, offset);

	close(fd);
	return n == 1 ? byte : -1;
}
static inline const char *perms(int64_t r, uint64_t offset)
{
	int64_t s = mn_slice_open(r, offset, 0, 0, 0);
	const char *result = t_permissions((void *)(intptr_t)mn_slice_address(s));

	mn_slice_close(s);
	return result;
}

/* Runs `body` in a child for each way to guard, because a fault that is not
   survived ends it.  `body` exits with 77 where it cannot have its mode; way 3
   is SIGBUS blocked. */
static inline void in_each_guard_mode(void (*body)(void *))
{
	int any = 0;

	for (int way = 0; way <= 3; way++) {
		int status = t_child(body, &way);

		ck_assert_msg(status == 0 || status == 77, "in way %d it ended with %d", way, status);
		any += status == 0;
	}
	ck_assert_int_ge(any, 2);
}

#endif
