/* The operating system: every function here has to be written for a new system.

   posix.c, posix-files.c, posix-threads.c, posix-watch.c and signals.c are one
   implementation.
   none.c is the one for a system that offers nothing; a new one begins as its copy
   (doc/HOWTO-add-a-platform.md).

   A function that returns int32_t or int64_t gives 0 or more, or -errno.  It gives
   -ENOSYS on a system that lacks the feature.  None of them takes a lock of the library
   or ends a thread that was cancelled, unless its comment says so. */

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

/* The system's values where it has these calls, and ours elsewhere.  All other bits
   come from the list `constants`; they are MN_ABSENT on a platform without them. */
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

/* Some systems have no quotas, and no name for their error. */
#if !defined EDQUOT
#define EDQUOT ENOSPC
#endif

/* ---- System calls ---- */

/* Each function makes one system call with the arguments as given, and never repeats it.
   The kernel checks the arguments.  The caller checks that lengths fit size_t. */

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
/* With an empty set of nodes. */
MN_PRIVATE int32_t mn__os_mbind(void *addr, size_t length, int mode, uint32_t flags);

/* ---- Memory ---- */

/* Checks that a string can be read up to its zero byte: 0, or -EFAULT.  Changes nothing
   and looks up no file. */
MN_PRIVATE int32_t mn__os_check_text(const char *text);

/* Allocates n bytes at a multiple of `alignment`, a power of two that divides n.  They
   are not zeroed, and are never freed.  NULL: out of memory. */
MN_PRIVATE void *mn__os_allocate_aligned(size_t alignment, size_t n);

/* The same, through the place where a test makes allocations fail. */
static inline void *mn__allocate_aligned(size_t alignment, size_t n)
{
	return MN_ALLOCATION_FAILS() ? NULL : mn__os_allocate_aligned(alignment, n);
}

/* The page size of an anonymous mapping with these flags: a huge page's with
   MAP_HUGETLB. */
MN_PRIVATE int64_t mn__os_mapping_page_size(int32_t flags);

/* Names an anonymous mapping for /proc/PID/maps. */
MN_PRIVATE int32_t mn__os_name_mapping(void *addr, size_t length, const char *name);

/* Finds the pages of a private mapping that no longer belong to its file, because they
   were written: sets own[i] to 1 or 0 for each page. */
MN_PRIVATE int32_t mn__os_own_pages(const void *mapped, size_t pages, uint8_t *own);

/* Copy at most n bytes through the kernel, which reports a missing page as -EFAULT and
   raises no signal.  The number of bytes copied. */
MN_PRIVATE int64_t mn__os_copy_in(void *to, const void *mapped, size_t n);
MN_PRIVATE int64_t mn__os_copy_out(void *mapped, const void *from, size_t n);

/* ---- Files ---- */

/* All descriptors that these functions open are close-on-exec. */

/* The facts about a file that a mapping depends on. */
struct mn__file {
	int64_t size;      /* in bytes; for a block device by seeking to its end; else -1 */
	int64_t page;      /* the unit of its mappings: the page size, or more for huge pages */
	int32_t regular;   /* a regular file: a mapping cannot be used past its size */
	int32_t directory;
	int32_t stream;    /* a pipe or a socket: it cannot be mapped */
	int64_t changed;   /* the time of its last status change (ctime), in nanoseconds */
	uint64_t device, number;    /* together the identity of a file that exists */
};

enum mn__open_mode { MN__OPEN_READ, MN__OPEN_WRITE };

/* The kinds of files that may be opened besides regular ones. */
enum mn__file_kinds { MN__REGULAR_ONLY = 0, MN__BLOCK_DEVICES = 1, MN__CHARACTER_DEVICES = 2 };

/* Opens a file after checking its kind, so that a refused FIFO or device is not
   disturbed.  Waits for the holder of a lease, and for nothing else.  -EISDIR for a
   directory, -ENODEV for another kind that is not in `kinds`. */
MN_PRIVATE int32_t mn__os_open(const char *path, enum mn__open_mode how, int32_t kinds);

/* Creates a file of this length with all its blocks, open for reading and writing.  -EEXIST
   if the name is taken.  Another process sees the file with its whole length, or not at all,
   where the file system has files without a name (O_TMPFILE).  A failure leaves no file.
   -EFBIG as in mn__os_truncate. */
MN_PRIVATE int32_t mn__os_create(const char *path, int64_t length);

/* Opens a directory, from which paths can be looked up. */
MN_PRIVATE int32_t mn__os_open_directory(const char *path);

/* Opens a directory's entry: a directory, or a regular file.  `name` contains no slash.
   Links are not followed: -ELOOP or -ENOTDIR.  The descriptor is never 0. */
