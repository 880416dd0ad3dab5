/* Managers when memory runs out or a system call fails: nothing is lost,
   counted twice or leaked.  The tests also count system calls where the
   contract promises them. t/failing.h makes the failures. */

/* Then every step of a path is a call of libc that can fail. */
#define MN_NO_OPENAT2 1
#include "failing.h"

enum { ME = 42, RW = PROT_READ | PROT_WRITE };

static int64_t m;

/* The state before a call that may fail. */
static struct {
	int64_t mappings, bytes, owners, regions, managers;
	size_t mapped;
	int descriptors;
} before, now;

static void look(void *state)
{
	before.managers = mn_statistic("managers");
	before.regions = mn_statistic("regions");
	before.mappings = m ? mn_manager_statistic(m, "mappings") : 0;
	before.bytes = m ? mn_manager_statistic(m, "bytes") : 0;
	before.owners = m ? mn_manager_statistic(m, "owners") : 0;
	before.mapped = mapped(0);
	before.descriptors = t_descriptors();
	memcpy(state, &before, sizeof before);
}

static void as_before(void)
{
	__typeof__(before) then = before;

	look(&now);
	NEED(memcmp(&then, &now, sizeof now) == 0);
}

/* A manager of the test's own folder, with a file below a directory and behind
   a link. */
static void fresh(void)
{
	char bytes[9000];
	char folder[300];
	int fd;

	memset(bytes, 'o', sizeof bytes);
	close(t_file("file", bytes, sizeof bytes));
	(void)mkdir(t_path("d"), 0700);
	(void)symlink("d/../file", t_path("link"));
	snprintf(folder, sizeof folder, "%s", t_path(""));
	mapped(1);
	m = mn_manager_open(folder);
	NEED(m > 0);
	for (int owner = 1; owner <= 7; owner++)
		NEED(mn_manager_grant(m, owner, 1) == 0);
	NEED(mn_manager_grant(m, ME, 3) == 0);
	fd = (open)(t_path("file"), O_RDONLY);
	NEED(fd >= 0 && (close)(fd) == 0);
}

static void end(void)
{
	NEED(mn_manager_close(m) == 0);
	m = 0;
	NEED(mn_statistic("regions") == 0 && mn_statistic("managers") == 0 && mapped(0) == 0);
}

/* ---- Scenarios ---- */

static void opening(void)
{
	int64_t id;
	char folder[300];

	snprintf(folder, sizeof folder, "%s", t_path(""));
	mapped(1);
	look(&now);
	TRY(id, mn_manager_open(folder));
	if (id < 0) {
		as_before();
		id = mn_manager_open(folder);
	}
	NEED(id > 0 && mn_statistic("managers") == 1);
	NEED(mn_manager_close(id) == 0);
	as_before();
}

/* The list of owners is full with eight. */
static int64_t do_grant(void) { return mn_manager_grant(m, 1000, 1); }
static int64_t do_limit(void) { return mn_manager_limit(m, 1000, 5, 5); }
static int64_t do_map(void) { return mn_manager_map(m, ME, "d/../file", 5000, 100, RW, 1); }
static int64_t do_map_link(void) { return mn_manager_map(m, ME, "link", 0, -1, PROT_READ, 0); }
static int64_t do_anonymous(void) { return mn_manager_map_anonymous(m, ME, 9000); }
static int64_t do_memfd(void) { return mn_manager_map_memfd(m, ME, "memory", 9000); }
static int64_t do_stranger(void) { return mn_manager_map_anonymous(m, 2000, 9000); }

/* A call that returns a new mapping, or leaves all unchanged. */
static void made(int64_t (*call)(void))
{
	int64_t result;

	fresh();
	/* The list of mappings is full with eight, too. */
	for (int i = 0; i < 8; i++)
		NEED(mn_manager_map_anonymous(m, ME, 1) == i + 1);
	look(&now);
	TRY(result, call());
	if (result < 0) {
		as_before();
		result = call();
	}
	NEED(result == 0 || result == 9);
	NEED(mn_manager_statistic(m, "mappings") == 8 + (result > 0));
	end();
}

