/* Answers: how they end, and those that say what went wrong. */

#ifndef SERVE_ANSWER_H
#define SERVE_ANSWER_H

#include "../text.h"

/* The end of each answer.  tag is JSON; NULL or empty: there is none. */
void answer_end(struct text *answer, const struct text *tag);

/* A whole answer to what cannot be done. */
void answer_error(struct text *answer, int64_t code, const char *message, const struct text *tag);

#endif
