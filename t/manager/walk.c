/* S3-67: without the kernel's call for opening beneath a directory, the walk
   step by step is as strict.  This runs the tests of paths with the
   library's source, in which that call fails. */

#define MN_NO_OPENAT2 1
/* AddressSanitizer reports a second variable of this name, besides that of
   the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

#include "beneath.c"
