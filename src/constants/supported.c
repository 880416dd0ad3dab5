/* mn_supported: does the running kernel accept a constant?  Headers cannot tell, because a
   program is built once and runs on many kernels.

   A probe makes a call that has no effect: on an empty range, or on a page or descriptor
   that it creates and removes.  A constant whose probe would change the process or its
   memory has none, and the result is -ENOTSUP. */

#include "constant.h"

#include "../error.h"
#include "../os/os.h"

/* A probe gives 1 if the kernel accepts the value, 0 if not, or -ENOTSUP. */
typedef int32_t mn__probe(int32_t value);

static int32_t mn__value_named(const char *name)
{
	return mn__bits(mn_constant_value(mn__constant_index(name)));
}

/* True if the kernel accepted the value.  It refuses an unknown one with these errors; all
   others come after it has accepted the value. */
static int32_t mn__is_accepted(int64_t result)
{
	return !mn__is_error(result) || (result != -EINVAL && result != -ENOSYS && result != -EOPNOTSUPP);
}

static int64_t mn__scratch_page(int32_t prot, int32_t flags)
{
	return mn__os_mmap(NULL, (size_t)mn__os_page_size(), prot,
	                   mn__value_named("MAP_PRIVATE") | mn__value_named("MAP_ANONYMOUS") | flags, -1, 0);
}

static void mn__unmap_page(int64_t address)
{
	if (address != 0 && !mn__is_error(address))
		(void)mn__os_munmap((void *)(intptr_t)address, (size_t)mn__os_page_size());
}

static int32_t mn__probe_madvise(int32_t value)
{
	return mn__is_accepted(mn__os_madvise(NULL, 0, value));
}

static int32_t mn__probe_posix_madvise(int32_t value)
{
	return mn__is_accepted(mn__os_posix_madvise(NULL, 0, value));
}

static int32_t mn__probe_msync(int32_t value)
{
	return mn__is_accepted(mn__os_msync(NULL, 0, value));
}

static int32_t mn__probe_mlock2(int32_t value)
{
	return mn__is_accepted(mn__os_mlock2(NULL, 0, value));
}

static int32_t mn__probe_prot(int32_t value)
{
	int64_t page = mn__scratch_page(mn__value_named("PROT_READ"), 0);
	int32_t result;

	if (mn__is_error(page))
		return -ENOTSUP;
	result = mn__is_accepted(mn__os_mprotect((void *)(intptr_t)page, (size_t)mn__os_page_size(), value));
	mn__unmap_page(page);
	return result;
}

/* The kernel accepts this only for a mapping with MAP_GROWSDOWN. */
static int32_t mn__probe_growsdown(int32_t value)
{
	int32_t read = mn__value_named("PROT_READ");
	int64_t page = mn__scratch_page(read, mn__value_named("MAP_GROWSDOWN"));
	int32_t result;

	if (mn__is_error(page))
		return -ENOTSUP;
	result = mn__is_accepted(mn__os_mprotect((void *)(intptr_t)page, (size_t)mn__os_page_size(), read | value));
	mn__unmap_page(page);
	return result;
}

/* For flags that choose the kind of mapping. */
static int32_t mn__probe_kind(int32_t value)
{
	int64_t page = mn__os_mmap(NULL, (size_t)mn__os_page_size(), 0,
	                           value | mn__value_named("MAP_ANONYMOUS"), -1, 0);

	mn__unmap_page(page);
	return mn__is_accepted(page);
}

static int32_t mn__probe_anonymous(int32_t value)
{
	return mn__probe_kind(value | mn__value_named("MAP_PRIVATE"));
}

/* MAP_SHARED_VALIDATE makes the kernel refuse unknown flags, but only for a file.  Without
   it no probe is possible.  Unmaps the caller's page at `address`, if it is not 0. */
static int32_t mn__probe_validated(int32_t value, int64_t address)
{
	int32_t validate = mn__value_named("MAP_SHARED_VALIDATE");
	size_t page = (size_t)mn__os_page_size();
	int32_t fd = validate ? mn__os_memfd_create("mmapnative", 0) : -1;
	int64_t plain = fd < 0 ? -1 : mn__os_mmap(NULL, page, 0, validate, fd, 0);
	int64_t asked = fd < 0 ? -1 : mn__os_mmap((void *)(intptr_t)address, page, 0, validate | value, fd, 0);

	mn__unmap_page(plain);
	mn__unmap_page(asked);
	if (asked != address)
		mn__unmap_page(address);
	if (fd >= 0)
		(void)mn__os_close(fd);
	/* EINVAL means that the flag is known and does not fit here. */
	return mn__is_error(plain) ? -ENOTSUP : asked != -EOPNOTSUPP;
}

static int32_t mn__probe_flag(int32_t value)
{
	return mn__probe_validated(value, 0);
}

