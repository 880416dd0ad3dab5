/* The calls: one system call each, arguments unchanged, the error in the
   result.  What is judged here is only what would never reach the kernel as
   given: a length that size_t cuts, a constant that this platform lacks, and a
   name that libc would follow into nothing.  The rest of each function says, for mn_error_detail(), with which
   numbers the call failed. */

#ifndef MN_CALLS_C
#define MN_CALLS_C

#include "platform/platform.c"
#include "error.c"

static int32_t mn__too_long(const char *call, uint64_t length)
{
	return mn__about(mn__fail(-EOVERFLOW, "%s: %" PRIu64 " bytes are more than this machine's size_t holds (%zu)",
	                          call, length, SIZE_MAX), call, 0, 0, length);
}

/* The kernel ignores unknown bits in mmap's prot, and in its flags unless they
   ask for huge pages: without this check an absent constant counts as 0. */
static int32_t mn__lacks(const char *call, const char *what, int32_t bits)
{
	if (!mn__carries_absent(bits))
		return 0;
	return mn__about(mn__fail(-EINVAL, "%s: %s 0x%" PRIx32 " were made with MN_ABSENT: this platform lacks one of "
	                          "the constants", call, what, (uint32_t)bits), call, 0, (uint32_t)bits, 0);
}

/* What no system call is made for: 0, or the error. */
static int32_t mn__refused(const char *call, uint64_t length, const char *what, int32_t bits)
{
	return mn__fits_size(length) ? mn__lacks(call, what, bits) : mn__too_long(call, length);
}

/* Nearly every call takes a range, and at most one number beside it. */
static int32_t mn__on_range(int32_t result, const char *call, const void *addr, uint64_t length,
                            const char *what, int32_t value)
{
	if (result >= 0)
		return result;
	if ((uint64_t)(uintptr_t)addr % (uint64_t)mn__os_page_size() != 0)
		(void)mn__fail(result, "%s: address %p is not a multiple of the page size (%" PRId64 "): %s",
		               call, addr, mn__os_page_size(), mn_error_name(result));
	else if (!what)
		(void)mn__fail(result, "%s: %" PRIu64 " bytes at %p: %s", call, length, addr, mn_error_name(result));
	else
		(void)mn__fail(result, "%s: %" PRIu64 " bytes at %p, %s %" PRId32 ": %s",
		               call, length, addr, what, value, mn_error_name(result));
	return mn__about(result, call, 0, (uintptr_t)addr, length);
}

int64_t mn_page_size(void)
{
	return mn__os_page_size();
}

/* The kernel has one EINVAL and one ENOMEM for many mistakes; the numbers
   often tell which one it was. */
static const char *mn__mmap_hint(int64_t error, uint64_t length, int32_t flags, int64_t offset)
{
	int64_t page = mn__os_page_size();

	if (error == -EINVAL && length == 0)
		return " (the length must be more than 0)";
	if (error == -EINVAL && page > 0 && offset % page != 0)
		return " (the offset must be a multiple of the page size)";
#if defined MAP_HUGETLB
	if (error == -ENOMEM && flags & MAP_HUGETLB)
		return " (the pool of huge pages is too small: see /proc/sys/vm/nr_hugepages)";
#endif
	(void)flags;
	if (error == -EACCES)
		return " (the descriptor's open mode does not allow this protection)";
	return "";
}

int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset)
{
	int64_t result = mn__refused("mmap", length, "prot", prot);

	if (result == 0)
		result = mn__lacks("mmap", "flags", flags);
	if (result < 0)
		return result;
	result = mn__os_mmap(addr, (size_t)length, prot, flags, fd, offset);
	if (mn__is_error(result))
		(void)mn__fail((int32_t)result, "mmap: %" PRIu64 " bytes of descriptor %" PRId32 " at offset %" PRId64
		               ", prot 0x%" PRIx32 ", flags 0x%" PRIx32 ", page size %" PRId64 ": %s%s",
		               length, fd, offset, (uint32_t)prot, (uint32_t)flags, mn__os_page_size(),
		               mn_error_name(result), mn__mmap_hint(result, length, flags, offset));
	return mn__is_error(result) ? mn__about((int32_t)result, "mmap", 0, (uint64_t)offset, length) : result;
}

int32_t mn_munmap(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__too_long("munmap", length);
	return mn__on_range(mn__os_munmap(addr, (size_t)length), "munmap", addr, length, NULL, 0);
}

int32_t mn_msync(void *addr, uint64_t length, int32_t flags)
{
	int32_t error = mn__refused("msync", length, "flags", flags);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_msync(addr, (size_t)length, flags), "msync", addr, length, "flags", flags);
}

int32_t mn_madvise(void *addr, uint64_t length, int32_t advice)
{
	int32_t error = mn__refused("madvise", length, "advice", advice);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_madvise(addr, (size_t)length, advice), "madvise", addr, length, "advice", advice);
}

int32_t mn_posix_madvise(void *addr, uint64_t length, int32_t advice)
{
	int32_t error = mn__refused("posix_madvise", length, "advice", advice);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_posix_madvise(addr, (size_t)length, advice), "posix_madvise",
	                    addr, length, "advice", advice);
}

int32_t mn_mprotect(void *addr, uint64_t length, int32_t prot)
{
	int32_t error = mn__refused("mprotect", length, "prot", prot);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_mprotect(addr, (size_t)length, prot), "mprotect", addr, length, "prot", prot);
}

