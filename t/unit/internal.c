/* The lowest layer, seen from inside: this test includes the library's
   source. */

#include "test.h"
#include "internal.h"

START_TEST(lengths_fit_size_t_or_do_not)
{
	ck_assert(mn__fits_size(0));
	ck_assert(mn__fits_size(SIZE_MAX));
	ck_assert(mn__fits_size(UINT64_MAX) == (sizeof(size_t) >= 8));
}
END_TEST

T_MAIN("base", lengths_fit_size_t_or_do_not)
