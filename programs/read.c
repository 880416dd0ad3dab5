/* mmapnative read: bytes of a file. */

#include "bytes.h"
#include "text.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <unistd.h>

static const char help[] =
	"Usage: mmapnative read [--offset N] [--length N] FILE\n"
	"Write bytes of FILE to standard output.\n"
	"\n"
	"  --offset N  first byte (default: 0)\n"
	"  --length N  number of bytes (default: to the end of the file)\n"
	"  -h, --help  print this text\n"
	"\n" NUMBERS_HELP
	"If the file ends before the range does, nothing is written.\n"
	"\n"
	"Exit status: 0 success; 2 wrong usage; 3 a call failed; 7 the file ends before the\n"
	"range does, or was cut short meanwhile.\n";

static int put_bytes(const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, n);

		if (written >= 0) {
			bytes += written;
			n -= (size_t)written;
		} else if (!retry_io(STDOUT_FILENO, POLLOUT)) {
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
	struct bytes_options o;
	int status = bytes_parse(&o, argc, argv, options, help, NULL, 0);
	int64_t region, all, size, n;

	if (status >= 0)
		return status;
	region = mn_region_open(o.path, MN_ACCESS_READ, o.offset, o.length);
	if (region < 0)
		return bytes_open_failed(&o, region);
	all = mn_region_length(region);
	size = mn_region_file_size(region);
	status = STATUS_OK;
	/* To the library INT64_MAX means "to the end".  On the command line it is a length
	   like any other. */
	if (o.length > all)
		status = complain(STATUS_TRUNCATED, "%s: map: EOVERFLOW: " BYTES " at offset %" PRId64 " pass the end of the "
		                  "file (" BYTES ")", o.path, count_bytes(o.length), o.offset, count_bytes(size));
	for (int64_t done = 0; done < all && status == STATUS_OK; done += n) {
		n = all - done < PIECE ? all - done : PIECE;
		int64_t result = mn_region_read(region, (uint64_t)done, piece, (uint64_t)n);

		status = result < 0 ? region_failed(o.path, region, result) : put_bytes(piece, (size_t)n);
	}
	mn_region_close(region);
	return status;
}
