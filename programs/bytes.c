/* mmapnative read, write, find and count: the bytes of a file. */

#include "command.h"

#include <mmapnative.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBERS_HELP                                                                    \
	"Numbers are bytes: 4096, 0x1000, or 4K; K, M, G and T are powers of 1024.\n"

static const char read_help[] =
	"Usage: mmapnative read [--offset N] [--length N] FILE\n"
	"Write bytes of FILE to standard output.\n"
	"\n"
	"  --offset N  begin there; otherwise at the beginning\n"
	"  --length N  so many; otherwise up to the end\n"
	"  -h, --help  this text\n"
	"\n" NUMBERS_HELP
	"Nothing is written when the file ends before the range does.\n"
	"\n"
	"Exit status: 0; 2 wrong usage; 3 a call failed; 7 the file ends before the range does,\n"
	"or was cut short meanwhile.\n";

static const char write_help[] =
	"Usage: mmapnative write [--offset N] [--grow] [--durable] [--hex] FILE [DATA]\n"
	"Write DATA, or without it what comes from standard input, over the bytes of FILE.\n"
	"FILE has to exist, and keeps its size.\n"
	"\n"
	"  --offset N  begin there; otherwise at the beginning\n"
	"  --grow      make FILE longer where the data passes its end\n"
	"  --durable   come back when all is on the disk\n"
	"  --hex       DATA is hexadecimal digits: '00 ff', or 00ff\n"
	"  -h, --help  this text\n"
	"\n" NUMBERS_HELP
	"Data that would pass the end is not written at all where its length is known before:\n"
	"DATA, or a file as standard input.  Of a pipe, what came before is written.\n"
	"FILE itself as standard input is refused where it would be read again.\n"
	"\n"
	"Exit status: 0; 2 wrong usage; 3 a call failed; 7 FILE ends before the data does, or was\n"
	"cut short meanwhile.\n";

static const char find_help[] =
	"Usage: mmapnative find [--hex] [--all|--last] [--from N] [--to N] FILE NEEDLE\n"
	"Print the offset in FILE where NEEDLE stands first.\n"
	"\n"
	"  --hex       NEEDLE is hexadecimal digits: '00 ff', or 00ff\n"
	"  --all       every place, from the first to the last, that does not overlap with\n"
	"              the one before\n"
	"  --last      the last place instead of the first\n"
	"  --from N    no place before this offset\n"
	"  --to N      no place that ends after this offset\n"
	"  -h, --help  this text\n"
	"\n" NUMBERS_HELP
	"\n"
	"Exit status: 0; 1 not found; 2 wrong usage; 3 a call failed; 7 the file ends before\n"
	"--from, or was cut short meanwhile.\n";

static const char count_help[] =
	"Usage: mmapnative count [--hex] [--from N] [--to N] FILE NEEDLE\n"
	"Print how often NEEDLE stands in FILE, without overlap.\n"
	"\n"
	"  --hex       NEEDLE is hexadecimal digits: '00 ff', or 00ff\n"
	"  --from N    count no place before this offset\n"
	"  --to N      count no place that ends after this offset\n"
	"  -h, --help  this text\n"
	"\n" NUMBERS_HELP
	"\n"
	"Exit status: 0; 1 there is none (and 0 is printed); 2 wrong usage; 3 a call failed;\n"
	"7 the file ends before --from, or was cut short meanwhile.\n";

/* What the four are told.  Where nothing was said, length is MN_LENGTH_TO_END and to is -1. */
struct order {
	int64_t offset, length, from, to;
	int grow, durable, hex, all, last;
	const char *path;
	uint8_t *bytes;         /* DATA or NEEDLE, or NULL */
	size_t n;
};

/* Large enough that a call a piece costs nothing, small enough for any machine. */
enum { PIECE = 1 << 20 };

/* ---- The command line -------------------------------------------------- */

static int hex_digit(char c)
{
	static const char hex[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c ? strchr(hex, c) : NULL;

	return found ? (int)((found - hex) % 16) : -1;
}

/* Blanks may stand between bytes, not inside of one. */
static int parse_hex(struct order *o, const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == ' ')
			continue;
		int high = hex_digit(c[0]), low = high < 0 ? -1 : hex_digit(c[1]);

		if (low < 0)
			return usage_error("--hex: '%s' is not pairs of hexadecimal digits", text);
		o->bytes[o->n++] = (uint8_t)(16 * high + low);
		c++;
	}
	return STATUS_OK;
}

static int parse_bytes(struct order *o, const char *text)
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

static int parse_number_option(struct order *o, int option)
{
	switch (option) {
	case 'o': return parse_number("--offset", optarg, &o->offset);
	case 'l': return parse_number("--length", optarg, &o->length);
	case 'f': return parse_number("--from", optarg, &o->from);
	default: return parse_number("--to", optarg, &o->to);
	}
}

/* Takes the command line apart: FILE, and so many arguments after it.  -1 go on,
   else the exit status. */
