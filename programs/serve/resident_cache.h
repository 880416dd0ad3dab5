/* Whether what a request reads or writes is in memory, so that it waits for nothing. */

#ifndef SERVE_RESIDENT_CACHE_H
#define SERVE_RESIDENT_CACHE_H

#include "request.h"

/* What is read or written while everybody else waits is no more than this. */
enum { INLINE_BYTES = 16384 };

/* Pages that were in memory in this second.  Asking the kernel takes as long as
   reading, and a client that reads a page mostly reads it again. */
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

/* Whether n bytes at the request's offset are there. */
int resident_cache_has(const struct request *r, const struct context *context, uint64_t n);

#endif
