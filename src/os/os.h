/* Everything that the library needs of an operating system.  posix.c and signals.c
   are one implementation, none.c is the one that has nothing.

   A call primitive makes one system call, passes its arguments on unchanged and
   returns the kernel's value (>= 0) or -errno; a platform without the call returns
   -ENOSYS.  The caller guarantees that lengths fit size_t and nothing else: the
   kernel checks the arguments. */

#ifndef MN_OS_H
#define MN_OS_H

#include "../internal.h"
#include "jump.h"

#include <stdatomic.h>
#include <stdbool.h>
#if defined MN_POSIX
#include <pthread.h>

typedef pthread_once_t mn__once;
#define MN__ONCE PTHREAD_ONCE_INIT
#else
typedef struct {
	_Atomic int begun, done;
} mn__once;
#define MN__ONCE { 0, 0 }
#endif

/* ---- The bits of mn__os_mmap, mn__os_mprotect and mn__os_msync ---- */

/* The system's values where it has such calls, and otherwise ours.  Every other bit
   comes from the list `constants`, and is MN_ABSENT on a platform without it. */
#if defined MN_POSIX
#if !defined MAP_ANONYMOUS && defined MAP_ANON
#define MAP_ANONYMOUS MAP_ANON
#endif
enum {
	MN__PROT_NONE = PROT_NONE, MN__PROT_READ = PROT_READ, MN__PROT_WRITE = PROT_WRITE, MN__PROT_EXEC = PROT_EXEC,
	MN__MAP_SHARED = MAP_SHARED, MN__MAP_PRIVATE = MAP_PRIVATE, MN__MAP_FIXED = MAP_FIXED,
	MN__MAP_ANONYMOUS = MAP_ANONYMOUS, MN__MS_SYNC = MS_SYNC
};
#else
enum {
	MN__PROT_NONE = 0, MN__PROT_READ = 1, MN__PROT_WRITE = 2, MN__PROT_EXEC = 4,
	MN__MAP_SHARED = 1, MN__MAP_PRIVATE = 2, MN__MAP_FIXED = 16, MN__MAP_ANONYMOUS = 32, MN__MS_SYNC = 4
};
#endif

/* An error of our own that a platform's errno.h may lack. */
#if !defined EDQUOT
#define EDQUOT ENOSPC
#endif

/* ---- Calls ---- */

MN_PRIVATE int64_t mn__os_page_size(void);
MN_PRIVATE int64_t mn__os_mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset);
MN_PRIVATE int32_t mn__os_munmap(void *addr, size_t length);
MN_PRIVATE int32_t mn__os_msync(void *addr, size_t length, int flags);
MN_PRIVATE int32_t mn__os_madvise(void *addr, size_t length, int advice);
MN_PRIVATE int32_t mn__os_posix_madvise(void *addr, size_t length, int advice);
MN_PRIVATE int32_t mn__os_mprotect(void *addr, size_t length, int prot);
MN_PRIVATE int64_t mn__os_mremap(void *old, size_t old_length, size_t new_length, int flags, void *new_address);
MN_PRIVATE int32_t mn__os_mlock(void *addr, size_t length);
MN_PRIVATE int32_t mn__os_mlock2(void *addr, size_t length, int flags);
MN_PRIVATE int32_t mn__os_munlock(void *addr, size_t length);
MN_PRIVATE int32_t mn__os_mlockall(int flags);
MN_PRIVATE int32_t mn__os_munlockall(void);
MN_PRIVATE int32_t mn__os_mincore(void *addr, size_t length, uint8_t *vec);
MN_PRIVATE int32_t mn__os_memfd_create(const char *name, uint32_t flags);
MN_PRIVATE int32_t mn__os_shm_open(const char *name, int oflag, uint32_t mode);
MN_PRIVATE int32_t mn__os_shm_unlink(const char *name);
MN_PRIVATE int32_t mn__os_pkey_alloc(uint32_t flags, uint32_t rights);
MN_PRIVATE int32_t mn__os_pkey_free(int pkey);
MN_PRIVATE int32_t mn__os_pkey_mprotect(void *addr, size_t length, int prot, int pkey);
MN_PRIVATE int32_t mn__os_close(int fd);
MN_PRIVATE int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags);

