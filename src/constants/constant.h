/* Looking up constants. */

#ifndef MN_CONSTANT_H
#define MN_CONSTANT_H

#include "../internal.h"

#include <stdbool.h>

/* The passes in which build/constants.inc is read; MN__PASS says which one it is. */
#define MN__LIBC 1
#define MN__FALLBACKS 2
#define MN__ENUMERATORS 3
#define MN__KERNEL 4
#define MN__TABLE 5
#define MN__VALUES 6
#define MN__ORDER 7
#define MN__PROBES 8
#define MN__HARMLESS 9

/* True if the list marks this advice as harmless.  Any other number is not: a later
   kernel may give it a destructive meaning. */
MN_PRIVATE bool mn__is_harmless(int32_t advice);

/* The bits of a constant; none where this platform has no such constant. */
MN_PRIVATE int32_t mn__bits(int64_t constant);
MN_PRIVATE int32_t mn__constant_index(const char *name);

/* The index of a name that a caller passes to an exported function. */
MN_PRIVATE int32_t mn__find_constant(const char *name);

#endif
