/* Memory on Linux, the BSDs, macOS and illumos.

   A function calls libc's wrapper, or makes the system call itself where a libc lacks
   the wrapper or its wrapper changes arguments or results. */

#include "posix.h"

#if defined MN_POSIX

#if defined MN_LINUX
#include <sys/prctl.h>
#include <sys/uio.h>
#endif

MN_PRIVATE int64_t mn__os_page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

/* musl checks the length of mmap and mremap, turns EPERM of mmap into ENOMEM, and rounds
   the range of mprotect.  glibc drops mremap's new address without MREMAP_FIXED.  So
   these three are system calls here.  mmap is left to libc where the system call takes
   its arguments in memory (s390), or the offset in other units (some 32-bit ones). */
#if defined MN_LINUX && !defined __GLIBC__ && defined __LP64__ && !defined __s390__
#define MN__MMAP(addr, length, prot, flags, fd, offset) \
	syscall(SYS_mmap, addr, length, (long)prot, (long)flags, (long)fd, (long)offset)
#elif defined SYS_mmap2 && (defined __i386__ || defined __arm__)
#define MN__MMAP2_UNIT 4096
#endif

MN_PRIVATE int64_t mn__os_mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)
{
#if defined MN__MMAP
	long p = MN__MMAP(addr, length, prot, flags, fd, offset);

	return p == -1 ? -errno : (int64_t)p;
#elif defined MN__MMAP2_UNIT
	long p;

	/* mmap2 cannot express these offsets.  mmap refuses them with the same errors. */
	if (offset % MN__MMAP2_UNIT != 0)
		return -EINVAL;
	if ((uint64_t)offset / MN__MMAP2_UNIT > UINT32_MAX)
		return -EOVERFLOW;
	p = syscall(SYS_mmap2, addr, length, prot, flags, fd, (uint32_t)((uint64_t)offset / MN__MMAP2_UNIT));
	return p == -1 ? -errno : (int64_t)(unsigned long)p;
#else
	void *p = mmap(addr, length, prot, flags, fd, (off_t)offset);

	return p == MAP_FAILED ? -errno : (int64_t)(uintptr_t)p;
#endif
}

MN_PRIVATE int32_t mn__os_munmap(void *addr, size_t length)
{
	return mn__result(munmap(addr, length));
}

MN_PRIVATE int32_t mn__os_msync(void *addr, size_t length, int flags)
{
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(msync(addr, length, flags)));
}

MN_PRIVATE int32_t mn__os_madvise(void *addr, size_t length, int advice)
{
	return mn__result(madvise(addr, length, advice));
}

MN_PRIVATE int32_t mn__os_posix_madvise(void *addr, size_t length, int advice)
{
	return -posix_madvise(addr, length, advice);
}

MN_PRIVATE int32_t mn__os_mprotect(void *addr, size_t length, int prot)
{
#if defined SYS_mprotect
	return mn__result(syscall(SYS_mprotect, addr, length, (long)prot));
#else
	return mn__result(mprotect(addr, length, prot));
#endif
}

