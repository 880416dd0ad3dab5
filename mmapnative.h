/* mmapnative.h: memory mapping for every language with a foreign function
   interface (FFI).  This header is the whole contract: only behaviour described
   here is promised.

   RESULTS.  A result is >= 0, or it is -errno.  The library does not use errno
   itself, so the caller has nothing to read after a call.  mn_error_name() and
   mn_error_message() turn a result into words.  mn_error_detail() describes
   this thread's last failing call, with its numbers.  Three functions return an
   address: mn_mmap, mn_mremap and mn_slice_address.  Their result is an error
   only from -4095 to -1, because some machines hand out addresses in the upper
   half, which are negative as an int64_t.

   TYPES.  Only int32_t, uint32_t, int64_t, uint64_t, void *, const char *
   (UTF-8, zero-terminated) and pointers to these or to uint8_t, int16_t,
   uint16_t, float or double cross the boundary.  The interface uses no structs,
   no callbacks, no variable arguments and no macros that a caller needs: every
   promise is a symbol.  An integer with a meaning has a name such as
   MN_ACCESS_READ.  An FFI that reads no header calls mn_ACCESS_READ() instead.

   THREADS.  Every function may be called from any thread, and after fork in the
   child.  A deferred pthread_cancel (the default type) does not take effect
   inside a function, except while one of these waits: mn_slice_open,
   mn_region_read_wait, mn_region_write_wait, mn_region_wait_u32,
   mn_region_await_u32 and mn_follow_next.  Such a wait ends within a tenth of a
   second, and the thread then holds nothing of the library.

   WHAT CAN STILL CRASH.  The calls (mn_mmap and its relatives) are the bare
   system calls.  Access to memory that is unmapped, protected or not the
   caller's raises SIGSEGV.  Access past the end of a file that another process
   truncated raises SIGBUS.  MAP_FIXED replaces existing mappings.  munmap of a
   wrong address removes memory of other code and returns 0. */

#ifndef MMAPNATIVE_H
#define MMAPNATIVE_H

#include <stdint.h>

/* A program may define MN_API itself, for a compiler or a tool that needs other
   words there. */
#if !defined MN_API
#if defined __GNUC__
#define MN_API __attribute__((visibility("default")))
#else
#define MN_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, "MAJOR.MINOR.PATCH".  Never NULL.

   Until 1.0.0 a new minor number may change or remove functions, types and
   values; a new patch number only adds and fixes.  The soname is
   libmmapnative.so.0 for every 0.x, so a program that needs a certain minor
   number compares this version.  From 1.0.0 on the soname changes with the
   major number, and within one major number the library only adds. */
MN_API const char *mn_version(void);

/* ---- Our own numbers ---------------------------------------------------

   The names of the integers that these functions take and return.  Each is also
   a constant of the table below, with a function mn_NAME(): ACCESS_READ is
   MN_ACCESS_READ and mn_ACCESS_READ().  The values are the same on every
   platform.  Until 1.0.0 a new minor number may add or remove a name; the value
   of a name never changes. */

/* generated from `constants` (enums): begin */
/* access: the permitted access to a region's memory, for mn_region_open,
   mn_region_map and mn_region_shared_join. */
enum {
	/* Uses protection and flags as passed to mn_region_map; functions without
	   these arguments read. */
	MN_ACCESS_DEFAULT = 0,
	/* Allows reading; later writes to the file are visible. */
	MN_ACCESS_READ = 1,
	/* Allows reading and writing; writes go to the file. */
	MN_ACCESS_WRITE = 2,
	/* Allows reading and writing of a private copy; the file does not change. */
	MN_ACCESS_COPY = 3,
	/* Allows no access until mn_region_protect. */
	MN_ACCESS_NONE = 4
};

/* length: the length argument of mn_region_open, mn_region_map and
   mn_manager_map. */
enum {
	/* Means up to the end of the file; a refresh follows that end. */
	MN_LENGTH_TO_END = -1
};

/* option: the bits of the options argument of mn_region_map. */
enum {
	/* Keeps no duplicate of the descriptor, so refresh, resize and durable fail
	   with -ENOTCONN. */
	MN_OPTION_NO_DESCRIPTOR = 1
};

/* fork: the policies of a region, which set what a child process gets. */
enum {
	/* Leaves the memory to the platform's rule for fork. */
	MN_FORK_INHERIT = 0,
	/* Leaves the memory out of the child, and the id is closed there. */
	MN_FORK_ABSENT = 1,
	/* Gives the child zeros; allowed only for private anonymous memory. */
	MN_FORK_ZERO = 2
};

/* order: the byte order of a number, for bindings that take it as an argument;
   the functions name it, as _le and _be. */
enum {
	/* Is the machine's own byte order. */
	MN_ORDER_NATIVE = 0,
	/* Puts the lowest byte first. */
	MN_ORDER_LITTLE = 1,
	/* Puts the highest byte first. */
	MN_ORDER_BIG = 2
};