/* 0, or -EFAULT a byte up to the text's zero byte cannot be read.  Nothing is
   changed, and no file is looked up. */
MN_PRIVATE int32_t mn__os_check_text(const char *text);

/* Memory at a multiple of `alignment`, a power of two that divides n; not zeroed, and
   never given back.  NULL without memory. */
MN_PRIVATE void *mn__os_allocate_aligned(size_t alignment, size_t n);

/* The same, for a test that makes allocations fail. */
static inline void *mn__allocate_aligned(size_t alignment, size_t n)
{
	return MN_ALLOCATION_FAILS() ? NULL : mn__os_allocate_aligned(alignment, n);
}

/* ---- Files ---- */

/* What mapping a descriptor depends on. */
struct mn__file {
	int64_t size;      /* in bytes; of a device what seeking to its end gives, or -1 */
	int64_t page;      /* the unit its mappings are rounded to: more than the page size for huge pages */
	int32_t regular;   /* a regular file: its size is a bound */
	int32_t directory;
	int32_t stream;    /* a pipe or a socket: nothing of it can be mapped */
	int64_t changed;   /* when its status changed last, in nanoseconds */
};

enum mn__open_mode { MN__OPEN_READ, MN__OPEN_WRITE };

/* The kinds of files that may be opened beside regular ones. */
enum mn__file_kinds { MN__REGULAR_ONLY = 0, MN__BLOCK_DEVICES = 1, MN__CHARACTER_DEVICES = 2 };

/* A file of another kind notices nothing: its kind is known before it is opened.
   -EISDIR a directory, -ENODEV another kind that was not asked for.  Waits for the
   holder of a lease, and for nothing else.  Close-on-exec. */
MN_PRIVATE int32_t mn__os_open(const char *path, enum mn__open_mode how, int32_t kinds);
/* A new file, to read and write; -EEXIST the name is taken. */
MN_PRIVATE int32_t mn__os_create(const char *path);
/* A directory, to begin paths at. */
MN_PRIVATE int32_t mn__os_open_directory(const char *path);
/* What `name`, without a slash, is in an open directory; links are not followed
   (-ELOOP, -ENOTDIR).  Never descriptor 0. */
MN_PRIVATE int32_t mn__os_open_directory_at(int directory, const char *name);
/* Regular files only, like mn__os_open. */
MN_PRIVATE int32_t mn__os_open_at(int directory, const char *name, enum mn__open_mode how);
/* How many bytes of what a link says were stored; -EINVAL it is no link. */
MN_PRIVATE int64_t mn__os_read_link_at(int directory, const char *name, char *target, size_t capacity);
/* Beneath a directory and nowhere else: -EXDEV, -EAGAIN it could not be told.
   Regular files only. */
MN_PRIVATE int32_t mn__os_open_beneath(int directory, const char *path, enum mn__open_mode how);
MN_PRIVATE int32_t mn__os_stat(int fd, struct mn__file *file);
MN_PRIVATE int32_t mn__os_duplicate(int fd);
/* One that can only read the file, whatever the first can.  -ENOSYS where nothing
   opens an open file anew. */
MN_PRIVATE int32_t mn__os_duplicate_to_read(int fd);
/* -EFBIG over the limit of the process; its signal SIGXFSZ does not come. */
MN_PRIVATE int32_t mn__os_truncate(int fd, int64_t length);
/* Makes sure that the file has this length and its blocks, never shrinks it.
   -EFBIG as above. */
MN_PRIVATE int32_t mn__os_fallocate(int fd, int64_t length);
MN_PRIVATE int32_t mn__os_unlink(const char *path);
/* One byte at an offset: how many were there, 1 or 0. */
MN_PRIVATE int32_t mn__os_has_byte(int fd, int64_t offset);
/* On the disk itself, not only in the drive's cache, where that can be asked. */
MN_PRIVATE int32_t mn__os_durable(int fd);
/* The same for the name of the file, which was made as `path`: its directory. */
MN_PRIVATE int32_t mn__os_durable_name(int fd, const char *path);
MN_PRIVATE int32_t mn__os_seal_shrink(int fd);
/* 1 it can never become shorter, 0 it can. */
MN_PRIVATE int32_t mn__os_is_sealed(int fd);
/* On an overlay file system: another descriptor, of the file that this one's has
   become by a copy up.  -ENOTSUP there is no other file it can have become. */
