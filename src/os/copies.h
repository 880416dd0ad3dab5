/* Copies of 1 to 64 bytes that need no jump.

   A table lists the instructions that touch the mapping, and where each continues after
   a fault.  The handler of faults looks the instruction up and continues there.  So a
   copy that succeeds costs nothing more than its instructions.  All loads come before
   the first store; a fault leaves the destination as it was.

   Other processors and systems do not define MN_SHORT_COPIES, and set a jump before
   every copy.  doc/internals/guard.md compares the kinds of copies. */

#ifndef MN_COPIES_H
#define MN_COPIES_H

#include "../internal.h"

#include <stdbool.h>

/* Sanitizers cannot see accesses in assembly. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define MN_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MN_SANITIZED 1
#endif
#endif

#if defined MN_LINUX && defined __x86_64__ && defined __GNUC__ && !defined MN_SANITIZED && !defined MN_PORTABLE
#define MN_SHORT_COPIES 1

/* Three numbers an entry, each relative to its own address: the first instruction, the
   end of the last one, and where to continue. */
extern const int32_t __start_mn_faults[] __attribute__((visibility("hidden")));
extern const int32_t __stop_mn_faults[] __attribute__((visibility("hidden")));

/* lld drops a section under --gc-sections that only __start_ and __stop_ refer to.  The
   flag R keeps it.  A compiler with the attribute `retain` has an assembler that knows
   the flag. */
#define MN__FAULTS_FLAGS "a"
#if defined __has_attribute
#if __has_attribute(retain)
#undef MN__FAULTS_FLAGS
#define MN__FAULTS_FLAGS "aR"
#endif
#endif

#define MN__CAN_FAULT(instructions) \
	"1: " instructions "\n2:\n" \
	".pushsection mn_faults, \"" MN__FAULTS_FLAGS "\"\n" \
	".balign 4\n.long 1b - ., 2b - ., %l[gone] - .\n" \
	".popsection\n"

/* Copy `half` bytes from each end of n bytes; the halves may overlap. */
#define MN__IN_HALVES(name, load, store, a, b) \
	static inline bool mn__in_##name(void *to, const void *mapped, size_t n, ptrdiff_t half) \
	{ \
		__asm__ goto(MN__CAN_FAULT(load " (%1), " a "\n" load " (%1, %3), " b) \
		             store " " a ", (%0)\n" store " " b ", (%0, %3)" \
		             : : "r"(to), "r"(mapped), "r"(n), "r"((ptrdiff_t)n - half) \
		             : "rax", "rdx", "xmm0", "xmm1", "memory" : gone); \
		return true; \
	gone: \
		return false; \
	} \
	static inline bool mn__out_##name(void *mapped, const void *from, size_t n, ptrdiff_t half) \
	{ \
		__asm__ goto(load " (%1), " a "\n" load " (%1, %3), " b "\n" \
		             MN__CAN_FAULT(store " " a ", (%0)\n" store " " b ", (%0, %3)") \
		             : : "r"(mapped), "r"(from), "r"(n), "r"((ptrdiff_t)n - half) \
		             : "rax", "rdx", "xmm0", "xmm1", "memory" : gone); \
		return true; \
	gone: \
		return false; \
	}

MN__IN_HALVES(bytes, "movb", "movb", "%%al", "%%dl")
MN__IN_HALVES(words, "movw", "movw", "%%ax", "%%dx")
MN__IN_HALVES(longs, "movl", "movl", "%%eax", "%%edx")
MN__IN_HALVES(quads, "movq", "movq", "%%rax", "%%rdx")
MN__IN_HALVES(vectors, "movups", "movups", "%%xmm0", "%%xmm1")

static inline bool mn__in_four(void *to, const void *mapped, size_t n)
{
	__asm__ goto(MN__CAN_FAULT("movups (%1), %%xmm0\nmovups 16(%1), %%xmm1\n"
	                           "movups -32(%1, %2), %%xmm2\nmovups -16(%1, %2), %%xmm3")
	             "movups %%xmm0, (%0)\nmovups %%xmm1, 16(%0)\n"
	             "movups %%xmm2, -32(%0, %2)\nmovups %%xmm3, -16(%0, %2)"
	             : : "r"(to), "r"(mapped), "r"(n) : "xmm0", "xmm1", "xmm2", "xmm3", "memory" : gone);
	return true;
gone:
	return false;
}

static inline bool mn__out_four(void *mapped, const void *from, size_t n)
{
	__asm__ goto("movups (%1), %%xmm0\nmovups 16(%1), %%xmm1\n"
	             "movups -32(%1, %2), %%xmm2\nmovups -16(%1, %2), %%xmm3\n"
	             MN__CAN_FAULT("movups %%xmm0, (%0)\nmovups %%xmm1, 16(%0)\n"
	                           "movups %%xmm2, -32(%0, %2)\nmovups %%xmm3, -16(%0, %2)")
	             : : "r"(mapped), "r"(from), "r"(n) : "xmm0", "xmm1", "xmm2", "xmm3", "memory" : gone);
	return true;
gone:
	return false;
}

#define MN_SHORTEST 1
#define MN_LONGEST 64

/* Copy n bytes, MN_SHORTEST to MN_LONGEST, from or to a mapping.  False if a page is
   missing. */
MN_HOT bool mn__short_in(void *to, const void *mapped, size_t n)
{
	return n > 32 ? mn__in_four(to, mapped, n)
	       : n >= 16 ? mn__in_vectors(to, mapped, n, 16)
	       : n >= 8 ? mn__in_quads(to, mapped, n, 8)
	       : n >= 4 ? mn__in_longs(to, mapped, n, 4)
	       : n >= 2 ? mn__in_words(to, mapped, n, 2) : mn__in_bytes(to, mapped, n, 1);
}

MN_HOT bool mn__short_out(void *mapped, const void *from, size_t n)
{
	return n > 32 ? mn__out_four(mapped, from, n)
	       : n >= 16 ? mn__out_vectors(mapped, from, n, 16)
	       : n >= 8 ? mn__out_quads(mapped, from, n, 8)
	       : n >= 4 ? mn__out_longs(mapped, from, n, 4)
	       : n >= 2 ? mn__out_words(mapped, from, n, 2) : mn__out_bytes(mapped, from, n, 1);
}
#endif

#endif
