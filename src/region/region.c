/* The region as an object, how calls enter it, and the errors of its ranges.  Opening and
   closing are in open.c, the mapping's shape in mapping.c. */

#include "region.h"

#include "../fork.h"
#include "../guard.h"

#include <stdlib.h>
#include <string.h>

MN_PRIVATE mn__wide mn__close_errors, mn__faults;

/* ---- The object ---- */

MN_PRIVATE struct mn__region *mn__region_new(const char *path)
{
	struct mn__region *r = mn__allocate(sizeof *r);

	if (!r)
		return NULL;
	r->fd = -1;
	if (path) {
		r->path = mn__allocate(strlen(path) + 1);
		if (!r->path) {
			free(r);
			return NULL;
		}
		memcpy(r->path, path, strlen(path) + 1);
	}
	return r;
}

MN_PRIVATE void mn__region_free(struct mn__region *r)
{
	free(r->prot_ranges);
	free(r->path);
	free(r);
}

MN_PRIVATE int32_t mn__region_destroy(struct mn__entry *e)
{
	struct mn__region *r = e->object;
	int32_t error = r->map ? mn__os_munmap(r->map, r->map_length) : 0;
	int32_t fd = r->fd;

	if (error < 0)
		return error;
	mn__entry_delete(e);
	mn__region_free(r);
	return fd >= 0 ? mn__os_close(fd) : 0;
}

MN_PRIVATE void mn__region_set_released(struct mn__entry *e)
{
	mn__wide_add(&mn__region_kind.alive, -1);
	mn__wide_add(&mn__released_kind.alive, 1);
	e->kind = &mn__released_kind;
}

static void mn__region_after_fork(void *region, struct mn__entry *e)
{
	struct mn__region *r = region;

	mn__holders_after_fork(&r->holders);
	if (r->fork_policy == MN_FORK_ABSENT) {
		/* The kernel did not give the child this memory.  The id is closed here, so
		   that slices can still be closed. */
		r->map = r->base = NULL;
		if (r->fd >= 0)
			(void)mn__os_close(r->fd);
		r->fd = -1;
		if (e->kind == &mn__region_kind)
			mn__region_set_released(e);
	}
	/* The last slice may have been another thread's. */
	if (e->kind == &mn__released_kind && !r->holders.first) {
		mn__write_lock(&e->lock);
		if (mn__region_destroy(e) < 0)
			mn__write_unlock(&e->lock);
	}
}

MN_PRIVATE struct mn__kind mn__region_kind = { .name = "region", .after_fork = mn__region_after_fork };
MN_PRIVATE struct mn__kind mn__released_kind = { .name = "region", .after_fork = mn__region_after_fork };

/* ---- Entering ---- */

MN_PRIVATE MN_COLD int32_t mn__no_region(const struct mn__thread *t)
{
	return mn__enter_failed(t, &mn__region_kind);
}

MN_PRIVATE struct mn__region *mn__region_pin(int64_t id, const char *call, uint64_t offset, uint64_t n,
                                             struct mn__entry **e, int32_t *error)
{
	struct mn__thread *t = mn__thread();

	*e = t ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	if (!*e) {
		*error = mn__no_region(t);
		mn__error_context(*error, call, "region", id, offset, n);
		return NULL;
	}
	mn__pin(*e);
	mn__read_unlock(&(*e)->lock, t);
	return (*e)->object;
}

MN_PRIVATE struct mn__region *mn__change_begin(int64_t id, const char *call, uint64_t offset, uint64_t n,
                                               struct mn__entry **e, int32_t *error)
{
	mn__read_lock_unbiased(&mn__fork_lock);
	*e = mn__enter_to_change(id, &mn__region_kind);
	if (*e)
		return (*e)->object;
	mn__read_unlock_unbiased(&mn__fork_lock);
	*error = mn__bad_id(&mn__region_kind);
	mn__error_context(*error, call, "region", id, offset, n);
	return NULL;
}

MN_PRIVATE void mn__change_end(struct mn__entry *e)
{
	mn__write_unlock(&e->lock);
	mn__read_unlock_unbiased(&mn__fork_lock);
}

/* ---- Ranges ---- */