/* slice: the mode argument of mn_slice_open. */
enum {
	/* Keeps the region from closing, moving, resizing and changing its protection. */
	MN_SLICE_PIN = 0,
	/* Pins, and keeps writers out of the region. */
	MN_SLICE_SHARED = 1,
	/* Pins, and keeps readers and writers out of the region. */
	MN_SLICE_EXCLUSIVE = 2,
	/* Is added to a mode: a signal handler that runs in this thread ends the wait
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

/* whence: the origin of the offset of mn_cursor_seek. */
enum {
	/* Counts from the first byte of the region. */
	MN_WHENCE_START = 0,
	/* Counts from the cursor's position. */
	MN_WHENCE_POSITION = 1,
	/* Counts from the end of the region. */
	MN_WHENCE_END = 2
};

/* follow: the from argument of mn_follow_open; other values are offsets. */
enum {
	/* Gives the file from its beginning. */
	MN_FOLLOW_START = 0,
	/* Gives what is added to the file from now on. */
	MN_FOLLOW_END = -1
};

/* guard: the mode argument of mn_guard, and its result. */
enum {
	/* Changes nothing; the result is the mode in force. */
	MN_GUARD_ASK = -1,
	/* Guards accesses with a handler for SIGBUS, which is the default outside
	   language runtimes. */
	MN_GUARD_HANDLER = 0,
	/* Uses no handler: the kernel copies, which costs a microsecond per access. */
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
	/* Lets the owner see the mappings of other owners. */
	MN_RIGHT_INFO = 4
};

/* limit: the limits of mn_manager_limit; other values are counts. */
enum {
	/* Sets no limit, which is the default. */
	MN_LIMIT_NONE = -1
};

/* kind: the kind of memory behind a mapping, as mn_manager_info and
   mn_manager_stats report it. */
enum {
	/* Is a file beneath the manager's root. */
	MN_KIND_FILE = 0,
	/* Is private memory without a file. */
	MN_KIND_ANONYMOUS = 1,
	/* Is a file in memory, without a path. */
	MN_KIND_MEMORY_FILE = 2
};

/* stats: the indexes of the numbers that mn_manager_stats writes. */
enum {
	/* Is the offset of the mapping in its file. */
	MN_STATS_OFFSET = 0,
	/* Is the length of the mapping in bytes. */
	MN_STATS_LENGTH = 1,
	/* Is the protection of its first page. */
	MN_STATS_PROT = 2,
	/* Is the number of its pages that are in memory. */
	MN_STATS_RESIDENT = 3,
	/* Is the number of its pages. */
	MN_STATS_PAGES = 4,
	/* Is the owner of the mapping. */
	MN_STATS_OWNER = 5,
	/* Is one of the group kind. */
	MN_STATS_KIND = 6,
	/* Is 1 if its writes go to the file or to other processes, and 0 if not. */
	MN_STATS_SHARED = 7,
	/* Is the number of reads. */
	MN_STATS_READS = 8,
	/* Is the number of writes. */
	MN_STATS_WRITES = 9,
	/* Is the number of bytes read. */
	MN_STATS_BYTES_READ = 10,
	/* Is the number of bytes written. */
	MN_STATS_BYTES_WRITTEN = 11,
	/* Is the number of times it was written back. */
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
	/* Is the actual length of the object, or the limit of an owner. */
	MN_ERROR_TOTAL = 4,
	/* Is the id of the conflicting slice. */
	MN_ERROR_HOLDER = 5,
	/* Is the offset of that slice. */
	MN_ERROR_HOLDER_OFFSET = 6,
	/* Is the length of that slice. */
	MN_ERROR_HOLDER_LENGTH = 7,
	/* Is the thread that opened that slice. */
	MN_ERROR_HOLDER_THREAD = 8,
	/* Increases with every failure of the thread. */
	MN_ERROR_COUNT = 9
};
/* generated from `constants` (enums): end */

/* ---- Errors ------------------------------------------------------------

   The library owns every const char * that a function of this header returns.
   Such a text is never NULL, except where noted, and must not be freed.  An FFI
   that frees the texts it receives (.NET's string type does) must declare these
   results as pointers and copy the text itself. */

/* The name of an error: "EINVAL" for -EINVAL, "OK" for a code >= 0, and
   "EUNKNOWN" for a number that is no error of this platform. */
MN_API const char *mn_error_name(int64_t code);

/* One English sentence for an error, the same for every call that returns it. */
MN_API const char *mn_error_message(int64_t code);

/* The functions below describe this thread's last failure.  Every failing call
   replaces it.  A call that succeeds keeps it, or clears it if the call tried
   another way first.  A search that finds nothing is a failing call, too.

   The record belongs to the thread.  A task that changes threads between two
   calls (Go, Haskell, koffi's async, Deno, a thread pool) may see the record of
   another call, or none.  The result of a call is always its own.  Such a
   caller binds its task to one thread for both calls, or makes both calls in
   one step.  Otherwise it compares: the record is its own if mn_error_call() is
   the function, and mn_error_number() gives the result, the object and the
   arguments.

   Texts are for people.  A new version may change their wording. */

/* The failure in one sentence: the object or file, the request, the reason, and
   a remedy.  "" before the thread's first failure. */
MN_API const char *mn_error_detail(void);

/* The same without the object's kind and id, for a caller whose objects have
   names of their own: "read of 3 bytes at 8 passes the end (10 bytes)".  A path
   or name that the caller passed is included. */
MN_API const char *mn_error_reason(void);

/* The function that failed, as spelled in this header: "mn_region_read".  ""
   before the thread's first failure. */
MN_API const char *mn_error_call(void);

/* A number of the failure.  MN_ABSENT if the failure does not record it, or if
   `which` is not one of MN_ERROR_*:

   MN_ERROR_CODE           the result, a negative errno
   MN_ERROR_ID             the id that was passed; for a manager's function the
                           mapping, if the function takes one
   MN_ERROR_OFFSET         the offset that was passed; of two, the failing one; for
                           mn_mmap its offset; for the other calls the address
   MN_ERROR_LENGTH         the length or count that was passed
   MN_ERROR_TOTAL          the actual length of the region, slice, mapping or file,
                           or the limit of an owner
   MN_ERROR_HOLDER         the id of the conflicting slice (-EBUSY)
   MN_ERROR_HOLDER_OFFSET  the offset of that slice
   MN_ERROR_HOLDER_LENGTH  the length of that slice
   MN_ERROR_HOLDER_THREAD  the thread of that slice, as mn_slice_thread returns it
   MN_ERROR_COUNT          increases with every failure of this thread

   A number that was passed as uint64_t and exceeds INT64_MAX is negative here. */
MN_API int64_t mn_error_number(int32_t which);

/* ---- Constants ---------------------------------------------------------

   The table lists the names of all platforms that the library knows.  Names and
   order are the same on every platform.  The library's own numbers follow the
   platforms' names.  A name that this platform lacks has the value MN_ABSENT,
   which no constant has.  Compare a value with MN_ABSENT before you combine it.

   MN_ABSENT never acts like another constant, even if a caller combines it.  It
   is less than every int32_t, also after 32-bit numbers were added to it.  A
   double holds it exactly.  Every function that takes flags, a protection or
   advice returns -EINVAL for its low 32 bits, alone or combined with `|`.  A
   sum is recognised as long as no carry destroys these bits.

   All values are int64_t, including the small ones.  ctypes, Fiddle and others
   assume 32 bits for a result whose type is not declared, and MN_ABSENT then
   becomes another number. */

#define MN_ABSENT INT64_C(-1097364209664)   /* 0xFFFFFF007FFF0000 */

/* MN_ABSENT, for languages that read no macros. */
MN_API int64_t mn_absent(void);

/* The number of names in the table. */
MN_API int32_t mn_constant_count(void);

/* The name, and its group: the interface that the constant belongs to ("map",
   "madvise" ...).  index is 0 ... mn_constant_count() - 1; NULL for any other. */
MN_API const char *mn_constant_name(int32_t index);
MN_API const char *mn_constant_group(int32_t index);

/* 1 for one of the library's own numbers, which are the same on every platform
   and come last in the table.  0 for a platform's constant, and for an index
   out of range. */
MN_API int32_t mn_constant_own(int32_t index);

/* The value on this platform.  MN_ABSENT if the platform lacks the name, or if
   the index is out of range.  A platform's values are not negative, except
   MAP_FAILED (-1).  Some of the library's own numbers are -1. */
MN_API int64_t mn_constant_value(int32_t index);

/* Writes the values, in the order of the table, to values[0 ... capacity - 1],
   and returns the number of constants in the table.  The caller owns the array.
   Elements past the last constant are left as they are. */
MN_API int32_t mn_constant_values(int64_t *values, int32_t capacity);

/* Returns the index of a name.  A name that only the platform lacks is found;
   its value is MN_ABSENT.  Errors: -ENOENT if the table lacks the name; -EINVAL
   if name is NULL. */
MN_API int32_t mn_constant_find(const char *name);

/* Tests whether the running kernel accepts a constant.  Returns 1 if it does,
   and always for the library's own numbers.  Returns 0 if it does not, or if
   the platform lacks the name.  The test leaves the process, its mappings and
   its descriptors unchanged.  A kernel may accept a flag and ignore it, and a
   call may still fail for lack of rights or memory.  Errors: -ENOENT if the
   name is unknown; -EINVAL if name is NULL; -ENOTSUP if no reliable test
   exists. */
MN_API int32_t mn_supported(const char *name);

/* A number > 0 that changes whenever a name or a value of the table changes,
   for callers that store values between runs.  The variable holds the same
   number, for callers that can read a variable faster than they can call a
   function. */
MN_API int64_t mn_fingerprint(void);
extern MN_API int64_t mn_fingerprint_value;

/* ---- Calls -------------------------------------------------------------

   Each function makes exactly one system call, passes its arguments unchanged,
   never retries, and returns the kernel's value or -errno.  mn_shm_open and
   mn_shm_unlink first ask the kernel whether the name is readable, because libc
   reads it itself.  The errors are those of the system's manual page, and three
   more: -EOVERFLOW, before the call, if a length does not fit this machine's
   size_t; -EINVAL, before the call, if flags, protection or advice contain the
   bits of MN_ABSENT; -ENOSYS if the platform lacks the call.  Lengths and
   offsets are in bytes.  The caller owns what it maps until it unmaps it, and a
   descriptor until it closes it with mn_close. */

/* The page size in bytes.  Addresses and offsets that must be aligned are
   multiples of it. */
MN_API int64_t mn_page_size(void);

/* Maps length bytes of descriptor fd from offset.  With addr NULL the kernel
   chooses the address; any other addr is a hint, or the exact address with
   MAP_FIXED.  Returns the address.  Declare the result as a 64-bit integer: 32
   bits and, on some machines, a double truncate it, and a pointer type hides an
   error.  Errors: -EACCES if the descriptor's open mode does not allow prot;
   -EAGAIN if too much memory is locked; -EBADF if fd is not a descriptor;
   -EEXIST if MAP_FIXED_NOREPLACE finds the address in use; -EINVAL if length is
   0, offset is not a multiple of the page size, or the flags contradict each
   other; -ENFILE; -ENODEV if the file cannot be mapped; -ENOMEM; -EOPNOTSUPP if
   MAP_SHARED_VALIDATE rejects a flag; -EOVERFLOW; -EPERM; -ETXTBSY. */
MN_API int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);

/* Unmaps every page that holds a part of the range.  A range without mappings
   is no error.  Errors: -EINVAL if addr is not a multiple of the page size or
   length is 0; -ENOMEM if the process would have too many mappings. */
MN_API int32_t mn_munmap(void *addr, uint64_t length);

/* Writes changes back to the file.  MS_SYNC waits; MS_ASYNC does not.  Errors:
   -EBUSY if MS_INVALIDATE meets locked memory; -EINVAL; -EIO; -ENOMEM if the
   range has a hole. */
