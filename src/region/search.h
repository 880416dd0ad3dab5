/* Search in a region or a slice: window, lock and guard.  The search itself is in engine.h. */

#ifndef MN_SEARCH_H
#define MN_SEARCH_H

#include "../internal.h"

enum mn__search_kind { MN__FIND, MN__RFIND, MN__COUNT };

/* Searches [start, end) of a region; `end` is clamped to the region's length.  The offset
   of the first (MN__FIND) or last (MN__RFIND) match, or the number of matches.  -ENOENT
   is not recorded as a failure: a cursor also looks for a newline in a last line
   without one.  Other errors are recorded. */
MN_PRIVATE int64_t mn__search_region(int64_t id, uint64_t start, uint64_t end, const void *needle, uint64_t n,
                                     enum mn__search_kind kind);

#endif