MN_PRIVATE int64_t mn__os_mremap(void *old, size_t old_length, size_t new_length, int flags, void *new_address)
{
#if defined SYS_mremap
	long p = syscall(SYS_mremap, old, old_length, new_length, (long)flags, new_address);

	return p == -1 ? -errno : (int64_t)(unsigned long)p;
#else
	(void)old, (void)old_length, (void)new_length, (void)flags, (void)new_address;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_mlock(void *addr, size_t length)
{
	return mn__result(mlock(addr, length));
}

MN_PRIVATE int32_t mn__os_mlock2(void *addr, size_t length, int flags)
{
#if defined SYS_mlock2
	return mn__result(syscall(SYS_mlock2, addr, length, flags));
#else
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_munlock(void *addr, size_t length)
{
	return mn__result(munlock(addr, length));
}

MN_PRIVATE int32_t mn__os_mlockall(int flags)
{
	return mn__result(mlockall(flags));
}

MN_PRIVATE int32_t mn__os_munlockall(void)
{
	return mn__result(munlockall());
}

MN_PRIVATE int32_t mn__os_mincore(void *addr, size_t length, uint8_t *vec)
{
	/* The vector is of char on some systems and of unsigned char on others. */
	return mn__result(mincore(addr, length, (void *)vec));
}

MN_PRIVATE int32_t mn__os_memfd_create(const char *name, uint32_t flags)
{
#if defined SYS_memfd_create
	return mn__result(syscall(SYS_memfd_create, name, flags));
#elif defined MFD_CLOEXEC
	return mn__result(memfd_create(name, flags));
#else
	(void)name, (void)flags;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_shm_open(const char *name, int oflag, uint32_t mode)
{
#if defined MN_NO_SHM_OPEN
	(void)name, (void)oflag, (void)mode;
	return -ENOSYS;
#else
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(shm_open(name, oflag, (mode_t)mode)));
#endif
}

MN_PRIVATE int32_t mn__os_shm_unlink(const char *name)
{
#if defined MN_NO_SHM_OPEN
	(void)name;
	return -ENOSYS;
#else
	return mn__result(shm_unlink(name));
#endif
}

MN_PRIVATE int32_t mn__os_pkey_alloc(uint32_t flags, uint32_t rights)
{
#if defined SYS_pkey_alloc
	return mn__result(syscall(SYS_pkey_alloc, (unsigned long)flags, (unsigned long)rights));
#else
	(void)flags, (void)rights;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_pkey_free(int pkey)
{
#if defined SYS_pkey_free
	return mn__result(syscall(SYS_pkey_free, pkey));
#else
	(void)pkey;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_pkey_mprotect(void *addr, size_t length, int prot, int pkey)
{
	/* glibc's wrapper turns a key of -1 into mprotect. */
#if defined SYS_pkey_mprotect
	return mn__result(syscall(SYS_pkey_mprotect, addr, length, (unsigned long)(unsigned)prot, pkey));
#else
	(void)addr, (void)length, (void)prot, (void)pkey;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_close(int fd)
{
	int state = mn__cancel_off();

#if defined MN_LINUX && !defined __GLIBC__
	/* musl's close turns EINTR into 0. */
	return mn__cancel_on(state, mn__result(syscall(SYS_close, (long)fd)));
#else
	return mn__cancel_on(state, mn__result(close(fd)));
#endif
}

MN_PRIVATE int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags)
{
#if defined SYS_mbind
	/* With a length of 0 the kernel checks mode and flags and changes nothing. */
	return mn__result(syscall(SYS_mbind, addr, length, (long)mode, (void *)0, 0L, (unsigned long)flags));
#else
	(void)addr, (void)length, (void)mode, (void)flags;
	return -ENOSYS;
#endif
}

/* ---- Memory ---- */

/* symlinkat reads the link's target first: -EFAULT if it cannot.  Then it fails, because
   -1 is no directory.  Of a string that is too long for a link it has read the first
   4096 bytes; the loop goes on behind them. */
MN_PRIVATE int32_t mn__os_check_text(const char *text)
{
	enum { LONGEST = 4096 };
	int error;

	do
		error = symlinkat(text, -1, "nowhere") < 0 ? errno : 0;
	while (error == ENAMETOOLONG && (text += LONGEST));
	return error == EFAULT ? -EFAULT : 0;
}

MN_PRIVATE void *mn__os_allocate_aligned(size_t alignment, size_t n)
{
	void *p = NULL;

	return posix_memalign(&p, alignment, n) == 0 ? p : NULL;
}

MN_PRIVATE int64_t mn__os_mapping_page_size(int32_t flags)
{
#if defined MAP_HUGETLB
	if (flags & MAP_HUGETLB) {
		unsigned shift = (uint32_t)flags >> 26;
		char text[4096] = "";
		const char *line;
		long long kib = 0;
		int fd, state;

		if (shift)
			return INT64_C(1) << shift;
		state = mn__cancel_off();
		fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			if (read(fd, text, sizeof text - 1) < 0)
				text[0] = 0;
			(void)close(fd);
		}
		(void)mn__cancel_on(state, 0);
		line = strstr(text, "Hugepagesize:");
		if (line && sscanf(line, "Hugepagesize: %lld", &kib) == 1)
			return kib * 1024;
	}
#endif
	(void)flags;
	return mn__os_page_size();
}

MN_PRIVATE int32_t mn__os_name_mapping(void *addr, size_t length, const char *name)
{
#if defined MN_LINUX
	/* Linux 5.17 added this; libc's headers may be older. */
	enum { SET_VMA = 0x53564d41, ANON_NAME = 0 };

	return mn__result(prctl(SET_VMA, (unsigned long)ANON_NAME, (unsigned long)(uintptr_t)addr,
	                        (unsigned long)length, (unsigned long)(uintptr_t)name));
#else
	(void)addr, (void)length, (void)name;
	return -ENOSYS;
#endif
}

MN_PRIVATE int32_t mn__os_own_pages(const void *mapped, size_t pages, uint8_t *own)
{
#if defined MN_LINUX
	const uint64_t in_memory = UINT64_C(1) << 63, swapped = UINT64_C(1) << 62, of_a_file = UINT64_C(1) << 61;
	uint64_t entries[64];
	int state = mn__cancel_off(), fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int32_t result = fd < 0 ? -errno : 0;

	for (size_t i = 0, n; i < pages && result == 0; i += n) {
		off_t at = (off_t)((uintptr_t)mapped / (uintptr_t)mn__os_page_size() + i) * (off_t)sizeof *entries;

		n = pages - i < 64 ? pages - i : 64;
		if (pread(fd, entries, n * sizeof *entries, at) != (ssize_t)(n * sizeof *entries))
			result = -EIO;
		for (size_t k = 0; k < n && result == 0; k++)
			own[i + k] = entries[k] & (in_memory | swapped) && !(entries[k] & of_a_file);
	}
	if (fd >= 0)
		(void)close(fd);
	return mn__cancel_on(state, result);
#else
	(void)mapped, (void)pages, (void)own;
	return -ENOSYS;
#endif
}

MN_PRIVATE int64_t mn__os_copy_in(void *to, const void *mapped, size_t n)
{
#if defined MN_LINUX
	struct iovec local = { to, n }, remote = { (void *)(uintptr_t)mapped, n };
	ssize_t r = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return r < 0 ? -errno : r;
#else
	(void)to, (void)mapped, (void)n;
	return -ENOSYS;
#endif
}

MN_PRIVATE int64_t mn__os_copy_out(void *mapped, const void *from, size_t n)
{
#if defined MN_LINUX
	struct iovec local = { (void *)(uintptr_t)from, n }, remote = { mapped, n };
	ssize_t r = process_vm_writev(getpid(), &local, 1, &remote, 1, 0);

	return r < 0 ? -errno : r;
#else
	(void)mapped, (void)from, (void)n;
	return -ENOSYS;
#endif
}

#endif
