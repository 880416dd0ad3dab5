/* mn_supported: does the running kernel take a constant?  The headers cannot
   know, because a program is built once and run on many kernels.

   Each question is one the kernel answers without doing anything: a range of
   no bytes, or a page or descriptor made for the question and given back.
   What could only be learnt by changing the process or somebody's memory is
   answered with -ENOTSUP. */

#include "constant.h"

#include "../error.h"
#include "../os/os.h"

#include <string.h>

/* A probe gives 1, 0 or -ENOTSUP. */
typedef int32_t mn__probe(int32_t value);

static int32_t mn__value_named(const char *name)
{
	return mn__bits(mn_constant_value(mn__constant_index(name)));
}

/* The kernel refuses what it does not know with EINVAL, and a call it does not
   have at all with ENOSYS; any other error comes after it took the value. */
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

/* Only a mapping that grows downwards can be asked. */
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

/* For the flags that stand for the kind of mapping. */
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

/* MAP_SHARED_VALIDATE makes the kernel refuse a flag it does not know, and
   only for a file; a kernel or platform without it cannot be asked.  The page
   at `address`, if there is one, is the caller's and is given back here. */
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
	/* A flag that is known and unfit here is EINVAL, so that counts as taken. */
	return mn__is_error(plain) ? -ENOTSUP : asked != -EOPNOTSUPP;
}

static int32_t mn__probe_flag(int32_t value)
{
	return mn__probe_validated(value, 0);
}

static int32_t mn__probe_fixed(int32_t value)
{
	int64_t page = mn__scratch_page(0, 0);

	/* The page is our own, so that putting another in its place harms nobody. */
	return mn__is_error(page) ? -ENOTSUP : mn__probe_validated(value, page);
}

/* A kernel that knows the flag refuses the page that is taken; an older one
   reads a mere hint and answers with another place. */
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

/* Without a reservation no huge page has to be free; the size alone is judged. */
static int32_t mn__probe_hugetlb(int32_t value)
{
	int32_t flags = mn__value_named("MAP_PRIVATE") | mn__value_named("MAP_ANONYMOUS")
	                | mn__value_named("MAP_NORESERVE") | mn__value_named("MAP_HUGETLB") | value;
	int64_t size = mn__os_mapping_page_size(flags);
	/* A size that is cut would be another question. */
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

/* A page is given back only while it is surely ours: an address that a move
   left, or that a failing one may have cleared, can belong to another thread
   already. */
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

/* By index; NULL: no question is free of effects. */
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
	/* Our own functions take our own numbers. */
	if (mn_constant_own(index))
		return 1;
	value = mn_constant_value(index);
	if (value == MN_ABSENT)
		return 0;
	answer = mn__probes[index] ? mn__probes[index]((int32_t)(uint32_t)value) : -ENOTSUP;
	if (answer >= 0)
		return answer;
	return mn__fail(-ENOTSUP, "%s: this kernel cannot be asked without changing something", name);
}

int32_t mn_supported(const char *name)
{
	int32_t answer = mn__supported(name);

	mn__error_context(answer, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return answer;
}
