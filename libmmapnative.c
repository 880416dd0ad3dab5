/* libmmapnative: the table of contents.  The floors of src/ follow bottom up;
   each may use what stands above it on this page and nothing below. */

#include "src/platform/features.h"
#include "src/base.h"
#include "src/platform/platform.c"
#include "src/error.c"
#include "src/constant.c"
#include "src/calls.c"
#include "src/supported.c"
#include "src/thread.c"
#include "src/lock.c"
#include "src/table.c"
#include "src/guard.c"
#include "src/region.c"
#include "src/access.c"
#include "src/search.c"
#include "src/slice.c"
#include "src/cursor.c"
