/* Opening and closing regions. */

#ifndef MN_OPEN_H
#define MN_OPEN_H

#include "region.h"

MN_PRIVATE int32_t mn__check_protection(int32_t prot);

/* A flag or advice that MN_ABSENT went into. */
MN_PRIVATE int32_t mn__check_absent(const char *what, int32_t bits);
MN_PRIVATE int32_t mn__past_file(int32_t code, int64_t offset, int64_t length, int64_t size);

/* A range of a file: -1 is up to its end, and so is INT64_MAX, which becomes -1. */
MN_PRIVATE int32_t mn__bad_range_numbers(int64_t offset, int64_t *length);

#endif
