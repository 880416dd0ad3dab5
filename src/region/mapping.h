/* The shape of a region: which pages it has, and how their number changes. */

#ifndef MN_MAPPING_H
#define MN_MAPPING_H

#include "region.h"

/* -EOVERFLOW for more bytes than the address space has room for; asked before
   a file is made as long. */
MN_PRIVATE int32_t mn__fits_space(uint64_t length, uint64_t page);

/* Sets the unit of the region's mapping.  A file system of huge pages names
   its own, which a small address space may not hold. */
MN_PRIVATE int32_t mn__set_page(struct mn__region *r, int64_t page);
MN_PRIVATE int32_t mn__shape(const struct mn__region *r, uint64_t length, size_t *lead, size_t *map_length);

/* Maps what the region describes, for the first time or at a new length. */
MN_PRIVATE int64_t mn__map(const struct mn__region *r, size_t lead, size_t map_length);
MN_PRIVATE void mn__set_shape(struct mn__region *r, int64_t map, size_t lead, size_t map_length, uint64_t length);

/* Puts the region's protections on a mapping that begins like its own and has
   the protection `now`; the last one goes on to the end. */
MN_PRIVATE int32_t mn__protect_like(const struct mn__region *r, uint8_t *map, size_t map_length, int32_t now);

/* Tells the kernel what a child gets of a mapping; on failure it is as before. */
MN_PRIVATE int32_t mn__advise_fork(uint8_t *map, size_t map_length, int32_t policy);

/* One protection for all pages. */
MN_PRIVATE void mn__set_uniform_prot(struct mn__region *r, int32_t prot);

#endif
