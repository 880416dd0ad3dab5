/* The kernel's own headers, for constants that libc's headers lack.

   constant.c includes them after it has taken libc's values, because the two may differ
   and libc's value is the one that a program sees.  Any of them may be missing. */

#ifndef MN_KERNEL_H
#define MN_KERNEL_H

#if defined MN_LINUX && defined __has_include
#if __has_include(<linux/mman.h>)
#include <linux/mman.h>
#endif
#if __has_include(<linux/memfd.h>)
#include <linux/memfd.h>
#endif
#if __has_include(<asm-generic/hugetlb_encode.h>)
#include <asm-generic/hugetlb_encode.h>
#endif
#endif

#endif
