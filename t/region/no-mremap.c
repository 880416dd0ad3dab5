/* S4-49: a library that never uses mremap gives the same results.  This is the
   test of the model with the library's own text, told that there is none. */

#define MN_NO_MREMAP 1
/* The sanitizer of addresses minds a second variable of this name, beside that
   of the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

#define MODEL_STEPS 800
#include "model.c"
