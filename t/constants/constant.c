/* The constants: the table, the functions and the lookup agree; the numbers
   that the mission names are right; and mn_supported asks without touching. */

#include "test.h"

#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#if defined MN_LINUX && defined __x86_64__
#define LINUX_X86_64 1
#endif

/* ---- The table ---- */

/* S0-03: a table filled by the compiler, looked up by name at run time. */
START_TEST(round_trip_of_every_name)
{
	void *library = dlopen(NULL, RTLD_NOW);
	int32_t count = mn_constant_count();

	ck_assert_int_gt(count, 200);
	for (int32_t i = 0; i < count; i++) {
		const char *name = mn_constant_name(i), *group = mn_constant_group(i);
		char symbol[128];
		int64_t (*function)(void);

		ck_assert_ptr_nonnull(name);
		ck_assert_ptr_nonnull(group);
		ck_assert_int_gt((int)strlen(group), 1);
		ck_assert_msg(mn_constant_find(name) == i, "%s is not found where it stands", name);
		snprintf(symbol, sizeof symbol, "mn_%s", name);
		*(void **)&function = dlsym(library, symbol);
		ck_assert_msg(function != NULL, "there is no %s", symbol);
		ck_assert_msg(function() == mn_constant_value(i), "%s and the table differ", symbol);
	}
	dlclose(library);
}
END_TEST

/* "A platform's values are not negative, except that of MAP_FAILED." */
START_TEST(values_are_absent_or_not_negative)
{
	for (int32_t i = 0; i < mn_constant_count(); i++) {
		int64_t value = mn_constant_value(i);

		if (strcmp(mn_constant_name(i), "MAP_FAILED") == 0)
			ck_assert_int_eq(value, -1);
		else if (mn_constant_own(i))
			ck_assert_msg(value >= -1 && value <= INT32_MAX, "%s is %" PRId64, mn_constant_name(i), value);
		else
			ck_assert_msg(value == MN_ABSENT || (value >= 0 && value <= (int64_t)UINT32_MAX),
			              "%s is %" PRId64, mn_constant_name(i), value);
	}
}
END_TEST

/* F17: the number survives a double, is below every int32_t after any sum with
   one, and is what mn_absent gives. */
START_TEST(the_value_of_what_is_absent)
{
	ck_assert(MN_ABSENT == INT64_C(-1097364209664));
	ck_assert((uint64_t)MN_ABSENT == UINT64_C(0xFFFFFF007FFF0000));
	ck_assert(mn_absent() == MN_ABSENT);
	ck_assert((int64_t)(double)MN_ABSENT == MN_ABSENT);
	ck_assert(MN_ABSENT + UINT32_MAX < INT32_MIN);
	ck_assert((MN_ABSENT | UINT32_MAX) < INT32_MIN);
}
END_TEST

START_TEST(an_index_that_is_none)
{
	const int32_t bad[] = { -1, -2, INT32_MIN, INT32_MAX, mn_constant_count(), mn_constant_count() + 1 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_ptr_null(mn_constant_name(bad[i]));
		ck_assert_ptr_null(mn_constant_group(bad[i]));
		ck_assert(mn_constant_value(bad[i]) == MN_ABSENT);
	}
}
END_TEST

START_TEST(a_name_that_is_none)
{
	const char *const bad[] = { "", " ", "PROT_READ ", " PROT_READ", "prot_read", "mn_PROT_READ", "PROT", "PROT_REA",
	                            "PROT_READX", "AAAA", "zzzz", "_", "MAP_", "\xff\xfe\xc3\x28", "PROT_READ\n",
	                            "\xf0\x9f\x92\xbe", "%s%n%s%n" };
	char *endless = malloc(1 << 20);

	ck_assert_int_eq(mn_constant_find(NULL), -EINVAL);
	ck_assert_int_eq(mn_supported(NULL), -EINVAL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_msg(mn_constant_find(bad[i]) == -ENOENT, "'%s' was found", bad[i]);
		ck_assert_int_eq(mn_supported(bad[i]), -ENOENT);
	}
	memset(endless, 'M', (1 << 20) - 1);
	endless[(1 << 20) - 1] = 0;
	ck_assert_int_eq(mn_constant_find(endless), -ENOENT);
	ck_assert_int_eq(mn_supported(endless), -ENOENT);
	free(endless);
}
END_TEST

/* The search is a binary one; each name's neighbours have to be told apart
   from it at both ends of the order. */
START_TEST(near_misses_of_every_name)
{
	for (int32_t i = 0; i < mn_constant_count(); i++) {
		const char *name = mn_constant_name(i);
		char near[160];
		int32_t found;

		snprintf(near, sizeof near, "%s!", name);
		ck_assert_int_eq(mn_constant_find(near), -ENOENT);
		snprintf(near, sizeof near, "!%s", name);
		ck_assert_int_eq(mn_constant_find(near), -ENOENT);
		snprintf(near, sizeof near, "%.*s", (int)strlen(name) - 1, name);
		found = mn_constant_find(near);
		ck_assert_msg(found == -ENOENT || strcmp(mn_constant_name(found), near) == 0, "%s", near);
	}
}
END_TEST