MN_PRIVATE int32_t mn__os_open_directory_at(int directory, const char *name);
MN_PRIVATE int32_t mn__os_open_at(int directory, const char *name, enum mn__open_mode how);

/* Reads the target of a symbolic link: the number of bytes stored.  -EINVAL if `name` is
   no link. */
MN_PRIVATE int64_t mn__os_read_link_at(int directory, const char *name, char *target, size_t capacity);

/* Opens a regular file beneath a directory.  -EXDEV if the path leads out of it, -EAGAIN
   if a rename at the same time hid the answer.  The descriptor is never 0. */
MN_PRIVATE int32_t mn__os_open_beneath(int directory, const char *path, enum mn__open_mode how);

/* What is known of an open file.  On an error every member is 0. */
MN_PRIVATE int32_t mn__os_stat(int fd, struct mn__file *file);
/* The same for the file that has a name now.  Opens nothing; the size of a device is -1. */
MN_PRIVATE int32_t mn__os_stat_path(const char *path, struct mn__file *file);
MN_PRIVATE int32_t mn__os_duplicate(int fd);

/* A descriptor of the same file that can only read.  -ENOSYS if the system cannot open
   an open file again. */
MN_PRIVATE int32_t mn__os_duplicate_to_read(int fd);

/* Sets the length of a file.  -EFBIG over the limit of the process; SIGXFSZ is
   suppressed. */
MN_PRIVATE int32_t mn__os_truncate(int fd, int64_t length);

/* Gives the file at least this length, with all its blocks.  Never shrinks it.  -EFBIG
   as above. */
MN_PRIVATE int32_t mn__os_fallocate(int fd, int64_t length);

MN_PRIVATE int32_t mn__os_unlink(const char *path);

/* Reads at most n bytes at an offset: the number of bytes, 0 at the end of the file. */
MN_PRIVATE int64_t mn__os_read_at(int fd, void *buffer, size_t n, int64_t offset);

/* Reads one byte at an offset: 1, or 0 at the end of the file. */
MN_PRIVATE int32_t mn__os_has_byte(int fd, int64_t offset);

/* Writes the file back to the disk, past the drive's cache where the system can. */
MN_PRIVATE int32_t mn__os_durable(int fd);

/* The same for the file's name: writes back the directory of `path`, by which the file
   was created. */
MN_PRIVATE int32_t mn__os_durable_name(int fd, const char *path);

/* Seals a memory file against shrinking. */
MN_PRIVATE int32_t mn__os_seal_shrink(int fd);
/* 1 if the file can never shrink, else 0. */
MN_PRIVATE int32_t mn__os_is_sealed(int fd);

/* On an overlay file system, writing to a file makes a copy of it, and a descriptor
   opened before keeps the old file.  Opens the copy, if there is one, or the same file
   again.  -ENOTSUP if no copy is possible. */
MN_PRIVATE int32_t mn__os_open_upper(int fd);

/* Opens named shared memory to read and write, and creates it if necessary.  `made`
   becomes 1 if it is new.  -ENODEV if a file of another kind has the name. */
MN_PRIVATE int32_t mn__os_shm_join(const char *name, int32_t *made);
/* The same for a name that exists; -ENOENT otherwise. */
MN_PRIVATE int32_t mn__os_shm_find(const char *name, enum mn__open_mode how);

/* ---- Watching files ---- */

/* Wakes a thread when files change.  The system reports nothing that another machine does
   to a network file system. */
struct mn__watch {
	int32_t fd;           /* -1: not open */
	int32_t wake;         /* becomes readable with mn__os_watch_wake, and stays so */
	int32_t directory;    /* the number of the directory's watch; -1: none */
};
#define MN__NO_WATCH { -1, -1, -1 }

/* The names that files of the directory have now which had the watched name and lost it by
   a rename, oldest first. */
enum { MN__MOVES = 32 };
struct mn__move {
	uint32_t cookie;     /* not 0: its new name was not reported */
	char name[256];
};
struct mn__moves {
	int32_t count;
	struct mn__move move[MN__MOVES];
};

/* -ENOSYS if the system has none, -EMFILE if it gives no more of them. */
MN_PRIVATE int32_t mn__os_watch_open(struct mn__watch *w);
/* Closes the watch, if it is open. */
MN_PRIVATE void mn__os_watch_close(struct mn__watch *w);
/* Watches the directory that has this name now, in place of an earlier one. */
MN_PRIVATE int32_t mn__os_watch_directory(struct mn__watch *w, const char *path);
/* Watches the file that has this name now: the number of its watch, which is the same
   for the same file. */
