/* Reading and writing the bytes of a region or a slice: the functions that are compiled
   into each of their callers.  bytes.c has the exported functions of bytes, numbers.c
   those of numbers and atomics.c those of atomic operations.

   Each access has the same steps: enter, check the range, the protection and the
   holders, copy under the guard, leave.  A range that was checked stays valid, because
   the shape of a region cannot change while its lock is held.

   An access gets the kind of its id.  On hot paths it is a constant, and the compiler
   drops the steps of the other kind. */

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

/* What an id gives access to: a region, or a slice of it. */
struct mn__view {
	struct mn__entry *own;          /* the id's entry, locked */
	const struct mn__slice *slice;  /* NULL: the id is the region's */
	struct mn__region *region;
};

/* `kind` is mn__region_kind or mn__slice_kind. */
MN_HOT const char *mn__kind_name(const struct mn__kind *kind)
{
	return kind == &mn__slice_kind ? "slice" : "region";
}

/* Locks what an access by this id needs.  False: no object of this kind has the id, or
   `t` is NULL.

   A slice's id gives any thread access to its bytes.  A shared slice excludes writers
   and an exclusive slice excludes every access, so they need only the lock of their own
   entry.  A pin excludes no access, so it needs the region's lock too. */
MN_HOT bool mn__view_enter(struct mn__view *v, const struct mn__kind *kind, int64_t id, struct mn__thread *t, bool to_write)
{
	v->own = mn__unlikely(t == NULL) ? NULL : to_write ? mn__enter_to_write(id, kind) : mn__enter_to_read(id, kind, t);
	if (mn__unlikely(!v->own))
		return false;
	if (kind != &mn__slice_kind) {
		v->slice = NULL;
		v->region = v->own->object;
		return true;
	}
	v->slice = v->own->object;
	if (v->slice->mode == MN_SLICE_PIN) {
		if (to_write)
			mn__write_lock(&v->slice->region->lock);
		else
			mn__read_lock_unbiased(&v->slice->region->lock);
	}
	/* A region that is held keeps its shape. */
	v->region = v->slice->region->object;
	return true;
}

MN_HOT uint64_t mn__view_length(const struct mn__view *v, const struct mn__kind *kind)
{
	return kind == &mn__slice_kind ? v->slice->n : v->region->length;
}

/* The address of a byte that is there: an empty region has no address. */
MN_HOT uint8_t *mn__view_at(const struct mn__view *v, const struct mn__kind *kind, uint64_t offset)
{
	return v->region->base + (kind == &mn__slice_kind ? v->slice->offset : 0) + offset;
}

MN_HOT void mn__view_leave(const struct mn__view *v, const struct mn__kind *kind, struct mn__thread *t, bool to_write)
{
	if (kind == &mn__slice_kind && v->slice->mode == MN_SLICE_PIN) {
		if (to_write)
			mn__write_unlock(&v->slice->region->lock);
		else
			mn__read_unlock_unbiased(&v->slice->region->lock);
	}
	if (to_write)
		mn__write_unlock(&v->own->lock);
	else
		mn__read_unlock(&v->own->lock, t);
}

/* Records why a slice refuses an access, and returns the error. */
MN_PRIVATE MN_COLD int32_t mn__slice_refuses(const struct mn__slice *s, const char *what, uint64_t offset, uint64_t n,
                                             int32_t need);

/* mn__check_range of a region or a slice. */
MN_HOT int32_t mn__view_check(const struct mn__view *v, const struct mn__kind *kind, const char *what, uint64_t offset,
                              uint64_t n, int32_t need)
{
	const struct mn__slice *s = v->slice;
	const struct mn__region *r = v->region;

	if (kind != &mn__slice_kind)
		return mn__check_range(r, what, offset, n, need);
	if (mn__unlikely(!mn__range_ok(offset, n, s->n) || (need & MN__PROT_WRITE && s->mode == MN_SLICE_SHARED)
	                 || (n && !mn__allows(r, s->offset + offset, n, need))))
		return mn__slice_refuses(s, what, offset, n, need);
	/* Other slices, shared or exclusive, exclude a pin's access. */
	if (s->mode == MN_SLICE_PIN && mn__unlikely(r->holders.exclusive || (need & MN__PROT_WRITE && r->holders.shared)))
		return mn__busy_error(&r->holders, what);
	return 0;
}

