/* F11: pthread_cancel ends a thread between two calls of the library, or in
   one that waits; never in the middle of another. */

#include "helpers.h"

#include <time.h>

/* AddressSanitizer does not see that a cancelled thread leaves its
   functions. */
static void need_cancellation(void)
{
	if (UNDER_ASAN)
		t_skip("AddressSanitizer takes the end of a cancelled thread for an overflow");
}

/* ---- A thread that was cancelled before ---- */

/* Check's assertions write, and a cancelled thread ends in a write. */
static int reached, failed_line;

#define NEED(condition) do { \
		if (!(condition) && !failed_line) \
			failed_line = __LINE__; \
	} while (0)

/* Under a cancellation that waits for the first opportunity. */
static void *all_calls(void *path)
{
	uint8_t byte = 1;
	char memory[64], created[600];
	int64_t r, s, m, id;
	int fd;

	snprintf(memory, sizeof memory, "/mmapnative-cancel-%d", (int)getpid());
	snprintf(created, sizeof created, "%s.created", (const char *)path);
	pthread_cancel(pthread_self());
	r = mn_region_open(path, 2, 0, -1);
	reached = 1;
	NEED(mn_region_write(r, 0, &byte, 1) == 1);
	NEED(mn_region_read(r, 0, &byte, 1) == 1);
	NEED(mn_region_sync(r, 0, 1, MS_SYNC) == 0);
	NEED(mn_region_durable(r) == 0);
	reached = 2;
	NEED(mn_region_resize(r, 9000) == 0);
	NEED(mn_region_file_size(r) == 9000);
	NEED(mn_region_refresh(r) == 9000);
	s = mn_slice_open(r, 0, 1, 2, 0);
	NEED(mn_slice_close(s) == 0);
	/* No slice conflicts, so this does not wait. */
	s = mn_slice_open(r, 0, 1, 2, -1);
	NEED(s > 0);
	NEED(mn_slice_open(r, 0, 1, 2, 0) == -EBUSY);
	NEED(mn_slice_close(s) == 0);
	NEED(mn_region_wait_u32(r, 4, 12345, -1) == -EAGAIN);
	reached = 3;
	NEED(mn_region_close(r) == 0);
	reached = 4;
	r = mn_region_open_or_create(created, 0, 5);
	mn_region_close(r);
	unlink(created);
	r = mn_region_create(created, 10);
	NEED(mn_region_resize(r, 5000) == 0);
	NEED(mn_region_release(r) == 0);
	unlink(created);
	r = mn_region_memfd("m", 10, 0);
	NEED(mn_region_close(r) == 0);
	r = mn_region_shared(memory, 10);
	NEED(mn_region_close(r) == 0);
	fd = mn_shm_open(memory, O_RDWR, 0);
	NEED(fd >= 0);
	NEED(mn_shm_unlink(memory) == 0);
	r = mn_region_map(fd, 0, -1, 2, 0, 0, 0);
	NEED(mn_close(fd) == 0);
	NEED(mn_region_close(r) == 0);
#if defined MAP_HUGETLB
	/* The size of huge pages is read from a file. */
	r = mn_region_map(-1, 0, 5000, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, 0);
	if (r > 0)
		NEED(mn_region_close(r) == 0);
#endif
	NEED(mn_region_open("/", 1, 0, -1) == -ENODEV);
	NEED(mn_region_open("/dev/zero", 1, 0, -1) == -ENODEV);
	if (access("/proc/self/status", R_OK) == 0)
		NEED(mn_region_open("/proc/self/status", 1, 0, -1) == -ENODEV);
	reached = 5;
	m = mn_manager_open(t_path(""));
	NEED(mn_manager_grant(m, 1, 3) == 0);
	id = mn_manager_map(m, 1, strrchr(path, '/') + 1, 0, -1, PROT_READ | PROT_WRITE, 1);
	NEED(id > 0);
	NEED(mn_manager_sync(m, 1, id) == 0);
	NEED(mn_manager_resize(m, 1, id, 100) == 0);
	NEED(mn_manager_unmap(m, 1, id, 1) == 0);
	NEED(mn_manager_close(m) == 0);
	for (int32_t i = 0; i < mn_constant_count(); i++)
		(void)mn_supported(mn_constant_name(i));
	reached = 6;
	pthread_testcancel();
	reached = 7;
	return NULL;
}