static int parse(struct order *o, int argc, char **argv, const struct option *options, const char *help,
                 const char *argument, int needed)
{
	int option, status;

	*o = (struct order){ .length = MN_LENGTH_TO_END, .to = -1 };
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
		return usage_error("which file?");
	o->path = argv[optind++];
	if (optind < argc && argument) {
		status = parse_bytes(o, argv[optind++]);
		if (status != STATUS_OK)
			return status;
	}
	if (optind < argc)
		return usage_error("'%s' is one argument too many", argv[optind]);
	if (needed && !o->bytes)
		return usage_error("%s is missing", argument);
	return -1;
}

/* ---- What goes wrong --------------------------------------------------- */

static int opened_not(const struct order *o, int64_t code)
{
	/* The range is not there: the same to a script as one that is gone. */
	if (code == -ENXIO || code == -EOVERFLOW)
		return complain(STATUS_TRUNCATED, "%s", mn_error_reason());
	return open_failed(o->path, code);
}

/* ---- read -------------------------------------------------------------- */

static int put_bytes(const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, n);

		if (written >= 0) {
			bytes += written;
			n -= (size_t)written;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			/* Somebody who shares it made it non-blocking. */
			poll(&(struct pollfd){ .fd = STDOUT_FILENO, .events = POLLOUT }, 1, -1);
		} else if (errno != EINTR) {
			return failed("standard output", -errno);
		}
	}
	return STATUS_OK;
}

int read_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "offset", required_argument, NULL, 'o' },
		{ "length", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static uint8_t piece[PIECE];
	struct order o;
	int status = parse(&o, argc, argv, options, read_help, NULL, 0);
	int64_t region, all, n;

	if (status >= 0)
		return status;
	region = mn_region_open(o.path, MN_ACCESS_READ, o.offset, o.length);
	if (region < 0)
		return opened_not(&o, region);
	all = mn_region_length(region);
	status = STATUS_OK;
	/* The library takes INT64_MAX for "up to the end".  A script that says so many
	   bytes means a range, which is not there. */
	if (o.length > all)
		status = complain(STATUS_TRUNCATED, "%s: map: EOVERFLOW: %" PRId64 " bytes at offset %" PRId64 " pass the end of the "
		                  "file (%" PRId64 " bytes)", o.path, o.length, o.offset, mn_region_file_size(region));
	for (int64_t done = 0; done < all && status == STATUS_OK; done += n) {
		n = all - done < PIECE ? all - done : PIECE;
		int64_t result = mn_region_read(region, (uint64_t)done, piece, (uint64_t)n);

		status = result < 0 ? region_failed(o.path, region, result) : put_bytes(piece, (size_t)n);
	}
	mn_region_close(region);
	return status;
}

/* ---- write ------------------------------------------------------------- */

/* Up to n bytes of standard input, and fewer only at its end; -errno. */
static int64_t get_bytes(uint8_t *bytes, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(STDIN_FILENO, bytes + have, n - have);

		if (got == 0)
			break;
		if (got > 0)
			have += (size_t)got;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			poll(&(struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN }, 1, -1);
		else if (errno != EINTR)
			return -errno;
	}
	return (int64_t)have;
}

/* How much there is to write: 0 where only the end of the input will tell. */
static int64_t known_length(const struct order *o)
{
	struct stat input;
	off_t here;

	if (o->bytes)
		return (int64_t)o->n;
	if (fstat(STDIN_FILENO, &input) < 0 || !S_ISREG(input.st_mode))
		return 0;
	here = lseek(STDIN_FILENO, 0, SEEK_CUR);
	return here < 0 || here > input.st_size ? 0 : (int64_t)(input.st_size - here);
}

/* Whether n bytes at offset have room, after the file grew for them if it may. */
static int make_room(const struct order *o, int64_t region, int64_t offset, int64_t n)
{
	int64_t length = mn_region_length(region), result;

	if (offset <= length && n <= length - offset)
		return STATUS_OK;
	if (!o->grow)
		return complain(STATUS_TRUNCATED, "%s: ERANGE: %" PRId64 " bytes at %" PRId64 " pass the end of the file "
		                "(%" PRId64 " bytes); --grow makes it longer", o->path, n, offset, length);
	/* Nothing to write is no reason to grow. */
	if (n == 0)
		return STATUS_OK;
	if (n > INT64_MAX - offset)
		return failed(o->path, -EFBIG);
	result = mn_region_resize(region, (uint64_t)(offset + n));
	return result < 0 ? region_failed(o->path, region, result) : STATUS_OK;
}

static int write_piece(const struct order *o, int64_t region, int64_t offset, const uint8_t *bytes, int64_t n)
{
	int status = make_room(o, region, offset, n);
	int64_t result;

	if (status != STATUS_OK || n == 0)
		return status;
	result = mn_region_write(region, (uint64_t)offset, bytes, (uint64_t)n);
	return result < 0 ? region_failed(o->path, region, result) : STATUS_OK;
}

