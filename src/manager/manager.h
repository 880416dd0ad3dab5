/* Managers, and how mappings come and go. */

#ifndef MN_MANAGER_H
#define MN_MANAGER_H

#include "owner.h"

/* Whether it is the file that cannot be written to, rather than looked up. */
MN_PRIVATE int mn__is_read_only(int32_t error);

/* A refresh takes in up to so many bytes; -1 is up to the file's end. */
MN_PRIVATE void mn__region_wants(int64_t region, int64_t length);

/* The length that a refresh would give a region now. */
MN_PRIVATE int64_t mn__region_would_be(int64_t region);
MN_PRIVATE int32_t mn__check_file_protection(int32_t prot);

/* Writes back a mapping that the caller holds. */
MN_PRIVATE int32_t mn__sync(struct mn__mapping *p);

/* The owner's next mapping after `after`, or 0. */
MN_PRIVATE int64_t mn__next_of(const struct mn__manager *m, int64_t whose, int64_t after);

#endif
