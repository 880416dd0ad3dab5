/* Chooses the files of the system that this is. */

#ifndef MN_OS_C
#define MN_OS_C

#include "os.h"

#if defined MN_POSIX
#include "posix.c"
#include "signals.c"
#else
#include "none.c"
#endif

#endif
