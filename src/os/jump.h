/* The jump out of guarded work whose page is missing. */

#ifndef MN_JUMP_H
#define MN_JUMP_H

#include "features.h"

#include <setjmp.h>

/* __builtin_setjmp saves three words instead of all registers.  The thread sanitizer
   intercepts only libc's functions. */
#if defined __SANITIZE_THREAD__
#define MN__PLAIN_JUMP 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define MN__PLAIN_JUMP 1
#endif
#endif
#if defined __x86_64__ && defined __GNUC__ && !defined MN__PLAIN_JUMP
typedef void *mn__jump[5];
#define mn__set_jump(jump) __builtin_setjmp(jump)
#define mn__do_jump(jump) __builtin_longjmp(jump, 1)
#elif defined MN_POSIX
typedef sigjmp_buf mn__jump;
#define mn__set_jump(jump) sigsetjmp(jump, 0)
#define mn__do_jump(jump) siglongjmp(jump, 1)
#else
typedef jmp_buf mn__jump;
#define mn__set_jump(jump) setjmp(jump)
#define mn__do_jump(jump) longjmp(jump, 1)
#endif

#endif
