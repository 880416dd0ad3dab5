/* What a manager knows: its mappings, its owners, their rights and limits.  A mapping is a
   region that belongs to an owner; regions do all work on its bytes.

   These lists change under the lock of the manager's entry.  No function of a region is
   called under that lock, because it may wait for a disk or for a slice.  So another
   thread can unmap a mapping between the look into the list and the use of the region:
   the region then says -EBADF. */

#ifndef MN_OWNER_H
#define MN_OWNER_H

#include "../handle.h"

MN_PRIVATE_DATA struct mn__kind mn__manager_kind;

enum { MN__ALL_RIGHTS = MN_RIGHT_READ | MN_RIGHT_WRITE | MN_RIGHT_INFO };
enum { MN__READS, MN__WRITES, MN__BYTES_READ, MN__BYTES_WRITTEN, MN__SYNCS, MN__COUNTERS };

struct mn__mapping {
	/* These never change: a thread with a reference reads them without a lock. */
	int64_t number, owner, region;
	int32_t kind, shared;
	char *name;                     /* the path, or the memory file's name */
	_Atomic int32_t references;     /* one of the list, and one of each call at work */
	mn__wide counters[MN__COUNTERS];
	/* Under the manager's lock. */
	int64_t bytes;                  /* charged to its owner: never less than it has */
	int64_t resizes;                /* how many began */
	int32_t resizing;               /* how many are at work */
};

struct mn__owner {
	int64_t owner;
	int64_t mappings, bytes;
	int64_t mappings_limit, bytes_limit;    /* INT64_MAX: none */
	int64_t denied;
	uint32_t rights;
};

struct mn__slot {
	int64_t number;
	struct mn__mapping *mapping;    /* NULL: it was unmapped */
};

/* Both lists are sorted: slots by the mapping's number, owners by theirs.  An unmapped
   mapping leaves an empty slot; the list is compacted when more than half of its slots
   are empty.  So unmapping is cheap anywhere in the list. */
struct mn__manager {
	int32_t root;               /* the directory's descriptor, or -1 */
	char *root_name;            /* as the caller gave it, for messages; NULL: no root */
	int64_t last;               /* the last mapping's number */
	int64_t denied, bytes;
	struct mn__slot *slots;
	size_t slot_count, slot_room, mapping_count;
	struct mn__owner *owners;
	size_t owner_count, owner_room;
};

/* ---- The manager's lock ---- */

struct mn__locked_manager {
	struct mn__manager *m;
	struct mn__entry *e;
	struct mn__thread *t;       /* of a reader */
	int writing;
};

/* Lock a manager for reading or for writing; the caller calls mn__manager_unlock.  A
   recorded -EBADF or -ENOMEM leaves it unlocked.  A writer also keeps forks out. */
MN_PRIVATE int32_t mn__manager_rdlock(int64_t manager, struct mn__locked_manager *locked);
MN_PRIVATE int32_t mn__manager_wrlock(int64_t manager, struct mn__locked_manager *locked);
MN_PRIVATE void mn__manager_unlock(struct mn__locked_manager *locked);

/* ---- The lists, of a locked manager ---- */

/* The index of a mapping's number in the slots, or the index where it would be. */
MN_PRIVATE size_t mn__slot_of(const struct mn__manager *m, int64_t number);

/* The mapping, which the list owns; NULL if the manager has none of this number. */
MN_PRIVATE struct mn__mapping *mn__mapping_find(const struct mn__manager *m, int64_t number);

/* The number of an owner's first mapping after `after`, or 0. */
MN_PRIVATE int64_t mn__next_mapping(const struct mn__manager *m, int64_t owner, int64_t after);

/* The owner's record, which the list owns; NULL for a default owner. */
MN_PRIVATE struct mn__owner *mn__owner_find(const struct mn__manager *m, int64_t owner);

/* An owner without mappings, rights and limits. */
MN_PRIVATE struct mn__owner mn__default_owner(int64_t owner);

/* Drops an owner's record as soon as it equals the default: owners come and go by the
   thousand. */
MN_PRIVATE void mn__owner_forget(struct mn__manager *m, struct mn__owner *o);

/* Makes room for one more element.  The list, perhaps moved; NULL without memory, and then
   the list is as before. */
MN_PRIVATE void *mn__list_grow(void *list, size_t count, size_t *room, size_t size);

/* Charges one more mapping, or more bytes of one, to an owner: 0, or -EDQUOT over a limit,
   or -EOVERFLOW.  No sum of bytes is over the manager's sum, so only that one is checked
   for overflow. */
MN_PRIVATE int32_t mn__charge(struct mn__manager *m, struct mn__owner *o, int64_t mappings, int64_t bytes);
MN_PRIVATE void mn__uncharge(struct mn__manager *m, int64_t owner, int64_t mappings, int64_t bytes);

/* ---- Reservations, which lock the manager themselves ---- */

/* Charges a mapping before it is made, so that threads that map at once do not pass a
   limit.  Errors as mn__charge. */
MN_PRIVATE int32_t mn__reserve(int64_t manager, int64_t owner, int64_t bytes);
MN_PRIVATE void mn__unreserve(int64_t manager, int64_t owner, int64_t bytes);

/* ---- Calls on a mapping ---- */

/* A call's reference to a mapping, and the rights of the owner that calls. */
struct mn__mapping_ref {
	int64_t manager, number;
	struct mn__mapping *mapping;    /* NULL without a reference */
	uint32_t rights;
};

/* Takes a reference if the mapping is the owner's, or if the owner has one of the rights
   `others`.  -EBADF no such manager or mapping, -EPERM another owner's; both are recorded.
   In either case mn__mapping_finish ends the call.  This locks the manager once. */
MN_PRIVATE int32_t mn__mapping_acquire(int64_t manager, int64_t owner, int64_t mapping, uint32_t others,
                                         struct mn__mapping_ref *ref);

/* Releases the reference and ends the exported function `call`, whose result it returns.
   -EBADF of a region that was closed meanwhile becomes that of an unknown mapping. */
MN_PRIVATE int64_t mn__mapping_finish(struct mn__mapping_ref *ref, int64_t result, const char *call, uint64_t offset,
                                        uint64_t n);

/* Releases one reference; the last one frees the mapping. */
MN_PRIVATE void mn__mapping_release(struct mn__mapping *p);

MN_PRIVATE void mn__count_access(struct mn__mapping *p, int counter, int64_t bytes);

/* ---- Failures ---- */

/* Counts a refusal and returns -EPERM.  The recorded failure stays. */
MN_PRIVATE int32_t mn__deny(int64_t manager, int64_t owner);

/* Records that the manager has no such mapping, and returns -EBADF. */
MN_PRIVATE int32_t mn__unknown_mapping(int64_t manager);

/* Save and restore the recorded failure around calls that may fail themselves. */
MN_PRIVATE void mn__failure_save(struct mn__failure *failure);
MN_PRIVATE void mn__failure_restore(const struct mn__failure *failure);

#endif
