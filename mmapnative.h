/* mmapnative.h: memory mapping for every language with a foreign function
   interface.  This header is the whole contract; what does not stand here is
   not part of it.

   RESULTS.  A result is >= 0, or it is -errno.  errno itself plays no part:
   nothing has to be read after a call, so nothing can be lost between a call
   and the reading.  mn_error_name() and mn_error_message() turn a result into
   words, mn_error_detail() tells with which numbers this thread's last failing
   call failed.  The three results that are an address (of mn_mmap, mn_mremap
   and mn_slice_address) are an error from -4095 to -1 only: some machines give
   out addresses of the upper half, which are negative as an int64_t.

   TYPES.  Only int32_t, uint32_t, int64_t, uint64_t, void *, const char *
   (UTF-8, ended by a zero byte) and pointers to these or to uint8_t, int16_t,
   uint16_t, float or double cross the boundary.  There are no structs,
   callbacks, variable arguments, and no macros that a caller needs: every
   promise is a symbol.  An integer with a meaning has a name, MN_ACCESS_READ; an
   FFI that reads no header gets it from mn_ACCESS_READ().

   THREADS.  Every function may be called from any thread, and after fork in
   the child.  pthread_cancel (of the deferred kind, which is how threads begin)
   ends no thread in the middle of a function, except while one waits:
   mn_slice_open, mn_region_read_wait, mn_region_write_wait, mn_region_wait_u32 and
   mn_region_await_u32.  Within a tenth of a second such a wait ends, and the
   thread holds nothing.

   WHAT CAN STILL KILL YOU.  The calls (mn_mmap and its relatives) are the
   system calls and as sharp: touching memory that was unmapped, protected or
   never yours is SIGSEGV, touching a mapping past the end of a file that
   somebody cut short is SIGBUS, MAP_FIXED replaces whatever was there, and
   munmap of a wrong address takes somebody else's memory away and says 0. */

#ifndef MMAPNATIVE_H
#define MMAPNATIVE_H

#include <stdint.h>

#if defined __GNUC__
#define MN_API __attribute__((visibility("default")))
#else
#define MN_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, "MAJOR.MINOR.PATCH".  Never NULL.

   Until 1.0.0 a new minor number may change or remove functions, types and
   values; a new patch number only adds and mends.  The soname is
   libmmapnative.so.0 for every 0.x, so a program that needs a certain minor
   number asks this function.  From 1.0.0 on the soname changes with the major
   number, and nothing is changed or removed as long as it stays the same. */
MN_API const char *mn_version(void);

/* ---- Our own numbers ---------------------------------------------------

   The names of the integers that these functions take and give.  Each is also a
   constant of the table below, with a function mn_NAME(): ACCESS_READ is
   MN_ACCESS_READ and mn_ACCESS_READ().  The values are the same on every
   platform.  Until 1.0.0 a name may come or go with a new minor number, and no
   name gets another value. */

/* generated from `constants` (enums): begin */
/* access: what may be done with a region's memory, for mn_region_open,
   mn_region_map and mn_region_shared_join. */
enum {
	/* Takes protection and flags as mn_region_map is given them; the functions
	   without these arguments read. */
	MN_ACCESS_DEFAULT = 0,
	/* Allows reading, and shows what others write to the file. */
	MN_ACCESS_READ = 1,
	/* Allows reading and writing, and writes go to the file. */
	MN_ACCESS_WRITE = 2,
	/* Allows reading and writing of a private copy; the file stays as it is. */
	MN_ACCESS_COPY = 3,
	/* Allows nothing until mn_region_protect does. */
	MN_ACCESS_NONE = 4
};

/* length: the length argument of mn_region_open, mn_region_map and
   mn_manager_map. */
enum {
	/* Goes up to the end of the file, and a refresh follows that end. */
	MN_LENGTH_TO_END = -1
};

/* option: the bits of the options argument of mn_region_map. */
enum {
	/* Keeps no duplicate of the descriptor, so refresh, resize and durable fail
	   with -ENOTCONN. */
	MN_OPTION_NO_DESCRIPTOR = 1
};

/* fork: the policies of a region, which say what a child process gets. */
enum {
	/* Gives the child the memory as the platform does without a policy. */
	MN_FORK_INHERIT = 0,
	/* Leaves the memory out of the child, where the id is closed. */
	MN_FORK_ABSENT = 1,
	/* Gives the child zeros; only private anonymous memory can have it. */
	MN_FORK_ZERO = 2
};

/* order: the order of a number's bytes, for bindings that take it as an
   argument; functions have it in their names, as _le and _be. */
enum {
	/* Is the machine's own order. */
	MN_ORDER_NATIVE = 0,
	/* Puts the lowest byte first. */
	MN_ORDER_LITTLE = 1,
	/* Puts the highest byte first. */
	MN_ORDER_BIG = 2
};

/* slice: the mode argument of mn_slice_open. */
enum {
	/* Keeps the region from closing, moving and resizing, and no more. */
	MN_SLICE_PIN = 0,
	/* Pins, and keeps writers out of the region. */
	MN_SLICE_SHARED = 1,
	/* Pins, and keeps readers and writers out of the region. */
	MN_SLICE_EXCLUSIVE = 2,
	/* Is added to a mode: a signal whose handler runs in this thread ends the wait
	   with -EINTR. */
	MN_SLICE_INTERRUPTIBLE = 16
};

/* timeout: the timeout_ms argument of functions that wait; other values are
   milliseconds. */
enum {
	/* Waits without limit. */
	MN_TIMEOUT_NEVER = -1,
	/* Tries once and does not wait. */
	MN_TIMEOUT_TRY = 0
};

/* whence: the place from which mn_cursor_seek counts. */
enum {
	/* Counts from the first byte of the region. */
	MN_WHENCE_START = 0,
	/* Counts from the cursor's position. */
	MN_WHENCE_POSITION = 1,
	/* Counts from the end of the region. */
	MN_WHENCE_END = 2
};

/* guard: the mode argument of mn_guard, and its result. */
enum {
	/* Changes nothing; the result is the mode in force. */
	MN_GUARD_ASK = -1,
	/* Guards accesses with a handler for SIGBUS, which is the default. */
	MN_GUARD_HANDLER = 0,
	/* Needs no handler: the kernel copies, for a microsecond an access. */
	MN_GUARD_KERNEL = 1,
	/* Guards with a handler, and checks before each access that it is still
	   installed. */
	MN_GUARD_CHECKED = 2
};

/* right: the bits of an owner's rights in a manager. */
enum {
	/* Lets the owner map files. */
	MN_RIGHT_READ = 1,
	/* Lets the owner map files for writing, write to them and resize them; mapping
	   needs RIGHT_READ too. */
	MN_RIGHT_WRITE = 2,
	/* Lets the owner see what other owners have mapped. */
	MN_RIGHT_INFO = 4
};

/* limit: the limits of mn_manager_limit; other values are counts. */
enum {
	/* Sets no limit, as at first. */
	MN_LIMIT_NONE = -1
};

/* kind: what is behind a mapping, as mn_manager_info and mn_manager_stats
   report it. */
enum {
	/* Is a file beneath the manager's root. */
	MN_KIND_FILE = 0,
	/* Is private memory without a file. */
	MN_KIND_ANONYMOUS = 1,
	/* Is a file without a name, in memory. */
	MN_KIND_MEMORY_FILE = 2
};

/* stats: the places of the numbers that mn_manager_stats fills in. */
enum {
	/* Is where the mapping begins in its file. */
	MN_STATS_OFFSET = 0,
	/* Is the length of the mapping in bytes. */
	MN_STATS_LENGTH = 1,
	/* Is the protection of its first page. */
	MN_STATS_PROT = 2,
	/* Is how many of its pages are in memory. */
	MN_STATS_RESIDENT = 3,
	/* Is how many pages it has. */
	MN_STATS_PAGES = 4,
	/* Is whose mapping it is. */
	MN_STATS_OWNER = 5,
	/* Is a number of the group kind. */
	MN_STATS_KIND = 6,
	/* Is 1 if its writes go to the file or to other processes, and 0 if not. */
	MN_STATS_SHARED = 7,
	/* Is how often it was read. */
	MN_STATS_READS = 8,
	/* Is how often it was written to. */
	MN_STATS_WRITES = 9,
	/* Is how many bytes were read from it. */
	MN_STATS_BYTES_READ = 10,
	/* Is how many bytes were written to it. */
	MN_STATS_BYTES_WRITTEN = 11,
	/* Is how often it was written back. */
	MN_STATS_SYNCS = 12
};

/* error: the numbers of this thread's last failure, for mn_error_number. */
enum {
	/* Is the result, a negative errno. */
	MN_ERROR_CODE = 0,
	/* Is the id of the object that was passed. */
	MN_ERROR_ID = 1,
	/* Is the offset that was passed. */
	MN_ERROR_OFFSET = 2,
	/* Is the length that was passed. */
	MN_ERROR_LENGTH = 3,
	/* Is how much there is: the length of the object, or the limit of an owner. */
	MN_ERROR_TOTAL = 4,
	/* Is the id of the slice that is in the way. */
	MN_ERROR_HOLDER = 5,
	/* Is the offset of that slice. */
	MN_ERROR_HOLDER_OFFSET = 6,
	/* Is the length of that slice. */
	MN_ERROR_HOLDER_LENGTH = 7,
	/* Is the thread that opened that slice. */
	MN_ERROR_HOLDER_THREAD = 8,
	/* Grows with every failure of the thread. */
	MN_ERROR_COUNT = 9
};
/* generated from `constants` (enums): end */

/* ---- Errors ------------------------------------------------------------

   All texts belong to the library, are never NULL and must not be freed.  An FFI
   that frees a text which a function returns (.NET's string does) declares such a
   result as a pointer, and copies the text itself.  That holds for every
   const char * that a function of this header returns. */

/* The name of an error: "EINVAL" for -EINVAL.  "OK" for a code >= 0, and
   "EUNKNOWN" for a number that is no error of this platform. */
MN_API const char *mn_error_name(int64_t code);

/* One English sentence for an error, the same for every call that gives it. */
MN_API const char *mn_error_message(int64_t code);

