/* What read, write, find and count share. */

#include "bytes.h"
#include "text.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
	static const char hex[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c ? strchr(hex, c) : NULL;

	return found ? (int)((found - hex) % 16) : -1;
}

/* Blanks may separate bytes, not digits of a byte. */
static int parse_hex(struct bytes_options *o, const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == ' ')
			continue;
		int high = hex_digit(c[0]), low = high < 0 ? -1 : hex_digit(c[1]);

		if (low < 0)
			return usage_error("--hex: '%s' is not made of pairs of hexadecimal digits", text);
		o->bytes[o->n++] = (uint8_t)(16 * high + low);
		c++;
	}
	return STATUS_OK;
}

static int parse_bytes(struct bytes_options *o, const char *text)
{
	size_t n = strlen(text);

	o->bytes = malloc(n + 1);
	if (!o->bytes)
		return failed("the command line", -ENOMEM);
	if (o->hex)
		return parse_hex(o, text);
	memcpy(o->bytes, text, n);
	o->n = n;
	return STATUS_OK;
}

static int parse_number_option(struct bytes_options *o, int option)
{
	switch (option) {
	case 'o': return parse_number("--offset", optarg, &o->offset);
	case 'l': return parse_number("--length", optarg, &o->length);
	case 'f': return parse_number("--from", optarg, &o->from);
	default: return parse_number("--to", optarg, &o->to);
	}
}

int bytes_parse(struct bytes_options *o, int argc, char **argv, const struct option *options, const char *help,
                const char *argument, int needed)
{
	int option, status;

	*o = (struct bytes_options){ .length = MN_LENGTH_TO_END, .to = -1 };
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (option) {
		case 'g': o->grow = 1; break;
		case 'd': o->durable = 1; break;
		case 'x': o->hex = 1; break;
		case 'a': o->all = 1; break;
		case 'z': o->last = 1; break;
		case 'h': return command_help(help);
		case '?': return usage_error(NULL);
		default:
			status = parse_number_option(o, option);
			if (status != STATUS_OK)
				return status;
		}
	if (optind == argc)
		return usage_error("no file given");
	o->path = argv[optind++];
	if (optind < argc && argument) {
		status = parse_bytes(o, argv[optind++]);
		if (status != STATUS_OK)
			return status;
	}
	if (optind < argc)
		return usage_error("unexpected argument '%s'", argv[optind]);
	if (needed && !o->bytes)
		return usage_error("%s is missing", argument);
	return -1;
}

int bytes_open_failed(const struct bytes_options *o, int64_t code)
{
	/* A missing range has the same status as a truncated one. */
	if (code == -ENXIO || code == -EOVERFLOW)
		return complain(STATUS_TRUNCATED, "%s", mn_error_reason());
	return open_failed(o->path, code);
}

int bytes_search(struct bytes_options *o, int (*search)(const struct bytes_options *, int64_t, uint64_t, uint64_t))
{
	int64_t region, length;
	int status;

	if (o->n == 0)
		return usage_error("NEEDLE is empty");
	if (o->to >= 0 && o->from > o->to)
		return usage_error("--from is greater than --to");
	region = mn_region_open(o->path, MN_ACCESS_READ, 0, MN_LENGTH_TO_END);
	if (region < 0)
		return bytes_open_failed(o, region);
	length = mn_region_length(region);
	if (o->from > length)
		status = complain(STATUS_TRUNCATED, "%s: ERANGE: --from %" PRId64 " is past the end of the file "
		                  "(" BYTES ")", o->path, o->from, count_bytes(length));
	else
		status = search(o, region, (uint64_t)o->from, (uint64_t)(o->to < 0 ? length : o->to));
	mn_region_close(region);
	return status;
}