/* The list `constants` is what the library was made from. */
START_TEST(the_list_and_the_table_are_the_same)
{
	char line[2048];
	int32_t n = 0;
	const char *list = t_in_tree("constants");
	FILE *f = list ? fopen(list, "r") : NULL;

	if (!f)
		t_skip("the list `constants` is not beside the library");
	while (fgets(line, sizeof line, f)) {
		char name[128], group[128];

		if (line[0] == '#' || sscanf(line, "%127s %127s", name, group) != 2)
			continue;
		ck_assert_msg(n < mn_constant_count(), "%s is missing in the table", name);
		ck_assert_str_eq(mn_constant_name(n), name);
		ck_assert_str_eq(mn_constant_group(n), group);
		n++;
	}
	fclose(f);
	ck_assert_int_eq(n, mn_constant_count());
	for (int32_t i = 0; i < n; i++)
		for (int32_t k = i + 1; k < n; k++)
			if (strcmp(mn_constant_name(i), mn_constant_name(k)) == 0)
				ck_abort_msg("%s stands twice in the table", mn_constant_name(i));
}
END_TEST

/* ---- The numbers ---- */

struct known {
	const char *row;
	const char *name;
	int64_t value;
};

#if defined LINUX_X86_64
static const struct known known[] = {
	/* S0-28 ... S0-38: the first document's eleven. */
	{ "S0-28", "PROT_NONE", 0 },
	{ "S0-29", "PROT_READ", 1 },
	{ "S0-30", "PROT_WRITE", 2 },
	{ "S0-31", "PROT_EXEC", 4 },
	{ "S0-32", "MAP_SHARED", 1 },
	{ "S0-33", "MAP_PRIVATE", 2 },
	{ "S0-34", "MAP_FIXED", 16 },
	{ "S0-35", "MAP_ANONYMOUS", 32 },
	{ "S0-36", "MS_ASYNC", 1 },
	{ "S0-37", "MS_INVALIDATE", 2 },
	{ "S0-38", "MS_SYNC", 4 },
	/* S1-10 ... S1-74: the names of Mmap::Native 0.0.6. */
	{ "S1-10", "PROT_READ", 1 },
	{ "S1-11", "PROT_WRITE", 2 },
	{ "S1-12", "PROT_EXEC", 4 },
	{ "S1-13", "PROT_SEM", 8 },
	{ "S1-14", "PROT_NONE", 0 },
	{ "S1-15", "PROT_GROWSDOWN", 16777216 },
	{ "S1-16", "PROT_GROWSUP", 33554432 },
	{ "S1-17", "MAP_SHARED", 1 },
	{ "S1-18", "MAP_PRIVATE", 2 },
	{ "S1-19", "MAP_SHARED_VALIDATE", 3 },
	{ "S1-20", "MAP_TYPE", 15 },
	{ "S1-21", "MAP_FIXED", 16 },
	{ "S1-22", "MAP_ANONYMOUS", 32 },
	{ "S1-23", "MAP_GROWSDOWN", 256 },
	{ "S1-24", "MAP_DENYWRITE", 2048 },
	{ "S1-25", "MAP_EXECUTABLE", 4096 },
	{ "S1-26", "MAP_LOCKED", 8192 },
	{ "S1-27", "MAP_NORESERVE", 16384 },
	{ "S1-28", "MAP_POPULATE", 32768 },
	{ "S1-29", "MAP_NONBLOCK", 65536 },
	{ "S1-30", "MAP_STACK", 131072 },
	{ "S1-31", "MAP_HUGETLB", 262144 },
	{ "S1-32", "MAP_SYNC", 524288 },
	{ "S1-33", "MAP_FIXED_NOREPLACE", 1048576 },
	{ "S1-34", "MAP_UNINITIALIZED", 67108864 },
	{ "S1-35", "MLOCK_ONFAULT", 1 },
	{ "S1-36", "MS_ASYNC", 1 },
	{ "S1-37", "MS_INVALIDATE", 2 },
	{ "S1-38", "MS_SYNC", 4 },
	{ "S1-39", "MADV_NORMAL", 0 },
	{ "S1-40", "MADV_RANDOM", 1 },
	{ "S1-41", "MADV_SEQUENTIAL", 2 },
	{ "S1-42", "MADV_WILLNEED", 3 },
	{ "S1-43", "MADV_DONTNEED", 4 },
	{ "S1-44", "MADV_FREE", 8 },
	{ "S1-45", "MADV_REMOVE", 9 },
	{ "S1-46", "MADV_DONTFORK", 10 },
	{ "S1-47", "MADV_DOFORK", 11 },
	{ "S1-48", "MADV_HWPOISON", 100 },
	{ "S1-49", "MADV_SOFT_OFFLINE", 101 },
	{ "S1-50", "MADV_MERGEABLE", 12 },
	{ "S1-51", "MADV_UNMERGEABLE", 13 },
	{ "S1-52", "MADV_HUGEPAGE", 14 },
	{ "S1-53", "MADV_NOHUGEPAGE", 15 },
	{ "S1-54", "MADV_DONTDUMP", 16 },
	{ "S1-55", "MADV_DODUMP", 17 },
	{ "S1-56", "MADV_WIPEONFORK", 18 },
	{ "S1-57", "MADV_KEEPONFORK", 19 },
	{ "S1-58", "MADV_COLD", 20 },
	{ "S1-59", "MADV_PAGEOUT", 21 },
	{ "S1-60", "MADV_POPULATE_READ", 22 },
	{ "S1-61", "MADV_POPULATE_WRITE", 23 },
	{ "S1-62", "MADV_DONTNEED_LOCKED", 24 },
	{ "S1-63", "MADV_COLLAPSE", 25 },
	{ "S1-64", "MAP_FILE", 0 },
	{ "S1-65", "MAP_FAILED", -1 },
	{ "S1-66", "MREMAP_MAYMOVE", 1 },
	{ "S1-67", "MREMAP_FIXED", 2 },
	{ "S1-68", "MREMAP_DONTUNMAP", 4 },
	{ "S1-69", "OVERCOMMIT_GUESS", 0 },
	{ "S1-70", "OVERCOMMIT_ALWAYS", 1 },
	{ "S1-71", "OVERCOMMIT_NEVER", 2 },
	{ "S1-72", "PKEY_DISABLE_ACCESS", 1 },
	{ "S1-73", "PKEY_DISABLE_WRITE", 2 },
	{ "S1-74", "PKEY_ACCESS_MASK", 3 },
	/* Names that Linux has and the headers of Debian 12 lack. */
	{ "issue 2", "MADV_GUARD_INSTALL", 102 },
	{ "issue 2", "MADV_GUARD_REMOVE", 103 },
	{ "issue 2", "MAP_DROPPABLE", 8 },
	{ "issue 2", "PKEY_UNRESTRICTED", 0 },
	{ "issue 2", "MPOL_WEIGHTED_INTERLEAVE", 6 },
	{ "issue 2", "MFD_NOEXEC_SEAL", 8 },
	{ "issue 2", "MFD_EXEC", 16 },
	{ "issue 2", "SHADOW_STACK_SET_TOKEN", 1 },
	{ "issue 2", "SHADOW_STACK_SET_MARKER", 2 },
	{ "issue 2", "MAP_ABOVE4G", 0x80 },
	/* Enumerators, which the preprocessor does not see, and the values that
	   need bit 31. */
	{ "issue 2", "MPOL_DEFAULT", 0 },
	{ "issue 2", "MPOL_PREFERRED", 1 },
	{ "issue 2", "MPOL_BIND", 2 },
	{ "issue 2", "MPOL_INTERLEAVE", 3 },
	{ "issue 2", "MPOL_LOCAL", 4 },
	{ "issue 2", "MPOL_PREFERRED_MANY", 5 },
	{ "issue 2", "MPOL_F_STATIC_NODES", 0x8000 },
	{ "issue 2", "MPOL_F_RELATIVE_NODES", 0x4000 },
	{ "issue 2", "MAP_32BIT", 0x40 },
	{ "issue 2", "MAP_ANON", 0x20 },
	{ "issue 2", "MAP_HUGE_SHIFT", 26 },
	{ "issue 2", "MAP_HUGE_MASK", 0x3f },
	{ "issue 2", "MAP_HUGE_16KB", INT64_C(14) << 26 },
	{ "issue 2", "MAP_HUGE_64KB", INT64_C(16) << 26 },
	{ "issue 2", "MAP_HUGE_2MB", INT64_C(21) << 26 },
	{ "issue 2", "MAP_HUGE_1GB", INT64_C(30) << 26 },
	{ "issue 2", "MAP_HUGE_2GB", INT64_C(31) << 26 },
	{ "issue 2", "MAP_HUGE_16GB", INT64_C(34) << 26 },
	{ "issue 2", "MFD_HUGE_16GB", INT64_C(34) << 26 },
	{ "issue 2", "MFD_CLOEXEC", 1 },
	{ "issue 2", "MFD_ALLOW_SEALING", 2 },
	{ "issue 2", "MFD_HUGETLB", 4 },
	{ "issue 2", "MCL_CURRENT", 1 },
	{ "issue 2", "MCL_FUTURE", 2 },
	{ "issue 2", "MCL_ONFAULT", 4 },
	{ "issue 2", "POSIX_MADV_NORMAL", 0 },
	{ "issue 2", "POSIX_MADV_RANDOM", 1 },
	{ "issue 2", "POSIX_MADV_SEQUENTIAL", 2 },
	{ "issue 2", "POSIX_MADV_WILLNEED", 3 },
	{ "issue 2", "POSIX_MADV_DONTNEED", 4 },
	/* Other architectures' and other systems' names stay absent here. */
	{ "issue 2", "PROT_BTI", MN_ABSENT },
	{ "issue 2", "PROT_MTE", MN_ABSENT },
	{ "issue 2", "PROT_ADI", MN_ABSENT },
	{ "issue 2", "PROT_SAO", MN_ABSENT },
	{ "issue 2", "PKEY_DISABLE_READ", MN_ABSENT },
	{ "issue 2", "MAP_JIT", MN_ABSENT },
	{ "issue 2", "MAP_STACK", 0x20000 },
	{ "issue 2", "MAP_ALIGNED_SUPER", MN_ABSENT },
	{ "issue 2", "MADV_FREE_REUSABLE", MN_ABSENT },
	{ "issue 2", "MS_KILLPAGES", MN_ABSENT },
	{ "issue 2", "SHM_ANON", MN_ABSENT },
	{ "issue 2", "INHERIT_ZERO", MN_ABSENT },
};
#endif

