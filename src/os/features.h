/* The platform: feature macros, its name, its processor.

   Every file of the library includes this first, because libc's headers read the
   feature macros only once. */

#ifndef MN_FEATURES_H
#define MN_FEATURES_H

#define _GNU_SOURCE 1
#define _FILE_OFFSET_BITS 64
#define _DARWIN_C_SOURCE 1
#define __EXTENSIONS__ 1

/* Without MN_POSIX the library is built for no system at all (none.c). */
#if defined __unix__ || defined __unix || defined __APPLE__ || defined __HAIKU__
#define MN_POSIX 1
#include <sys/types.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

/* MN_LINUX is the kernel, under any libc.  The numbers in the list `constants` are its
   numbers. */
#if defined __linux__
#define MN_LINUX 1
#include <sys/syscall.h>
#endif

#if defined __ANDROID__
#define MN_NO_SHM_OPEN 1
#endif

/* The architectures whose numbers differ, by their names in the list `constants`.  All
   others take the number without a name. */
#if defined __alpha__
#define MN_ARCH_alpha 1
#elif defined __hppa__
#define MN_ARCH_hppa 1
#elif defined __xtensa__
#define MN_ARCH_xtensa 1
#elif defined __mips__
#define MN_ARCH_mips 1
#define MN_ARCH_mips64el 1
#elif defined __sparc__
#define MN_ARCH_sparc64 1
#elif defined __powerpc__
#define MN_ARCH_powerpc 1
#define MN_ARCH_ppc64le 1
#elif defined __x86_64__ || defined __i386__
#define MN_ARCH_x86_64 1
#define MN_ARCH_x32 1
#define MN_ARCH_i386 1
#elif defined __aarch64__
#define MN_ARCH_aarch64 1
#elif defined __arm__
#define MN_ARCH_armhf 1
#elif defined __arc__
#define MN_ARCH_arc 1
#elif defined __csky__
#define MN_ARCH_csky 1
#elif defined __hexagon__
#define MN_ARCH_hexagon 1
#elif defined __loongarch__
#define MN_ARCH_loongarch64 1
#elif defined __m68k__
#define MN_ARCH_m68k 1
#elif defined __riscv
#define MN_ARCH_riscv64 1
#elif defined __s390__
#define MN_ARCH_s390x 1
#elif defined __sh__
#define MN_ARCH_sh4 1
#endif

/* The most bytes of one mapping: the part of the address space below the high addresses
   that a process has to ask for. */
#if defined __x86_64__ && !defined __ILP32__
#define MN_ADDRESS_SPACE (UINT64_C(1) << 47)
#else
#define MN_ADDRESS_SPACE ((uint64_t)PTRDIFF_MAX)
#endif

#endif
