/* The mapping of a region: which pages it has, and how their number changes.

   mapping.c also has mn_region_resize and mn_region_refresh.  All functions here need
   the region's entry locked for writing, or a region that has no id yet. */

#ifndef MN_MAPPING_H
#define MN_MAPPING_H

#include "region.h"

/* 0, or -EOVERFLOW if the address space has no room for so many bytes.  A caller asks
   before it makes a file of that length. */
MN_PRIVATE int32_t mn__fits_space(uint64_t length, uint64_t page);

/* Sets the unit of the region's mapping, or -EOVERFLOW: a file system of huge pages names
   its own unit, which can be too large for a 32-bit address space. */
MN_PRIVATE int32_t mn__set_page(struct mn__region *r, int64_t page);

/* Computes the mapping that `length` bytes need: 0, or -EOVERFLOW.  0 bytes need none. */
MN_PRIVATE int32_t mn__shape(const struct mn__region *r, uint64_t length, size_t *lead, size_t *map_length);

/* Maps pages as the region describes them: the address, or the kernel's error.  The region
   takes them over with mn__set_shape. */
MN_PRIVATE int64_t mn__map(const struct mn__region *r, size_t lead, size_t map_length);
MN_PRIVATE void mn__set_shape(struct mn__region *r, int64_t map, size_t lead, size_t map_length, uint64_t length);

/* Gives all pages one protection in the region's record. */
MN_PRIVATE void mn__set_uniform_prot(struct mn__region *r, int32_t prot);

/* Puts the protections of the region's record on the pages at `map`, which may be more
   than the region has: the last protection covers the rest.  `now` is the protection
   that all of these pages have, or -1. */
MN_PRIVATE int32_t mn__protect_like(const struct mn__region *r, uint8_t *map, size_t map_length, int32_t now);

/* Sets what a child gets of these pages (MN_FORK_...).  An error changes nothing. */
MN_PRIVATE int32_t mn__advise_fork(uint8_t *map, size_t map_length, int32_t policy);

#endif
