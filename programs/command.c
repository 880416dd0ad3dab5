#include "command.h"

#include <mmapnative.h>

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

const char *command_name = "mmapnative";

int command_help(const char *text)
{
	fputs(text, stdout);
	return STATUS_OK;
}

void put_text(FILE *file, const char *text)
{
	static const char named[] = "a\ab\bf\fn\nr\rt\tv\v\\\\";
	mbstate_t state = { 0 };

	while (*text) {
		const char *name = named;
		wchar_t c;
		size_t n = mbrtowc(&c, text, strlen(text), &state);

		if (n > strlen(text)) {
			memset(&state, 0, sizeof state);
			n = 1;
			c = L'\0';
		}
		while (*name && name[1] != *text)
			name += 2;
		if (*name)
			fprintf(file, "\\%c", *name);
		else if (iswprint((wint_t)c))
			fwrite(text, 1, n, file);
		else
			for (size_t i = 0; i < n; i++)
				fprintf(file, "\\%03o", (unsigned char)text[i]);
		text += n;
	}
}

/* Messages quote file names and arguments, so they are escaped like those.  Overlong
   messages are cut. */
static void put_message(const char *format, va_list arguments)
{
	char message[4096 + 512];

	vsnprintf(message, sizeof message, format, arguments);
	fprintf(stderr, "%s: ", command_name);
	put_text(stderr, message);
	fputc('\n', stderr);
}

int complain(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_message(format, arguments);
	va_end(arguments);
	return status;
}

int usage_error(const char *format, ...)
{
	va_list arguments;

	/* getopt has already printed what is wrong with the option. */
	if (format) {
		va_start(arguments, format);
		put_message(format, arguments);
		va_end(arguments);
	}
	fprintf(stderr, "Try '%s --help'.\n", command_name);
	return STATUS_USAGE;
}

int failed(const char *about, int64_t code)
{
	return complain(STATUS_FAILED, "%s: %s: %s", about, mn_error_name(code), mn_error_message(code));
}

int open_failed(const char *path, int64_t code)
{
	if (mn_error_number(MN_ERROR_CODE) != code)
		return failed(path, code);
	return complain(STATUS_FAILED, "%s", mn_error_reason());
}

int region_failed(const char *path, int64_t region, int64_t code)
{
	int64_t size = mn_region_file_size(region);

	if (code == -EIO && size < mn_region_offset(region) + mn_region_length(region))
		return complain(STATUS_TRUNCATED, "%s: EIO: The file was cut short meanwhile, to %" PRId64 " bytes.", path, size);
	if (mn_error_number(MN_ERROR_CODE) != code)
		return failed(path, code);
	return complain(STATUS_FAILED, "%s: %s", path, mn_error_reason());
}

int unknown_constant(const char *name)
{
	return complain(STATUS_UNKNOWN,
	                "%s is not a constant this library knows: 'mmapnative constants --all' lists them", name);
}

int first_status(int status, int next)
{
	return status != STATUS_OK ? status : next;
}

/* Parses digits; *rest is where they end.  -1: too large. */
static int64_t digits(const char *text, int base, const char **rest)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, base);
	*rest = end;
	return errno == ERANGE || value > INT64_MAX ? -1 : (int64_t)value;
}

int parse_number(const char *option, const char *text, int64_t *number)
{
	static const char units[] = "KMGT", small[] = "kmgt";
	int hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *first = text + 2 * hex, *rest = first;
	const char *allowed = hex ? "0123456789abcdefABCDEF" : "0123456789";
	int64_t value = 0;
	size_t unit = 0;

	/* strtoull would also accept blanks and a sign. */
	if (*first && strchr(allowed, *first))
		value = digits(first, hex ? 16 : 10, &rest);
	if (rest != first && *rest) {
		const char *found = strchr(units, *rest);

		if (!found && (found = strchr(small, *rest)))
			found = units + (found - small);
		if (found) {
			unit = (size_t)(found - units) + 1;
			rest++;
		}
	}
	if (rest == first || *rest)
		return usage_error("%s: '%s' is not a number: write 4096, 0x1000, 4K, 2M, 1G or 1T",
		                   option, text);
	if (value < 0 || value > INT64_MAX >> (10 * unit))
		return usage_error("%s: %s is too large", option, text);
	*number = value << (10 * unit);
	return STATUS_OK;
}

int retry_io(int fd, short events)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		(void)poll(&(struct pollfd){ .fd = fd, .events = events }, 1, -1);
	else if (errno != EINTR)
		return 0;
	return 1;
}

int put_json(json_t *document)
{
	int bad = json_dumpf(document, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY);

	json_decref(document);
	if (bad && !ferror(stdout))
		return failed("JSON", -ENOMEM);
	putchar('\n');
	return STATUS_OK;
}
