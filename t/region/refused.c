/* Arguments that the functions of regions refuse, because they would reach
   beyond the region or do not mean what the caller believes. */

#include "helpers.h"

static int32_t cut(int64_t value)
{
	return (int32_t)(uint32_t)(uint64_t)value;
}

/* F17: MN_ABSENT where a region takes bits, alone, by `|` and by `+`. */
START_TEST(a_constant_that_is_absent)
{
	int64_t r = mn_region_anonymous(8192);
	const int64_t anon = mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS();
	int fd = t_file("file", hello, 11);

	ck_assert_int_gt(r, 0);
	IS(mn_region_fill(r, 0, 8192, 7), 0);
	for (int32_t valid = 0; valid < 32; valid++) {
		const int32_t bits[] = { cut(mn_absent() | valid), cut(mn_absent() + valid) };

		for (int i = 0; i < 2; i++) {
			IS(mn_region_protect(r, 0, 8192, bits[i]), -EINVAL);
			IS(mn_region_advise(r, 0, 8192, bits[i]), -EINVAL);
			IS(mn_region_sync(r, 0, 8192, bits[i]), -EINVAL);
			SAYS("MN_ABSENT");
			IS(mn_region_map(-1, 0, 4096, 0, bits[i], cut(anon), 0), -EINVAL);
			IS(mn_region_map(fd, 0, 11, 0, bits[i], cut(mn_MAP_SHARED()), 0), -EINVAL);
			IS(mn_region_memfd("absent", 4096, (uint32_t)bits[i]), -EINVAL);
		}
	}
	for (int access = 0; access <= 4; access++) {
		IS(mn_region_map(-1, 0, 4096, access, 3, cut(anon | mn_absent()), 0), -EINVAL);
		SAYS("MN_ABSENT");
		IS(mn_region_map(fd, 0, 11, access, 1, cut(mn_MAP_SHARED() + mn_absent()), 0), -EINVAL);
		SAYS("MN_ABSENT");
	}
	IS(mn_region_prot(r), 3);
	IS(mn_region_get_u8(r, 8191), 7);
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

/* F8: a protection that the kernel extends to the end of the mapping. */
START_TEST(a_protection_beyond_its_range)
{
	const int64_t bits[] = { mn_PROT_GROWSDOWN(), mn_PROT_GROWSUP(), mn_PROT_MTE(), mn_PROT_ADI(), 1 << 4, 1 << 30, INT32_MIN };
	int64_t r = mn_region_anonymous(16384);
	int fd = t_file("file", hello, 11);

	ck_assert_int_gt(r, 0);
	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
		if (bits[i] == MN_ABSENT)
			continue;
		IS(mn_region_protect(r, 8192, 4096, cut(bits[i] | PROT_READ)), -EINVAL);
		SAYS("protection");
		IS(mn_region_map(-1, 0, 4096, 0, cut(bits[i] | PROT_READ), cut(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS()), 0), -EINVAL);
		IS(mn_region_map(fd, 0, 11, 0, cut(bits[i] | PROT_READ), cut(mn_MAP_PRIVATE()), 0), -EINVAL);
	}
	IS(mn_region_set_u8(r, 0, 1), 0);
	IS(mn_region_set_u8(r, 16383, 1), 0);
	IS(mn_region_close(r), 0);
	close(fd);
}
END_TEST

static void growing_down(void *unused)
{
	int32_t flags = cut(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS() | mn_MAP_GROWSDOWN());
	int64_t r = mn_region_map(-1, 0, 16384, 0, PROT_READ | PROT_WRITE, flags, 0);

	(void)unused;
	if (r == -EINVAL)
		_exit(0);
	(void)mn_region_protect(r, 8192, 4096, cut(PROT_READ | mn_PROT_GROWSDOWN()));
	(void)mn_region_set_u8(r, 0, 1);
	_exit(1);
}

