/* Reading and writing the bytes of a region: the functions that are compiled into each of
   their callers.  bytes.c has the exported functions of bytes, numbers.c those of numbers
   and atomics.c those of atomic operations.

   Each access has the same steps: enter, check the range, the protection and the
   holders, copy under the guard, leave.  A range that was checked stays valid, because
   the shape of a region cannot change while its lock is held. */

#ifndef MN_BYTES_H
#define MN_BYTES_H

#include "region.h"

#include "../guard.h"

/* 0, or an error that is known before the range is touched: bounds, protection, holders. */
MN_HOT int32_t mn__check_range(const struct mn__region *r, const char *what, uint64_t offset, uint64_t n,
                                int32_t need)
{
	if (mn__unlikely(!mn__range_ok(offset, n, r->length)))
		return mn__past_end(what, offset, n, r->length);
	if (mn__unlikely(!mn__allows(r, offset, n, need)) && n)
		return mn__not_allowed(what, offset, n, need & MN__PROT_WRITE ? "a writable region" : "a readable region");
	if (mn__unlikely(r->holders.exclusive || (need & MN__PROT_WRITE && r->holders.shared)))
		return mn__busy_error(&r->holders, what);
	return 0;
}

/* Ends the exported function `call` with an error that it found before it entered the
   region, and returns the error. */
MN_PRIVATE MN_COLD int32_t mn__refuse(int32_t code, const char *call, int64_t id, uint64_t offset, uint64_t n);
/* Records that a value is over 255, and returns -EINVAL. */
MN_PRIVATE int32_t mn__bad_byte(const char *what, uint32_t value);

/* Both access the region for the exported function `call`.  A failure is recorded before
   the lock is left: so the fast path need not keep the arguments.  `up_to`: a read
   that passes the region's end stops there. */
MN_HOT int64_t mn__region_read(const char *call, int64_t id, uint64_t offset, void *buffer, uint64_t n, int up_to)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = mn__likely(t != NULL) ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	struct mn__region *r;
	int64_t result;

	if (mn__unlikely(!e))
		return mn__refuse(mn__no_region(t), call, id, offset, n);
	r = e->object;
	/* An offset past the end stays an error. */
	if (up_to && offset <= r->length && n > r->length - offset)
		n = r->length - offset;
	result = mn__check_range(r, "read", offset, n, MN__PROT_READ);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("read");
		else if (mn__likely(mn__copy_in(t, buffer, r->base + offset, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__fault_error(r, "read", offset, n);
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
			result = mn__fault_error(r, "write", offset, n);
	}
	mn__error_context(result, call, "region", id, offset, n);
	mn__write_unlock(&e->lock);
	return result;
}

#endif
