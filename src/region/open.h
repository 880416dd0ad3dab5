/* Opening regions of files, and closing regions.  Regions of memory are in memory.c. */

#ifndef MN_OPEN_H
#define MN_OPEN_H

#include "region.h"

/* 0, or -EINVAL for protection bits that a region does not take. */
MN_PRIVATE int32_t mn__check_protection(int32_t prot);

/* 0, or -EINVAL if MN_ABSENT went into these flags or this advice. */
MN_PRIVATE int32_t mn__check_absent(const char *what, int32_t bits);

/* 0, or -EINVAL for a negative offset or length.  The length -1 means the file's end, and
   INT64_MAX becomes -1. */
MN_PRIVATE int32_t mn__check_file_range(int64_t offset, int64_t *length);

/* Records that a range of a file begins (-ENXIO) or ends (-EOVERFLOW) past the file's end,
   and returns the code. */
MN_PRIVATE int32_t mn__past_file(int32_t code, int64_t offset, int64_t length, int64_t size);

/* Sets the region's protection and flags for a kind of access: 0, or -EINVAL. */
MN_PRIVATE int32_t mn__region_access(struct mn__region *r, int32_t access, int32_t prot, int32_t flags);

/* Maps the file and gives the region an id.  This owns the region and the descriptor: an
   error frees the first and closes the second.  `length` -1: to the file's end. */
MN_PRIVATE int64_t mn__region_of_file(struct mn__region *r, int32_t fd, int64_t offset, int64_t length);

/* Opens a region of anonymous memory: its id, or an error. */
MN_PRIVATE int64_t mn__region_without_file(int32_t access, int32_t prot, int32_t flags, uint64_t length);

#endif
