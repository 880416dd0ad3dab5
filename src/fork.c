/* The order of locks.

   A thread that holds one of these takes only later ones:

       mn__mode_lock        the guard's mode
       mn__fork_lock    a region's shape, or a list, is being changed
       an entry's lock      a cursor's before its region's, a manager's alone
       mn__handle_lock       the list of free entries
       mn__guard_lock       the handler
       mn__wide_lock        a number of 64 bits, on processors without atomic ones

   A fork takes all but the entries' in this order: so no other thread is in the
   middle of a change, and the child, which has one thread, may wipe what the
   entries' locks say about the others. */

#include "fork.h"

#include "guard.h"
#include "handle.h"
#include "os/os.h"
#include "sync/wide.h"

MN_PRIVATE struct mn__lock mn__fork_lock;

MN_PRIVATE int64_t mn__forking_thread;

static void mn__before_fork(void)
{
	mn__write_lock(&mn__mode_lock);
	mn__write_lock(&mn__fork_lock);
	mn__write_lock(&mn__handle_lock);
	mn__write_lock(&mn__guard_lock);
	mn__wide_before_fork();
	mn__forking_thread = mn__os_thread_id();
}

static void mn__after_fork_in_parent(void)
{
	mn__wide_after_fork();
	mn__guard_after_fork();
	mn__write_unlock(&mn__guard_lock);
	mn__write_unlock(&mn__handle_lock);
	mn__write_unlock(&mn__fork_lock);
	mn__write_unlock(&mn__mode_lock);
}

static void mn__after_fork_in_child(void)
{
	mn__wide_after_fork();
	mn__entries_after_fork();
	mn__guard_after_fork();
	mn__write_unlock(&mn__guard_lock);
	mn__lock_reset(&mn__fork_lock);
	mn__lock_reset(&mn__mode_lock);
}

static void mn__fork_init_once(void)
{
	/* In a child, threads wipe their records first. */
	mn__threads_init();
	(void)mn__os_on_fork(mn__before_fork, mn__after_fork_in_parent, mn__after_fork_in_child);
}

MN_PRIVATE void mn__fork_init(void)
{
	static mn__once once = MN__ONCE;

	mn__os_once(&once, mn__fork_init_once);
}
