/* Finding bytes in a region: the window, the lock and the guard around the
   search itself, which is in search.h. */

#ifndef MN_REGION_SEARCH_H
#define MN_REGION_SEARCH_H

#include "../internal.h"

enum mn__search_kind { MN__FIND, MN__RFIND, MN__COUNT };

/* -ENOENT is not noted as a failure here: a search for a newline that finds none
   is a part of reading a last line. */
MN_PRIVATE int64_t mn__search_region(int64_t id, uint64_t start, uint64_t end, const void *needle, uint64_t n,
                                     enum mn__search_kind kind);

#endif
