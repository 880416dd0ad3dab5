/* Answers: their end, and errors. */

#ifndef SERVE_ANSWER_H
#define SERVE_ANSWER_H

#include "../text.h"

/* Ends any answer.  tag is JSON; NULL or empty means none. */
void answer_end(struct text *answer, const struct text *tag);

/* A complete answer about an error. */
void answer_error(struct text *answer, int64_t code, const char *message, const struct text *tag);

#endif
