/* The end of a file: ranges that pass it, and regions that follow it. */

#include "helpers.h"

static int64_t cut_to_100(int32_t access, uint32_t options)
{
	size_t page = t_page();
	int64_t r;
	int fd;

	pattern("f", 2 * page);
	if (options) {
		fd = open(t_path("f"), O_RDWR);
		r = mn_region_map(fd, 0, -1, access, 0, 0, options);
		close(fd);
	} else {
		r = opened(t_path("f"), access);
	}
	ck_assert_int_eq(truncate(t_path("f"), 100), 0);
	return r;
}

/* F6: the last page of a truncated file accepts bytes past the end, and none
   of them reaches the file. */
START_TEST(writes_behind_the_end)
{
	for (int mode = 0; mode <= 2; mode++) {
		int64_t r, whole, first, behind;
		char back[5] = "";

		if (mn_guard(mode) != mode)
			continue;
		r = cut_to_100(2, 0);
		whole = mn_slice_open(r, 0, 2 * t_page(), 0, 0);
		first = mn_slice_open(r, 0, 100, 0, 0);
		behind = mn_slice_open(r, 200, 4, 0, 0);
		IS(mn_region_write(r, 200, "lost", 4), 4);
		IS(mn_region_read(r, 200, back, 4), 4);
		ck_assert_str_eq(back, "lost");
		IS(mn_region_truncated(r), 0);
		IS(mn_region_sync(r, 0, 100, MS_SYNC), 0);
		IS(mn_region_sync(r, 200, 0, MS_SYNC), 0);
		IS(mn_slice_check(first), 0);
		IS(mn_region_truncated(r), 0);
		IS(mn_region_sync(r, 200, 4, MS_SYNC), -EIO);
		SAYS("sync of 4 bytes at 200");
		SAYS("in no file");
		IS(mn_region_truncated(r), 1);
		IS(mn_region_sync(r, 99, 2, MS_ASYNC), -EIO);
		IS(mn_region_durable(r), -EIO);
		SAYS("cut short");
		IS(mn_slice_check(behind), -EIO);
		SAYS("cut short");
		IS(mn_slice_check(whole), -EIO);
		IS(mn_slice_close(whole), 0);
		IS(mn_slice_close(first), 0);
		IS(mn_slice_close(behind), 0);
		IS(size_of(t_path("f")), 100);
		IS(mn_region_refresh(r), 100);
		IS(mn_region_truncated(r), 0);
		IS(mn_region_sync(r, 0, 100, MS_SYNC), 0);
		IS(mn_region_durable(r), 0);
		IS(mn_region_close(r), 0);
	}
}
END_TEST

/* F6: a region without changes to write back makes no check, and a region
   without a descriptor cannot. */
START_TEST(other_regions_behind_the_end)
{
	int64_t r = cut_to_100(1, 0), s;

	IS(mn_region_sync(r, 200, 4, MS_SYNC), 0);
	IS(mn_region_durable(r), -EIO);
	s = mn_slice_open(r, 99, 2, 1, 0);
	IS(mn_slice_check(s), -EIO);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
	r = cut_to_100(3, 0);
	IS(mn_region_sync(r, 200, 4, MS_SYNC), 0);
	IS(mn_region_durable(r), 0);
	s = mn_slice_open(r, 99, 2, 1, 0);
	IS(mn_slice_check(s), -EIO);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
	r = cut_to_100(2, 1);
	IS(mn_region_sync(r, 200, 4, MS_SYNC), 0);
	IS(mn_region_durable(r), -ENOTCONN);
	s = mn_slice_open(r, 99, 2, 1, 0);
	IS(mn_slice_check(s), 0);
	IS(mn_slice_close(s), 0);
	IS(mn_region_get_u8(r, t_page()), -EIO);
	SAYS("no descriptor that could tell");
	IS(mn_region_truncated(r), 1);
	IS(mn_region_close(r), 0);
}
END_TEST

