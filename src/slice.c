/* Slices: counted views of a region.  While one is held the region does not
   close, move or change size, so that its address stays good; a shared slice
   keeps writers out as well, an exclusive one everybody. */

#ifndef MN_SLICE_C
#define MN_SLICE_C

#include "region.c"

/* The region's list and the slice's own entry point to it; all but the links
   stays as it was made. */
struct mn__slice {
	struct mn__entry *region;
	struct mn__slice *next;
	int64_t id, region_id;
	uint64_t offset, n;
	int32_t mode;
	int64_t thread;
};

static const char *const mn__modes[] = { "pinned", "shared", "exclusive" };

static int32_t mn__held(const struct mn__region *r, int64_t id, const char *what)
{
	const struct mn__slice *s = r->slices, *worst = s;

	/* The holder that is in the way of most. */
	for (; s; s = s->next)
		if (s->mode > worst->mode)
			worst = s;
	return mn__about(mn__fail(-EBUSY, "region %" PRId64 ": %s: slice %" PRId64 " (%s) holds %" PRIu64 " bytes at %" PRIu64
	                          ", taken by thread %" PRId64 ": close it first", id, what, worst->id,
	                          mn__modes[worst->mode], worst->n, worst->offset, worst->thread),
	                 what, id, worst->offset, worst->n);
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

/* A child has one thread.  Of what other threads held nobody is there to close
   it, so it is closed here; else an exclusive slice of a worker would keep the
   child out of the region for ever. */
static void mn__slices_after_fork(struct mn__region *r)
{
	struct mn__slice **link = &r->slices, *s;

	while ((s = *link) != NULL) {
		struct mn__entry *own = mn__entry_of(s->id);

		if (s->thread == mn__forking) {
			s->thread = mn__os_thread();
			link = &s->next;
			continue;
		}
		*link = s->next;
		r->shared -= s->mode == MN_SLICE_SHARED;
		r->exclusive -= s->mode == MN_SLICE_EXCLUSIVE;
		mn__write_lock(&own->lock);
		mn__entry_delete(own);
		free(s);
	}
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
		return mn__past_end(region, "slice", offset, n, r->length);
	if (n && mode != MN_SLICE_PIN
	    && !mn__allows(r, offset, n, mode == MN_SLICE_EXCLUSIVE ? PROT_READ | PROT_WRITE : PROT_READ))
		return mn__not_allowed(region, mode == MN_SLICE_EXCLUSIVE ? "exclusive slice" : "shared slice", offset,
		                       n, mode == MN_SLICE_EXCLUSIVE ? "a writable region" : "a readable region");
	s = mn__allocate(sizeof *s);
	own = s ? mn__entry_new(MN__SLICE, &id) : NULL;
	if (!own) {
		free(s);
		return mn__no_memory("a slice");
	}
	*s = (struct mn__slice){ e, r->slices, id, region, offset, n, mode, mn__os_thread() };
	r->slices = s;
	r->shared += mode == MN_SLICE_SHARED;
	r->exclusive += mode == MN_SLICE_EXCLUSIVE;
	own->object = s;
	mn__write_unlock(&own->lock);
	return id;
}

int64_t mn_slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms)
{
	int64_t deadline = timeout_ms > 0 ? mn__os_milliseconds() + timeout_ms : 0;
	bool stop = mode >= MN_SLICE_INTERRUPTIBLE;
	int32_t given = mode;

	mode -= stop ? MN_SLICE_INTERRUPTIBLE : 0;
	if (mode < MN_SLICE_PIN || mode > MN_SLICE_EXCLUSIVE)
		return mn__fail(-EINVAL, "there is no slice mode %" PRId32 " (0 pin, 1 shared, 2 exclusive; 16 more: a "
		                "signal ends the wait)", given);
	mn__guard_check();
	mn__guard_look_at_mask();
	for (;;) {
		const struct mn__slice *conflict;
		int64_t result, left = -1;
		struct mn__entry *e;
		uint32_t events;

		mn__word_read_lock(&mn__shape_changes);
		e = mn__enter_to_write(region, MN__REGION);
		if (!e) {
			mn__word_read_unlock(&mn__shape_changes);
			return mn__bad_id(MN__REGION, region);
		}
		conflict = mn__conflict(e->object, mode, mn__os_thread());
		result = conflict ? mn__held(e->object, region, "slice") : mn__slice_begin(e, region, offset, n, mode);
		events = atomic_load(&e->events);
		if (timeout_ms > 0)
			left = deadline - mn__os_milliseconds();
		if (conflict && conflict->thread == mn__os_thread())
			left = 0;
		mn__write_unlock(&e->lock);
		mn__word_read_unlock(&mn__shape_changes);
		if (!conflict || timeout_ms == 0 || left == 0 || (timeout_ms > 0 && left <= 0))
			return result;
		/* Nothing is held here, so that a thread that ends leaves nothing behind. */
		mn__os_end_if_cancelled();
		/* A sleep without a limit would go on after a handler with SA_RESTART. */
		if (mn__os_wait((const uint32_t *)(const void *)&e->events, events,
		                left < 0 || left > MN__NAP_MS ? MN__NAP_MS : left, 0) != -EINTR)
			continue;
		/* Some systems send a signal to the thread that is cancelled. */
		mn__os_end_if_cancelled();
		if (stop)
			return mn__about(mn__fail(-EINTR, "region %" PRId64 ": slice of %" PRIu64 " bytes at %" PRIu64
			                          ": a signal ended the wait for its holder", region, n, offset),
			                 "slice", region, offset, n);
	}
}

