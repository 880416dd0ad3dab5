/* The header is the contract.  It must compile alone in the languages that
   read it, and declare only symbols that the library exports. */

#include "test.h"

#include <ctype.h>
#include <dlfcn.h>

/* The header without comments and without the preprocessor's lines, so that
   what is left is declarations. */
static char *declarations(void)
{
	char *text = t_tree_text("mmapnative.h"), *to = text;

	ck_assert_msg(text != NULL, "mmapnative.h is not beside the library");
	for (char *from = text; *from;) {
		if (strncmp(from, "/*", 2) == 0)
			from = strstr(from, "*/") + 2;
		else if (*from == '#' && (from == text || from[-1] == '\n'))
			from += strcspn(from, "\n");
		else
			*to++ = *from++;
	}
	*to = 0;
	return text;
}

static int there(const char *command)
{
	char line[256];

	snprintf(line, sizeof line, "command -v %s >/dev/null 2>&1", command);
	return system(line) == 0;
}

/* Compiles two lines that include nothing but the header. */
static void compiles(const char *compiler, const char *standard, const char *suffix)
{
	char name[64], line[2048], text[1200];
	int n = snprintf(text, sizeof text, "#include \"%s\"\nint main(void)\n{\n"
	                 "\tint32_t access = MN_ACCESS_WRITE;\n\tuint32_t rights = MN_RIGHT_READ | MN_RIGHT_WRITE;\n"
	                 "\treturn mn_version() == 0 || mn_region_open(\"\", access, 0, MN_LENGTH_TO_END) > 0 ||\n"
	                 "\t\tmn_manager_grant(0, 0, rights) == 0 || mn_guard(MN_GUARD_ASK) == MN_GUARD_KERNEL;\n}\n",
	                 t_in_tree("mmapnative.h"));

	snprintf(name, sizeof name, "alone.%s", suffix);
	close(t_file(name, text, (size_t)n));
	snprintf(line, sizeof line, "%s -std=%s -pedantic-errors -Wall -Wextra -Wconversion -Wundef -Werror -fsyntax-only '%s'",
	         compiler, standard, t_path(name));
	ck_assert_msg(system(line) == 0, "this failed: %s", line);
}

START_TEST(compiles_alone_as_c)
{
	const char *const compilers[] = { "cc", "gcc", "clang" };
	int found = 0;

	for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
		if (there(compilers[i])) {
			compiles(compilers[i], "c99", "c");
			compiles(compilers[i], "c11", "c");
			found++;
		}
	if (!found)
		t_skip("there is no C compiler");
}
END_TEST

START_TEST(compiles_alone_as_cpp)
{
	const char *const compilers[] = { "c++", "g++", "clang++" };
	int found = 0;

	for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
		if (there(compilers[i])) {
			compiles(compilers[i], "c++11", "cc");
			compiles(compilers[i], "c++17", "cc");
			found++;
		}
	if (!found)
		t_skip("there is no C++ compiler");
}
END_TEST

static void compiles_from_sources(const char *file, const char *how, const char *then)
{
	char line[4096], tree[1024];

	snprintf(tree, sizeof tree, "%s", t_in_tree(""));
	snprintf(line, sizeof line, "cc -std=c11 -I'%s' -I'%ssrc' -I'%sbuild' %s '%s' %s", tree, tree, tree, how, t_path(file), then);
	ck_assert_msg(system(line) == 0, "this failed: %s", line);
}

/* S4-02: the headers of some systems have MAP_ANON and no MAP_ANONYMOUS. */
START_TEST(compiles_where_only_map_anon_is)
{
	char text[512];
	int n = snprintf(text, sizeof text, "#include \"os/features.h\"\n#include \"os/kernel.h\"\n"
	                 "#undef MAP_ANONYMOUS\n#undef MAP_ANON\n#define MAP_ANON %d\n#include \"libmmapnative.c\"\n", MAP_ANON);

	if (!there("cc"))
		t_skip("there is no C compiler");
	close(t_file("anon.c", text, (size_t)n));
	compiles_from_sources("anon.c", "-Wall -Werror -fsyntax-only", "");
	/* The name that the source uses in the end is defined by the other
	   one. */
	compiles_from_sources("anon.c", "-E -dM", "| grep -qx '#define MAP_ANONYMOUS MAP_ANON'");
}
END_TEST

/* S2-31: a platform without code of its own gets a library, too. */
START_TEST(compiles_for_a_platform_without_calls)
{
	static const char text[] = "#include \"libmmapnative.c\"\n";
	char how[2048];

	if (!there("cc"))
		t_skip("there is no C compiler");
	close(t_file("none.c", text, sizeof text - 1));
	snprintf(how, sizeof how, "$('%s') -Wall -Werror -fsyntax-only", t_in_tree("tools/no-system"));
	compiles_from_sources("none.c", how, "");
}
END_TEST

/* An FFI must be able to declare every signature, so only a few words are
   allowed in them.  S0-45: enums name integers, and are not types. */
