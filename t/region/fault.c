/* The address of a fault, as processors report it: exactly, by the word or
   vector that memcpy loads, or only by the page. */

#include "guard.h"

/* A handler installed over ours.  It changes the address of a fault to that
   of another processor, and passes the fault on. */
static uintptr_t told;
static struct sigaction ours;
static int handed_on;

static void tell_less(int number, siginfo_t *info, void *context)
{
	info->si_addr = (void *)((uintptr_t)info->si_addr & ~(told - 1));
	handed_on++;
	ours.sa_sigaction(number, info, context);
}

static void install(uintptr_t unit)
{
	struct sigaction a;

	memset(&a, 0, sizeof a);
	a.sa_flags = SA_SIGINFO | SA_ONSTACK;
	a.sa_sigaction = tell_less;
	sigemptyset(&a.sa_mask);
	told = unit;
	ck_assert_int_eq(sigaction(SIGBUS, &a, &ours), 0);
}

/* Reads of the page that a cut took, which begin at `at`. */
static void reads_at(int64_t r, size_t at, char *buffer)
{
	static const size_t lengths[] = { 1, 3, 8, 16, 64, 65, 100, 300, 3000, 5000 };

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		memset(buffer, '#', lengths[i] + 1);
		IS(mn_region_read(r, 2 * page + at, buffer, lengths[i]), -EIO);
		all_is(buffer, lengths[i] + 1, '#');
	}
}

/* Everything else that touches it; none of it begins at a page. */
static void all_else_at(int64_t r, size_t at, char *buffer)
{
	uint64_t o = 2 * page + at, aligned = (o + 7) / 8 * 8;
	int64_t c = mn_cursor_open(r);
	uint32_t word;

	IS(mn_region_read_strided(r, o, 3, 20, buffer), -EIO);
	IS(mn_region_read_strided(r, o + 300, -3, 20, buffer), -EIO);
	IS(mn_region_find(r, o, PAGES * page, "b", 1), -EIO);
	IS(mn_region_rfind(r, o, o + 77, "bbb", 3), -EIO);
	IS(mn_region_count(r, o, o + 500, "b", 1), -EIO);
	IS(mn_region_atomic_load_u32(r, aligned, &word), -EIO);
	IS(mn_region_wait_u32(r, aligned, 0, 10), -EIO);
	IS(mn_region_populate(r, o, 1), -EIO);
	IS(mn_cursor_seek(c, (int64_t)o, 0), (int64_t)o);
	IS(mn_cursor_read(c, buffer, 90), -EIO);
	IS(mn_cursor_next_line(c, NULL), -EIO);
	IS(mn_cursor_close(c), 0);
	if (UNDER_TSAN)
		return;
	IS(mn_region_write(r, o, "0123456789", 10), -EIO);
	IS(mn_region_write(r, o, buffer, 200), -EIO);
	IS(mn_region_write_strided(r, o, 3, 20, buffer), -EIO);
	IS(mn_region_fill(r, o, 100, 'w'), -EIO);
	IS(mn_region_move(r, 5, o, 90), -EIO);
	IS(mn_region_move(r, o, 5, 90), -EIO);
	IS(mn_region_atomic_add_u32(r, aligned, 1, &word), -EIO);
}

static void every_offset(uintptr_t unit)
{
	static const size_t others[] = { 12, 15, 16, 17, 31, 63, 64, 65, 100, 127, 255, 1000, 2047, 4000 };
	char *buffer;
	int64_t r = region(2);

	buffer = malloc(8192);
	cut(2 * page);
	/* The first use checks that the handler is installed. */
	IS(mn_region_get_u8(r, 0), 'a');
	IS(mn_region_read(r, 5, buffer, 100), 100);
	if (unit)
		install(unit);
	for (size_t at = 0; at <= 9; at++)
		reads_at(r, at, buffer);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		reads_at(r, others[i], buffer);
	for (size_t at = page - 9; at < page; at++)
		reads_at(r, at, buffer);
	for (size_t at = 0; at < 9; at++)
		all_else_at(r, at, buffer);
	all_else_at(r, 100, buffer);
	all_else_at(r, page - 100, buffer);
	/* A range that only ends there, and one that begins in the page before. */
	IS(mn_region_read(r, 2 * page - 70, buffer, 71), -EIO);
	IS(mn_region_read(r, 2 * page - 1, buffer, 4000), -EIO);
	IS(mn_region_read(r, 2 * page - 100, buffer, 100), 100);
	ck_assert(!unit || handed_on > 100);
	IS(mn_region_close(r), 0);
	free(buffer);
}

/* F1: no crash at any offset in a page, however precise the processor is. */
START_TEST(faults_told_exactly)
{
	every_offset(0);
}
END_TEST

START_TEST(faults_told_by_the_word)
{
	every_offset(4);
}
END_TEST

START_TEST(faults_told_by_the_vector)
{
	every_offset(64);
}
END_TEST

START_TEST(faults_told_by_the_page)
{
	every_offset(t_page());
}
END_TEST

/* A page beside the region is not ours: the handler passes this fault on,
   although it happens in our copy. */
static void *beside;

static void read_into_what_is_gone(void *argument)
{
	int64_t *r = argument;

	(void)mn_region_read(*r, 0, beside, 300);
	_exit(1);
}

START_TEST(faults_of_the_buffer_are_handed_on)
{
	int64_t r = region(1);
	int fd = t_file("own", "x", 1);

	beside = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(beside, MAP_FAILED);
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	IS(t_child(read_into_what_is_gone, &r), -SIGBUS);
	munmap(beside, page);
	close(fd);
	IS(mn_region_close(r), 0);
}
END_TEST

T_MAIN("fault", faults_told_exactly, faults_told_by_the_word, faults_told_by_the_vector, faults_told_by_the_page,
       T_SLOW, faults_of_the_buffer_are_handed_on)
