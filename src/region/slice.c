/* Slices: counted views of a region.  While one is held the region does not
   close, move or change size, so that its address stays good; a shared slice
   keeps writers out as well, an exclusive one everybody. */

#include "slice.h"

#include "bytes.h"

#include "../fork.h"

#include <stdlib.h>

MN_PRIVATE struct mn__kind mn__slice_kind = { .name = "slice" };

static MN_COLD int32_t mn__no_slice(const struct mn__thread *t)
{
	return mn__enter_failed(t, &mn__slice_kind);
}

/* A slice that a new one of this mode cannot stand beside; one of the calling
   thread's own if there is any, because waiting for oneself would never end. */
static const struct mn__slice *mn__conflict(const struct mn__region *r, int32_t mode, int64_t thread)
{
	const struct mn__slice *found = NULL;

	for (const struct mn__slice *s = r->slices; s && mode != MN_SLICE_PIN; s = s->next)
		if ((s->mode == MN_SLICE_EXCLUSIVE || (mode == MN_SLICE_EXCLUSIVE && s->mode == MN_SLICE_SHARED))
		    && (!found || s->thread == thread))
			found = s;
	return found;
}

/* Under the region's lock: the new slice's id, or the error. */
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
	*s = (struct mn__slice){ e, r->slices, id, region, offset, n, mode, mn__os_thread_id() };
	r->slices = s;
	r->shared += mode == MN_SLICE_SHARED;
	r->exclusive += mode == MN_SLICE_EXCLUSIVE;
	own->object = s;
	mn__write_unlock(&own->lock);
	return id;
}

/* A wait for the holders of a region, in pieces. */
struct mn__waiting {
	int64_t deadline;           /* in milliseconds of mn__os_milliseconds() */
	int32_t timeout_ms;
	bool stop;                  /* a signal ends it */
};

static struct mn__waiting mn__wait_begin(int32_t timeout_ms, bool stop)
{
	struct mn__waiting w = { timeout_ms > 0 ? mn__os_milliseconds() + timeout_ms : 0, timeout_ms, stop };

	return w;
}

/* Sleeps until something about the entry changes after its count of events was
   `events`.  0 try again, -ETIMEDOUT the time is over, -EINTR a signal came. */
static int32_t mn__wait_for_holder(struct mn__entry *e, uint32_t events, const struct mn__waiting *w)
{
	int64_t left = w->timeout_ms < 0 ? MN__SLEEP_MS : w->timeout_ms == 0 ? 0 : w->deadline - mn__os_milliseconds();
	int32_t result;

	if (left <= 0)
		return -ETIMEDOUT;
	/* Nothing is held here, so a thread that ends leaves nothing behind. */
	mn__os_test_cancel();
	/* A sleep without a limit would go on after a handler with SA_RESTART. */
	result = mn__os_wait((const uint32_t *)(const void *)&e->events, events, left > MN__SLEEP_MS ? MN__SLEEP_MS : left, 0);
	if (result != -EINTR)
		return 0;
	/* Some systems send a signal to the thread that is cancelled. */
	mn__os_test_cancel();
	return w->stop ? -EINTR : 0;
}

static int64_t mn__slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms)
{
	bool stop = mode >= MN_SLICE_INTERRUPTIBLE;
	struct mn__waiting waiting = mn__wait_begin(timeout_ms, stop);
	int32_t given = mode;

	mode -= stop ? MN_SLICE_INTERRUPTIBLE : 0;
	if (mode < MN_SLICE_PIN || mode > MN_SLICE_EXCLUSIVE)
		return mn__fail(-EINVAL, "slice: there is no mode %" PRId32 " (0 pin, 1 shared, 2 exclusive; 16 more: a signal "
		                "ends the wait)", given);
	mn__guard_check();
	mn__guard_check_mask();
	for (;;) {
		const struct mn__slice *conflict;
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
		conflict = mn__conflict(e->object, mode, mn__os_thread_id());
		own = conflict && conflict->thread == mn__os_thread_id();
		result = conflict ? mn__busy_error(e->object, "open") : mn__slice_begin(e, region, offset, n, mode);
		events = atomic_load(&e->events);
		mn__write_unlock(&e->lock);
		mn__read_unlock_unbiased(&mn__fork_lock);
		if (!conflict || own)
			return result;
		switch (mn__wait_for_holder(e, events, &waiting)) {
		case -ETIMEDOUT:
			return result;
		case -EINTR:
			return mn__fail(-EINTR, "slice of %" PRIu64 " bytes at %" PRIu64 ": a signal ended the wait for its holder", n,
			                offset);
		}
	}
}