/* S1-91: values come from the headers of the platform: MAP_ANONYMOUS is 4096
   and MS_SYNC 16 on macOS. */
#if defined __APPLE__
static const struct known known[] = {
	{ "S0-35", "MAP_ANONYMOUS", 4096 },
	{ "S0-38", "MS_SYNC", 16 },
	{ "S0-28", "PROT_NONE", 0 },
	{ "S0-29", "PROT_READ", 1 },
	{ "S0-30", "PROT_WRITE", 2 },
	{ "S0-31", "PROT_EXEC", 4 },
	{ "S0-32", "MAP_SHARED", 1 },
	{ "S0-33", "MAP_PRIVATE", 2 },
	{ "S0-34", "MAP_FIXED", 16 },
	{ "S0-36", "MS_ASYNC", 1 },
	{ "S0-37", "MS_INVALIDATE", 2 },
	{ "S1-91", "MREMAP_MAYMOVE", MN_ABSENT },
};
#endif

START_TEST(numbers_of_the_mission)
{
#if defined LINUX_X86_64 || defined __APPLE__
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		int32_t index = mn_constant_find(known[i].name);

		ck_assert_msg(index >= 0, "%s: no %s in the table", known[i].row, known[i].name);
		ck_assert_msg(mn_constant_value(index) == known[i].value, "%s: %s is %" PRId64 " and not %" PRId64,
		              known[i].row, known[i].name, mn_constant_value(index), known[i].value);
	}