int64_t mn_mremap(void *old, uint64_t old_length, uint64_t new_length, int32_t flags, void *new_address)
{
	int64_t result = mn__refused("mremap", old_length, "flags", flags);

	if (result == 0)
		result = mn__refused("mremap", new_length, "flags", flags);
	if (result < 0)
		return result;
	result = mn__os_mremap(old, (size_t)old_length, (size_t)new_length, flags, new_address);
	if (mn__is_error(result))
		(void)mn__fail((int32_t)result, "mremap: %" PRIu64 " bytes at %p to %" PRIu64 " bytes, flags 0x%" PRIx32
		               ", new address %p: %s", old_length, old, new_length, (uint32_t)flags, new_address,
		               mn_error_name(result));
	return mn__is_error(result) ? mn__about((int32_t)result, "mremap", 0, (uintptr_t)old, new_length) : result;
}

int32_t mn_mlock(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__too_long("mlock", length);
	return mn__on_range(mn__os_mlock(addr, (size_t)length), "mlock", addr, length, NULL, 0);
}

int32_t mn_mlock2(void *addr, uint64_t length, int32_t flags)
{
	int32_t error = mn__refused("mlock2", length, "flags", flags);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_mlock2(addr, (size_t)length, flags), "mlock2", addr, length, "flags", flags);
}

int32_t mn_munlock(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__too_long("munlock", length);
	return mn__on_range(mn__os_munlock(addr, (size_t)length), "munlock", addr, length, NULL, 0);
}

int32_t mn_mincore(void *addr, uint64_t length, uint8_t *vec)
{
	if (!mn__fits_size(length))
		return mn__too_long("mincore", length);
	return mn__on_range(mn__os_mincore(addr, (size_t)length, vec), "mincore", addr, length, NULL, 0);
}

int32_t mn_pkey_mprotect(void *addr, uint64_t length, int32_t prot, int32_t pkey)
{
	int32_t error = mn__refused("pkey_mprotect", length, "prot", prot);

	if (error < 0)
		return error;
	return mn__on_range(mn__os_pkey_mprotect(addr, (size_t)length, prot, pkey), "pkey_mprotect",
	                    addr, length, "key", pkey);
}

/* The calls without a range name their one argument. */
static int32_t mn__on_number(int32_t result, const char *call, const char *what, int64_t value)
{
	if (result >= 0)
		return result;
	return mn__about(mn__fail(result, "%s: %s %" PRId64 ": %s", call, what, value, mn_error_name(result)),
	                 call, 0, (uint64_t)value, 0);
}

/* The name has been read before, by the kernel or by mn__check_text. */
static int32_t mn__on_name(int32_t result, const char *call, const char *name)
{
	if (result >= 0)
		return result;
	return mn__about(mn__fail(result, "%s: '%.200s': %s", call, name, mn_error_name(result)), call, 0, 0, 0);
}

int32_t mn_mlockall(int32_t flags)
{
	int32_t error = mn__lacks("mlockall", "flags", flags);

	return error < 0 ? error : mn__on_number(mn__os_mlockall(flags), "mlockall", "flags", flags);
}

int32_t mn_munlockall(void)
{
	return mn__on_number(mn__os_munlockall(), "munlockall", "result", -1);
}

int32_t mn_memfd_create(const char *name, uint32_t flags)
{
	int32_t result = mn__lacks("memfd_create", "flags", (int32_t)flags);

	if (result < 0)
		return result;
	result = mn__os_memfd_create(name, flags);
	/* These come after the kernel has read the name.  Others may come before,
	   and then the pointer was judged by nobody. */
	if (result == -EMFILE || result == -ENFILE)
		return mn__on_name(result, "memfd_create", name);
	if (result == -EFAULT)
		return mn__about(mn__fail(result, "memfd_create: the name at %p cannot be read: EFAULT", (const void *)name),
		                 "memfd_create", 0, flags, 0);
	return result >= 0 ? result
	       : mn__about(mn__fail(result, "memfd_create: flags 0x%" PRIx32 ": %s%s", flags, mn_error_name(result),
	                            result == -EINVAL ? " (unknown flags, or a name of more than 249 bytes)" : ""),
	                   "memfd_create", 0, flags, 0);
}

/* libc reads these names itself and would crash where the kernel says -EFAULT. */
int32_t mn_shm_open(const char *name, int32_t oflag, uint32_t mode)
{
	int32_t error = mn__lacks("shm_open", "oflag", oflag);

	if (error == 0)
		error = mn__check_text("shm_open", "name", name);
	return error < 0 ? error : mn__on_name(mn__os_shm_open(name, oflag, mode), "shm_open", name);
}

int32_t mn_shm_unlink(const char *name)
{
	int32_t error = mn__check_text("shm_unlink", "name", name);

	return error < 0 ? error : mn__on_name(mn__os_shm_unlink(name), "shm_unlink", name);
}

int32_t mn_pkey_alloc(uint32_t flags, uint32_t rights)
{
	int32_t error = mn__lacks("pkey_alloc", "flags", (int32_t)flags);

	if (error == 0)
		error = mn__lacks("pkey_alloc", "rights", (int32_t)rights);
	return error < 0 ? error
	       : mn__on_number(mn__os_pkey_alloc(flags, rights), "pkey_alloc", "rights", rights);
}

int32_t mn_pkey_free(int32_t pkey)
{
	return mn__on_number(mn__os_pkey_free(pkey), "pkey_free", "key", pkey);
}

int32_t mn_close(int32_t fd)
{
	return mn__on_number(mn__os_close(fd), "close", "descriptor", fd);
}

#endif
