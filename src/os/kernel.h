/* The kernel's own headers, for the names that libc's do not have.  They are
   read after libc's names have been taken, because the two may differ and
   libc's word comes first.  A machine may lack any of them. */

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
