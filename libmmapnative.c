/* libmmapnative: the table of contents, and the build that is installed: one text, in
   which the functions of src/ are static.

   Each file of src/ also compiles alone.  A file calls what stands above it here and
   nothing below. */

#define MN_AMALGAMATION 1

#include "src/os/posix.c"
#include "src/os/posix-files.c"
#include "src/os/posix-threads.c"
#include "src/os/signals.c"
#include "src/os/none.c"
#include "src/sync/thread.c"
#include "src/error.c"
#include "src/constants/constant.c"
#include "src/constants/supported.c"
#include "src/calls.c"
#include "src/sync/lock.c"
#include "src/sync/wide.c"
#include "src/handle.c"
#include "src/guard.c"
#include "src/fork.c"
#include "src/region/wait.c"
#include "src/region/holders.c"
#include "src/region/region.c"
#include "src/region/mapping.c"
#include "src/region/open.c"
#include "src/region/memory.c"
#include "src/region/pages.c"
#include "src/region/bytes.c"
#include "src/region/numbers.c"
#include "src/region/atomics.c"
#include "src/region/search.c"
#include "src/region/slice.c"
#include "src/region/cursor.c"
#include "src/manager/beneath.c"
#include "src/manager/owner.c"
#include "src/manager/manager.c"
#include "src/manager/access.c"
#include "src/manager/info.c"
#include "src/statistic.c"
