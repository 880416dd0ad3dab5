/* When memory runs out, or a system call fails, in the middle of an
   operation: either the call returns an error, and region, file, mappings
   and descriptors are as before; or it works around the failure and
   succeeds. t/failing.h makes the failures. */

#include "failing.h"

static int only_ours(void)
{
	return !UNDER_ASAN && !t_under_valgrind();
}

static uint8_t old_bytes[1 << 20], new_bytes[1 << 20];
static uint64_t old_length;
static int64_t old_size;
static size_t old_mapped;
static int old_descriptors;

static void fresh_file(size_t n)
{
	for (size_t i = 0; i < n; i++)
		old_bytes[i] = (uint8_t)(i % 251);
	close(t_file("memory", old_bytes, n));
}

static int64_t size_of_file(void)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

static void remember(int64_t id)
{
	old_length = (uint64_t)mn_region_length(id);
	NEED(mn_region_read(id, 0, old_bytes, old_length) == (int64_t)old_length);
	old_size = mn_region_fd(id) >= 0 ? mn_region_file_size(id) : -1;
	old_mapped = mapped(only_ours());
	old_descriptors = t_descriptors();
}

/* The region has this length, its first bytes are unchanged, the rest is
   zero, and it is usable. */
static void is_now(int64_t id, uint64_t length)
{
	uint64_t same = length < old_length ? length : old_length;

	NEED(mn_region_length(id) == (int64_t)length);
	NEED(mn_region_read(id, 0, new_bytes, length) == (int64_t)length);
	NEED(memcmp(new_bytes, old_bytes, same) == 0);
	for (uint64_t i = same; i < length; i++)
		NEED(new_bytes[i] == 0);
	if (length && mn_region_prot(id) & PROT_WRITE)
		NEED(mn_region_set_u8(id, 0, new_bytes[0]) == 0);
	NEED(t_descriptors() == old_descriptors);
}

static void is_as_before(int64_t id)
{
	is_now(id, old_length);
	NEED(old_size < 0 || mn_region_file_size(id) == old_size);
	NEED(mapped(only_ours()) == old_mapped);
}

/* ---- Making and ending ---- */

static void made(int64_t (*make)(void), int64_t file_before)
{
	int64_t id;

	mapped(1);    /* so that libc's own memory for it exists already */
	old_descriptors = t_descriptors();
	old_mapped = mapped(0);
	TRY(id, make());
	if (id < 0) {
		NEED(mapped(0) == old_mapped && t_descriptors() == old_descriptors);
		NEED(size_of_file() == file_before);
		NEED(mn_statistic("regions") == 0);
		id = make();
	}
	NEED(id > 0);
	NEED(mn_region_close(id) == 0);
	NEED(mapped(0) == old_mapped && t_descriptors() == old_descriptors);
}

static int64_t make_open(void) { return mn_region_open(path, 2, 100, -1); }
static int64_t make_copy(void) { return mn_region_open(path, 3, 0, 5000); }
static int64_t make_created(void) { return mn_region_create(path, 3 * page + 5); }
static int64_t make_either(void) { return mn_region_open_or_create(path, 0, 3 * page + 5); }
static int64_t make_anonymous(void) { return mn_region_anonymous(3 * page); }
static int64_t make_reserve(void) { return mn_region_reserve(64 * page); }
static int64_t make_memfd(void) { return mn_region_memfd("memory", 3 * page, 0); }
static int own_fd;
static int64_t make_map(void) { return mn_region_map(own_fd, 0, -1, 2, 0, 0, 0); }
static int64_t make_map_without(void) { return mn_region_map(own_fd, 0, -1, 1, 0, 0, 1); }

static void opening(void) { fresh_file(9000); made(make_open, 9000); }
static void opening_a_copy(void) { fresh_file(9000); made(make_copy, 9000); }
static void creating(void) { made(make_created, -1); }
static void opening_or_creating(void) { made(make_either, -1); }
static void making_anonymous(void) { made(make_anonymous, -1); }
static void reserving(void) { made(make_reserve, -1); }
static void making_a_memfd(void) { made(make_memfd, -1); }

static void mapping(void)
{
	fresh_file(9000);
	own_fd = open(path, O_RDWR | O_CLOEXEC);
	made(make_map, 9000);
	NEED(close(own_fd) == 0);
}

