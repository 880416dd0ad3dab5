/* Ids: a number that stands for an object, like a file descriptor, except that
   no number is ever given twice.

   An id is the index of an entry (the low 24 bits) and a count of the entry's
   uses (the 29 bits above), so a double holds it.  Each process counts from a
   random number on: an id that a file, a pipe or a precompiled Raku module
   carries into another process is the id of nothing there.  A fork's child
   counts on from its parent's numbers.

   Entries lie in chunks that are never freed, so that looking at the entry of
   an old id is always allowed; the entry's lock says whether it still is what
   the id meant. */

#ifndef MN_HANDLE_H
#define MN_HANDLE_H

#include "error.h"
#include "sync/wide.h"

struct mn__entry;

/* A kind of object.  Each room registers its own here, and this file knows none. */
struct mn__kind {
	const char *name;                   /* in sentences: "region" */
	/* In a child, once per object, with no lock held; NULL: nothing to do. */
	void (*after_fork)(void *object, struct mn__entry *e);
	mn__wide alive;                     /* how many objects there are */
};

struct mn__entry {
	struct mn__lock lock;
	struct mn__kind *kind;  /* NULL while the entry is free */
	mn__wide id;            /* 0 while the entry is free */
	void *object;
	int64_t next_generation;       /* the count in the next id */
	uint32_t next_free;
	_Atomic uint32_t pins;      /* calls at work on the object without the lock */
	_Atomic uint32_t events;    /* counts what somebody may be waiting for */
};

#define MN__INDEX_BITS 24
#define MN__GENERATION_BITS 29
/* A process begins to count in the lower half of the numbers. */
#define MN__FIRST_GENERATIONS (UINT64_C(1) << (MN__GENERATION_BITS - 1))
#define MN__INDEX_MASK ((INT64_C(1) << MN__INDEX_BITS) - 1)
#define MN__CHUNK 256
#define MN__CHUNKS ((1 << MN__INDEX_BITS) / MN__CHUNK)

/* A chunk begins at a cache line, and so does each of its entries. */
struct mn__padded_entry {
	_Alignas(64) struct mn__entry entry;
};

MN_PRIVATE_DATA _Atomic(struct mn__padded_entry *) mn__chunks[MN__CHUNKS];
/* Held while the list of free entries changes; fork.c takes it too. */
MN_PRIVATE_DATA struct mn__lock mn__handle_lock;

/* NULL for a number that was never an id. */
MN_HOT struct mn__entry *mn__entry_of(int64_t id)
{
	uint64_t index = (uint64_t)id & MN__INDEX_MASK;
	struct mn__padded_entry *chunk;

	if (mn__unlikely(id <= 0))
		return NULL;
	chunk = atomic_load_explicit(&mn__chunks[index / MN__CHUNK], memory_order_acquire);
	return mn__likely(chunk != NULL) ? &chunk[index % MN__CHUNK].entry : NULL;
}

/* The entry for a new object, locked for writing, with its id set; the caller
   fills in the object and unlocks.  NULL when there is no memory or no id. */
MN_PRIVATE struct mn__entry *mn__entry_new(struct mn__kind *kind, int64_t *id);

/* Forgets the object of an entry that is locked for writing, and unlocks it.
   An entry whose numbers are used up is left alone for ever. */
MN_PRIVATE void mn__entry_delete(struct mn__entry *e);
MN_PRIVATE MN_COLD int32_t mn__bad_id(const struct mn__kind *kind);

/* An id could not be entered: it is none of this kind, or the thread has no record. */
MN_PRIVATE MN_COLD int32_t mn__enter_failed(const struct mn__thread *t, const struct mn__kind *kind);

/* The entry of an id, locked for writing; NULL when it is not (or no longer)
   the id of such an object. */
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

/* Whether an id is still given, as far as can be said without its lock. */
MN_PRIVATE bool mn__is_live(int64_t id);

/* A call that may take long (writing back a file) works on the object under a
   pin instead of the lock, so that reading and writing go on beside it. */
MN_PRIVATE void mn__pin(struct mn__entry *e);
MN_PRIVATE void mn__notify(struct mn__entry *e);

MN_PRIVATE void mn__unpin(struct mn__entry *e);

/* Like mn__enter_to_write, and no pinned call is at work. */
MN_PRIVATE struct mn__entry *mn__enter_to_change(int64_t id, const struct mn__kind *kind);

/* Waits until every call that is at work on an object now has ended. */
MN_PRIVATE void mn__quiesce(void);

/* In a child: wipes what the locks say about threads that are not there, and lets each
   kind end what was theirs.  The caller holds the table's lock. */
MN_PRIVATE void mn__entries_after_fork(void);

#endif