/* The last failure of this thread.  Every failing call replaces it; a call that
   succeeds leaves it, or empties it where it tried something else first.  (A
   search that finds nothing is a failing call, too.)

   It is this thread's, and a task that changes threads between two calls (Go,
   Haskell, koffi's async, Deno, a pool) finds another call's failure here, or
   none.  The result is always the call's own.  Such a caller binds its task to a
   thread over both calls, or makes both in one step; or it compares: the failure
   is its own if mn_error_call is the function, and mn_error_number the result, the
   object and the arguments.

   Texts are for people, and a new version may say the same in other words. */

/* The failure in one sentence: about which object or file, what was asked, why it
   failed and what to do.  "" before the first. */
MN_API const char *mn_error_detail(void);

/* The same without the object's kind and id, for a caller whose objects have names
   of their own: "read of 3 bytes at 8 passes the end (10 bytes)".  A path or name
   that was passed stays. */
MN_API const char *mn_error_reason(void);

/* The function that failed, as in this header: "mn_region_read".  "" before the
   first failure. */
MN_API const char *mn_error_call(void);

/* A number of the failure, or MN_ABSENT where it has none or `which` is none of
   MN_ERROR_*:

   MN_ERROR_CODE           the result, a negative errno
   MN_ERROR_ID             the object that was passed; of a manager's function the
                           mapping, where it takes one
   MN_ERROR_OFFSET         the offset that was passed, or of two the one that fails;
                           of the calls the address, of mn_mmap the offset
   MN_ERROR_LENGTH         the length or number that was passed
   MN_ERROR_TOTAL          what there is: the length of the region, slice, mapping or
                           file, or the limit of an owner
   MN_ERROR_HOLDER         the slice that is in the way (-EBUSY), and its
   MN_ERROR_HOLDER_OFFSET  offset,
   MN_ERROR_HOLDER_LENGTH  length and
   MN_ERROR_HOLDER_THREAD  thread, as mn_slice_thread gives it
   MN_ERROR_COUNT          grows with every failure of this thread

   A number that was passed as uint64_t and is over INT64_MAX is negative here. */
MN_API int64_t mn_error_number(int32_t which);

/* ---- Constants ---------------------------------------------------------

   The table has the names of every platform the library knows, on every
   platform, in one order.  A name this platform lacks has the value
   MN_ABSENT, which is no value of any constant.  Compare before you combine.
   After the platforms' names come our own numbers.

   A caller that combines it nevertheless gets an error and never another
   constant's effect: it is less than any int32_t, also after 32-bit numbers were
   added to it; a double holds it exactly; and of its low 32 bits every function
   that takes flags, a protection or advice says -EINVAL, alone and combined by
   `|`.  Sums are recognised too, as far as no carry destroys the bits.

   Values are int64_t, the small ones too.  ctypes, Fiddle and others take a result
   for 32 bits where its type is not declared, and MN_ABSENT is then another
   number. */

#define MN_ABSENT INT64_C(-1097364209664)   /* 0xFFFFFF007FFF0000 */

/* MN_ABSENT, for languages that read no macros. */
MN_API int64_t mn_absent(void);

/* How many names there are. */
MN_API int32_t mn_constant_count(void);

/* The name, and the interface it belongs to ("map", "madvise" ...).  index is
   0 ... mn_constant_count() - 1; NULL for another one. */
MN_API const char *mn_constant_name(int32_t index);
MN_API const char *mn_constant_group(int32_t index);

/* 1 for one of our own numbers, which is the same on every platform; 0 for a
   platform's constant, and for an index that does not exist.  Our own come last. */
MN_API int32_t mn_constant_own(int32_t index);

/* The value on this platform, or MN_ABSENT; MN_ABSENT also for an index that
   does not exist.  A platform's values are not negative, except that of MAP_FAILED
   (-1); of our own some are -1. */
MN_API int64_t mn_constant_value(int32_t index);

/* Fills values[0 ... capacity - 1] in the order of the table, as far as there
   are constants, and returns how many there are.  The array is the caller's. */
MN_API int32_t mn_constant_values(int64_t *values, int32_t capacity);

/* The index of a name: -ENOENT for a name the table does not have, -EINVAL
   for NULL.  A name the platform lacks is found; its value is MN_ABSENT. */
MN_API int32_t mn_constant_find(const char *name);

/* Does the running kernel take it?  1 it does (one of our own numbers it always
   does), 0 it does not (also where the platform has no such name), -ENOENT unknown name, -EINVAL NULL, -ENOTSUP
   there is no honest way to tell.  The process, its mappings and its
   descriptors are afterwards as before.  A kernel may take a flag and ignore
   it; a call may still fail for want of rights or memory. */
MN_API int32_t mn_supported(const char *name);

/* A number > 0 that changes whenever a name or a value of the table does, for
   callers that keep values beyond a run of the process.  The variable holds
   the same number, for those who can read one faster than they can call. */
MN_API int64_t mn_fingerprint(void);
extern MN_API int64_t mn_fingerprint_value;

/* ---- Calls -------------------------------------------------------------

   Each makes exactly one system call with its arguments unchanged, never
   retries, and gives the kernel's value or -errno.  The errors are those of
   the system's own manual page (mn_shm_open and mn_shm_unlink ask the kernel
   first whether it can read the name, because libc reads it itself); beside
   them, before the call, -EOVERFLOW for a
   length that this machine's size_t cannot hold and -EINVAL for bits that
   MN_ABSENT went into; and -ENOSYS where the platform has no such call.  Lengths and offsets are bytes.  What is mapped
   belongs to the caller until it is unmapped; descriptors until mn_close. */

/* The page size in bytes, for addresses and offsets that must be multiples. */
MN_API int64_t mn_page_size(void);

/* Maps length bytes of descriptor fd from offset.  addr NULL lets the kernel
   choose, another one is a hint (or the place itself with MAP_FIXED).  The
   result is an address and is declared as an integer of 64 bits: 32 bits and, on
   some machines, a double cut it; as a pointer, an error is taken for an address.
   The address, or -EACCES the descriptor's open mode does not allow prot,
   -EAGAIN locked too much, -EBADF not a descriptor, -EEXIST
   MAP_FIXED_NOREPLACE and the place is taken, -EINVAL length 0 or offset not a
   multiple of the page size or flags that do not go together, -ENFILE,
   -ENODEV the file cannot be mapped, -ENOMEM, -EOPNOTSUPP a flag that
   MAP_SHARED_VALIDATE refused, -EOVERFLOW, -EPERM, -ETXTBSY. */
MN_API int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);

/* Unmaps every page that holds a part of the range; a range without mappings
   is no error.  -EINVAL addr not a multiple of the page size, or length 0;
   -ENOMEM too many mappings. */
MN_API int32_t mn_munmap(void *addr, uint64_t length);

/* Writes changes back: MS_SYNC waits, MS_ASYNC does not.  -EBUSY
   MS_INVALIDATE on locked memory, -EINVAL, -EIO, -ENOMEM a hole in the range. */
MN_API int32_t mn_msync(void *addr, uint64_t length, int32_t flags);

/* Advice about a range.  Some advice destroys the contents (MADV_DONTNEED,
   MADV_FREE, MADV_REMOVE ...).  -EACCES, -EAGAIN, -EBADF, -EBUSY, -EFAULT,
   -EINVAL unknown advice or unaligned addr, -EIO, -ENOMEM, -EPERM, -EHWPOISON. */
MN_API int32_t mn_madvise(void *addr, uint64_t length, int32_t advice);

/* The same with POSIX_MADV_*.  It goes through libc's own function, because
   the numbers are libc's; glibc takes POSIX_MADV_DONTNEED and makes no system
   call for it.  -EINVAL, -ENOMEM. */
MN_API int32_t mn_posix_madvise(void *addr, uint64_t length, int32_t advice);

/* Changes the protection.  -EACCES more than the descriptor allowed, -EINVAL,
   -ENOMEM. */
MN_API int32_t mn_mprotect(void *addr, uint64_t length, int32_t prot);

/* Resizes or moves a mapping; the kernel reads new_address with MREMAP_FIXED
   and MREMAP_DONTUNMAP.  The new address (declared as mn_mmap's), or -EAGAIN,
   -EFAULT, -EINVAL, -ENOMEM.  -ENOSYS outside Linux. */
MN_API int64_t mn_mremap(void *old, uint64_t old_length, uint64_t new_length, int32_t flags, void *new_address);

/* Keep pages in memory, and let them go.  -EAGAIN, -EINVAL, -ENOMEM a hole, or
   over the limit RLIMIT_MEMLOCK, -EPERM no right and a limit of 0. */
MN_API int32_t mn_mlock(void *addr, uint64_t length);
MN_API int32_t mn_mlock2(void *addr, uint64_t length, int32_t flags);
MN_API int32_t mn_munlock(void *addr, uint64_t length);
MN_API int32_t mn_mlockall(int32_t flags);
MN_API int32_t mn_munlockall(void);

/* Which pages are in memory: a byte a page in vec, lowest bit set for those
   that are.  vec is the caller's and holds (length + page size - 1) / page
   size bytes.  -EAGAIN, -EFAULT vec, -EINVAL, -ENOMEM not mapped. */
MN_API int32_t mn_mincore(void *addr, uint64_t length, uint8_t *vec);

/* A file without a name, in memory.  The descriptor, or -EFAULT, -EINVAL,
   -EMFILE, -ENFILE, -ENOMEM, -EPERM, -EACCES. */
MN_API int32_t mn_memfd_create(const char *name, uint32_t flags);

/* Named shared memory ("/name").  oflag is open's (O_RDWR | O_CREAT ...), mode
   the permissions of a new one.  The descriptor, or -EACCES, -EEXIST, -EFAULT
   for NULL, -EINVAL, -EMFILE, -ENAMETOOLONG, -ENFILE, -ENOENT. */
MN_API int32_t mn_shm_open(const char *name, int32_t oflag, uint32_t mode);
MN_API int32_t mn_shm_unlink(const char *name);

/* Protection keys.  mn_pkey_alloc gives a key; its rights are the calling
   thread's.  -EINVAL, -ENOSPC no key left or none in this processor, -ENOMEM,
   -EACCES. */
MN_API int32_t mn_pkey_alloc(uint32_t flags, uint32_t rights);
MN_API int32_t mn_pkey_free(int32_t pkey);
MN_API int32_t mn_pkey_mprotect(void *addr, uint64_t length, int32_t prot, int32_t pkey);

