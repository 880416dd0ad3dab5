/* A program that exports a function of a language runtime, as an interpreter does.  Its
   guard checks the handler at every access, because the runtime's programs install
   handlers of their own. */

#include "guard.h"

/* The name by which the library recognizes CPython.  The library never calls it. */
__attribute__((visibility("default"))) void Py_Initialize(void);

void Py_Initialize(void)
{
	abort();
}

/* Issue 17: the mode is chosen before the first region, and the caller may choose another. */
START_TEST(starts_checked)
{
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_CHECKED);
	IS(mn_region_close(region(1)), 0);
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_CHECKED);
	IS(mn_guard(MN_GUARD_HANDLER), MN_GUARD_HANDLER);
	IS(mn_region_close(region(1)), 0);
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_HANDLER);
}
END_TEST

START_TEST(the_caller_chooses_first)
{
	int64_t r;

	IS(mn_guard(MN_GUARD_HANDLER), MN_GUARD_HANDLER);
	r = region(1);
	IS(mn_region_get_u8(r, 0), 'a');
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_HANDLER);
	IS(mn_region_close(r), 0);
}
END_TEST

/* The first access chooses the mode, too, when no file was opened before it. */
START_TEST(the_first_access_chooses)
{
	int64_t r = mn_region_anonymous(64);

	IS(mn_region_set_u8(r, 3, 5), 0);
	IS(mn_region_get_u8(r, 3), 5);
	IS(mn_guard(MN_GUARD_ASK), MN_GUARD_CHECKED);
	IS(mn_region_close(r), 0);
}
END_TEST

/* The handlers of runtimes note the signal and return (the fault then repeats for ever),
   or restore the default and raise the signal again. */
static void returns(int number)
{
	(void)number;
	_exit(50);
}

static void raises_again(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void installs(void *handler)
{
	char bytes[200];
	int64_t r = region(2);

	for (int i = 0; i < 20; i++) {
		T_NEED(mn_region_read(r, 0, bytes, 8) == 8);
		T_NEED(signal(SIGBUS, *(void (**)(int))handler) != SIG_ERR);
		cut(page);
		switch (i % 5) {
		case 0: T_NEED(mn_region_read(r, 2 * page, bytes, 8) == -EIO); break;
		case 1: T_NEED(mn_region_write(r, 2 * page, bytes, 200) == -EIO); break;
		case 2: T_NEED(mn_region_get_u8(r, 2 * page) == -EIO); break;
		case 3: T_NEED(mn_region_find(r, 0, PAGES * page, "b", 1) == -EIO); break;
		case 4: T_NEED(mn_region_fill(r, 2 * page, page, 0) == -EIO); break;
		}
		cut(PAGES * page);
	}
	_exit(0);
}

START_TEST(handlers_after_the_first_region)
{
	void (*handlers[])(int) = { returns, raises_again, SIG_DFL, SIG_IGN };

	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
		IS(t_child(installs, &handlers[i]), 0);
}
END_TEST

/* In mode 0 the library does not look in time: the test above is a test. */
static void installs_in_mode_0(void *handler)
{
	if (mn_guard(MN_GUARD_HANDLER) != MN_GUARD_HANDLER)
		_exit(1);
	installs(handler);
}

START_TEST(a_handler_in_mode_0)
{
	void (*handler)(int) = returns;

	IS(t_child(installs_in_mode_0, &handler), 50);
}
END_TEST

T_MAIN("runtime", starts_checked, the_caller_chooses_first, the_first_access_chooses,
       T_SLOW, handlers_after_the_first_region, a_handler_in_mode_0)
