/* What the functions of regions refuse because it would reach beyond the region,
   or because an argument is not what the caller believes. */

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

/* F8: a protection that the kernel carries on to the end of the mapping. */
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

/* F8: the region that made it a death. */
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

T_MAIN("refused", a_constant_that_is_absent, a_protection_beyond_its_range, a_region_that_grows)
