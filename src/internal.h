/* What every file of the library may use. */

#ifndef MN_INTERNAL_H
#define MN_INTERNAL_H

#include "os/features.h"

#include "../mmapnative.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one place that says which version this is; the Makefile and the tests
   read it here. */
#define MN__VERSION "0.2.0"

/* A length crosses the ABI as 64 bits on every machine; a 32-bit machine has
   to refuse what its size_t would cut off. */
static inline int mn__fits_size(uint64_t length)
{
	return length <= SIZE_MAX;
}

/* A result that is an address.  The kernel's errors are -4095 to -1; some
   machines give out addresses of the upper half, which are negative too. */
static inline int mn__is_error(int64_t result)
{
	return result < 0 && result >= -4095;
}

/* offset + n <= size, without the sum that could wrap. */
static inline int mn__range_ok(uint64_t offset, uint64_t n, uint64_t size)
{
	return offset <= size && n <= size - offset;
}

/* Of a range that no buffer comes with, INT64_MAX bytes are those up to the end: many
   FFIs refuse -1 for an unsigned number.  Past the end there are none, and that
   offset stays an error. */
static inline uint64_t mn__up_to_end(uint64_t offset, uint64_t n, uint64_t size)
{
	return n != INT64_MAX ? n : offset <= size ? size - offset : 0;
}

static inline uint64_t mn__round_down(uint64_t value, uint64_t unit)
{
	return value - value % unit;
}

/* The caller has seen to it that there is room for one more unit. */
static inline uint64_t mn__round_up(uint64_t value, uint64_t unit)
{
	return mn__round_down(value + unit - 1, unit);
}

/* True if MN_ABSENT went into these bits.  An FFI that cuts an int64_t to 32 bits
   leaves 0x7fff0000 of it.  `|` keeps all of these bits, and a sum of up to
   sixteen absent constants keeps the upper eleven.  One absent constant plus a
   flag from bit 16 up (MAP_STACK, MAP_HUGETLB) carries into bit 31: no system
   uses that bit without one of the seven below it, which would be pages of
   2^32 bytes. */
static inline int mn__carries_absent(int32_t bits)
{
	const uint32_t upper = 0x7ff00000, carried = 0x80000000, flags = 0x00ffffff;

	return ((uint32_t)bits & upper) == upper || ((uint32_t)bits & ~flags) == carried;
}

/* The word before a function that other files of src/ may call, in their header and at
   its definition; every other function is static.  In libmmapnative.c all files are
   one text, and this word is static too. */
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
/* For the few functions on the way of every read and write. */
#define MN_HOT static inline __attribute__((always_inline))
/* For the functions that those call in the rare case. */
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

/* In the library of glibc a variable of this kind costs one load, also when
   the library was opened at run time; elsewhere that may be impossible. */
#if defined __GLIBC__
#define MN__FAST_THREAD_LOCAL __attribute__((tls_model("initial-exec"))) _Thread_local
#else
#define MN__FAST_THREAD_LOCAL _Thread_local
#endif

/* Tells the processor that this thread only waits for another one. */
static inline void mn__pause(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#endif
}

/* Every allocation of the library comes through here, so that a test can make
   any of them fail: it defines MN_ALLOCATION_FAILS before it reads the
   library's text. */
#ifndef MN_ALLOCATION_FAILS
#define MN_ALLOCATION_FAILS() 0
#endif

/* Zeroed memory, or NULL; `free` gives it back. */
static inline void *mn__allocate(size_t size)
{
	return MN_ALLOCATION_FAILS() ? NULL : calloc(1, size);
}

#endif