static void grow(const char *path, off_t size)
{
	ck_assert_int_eq(truncate(path, size), 0);
}

/* F14: a region up to the file's end follows it after every function. */
START_TEST(to_the_end_after_every_function)
{
	const char *path = pattern("f", 5000);
	int64_t r = opened(path, 2), part = mn_region_open(path, 2, 100, 1000), tail = mn_region_open(path, 1, 4000, -1);
	int fd = open(path, O_RDWR);
	int64_t mapped = mn_region_map(fd, 0, -1, 2, 0, 0, 0);

	/* Longer, shorter, and resizes that fail. */
	IS(mn_region_resize(r, 9000), 0);
	grow(path, 20000);
	IS(mn_region_refresh(r), 20000);
	IS(mn_region_refresh(tail), 16000);
	IS(mn_region_resize(r, 700), 0);
	IS(size_of(path), 700);
	grow(path, 30000);
	IS(mn_region_refresh(r), 30000);
	ck_assert_int_lt(mn_region_resize(r, INT64_MAX), 0);
	IS(mn_region_resize(r, 0), -EINVAL);
	grow(path, 31000);
	IS(mn_region_refresh(r), 31000);
	IS(mn_region_protect(r, 0, 31000, PROT_READ), 0);
	IS(mn_region_protect(r, 0, 31000, PROT_READ | PROT_WRITE), 0);
	IS(mn_region_set_fork_policy(r, 1), 0);
	IS(mn_region_discard(r, 0, 31000), 0);
	grow(path, 0);
	IS(mn_region_refresh(r), 0);
	grow(path, 12);
	IS(mn_region_refresh(r), 12);
	IS(mn_region_resize(r, 5000), 0);
	grow(path, 6000);
	IS(mn_region_refresh(r), 6000);
	IS(mn_region_refresh(mapped), 6000);
	IS(mn_region_resize(mapped, 6001), 0);
	grow(path, 6002);
	IS(mn_region_refresh(mapped), 6002);
	/* A requested length is the maximum; a new request sets a new
	   maximum. */
	IS(mn_region_refresh(part), 1000);
	IS(mn_region_resize(part, 1500), 0);
	grow(path, 40000);
	IS(mn_region_refresh(part), 1500);
	grow(path, 300);
	IS(mn_region_refresh(part), 200);
	grow(path, 40000);
	IS(mn_region_refresh(part), 1500);
	IS(mn_region_close(r), 0);
	IS(mn_region_close(part), 0);
	IS(mn_region_close(tail), 0);
	IS(mn_region_close(mapped), 0);
	close(fd);
}
END_TEST

/* F14: the same for shared memory that was joined as it is. */
START_TEST(shared_memory_as_it_is)
{
	char name[64];
	int64_t made, joined;
	int fd;

	snprintf(name, sizeof name, "/mmapnative-end-%ld", (long)getpid());
	made = mn_region_shared(name, 5000);
	if (made < 0)
		t_skip("there is no shared memory");
	joined = mn_region_shared(name, 0);
	fd = mn_shm_open(name, O_RDWR, 0);
	IS(mn_shm_unlink(name), 0);
	IS(mn_region_length(joined), 5000);
	IS(mn_region_resize(joined, 9000), 0);
	ck_assert_int_eq(ftruncate(fd, 20000), 0);
	IS(mn_region_refresh(joined), 20000);
	IS(mn_region_refresh(made), 5000);
	IS(mn_region_resize(joined, 300), 0);
	ck_assert_int_eq(ftruncate(fd, 600), 0);
	IS(mn_region_refresh(joined), 600);
	IS(mn_region_refresh(made), 600);
	IS(mn_region_close(made), 0);
	IS(mn_region_close(joined), 0);
	close(fd);
}
END_TEST

T_MAIN("end", writes_behind_the_end, other_regions_behind_the_end, to_the_end_after_every_function, shared_memory_as_it_is)
