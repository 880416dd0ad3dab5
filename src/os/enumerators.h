/* The kernel's header whose constants are enumerators.

   constant.c includes this inside a function, and nothing may include it at file scope
   before.  So it has no include guard. */

#if defined MN_LINUX && defined __has_include
#if __has_include(<linux/mempolicy.h>)
#include <linux/mempolicy.h>
#endif
#endif
