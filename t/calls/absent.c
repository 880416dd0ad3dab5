/* MN_ABSENT as an argument (F17): an FFI truncates it to 32 bits, and no
   call may accept the rest as protection, flags or advice. */

#include "helpers.h"

/* The value that an FFI passes for an int64_t as 32 bits. */
static int32_t cut(int64_t value)
{
	return (int32_t)(uint32_t)(uint64_t)value;
}

#define REFUSED(call)                                                                                        \
	do {                                                                                                 \
		ck_assert_int_eq(call, -EINVAL);                                                             \
		ck_assert_msg(strstr(mn_error_detail(), "MN_ABSENT") != NULL, "%s", mn_error_detail());      \
	} while (0)

/* Alone, by `|`, by `+`, and twice. */
enum { WAYS = 4 };

static int32_t with(int way, int64_t valid)
{
	return way == 0 ? cut(mn_absent()) : way == 1 ? cut(mn_absent() | valid) : way == 2 ? cut(mn_absent() + valid)
	       : cut(mn_absent() + mn_absent() + valid);
}

/* Sums with a flag from bit 16 up carry, and the kernel would take them. */
START_TEST(in_the_flags_of_mmap)
{
	const int64_t valid[] = { 0, mn_MAP_POPULATE(), mn_MAP_NORESERVE(), mn_MAP_LOCKED(), mn_MAP_STACK(), mn_MAP_NONBLOCK(),
	                          mn_MAP_HUGETLB(), mn_MAP_SYNC(), mn_MAP_FIXED_NOREPLACE() };
	const int64_t kinds[] = { mn_MAP_SHARED(), mn_MAP_PRIVATE(), mn_MAP_SHARED() | mn_MAP_PRIVATE() };
	int fd = pages_file("file", 1);

	for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
		for (size_t k = 0; k < 3; k++)
			for (int way = 1; way < 3; way++) {
				int64_t flags = kinds[k] | (valid[i] == MN_ABSENT ? 0 : valid[i]);

				REFUSED(mn_mmap(NULL, t_page(), RW, with(way, flags), fd, 0));
				REFUSED(mn_mmap(NULL, t_page(), RW, with(way, flags | mn_MAP_ANONYMOUS()), -1, 0));
			}
	REFUSED(mn_mmap(NULL, t_page(), RW, with(0, 0), fd, 0));
	REFUSED(mn_mmap(NULL, t_page(), RW, with(3, ANON), -1, 0));
	close(fd);
}
END_TEST

/* The kernel ignores unknown bits here. */
START_TEST(in_a_protection)
{
	char *p = map(t_page(), RW, ANON);

	for (int way = 0; way < WAYS; way++)
		for (int32_t valid = 0; valid < 8; valid++) {
			REFUSED(mn_mmap(NULL, t_page(), with(way, valid), ANON, -1, 0));
			REFUSED(mn_mprotect(p, t_page(), with(way, valid)));
			REFUSED(mn_pkey_mprotect(p, t_page(), with(way, valid), -1));
		}
	p[0] = 1;
	ck_assert_str_eq(t_permissions(p), "rw-p");
	unmap(p, t_page());
}
END_TEST

START_TEST(in_flags_of_a_range)
{
	char *p = map(2 * t_page(), RW, ANON);

	memset(p, 7, 2 * t_page());
	for (int way = 0; way < WAYS; way++) {
		for (int32_t valid = 0; valid < 8; valid++) {
			REFUSED(mn_msync(p, t_page(), with(way, valid)));
			REFUSED(mn_mlock2(p, t_page(), with(way, valid)));
			REFUSED(mn_mremap(p, t_page(), t_page(), with(way, valid), NULL));
			REFUSED(mn_mlockall(with(way, valid)));
		}
		/* MADV_DONTNEED among them. */
		for (int32_t valid = 0; valid < 32; valid++) {
			REFUSED(mn_madvise(p, t_page(), with(way, valid)));
			REFUSED(mn_posix_madvise(p, t_page(), with(way, valid)));
		}
	}
	ck_assert_msg(full_of(p, 2 * t_page(), 7), "an advice took effect");
	unmap(p, 2 * t_page());
}
END_TEST

START_TEST(in_flags_of_a_descriptor)
{
	char name[32];

	snprintf(name, sizeof name, "/absent-%d", (int)getpid());
	for (int way = 0; way < WAYS; way++) {
		REFUSED(mn_memfd_create("absent", (uint32_t)with(way, 1)));
		REFUSED(mn_shm_open(name, with(way, O_RDWR | O_CREAT), 0600));
	}
	ck_assert_int_eq(mn_shm_unlink(name), -ENOENT);
}
END_TEST

START_TEST(in_a_protection_key)
{
	char *p = map(t_page(), RW, ANON);

	for (int way = 0; way < WAYS; way++) {
		REFUSED(mn_pkey_alloc((uint32_t)with(way, 0), 0));
		REFUSED(mn_pkey_alloc(0, (uint32_t)with(way, 1)));
		/* A key is no set of bits: the kernel refuses these itself. */
		ck_assert_int_eq(mn_pkey_free(with(way, 1)), -EINVAL);
		ck_assert_int_eq(mn_pkey_mprotect(p, t_page(), RW, with(way, 1)), -EINVAL);
	}
	unmap(p, t_page());
}
END_TEST

/* Every known value, and every bit that a newer kernel may define, reaches
   the kernel: only the bits of MN_ABSENT are refused here. */
START_TEST(and_nothing_else)
{
	char *p = map(t_page(), RW, ANON);

	for (int32_t i = 0; i < mn_constant_count(); i++)
		if (mn_constant_value(i) != MN_ABSENT && mn_constant_value(i) != -1) {
			(void)mn_mprotect(p, 0, cut(mn_constant_value(i)));
			ck_assert_msg(strstr(mn_error_detail(), "MN_ABSENT") == NULL, "%s: %s", mn_constant_name(i),
			              mn_error_detail());
			(void)mn_mprotect(p, 0, cut(mn_constant_value(i) | mn_PROT_READ() | mn_PROT_WRITE()));
			ck_assert_msg(strstr(mn_error_detail(), "MN_ABSENT") == NULL, "%s", mn_constant_name(i));
		}
	for (int bit = 0; bit < 31; bit++) {
		(void)mn_mprotect(p, 0, (int32_t)1 << bit);
		ck_assert_msg(strstr(mn_error_detail(), "MN_ABSENT") == NULL, "bit %d", bit);
	}
	unmap(p, t_page());
}
END_TEST

T_MAIN("absent", in_the_flags_of_mmap, in_a_protection, in_flags_of_a_range, in_flags_of_a_descriptor, in_a_protection_key,
       and_nothing_else)
