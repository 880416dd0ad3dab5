/* The table of entries: making and freeing them, pins, and a child of fork. */

#include "handle.h"

#include "os/os.h"

MN_PRIVATE _Atomic(struct mn__padded_entry *) mn__chunks[MN__CHUNKS];
MN_PRIVATE struct mn__lock mn__handle_lock;

/* These change under mn__handle_lock. */
static uint32_t mn__entry_count = 1;     /* entry 0 is unused, so that no id is 0 */
static uint32_t mn__first_free;          /* the first entry of the free list, or 0 */
static int64_t mn__first_generation;     /* 0 before the first entry */

MN_PRIVATE struct mn__entry *mn__entry_new(struct mn__kind *kind, int64_t *id)
{
	struct mn__entry *e = NULL;
	uint32_t index;

	mn__write_lock(&mn__handle_lock);
	index = mn__first_free;
	if (index) {
		e = mn__entry_of(index);
		mn__first_free = e->next_free;
	} else if (mn__entry_count <= MN__INDEX_MASK) {
		uint32_t chunk = mn__entry_count / MN__CHUNK;

		index = mn__entry_count;
		if (!atomic_load(&mn__chunks[chunk])) {
			struct mn__padded_entry *fresh = mn__allocate_aligned(64, MN__CHUNK * sizeof *fresh);

			if (fresh)
				memset(fresh, 0, MN__CHUNK * sizeof *fresh);
			atomic_store_explicit(&mn__chunks[chunk], fresh, memory_order_release);
		}
		if (!mn__first_generation)
			mn__first_generation = 1 + (int64_t)(mn__os_random() % MN__FIRST_GENERATIONS);
		e = mn__entry_of(index);
		if (e) {
			e->next_generation = mn__first_generation;
			mn__entry_count++;
		}
	}
	mn__write_unlock(&mn__handle_lock);
	if (!e)
		return NULL;
	mn__write_lock(&e->lock);
	*id = e->next_generation << MN__INDEX_BITS | (int64_t)index;
	e->next_generation++;
	e->kind = kind;
	mn__wide_set(&e->id, *id);
	mn__wide_add(&kind->alive, 1);
	return e;
}

MN_PRIVATE void mn__entry_delete(struct mn__entry *e)
{
	uint32_t index = (uint32_t)(mn__wide_peek(&e->id) & MN__INDEX_MASK);

	mn__wide_add(&e->kind->alive, -1);
	mn__wide_set(&e->id, 0);
	e->object = NULL;
	e->kind = NULL;
	mn__write_unlock(&e->lock);
	if (e->next_generation >> MN__GENERATION_BITS)
		return;
	mn__write_lock(&mn__handle_lock);
	e->next_free = mn__first_free;
	mn__first_free = index;
	mn__write_unlock(&mn__handle_lock);
}

MN_PRIVATE MN_COLD int32_t mn__bad_id(const struct mn__kind *kind)
{
	return mn__fail(-EBADF, "no %s has this id: it is closed or was never open", kind->name);
}

MN_PRIVATE MN_COLD int32_t mn__enter_failed(const struct mn__thread *t, const struct mn__kind *kind)
{
	return t ? mn__bad_id(kind) : mn__no_memory("this thread");
}

MN_PRIVATE bool mn__is_live(int64_t id)
{
	struct mn__entry *e = mn__entry_of(id);

	return e && mn__wide_get(&e->id) == id;
}

MN_PRIVATE void mn__pin(struct mn__entry *e)
{
	atomic_fetch_add(&e->pins, 1);
}

MN_PRIVATE void mn__notify(struct mn__entry *e)
{
	atomic_fetch_add(&e->events, 1);
	(void)mn__os_wake((const uint32_t *)(const void *)&e->events, INT32_MAX, 0);
}

MN_PRIVATE void mn__unpin(struct mn__entry *e)
{
	if (atomic_fetch_sub(&e->pins, 1) == 1)
		mn__notify(e);
}

/* Waits until no call has the object pinned.  The caller holds the lock, so no new one
   begins. */
static void mn__wait_for_pins(struct mn__entry *e)
{
	uint32_t events;

	while (events = atomic_load(&e->events), atomic_load(&e->pins) != 0)
		(void)mn__os_wait((const uint32_t *)(const void *)&e->events, events, 10, 0);
}

MN_PRIVATE struct mn__entry *mn__enter_to_change(int64_t id, const struct mn__kind *kind)
{
	for (int tries = 0;; tries++) {
		struct mn__entry *e = mn__enter_to_write(id, kind);
		uint32_t events;

		if (!e || atomic_load(&e->pins) == 0)
			return e;
		/* Pinned calls may follow each other without a gap.  After ten rounds,
		   keep the lock, so that no new one begins. */
		if (tries == 10) {
			mn__wait_for_pins(e);
			return e;
		}
		events = atomic_load(&e->events);
		mn__write_unlock(&e->lock);
		/* An mn__unpin from here on changes `events`.  The limit is for one that
		   came between reading `pins` and `events`. */
		(void)mn__os_wait((const uint32_t *)(const void *)&e->events, events, 10, 0);
	}
}

MN_PRIVATE void mn__quiesce(void)
{
	uint32_t made;

	mn__write_lock(&mn__handle_lock);
	made = mn__entry_count;
	mn__write_unlock(&mn__handle_lock);
	for (uint32_t i = 1; i < made; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		mn__write_lock(&e->lock);
		mn__wait_for_pins(e);
		mn__write_unlock(&e->lock);
	}
}

MN_PRIVATE void mn__entries_after_fork(void)
{
	mn__lock_reset(&mn__handle_lock);
	for (uint32_t i = 1; i < mn__entry_count; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		mn__lock_reset(&e->lock);
		atomic_store(&e->pins, 0);
	}
	/* Now no lock is held, and objects can be closed as usual. */
	for (uint32_t i = 1; i < mn__entry_count; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		if (e->kind && e->kind->after_fork)
			e->kind->after_fork(e->object, e);
	}
}