static void granting(void) { made(do_grant); }
static void limiting(void) { made(do_limit); }
static void mapping(void) { made(do_map); }
static void mapping_a_link(void) { made(do_map_link); }
static void mapping_memory(void) { made(do_anonymous); }
static void mapping_a_memfd(void) { made(do_memfd); }
static void mapping_for_a_stranger(void) { made(do_stranger); }

/* S3-31: when the file cannot be written back, unmap says so and the mapping
   stays; the same for closing an owner, where the others go. */
static void unmapping(int32_t sync)
{
	int64_t id, result;

	fresh();
	id = mn_manager_map(m, ME, "file", 0, -1, RW, 1);
	NEED(id == 1 && mn_manager_write(m, ME, id, 0, "new", 3) == 3);
	look(&now);
	TRY(result, mn_manager_unmap(m, ME, id, sync));
	NEED(!fail.failed == (result == 0));
	if (result < 0 && strcmp(fail.failed, "close") != 0) {
		char bytes[3];

		NEED(result == -EIO || result == -ENOMEM);
		NEED(!sync || fail.at > 1 || (result == -EIO && strstr(mn_error_detail(), "mapping 1: sync")));
		NEED(mn_manager_read(m, ME, id, 0, bytes, 3) == 3 && memcmp(bytes, "new", 3) == 0);
		as_before();
		NEED(mn_manager_unmap(m, ME, id, sync) == 0);
	}
	/* The file that cannot be closed is closed all the same. */
	NEED(mn_manager_unmap(m, ME, id, sync) == -EBADF);
	NEED(mn_manager_statistic(m, "mappings") == 0 && mn_manager_statistic(m, "bytes") == 0);
	NEED(mapped(0) == 0 && t_descriptors() == now.descriptors - 1);
	end();
}

static void unmapping_with_sync(void) { unmapping(1); }
static void unmapping_without(void) { unmapping(0); }

static void closing_an_owner(void)
{
	int64_t result, bytes = -1, left;

	fresh();
	for (int i = 0; i < 3; i++)
		NEED(mn_manager_map(m, ME, "file", 0, 1000 * (i + 1), RW, 1) == i + 1);
	TRY(result, mn_manager_close_owner(m, ME, 1, &bytes));
	NEED(!fail.failed == (result == 3));
	left = mn_manager_statistic(m, "mappings");
	if (result < 0) {
		int closing = strcmp(fail.failed, "close") == 0;

		NEED(strstr(mn_error_detail(), "(2 others were closed)"));
		NEED(left == (closing ? 0 : 1));
		NEED(bytes == 6000 - (closing ? 0 : mn_manager_statistic(m, "bytes")));
		NEED(mn_manager_rights(m, ME) == 3);
		NEED(mn_manager_close_owner(m, ME, 1, NULL) == left);
	} else {
		NEED(result == 3 && bytes == 6000);
	}
	NEED(mn_manager_rights(m, ME) == 0);
	NEED(mn_manager_statistic(m, "mappings") == 0 && mn_manager_statistic(m, "bytes") == 0);
	end();
}

/* No caller receives these failures, so they are counted. */
static void closing(void)
{
	int64_t result;

	fresh();
	for (int i = 0; i < 3; i++)
		NEED(mn_manager_map(m, ME, "file", 0, 1000 * (i + 1), RW, 1) == i + 1);
	look(&now);
	armed(1);
	result = mn_manager_close(m);
	armed(0);
	m = 0;
	NEED(result == 0 && mn_statistic("managers") == 0 && mn_statistic("regions") == 0);
	if (!fail.failed)
		NEED(mapped(0) == 0 && t_descriptors() == now.descriptors - 4);
	else if (strcmp(fail.failed, "munmap") == 0)
		NEED(mn_statistic("close_errors") == 1 && t_descriptors() == now.descriptors - 3);
}

static void resizing(int64_t id, uint64_t length)
{
	int64_t result;
	int64_t was = mn_manager_info(m, ME, id, "length");

	look(&now);
	TRY(result, mn_manager_resize(m, ME, id, length));
	if (result < 0) {
		as_before();
		NEED(mn_manager_info(m, ME, id, "length") == was);
		NEED(strstr(mn_error_detail(), "mapping 1: resize"));
		NEED(mn_manager_resize(m, ME, id, length) == 0);
	}
	NEED(mn_manager_statistic(m, "bytes") == (int64_t)length);
	end();
}

