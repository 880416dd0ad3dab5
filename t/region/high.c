/* Addresses of the upper half, which some machines give out: as numbers they are
   negative, and only -4095 to -1 are errors.  The library's own text runs here
   with calls that put every mapping there; nothing touches its bytes. */

#include "test.h"

#include <stdarg.h>

#define HIGH ((uintptr_t)1 << (sizeof(uintptr_t) * 8 - 1))

static long live;    /* pages that are mapped */

static void *up(void *p, size_t n)
{
	if (p == MAP_FAILED)
		return p;
	live += (long)((n + t_page() - 1) / t_page());
	return (void *)((uintptr_t)p | HIGH);
}

static void *down(void *p)
{
	return (void *)((uintptr_t)p & ~HIGH);
}

static void *high_mmap(void *p, size_t n, int prot, int flags, int fd, off_t offset)
{
	if (p && flags & MAP_FIXED)
		live -= (long)((n + t_page() - 1) / t_page());
	return up(mmap(down(p), n, prot, flags, fd, offset), n);
}

static int high_munmap(void *p, size_t n)
{
	ck_assert((uintptr_t)p & HIGH);
	live -= (long)((n + t_page() - 1) / t_page());
	return munmap(down(p), n);
}

static long high_syscall(long number, ...)
{
	long a[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
#if defined SYS_mmap
	if (number == SYS_mmap)
		return (long)high_mmap((void *)a[0], (size_t)a[1], (int)a[2], (int)a[3], (int)a[4], (off_t)a[5]);
#endif
#if defined SYS_mprotect
	if (number == SYS_mprotect)
		return mprotect(down((void *)a[0]), (size_t)a[1], (int)a[2]);
#endif
#if defined SYS_mremap
	if (number == SYS_mremap) {
		long result = syscall(number, down((void *)a[0]), a[1], a[2], a[3], down((void *)a[4]));

		if (result == -1)
			return result;
		live -= a[3] & 4 ? 0 : (long)(((size_t)a[1] + t_page() - 1) / t_page());
		/* MREMAP_FIXED also takes away what was there. */
		live -= a[3] & 2 ? (long)(((size_t)a[2] + t_page() - 1) / t_page()) : 0;
		return (long)up((void *)result, (size_t)a[2]);
	}
#endif
	return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static int high_madvise(void *p, size_t n, int advice)
{
	return madvise(down(p), n, advice);
}

#define mmap high_mmap
#define munmap high_munmap
#define madvise high_madvise
#define syscall high_syscall
/* The sanitizer of addresses minds a second variable of this name, beside that
   of the shared library. */
#define mn_fingerprint_value own_fingerprint_value
#include "../../libmmapnative.c"
#undef mmap
#undef munmap
#undef madvise
#undef syscall

static void needs_64_bits(void)
{
	if (sizeof(uintptr_t) < 8)
		t_skip("an address of 32 bits is never negative as an int64_t");
#if defined __s390__
	t_skip("this machine's mmap takes its arguments in another way");
#endif
}

static int is_high(int64_t address)
{
	return address < -4095;
}

/* F4: the calls. */
START_TEST(calls_with_high_addresses)
{
	int64_t p, q;

	needs_64_bits();
	p = mn_mmap(NULL, 3 * t_page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert(is_high(p));
	ck_assert_str_eq(mn_error_detail(), "");
	q = mn_mremap((void *)(intptr_t)p, 3 * t_page(), 9 * t_page(), (int32_t)mn_MREMAP_MAYMOVE(), NULL);
	ck_assert(is_high(q));
	ck_assert_str_eq(mn_error_detail(), "");
	IS(mn_munmap((void *)(intptr_t)q, 9 * t_page()), 0);
	IS(mn_mmap(NULL, 0, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), -EINVAL);
	ck_assert_str_ne(mn_error_detail(), "");
	IS(live, 0);
}
END_TEST

/* F4: regions and slices. */
START_TEST(regions_with_high_addresses)
{
	size_t page = t_page();
	int64_t r, s;
	char bytes[100] = "";

	needs_64_bits();
	r = mn_region_reserve(3 * page);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	s = mn_slice_open(r, page, 5, 0, 0);
	ck_assert(s > 0 && is_high(mn_slice_address(s)));
	IS(mn_slice_close(s), 0);
	IS(mn_region_resize(r, 8 * page), 0);
	IS(mn_region_length(r), (int64_t)(8 * page));
	IS(mn_region_protect(r, page, page, PROT_READ), 0);
	/* Several mappings, which are mapped anew and copied nothing. */
	IS(mn_region_resize(r, 2 * page), 0);
	IS(mn_region_close(r), 0);
	IS(live, 0);
	close(t_file("f", bytes, sizeof bytes));
	r = mn_region_open(t_path("f"), 2, 0, -1);
	ck_assert_msg(r > 0, "%s", mn_error_detail());
	IS(mn_region_resize(r, 5 * page), 0);
	IS(mn_region_resize(r, 100), 0);
	IS(mn_region_close(r), 0);
	/* From no page to the first. */
	close(t_file("g", "", 0));
	r = mn_region_open(t_path("g"), 2, 0, -1);
	IS(mn_region_resize(r, 10), 0);
	IS(mn_region_close(r), 0);
	IS(live, 0);
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* F4: the questions that map a page of their own give it back. */
START_TEST(questions_with_high_addresses)
{
	needs_64_bits();
	for (int32_t i = 0; i < mn_constant_count(); i++) {
		const char *name = mn_constant_name(i);

		if (mn_constant_value(i) == MN_ABSENT)
			continue;
		if (strcmp(mn_constant_group(i), "map") && strcmp(mn_constant_group(i), "prot")
		    && strcmp(mn_constant_group(i), "mremap"))
			continue;
		(void)mn_supported(name);
		ck_assert_msg(live == 0, "%s leaves %ld pages", name, live);
	}
	IS(mn_supported("PROT_READ"), 1);
	IS(mn_supported("MAP_PRIVATE"), 1);
	IS(mn_supported("MREMAP_FIXED"), 1);
	/* valgrind 3.19 has an answer of its own. */
	if (!t_under_valgrind())
		IS(mn_supported("MAP_FIXED_NOREPLACE"), 1);
	IS(live, 0);
}
END_TEST

T_MAIN("high", calls_with_high_addresses, regions_with_high_addresses, questions_with_high_addresses)