static void mapping_without_descriptor(void)
{
	fresh_file(9000);
	own_fd = open(path, O_RDWR | O_CLOEXEC);
	made(make_map_without, 9000);
	NEED(close(own_fd) == 0);
}

/* The name may exist afterwards, because other processes may have joined it. */
static char shm_name[64];
static int64_t make_shared(void) { return mn_region_shared(shm_name, 3 * page); }

static void sharing(void)
{
	snprintf(shm_name, sizeof shm_name, "/mmapnative-memory-%ld", (long)getpid());
	made(make_shared, -1);
	NEED(mn_shm_unlink(shm_name) == 0);
}

static void closing(void)
{
	int64_t id, result;

	fresh_file(9000);
	id = mn_region_open(path, 2, 0, -1);
	remember(id);
	TRY(result, mn_region_close(id));
	/* F21: either the region is open as before, or it is closed and only
	   closing its file failed.  The error's text and the id tell which. */
	if (result == -ENOMEM) {
		NEED(strstr(mn_error_detail(), "stays open"));
		is_as_before(id);
		NEED(mn_region_close(id) == 0);
	} else if (result < 0) {
		NEED(result == -EIO && strstr(mn_error_detail(), "is closed"));
		NEED(mn_region_close(id) == -EBADF);
	}
	NEED(mn_region_length(id) == -EBADF);
	NEED(mapped(0) == 0 && t_descriptors() == old_descriptors - 1);
}

static void releasing(void)
{
	int64_t id, s, result;

	fresh_file(9000);
	id = mn_region_open(path, 2, 0, -1);
	s = mn_slice_open(id, 0, 10, 0, 0);
	old_descriptors = t_descriptors();
	NEED(mn_region_release(id) == 0);
	armed(1);
	result = mn_slice_close(s);
	armed(0);
	/* No caller receives this error, so it is counted. */
	NEED(result == 0 && mn_statistic("close_errors") == (fail.failed != NULL));
	NEED(mn_region_length(id) == -EBADF && mn_slice_close(s) == -EBADF);
	if (!fail.failed || strcmp(fail.failed, "munmap") != 0)
		NEED(mapped(0) == 0 && t_descriptors() == old_descriptors - 1);
}

/* ---- Changing ---- */

static void resized(int64_t id, uint64_t length, int with_file)
{
	int64_t result;

	remember(id);
	TRY(result, mn_region_resize(id, length));
	if (result < 0)
		is_as_before(id);
	else
		is_now(id, length);
	NEED(mn_region_resize(id, length) == 0);
	is_now(id, length);
	if (with_file)
		NEED(mn_region_file_size(id) == (int64_t)length && size_of_file() == (int64_t)length);
	NEED(mn_region_close(id) == 0);
	NEED(mapped(0) == 0);
}

static void growing_a_file(void)
{
	fresh_file(5000);
	resized(mn_region_open(path, 2, 0, -1), 40000, 1);
}

static void growing_within_a_page(void)
{
	fresh_file(50);
	resized(mn_region_open(path, 2, 0, -1), 70, 1);
}

static void shrinking_a_file(void)
{
	fresh_file(40000);
	resized(mn_region_open(path, 2, 0, -1), 5000, 1);
}

static void growing_a_created_file(void)
{
	resized(mn_region_create(path, 5000), 40000, 1);
}

/* With two protections and advice a new mapping needs more system calls. */
static int64_t with_everything(int64_t id)
{
	uint64_t length = (uint64_t)mn_region_length(id);

	NEED(id > 0);
	if (mn_region_prot(id) & PROT_WRITE)
		NEED(mn_region_fill(id, length / 2, length - length / 2, 'm') == 0);
	NEED(mn_region_protect(id, page, page, PROT_READ) == 0);
	NEED(mn_region_set_fork_policy(id, 1) == 0);
	return id;
}

static void growing_a_file_with_everything(void)
{
	fresh_file(5 * page);
	resized(with_everything(mn_region_open(path, 2, 0, -1)), 11 * page + 7, 1);
}

static void growing_memory(void)
{
	resized(mn_region_anonymous(3 * page), 12 * page, 0);
}