#else
	t_skip("the table of numbers is for x86-64 Linux and macOS");
#endif
}
END_TEST

/* The compiler's word on this machine, whichever it is. */
START_TEST(numbers_of_the_headers)
{
#define AGREES(name) ck_assert_msg(mn_##name() == (int64_t)(name), #name)
	AGREES(PROT_NONE);
	AGREES(PROT_READ);
	AGREES(PROT_WRITE);
	AGREES(PROT_EXEC);
	AGREES(MAP_SHARED);
	AGREES(MAP_PRIVATE);
	AGREES(MAP_FIXED);
	AGREES(MS_ASYNC);
	AGREES(MS_INVALIDATE);
	AGREES(MS_SYNC);
	AGREES(POSIX_MADV_WILLNEED);
#if defined MAP_ANONYMOUS
	AGREES(MAP_ANONYMOUS);
#endif
#if defined MAP_POPULATE
	AGREES(MAP_POPULATE);
#endif
#if defined MADV_DONTNEED
	AGREES(MADV_DONTNEED);
#endif
#if defined MREMAP_MAYMOVE
	AGREES(MREMAP_MAYMOVE);
#endif
#if defined MFD_CLOEXEC
	AGREES(MFD_CLOEXEC);
#endif
	ck_assert(mn_MAP_FAILED() == (int64_t)(intptr_t)MAP_FAILED);
}
END_TEST

/* S0-04: the modes are bits that can be or-ed: PROT_READ | PROT_WRITE is 3. */
/* S1-08, S1-20: they stay numbers, and a mask takes them apart again. */
START_TEST(numbers_combine)
{
	ck_assert_int_eq(mn_PROT_READ() | mn_PROT_WRITE(), 3);
	if (mn_MAP_TYPE() == MN_ABSENT)
		t_skip("this platform has no MAP_TYPE");
	ck_assert_int_eq((mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS()) & mn_MAP_TYPE(), 2);
}
END_TEST

/* ---- All values at once, and the fingerprint ---- */

START_TEST(values_in_one_call)
{
	const int32_t count = mn_constant_count(), capacities[] = { 1, 7, count - 1, count, count + 1, count + 100 };
	const int64_t canary = INT64_C(0x1122334455667788);
	int64_t *values = malloc(sizeof *values * (size_t)(count + 200));

	ck_assert_int_eq(mn_constant_values(NULL, 0), count);
	ck_assert_int_eq(mn_constant_values(NULL, count), count);
	ck_assert_int_eq(mn_constant_values(NULL, INT32_MAX), count);
	for (int32_t i = 0; i < count + 200; i++)
		values[i] = canary;
	ck_assert_int_eq(mn_constant_values(values, 0), count);
	ck_assert_int_eq(mn_constant_values(values, -1), count);
	ck_assert_int_eq(mn_constant_values(values, INT32_MIN), count);
	ck_assert(values[0] == canary);
	for (size_t c = 0; c < sizeof capacities / sizeof *capacities; c++) {
		for (int32_t i = 0; i < count + 200; i++)
			values[i] = canary;
		ck_assert_int_eq(mn_constant_values(values, capacities[c]), count);
		for (int32_t i = 0; i < count + 200; i++)
			if (values[i] != (i < capacities[c] && i < count ? mn_constant_value(i) : canary))
				ck_abort_msg("value %d for a capacity of %d", i, capacities[c]);
	}
	free(values);
}
END_TEST

