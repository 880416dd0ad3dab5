/* Forks, and the order of locks.

   A thread that holds one of these takes only later ones:

       mn__mode_lock      the guard's mode; held across a wait for every entry
       mn__fork_lock      for reading: a list or a region's shape changes
       an entry's lock    a slice's or cursor's before its region's; a manager's alone
       mn__handle_lock    the free list of entries
       mn__guard_lock     installing and removing the handler
       mn__wide_lock      64-bit numbers, on processors without atomic ones

   A fork takes all except the entries' locks, in this order, so no list or shape is half
   changed in the child.  The child has one thread, and resets the entries' locks.
   doc/internals/locking.md explains both. */

#include "fork.h"

#include "guard.h"
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
	/* A child resets the records of threads before anything else. */
	mn__threads_init();
	(void)mn__os_on_fork(mn__before_fork, mn__after_fork_in_parent, mn__after_fork_in_child);
}

MN_PRIVATE void mn__fork_init(void)
{
	static mn__once once = MN__ONCE;

	mn__os_once(&once, mn__fork_init_once);
}

MN_PRIVATE int64_t mn__id_for(struct mn__kind *kind, void *object)
{
	struct mn__entry *e;
	int64_t id = 0;

	mn__fork_init();
	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__entry_new(kind, &id);
	if (e) {
		e->object = object;
		mn__write_unlock(&e->lock);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	return e ? id : 0;
}
