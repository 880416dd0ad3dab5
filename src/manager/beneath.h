/* Opening a file beneath a directory.  Nothing outside of the directory is opened, whatever
   the path says and whatever other processes rename or link meanwhile.

   A kernel with openat2 does this in one call.  Otherwise beneath.c walks the path: each
   step starts at an open directory and follows no link.  The way up is a descriptor kept
   from the way down, because a rename can move the kernel's `..`. */

#ifndef MN_BENEATH_H
#define MN_BENEATH_H

#include "../os/os.h"

/* Opens `path` beneath the directory `root`: a descriptor, which the caller closes.  -EXDEV if
   the path or an absolute link leaves the root, or an error of opening; none is recorded.
   Leading slashes mean the root. */
MN_PRIVATE int32_t mn__open_beneath(int32_t root, const char *path, enum mn__open_mode how);

#endif
