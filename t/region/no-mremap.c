/* S4-49: a library that never uses mremap gives the same results.  This runs
   the test of the model with the library's source, built without mremap. */

#define MN_NO_MREMAP 1
/* AddressSanitizer reports a second variable of this name, besides that of
   the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

#define MODEL_STEPS 800
#include "model.c"
