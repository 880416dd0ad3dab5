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

#ifndef MN_TABLE_C
#define MN_TABLE_C

#include "error.c"
#include "wide.c"

enum mn__kind { MN__FREE, MN__REGION, MN__RELEASED, MN__SLICE, MN__CURSOR, MN__MANAGER, MN__KINDS };

struct mn__entry {
	struct mn__lock lock;
	uint32_t kind;          /* enum mn__kind */
	mn__wide id;            /* 0 while the entry is free */
	void *object;
	int64_t next_use;       /* the count in the next id */
	uint32_t next_free;
	_Atomic uint32_t pins;      /* calls at work on the object without the lock */
	_Atomic uint32_t events;    /* counts what somebody may be waiting for */
};

#define MN__INDEX_BITS 24
#define MN__USE_BITS 29
/* A process begins to count in the lower half of the numbers. */
#define MN__FIRST_USES (UINT64_C(1) << (MN__USE_BITS - 1))
#define MN__INDEX_MASK ((INT64_C(1) << MN__INDEX_BITS) - 1)
#define MN__CHUNK 256
#define MN__CHUNKS ((1 << MN__INDEX_BITS) / MN__CHUNK)

/* A chunk begins at a cache line, and so does each of its entries. */
struct mn__padded_entry {
	_Alignas(64) struct mn__entry entry;
};

static _Atomic(struct mn__padded_entry *) mn__chunks[MN__CHUNKS];
static struct mn__lock mn__table_lock;
static uint32_t mn__entries_made = 1;    /* entry 0 stays unused: no id is 0 */
static uint32_t mn__first_free;
static int64_t mn__first_use;            /* 0 before the first entry */
static mn__wide mn__alive[MN__KINDS];

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
static struct mn__entry *mn__entry_new(enum mn__kind kind, int64_t *id)
{
	struct mn__entry *e = NULL;
	uint32_t index;

	mn__write_lock(&mn__table_lock);
	index = mn__first_free;
	if (index) {
		e = mn__entry_of(index);
		mn__first_free = e->next_free;
	} else if (mn__entries_made <= MN__INDEX_MASK) {
		uint32_t chunk = mn__entries_made / MN__CHUNK;

		index = mn__entries_made;
		if (!atomic_load(&mn__chunks[chunk])) {
			struct mn__padded_entry *fresh = mn__allocate_aligned(64, MN__CHUNK * sizeof *fresh);

			if (fresh)
				memset(fresh, 0, MN__CHUNK * sizeof *fresh);
			atomic_store_explicit(&mn__chunks[chunk], fresh, memory_order_release);
		}
		if (!mn__first_use)
			mn__first_use = 1 + (int64_t)(mn__os_random() % MN__FIRST_USES);
		e = mn__entry_of(index);
		if (e) {
			e->next_use = mn__first_use;
			mn__entries_made++;
		}
	}
	mn__write_unlock(&mn__table_lock);
	if (!e)
		return NULL;
	mn__write_lock(&e->lock);
	*id = e->next_use << MN__INDEX_BITS | (int64_t)index;
	e->next_use++;
	e->kind = kind;
	mn__wide_set(&e->id, *id);
	mn__wide_add(&mn__alive[kind], 1);
	return e;
}

/* Forgets the object of an entry that is locked for writing, and unlocks it.
   An entry whose numbers are used up is left alone for ever. */
static void mn__entry_delete(struct mn__entry *e)
{
	uint32_t index = (uint32_t)(mn__wide_peek(&e->id) & MN__INDEX_MASK);

	mn__wide_add(&mn__alive[e->kind], -1);
	mn__wide_set(&e->id, 0);
	e->object = NULL;
	e->kind = MN__FREE;
	mn__write_unlock(&e->lock);
	if (e->next_use >> MN__USE_BITS)
		return;
	mn__write_lock(&mn__table_lock);
	e->next_free = mn__first_free;
	mn__first_free = index;
	mn__write_unlock(&mn__table_lock);
}

static const char *const mn__kind_names[MN__KINDS] = {
	"id", "region", "region", "slice", "cursor", "manager"
};

MN_COLD int32_t mn__bad_id(enum mn__kind kind)
{
	return mn__fail(-EBADF, "no %s has this id: it is closed or was never open", mn__kind_names[kind]);
}

/* The entry of an id, locked for writing; NULL when it is not (or no longer)
   the id of such an object. */
MN_HOT struct mn__entry *mn__enter_to_write(int64_t id, enum mn__kind kind)
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

MN_HOT struct mn__entry *mn__enter_to_read(int64_t id, enum mn__kind kind, struct mn__thread *t)
{
	struct mn__entry *e = mn__entry_of(id);

	if (mn__unlikely(!e))
		return NULL;
	mn__read_lock(&e->lock, t);
	if (mn__likely(mn__wide_peek(&e->id) == id && e->kind == (uint32_t)kind))
		return e;
	mn__read_unlock(&e->lock, t);
	return NULL;
}