int64_t mn_slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms)
{
	int64_t result = mn__slice_open(region, offset, n, mode, timeout_ms);

	mn__about_range(result, __func__, region, offset, n);
	return result;
}

static int32_t mn__slice_close(int64_t id)
{
	struct mn__entry *own, *e;
	struct mn__slice *s, **link;
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
	/* The region cannot end while this slice stands in its list. */
	mn__write_lock(&e->lock);
	r = e->object;
	for (link = &r->slices; *link != s; link = &(*link)->next)
		;
	*link = s->next;
	r->shared -= s->mode == MN_SLICE_SHARED;
	r->exclusive -= s->mode == MN_SLICE_EXCLUSIVE;
	free(s);
	mn__notify(e);
	if (e->kind == &mn__released_kind && !r->slices) {
		int64_t released = mn__wide_get(&e->id);

		if (mn__region_end(e) < 0) {
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

enum mn__slice_question { MN__SLICE_ADDRESS, MN__SLICE_OFFSET, MN__SLICE_LENGTH, MN__SLICE_MODE, MN__SLICE_THREAD,
                          MN__SLICE_REGION };

/* The entry of a slice, locked for reading, or NULL and the error. */
MN_HOT struct mn__entry *mn__slice_enter(int64_t id, struct mn__thread *t, int64_t *error)
{
	struct mn__entry *own = mn__likely(t != NULL) ? mn__enter_to_read(id, &mn__slice_kind, t) : NULL;

	if (mn__unlikely(!own))
		*error = mn__no_slice(t);
	return own;
}

static int64_t mn__ask_slice(int64_t id, const char *call, enum mn__slice_question question)
{
	struct mn__thread *t = mn__thread();
	int64_t answer = 0;
	struct mn__entry *own = mn__slice_enter(id, t, &answer);
	const struct mn__slice *s;
	const struct mn__region *r;

	if (!own) {
		mn__error_context(answer, call, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
		return answer;
	}
	s = own->object;
	/* What a held region is does not change, so its lock is not needed. */
	r = s->region->object;
	switch (question) {
	case MN__SLICE_ADDRESS: answer = r->base ? (int64_t)(uintptr_t)(r->base + s->offset) : -ENXIO; break;
	case MN__SLICE_OFFSET: answer = (int64_t)s->offset; break;
	case MN__SLICE_LENGTH: answer = (int64_t)s->n; break;
	case MN__SLICE_MODE: answer = s->mode; break;
	case MN__SLICE_THREAD: answer = s->thread; break;
	case MN__SLICE_REGION: answer = s->region_id; break;
	}
	mn__read_unlock(&own->lock, t);
	if (answer == -ENXIO) {
		(void)mn__fail(-ENXIO, "address: an empty region has none");
		mn__error_context(answer, call, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
	}
	return answer;
}

int64_t mn_slice_address(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_ADDRESS); }
int64_t mn_slice_offset(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_OFFSET); }
int64_t mn_slice_length(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_LENGTH); }
int64_t mn_slice_mode(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_MODE); }
int64_t mn_slice_thread(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_THREAD); }
int64_t mn_slice_region(int64_t id) { return mn__ask_slice(id, __func__, MN__SLICE_REGION); }