int32_t mn_slice_close(int64_t id)
{
	struct mn__entry *own, *e;
	struct mn__slice *s, **link;
	struct mn__region *r;

	mn__word_read_lock(&mn__shape_changes);
	own = mn__enter_to_write(id, MN__SLICE);
	if (!own) {
		mn__word_read_unlock(&mn__shape_changes);
		return mn__bad_id(MN__SLICE, id);
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
	mn__event(e);
	if (e->kind == MN__RELEASED && !r->slices) {
		int64_t released = mn__wide_get(&e->id);

		if (mn__region_end(e) < 0) {
			mn__wide_add(&mn__close_errors, 1);
			if (mn__wide_get(&e->id) == released)
				mn__write_unlock(&e->lock);
		}
	} else {
		mn__write_unlock(&e->lock);
	}
	mn__word_read_unlock(&mn__shape_changes);
	return 0;
}

enum mn__slice_question { MN__SLICE_ADDRESS, MN__SLICE_OFFSET, MN__SLICE_LENGTH, MN__SLICE_MODE, MN__SLICE_THREAD,
                          MN__SLICE_REGION };

static int64_t mn__ask_slice(int64_t id, enum mn__slice_question question)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *own = t ? mn__enter_to_read(id, MN__SLICE, t) : NULL;
	const struct mn__slice *s;
	const struct mn__region *r;
	int64_t answer = 0;

	if (!own)
		return t ? mn__bad_id(MN__SLICE, id) : mn__no_memory("this thread");
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
	if (answer == -ENXIO)
		return mn__fail(-ENXIO, "slice %" PRId64 ": an empty region has no address", id);
	return answer;
}

int64_t mn_slice_address(int64_t id) { return mn__ask_slice(id, MN__SLICE_ADDRESS); }
int64_t mn_slice_offset(int64_t id) { return mn__ask_slice(id, MN__SLICE_OFFSET); }
int64_t mn_slice_length(int64_t id) { return mn__ask_slice(id, MN__SLICE_LENGTH); }
int64_t mn_slice_mode(int64_t id) { return mn__ask_slice(id, MN__SLICE_MODE); }
int64_t mn_slice_thread(int64_t id) { return mn__ask_slice(id, MN__SLICE_THREAD); }
int64_t mn_slice_region(int64_t id) { return mn__ask_slice(id, MN__SLICE_REGION); }

/* Reads a byte of every page under the guard, as the caller is about to, and asks
   for the file's length, since its last page is there as a whole. */
int32_t mn_slice_check(int64_t id)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *own = t ? mn__enter_to_read(id, MN__SLICE, t) : NULL;
	struct mn__region *r;
	const struct mn__slice *s;
	int32_t result = 0;
	char words[400];

	if (!own)
		return t ? mn__bad_id(MN__SLICE, id) : mn__no_memory("this thread");
	s = own->object;
	r = s->region->object;
	if (s->n && r->base && mn__allows(r, s->offset, s->n, PROT_READ)
	    && !mn__all_there(t, r->base + s->offset, (size_t)s->n))
		result = mn__page_gone(r, s->region_id, "check", s->offset, s->n);
	if (result == 0) {
		result = mn__file_ends_before(r, s->offset, s->n);
		if (result < 0)
			(void)mn__about(mn__fail(result, "slice %" PRId64 " of region %" PRId64 ": check: %s: %s", id, s->region_id,
			                         mn_error_name(result), mn__end_words(r, result, words, sizeof words)),
			                "check", s->region_id, s->offset, s->n);
	}
	mn__read_unlock(&own->lock, t);
	return result;
}

int64_t mn_region_next_slice(int64_t region, int64_t after)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(region, MN__REGION, t) : NULL;
	int64_t next = INT64_MAX;

	if (!e)
		return t ? mn__bad_id(MN__REGION, region) : mn__no_memory("this thread");
	for (const struct mn__slice *s = ((const struct mn__region *)e->object)->slices; s; s = s->next)
		if (s->id > after && s->id < next)
			next = s->id;
	mn__read_unlock(&e->lock, t);
	return next != INT64_MAX ? next : mn__fail(-ENOENT, "region %" PRId64 ": no slice after %" PRId64, region, after);
}

#endif
