/* The handler of SIGBUS, the signal by which the kernel reports a fault in a mapping.

   It claims a fault that the guard knows, and passes every other one on to the
   handler that the program had before, or has put there since.
   doc/internals/guard.md has a drawing of the layers. */

#include "os.h"

#if defined MN_POSIX

#include "copies.h"

#include <signal.h>
#include <stdatomic.h>
#if defined MN_SHORT_COPIES
#include <ucontext.h>
#endif

/* A handler that is left by a jump leaves behind what was blocked for it: by the
   kernel for our own nothing, but for one that handed on to us perhaps SIGBUS
   itself, and then the next fault would kill.  The signals of the place where
   the fault happened are put in force again. */
static void mn__leave_handler(void *context)
{
	sigset_t unblocked;

#if defined MN_LINUX
	unblocked = ((ucontext_t *)context)->uc_sigmask;
	(void)pthread_sigmask(SIG_SETMASK, &unblocked, NULL);
#else
	(void)context;
	(void)sigemptyset(&unblocked);
	(void)sigaddset(&unblocked, SIGBUS);
	(void)pthread_sigmask(SIG_UNBLOCK, &unblocked, NULL);
#endif
}

#if defined MN_SHORT_COPIES
/* Whether a fault happened in one of the instructions of copies.h; the thread then
   goes on where the table says as soon as the handler returns. */
static bool mn__in_short_copy(void *context)
{
	ucontext_t *u = context;
	greg_t at = u->uc_mcontext.gregs[REG_RIP];

	for (const int32_t *f = __start_mn_faults; f < __stop_mn_faults; f += 3) {
		if (at < (greg_t)(intptr_t)f + f[0] || at >= (greg_t)(intptr_t)(f + 1) + f[1])
			continue;
		u->uc_mcontext.gregs[REG_RIP] = (greg_t)(intptr_t)(f + 2) + f[2];
		return true;
	}
	return false;
}
#else
static bool mn__in_short_copy(void *context)
{
	(void)context;
	return false;
}
#endif

/* Somebody may put a handler over ours, and hand on to us or not; ours then
   goes over theirs.  Each time it is another function of ours, so that the one
   that is called says how far down the chain a signal has come, and the one
   that is found installed says whose handlers were taken away again.  The
   owner of a layer is who was there before it. */
enum { MN__LAYERS = 8 };

static struct sigaction mn__previous[MN__LAYERS];
static _Atomic int mn__one_shot_used[MN__LAYERS];    /* its owner wanted one signal and had it */
static _Atomic int mn__layer_count;               /* changes under the lock of the guard */
static const struct mn__fault_hooks *mn__hooks;

/* Which signal this thread is handing on, and how far it has come.  A handler
   that leaves with a jump never comes back to clear this, so it counts only
   while the same signal's frames are on the stack. */
struct mn__forwarding {
	const void *context;
	uintptr_t frame;
	int layer;
};

static MN__FAST_THREAD_LOCAL struct mn__forwarding mn__forwarding;

static int mn__is_default_or_ignored(const struct sigaction *action)
{
	return !(action->sa_flags & SA_SIGINFO) && (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN);
}

/* Nobody is there to take it: it does what it does to a program without any
   handler.  A fault comes again as soon as we return, and then it kills with
   the right number; a signal that was sent has to be sent again. */
static void mn__default_action(int number, const siginfo_t *info)
{
	struct sigaction dead;

	memset(&dead, 0, sizeof dead);
	dead.sa_handler = SIG_DFL;
	(void)sigaction(number, &dead, NULL);
	if (info->si_code <= 0)
		(void)raise(number);
}