static void growing_a_file(void)
{
	fresh();
	resizing(mn_manager_map(m, ME, "file", 0, -1, RW, 1), 50000);
}

static void shrinking_a_file(void)
{
	fresh();
	resizing(mn_manager_map(m, ME, "file", 0, -1, RW, 1), 100);
}

static void growing_a_memfd(void)
{
	fresh();
	resizing(mn_manager_map_memfd(m, ME, "memory", 9000), 50000);
}

static void growing_memory(void)
{
	fresh();
	resizing(mn_manager_map_anonymous(m, ME, 9000), 50000);
}

/* ---- The first call of a thread needs a record of it ---- */

static char small[20];
static int64_t u_read(void) { return mn_manager_read(m, ME, 1, 0, small, 3); }
static int64_t u_up_to(void) { return mn_manager_read_up_to(m, ME, 1, 0, small, 3); }
static int64_t u_write(void) { return mn_manager_write(m, ME, 1, 0, "o", 1); }
static int64_t u_sync(void) { return mn_manager_sync(m, ME, 1); }
static int64_t u_protect(void) { return mn_manager_protect(m, ME, 1, 0, 1, RW); }
static int64_t u_advise(void) { return mn_manager_advise(m, ME, 1, 0, 1, MADV_RANDOM); }
static int64_t u_populate(void) { return mn_manager_populate(m, ME, 1, 0, 1); }
static int64_t u_resize(void) { return mn_manager_resize(m, ME, 1, 9000); }
static int64_t u_find(void) { return mn_manager_find(m, ME, 1, 0, 10, "o", 1); }
static int64_t u_region(void) { return mn_manager_region(m, ME, 1); }
static int64_t u_next(void) { return mn_manager_next(m, ME, ME, 0); }
static int64_t u_list(void) { return mn_manager_list(m, ME, ME, 0, (int64_t[4]){ 0 }, 4); }
static int64_t u_descriptor(void)
{
	int32_t fd = mn_manager_descriptor(m, ME, 1, (int64_t[13]){ 0 }, 13);

	return fd < 0 ? fd : close(fd);
}
static int64_t u_info(void) { return mn_manager_info(m, ME, 1, "resident"); }
static int64_t u_counter(void) { return mn_manager_info(m, ME, 1, "reads"); }
static int64_t u_path(void) { return mn_manager_path(m, ME, 1, small, sizeof small); }
static int64_t u_owner(void) { return mn_manager_owner_info(m, ME, ME, "bytes"); }
static int64_t u_statistic(void) { return mn_manager_statistic(m, "bytes"); }
static int64_t u_map(void)
{
	int64_t id = mn_manager_map(m, ME, "file", 0, -1, RW, 1), result = id < 0 ? id : mn_manager_unmap(m, ME, id, 0);

	/* A mapping that could not be closed still exists. */
	if (id > 0 && result < 0)
		(void)mn_manager_unmap(m, ME, id, 0);
	return result;
}
static int64_t u_grant(void) { return mn_manager_grant(m, ME, 3); }
static int64_t u_close_owner(void) { return mn_manager_close_owner(m, 1, 0, NULL); }
static int64_t u_denied(void) { return mn_manager_read(m, 1, 1, 0, small, 3) == -EPERM ? 0 : -ENOMEM; }

static int64_t (*const uses[])(void) = {
	u_read, u_up_to, u_write, u_sync, u_protect, u_advise, u_populate, u_resize, u_find, u_region, u_next, u_list,
	u_descriptor, u_info,	u_counter, u_path, u_owner, u_statistic, u_map, u_grant, u_close_owner, u_denied,
};

static size_t use;

static void *use_it(void *argument)
{
	int64_t result;

	look(&now);
	TRY(result, uses[use]());
	if (result < 0)
		as_before();
	NEED(uses[use]() >= 0);
	return argument;
}

/* The first thread has a record; the second has none. */
static void *first_use(void *argument)
{
	int64_t result;

	TRY(result, uses[use]());
	*(int64_t *)argument = result;
	return NULL;
}

