<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/**
 * The constants by name, each of them a method: Constant::PROT_READ().  A value is asked for once.
 * Throws AbsentConstant for a name that this platform lacks, and UnknownConstant for any other name.
 *
 * @method static int PROT_NONE() Allows no access at all: touching the page raises a fault.
 * @method static int PROT_READ() Allows the memory to be read.
 * @method static int PROT_WRITE() Allows the memory to be written.
 * @method static int PROT_EXEC() Allows the memory to be run as machine code.
 * @method static int PROT_SEM() States that atomic operations will use the memory; every Linux accepts it and almost none acts on it.
 * @method static int PROT_GROWSDOWN() Makes mprotect() widen its range down to the beginning of a mapping that grows downwards, such as a stack.
 * @method static int PROT_GROWSUP() Makes mprotect() widen its range up to the end of a mapping that grows upwards.
 * @method static int PROT_BTI() Lets indirect branches into this code land only on marked instructions, on 64-bit ARM since Linux 5.8.
 * @method static int PROT_MTE() Gives the memory allocation tags that the processor compares with those in pointers, on 64-bit ARM since Linux 5.10.
 * @method static int PROT_SAO() Asks for strictly ordered loads and stores, on PowerPC processors that have the mode.
 * @method static int PROT_ADI() Lets the processor check version tags in pointers to the memory, on 64-bit SPARC since Linux 4.17.
 * @method static int PROT_CHERI0() Is the first protection bit that FreeBSD sets aside for processors with CHERI capabilities.
 * @method static int PROT_CHERI1() Is the second protection bit that FreeBSD sets aside for processors with CHERI capabilities.
 * @method static int MAP_FAILED() Is the pointer with all bits set that the C function mmap() returns when it fails.
 * @method static int MAP_SHARED() Shares the mapping: writes reach the file and every other mapping of it.
 * @method static int MAP_PRIVATE() Gives a private copy of each page at its first write; the file never changes.
 * @method static int MAP_SHARED_VALIDATE() Shares like MAP_SHARED but refuses flags that the kernel or the file does not know, since Linux 4.15.
 * @method static int MAP_DROPPABLE() Maps memory that the kernel may empty under pressure instead of swapping it out, since Linux 6.11.
 * @method static int MAP_TYPE() Masks the bits of the flags that choose the kind of sharing.
 * @method static int MAP_COPY() Is an old name; where it still works it means MAP_PRIVATE.
 * @method static int MAP_FILE() Says that the mapping comes from a file, which is the default; the value is zero.
 * @method static int MAP_ANONYMOUS() Maps zeroed memory that belongs to no file.
 * @method static int MAP_ANON() Is the older spelling of MAP_ANONYMOUS.
 * @method static int MAP_FIXED() Puts the mapping exactly at the given address and destroys whatever was mapped there.
 * @method static int MAP_FIXED_NOREPLACE() Puts the mapping exactly at the given address, or fails with EEXIST when something is there, since Linux 4.17.
 * @method static int MAP_TRYFIXED() Tries the hinted address even inside the area that the heap may grow into.
 * @method static int MAP_EXCL() Makes MAP_FIXED fail instead of replacing an existing mapping, on FreeBSD.
 * @method static int MAP_GUARD() Reserves addresses that fault on every access and can be mapped over later, on FreeBSD.
 * @method static int MAP_32BIT() Chooses an address low enough for a short pointer: the first 2 GiB on Linux and FreeBSD, the first 4 GiB on illumos and macOS.
 * @method static int MAP_ABOVE4G() Chooses an address above the first 4 GiB, on x86 since Linux 6.6.
 * @method static int MAP_VARIABLE() Lets the system choose the address, which is the default; only PA-RISC has the name, and its value is zero.
 * @method static int MAP_NORESERVE() Sets no swap space aside, so a later write may fail when memory runs out.
 * @method static int MAP_POPULATE() Fills the page tables at once, so that the first accesses do not fault.
 * @method static int MAP_NONBLOCK() Keeps MAP_POPULATE from reading the file; Linux then fills nothing in.
 * @method static int MAP_PREFAULT_READ() Enters pages that are in memory already for reading at once, on FreeBSD.
 * @method static int MAP_LOCKED() Locks the pages into memory as mlock() does, but without an error when that cannot be done fully.
 * @method static int MAP_WIRED() Locks the pages into memory while mapping them, on NetBSD.
 * @method static int MAP_STACK() Says that the memory will be a stack; OpenBSD requires it of stacks, FreeBSD lets it grow downwards, and Linux ignores it.
 * @method static int MAP_GROWSDOWN() Lets the mapping grow downwards when the page below it is touched, as a stack does.
 * @method static int MAP_SYNC() Keeps the metadata of a file in persistent memory durable with each write fault, together with MAP_SHARED_VALIDATE, since Linux 4.15; alpha, hppa, mips and xtensa use this bit for something else.
 * @method static int MAP_HUGETLB() Takes the memory from the pool of huge pages.
 * @method static int MAP_HUGE_SHIFT() Is the position in the flags where the base-2 logarithm of the huge page size begins.
 * @method static int MAP_HUGE_MASK() Masks the logarithm of the huge page size after it was shifted right by MAP_HUGE_SHIFT.
 * @method static int MAP_HUGE_16KB() Chooses huge pages of 16 KiB, together with MAP_HUGETLB; in headers since Linux 5.10.
 * @method static int MAP_HUGE_64KB() Chooses huge pages of 64 KiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_512KB() Chooses huge pages of 512 KiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_1MB() Chooses huge pages of 1 MiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_2MB() Chooses huge pages of 2 MiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_8MB() Chooses huge pages of 8 MiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_16MB() Chooses huge pages of 16 MiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_32MB() Chooses huge pages of 32 MiB, together with MAP_HUGETLB; in headers since Linux 4.19.
 * @method static int MAP_HUGE_256MB() Chooses huge pages of 256 MiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_512MB() Chooses huge pages of 512 MiB, together with MAP_HUGETLB; in headers since Linux 4.19.
 * @method static int MAP_HUGE_1GB() Chooses huge pages of 1 GiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_2GB() Chooses huge pages of 2 GiB, together with MAP_HUGETLB.
 * @method static int MAP_HUGE_16GB() Chooses huge pages of 16 GiB, together with MAP_HUGETLB; the value does not fit a signed 32-bit number.
 * @method static int MAP_UNINITIALIZED() Skips the zeroing of anonymous memory, only on kernels without memory protection that were built to allow it; headers older than Linux 5.3 say 0.
 * @method static int MAP_DENYWRITE() Once kept other processes from writing to the file; Linux accepts and ignores it.
 * @method static int MAP_EXECUTABLE() Once marked a mapping of a program; Linux accepts and ignores it.
 * @method static int MAP_RENAME() Comes from SunOS and does nothing; some headers give it the value of MAP_ANONYMOUS.
 * @method static int MAP_INHERIT() Would keep the mapping across execve(); kept for old programs, and Linux on SPARC ignores it.
 * @method static int MAP_NOEXTEND() Would keep the size of the file as it is; accepted and ignored today.
 * @method static int MAP_HASSEMAPHORE() Says that the memory holds semaphores; today's systems make no use of it.
 * @method static int MAP_AUTOGROW() Comes from IRIX, where writes lengthened the file; Linux on MIPS and Xtensa does not use it.
 * @method static int MAP_LOCAL() Comes from IRIX, where a new process got its own copy; Linux on MIPS and Xtensa does not use it.
 * @method static int MAP_AUTORSRV() Comes from IRIX, where swap space was set aside on demand; Linux on MIPS and Xtensa does not use it.
 * @method static int MAP_NOSYNC() Keeps changed pages in memory as long as possible instead of writing them to the file every now and then.
 * @method static int MAP_NOCORE() Leaves the memory out of core dumps.
 * @method static int MAP_CONCEAL() Leaves the memory out of core dumps, on OpenBSD.
 * @method static int MAP_FLAGMASK() Masks all the flags that mmap() of OpenBSD takes.
 * @method static int MAP_ALIGNED_SUPER() Aligns the address so that the system can use superpages, on FreeBSD.
 * @method static int MAP_ALIGNMENT_SHIFT() Is the position in the flags where the base-2 logarithm of the alignment begins.
 * @method static int MAP_ALIGNMENT_MASK() Masks the bits of the flags that hold the logarithm of the alignment; its highest bit is bit 31.
 * @method static int MAP_ALIGNMENT_64KB() Aligns the address to 64 KiB, on NetBSD.
 * @method static int MAP_ALIGNMENT_16MB() Aligns the address to 16 MiB, on NetBSD.
 * @method static int MAP_ALIGNMENT_4GB() Aligns the address to 4 GiB, on NetBSD.
 * @method static int MAP_ALIGNMENT_1TB() Aligns the address to 1 TiB, on NetBSD.
 * @method static int MAP_ALIGNMENT_256TB() Aligns the address to 256 TiB, on NetBSD.
 * @method static int MAP_ALIGNMENT_64PB() Aligns the address to 64 PiB, on NetBSD.
 * @method static int MAP_ALIGN() Makes the address argument an alignment in bytes, on illumos and Solaris.
 * @method static int MAP_SIZEALIGN() Aligns the address to the size of the mapping, on DragonFly.
 * @method static int MAP_REMAPDUP() Makes mremap() of NetBSD keep the old mapping beside the new one.
 * @method static int MAP_VPAGETABLE() Maps memory through a page table that the program itself maintains, on DragonFly.
 * @method static int MAP_TEXT() Marks a mapping of program code, so that illumos and Solaris can choose large pages for it.
 * @method static int MAP_INITDATA() Marks a mapping of initialized program data, for illumos and Solaris.
 * @method static int MAP_NOCACHE() Frees the pages of the file from the cache early, on macOS.
 * @method static int MAP_JIT() Maps memory for machine code made at run time, which macOS otherwise forbids to hardened programs.
 * @method static int MAP_RESILIENT_CODESIGN() Gives zeroed pages instead of a crash where a code signature does not fit, on macOS.
 * @method static int MAP_RESILIENT_MEDIA() Gives zeroed pages instead of a crash where the medium cannot be read, on macOS.
 * @method static int MAP_TRANSLATED_ALLOW_EXECUTE() Lets code run from this memory in programs that macOS translates from another processor.
 * @method static int MAP_UNIX03() Asks macOS for the strict argument checks of the UNIX 03 standard.
 * @method static int MAP_TPRO() Maps memory that stays read-only except while the thread unlocks it, on macOS.
 * @method static int MAP_RESERVED0020() Is a bit that FreeBSD keeps unused, once meant for MAP_RENAME.
 * @method static int MAP_RESERVED0040() Is a bit that FreeBSD keeps unused, once meant for MAP_NORESERVE.
 * @method static int MAP_RESERVED0080() Is a bit that FreeBSD and macOS keep unused, once meant for MAP_INHERIT.
 * @method static int MAP_RESERVED0100() Is a bit that FreeBSD keeps unused, once meant for MAP_NOEXTEND.
 * @method static int _MAP_LOW32() Puts the mapping below 4 GiB; illumos offers it as MAP_32BIT too.
 * @method static int _MAP_NEW() Tells old system call conventions from new ones on illumos; Linux on SPARC has the name and no use for it.
 * @method static int _MAP_HASSEMAPHORE() Reserves a value of another Unix for Alpha; Linux does not use it.
 * @method static int _MAP_INHERIT() Reserves a value of another Unix for Alpha; Linux does not use it.
 * @method static int _MAP_UNALIGNED() Reserves a value of another Unix for Alpha; Linux does not use it.
 * @method static int MS_SYNC() Writes the changed pages to the file and returns when that is done; the value is zero on FreeBSD and DragonFly.
 * @method static int MS_ASYNC() Lets the changed pages be written later and returns at once.
 * @method static int MS_INVALIDATE() Makes other mappings of the file see what is now in the file; Linux fails with EBUSY when pages are locked.
 * @method static int MS_OLDSYNC() Is the value zero that MS_SYNC had in old illumos programs.
 * @method static int MS_KILLPAGES() Throws the pages away without writing them and leaves the range mapped, on macOS.
 * @method static int MS_DEACTIVATE() Marks the pages as the first to be taken back and leaves the range mapped, on macOS.
 * @method static int MADV_NORMAL() Goes back to the ordinary treatment of the range.
 * @method static int MADV_RANDOM() Announces accesses in no order, so reading ahead would be wasted.
 * @method static int MADV_SEQUENTIAL() Announces accesses from the front to the back, so reading far ahead pays.
 * @method static int MADV_WILLNEED() Announces that the range is needed soon, so that it can be read in now.
 * @method static int MADV_DONTNEED() Says that the range is not needed soon; Linux discards private anonymous pages at once, and they read as zero afterwards.
 * @method static int MADV_DONTNEED_LOCKED() Discards like MADV_DONTNEED but locked pages too, since Linux 5.18.
 * @method static int MADV_FREE() Gives the contents up: the system may take each page until it is written again.
 * @method static int MADV_REMOVE() Frees the pages and the storage below them, which punches a hole into a shared file.
 * @method static int MADV_COLD() Marks the pages as the first candidates to be taken back, since Linux 5.4.
 * @method static int MADV_PAGEOUT() Writes the pages out or swaps them out right away, on Linux since 5.4.
 * @method static int MADV_POPULATE_READ() Reads all pages in now, as if each were read, and reports errors, since Linux 5.14.
 * @method static int MADV_POPULATE_WRITE() Makes all pages writable now, as if each were written, and reports errors, since Linux 5.14.
 * @method static int MADV_HUGEPAGE() Allows transparent huge pages for the range.
 * @method static int MADV_NOHUGEPAGE() Forbids transparent huge pages for the range.
 * @method static int MADV_COLLAPSE() Joins the pages of the range into huge pages right away, since Linux 6.1; hppa changed the value in 6.2, so only its headers are asked there.
 * @method static int MADV_GUARD_INSTALL() Turns the pages into guards: each access is fatal, and no mapping is split for it, since Linux 6.13.
 * @method static int MADV_GUARD_REMOVE() Takes guards off again, and the pages then read as new, since Linux 6.13.
 * @method static int MADV_DONTFORK() Leaves the range out of child processes.
 * @method static int MADV_DOFORK() Undoes MADV_DONTFORK.
 * @method static int MADV_WIPEONFORK() Gives child processes zeroed pages instead of the contents.
 * @method static int MADV_KEEPONFORK() Undoes MADV_WIPEONFORK.
 * @method static int MADV_DONTDUMP() Leaves the range out of core dumps.
 * @method static int MADV_DODUMP() Undoes MADV_DONTDUMP.
 * @method static int MADV_MERGEABLE() Lets the kernel share pages of equal contents between processes.
 * @method static int MADV_UNMERGEABLE() Undoes MADV_MERGEABLE and separates shared pages again.
 * @method static int MADV_HWPOISON() Treats the page as broken memory, which is for tests and needs privilege.
 * @method static int MADV_SOFT_OFFLINE() Moves the contents elsewhere and takes the page out of use, which is for tests and needs privilege.
 * @method static int MADV_SPACEAVAIL() Asks that resources for the range be certain; the systems that have the name do nothing for it.
 * @method static int MADV_NOSYNC() Keeps changed pages from being written to the file unless memory is short.
 * @method static int MADV_AUTOSYNC() Undoes MADV_NOSYNC.
 * @method static int MADV_NOCORE() Leaves the range out of core dumps, on FreeBSD and DragonFly.
 * @method static int MADV_CORE() Undoes MADV_NOCORE.
 * @method static int MADV_PROTECT() Keeps the whole process from being killed when swap space runs out, on FreeBSD.
 * @method static int MADV_INVAL() Drops the processor's translations for the range, on DragonFly.
 * @method static int MADV_SETMAP() Sets the page table that a MAP_VPAGETABLE mapping works with, on DragonFly.
 * @method static int MADV_CONTROL_START() Is the first advice that takes a value of its own, for mcontrol() of DragonFly.
 * @method static int MADV_CONTROL_END() Is the last advice that takes a value of its own, for mcontrol() of DragonFly.
 * @method static int MADV_ACCESS_DEFAULT() Goes back to the ordinary placement of the memory among processors.
 * @method static int MADV_ACCESS_LWP() Places the memory near the next thread that touches it.
 * @method static int MADV_ACCESS_MANY() Spreads the memory, because many threads will use it.
 * @method static int MADV_PURGE() Discards the contents at once even where the pages are shared, on illumos.
 * @method static int MADV_FREE_REUSABLE() Gives the contents up and takes the pages off the account of the process, on macOS.
 * @method static int MADV_FREE_REUSE() Puts pages given up with MADV_FREE_REUSABLE back on the account before they are used again, on macOS.
 * @method static int MADV_CAN_REUSE() Asks whether the pages of the range can be reused, on macOS.
 * @method static int MADV_ZERO() Fills the range with zeros, on macOS.
 * @method static int MADV_ZERO_WIRED_PAGES() Zeroes pages that are still locked when their mapping goes away, on macOS.
 * @method static int POSIX_MADV_NORMAL() Goes back to the ordinary treatment of the range.
 * @method static int POSIX_MADV_RANDOM() Announces accesses in no order.
 * @method static int POSIX_MADV_SEQUENTIAL() Announces accesses from the front to the back.
 * @method static int POSIX_MADV_WILLNEED() Announces that the range is needed soon.
 * @method static int POSIX_MADV_DONTNEED() Says that the range is not needed soon; unlike MADV_DONTNEED it keeps the contents.
 * @method static int MLOCK_ONFAULT() Locks each page when it is first touched, instead of reading all of them in at once.
 * @method static int MCL_CURRENT() Locks all memory that is mapped now.
 * @method static int MCL_FUTURE() Locks all memory that will be mapped from now on.
 * @method static int MCL_ONFAULT() Locks pages when they are first touched, together with one of the other two.
 * @method static int MREMAP_MAYMOVE() Allows another address when the mapping cannot grow in place.
 * @method static int MREMAP_FIXED() Moves the mapping to the address given as fifth argument and destroys what was there.
 * @method static int MREMAP_DONTUNMAP() Moves the pages but leaves the old range mapped and empty, since Linux 5.7.
 * @method static int MINCORE_INCORE() Says that the page is in memory.
 * @method static int MINCORE_REFERENCED() Says that this process has used the page.
 * @method static int MINCORE_MODIFIED() Says that this process has changed the page.
 * @method static int MINCORE_REFERENCED_OTHER() Says that anyone has used the page.
 * @method static int MINCORE_MODIFIED_OTHER() Says that anyone has changed the page.
 * @method static int MINCORE_SUPER() Says that the page is part of a superpage.
 * @method static int MINCORE_PSIND_SHIFT() Is the position in the byte where the index of the superpage size begins, on FreeBSD.
 * @method static int MINCORE_PAGED_OUT() Says that the page is swapped out, on macOS.
 * @method static int MINCORE_COPIED() Says that the page is a private copy, on macOS.
 * @method static int MINCORE_ANONYMOUS() Says that the page belongs to no file, on macOS.
 * @method static int MFD_CLOEXEC() Closes the descriptor when the process runs another program.
 * @method static int MFD_ALLOW_SEALING() Allows seals to be put on the file later.
 * @method static int MFD_HUGETLB() Takes the memory of the file from the pool of huge pages.
 * @method static int MFD_NOEXEC_SEAL() Makes the file not executable and seals it so, since Linux 6.3.
 * @method static int MFD_EXEC() Makes the file executable, whatever the system's default is, since Linux 6.3.
 * @method static int MFD_HUGE_SHIFT() Is the position in the flags where the base-2 logarithm of the huge page size begins.
 * @method static int MFD_HUGE_MASK() Masks the logarithm of the huge page size: on Linux after a shift to the right, on FreeBSD in place, where bit 31 belongs to it.
 * @method static int MFD_HUGE_64KB() Chooses huge pages of 64 KiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_512KB() Chooses huge pages of 512 KiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_1MB() Chooses huge pages of 1 MiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_2MB() Chooses huge pages of 2 MiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_8MB() Chooses huge pages of 8 MiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_16MB() Chooses huge pages of 16 MiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_32MB() Chooses huge pages of 32 MiB, together with MFD_HUGETLB; in headers since Linux 4.19.
 * @method static int MFD_HUGE_256MB() Chooses huge pages of 256 MiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_512MB() Chooses huge pages of 512 MiB, together with MFD_HUGETLB; in headers since Linux 4.19.
 * @method static int MFD_HUGE_1GB() Chooses huge pages of 1 GiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_2GB() Chooses huge pages of 2 GiB, together with MFD_HUGETLB.
 * @method static int MFD_HUGE_16GB() Chooses huge pages of 16 GiB, together with MFD_HUGETLB; the value does not fit a signed 32-bit number.
 * @method static int PKEY_UNRESTRICTED() Takes no right away: the key allows all that the page allows, in headers since Linux 6.15.
 * @method static int PKEY_DISABLE_ACCESS() Takes away reading and writing of memory with this key.
 * @method static int PKEY_DISABLE_WRITE() Takes away writing of memory with this key.
 * @method static int PKEY_DISABLE_EXECUTE() Takes away running code from memory with this key, on PowerPC since Linux 4.16 and on 64-bit ARM since 6.12.
 * @method static int PKEY_DISABLE_READ() Takes away reading of memory with this key, on 64-bit ARM since Linux 6.12.
 * @method static int PKEY_ACCESS_MASK() Masks all the rights that a key can take away; the value grew on PowerPC and 64-bit ARM, so only their headers are asked there.
 * @method static int INHERIT_SHARE() Lets the child share the pages.
 * @method static int INHERIT_COPY() Gives the child a copy of the pages, which is the default for private memory.
 * @method static int INHERIT_NONE() Leaves the range out of the child.
 * @method static int INHERIT_ZERO() Gives the child zeroed pages.
 * @method static int MAP_INHERIT_SHARE() Lets the child share the pages, on NetBSD and OpenBSD.
 * @method static int MAP_INHERIT_COPY() Gives the child a copy of the pages, on NetBSD and OpenBSD.
 * @method static int MAP_INHERIT_NONE() Leaves the range out of the child, on NetBSD and OpenBSD.
 * @method static int MAP_INHERIT_ZERO() Gives the child zeroed pages, on NetBSD and OpenBSD.
 * @method static int MAP_INHERIT_DONATE_COPY() Would hand the pages over to the child; NetBSD has never made it work.
 * @method static int MAP_INHERIT_DEFAULT() Is the treatment without minherit(), which on NetBSD is a copy.
 * @method static int MC_SYNC() Writes changed pages to their file, as msync() does.
 * @method static int MC_LOCK() Locks the range into memory.
 * @method static int MC_UNLOCK() Unlocks the range.
 * @method static int MC_ADVISE() Gives advice about the range, as madvise() does.
 * @method static int MC_LOCKAS() Locks the whole address space, as mlockall() does.
 * @method static int MC_UNLOCKAS() Unlocks the whole address space.
 * @method static int MC_HAT_ADVISE() Gives advice about page sizes in a structure of its own.
 * @method static int MC_INHERIT_ZERO() Gives child processes zeroed pages in place of the range.
 * @method static int MHA_MAPSIZE_VA() Sets the preferred page size of a range, with MC_HAT_ADVISE.
 * @method static int MHA_MAPSIZE_BSSBRK() Sets the preferred page size of the heap, with MC_HAT_ADVISE.
 * @method static int MHA_MAPSIZE_STACK() Sets the preferred page size of the stack of the first thread, with MC_HAT_ADVISE.
 * @method static int MMOBJ_PADDING() Reserves extra addresses before and after the mapped file.
 * @method static int MMOBJ_INTERPRET() Follows the file's format and maps its segments, not just its bytes.
 * @method static int MMOBJ_ALL_FLAGS() Masks all flags that mmapobj() of illumos takes.
 * @method static int MPOL_DEFAULT() Is the mode without a policy of its own: the next wider policy decides, in the end the near node.
 * @method static int MPOL_PREFERRED() Is the mode that tries one node first and then the others.
 * @method static int MPOL_BIND() Is the mode that takes memory from the given nodes only.
 * @method static int MPOL_INTERLEAVE() Is the mode that takes pages from the given nodes in turn.
 * @method static int MPOL_LOCAL() Is the mode that takes memory from the node that the thread runs on.
 * @method static int MPOL_PREFERRED_MANY() Is the mode that tries several nodes first and then the others, since Linux 5.15.
 * @method static int MPOL_WEIGHTED_INTERLEAVE() Is the mode that takes pages from the given nodes in turn by their weights, since Linux 6.9.
 * @method static int MPOL_MAX() Is one more than the highest mode the headers know, so it grows with them.
 * @method static int MPOL_F_STATIC_NODES() Is a mode flag: node numbers stay as given when the allowed nodes change.
 * @method static int MPOL_F_RELATIVE_NODES() Is a mode flag: node numbers count within the allowed nodes.
 * @method static int MPOL_F_NUMA_BALANCING() Is a mode flag: pages may move to the node that uses them, since Linux 5.12.
 * @method static int MPOL_MODE_FLAGS() Masks all mode flags the headers know, so it grows with them.
 * @method static int MPOL_USER_NODEMASK_FLAGS() Masks the two mode flags that make the kernel remember the nodes as given; only the newest headers have it.
 * @method static int MPOL_F_NODE() Makes get_mempolicy() return a node number.
 * @method static int MPOL_F_ADDR() Makes get_mempolicy() report the policy of an address instead of the thread's.
 * @method static int MPOL_F_MEMS_ALLOWED() Makes get_mempolicy() return the set of allowed nodes.
 * @method static int MPOL_MF_STRICT() Makes mbind() fail when pages are already on other nodes.
 * @method static int MPOL_MF_MOVE() Makes mbind() move the pages that only this process uses.
 * @method static int MPOL_MF_MOVE_ALL() Makes mbind() move pages that other processes use, too, which needs privilege.
 * @method static int MPOL_MF_LAZY() Would make mbind() move pages only when they are next used; kernels refuse it.
 * @method static int MPOL_MF_INTERNAL() Is the first bit of mbind() that the kernel keeps for itself.
 * @method static int MPOL_MF_VALID() Masks the flags of mbind() that the headers call valid.
 * @method static int MPOL_F_SHARED() Marks a shared policy inside the kernel; no call takes it.
 * @method static int MPOL_F_MOF() Marks a policy inside the kernel that moves pages on a fault; no call takes it.
 * @method static int MPOL_F_MORON() Marks a policy inside the kernel that moves a page to the node of its next user; no call takes it.
 * @method static int OVERCOMMIT_GUESS() Refuses only requests that are obviously too large, which is the default.
 * @method static int OVERCOMMIT_ALWAYS() Grants every request for memory.
 * @method static int OVERCOMMIT_NEVER() Grants no more memory than swap space and a share of the main memory hold.
 * @method static int HUGETLB_FLAG_ENCODE_SHIFT() Is the position in the flags where the base-2 logarithm of the huge page size begins.
 * @method static int HUGETLB_FLAG_ENCODE_MASK() Masks the logarithm after it was shifted right by HUGETLB_FLAG_ENCODE_SHIFT.
 * @method static int HUGETLB_FLAG_ENCODE_16KB() Encodes huge pages of 16 KiB; in headers since Linux 5.10.
 * @method static int HUGETLB_FLAG_ENCODE_64KB() Encodes huge pages of 64 KiB.
 * @method static int HUGETLB_FLAG_ENCODE_512KB() Encodes huge pages of 512 KiB.
 * @method static int HUGETLB_FLAG_ENCODE_1MB() Encodes huge pages of 1 MiB.
 * @method static int HUGETLB_FLAG_ENCODE_2MB() Encodes huge pages of 2 MiB.
 * @method static int HUGETLB_FLAG_ENCODE_8MB() Encodes huge pages of 8 MiB.
 * @method static int HUGETLB_FLAG_ENCODE_16MB() Encodes huge pages of 16 MiB.
 * @method static int HUGETLB_FLAG_ENCODE_32MB() Encodes huge pages of 32 MiB; in headers since Linux 4.19.
 * @method static int HUGETLB_FLAG_ENCODE_256MB() Encodes huge pages of 256 MiB.
 * @method static int HUGETLB_FLAG_ENCODE_512MB() Encodes huge pages of 512 MiB; in headers since Linux 4.19.
 * @method static int HUGETLB_FLAG_ENCODE_1GB() Encodes huge pages of 1 GiB.
 * @method static int HUGETLB_FLAG_ENCODE_2GB() Encodes huge pages of 2 GiB.
 * @method static int HUGETLB_FLAG_ENCODE_16GB() Encodes huge pages of 16 GiB; the value does not fit a signed 32-bit number.
 * @method static int SHM_ANON() Is the pointer that replaces the name, to make shm_open() create an object without a name.
 * @method static int SHM_ALLOW_SEALING() Allows seals to be put on the object later.
 * @method static int SHM_GROW_ON_WRITE() Lets write() lengthen the object.
 * @method static int SHM_LARGEPAGE() Makes the object of large pages.
 * @method static int SHM_LARGEPAGE_ALLOC_DEFAULT() Moves other pages to make room for large ones, and fails when that does not help.
 * @method static int SHM_LARGEPAGE_ALLOC_HARD() Tries until large pages are there.
 * @method static int SHM_LARGEPAGE_ALLOC_NOWAIT() Fails at once when no large page is free.
 * @method static int SHM_RENAME_NOREPLACE() Makes shm_rename() fail when the new name is taken.
 * @method static int SHM_RENAME_EXCHANGE() Makes shm_rename() swap the two objects.
 * @method static int SHADOW_STACK_SET_TOKEN() Puts a token at the end of the new shadow stack, so that a thread can switch to it, since Linux 6.6.
 * @method static int SHADOW_STACK_SET_MARKER() Puts a mark at the top of the new shadow stack, so that its end can be recognized, since Linux 6.13.
 * @method static int ACCESS_DEFAULT() Uses protection and flags as passed to mn_region_map; functions without these arguments read.
 * @method static int ACCESS_READ() Allows reading; later writes to the file are visible.
 * @method static int ACCESS_WRITE() Allows reading and writing; writes go to the file.
 * @method static int ACCESS_COPY() Allows reading and writing of a private copy; the file does not change.
 * @method static int ACCESS_NONE() Allows no access until mn_region_protect.
 * @method static int LENGTH_TO_END() Means up to the end of the file; a refresh follows that end.
 * @method static int OPTION_NO_DESCRIPTOR() Keeps no duplicate of the descriptor, so refresh, resize and durable fail with -ENOTCONN.
 * @method static int FORK_INHERIT() Leaves the memory to the platform's rule for fork.
 * @method static int FORK_ABSENT() Leaves the memory out of the child, and the id is closed there.
 * @method static int FORK_ZERO() Gives the child zeros; allowed only for private anonymous memory.
 * @method static int ORDER_NATIVE() Is the machine's own byte order.
 * @method static int ORDER_LITTLE() Puts the lowest byte first.
 * @method static int ORDER_BIG() Puts the highest byte first.
 * @method static int SLICE_PIN() Keeps the region from closing, moving, resizing and changing its protection.
 * @method static int SLICE_SHARED() Pins, and keeps writers out of the region.
 * @method static int SLICE_EXCLUSIVE() Pins, and keeps readers and writers out of the region.
 * @method static int SLICE_INTERRUPTIBLE() Is added to a mode: a signal handler that runs in this thread ends the wait with -EINTR.
 * @method static int TIMEOUT_NEVER() Waits without limit.
 * @method static int TIMEOUT_TRY() Tries once and does not wait.
 * @method static int WHENCE_START() Counts from the first byte of the region.
 * @method static int WHENCE_POSITION() Counts from the cursor's position.
 * @method static int WHENCE_END() Counts from the end of the region.
 * @method static int FOLLOW_START() Gives the file from its beginning.
 * @method static int FOLLOW_END() Gives what is added to the file from now on.
 * @method static int GUARD_ASK() Changes nothing; the result is the mode in force.
 * @method static int GUARD_HANDLER() Guards accesses with a handler for SIGBUS, which is the default outside language runtimes.
 * @method static int GUARD_KERNEL() Uses no handler: the kernel copies, which costs a microsecond per access.
 * @method static int GUARD_CHECKED() Guards with a handler, and checks before each access that it is still installed.
 * @method static int RIGHT_READ() Lets the owner map files.
 * @method static int RIGHT_WRITE() Lets the owner map files for writing, write to them and resize them; mapping needs RIGHT_READ too.
 * @method static int RIGHT_INFO() Lets the owner see the mappings of other owners.
 * @method static int LIMIT_NONE() Sets no limit, which is the default.
 * @method static int KIND_FILE() Is a file beneath the manager's root.
 * @method static int KIND_ANONYMOUS() Is private memory without a file.
 * @method static int KIND_MEMORY_FILE() Is a file in memory, without a path.
 * @method static int STATS_OFFSET() Is the offset of the mapping in its file.
 * @method static int STATS_LENGTH() Is the length of the mapping in bytes.
 * @method static int STATS_PROT() Is the protection of its first page.
 * @method static int STATS_RESIDENT() Is the number of its pages that are in memory.
 * @method static int STATS_PAGES() Is the number of its pages.
 * @method static int STATS_OWNER() Is the owner of the mapping.
 * @method static int STATS_KIND() Is one of the group kind.
 * @method static int STATS_SHARED() Is 1 if its writes go to the file or to other processes, and 0 if not.
 * @method static int STATS_READS() Is the number of reads.
 * @method static int STATS_WRITES() Is the number of writes.
 * @method static int STATS_BYTES_READ() Is the number of bytes read.
 * @method static int STATS_BYTES_WRITTEN() Is the number of bytes written.
 * @method static int STATS_SYNCS() Is the number of times it was written back.
 * @method static int ERROR_CODE() Is the result, a negative errno.
 * @method static int ERROR_ID() Is the id of the object that was passed.
 * @method static int ERROR_OFFSET() Is the offset that was passed.
 * @method static int ERROR_LENGTH() Is the length that was passed.
 * @method static int ERROR_TOTAL() Is the actual length of the object, or the limit of an owner.
 * @method static int ERROR_HOLDER() Is the id of the conflicting slice.
 * @method static int ERROR_HOLDER_OFFSET() Is the offset of that slice.
 * @method static int ERROR_HOLDER_LENGTH() Is the length of that slice.
 * @method static int ERROR_HOLDER_THREAD() Is the thread that opened that slice.
 * @method static int ERROR_COUNT() Increases with every failure of the thread.
 */
final class Constant
{
	use ConstantLookup;
}
