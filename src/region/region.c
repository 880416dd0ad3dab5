#include "region.h"

#include "../fork.h"
#include "../guard.h"
#include "../os/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

MN_PRIVATE mn__wide mn__close_errors, mn__faults;

/* ---- The object --------------------------------------------------------- */

MN_PRIVATE void mn__region_free(struct mn__region *r)
{
	free(r->prot_ranges);
	free(r->path);
	free(r);
}

MN_PRIVATE struct mn__region *mn__region_blank(const char *path)
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

MN_PRIVATE int32_t mn__region_end(struct mn__entry *e)
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

MN_PRIVATE void mn__set_released(struct mn__entry *e)
{
	mn__wide_add(&mn__region_kind.alive, -1);
	mn__wide_add(&mn__released_kind.alive, 1);
	e->kind = &mn__released_kind;
}

/* ---- Its holders -------------------------------------------------------- */

static const char *const mn__modes[] = { "pinned", "shared", "exclusive" };

MN_PRIVATE int32_t mn__busy_error(const struct mn__region *r, const char *what)
{
	const struct mn__slice *s = r->slices, *worst = s;
	int64_t thread = mn__os_thread_id();

	/* Name the holder that excludes most, and of several the calling thread's own,
	   for which it cannot wait. */
	for (; s; s = s->next)
		if (s->mode > worst->mode || (s->mode == worst->mode && s->thread == thread))
			worst = s;
	(void)mn__fail(-EBUSY, "%s: slice %" PRId64 " (%s) holds %" PRIu64 " bytes at %" PRIu64 ", taken by thread %" PRId64
	               ": close it first", what, worst->id, mn__modes[worst->mode], worst->n, worst->offset, worst->thread);
	mn__error_set(MN_ERROR_HOLDER, (uint64_t)worst->id);
	mn__error_set(MN_ERROR_HOLDER_OFFSET, worst->offset);
	mn__error_set(MN_ERROR_HOLDER_LENGTH, worst->n);
	mn__error_set(MN_ERROR_HOLDER_THREAD, (uint64_t)worst->thread);
	return -EBUSY;
}

/* A child has one thread.  Of what other threads held nobody is there to close
   it, so it is closed here; else an exclusive slice of a worker would keep the
   child out of the region for ever. */
static void mn__slices_after_fork(struct mn__region *r)
{
	struct mn__slice **link = &r->slices, *s;

	while ((s = *link) != NULL) {
		struct mn__entry *own = mn__entry_of(s->id);

		if (s->thread == mn__forking_thread) {
			s->thread = mn__os_thread_id();
			link = &s->next;
			continue;
		}
		*link = s->next;
		r->shared -= s->mode == MN_SLICE_SHARED;
		r->exclusive -= s->mode == MN_SLICE_EXCLUSIVE;
		mn__write_lock(&own->lock);
		mn__entry_delete(own);
		free(s);
	}
}

static void mn__region_after_fork(void *region, struct mn__entry *e)
{
	struct mn__region *r = region;

	mn__slices_after_fork(r);
	if (r->fork_policy == MN_FORK_ABSENT) {
		/* The kernel did not give the child this memory.  The id is closed
		   here; what slices of it there are can still be closed. */
		r->map = r->base = NULL;
		if (r->fd >= 0)
			(void)mn__os_close(r->fd);
		r->fd = -1;
		if (e->kind == &mn__region_kind)
			mn__set_released(e);
	}
	/* Its last slice may have been another thread's. */
	if (e->kind == &mn__released_kind && !r->slices) {
		mn__write_lock(&e->lock);
		if (mn__region_end(e) < 0)
			mn__write_unlock(&e->lock);
	}
}

MN_PRIVATE struct mn__kind mn__region_kind = { .name = "region", .after_fork = mn__region_after_fork };
MN_PRIVATE struct mn__kind mn__released_kind = { .name = "region", .after_fork = mn__region_after_fork };

/* ---- Entering ----------------------------------------------------------- */

MN_PRIVATE MN_COLD int32_t mn__no_region(const struct mn__thread *t)
{
	return mn__enter_failed(t, &mn__region_kind);
}

MN_PRIVATE struct mn__region *mn__pinned(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **entry,
                                         int32_t *error)
{
	struct mn__thread *t = mn__thread();

	*entry = t ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	if (!*entry) {
		*error = mn__no_region(t);
		mn__error_context(*error, call, "region", id, offset, n);
		return NULL;
	}
	mn__pin(*entry);
	mn__read_unlock(&(*entry)->lock, t);
	return (*entry)->object;
}

MN_PRIVATE struct mn__region *mn__change_begin(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **e,
                                         int32_t *error)
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

/* ---- Ranges and what is wrong with them --------------------------------- */

MN_PRIVATE MN_COLD int32_t mn__past_end(const char *what, uint64_t offset, uint64_t n, uint64_t length)
{
	(void)mn__fail(-ERANGE, "%s of %" PRIu64 " bytes at %" PRIu64 " passes the end (%" PRIu64 " bytes)", what, n, offset,
	               length);
	mn__error_set(MN_ERROR_OFFSET, offset);
	mn__error_set(MN_ERROR_LENGTH, n);
	mn__error_set(MN_ERROR_TOTAL, length);
	return -ERANGE;
}