static void same_fingerprint(void *before)
{
	_exit(mn_fingerprint() == *(int64_t *)before && mn_fingerprint_value == *(int64_t *)before ? 0 : 1);
}

START_TEST(fingerprint_is_stable)
{
	int64_t first = mn_fingerprint();

	ck_assert(first > 0);
	for (int i = 0; i < 10; i++)
		ck_assert(mn_fingerprint() == first);
	ck_assert(mn_fingerprint_value == first);
	ck_assert_int_eq(t_child(same_fingerprint, &first), 0);
}
END_TEST

/* The fingerprint of a library that differs in this one text, from the list
   that the build made. */
static int64_t fingerprint_of(const char *name, const char *old, const char *new)
{
	/* Where names are looked up in the whole process first, this program's
	   own library would answer for the other one. */
#if defined MN_LINUX
	const char *bound = "-Wl,-Bsymbolic";
#else
	const char *bound = "";
#endif
	char *text = t_tree_text("build/constants.inc"), *place, command[4096];
	FILE *f;
	struct statvfs disk;
	void *library;
	int64_t (*function)(void), result;

	if (!text || system("command -v cc >/dev/null 2>&1") != 0)
		t_skip("there is no build/constants.inc or no compiler to make another library with");
	if (statvfs(t_path(""), &disk) == 0 && disk.f_flag & ST_NOEXEC)
		t_skip("nothing that lies in the folder for temporary files may be run");
	mkdir(t_path("other"), 0700);
	f = fopen(t_path("other/constants.inc"), "w");
	ck_assert(f != NULL);
	place = strstr(text, old);
	ck_assert_msg(place != NULL, "%s", old);
	fprintf(f, "%.*s%s%s", (int)(place - text), text, new, place + strlen(old));
	fclose(f);
	free(text);
	snprintf(command, sizeof command, "cc -w -std=c11 -O0 -fPIC -shared %s -I'%s' -I'%s/src' -I'%s/build' -o '%s' '%s/libmmapnative.c'"
	         " -lpthread", bound, t_path("other"), t_in_tree(""), t_in_tree(""), t_path(name), t_in_tree(""));
	ck_assert_msg(system(command) == 0, "this failed: %s", command);
	library = dlopen(t_path(name), RTLD_NOW | RTLD_LOCAL);
	unlink(t_path("other/constants.inc"));
	rmdir(t_path("other"));
	ck_assert_msg(library != NULL, "%s", dlerror());
	*(void **)&function = dlsym(library, "mn_fingerprint");
	ck_assert(function != NULL);
	result = function();
	ck_assert(result == *(int64_t *)dlsym(library, "mn_fingerprint_value"));
	ck_assert(result > 0);
	return result;
}

/* It changes whenever a name or a value of the table does. */
START_TEST(fingerprint_tells_another_table)
{
	int64_t same, name, value, own;

	if (UNDER_ASAN || t_under_valgrind())
		t_skip("a library that is made without the sanitizer would use this one's functions");
	same = fingerprint_of("same.so", "{ \"PROT_READ\",", "{ \"PROT_READ\",");
	name = fingerprint_of("name.so", "{ \"PROT_READ\",", "{ \"PROT_RAED\",");
	value = fingerprint_of("value.so", "mn_PROT_READ(void) { return ", "mn_PROT_READ(void) { return 64 + ");
	own = fingerprint_of("own.so", "mn_ACCESS_COPY(void) { return ", "mn_ACCESS_COPY(void) { return 64 + ");
	ck_assert(same == mn_fingerprint());
	ck_assert(own != same && own != value);
	ck_assert(name != same);
	ck_assert(value != same);
	ck_assert(value != name);
}
END_TEST

/* ---- mn_supported ---- */

struct answer {
	const char *name;
	int32_t answer;
};

static void answers(const struct answer *expected, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(mn_supported(expected[i].name) == expected[i].answer, "%s: %d and not %d", expected[i].name,
		              mn_supported(expected[i].name), expected[i].answer);
}

START_TEST(supported_of_what_every_system_takes)
{
	const struct answer expected[] = {
		{ "PROT_NONE", 1 }, { "PROT_READ", 1 }, { "PROT_WRITE", 1 }, { "MAP_SHARED", 1 },
		{ "MAP_PRIVATE", 1 }, { "MAP_ANON", 1 }, { "MS_SYNC", 1 }, { "MS_ASYNC", 1 }, { "MS_INVALIDATE", 1 },
		{ "MADV_NORMAL", 1 }, { "MADV_RANDOM", 1 }, { "MADV_SEQUENTIAL", 1 }, { "MADV_WILLNEED", 1 },
		{ "MADV_DONTNEED", 1 }, { "POSIX_MADV_NORMAL", 1 }, { "POSIX_MADV_WILLNEED", 1 },
	};

	answers(expected, sizeof expected / sizeof *expected);
}
END_TEST

