/* mmapnative resident: which pages of files are in memory. */

#include "command.h"
#include "terminal.h"

#include <mmapnative.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
	"Usage: mmapnative resident [--load|--evict] [--json|--tsv|--picture|--numbers] FILE...\n"
	"Show which pages of each FILE are in memory: their number, and on a terminal a\n"
	"picture as wide as the terminal.\n"
	"\n"
	"  --load      first bring the whole file into memory\n"
	"  --evict     first write the file back and drop its pages from memory; pages\n"
	"              that another process maps stay\n"
	"  --picture   draw the picture even if the output is not a terminal, in ASCII\n"
	"  --numbers   print only the numbers, even on a terminal\n"
	"  --json      print an array of objects, with the resident ranges in bytes\n"
	"  --tsv       print a line for each resident range: offset, length and file\n"
	"  -h, --help  print this text\n"
	"\n"
	"COLUMNS sets the width of the picture, NO_COLOR turns its colours off.\n"
	"\n"
	"Exit status (of the first FILE that fails; the others are shown all the same):\n"
	"0 success; 1 not all pages could be loaded or evicted; 2 wrong usage; 3 a call\n"
	"failed; 6 the kernel does not tell this user; 7 the file was cut short meanwhile.\n";

/* Consecutive resident pages. */
struct range {
	int64_t first, count;
};

struct survey {
	const char *path;
	int64_t bytes, pages, resident, page_size;
	struct range *ranges;
	size_t used, capacity;
};

/* ---- Looking ----------------------------------------------------------- */

static int add_page(struct survey *s, int64_t page)
{
	struct range *last = s->used ? &s->ranges[s->used - 1] : NULL;

	s->resident++;
	if (last && last->first + last->count == page) {
		last->count++;
		return 0;
	}
	if (s->used == s->capacity) {
		size_t capacity = s->capacity ? 2 * s->capacity : 16;
		struct range *ranges = realloc(s->ranges, capacity * sizeof *ranges);

		if (!ranges)
			return -ENOMEM;
		s->ranges = ranges;
		s->capacity = capacity;
	}
	s->ranges[s->used++] = (struct range){ page, 1 };
	return 0;
}

static int64_t look(struct survey *s, int64_t region)
{
	uint8_t pages[16384];
	int64_t n = 0;

	s->page_size = mn_page_size();
	s->bytes = mn_region_length(region);
	if (s->bytes < 0)
		return s->bytes;
	s->pages = s->bytes / s->page_size + (s->bytes % s->page_size != 0);
	for (int64_t page = 0; page < s->pages; page += n) {
		int64_t left = s->pages - page;

		n = left < (int64_t)sizeof pages ? left : (int64_t)sizeof pages;
		int64_t result = mn_region_resident_pages(region, (uint64_t)page, pages, (uint64_t)n);

		if (result < 0)
			return result;
		for (int64_t i = 0; i < n; i++)
			if (pages[i] && (result = add_page(s, page + i)) < 0)
				return result;
	}
	return 0;
}

/* mincore says "resident" for every page of a file that the caller neither owns nor may
   write. */
