/* A call enters the manager once, and holds the mapping while it works.  The
   last holder frees the mapping.  This test includes the library's source
   and counts. */

#define mn_fingerprint_value own_fingerprint_value
#define MN_AMALGAMATION 1
#include "../../src/handle.h"

#include <string.h>

static int of_managers, of_regions;

static void entered(const struct mn__kind *kind)
{
	of_managers += strcmp(kind->name, "manager") == 0;
	of_regions += strcmp(kind->name, "region") == 0;
}

#define mn__enter_to_read(id, kind, t) (entered(kind), mn__enter_to_read(id, kind, t))
#define mn__enter_to_write(id, kind) (entered(kind), mn__enter_to_write(id, kind))
#include "../../libmmapnative.c"

#include "helpers.h"

/* How often the call entered managers, and regions. */
#define ENTERS(call, managers, regions) \
	do { \
		of_managers = of_regions = 0; \
		ck_assert_msg((call) >= 0, "%s: %s", #call, mn_error_detail()); \
		ck_assert_msg(of_managers == (managers) && of_regions <= (regions), \
		              "%s entered managers %d times and regions %d times", #call, of_managers, of_regions); \
	} while (0)

/* Earlier a read took 4 and 6, and all numbers of a mapping 22 and 6. */
START_TEST(a_call_enters_once)
{
	int64_t m = manager(), a, b, numbers[13], list[10];
	char bytes[10], path[100];

	put("f", "abcdef");
	a = map(m, "f", RW, 1);
	ENTERS(mn_manager_read(m, ME, a, 0, bytes, 3), 1, 1);
	ENTERS(mn_manager_read_up_to(m, ME, a, 2, bytes, 10), 1, 1);
	ENTERS(mn_manager_write(m, ME, a, 0, "x", 1), 1, 1);
	ENTERS(mn_manager_sync(m, ME, a), 1, 2);
	ENTERS(mn_manager_find(m, ME, a, 0, 6, "f", 1), 1, 1);
	ENTERS(mn_manager_count(m, ME, a, 0, 6, "f", 1), 1, 1);
	ENTERS(mn_manager_advise(m, ME, a, 0, 6, MADV_RANDOM), 1, 1);
	ENTERS(mn_manager_populate(m, ME, a, 0, 6), 1, 1);
	ENTERS(mn_manager_protect(m, ME, a, 0, 6, RW), 1, 1);
	ENTERS(mn_manager_info(m, ME, a, "reads"), 1, 0);
	ENTERS(mn_manager_path(m, ME, a, path, sizeof path), 1, 0);
	ENTERS(mn_manager_stats(m, ME, a, numbers, 13, path, sizeof path), 1, 6);
	/* Up to the end no call asks for the length. */
	ENTERS(mn_manager_advise(m, ME, a, 0, INT64_MAX, MADV_RANDOM), 1, 1);
	ENTERS(mn_manager_populate(m, ME, a, 2, INT64_MAX), 1, 1);
	ENTERS(mn_manager_protect(m, ME, a, 0, INT64_MAX, RW), 1, 1);
	b = map(m, "f", RW, 1);
	ENTERS(mn_manager_list(m, ME, ME, 0, list, 10), 1, 0);
	ENTERS(close((int)mn_manager_descriptor(m, ME, b, numbers, 13)), 1, 7);
	ENTERS(mn_manager_unmap(m, ME, a, 0), 2, 2);
	IS(mn_manager_close(m), 0);
}
END_TEST

/* A call that holds a mapping finishes although the mapping is closed: the
   holder frees the record, and the region returns -EBADF. */
START_TEST(a_holder_outlives_the_mapping)
{
	struct mn__mapping_ref ref;
	int64_t m = manager(), a;

	put("f", "abcdef");
	a = map(m, "f", RW, 1);
	IS(mn__mapping_acquire(m, ME, a, 0, &ref), 0);
	IS(mn_manager_unmap(m, ME, a, 0), 0);
	IS(ref.mapping->number, a);
	IS(ref.mapping->references, 1);
	IS(mn_region_length(ref.mapping->region), -EBADF);
	IS(mn__mapping_finish(&ref, mn__mapping_sync(ref.mapping), "mn_manager_sync", 0, 0), -EBADF);
	SAYS("has no such mapping");
	IS(mn__mapping_acquire(m, ME, a, 0, &ref), -EBADF);
	ck_assert_ptr_null(ref.mapping);
	a = map(m, "f", RW, 1);
	IS(mn__mapping_acquire(m, ME, a, 0, &ref), 0);
	IS(mn_manager_close(m), 0);
	IS(ref.mapping->number, a);
	IS(mn__mapping_finish(&ref, 5, "mn_manager_sync", 0, 0), 5);
}
END_TEST

T_MAIN("entry", a_call_enters_once, a_holder_outlives_the_mapping)
