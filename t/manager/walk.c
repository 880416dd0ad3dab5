/* S3-67: where the kernel has no call for opening beneath a directory, the walk
   step by step is as strict.  This is the test of paths with the library's
   own text, told that there is no such call. */

#define MN_NO_OPENAT2 1
/* The sanitizer of addresses minds a second variable of this name, beside that
   of the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

#include "beneath.c"