static int may_see_residency(const char *path)
{
	struct stat file;

	return geteuid() == 0 || stat(path, &file) < 0 || file.st_uid == geteuid() ||
	       faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

/* ---- Loading and evicting ---------------------------------------------- */

/* Larger than the largest huge page of most systems, small enough to move the bar. */
enum { PIECE = 32 << 20 };

static int64_t load_piece(int64_t region, int64_t offset, int64_t n)
{
	return mn_region_populate(region, (uint64_t)offset, (uint64_t)n);
}

static int64_t evict_piece(int64_t region, int64_t offset, int64_t n)
{
#ifdef POSIX_FADV_DONTNEED
	int64_t fd = mn_region_fd(region);

	return fd < 0 ? fd : -posix_fadvise((int)fd, (off_t)offset, (off_t)n, POSIX_FADV_DONTNEED);
#else
	(void)region, (void)offset, (void)n;
	return -ENOSYS;
#endif
}

/* Dirty pages cannot be evicted before they are written. */
static int64_t write_back(int64_t region)
{
	int64_t fd = mn_region_fd(region);

	if (fd < 0)
		return fd;
	/* A read-only file system has nothing to write. */
	return fsync((int)fd) == 0 || errno == EINVAL || errno == EROFS ? 0 : -errno;
}

static int64_t in_pieces(int64_t region, const char *action, int64_t (*piece)(int64_t, int64_t, int64_t))
{
	int64_t all = mn_region_length(region), result = 0;

	for (int64_t done = 0; done < all && result >= 0; done += PIECE) {
		progress(action, done, all);
		result = piece(region, done, all - done < PIECE ? all - done : PIECE);
	}
	progress_end();
	return result;
}

static int64_t prepare(int64_t region, int action)
{
	int64_t result;

	if (action == 'l')
		return in_pieces(region, "load", load_piece);
	if (action != 'e')
		return 0;
	result = write_back(region);
	return result < 0 ? result : in_pieces(region, "evict", evict_piece);
}

/* ---- Showing ----------------------------------------------------------- */

static void put_numbers(const struct survey *s)
{
	static int headed;
	char size[8];

	if (!headed)
		printf("%10s %10s %7s %6s  %s\n", "RESIDENT", "PAGES", "PERCENT", "SIZE", "FILE");
	headed = 1;

	printf("%10" PRId64 " %10" PRId64 " ", s->resident, s->pages);
	if (s->pages)
		printf("%6.1f%%", (double)s->resident / (double)s->pages * 100);
	else
		printf("%7s", "-");
	printf(" %6s  ", terminal_size(s->bytes, size));
	put_text(stdout, s->path);
	putchar('\n');
}

/* The bytes of a range that are inside the file. */
static int64_t range_bytes(const struct survey *s, const struct range *range)
{
	int64_t offset = range->first * s->page_size, n = range->count * s->page_size;

	return n < s->bytes - offset ? n : s->bytes - offset;
}

static void put_tsv(const struct survey *s)
{
	for (size_t i = 0; i < s->used; i++) {
		printf("%" PRId64 "\t%" PRId64 "\t", s->ranges[i].first * s->page_size, range_bytes(s, &s->ranges[i]));
		put_text(stdout, s->path);
		putchar('\n');
	}
}

/* JSON is Unicode; a file name need not be. */
static void set_path(json_t *object, const char *path)
{
	size_t n = strlen(path), capacity = BASE64_ENCODE_RAW_LENGTH(n);
	json_t *text = json_string(path);
	char *encoded;

	if (text) {
		json_object_set_new(object, "path", text);
		return;
	}
	json_object_set_new(object, "path", json_null());
	encoded = malloc(capacity);
	if (!encoded)
		return;
	base64_encode_raw(encoded, n, (const uint8_t *)path);
	json_object_set_new(object, "path_base64", json_stringn(encoded, capacity));
	free(encoded);
}

static void add_json(json_t *document, const struct survey *s)
{
	json_t *object = json_object(), *ranges = json_array();

	set_path(object, s->path);
	json_object_set_new(object, "bytes", json_integer(s->bytes));
	json_object_set_new(object, "page_size", json_integer(s->page_size));
	json_object_set_new(object, "pages", json_integer(s->pages));
	json_object_set_new(object, "resident", json_integer(s->resident));
	for (size_t i = 0; i < s->used; i++)
		json_array_append_new(ranges, json_pack("{s:I, s:I}",
			"offset", (json_int_t)(s->ranges[i].first * s->page_size),
			"length", (json_int_t)range_bytes(s, &s->ranges[i])));
	json_object_set_new(object, "ranges", ranges);
	json_array_append_new(document, object);
}

/* ---- The picture ------------------------------------------------------- */

enum { ROWS = 8, LEVELS = 5, LABEL = 7 };

/* None, few, half, most, all of the pages that a character stands for. */
static const char *const ascii[LEVELS] = { ".", "-", "+", "*", "#" };
static const char *const blocks[LEVELS] = { "\302\267", "\342\226\221", "\342\226\222", "\342\226\223", "\342\226\210" };

/* Counts the resident pages among the n from first on.  *range advances with first. */
static int64_t resident_in(const struct survey *s, int64_t first, int64_t n, size_t *range)
{
	int64_t found = 0;

	for (; *range < s->used; ++*range) {
		const struct range *r = &s->ranges[*range];
		int64_t from = r->first > first ? r->first : first;
		int64_t to = r->first + r->count < first + n ? r->first + r->count : first + n;

		if (to > from)
			found += to - from;
		/* The range may continue in the next character. */
		if (r->first + r->count > first + n)
			break;
	}
	return found;
}

/* Full means all pages, empty means none. */
static int level(int64_t resident, int64_t pages)
{
	if (resident == 0)
		return 0;
	if (resident == pages)
		return LEVELS - 1;
	return 1 + (int)(resident * (LEVELS - 2) / pages);
}

static void put_picture(const struct survey *s)
{
	const char *const *characters = isatty(STDOUT_FILENO) && terminal_has_utf8() ? blocks : ascii;
	int colour = terminal_has_colour(stdout), shown = -1;
	int64_t width = terminal_columns(stdout) - LABEL, each = 1;
	char size[8];
	size_t range = 0;

	if (s->pages == 0)
		return;
	while (s->pages / each + (s->pages % each != 0) > width * ROWS)
		each *= 2;
	for (int64_t page = 0, column = 0; page < s->pages; page += each) {
		int64_t n = s->pages - page < each ? s->pages - page : each;
		int l = level(resident_in(s, page, n, &range), n);

		if (column == 0)
			printf("%*s ", LABEL - 1, terminal_size(page * s->page_size, size));
		if (colour && (l > 0) != shown)
			fputs(l > 0 ? "\033[32m" : "\033[2m", stdout);
		shown = l > 0;
		fputs(characters[l], stdout);
		if (++column == width || page + each >= s->pages) {
			/* Reset the colour on each line, in case the output is cut. */
			fputs(colour ? "\033[0m\n" : "\n", stdout);
			column = 0;
			shown = -1;
		}
	}
	printf("%s is %s\n", characters[LEVELS - 1], terminal_size(each * s->page_size, size));
}

/* ---- The command ------------------------------------------------------- */

static int survey_file(struct survey *s, int action)
{
	int64_t region = mn_region_open(s->path, MN_ACCESS_READ, 0, MN_LENGTH_TO_END), result;

	if (region < 0)
		return open_failed(s->path, region);
	result = prepare(region, action);
	if (result >= 0)
		result = look(s, region);
	if (result < 0) {
		int status = region_failed(s->path, region, result);

		mn_region_close(region);
		return status;
	}
	mn_region_close(region);
	if (!may_see_residency(s->path))
		return complain(STATUS_CANNOT_TELL, "%s: the kernel tells only the owner and users who may write the file "
		                "which pages are in memory", s->path);
	return STATUS_OK;
}

/* The pages that --load or --evict could not move. */
static int check_outcome(const struct survey *s, int action)
{
	if (action == 'l' && s->resident < s->pages)
		return complain(STATUS_NO, "%s: %" PRId64 " of %" PRId64 " pages did not stay in memory: the file "
		                "needs more than there is", s->path, s->pages - s->resident, s->pages);
	if (action == 'e' && s->resident > 0)
		return complain(STATUS_NO, "%s: %" PRId64 " of %" PRId64 " pages stay in memory: another process maps "
		                "or reads them, or the file system is in memory", s->path, s->resident, s->pages);
	return STATUS_OK;
}

int resident_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "load", no_argument, NULL, 'l' },    { "evict", no_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' },    { "tsv", no_argument, NULL, 't' },
		{ "picture", no_argument, NULL, 'p' }, { "numbers", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },    { 0 },
	};
	int action = 0, form = isatty(STDOUT_FILENO) ? 'p' : 'n', status = STATUS_OK, option;
	json_t *document = NULL;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (option) {
		case 'l':
		case 'e':
			if (action && action != option)
				return usage_error("--load and --evict exclude each other");
			action = option;
			break;
		case 'h': return command_help(help);
		case '?': return usage_error(NULL);
		default: form = option;
		}
	if (optind == argc)
		return usage_error("no file given");
	if (form == 'j')
		document = json_array();
	for (int i = optind; i < argc; i++) {
		struct survey s = { .path = argv[i] };
		int bad = survey_file(&s, action);

		if (bad == STATUS_OK) {
			if (form == 'j')
				add_json(document, &s);
			else if (form == 't')
				put_tsv(&s);
			else
				put_numbers(&s);
			if (form == 'p')
				put_picture(&s);
			/* Print the result before any message on stderr about this file or the next. */
			fflush(stdout);
			bad = check_outcome(&s, action);
		}
		free(s.ranges);
		status = first_status(status, bad);
	}
	return form == 'j' ? first_status(status, put_json(document)) : status;
}
