/* The handler of SIGBUS, by which the kernel reports that a page of a mapping is missing.

   It takes the faults of guarded work and of short copies, and forwards all others to
   the previous handler.  If another part of the program installs a handler over ours,
   ours is installed again above that one, as a new layer.  Each layer is a function of
   its own, so the function that runs tells how far down a signal has come.
   doc/internals/guard.md draws the layers. */

#include "os.h"

#if defined MN_POSIX

#include "copies.h"

#include <signal.h>
#if defined MN_SHORT_COPIES
#include <ucontext.h>
#endif

/* Restores the signal mask from before the fault, because a jump out of the handler does
   not.  A handler that forwarded the signal to ours may run with SIGBUS blocked, and the
   next fault would then kill the process. */
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
/* True if the fault is in an instruction of copies.h.  The thread then continues where
   the table says, after the handler returns. */
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

/* The most layers of ours.  Without a limit, another component that keeps installing its
   handler would make us do the same forever. */
enum { MN__LAYERS = 8 };

/* These change under mn__guard_lock; the handler itself only sets mn__one_shot_used. */
static struct sigaction mn__previous[MN__LAYERS];    /* the handler below each layer of ours */
static _Atomic int mn__one_shot_used[MN__LAYERS];    /* that handler had SA_RESETHAND and ran */
static _Atomic int mn__layer_count;
static _Atomic(const struct mn__fault_hooks *) mn__hooks;

/* The signal that this thread is forwarding.  A handler that leaves by a jump never clears
   this, so it counts only for the same signal in a deeper stack frame. */
struct mn__forwarding {
	const void *context;     /* identifies the signal */
	uintptr_t frame;         /* the stack frame of our handler */
	int layer;               /* the layer whose previous handler is running */
};

static MN__FAST_THREAD_LOCAL struct mn__forwarding mn__forwarding;

static int mn__is_default_or_ignored(const struct sigaction *action)
{
	return !(action->sa_flags & SA_SIGINFO) && (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN);
}

/* Does what the signal does to a program without a handler.  A fault repeats when we
   return, and kills the process with the right status.  A signal that was sent has to be
   sent again. */
static void mn__default_action(int number, const siginfo_t *info)
{
	struct sigaction dead;

	memset(&dead, 0, sizeof dead);
	dead.sa_handler = SIG_DFL;
	(void)sigaction(number, &dead, NULL);
	if (info->si_code <= 0)
		(void)raise(number);
}

/* Calls the handler below a layer as the kernel would have called it: with its mask,
   SA_NODEFER, SA_RESETHAND and SA_SIGINFO. */
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
	/* Pages are compared, not bytes: some processors report only the page of a fault,
	   and memcpy may load the whole word or vector around a byte. */
	uintptr_t in_page = (uintptr_t)mn__os_page_size() - 1;
	uintptr_t first = (uintptr_t)info->si_addr & ~in_page, last = first | in_page;
	uintptr_t frame = (uintptr_t)&first;
	struct mn__forwarding before = mn__forwarding;
	const struct mn__fault_hooks *hooks = atomic_load_explicit(&mn__hooks, memory_order_relaxed);
	mn__jump *jump = info->si_code > 0 ? hooks->find_jump((uintptr_t)info->si_addr, first, last) : NULL;

	if (jump) {
		mn__leave_handler(context);
		mn__do_jump(*jump);
	}
	if (info->si_code > 0 && mn__in_short_copy(context)) {
		hooks->short_copy_failed((uintptr_t)info->si_addr);
		return;
	}
	/* If the previous handler calls ours again for the same signal, forward it one
	   layer further down.  Its frames are between our two. */
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

/* The layer of ours that this handler is, or -1. */
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

/* Installs our next layer over the handler `now`.  If all layers are used, another
   component keeps reinstalling its handler; leave it in place. */
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
	/* SA_NODEFER: our handler may leave by a jump, and must not leave SIGBUS blocked.
	   SA_ONSTACK: a thread may have a stack for signals.  SA_RESTART: system calls that
	   the previous handler did not interrupt are not interrupted now. */
	ours.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK
	                | (mn__is_default_or_ignored(now) ? SA_RESTART : now->sa_flags & SA_RESTART);
	(void)sigemptyset(&ours.sa_mask);
	mn__previous[layer] = *now;
	atomic_store(&mn__one_shot_used[layer], 0);
	if (sigaction(SIGBUS, &ours, NULL) == 0)
		atomic_store(&mn__layer_count, layer + 1);
}

/* ---- Runtimes ---- */

/* Functions that are in every process of a runtime: CPython; Node, Deno and Bun; Perl; PHP;
   the JVM.  They are never called.  A weak symbol is NULL if the process does not have it, so the
   library links and loads without a runtime. */
#if defined __ELF__ && defined __GNUC__
#define MN__RUNTIME(name) extern void name(void) __attribute__((weak, visibility("default")));
MN__RUNTIME(Py_Initialize)
MN__RUNTIME(napi_create_function)
MN__RUNTIME(Perl_despatch_signals)
MN__RUNTIME(php_module_startup)
MN__RUNTIME(JNI_GetCreatedJavaVMs)

MN_PRIVATE bool mn__os_has_runtime(void)
{
	return Py_Initialize || napi_create_function || Perl_despatch_signals || php_module_startup || JNI_GetCreatedJavaVMs;
}
#else
MN_PRIVATE bool mn__os_has_runtime(void)
{
	return false;
}
#endif

/* ---- Checking, installing and removing ---- */

MN_PRIVATE bool mn__os_fault_handler_on_top(void)
{
	struct sigaction now;

	return sigaction(SIGBUS, NULL, &now) == 0 && mn__layer_of(&now) >= 0
	       && mn__layer_of(&now) + 1 == atomic_load(&mn__layer_count);
}

MN_PRIVATE void mn__os_fault_handler_install(const struct mn__fault_hooks *hooks)
{
	struct sigaction now;

	atomic_store_explicit(&mn__hooks, hooks, memory_order_relaxed);
	if (sigaction(SIGBUS, NULL, &now) < 0)
		return;
	/* If a lower layer of ours is installed, the handlers above it were removed. */
	if (mn__layer_of(&now) >= 0)
		atomic_store(&mn__layer_count, mn__layer_of(&now) + 1);
	else
		mn__install_layer(&now);
}

MN_PRIVATE bool mn__os_fault_handler_remove(void)
{
	struct sigaction now, previous;
	int layer = sigaction(SIGBUS, NULL, &now) == 0 ? mn__layer_of(&now) : -1;

	if (layer < 0)
		return false;
	previous = mn__previous[layer];
	if (atomic_load(&mn__one_shot_used[layer])) {
		previous.sa_flags &= ~SA_SIGINFO;
		previous.sa_handler = SIG_DFL;
	}
	(void)sigaction(SIGBUS, &previous, NULL);
	atomic_store(&mn__layer_count, layer);
	return true;
}

MN_PRIVATE bool mn__os_fault_signal_blocked(void)
{
	sigset_t mask;

	return pthread_sigmask(SIG_SETMASK, NULL, &mask) == 0 && sigismember(&mask, SIGBUS) == 1;
}

#endif
