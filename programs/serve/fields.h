/* Fields: turns JSON values into a request.  protocol.c calls this. */

#ifndef SERVE_FIELDS_H
#define SERVE_FIELDS_H

#include "request.h"

#include <yajl/yajl_parse.h>

/* YAJL's callbacks; their context is the request. */
extern const yajl_callbacks fields_callbacks;

/* True if the request has a tag that is complete and can be sent back. */
int fields_have_tag(const struct request *r);

/* The request is complete: sets r->verb, or answers with an error. */
void fields_finish(struct request *r, struct text *answer);

#endif
