/* Fields: JSON values become a request. */

#ifndef SERVE_FIELDS_H
#define SERVE_FIELDS_H

#include "request.h"

#include <yajl/yajl_parse.h>

/* What YAJL calls for each value; its context is the request. */
extern const yajl_callbacks fields_callbacks;

/* All values are there: r->verb is set, or the request is refused. */
void fields_finish(struct request *r, struct text *answer);

#endif