MN_API int32_t mn_msync(void *addr, uint64_t length, int32_t flags);

/* Gives the kernel advice about a range.  Some advice destroys the contents
   (MADV_DONTNEED, MADV_FREE, MADV_REMOVE ...).  Errors: -EACCES; -EAGAIN;
   -EBADF; -EBUSY; -EFAULT; -EINVAL if advice is unknown or addr is not aligned;
   -EIO; -ENOMEM; -EPERM; -EHWPOISON. */
MN_API int32_t mn_madvise(void *addr, uint64_t length, int32_t advice);

/* The same with POSIX_MADV_*.  The numbers are libc's, so this calls libc's
   function.  glibc accepts POSIX_MADV_DONTNEED and makes no system call for it.
   Errors: -EINVAL; -ENOMEM. */
MN_API int32_t mn_posix_madvise(void *addr, uint64_t length, int32_t advice);

/* Changes the protection.  Errors: -EACCES if the descriptor's open mode does
   not allow prot; -EINVAL; -ENOMEM. */
MN_API int32_t mn_mprotect(void *addr, uint64_t length, int32_t prot);

/* Resizes or moves a mapping.  The kernel uses new_address only with
   MREMAP_FIXED or MREMAP_DONTUNMAP.  Returns the new address, declared as for
   mn_mmap.  Errors: -EAGAIN; -EFAULT; -EINVAL; -ENOMEM; -ENOSYS outside Linux. */
MN_API int64_t mn_mremap(void *old, uint64_t old_length, uint64_t new_length, int32_t flags, void *new_address);

/* mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and
   mn_munlockall release them.  Errors: -EAGAIN; -EINVAL; -ENOMEM if the range
   has a hole or exceeds RLIMIT_MEMLOCK; -EPERM if the process is unprivileged
   and its limit is 0. */
MN_API int32_t mn_mlock(void *addr, uint64_t length);
MN_API int32_t mn_mlock2(void *addr, uint64_t length, int32_t flags);
MN_API int32_t mn_munlock(void *addr, uint64_t length);
MN_API int32_t mn_mlockall(int32_t flags);
MN_API int32_t mn_munlockall(void);

/* Reports which pages are in memory: one byte per page in vec, whose lowest bit
   is set if the page is in memory.  The caller owns vec, which holds (length +
   page size - 1) / page size bytes.  Errors: -EAGAIN; -EFAULT if vec is not
   writable; -EINVAL; -ENOMEM if a page is not mapped. */
MN_API int32_t mn_mincore(void *addr, uint64_t length, uint8_t *vec);

/* Creates a file in memory, without a path.  Returns its descriptor.  Errors:
   -EFAULT; -EINVAL; -EMFILE; -ENFILE; -ENOMEM; -EPERM; -EACCES. */
MN_API int32_t mn_memfd_create(const char *name, uint32_t flags);

/* mn_shm_open opens or creates named shared memory ("/name") and returns its
   descriptor.  oflag is that of open (O_RDWR | O_CREAT ...); mode holds the
   permissions of a new object.  mn_shm_unlink removes a name.  Errors: -EACCES;
   -EEXIST; -EFAULT if name is NULL; -EINVAL; -EMFILE; -ENAMETOOLONG; -ENFILE;
   -ENOENT. */
MN_API int32_t mn_shm_open(const char *name, int32_t oflag, uint32_t mode);
MN_API int32_t mn_shm_unlink(const char *name);

/* Protection keys.  mn_pkey_alloc returns a key; its rights apply to the
   calling thread.  Errors: -EINVAL; -ENOSPC if no key is left or the processor
   has none; -ENOMEM; -EACCES. */
MN_API int32_t mn_pkey_alloc(uint32_t flags, uint32_t rights);
MN_API int32_t mn_pkey_free(int32_t pkey);
MN_API int32_t mn_pkey_mprotect(void *addr, uint64_t length, int32_t prot, int32_t pkey);

/* Closes a descriptor, for callers without a close of their own.  The
   descriptor is closed even if this fails, so a second attempt could close a
   descriptor of other code.  Errors: -EBADF; -EINTR; -EIO; -ENOSPC; -EDQUOT. */
MN_API int32_t mn_close(int32_t fd);

/* ---- Regions -----------------------------------------------------------

   A region is a mapping that knows its bounds, its protection and its file.
   Its id is > 0 and < 2^53, which a double holds exactly, and is never reused.
   A closed id, an unknown id or an id of another kind gives -EBADF, and no
   other harm.  An id is valid only in its own process and, after fork(), in the
   child.  In any other process it gives -EBADF, except with a probability of 1
   in 2^28: each process starts its ids at a random number.  The functions touch
   no memory outside the region, whatever arguments are passed, in any order and
   from any thread.

   -EFAULT reports a text (path or name) that the process cannot read.  Every
   function of a region can also return the following errors, which are not
   repeated below: -EBADF if the region is not open; -ERANGE if the range is not
   inside the region; -EACCES if the protection of a page in the range forbids
   the access; -EBUSY if a slice conflicts (mn_error_detail() names it); -EFAULT
   if a buffer is NULL; -ENOMEM; -EIO if a page of the file is missing, because
   the file was truncated, its device failed, or its disk has no room for the
   page.  mn_error_detail() says which, as far as the file tells.
   mn_region_truncated() is 1 once the file was found too short, until
   mn_region_refresh().

   Reads and writes are atomic towards each other within the process: a read
   never sees half of a write.  Atomic operations do not count as writes here.
   They run beside reads, and a plain read may see a part of an atomic
   operation.

   A call that fails has changed nothing, with three exceptions.  If the file is
   truncated or its disk fails during the copy, a part of a write, or of a read
   of more than 4096 bytes, may have been copied.  Advise, discard, lock, unlock
   and populate may have processed a part of their range.  A close that fails to
   close the file's descriptor has closed the region.

   Reads and writes notice a truncated file only by whole pages.  The last page
   of the file remains accessible, and bytes written to it past the file's end
   reach no file.  Sync, durable and mn_slice_check() ask for the file's length
   and return -EIO if the range passes it at that time.  A region without a
   descriptor cannot ask.

   Offsets and lengths are in bytes and need no alignment.  They are unsigned in
   C; a negative number from a binding that declares them signed is past every
   end (-ERANGE).  A length of INT64_MAX means up to the end, in every function
   whose range has no buffer: the length of open and map (where -1 means the
   same), and n of sync, protect, advise, discard, lock, unlock, populate, fill,
   mn_slice_open and the manager's functions of these names.  The offset must
   still be inside the region, and every other length past the end is an error.
   If a function takes a buffer, n is the size of that buffer and is never
   shortened.  The end of a search is clamped.

   Protect, advise, lock and populate work on whole pages: they affect every
   page that holds a part of the range.  Discard affects only pages that lie
   completely in the range.

   A handler for SIGBUS lets the process survive a truncated file.  It claims
   only faults of these functions.  It passes every other fault to the handler
   that was installed before it, or to one that was installed over it since.
   Another part of the program may later install a handler that does not pass
   faults on.  The library notices that when a region is refreshed or sliced,
   when one is opened (unless it looked within the last 10 ms), and at every
   4096th access of a thread.  Until then such a fault reaches that handler.
   mn_guard(MN_GUARD_CHECKED) looks before every access;
   mn_guard(MN_GUARD_KERNEL) needs no handler.

   The programs of some language runtimes install such handlers: Python's
   signal and faulthandler, Node's process.on, Perl's %SIG, PHP's pcntl_signal.
   So MN_GUARD_CHECKED is the default in a process of CPython, Perl, PHP, the
   JVM, or a runtime with Node-API (Node, Deno, Bun).  The library recognizes
   the runtime by a function that it exports to the whole process.  It does not
   see a runtime that is loaded later or with RTLD_LOCAL, or any runtime where
   programs are not ELF files.  A caller there chooses the mode with mn_guard.

   If a thread that blocks SIGBUS faults, the kernel kills the process.  The
   accesses of such a thread go through the kernel, as with MN_GUARD_KERNEL, and
   its mask stays as it is.  The library looks at a thread's mask at its first
   access, when it opens, refreshes or slices a region, and at every 4096th
   access; with MN_GUARD_CHECKED it looks at each access.  Only Linux can copy
   in this way: elsewhere SIGBUS must stay unblocked.

   The library cannot protect the caller's own access through a slice's address.
   mn_slice_check() tells whether such an access would succeed now.  It always
   succeeds on anonymous memory and on memory files that are sealed against
   shrinking. */