START_TEST(only_the_types_an_ffi_has)
{
	/* The types from `small` on are allowed only behind a pointer. */
	const char *const allowed[] = { "MN_API", "const", "void", "extern", "C", "int32_t", "uint32_t", "int64_t", "uint64_t",
	                                "char", "uint8_t", "int16_t", "uint16_t", "float", "double" };
	const size_t small = 9;
	char *text = declarations(), *list;

	ck_assert(strstr(text, "...") == NULL);
	ck_assert(strstr(text, "enum {") != NULL);
	while ((list = strstr(text, "enum {")) != NULL) {
		size_t n = strcspn(list, "}");

		ck_assert_msg(strncmp(list + n, "};", 2) == 0, "this enum is a type: %.40s", list);
		memset(list, ' ', n + 1);
	}
	for (char *statement = strtok(text, ";{}"); statement; statement = strtok(NULL, ";{}")) {
		for (char *p = statement; *p;) {
			size_t n = 0, i;
			char after;

			if (!isalpha((unsigned char)*p) && *p != '_') {
				p++;
				continue;
			}
			while (isalnum((unsigned char)p[n]) || p[n] == '_')
				n++;
			after = p[n];
			for (i = 0; i < sizeof allowed / sizeof *allowed; i++)
				if (strlen(allowed[i]) == n && strncmp(p, allowed[i], n) == 0)
					break;
			/* A word that is not a type is the name of the
			   function or of an argument, and punctuation
			   follows it. */
			ck_assert_msg(i < sizeof allowed / sizeof *allowed || (after && strchr("(),[", after)) || !after,
			              "'%.*s' in:%s", (int)n, p, statement);
			ck_assert_msg(i < small || i == sizeof allowed / sizeof *allowed || strncmp(p + n, " *", 2) == 0,
			              "'%.*s' by value in:%s", (int)n, p, statement);
			p += n;
		}
	}
	free(text);
}
END_TEST

/* A generator takes the size of a number from the pointer's type. */
START_TEST(a_pointer_to_a_number_has_its_type)
{
	static const struct { const char *name, *type; } numbers[] = {
		{ "u16", "uint16_t" }, { "u32", "uint32_t" }, { "u64", "uint64_t" }, { "i16", "int16_t" },
		{ "i32", "int32_t" }, { "i64", "int64_t" }, { "f32", "float" }, { "f64", "double" },
	};
	char *text = declarations(), get[128], set[128];

	for (size_t i = 0; i < 2 * sizeof numbers / sizeof *numbers; i++) {
		const char *name = numbers[i / 2].name, *type = numbers[i / 2].type, *order = i % 2 ? "be" : "le";

		snprintf(get, sizeof get, "int32_t mn_region_get_%s_%s(int64_t region, uint64_t offset, %s *value);", name, order, type);
		snprintf(set, sizeof set, "int32_t mn_region_set_%s_%s(int64_t region, uint64_t offset, const %s *value);", name,
		         order, type);
		ck_assert_msg(strstr(text, get) != NULL, "the header does not have: %s", get);
		ck_assert_msg(strstr(text, set) != NULL, "the header does not have: %s", set);
	}
	/* void * is used only for bytes and addresses. */
	ck_assert_ptr_null(strstr(text, "void *value"));
	free(text);
}
END_TEST

/* dlsym finds every declared symbol, as an FFI needs. */
START_TEST(every_declaration_is_a_symbol)
{
	char *text = declarations();
	void *library = dlopen(NULL, RTLD_NOW);
	int n = 0;

	ck_assert(library != NULL);
	for (char *p = strstr(text, "mn_"); p; p = strstr(p, "mn_")) {
		char name[128];
		size_t length = 0;

		while (isalnum((unsigned char)p[length]) || p[length] == '_')
			length++;
		snprintf(name, sizeof name, "%.*s", (int)length, p);
		p += length;
		ck_assert_msg(dlsym(library, name) != NULL, "%s is declared and not exported", name);
		n++;
	}
	ck_assert_int_gt(n, mn_constant_count() + 30);
	dlclose(library);
	free(text);
}
END_TEST

/* Internal symbols are not exported. */
START_TEST(the_inside_is_no_symbol)
{
	void *library = dlopen(NULL, RTLD_NOW);

	ck_assert(dlsym(library, "mn__fail") == NULL);
	ck_assert(dlsym(library, "mn__os_mmap") == NULL);
	ck_assert(dlsym(library, "mn__set_fingerprint") == NULL);
	dlclose(library);
}
END_TEST

START_TEST(version_is_the_one_of_the_distribution)
{
	int numbers[3] = { -1, -1, -1 };
	char rest = 0, *text, *p, expected[64];

	ck_assert_int_eq(sscanf(mn_version(), "%d.%d.%d%c", &numbers[0], &numbers[1], &numbers[2], &rest), 3);
	text = t_tree_text("META6.json");
	if (!text)
		t_skip("there is no META6.json");
	p = strstr(text, "\"version\"");
	ck_assert(p != NULL);
	ck_assert_int_eq(sscanf(p, "\"version\" : \"%63[^\"]\"", expected), 1);
	ck_assert_str_eq(mn_version(), expected);
	free(text);
}
END_TEST

T_MAIN("header", compiles_alone_as_c, compiles_alone_as_cpp, compiles_where_only_map_anon_is,
       compiles_for_a_platform_without_calls, only_the_types_an_ffi_has, a_pointer_to_a_number_has_its_type,
       every_declaration_is_a_symbol, the_inside_is_no_symbol, version_is_the_one_of_the_distribution)
