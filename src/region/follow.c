/* Followers: the bytes that are added to a file, also after it was cut or replaced.

   A follower keeps the files that had its path, each with the position in it, oldest
   first.  It reads the first one to its end, and goes on to the next one when that has
   bytes: then the writer has changed to it.  A file that had the path only between two
   looks is found by its new name, which the watch reports.  doc/internals/follow.md has
   the cases.

   Calls of one follower exclude each other by the lock of its entry, and free it while
   they sleep.  A fork may come at any moment of a call in another thread.  So the list
   changes by single stores, after what they publish is complete. */

#include "follow.h"

#include "region.h"
#include "wait.h"

#include "../fork.h"

/* How often a follower looks without being woken: with a watch that sees file and
   directory, and without one. */
enum { MN__LOOK_WATCHED_MS = 1000 };
enum { MN__LOOK_MS = 250 };

/* How long it ignores the watch after one that was of other files only. */
enum { MN__NOISY_MS = 5 };

/* So many empty files may wait behind the first one.  Their writers may still come. */
enum { MN__FOLLOWED_MOST = 4 };

/* A file that has, or had, the path. */
struct mn__followed {
	_Atomic(struct mn__followed *) next; /* the one that came after it */
	int32_t fd;
	int32_t watch; /* the number of its watch, or -1 */
	uint64_t device, number;
	mn__wide position; /* of the next byte to give */
};

struct mn__follower {
	_Atomic(struct mn__followed *) first; /* the file that is read; NULL: none came yet */
	struct mn__watch watch;
	int64_t rearm; /* by mn__os_milliseconds: when to watch what has the names then */
	bool watched;  /* the watch sees the file and its directory */
	bool closing;
	mn__wide generation; /* counts the files, and the cuts of each */
	mn__wide given;      /* the generation of the bytes that were given last */
	struct mn__moves moves;
	const char *name; /* the path's last part, in `path` */
	char *directory;  /* the path without it */
	char path[];
};

static void mn__follower_after_fork(void *follower, struct mn__entry *e)
{
	struct mn__follower *f = follower;

	/* The parent's watch is shared: what one process takes from it, the other never
	   sees.  The child opens its own. */
	(void)e;
	mn__os_watch_close(&f->watch);
	f->watched = false;
	f->rearm = 0;
	f->moves.count = 0;
	for (struct mn__followed *s = atomic_load(&f->first); s; s = atomic_load(&s->next))
		s->watch = -1;
}

MN_PRIVATE struct mn__kind mn__follower_kind = { .name = "follower", .after_fork = mn__follower_after_fork };

/* ---- The list of files ---- */

static struct mn__followed *mn__followed_last(const struct mn__follower *f)
{
	struct mn__followed *s = atomic_load(&f->first), *next;

	while (s && (next = atomic_load(&s->next)))
		s = next;
	return s;
}

static void mn__followed_free(const struct mn__follower *f, struct mn__followed *s)
{
	mn__os_watch_end(&f->watch, s->watch);
	if (mn__os_close(s->fd) < 0)
		mn__wide_add(&mn__close_errors, 1);
	free(s);
}

/* Frees the files after s. */
static void mn__followed_drop_after(const struct mn__follower *f, struct mn__followed *s)
{
	struct mn__followed *next = atomic_load(&s->next);

	atomic_store(&s->next, NULL);
	while ((s = next)) {
		next = atomic_load(&s->next);
		mn__followed_free(f, s);
	}
}

/* Goes on to the file after the first one. */
static void mn__followed_advance(struct mn__follower *f)
{
	struct mn__followed *s = atomic_load(&f->first);

	atomic_store(&f->first, atomic_load(&s->next));
	mn__wide_add(&f->generation, 1);
	mn__followed_free(f, s);
}

/* The file of the list with this identity, or NULL.  An open file keeps its number, so no
   other file has it. */
static struct mn__followed *mn__followed_find(const struct mn__follower *f, const struct mn__file *file)
{
	struct mn__followed *s = atomic_load(&f->first);

	while (s && (s->device != file->device || s->number != file->number))
		s = atomic_load(&s->next);
	return s;
}