/* Sets how accesses are guarded, in the whole process.  MN_GUARD_HANDLER (0)
   installs a handler.  MN_GUARD_KERNEL (1) uses no handler: the kernel copies,
   which costs a microsecond per access; searches copy, too.  MN_GUARD_CHECKED
   (2) installs a handler and checks it before each access, which costs a third
   of a microsecond.  MN_GUARD_ASK (-1) changes nothing.  Returns the mode in
   force.

   Until the first call with another mode than MN_GUARD_ASK, the mode is
   MN_GUARD_CHECKED in a process of a language runtime (see above), and
   MN_GUARD_HANDLER in every other.

   The kernel performs no atomic operations.  With MN_GUARD_KERNEL, and in a
   thread that blocks SIGBUS, they work on anonymous memory and on memory files
   that are sealed against shrinking; on any other file they return -EOPNOTSUPP.
   If the kernel forbids the process to copy its own memory (a seccomp filter),
   accesses return the kernel's error.  Before Linux 5.14, which introduced
   MADV_POPULATE_WRITE, MN_GUARD_KERNEL cannot see whether a page that is
   writable but not readable is present, and returns -EIO.  Errors: -EINVAL if
   mode is unknown; for MN_GUARD_KERNEL the kernel's error if the process may
   not copy its own memory. */
MN_API int32_t mn_guard(int32_t mode);

/* Opens a file and maps it.  access is MN_ACCESS_READ (1), MN_ACCESS_WRITE (2,
   shared), MN_ACCESS_COPY (3, private and writable; the file does not change)
   or MN_ACCESS_NONE (4, no access until mn_region_protect).  MN_ACCESS_DEFAULT
   (0) reads, too.  A length of MN_LENGTH_TO_END (-1) or INT64_MAX means up to
   the file's end; a refresh then follows that end, also after a resize.  An
   empty file is an empty region.  Returns the id.  Errors: those of opening
   (-ENOENT, -EACCES, -EISDIR, -EMFILE ...); -EINVAL if offset is negative or
   access is unknown; -ENXIO if offset is past the end of the file; -EOVERFLOW
   if the range passes the end of the file or (in every function that takes a
   length) exceeds the address space; -ENODEV if the path is not mappable: a
   directory, a pipe, a socket, a character device without a length, a file of
   /proc.

   The function opens nothing before it knows what kind of file it is, so the
   other end of a pipe, or a device that cannot be mapped, notices nothing.  If
   the path becomes another file after this check, the opening still does not
   wait for a pipe's other end.  If the file is under a lease (held by a file
   server, for example), the call waits as open(2) does; a signal ends this wait
   with -EINTR.  Without /proc, and outside Linux, this wait polls a hundred
   times a second and ends with -EBUSY after 90 seconds. */
MN_API int64_t mn_region_open(const char *path, int32_t access, int64_t offset, int64_t length);

/* Creates a file of length bytes with all its blocks allocated, and maps it for
   writing.  Its name is on the disk after mn_region_durable.  A failing call
   leaves no new file.  Where the file system has files without a name (Linux's
   O_TMPFILE), other processes see the file only with its whole length.  Returns
   the id.  Errors: -EEXIST if the file exists; -ENOSPC if the disk has no room;
   -EFBIG if length exceeds the file system's limit or the process's limit
   (RLIMIT_FSIZE).

   Exceeding RLIMIT_FSIZE is only an error here, in mn_region_memfd,
   mn_region_shared and mn_region_resize: the calling thread blocks SIGXFSZ
   during the call and discards it. */
MN_API int64_t mn_region_create(const char *path, uint64_t length);

/* Opens a file for writing, or creates it as mn_region_create does, and maps
   length bytes from offset on.  A file that is shorter than offset + length
   grows to that, with all its blocks; a longer one keeps its length.  No byte
   that is in the file changes.  Processes that call this at the same time get
   the same file.  Returns the id.  Errors: those of mn_region_open and
   mn_region_create, except -EEXIST; -ENOENT also if the path is a symbolic link
   to nothing.  If mapping fails, a file that grew stays longer. */
MN_API int64_t mn_region_open_or_create(const char *path, int64_t offset, uint64_t length);

/* Maps an open descriptor, which remains the caller's.  access is that of
   mn_region_open, except that MN_ACCESS_DEFAULT (0) uses prot and flags as
   given.  Any other access uses only the flags that do not choose the kind of
   sharing (MAP_POPULATE, MAP_HUGETLB ...).  fd -1 means anonymous memory, also
   without MAP_ANONYMOUS in the flags.  options is 0 or MN_OPTION_NO_DESCRIPTOR
   (1).  With 0 the region keeps a close-on-exec duplicate of the descriptor,
   which refresh, resize and durable need; with 1 it keeps none.  Returns the
   id.  Errors: those of mn_region_open; -EINVAL for MAP_FIXED, MAP_GROWSDOWN
   and the protections that mn_region_protect refuses; the kernel's errors,
   unchanged. */
MN_API int64_t mn_region_map(int32_t fd, int64_t offset, int64_t length, int32_t access, int32_t prot,
                             int32_t flags, uint32_t options);

/* mn_region_anonymous maps private zeroed memory.  mn_region_reserve reserves
   address space that allows no access until mn_region_protect.  Both return the
   id.  Errors: -EINVAL if length is 0; -EOVERFLOW if length exceeds the address
   space; -ENOMEM. */
MN_API int64_t mn_region_anonymous(uint64_t length);
MN_API int64_t mn_region_reserve(uint64_t length);

/* Creates a file in memory, without a path, and maps it.  The caller can pass
   its descriptor (mn_region_fd) to other processes.  The file is sealed against
   shrinking, so that no mapping of it can fault.  If mfd_flags contains
   MFD_ALLOW_SEALING, the library adds no seal and leaves the seals to the
   caller.  The descriptor is always close-on-exec.  Returns the id.  Errors:
   those of mn_memfd_create; -ENOSPC or -EFBIG if the length has no room. */
MN_API int64_t mn_region_memfd(const char *name, uint64_t length, uint32_t mfd_flags);

/* Creates or joins named shared memory ("/name").  The memory grows to length
   if it is shorter, and never shrinks.  Length 0 takes the present length,
   which is 0 for new memory, and follows its end, as -1 does with files.  The
   memory exists until mn_shm_unlink.  A failing call removes a name that it
   created.  Returns the id.  Errors: those of mn_shm_open; -ENODEV if the name
   is a pipe; -ENOSPC or -EFBIG if the length has no room. */
MN_API int64_t mn_region_shared(const char *name, uint64_t length);

/* Joins named shared memory that exists, and never creates it.  access is that
   of mn_region_open: MN_ACCESS_READ (or MN_ACCESS_DEFAULT) reads and needs no
   right to write, MN_ACCESS_WRITE writes, MN_ACCESS_COPY copies.  The region
   has the memory's length, and a refresh follows it.  Returns the id.  Errors:
   -ENOENT if the memory does not exist; -EACCES if the process lacks the right;
   -EINVAL if access is unknown. */
MN_API int64_t mn_region_shared_join(const char *name, int32_t access);

/* Unmaps the region and closes its descriptor.  Errors: -EBUSY while a slice is
   held; -ENOMEM or -EPERM if the kernel cannot unmap.  After these errors the
   region stays open.  -EIO, -ENOSPC, -EDQUOT or -EINTR come from closing the
   descriptor: earlier writes may be lost, the region is closed, and
   mn_region_length() returns -EBADF. */
MN_API int32_t mn_region_close(int64_t region);

/* Closes a region in any order with its slices, for callers with a garbage
   collector.  The id is closed at once; the memory is unmapped with the last
   slice.  A failing munmap or close increases mn_statistic("close_errors"). */
MN_API int32_t mn_region_release(int64_t region);

/* The properties of a region, all as int64_t.  access is one of MN_ACCESS_*.
   prot is the protection of its first page.  flags are those of mmap, as an
   unsigned number.  fd is the region's own descriptor: the caller may use it
   but must not close it.  file_size asks the file for its present length.
   page_size is the page size of the mapping, in bytes; huge pages are larger
   than mn_page_size().  Errors: -ENOTCONN if fd or file_size is asked for and
   the region keeps no descriptor; -ENOTSUP if a device has no length. */