/* Behaves to a layer's owner as the kernel would have done. */
static void mn__forward(int layer, int number, siginfo_t *info, void *context)
{
	const struct sigaction *to = &mn__previous[layer];
	sigset_t mask, old;

	if (mn__is_default_or_ignored(to) && to->sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (mn__is_default_or_ignored(to)
	    || (to->sa_flags & (int)SA_RESETHAND && atomic_exchange(&mn__one_shot_used[layer], 1))) {
		mn__default_action(number, info);
		return;
	}
	mask = to->sa_mask;
	if (!(to->sa_flags & SA_NODEFER))
		(void)sigaddset(&mask, number);
	(void)pthread_sigmask(SIG_BLOCK, &mask, &old);
	if (to->sa_flags & SA_SIGINFO)
		to->sa_sigaction(number, info, context);
	else
		to->sa_handler(number);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
}

#if defined __GNUC__
__attribute__((noinline))
#endif
static void mn__on_sigbus(int layer, int number, siginfo_t *info, void *context)
{
	/* Some processors report no more of a fault than its page, and memcpy may
	   load the whole word or vector that holds a byte: so pages are compared. */
	uintptr_t in_page = (uintptr_t)mn__os_page_size() - 1;
	uintptr_t first = (uintptr_t)info->si_addr & ~in_page, last = first | in_page;
	uintptr_t frame = (uintptr_t)&first;
	struct mn__forwarding before = mn__forwarding;
	mn__jump *jump = info->si_code > 0 ? mn__hooks->guarded((uintptr_t)info->si_addr, first, last) : NULL;

	if (jump) {
		mn__leave_handler(context);
		mn__do_jump(*jump);
	}
	if (info->si_code > 0 && mn__in_short_copy(context)) {
		mn__hooks->short_copy((uintptr_t)info->si_addr);
		return;
	}
	/* An owner that hands the same signal on to us once more means who was
	   there before it; its frames lie between the two of ours. */
	if (before.context == context && frame < before.frame && layer >= before.layer)
		layer = before.layer - 1;
	if (layer < 0) {
		mn__default_action(number, info);
		return;
	}
	mn__forwarding = (struct mn__forwarding){ context, frame, layer };
	mn__forward(layer, number, info, context);
	mn__forwarding = before;
}

#define MN__LAYER(i) \
	static void mn__on_bus_error_##i(int number, siginfo_t *info, void *context) \
	{ mn__on_sigbus(i, number, info, context); }

MN__LAYER(0)
MN__LAYER(1)
MN__LAYER(2)
MN__LAYER(3)
MN__LAYER(4)
MN__LAYER(5)
MN__LAYER(6)
MN__LAYER(7)

static void (*const mn__handlers[MN__LAYERS])(int, siginfo_t *, void *) = {
	mn__on_bus_error_0, mn__on_bus_error_1, mn__on_bus_error_2, mn__on_bus_error_3,
	mn__on_bus_error_4, mn__on_bus_error_5, mn__on_bus_error_6, mn__on_bus_error_7,
};

/* Which layer of ours this is, or -1 for a handler of somebody else. */
static int mn__layer_of(const struct sigaction *action)
{
	for (int i = 0; action->sa_flags & SA_SIGINFO && i < MN__LAYERS; i++)
		if (action->sa_sigaction == mn__handlers[i])
			return i;
	return -1;
}

static int mn__same_handler(const struct sigaction *a, const struct sigaction *b)
{
	if ((a->sa_flags & SA_SIGINFO) != (b->sa_flags & SA_SIGINFO))
		return 0;
	return a->sa_flags & SA_SIGINFO ? a->sa_sigaction == b->sa_sigaction : a->sa_handler == b->sa_handler;
}

/* Puts ours over `now`.  When all layers are taken somebody
   keeps coming back with new handlers, and is left on top. */
static void mn__install_layer(const struct sigaction *now)
{
	int layer = atomic_load(&mn__layer_count);
	struct sigaction ours;

	if (layer > 0 && mn__same_handler(&mn__previous[layer - 1], now))
		layer--;
	if (layer == MN__LAYERS)
		return;
	memset(&ours, 0, sizeof ours);
	ours.sa_sigaction = mn__handlers[layer];
	/* The jump leaves the handler for good, so the signal must not stay
	   blocked; a thread with a stack of its own for signals wants it used.
	   A signal that was ignored interrupted no call of the system. */
	ours.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK
	                | (mn__is_default_or_ignored(now) ? SA_RESTART : now->sa_flags & SA_RESTART);
	(void)sigemptyset(&ours.sa_mask);
	mn__previous[layer] = *now;
	atomic_store(&mn__one_shot_used[layer], 0);
	if (sigaction(SIGBUS, &ours, NULL) == 0)
		atomic_store(&mn__layer_count, layer + 1);
}

MN_PRIVATE bool mn__os_fault_handler_on_top(void)
{
	struct sigaction now;

	return sigaction(SIGBUS, NULL, &now) == 0 && mn__layer_of(&now) >= 0
	       && mn__layer_of(&now) + 1 == atomic_load(&mn__layer_count);
}

MN_PRIVATE void mn__os_fault_handler_install(const struct mn__fault_hooks *claims)
{
	struct sigaction now;

	mn__hooks = claims;
	if (sigaction(SIGBUS, NULL, &now) < 0)
		return;
	if (mn__layer_of(&now) >= 0)
		atomic_store(&mn__layer_count, mn__layer_of(&now) + 1);
	else
		mn__install_layer(&now);
}

MN_PRIVATE bool mn__os_fault_handler_remove(void)
{
	struct sigaction now, owner;
	int layer = sigaction(SIGBUS, NULL, &now) == 0 ? mn__layer_of(&now) : -1;

	if (layer < 0)
		return false;
	owner = mn__previous[layer];
	if (atomic_load(&mn__one_shot_used[layer])) {
		owner.sa_flags &= ~SA_SIGINFO;
		owner.sa_handler = SIG_DFL;
	}
	(void)sigaction(SIGBUS, &owner, NULL);
	atomic_store(&mn__layer_count, layer);
	return true;
}

MN_PRIVATE bool mn__os_fault_signal_blocked(void)
{
	sigset_t mask;

	return pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0 && sigismember(&mask, SIGBUS) == 1;
}

#endif