/* Records why an access found no page.  The offset is that in the view. */
MN_HOT int32_t mn__view_fault(const struct mn__view *v, const char *what, uint64_t offset, uint64_t n)
{
	return mn__fault_error_at(v->region, what, offset, (v->slice ? v->slice->offset : 0) + offset, n);
}

/* Ends the exported function `call`, whose id could not be entered.  `slice` is a number,
   so that the fast path need not load the kind's address for this. */
MN_PRIVATE MN_COLD int32_t mn__no_view(const struct mn__thread *t, int slice, const char *call, int64_t id,
                                       uint64_t offset, uint64_t n);
/* Ends the exported function `call` with an error that it found before it entered the
   object, and returns the error. */
MN_PRIVATE MN_COLD int32_t mn__refuse(int32_t code, const char *call, const struct mn__kind *kind, int64_t id,
                                      uint64_t offset, uint64_t n);
/* Records that a value is over 255, and returns -EINVAL. */
MN_PRIVATE int32_t mn__bad_byte(const char *what, uint32_t value);

/* Both access the object for the exported function `call`.  A failure is recorded before
   the lock is left: so the fast path need not keep the arguments.  `up_to`: a read
   that passes the end stops there. */
MN_HOT int64_t mn__view_read(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, void *buffer,
                             uint64_t n, int up_to)
{
	struct mn__thread *t = mn__thread();
	struct mn__view v;
	int64_t result;

	if (mn__unlikely(!mn__view_enter(&v, kind, id, t, false)))
		return mn__no_view(t, kind == &mn__slice_kind, call, id, offset, n);
	/* An offset past the end stays an error. */
	if (up_to && offset <= mn__view_length(&v, kind) && n > mn__view_length(&v, kind) - offset)
		n = mn__view_length(&v, kind) - offset;
	result = mn__view_check(&v, kind, "read", offset, n, MN__PROT_READ);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("read");
		else if (mn__likely(mn__copy_in(t, buffer, mn__view_at(&v, kind, offset), (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__view_fault(&v, "read", offset, n);
	}
	mn__error_context(result, call, mn__kind_name(kind), id, offset, n);
	mn__view_leave(&v, kind, t, false);
	return result;
}

MN_HOT int64_t mn__view_write(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                              const void *buffer, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__view v;
	int64_t result;

	if (mn__unlikely(!mn__view_enter(&v, kind, id, t, true)))
		return mn__no_view(t, kind == &mn__slice_kind, call, id, offset, n);
	result = mn__view_check(&v, kind, "write", offset, n, MN__PROT_WRITE);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("write");
		else if (mn__likely(mn__copy_out(t, mn__view_at(&v, kind, offset), buffer, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__view_fault(&v, "write", offset, n);
	}
	mn__error_context(result, call, mn__kind_name(kind), id, offset, n);
	mn__view_leave(&v, kind, t, true);
	return result;
}

MN_HOT int64_t mn__region_read(const char *call, int64_t id, uint64_t offset, void *buffer, uint64_t n, int up_to)
{
	return mn__view_read(call, &mn__region_kind, id, offset, buffer, n, up_to);
}

/* The exported functions of regions and slices are these, for one kind. */
MN_PRIVATE int64_t mn__read_wait(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, void *buffer,
                                 uint64_t n, int32_t timeout_ms);
MN_PRIVATE int64_t mn__write_wait(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                  const void *buffer, uint64_t n, int32_t timeout_ms);
MN_PRIVATE int64_t mn__read_strided(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                    int64_t step, uint64_t n, void *buffer);
MN_PRIVATE int64_t mn__write_strided(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset,
                                     int64_t step, uint64_t n, const void *buffer);
MN_PRIVATE int32_t mn__fill(const char *call, const struct mn__kind *kind, int64_t id, uint64_t offset, uint64_t n,
                            uint32_t byte);
MN_PRIVATE int32_t mn__move(const char *call, const struct mn__kind *kind, int64_t id, uint64_t to, uint64_t from,
                            uint64_t n);

#endif