MN_API int64_t mn_region_length(int64_t region);
MN_API int64_t mn_region_offset(int64_t region);
MN_API int64_t mn_region_file_size(int64_t region);
MN_API int64_t mn_region_access(int64_t region);
MN_API int64_t mn_region_prot(int64_t region);
MN_API int64_t mn_region_flags(int64_t region);
MN_API int64_t mn_region_fd(int64_t region);
MN_API int64_t mn_region_page_size(int64_t region);

/* 1 after an access, a sync or a check found the file shorter than its range,
   until a refresh.  0 otherwise, also after a device failed. */
MN_API int64_t mn_region_truncated(int64_t region);

/* Copies the path and a zero byte to buffer, and returns the path's length
   without the zero byte.  With capacity 0 it only returns the length.  Errors:
   -ENOENT if the region was opened without a path; -ERANGE if the buffer is too
   small. */
MN_API int64_t mn_region_path(int64_t region, char *buffer, uint64_t capacity);

/* mn_region_resident returns how many of the region's pages are in memory.
   mn_region_resident_pages examines the pages from number first on, at most
   capacity of them, and returns how many of these are in memory.  It writes one
   byte per page to pages: 1 if the page is in memory, 0 if not.  Pages have the
   size mn_page_size().  Errors: -ERANGE if first is past the last page. */
MN_API int64_t mn_region_resident(int64_t region);
MN_API int64_t mn_region_resident_pages(int64_t region, uint64_t first, uint8_t *pages, uint64_t capacity);

/* A count of the whole process, by name: "regions", "slices", "cursors",
   "followers" and "managers" that are open, "faults" that the process survived,
   "close_errors".  Errors: -ENOENT if the name is unknown; -EINVAL if name is
   NULL. */
MN_API int64_t mn_statistic(const char *name);

/* Read or write the whole range, and return n.  On an error a read leaves the
   buffer unchanged, and a write leaves the region unchanged. */
MN_API int64_t mn_region_read(int64_t region, uint64_t offset, void *buffer, uint64_t n);
MN_API int64_t mn_region_write(int64_t region, uint64_t offset, const void *buffer, uint64_t n);

/* The same, but wait until the conflicting slices are closed.  timeout_ms is in
   milliseconds; MN_TIMEOUT_TRY (0) does not wait and MN_TIMEOUT_NEVER (-1)
   waits without limit.  After that time the result is -EBUSY.  The functions
   never wait for a slice of the calling thread.  A signal does not end the
   wait.  Errors: -EBADF also if the region is closed during the wait. */
MN_API int64_t mn_region_read_wait(int64_t region, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms);
MN_API int64_t mn_region_write_wait(int64_t region, uint64_t offset, const void *buffer, uint64_t n,
                                    int32_t timeout_ms);

/* Read or write n single bytes.  The first is at offset, and each following one
   is step bytes after the one before.  step may be negative or 0.  Return n. */
MN_API int64_t mn_region_read_strided(int64_t region, uint64_t offset, int64_t step, uint64_t n, void *buffer);
MN_API int64_t mn_region_write_strided(int64_t region, uint64_t offset, int64_t step, uint64_t n,
                                       const void *buffer);

/* Get one byte (0 to 255), or set one and return 0.  Errors: -EINVAL if value
   exceeds 255. */
MN_API int32_t mn_region_get_u8(int64_t region, uint64_t offset);
MN_API int32_t mn_region_set_u8(int64_t region, uint64_t offset, uint32_t value);

/* Get or set a number of the named type.  It is little-endian (_le) or
   big-endian (_be) in the region, and in the machine's order at value.  Neither
   offset nor value needs an alignment.  Return 0. */
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

/* The same without a buffer: return the unsigned number itself.  The result is
   an int64_t for the small types, too: if it is declared as an int32_t, large
   32-bit numbers look like errors.  Errors: -EOVERFLOW if a 64-bit number
   exceeds INT64_MAX; mn_region_get_u64_le and mn_region_get_u64_be read such a
   number. */
