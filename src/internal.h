/* The words of every file: visibility, compiler attributes, checked arithmetic,
   allocation. */

#ifndef MN_INTERNAL_H
#define MN_INTERNAL_H

#include "os/features.h"

#include "../mmapnative.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The Makefile and the tests read the version from this line. */
#define MN__VERSION "0.2.0"

/* True if size_t holds this length.  A length crosses the ABI as 64 bits on every
   machine; on 32-bit machines a cast would cut it. */
static inline int mn__fits_size(uint64_t length)
{
	return length <= SIZE_MAX;
}

/* For a result that is an address: true for -4095 to -1, the kernel's errors.  Some
   machines map at addresses of the upper half, which are negative too. */
static inline int mn__is_error(int64_t result)
{
	return result < 0 && result >= -4095;
}

/* True if offset + n <= size.  The sum itself could wrap. */
static inline int mn__range_ok(uint64_t offset, uint64_t n, uint64_t size)
{
	return offset <= size && n <= size - offset;
}

/* The length of a range without a buffer: INT64_MAX means up to the end, because many FFIs
   refuse -1 for an unsigned number.  An offset past the end gives 0, and is refused
   later. */
static inline uint64_t mn__up_to_end(uint64_t offset, uint64_t n, uint64_t size)
{
	return n != INT64_MAX ? n : offset <= size ? size - offset : 0;
}

static inline uint64_t mn__round_down(uint64_t value, uint64_t unit)
{
	return value - value % unit;
}

/* The caller has checked that value + unit does not wrap. */
static inline uint64_t mn__round_up(uint64_t value, uint64_t unit)
{
	return mn__round_down(value + unit - 1, unit);
}

/* True if these flags were made with MN_ABSENT, whose low 32 bits are 0x7fff0000.
   `upper`: they survive `|`, and eleven of them a sum of up to sixteen such constants.
   `carried`: the sum of one and a flag above bit 15 sets bit 31.  No system uses bit 31
   without one of the bits below it: that would be huge pages of 2^32 bytes. */
static inline int mn__carries_absent(int32_t bits)
{
	const uint32_t upper = 0x7ff00000, carried = 0x80000000, flags = 0x00ffffff;

	return ((uint32_t)bits & upper) == upper || ((uint32_t)bits & ~flags) == carried;
}

/* MN_PRIVATE precedes every function that other files of src/ may call, in its header and
   at its definition.  It hides the function from users of the library.  In the build of
   libmmapnative.c, which includes all files, it means static. */
#if defined MN_AMALGAMATION
#define MN_PRIVATE static
#define MN_PRIVATE_DATA static
#elif defined __ELF__
#define MN_PRIVATE __attribute__((visibility("hidden")))
#define MN_PRIVATE_DATA extern __attribute__((visibility("hidden")))
#else
#define MN_PRIVATE
#define MN_PRIVATE_DATA extern
#endif

#if defined __GNUC__
#define mn__likely(condition) __builtin_expect(!!(condition), 1)
#define mn__unlikely(condition) __builtin_expect(!!(condition), 0)
#define MN_NOINLINE __attribute__((noinline))
/* For the few functions in the path of every read and write. */
#define MN_HOT static inline __attribute__((always_inline))
/* For their rare cases. */
#define MN_COLD __attribute__((cold, noinline))
#define MN_PRINTF(format_at, arguments_at) __attribute__((format(printf, format_at, arguments_at)))
#define MN_NO_TSAN __attribute__((no_sanitize("thread")))
#define MN_CONSTRUCTOR __attribute__((constructor))
#else
#define mn__likely(condition) (condition)
#define mn__unlikely(condition) (condition)
#define MN_NOINLINE
#define MN_HOT static inline
#define MN_COLD
#define MN_PRINTF(format_at, arguments_at)
#define MN_NO_TSAN
#define MN_CONSTRUCTOR
#endif

/* With glibc such a variable costs one load, even in a library that dlopen loaded.  Other
   libcs may fail to load a library that has one. */
#if defined __GLIBC__
#define MN__FAST_THREAD_LOCAL __attribute__((tls_model("initial-exec"))) _Thread_local
#else
#define MN__FAST_THREAD_LOCAL _Thread_local
#endif

/* Tells the processor that this thread spins. */
static inline void mn__pause(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#endif
}

/* A test that includes libmmapnative.c defines this to make chosen allocations fail. */
#ifndef MN_ALLOCATION_FAILS
#define MN_ALLOCATION_FAILS() 0
#endif

/* Zeroed memory, or NULL.  Every allocation that is freed comes from here; free() frees
   it. */
static inline void *mn__allocate(size_t size)
{
	return MN_ALLOCATION_FAILS() ? NULL : calloc(1, size);
}

#endif
