/* The library's own numbers: names for the integers that its functions take
   and give.  They have one value everywhere, and no header of a system is asked
   about them. */

#include "test.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* The own lines of the list `constants`. */
struct own {
	char name[64], group[32];
	int64_t number;
};

static int own_lines(struct own *lines, int most)
{
	char *text = t_tree_text("constants"), *line, *rest = NULL;
	int n = 0;

	if (!text)
		t_skip("the list `constants` is not beside the library");
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (line[0] != '#' && n < most && sscanf(line, "%63s %31s %*s own:%" SCNd64, lines[n].name, lines[n].group,
		                                         &lines[n].number) == 3)
			n++;
	free(text);
	ck_assert_int_gt(n, 40);
	ck_assert_int_lt(n, most);
	return n;
}

enum { MOST = 200 };

/* S0-45: C has each as an enumerator, and FFIs have its function and the table. */
START_TEST(names_of_integers)
{
	/* An array's size is known to the compiler, or this does not compile. */
	char two[MN_ACCESS_WRITE];

	IS((int)sizeof two, 2);
	IS(MN_ACCESS_WRITE, mn_ACCESS_WRITE());
	IS(mn_constant_value(mn_constant_find("ACCESS_WRITE")), 2);
	ck_assert_str_eq(mn_constant_group(mn_constant_find("ACCESS_WRITE")), "access");
	IS(MN_ACCESS_DEFAULT, 0);
	IS(MN_ACCESS_READ, 1);
	IS(MN_ACCESS_COPY, 3);
	IS(MN_SLICE_PIN, 0);
	IS(MN_SLICE_SHARED, 1);
	IS(MN_SLICE_EXCLUSIVE, 2);
	IS(MN_SLICE_INTERRUPTIBLE, 16);
	IS(MN_RIGHT_READ | MN_RIGHT_WRITE | MN_RIGHT_INFO, 7);
	IS(mn_RIGHT_INFO(), 4);
	IS(MN_FORK_INHERIT, 0);
	IS(MN_FORK_ABSENT, 1);
	IS(MN_FORK_ZERO, 2);
	IS(MN_ORDER_NATIVE, 0);
	IS(MN_ORDER_LITTLE, 1);
	IS(MN_ORDER_BIG, 2);
	IS(MN_GUARD_ASK, -1);
	IS(mn_GUARD_ASK(), -1);
	IS(MN_GUARD_HANDLER, 0);
	IS(MN_GUARD_KERNEL, 1);
	IS(MN_GUARD_CHECKED, 2);
	IS(MN_ERROR_CODE, 0);
	IS(MN_ERROR_COUNT, 9);
	IS(MN_LENGTH_TO_END, -1);
	IS(MN_OPTION_NO_DESCRIPTOR, 1);
}
END_TEST

/* S4-52: on every platform, in the same table. */
START_TEST(access_names_everywhere)
{
	IS(mn_ACCESS_READ(), 1);
	IS(mn_ACCESS_WRITE(), 2);
	IS(mn_ACCESS_COPY(), 3);
	IS(mn_ACCESS_NONE(), 4);
	IS(mn_supported("ACCESS_NONE"), 1);
}
END_TEST

/* The functions accept the named values and return them. */
START_TEST(functions_know_the_names)
{
	const uint8_t bytes[] = { 1, 2, 3, 4 };
	int64_t r, s, c, m, numbers[MN_STATS_SYNCS + 2], was = mn_guard(MN_GUARD_ASK);
	char there;

	close(t_file("f", bytes, sizeof bytes));
	r = mn_region_open(t_path("f"), MN_ACCESS_COPY, 0, MN_LENGTH_TO_END);
	IS(mn_region_access(r), MN_ACCESS_COPY);
	IS(mn_region_length(r), 4);
	s = mn_slice_open(r, 0, 2, MN_SLICE_EXCLUSIVE | MN_SLICE_INTERRUPTIBLE, MN_TIMEOUT_NEVER);
	IS(mn_slice_mode(s), MN_SLICE_EXCLUSIVE);
	IS(mn_slice_open(r, 0, 2, MN_SLICE_SHARED, MN_TIMEOUT_TRY), -EBUSY);
	IS(mn_slice_close(s), 0);
	c = mn_cursor_open(r);
	IS(mn_cursor_seek(c, -1, MN_WHENCE_END), 3);
	IS(mn_cursor_seek(c, -1, MN_WHENCE_POSITION), 2);
	IS(mn_cursor_seek(c, 1, MN_WHENCE_START), 1);
	IS(mn_region_close(r), 0);
	IS(mn_guard(MN_GUARD_CHECKED), MN_GUARD_CHECKED);
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_CHECKED);
	IS(mn_guard((int32_t)was), was);

	m = mn_manager_open(t_path(""));
	IS(mn_manager_map(m, 7, "f", 0, MN_LENGTH_TO_END, PROT_READ, 1), -EPERM);
	IS(mn_manager_grant(m, 7, MN_RIGHT_READ), 0);
	IS(mn_manager_limit(m, 7, 1, MN_LIMIT_NONE), 0);
	c = mn_manager_map(m, 7, "f", 0, MN_LENGTH_TO_END, PROT_READ, 1);
	IS(mn_manager_map(m, 7, "f", 0, MN_LENGTH_TO_END, PROT_READ, 1), -EDQUOT);
	IS(mn_manager_read(m, 7, c, 1, &there, 1), 1);
	IS(mn_manager_next(m, 8, 7, 0), -EPERM);
	IS(mn_manager_grant(m, 8, MN_RIGHT_INFO), 0);
	IS(mn_manager_next(m, 8, 7, 0), c);
	numbers[MN_STATS_SYNCS + 1] = 77;
	IS(mn_manager_stats(m, 7, c, numbers, MN_STATS_SYNCS + 2, NULL, 0), 1);
	IS(numbers[MN_STATS_OFFSET], mn_manager_info(m, 7, c, "offset"));
	IS(numbers[MN_STATS_LENGTH], 4);
	IS(numbers[MN_STATS_PROT], PROT_READ);
	IS(numbers[MN_STATS_RESIDENT], mn_manager_info(m, 7, c, "resident"));
	IS(numbers[MN_STATS_PAGES], 1);
	IS(numbers[MN_STATS_OWNER], 7);
	IS(numbers[MN_STATS_KIND], MN_KIND_FILE);
	IS(numbers[MN_STATS_SHARED], 1);
	IS(numbers[MN_STATS_READS], 1);
	IS(numbers[MN_STATS_WRITES], 0);
	IS(numbers[MN_STATS_BYTES_READ], 1);
	IS(numbers[MN_STATS_BYTES_WRITTEN], 0);
	IS(numbers[MN_STATS_SYNCS], 0);
	/* There are no more of them than have names. */
	IS(numbers[MN_STATS_SYNCS + 1], 77);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Every own line: the number of the list is the function's, the table's and
   the enumerator's. */
