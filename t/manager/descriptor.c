/* Descriptors for other processes, and lists. */

#include "helpers.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { NUMBERS = MN_STATS_SYNCS + 1 };

/* The access mode of a descriptor, and whether it closes on exec. */
static void is_for(int32_t fd, int mode)
{
	ck_assert_msg(fd >= 0, "%s", mn_error_detail());
	IS(fcntl(fd, F_GETFL) & O_ACCMODE, mode);
	IS(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	IS(pwrite(fd, "X", 1, 0), mode == O_RDWR ? 1 : -1);
	close(fd);
}

/* It allows no more than the owner may do at that time. */
START_TEST(what_a_descriptor_can_do)
{
	int64_t m = manager(), shared, reads, copy, memory, anonymous, numbers[NUMBERS + 1];
	char byte;
	int32_t fd;

	put("f", "abcdef");
	shared = map(m, "f", RW, 1);
	reads = map(m, "f", PROT_READ, 1);
	copy = map(m, "f", RW, 0);
	memory = mn_manager_map_memfd(m, ME, "memory", 5000);
	anonymous = mn_manager_map_anonymous(m, ME, 10);
	numbers[NUMBERS] = 77;
	fd = mn_manager_descriptor(m, ME, shared, numbers, NUMBERS);
	IS(numbers[MN_STATS_OFFSET], 0);
	IS(numbers[MN_STATS_LENGTH], 6);
	IS(numbers[MN_STATS_PROT], RW);
	IS(numbers[NUMBERS], 77);
	is_for(fd, O_RDWR);
	ck_assert_str_eq(get("f"), "Xbcdef");
	is_for(mn_manager_descriptor(m, ME, reads, NULL, 0), O_RDONLY);
	fd = mn_manager_descriptor(m, ME, reads, numbers, 2);
	IS(pread(fd, &byte, 1, 0), 1);
	IS(byte, 'X');
	close(fd);
	is_for(mn_manager_descriptor(m, ME, memory, NULL, 0), O_RDWR);
	/* From now on the mapping, or the owner, only reads. */
	IS(mn_manager_protect(m, ME, shared, 0, INT64_MAX, PROT_READ), 0);
	is_for(mn_manager_descriptor(m, ME, shared, NULL, 0), O_RDONLY);
	IS(mn_manager_protect(m, ME, shared, 0, INT64_MAX, RW), 0);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	is_for(mn_manager_descriptor(m, ME, shared, NULL, 0), O_RDONLY);
	IS(mn_manager_protect(m, ME, memory, 0, INT64_MAX, PROT_READ), 0);
	is_for(mn_manager_descriptor(m, ME, memory, NULL, 0), O_RDWR);
	/* What is refused, before there is a descriptor. */
	IS(mn_manager_grant(m, ME, 0), 0);
	numbers[0] = 99;
	IS(mn_manager_descriptor(m, ME, shared, numbers, NUMBERS), -EPERM);
	SAYS("no right to read files");
	IS(owner_info(m, ME, "denied"), 1);
	is_for(mn_manager_descriptor(m, ME, memory, NULL, 0), O_RDWR);
	IS(mn_manager_descriptor(m, ME, copy, numbers, NUMBERS), -EOPNOTSUPP);
	SAYS("only a shared mapping");
	IS(mn_manager_descriptor(m, ME, anonymous, numbers, NUMBERS), -EOPNOTSUPP);
	IS(mn_manager_grant(m, OTHER, ALL), 0);
	IS(mn_manager_descriptor(m, OTHER, shared, numbers, NUMBERS), -EPERM);
	IS(mn_manager_descriptor(m, ME, 99, numbers, NUMBERS), -EBADF);
	IS(mn_manager_descriptor(m, ME, shared, NULL, 1), -EFAULT);
	IS(mn_manager_descriptor(-1, ME, shared, numbers, NUMBERS), -EBADF);
	IS(numbers[0], 99);
	IS(mn_manager_close(m), 0);
	IS(mn_manager_descriptor(m, ME, memory, NULL, 0), -EBADF);
}
END_TEST

/* It is the mapping's file, even if the path now names another. */
START_TEST(whose_file_it_is)
{
	int64_t m = manager(), id;
	char bytes[7] = "";
	int32_t fd;

	put("f", "abcdef");
	id = map(m, "f", PROT_READ, 1);
	put("g", "GGGGGG");
	IS(rename(at("g"), at("f")), 0);
	IS(mn_manager_grant(m, ME, READ_FILES), 0);
	fd = mn_manager_descriptor(m, ME, id, NULL, 0);
	IS(pread(fd, bytes, 6, 0), 6);
	ck_assert_str_eq(bytes, "abcdef");
	close(fd);
	/* Without a descriptor left there is an error, and the mapping stays. */
	{
		struct rlimit limit, none;

		IS(getrlimit(RLIMIT_NOFILE, &limit), 0);
		none = limit;
		none.rlim_cur = 3;
		IS(setrlimit(RLIMIT_NOFILE, &none), 0);
		IS(mn_manager_descriptor(m, ME, id, NULL, 0), -EMFILE);
		IS(setrlimit(RLIMIT_NOFILE, &limit), 0);
		SAYS("its descriptor: EMFILE");
	}
	ck_assert_str_eq(bytes_of(m, id, 0, 6), "abcdef");
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Each descriptor is the mapping's own file, although other threads give up mappings
   and open files, whose descriptors get the numbers that are free. */
static int64_t the_manager;
static _Atomic int over;

static void *maps_and_unmaps(void *unused)
{
	while (!over) {
		int64_t id = mn_manager_map(the_manager, ME, "f", 0, -1, RW, 1);
		int fd = open(at("other"), O_RDWR | O_CLOEXEC);

		ck_assert_msg(id > 0, "%s", mn_error_detail());
		close(fd);
		IS(mn_manager_unmap(the_manager, ME, id, 0), 0);
	}
	return unused;
}

START_TEST(beside_threads_that_give_up)
{
	struct stat want, got;
	pthread_t thread;

	the_manager = manager();
	put("f", "abcdef");
	put("other", "other");
	IS(stat(at("f"), &want), 0);
	over = 0;
	IS(pthread_create(&thread, NULL, maps_and_unmaps, NULL), 0);
	for (int i = 0; i < share(20000); i++) {
		int64_t id = mn_manager_next(the_manager, ME, ME, 0);
		int32_t fd = id < 0 ? -EBADF : mn_manager_descriptor(the_manager, ME, id, NULL, 0);

		ck_assert_msg(fd >= 0 || fd == -EBADF, "%s", mn_error_detail());
		if (fd < 0)
			continue;
		IS(fstat(fd, &got), 0);
		ck_assert(got.st_ino == want.st_ino && got.st_dev == want.st_dev);
		close(fd);
	}
	over = 1;
	IS(pthread_join(thread, NULL), 0);
	IS(mn_manager_close(the_manager), 0);
}
END_TEST

/* ---- Lists ---- */

START_TEST(a_list_at_once)
{
	int64_t m = manager(), list[12], before[12];
	const size_t size = sizeof list;

	for (int i = 1; i <= 10; i++)
		IS(mn_manager_map_anonymous(m, i % 3 ? ME : OTHER, 10), i);
	memset(list, 0x5a, size);
	memcpy(before, list, size);
	IS(mn_manager_list(m, ME, ME, 0, list, 12), 7);
	for (int i = 0, id = 1; i < 7; i++, id += id % 3 == 2 ? 2 : 1)
		IS(list[i], id);
	ck_assert_int_eq(memcmp(list + 7, before + 7, 5 * sizeof *list), 0);
	/* A part, and what comes after it. */
	memcpy(list, before, size);
	IS(mn_manager_list(m, ME, ME, 2, list, 3), 3);
	ck_assert(list[0] == 4 && list[1] == 5 && list[2] == 7);
	ck_assert_int_eq(memcmp(list + 3, before + 3, 9 * sizeof *list), 0);
	IS(mn_manager_list(m, ME, ME, 7, list, 3), 2);
	ck_assert(list[0] == 8 && list[1] == 10);
	IS(mn_manager_list(m, ME, ME, 10, list, 3), 0);
	IS(mn_manager_list(m, ME, ME, INT64_MAX, list, 3), 0);
	IS(mn_manager_list(m, ME, ME, INT64_MIN, list, 1), 1);
	IS(list[0], 1);
	IS(mn_manager_list(m, ME, ME, 0, NULL, 0), 0);
	IS(mn_manager_list(m, 9, 9, 0, list, 3), 0);
	/* Closed mappings are not listed. */
	IS(mn_manager_unmap(m, ME, 4, 0), 0);
	IS(mn_manager_list(m, ME, ME, 2, list, 2), 2);
	ck_assert(list[0] == 5 && list[1] == 7);
	/* The right to see is checked, and without it nothing is written. */
	memcpy(list, before, size);
	IS(mn_manager_list(m, ME, OTHER, 0, list, 12), -EPERM);
	SAYS("no right to see");
	IS(owner_info(m, ME, "denied"), 1);
	IS(mn_manager_list(m, ME, ME, 0, NULL, 1), -EFAULT);
	SAYS("NULL");
	ck_assert_int_eq(memcmp(list, before, size), 0);
	IS(mn_manager_grant(m, ME, SEE_OTHERS), 0);
	IS(mn_manager_list(m, ME, OTHER, 0, list, 12), 3);
	ck_assert(list[0] == 3 && list[1] == 6 && list[2] == 9);
	IS(mn_manager_close(m), 0);
	IS(mn_manager_list(m, ME, ME, 0, list, 12), -EBADF);
}
END_TEST

T_MAIN("descriptor", what_a_descriptor_can_do, whose_file_it_is, beside_threads_that_give_up, a_list_at_once)
