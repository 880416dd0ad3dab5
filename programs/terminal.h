/* What the terminal can show, and the progress bar. */

#ifndef PROGRAMS_TERMINAL_H
#define PROGRAMS_TERMINAL_H

#include <stdint.h>
#include <stdio.h>

/* Characters per line: COLUMNS, else the terminal's width, else 80. */
int terminal_columns(FILE *file);

/* Whether to use colours (NO_COLOR, TERM), and whether the locale is UTF-8. */
int terminal_has_colour(FILE *file);
int terminal_has_utf8(void);

/* 1536 becomes "1.5K": at most 5 characters. */
const char *terminal_size(int64_t bytes, char text[8]);

/* Draws a bar on stderr if that is a terminal; action is "load" or another verb.
   It redraws at most ten times a second. */
void progress(const char *action, int64_t done, int64_t all);
void progress_end(void);

#endif
