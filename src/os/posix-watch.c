/* Watching files: inotify. */

#include "posix.h"

#if defined MN_LINUX

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

MN_PRIVATE int32_t mn__os_watch_open(struct mn__watch *w)
{
	int32_t fd = mn__result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), wake;

	if (fd < 0)
		return fd;
	wake = mn__result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	if (wake < 0) {
		(void)mn__os_close(fd);
		return wake;
	}
	w->directory = -1;
	w->wake = wake;
	w->fd = fd;
	return 0;
}

MN_PRIVATE void mn__os_watch_close(struct mn__watch *w)
{
	int32_t fd = w->fd, wake = w->wake;

	if (fd < 0)
		return;
	w->fd = w->wake = w->directory = -1;
	(void)mn__os_close(fd);
	(void)mn__os_close(wake);
}

MN_PRIVATE int32_t mn__os_watch_directory(struct mn__watch *w, const char *path)
{
	const uint32_t names = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO, itself = IN_DELETE_SELF | IN_MOVE_SELF;
	int32_t number = mn__result(inotify_add_watch(w->fd, path, IN_ONLYDIR | names | itself));

	if (number != w->directory)
		mn__os_watch_end(w, w->directory);
	w->directory = number < 0 ? -1 : number;
	return number < 0 ? number : 0;
}

MN_PRIVATE int32_t mn__os_watch_file(const struct mn__watch *w, const char *path)
{
	return mn__result(inotify_add_watch(w->fd, path, IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF));
}

MN_PRIVATE void mn__os_watch_end(const struct mn__watch *w, int32_t number)
{
	if (w->fd >= 0 && number >= 0)
		(void)inotify_rm_watch(w->fd, number);
}

/* The file of the list that has this name, or whose new name comes with this cookie; -1 if
   none. */
static int32_t mn__move_find(const struct mn__moves *moves, const char *name, uint32_t cookie)
{
	for (int32_t i = 0; i < moves->count; i++)
		if (moves->move[i].cookie == cookie && (cookie || strcmp(moves->move[i].name, name) == 0))
			return i;
	return -1;
}

/* One report about a name of the directory. */
static void mn__move_track(struct mn__moves *moves, const struct inotify_event *e, const char *watched)
{
	int32_t i = mn__move_find(moves, e->name, 0);

	if (e->mask & IN_MOVED_FROM) {
		if (i < 0 && strcmp(e->name, watched) == 0) {
			if (moves->count == MN__MOVES)
				mn__moves_remove(moves, 0);
			i = moves->count++;
		}
		if (i >= 0)
			moves->move[i].cookie = e->cookie;
		return;
	}
	/* Made, removed, or taken by another file: the name leads to that file no more. */
	if (i >= 0)
		mn__moves_remove(moves, i);
	if (e->mask & IN_MOVED_TO && (i = mn__move_find(moves, e->name, e->cookie)) >= 0) {
		if (strcmp(e->name, watched) == 0) {
			mn__moves_remove(moves, i);
		} else {
			moves->move[i].cookie = 0;
			(void)snprintf(moves->move[i].name, sizeof moves->move[i].name, "%s", e->name);
		}
	}
}

MN_PRIVATE enum mn__reported mn__os_watch_take(const struct mn__watch *w, const char *name, struct mn__moves *moves)
{
	_Alignas(struct inotify_event) char events[4096];
	enum mn__reported reported = MN__NOTHING;
	int state = mn__cancel_off();
	ssize_t n;

	/* Other processes may change the directory faster than this reads: it ends anyway. */
	for (int i = 0; i < 64 && (n = read(w->fd, events, sizeof events)) > 0; i++)
		for (const char *at = events; at < events + n;) {
			const struct inotify_event *e = (const void *)at;

			at += sizeof *e + e->len;
			/* The kernel's answer to mn__os_watch_end. */
			if (e->mask & IN_IGNORED)
				continue;
			/* Only what happens to a name in the directory has a name.  After a loss of
			   reports, or in another directory, the names of the list are wrong. */
			if (e->len > 0)
				mn__move_track(moves, e, name);
			else if (e->wd == w->directory || e->mask & IN_Q_OVERFLOW)
				moves->count = 0;
			if (e->len == 0 || strcmp(e->name, name) == 0)
				reported = MN__CHANGED;
			else if (reported == MN__NOTHING)
				reported = MN__NOISE;
		}
	(void)mn__cancel_on(state, 0);
	return reported;
}

MN_PRIVATE int32_t mn__os_watch_wait(const struct mn__watch *w, int64_t timeout_ms)
{
	struct pollfd fds[] = { { w->fd, POLLIN, 0 }, { w->wake, POLLIN, 0 } };
	int state = mn__cancel_off();

	return mn__cancel_on(state, mn__result(poll(fds, 2, (int)timeout_ms)));
}

MN_PRIVATE void mn__os_watch_wake(const struct mn__watch *w)
{
	const uint64_t one = 1;
	int state = mn__cancel_off();
	ssize_t n = w->fd < 0 ? 0 : write(w->wake, &one, sizeof one);

	(void)n;
	(void)mn__cancel_on(state, 0);
}

#endif
