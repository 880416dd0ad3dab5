/* A system without memory mapping: the library builds, loads and has its table of
   constants, and every call fails with -ENOSYS.

   A new system's file begins as a copy of this one. */

#include "os.h"

#if !defined MN_POSIX

/* ---- System calls ---- */

MN_PRIVATE int64_t mn__os_page_size(void)
{
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)
{
	(void)addr, (void)length, (void)prot, (void)flags, (void)fd, (void)offset;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_munmap(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_msync(void *addr, size_t length, int flags)
{
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_madvise(void *addr, size_t length, int advice)
{
	(void)addr, (void)length, (void)advice;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_posix_madvise(void *addr, size_t length, int advice)
{
	(void)addr, (void)length, (void)advice;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mprotect(void *addr, size_t length, int prot)
{
	(void)addr, (void)length, (void)prot;
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_mremap(void *old, size_t old_length, size_t new_length, int flags, void *new_address)
{
	(void)old, (void)old_length, (void)new_length, (void)flags, (void)new_address;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mlock(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mlock2(void *addr, size_t length, int flags)
{
	(void)addr, (void)length, (void)flags;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_munlock(void *addr, size_t length)
{
	(void)addr, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mlockall(int flags)
{
	(void)flags;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_munlockall(void)
{
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mincore(void *addr, size_t length, uint8_t *vec)
{
	(void)addr, (void)length, (void)vec;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_memfd_create(const char *name, uint32_t flags)
{
	(void)name, (void)flags;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_shm_open(const char *name, int oflag, uint32_t mode)
{
	(void)name, (void)oflag, (void)mode;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_shm_unlink(const char *name)
{
	(void)name;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_pkey_alloc(uint32_t flags, uint32_t rights)
{
	(void)flags, (void)rights;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_pkey_free(int pkey)
{
	(void)pkey;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_pkey_mprotect(void *addr, size_t length, int prot, int pkey)
{
	(void)addr, (void)length, (void)prot, (void)pkey;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_close(int fd)
{
	(void)fd;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags)
{
	(void)addr, (void)length, (void)mode, (void)flags;
	return -ENOSYS;
}

/* ---- Memory ---- */

MN_PRIVATE int32_t mn__os_check_text(const char *text)
{
	(void)text;
	return 0;
}

MN_PRIVATE void *mn__os_allocate_aligned(size_t alignment, size_t n)
{
	char *p = n > SIZE_MAX - alignment ? NULL : malloc(n + alignment);

	return p ? p + (alignment - (uintptr_t)p % alignment) : NULL;
}

MN_PRIVATE int64_t mn__os_mapping_page_size(int32_t flags)
{
	(void)flags;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_name_mapping(void *addr, size_t length, const char *name)
{
	(void)addr, (void)length, (void)name;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_own_pages(const void *mapped, size_t pages, uint8_t *own)
{
	(void)mapped, (void)pages, (void)own;
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_copy_in(void *to, const void *mapped, size_t n)
{
	(void)to, (void)mapped, (void)n;
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_copy_out(void *mapped, const void *from, size_t n)
{
	(void)mapped, (void)from, (void)n;
	return -ENOSYS;
}

/* ---- Files ---- */

MN_PRIVATE int32_t mn__os_open(const char *path, enum mn__open_mode how, int32_t kinds)
{
	(void)path, (void)how, (void)kinds;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_create(const char *path, int64_t length)
{
	(void)path, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_open_directory(const char *path)
{
	(void)path;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_open_directory_at(int directory, const char *name)
{
	(void)directory, (void)name;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_open_at(int directory, const char *name, enum mn__open_mode how)
{
	(void)directory, (void)name, (void)how;
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_read_link_at(int directory, const char *name, char *target, size_t capacity)
{
	(void)directory, (void)name, (void)target, (void)capacity;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_open_beneath(int directory, const char *path, enum mn__open_mode how)
{
	(void)directory, (void)path, (void)how;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_stat(int fd, struct mn__file *file)
{
	(void)fd;
	*file = (struct mn__file){ 0 };
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_stat_path(const char *path, struct mn__file *file)
{
	(void)path;
	*file = (struct mn__file){ 0 };
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_duplicate(int fd)
{
	(void)fd;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_duplicate_to_read(int fd)
{
	(void)fd;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_truncate(int fd, int64_t length)
{
	(void)fd, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_fallocate(int fd, int64_t length)
{
	(void)fd, (void)length;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_unlink(const char *path)
{
	(void)path;
	return -ENOSYS;
}

MN_PRIVATE int64_t mn__os_read_at(int fd, void *buffer, size_t n, int64_t offset)
{
	(void)fd, (void)buffer, (void)n, (void)offset;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_has_byte(int fd, int64_t offset)
{
	(void)fd, (void)offset;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_durable(int fd)
{
	(void)fd;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_durable_name(int fd, const char *path)
{
	(void)fd, (void)path;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_seal_shrink(int fd)
{
	(void)fd;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_is_sealed(int fd)
{
	(void)fd;
	return 0;
}

MN_PRIVATE int32_t mn__os_open_upper(int fd)
{
	(void)fd;
	return -ENOTSUP;
}

MN_PRIVATE int32_t mn__os_shm_join(const char *name, int32_t *made)
{
	(void)name, (void)made;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_shm_find(const char *name, enum mn__open_mode how)
{
	(void)name, (void)how;
	return -ENOSYS;
}

/* ---- Faults of memory ---- */

MN_PRIVATE bool mn__os_has_runtime(void)
{
	return false;
}

MN_PRIVATE bool mn__os_fault_handler_on_top(void)
{
	return false;
}

MN_PRIVATE void mn__os_fault_handler_install(const struct mn__fault_hooks *hooks)
{
	(void)hooks;
}

MN_PRIVATE bool mn__os_fault_handler_remove(void)
{
	return false;
}

MN_PRIVATE bool mn__os_fault_signal_blocked(void)
{
	return false;
}

/* ---- Waiting ---- */

MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared)
{
	(void)word, (void)expected, (void)timeout_ms, (void)shared;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_wake(const uint32_t *word, int32_t count, int shared)
{
	(void)word, (void)count, (void)shared;
	return -ENOSYS;
}

MN_PRIVATE void mn__os_yield(void)
{
}

MN_PRIVATE int32_t mn__os_barrier(void)
{
	return -ENOSYS;
}

/* ---- Threads and processes ---- */

MN_PRIVATE int64_t mn__os_thread_id(void)
{
	return -ENOSYS;
}

/* Without a way to sleep, a second caller spins until the first one is done. */
MN_PRIVATE void mn__os_once(mn__once *once, void (*first)(void))
{
	int before = 0;

	if (!atomic_compare_exchange_strong(&once->begun, &before, 1)) {
		while (!atomic_load(&once->done))
			;
		return;
	}
	first();
	atomic_store(&once->done, 1);
}

MN_PRIVATE void mn__os_test_cancel(void)
{
}

MN_PRIVATE int32_t mn__os_on_thread_exit(void (*thread_ends)(void *record))
{
	(void)thread_ends;
	return 0;
}

MN_PRIVATE int32_t mn__os_set_thread_record(void *record)
{
	(void)record;
	return 0;
}

MN_PRIVATE int32_t mn__os_on_fork(void (*before)(void), void (*parent)(void), void (*child)(void))
{
	(void)before, (void)parent, (void)child;
	return 0;
}

/* ---- Time and chance ---- */

MN_PRIVATE int64_t mn__os_milliseconds(void)
{
	return -ENOSYS;
}

MN_PRIVATE uint64_t mn__os_random(void)
{
	return 0;
}

#endif

/* ---- Watching files ---- */

/* Of the systems with POSIX only Linux has it so far.  On the others a follower looks at
   intervals. */
#if !defined MN_LINUX

MN_PRIVATE int32_t mn__os_watch_open(struct mn__watch *w)
{
	(void)w;
	return -ENOSYS;
}

MN_PRIVATE void mn__os_watch_close(struct mn__watch *w)
{
	(void)w;
}

MN_PRIVATE int32_t mn__os_watch_directory(struct mn__watch *w, const char *path)
{
	(void)w, (void)path;
	return -ENOSYS;
}

MN_PRIVATE int32_t mn__os_watch_file(const struct mn__watch *w, const char *path)
{
	(void)w, (void)path;
	return -ENOSYS;
}

MN_PRIVATE void mn__os_watch_end(const struct mn__watch *w, int32_t number)
{
	(void)w, (void)number;
}

MN_PRIVATE enum mn__reported mn__os_watch_take(const struct mn__watch *w, const char *name, struct mn__moves *moves)
{
	(void)w, (void)name, (void)moves;
	return MN__NOTHING;
}

MN_PRIVATE int32_t mn__os_watch_wait(const struct mn__watch *w, int64_t timeout_ms)
{
	(void)w, (void)timeout_ms;
	return -ENOSYS;
}

MN_PRIVATE void mn__os_watch_wake(const struct mn__watch *w)
{
	(void)w;
}

#endif
