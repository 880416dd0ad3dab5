/* Opening a file beneath a directory: whatever the path says, and whatever is
   renamed or linked meanwhile, nothing outside of the directory is opened.

   A kernel that has a call for this does it in one step.  Elsewhere the path
   is walked, with these rules: every step starts at a directory that is open
   already, no step follows a link, and the way back up is a descriptor kept
   from the way down and never the kernel's `..`, which a rename can move. */

#ifndef MN_BENEATH_H
#define MN_BENEATH_H

#include "../internal.h"
#include "../os/os.h"

/* The descriptor of the file that `path` is beneath the directory `root`, or
   -EXDEV the path or an absolute link leads out of it, and the errors of opening.
   The root is the path's own: a slash at its beginning says nothing more. */
MN_PRIVATE int32_t mn__open_beneath(int32_t root, const char *path, enum mn__open_mode how);

#endif