static int32_t mn__probe_fixed(int32_t value)
{
	int64_t page = mn__scratch_page(0, 0);

	/* The flag replaces this page, which is ours. */
	return mn__is_error(page) ? -ENOTSUP : mn__probe_validated(value, page);
}

/* A kernel that knows the flag refuses an address that is in use.  An older one takes the
   address as a hint, and maps elsewhere. */
static int32_t mn__probe_noreplace(int32_t value)
{
	int64_t page = mn__scratch_page(0, 0), second;

	if (mn__is_error(page))
		return -ENOTSUP;
	second = mn__os_mmap((void *)(intptr_t)page, (size_t)mn__os_page_size(), 0,
	                     mn__value_named("MAP_PRIVATE") | mn__value_named("MAP_ANONYMOUS") | value, -1, 0);
	if (second != page)
		mn__unmap_page(second);
	mn__unmap_page(page);
	return second == -EEXIST;
}

/* MAP_NORESERVE: the kernel checks the size, and needs no free huge page. */
static int32_t mn__probe_hugetlb(int32_t value)
{
	int32_t flags = mn__value_named("MAP_PRIVATE") | mn__value_named("MAP_ANONYMOUS")
	                | mn__value_named("MAP_NORESERVE") | mn__value_named("MAP_HUGETLB") | value;
	int64_t size = mn__os_mapping_page_size(flags);
	/* A size that size_t cuts would probe another value. */
	int64_t p = mn__value_named("MAP_HUGETLB") && mn__fits_size((uint64_t)size)
	            ? mn__os_mmap(NULL, (size_t)size, 0, flags, -1, 0) : -ENOTSUP;

	if (!mn__is_error(p))
		(void)mn__os_munmap((void *)(intptr_t)p, (size_t)size);
	return p == -ENOTSUP ? -ENOTSUP : mn__is_accepted(p);
}

static int32_t mn__probe_memfd(int32_t value)
{
	int32_t fd = mn__os_memfd_create("mmapnative", (uint32_t)value);

	if (fd >= 0)
		(void)mn__os_close(fd);
	return mn__is_accepted(fd) && fd != -ENODEV;
}

static int32_t mn__probe_memfd_huge(int32_t value)
{
	int32_t huge = mn__value_named("MFD_HUGETLB");

	return huge ? mn__probe_memfd(huge | value) : -ENOTSUP;
}

/* Unmaps a page only if it is certainly ours.  Another thread may already have mapped an
   address that a move left, or that a failed move may have unmapped. */
static int32_t mn__probe_mremap(int32_t value)
{
	size_t size = (size_t)mn__os_page_size();
	int32_t maymove = mn__value_named("MREMAP_MAYMOVE");
	int64_t from = mn__scratch_page(0, 0), to = mn__scratch_page(0, 0), moved = -ENOTSUP;

	if (!mn__is_error(from) && !mn__is_error(to))
		moved = mn__os_mremap((void *)(intptr_t)from, size, size, maymove | value, (void *)(intptr_t)to);
	mn__unmap_page(moved);
	if (mn__is_error(moved) || (moved != from && value == mn__value_named("MREMAP_DONTUNMAP")))
		mn__unmap_page(from);
	if (moved != to
	    && (!mn__is_error(moved) || !mn__is_accepted(moved) || value != mn__value_named("MREMAP_FIXED")))
		mn__unmap_page(to);
	return moved == -ENOTSUP ? -ENOTSUP : mn__is_accepted(moved);
}

static int32_t mn__probe_policy(int32_t value)
{
	return mn__is_accepted(mn__os_mbind(NULL, 0, value, 0));
}

static int32_t mn__probe_policy_flag(int32_t value)
{
	return mn__is_accepted(mn__os_mbind(NULL, 0, mn__value_named("MPOL_BIND") | value, 0));
}

static int32_t mn__probe_policy_move(int32_t value)
{
	return mn__is_accepted(mn__os_mbind(NULL, 0, mn__value_named("MPOL_DEFAULT"), (uint32_t)value));
}

/* By index.  NULL: every probe would have an effect. */
static mn__probe *const mn__probes[] = {
#define MN__PASS MN__PROBES
#include "constants.inc"
#undef MN__PASS
};

static int32_t mn__supported(const char *name)
{
	int32_t index = mn__find_constant(name), answer;
	int64_t value;

	if (index < 0)
		return index;
	/* Our own functions accept our own numbers. */
	if (mn_constant_own(index))
		return 1;
	value = mn_constant_value(index);
	if (value == MN_ABSENT)
		return 0;
	answer = mn__probes[index] ? mn__probes[index]((int32_t)(uint32_t)value) : -ENOTSUP;
	if (answer >= 0)
		return answer;
	return mn__fail(-ENOTSUP, "%s: no probe is possible without side effects", name);
}

int32_t mn_supported(const char *name)
{
	int32_t answer = mn__supported(name);

	mn__error_context(answer, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return answer;
}
