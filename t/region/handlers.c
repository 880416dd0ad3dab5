/* The guard leaves alone the SIGBUS of other code, and the stacks and masks
   of its threads. */

#include "guard.h"

/* ---- The SIGBUS of other code ---- */

/* A page of a file of ours that is not a region and is gone. */
static volatile char *gone_page(void)
{
	char *p;
	int fd;

	page = t_page();
	fd = t_file("own", "x", 1);
	p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(p, MAP_FAILED);
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	close(fd);
	return p;
}

/* The address of a fault for a handler; s390x reports only the page. */
static void *told(void *address)
{
#if defined __s390__
	return (void *)((uintptr_t)address & ~(uintptr_t)4095);
#else
	return address;
#endif
}

static struct {
	int calls, number, code, blocked_usr1, blocked_bus, chained;
	void *address, *context;
	sigjmp_buf jump;
	int jumps;
	struct sigaction before;
} seen, seen_second;

static void look(int number)
{
	sigset_t now;

	seen.calls++;
	seen.number = number;
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	seen.blocked_usr1 = sigismember(&now, SIGUSR1);
	seen.blocked_bus = sigismember(&now, SIGBUS);
}

static void foreign(int number, siginfo_t *info, void *context)
{
	look(number);
	seen.code = info->si_code;
	seen.address = info->si_addr;
	seen.context = context;
	if (seen.jumps)
		siglongjmp(seen.jump, 1);
}

static void foreign_old(int number)
{
	look(number);
	if (seen.jumps)
		siglongjmp(seen.jump, 1);
}

static void install(int flags, void (*handler)(int), void (*action)(int, siginfo_t *, void *))
{
	struct sigaction a;

	memset(&a, 0, sizeof a);
	a.sa_flags = flags;
	sigemptyset(&a.sa_mask);
	sigaddset(&a.sa_mask, SIGUSR1);
	if (action) {
		a.sa_sigaction = action;
		a.sa_flags |= SA_SIGINFO;
	} else {
		a.sa_handler = handler;
	}
	ck_assert_int_eq(sigaction(SIGBUS, &a, &seen.before), 0);
}

/* A fault of ours is survived, one of theirs reaches them. */
static void both_work(int64_t r)
{
	volatile char *p = gone_page();
	int calls = seen.calls;

	cut(page);
	IS(mn_region_get_u8(r, 2 * page), -EIO);
	IS(mn_region_read(r, 2 * page, (char[100]){ 0 }, 100), -EIO);
	IS(seen.calls, calls);
	seen.jumps = 1;
	if (sigsetjmp(seen.jump, 1) == 0) {
		p[10] = 1;
		ck_abort_msg("a page that is gone was written");
	}
	IS(seen.calls, calls + 1);
	IS(seen.number, SIGBUS);
	ck_assert_int_eq(seen.blocked_usr1, 1);
	ck_assert_int_eq(seen.blocked_bus, 1);
	munmap((void *)(uintptr_t)p, page);
	seen.jumps = 0;
	cut(PAGES * page);
}

