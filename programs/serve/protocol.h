/* Protocol: finds requests in a stream of bytes, whatever pieces it comes in.  client.c
   calls this. */

#ifndef SERVE_PROTOCOL_H
#define SERVE_PROTOCOL_H

#include "request.h"

/* Parses the next bytes of the stream and returns how many it consumed.  If r->is_complete
   is set, a request ended there: r->verb is what to run, or NULL if it has its answer
   already.  Call request_end before reading on. */
size_t protocol_read(struct request *r, const struct context *context, const char *bytes, size_t n,
                     struct text *answer);

/* The stream ended: answers a partial request. */
void protocol_end(struct request *r, struct text *answer);

#endif