/* Adds a file to the end of the list, unless it is there.  This owns the descriptor. */
static int32_t mn__followed_add(struct mn__follower *f, int32_t fd, int64_t position)
{
	struct mn__followed *s, *last = mn__followed_last(f);
	struct mn__file file;
	int32_t error = mn__os_stat(fd, &file);
	bool known = error == 0 && mn__followed_find(f, &file);

	if (error < 0)
		error = mn__fail(error, "follow: " MN__ERR_FMT, mn__err_args(error));
	/* The name may have changed its kind after it was checked. */
	else if (!file.regular)
		error = mn__fail(-ENODEV, "follow: ENODEV: only a regular file can be followed");
	s = error == 0 && !known ? mn__allocate(sizeof *s) : NULL;
	if (!s) {
		(void)mn__os_close(fd);
		return error < 0 || known ? error : mn__no_memory("follow");
	}
	s->fd = fd;
	s->watch = -1;
	s->device = file.device;
	s->number = file.number;
	/* A position behind the end belongs to a file that was cut or replaced meanwhile. */
	mn__wide_set(&s->position, position == MN_FOLLOW_END ? file.size : position > file.size ? 0
	                                                                                        : position);
	if (last)
		atomic_store(&last->next, s);
	else
		atomic_store(&f->first, s);
	f->rearm = 0;
	return 0;
}

/* ---- Looking ---- */

static int32_t mn__cannot_follow(int32_t error)
{
	if (error == -EISDIR || error == -ENODEV)
		return mn__fail(error, "follow: %s: %s cannot be followed, only a regular file can", mn_error_name(error),
		                error == -EISDIR ? "a directory" : "this kind of file");
	return mn__fail(error, "follow: " MN__ERR_FMT, mn__err_args(error));
}

/* Takes the reports of the watch.  A look that takes some has to be followed by another
   one. */
static enum mn__reported mn__follow_take(struct mn__follower *f)
{
	return f->watch.fd < 0 ? MN__NOTHING : mn__os_watch_take(&f->watch, f->name, &f->moves);
}

/* Takes in the files that had the path after the last look and were renamed. */
static int32_t mn__follow_moves(struct mn__follower *f)
{
	int32_t error = 0;

	if (mn__follow_take(f) == MN__CHANGED)
		f->rearm = 0;
	while (f->moves.count && error == 0) {
		const struct mn__move move = f->moves.move[0];
		size_t size = strlen(f->directory) + strlen(move.name) + 2;
		char *path = move.cookie ? NULL : mn__allocate(size);
		int32_t fd;

		/* It was moved to another directory. */
		if (move.cookie) {
			mn__moves_remove(&f->moves, 0);
			continue;
		}
		if (!path)
			return mn__no_memory("follow");
		(void)snprintf(path, size, "%s/%s", f->directory, move.name);
		fd = mn__os_open(path, MN__OPEN_READ, MN__REGULAR_ONLY);
		free(path);
		if (fd == -EMFILE || fd == -ENFILE || fd == -ENOMEM)
			return mn__cannot_follow(fd);
		/* The name may have got another file before it was opened. */
		if (mn__follow_take(f) == MN__CHANGED)
			f->rearm = 0;
		if (f->moves.count && strcmp(f->moves.move[0].name, move.name) == 0 && f->moves.move[0].cookie == 0) {
			mn__moves_remove(&f->moves, 0);
			if (fd >= 0)
				error = mn__followed_add(f, fd, 0);
		} else if (fd >= 0) {
			(void)mn__os_close(fd);
		}
	}
	return error;
}

/* Takes in the file that has the path now, after those that had it before.  A path without
   a file is no error.  Nothing is opened before its kind is known. */