MN_PRIVATE MN_COLD int32_t mn__past_end(const char *what, uint64_t offset, uint64_t n, uint64_t length)
{
	(void)mn__fail(-ERANGE, "%s of " MN__BYTES " at %" PRIu64 " passes the end (" MN__BYTES ")", what, mn__bytes(n), offset,
	               mn__bytes(length));
	mn__error_set(MN_ERROR_OFFSET, offset);
	mn__error_set(MN_ERROR_LENGTH, n);
	mn__error_set(MN_ERROR_TOTAL, length);
	return -ERANGE;
}

MN_PRIVATE MN_COLD int32_t mn__not_allowed(const char *what, uint64_t offset, uint64_t n, const char *need)
{
	(void)mn__fail(-EACCES, "%s of " MN__BYTES " at %" PRIu64 " needs %s", what, mn__bytes(n), offset, need);
	mn__error_set(MN_ERROR_OFFSET, offset);
	mn__error_set(MN_ERROR_LENGTH, n);
	return -EACCES;
}

MN_PRIVATE MN_COLD bool mn__prot_ranges_allow(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need)
{
	size_t from = r->lead + (size_t)offset, to = from + (size_t)n, start = 0;

	for (size_t i = 0; i < r->prot_range_count && start < to; start = r->prot_ranges[i++].end)
		if (r->prot_ranges[i].end > from && (r->prot_ranges[i].prot & need) != need)
			return false;
	return true;
}

/* ---- Accesses that fail ---- */

/* Writes into `why` as much as the file tells about a missing page.  A file that was cut
   short is marked until a refresh. */
static void mn__explain_fault(struct mn__region *r, uint64_t offset, uint64_t n, char *why, size_t size)
{
	uintptr_t at = mn__current_thread->fault, base = (uintptr_t)r->base;
	const char *name = r->path ? r->path : "the file under it";
	struct mn__file file = { .size = -1 };
	int32_t error = r->fd < 0 ? -ENOTCONN : mn__os_stat(r->fd, &file);

	if (mn__is_anonymous(r)) {
		(void)snprintf(why, size, "the system has no page for it");
	} else if (error < 0 || file.size < 0) {
		if (error < 0)
			atomic_store(&r->truncated, 1);
		(void)snprintf(why, size, "%.200s was cut short, its device failed, or its disk is full; %s", name,
		               r->fd < 0 ? "the region keeps no descriptor that could tell" : "it has no length that could tell");
	} else if ((uint64_t)r->offset + offset + n > (uint64_t)file.size) {
		atomic_store(&r->truncated, 1);
		(void)snprintf(why, size, "%.200s was cut short to " MN__BYTES "; refresh takes in what is left", name,
		               mn__bytes(file.size));
	} else {
		error = at >= base && at - base < r->length ? mn__os_has_byte(r->fd, r->offset + (int64_t)(at - base)) : 0;
		if (error < 0)
			(void)snprintf(why, size, "the device of %.200s failed (%s); the file still has " MN__BYTES, name,
			               mn_error_name(error), mn__bytes(file.size));
		else
			(void)snprintf(why, size, "%.200s still has " MN__BYTES ", so its disk has no room for this page, its device "
			               "failed, or it was cut short and grew again", name, mn__bytes(file.size));
	}
}

MN_PRIVATE MN_COLD int32_t mn__fault_error_at(struct mn__region *r, const char *what, uint64_t shown, uint64_t offset,
                                              uint64_t n)
{
	int32_t error = mn__current_thread->kernel_error;
	char why[440];

	if (error) {
		(void)mn__fail(error, "%s of " MN__BYTES " at %" PRIu64 ": %s, and the kernel does not let this process copy "
		               "its own memory: %s", what, mn__bytes(n), shown,
		               mn_guard(MN_GUARD_ASK) == MN_GUARD_KERNEL ? "guard mode 1 is in force" : "this thread blocks SIGBUS",
		               mn_error_name(error));
		return error;
	}
	mn__explain_fault(r, offset, n, why, sizeof why);
	mn__wide_add(&mn__faults, 1);
	return mn__fail(-EIO, "%s of " MN__BYTES " at %" PRIu64 ": %s", what, mn__bytes(n), shown, why);
}

MN_PRIVATE MN_COLD int32_t mn__fault_error(struct mn__region *r, const char *what, uint64_t offset, uint64_t n)
{
	return mn__fault_error_at(r, what, offset, offset, n);
}