static void growing_memory_with_everything(void)
{
	resized(with_everything(mn_region_anonymous(4 * page)), 12 * page, 0);
}

static void shrinking_memory(void)
{
	int64_t id = mn_region_anonymous(9 * page);

	NEED(mn_region_fill(id, 0, 9 * page, 'm') == 0);
	resized(id, 2 * page + 9, 0);
}

/* F24: released bytes never come back, even if the last remaining page is
   not writable and the system refuses to change that. */
static void shrinking_protected_memory(int32_t first, int32_t last)
{
	int64_t id = mn_region_anonymous(9 * page), result;

	NEED(mn_region_fill(id, 0, 9 * page, 'm') == 0);
	NEED(mn_region_protect(id, 0, 9 * page, first) == 0);
	NEED(mn_region_protect(id, 2 * page, 2 * page, last) == 0);
	TRY(result, mn_region_resize(id, 2 * page + 9));
	if (result < 0) {
		NEED(mn_region_length(id) == (int64_t)(9 * page));
		NEED(strncmp(t_permissions((char *)(intptr_t)mn_slice_address(mn_slice_open(id, 2 * page, 1, 0, 0))),
		             last == PROT_READ ? "r--" : "---", 3) == 0);
		NEED(mn_slice_close(mn_region_next_slice(id, 0)) == 0);
		NEED(mn_region_resize(id, 2 * page + 9) == 0);
	}
	NEED(mn_region_resize(id, 9 * page) == 0);
	NEED(mn_region_protect(id, 0, 9 * page, PROT_READ) == 0);
	NEED(mn_region_read(id, 0, new_bytes, 9 * page) == (int64_t)(9 * page));
	for (size_t i = 0; i < 9 * page; i++)
		NEED(new_bytes[i] == (i < 2 * page + 9 ? 'm' : 0));
	NEED(mn_region_close(id) == 0);
}

static void shrinking_read_only_memory(void) { shrinking_protected_memory(PROT_READ, PROT_READ); }
static void shrinking_to_a_read_only_page(void) { shrinking_protected_memory(PROT_READ | PROT_WRITE, PROT_READ); }
static void shrinking_to_a_closed_page(void) { shrinking_protected_memory(PROT_READ, PROT_NONE); }

static void growing_a_memfd(void)
{
	resized(mn_region_memfd("memory", 3 * page, 0), 12 * page, 0);
}

static void refreshed(int64_t id, uint64_t size)
{
	int64_t result;

	remember(id);
	NEED(truncate(path, (off_t)size) == 0);
	old_size = (int64_t)size;
	TRY(result, mn_region_refresh(id));
	if (result < 0 && size >= old_length)
		is_as_before(id);
	else if (result < 0)
		NEED(mn_region_length(id) == (int64_t)old_length && mapped(only_ours()) == old_mapped);
	else
		is_now(id, size);
	NEED(mn_region_refresh(id) == (int64_t)size);
	is_now(id, size);
	NEED(size_of_file() == (int64_t)size);
	NEED(mn_region_close(id) == 0);
	NEED(mapped(0) == 0);
}

static void refreshing_a_longer_file(void)
{
	fresh_file(5000);
	refreshed(mn_region_open(path, 2, 0, -1), 40000);
}

static void refreshing_a_shorter_file(void)
{
	fresh_file(40000);
	refreshed(mn_region_open(path, 1, 0, -1), 5000);
}

static void refreshing_an_emptied_file(void)
{
	fresh_file(40000);
	refreshed(mn_region_open(path, 1, 0, -1), 0);
}

static void refreshing_what_was_empty(void)
{
	int64_t id;

	fresh_file(40000);
	id = mn_region_open(path, 2, 0, -1);
	NEED(mn_region_protect(id, 0, 40000, PROT_READ) == 0);
	NEED(mn_region_set_fork_policy(id, 1) == 0);
	NEED(truncate(path, 0) == 0 && mn_region_refresh(id) == 0);
	refreshed(id, 9000);
}

/* A copy's own pages are not in the file. */
static void refreshing_a_copy(void)
{
	fresh_file(5 * page);
	refreshed(with_everything(mn_region_open(path, 3, 0, -1)), 9 * page);
}

