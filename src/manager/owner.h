/* Managers: mappings behind owners, rights and a root directory.  A mapping is
   a region and who it belongs to; everything that is done to its bytes is done
   by the functions of regions that everybody has.

   A manager's lists change under its entry's lock.  No function of a region is
   called under it, since those may wait for a disk or for a slice; so between
   finding a mapping and using its region the mapping can be given up by another
   thread, and then the region's -EBADF says so. */

#ifndef MN_OWNER_H
#define MN_OWNER_H

#include "../handle.h"

MN_PRIVATE_DATA struct mn__kind mn__manager_kind;

enum { MN__ALL_RIGHTS = MN_RIGHT_READ | MN_RIGHT_WRITE | MN_RIGHT_INFO };
enum { MN__READS, MN__WRITES, MN__BYTES_READ, MN__BYTES_WRITTEN, MN__SYNCS, MN__COUNTERS };

/* What is on this line never changes, and so is read without a lock by those that
   hold the mapping. */
struct mn__mapping {
	int64_t number, owner, region;
	_Atomic int32_t holders;    /* the list, and calls at work */
	int64_t bytes;              /* what it counts against its owner's limit: never less than it has */
	int64_t resizes;            /* how many began, and how many are at work */
	int32_t resizing;
	int32_t kind, shared;
	char *name;                 /* the path, or the memory file's name */
	mn__wide counters[MN__COUNTERS];
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
	struct mn__mapping *mapping;    /* NULL: it was given up */
};

/* Both lists are sorted: mappings by their number, owners by theirs.  A mapping
   that is given up leaves an empty place, and slots are closed up when more
   than half of them are empty: so one in the middle of many is as cheap to give
   up as the last. */
struct mn__manager {
	int32_t root;               /* the directory's descriptor, or -1 */
	char *root_name;            /* as it was given, for messages; NULL: no root */
	int64_t last;               /* the number given last */
	int64_t denied, bytes;
	struct mn__slot *slots;
	size_t slot_count, slot_room, mapping_count;
	struct mn__owner *owners;
	size_t owner_count, owner_room;
};

/* Both come with a thread's record in hand and leave with mn__manager_unlock. */
struct mn__inside {
	struct mn__entry *e;
	struct mn__thread *t;
	struct mn__manager *m;
	int writing;
};

/* A mapping that a call works on, and what its owner may do. */
struct mn__held {
	int64_t manager, mapping;
	struct mn__mapping *p;      /* NULL when it could not be had */
	uint32_t rights;            /* of the owner that asks */
};

/* Where a number stands in the list, or would. */
MN_PRIVATE size_t mn__slot_of(const struct mn__manager *m, int64_t number);
MN_PRIVATE struct mn__mapping *mn__mapping_find(const struct mn__manager *m, int64_t number);

MN_PRIVATE struct mn__owner *mn__owner_find(const struct mn__manager *m, int64_t owner);

/* What an owner is of whom nothing was said. */
MN_PRIVATE struct mn__owner mn__default_owner(int64_t owner);

/* Room for one more in a list, which may move; NULL when there is none. */
MN_PRIVATE void *mn__room(void *list, size_t count, size_t *room, size_t size);
MN_PRIVATE struct mn__owner *mn__owner_find_or_make(struct mn__manager *m, int64_t owner);

/* Owners come and go by the thousand; one that is like a stranger again is
   not kept. */
MN_PRIVATE void mn__owner_forget(struct mn__manager *m, struct mn__owner *o);

/* Counts one more mapping, or more bytes for one there is, if the owner's limits
   allow it.  No sum of bytes is more than the manager's, which thus is the one
   that could wrap. */
MN_PRIVATE int32_t mn__count_more(struct mn__manager *m, struct mn__owner *o, int64_t mappings, int64_t bytes);
MN_PRIVATE void mn__count_less(struct mn__manager *m, int64_t owner, int64_t mappings, int64_t bytes);

/* The last that lets go of a mapping frees it: the list, or a call that was at work
   when another thread gave the mapping up. */
MN_PRIVATE void mn__mapping_drop(struct mn__mapping *p);
MN_PRIVATE int32_t mn__manager_rdlock(int64_t manager, struct mn__inside *in);

/* A fork waits until the lists are whole. */
MN_PRIVATE int32_t mn__manager_wrlock(int64_t manager, struct mn__inside *in);
MN_PRIVATE void mn__manager_unlock(struct mn__inside *in);

/* What was recorded last, for a caller that makes other calls before it returns. */
MN_PRIVATE void mn__failure_keep(struct mn__failure *failure);
MN_PRIVATE void mn__failure_put_back(const struct mn__failure *failure);

/* Counts a refusal; what it was about is noted already, and stays. */
MN_PRIVATE int32_t mn__deny(int64_t manager, int64_t owner);
MN_PRIVATE int32_t mn__unknown(int64_t manager);

/* Holds the mapping, if it is the owner's, or one that it has the right to look
   at.  This is the one time that a call enters the manager. */
MN_PRIVATE int32_t mn__hold(int64_t manager, int64_t owner, int64_t mapping, uint32_t others, struct mn__held *held);

/* Ends a call: lets go of the mapping, and records a failure for the function
   `call`.  A region that is closed meanwhile is a mapping that is not there. */
MN_PRIVATE int64_t mn__finish(struct mn__held *held, int64_t result, const char *call, uint64_t offset, uint64_t n);
MN_PRIVATE void mn__count_access(struct mn__mapping *p, int counter, int64_t bytes);

/* Counts a mapping before it is made, so that no limit is passed by several at
   once. */
MN_PRIVATE int32_t mn__reserve(int64_t manager, int64_t owner, int64_t bytes);
MN_PRIVATE void mn__unreserve(int64_t manager, int64_t owner, int64_t bytes);

#endif