MN_PRIVATE MN_COLD int32_t mn__not_allowed(const char *what, uint64_t offset, uint64_t n, const char *need)
{
	(void)mn__fail(-EACCES, "%s of %" PRIu64 " bytes at %" PRIu64 " needs %s", what, n, offset, need);
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

/* Says why a page of the range was not there, as far as the file knows, and notes
   a file that was cut short until a refresh. */
static void mn__why_gone(struct mn__region *r, uint64_t offset, uint64_t n, char *why, size_t size)
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
		(void)snprintf(why, size, "%.200s was cut short, its device failed, or there is no room on its disk; %s", name,
		               r->fd < 0 ? "the region keeps no descriptor that could tell" : "it has no length that could tell");
	} else if ((uint64_t)r->offset + offset + n > (uint64_t)file.size) {
		atomic_store(&r->truncated, 1);
		(void)snprintf(why, size, "%.200s was cut short to %" PRId64 " bytes; refresh takes in what is left",
		               name, file.size);
	} else {
		error = at >= base && at - base < r->length ? mn__os_has_byte(r->fd, r->offset + (int64_t)(at - base)) : 0;
		if (error < 0)
			(void)snprintf(why, size, "the device of %.200s failed (%s), the file still has its %" PRId64 " bytes", name,
			               mn_error_name(error), file.size);
		else
			(void)snprintf(why, size, "%.200s has its %" PRId64 " bytes, so there is no room for this page on its "
			               "disk, its device failed, or it was cut short and grew again", name, file.size);
	}
}

MN_PRIVATE MN_COLD int32_t mn__page_gone_at(struct mn__region *r, const char *what, uint64_t shown, uint64_t offset, uint64_t n)
{
	int32_t error = mn__current_thread->kernel_error;
	char why[440];

	if (error) {
		(void)mn__fail(error, "%s of %" PRIu64 " bytes at %" PRIu64 ": %s, and the kernel does not let this process copy "
		               "its own memory: %s", what, n, shown, mn_guard(MN_GUARD_ASK) == MN_GUARD_KERNEL ? "guard mode 1 is in force"
		               : "this thread blocks SIGBUS", mn_error_name(error));
		return error;
	}
	mn__why_gone(r, offset, n, why, sizeof why);
	mn__wide_add(&mn__faults, 1);
	return mn__fail(-EIO, "%s of %" PRIu64 " bytes at %" PRIu64 ": %s", what, n, shown, why);
}

MN_PRIVATE MN_COLD int32_t mn__page_gone(struct mn__region *r, const char *what, uint64_t offset, uint64_t n)
{
	return mn__page_gone_at(r, what, offset, offset, n);
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

MN_PRIVATE const char *mn__end_words(const struct mn__region *r, int32_t error, char *words, size_t size)
{
	if (error != -EIO)
		return mn_error_message(error);
	(void)snprintf(words, size, "%.200s was cut short, and what is written behind its end is in no file; "
	               "refresh takes in what is left", r->path ? r->path : "the file under it");
	return words;
}

/* ---- Questions ---------------------------------------------------------- */

enum mn__question { MN__LENGTH, MN__OFFSET, MN__ACCESS, MN__PROT, MN__FLAGS, MN__FD, MN__TRUNCATED, MN__PAGE };

static int64_t mn__ask(int64_t id, const char *call, enum mn__question question)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(id, &mn__region_kind, t) : NULL;
	const struct mn__region *r;
	int64_t answer = 0;

	if (!e) {
		answer = mn__no_region(t);
		mn__error_context(answer, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
		return answer;
	}
	r = e->object;
	switch (question) {
	case MN__LENGTH: answer = (int64_t)r->length; break;
	case MN__OFFSET: answer = r->offset; break;
	case MN__ACCESS: answer = r->access; break;
	case MN__PROT: answer = r->uniform_prot >= 0 ? r->uniform_prot : r->prot_ranges[0].prot; break;
	case MN__FLAGS: answer = (uint32_t)r->flags; break;
	case MN__FD: answer = r->fd >= 0 ? r->fd : mn__fail(-ENOTCONN, "descriptor: the region keeps none"); break;
	case MN__TRUNCATED: answer = atomic_load(&r->truncated); break;
	case MN__PAGE: answer = (int64_t)r->page; break;
	}
	mn__read_unlock(&e->lock, t);
	mn__error_context(answer, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return answer;
}

int64_t mn_region_length(int64_t id) { return mn__ask(id, __func__, MN__LENGTH); }
int64_t mn_region_offset(int64_t id) { return mn__ask(id, __func__, MN__OFFSET); }
int64_t mn_region_access(int64_t id) { return mn__ask(id, __func__, MN__ACCESS); }
int64_t mn_region_prot(int64_t id) { return mn__ask(id, __func__, MN__PROT); }
int64_t mn_region_flags(int64_t id) { return mn__ask(id, __func__, MN__FLAGS); }
int64_t mn_region_fd(int64_t id) { return mn__ask(id, __func__, MN__FD); }
int64_t mn_region_truncated(int64_t id) { return mn__ask(id, __func__, MN__TRUNCATED); }
int64_t mn_region_page_size(int64_t id) { return mn__ask(id, __func__, MN__PAGE); }

int64_t mn_region_file_size(int64_t id)
{
	struct mn__file file = { 0 };
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);

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
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, capacity, &e, &error);
	int64_t length;

	if (!r)
		return error;
	length = r->path ? (int64_t)strlen(r->path) : -ENOENT;
	if (length < 0)
		(void)mn__fail(-ENOENT, "path: the region was opened without one");
	else if (!buffer && capacity)
		length = mn__null_buffer("path");
	else if (capacity && capacity <= (uint64_t)length)
		length = mn__fail(-ERANGE, "path: it takes %" PRId64 " bytes and a zero, the buffer has %" PRIu64, length, capacity);
	else if (capacity)
		memcpy(buffer, r->path, (size_t)length + 1);
	mn__unpin(e);
	mn__error_context(length, __func__, "region", id, MN__NO_NUMBER, capacity);
	return length;
}
