/* F3: a processor without atomic operations on 64 bits.  The library's own text is
   told that it runs on one. */

#include "test.h"

#define MN_NO_WIDE_ATOMICS 1
/* The sanitizer of addresses minds a second variable of this name, beside that
   of the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"

/* Every operation; none of them changes the bytes or is another error. */
static void none_on_64_bits(int64_t r, uint64_t o)
{
	uint64_t before = 77, was = 0, is = 0;
	int readable = mn_region_read(r, o, &was, 8) == 8;

	IS(mn_region_atomic_load_u64(r, o, &before), -ENOSYS);
	ck_assert_ptr_nonnull(strstr(mn_error_detail(), "this processor has no atomic operations on 8 bytes"));
	IS(mn_region_atomic_store_u64(r, o, 1), -ENOSYS);
	IS(mn_region_atomic_add_u64(r, o, 1, &before), -ENOSYS);
	IS(mn_region_atomic_and_u64(r, o, 1, &before), -ENOSYS);
	IS(mn_region_atomic_or_u64(r, o, 1, &before), -ENOSYS);
	IS(mn_region_atomic_xor_u64(r, o, 1, &before), -ENOSYS);
	IS(mn_region_atomic_exchange_u64(r, o, 1, &before), -ENOSYS);
	IS(mn_region_atomic_compare_exchange_u64(r, o, was, 1, &before), -ENOSYS);
	ck_assert_uint_eq(before, 77);
	if (readable)
		IS(mn_region_read(r, o, &is, 8), 8);
	ck_assert(was == is);
}

START_TEST(no_operations_on_64_bits)
{
	int64_t r = mn_region_anonymous(4096);
	uint64_t value = UINT64_MAX;
	uint32_t word;

	IS(mn_region_set_u64_le(r, 8, &value), 0);
	none_on_64_bits(r, 8);
	none_on_64_bits(r, 0);
	IS(mn_region_atomic_load_u64(r, 8, NULL), -EFAULT);
	IS(mn_region_atomic_load_u64(r + 1, 8, &value), -EBADF);
	IS(mn_region_atomic_add_u32(r, 4, 5, &word), 0);
	IS(mn_region_atomic_load_u32(r, 4, &word), 0);
	ck_assert_uint_eq(word, 5);
	IS(mn_region_close(r), 0);
}
END_TEST

/* The second one hung: the first had jumped out of a lock. */
START_TEST(a_page_that_is_gone)
{
	size_t page = t_page();
	int fd = t_file("f", "", 0);
	uint32_t word;
	int64_t r;

	IS(ftruncate(fd, (off_t)(2 * page)), 0);
	r = mn_region_open(t_path("f"), 2, 0, -1);
	IS(ftruncate(fd, (off_t)page), 0);
	for (int i = 0; i < 3; i++) {
		none_on_64_bits(r, page);
		IS(mn_region_atomic_load_u32(r, page, &word), -EIO);
		if (!UNDER_TSAN)
			IS(mn_region_atomic_add_u32(r, page, 1, NULL), -EIO);
	}
	IS(mn_statistic("faults"), UNDER_TSAN ? 6 : 9);
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

enum { THREADS = 4, ROUNDS = 2000 };

static void *open_and_close(void *gone)
{
	int64_t *region = gone, wrong = 0;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t r = mn_region_anonymous(100), s = mn_slice_open(r, 0, 10, 1, 0), c = mn_cursor_open(r);

		wrong += r <= 0 || s <= 0 || c <= 0 || mn_region_length(r) != 100 || mn_cursor_tell(c) != 0;
		wrong += mn_slice_close(s) != 0 || mn_region_close(r) != 0 || mn_cursor_tell(c) != -EBADF;
		wrong += mn_cursor_close(c) != 0 || mn_region_length(r) != -EBADF;
		wrong += mn_region_get_u8(*region, 0) != -EIO;
	}
	return (void *)(intptr_t)wrong;
}

static void in_the_child(void *gone)
{
	if (open_and_close(gone) != NULL)
		_exit(1);
}

/* Ids and counters are right between threads, and a fork in the middle of a
   count leaves a child that can count. */
START_TEST(threads_count_without_them)
{
	int64_t gone;
	pthread_t threads[THREADS];
	void *wrong;
	int fd = t_file("f", "x", 1);

	gone = mn_region_open(t_path("f"), 1, 0, -1);
	IS(ftruncate(fd, 0), 0);
	for (int i = 0; i < THREADS; i++)
		IS(pthread_create(&threads[i], NULL, open_and_close, &gone), 0);
	/* The child leaks what the other threads were allocating, and valgrind reports it.
	   A thread that the child lacks may hold a lock of ASan's allocator, and then the
	   child hangs. */
	for (int i = 0; i < 5 && !t_under_valgrind() && !UNDER_ASAN; i++)
		IS(t_child(in_the_child, &gone), 0);
	for (int i = 0; i < THREADS; i++) {
		IS(pthread_join(threads[i], &wrong), 0);
		ck_assert_ptr_null(wrong);
	}
	IS(mn_statistic("faults"), THREADS * ROUNDS);
	IS(mn_statistic("regions"), 1);
	IS(mn_statistic("slices"), 0);
	IS(mn_statistic("cursors"), 0);
	IS(mn_region_close(gone), 0);
	close(fd);
}
END_TEST

T_MAIN("narrow", no_operations_on_64_bits, a_page_that_is_gone, threads_count_without_them)