/* F8: the region that led to the crash. */
START_TEST(a_region_that_grows)
{
	if (mn_MAP_GROWSDOWN() == MN_ABSENT)
		t_skip("this platform has no MAP_GROWSDOWN");
	IS(t_child(growing_down, NULL), 0);
	for (int access = 0; access <= 4; access++) {
		IS(mn_region_map(-1, 0, 4096, access, 3, cut(mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS() | mn_MAP_GROWSDOWN()), 0), -EINVAL);
		SAYS("MAP_GROWSDOWN");
	}
}
END_TEST

static void *const bad[] = { (void *)1, (void *)4095, (void *)(uintptr_t)0xfffffffffffff000 };

/* F9: every function with a text, and a wrong pointer from an FFI. */
START_TEST(a_text_that_cannot_be_read)
{
	int64_t r = mn_region_anonymous(4096), m = mn_manager_open(NULL), n = mn_manager_map_anonymous(m, 1, 10);
	const char *last;
	char *two = mmap(NULL, 2 * t_page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (t_under_valgrind())
		t_skip("valgrind reports the pointers that the kernel shall refuse");
	ck_assert(r > 0 && m > 0 && n > 0 && two != MAP_FAILED);
	/* One that begins well and runs into what cannot be read.  (A hole could be filled
	   by an allocation.) */
	ck_assert_int_eq(mprotect(two + t_page(), t_page(), PROT_NONE), 0);
	memset(two, 'n', t_page());
	last = two + t_page() - 3;
	for (size_t i = 0; i < 4; i++) {
		const char *text = i < 3 ? bad[i] : last;

		IS(mn_region_open(text, 1, 0, -1), -EFAULT);
		SAYS("cannot be read");
		IS(mn_region_create(text, 10), -EFAULT);
		IS(mn_region_memfd(text, 10, 0), -EFAULT);
		IS(mn_region_memfd(text, 10, UINT32_C(1) << 30), -EFAULT);
		IS(mn_region_shared(text, 10), -EFAULT);
		IS(mn_region_set_name(r, text), -EFAULT);
		SAYS("cannot be read");
		IS(mn_statistic(text), -EFAULT);
		IS(mn_manager_open(text), -EFAULT);
		SAYS("cannot be read");
		IS(mn_manager_map(m, 1, text, 0, -1, PROT_READ, 1), -EFAULT);
		IS(mn_manager_map_memfd(m, 1, text, 10), -EFAULT);
		IS(mn_manager_info(m, 1, n, text), -EFAULT);
		IS(mn_manager_owner_info(m, 1, 1, text), -EFAULT);
		IS(mn_manager_statistic(m, text), -EFAULT);
		IS(mn_constant_find(text), -EFAULT);
		IS(mn_supported(text), -EFAULT);
		/* The kernel may find the flags wrong before it looks at the name. */
		IS(mn_memfd_create(text, 0), -EFAULT);
		IS(mn_memfd_create(text, UINT32_C(1) << 30), -EINVAL);
		IS(mn_shm_open(text, O_RDWR, 0600), -EFAULT);
		IS(mn_shm_unlink(text), -EFAULT);
		SAYS("shm_unlink");
	}
	/* A text may end with the last byte of a page. */
	two[t_page() - 1] = 0;
	IS(mn_constant_find(last), -ENOENT);
	IS(mn_region_open(last, 1, 0, -1), -ENOENT);
	munmap(two, t_page());
	IS(mn_manager_close(m), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* F20: descriptor -1 is anonymous memory although the flags do not say so. */
START_TEST(no_descriptor)
{
	int64_t r = mn_region_map(-1, 0, 100, 0, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);

	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_write(r, 0, hello, 11), 11);
	IS(mn_region_length(r), 100);
	IS(mn_region_fd(r), -ENOTCONN);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("refused", a_text_that_cannot_be_read, no_descriptor, a_constant_that_is_absent, a_protection_beyond_its_range, a_region_that_grows)
