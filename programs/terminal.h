/* What the terminal can show, and the progress bar. */

#ifndef PROGRAMS_TERMINAL_H
#define PROGRAMS_TERMINAL_H

#include <stdint.h>
#include <stdio.h>

/* How many characters fit on a line: what COLUMNS says, else the terminal, else
   80. */
int terminal_columns(FILE *file);

/* Whether colours are wanted there (NO_COLOR, TERM), and whether the locale can
   write more than ASCII. */
int terminal_has_colour(FILE *file);
int terminal_has_utf8(void);

/* 1536 is "1.5K": as short as it fits into 6 characters. */
const char *terminal_size(int64_t bytes, char text[8]);

/* A bar on stderr, where that is a terminal, and nothing elsewhere; how is "load"
   or another word.  It is drawn at most ten times a second. */
void progress(const char *how, int64_t done, int64_t all);
void progress_end(void);

#endif
