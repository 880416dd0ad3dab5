/* Requests out of a stream of bytes, in whatever pieces it comes. */

#ifndef SERVE_PROTOCOL_H
#define SERVE_PROTOCOL_H

#include "request.h"

/* Reads on, with the next bytes of the stream, and gives how many of them it
   took.  With r->whole set a request ended there: it is in r, with a verb, or it
   was refused and has its answer.  What follows is read after request_end. */
size_t protocol_read(struct request *r, const struct context *context, const char *bytes, size_t n, struct text *answer);

/* The stream ended: half a request is answered. */
void protocol_end(struct request *r, struct text *answer);

#endif