/* ---- Bytes ----------------------------------------------------------------

   The right to the bytes of a slice is its id, whichever thread has it.  While
   it is held the region keeps its shape and protection.  A shared slice keeps
   writers out and an exclusive one everybody, so the lock of the slice's own
   entry is all that they need; a pin keeps nobody out and takes the region's
   lock as well. */

static MN_COLD int32_t mn__slice_refuses(const struct mn__slice *s, const char *what, uint64_t offset, uint64_t n, int32_t need)
{
	if (!mn__range_ok(offset, n, s->n))
		return mn__past_end(what, offset, n, s->n);
	if (need & MN__PROT_WRITE && s->mode == MN_SLICE_SHARED)
		return mn__fail(-EACCES, "%s of %" PRIu64 " bytes at %" PRIu64 ": this slice is shared, which only reads: open an "
		                "exclusive one or a pin", what, n, offset);
	return mn__not_allowed(what, offset, n, need & MN__PROT_WRITE ? "a writable region" : "a readable region");
}

/* 0, or why this slice has no such access. */
MN_HOT int32_t mn__slice_check_range(const struct mn__slice *s, const struct mn__region *r, const char *what, uint64_t offset,
                               uint64_t n, int32_t need)
{
	if (mn__unlikely(!mn__range_ok(offset, n, s->n) || (need & MN__PROT_WRITE && s->mode == MN_SLICE_SHARED)
	                 || (n && !mn__allows(r, s->offset + offset, n, need))))
		return mn__slice_refuses(s, what, offset, n, need);
	/* Others' shared and exclusive slices keep a pin out. */
	if (s->mode == MN_SLICE_PIN && mn__unlikely(r->exclusive || (need & MN__PROT_WRITE && r->shared)))
		return mn__busy_error(r, what);
	return 0;
}

static int64_t mn__slice_read(int64_t id, uint64_t offset, void *buffer, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	int64_t result = 0;
	struct mn__entry *own = mn__slice_enter(id, t, &result);
	struct mn__slice *s;
	struct mn__region *r;

	if (mn__unlikely(!own))
		return result;
	s = own->object;
	r = s->region->object;
	if (s->mode == MN_SLICE_PIN)
		mn__read_lock_unbiased(&s->region->lock);
	result = mn__slice_check_range(s, r, "read", offset, n, MN__PROT_READ);
	if (mn__likely(result == 0 && n)) {
		if (mn__unlikely(!buffer))
			result = mn__null_buffer("read");
		else if (mn__likely(mn__copy_in(t, buffer, r->base + s->offset + offset, (size_t)n)))
			result = (int64_t)n;
		else
			result = mn__page_gone_at(r, "read", offset, s->offset + offset, n);
	}
	if (s->mode == MN_SLICE_PIN)
		mn__read_unlock_unbiased(&s->region->lock);
	mn__read_unlock(&own->lock, t);
	return result;
}

int64_t mn_slice_read(int64_t id, uint64_t offset, void *buffer, uint64_t n)
{
	int64_t result = mn__slice_read(id, offset, buffer, n);

	mn__error_context(result, __func__, "slice", id, offset, n);
	return result;
}

static int64_t mn__slice_write(int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *own = t ? mn__enter_to_write(id, &mn__slice_kind) : NULL;
	struct mn__slice *s;
	struct mn__region *r;
	int64_t result;

	if (!own)
		return mn__no_slice(t);
	s = own->object;
	r = s->region->object;
	if (s->mode == MN_SLICE_PIN)
		mn__write_lock(&s->region->lock);
	result = mn__slice_check_range(s, r, "write", offset, n, MN__PROT_WRITE);
	if (result == 0 && n) {
		if (!buffer)
			result = mn__null_buffer("write");
		else if (mn__copy_out(t, r->base + s->offset + offset, buffer, (size_t)n))
			result = (int64_t)n;
		else
			result = mn__page_gone_at(r, "write", offset, s->offset + offset, n);
	}
	if (s->mode == MN_SLICE_PIN)
		mn__write_unlock(&s->region->lock);
	mn__write_unlock(&own->lock);
	return result;
}

