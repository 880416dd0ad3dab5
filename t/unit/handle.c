/* Ids: the numbers of an entry end below 2^53, and an exhausted entry is not
   used again.  The test includes the library's source, because two hundred
   million regions would take too long, and makes the kernel's random numbers
   fail. */

#define MN_NO_GETRANDOM 1
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

#include "test.h"

static int64_t index_of(int64_t id)
{
	return id & MN__INDEX_MASK;
}

/* F12: ids stay below 2^53, which is what a double holds. */
START_TEST(numbers_that_are_used_up)
{
	int64_t r = mn_region_anonymous(1), last = 0, next;
	struct mn__entry *e = mn__entry_of(r);

	ck_assert_int_eq(e->next_generation >> (MN__GENERATION_BITS - 1), 0);
	/* Three are left. */
	e->next_generation = (INT64_C(1) << MN__GENERATION_BITS) - 3;
	ck_assert_int_eq(mn_region_close(r), 0);
	for (int i = 0; i < 3; i++) {
		last = mn_region_anonymous(1);
		ck_assert_int_eq(index_of(last), index_of(r));
		ck_assert_int_eq(mn_region_close(last), 0);
	}
	ck_assert_int_lt(last, INT64_C(1) << 53);
	ck_assert_int_eq(last + (INT64_C(1) << MN__INDEX_BITS), (INT64_C(1) << 53) + index_of(r));
	next = mn_region_anonymous(1);
	ck_assert_int_ne(index_of(next), index_of(r));
	ck_assert_int_eq(mn_region_length(last), -EBADF);
	ck_assert_int_eq(mn_region_length(r), -EBADF);
	ck_assert_int_eq(mn_region_close(next), 0);
}
END_TEST

static void draws(void *pipe_end)
{
	uint64_t n = mn__os_random() % MN__FIRST_GENERATIONS;

	_exit(write(*(int *)pipe_end, &n, sizeof n) != sizeof n);
}

/* F12: processes begin at different numbers, also without the kernel's. */
START_TEST(where_processes_begin)
{
	int64_t seen[8];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	for (int i = 0; i < 8; i++) {
		ck_assert_int_eq(t_child(draws, &ends[1]), 0);
		ck_assert_int_eq(read(ends[0], &seen[i], sizeof seen[i]), (ssize_t)sizeof seen[i]);
		for (int j = 0; j < i; j++)
			ck_assert_int_ne(seen[i], seen[j]);
	}
	close(ends[0]);
	close(ends[1]);
}
END_TEST

T_MAIN("handle", numbers_that_are_used_up, where_processes_begin)
