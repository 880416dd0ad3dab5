/* The lock of wide.h, on processors that need it. */

#include "wide.h"

#if !MN__WIDE_ATOMICS
MN_PRIVATE struct mn__lock mn__wide_lock;
#endif