/* Closes a descriptor, for callers that have no close of their own.  -EBADF,
   -EINTR, -EIO, -ENOSPC, -EDQUOT; the descriptor is gone in any case, so a
   second try would close somebody else's. */
MN_API int32_t mn_close(int32_t fd);

/* ---- Regions -----------------------------------------------------------

   A region is a mapping that knows its bounds, its protection and its file.  It
   is an id > 0 and < 2^53, which a double holds and which is never given
   twice: a closed or unknown id, or one of another kind, is -EBADF and nothing
   worse.  An id means nothing in another process and is -EBADF there: each
   process numbers from a random place on, so that one id in 2^28 is taken for
   an open one.  A child of fork() has its parent's ids.  Nothing passed to
   these functions, in any order and from any thread, touches memory that is
   not the region's.

   A text (path or name) that the process cannot read is -EFAULT.  Errors that
   every function of a region can give, and that are not repeated below: -EBADF
   not an open region, -ERANGE the range is not inside, -EACCES the protection of
   a page in the range does not allow it, -EBUSY a slice is in the way
   (mn_error_detail() names it), -EFAULT a buffer is NULL, -ENOMEM, and -EIO a
   page of the file is not there: the file was cut short, its device failed, or
   its disk has no room for the page.  mn_error_detail() says which, as far as the
   file tells; mn_region_truncated() is 1 when the file was found too short, until
   mn_region_refresh().

   Reads and writes are atomic towards each other within the process: a read
   never sees half of a write.  Atomic operations are no writes in that sense:
   one runs beside reads, and a read that is no atomic operation may see a part
   of it.

   A call that fails has changed nothing, with these exceptions.  When the file
   is cut or its disk fails in the very middle of the copying, a part of a write,
   or of a read of more than 4096 bytes, may have been copied.  Advice, discard,
   lock, unlock and populate may have done a part of their range.  And a close
   that could not close the file's descriptor has closed the region.

   Reads and writes notice a cut by whole pages.  The last page of a file that
   was cut stays as a whole, and what is written to it behind the file's end
   reaches no file.  Sync, durable and mn_slice_check() ask the file for its
   length and give -EIO when the range passes it at that time; a region that
   keeps no descriptor cannot ask.

   Offsets and lengths are bytes and need no alignment.  They are unsigned in C: a
   negative number of a binding that declares them signed is past every end
   (-ERANGE).  INT64_MAX as a length is all up to the end, wherever a range has no
   buffer: the length of open and map (where -1 is the same), and n of sync,
   protect, advise, discard, lock, unlock, populate, fill, of mn_slice_open and of
   the manager's functions of these names.  The offset has to be inside all the
   same, and no other number past the end is taken.  With a buffer n is what the
   buffer holds, and so is strict.  The end of a search is clamped.

   Where the kernel knows only pages (protect, advise, lock, populate) every
   page that holds a part of the range is meant; discard takes those that lie
   in it as a whole.

   How the end of a file is survived: a handler for SIGBUS that claims only
   faults of these functions and hands every other one on to the handler there
   was before, or to one that was put over it since.  A handler that another
   part of the program installs later without handing on to the older one is
   noticed when a region is refreshed or sliced, when one is opened (unless that
   was looked at within the last 10 ms) and at every 4096th access of a thread;
   until then such a fault is that handler's.  mn_guard(MN_GUARD_CHECKED) looks
   before every access, mn_guard(MN_GUARD_KERNEL) needs no handler at all.

   The kernel calls no handler in a thread that blocks SIGBUS; it kills.  The
   accesses of such a thread go through the kernel, as with MN_GUARD_KERNEL, and its mask
   stays as it is.  A thread's mask is looked at at its first access, when it
   opens, refreshes or slices a region, at every 4096th access, and with
   MN_GUARD_CHECKED at each.  (Only Linux copies so; elsewhere SIGBUS has to stay
   unblocked.)

   What cannot be protected: the caller's own access through a slice's address.
   mn_slice_check() tells whether it would be good now; memory files and
   anonymous memory (which nobody can cut) are always good. */

/* How accesses are guarded from now on, in the whole process: MN_GUARD_HANDLER (0)
   a handler, MN_GUARD_KERNEL (1) no handler (copies go through the kernel, a
   microsecond each; searching copies too), MN_GUARD_CHECKED (2) a handler that is
   looked after before each access, MN_GUARD_ASK (-1) only asks.  The kernel copies
   no atomic operations: with MN_GUARD_KERNEL, and in a thread that
   blocks SIGBUS, those work on anonymous memory and on memory files that are
   sealed against shrinking, and are -EOPNOTSUPP on every file that can be cut.
   Where the kernel does not let the process copy its own memory (a seccomp
   filter), the accesses give the kernel's error and say so.  Before Linux 5.14, which has no
   MADV_POPULATE_WRITE, MN_GUARD_KERNEL cannot see whether a page that may be
   written but not read is there, and says -EIO.  The mode, or -EINVAL, or for
   MN_GUARD_KERNEL what the kernel answered where it does not let a process copy its
   own memory. */
MN_API int32_t mn_guard(int32_t mode);

/* Opens a file and maps it.  access is MN_ACCESS_READ (1), MN_ACCESS_WRITE (2,
   shared), MN_ACCESS_COPY (3, private and writable: the file stays as it is) or
   MN_ACCESS_NONE (4, nothing may be touched until mn_region_protect);
   MN_ACCESS_DEFAULT (0) reads, too.  length MN_LENGTH_TO_END (-1) or INT64_MAX is
   up to the file's end, and then a refresh follows that end, also after a resize;
   an empty file is an empty region.  The id, or the errors of opening (-ENOENT,
   -EACCES, -EISDIR, -EMFILE ...), -EINVAL a negative offset or unknown access,
   -ENXIO offset past the end of the file, -EOVERFLOW range past its end or
   (with every function that takes a length) more than the address space holds,
   -ENODEV it cannot be mapped: a directory, a pipe, a socket, a character
   device without a length, a file of /proc.

   Nothing is opened before its kind is known, so that the other end of a pipe, or
   a device that cannot be mapped, notices nothing.  Should the path become another
   file between the look and the opening, the opening still waits for nothing.  A
   lease on the file (of a file server, say) is waited for, as open(2) does; -EINTR
   a signal came meanwhile.  Without /proc, and outside Linux, this wait looks a
   hundred times a second and ends with -EBUSY after a minute and a half. */
MN_API int64_t mn_region_open(const char *path, int32_t access, int64_t offset, int64_t length);

/* Makes a new file of length bytes with all its blocks, and maps it for
   writing.  Its name is on the disk after mn_region_durable.  -EEXIST there is one
   already, -ENOSPC no room, -EFBIG longer than the file system or the process's
   limit (RLIMIT_FSIZE) allows.  After any failure there is no such file.

   Here, in mn_region_memfd, mn_region_shared and mn_region_resize that limit is an
   error and nothing more: its signal SIGXFSZ is blocked in the calling thread for
   the time of the call, and taken away. */
MN_API int64_t mn_region_create(const char *path, uint64_t length);

/* Maps an open descriptor, which stays the caller's.  access as above, but
   MN_ACCESS_DEFAULT (0) takes prot and flags as given; with another access the flags
   beside the kind of sharing still count (MAP_POPULATE, MAP_HUGETLB ...).  fd -1 is
   anonymous memory, also where the flags lack MAP_ANONYMOUS.  options is 0 or
   MN_OPTION_NO_DESCRIPTOR (1): keep no descriptor (else the region keeps a
   close-on-exec duplicate, which refresh, resize and durable need).  Errors as
   for mn_region_open, -EINVAL for MAP_FIXED, MAP_GROWSDOWN and the protections
   that mn_region_protect refuses, and the kernel's own unchanged. */
MN_API int64_t mn_region_map(int32_t fd, int64_t offset, int64_t length, int32_t access, int32_t prot,
                             int32_t flags, uint32_t options);

/* Private zeroed memory; address space that nothing may touch yet.  -EINVAL 0
   bytes, -EOVERFLOW more than the address space, -ENOMEM. */
MN_API int64_t mn_region_anonymous(uint64_t length);
MN_API int64_t mn_region_reserve(uint64_t length);

/* A file without a name, in memory, whose descriptor (mn_region_fd) can be
   given to others.  It is sealed against shrinking, so that nobody's mapping
   of it can fault, unless mfd_flags has MFD_ALLOW_SEALING: then the seals are
   the caller's business.  It is always close-on-exec. */
MN_API int64_t mn_region_memfd(const char *name, uint64_t length, uint32_t mfd_flags);

/* Named shared memory ("/name"), created or joined; it grows to length if it is
   shorter and never shrinks.  length 0 takes the length that it has, which is 0
   when it is created, and follows its end, as -1 does with files.  It stays until
   mn_shm_unlink; a name that was made here does not stay after a failure.  -ENODEV the name is a pipe's. */
MN_API int64_t mn_region_shared(const char *name, uint64_t length);

/* Joins named shared memory that exists: -ENOENT it does not, and nothing is
   created.  access is that of mn_region_open: MN_ACCESS_READ (or _DEFAULT) reads and
   needs no right to write, MN_ACCESS_WRITE writes, MN_ACCESS_COPY copies.  Its length is what it has, and a refresh
   follows it.  -EACCES no right, -EINVAL unknown access. */
MN_API int64_t mn_region_shared_join(const char *name, int32_t access);

/* Unmaps, and closes the region's descriptor.  -EBUSY while a slice is held; if
   the kernel cannot unmap, its error (-ENOMEM, -EPERM), and the region stays
   open.  An error of closing the descriptor (-EIO, -ENOSPC, -EDQUOT, -EINTR)
   says that earlier writes may be lost; the region is closed all the same, and
   mn_region_length() is -EBADF. */
MN_API int32_t mn_region_close(int64_t region);

/* For callers with a garbage collector, which close in any order: the id is
   closed at once, the memory is unmapped with the last slice.  A failing munmap
   or close is counted in mn_statistic("close_errors"). */
MN_API int32_t mn_region_release(int64_t region);

/* What a region is; all are int64_t, the small ones too.  access is MN_ACCESS_*,
   prot that of its first page, flags those of mmap as an unsigned number; fd is
   the region's own descriptor (-ENOTCONN it keeps none), to be used and not
   closed; file_size asks the file. */