MN_PRIVATE int32_t mn__os_watch_file(const struct mn__watch *w, const char *path);
/* Ends the watch of a file; -1 is none. */
MN_PRIVATE void mn__os_watch_end(const struct mn__watch *w, int32_t number);
/* Takes the changes reported so far: MN__CHANGED if one may concern a watched file, the
   name in the directory, or the directory itself; MN__NOISE if all are of other files.
   Keeps `moves` right. */
enum mn__reported { MN__NOTHING, MN__NOISE, MN__CHANGED };
MN_PRIVATE enum mn__reported mn__os_watch_take(const struct mn__watch *w, const char *name, struct mn__moves *moves);
/* Removes an element. */
static inline void mn__moves_remove(struct mn__moves *moves, int32_t i)
{
	moves->count--;
	memmove(&moves->move[i], &moves->move[i + 1], (size_t)(moves->count - i) * sizeof moves->move[0]);
}
/* Sleeps until a change is reported or mn__os_watch_wake was called: 1, or 0 after the
   time, or -EINTR. */
MN_PRIVATE int32_t mn__os_watch_wait(const struct mn__watch *w, int64_t timeout_ms);
/* Ends all sleeps on the watch, now and in future. */
MN_PRIVATE void mn__os_watch_wake(const struct mn__watch *w);

/* ---- Faults of memory ---- */

/* The guard's part of the handler of faults.  The handler calls them in the thread of
   the fault, so they take no lock and allocate nothing. */
struct mn__fault_hooks {
	/* The jump out of the guarded work that touches this address, or NULL if the fault
	   is not ours.  The processor may mean any byte from `first` to `last`. */
	mn__jump *(*find_jump)(uintptr_t address, uintptr_t first, uintptr_t last);
	/* Records a fault in a copy of copies.h, which then returns false. */
	void (*short_copy_failed)(uintptr_t address);
};

/* True if the process contains a language runtime whose programs install handlers of their
   own.  Only a runtime that was there when the library was loaded is seen. */
MN_PRIVATE bool mn__os_has_runtime(void);
/* True if our handler is installed and no other is above it. */
MN_PRIVATE bool mn__os_fault_handler_on_top(void);
/* Installs our handler on top.  The caller holds mn__guard_lock. */
MN_PRIVATE void mn__os_fault_handler_install(const struct mn__fault_hooks *hooks);
/* Puts back the handler from before ours.  True if ours was installed.  The caller holds
   mn__guard_lock. */
MN_PRIVATE bool mn__os_fault_handler_remove(void);
/* True if the calling thread blocks the signal of faults.  The kernel then kills the
   process at a fault, whatever handler it has. */
MN_PRIVATE bool mn__os_fault_signal_blocked(void);

/* ---- Waiting ---- */

/* Sleeps while *word is `expected`.  0 after a wake-up, which may come without a reason;
   -EAGAIN if *word differs already; -ETIMEDOUT; -EINTR; -EFAULT.  A timeout of -1 is no
   limit.  `shared`: another process may wake this one. */
MN_PRIVATE int32_t mn__os_wait(const uint32_t *word, uint32_t expected, int64_t timeout_ms, int shared);
/* Wakes up to `count` threads that sleep on this word, and gives their number where the
   system tells it. */
MN_PRIVATE int32_t mn__os_wake(const uint32_t *word, int32_t count, int shared);
/* Lets another thread run on this processor. */
MN_PRIVATE void mn__os_yield(void);
/* Makes every running thread of the process pass a full memory barrier. */
MN_PRIVATE int32_t mn__os_barrier(void);

/* ---- Threads and processes ---- */

MN_PRIVATE int64_t mn__os_thread_id(void);
/* Calls `first` once in the life of the process.  Other callers wait until it returns. */
MN_PRIVATE void mn__os_once(mn__once *once, void (*first)(void));
/* Ends the calling thread if another one cancelled it.  No other function here does. */
MN_PRIVATE void mn__os_test_cancel(void);
/* Sets the function that runs when a thread with a record ends.  Called once.  Negative
   if threads cannot have records. */
MN_PRIVATE int32_t mn__os_on_thread_exit(void (*thread_ends)(void *record));
/* Gives the calling thread a record; negative if it cannot have one. */
MN_PRIVATE int32_t mn__os_set_thread_record(void *record);
/* Adds functions that run around each fork, in its thread: before it in reverse order
   of adding, after it in that order.  NULL means no function. */
MN_PRIVATE int32_t mn__os_on_fork(void (*before)(void), void (*parent)(void), void (*child)(void));

/* ---- Time and chance ---- */

/* Milliseconds of a clock that is never set back. */
MN_PRIVATE int64_t mn__os_milliseconds(void);
/* A number that another process, or the next run of the same program, does not get.
   It is no secret.  Never blocks. */
MN_PRIVATE uint64_t mn__os_random(void);

#endif
