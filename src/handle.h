/* Ids: numbers for objects, like file descriptors, except that no number is used twice.

   An id is the index of an entry (the low 24 bits) and the entry's generation (the 29
   bits above), so a double holds it.  Generations begin at a random number in each
   process: an id from another process, which a file, a pipe or a precompiled Raku module
   may carry, is unknown here.  A child of fork continues its parent's numbers.

   Entries are never freed, so every thread may lock the entry of any old id, and then
   compare the id.  doc/internals/locking.md has the life of an entry. */

#ifndef MN_HANDLE_H
#define MN_HANDLE_H

#include "error.h"
#include "sync/wide.h"

struct mn__entry;

/* A kind of object: each room defines its own. */
struct mn__kind {
	const char *name;      /* in error messages: "region" */
	/* Runs in a child of fork for each object, with no lock held.  May be NULL. */
	void (*after_fork)(void *object, struct mn__entry *e);
	mn__wide alive;        /* the number of objects */
};

struct mn__entry {
	struct mn__lock lock;       /* protects the object and, while there is one, the entry */
	struct mn__kind *kind;      /* NULL while the entry is free */
	mn__wide id;                /* 0 while the entry is free */
	void *object;
	int64_t next_generation;    /* of the next object here */
	uint32_t next_free;         /* the next entry of the free list, or 0 */
	_Atomic uint32_t pins;      /* calls that work on the object without the lock */
	_Atomic uint32_t events;    /* changes when a waiter should look again: see mn__notify */
};

#define MN__INDEX_BITS 24
#define MN__GENERATION_BITS 29
/* Generations begin in the lower half, so at least half of them remain. */
#define MN__FIRST_GENERATIONS (UINT64_C(1) << (MN__GENERATION_BITS - 1))
#define MN__INDEX_MASK ((INT64_C(1) << MN__INDEX_BITS) - 1)
#define MN__CHUNK 256
#define MN__CHUNKS ((1 << MN__INDEX_BITS) / MN__CHUNK)

/* Each entry has cache lines of its own. */
struct mn__padded_entry {
	_Alignas(64) struct mn__entry entry;
};

MN_PRIVATE_DATA _Atomic(struct mn__padded_entry *) mn__chunks[MN__CHUNKS];

/* Held while the free list or the number of entries changes. */
MN_PRIVATE_DATA struct mn__lock mn__handle_lock;

/* The entry of an id, or of one that was closed.  NULL for a number that was never an
   id. */
MN_HOT struct mn__entry *mn__entry_of(int64_t id)
{
	uint64_t index = (uint64_t)id & MN__INDEX_MASK;
	struct mn__padded_entry *chunk;

	if (mn__unlikely(id <= 0))
		return NULL;
	chunk = atomic_load_explicit(&mn__chunks[index / MN__CHUNK], memory_order_acquire);
	return mn__likely(chunk != NULL) ? &chunk[index % MN__CHUNK].entry : NULL;
}

/* Makes an entry for a new object, with a new id, locked for writing.  The caller sets
   `object` and unlocks.  NULL: out of memory, or of ids. */
MN_PRIVATE struct mn__entry *mn__entry_new(struct mn__kind *kind, int64_t *id);

/* Closes the id of an entry that is locked for writing, and unlocks it.  The caller frees
   the object.  An entry without generations left is never used again. */
MN_PRIVATE void mn__entry_delete(struct mn__entry *e);

/* Locks the entry of an id for writing.  NULL if no object of this kind has the id. */
MN_HOT struct mn__entry *mn__enter_to_write(int64_t id, const struct mn__kind *kind)
{
	struct mn__entry *e = mn__entry_of(id);

	if (!e)
		return NULL;
	mn__write_lock(&e->lock);
	if (mn__wide_peek(&e->id) == id && e->kind == kind)
		return e;
	mn__write_unlock(&e->lock);
	return NULL;
}

/* Locks the entry of an id for reading.  NULL if no object of this kind has the id.  `t`
   is the calling thread's record. */
MN_HOT struct mn__entry *mn__enter_to_read(int64_t id, const struct mn__kind *kind, struct mn__thread *t)
{
	struct mn__entry *e = mn__entry_of(id);

	if (mn__unlikely(!e))
		return NULL;
	mn__read_lock(&e->lock, t);
	if (mn__likely(mn__wide_peek(&e->id) == id && e->kind == kind))
		return e;
	mn__read_unlock(&e->lock, t);
	return NULL;
}

/* Like mn__enter_to_write, and waits until no call has the object pinned. */
MN_PRIVATE struct mn__entry *mn__enter_to_change(int64_t id, const struct mn__kind *kind);

/* Record that no object of this kind has the id, and return -EBADF. */
MN_PRIVATE MN_COLD int32_t mn__bad_id(const struct mn__kind *kind);
/* The same after mn__enter_to_read, which also fails for a thread without a record:
   then -ENOMEM. */
MN_PRIVATE MN_COLD int32_t mn__enter_failed(const struct mn__thread *t, const struct mn__kind *kind);

/* True if an object has this id.  Without the entry's lock, it may be closed at once. */
MN_PRIVATE bool mn__is_live(int64_t id);

/* A long call, such as writing back a file, pins the object under its lock and then works
   without the lock, so that reads and writes continue. */
MN_PRIVATE void mn__pin(struct mn__entry *e);
MN_PRIVATE void mn__unpin(struct mn__entry *e);

/* Changes `events` and wakes all threads that sleep on it. */
MN_PRIVATE void mn__notify(struct mn__entry *e);

/* Waits until every call that works on any object now has ended.  The caller holds no
   entry's lock. */
MN_PRIVATE void mn__quiesce(void);

/* In a child of fork: resets all locks and pins, and lets each kind adapt its objects.
   The caller holds mn__handle_lock, which is reset too. */
MN_PRIVATE void mn__entries_after_fork(void);

#endif
