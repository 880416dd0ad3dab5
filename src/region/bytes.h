/* Reading and writing a region: bytes, strides, typed numbers, atomics.

   Every function here has the same order: enter, judge the range, the
   protection and who holds the region, do the guarded work, leave.  Judged
   once, a range stays good, because nothing can change the region's shape
   while its lock is held. */

#ifndef MN_BYTES_H
#define MN_BYTES_H

#include "region.h"

#include "../guard.h"
#include "../os/os.h"

/* Everything that can be wrong with a range before it is touched. */
MN_HOT int32_t mn__check_range(const struct mn__region *r, const char *what, uint64_t offset, uint64_t n,
                                int32_t need)
{
	if (mn__unlikely(!mn__range_ok(offset, n, r->length)))
		return mn__past_end(what, offset, n, r->length);
	if (mn__unlikely(!mn__allows(r, offset, n, need)) && n)
		return mn__not_allowed(what, offset, n, need & MN__PROT_WRITE ? "a writable region" : "a readable region");
	if (mn__unlikely(r->exclusive || (need & MN__PROT_WRITE && r->shared)))
		return mn__busy_error(r, what);
	return 0;
}

/* Ends the exported function `call` with an error that comes before the region is entered. */
MN_PRIVATE MN_COLD int32_t mn__refuse(int32_t code, const char *call, int64_t id, uint64_t offset, uint64_t n);
MN_PRIVATE int32_t mn__no_byte(const char *what, uint32_t value);

/* Reads for the exported function `call`.  up_to: what there is to the region's
   end, if that is less.  A failure gets its arguments before the lock is left, so
   that the fast way need not keep them. */
MN_HOT int64_t mn__region_read(const char *call, int64_t id, uint64_t offset, void *buffer, uint64_t n, int up_to)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = mn__likely(t != NULL) ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	struct mn__region *r;
	int64_t result;

	if (mn__unlikely(!e))
		return mn__refuse(mn__no_region(t), call, id, offset, n);
	r = e->object;
	/* Past the end it is the strict read that says so. */
	if (up_to && offset <= r->length && n > r->length - offset)
		n = r->length - offset;
	result = mn__check_range(r, "read", offset, n, MN__PROT_READ);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("read");
		else if (mn__likely(mn__copy_in(t, buffer, r->base + offset, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__page_gone(r, "read", offset, n);
	}
	mn__error_context(result, call, "region", id, offset, n);
	mn__read_unlock(&e->lock, t);
	return result;
}

MN_HOT int64_t mn__region_write(const char *call, int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = mn__likely(t != NULL) ? mn__enter_to_write(id, &mn__region_kind) : NULL;
	struct mn__region *r;
	int64_t result;

	if (mn__unlikely(!e))
		return mn__refuse(mn__no_region(t), call, id, offset, n);
	r = e->object;
	result = mn__check_range(r, "write", offset, n, MN__PROT_WRITE);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("write");
		else if (mn__likely(mn__copy_out(t, r->base + offset, buffer, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__page_gone(r, "write", offset, n);
	}
	mn__error_context(result, call, "region", id, offset, n);
	mn__write_unlock(&e->lock);
	return result;
}

#endif
