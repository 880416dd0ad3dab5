/* The holders of a region: the list of its open slices.

   A slice of any mode keeps the region from closing and from changing size.  A shared
   slice also keeps writers out, and an exclusive slice keeps readers and writers out.

   The list changes under the lock of the region's entry, held for writing. */

#ifndef MN_HOLDERS_H
#define MN_HOLDERS_H

#include "wait.h"

#include "../handle.h"

/* Both the region's list and the slice's own entry refer to it.  Only the links and,
   in a child, the thread change after it was made. */
struct mn__slice {
	struct mn__entry *region;
	struct mn__slice *next;
	int64_t id, region_id;
	uint64_t offset, n;
	int32_t mode;
	int64_t thread;
};

struct mn__holders {
	uint32_t exclusive, shared; /* how many slices of these modes are open */
	struct mn__slice *first;
};

MN_PRIVATE_DATA struct mn__kind mn__slice_kind;

MN_PRIVATE void mn__holders_add(struct mn__holders *h, struct mn__slice *s);
/* Takes the slice off the list; the caller frees it. */
MN_PRIVATE void mn__holders_remove(struct mn__holders *h, struct mn__slice *s);

/* An open slice that excludes a new slice of this mode, or NULL.  A slice of `thread` is
   preferred: to wait for that one would be a deadlock. */
MN_PRIVATE const struct mn__slice *mn__holders_conflict(const struct mn__holders *h, int32_t mode, int64_t thread);

/* Records that a slice keeps the region from `what`, with the slice's numbers, and
   returns -EBUSY.  The list must not be empty. */
MN_PRIVATE MN_COLD int32_t mn__busy_error(const struct mn__holders *h, const char *what);

/* Sleeps until the entry's count of events differs from `events`, which a closed slice
   increments.  0 try again, -ETIMEDOUT, -EINTR as in mn__wait_once. */
MN_PRIVATE int32_t mn__wait_for_holder(struct mn__entry *e, uint32_t events, const struct mn__wait *w);

/* In a child: closes the slices of threads that the child does not have. */
MN_PRIVATE void mn__holders_after_fork(struct mn__holders *h);

#endif