START_TEST(supported_where_nobody_can_tell)
{
	const struct answer expected[] = {
		{ "MAP_FAILED", -ENOTSUP },
#if defined MN_LINUX
		{ "PROT_GROWSUP", -ENOTSUP }, { "MAP_TYPE", -ENOTSUP }, { "MAP_HUGE_SHIFT", -ENOTSUP }, { "MAP_HUGE_MASK", -ENOTSUP },
		{ "MCL_CURRENT", -ENOTSUP }, { "MCL_FUTURE", -ENOTSUP }, { "PKEY_ACCESS_MASK", -ENOTSUP },
		{ "OVERCOMMIT_GUESS", -ENOTSUP }, { "HUGETLB_FLAG_ENCODE_2MB", -ENOTSUP },
#endif
	};

	answers(expected, sizeof expected / sizeof *expected);
	ck_assert_msg(strstr(mn_error_detail(), "side effects") != NULL, "%s", mn_error_detail());
}
END_TEST

/* No kernel accepts a constant that its platform lacks. */
START_TEST(supported_of_what_is_absent)
{
	int absent = 0;

	for (int32_t i = 0; i < mn_constant_count(); i++)
		if (mn_constant_value(i) == MN_ABSENT) {
			ck_assert_msg(mn_supported(mn_constant_name(i)) == 0, "%s", mn_constant_name(i));
			absent++;
		} else {
			int32_t answer = mn_supported(mn_constant_name(i));

			ck_assert_msg(answer == 0 || answer == 1 || answer == -ENOTSUP, "%s: %d", mn_constant_name(i), answer);
		}
	ck_assert_int_gt(absent, 0);
}
END_TEST

#if defined MN_LINUX
/* The versions that brought a name, as its entry in the kernel's history says;
   a kernel of that age takes it.  Names that hang on the configuration of a
   kernel do not stand here. */
static const struct {
	const char *name;
	int major, minor;
} since[] = {
	{ "MADV_FREE", 4, 5 }, { "MADV_WIPEONFORK", 4, 14 }, { "MADV_KEEPONFORK", 4, 14 },
	{ "MADV_DONTDUMP", 3, 4 }, { "MADV_DODUMP", 3, 4 }, { "MADV_DONTFORK", 2, 6 }, { "MADV_DOFORK", 2, 6 },
	{ "MADV_REMOVE", 2, 6 }, { "MADV_COLD", 5, 4 }, { "MADV_PAGEOUT", 5, 4 }, { "MADV_POPULATE_READ", 5, 14 },
	{ "MADV_POPULATE_WRITE", 5, 14 }, { "MADV_DONTNEED_LOCKED", 5, 18 }, { "MADV_GUARD_INSTALL", 6, 13 },
	{ "MADV_GUARD_REMOVE", 6, 13 }, { "MAP_FIXED", 2, 6 }, { "MAP_FIXED_NOREPLACE", 4, 17 },
	{ "MAP_SHARED_VALIDATE", 4, 15 }, { "MAP_DROPPABLE", 6, 11 }, { "MAP_POPULATE", 4, 15 },
	{ "MAP_NORESERVE", 4, 15 }, { "MAP_LOCKED", 4, 15 }, { "MAP_NONBLOCK", 4, 15 }, { "MAP_STACK", 4, 15 },
	{ "MAP_GROWSDOWN", 4, 15 }, { "MAP_DENYWRITE", 4, 15 }, { "MAP_EXECUTABLE", 4, 15 },
	{ "MAP_FILE", 4, 15 }, { "MLOCK_ONFAULT", 4, 4 }, { "MREMAP_MAYMOVE", 2, 6 }, { "MREMAP_FIXED", 2, 6 },
	{ "MREMAP_DONTUNMAP", 5, 7 }, { "MFD_CLOEXEC", 3, 17 }, { "MFD_ALLOW_SEALING", 3, 17 },
	{ "MFD_NOEXEC_SEAL", 6, 3 }, { "MFD_EXEC", 6, 3 }, { "PROT_GROWSDOWN", 2, 6 },
#if defined __x86_64__
	{ "PROT_SEM", 2, 6 }, { "MAP_32BIT", 4, 15 },
#endif
};
#endif

/* The kernel's version tells what it accepts, without asking it. */
START_TEST(supported_as_the_version_promises)
{
#if defined MN_LINUX
	struct utsname u;
	int major, minor;

	if (t_under_valgrind())
		t_skip("valgrind does not hand the newest flags on to the kernel");
	ck_assert_int_eq(uname(&u), 0);
	ck_assert_int_eq(sscanf(u.release, "%d.%d", &major, &minor), 2);
	for (size_t i = 0; i < sizeof since / sizeof *since; i++)
		if (mn_constant_value(mn_constant_find(since[i].name)) != MN_ABSENT
		    && (major > since[i].major || (major == since[i].major && minor >= since[i].minor)))
			ck_assert_msg(mn_supported(since[i].name) == 1, "%s on Linux %d.%d", since[i].name, major, minor);
#else
	t_skip("the versions are Linux's");
#endif
}
END_TEST