static void protecting(void)
{
	int64_t id, result;

	fresh_file(6 * page);
	id = mn_region_open(path, 2, 0, -1);
	NEED(mn_region_protect(id, 3 * page, page, PROT_READ) == 0);
	remember(id);
	TRY(result, mn_region_protect(id, page, 3 * page, PROT_NONE));
	if (result < 0) {
		is_as_before(id);
		NEED(mn_region_fill(id, page, 2 * page, 'p') == 0);
		NEED(mn_region_set_u8(id, 3 * page, 'p') == -EACCES);
	} else {
		NEED(mn_region_get_u8(id, page) == -EACCES && mn_region_get_u8(id, 4 * page - 1) == -EACCES);
	}
	NEED(mn_region_protect(id, 0, 6 * page, PROT_READ | PROT_WRITE) == 0);
	NEED(mn_region_fill(id, 0, 6 * page, 'q') == 0);
	NEED(mn_region_close(id) == 0 && mapped(0) == 0);
}

/* The system's error is returned, and nothing else happens. */
static int64_t region;
static int64_t do_sync(void) { return mn_region_sync(region, 0, 9000, MS_SYNC); }
static int64_t do_durable(void) { return mn_region_durable(region); }
static int64_t do_fork(void) { return mn_region_set_fork_policy(region, 1); }
static int64_t do_discard(void) { return mn_region_discard(region, 0, 9000); }
static int64_t do_file_size(void) { return mn_region_file_size(region); }
static int64_t do_slice(void) { return mn_slice_open(region, 5, 10, 2, 0); }
static int64_t do_cursor(void) { return mn_cursor_open(region); }

static void done(int64_t (*call)(void))
{
	int64_t result;

	fresh_file(9000);
	region = mn_region_open(path, 2, 0, -1);
	/* So many ids are used up that the next one needs memory for its entry. */
	while (mn_statistic("cursors") < MN__CHUNK - 2)
		NEED(mn_cursor_open(region) > 0);
	remember(region);
	TRY(result, call());
	if (result < 0) {
		NEED(fail.failed);
		is_as_before(region);
		NEED(mn_statistic("slices") == 0 && mn_statistic("cursors") == MN__CHUNK - 2);
		result = call();
	}
	NEED(result >= 0);
	if (call == do_slice)
		NEED(mn_slice_close(result) == 0);
	if (call == do_cursor)
		NEED(mn_cursor_close(result) == 0);
	is_as_before(region);
	NEED(mn_region_close(region) == 0);
}

static int made_of(const char *call)
{
	int n = 0;

	for (const char *p = fail.made; (p = strstr(p, call)); p += strlen(call))
		n++;
	return n;
}

/* F25: a new file is durable with its name: its directory is synced once,
   and again after a failure. */
static void making_a_new_file_durable(void)
{
	int64_t result;

	region = mn_region_create(path, 9000);
	remember(region);
	fail.made[0] = 0;
	TRY(result, mn_region_durable(region));
	/* If the directory cannot be opened, the whole file system is
	   synced. */
	NEED((result < 0) == (fail.failed && strcmp(fail.failed, "open") != 0 && strcmp(fail.failed, "close") != 0
	                      && strcmp(fail.failed, "an allocation") != 0) || result == -ENOMEM);
	/* From here on calls are recorded and none fails. */
	fail.count = INT32_MIN;
	if (result < 0) {
		is_as_before(region);
		fail.made[0] = 0;
		armed(1);
		NEED(mn_region_durable(region) == 0);
		armed(0);
		NEED(made_of(" fsync") == 2 && made_of(" open") == 1);
	} else if (!fail.failed) {
		NEED(made_of(" fsync") == 2 && made_of(" open") == 1);
	}
	fail.made[0] = 0;
	armed(1);
	NEED(mn_region_durable(region) == 0);
	armed(0);
	NEED(made_of(" fsync") == 1 && made_of(" open") == 0);
	is_as_before(region);
	NEED(mn_region_close(region) == 0);
}

