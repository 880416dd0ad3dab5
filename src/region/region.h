/* Regions: a mapping that knows its bounds, its protection and its file.

   The kernel maps whole pages, and the user asks for bytes.  `map` is the page that
   holds the first byte, and `lead` is that byte's offset in it:

       map                                                   map + map_length
       |---- lead ----|------------ length ------------|------ tail ------|
                      base = map + lead
       (file: offset - lead)   offset

   Bounds, protection and address change only while the region's entry is locked for
   writing and no pinned call is at work. */

#ifndef MN_REGION_H
#define MN_REGION_H

#include "holders.h"

#include "../handle.h"
#include "../os/os.h"

MN_PRIVATE_DATA struct mn__kind mn__region_kind;
/* A region whose id is closed while slices of it are open. */
MN_PRIVATE_DATA struct mn__kind mn__released_kind;

/* Pages with one protection; they end `end` bytes after map. */
struct mn__prot_range {
	size_t end;
	int32_t prot;
};

struct mn__region {
	uint8_t *base;
	uint64_t length;
	int32_t uniform_prot;       /* the protection of all pages, or -1: see prot_ranges */
	_Atomic uint32_t truncated; /* the file was found shorter than the region */
	struct mn__holders holders;
	uint8_t *map;
	size_t map_length;
	size_t lead;
	size_t page;                /* map_length is a multiple of it */
	struct mn__prot_range *prot_ranges;
	size_t prot_range_count;
	uint64_t requested_length;  /* UINT64_MAX: up to the file's end */
	int64_t offset;
	int64_t changed;            /* struct mn__file's, when the region was mapped */
	int32_t fd;                 /* -1: none */
	int32_t access, prot, flags;
	int32_t prot_seen;          /* every protection bit that it had so far */
	int32_t fork_policy;
	uint32_t preallocated;
	uint32_t in_memory;         /* the file is a memory file of ours */
	_Atomic uint32_t unnamed;   /* we made the file, and its name may not be on the disk yet */
	char *path;                 /* NULL: opened without a path */
};

static inline int mn__is_anonymous(const struct mn__region *r)
{
	return (r->flags & MN__MAP_ANONYMOUS) != 0;
}

static inline int mn__is_private(const struct mn__region *r)
{
	return (r->flags & (MN__MAP_PRIVATE | MN__MAP_SHARED)) == MN__MAP_PRIVATE;
}

/* For mn_statistic: failures of munmap or close that no call could return, and accesses
   that found no page. */
MN_PRIVATE_DATA mn__wide mn__close_errors, mn__faults;

/* ---- The object ---- */

/* A region without a mapping, with a copy of the path, which may be NULL.  NULL without
   memory. */
MN_PRIVATE struct mn__region *mn__region_new(const char *path);

/* Frees the region; its mapping and its descriptor stay the caller's. */
MN_PRIVATE void mn__region_free(struct mn__region *r);

/* Unmaps and frees the region of an entry that is locked for writing.  This unlocks the
   entry and ends its id, and the result is that of closing the file.  If munmap fails,
   the region and the lock stay as they were. */
MN_PRIVATE int32_t mn__region_destroy(struct mn__entry *e);

/* Closes the id of an entry that is locked for writing; the region stays. */
MN_PRIVATE void mn__region_set_released(struct mn__entry *e);

/* ---- Entering ---- */

/* Records why an id could not be entered: it is no region's (-EBADF), or the thread has
   no record (-ENOMEM). */
MN_PRIVATE MN_COLD int32_t mn__no_region(const struct mn__thread *t);

/* Pins the region, so that it keeps its shape while its lock is free; the caller calls
   mn__unpin(*e).  NULL and *error if there is no such region; the failure is recorded
   for the exported function `call`. */
MN_PRIVATE struct mn__region *mn__region_pin(int64_t id, const char *call, uint64_t offset, uint64_t n,
                                             struct mn__entry **e, int32_t *error);

/* Locks the region to change its shape or protection, and keeps forks out; the caller
   calls mn__change_end(*e).  NULL and *error as in mn__region_pin. */
MN_PRIVATE struct mn__region *mn__change_begin(int64_t id, const char *call, uint64_t offset, uint64_t n,
                                               struct mn__entry **e, int32_t *error);
MN_PRIVATE void mn__change_end(struct mn__entry *e);

/* ---- Ranges ---- */

/* Record the error of a range, with its numbers, and return -ERANGE or -EACCES. */
MN_PRIVATE MN_COLD int32_t mn__past_end(const char *what, uint64_t offset, uint64_t n, uint64_t length);
MN_PRIVATE MN_COLD int32_t mn__not_allowed(const char *what, uint64_t offset, uint64_t n, const char *need);

/* Ends an exported function whose range has no buffer.  The sentence names the bytes
   that were meant; the record keeps the length that the caller passed, also INT64_MAX,
   because a binding recognizes its call by it. */
static inline void mn__error_range_context_of(const char *object, int64_t result, const char *call, int64_t id,
                                              uint64_t offset, uint64_t asked)
{
	if (mn__unlikely(mn__is_error(result)) && asked == INT64_MAX)
		mn__error_set(MN_ERROR_LENGTH, asked);
	mn__error_context(result, call, object, id, offset, asked);
}

static inline void mn__error_range_context(int64_t result, const char *call, int64_t id, uint64_t offset, uint64_t asked)
{
	mn__error_range_context_of("region", result, call, id, offset, asked);
}

/* True if every page of the range has the protections `need`. */
MN_PRIVATE MN_COLD bool mn__prot_ranges_allow(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need);

MN_HOT bool mn__allows(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need)
{
	return mn__likely(r->uniform_prot >= 0) ? (r->uniform_prot & need) == need : mn__prot_ranges_allow(r, offset, n, need);
}

/* ---- Accesses that fail ---- */

/* Records why an access to a range failed: -EIO a page was missing, or the kernel's error
   where it refuses to copy this process's memory.  A slice passes its own offset as
   `shown`. */
MN_PRIVATE MN_COLD int32_t mn__fault_error(struct mn__region *r, const char *what, uint64_t offset, uint64_t n);
MN_PRIVATE MN_COLD int32_t mn__fault_error_at(struct mn__region *r, const char *what, uint64_t shown, uint64_t offset,
                                              uint64_t n);

/* -EIO if the file ends before the range does: a cut file's last page still takes writes
   behind the end, and the file never gets them.  0 if it does not, or if its length is
   unknown, as without a descriptor and for a device. */
MN_PRIVATE int32_t mn__file_ends_before(struct mn__region *r, uint64_t offset, uint64_t n);

/* The sentence for an error of mn__file_ends_before; it may be in `words`. */
MN_PRIVATE const char *mn__file_end_message(const struct mn__region *r, int32_t error, char *words, size_t size);

#define MN__NO_DESCRIPTOR "the region keeps no descriptor"

#endif