MN_PRIVATE int32_t mn__file_ends_before(struct mn__region *r, uint64_t offset, uint64_t n)
{
	struct mn__file file;
	int32_t error;

	if (n == 0 || mn__is_anonymous(r) || r->fd < 0)
		return 0;
	error = mn__os_stat(r->fd, &file);
	if (error < 0 || file.size < 0 || (uint64_t)r->offset + offset + n <= (uint64_t)file.size)
		return error;
	atomic_store(&r->truncated, 1);
	return -EIO;
}

MN_PRIVATE const char *mn__file_end_message(const struct mn__region *r, int32_t error, char *words, size_t size)
{
	if (error != -EIO)
		return mn_error_message(error);
	(void)snprintf(words, size, "%.200s was cut short, and bytes written behind its end are in no file; refresh takes in "
	               "what is left", r->path ? r->path : "the file under it");
	return words;
}

/* ---- Properties ---- */

enum mn__property { MN__LENGTH, MN__OFFSET, MN__ACCESS, MN__PROT, MN__FLAGS, MN__FD, MN__TRUNCATED, MN__PAGE };

static int64_t mn__region_property(int64_t id, const char *call, enum mn__property property)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	const struct mn__region *r;
	int64_t value = 0;

	if (!e) {
		value = mn__no_region(t);
		mn__error_context(value, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
		return value;
	}
	r = e->object;
	switch (property) {
	case MN__LENGTH: value = (int64_t)r->length; break;
	case MN__OFFSET: value = r->offset; break;
	case MN__ACCESS: value = r->access; break;
	case MN__PROT: value = r->uniform_prot >= 0 ? r->uniform_prot : r->prot_ranges[0].prot; break;
	case MN__FLAGS: value = (uint32_t)r->flags; break;
	case MN__FD: value = r->fd >= 0 ? r->fd : mn__fail(-ENOTCONN, "descriptor: the region keeps none"); break;
	case MN__TRUNCATED: value = atomic_load(&r->truncated); break;
	case MN__PAGE: value = (int64_t)r->page; break;
	}
	mn__read_unlock(&e->lock, t);
	mn__error_context(value, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return value;
}

int64_t mn_region_length(int64_t id) { return mn__region_property(id, __func__, MN__LENGTH); }
int64_t mn_region_offset(int64_t id) { return mn__region_property(id, __func__, MN__OFFSET); }
int64_t mn_region_access(int64_t id) { return mn__region_property(id, __func__, MN__ACCESS); }
int64_t mn_region_prot(int64_t id) { return mn__region_property(id, __func__, MN__PROT); }
int64_t mn_region_flags(int64_t id) { return mn__region_property(id, __func__, MN__FLAGS); }
int64_t mn_region_fd(int64_t id) { return mn__region_property(id, __func__, MN__FD); }
int64_t mn_region_truncated(int64_t id) { return mn__region_property(id, __func__, MN__TRUNCATED); }
int64_t mn_region_page_size(int64_t id) { return mn__region_property(id, __func__, MN__PAGE); }

int64_t mn_region_file_size(int64_t id)
{
	struct mn__file file;
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__region_pin(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);

	if (!r)
		return error;
	error = r->fd < 0 ? -ENOTCONN : mn__os_stat(r->fd, &file);
	mn__unpin(e);
	if (error == 0 && file.size < 0)
		error = -ENOTSUP;
	if (error < 0)
		(void)mn__fail(error, "file size: %s: %s", mn_error_name(error),
		               error == -ENOTCONN ? MN__NO_DESCRIPTOR : error == -ENOTSUP ? "a device has none"
		               : mn_error_message(error));
	mn__error_context(error, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return error < 0 ? error : file.size;
}

int64_t mn_region_path(int64_t id, char *buffer, uint64_t capacity)
{
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__region_pin(id, __func__, MN__NO_NUMBER, capacity, &e, &error);
	int64_t length;

	if (!r)
		return error;
	length = r->path ? (int64_t)strlen(r->path) : -ENOENT;
	if (length < 0)
		(void)mn__fail(-ENOENT, "path: the region was opened without one");
	else if (!buffer && capacity)
		length = mn__null_buffer("path");
	else if (capacity && capacity <= (uint64_t)length)
		length = mn__fail(-ERANGE, "path: it needs " MN__BYTES " and a zero byte, and the buffer has %" PRIu64,
		                 mn__bytes(length), capacity);
	else if (capacity)
		memcpy(buffer, r->path, (size_t)length + 1);
	mn__unpin(e);
	mn__error_context(length, __func__, "region", id, MN__NO_NUMBER, capacity);
	return length;
}