static int32_t mn__follow_path(struct mn__follower *f, int64_t position)
{
	struct mn__followed *known = NULL;
	struct mn__file file;
	int32_t error = mn__os_stat_path(f->path, &file), fd = -ENOENT, moves;

	if (error == 0 && !file.regular)
		error = file.directory ? -EISDIR : -ENODEV;
	if (error == 0)
		known = mn__followed_find(f, &file);
	if (error == 0 && !known)
		error = fd = mn__os_open(f->path, MN__OPEN_READ, MN__REGULAR_ONLY);
	if (known && atomic_load(&known->next)) {
		/* The file may have got its name back. */
		mn__followed_drop_after(f, known);
		f->rearm = 0;
	}
	/* The new file was seen, so the names of all files before it are reported.  Those of the
	   list are still in it, so none comes back after it was read. */
	moves = fd >= 0 || f->moves.count ? mn__follow_moves(f) : 0;
	if (moves < 0 && fd >= 0)
		(void)mn__os_close(fd);
	if (moves < 0)
		return moves;
	if (error == -ENOENT)
		return 0;
	return error < 0 ? mn__cannot_follow(error) : known ? 0
	                                                    : mn__followed_add(f, fd, position);
}

/* Watches what has the names now.  The caller looks once more afterwards, before it sleeps:
   a change is then seen or reported.  Without a watch, or with part of one, the follower
   looks more often. */
static void mn__follow_watch(struct mn__follower *f, int64_t now)
{
	struct mn__followed *last = mn__followed_last(f);
	int32_t number;

	f->rearm = now + MN__LOOK_WATCHED_MS;
	f->watched = false;
	if (f->watch.fd < 0 && mn__os_watch_open(&f->watch) < 0)
		return;
	number = mn__os_watch_directory(&f->watch, f->directory) < 0 ? -1 : mn__os_watch_file(&f->watch, f->path);
	f->watched = number >= 0 || (number == -ENOENT && f->watch.directory >= 0);
	/* The file may be no longer, or not yet, the last one of the list.  Then the watch
	   becomes that one's in the next round. */
	if (last && number >= 0 && number != last->watch) {
		mn__os_watch_end(&f->watch, last->watch);
		last->watch = number;
	}
}

/* True if a file that came later has bytes. */
static bool mn__later_has_bytes(const struct mn__followed *s)
{
	struct mn__file file;

	while ((s = atomic_load(&s->next)))
		if (mn__os_stat(s->fd, &file) == 0 && file.size > 0)
			return true;
	return false;
}

static bool mn__too_many(const struct mn__followed *s)
{
	int n = 0;

	while ((s = atomic_load(&s->next)))
		n++;
	return n > MN__FOLLOWED_MOST;
}

/* Reads from one file: the number of bytes, or 0 if it has none now. */
static int64_t mn__followed_read(struct mn__follower *f, struct mn__followed *s, void *buffer, uint64_t capacity)
{
	const uint64_t most = 1 << 30;
	struct mn__file file;
	int64_t n = mn__os_stat(s->fd, &file), position = mn__wide_peek(&s->position);
	uint64_t left;

	if (n == 0 && file.size < position) {
		mn__wide_add(&f->generation, 1);
		mn__wide_set(&s->position, 0);
		position = 0;
	}
	/* A file of /proc has bytes behind its size; reading these would look like a cut. */
	left = n == 0 ? (uint64_t)(file.size - position) : 0;
	if (left > capacity)
		left = capacity;
	if (left)
		n = mn__os_read_at(s->fd, buffer, (size_t)(left < most ? left : most), position);
	if (n < 0)
		return mn__fail((int32_t)n, "follow: reading at %" PRId64 ": " MN__ERR_FMT, position, mn__err_args(n));
	if (n > 0) {
		mn__wide_set(&f->given, mn__wide_peek(&f->generation));
		mn__wide_set(&s->position, position + n);
	}
	return n;
}

/* The next bytes of all files: their number, 0 if there are none now, or an error. */
static int64_t mn__follow_look(struct mn__follower *f, void *buffer, uint64_t capacity)
{
	int32_t error = mn__follow_path(f, 0);

	for (;;) {
		struct mn__followed *s = atomic_load(&f->first);
		bool over;
		int64_t n;

		if (!s)
			return error;
		/* This question comes before the read: the writer then has left the file, and
		   the read finds its last bytes. */
		over = mn__later_has_bytes(s) || mn__too_many(s);
		n = mn__followed_read(f, s, buffer, capacity);
		if (n != 0)
			return n;
		if (!over)
			return error;
		mn__followed_advance(f);
	}
}

/* ---- Opening and closing ---- */

