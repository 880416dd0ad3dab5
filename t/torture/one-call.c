/* one-call CALL ARGUMENT...: makes one call of the library, between two calls
   that nobody else makes, so that whoever traces this program sees which
   system calls came of it.  Then it prints the result, the name of the error,
   the address that `pages` stood for, on a second line the detail, and on a third
   the call and the code of the record.

   An argument is a number, NULL, pages (four fresh ones), vec (a buffer),
   file:PATH (its descriptor, 3) or name:TEXT.  The call `supported` asks for
   every name there is. */

#include "../../src/os/features.h"
#include "../../mmapnative.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES 4

static char *pages;
static uint8_t vec[64];

static void mark(void)
{
#if defined SYS_close
	(void)syscall(SYS_close, -4242);
#else
	(void)close(-4242);
#endif
}

static int64_t argument(const char *text)
{
	if (strcmp(text, "NULL") == 0)
		return 0;
	if (strcmp(text, "pages") == 0)
		return (int64_t)(intptr_t)pages;
	if (strcmp(text, "vec") == 0)
		return (int64_t)(intptr_t)vec;
	if (strncmp(text, "name:", 5) == 0)
		return (int64_t)(intptr_t)(text + 5);
	if (strncmp(text, "file:", 5) == 0) {
		/* It is descriptor 3, whatever was handed down to this program. */
		(void)close(3);
		return open(text + 5, O_RDONLY);
	}
	return text[0] == '-' ? strtoll(text, NULL, 0) : (int64_t)strtoull(text, NULL, 0);
}

static int64_t supported(void)
{
	int64_t sum = 0;

	for (int32_t i = 0; i < mn_constant_count(); i++)
		sum += mn_supported(mn_constant_name(i));
	return sum < 0 ? 0 : sum;
}

#define IS(name) (strcmp(call, name) == 0)
#define P(i) ((void *)(intptr_t)a[i])
#define U(i) ((uint64_t)a[i])
#define I(i) ((int32_t)a[i])
#define C(i) ((const char *)(intptr_t)a[i])

static int64_t make(const char *call, const int64_t a[6])
{
	return IS("mmap")          ? mn_mmap(P(0), U(1), I(2), I(3), I(4), a[5])
	     : IS("munmap")        ? mn_munmap(P(0), U(1))
	     : IS("msync")         ? mn_msync(P(0), U(1), I(2))
	     : IS("madvise")       ? mn_madvise(P(0), U(1), I(2))
	     : IS("posix_madvise") ? mn_posix_madvise(P(0), U(1), I(2))
	     : IS("mprotect")      ? mn_mprotect(P(0), U(1), I(2))
	     : IS("mremap")        ? mn_mremap(P(0), U(1), U(2), I(3), P(4))
	     : IS("mlock")         ? mn_mlock(P(0), U(1))
	     : IS("mlock2")        ? mn_mlock2(P(0), U(1), I(2))
	     : IS("munlock")       ? mn_munlock(P(0), U(1))
	     : IS("mlockall")      ? mn_mlockall(I(0))
	     : IS("munlockall")    ? mn_munlockall()
	     : IS("mincore")       ? mn_mincore(P(0), U(1), P(2))
	     : IS("memfd_create")  ? mn_memfd_create(C(0), (uint32_t)a[1])
	     : IS("shm_open")      ? mn_shm_open(C(0), I(1), (uint32_t)a[2])
	     : IS("shm_unlink")    ? mn_shm_unlink(C(0))
	     : IS("pkey_alloc")    ? mn_pkey_alloc((uint32_t)a[0], (uint32_t)a[1])
	     : IS("pkey_free")     ? mn_pkey_free(I(0))
	     : IS("pkey_mprotect") ? mn_pkey_mprotect(P(0), U(1), I(2), I(3))
	     : IS("close")         ? mn_close(I(0))
	     : IS("supported")     ? supported()
	                           : INT64_MIN;
}

int main(int argc, char **argv)
{
	int64_t a[6] = { 0, 0, 0, 0, 0, 0 }, result;
	size_t size = (size_t)mn_page_size();

	if (argc < 2 || argc > 8) {
		fprintf(stderr, "usage: one-call CALL ARGUMENT...\n");
		return 2;
	}
	pages = mmap(NULL, PAGES * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	if (pages == MAP_FAILED)
		return 2;
	memset(pages, 1, PAGES * size);
	for (int i = 2; i < argc; i++)
		a[i - 2] = argument(argv[i]);
	/* The first failure of a thread makes the record that later ones use. */
	(void)mn_constant_find("");
	mark();
	result = make(argv[1], a);
	mark();
	if (result == INT64_MIN) {
		fprintf(stderr, "one-call: no call %s\n", argv[1]);
		return 2;
	}
	printf("%" PRId64 " %s %p\n%s\n", result, mn_error_name(result), (void *)pages, mn_error_detail());
	printf("%s %" PRId64 "\n", mn_error_call(), mn_error_number(MN_ERROR_CODE));
	return 0;
}
