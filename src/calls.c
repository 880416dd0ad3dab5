/* The calls: each makes one system call with the arguments unchanged, and returns its
   result or -errno.

   Only arguments that cannot reach the kernel as given are refused here: a length that
   size_t would cut, flags with a constant that this platform lacks, and a string that
   libc would read and crash.  Each failure is recorded with its arguments. */

#include "constants/constant.h"
#include "error.h"
#include "os/os.h"

/* The name of a call without "mn_", for reasons. */
static const char *mn__call_name(const char *call)
{
	return call + sizeof "mn_" - 1;
}

/* ---- Arguments that cannot reach the kernel ---- */

static int32_t mn__length_error(const char *call, uint64_t length)
{
	(void)mn__fail(-EOVERFLOW, "%s: %" PRIu64 " bytes are more than this machine's size_t holds (%" PRIu64 ")",
	               mn__call_name(call), length, (uint64_t)SIZE_MAX);
	mn__error_context(-EOVERFLOW, call, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return -EOVERFLOW;
}

/* mmap ignores unknown bits of prot, and most unknown flags.  Without this check an absent
   constant would count as 0. */
static int32_t mn__check_bits(const char *call, const char *what, int32_t bits)
{
	if (!mn__carries_absent(bits))
		return 0;
	(void)mn__fail(-EINVAL, "%s: %s 0x%" PRIx32 " were made with MN_ABSENT: this platform lacks one of the "
	               "constants",
	               mn__call_name(call), what, (uint32_t)bits);
	mn__error_context(-EINVAL, call, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return -EINVAL;
}

static int32_t mn__check_arguments(const char *call, uint64_t length, const char *what, int32_t bits)
{
	return mn__fits_size(length) ? mn__check_bits(call, what, bits) : mn__length_error(call, length);
}

/* libc reads these names itself, and would crash where the kernel reports -EFAULT. */
static int32_t mn__check_name(const char *call, const char *name)
{
	int32_t error = mn__check_text(mn__call_name(call), "name", name);

	mn__error_context(error, call, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return error;
}

/* ---- Results ---- */

/* Records the error of a call that takes a range and at most one number. */
static int32_t mn__wrap_range(int32_t result, const char *call, const void *addr, uint64_t length,
                              const char *what, int32_t value)
{
	const char *name = mn__call_name(call);

	if (result >= 0)
		return result;
	/* mlock accepts an unaligned address, and its -EINVAL has other reasons. */
	if (result == -EINVAL && (uint64_t)(uintptr_t)addr % (uint64_t)mn__os_page_size() != 0)
		(void)mn__fail(result, "%s: %s: address %p is not a multiple of the page size (%" PRId64 ")",
		               name, mn_error_name(result), addr, mn__os_page_size());
	else if (!what)
		(void)mn__fail(result, "%s: %" PRIu64 " bytes at %p: " MN__ERR_FMT,
		               name, length, addr, mn__err_args(result));
	else
		(void)mn__fail(result, "%s: %" PRIu64 " bytes at %p, %s %" PRId32 ": " MN__ERR_FMT,
		               name, length, addr, what, value, mn__err_args(result));
	mn__error_context(result, call, NULL, MN_ABSENT, (uintptr_t)addr, length);
	return result;
}

/* Records the error of a call that takes one number or none. */
static int32_t mn__wrap_number(int32_t result, const char *call, const char *what, int64_t value)
{
	const char *name = mn__call_name(call);

	if (result >= 0)
		return result;
	if (what)
		(void)mn__fail(result, "%s: %s %" PRId64 ": " MN__ERR_FMT, name, what, value, mn__err_args(result));
	else
		(void)mn__fail(result, "%s: " MN__ERR_FMT, name, mn__err_args(result));
	mn__error_context(result, call, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* Records the error of a call that takes a name, which is known to be readable. */
static int32_t mn__wrap_name(int32_t result, const char *call, const char *name)
{
	if (result >= 0)
		return result;
	(void)mn__fail(result, "%s: '%.200s': " MN__ERR_FMT, mn__call_name(call), name, mn__err_args(result));
	mn__error_context(result, call, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Calls with a range ---- */

int64_t mn_page_size(void)
{
	return mn__os_page_size();
}

/* EINVAL and ENOMEM have many causes; the arguments often tell which one it was. */
static const char *mn__mmap_hint(int64_t error, uint64_t length, int32_t flags, int64_t offset)
{
	int64_t page = mn__os_page_size();

	if (error == -EINVAL && length == 0)
		return "the length must be more than 0";
	if (error == -EINVAL && page > 0 && offset % page != 0)
		return "the offset must be a multiple of the page size";
	if (error == -ENOMEM && flags & mn__bits(mn_MAP_HUGETLB()))
		return "the pool of huge pages is too small: see /proc/sys/vm/nr_hugepages";
	if (error == -EACCES)
		return "the descriptor's open mode does not allow this protection";
	return mn_error_message(error);
}

int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset)
{
	int64_t result = mn__check_arguments(__func__, length, "prot", prot);

	if (result == 0)
		result = mn__check_bits(__func__, "flags", flags);
	if (result < 0)
		return result;
	result = mn__os_mmap(addr, (size_t)length, prot, flags, fd, offset);
	if (mn__is_error(result))
		(void)mn__fail((int32_t)result, "mmap: %" PRIu64 " bytes of descriptor %" PRId32 " at offset %" PRId64
		               ", prot 0x%" PRIx32 ", flags 0x%" PRIx32 ", page size %" PRId64 ": %s: %s",
		               length, fd, offset, (uint32_t)prot, (uint32_t)flags, mn__os_page_size(),
		               mn_error_name(result), mn__mmap_hint(result, length, flags, offset));
	if (mn__is_error(result))
		mn__error_context(result, __func__, NULL, MN_ABSENT, (uint64_t)offset, length);
	return result;
}

int32_t mn_munmap(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__length_error(__func__, length);
	return mn__wrap_range(mn__os_munmap(addr, (size_t)length), __func__, addr, length, NULL, 0);
}

int32_t mn_msync(void *addr, uint64_t length, int32_t flags)
{
	int32_t error = mn__check_arguments(__func__, length, "flags", flags);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_msync(addr, (size_t)length, flags), __func__, addr, length, "flags", flags);
}

int32_t mn_madvise(void *addr, uint64_t length, int32_t advice)
{
	int32_t error = mn__check_arguments(__func__, length, "advice", advice);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_madvise(addr, (size_t)length, advice), __func__, addr, length, "advice", advice);
}

int32_t mn_posix_madvise(void *addr, uint64_t length, int32_t advice)
{
	int32_t error = mn__check_arguments(__func__, length, "advice", advice);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_posix_madvise(addr, (size_t)length, advice), __func__,
	                      addr, length, "advice", advice);
}

int32_t mn_mprotect(void *addr, uint64_t length, int32_t prot)
{
	int32_t error = mn__check_arguments(__func__, length, "prot", prot);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_mprotect(addr, (size_t)length, prot), __func__, addr, length, "prot", prot);
}

int64_t mn_mremap(void *old, uint64_t old_length, uint64_t new_length, int32_t flags, void *new_address)
{
	int64_t result = mn__check_arguments(__func__, old_length, "flags", flags);

	if (result == 0)
		result = mn__check_arguments(__func__, new_length, "flags", flags);
	if (result < 0)
		return result;
	result = mn__os_mremap(old, (size_t)old_length, (size_t)new_length, flags, new_address);
	if (mn__is_error(result))
		(void)mn__fail((int32_t)result, "mremap: %" PRIu64 " bytes at %p to %" PRIu64 " bytes, flags 0x%" PRIx32
		               ", new address %p: " MN__ERR_FMT, old_length, old, new_length, (uint32_t)flags,
		               new_address, mn__err_args(result));
	if (mn__is_error(result))
		mn__error_context(result, __func__, NULL, MN_ABSENT, (uintptr_t)old, new_length);
	return result;
}

int32_t mn_mlock(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__length_error(__func__, length);
	return mn__wrap_range(mn__os_mlock(addr, (size_t)length), __func__, addr, length, NULL, 0);
}

int32_t mn_mlock2(void *addr, uint64_t length, int32_t flags)
{
	int32_t error = mn__check_arguments(__func__, length, "flags", flags);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_mlock2(addr, (size_t)length, flags), __func__, addr, length, "flags", flags);
}

int32_t mn_munlock(void *addr, uint64_t length)
{
	if (!mn__fits_size(length))
		return mn__length_error(__func__, length);
	return mn__wrap_range(mn__os_munlock(addr, (size_t)length), __func__, addr, length, NULL, 0);
}

int32_t mn_mincore(void *addr, uint64_t length, uint8_t *vec)
{
	if (!mn__fits_size(length))
		return mn__length_error(__func__, length);
	return mn__wrap_range(mn__os_mincore(addr, (size_t)length, vec), __func__, addr, length, NULL, 0);
}

int32_t mn_pkey_mprotect(void *addr, uint64_t length, int32_t prot, int32_t pkey)
{
	int32_t error = mn__check_arguments(__func__, length, "prot", prot);

	if (error < 0)
		return error;
	return mn__wrap_range(mn__os_pkey_mprotect(addr, (size_t)length, prot, pkey), __func__,
	                      addr, length, "key", pkey);
}

/* ---- Calls with a number or a name ---- */

int32_t mn_mlockall(int32_t flags)
{
	int32_t error = mn__check_bits(__func__, "flags", flags);

	return error < 0 ? error : mn__wrap_number(mn__os_mlockall(flags), __func__, "flags", flags);
}

int32_t mn_munlockall(void)
{
	return mn__wrap_number(mn__os_munlockall(), __func__, NULL, 0);
}

int32_t mn_memfd_create(const char *name, uint32_t flags)
{
	int32_t result = mn__check_bits(__func__, "flags", (int32_t)flags);

	if (result < 0)
		return result;
	result = mn__os_memfd_create(name, flags);
	/* These two errors come after the kernel has read the name.  After others the pointer
	   may be wrong, so the reason does not contain the name. */
	if (result == -EMFILE || result == -ENFILE)
		return mn__wrap_name(result, __func__, name);
	if (result == -EFAULT)
		(void)mn__fail(result, "memfd_create: the name at %p cannot be read", (const void *)name);
	else if (result < 0)
		(void)mn__fail(result, "memfd_create: flags 0x%" PRIx32 ": %s: %s", flags, mn_error_name(result),
		               result == -EINVAL ? "unknown flags, or a name of more than 249 bytes"
		               : mn_error_message(result));
	mn__error_context(result, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int32_t mn_shm_open(const char *name, int32_t oflag, uint32_t mode)
{
	int32_t error = mn__check_bits(__func__, "oflag", oflag);

	if (error == 0)
		error = mn__check_name(__func__, name);
	return error < 0 ? error : mn__wrap_name(mn__os_shm_open(name, oflag, mode), __func__, name);
}

int32_t mn_shm_unlink(const char *name)
{
	int32_t error = mn__check_name(__func__, name);

	return error < 0 ? error : mn__wrap_name(mn__os_shm_unlink(name), __func__, name);
}

int32_t mn_pkey_alloc(uint32_t flags, uint32_t rights)
{
	int32_t error = mn__check_bits(__func__, "flags", (int32_t)flags);

	if (error == 0)
		error = mn__check_bits(__func__, "rights", (int32_t)rights);
	return error < 0 ? error
	       : mn__wrap_number(mn__os_pkey_alloc(flags, rights), __func__, "rights", rights);
}

int32_t mn_pkey_free(int32_t pkey)
{
	return mn__wrap_number(mn__os_pkey_free(pkey), __func__, "key", pkey);
}

int32_t mn_close(int32_t fd)
{
	return mn__wrap_number(mn__os_close(fd), __func__, "descriptor", fd);
}