/* Whether an id is still given, as far as can be said without its lock. */
static bool mn__is_given(int64_t id)
{
	struct mn__entry *e = mn__entry_of(id);

	return e && mn__wide_get(&e->id) == id;
}

/* A call that may take long (writing back a file) works on the object under a
   pin instead of the lock, so that reading and writing go on beside it. */
static void mn__pin(struct mn__entry *e)
{
	atomic_fetch_add(&e->pins, 1);
}

static void mn__event(struct mn__entry *e)
{
	atomic_fetch_add(&e->events, 1);
	(void)mn__os_wake((const uint32_t *)(const void *)&e->events, INT32_MAX, 0);
}

static void mn__unpin(struct mn__entry *e)
{
	if (atomic_fetch_sub(&e->pins, 1) == 1)
		mn__event(e);
}

/* Waits until no pinned call is at work.  The entry is locked, so that none
   begins meanwhile. */
static void mn__wait_for_pins(struct mn__entry *e)
{
	uint32_t events;

	while (events = atomic_load(&e->events), atomic_load(&e->pins) != 0)
		(void)mn__os_wait((const uint32_t *)(const void *)&e->events, events, 10, 0);
}

/* Like mn__enter_to_write, and no pinned call is at work. */
static struct mn__entry *mn__enter_to_change(int64_t id, enum mn__kind kind)
{
	for (int tries = 0;; tries++) {
		struct mn__entry *e = mn__enter_to_write(id, kind);
		uint32_t events;

		if (!e || atomic_load(&e->pins) == 0)
			return e;
		/* Pinned calls may follow each other without a gap; somebody who
		   has waited for one in vain so often lets no new one in. */
		if (tries == 10) {
			mn__wait_for_pins(e);
			return e;
		}
		events = atomic_load(&e->events);
		mn__write_unlock(&e->lock);
		/* An unpinning after the look at `events` changes the number; the
		   limit is for the one just before it. */
		(void)mn__os_wait((const uint32_t *)(const void *)&e->events, events, 10, 0);
	}
}

/* Waits until every call that is at work on an object now has ended. */
static void mn__let_all_leave(void)
{
	uint32_t made;

	mn__write_lock(&mn__table_lock);
	made = mn__entries_made;
	mn__write_unlock(&mn__table_lock);
	for (uint32_t i = 1; i < made; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		mn__write_lock(&e->lock);
		mn__wait_for_pins(e);
		mn__write_unlock(&e->lock);
	}
}

/* ---- fork --------------------------------------------------------------

   The child has one thread.  What a lock or record says about the others is
   about nobody, so it is wiped.  While the process forks no other thread is
   in the middle of changing a region's shape, because those changes hold this
   lock for reading. */

static struct mn__lock mn__shape_changes;

/* Held while the guard changes its mode, which waits for every entry: so this
   lock comes before all others.  Its handler has a lock that comes after all. */
static struct mn__lock mn__mode_lock;
static void mn__guard_before_fork(void);
static void mn__guard_after_fork(void);

/* The thread that forks, which is the child's only one. */
static int64_t mn__forking;

static void mn__fork_prepare(void)
{
	mn__write_lock(&mn__mode_lock);
	mn__write_lock(&mn__shape_changes);
	mn__write_lock(&mn__table_lock);
	mn__guard_before_fork();
	mn__wide_before_fork();
	mn__forking = mn__os_thread();
}

static void mn__fork_parent(void)
{
	mn__wide_after_fork();
	mn__guard_after_fork();
	mn__write_unlock(&mn__table_lock);
	mn__write_unlock(&mn__shape_changes);
	mn__write_unlock(&mn__mode_lock);
}

/* What they have to do in a child; src/region.c and src/manager.c know. */
static void mn__region_after_fork(void *region, struct mn__entry *e);
static void mn__manager_after_fork(void *manager);

static void mn__fork_child(void)
{
	mn__wide_after_fork();
	for (struct mn__thread *t = atomic_load(&mn__threads); t; t = t->next) {
		atomic_store(&t->reading, NULL);
		atomic_store(&t->guarded_high, 0);
		if (t != mn__me)
			atomic_store(&t->in_use, 0);
		else
			t->number = mn__os_thread();
	}
	mn__lock_forget(&mn__table_lock);
	for (uint32_t i = 1; i < mn__entries_made; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		mn__lock_forget(&e->lock);
		atomic_store(&e->pins, 0);
	}
	/* With no lock held, objects can be ended as usual. */
	for (uint32_t i = 1; i < mn__entries_made; i++) {
		struct mn__entry *e = mn__entry_of(i);

		if (!e)
			break;
		if (e->kind == MN__REGION || e->kind == MN__RELEASED)
			mn__region_after_fork(e->object, e);
		if (e->kind == MN__MANAGER)
			mn__manager_after_fork(e->object);
	}
	mn__guard_after_fork();
	mn__lock_forget(&mn__shape_changes);
	mn__lock_forget(&mn__mode_lock);
}

#endif
