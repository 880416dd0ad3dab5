/* Forks: the parent's lists are whole when it forks, and the child can go on using the
   library.  fork.c has the order of locks. */

#ifndef MN_FORK_H
#define MN_FORK_H

#include "handle.h"

/* Registers the functions that run around a fork.  Called before the first region or
   manager is opened. */
MN_PRIVATE void mn__fork_init(void);

/* Held for reading while a list or a region's shape changes.  A fork holds it for writing,
   and so waits for the change. */
MN_PRIVATE_DATA struct mn__lock mn__fork_lock;

/* Gives an object an id, between two forks.  0: out of memory, or of ids. */
MN_PRIVATE int64_t mn__id_for(struct mn__kind *kind, void *object);

/* The id in the parent of the thread that forked, for each kind's after_fork. */
MN_PRIVATE_DATA int64_t mn__forking_thread;

#endif
