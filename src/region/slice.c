/* Slices: views of a region that hold it.  While a slice is open, the region does not
   close, move or change size, so its address stays valid.  holders.h says which slices
   and accesses exclude each other. */

#include "bytes.h"

#include "../fork.h"

static MN_COLD int32_t mn__no_slice(const struct mn__thread *t)
{
	return mn__enter_failed(t, &mn__slice_kind);
}

/* ---- Opening and closing ---- */

/* Opens a slice of a region that is locked for writing: its id, or an error. */
static int64_t mn__slice_begin(struct mn__entry *e, int64_t region, uint64_t offset, uint64_t n, int32_t mode)
{
	struct mn__region *r = e->object;
	struct mn__slice *s;
	struct mn__entry *own;
	int64_t id;

	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length))
		return mn__past_end("slice", offset, n, r->length);
	if (n && mode != MN_SLICE_PIN
	    && !mn__allows(r, offset, n, mode == MN_SLICE_EXCLUSIVE ? MN__PROT_READ | MN__PROT_WRITE : MN__PROT_READ))
		return mn__not_allowed(mode == MN_SLICE_EXCLUSIVE ? "exclusive slice" : "shared slice", offset,
		                       n, mode == MN_SLICE_EXCLUSIVE ? "a writable region" : "a readable region");
	s = mn__allocate(sizeof *s);
	own = s ? mn__entry_new(&mn__slice_kind, &id) : NULL;
	if (!own) {
		free(s);
		return mn__no_memory("a slice");
	}
	*s = (struct mn__slice){ e, NULL, id, region, offset, n, mode, mn__os_thread_id() };
	mn__holders_add(&r->holders, s);
	own->object = s;
	mn__write_unlock(&own->lock);
	return id;
}

static int64_t mn__slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms)
{
	bool interruptible = mode >= MN_SLICE_INTERRUPTIBLE;
	struct mn__wait wait = mn__wait_begin(timeout_ms, interruptible);
	int32_t given = mode;

	mode -= interruptible ? MN_SLICE_INTERRUPTIBLE : 0;
	if (mode < MN_SLICE_PIN || mode > MN_SLICE_EXCLUSIVE)
		return mn__fail(-EINVAL, "slice: unknown mode %" PRId32 " (0 pin, 1 shared, 2 exclusive; plus 16: a signal ends "
		                "the wait)", given);
	mn__guard_check();
	mn__guard_check_mask();
	for (;;) {
		const struct mn__slice *conflict;
		struct mn__region *r;
		struct mn__entry *e;
		int64_t result;
		uint32_t events;
		bool own;

		mn__read_lock_unbiased(&mn__fork_lock);
		e = mn__enter_to_write(region, &mn__region_kind);
		if (!e) {
			mn__read_unlock_unbiased(&mn__fork_lock);
			return mn__bad_id(&mn__region_kind);
		}
		r = e->object;
		conflict = mn__holders_conflict(&r->holders, mode, mn__os_thread_id());
		own = conflict && conflict->thread == mn__os_thread_id();
		result = conflict ? mn__busy_error(&r->holders, "open") : mn__slice_begin(e, region, offset, n, mode);
		events = atomic_load(&e->events);
		mn__write_unlock(&e->lock);
		mn__read_unlock_unbiased(&mn__fork_lock);
		if (!conflict || own)
			return result;
		switch (mn__wait_for_holder(e, events, &wait)) {
		case -ETIMEDOUT:
			return result;
		case -EINTR:
			return mn__fail(-EINTR, "slice of " MN__BYTES " at %" PRIu64 ": a signal ended the wait for its holder",
			                mn__bytes(n), offset);
		}
	}
}

int64_t mn_slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms)
{
	int64_t result = mn__slice_open(region, offset, n, mode, timeout_ms);

	mn__error_range_context(result, __func__, region, offset, n);
	return result;
}

