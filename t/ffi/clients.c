/* One small client per language in t/ffi/: each loads the library, reads
   constants, maps, writes, reads, unmaps, and names an error.  A language
   without its interpreter is skipped. */

#include "test.h"

#include <dlfcn.h>

static void client(const char *file, const char *interpreter, const char *probe, const char *missing)
{
	char command[4096], output[256] = "", rest[256];
	const char *path;
	Dl_info info;
	FILE *f;

#if UNDER_ASAN
	t_skip("an interpreter without the sanitizer's runtime cannot load this library");
#endif
	snprintf(command, sizeof command, "%s >/dev/null 2>&1", probe);
	if (system(command) != 0)
		t_skip(missing);
	ck_assert(dladdr((void *)(intptr_t)mn_version, &info) != 0);
	snprintf(command, sizeof command, "t/ffi/%s", file);
	path = t_in_tree(command);
	ck_assert_msg(path != NULL, "%s is in no tree", info.dli_fname);
	snprintf(command, sizeof command, "%s '%s' '%s' 2>&1", interpreter, path, info.dli_fname);
	f = popen(command, "r");
	ck_assert(f != NULL);
	if (!fgets(output, sizeof output, f))
		output[0] = 0;
	while (fgets(rest, sizeof rest, f))
		;
	ck_assert_msg(pclose(f) == 0, "this failed: %s: %s", command, output);
	ck_assert_str_eq(output, "ok\n");
}

/* The library stays loaded when it is closed. */
START_TEST(c)
{
	client("client.c", "sh -c 'd=$(mktemp -d \"$(dirname \"$1\")/client-XXXXXX\"); cc -pthread -o $d/client \"$0\" -ldl && $d/client \"$1\"; s=$?; "
	       "rm -r $d; exit $s'", "cc --version", "cc is missing");
}
END_TEST

T_MAIN("ffi", c)