/* The name now belongs to another file, or the file has none. */
static void making_a_moved_file_durable(void)
{
	static char moved[600];
	int64_t result;

	snprintf(moved, sizeof moved, "%s-moved", path);
	region = mn_region_create(path, 9000);
	NEED(rename(path, moved) == 0);
	TRY(result, mn_region_durable(region));
	NEED(result == 0 || mn_region_durable(region) == 0);
	NEED(unlink(moved) == 0 && mn_region_close(region) == 0);
	region = mn_region_create(path, 9000);
	NEED(unlink(path) == 0 && mn_region_durable(region) == 0 && mn_region_close(region) == 0);
}

static void syncing(void) { done(do_sync); }
static void making_durable(void) { done(do_durable); }
static void setting_a_fork_policy(void) { done(do_fork); }
static void discarding(void) { done(do_discard); }
static void asking_for_the_size(void) { done(do_file_size); }
static void opening_a_slice(void) { done(do_slice); }
static void opening_a_cursor(void) { done(do_cursor); }

/* ---- Following ---- */

static int64_t follow(void) { return mn_follow_open(path, 0); }
static int64_t follow_region(void) { return mn_follow_region(region); }

/* The watch of a file may fail in each of its calls: the follower then looks at intervals.
   What fails otherwise can be tried again, and nothing is lost. */
static void followed(int64_t (*begin)(void), const char *first)
{
	int64_t id, result;
	char b[16];

	NEED(mn_follow_close(follow()) == 0);
	old_descriptors = t_descriptors();
	TRY(id, begin());
	if (id < 0) {
		NEED(t_descriptors() == old_descriptors && mn_statistic("followers") == 0);
		id = begin();
	}
	NEED(id > 0);
	TRY(result, mn_follow_next(id, b, sizeof b, -1));
	if (result < 0)
		result = mn_follow_next(id, b, sizeof b, -1);
	NEED(result == (int64_t)strlen(first) && memcmp(b, first, (size_t)result) == 0);
	armed(1);
	result = mn_follow_next(id, b, sizeof b, 20);
	armed(0);
	NEED(result == -ETIMEDOUT || (fail.failed && result < 0));
	NEED(unlink(path) == 0);
	close(t_file("memory", "second", 6));
	/* After a failure the follower may have the new file already. */
	armed(1);
	result = mn_follow_next(id, b, sizeof b, -1);
	armed(0);
	NEED(result > 0 || fail.failed);
	if (result < 0)
		result = mn_follow_next(id, b, sizeof b, -1);
	NEED(result == 6 && memcmp(b, "second", 6) == 0);
	armed(1);
	result = mn_follow_close(id);
	armed(0);
	NEED(result == 0);
	NEED(t_descriptors() == old_descriptors && mn_statistic("followers") == 0);
}

static void following(void)
{
	close(t_file("memory", "first", 5));
	followed(follow, "first");
}

static void following_a_region(void)
{
	close(t_file("memory", "first", 5));
	region = mn_region_open(path, 1, 1, 2);
	followed(follow_region, "st");
	NEED(mn_region_close(region) == 0);
}

/* ---- Using: the first call of a thread needs a record of it ---- */

/* mincore fails then, and each page is examined. */
static int64_t read_much(void) { return mn_region_read(region, 0, new_bytes, sizeof new_bytes); }

static void reading_much(void)
{
	int64_t result;

	fresh_file(sizeof old_bytes);
	region = mn_region_open(path, 1, 0, -1);
	NEED(read_much() == sizeof new_bytes);
	memset(new_bytes, '#', sizeof new_bytes);
	TRY(result, read_much());
	NEED(result == sizeof new_bytes && memcmp(new_bytes, old_bytes, sizeof new_bytes) == 0);
	NEED(mn_region_close(region) == 0);
}