static void using(void)
{
	pthread_t thread;
	int64_t result = 0;

	fresh();
	NEED(mn_manager_map(m, ME, "file", 0, -1, RW, 1) == 1);
	look(&now);
	NEED(pthread_create(&thread, NULL, first_use, &result) == 0);
	pthread_join(thread, NULL);
	if (result < 0)
		as_before();
	NEED(pthread_create(&thread, NULL, use_it, NULL) == 0);
	pthread_join(thread, NULL);
	NEED(mn_manager_unmap(m, ME, 1, 1) == 0);
	end();
}

/* ---- Tests ---- */

START_TEST(making)
{
	CALLS(opening, 2, 1);
	CALLS(granting, 1, 0);
	CALLS(limiting, 1, 0);
	CALLS(mapping, 4, 6);
	CALLS(mapping_a_link, 4, 6);
	CALLS(mapping_memory, 3, 1);
	CALLS(mapping_a_memfd, 4, 5);
	CALLS(mapping_for_a_stranger, 4, 1);
}
END_TEST

START_TEST(ending)
{
	CALLS(unmapping_with_sync, 0, 3);
	CALLS(unmapping_without, 0, 2);
	CALLS(closing_an_owner, 0, 9);
	CALLS(closing, 0, 7);
}
END_TEST

START_TEST(resizes)
{
	CALLS(growing_a_file, 0, 2);
	CALLS(shrinking_a_file, 0, 2);
	CALLS(growing_a_memfd, 0, 2);
	CALLS(growing_memory, 0, 1);
	ck_assert_int_ge(each(growing_a_file, "growing_a_file", 0, 1), 3);
	ck_assert_int_ge(each(growing_memory, "growing_memory", 0, 1), 2);
}
END_TEST

START_TEST(first_call_of_a_thread)
{
	for (use = 0; use < sizeof uses / sizeof *uses; use++) {
		char name[64];

		snprintf(name, sizeof name, "use %zu", use);
		ck_assert_int_ge(each(using, name, 1, 0), uses[use] != u_grant);
		ck_assert_int_ge(each(using, name, 0, 0), 0);
	}
}
END_TEST

/* The number of system calls that this makes. */
#define MADE(call, calls) do { \
		fail.made[0] = 0; \
		armed(1); \
		IS(call, 0); \
		armed(0); \
		ck_assert_str_eq(fail.made, calls); \
	} while (0)

/* S3-28: a mapping without changes makes no call. */
/* S3-10: a sync happens only on request. */
/* S3-30: and then before the unmapping. */
/* S3-09: reads and writes make no call. */
START_TEST(calls_of_the_system)
{
	int64_t id;

	fresh();
	/* A thread's first call does more. */
	IS(mn_manager_sync(m, ME, mn_manager_map_anonymous(m, ME, 10)), 0);
	id = mn_manager_map(m, ME, "file", 0, -1, RW, 1);
	MADE(mn_manager_write(m, ME, id, 0, "abc", 3) - 3, "");
	MADE(mn_manager_read(m, ME, id, 0, small, 3) - 3, "");
	MADE(mn_manager_sync(m, ME, id), " msync fstat");
	MADE(mn_manager_unmap(m, ME, id, 1), " msync fstat munmap close");
	id = mn_manager_map(m, ME, "file", 0, -1, RW, 1);
	IS(mn_manager_write(m, ME, id, 0, "def", 3), 3);
	MADE(mn_manager_unmap(m, ME, id, 0), " munmap close");
	id = mn_manager_map(m, ME, "file", 0, -1, RW, 0);
	IS(mn_manager_write(m, ME, id, 0, "ghi", 3), 3);
	MADE(mn_manager_sync(m, ME, id), "");
	MADE(mn_manager_unmap(m, ME, id, 1), " munmap close");
	id = mn_manager_map(m, ME, "file", 0, -1, PROT_READ, 1);
	MADE(mn_manager_sync(m, ME, id), "");
	MADE(mn_manager_unmap(m, ME, id, 1), " munmap close");
	id = mn_manager_map_anonymous(m, ME, 10);
	MADE(mn_manager_unmap(m, ME, id, 1), " munmap");
	/* S3-34, S3-36: the same for all of an owner's. */
	IS(mn_manager_close_owner(m, ME, 0, NULL), 1);
	IS(mn_manager_grant(m, ME, 3), 0);
	IS(mn_manager_map(m, ME, "file", 0, -1, RW, 1), 7);
	MADE((int)mn_manager_close_owner(m, ME, 1, NULL) - 1, " msync fstat munmap close");
	/* What was given back a moment ago was in the child's own folder. */
	IS(mn_manager_close(m), 0);
}
END_TEST

