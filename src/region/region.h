/* Regions: a mapping that knows its bounds, its protection and its file.

   The kernel maps whole pages; the user asked for bytes.  `map` is the page
   that holds the first byte, `lead` how far into it that byte is:

       map                                                   map + map_length
       |---- lead ----|------------ length ------------|------ tail ------|
                      base = map + lead
       (file: offset - lead)   offset

   What a region is (bounds, protection, address) changes only under its
   entry's lock held for writing, and with no pinned call at work. */

#ifndef MN_REGION_H
#define MN_REGION_H

#include "../handle.h"
#include "../os/os.h"

MN_PRIVATE_DATA struct mn__kind mn__region_kind;
/* An id that is closed, whose slices are not. */
MN_PRIVATE_DATA struct mn__kind mn__released_kind;

/* A stretch of pages with one protection; it ends `end` bytes after map. */
struct mn__prot_range {
	size_t end;
	int32_t prot;
};

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

struct mn__region {
	uint8_t *base;
	uint64_t length;
	int32_t uniform_prot;       /* the protection of all pages, or -1: see prot_ranges */
	uint32_t exclusive;         /* slices that keep readers out */
	uint32_t shared;            /* slices that keep writers out */
	_Atomic uint32_t truncated; /* the file was found shorter than the region */
	uint8_t *map;
	size_t map_length;
	size_t lead;
	size_t page;                /* what map_length is a multiple of */
	struct mn__prot_range *prot_ranges;
	size_t prot_range_count;
	struct mn__slice *slices;
	uint64_t requested_length;  /* the length asked for; UINT64_MAX: up to the file's end */
	int64_t offset;
	int64_t changed;            /* when its file's status had changed last, as it was mapped */
	int32_t fd;
	int32_t access, prot, flags;
	int32_t prot_seen;          /* every protection it had so far */
	int32_t fork_policy;
	uint32_t preallocated;
	uint32_t in_memory;         /* the file is one of memory, made by us */
	_Atomic uint32_t unnamed;   /* the file was made by us, and its name may not be on the disk yet */
	char *path;
};

/* What could not be unmapped or closed when nobody was left to be told, and
   how often a page was not there. */
MN_PRIVATE_DATA mn__wide mn__close_errors, mn__faults;

static inline int mn__is_anonymous(const struct mn__region *r)
{
	return (r->flags & MN__MAP_ANONYMOUS) != 0;
}

static inline int mn__is_private(const struct mn__region *r)
{
	return (r->flags & (MN__MAP_PRIVATE | MN__MAP_SHARED)) == MN__MAP_PRIVATE;
}

MN_PRIVATE void mn__region_free(struct mn__region *r);

/* A region without a mapping yet; it keeps a copy of the path. */
MN_PRIVATE struct mn__region *mn__region_blank(const char *path);

/* Unmaps and frees what an entry stands for; the entry is locked for writing
   and is gone afterwards, or on an error of munmap as it was. */
MN_PRIVATE int32_t mn__region_end(struct mn__entry *e);

/* The id is closed, what it stands for is still there. */
MN_PRIVATE void mn__set_released(struct mn__entry *e);

/* -EBUSY, with the slice that keeps the region from this. */
MN_PRIVATE int32_t mn__busy_error(const struct mn__region *r, const char *what);

/* An id could not be entered: it is no region's, or the thread has no record. */
MN_PRIVATE MN_COLD int32_t mn__no_region(const struct mn__thread *t);
/* A pinned call keeps the region as it is without holding its lock; NULL and the
   error, recorded for the function `call`, when there is no such region. */
MN_PRIVATE struct mn__region *mn__pinned(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **entry,
                                         int32_t *error);

/* Enters to change the shape or the contents; pairs with mn__change_end.  NULL and
   the error, recorded for the function `call`, when there is no such region. */
MN_PRIVATE struct mn__region *mn__change_begin(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **e,
                                         int32_t *error);

MN_PRIVATE void mn__change_end(struct mn__entry *e);

/* Ends a function of a range without a buffer.  The sentence has the bytes that were
   meant; the record has the length that the caller passed, INT64_MAX too, by which
   it knows its call. */
static inline void mn__about_range(int64_t result, const char *call, int64_t id, uint64_t offset, uint64_t asked)
{
	if (mn__unlikely(mn__is_error(result)) && asked == INT64_MAX)
		mn__error_set(MN_ERROR_LENGTH, asked);
	mn__error_context(result, call, "region", id, offset, asked);
}

MN_PRIVATE MN_COLD int32_t mn__past_end(const char *what, uint64_t offset, uint64_t n, uint64_t length);
MN_PRIVATE MN_COLD int32_t mn__not_allowed(const char *what, uint64_t offset, uint64_t n, const char *need);

/* Whether every page of a range has these protections. */
MN_PRIVATE MN_COLD bool mn__prot_ranges_allow(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need);

MN_HOT bool mn__allows(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need)
{
	return mn__likely(r->uniform_prot >= 0) ? (r->uniform_prot & need) == need : mn__prot_ranges_allow(r, offset, n, need);
}

/* The result of an access that could not be made: -EIO a page was not there, or
   the kernel's error where it refuses to copy the process's own memory.  `shown`
   is the offset that the caller passed. */
MN_PRIVATE MN_COLD int32_t mn__page_gone_at(struct mn__region *r, const char *what, uint64_t shown, uint64_t offset, uint64_t n);
MN_PRIVATE MN_COLD int32_t mn__page_gone(struct mn__region *r, const char *what, uint64_t offset, uint64_t n);

/* The last page of a file that was cut takes writes behind the file's end, which
   reach no file.  Only the file's length tells: 0, or -EIO it ends before the
   range does.  Without a descriptor, and for a device that has no length, it is
   not known. */
MN_PRIVATE int32_t mn__file_ends_before(struct mn__region *r, uint64_t offset, uint64_t n);

/* The words for that error, or for another one. */
MN_PRIVATE const char *mn__end_words(const struct mn__region *r, int32_t error, char *words, size_t size);

#define MN__NO_DESCRIPTOR "the region keeps no descriptor"

#endif