START_TEST(every_own_line)
{
	struct own lines[MOST];
	int n = own_lines(lines, MOST);
	char *header = t_tree_text("mmapnative.h");
	void *library = dlopen(NULL, RTLD_NOW);

	ck_assert(header != NULL && library != NULL);
	for (int i = 0; i < n; i++) {
		int32_t at = mn_constant_find(lines[i].name);
		char text[160];
		int64_t (*function)(void);

		ck_assert_msg(at >= 0 && mn_constant_own(at) == 1, "%s is not ours", lines[i].name);
		ck_assert_str_eq(mn_constant_group(at), lines[i].group);
		IS(mn_constant_value(at), lines[i].number);
		IS(mn_supported(lines[i].name), 1);
		snprintf(text, sizeof text, "mn_%.63s", lines[i].name);
		*(void **)&function = dlsym(library, text);
		ck_assert_msg(function != NULL, "there is no %s", text);
		IS(function(), lines[i].number);
		snprintf(text, sizeof text, "\tMN_%.63s = %" PRId64, lines[i].name, lines[i].number);
		ck_assert_msg(strstr(header, text) != NULL, "the header lacks%s", text);
	}
	dlclose(library);
	free(header);
}
END_TEST

/* They come last, so that no platform's name has another index than before, and
   a group is either ours or a platform's. */
START_TEST(own_lines_come_last)
{
	int32_t count = mn_constant_count(), first = 0;

	while (first < count && !mn_constant_own(first))
		first++;
	ck_assert_int_gt(first, 270);
	ck_assert_int_lt(first, count);
	for (int32_t i = first; i < count; i++) {
		IS(mn_constant_own(i), 1);
		ck_assert(mn_constant_value(i) != MN_ABSENT);
		for (int32_t k = 0; k < first; k++)
			ck_assert_msg(strcmp(mn_constant_group(i), mn_constant_group(k)) != 0, "%s and %s are of one group",
			              mn_constant_name(i), mn_constant_name(k));
	}
	IS(mn_constant_own(-1), 0);
	IS(mn_constant_own(INT32_MIN), 0);
	IS(mn_constant_own(count), 0);
	IS(mn_constant_own(INT32_MAX), 0);
}
END_TEST

static void needs_a_compiler(void)
{
	struct statvfs disk;

	if (UNDER_ASAN || t_under_valgrind())
		t_skip("a library that is made without the sanitizer would use this one's functions");
	if (system("command -v cc >/dev/null 2>&1") != 0)
		t_skip("there is no compiler to make another library with");
	if (!t_in_tree(""))
		t_skip("the sources are not beside the library");
	if (statvfs(t_path(""), &disk) == 0 && disk.f_flag & ST_NOEXEC)
		t_skip("nothing that lies in the folder for temporary files may be run");
}

