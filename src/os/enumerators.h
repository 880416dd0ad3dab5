/* The kernel's header whose names are enumerators.  src/constant.c reads this
   inside a function, so it has no guard and must never be read at file scope
   before that. */

#if defined MN_LINUX && defined __has_include
#if __has_include(<linux/mempolicy.h>)
#include <linux/mempolicy.h>
#endif
#endif
