/* A platform without memory mapping: the library builds, loads and answers
   about constants, and every call says -ENOSYS.  It is also the list of what
   a new platform has to write. */

#ifndef MN_STUB_C
#define MN_STUB_C

#include "platform.h"

static int64_t mn__os_page_size(void)
{
	return -ENOSYS;
}

static int64_t mn__os_mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)
{
	(void)addr, (void)length, (void)prot, (void)flags, (void)fd, (void)offset;
	return -ENOSYS;
}

static int32_t mn__os_munmap(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

static int32_t mn__os_msync(void *addr, size_t length, int flags)
{
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
}

static int32_t mn__os_madvise(void *addr, size_t length, int advice)
{
	(void)addr, (void)length, (void)advice;
	return -ENOSYS;
}

static int32_t mn__os_posix_madvise(void *addr, size_t length, int advice)
{
	(void)addr, (void)length, (void)advice;
	return -ENOSYS;
}

static int32_t mn__os_mprotect(void *addr, size_t length, int prot)
{
	(void)addr, (void)length, (void)prot;
	return -ENOSYS;
}

static int64_t mn__os_mremap(void *old, size_t old_length, size_t new_length, int flags, void *new_address)
{
	(void)old, (void)old_length, (void)new_length, (void)flags, (void)new_address;
	return -ENOSYS;
}

static int32_t mn__os_mlock(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

static int32_t mn__os_mlock2(void *addr, size_t length, int flags)
{
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
}

static int32_t mn__os_munlock(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

static int32_t mn__os_mlockall(int flags)
{
	(void)flags;
	return -ENOSYS;
}

static int32_t mn__os_munlockall(void)
{
	return -ENOSYS;
}

static int32_t mn__os_mincore(void *addr, size_t length, uint8_t *vec)
{
	(void)addr, (void)length, (void)vec;
	return -ENOSYS;
}

static int32_t mn__os_memfd_create(const char *name, uint32_t flags)
{
	(void)name, (void)flags;
	return -ENOSYS;
}

static int32_t mn__os_shm_open(const char *name, int oflag, uint32_t mode)
{
	(void)name, (void)oflag, (void)mode;
	return -ENOSYS;
}

static int32_t mn__os_shm_unlink(const char *name)
{
	(void)name;
	return -ENOSYS;
}

static int32_t mn__os_pkey_alloc(uint32_t flags, uint32_t rights)
{
	(void)flags, (void)rights;
	return -ENOSYS;
}

static int32_t mn__os_pkey_free(int pkey)
{
	(void)pkey;
	return -ENOSYS;
}

static int32_t mn__os_pkey_mprotect(void *addr, size_t length, int prot, int pkey)
{
	(void)addr, (void)length, (void)prot, (void)pkey;
	return -ENOSYS;
}

static int32_t mn__os_close(int fd)
{
	(void)fd;
	return -ENOSYS;
}

static int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags)
{
	(void)addr, (void)length, (void)mode, (void)flags;
	return -ENOSYS;
}

#endif
