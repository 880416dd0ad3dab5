/* What a fork does to the library, and the order of its locks. */

#ifndef MN_FORK_H
#define MN_FORK_H

#include "sync/lock.h"

/* Sees to it that a fork finds every list whole.  The first object of the process
   calls this. */
MN_PRIVATE void mn__fork_init(void);

/* Held for reading while a list or a region's shape changes; a fork holds it for
   writing, and so waits for the change. */
MN_PRIVATE_DATA struct mn__lock mn__fork_lock;

/* In a child's after_fork: the parent's number of the thread that forked. */
MN_PRIVATE_DATA int64_t mn__forking_thread;

#endif
