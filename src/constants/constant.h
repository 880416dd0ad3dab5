/* Looking up constants. */

#ifndef MN_CONSTANT_H
#define MN_CONSTANT_H

#include "../internal.h"

/* The bits of a constant; none where this platform has no such constant. */
MN_PRIVATE int32_t mn__bits(int64_t constant);
MN_PRIVATE int32_t mn__constant_index(const char *name);

/* The index of a name that a caller passes to an exported function. */
MN_PRIVATE int32_t mn__find_constant(const char *name);

#endif
