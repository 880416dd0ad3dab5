/* one-call CALL ARGUMENT...: makes one call of the library between two marker
   calls, so that a trace of this program shows the system calls of that call.
   Then it prints three lines: the result, the name of the error and the address
   of `pages`; the detail; the call and the code of the record.

   An argument is a number, NULL, pages (four fresh ones), vec (a buffer),
   file:PATH (its descriptor, 3) or name:TEXT.  The call `supported` tests every
   name. */

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
		/* It is descriptor 3, even if this program inherited others. */
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

#define P(i) ((void *)(intptr_t)a[i])
#define U(i) ((uint64_t)a[i])
#define L(i) (a[i])
#define W(i) ((uint32_t)a[i])
#define I(i) ((int32_t)a[i])
#define C(i) ((const char *)(intptr_t)a[i])

static int64_t make(const char *call, const int64_t a[6])
{
#define CALL(name, made) \
	if (strcmp(call, #name) == 0) \
		return made;
#include "calls.inc"
	return strcmp(call, "supported") == 0 ? supported() : INT64_MIN;
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