static void mn__follower_free(struct mn__follower *f)
{
	struct mn__followed *s = atomic_load(&f->first);

	if (s) {
		mn__followed_drop_after(f, s);
		mn__followed_free(f, s);
	}
	mn__os_watch_close(&f->watch);
	free(f->directory);
	free(f);
}

/* A follower without a file; NULL without memory. */
static struct mn__follower *mn__follower_new(const char *path)
{
	const struct mn__watch none = MN__NO_WATCH;
	size_t length = strlen(path), before;
	struct mn__follower *f = mn__allocate(sizeof *f + length + 1);
	const char *slash;

	if (!f)
		return NULL;
	f->watch = none;
	mn__wide_set(&f->generation, 1);
	memcpy(f->path, path, length + 1);
	slash = strrchr(f->path, '/');
	f->name = slash ? slash + 1 : f->path;
	before = slash == f->path ? 1 : slash ? (size_t)(slash - f->path)
	                                      : 1;
	f->directory = mn__allocate(before + 1);
	if (!f->directory) {
		free(f);
		return NULL;
	}
	memcpy(f->directory, slash ? f->path : ".", before);
	return f;
}

/* Gives the follower an id, or frees it. */
static int64_t mn__follower_begin(struct mn__follower *f)
{
	int64_t id = mn__id_for(&mn__follower_kind, f);

	if (id)
		return id;
	mn__follower_free(f);
	return mn__no_memory("follow");
}

static int64_t mn__follow_open(const char *path, int64_t from)
{
	struct mn__follower *f;
	int32_t error;

	if (from < MN_FOLLOW_END)
		return mn__fail(-EINVAL, "follow: the offset %" PRId64 " is negative (-1 is: from the end)", from);
	if (!*path)
		return mn__fail(-ENOENT, "follow: ENOENT: the path is empty");
	f = mn__follower_new(path);
	if (!f)
		return mn__no_memory("follow");
	error = mn__follow_path(f, from);
	if (error < 0) {
		mn__follower_free(f);
		return error;
	}
	return mn__follower_begin(f);
}

int64_t mn_follow_open(const char *path, int64_t from)
{
	int32_t error = mn__check_text("follow", "path", path);
	int64_t id = error < 0 ? error : mn__error_subject(mn__follow_open(path, from), path);

	mn__error_context(id, __func__, NULL, MN_ABSENT, (uint64_t)from, MN__NO_NUMBER);
	return id;
}

static int64_t mn__follow_region(const struct mn__region *r)
{
	int64_t end = r->offset + (int64_t)r->length;
	struct mn__follower *f;
	int32_t error, fd;

	if (!r->path)
		return mn__fail(-ENOENT, "follow: the region was opened without a path");
	if (r->fd < 0)
		return mn__fail(-ENOTCONN, "follow: " MN__NO_DESCRIPTOR);
	f = mn__follower_new(r->path);
	if (!f)
		return mn__no_memory("follow");
	fd = mn__os_duplicate(r->fd);
	error = fd < 0 ? mn__cannot_follow(fd) : mn__followed_add(f, fd, end);
	if (error < 0) {
		mn__follower_free(f);
		return error;
	}
	return mn__follower_begin(f);
}

int64_t mn_follow_region(int64_t region)
{
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__region_pin(region, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);
	int64_t id;

	if (!r)
		return error;
	id = mn__follow_region(r);
	mn__unpin(e);
	mn__error_context(id, __func__, "region", region, MN__NO_NUMBER, MN__NO_NUMBER);
	return id;
}

/* The follower of an id, locked for writing.  NULL if it is closed, or about to be. */
static struct mn__entry *mn__follower_enter(int64_t id)
{
	struct mn__entry *e = mn__enter_to_write(id, &mn__follower_kind);

	if (e && ((struct mn__follower *)e->object)->closing) {
		mn__write_unlock(&e->lock);
		e = NULL;
	}
	return e;
}