START_TEST(no_call_ends_in_the_middle)
{
	const char *path = pattern("f", 5000);
	int before = t_descriptors();
	pthread_t thread;
	void *result;

	need_cancellation();
	ck_assert_int_eq(pthread_create(&thread, NULL, all_calls, (void *)(uintptr_t)path), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	IS(reached, 6);
	ck_assert_msg(!failed_line, "line %d", failed_line);
	ck_assert(result == PTHREAD_CANCELED);
	IS(t_descriptors(), before);
	IS(mn_statistic("regions"), 0);
	IS(mn_statistic("slices"), 0);
	IS(mn_statistic("managers"), 0);
}
END_TEST

/* A thread with cancellation disabled is not cancelled, and its setting
   stays. */
static void *unwilling(void *region)
{
	int64_t r = *(const int64_t *)region, other = mn_region_anonymous(10);
	int state;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_cancel(pthread_self());
	NEED(mn_region_durable(r) == 0);
	NEED(mn_slice_open(r, 0, 1, 2, 50) == -EBUSY);
	NEED(mn_region_wait_u32(other, 0, 0, 50) == -ETIMEDOUT);
	NEED(mn_region_close(other) == 0);
	NEED(mn_region_resize(r, 8) == -EBUSY);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	NEED(state == PTHREAD_CANCEL_DISABLE);
	reached = 1;
	return NULL;
}

START_TEST(the_callers_own_state_stays)
{
	int64_t r = mn_region_memfd("m", 4096, 0), s = mn_slice_open(r, 0, 1, 2, 0);
	pthread_t thread;
	void *result;

	ck_assert_int_gt(s, 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, unwilling, &r), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	IS(reached, 1);
	ck_assert_msg(!failed_line, "line %d", failed_line);
	ck_assert(result == NULL);
	IS(mn_slice_close(s), 0);
	IS(mn_region_close(r), 0);
}
END_TEST

/* ---- Waits ---- */

struct wait {
	int64_t region;
	int32_t timeout;
	int cleaned;
};

static void clean(void *wait)
{
	((struct wait *)wait)->cleaned = 1;
}

static void *waits_for_a_slice(void *argument)
{
	struct wait *w = argument;

	pthread_cleanup_push(clean, w);
	(void)mn_slice_open(w->region, 0, 1, 2, w->timeout);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *waits_for_a_word(void *argument)
{
	struct wait *w = argument;

	pthread_cleanup_push(clean, w);
	(void)mn_region_wait_u32(w->region, 0, 0, w->timeout);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *waits_on_for_a_word(void *argument)
{
	struct wait *w = argument;

	pthread_cleanup_push(clean, w);
	(void)mn_region_await_u32(w->region, 0, 0, w->timeout);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *waits_to_read(void *argument)
{
	struct wait *w = argument;
	uint8_t byte;

	pthread_cleanup_push(clean, w);
	(void)mn_region_read_wait(w->region, 0, &byte, 1, w->timeout);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *waits_to_write(void *argument)
{
	struct wait *w = argument;

	pthread_cleanup_push(clean, w);
	(void)mn_region_write_wait(w->region, 0, "x", 1, w->timeout);
	pthread_cleanup_pop(0);
	return NULL;
}

static void uses_it(void *region)
{
	/* The child can use the region. */
	_exit(mn_region_set_u8(*(const int64_t *)region, 100, 1) == 0 ? 0 : 1);
}

START_TEST(a_wait_ends_and_leaves_nothing_behind)
{
	void *(*const waits[])(void *) = { waits_for_a_slice, waits_to_read, waits_to_write, waits_for_a_word, waits_on_for_a_word };

	need_cancellation();
	for (int i = 0; i < 5; i++)
		for (int32_t timeout = -1; timeout <= 3600000; timeout += 3600001) {
			struct wait w = { mn_region_memfd("m", 4096, 0), timeout, 0 };
			int64_t s = mn_slice_open(w.region, 0, 1, i < 3 ? 2 : 0, 0);
			pthread_t thread;
			void *result;

			ck_assert_int_gt(s, 0);
			ck_assert_int_eq(pthread_create(&thread, NULL, waits[i], &w), 0);
			/* Long enough that the thread usually sleeps. */
			nanosleep(&(struct timespec){ 0, 30000000 }, NULL);
			ck_assert_int_eq(pthread_cancel(thread), 0);
			ck_assert_int_eq(pthread_join(thread, &result), 0);
			ck_assert(result == PTHREAD_CANCELED);
			IS(w.cleaned, 1);
			IS(mn_statistic("slices"), 1);
			IS(mn_slice_close(s), 0);
			IS(t_child(uses_it, &w.region), 0);
			s = mn_slice_open(w.region, 0, 4096, 2, 0);
			ck_assert_int_gt(s, 0);
			IS(mn_slice_close(s), 0);
			IS(mn_region_close(w.region), 0);
		}
	IS(mn_statistic("regions"), 0);
}
END_TEST

/* ---- At any moment ---- */

static void *on_and_on(void *path)
{
	for (;;) {
		int64_t r = mn_region_open(path, 2, 0, -1);

		if (r < 0 || mn_region_durable(r) != 0 || mn_region_close(r) != 0)
			return NULL;
		pthread_testcancel();
	}
}

START_TEST(at_any_moment)
{
	const char *path = pattern("g", 5000);
	int before = t_descriptors();

	need_cancellation();
	for (int i = 0; i < 300; i++) {
		pthread_t threads[4];
		void *result;

		for (int k = 0; k < 4; k++)
			ck_assert_int_eq(pthread_create(&threads[k], NULL, on_and_on, (void *)(uintptr_t)path), 0);
		nanosleep(&(struct timespec){ 0, i * 1000 }, NULL);
		for (int k = 0; k < 4; k++)
			ck_assert_int_eq(pthread_cancel(threads[k]), 0);
		for (int k = 0; k < 4; k++) {
			ck_assert_int_eq(pthread_join(threads[k], &result), 0);
			ck_assert(result == PTHREAD_CANCELED);
		}
		IS(mn_statistic("regions"), 0);
		IS(t_descriptors(), before);
	}
}
END_TEST

T_MAIN("cancel", no_call_ends_in_the_middle, the_callers_own_state_stays, a_wait_ends_and_leaves_nothing_behind,
       T_SLOW, at_any_moment)