/* An advice that the kernel refuses for no bytes is 0, one that it takes 1.
   Zero bytes only: some advice destroys what it is given. */
START_TEST(supported_agrees_with_the_kernel_about_advice)
{
	int asked = 0;

	for (int32_t i = 0; i < mn_constant_count(); i++) {
		const char *name = mn_constant_name(i);
		int64_t value = mn_constant_value(i);
		int32_t said;

		if (strncmp(name, "MADV_", 5) != 0 || value == MN_ABSENT)
			continue;
		said = mn_supported(name);
		if (said == -ENOTSUP)
			continue;
		ck_assert_msg(said == (madvise(NULL, 0, (int)value) == 0 || errno != EINVAL), "%s: %d", name, said);
		asked++;
	}
	ck_assert_int_gt(asked, 4);
	ck_assert_int_eq(mn_madvise(NULL, 0, 30000), -EINVAL);
}
END_TEST

/* mn_supported about descriptors agrees with trying. */
START_TEST(supported_agrees_with_the_kernel_about_memfd)
{
	const char *const names[] = { "MFD_CLOEXEC", "MFD_ALLOW_SEALING", "MFD_NOEXEC_SEAL", "MFD_EXEC" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		int64_t value = mn_constant_value(mn_constant_find(names[i]));
		int32_t fd = value == MN_ABSENT ? -EINVAL : mn_memfd_create("asked", (uint32_t)value);

		ck_assert_msg(mn_supported(names[i]) == (fd != -EINVAL && fd != -ENOSYS), "%s", names[i]);
		if (fd >= 0)
			close(fd);
	}
}
END_TEST

/* A flag that is not known is 0: the sizes of huge pages that this machine has
   stand in a folder of the kernel's. */
START_TEST(supported_agrees_with_the_folder_of_huge_pages)
{
	const struct {
		const char *name;
		long kib;
	} sizes[] = { { "MAP_HUGE_64KB", 64 }, { "MAP_HUGE_512KB", 512 }, { "MAP_HUGE_1MB", 1024 },
	              { "MAP_HUGE_2MB", 2048 }, { "MAP_HUGE_8MB", 8192 }, { "MAP_HUGE_16MB", 16384 },
	              { "MAP_HUGE_32MB", 32768 }, { "MAP_HUGE_512MB", 524288 }, { "MAP_HUGE_1GB", 1048576 },
	              { "MAP_HUGE_16GB", 16777216 } };

	if (access("/sys/kernel/mm/hugepages", R_OK) != 0)
		t_skip("there is no /sys/kernel/mm/hugepages");
	if (t_under_valgrind())
		t_skip("valgrind does not hand huge pages on to the kernel");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char path[128];

		snprintf(path, sizeof path, "/sys/kernel/mm/hugepages/hugepages-%ldkB", sizes[i].kib);
		ck_assert_msg(mn_supported(sizes[i].name) == (access(path, F_OK) == 0), "%s", sizes[i].name);
	}
}
END_TEST

/* ---- mn_supported changes nothing ---- */

struct snapshot {
	char maps[1 << 18];
	char locked[128];
	char descriptors[1 << 12];
};

static struct snapshot before, after;

static void read_whole(const char *path, char *to, size_t size)
{
	int fd = open(path, O_RDONLY);
	size_t n = 0;
	ssize_t r;

	if (fd < 0)
		t_skip("there is no /proc");
	while (n < size - 1 && (r = read(fd, to + n, size - 1 - n)) > 0)
		n += (size_t)r;
	to[n] = 0;
	close(fd);
}

/* Without stdio and malloc, which would change what is looked at. */
static void take(struct snapshot *s)
{
	static char status[1 << 14];
	char *line;

	memset(s->descriptors, 0, sizeof s->descriptors);
	for (int fd = 0, n = 0; fd < 1024; fd++) {
		struct stat st;

		if (fstat(fd, &st) == 0)
			n += snprintf(s->descriptors + n, sizeof s->descriptors - (size_t)n, "%d:%lu ", fd, (unsigned long)st.st_ino);
	}
	read_whole("/proc/self/status", status, sizeof status);
	line = strstr(status, "VmLck:");
	if (line)
		snprintf(s->locked, sizeof s->locked, "%.*s", (int)strcspn(line, "\n"), line);
	read_whole("/proc/self/maps", s->maps, sizeof s->maps);
}

/* Grows the stack before it is looked at, and has the thread's detail placed. */
static void settle(void)
{
	volatile char stack[1 << 17];

	for (size_t i = 0; i < sizeof stack; i += 1024)
		stack[i] = 1;
	ck_assert_int_eq(mn_constant_find("NO_SUCH_NAME"), -ENOENT);
}