int32_t mn_follow_close(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0;

	/* A fork waits, so no child has a follower that is half closed. */
	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__follower_enter(id);
	if (e) {
		struct mn__follower *f = e->object;

		f->closing = true;
		mn__os_watch_wake(&f->watch);
		mn__notify(e);
		mn__write_unlock(&e->lock);
		/* Sleepers have the follower pinned, and leave now. */
		e = mn__enter_to_change(id, &mn__follower_kind);
		mn__entry_delete(e);
		mn__follower_free(f);
	} else {
		result = mn__bad_id(&mn__follower_kind);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	mn__error_context(result, __func__, "follower", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Waiting for bytes ---- */

/* One sleep of a caller that has the follower locked; this unlocks it.  It ends when
   something changes, and so early that a cancelled thread does not go on for long.
   `deaf`: other files of the directory change all the time, so that the watch would wake
   it at once. */
static void mn__follow_sleep(struct mn__entry *e, int64_t milliseconds, bool deaf)
{
	const struct mn__watch watch = ((const struct mn__follower *)e->object)->watch;
	uint32_t events = atomic_load(&e->events);
	int64_t most = deaf ? MN__NOISY_MS : MN__SLEEP_MS;
	int32_t result;

	if (milliseconds > most)
		milliseconds = most;
	mn__pin(e);
	mn__write_unlock(&e->lock);
	if (watch.fd >= 0 && !deaf)
		result = mn__os_watch_wait(&watch, milliseconds);
	else
		result = mn__os_wait((const uint32_t *)(const void *)&e->events, events, milliseconds, 0);
	/* A call that cannot sleep must not make a busy loop. */
	if (result < 0 && result != -EAGAIN && result != -ETIMEDOUT && result != -EINTR)
		mn__sleep(milliseconds < 10 ? milliseconds : 10);
	mn__unpin(e);
	mn__os_test_cancel();
}

static int64_t mn__follow_next(int64_t id, void *buffer, uint64_t capacity, int32_t timeout_ms)
{
	int64_t begin = mn__os_milliseconds(), due = begin;

	for (;;) {
		struct mn__entry *e = mn__follower_enter(id);
		struct mn__follower *f;
		enum mn__reported reported;
		int64_t now, left, result = 0;

		if (!e)
			return mn__bad_id(&mn__follower_kind);
		f = e->object;
		reported = mn__follow_take(f);
		now = mn__os_milliseconds();
		if (reported == MN__CHANGED)
			due = now;
		if (!buffer)
			result = mn__null_buffer("follow");
		else if (capacity == 0)
			result = mn__fail(-EINVAL, "follow: the buffer has 0 bytes");
		else if (now >= due) {
			do {
				if (now >= f->rearm)
					mn__follow_watch(f, now);
				result = mn__follow_look(f, buffer, capacity);
			} while (result == 0 && now >= f->rearm);
			due = now + (f->watched ? MN__LOOK_WATCHED_MS : MN__LOOK_MS);
		}
		left = timeout_ms < 0 ? INT64_MAX : begin + timeout_ms - now;
		if (result == 0 && left <= 0)
			result = mn__fail(-ETIMEDOUT, "follow: nothing new for %" PRId32 " ms", timeout_ms);
		if (result != 0) {
			(void)mn__error_subject(result, f->path);
			mn__write_unlock(&e->lock);
			return result;
		}
		mn__follow_sleep(e, left < due - now ? left : due - now, reported == MN__NOISE);
	}
}

int64_t mn_follow_next(int64_t id, void *buffer, uint64_t capacity, int32_t timeout_ms)
{
	int64_t result = mn__follow_next(id, buffer, capacity, timeout_ms);

	mn__error_context(result, __func__, "follower", id, MN__NO_NUMBER, capacity);
	return result;
}

/* ---- Properties ---- */

static int64_t mn__follower_property(int64_t id, const char *call, bool offset)
{
	struct mn__entry *e = mn__follower_enter(id);
	int64_t value;

	if (e) {
		struct mn__follower *f = e->object;
		struct mn__followed *s = atomic_load(&f->first);

		value = !offset ? mn__wide_peek(&f->given) : s ? mn__wide_peek(&s->position)
		                                               : 0;
		mn__write_unlock(&e->lock);
	} else {
		value = mn__bad_id(&mn__follower_kind);
	}
	mn__error_context(value, call, "follower", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return value;
}

int64_t mn_follow_generation(int64_t id) { return mn__follower_property(id, __func__, false); }
int64_t mn_follow_offset(int64_t id) { return mn__follower_property(id, __func__, true); }
