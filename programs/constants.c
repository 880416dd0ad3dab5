/* mmapnative constants: the platform's constants, and the library's own numbers. */

#include "command.h"

#include <mmapnative.h>

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static const char help[] =
	"Usage: mmapnative constants [--json|--tsv|--sh] [--all] [--group GROUP] [--own]\n"
	"       mmapnative constants [--json|--tsv|--sh] NAME...\n"
	"Print the constants of this platform: name, group and value.\n"
	"A single NAME prints its value and nothing else.\n"
	"\n"
	"  --json      an object: {\"MAP_SHARED\": {\"group\": \"map\", \"value\": 1}, ...}\n"
	"  --tsv       name, group and value, separated by tabs\n"
	"  --sh        assignments for eval in a shell; constants that this platform does\n"
	"              not have are included, and arithmetic with them fails\n"
	"  --all       include constants that this platform does not have; their value is\n"
	"              null in JSON and empty in TSV\n"
	"  --group G   only one group: prot, map, msync ..., or access, slice ...\n"
	"  --own       list this library's own numbers instead, such as ACCESS_READ, which\n"
	"              are the same on every platform\n"
	"  -h, --help  print this text\n"
	"\n"
	"Exit status: 0 success; 2 wrong usage; 3 the output could not be written; 4 no\n"
	"platform has NAME; 5 this platform does not have NAME.\n";

/* An output format; begin and end frame the list. */
struct form {
	void (*begin)(void);
	void (*constant)(const char *name, const char *group, int64_t value);
	int (*end)(void);
};

static void no_begin(void)
{
}

static int no_end(void)
{
	return STATUS_OK;
}

static void table_begin(void)
{
	printf("%-32s %-14s %20s  %s\n", "NAME", "GROUP", "VALUE", "HEX");
}

static void table_constant(const char *name, const char *group, int64_t value)
{
	if (value == MN_ABSENT)
		printf("%-32s %-14s %20s\n", name, group, "absent");
	else
		printf("%-32s %-14s %20" PRId64 "  0x%" PRIx64 "\n", name, group, value, (uint64_t)value);
}

static void tsv_constant(const char *name, const char *group, int64_t value)
{
	printf("%s\t%s\t", name, group);
	if (value != MN_ABSENT)
		printf("%" PRId64, value);
	putchar('\n');
}

/* $(( )) reads an unset name as 0.  The value of an absent constant is no number in any
   shell, and the shell's error message quotes it. */
static void sh_constant(const char *name, const char *group, int64_t value)
{
	(void)group;
	if (value == MN_ABSENT)
		printf("%s='@%s does not exist on this platform'\n", name, name);
	else
		printf("%s=%" PRId64 "\n", name, value);
}

static void number_constant(const char *name, const char *group, int64_t value)
{
	(void)name;
	(void)group;
	printf("%" PRId64 "\n", value);
}

static json_t *document;

static void json_begin(void)
{
	document = json_object();
}

static void json_constant(const char *name, const char *group, int64_t value)
{
	json_object_set_new(document, name,
	                    json_pack("{s:s, s:o}", "group", group, "value",
	                              value == MN_ABSENT ? json_null() : json_integer(value)));
}

static int json_end(void)
{
	return put_json(document);
}

static const struct form table = { table_begin, table_constant, no_end };
static const struct form tsv = { no_begin, tsv_constant, no_end };
static const struct form sh = { no_begin, sh_constant, no_end };
static const struct form json = { json_begin, json_constant, json_end };
static const struct form number = { no_begin, number_constant, no_end };

/* Prints the named constants that have a value. */
static int print_named(const struct form *form, char **names)
{
	int status = STATUS_OK;

	for (; *names; names++) {
		int32_t i = mn_constant_find(*names);

		if (i < 0)
			status = first_status(status, unknown_constant(*names));
		else if (mn_constant_value(i) == MN_ABSENT)
			status = first_status(status, complain(STATUS_ABSENT,
				"%s does not exist on this platform", *names));
		else
			form->constant(mn_constant_name(i), mn_constant_group(i), mn_constant_value(i));
	}
	return status;
}

/* The library's own numbers are listed only on request. */
static int is_listed(int32_t i, const char *group, int own)
{
	return group ? strcmp(mn_constant_group(i), group) == 0 && (!own || mn_constant_own(i))
	       : mn_constant_own(i) == own;
}

static int is_listed_any(const char *group, int own)
{
	int32_t i = 0;

	while (i < mn_constant_count() && !is_listed(i, group, own))
		i++;
	return i < mn_constant_count();
}

int constants_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "tsv", no_argument, NULL, 't' },
		{ "sh", no_argument, NULL, 's' },   { "all", no_argument, NULL, 'a' },
		{ "group", required_argument, NULL, 'g' }, { "own", no_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' }, { 0 },
	};
	const struct form *form = NULL;
	const char *group = NULL;
	int all = 0, own = 0, status = STATUS_OK, option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (option) {
		case 'j': form = &json; break;
		case 't': form = &tsv; break;
		case 's': form = &sh; break;
		case 'a': all = 1; break;
		case 'g': group = optarg; break;
		case 'o': own = 1; break;
		case 'h': return command_help(help);
		default: return usage_error(NULL);
		}
	if ((all || group || own) && optind < argc)
		return usage_error("%s cannot be combined with names", all ? "--all" : own ? "--own" : "--group");
	if (!is_listed_any(group, own))
		return usage_error("--group: no group is called '%s'%s", group, own ? " among our own numbers" : "");
	if (!form)
		form = argc - optind == 1 ? &number : &table;
	form->begin();
	all |= form == &sh;
	if (optind < argc)
		status = print_named(form, argv + optind);
	else
		for (int32_t i = 0; i < mn_constant_count(); i++)
			if (is_listed(i, group, own) && (all || mn_constant_value(i) != MN_ABSENT))
				form->constant(mn_constant_name(i), mn_constant_group(i), mn_constant_value(i));
	return first_status(status, form->end());
}