static char swapped[2][300];
static const char *swap_at;
static int swaps;

static void swap_after_look(const char *name)
{
	char third[310];

	if (strcmp(name, swap_at) != 0)
		return;
	snprintf(third, sizeof third, "%s-third", swapped[0]);
	ck_assert_int_eq(rename(swapped[0], third), 0);
	ck_assert_int_eq(rename(swapped[1], swapped[0]), 0);
	ck_assert_int_eq(rename(third, swapped[1]), 0);
	swaps++;
}

/* S3-67: a name that becomes a link out of the root between check and
   opening is not followed. */
START_TEST(swapped_behind_the_look)
{
	char folder[300];
	int64_t id;

	snprintf(folder, sizeof folder, "%s", t_path("root"));
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	ck_assert_int_eq(mkdir(t_path("root/d"), 0700), 0);
	ck_assert_int_eq(mkdir(t_path("out"), 0700), 0);
	close(t_file("root/d/f", "inside", 6));
	close(t_file("out/f", "outside", 7));
	m = mn_manager_open(folder);
	IS(mn_manager_grant(m, ME, 3), 0);
	fail.after_look = swap_after_look;
	/* The directory. */
	ck_assert_int_eq(symlink("../out", t_path("root/link")), 0);
	snprintf(swapped[0], sizeof swapped[0], "%s", t_path("root/d"));
	snprintf(swapped[1], sizeof swapped[1], "%s", t_path("root/link"));
	swap_at = "d";
	id = mn_manager_map(m, ME, "d/f", 0, -1, RW, 1);
	ck_assert_msg(id == -ENOTDIR || id == -ELOOP, "%s", mn_error_name(id));
	IS(swaps, 1);
	/* The file; now the directory has the link's name. */
	ck_assert_int_eq(symlink("../../out/f", t_path("root/link/link")), 0);
	snprintf(swapped[0], sizeof swapped[0], "%s", t_path("root/link/f"));
	snprintf(swapped[1], sizeof swapped[1], "%s", t_path("root/link/link"));
	swap_at = "f";
	id = mn_manager_map(m, ME, "link/f", 0, -1, RW, 1);
	ck_assert_int_ge(swaps, 2);
	if (id > 0)
		IS(mn_manager_info(m, ME, id, "length"), 6);
	else
		ck_assert_msg(id == -EXDEV || id == -ELOOP, "%s", mn_error_name(id));
	fail.after_look = NULL;
	IS(mn_manager_close(m), 0);
}
END_TEST

/* Finding one of sixteen million slots touches at most one page per step, so the test
   counts pages and measures no time. */
START_TEST(steps_of_finding_one)
{
	const size_t slots = 1 << 24, bytes = slots * sizeof(struct mn__slot);
	struct mn__manager many = { .slot_count = slots };
	uint8_t *touched = malloc(bytes / t_page());
	int steps = 0;

	many.slots = (mmap)(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (many.slots == MAP_FAILED || !touched)
		t_skip("there is no room for sixteen million slots");
	(void)madvise(many.slots, bytes, MADV_NOHUGEPAGE);
	ck_assert(mn__slot_of(&many, INT64_MAX) == slots);
	ck_assert_int_eq(mincore(many.slots, bytes, touched), 0);
	for (size_t i = 0; i < bytes / t_page(); i++)
		steps += touched[i] & 1;
	ck_assert_int_gt(steps, 0);
	ck_assert_int_le(steps, 24);
	(munmap)(many.slots, bytes);
	free(touched);
}
END_TEST

T_MAIN("manager-memory", making, ending, resizes, first_call_of_a_thread, calls_of_the_system,
       swapped_behind_the_look, steps_of_finding_one)