/* Whether what is written would be read again: standard input is FILE, and is not
   read as far as where the writing begins. */
static int reads_itself(const struct order *o, int64_t region)
{
	struct stat input, output;
	int64_t fd = mn_region_fd(region);
	off_t here;

	if (fstat(STDIN_FILENO, &input) < 0 || fd < 0 || fstat((int)fd, &output) < 0)
		return 0;
	here = lseek(STDIN_FILENO, 0, SEEK_CUR);
	return input.st_dev == output.st_dev && input.st_ino == output.st_ino && here >= 0 && here < input.st_size
	       && here < o->offset;
}

static int write_input(const struct order *o, int64_t region)
{
	static uint8_t piece[PIECE];
	int64_t done = 0, n;
	int status;

	if (reads_itself(o, region))
		return complain(STATUS_USAGE, "%s: it is standard input, too, and would be written behind what was read of it",
		                o->path);
	status = make_room(o, region, o->offset, known_length(o));
	if (status != STATUS_OK)
		return status;
	do {
		n = get_bytes(piece, sizeof piece);
		if (n < 0)
			status = failed("standard input", n);
		else if (n > 0)
			status = write_piece(o, region, o->offset + done, piece, n);
		if (status != STATUS_OK) {
			if (done > 0)
				complain(status, "%s: %" PRId64 " bytes at %" PRId64 " were written before that",
				         o->path, done, o->offset);
			return status;
		}
		done += n;
	} while (n == PIECE);
	return STATUS_OK;
}

int write_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "offset", required_argument, NULL, 'o' },
		{ "grow", no_argument, NULL, 'g' },
		{ "durable", no_argument, NULL, 'd' },
		{ "hex", no_argument, NULL, 'x' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct order o;
	int status = parse(&o, argc, argv, options, write_help, "DATA", 0);
	int64_t region, result;

	if (status < 0 && o.hex && !o.bytes)
		status = usage_error("--hex is for DATA, and standard input is bytes as they are");
	if (status < 0) {
		region = mn_region_open(o.path, MN_ACCESS_WRITE, 0, MN_LENGTH_TO_END);
		if (region < 0) {
			status = opened_not(&o, region);
		} else {
			status = o.bytes ? write_piece(&o, region, o.offset, o.bytes, (int64_t)o.n) : write_input(&o, region);
			if (status == STATUS_OK && o.durable && (result = mn_region_durable(region)) < 0)
				status = region_failed(o.path, region, result);
			mn_region_close(region);
		}
	}
	free(o.bytes);
	return status;
}

/* ---- find and count ---------------------------------------------------- */

static int search_last(const struct order *o, int64_t region, uint64_t from, uint64_t to)
{
	int64_t found = mn_region_rfind(region, from, to, o->bytes, o->n);

	if (found == -ENOENT)
		return STATUS_NO;
	if (found < 0)
		return region_failed(o->path, region, found);
	printf("%" PRId64 "\n", found);
	return STATUS_OK;
}

static int search_on(const struct order *o, int64_t region, uint64_t from, uint64_t to)
{
	int status = STATUS_NO;

	/* Nobody reads on after the output failed, and the file may be long. */
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

static int search_count(const struct order *o, int64_t region, uint64_t from, uint64_t to)
{
	int64_t count = mn_region_count(region, from, to, o->bytes, o->n);

	if (count < 0)
		return region_failed(o->path, region, count);
	printf("%" PRId64 "\n", count);
	return count ? STATUS_OK : STATUS_NO;
}

static int search(struct order *o, int (*how)(const struct order *, int64_t, uint64_t, uint64_t))
{
	int64_t region, length;
	int status;

	if (o->n == 0)
		return usage_error("NEEDLE is empty, and so is everywhere");
	if (o->to >= 0 && o->from > o->to)
		return usage_error("--from is behind --to");
	region = mn_region_open(o->path, MN_ACCESS_READ, 0, MN_LENGTH_TO_END);
	if (region < 0)
		return opened_not(o, region);
	length = mn_region_length(region);
	if (o->from > length)
		status = complain(STATUS_TRUNCATED, "%s: ERANGE: --from %" PRId64 " is past the end of the file "
		                  "(%" PRId64 " bytes)", o->path, o->from, length);
	else
		status = how(o, region, (uint64_t)o->from, (uint64_t)(o->to < 0 ? length : o->to));
	mn_region_close(region);
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
	struct order o;
	int status = parse(&o, argc, argv, options, find_help, "NEEDLE", 1);

	if (status < 0 && o.all && o.last)
		status = usage_error("--all and --last do not go together");
	if (status < 0)
		status = search(&o, o.last ? search_last : search_on);
	free(o.bytes);
	return status;
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
	struct order o;
	int status = parse(&o, argc, argv, options, count_help, "NEEDLE", 1);

	if (status < 0)
		status = search(&o, search_count);
	free(o.bytes);
	return status;
}