static int32_t mn__slice_close(int64_t id)
{
	struct mn__entry *own, *e;
	struct mn__slice *s;
	struct mn__region *r;

	mn__read_lock_unbiased(&mn__fork_lock);
	own = mn__enter_to_write(id, &mn__slice_kind);
	if (!own) {
		mn__read_unlock_unbiased(&mn__fork_lock);
		return mn__bad_id(&mn__slice_kind);
	}
	s = own->object;
	e = s->region;
	mn__entry_delete(own);
	/* The region stays while this slice is in its list. */
	mn__write_lock(&e->lock);
	r = e->object;
	mn__holders_remove(&r->holders, s);
	free(s);
	mn__notify(e);
	if (e->kind == &mn__released_kind && !r->holders.first) {
		int64_t released = mn__wide_get(&e->id);

		if (mn__region_destroy(e) < 0) {
			mn__wide_add(&mn__close_errors, 1);
			if (mn__wide_get(&e->id) == released)
				mn__write_unlock(&e->lock);
		}
	} else {
		mn__write_unlock(&e->lock);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	return 0;
}

int32_t mn_slice_close(int64_t id)
{
	int32_t result = mn__slice_close(id);

	mn__error_context(result, __func__, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Properties ---- */

enum mn__slice_value { MN__SLICE_ADDRESS, MN__SLICE_OFFSET, MN__SLICE_LENGTH, MN__SLICE_MODE, MN__SLICE_THREAD,
                          MN__SLICE_REGION };

/* The entry of a slice, locked for reading; NULL and *error if the id is none. */
MN_HOT struct mn__entry *mn__slice_enter(int64_t id, struct mn__thread *t, int64_t *error)
{
	struct mn__entry *own = mn__likely(t != NULL) ? mn__enter_to_read(id, &mn__slice_kind, t) : NULL;

	if (mn__unlikely(!own))
		*error = mn__no_slice(t);
	return own;
}

static int64_t mn__slice_property(int64_t id, const char *call, enum mn__slice_value which)
{
	struct mn__thread *t = mn__thread();
	int64_t value = 0;
	struct mn__entry *own = mn__slice_enter(id, t, &value);
	const struct mn__slice *s;
	const struct mn__region *r;

	if (!own) {
		mn__error_context(value, call, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
		return value;
	}
	s = own->object;
	/* A region that is held keeps its shape, so its lock is not needed. */
	r = s->region->object;
	switch (which) {
	case MN__SLICE_ADDRESS: value = r->base ? (int64_t)(uintptr_t)(r->base + s->offset) : -ENXIO; break;
	case MN__SLICE_OFFSET: value = (int64_t)s->offset; break;
	case MN__SLICE_LENGTH: value = (int64_t)s->n; break;
	case MN__SLICE_MODE: value = s->mode; break;
	case MN__SLICE_THREAD: value = s->thread; break;
	case MN__SLICE_REGION: value = s->region_id; break;
	}
	mn__read_unlock(&own->lock, t);
	if (value == -ENXIO) {
		(void)mn__fail(-ENXIO, "address: an empty region has none");
		mn__error_context(value, call, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
	}
	return value;
}

int64_t mn_slice_address(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_ADDRESS); }
int64_t mn_slice_offset(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_OFFSET); }
int64_t mn_slice_length(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_LENGTH); }
int64_t mn_slice_mode(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_MODE); }
int64_t mn_slice_thread(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_THREAD); }
int64_t mn_slice_region(int64_t id) { return mn__slice_property(id, __func__, MN__SLICE_REGION); }

int64_t mn_region_next_slice(int64_t region, int64_t after)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(region, &mn__region_kind, t) : NULL;
	int64_t next = e ? INT64_MAX : mn__no_region(t);

	if (e) {
		for (const struct mn__slice *s = ((const struct mn__region *)e->object)->holders.first; s; s = s->next)
			if (s->id > after && s->id < next)
				next = s->id;
		mn__read_unlock(&e->lock, t);
	}
	if (next == INT64_MAX)
		next = mn__fail(-ENOENT, "next slice: the region has none after %" PRId64, after);
	mn__error_context(next, __func__, "region", region, MN__NO_NUMBER, MN__NO_NUMBER);
	return next;
}

/* ---- Bytes: numbers.c and search.c have the functions of their subjects ---- */

int64_t mn_slice_read(int64_t id, uint64_t offset, void *buffer, uint64_t n)
{
	return mn__view_read(__func__, &mn__slice_kind, id, offset, buffer, n, 0);
}

int64_t mn_slice_write(int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	return mn__view_write(__func__, &mn__slice_kind, id, offset, buffer, n);
}

int64_t mn_slice_read_wait(int64_t id, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms)
{
	return mn__read_wait(__func__, &mn__slice_kind, id, offset, buffer, n, timeout_ms);
}

int64_t mn_slice_write_wait(int64_t id, uint64_t offset, const void *buffer, uint64_t n, int32_t timeout_ms)
{
	return mn__write_wait(__func__, &mn__slice_kind, id, offset, buffer, n, timeout_ms);
}

int64_t mn_slice_read_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, void *buffer)
{
	return mn__read_strided(__func__, &mn__slice_kind, id, offset, step, n, buffer);
}

int64_t mn_slice_write_strided(int64_t id, uint64_t offset, int64_t step, uint64_t n, const void *buffer)
{
	return mn__write_strided(__func__, &mn__slice_kind, id, offset, step, n, buffer);
}

int32_t mn_slice_fill(int64_t id, uint64_t offset, uint64_t n, uint32_t byte)
{
	return mn__fill(__func__, &mn__slice_kind, id, offset, n, byte);
}

int32_t mn_slice_move(int64_t id, uint64_t to, uint64_t from, uint64_t n)
{
	return mn__move(__func__, &mn__slice_kind, id, to, from, n);
}

/* Touches every page, as the caller will do through the address.  The last page of a cut
   file can be touched as a whole, so this also asks for the file's length. */
int32_t mn_slice_check(int64_t id)
{
	struct mn__thread *t = mn__thread();
	int64_t result = 0;
	struct mn__entry *own = mn__slice_enter(id, t, &result);
	struct mn__region *r;
	const struct mn__slice *s;
	char words[400];

	if (own) {
		s = own->object;
		r = s->region->object;
		if (s->n && r->base && mn__allows(r, s->offset, s->n, MN__PROT_READ)
		    && !mn__is_accessible(t, r->base + s->offset, (size_t)s->n))
			result = mn__fault_error_at(r, "check", 0, s->offset, s->n);
		if (result == 0) {
			result = mn__file_ends_before(r, s->offset, s->n);
			if (result < 0)
				(void)mn__fail((int32_t)result, "check: %s: %s", mn_error_name(result),
				               mn__file_end_message(r, (int32_t)result, words, sizeof words));
		}
		mn__read_unlock(&own->lock, t);
	}
	mn__error_context(result, __func__, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return (int32_t)result;
}