MN_API int64_t mn_region_length(int64_t region);
MN_API int64_t mn_region_offset(int64_t region);
MN_API int64_t mn_region_file_size(int64_t region);
MN_API int64_t mn_region_access(int64_t region);
MN_API int64_t mn_region_prot(int64_t region);
MN_API int64_t mn_region_flags(int64_t region);
MN_API int64_t mn_region_fd(int64_t region);
MN_API int64_t mn_region_page_size(int64_t region);

/* 1 after an access, a sync or a check found the file shorter than its range, until
   a refresh; 0 otherwise, also when a device failed. */
MN_API int64_t mn_region_truncated(int64_t region);

/* Copies the path and a zero byte; the length without it.  capacity 0 only asks
   for the length.  -ENOENT opened without a path, -ERANGE too small. */
MN_API int64_t mn_region_path(int64_t region, char *buffer, uint64_t capacity);

/* How many pages are in memory; with pages, from page first on, a byte each (1
   or 0) for as many as capacity allows.  Pages are those of mn_page_size(). */
MN_API int64_t mn_region_resident(int64_t region);
MN_API int64_t mn_region_resident_pages(int64_t region, uint64_t first, uint8_t *pages, uint64_t capacity);

/* Counts of the whole process: "regions", "slices", "cursors", "managers" that
   are open, "faults" that were survived, "close_errors".  -ENOENT another name. */
MN_API int64_t mn_statistic(const char *name);

/* The whole range, and n; or an error and the buffer (the region) untouched. */
MN_API int64_t mn_region_read(int64_t region, uint64_t offset, void *buffer, uint64_t n);
MN_API int64_t mn_region_write(int64_t region, uint64_t offset, const void *buffer, uint64_t n);

/* The same, and instead of -EBUSY they wait until the slices in the way are closed:
   timeout_ms milliseconds, MN_TIMEOUT_TRY (0) not at all, MN_TIMEOUT_NEVER (-1)
   without limit; then -EBUSY.  For a slice of the calling thread's own they do not
   wait.  -EBADF the region is closed meanwhile.  A signal does not end the wait. */
MN_API int64_t mn_region_read_wait(int64_t region, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms);
MN_API int64_t mn_region_write_wait(int64_t region, uint64_t offset, const void *buffer, uint64_t n,
                                    int32_t timeout_ms);

/* n single bytes, the first at offset, each step after the one before; step may
   be negative or 0. */
MN_API int64_t mn_region_read_strided(int64_t region, uint64_t offset, int64_t step, uint64_t n, void *buffer);
MN_API int64_t mn_region_write_strided(int64_t region, uint64_t offset, int64_t step, uint64_t n,
                                       const void *buffer);

/* One byte: 0 to 255, or an error.  -EINVAL a value over 255. */
MN_API int32_t mn_region_get_u8(int64_t region, uint64_t offset);
MN_API int32_t mn_region_set_u8(int64_t region, uint64_t offset, uint32_t value);

/* A number of the named type, little- or big-endian in the region and in the
   machine's own order at value.  Neither offset nor value needs an alignment.  0,
   or an error. */
MN_API int32_t mn_region_get_u16_le(int64_t region, uint64_t offset, uint16_t *value);
MN_API int32_t mn_region_set_u16_le(int64_t region, uint64_t offset, const uint16_t *value);
MN_API int32_t mn_region_get_u16_be(int64_t region, uint64_t offset, uint16_t *value);
MN_API int32_t mn_region_set_u16_be(int64_t region, uint64_t offset, const uint16_t *value);
MN_API int32_t mn_region_get_u32_le(int64_t region, uint64_t offset, uint32_t *value);
MN_API int32_t mn_region_set_u32_le(int64_t region, uint64_t offset, const uint32_t *value);
MN_API int32_t mn_region_get_u32_be(int64_t region, uint64_t offset, uint32_t *value);
MN_API int32_t mn_region_set_u32_be(int64_t region, uint64_t offset, const uint32_t *value);
MN_API int32_t mn_region_get_u64_le(int64_t region, uint64_t offset, uint64_t *value);
MN_API int32_t mn_region_set_u64_le(int64_t region, uint64_t offset, const uint64_t *value);
MN_API int32_t mn_region_get_u64_be(int64_t region, uint64_t offset, uint64_t *value);
MN_API int32_t mn_region_set_u64_be(int64_t region, uint64_t offset, const uint64_t *value);
MN_API int32_t mn_region_get_i16_le(int64_t region, uint64_t offset, int16_t *value);
MN_API int32_t mn_region_set_i16_le(int64_t region, uint64_t offset, const int16_t *value);
MN_API int32_t mn_region_get_i16_be(int64_t region, uint64_t offset, int16_t *value);
MN_API int32_t mn_region_set_i16_be(int64_t region, uint64_t offset, const int16_t *value);
MN_API int32_t mn_region_get_i32_le(int64_t region, uint64_t offset, int32_t *value);
MN_API int32_t mn_region_set_i32_le(int64_t region, uint64_t offset, const int32_t *value);
MN_API int32_t mn_region_get_i32_be(int64_t region, uint64_t offset, int32_t *value);
MN_API int32_t mn_region_set_i32_be(int64_t region, uint64_t offset, const int32_t *value);
MN_API int32_t mn_region_get_i64_le(int64_t region, uint64_t offset, int64_t *value);
MN_API int32_t mn_region_set_i64_le(int64_t region, uint64_t offset, const int64_t *value);
MN_API int32_t mn_region_get_i64_be(int64_t region, uint64_t offset, int64_t *value);
MN_API int32_t mn_region_set_i64_be(int64_t region, uint64_t offset, const int64_t *value);
MN_API int32_t mn_region_get_f32_le(int64_t region, uint64_t offset, float *value);
MN_API int32_t mn_region_set_f32_le(int64_t region, uint64_t offset, const float *value);
MN_API int32_t mn_region_get_f32_be(int64_t region, uint64_t offset, float *value);
MN_API int32_t mn_region_set_f32_be(int64_t region, uint64_t offset, const float *value);
MN_API int32_t mn_region_get_f64_le(int64_t region, uint64_t offset, double *value);
MN_API int32_t mn_region_set_f64_le(int64_t region, uint64_t offset, const double *value);
MN_API int32_t mn_region_get_f64_be(int64_t region, uint64_t offset, double *value);
MN_API int32_t mn_region_set_f64_be(int64_t region, uint64_t offset, const double *value);

/* The same without a buffer: the unsigned number itself, or an error.  -EOVERFLOW a
   number of 64 bits that is over INT64_MAX; mn_region_get_u64_* read that.  The
   result is an int64_t for the small ones too: declared as an int32_t, large
   numbers of 32 bits are errors. */
