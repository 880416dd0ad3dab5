/* mmapnative find: where bytes occur in a file. */

#include "bytes.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static const char help[] =
	"Usage: mmapnative find [--hex] [--all|--last] [--from N] [--to N] FILE NEEDLE\n"
	"Print the offset of the first NEEDLE in FILE.\n"
	"\n"
	"  --hex       NEEDLE is hexadecimal digits: '00 ff' or 00ff\n"
	"  --all       print every occurrence that does not overlap the previous one\n"
	"  --last      print the last occurrence\n"
	"  --from N    skip occurrences that begin before this offset\n"
	"  --to N      skip occurrences that end after this offset\n"
	"  -h, --help  print this text\n"
	"\n" NUMBERS_HELP
	"\n"
	"Exit status: 0 found; 1 not found; 2 wrong usage; 3 a call failed; 7 the file ends\n"
	"before --from, or was cut short meanwhile.\n";

static int search_last(const struct bytes_options *o, int64_t region, uint64_t from, uint64_t to)
{
	int64_t found = mn_region_rfind(region, from, to, o->bytes, o->n);

	if (found == -ENOENT)
		return STATUS_NO;
	if (found < 0)
		return region_failed(o->path, region, found);
	printf("%" PRId64 "\n", found);
	return STATUS_OK;
}

static int search_on(const struct bytes_options *o, int64_t region, uint64_t from, uint64_t to)
{
	int status = STATUS_NO;

	/* Stop when the output fails: the file may be long. */
	while (!ferror(stdout)) {
		int64_t found = mn_region_find(region, from, to, o->bytes, o->n);

		if (found == -ENOENT)
			return status;
		if (found < 0)
			return region_failed(o->path, region, found);
		printf("%" PRId64 "\n", found);
		status = STATUS_OK;
		if (!o->all)
			return status;
		from = (uint64_t)found + o->n;
	}
	return status;
}

int find_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "hex", no_argument, NULL, 'x' },
		{ "all", no_argument, NULL, 'a' },
		{ "last", no_argument, NULL, 'z' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct bytes_options o;
	int status = bytes_parse(&o, argc, argv, options, help, "NEEDLE", 1);

	if (status < 0 && o.all && o.last)
		status = usage_error("--all and --last exclude each other");
	if (status < 0)
		status = bytes_search(&o, o.last ? search_last : search_on);
	free(o.bytes);
	return status;
}