/* S0-10 and issue "truncation": a handler that was there before. */
START_TEST(a_handler_before)
{
	volatile char *p;
	int64_t r;

	install(0, NULL, foreign);
	r = region(2);
	for (int i = 0; i < 3; i++)
		both_work(r);
	p = gone_page();
	seen.jumps = 1;
	if (sigsetjmp(seen.jump, 1) == 0)
		sink = p[77];
	ck_assert_ptr_eq(seen.address, told((void *)(uintptr_t)(p + 77)));
	ck_assert_int_eq(seen.code, BUS_ADRERR);
	ck_assert_ptr_ne(seen.context, NULL);
	/* A signal that was sent is passed on unchanged, too. */
	seen.jumps = 0;
	ck_assert_int_eq(kill(getpid(), SIGBUS), 0);
	ck_assert_int_eq(seen.code, SI_USER);
	/* Without our handler it is theirs directly, as it was. */
	if (has_mode(1)) {
		struct sigaction now;

		ck_assert_int_eq(sigaction(SIGBUS, NULL, &now), 0);
		ck_assert(now.sa_flags & SA_SIGINFO && now.sa_sigaction == foreign);
		both_work(r);
		IS(mn_guard(0), 0);
		both_work(r);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

START_TEST(an_old_handler_before)
{
	int64_t r;

	install(0, foreign_old, NULL);
	r = region(2);
	both_work(r);
	both_work(r);
	IS(mn_region_close(r), 0);
}
END_TEST

static void faults_twice(void *flags)
{
	volatile char *p;
	int64_t r;

	install((int)(intptr_t)flags, NULL, foreign);
	r = region(2);
	p = gone_page();
	cut(page);
	seen.jumps = 1;
	for (int i = 0; i < 2; i++) {
		if (mn_region_get_u8(r, 2 * page) != -EIO)
			_exit(1);
		if (sigsetjmp(seen.jump, 1) == 0)
			sink = *p;
		if (seen.calls != i + 1)
			_exit(2);
	}
	_exit(mn_region_get_u8(r, 2 * page) == -EIO ? 3 : 4);
}

/* A handler that wants one signal gets one; the next kills. */
START_TEST(a_handler_for_one_signal)
{
	IS(t_child(faults_twice, (void *)(intptr_t)SA_RESETHAND), -SIGBUS);
	IS(t_child(faults_twice, (void *)(intptr_t)SA_NODEFER), 3);
}
END_TEST

static void foreign_chaining(int number, siginfo_t *info, void *context)
{
	seen.chained++;
	if (seen.jumps == 2)
		siglongjmp(seen.jump, 1);
	if (seen.before.sa_flags & SA_SIGINFO)
		seen.before.sa_sigaction(number, info, context);
	else if (seen.before.sa_handler != SIG_DFL && seen.before.sa_handler != SIG_IGN)
		seen.before.sa_handler(number);
	else
		_exit(99);
}

static void foreign_second(int number, siginfo_t *info, void *context)
{
	seen_second.calls++;
	if (seen_second.before.sa_flags & SA_SIGINFO)
		seen_second.before.sa_sigaction(number, info, context);
	else
		_exit(98);
}

/* One that comes after us and hands on: ours are survived at once, and those of
   nobody reach who was there before, through all of them. */
START_TEST(handlers_after_that_hand_on)
{
	struct sigaction first, a;
	volatile char *p;
	int64_t r;

#if UNDER_TSAN
	t_skip("the sanitizer of threads puts its own handler in the place of each");
#endif
	install(0, NULL, foreign);
	first = seen.before;
	r = region(2);
	/* A thread's first access may be one that looks after the handler. */
	IS(mn_region_get_u8(r, 0), 'a');
	memset(&a, 0, sizeof a);
	a.sa_flags = SA_SIGINFO;
	a.sa_sigaction = foreign_chaining;
	ck_assert_int_eq(sigaction(SIGBUS, &a, &seen.before), 0);
	cut(page);
	IS(mn_region_get_u8(r, 2 * page), -EIO);
	IS(mn_region_read(r, 2 * page, (char[500]){ 0 }, 500), -EIO);
	ck_assert_int_gt(seen.chained, 0);
	/* Ours goes over it, another one over that, and ours again. */
	IS(mn_region_refresh(r), (int64_t)page);
	a.sa_sigaction = foreign_second;
	ck_assert_int_eq(sigaction(SIGBUS, &a, &seen_second.before), 0);
	cut(PAGES * page);
	IS(mn_region_refresh(r), (int64_t)(PAGES * page));
	for (int i = 0; i < 4; i++) {
		int chained = seen.chained, second = seen_second.calls, calls = seen.calls;

		cut(page);
		IS(mn_region_get_u8(r, 2 * page), -EIO);
		IS(mn_region_read(r, 2 * page, (char[500]){ 0 }, 500), -EIO);
		IS(seen.calls, calls);
		p = gone_page();
		seen.jumps = 1;
		if (sigsetjmp(seen.jump, 1) == 0)
			sink = p[5];
		IS(seen_second.calls, second + 1);
		IS(seen.chained, chained + 1);
		IS(seen.calls, calls + 1);
		ck_assert_ptr_eq(seen.address, told((void *)(uintptr_t)(p + 5)));
		/* One of them leaves in the middle, and nothing is confused. */
		seen.jumps = 2;
		if (sigsetjmp(seen.jump, 1) == 0)
			sink = p[6];
		IS(seen_second.calls, second + 2);
		IS(seen.chained, chained + 2);
		IS(seen.calls, calls + 1);
		seen.jumps = 0;
		munmap((void *)(uintptr_t)p, page);
		if (i == 1 && has_mode(1))
			IS(mn_guard(0), 0);
		if (i == 2)
			IS(mn_guard(2), 2);
		cut(PAGES * page);
	}
	IS(mn_region_close(r), 0);
	(void)first;
}
END_TEST

/* One that comes after us and does not hand on is noticed. */
START_TEST(a_handler_after_that_keeps_all)
{
	int64_t r, s;
	char bytes[100];

	r = region(2);
	for (int way = 0; way < 5; way++) {
		seen.calls = 0;
		install(0, NULL, foreign);
		switch (way) {
		case 0:
			IS(mn_region_refresh(r), (int64_t)(PAGES * page));
			break;
		case 1:
			/* Within 10 ms of the last look an opening trusts it. */
			nanosleep(&(struct timespec){ 0, 11000000 }, NULL);
			s = mn_region_open(t_path("f"), 1, 0, -1);
			IS(mn_region_close(s), 0);
			break;
		case 2:
			s = mn_slice_open(r, 0, 1, 0, 0);
			IS(mn_slice_close(s), 0);
			break;
		case 3:
			for (int i = 0; i < 4200; i++)
				IS(mn_region_read(r, 0, bytes, i % 2 ? 64 : 100), i % 2 ? 64 : 100);
			break;
		case 4:
			IS(mn_guard(2), 2);
			install(0, NULL, foreign);
			break;
		}
		both_work(r);
		if (way == 4) {
			install(0, foreign_old, NULL);
			both_work(r);
		}
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* A handler that is put there for a while, and taken away again, gets nothing
   afterwards, even though ours was put over it meanwhile. */
START_TEST(a_handler_for_a_while)
{
	struct sigaction ours;
	int64_t r;

	install(0, NULL, foreign);
	r = region(2);
	for (int i = 0; i < 30; i++) {
		struct sigaction a;

		memset(&a, 0, sizeof a);
		a.sa_flags = SA_SIGINFO;
		a.sa_sigaction = foreign_second;
		ck_assert_int_eq(sigaction(SIGBUS, &a, &ours), 0);
		seen_second.before = ours;
		IS(mn_region_refresh(r), (int64_t)(PAGES * page));
		both_work(r);
		ck_assert_int_eq(sigaction(SIGBUS, &ours, NULL), 0);
		seen_second.calls = 0;
		both_work(r);
		IS(mn_region_refresh(r), (int64_t)(PAGES * page));
		both_work(r);
		IS(seen_second.calls, 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Faults without a handler ---- */

static void touches_what_is_gone(void *mode)
{
	volatile char *p = gone_page();
	int64_t r = region(2);

	if (mn_guard((int32_t)(intptr_t)mode) != (int32_t)(intptr_t)mode)
		_exit(77);
	cut(page);
	if (mn_region_get_u8(r, 2 * page) != -EIO)
		_exit(1);
	sink = *p;
	_exit(2);
}

static void touches_while_ignored(void *unused)
{
	(void)unused;
	signal(SIGBUS, SIG_IGN);
	touches_what_is_gone((void *)0);
}

static void is_sent_one(void *unused)
{
	int64_t r = region(2);

	(void)unused;
	(void)r;
	kill(getpid(), SIGBUS);
	_exit(3);
}

static void is_sent_one_and_ignores(void *unused)
{
	int64_t r;

	(void)unused;
	signal(SIGBUS, SIG_IGN);
	r = region(2);
	for (int i = 0; i < 3; i++)
		kill(getpid(), SIGBUS);
	cut(page);
	_exit(mn_region_get_u8(r, 2 * page) == -EIO ? 0 : 4);
}

static void blocks_and_is_sent_one(void *unused)
{
	sigset_t set, pending;
	int64_t r = region(2);

	(void)unused;
	sigemptyset(&set);
	sigaddset(&set, SIGBUS);
	sigprocmask(SIG_BLOCK, &set, NULL);
	kill(getpid(), SIGBUS);
	sigpending(&pending);
	if (!sigismember(&pending, SIGBUS) || mn_region_get_u8(r, 0) != 'a')
		_exit(5);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	_exit(6);
}

START_TEST(what_is_nobodys_kills)
{
	int status;

	for (intptr_t mode = 0; mode <= 2; mode++) {
		status = t_child(touches_what_is_gone, (void *)mode);
		if (mode != 1 || status != 77)
			IS(status, -SIGBUS);
	}
	IS(t_child(touches_while_ignored, NULL), -SIGBUS);
	IS(t_child(is_sent_one, NULL), -SIGBUS);
	IS(t_child(is_sent_one_and_ignores, NULL), 0);
	/* valgrind and qemu keep a blocked signal to themselves. */
	if (!t_is_slow())
		IS(t_child(blocks_and_is_sent_one, NULL), -SIGBUS);
}
END_TEST

/* The handler goes to a child with everything else. */
static void reads_on(void *id)
{
	_exit(mn_region_get_u8(*(int64_t *)id, 2 * page) == -EIO && mn_region_get_u8(*(int64_t *)id, 0) == 'a' ? 0 : 1);
}

/* The handler was removed there; opening a region restores it. */
static void reads_on_later(void *id)
{
	if (mn_region_close(mn_region_open(t_path("f"), 1, 0, -1)) != 0)
		_exit(2);
	reads_on(id);
}

START_TEST(a_child_is_guarded_too)
{
	int64_t r = region(1);

	int status;
	pid_t pid;

	cut(page);
	IS(mn_region_get_u8(r, 2 * page), -EIO);
	/* t_child would take the handler away. */
	pid = fork();
	if (pid == 0)
		reads_on(&r);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	IS(t_child(reads_on_later, &r), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Threads with stacks of their own for signals ---- */

static void *on_a_stack_of_its_own(void *id)
{
	int64_t r = *(int64_t *)id;
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 }, off = { .ss_flags = SS_DISABLE };
	char bytes[100];
	intptr_t wrong = 0;

	wrong += sigaltstack(&stack, NULL) != 0;
	for (int i = 0; i < 2000; i++) {
		wrong += mn_region_read(r, 2 * page, bytes, 64) != -EIO;
		wrong += mn_region_read(r, 2 * page, bytes, 100) != -EIO;
		wrong += mn_region_find(r, 0, PAGES * page, "b", 1) != -EIO;
		wrong += mn_region_get_u8(r, 7) != 'a';
	}
	wrong += sigaltstack(&off, NULL) != 0;
	free(stack.ss_sp);
	return (void *)wrong;
}

START_TEST(stacks_for_signals)
{
	int64_t r = region(1);
	pthread_t threads[3];

	cut(page);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, on_a_stack_of_its_own, &r), 0);
	for (int i = 0; i < 3; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		IS((intptr_t)wrong, 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

/* The signal mask is afterwards as it was before. */
START_TEST(the_mask_stays)
{
	int64_t r = region(1);
	sigset_t set, now;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	cut(page);
	for (int i = 0; i < 3; i++) {
		IS(mn_region_get_u8(r, 2 * page), -EIO);
		IS(mn_region_read(r, 2 * page, (char[500]){ 0 }, 500), -EIO);
		pthread_sigmask(SIG_SETMASK, NULL, &now);
		ck_assert_int_eq(sigismember(&now, SIGUSR2), 1);
		ck_assert_int_eq(sigismember(&now, SIGBUS), 0);
		ck_assert_int_eq(sigismember(&now, SIGUSR1), 0);
	}
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("handlers", a_handler_before, an_old_handler_before, a_handler_for_one_signal, handlers_after_that_hand_on,
       a_handler_for_a_while, a_child_is_guarded_too, stacks_for_signals, the_mask_stays,
       T_SLOW, a_handler_after_that_keeps_all, what_is_nobodys_kills)