MN_API int64_t mn_region_u8(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u16_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u16_be(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u32_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u32_be(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u64_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u64_be(int64_t region, uint64_t offset);

/* n times the same byte (INT64_MAX: up to the end); -EINVAL a value over 255. */
MN_API int32_t mn_region_fill(int64_t region, uint64_t offset, uint64_t n, uint32_t byte);

/* Copies n bytes within the region; the ranges may overlap. */
MN_API int32_t mn_region_move(int64_t region, uint64_t to, uint64_t from, uint64_t n);

/* The first (last) place of the n bytes of needle inside start ... end, as an
   offset in the region; how often they stand there without overlap.  end is
   clamped to the region's.  -ENOENT not found.  An empty needle is found at
   start (rfind: at end), and counted once more than there are bytes. */
MN_API int64_t mn_region_find(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_region_rfind(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_region_count(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);

/* 1 when each of n bytes of the caller's own memory is ASCII (less than 128), so
   that it reads alike in UTF-8, Latin-1 and ASCII, of which languages often
   decode one much faster than another; 0 when one is not.  -EFAULT NULL. */
MN_API int32_t mn_is_ascii(const void *bytes, uint64_t n);

/* Hands changes to the file: MS_SYNC waits for the disk, MS_ASYNC promises
   nothing.  Here and in the six below n INT64_MAX is up to the end.  A region that
   is private, anonymous or was never writable has none: 0, and no system call.
   -EINVAL flags, -EBUSY MS_INVALIDATE on locked pages, -EIO also when the range
   passes the file's end by now. */
MN_API int32_t mn_region_sync(int64_t region, uint64_t offset, uint64_t n, int32_t flags);

/* On the disk when it returns: msync and fsync (F_FULLFSYNC where there is one).
   Of a file that mn_region_create made the first durable writes the directory
   too, or, where the file is not found in it any more, all of the file system.
   -ENOTCONN the region keeps no descriptor, -EIO also when the region passes the
   file's end by now. */
MN_API int32_t mn_region_durable(int64_t region);

/* Changes the protection, and the region remembers it.  -EACCES more than the
   descriptor allowed, -EBUSY any slice is held, -EINVAL a bit that reaches
   beyond the range (PROT_GROWSDOWN, PROT_GROWSUP) or that a region does not know:
   it takes PROT_READ, PROT_WRITE, PROT_EXEC, PROT_SEM, PROT_BTI and PROT_SAO. */
MN_API int32_t mn_region_protect(int64_t region, uint64_t offset, uint64_t n, int32_t prot);

/* Advice that leaves every byte as it is; -EPERM for any other. */
MN_API int32_t mn_region_advise(int64_t region, uint64_t offset, uint64_t n, int32_t advice);

/* Gives the contents of whole pages up: anonymous memory and memory files read
   as zeros afterwards, a copy as its file again; of a shared file only this
   mapping's pages go. */
MN_API int32_t mn_region_discard(int64_t region, uint64_t offset, uint64_t n);

/* Keeps pages in memory, and lets them go; brings them in without touching the
   contents.  -EAGAIN, -ENOMEM, -EPERM over the limit of locked memory. */
MN_API int32_t mn_region_lock(int64_t region, uint64_t offset, uint64_t n);
MN_API int32_t mn_region_unlock(int64_t region, uint64_t offset, uint64_t n);
MN_API int32_t mn_region_populate(int64_t region, uint64_t offset, uint64_t n);

/* Sets what a child process gets: MN_FORK_INHERIT (0) the same memory, MN_FORK_ABSENT (1)
   nothing (the id is closed there), MN_FORK_ZERO (2) zeros (private anonymous memory
   only, else -EINVAL). */
MN_API int32_t mn_region_set_fork_policy(int64_t region, int32_t policy);

/* Sets the name of an anonymous mapping in /proc/PID/maps (Linux 5.17 with the
   option built in, else -EINVAL or -ENOSYS).  NULL takes the name away. */
MN_API int32_t mn_region_set_name(int64_t region, const char *name);

/* A new length for file and mapping together, or an error and both as before.
   A region that ends where its file does takes the file's end along, another
   one makes the file longer if it must and never shorter.  -EINVAL 0 bytes,
   -EBUSY any slice is held, -EACCES not writable or a copy, -ENOTCONN no
   descriptor, -EOPNOTSUPP growing shared anonymous memory, -EPERM sealed,
   -ENOSPC, -EFBIG. */
MN_API int32_t mn_region_resize(int64_t region, uint64_t length);

/* Takes in what the file became outside: the new length, up to the file's end
   for a region opened with MN_LENGTH_TO_END, else at most the length asked for last.
   On an overlay file system a file is another one after it was first opened for
   writing: a region opened for reading, or a copy, is then mapped anew (-EBUSY a
   slice is held; the kernel's error if the new file cannot be opened), and a
   copy keeps the pages that it wrote to. */
MN_API int64_t mn_region_refresh(int64_t region);

/* Atomic operations, sequentially consistent, also between processes.
   *previous (which may be NULL) becomes the value before.  compare_exchange: 1
   exchanged, 0 it was not expected.  -EINVAL not aligned in memory, -ENOSYS 64
   bits on a processor without such instructions (some of 32 bits: mips,
   powerpc, m68k); a load is the way to ask.  -EOPNOTSUPP a file that can be cut,
   with MN_GUARD_KERNEL or while the thread blocks SIGBUS. */
MN_API int32_t mn_region_atomic_load_u32(int64_t region, uint64_t offset, uint32_t *value);
MN_API int32_t mn_region_atomic_store_u32(int64_t region, uint64_t offset, uint32_t value);
MN_API int32_t mn_region_atomic_add_u32(int64_t region, uint64_t offset, uint32_t operand, uint32_t *previous);
MN_API int32_t mn_region_atomic_and_u32(int64_t region, uint64_t offset, uint32_t operand, uint32_t *previous);
MN_API int32_t mn_region_atomic_or_u32(int64_t region, uint64_t offset, uint32_t operand, uint32_t *previous);
MN_API int32_t mn_region_atomic_xor_u32(int64_t region, uint64_t offset, uint32_t operand, uint32_t *previous);
MN_API int32_t mn_region_atomic_exchange_u32(int64_t region, uint64_t offset, uint32_t operand, uint32_t *previous);
MN_API int32_t mn_region_atomic_compare_exchange_u32(int64_t region, uint64_t offset, uint32_t expected,
                                                      uint32_t desired, uint32_t *previous);
MN_API int32_t mn_region_atomic_load_u64(int64_t region, uint64_t offset, uint64_t *value);
MN_API int32_t mn_region_atomic_store_u64(int64_t region, uint64_t offset, uint64_t value);
MN_API int32_t mn_region_atomic_add_u64(int64_t region, uint64_t offset, uint64_t operand, uint64_t *previous);
MN_API int32_t mn_region_atomic_and_u64(int64_t region, uint64_t offset, uint64_t operand, uint64_t *previous);
MN_API int32_t mn_region_atomic_or_u64(int64_t region, uint64_t offset, uint64_t operand, uint64_t *previous);
MN_API int32_t mn_region_atomic_xor_u64(int64_t region, uint64_t offset, uint64_t operand, uint64_t *previous);
MN_API int32_t mn_region_atomic_exchange_u64(int64_t region, uint64_t offset, uint64_t operand, uint64_t *previous);
MN_API int32_t mn_region_atomic_compare_exchange_u64(int64_t region, uint64_t offset, uint64_t expected,
                                                      uint64_t desired, uint64_t *previous);

/* Sleeps while the word at offset is expected, in this or another process's
   mapping: 0 woken (look at the word again), -EAGAIN it is another value,
   -ETIMEDOUT, -EBADF the region was closed meanwhile.  MN_TIMEOUT_NEVER (-1) is no
   limit, MN_TIMEOUT_TRY (0) only looks.  A signal whose handler runs in this thread ends wait with -EINTR;
   await goes on for the rest of its time, and never says -EINTR.  wake gives how
   many it woke. */
MN_API int32_t mn_region_wait_u32(int64_t region, uint64_t offset, uint32_t expected, int32_t timeout_ms);
MN_API int32_t mn_region_await_u32(int64_t region, uint64_t offset, uint32_t expected, int32_t timeout_ms);
MN_API int32_t mn_region_wake_u32(int64_t region, uint64_t offset, int32_t count);

/* ---- Slices ------------------------------------------------------------

   A counted view of a region.  While one is held, the region does not close,
   resize, move or change its protection.  mode MN_SLICE_PIN (0) pins and no more,
   MN_SLICE_SHARED (1) keeps writers out as well, MN_SLICE_EXCLUSIVE (2) keeps out
   everybody but who uses the slice, by its id or its address.  n INT64_MAX is up
   to the region's end.

   timeout_ms MN_TIMEOUT_TRY (0) tries, MN_TIMEOUT_NEVER (-1) waits without limit;
   a thread that holds what it would wait for gets -EBUSY at once.  With
   MN_SLICE_INTERRUPTIBLE (16) added to the mode a signal whose handler runs in this
   thread ends the wait (-EINTR); without it the wait goes on.  The id, or -EACCES
   the region is not readable (MN_SLICE_SHARED) or not writable
   (MN_SLICE_EXCLUSIVE), -EINVAL mode.

   After fork the child has the slices of the thread that forked, and only these:
   it has none of the other threads, so their slices are closed there. */
MN_API int64_t mn_slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms);
MN_API int32_t mn_slice_close(int64_t slice);

/* The address of its first byte, good until it is closed, and as sharp as every
   address (declared as mn_mmap's; -ENXIO in an empty region); what it was opened
   with; the system's number of the thread that opened it. */
MN_API int64_t mn_slice_address(int64_t slice);
MN_API int64_t mn_slice_offset(int64_t slice);
MN_API int64_t mn_slice_length(int64_t slice);
MN_API int64_t mn_slice_mode(int64_t slice);
MN_API int64_t mn_slice_thread(int64_t slice);
MN_API int64_t mn_slice_region(int64_t slice);

/* The bytes of a slice, with bounds and guard as a region's, and with the same
   errors; offset 0 is the slice's first byte.  The right to them is the id: any
   thread that has it may use it, also that of an exclusive slice.  A shared slice
   only reads (-EACCES).  A pin is kept out by others' shared and exclusive slices
   (-EBUSY). */
MN_API int64_t mn_slice_read(int64_t slice, uint64_t offset, void *buffer, uint64_t n);
MN_API int64_t mn_slice_write(int64_t slice, uint64_t offset, const void *buffer, uint64_t n);
MN_API int32_t mn_slice_get_u8(int64_t slice, uint64_t offset);
MN_API int32_t mn_slice_set_u8(int64_t slice, uint64_t offset, uint32_t value);

/* 0 every page of it is there now and the file does not end before it; -EIO it was
   cut short, or its device failed. */
MN_API int32_t mn_slice_check(int64_t slice);

/* Lists who holds a region: the next slice id after `after` (0 to begin),
   -ENOENT at the end. */
MN_API int64_t mn_region_next_slice(int64_t region, int64_t after);

/* ---- Cursors -----------------------------------------------------------

   A position in a region.  Any number of cursors can stand in one, and none
   keeps it from closing: their calls are then -EBADF. */
MN_API int64_t mn_cursor_open(int64_t region);
MN_API int32_t mn_cursor_close(int64_t cursor);
MN_API int64_t mn_cursor_region(int64_t cursor);

/* whence MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2).  The new
   position; outside of 0 ... length it is -ERANGE and nothing moves. */
MN_API int64_t mn_cursor_seek(int64_t cursor, int64_t offset, int32_t whence);
MN_API int64_t mn_cursor_tell(int64_t cursor);

/* Up to n bytes, as many as are left: how many, 0 at the end. */
MN_API int64_t mn_cursor_read(int64_t cursor, void *buffer, uint64_t n);

/* All n bytes, or an error and neither the region nor the position changed. */
MN_API int64_t mn_cursor_write(int64_t cursor, const void *buffer, uint64_t n);

/* One byte: -ERANGE at the end, -EINVAL a value over 255. */
MN_API int32_t mn_cursor_read_byte(int64_t cursor);
MN_API int32_t mn_cursor_write_byte(int64_t cursor, uint32_t value);

/* A line with its newline, 0 at the end.  read_line copies it, in pieces where
   it is longer than the buffer; next_line says where it is and copies nothing. */
MN_API int64_t mn_cursor_read_line(int64_t cursor, void *buffer, uint64_t capacity);
MN_API int64_t mn_cursor_next_line(int64_t cursor, uint64_t *offset);

/* mn_region_find from the position on; the position stays. */
MN_API int64_t mn_cursor_find(int64_t cursor, const void *needle, uint64_t n);

/* ---- Managers ----------------------------------------------------------

   A manager gives mappings to owners.  An owner is any 64-bit number that
   stands for somebody: a process, a session, a plugin.  It has rights
   (MN_RIGHT_READ 1 read files, MN_RIGHT_WRITE 2 write files, MN_RIGHT_INFO 4 see
   other owners' mappings) and limits, and it touches its own mappings and nobody else's.  Paths are resolved beneath the
   manager's root directory and nowhere else, whatever is renamed or linked
   meanwhile.  Slashes at the beginning of a path are dropped: "/data/f" and
   "data/f" are the same file beneath the root.

   A mapping is a number > 0 that counts from 1 in each manager and is never
   given twice.  Behind it is a region, with all that is said about regions.

   Errors that the functions with a mapping can give beside those of a region:
   -EBADF the manager has no such mapping (or no longer), or is closed itself
   (mn_error_detail() tells which), -EPERM it is another owner's. */

/* root is a directory, which is opened now: renaming it later changes nothing.
   NULL: this manager maps no files.  The id, or the errors of opening. */
MN_API int64_t mn_manager_open(const char *root);

/* Closes every mapping of every owner and writes nothing back (which the kernel
   does in its own time).  One that a slice holds is unmapped with the slice.  A
   failing munmap or close is counted in mn_statistic("close_errors"). */
MN_API int32_t mn_manager_close(int64_t manager);

/* The rights of an owner from now on, instead of those it had; none at first.
   They are asked for when a file is mapped, gets PROT_WRITE or another size; what
   is mapped already stays as it is.  -EINVAL other bits. */
MN_API int32_t mn_manager_grant(int64_t manager, int64_t owner, uint32_t rights);
MN_API int64_t mn_manager_rights(int64_t manager, int64_t owner);

/* How many mappings, and how many bytes in all, an owner may have; MN_LIMIT_NONE (-1)
   is no limit, as at first.  What it has already stays. */
MN_API int32_t mn_manager_limit(int64_t manager, int64_t owner, int64_t mappings, int64_t bytes);

/* Maps a file below the root.  length is cut at the end of the file,
   MN_LENGTH_TO_END (-1) or INT64_MAX is up to there; prot is PROT_READ |
   PROT_WRITE | PROT_EXEC in any combination; shared 1 writes to the file, 0 is a
   copy.  Every mapping needs the right to read files, PROT_WRITE also the right
   to write them, even for a copy.  The mapping, or -EPERM the owner lacks the
   right or the manager has no root, -EXDEV the path leaves the root, or a link in
   it does or is absolute, -ELOOP too many links or a magic one (/proc/self/root;
   without openat2 that can be -EXDEV or -ENOENT), -ENAMETOOLONG 4096 bytes or
   more, -EISDIR a directory, as "/" is, -ENODEV not a regular file (which notices
   nothing), or a file of /proc, -ENXIO offset past its end, -EDQUOT a limit,
   -EINVAL, and the errors of opening and of mn_region_map.
   A shared mapping of an owner that may write files is opened for writing where
   the file allows it, also without PROT_WRITE, so that mn_manager_protect can add
   that later. */
MN_API int64_t mn_manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length,
                              int32_t prot, int32_t shared);

/* Private zeroed memory; a memory file (whose descriptor can be handed on).
   Neither needs a right.  -EDQUOT a limit, -EINVAL 0 bytes, -EOVERFLOW, and the
   errors of mn_region_anonymous and mn_region_memfd. */
MN_API int64_t mn_manager_map_anonymous(int64_t manager, int64_t owner, uint64_t length);
MN_API int64_t mn_manager_map_memfd(int64_t manager, int64_t owner, const char *name, uint64_t length);

/* Bytes of a mapping: as mn_region_read and mn_region_write.  read_up_to reads
   what there is, at most n, and gives how many; -ERANGE past the end. */
MN_API int64_t mn_manager_read(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, void *buffer,
                               uint64_t n);
MN_API int64_t mn_manager_read_up_to(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset,
                                     void *buffer, uint64_t n);
MN_API int64_t mn_manager_write(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset,
                                const void *buffer, uint64_t n);

/* Waits until the mapping is written back.  A copy, anonymous memory and a
   mapping that was never writable: 0, and no system call.  -EIO also when the
   mapping passes the file's end by now. */
MN_API int32_t mn_manager_sync(int64_t manager, int64_t owner, int64_t mapping);

/* Gives the mapping up; sync 1 writes it back first, and if that fails the
   mapping stays.  -EBUSY a slice is held.  An error of closing the file comes
   when the mapping is given up already: a second call is then -EBADF. */
MN_API int32_t mn_manager_unmap(int64_t manager, int64_t owner, int64_t mapping, int32_t sync);

/* As mn_region_protect, _advise, _populate, _resize and _refresh (n INT64_MAX is up
   to the end), with the owner's rights and limits: -EPERM to give a file PROT_WRITE or another size without the
   right to write files, -EDQUOT, -EINVAL other bits than PROT_READ, PROT_WRITE and
   PROT_EXEC, -EACCES PROT_WRITE for a shared file that could not be opened for
   writing when it was mapped.  A refresh needs no right; it gives the new length,
   which is at most the length that was asked for when the file was mapped or
   resized (MN_LENGTH_TO_END: the file's end). */
MN_API int32_t mn_manager_protect(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n,
                                  int32_t prot);
MN_API int32_t mn_manager_advise(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n,
                                 int32_t advice);
MN_API int32_t mn_manager_populate(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n);
MN_API int32_t mn_manager_resize(int64_t manager, int64_t owner, int64_t mapping, uint64_t length);
MN_API int64_t mn_manager_refresh(int64_t manager, int64_t owner, int64_t mapping);

/* As mn_region_find, _rfind and _count. */
MN_API int64_t mn_manager_find(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                               const void *needle, uint64_t n);
MN_API int64_t mn_manager_rfind(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                                const void *needle, uint64_t n);
MN_API int64_t mn_manager_count(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                                const void *needle, uint64_t n);

/* The region behind a mapping, for what is not here (cursors, slices, atomics,
   its descriptor).  The region stays the manager's: do not close or resize it.
   What is done to it there is asked no right and counted in no statistic. */
MN_API int64_t mn_manager_region(int64_t manager, int64_t owner, int64_t mapping);

/* Closes all that an owner has and gives how many mappings that were; *bytes
   (which may be NULL) becomes their bytes.  sync 1 writes each one back first.
   What could not be written back, or is held by a slice, stays, and the result
   is the error; the others are closed all the same.  The result is an error of
   closing a file, too, although that mapping is gone.  An owner that has nothing
   left is forgotten, with its rights and limits.  -EINVAL sync is not 1 or 0. */
MN_API int64_t mn_manager_close_owner(int64_t manager, int64_t owner, int32_t sync, int64_t *bytes);

/* The mappings of `whose`, in the order of their numbers: the next one after
   `after` (0 to begin), -ENOENT at the end.  Another owner's need MN_RIGHT_INFO,
   else -EPERM. */
MN_API int64_t mn_manager_next(int64_t manager, int64_t owner, int64_t whose, int64_t after);

/* The same, many at once: the numbers after `after`, at most `count` of them; how
   many were written, 0 none is left.  Fewer than `count` are all that there are, as
   they were at one time.  -EFAULT NULL. */
MN_API int64_t mn_manager_list(int64_t manager, int64_t owner, int64_t whose, int64_t after, int64_t *mappings,
                               uint32_t count);

/* A number about a mapping, by its name: "owner", "offset", "length", "prot",
   "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1,
   MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written", "syncs",
   "resident" and "pages" (of mn_page_size()).  Another owner's need MN_RIGHT_INFO.
   -ENOENT another name. */
MN_API int64_t mn_manager_info(int64_t manager, int64_t owner, int64_t mapping, const char *name);

/* The path it was mapped by (or the name of a memory file) and a zero byte; the
   length without it.  capacity 0 only asks.  -ENOENT anonymous memory,
   -ERANGE too small. */
MN_API int64_t mn_manager_path(int64_t manager, int64_t owner, int64_t mapping, char *buffer, uint64_t capacity);

/* All of that at once: the first `count` of the numbers, each at its place
   MN_STATS_*: "offset", "length", "prot", "resident", "pages", "owner", "kind",
   "shared", "reads", "writes", "bytes_read", "bytes_written", "syncs"; and the path as
   mn_manager_path, but "" for anonymous memory.  The path's length, or an error
   and nothing is written. */
MN_API int64_t mn_manager_stats(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count,
                                char *path, uint64_t capacity);

/* A descriptor to hand over to another process: the caller's to close, and
   close-on-exec.  It can do no more than the owner may now.  It writes where the
   mapping has PROT_WRITE and its owner the right to write files, and of a memory
   file always; otherwise it only reads, which needs the right to read files.  The
   first `count` of mn_manager_stats' numbers come with it.  -EOPNOTSUPP a copy or
   anonymous memory, -EPERM no right to read files, -ENOSYS this system opens no
   open file anew to read it, and the errors of opening. */
MN_API int32_t mn_manager_descriptor(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count);

/* A number about an owner, by its name: "mappings", "bytes", "rights",
   "mappings_limit", "bytes_limit" (INT64_MAX none), "denied" (how often it was
   refused for want of a right, while it had some right, limit or mapping: nothing
   is kept about strangers).  Another owner's need MN_RIGHT_INFO.  -ENOENT another name. */
MN_API int64_t mn_manager_owner_info(int64_t manager, int64_t owner, int64_t whose, const char *name);

/* A number about the manager, which anybody may ask for: "mappings", "bytes",
   "owners" (that have some right, limit or mapping), "denied".  -ENOENT another
   name. */
MN_API int64_t mn_manager_statistic(int64_t manager, const char *name);

/* ---- One function a constant -------------------------------------------

   Each gives the value on this platform, or MN_ABSENT.  What a name means
   stands in the list `constants` and in doc/constants.md.  Our own numbers come last. */

/* generated from `constants`: begin */
/* prot */
MN_API int64_t mn_PROT_NONE(void);
MN_API int64_t mn_PROT_READ(void);
MN_API int64_t mn_PROT_WRITE(void);
MN_API int64_t mn_PROT_EXEC(void);
MN_API int64_t mn_PROT_SEM(void);
MN_API int64_t mn_PROT_GROWSDOWN(void);
MN_API int64_t mn_PROT_GROWSUP(void);
MN_API int64_t mn_PROT_BTI(void);
MN_API int64_t mn_PROT_MTE(void);
MN_API int64_t mn_PROT_SAO(void);
MN_API int64_t mn_PROT_ADI(void);
MN_API int64_t mn_PROT_CHERI0(void);
MN_API int64_t mn_PROT_CHERI1(void);

/* map */
MN_API int64_t mn_MAP_FAILED(void);
MN_API int64_t mn_MAP_SHARED(void);
MN_API int64_t mn_MAP_PRIVATE(void);
MN_API int64_t mn_MAP_SHARED_VALIDATE(void);
MN_API int64_t mn_MAP_DROPPABLE(void);
MN_API int64_t mn_MAP_TYPE(void);
MN_API int64_t mn_MAP_COPY(void);
MN_API int64_t mn_MAP_FILE(void);
MN_API int64_t mn_MAP_ANONYMOUS(void);
MN_API int64_t mn_MAP_ANON(void);
MN_API int64_t mn_MAP_FIXED(void);
MN_API int64_t mn_MAP_FIXED_NOREPLACE(void);
MN_API int64_t mn_MAP_TRYFIXED(void);
MN_API int64_t mn_MAP_EXCL(void);
MN_API int64_t mn_MAP_GUARD(void);
MN_API int64_t mn_MAP_32BIT(void);
MN_API int64_t mn_MAP_ABOVE4G(void);
MN_API int64_t mn_MAP_VARIABLE(void);
MN_API int64_t mn_MAP_NORESERVE(void);
MN_API int64_t mn_MAP_POPULATE(void);
MN_API int64_t mn_MAP_NONBLOCK(void);
MN_API int64_t mn_MAP_PREFAULT_READ(void);
MN_API int64_t mn_MAP_LOCKED(void);
MN_API int64_t mn_MAP_WIRED(void);
MN_API int64_t mn_MAP_STACK(void);
MN_API int64_t mn_MAP_GROWSDOWN(void);
MN_API int64_t mn_MAP_SYNC(void);
MN_API int64_t mn_MAP_HUGETLB(void);
MN_API int64_t mn_MAP_HUGE_SHIFT(void);
MN_API int64_t mn_MAP_HUGE_MASK(void);
MN_API int64_t mn_MAP_HUGE_16KB(void);
MN_API int64_t mn_MAP_HUGE_64KB(void);
MN_API int64_t mn_MAP_HUGE_512KB(void);
MN_API int64_t mn_MAP_HUGE_1MB(void);
MN_API int64_t mn_MAP_HUGE_2MB(void);
MN_API int64_t mn_MAP_HUGE_8MB(void);
MN_API int64_t mn_MAP_HUGE_16MB(void);
MN_API int64_t mn_MAP_HUGE_32MB(void);
MN_API int64_t mn_MAP_HUGE_256MB(void);
MN_API int64_t mn_MAP_HUGE_512MB(void);
MN_API int64_t mn_MAP_HUGE_1GB(void);
MN_API int64_t mn_MAP_HUGE_2GB(void);
MN_API int64_t mn_MAP_HUGE_16GB(void);
MN_API int64_t mn_MAP_UNINITIALIZED(void);
MN_API int64_t mn_MAP_DENYWRITE(void);
MN_API int64_t mn_MAP_EXECUTABLE(void);
MN_API int64_t mn_MAP_RENAME(void);
MN_API int64_t mn_MAP_INHERIT(void);
MN_API int64_t mn_MAP_NOEXTEND(void);
MN_API int64_t mn_MAP_HASSEMAPHORE(void);
MN_API int64_t mn_MAP_AUTOGROW(void);
MN_API int64_t mn_MAP_LOCAL(void);
MN_API int64_t mn_MAP_AUTORSRV(void);
MN_API int64_t mn_MAP_NOSYNC(void);
MN_API int64_t mn_MAP_NOCORE(void);
MN_API int64_t mn_MAP_CONCEAL(void);
MN_API int64_t mn_MAP_FLAGMASK(void);
MN_API int64_t mn_MAP_ALIGNED_SUPER(void);
MN_API int64_t mn_MAP_ALIGNMENT_SHIFT(void);
MN_API int64_t mn_MAP_ALIGNMENT_MASK(void);
MN_API int64_t mn_MAP_ALIGNMENT_64KB(void);
MN_API int64_t mn_MAP_ALIGNMENT_16MB(void);
MN_API int64_t mn_MAP_ALIGNMENT_4GB(void);
MN_API int64_t mn_MAP_ALIGNMENT_1TB(void);
MN_API int64_t mn_MAP_ALIGNMENT_256TB(void);
MN_API int64_t mn_MAP_ALIGNMENT_64PB(void);
MN_API int64_t mn_MAP_ALIGN(void);
MN_API int64_t mn_MAP_SIZEALIGN(void);
MN_API int64_t mn_MAP_REMAPDUP(void);
MN_API int64_t mn_MAP_VPAGETABLE(void);
MN_API int64_t mn_MAP_TEXT(void);
MN_API int64_t mn_MAP_INITDATA(void);
MN_API int64_t mn_MAP_NOCACHE(void);
MN_API int64_t mn_MAP_JIT(void);
MN_API int64_t mn_MAP_RESILIENT_CODESIGN(void);
MN_API int64_t mn_MAP_RESILIENT_MEDIA(void);
MN_API int64_t mn_MAP_TRANSLATED_ALLOW_EXECUTE(void);
MN_API int64_t mn_MAP_UNIX03(void);
MN_API int64_t mn_MAP_TPRO(void);
MN_API int64_t mn_MAP_RESERVED0020(void);
MN_API int64_t mn_MAP_RESERVED0040(void);
MN_API int64_t mn_MAP_RESERVED0080(void);
MN_API int64_t mn_MAP_RESERVED0100(void);
MN_API int64_t mn__MAP_LOW32(void);
MN_API int64_t mn__MAP_NEW(void);
MN_API int64_t mn__MAP_HASSEMAPHORE(void);
MN_API int64_t mn__MAP_INHERIT(void);
MN_API int64_t mn__MAP_UNALIGNED(void);

/* msync */
MN_API int64_t mn_MS_SYNC(void);
MN_API int64_t mn_MS_ASYNC(void);
MN_API int64_t mn_MS_INVALIDATE(void);
MN_API int64_t mn_MS_OLDSYNC(void);
MN_API int64_t mn_MS_KILLPAGES(void);
MN_API int64_t mn_MS_DEACTIVATE(void);

/* madvise */
MN_API int64_t mn_MADV_NORMAL(void);
MN_API int64_t mn_MADV_RANDOM(void);
MN_API int64_t mn_MADV_SEQUENTIAL(void);
MN_API int64_t mn_MADV_WILLNEED(void);
MN_API int64_t mn_MADV_DONTNEED(void);
MN_API int64_t mn_MADV_DONTNEED_LOCKED(void);
MN_API int64_t mn_MADV_FREE(void);
MN_API int64_t mn_MADV_REMOVE(void);
MN_API int64_t mn_MADV_COLD(void);
MN_API int64_t mn_MADV_PAGEOUT(void);
MN_API int64_t mn_MADV_POPULATE_READ(void);
MN_API int64_t mn_MADV_POPULATE_WRITE(void);
MN_API int64_t mn_MADV_HUGEPAGE(void);
MN_API int64_t mn_MADV_NOHUGEPAGE(void);
MN_API int64_t mn_MADV_COLLAPSE(void);
MN_API int64_t mn_MADV_GUARD_INSTALL(void);
MN_API int64_t mn_MADV_GUARD_REMOVE(void);
MN_API int64_t mn_MADV_DONTFORK(void);
MN_API int64_t mn_MADV_DOFORK(void);
MN_API int64_t mn_MADV_WIPEONFORK(void);
MN_API int64_t mn_MADV_KEEPONFORK(void);
MN_API int64_t mn_MADV_DONTDUMP(void);
MN_API int64_t mn_MADV_DODUMP(void);
MN_API int64_t mn_MADV_MERGEABLE(void);
MN_API int64_t mn_MADV_UNMERGEABLE(void);
MN_API int64_t mn_MADV_HWPOISON(void);
MN_API int64_t mn_MADV_SOFT_OFFLINE(void);
MN_API int64_t mn_MADV_SPACEAVAIL(void);
MN_API int64_t mn_MADV_NOSYNC(void);
MN_API int64_t mn_MADV_AUTOSYNC(void);
MN_API int64_t mn_MADV_NOCORE(void);
MN_API int64_t mn_MADV_CORE(void);
MN_API int64_t mn_MADV_PROTECT(void);
MN_API int64_t mn_MADV_INVAL(void);
MN_API int64_t mn_MADV_SETMAP(void);
MN_API int64_t mn_MADV_CONTROL_START(void);
MN_API int64_t mn_MADV_CONTROL_END(void);
MN_API int64_t mn_MADV_ACCESS_DEFAULT(void);
MN_API int64_t mn_MADV_ACCESS_LWP(void);
MN_API int64_t mn_MADV_ACCESS_MANY(void);
MN_API int64_t mn_MADV_PURGE(void);
MN_API int64_t mn_MADV_FREE_REUSABLE(void);
MN_API int64_t mn_MADV_FREE_REUSE(void);
MN_API int64_t mn_MADV_CAN_REUSE(void);
MN_API int64_t mn_MADV_ZERO(void);
MN_API int64_t mn_MADV_ZERO_WIRED_PAGES(void);

/* posix_madvise */
MN_API int64_t mn_POSIX_MADV_NORMAL(void);
MN_API int64_t mn_POSIX_MADV_RANDOM(void);
MN_API int64_t mn_POSIX_MADV_SEQUENTIAL(void);
MN_API int64_t mn_POSIX_MADV_WILLNEED(void);
MN_API int64_t mn_POSIX_MADV_DONTNEED(void);

/* mlock */
MN_API int64_t mn_MLOCK_ONFAULT(void);

/* mlockall */
MN_API int64_t mn_MCL_CURRENT(void);
MN_API int64_t mn_MCL_FUTURE(void);
MN_API int64_t mn_MCL_ONFAULT(void);

/* mremap */
MN_API int64_t mn_MREMAP_MAYMOVE(void);
MN_API int64_t mn_MREMAP_FIXED(void);
MN_API int64_t mn_MREMAP_DONTUNMAP(void);

/* mincore */
MN_API int64_t mn_MINCORE_INCORE(void);
MN_API int64_t mn_MINCORE_REFERENCED(void);
MN_API int64_t mn_MINCORE_MODIFIED(void);
MN_API int64_t mn_MINCORE_REFERENCED_OTHER(void);
MN_API int64_t mn_MINCORE_MODIFIED_OTHER(void);
MN_API int64_t mn_MINCORE_SUPER(void);
MN_API int64_t mn_MINCORE_PSIND_SHIFT(void);
MN_API int64_t mn_MINCORE_PAGED_OUT(void);
MN_API int64_t mn_MINCORE_COPIED(void);
MN_API int64_t mn_MINCORE_ANONYMOUS(void);

/* memfd */
MN_API int64_t mn_MFD_CLOEXEC(void);
MN_API int64_t mn_MFD_ALLOW_SEALING(void);
MN_API int64_t mn_MFD_HUGETLB(void);
MN_API int64_t mn_MFD_NOEXEC_SEAL(void);
MN_API int64_t mn_MFD_EXEC(void);
MN_API int64_t mn_MFD_HUGE_SHIFT(void);
MN_API int64_t mn_MFD_HUGE_MASK(void);
MN_API int64_t mn_MFD_HUGE_64KB(void);
MN_API int64_t mn_MFD_HUGE_512KB(void);
MN_API int64_t mn_MFD_HUGE_1MB(void);
MN_API int64_t mn_MFD_HUGE_2MB(void);
MN_API int64_t mn_MFD_HUGE_8MB(void);
MN_API int64_t mn_MFD_HUGE_16MB(void);
MN_API int64_t mn_MFD_HUGE_32MB(void);
MN_API int64_t mn_MFD_HUGE_256MB(void);
MN_API int64_t mn_MFD_HUGE_512MB(void);
MN_API int64_t mn_MFD_HUGE_1GB(void);
MN_API int64_t mn_MFD_HUGE_2GB(void);
MN_API int64_t mn_MFD_HUGE_16GB(void);

/* pkey */
MN_API int64_t mn_PKEY_UNRESTRICTED(void);
MN_API int64_t mn_PKEY_DISABLE_ACCESS(void);
MN_API int64_t mn_PKEY_DISABLE_WRITE(void);
MN_API int64_t mn_PKEY_DISABLE_EXECUTE(void);
MN_API int64_t mn_PKEY_DISABLE_READ(void);
MN_API int64_t mn_PKEY_ACCESS_MASK(void);

/* minherit */
MN_API int64_t mn_INHERIT_SHARE(void);
MN_API int64_t mn_INHERIT_COPY(void);
MN_API int64_t mn_INHERIT_NONE(void);
MN_API int64_t mn_INHERIT_ZERO(void);
MN_API int64_t mn_MAP_INHERIT_SHARE(void);
MN_API int64_t mn_MAP_INHERIT_COPY(void);
MN_API int64_t mn_MAP_INHERIT_NONE(void);
MN_API int64_t mn_MAP_INHERIT_ZERO(void);
MN_API int64_t mn_MAP_INHERIT_DONATE_COPY(void);
MN_API int64_t mn_MAP_INHERIT_DEFAULT(void);

/* memcntl */
MN_API int64_t mn_MC_SYNC(void);
MN_API int64_t mn_MC_LOCK(void);
MN_API int64_t mn_MC_UNLOCK(void);
MN_API int64_t mn_MC_ADVISE(void);
MN_API int64_t mn_MC_LOCKAS(void);
MN_API int64_t mn_MC_UNLOCKAS(void);
MN_API int64_t mn_MC_HAT_ADVISE(void);
MN_API int64_t mn_MC_INHERIT_ZERO(void);
MN_API int64_t mn_MHA_MAPSIZE_VA(void);
MN_API int64_t mn_MHA_MAPSIZE_BSSBRK(void);
MN_API int64_t mn_MHA_MAPSIZE_STACK(void);

/* mmobj */
MN_API int64_t mn_MMOBJ_PADDING(void);
MN_API int64_t mn_MMOBJ_INTERPRET(void);
MN_API int64_t mn_MMOBJ_ALL_FLAGS(void);

/* mempolicy */
MN_API int64_t mn_MPOL_DEFAULT(void);
MN_API int64_t mn_MPOL_PREFERRED(void);
MN_API int64_t mn_MPOL_BIND(void);
MN_API int64_t mn_MPOL_INTERLEAVE(void);
MN_API int64_t mn_MPOL_LOCAL(void);
MN_API int64_t mn_MPOL_PREFERRED_MANY(void);
MN_API int64_t mn_MPOL_WEIGHTED_INTERLEAVE(void);
MN_API int64_t mn_MPOL_MAX(void);
MN_API int64_t mn_MPOL_F_STATIC_NODES(void);
MN_API int64_t mn_MPOL_F_RELATIVE_NODES(void);
MN_API int64_t mn_MPOL_F_NUMA_BALANCING(void);
MN_API int64_t mn_MPOL_MODE_FLAGS(void);
MN_API int64_t mn_MPOL_USER_NODEMASK_FLAGS(void);
MN_API int64_t mn_MPOL_F_NODE(void);
MN_API int64_t mn_MPOL_F_ADDR(void);
MN_API int64_t mn_MPOL_F_MEMS_ALLOWED(void);
MN_API int64_t mn_MPOL_MF_STRICT(void);
MN_API int64_t mn_MPOL_MF_MOVE(void);
MN_API int64_t mn_MPOL_MF_MOVE_ALL(void);
MN_API int64_t mn_MPOL_MF_LAZY(void);
MN_API int64_t mn_MPOL_MF_INTERNAL(void);
MN_API int64_t mn_MPOL_MF_VALID(void);
MN_API int64_t mn_MPOL_F_SHARED(void);
MN_API int64_t mn_MPOL_F_MOF(void);
MN_API int64_t mn_MPOL_F_MORON(void);

/* overcommit */
MN_API int64_t mn_OVERCOMMIT_GUESS(void);
MN_API int64_t mn_OVERCOMMIT_ALWAYS(void);
MN_API int64_t mn_OVERCOMMIT_NEVER(void);

/* hugetlb */
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_SHIFT(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_MASK(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_16KB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_64KB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_512KB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_1MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_2MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_8MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_16MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_32MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_256MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_512MB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_1GB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_2GB(void);
MN_API int64_t mn_HUGETLB_FLAG_ENCODE_16GB(void);

/* shm */
MN_API int64_t mn_SHM_ANON(void);
MN_API int64_t mn_SHM_ALLOW_SEALING(void);
MN_API int64_t mn_SHM_GROW_ON_WRITE(void);
MN_API int64_t mn_SHM_LARGEPAGE(void);
MN_API int64_t mn_SHM_LARGEPAGE_ALLOC_DEFAULT(void);
MN_API int64_t mn_SHM_LARGEPAGE_ALLOC_HARD(void);
MN_API int64_t mn_SHM_LARGEPAGE_ALLOC_NOWAIT(void);
MN_API int64_t mn_SHM_RENAME_NOREPLACE(void);
MN_API int64_t mn_SHM_RENAME_EXCHANGE(void);

/* shadow_stack */
MN_API int64_t mn_SHADOW_STACK_SET_TOKEN(void);
MN_API int64_t mn_SHADOW_STACK_SET_MARKER(void);

/* access */
MN_API int64_t mn_ACCESS_DEFAULT(void);
MN_API int64_t mn_ACCESS_READ(void);
MN_API int64_t mn_ACCESS_WRITE(void);
MN_API int64_t mn_ACCESS_COPY(void);
MN_API int64_t mn_ACCESS_NONE(void);

/* length */
MN_API int64_t mn_LENGTH_TO_END(void);

/* option */
MN_API int64_t mn_OPTION_NO_DESCRIPTOR(void);

/* fork */
MN_API int64_t mn_FORK_INHERIT(void);
MN_API int64_t mn_FORK_ABSENT(void);
MN_API int64_t mn_FORK_ZERO(void);

/* order */
MN_API int64_t mn_ORDER_NATIVE(void);
MN_API int64_t mn_ORDER_LITTLE(void);
MN_API int64_t mn_ORDER_BIG(void);

/* slice */
MN_API int64_t mn_SLICE_PIN(void);
MN_API int64_t mn_SLICE_SHARED(void);
MN_API int64_t mn_SLICE_EXCLUSIVE(void);
MN_API int64_t mn_SLICE_INTERRUPTIBLE(void);

/* timeout */
MN_API int64_t mn_TIMEOUT_NEVER(void);
MN_API int64_t mn_TIMEOUT_TRY(void);

/* whence */
MN_API int64_t mn_WHENCE_START(void);
MN_API int64_t mn_WHENCE_POSITION(void);
MN_API int64_t mn_WHENCE_END(void);

/* guard */
MN_API int64_t mn_GUARD_ASK(void);
MN_API int64_t mn_GUARD_HANDLER(void);
MN_API int64_t mn_GUARD_KERNEL(void);
MN_API int64_t mn_GUARD_CHECKED(void);

/* right */
MN_API int64_t mn_RIGHT_READ(void);
MN_API int64_t mn_RIGHT_WRITE(void);
MN_API int64_t mn_RIGHT_INFO(void);

/* limit */
MN_API int64_t mn_LIMIT_NONE(void);

/* kind */
MN_API int64_t mn_KIND_FILE(void);
MN_API int64_t mn_KIND_ANONYMOUS(void);
MN_API int64_t mn_KIND_MEMORY_FILE(void);

/* stats */
MN_API int64_t mn_STATS_OFFSET(void);
MN_API int64_t mn_STATS_LENGTH(void);
MN_API int64_t mn_STATS_PROT(void);
MN_API int64_t mn_STATS_RESIDENT(void);
MN_API int64_t mn_STATS_PAGES(void);
MN_API int64_t mn_STATS_OWNER(void);
MN_API int64_t mn_STATS_KIND(void);
MN_API int64_t mn_STATS_SHARED(void);
MN_API int64_t mn_STATS_READS(void);
MN_API int64_t mn_STATS_WRITES(void);
MN_API int64_t mn_STATS_BYTES_READ(void);
MN_API int64_t mn_STATS_BYTES_WRITTEN(void);
MN_API int64_t mn_STATS_SYNCS(void);

/* error */
MN_API int64_t mn_ERROR_CODE(void);
MN_API int64_t mn_ERROR_ID(void);
MN_API int64_t mn_ERROR_OFFSET(void);
MN_API int64_t mn_ERROR_LENGTH(void);
MN_API int64_t mn_ERROR_TOTAL(void);
MN_API int64_t mn_ERROR_HOLDER(void);
MN_API int64_t mn_ERROR_HOLDER_OFFSET(void);
MN_API int64_t mn_ERROR_HOLDER_LENGTH(void);
MN_API int64_t mn_ERROR_HOLDER_THREAD(void);
MN_API int64_t mn_ERROR_COUNT(void);
/* generated from `constants`: end */

#ifdef __cplusplus
}
#endif

#endif
