/* Constants by name and index. */

#ifndef MN_CONSTANT_H
#define MN_CONSTANT_H

#include "../internal.h"

#include <stdbool.h>

/* build/constants.inc is included once for each of these, with MN__PASS set to it. */
#define MN__LIBC 1
#define MN__FALLBACKS 2
#define MN__ENUMERATORS 3
#define MN__KERNEL 4
#define MN__TABLE 5
#define MN__VALUES 6
#define MN__ORDER 7
#define MN__PROBES 8
#define MN__HARMLESS 9

/* True if the list `constants` marks this advice as harmless.  An unknown number is not: a
   later kernel may give it a destructive meaning. */
MN_PRIVATE bool mn__is_harmless(int32_t advice);

/* The constant as flags: 0 if it is MN_ABSENT. */
MN_PRIVATE int32_t mn__bits(int64_t constant);

/* The index of a name, or -ENOENT. */
MN_PRIVATE int32_t mn__constant_index(const char *name);

/* The same for a name from the program, which may be a wrong pointer, with a record of the
   failure: -EINVAL for NULL, -EFAULT, -ENOENT. */
MN_PRIVATE int32_t mn__find_constant(const char *name);

#endif
