/* mmapnative count: how often bytes occur in a file. */

#include "bytes.h"

#include <mmapnative.h>

#include <inttypes.h>
#include <stdlib.h>

static const char help[] =
	"Usage: mmapnative count [--hex] [--from N] [--to N] FILE NEEDLE\n"
	"Print how often NEEDLE occurs in FILE, without overlap.\n"
	"\n"
	"  --hex       NEEDLE is hexadecimal digits: '00 ff' or 00ff\n"
	"  --from N    skip occurrences that begin before this offset\n"
	"  --to N      skip occurrences that end after this offset\n"
	"  -h, --help  print this text\n"
	"\n" NUMBERS_HELP
	"\n"
	"Exit status: 0 found; 1 not found (0 is printed); 2 wrong usage; 3 a call failed;\n"
	"7 the file ends before --from, or was cut short meanwhile.\n";

static int search_count(const struct bytes_options *o, int64_t region, uint64_t from, uint64_t to)
{
	int64_t count = mn_region_count(region, from, to, o->bytes, o->n);

	if (count < 0)
		return region_failed(o->path, region, count);
	printf("%" PRId64 "\n", count);
	return count ? STATUS_OK : STATUS_NO;
}

int count_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "hex", no_argument, NULL, 'x' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct bytes_options o;
	int status = bytes_parse(&o, argc, argv, options, help, "NEEDLE", 1);

	if (status < 0)
		status = bytes_search(&o, search_count);
	free(o.bytes);
	return status;
}