/* Makes another library with these options, and gives its own function of that name. */
static void *function_of(const char *library, const char *options, const char *name)
{
#if defined MN_LINUX
	/* Where names are looked up in the whole process first, this program's
	   own library would answer for the other one. */
	const char *bound = "-Wl,-Bsymbolic";
#else
	const char *bound = "";
#endif
	char command[6000];
	void *other, *function;

	snprintf(command, sizeof command, "cc -w -std=c11 -O0 -fPIC -shared %s %s -I'%s/src' -I'%s/build' -o '%s' '%s/libmmapnative.c'"
	         " -lpthread", bound, options, t_in_tree(""), t_in_tree(""), t_path(library), t_in_tree(""));
	ck_assert_msg(system(command) == 0, "this failed: %s", command);
	other = dlopen(t_path(library), RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(other != NULL, "%s", dlerror());
	function = dlsym(other, name);
	ck_assert_msg(function != NULL, "there is no %s", name);
	return function;
}

/* S4-52: a system's header that has such a name means something else (lmaccess.h of
   mingw has ACCESS_NONE), so none is looked at.  Neither a macro before all
   others nor an enumerator of the kernel's headers changes a value. */
START_TEST(no_header_is_asked)
{
	struct own lines[MOST];
	int n = own_lines(lines, MOST);
	char text[MOST * 100], options[1300];
	size_t used = 0;
	int64_t (*fingerprint)(void);

	needs_a_compiler();
	for (int i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "#define %s %d\n", lines[i].name, 4000 + i);
	close(t_file("hostile.h", text, used));
	snprintf(options, sizeof options, "-include '%s'", t_path("hostile.h"));
	*(void **)&fingerprint = function_of("hostile.so", options, "mn_fingerprint");
	ck_assert(fingerprint() == mn_fingerprint());
}
END_TEST

/* S4-52: a platform that has nothing of its own has these. */
START_TEST(where_there_is_no_system)
{
	struct own lines[MOST];
	int n = own_lines(lines, MOST);
	int64_t (*none)(void), (*value)(int32_t);
	int32_t (*find)(const char *), (*supported)(const char *);
	char no_system[1100];

	needs_a_compiler();
	snprintf(no_system, sizeof no_system, "$('%s')", t_in_tree("tools/no-system"));
	*(void **)&none = function_of("none.so", no_system, "mn_ACCESS_NONE");
	IS(none(), 4);
	*(void **)&value = function_of("none.so", no_system, "mn_constant_value");
	*(void **)&find = dlsym(RTLD_DEFAULT, "mn_constant_find");
	*(void **)&supported = function_of("none.so", no_system, "mn_supported");
	for (int i = 0; i < n; i++) {
		IS(value(find(lines[i].name)), lines[i].number);
		IS(supported(lines[i].name), 1);
	}
}
END_TEST

/* A header that is older than the list is no library at all. */
START_TEST(a_stale_header_does_not_compile)
{
	char *text, *place, command[5000];
	FILE *f;

	needs_a_compiler();
	text = t_tree_text("build/constants.inc");
	if (!text)
		t_skip("there is no build/constants.inc");
	place = strstr(text, "MN_ACCESS_COPY == 3");
	ck_assert(place != NULL);
	place[strlen("MN_ACCESS_COPY == ")] = '5';
	mkdir(t_path("other"), 0700);
	f = fopen(t_path("other/constants.inc"), "w");
	ck_assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
	free(text);
	snprintf(command, sizeof command, "cc -std=c11 -fsyntax-only -I'%s' -I'%s/src' -I'%s/build' '%s/libmmapnative.c' 2>'%s'",
	         t_path("other"), t_in_tree(""), t_in_tree(""), t_in_tree(""), t_path("said"));
	ck_assert_int_ne(system(command), 0);
	snprintf(command, sizeof command, "grep -q 'make generate' '%s'", t_path("said"));
	ck_assert_int_eq(system(command), 0);
	unlink(t_path("other/constants.inc"));
	rmdir(t_path("other"));
}
END_TEST

/* The generator with a list of its own: its exit status. */
static int generates(const char *list)
{
	char command[3000];

	close(t_file("list", list, strlen(list)));
	snprintf(command, sizeof command, "awk -v kind=constants -f '%s' '%s' >/dev/null 2>&1",
	         t_in_tree("tools/generate.awk"), t_path("list"));
	return system(command) == 0;
}

START_TEST(the_list_keeps_its_order)
{
	if (!t_in_tree("tools/generate.awk"))
		t_skip("the sources are not beside the library");
	if (system("command -v awk >/dev/null 2>&1") != 0)
		t_skip("there is no awk");
	ck_assert(generates("PROT_READ prot linux - - Reads.\nMAP_X map linux - - Is.\nOUR_X our everywhere own:-1 - Is.\n"));
	/* A platform's name behind ours would have another index when ours grow. */
	ck_assert(!generates("PROT_READ prot linux - - Reads.\nOUR_X our everywhere own:1 - Is.\nMAP_X map linux - - Is.\n"));
	ck_assert(!generates("PROT_READ prot linux - - Reads.\nPROT_OURS prot everywhere own:1 - Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:1 Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:1 -,harmful Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:- - Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:0x10 - Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:alpha=1,2 - Is.\n"));
	ck_assert(!generates("OUR_X our everywhere own:1 - Is.\nOUR_X our everywhere own:2 - Is.\n"));
}
END_TEST

T_MAIN("own", names_of_integers, access_names_everywhere, functions_know_the_names, every_own_line, own_lines_come_last,
       the_list_keeps_its_order, T_SLOW, no_header_is_asked, where_there_is_no_system, a_stale_header_does_not_compile)