MN_API int64_t mn_region_u8(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u16_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u16_be(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u32_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u32_be(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u64_le(int64_t region, uint64_t offset);
MN_API int64_t mn_region_u64_be(int64_t region, uint64_t offset);

/* Write an unsigned number that is an argument, and return 0; the low bits of a
   negative number make a signed one.  Errors: -EINVAL if a 16-bit number exceeds
   65535. */
MN_API int32_t mn_region_put_u16_le(int64_t region, uint64_t offset, uint32_t number);
MN_API int32_t mn_region_put_u16_be(int64_t region, uint64_t offset, uint32_t number);
MN_API int32_t mn_region_put_u32_le(int64_t region, uint64_t offset, uint32_t number);
MN_API int32_t mn_region_put_u32_be(int64_t region, uint64_t offset, uint32_t number);
MN_API int32_t mn_region_put_u64_le(int64_t region, uint64_t offset, uint64_t number);
MN_API int32_t mn_region_put_u64_be(int64_t region, uint64_t offset, uint64_t number);

/* Writes the same byte n times; n INT64_MAX means up to the end.  Errors:
   -EINVAL if byte exceeds 255. */
MN_API int32_t mn_region_fill(int64_t region, uint64_t offset, uint64_t n, uint32_t byte);

/* Copies n bytes within the region; the ranges may overlap. */
MN_API int32_t mn_region_move(int64_t region, uint64_t to, uint64_t from, uint64_t n);

/* Search start ... end for the n bytes of needle.  mn_region_find returns the
   offset of the first match in the region, and mn_region_rfind that of the
   last.  mn_region_count returns how many matches there are without overlap.
   end is clamped to the region's length.  An empty needle matches at start
   (rfind: at end), and its count is the number of bytes plus one.  Errors:
   -ENOENT if find or rfind has no match. */
MN_API int64_t mn_region_find(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_region_rfind(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_region_count(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);

/* Returns 1 if each of n bytes of the caller's own memory is ASCII (less than
   128), and 0 if not.  ASCII bytes decode alike as UTF-8, Latin-1 and ASCII,
   and many languages decode one of these much faster than another.  Errors:
   -EFAULT if bytes is NULL. */
MN_API int32_t mn_is_ascii(const void *bytes, uint64_t n);

/* Writes changes back to the file: MS_SYNC waits for the disk; MS_ASYNC does
   not.  n INT64_MAX means up to the end, here and in the six functions below
   that take n.  On a region that is private, anonymous or was never writable
   the call returns 0 and makes no system call.  Errors: -EINVAL if flags are
   unknown; -EBUSY if MS_INVALIDATE meets locked pages; -EIO also if the range
   passes the file's present end. */
MN_API int32_t mn_region_sync(int64_t region, uint64_t offset, uint64_t n, int32_t flags);

/* Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the
   system has it).  The first call for a file that mn_region_create made also
   syncs its directory; if the file is no longer in that directory, it syncs the
   whole file system.  Errors: -ENOTCONN if the region keeps no descriptor; -EIO
   also if the region passes the file's present end. */
MN_API int32_t mn_region_durable(int64_t region);

/* Changes the protection of every page that holds a part of the range.  Accepts
   PROT_READ, PROT_WRITE, PROT_EXEC, PROT_SEM, PROT_BTI and PROT_SAO.  Errors:
   -EACCES if the descriptor's open mode does not allow prot; -EBUSY while any
   slice is held; -EINVAL if prot has another bit, for example PROT_GROWSDOWN or
   PROT_GROWSUP, which reach beyond the range. */
MN_API int32_t mn_region_protect(int64_t region, uint64_t offset, uint64_t n, int32_t prot);

/* Gives the kernel advice that preserves every byte.  Errors: -EPERM for any
   other advice. */
MN_API int32_t mn_region_advise(int64_t region, uint64_t offset, uint64_t n, int32_t advice);

/* Discards the contents of the pages that lie completely in the range.
   Anonymous memory and memory files then read as zeros, and a copy reads as its
   file again.  On a shared file only this mapping's pages are dropped; the file
   does not change.  Errors: -EACCES if the range is not writable; -EBUSY while
   a shared or exclusive slice is held. */
MN_API int32_t mn_region_discard(int64_t region, uint64_t offset, uint64_t n);

/* mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
   mn_region_populate brings pages into memory without changing their contents.
   Errors: -EAGAIN, -ENOMEM or -EPERM if a lock exceeds the limit of locked
   memory. */
MN_API int32_t mn_region_lock(int64_t region, uint64_t offset, uint64_t n);
MN_API int32_t mn_region_unlock(int64_t region, uint64_t offset, uint64_t n);
MN_API int32_t mn_region_populate(int64_t region, uint64_t offset, uint64_t n);

/* Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the
   platform does without a policy; MN_FORK_ABSENT (1) nothing, and the id is
   closed in the child; MN_FORK_ZERO (2) zeros.  Errors: -EINVAL if policy is
   unknown, or if MN_FORK_ZERO is set on anything but private anonymous memory;
   the kernel's error if it lacks the policy. */
MN_API int32_t mn_region_set_fork_policy(int64_t region, int32_t policy);

/* Sets the name of an anonymous mapping in /proc/PID/maps.  NULL removes the
   name.  Errors: -EINVAL or -ENOSYS if the kernel lacks this feature (Linux
   5.17 with CONFIG_ANON_VMA_NAME has it). */
MN_API int32_t mn_region_set_name(int64_t region, const char *name);

/* Sets a new length for file and mapping together.  On an error both are as
   before.  If the region ends at the file's end, the file's end moves with it.
   Otherwise the file grows if it must, and never shrinks.  Errors: -EINVAL if
   length is 0; -EBUSY while any slice is held; -EACCES if the region is not
   writable or is a copy; -ENOTCONN if the region keeps no descriptor;
   -EOPNOTSUPP if shared anonymous memory would grow; -EPERM if the file is
   sealed; -ENOSPC; -EFBIG. */
MN_API int32_t mn_region_resize(int64_t region, uint64_t length);

/* Adapts the region to changes of its file, and returns the new length.  A
   region opened with MN_LENGTH_TO_END then ends at the file's end; any other
   has at most the length that was last requested.

   On an overlay file system the first opening for writing replaces a file by
   another.  A refresh then maps a region opened for reading, or a copy, anew; a
   copy keeps the pages that it wrote to.  Errors: -EBUSY if a slice is held and
   the region must be mapped anew; the kernel's error if the new file cannot be
   opened. */
MN_API int64_t mn_region_refresh(int64_t region);

/* Atomic operations, sequentially consistent, also between processes.
   *previous becomes the value before the operation; previous may be NULL.
   compare_exchange returns 1 if it exchanged the value, and 0 if the value was
   not the expected one.  The other functions return 0.  Errors: -EINVAL if the
   place is not aligned in memory; -ENOSYS for 64 bits on a processor without
   such instructions (some 32-bit ones: mips, powerpc, m68k; test with a load);
   -EOPNOTSUPP on a file that can be truncated, with MN_GUARD_KERNEL or while
   the thread blocks SIGBUS. */
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

/* mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset
   equals expected, and return 0 when mn_region_wake_u32 wakes them, in this
   process or another.  The caller then examines the word again.  timeout_ms is
   in milliseconds; MN_TIMEOUT_NEVER (-1) sets no limit and MN_TIMEOUT_TRY (0)
   only compares.  mn_region_wait_u32 returns -EINTR when a signal handler runs
   in this thread; mn_region_await_u32 continues for the rest of its time.
   mn_region_wake_u32 wakes at most count threads, and returns how many it woke.
   Errors: -EAGAIN if the word has another value; -ETIMEDOUT; -EBADF also if the
   region is closed during the wait; -EINVAL if count is negative. */
MN_API int32_t mn_region_wait_u32(int64_t region, uint64_t offset, uint32_t expected, int32_t timeout_ms);
MN_API int32_t mn_region_await_u32(int64_t region, uint64_t offset, uint32_t expected, int32_t timeout_ms);
MN_API int32_t mn_region_wake_u32(int64_t region, uint64_t offset, int32_t count);

/* ---- Slices ------------------------------------------------------------

   A slice is a counted view of a region.  While a slice is held, its region
   cannot close, resize, move or change its protection.  mode MN_SLICE_PIN (0)
   does only that.  MN_SLICE_SHARED (1) also excludes writers.
   MN_SLICE_EXCLUSIVE (2) excludes every access except through the slice, by its
   id or its address.  n INT64_MAX means up to the region's end.

   timeout_ms is in milliseconds; MN_TIMEOUT_TRY (0) does not wait and
   MN_TIMEOUT_NEVER (-1) waits without limit.  A thread whose own slice
   conflicts gets -EBUSY at once.  If MN_SLICE_INTERRUPTIBLE (16) is added to
   the mode, a signal handler that runs in this thread ends the wait with
   -EINTR; otherwise the wait continues.  Returns the id.  Errors: -EACCES if
   the range is not readable (MN_SLICE_SHARED) or not writable
   (MN_SLICE_EXCLUSIVE); -EINVAL if mode is unknown.

   After fork the child has only the slices of the thread that forked.  The
   other threads do not exist in the child, so their slices are closed there. */
MN_API int64_t mn_slice_open(int64_t region, uint64_t offset, uint64_t n, int32_t mode, int32_t timeout_ms);
MN_API int32_t mn_slice_close(int64_t slice);

/* mn_slice_address returns the address of the slice's first byte, which is
   valid until the slice is closed.  Declare it as for mn_mmap.  The library
   does not guard an access through it.  mn_slice_offset, _length, _mode and
   _region return what the slice was opened with.  mn_slice_thread returns the
   system's number of the thread that opened it.  Errors: -ENXIO if the region
   is empty and so has no address. */
MN_API int64_t mn_slice_address(int64_t slice);
MN_API int64_t mn_slice_offset(int64_t slice);
MN_API int64_t mn_slice_length(int64_t slice);
MN_API int64_t mn_slice_mode(int64_t slice);
MN_API int64_t mn_slice_thread(int64_t slice);
MN_API int64_t mn_slice_region(int64_t slice);

/* Access the bytes of a slice, with the bounds, guard and errors of a region.
   offset 0 is the slice's first byte.  The id grants the access: any thread
   that has it may use it, also the id of an exclusive slice.  Errors: -EACCES
   for a write to a shared slice; -EBUSY if a shared or exclusive slice
   conflicts with an access through a pin. */
MN_API int64_t mn_slice_read(int64_t slice, uint64_t offset, void *buffer, uint64_t n);
MN_API int64_t mn_slice_write(int64_t slice, uint64_t offset, const void *buffer, uint64_t n);
MN_API int32_t mn_slice_get_u8(int64_t slice, uint64_t offset);
MN_API int32_t mn_slice_set_u8(int64_t slice, uint64_t offset, uint32_t value);

/* As mn_region_read_wait and mn_region_write_wait.  Only an access through a pin
   can wait, for slices of other threads.  Errors: -EBADF also if the slice is
   closed during the wait. */
MN_API int64_t mn_slice_read_wait(int64_t slice, uint64_t offset, void *buffer, uint64_t n, int32_t timeout_ms);
MN_API int64_t mn_slice_write_wait(int64_t slice, uint64_t offset, const void *buffer, uint64_t n,
                                   int32_t timeout_ms);

/* As the functions of regions with these names, with the errors of
   mn_slice_read and mn_slice_write.  Every offset counts from the slice's first
   byte, a result too, and "up to the end" means the slice's end.  Signed and
   floating numbers are read and written with mn_slice_read and mn_slice_write. */
MN_API int64_t mn_slice_read_strided(int64_t slice, uint64_t offset, int64_t step, uint64_t n, void *buffer);
MN_API int64_t mn_slice_write_strided(int64_t slice, uint64_t offset, int64_t step, uint64_t n,
                                      const void *buffer);
MN_API int64_t mn_slice_u8(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u16_le(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u16_be(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u32_le(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u32_be(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u64_le(int64_t slice, uint64_t offset);
MN_API int64_t mn_slice_u64_be(int64_t slice, uint64_t offset);
MN_API int32_t mn_slice_put_u16_le(int64_t slice, uint64_t offset, uint32_t number);
MN_API int32_t mn_slice_put_u16_be(int64_t slice, uint64_t offset, uint32_t number);
MN_API int32_t mn_slice_put_u32_le(int64_t slice, uint64_t offset, uint32_t number);
MN_API int32_t mn_slice_put_u32_be(int64_t slice, uint64_t offset, uint32_t number);
MN_API int32_t mn_slice_put_u64_le(int64_t slice, uint64_t offset, uint64_t number);
MN_API int32_t mn_slice_put_u64_be(int64_t slice, uint64_t offset, uint64_t number);
MN_API int32_t mn_slice_fill(int64_t slice, uint64_t offset, uint64_t n, uint32_t byte);
MN_API int32_t mn_slice_move(int64_t slice, uint64_t to, uint64_t from, uint64_t n);
MN_API int64_t mn_slice_find(int64_t slice, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_slice_rfind(int64_t slice, uint64_t start, uint64_t end, const void *needle, uint64_t n);
MN_API int64_t mn_slice_count(int64_t slice, uint64_t start, uint64_t end, const void *needle, uint64_t n);

/* Returns 0 if every page of the slice is present now and the file does not end
   before the slice does.  Errors: -EIO if the file was truncated or its device
   failed. */
MN_API int32_t mn_slice_check(int64_t slice);

/* Lists the slices of a region: returns the smallest slice id greater than
   `after`; start with 0.  Errors: -ENOENT if no further slice exists. */
MN_API int64_t mn_region_next_slice(int64_t region, int64_t after);

/* ---- Cursors -----------------------------------------------------------

   A cursor is a position in a region.  A region may have any number of cursors,
   and they do not keep it from closing: their calls then return -EBADF. */
MN_API int64_t mn_cursor_open(int64_t region);
MN_API int32_t mn_cursor_close(int64_t cursor);
MN_API int64_t mn_cursor_region(int64_t cursor);

/* mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START
   (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2), and returns the new
   position.  mn_cursor_tell returns the position.  Errors: -ERANGE if the new
   position is outside 0 ... length, and -EINVAL if whence is unknown; the
   position is then unchanged. */
MN_API int64_t mn_cursor_seek(int64_t cursor, int64_t offset, int32_t whence);
MN_API int64_t mn_cursor_tell(int64_t cursor);

/* Reads up to n bytes, as many as are left, and returns how many; 0 at the end. */
MN_API int64_t mn_cursor_read(int64_t cursor, void *buffer, uint64_t n);

/* Writes all n bytes and returns n.  On an error region and position are
   unchanged. */
MN_API int64_t mn_cursor_write(int64_t cursor, const void *buffer, uint64_t n);

/* Read one byte (0 to 255), or write one and return 0.  Errors: -ERANGE at the
   end; -EINVAL if value exceeds 255. */
MN_API int32_t mn_cursor_read_byte(int64_t cursor);
MN_API int32_t mn_cursor_write_byte(int64_t cursor, uint32_t value);

/* Move past a line with its newline, and return its length; 0 at the end.
   mn_cursor_read_line copies the line; a line that exceeds the buffer comes in
   pieces.  mn_cursor_next_line copies nothing: *offset becomes the line's
   offset; offset may be NULL.  Errors: -ERANGE if capacity is 0 and a line is
   left. */
MN_API int64_t mn_cursor_read_line(int64_t cursor, void *buffer, uint64_t capacity);
MN_API int64_t mn_cursor_next_line(int64_t cursor, uint64_t *offset);

/* mn_region_find from the position on.  The position does not change. */
MN_API int64_t mn_cursor_find(int64_t cursor, const void *needle, uint64_t n);

/* ---- Following ---------------------------------------------------------

   A follower gives the bytes that are added to a file, such as a log, as
   `tail -F` does.  It follows the path:

   * The path may have no file yet, or none for some time: the follower waits.
   * A file that becomes shorter than the follower's position was cut.  It is
     read again from its beginning.  A file that is cut and grows past the
     position before the follower looks is not noticed.
   * A file that is replaced, by a rename, by a new file or by another target of
     a symbolic link, is first read to its end.  The follower goes on to the new
     file, from its beginning, when that has bytes.  Bytes that a writer then
     still adds to the old file are not given.
   * A file that came and went between two looks is given if it was renamed
     within its directory: the system reports its new name.  It is not noticed
     if it was removed, overwritten or moved elsewhere, if more than 32 files
     came and went, or where the system does not report changes.  Reports begin
     with the first call of mn_follow_next.

   A waiting follower sleeps until the system reports a change, and looks once a
   second besides: the system does not report changes by another machine on a
   network file system, or a rename further up in the path.  Without reports (an
   exhausted limit of inotify, an unreadable directory, another system than
   Linux) it looks four times a second.  A byte is given once the file's size
   includes it: a writer that first makes the file longer and then fills it
   through a mapping lets the follower read zeros.

   A relative path is looked up again at each look, in the directory that is the
   current one then.  A follower has up to three descriptors, and one more for
   each new file that waits behind the one that is read. */

/* Opens a follower for a path.  from is the offset where it begins in the file
   that the path has now: MN_FOLLOW_START (0), a number, or MN_FOLLOW_END (-1)
   for the bytes that are added from now on.  A number past the end of the file
   means that the file was cut or replaced since, and begins at 0.  A file that
   comes later is always read from its beginning.  Returns the id.  A child of
   fork goes on at its own pace.  Errors: -EINVAL if from is less than -1;
   -EISDIR or -ENODEV for what is no regular file, which is not opened then;
   those of opening, but not -ENOENT unless the path is empty. */
MN_API int64_t mn_follow_open(const char *path, int64_t from);

/* Opens a follower for the path of a region.  It begins behind the region's
   last byte, in the region's own file: if that was replaced since, its rest
   comes first.  The region may be closed meanwhile.  Errors: -ENOENT if the
   region has no path; -ENOTCONN if it keeps no descriptor; -ENODEV if it maps
   no regular file. */
MN_API int64_t mn_follow_region(int64_t region);

/* Waits for new bytes and copies up to capacity of them.  Returns how many,
   more than 0; all come from one file without a cut between them.  timeout_ms
   is the time to wait: MN_TIMEOUT_TRY (0) looks once, MN_TIMEOUT_NEVER (-1) is
   no limit.  A signal does not end the wait.  Errors: -ETIMEDOUT if nothing came
   in this time; -EBADF also if another thread closes the follower, which ends
   the wait at once; -EINVAL if capacity is 0; -EISDIR, -ENODEV or those of
   opening and reading, if the path leads to something that cannot be followed.
   The follower stays open after an error and looks again in the next call. */
MN_API int64_t mn_follow_next(int64_t follower, void *buffer, uint64_t capacity, int32_t timeout_ms);

/* mn_follow_generation returns the number of the file that the last bytes came
   from: 0 before the first ones, 1 for the first file.  It grows with each file
   and with each cut, so a line that began under another number has ended there
   without a newline.  mn_follow_offset returns the offset of the next byte in
   the file that is read, where a later mn_follow_open may begin; 0 if no file
   came yet. */
MN_API int64_t mn_follow_generation(int64_t follower);
MN_API int64_t mn_follow_offset(int64_t follower);

/* Closes the follower.  A thread that waits for it gets -EBADF. */
MN_API int32_t mn_follow_close(int64_t follower);

/* ---- Managers ----------------------------------------------------------

   A manager gives mappings to owners.  An owner is any 64-bit number: it
   represents a process, a session or a plugin.  An owner has limits and rights:
   MN_RIGHT_READ (1) to read files, MN_RIGHT_WRITE (2) to write files,
   MN_RIGHT_INFO (4) to see the mappings of other owners.  It accesses only its
   own mappings.

   Paths are resolved beneath the manager's root directory and nowhere else,
   even if files are renamed or linked during the call.  Leading slashes of a
   path are dropped: "/data/f" and "data/f" are the same file beneath the root.

   The number of a mapping is > 0, counts from 1 in each manager, and is never
   reused.  Each mapping is a region, and all statements about regions hold for
   it.

   A function with a mapping can return these errors besides those of a region:
   -EBADF if the manager is closed, or has no such mapping (mn_error_detail()
   says which); -EPERM if the mapping belongs to another owner. */

/* Opens a manager for the directory root.  The directory is opened once, so a
   later rename of it has no effect.  With root NULL the manager maps no files.
   Returns the id.  Errors: those of opening. */
MN_API int64_t mn_manager_open(const char *root);

/* Closes the manager and every mapping of every owner, without writing back:
   the kernel writes files back in its own time.  A mapping with a slice is
   unmapped with its last slice.  A failing munmap or close increases
   mn_statistic("close_errors"). */
MN_API int32_t mn_manager_close(int64_t manager);

/* mn_manager_grant replaces the rights of an owner, which begins with none.
   Rights are checked when a file is mapped, resized or given PROT_WRITE.
   Existing mappings do not change.  mn_manager_rights returns the rights.
   Errors: -EINVAL if rights has an unknown bit. */
MN_API int32_t mn_manager_grant(int64_t manager, int64_t owner, uint32_t rights);
MN_API int64_t mn_manager_rights(int64_t manager, int64_t owner);

/* Limits how many mappings, and how many bytes in all, an owner may have.
   MN_LIMIT_NONE (-1) is no limit, which is the default.  Existing mappings do
   not change.  Errors: -EINVAL if a limit is below -1. */
MN_API int32_t mn_manager_limit(int64_t manager, int64_t owner, int64_t mappings, int64_t bytes);

/* Maps a file beneath the root.  length is clamped to the file's end;
   MN_LENGTH_TO_END (-1) or INT64_MAX means up to there.  prot is any
   combination of PROT_READ, PROT_WRITE and PROT_EXEC.  shared is 1 to write to
   the file, or 0 for a copy.  Every mapping needs the right to read files;
   PROT_WRITE also needs the right to write them, even for a copy.  If the owner
   may write files and the file allows it, a shared mapping is opened for
   writing even without PROT_WRITE, so that mn_manager_protect can add it later.
   Returns the mapping.  Errors: -EPERM if the owner lacks the right or the
   manager has no root; -EXDEV if the path leaves the root, or a link in it does
   or is absolute; -ELOOP for too many links or a magic one (/proc/self/root;
   without openat2 that can be -EXDEV or -ENOENT); -ENAMETOOLONG if the path has
   4096 bytes or more; -EISDIR if it is a directory, as "/" is; -ENODEV if it is
   not a regular file (a pipe or device notices nothing), or is a file of /proc;
   -ENXIO if offset is past the file's end; -EDQUOT if a limit is exceeded;
   -EINVAL; those of opening and of mn_region_map. */
MN_API int64_t mn_manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length,
                              int32_t prot, int32_t shared);

/* mn_manager_map_anonymous maps private zeroed memory.  mn_manager_map_memfd
   maps a file in memory, whose descriptor can be passed on.  Neither needs a
   right.  Both return the mapping.  Errors: -EDQUOT if a limit is exceeded;
   -EINVAL if length is 0; -EOVERFLOW; those of mn_region_anonymous and
   mn_region_memfd. */
MN_API int64_t mn_manager_map_anonymous(int64_t manager, int64_t owner, uint64_t length);
MN_API int64_t mn_manager_map_memfd(int64_t manager, int64_t owner, const char *name, uint64_t length);

/* As mn_region_read and mn_region_write.  mn_manager_read_up_to reads at most n
   bytes, as many as the mapping has, and returns how many.  Errors: -ERANGE if
   offset is past the end. */
MN_API int64_t mn_manager_read(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, void *buffer,
                               uint64_t n);
MN_API int64_t mn_manager_read_up_to(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset,
                                     void *buffer, uint64_t n);
MN_API int64_t mn_manager_write(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset,
                                const void *buffer, uint64_t n);

/* Writes the mapping back and waits.  For a copy, anonymous memory or a mapping
   that was never writable the call returns 0 and makes no system call.  Errors:
   -EIO also if the mapping passes the file's present end. */
MN_API int32_t mn_manager_sync(int64_t manager, int64_t owner, int64_t mapping);

/* Closes a mapping.  sync 1 writes it back first; if that fails, the mapping
   stays.  sync 0 does not.  Errors: -EBUSY while a slice is held; -EINVAL if
   sync is not 1 or 0.  An error of closing the file comes after the mapping is
   closed: a second call then returns -EBADF. */
MN_API int32_t mn_manager_unmap(int64_t manager, int64_t owner, int64_t mapping, int32_t sync);

/* As mn_region_protect, _advise, _populate, _resize and _refresh, within the
   owner's rights and limits.  n INT64_MAX means up to the end.  A refresh needs
   no right.  It returns the new length, which is at most the length requested
   when the file was mapped or resized (MN_LENGTH_TO_END: the file's end).
   Errors: -EPERM if the owner lacks the right to write files and a file would
   get PROT_WRITE or another size; -EDQUOT if a limit would be exceeded; -EINVAL
   if prot has another bit than PROT_READ, PROT_WRITE and PROT_EXEC; -EACCES if
   a shared file would get PROT_WRITE and was not opened for writing when it was
   mapped. */
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

/* Returns the region of a mapping, for functions that managers lack (cursors,
   slices, atomics, its descriptor).  The manager owns the region: do not close
   or resize it.  Calls with the region's id check no right, and no statistic
   counts them. */
MN_API int64_t mn_manager_region(int64_t manager, int64_t owner, int64_t mapping);

/* Closes all mappings of an owner, and returns how many.  *bytes becomes their
   length in bytes; bytes may be NULL.  sync 1 writes each mapping back first.
   A mapping that cannot be written back, or has a slice, stays; the result is
   then its error, and the other mappings are closed all the same.  An error of
   closing a file is also the result, although its mapping is closed.  The
   rights and limits of an owner without mappings are deleted.  Errors: -EINVAL
   if sync is not 1 or 0. */
MN_API int64_t mn_manager_close_owner(int64_t manager, int64_t owner, int32_t sync, int64_t *bytes);

/* Lists the mappings of the owner `whose` in the order of their numbers:
   returns the smallest number greater than `after`; start with 0.  Errors:
   -ENOENT if no further mapping exists; -EPERM if `whose` is another owner and
   owner lacks MN_RIGHT_INFO. */
MN_API int64_t mn_manager_next(int64_t manager, int64_t owner, int64_t whose, int64_t after);

/* The same, many at once: writes at most `count` numbers greater than `after`,
   and returns how many; 0 if none is left.  Fewer than `count` are all the
   mappings that existed at one moment.  Errors: -EPERM; -EFAULT if mappings is
   NULL and count is not 0. */
MN_API int64_t mn_manager_list(int64_t manager, int64_t owner, int64_t whose, int64_t after, int64_t *mappings,
                               uint32_t count);

/* A number about a mapping, by name: "owner", "offset", "length", "prot",
   "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1,
   MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written",
   "syncs", "resident" and "pages" (both in pages of mn_page_size()).  A mapping
   of another owner needs MN_RIGHT_INFO.  Errors: -ENOENT if the name is
   unknown. */
MN_API int64_t mn_manager_info(int64_t manager, int64_t owner, int64_t mapping, const char *name);

/* Copies the path that the mapping was made with (or the name of a memory file)
   and a zero byte to buffer, and returns its length without the zero byte.
   With capacity 0 it only returns the length.  Errors: -ENOENT for anonymous
   memory; -ERANGE if the buffer is too small. */
MN_API int64_t mn_manager_path(int64_t manager, int64_t owner, int64_t mapping, char *buffer, uint64_t capacity);

/* All of that at once.  Writes the first `count` of these numbers, each at its
   index MN_STATS_*: "offset", "length", "prot", "resident", "pages", "owner",
   "kind", "shared", "reads", "writes", "bytes_read", "bytes_written", "syncs".
   Copies the path as mn_manager_path does, or "" for anonymous memory, and
   returns its length.  On an error it writes nothing. */
MN_API int64_t mn_manager_stats(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count,
                                char *path, uint64_t capacity);

/* Returns a descriptor for another process.  The caller closes it; it is
   close-on-exec.  It allows no more than the owner may do now.  The descriptor
   of a memory file is writable.  That of a file is writable if the mapping has
   PROT_WRITE and the owner may write files; otherwise it is read-only, which
   needs the right to read files.  Also writes the first `count` numbers of
   mn_manager_stats.  Errors: -EOPNOTSUPP for a copy or anonymous memory; -EPERM
   if the owner may not read files; -ENOSYS if this system cannot open a
   descriptor anew for reading; those of opening. */
MN_API int32_t mn_manager_descriptor(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count);

/* A number about an owner, by name: "mappings", "bytes", "rights",
   "mappings_limit" and "bytes_limit" (INT64_MAX if there is no limit),
   "denied".  "denied" counts the calls that were refused for lack of a right;
   it is not kept while the owner has no right, no limit and no mapping.
   Another owner's numbers need MN_RIGHT_INFO.  Errors: -ENOENT if the name is
   unknown. */
MN_API int64_t mn_manager_owner_info(int64_t manager, int64_t owner, int64_t whose, const char *name);

/* A number about the manager, by name; it needs no right: "mappings", "bytes",
   "owners" (those with a right, a limit or a mapping), "denied".  Errors:
   -ENOENT if the name is unknown. */
MN_API int64_t mn_manager_statistic(int64_t manager, const char *name);

/* ---- One function a constant -------------------------------------------

   Each returns the value on this platform, or MN_ABSENT.  The list `constants`
   and doc/constants.md explain the names.  The library's own numbers come last. */

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

/* follow */
MN_API int64_t mn_FOLLOW_START(void);
MN_API int64_t mn_FOLLOW_END(void);

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
