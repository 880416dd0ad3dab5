/* mmapnative write: bytes into a file. */

#include "bytes.h"
#include "text.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
	"Usage: mmapnative write [--offset N] [--grow] [--durable] [--hex] FILE [DATA]\n"
	"Overwrite bytes of FILE with DATA, or with standard input if DATA is not given.\n"
	"FILE must exist and keeps its size.\n"
	"\n"
	"  --offset N  first byte (default: 0)\n"
	"  --grow      extend FILE if the data passes its end\n"
	"  --durable   return when everything is on the disk\n"
	"  --hex       DATA is hexadecimal digits: '00 ff' or 00ff\n"
	"  -h, --help  print this text\n"
	"\n" NUMBERS_HELP
	"Data that would pass the end of FILE is not written at all if its length is known\n"
	"in advance: DATA, or a file as standard input.  From a pipe, the part that fits is\n"
	"written.  FILE itself as standard input is refused if it would be read again.\n"
	"\n"
	"Exit status: 0 success; 2 wrong usage; 3 a call failed; 7 FILE ends before the data\n"
	"does, or was cut short meanwhile.\n";

/* Reads n bytes from standard input, or fewer at its end.  Returns the number, or -errno. */
static int64_t get_bytes(uint8_t *bytes, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(STDIN_FILENO, bytes + have, n - have);

		if (got == 0)
			break;
		if (got > 0)
			have += (size_t)got;
		else if (!retry_io(STDIN_FILENO, POLLIN))
			return -errno;
	}
	return (int64_t)have;
}

/* The number of bytes to write; 0 if only the end of the input will tell. */
static int64_t known_length(const struct bytes_options *o)
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

/* Makes sure that the n bytes at offset fit, growing the file if allowed. */
static int make_room(const struct bytes_options *o, int64_t region, int64_t offset, int64_t n)
{
	int64_t length = mn_region_length(region), result;

	if (offset <= length && n <= length - offset)
		return STATUS_OK;
	if (!o->grow)
		return complain(STATUS_TRUNCATED, "%s: ERANGE: " BYTES " at %" PRId64 " pass the end of the file "
		                "(" BYTES "); --grow extends it", o->path, count_bytes(n), offset, count_bytes(length));
	/* Nothing to write: do not grow the file. */
	if (n == 0)
		return STATUS_OK;
	if (n > INT64_MAX - offset)
		return failed(o->path, -EFBIG);
	result = mn_region_resize(region, (uint64_t)(offset + n));
	return result < 0 ? region_failed(o->path, region, result) : STATUS_OK;
}

static int write_piece(const struct bytes_options *o, int64_t region, int64_t offset, const uint8_t *bytes, int64_t n)
{
	int status = make_room(o, region, offset, n);
	int64_t result;

	if (status != STATUS_OK || n == 0)
		return status;
	result = mn_region_write(region, (uint64_t)offset, bytes, (uint64_t)n);
	return result < 0 ? region_failed(o->path, region, result) : STATUS_OK;
}

/* True if the output would be read again: standard input is FILE, at a position before
   the offset. */
static int reads_itself(const struct bytes_options *o, int64_t region)
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

static int write_input(const struct bytes_options *o, int64_t region)
{
	static uint8_t piece[PIECE];
	int64_t done = 0, n;
	int status;

	if (reads_itself(o, region))
		return complain(STATUS_USAGE, "%s: it is also standard input, and what is written would be read again",
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
				complain(status, "%s: " BYTES " at %" PRId64 " were already written",
				         o->path, count_bytes(done), o->offset);
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
	struct bytes_options o;
	int status = bytes_parse(&o, argc, argv, options, help, "DATA", 0);
	int64_t region, result;

	if (status < 0 && o.hex && !o.bytes)
		status = usage_error("--hex is for DATA: standard input is read as it is");
	if (status < 0) {
		region = mn_region_open(o.path, MN_ACCESS_WRITE, 0, MN_LENGTH_TO_END);
		if (region < 0) {
			status = bytes_open_failed(&o, region);
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