MN_PRIVATE int32_t mn__os_open_upper(int fd);
/* Which pages of a private mapping are not its file's any more: a byte each, 1 or 0. */
MN_PRIVATE int32_t mn__os_own_pages(const void *mapped, size_t pages, uint8_t *own);
/* Named memory, to read and write; `made` is 1 if the name is new. */
MN_PRIVATE int32_t mn__os_shm_join(const char *name, int32_t *made);
/* The one there is, or -ENOENT. */
MN_PRIVATE int32_t mn__os_shm_find(const char *name, enum mn__open_mode how);
/* The unit of a mapping with these flags and no file. */
MN_PRIVATE int64_t mn__os_mapping_page_size(int32_t flags);
MN_PRIVATE int32_t mn__os_name_mapping(void *addr, size_t length, const char *name);

/* ---- Copies through the kernel, for which a bad page is an error ---- */

MN_PRIVATE int64_t mn__os_copy_in(void *to, const void *mapped, size_t n);
MN_PRIVATE int64_t mn__os_copy_out(void *mapped, const void *from, size_t n);

/* ---- Faults of memory ---- */

/* What the handler of faults asks the guard; both may be called in any thread, in the
   middle of anything.  `address` is where the fault happened, `first` and `last` the
   range that the processor may mean by it. */
struct mn__fault_hooks {
	/* Whose guarded copy the fault is in: where to jump out of it, or NULL. */
	mn__jump *(*guarded)(uintptr_t address, uintptr_t first, uintptr_t last);
	/* The fault is in a copy of copies.h, which goes on behind it. */
	void (*short_copy)(uintptr_t address);
};

/* True if the handler is installed and nobody put another one over it. */
MN_PRIVATE bool mn__os_fault_handler_on_top(void);
/* Installs the handler, or installs it again over another one.  The caller holds a
   lock that excludes other calls of these two. */
MN_PRIVATE void mn__os_fault_handler_install(const struct mn__fault_hooks *claims);
/* Gives the fault back to its owner of before.  True if the handler was ours. */
MN_PRIVATE bool mn__os_fault_handler_remove(void);
/* True if the calling thread blocks the signal of faults: then the kernel kills it,
   whatever handler there is. */
MN_PRIVATE bool mn__os_fault_signal_blocked(void);

/* ---- Threads ---- */

/* Sleeps while *word is `expected`: 0 woken, -EAGAIN it was not, -ETIMEDOUT,
   -EINTR, -EFAULT.  timeout_ms -1 is no limit.  `shared`: other processes wake. */
MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared);
MN_PRIVATE int32_t mn__os_wake(const uint32_t *word, int32_t count, int shared);
/* Ends the calling thread if pthread_cancel was called for it.  This is the only
   function here that does: the others hold cancellation off. */
MN_PRIVATE void mn__os_test_cancel(void);
/* A full memory barrier in every running thread of the process. */
MN_PRIVATE int32_t mn__os_barrier(void);
MN_PRIVATE int64_t mn__os_thread_id(void);
/* Calls `first` once for each `once` in the life of the process; other threads wait for
   its end. */
MN_PRIVATE void mn__os_once(mn__once *once, void (*first)(void));
/* Sets what runs at the end of a thread that has a record.  Called once.  Negative if
   threads cannot have records. */
MN_PRIVATE int32_t mn__os_on_thread_exit(void (*thread_ends)(void *record));
/* Sets what runs around each fork, in its thread: before it, the latest set first; and
   after it in the parent and in the child, the latest set last.  NULL is nothing. */
MN_PRIVATE int32_t mn__os_on_fork(void (*before)(void), void (*parent)(void), void (*child)(void));
/* Gives the calling thread a record; negative if it cannot have one. */
MN_PRIVATE int32_t mn__os_set_thread_record(void *record);
MN_PRIVATE int64_t mn__os_milliseconds(void);
MN_PRIVATE void mn__os_yield(void);
/* A number that another process, or the same program started again, does not
   get too.  It is no secret, and nothing waits for it. */
MN_PRIVATE uint64_t mn__os_random(void);

#endif
