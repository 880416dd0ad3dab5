/* Chooses the platform's file. */

#ifndef MN_PLATFORM_C
#define MN_PLATFORM_C

#include "platform.h"

#if defined MN_POSIX && !defined MN_FORCE_STUB
#include "posix.c"
#else
#include "stub.c"
#endif

#endif