static int64_t slice, cursor;
static uint8_t small[64];
static int64_t use_read(void) { return mn_region_read(region, 0, small, 9); }
static int64_t use_write(void) { return mn_region_write(region, 0, "\0\1\2", 3); }
static int64_t use_strided(void) { return mn_region_read_strided(region, 0, 2, 9, small); }
static int64_t use_strided_write(void) { return mn_region_write_strided(region, 0, 1, 3, "\0\1\2"); }
static int64_t use_fill(void) { return mn_region_fill(region, 1, 1, 1); }
static int64_t use_move(void) { return mn_region_move(region, 251, 0, 20); }
static int64_t use_number(void) { return mn_region_get_u32_le(region, 0, (void *)small); }
static int64_t use_value(void) { return mn_region_u32_be(region, 0); }
static int64_t use_byte(void) { return mn_region_set_u8(region, 1, 1); }
/* F10: without the handler a file has no atomics. */
static int64_t use_atomic(void)
{
	int32_t result = mn_region_atomic_add_u32(region, 0, 0, NULL);

	return result == -EOPNOTSUPP && mn_guard(-1) == 1 ? 0 : result;
}
static int64_t use_wake(void) { return mn_region_wake_u32(region, 0, 1); }
static int64_t use_find(void) { return mn_region_find(region, 0, 9000, "\4\5", 2); }
static int64_t use_rfind(void) { return mn_region_rfind(region, 0, 9000, "\4\5", 2); }
static int64_t use_count(void) { return mn_region_count(region, 0, 9000, "\4\5", 2); }
static int64_t use_length(void) { return mn_region_length(region); }
static int64_t use_path(void) { return mn_region_path(region, NULL, 0); }
static int64_t use_sync(void) { return mn_region_sync(region, 0, 9000, MS_ASYNC); }
static int64_t use_populate(void) { return mn_region_populate(region, 0, 9000); }
static int64_t use_resident(void) { return mn_region_resident(region); }
static int64_t use_address(void) { return mn_slice_address(slice) > 0 ? 0 : mn_slice_offset(slice); }
static int64_t use_check(void) { return mn_slice_check(slice); }
static int64_t use_slice_read(void) { return mn_slice_read(slice, 0, small, 9); }
static int64_t use_slice_write(void) { return mn_slice_write(slice, 0, "\0\1\2", 3); }
static int64_t use_slice_byte(void) { return mn_slice_get_u8(slice, 1) < 0 ? -ENOMEM : mn_slice_set_u8(slice, 1, 1); }
static int64_t use_read_wait(void) { return mn_region_read_wait(region, 0, small, 9, 0); }
static int64_t use_write_wait(void) { return mn_region_write_wait(region, 0, "\0\1\2", 3, 0); }
static int64_t use_next_slice(void) { return mn_region_next_slice(region, 0); }
static int64_t use_slice(void) { return mn_slice_close(mn_slice_open(region, 0, 1, 0, 0)) == 0 ? 0 : -ENOMEM; }
static int64_t use_seek(void) { return mn_cursor_seek(cursor, 0, 0); }
static int64_t rewound(void) { return mn_cursor_seek(cursor, 0, 0); }
static int64_t use_cursor_read(void) { return rewound() < 0 ? -ENOMEM : mn_cursor_read(cursor, small, 9); }
static int64_t use_line(void) { return rewound() < 0 ? -ENOMEM : mn_cursor_next_line(cursor, NULL); }

static int64_t (*const uses[])(void) = {
	use_read, use_write, use_strided, use_strided_write, use_fill, use_move, use_number, use_value, use_byte, use_atomic,
	use_wake, use_find, use_rfind, use_count, use_length, use_path, use_sync, use_populate, use_resident,
	use_address, use_check, use_slice_read, use_slice_write, use_slice_byte, use_read_wait, use_write_wait, use_next_slice, use_slice, use_seek, use_cursor_read, use_line,
};

static size_t use;

static void *use_it(void *mode)
{
	int64_t result;

	TRY(result, uses[use]());
	NEED(result >= 0 || result == -ENOMEM || (!fail.allocations && result < 0));
	NEED(uses[use]() >= 0);
	return mode;
}

static void used(int32_t mode)
{
	pthread_t thread;

	fresh_file(9000);
	region = mn_region_open(path, 2, 0, -1);
	slice = mn_slice_open(region, 0, 9000, 0, 0);
	cursor = mn_cursor_open(region);
	if (mode == 1 && mn_guard(1) != 1)
		_exit(100);
	remember(region);
	NEED(pthread_create(&thread, NULL, use_it, NULL) == 0);
	pthread_join(thread, NULL);
	NEED(mn_slice_close(slice) == 0);
	is_now(region, 9000);
	NEED(mn_region_refresh(region) == 9000);
	NEED(mn_cursor_close(cursor) == 0 && mn_region_close(region) == 0 && mapped(0) == 0);
}

static void using(void) { used(0); }
static void using_without_handler(void) { used(1); }

