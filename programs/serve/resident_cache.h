/* Which pages were in memory a moment ago: a request that touches only those may run
   on the loop. */

#ifndef SERVE_RESIDENT_CACHE_H
#define SERVE_RESIDENT_CACHE_H

#include "request.h"

/* Larger reads and writes never run on the loop. */
enum { INLINE_BYTES = 16384 };

/* Pages found in memory during the current second.  mincore costs as much as a read,
   and clients tend to read the same page again. */
struct resident_cache {
	uint64_t second;
	struct {
		int64_t mapping;
		uint64_t page, second;
	} pages[1024];
	struct {
		int64_t mapping, region;
	} regions[1024];
};

/* True if the n bytes at the request's offset are in memory. */
int resident_cache_has(const struct request *r, const struct context *context, uint64_t n);

#endif
