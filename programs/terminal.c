#include "terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { NARROWEST = 10, WIDEST = 1000, USUAL = 80 };

int terminal_columns(FILE *file)
{
	const char *asked = getenv("COLUMNS");
	struct winsize size = { 0 };
	long columns = asked ? strtol(asked, NULL, 10) : 0;

	if (columns <= 0 && ioctl(fileno(file), TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	if (columns <= 0)
		return USUAL;
	return columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : (int)columns;
}

int terminal_has_colour(FILE *file)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(file)) && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

int terminal_has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

const char *terminal_size(int64_t bytes, char text[8])
{
	static const char units[] = "BKMGTPE";
	int64_t tenths = bytes;
	int unit = 0;

	if (bytes < 1024) {
		snprintf(text, 8, "%d", (int)bytes);
		return text;
	}
	/* Divide first: bytes may be near the largest number. */
	for (; tenths >= 1024 * 1024; unit++)
		tenths /= 1024;
	tenths = tenths * 10 / 1024;
	unit++;
	if (tenths < 100 && tenths % 10)
		snprintf(text, 8, "%d.%d%c", (int)(tenths / 10), (int)(tenths % 10), units[unit]);
	else
		snprintf(text, 8, "%d%c", (int)(tenths / 10), units[unit]);
	return text;
}

/* ---- Progress ---------------------------------------------------------- */

static int drawn;

static int is_due(void)
{
	static int64_t last = -1000;
	struct timespec now;
	int64_t milliseconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	milliseconds = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (drawn && milliseconds - last < 100)
		return 0;
	last = milliseconds;
	return 1;
}

void progress(const char *action, int64_t done, int64_t all)
{
	char size[8];
	int percent, bar, full;

	if (!isatty(STDERR_FILENO) || !is_due())
		return;
	/* In floating point, because 100 * done could overflow. */
	percent = all > 0 ? (int)((double)done / (double)all * 100) : 100;
	/* Leave the last column free: some terminals wrap after it. */
	bar = terminal_columns(stderr) - 1 - (int)strlen(action) - (int)strlen(" [] 100% of 1023M");
	fprintf(stderr, "\r%s ", action);
	if (bar > 0) {
		full = bar * percent / 100;
		fputc('[', stderr);
		for (int i = 0; i < bar; i++)
			fputc(i < full ? '#' : '.', stderr);
		fputs("] ", stderr);
	}
	fprintf(stderr, "%3d%% of %-5s", percent, terminal_size(all, size));
	drawn = 1;
}

void progress_end(void)
{
	if (!drawn)
		return;
	/* Blanks work on every terminal, even without escape sequences. */
	fprintf(stderr, "\r%*s\r", terminal_columns(stderr) - 1, "");
	drawn = 0;
}