/* ---- Tests ---- */

START_TEST(making)
{
	CALLS(opening, 3, 3);
	CALLS(opening_a_copy, 3, 3);
	CALLS(creating, 3, 4);
	CALLS(opening_or_creating, 3, 4);
	CALLS(mapping, 2, 3);
	CALLS(mapping_without_descriptor, 2, 4);
	CALLS(making_anonymous, 2, 1);
	CALLS(reserving, 2, 1);
	CALLS(making_a_memfd, 2, 5);
}
END_TEST

START_TEST(shared_memory)
{
	int64_t probe = mn_shm_open("/mmapnative-memory-probe", O_RDWR | O_CREAT, 0600);

	if (probe < 0)
		t_skip("there is no shared memory with names here");
	close((int)probe);
	(void)mn_shm_unlink("/mmapnative-memory-probe");
	CALLS(sharing, 2, 4);
}
END_TEST

START_TEST(ending)
{
	CALLS(closing, 0, 2);
	CALLS(releasing, 0, 2);
}
END_TEST

/* S4-30: a failure restores file and mapping, with mremap and without. */
START_TEST(resizing)
{
	for (int no_mremap = 0; no_mremap < 2; no_mremap++) {
		ck_assert_int_ge(each(growing_a_file, "growing_a_file", 0, no_mremap), 3 + no_mremap);
		ck_assert_int_ge(each(growing_a_created_file, "growing_a_created_file", 0, no_mremap), 3 + no_mremap);
		ck_assert_int_ge(each(growing_memory, "growing_memory", 0, no_mremap), 1 + 2 * no_mremap);
		ck_assert_int_ge(each(growing_a_memfd, "growing_a_memfd", 0, no_mremap), 3 + no_mremap);
	}
	CALLS(growing_within_a_page, 0, 2);
	CALLS(shrinking_a_file, 0, 3);
	CALLS(shrinking_memory, 0, 1);
	CALLS(shrinking_read_only_memory, 0, 3);
	CALLS(shrinking_to_a_read_only_page, 0, 3);
	CALLS(shrinking_to_a_closed_page, 0, 3);
	CALLS(growing_a_file_with_everything, 0, 6);
	CALLS(growing_memory_with_everything, 0, 6);
}
END_TEST

START_TEST(refreshing)
{
	CALLS(refreshing_a_longer_file, 0, 2);
	ck_assert_int_ge(each(refreshing_a_longer_file, "refreshing_a_longer_file", 0, 1), 3);
	CALLS(refreshing_a_shorter_file, 0, 2);
	CALLS(refreshing_an_emptied_file, 0, 2);
	CALLS(refreshing_what_was_empty, 0, 4);
	CALLS(refreshing_a_copy, 0, 6);
}
END_TEST

START_TEST(other_changes)
{
	CALLS(protecting, 1, 1);
	CALLS(syncing, 0, 2);
	CALLS(making_durable, 0, 3);
	CALLS(making_a_new_file_durable, 1, 6);
	CALLS(making_a_moved_file_durable, 1, 5);
	CALLS(setting_a_fork_policy, 0, 1);
	CALLS(discarding, 0, 1);
	CALLS(asking_for_the_size, 0, 1);
	CALLS(opening_a_slice, 2, 0);
	CALLS(opening_a_cursor, 2, 0);
}
END_TEST

START_TEST(followers)
{
	CALLS(following, 4, 8);
	CALLS(following_a_region, 4, 8);
}
END_TEST

START_TEST(reads)
{
	CALLS(reading_much, 0, 1);
}
END_TEST

START_TEST(first_call_of_a_thread)
{
	for (use = 0; use < sizeof uses / sizeof *uses; use++) {
		char name[64];

		snprintf(name, sizeof name, "use %zu", use);
		ck_assert_int_ge(each(using, name, 1, 0), 1);
		/* No lock of the thread's own protects the reading of a
		   slice. */
		ck_assert_int_ge(each(using, name, 0, 0), uses[use] != use_slice);
		ck_assert_int_ge(each(using_without_handler, name, 1, 0), 0);
	}
}
END_TEST

T_MAIN("memory", making, shared_memory, ending, resizing, refreshing, other_changes, followers, reads, first_call_of_a_thread)