int64_t mn_slice_write(int64_t id, uint64_t offset, const void *buffer, uint64_t n)
{
	int64_t result = mn__slice_write(id, offset, buffer, n);

	mn__error_context(result, __func__, "slice", id, offset, n);
	return result;
}

int32_t mn_slice_get_u8(int64_t id, uint64_t offset)
{
	uint8_t byte = 0;
	int64_t result = mn__slice_read(id, offset, &byte, 1);

	mn__error_context(result, __func__, "slice", id, offset, 1);
	return result < 0 ? (int32_t)result : byte;
}

int32_t mn_slice_set_u8(int64_t id, uint64_t offset, uint32_t value)
{
	uint8_t byte = (uint8_t)value;
	int64_t result = value > 255 ? mn__no_byte("write", value) : mn__slice_write(id, offset, &byte, 1);

	mn__error_context(result, __func__, "slice", id, offset, 1);
	return result < 0 ? (int32_t)result : 0;
}

/* Reads a byte of every page under the guard, as the caller is about to, and asks
   for the file's length, since its last page is there as a whole. */
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
			result = mn__page_gone_at(r, "check", 0, s->offset, s->n);
		if (result == 0) {
			result = mn__file_ends_before(r, s->offset, s->n);
			if (result < 0)
				(void)mn__fail((int32_t)result, "check: %s: %s", mn_error_name(result),
				               mn__end_words(r, (int32_t)result, words, sizeof words));
		}
		mn__read_unlock(&own->lock, t);
	}
	mn__error_context(result, __func__, "slice", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return (int32_t)result;
}

/* ---- Accesses that wait ---------------------------------------------------

   A region's read or write that waits until the slices in its way are closed. */

/* The region's entry and its count of events before an access is tried; an
   unknown id has no entry, and the access itself says so. */
static struct mn__entry *mn__events_of(int64_t region, uint32_t *events)
{
	struct mn__entry *e = mn__entry_of(region);

	*events = e ? atomic_load(&e->events) : 0;
	return e;
}

/* True if the access that just failed is worth another try. */
static bool mn__try_again(int64_t result, struct mn__entry *e, uint32_t events, const struct mn__waiting *w)
{
	return result == -EBUSY && mn__current_thread
	       && mn__current_thread->failure.numbers[MN_ERROR_HOLDER_THREAD] != mn__os_thread_id()
	       && mn__wait_for_holder(e, events, w) == 0;
}

int64_t mn_region_read_wait(int64_t id, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms)
{
	struct mn__waiting waiting = mn__wait_begin(timeout_ms, false);
	struct mn__entry *e;
	uint32_t events;
	int64_t result;

	do {
		e = mn__events_of(id, &events);
		result = mn__region_read(__func__, id, offset, buffer, n, 0);
	} while (mn__try_again(result, e, events, &waiting));
	return result;
}

int64_t mn_region_write_wait(int64_t id, uint64_t offset, const void *buffer, uint64_t n, int32_t timeout_ms)
{
	struct mn__waiting waiting = mn__wait_begin(timeout_ms, false);
	struct mn__entry *e;
	uint32_t events;
	int64_t result;

	do {
		e = mn__events_of(id, &events);
		result = mn__region_write(__func__, id, offset, buffer, n);
	} while (mn__try_again(result, e, events, &waiting));
	return result;
}

int64_t mn_region_next_slice(int64_t region, int64_t after)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(region, &mn__region_kind, t) : NULL;
	int64_t next = e ? INT64_MAX : mn__no_region(t);

	if (e) {
		for (const struct mn__slice *s = ((const struct mn__region *)e->object)->slices; s; s = s->next)
			if (s->id > after && s->id < next)
				next = s->id;
		mn__read_unlock(&e->lock, t);
	}
	if (next == INT64_MAX)
		next = mn__fail(-ENOENT, "next slice: there is none after %" PRId64, after);
	mn__error_context(next, __func__, "region", region, MN__NO_NUMBER, MN__NO_NUMBER);
	return next;
}