/* The first line that differs is enough, and all that Check can carry. */
static void same_lines(const char *name)
{
	const char *a = before.maps, *b = after.maps;

	/* Their own heaps come and go. */
	if (t_under_valgrind() || UNDER_ASAN)
		return;
	while (*a || *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		ck_assert_msg(n == m && memcmp(a, b, n) == 0, "%s changed the mappings, from '%.*s' to '%.*s'", name,
		              (int)n, a, (int)m, b);
		a += n + (a[n] != 0);
		b += m + (b[m] != 0);
	}
}

START_TEST(supported_changes_nothing)
{
	size_t page = t_page();
	unsigned char resident[8], still[8];
	char *p = mmap(NULL, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	int locked = p != MAP_FAILED && mlock(p, page) == 0, changed = 0;

	ck_assert(p != MAP_FAILED);
	memset(p, 'A', 4 * page);
	/* Pages of several kinds, so that a change of any can be seen. */
	ck_assert_int_eq(mprotect(p + 2 * page, page, PROT_READ), 0);
	ck_assert_int_eq(mprotect(p + 3 * page, page, PROT_NONE), 0);
	settle();
	take(&before);
	take(&before);
	ck_assert_int_eq(mincore(p, 8 * page, (void *)resident), 0);
	for (int32_t i = 0; i < mn_constant_count(); i++) {
		(void)mn_supported(mn_constant_name(i));
		take(&after);
		same_lines(mn_constant_name(i));
		ck_assert_msg(strcmp(before.descriptors, after.descriptors) == 0, "%s changed the descriptors, from %s to %s",
		              mn_constant_name(i), before.descriptors, after.descriptors);
		ck_assert_msg(strcmp(before.locked, after.locked) == 0, "%s changed %s to %s", mn_constant_name(i),
		              before.locked, after.locked);
	}
	ck_assert_int_eq(mincore(p, 8 * page, (void *)still), 0);
	ck_assert_mem_eq(resident, still, 8);
	for (size_t i = 0; i < 3 * page; i++)
		changed += p[i] != 'A';
	ck_assert_int_eq(changed, 0);
	if (locked)
		munlock(p, page);
	munmap(p, 8 * page);
}
END_TEST

struct crowd {
	atomic_int done;
	atomic_int bad;
};

static void *ask_everything(void *argument)
{
	struct crowd *c = argument;

	for (int round = 0; round < 10; round++)
		for (int32_t i = 0; i < mn_constant_count(); i++) {
			int32_t answer = mn_supported(mn_constant_name(i));

			if (answer != 0 && answer != 1 && answer != -ENOTSUP)
				atomic_fetch_add(&c->bad, 1);
		}
	atomic_fetch_add(&c->done, 1);
	return NULL;
}

/* Its pages and descriptors come and go at addresses and numbers that a
   careless question would take for its own. */
static void *come_and_go(void *argument)
{
	struct crowd *c = argument;
	size_t page = t_page();

	while (atomic_load(&c->done) < 8) {
		char *p[8];
		int fd = open("/dev/null", O_RDONLY);
		struct stat st, null;

		if (fd < 0 || stat("/dev/null", &null) != 0)
			atomic_fetch_add(&c->bad, 1);
		for (size_t i = 0; i < 8; i++) {
			p[i] = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
			if (p[i] == MAP_FAILED)
				return atomic_fetch_add(&c->bad, 1), NULL;
			memset(p[i], (int)i + 1, page);
		}
		for (size_t i = 0; i < 8; i++) {
			if (p[i][0] != (char)(i + 1) || p[i][page - 1] != (char)(i + 1))
				atomic_fetch_add(&c->bad, 1);
			/* A hole would not be an error of munmap, but is one of msync. */
			if (msync(p[i], page, MS_ASYNC) != 0 || munmap(p[i], page) != 0)
				atomic_fetch_add(&c->bad, 1);
		}
		if (fstat(fd, &st) != 0 || st.st_ino != null.st_ino || close(fd) != 0)
			atomic_fetch_add(&c->bad, 1);
	}
	return NULL;
}

/* No page disappears, and no two results differ. */
START_TEST(supported_from_eight_threads)
{
	struct crowd c = { 0, 0 };
	pthread_t thread[9];

	ck_assert_int_eq(pthread_create(&thread[8], NULL, come_and_go, &c), 0);
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, ask_everything, &c), 0);
	for (int i = 0; i < 9; i++)
		pthread_join(thread[i], NULL);
	ck_assert_int_eq(atomic_load(&c.bad), 0);
}
END_TEST

T_MAIN("constant", round_trip_of_every_name, values_are_absent_or_not_negative, the_value_of_what_is_absent, an_index_that_is_none,
       a_name_that_is_none, near_misses_of_every_name, the_list_and_the_table_are_the_same, numbers_of_the_mission,
       numbers_of_the_headers, numbers_combine, values_in_one_call, fingerprint_is_stable,
       supported_of_what_every_system_takes, supported_where_nobody_can_tell, supported_of_what_is_absent,
       supported_as_the_version_promises, supported_agrees_with_the_kernel_about_advice,
       supported_agrees_with_the_kernel_about_memfd, supported_agrees_with_the_folder_of_huge_pages,
       supported_changes_nothing, supported_from_eight_threads,
       T_SLOW, fingerprint_tells_another_table)
