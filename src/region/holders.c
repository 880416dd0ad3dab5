#include "holders.h"

#include "../fork.h"
#include "../os/os.h"

#include <stdlib.h>

MN_PRIVATE struct mn__kind mn__slice_kind = { .name = "slice" };

MN_PRIVATE void mn__holders_add(struct mn__holders *h, struct mn__slice *s)
{
	s->next = h->first;
	h->first = s;
	h->shared += s->mode == MN_SLICE_SHARED;
	h->exclusive += s->mode == MN_SLICE_EXCLUSIVE;
}

static void mn__unlink(struct mn__holders *h, struct mn__slice **link)
{
	const struct mn__slice *s = *link;

	*link = s->next;
	h->shared -= s->mode == MN_SLICE_SHARED;
	h->exclusive -= s->mode == MN_SLICE_EXCLUSIVE;
}

MN_PRIVATE void mn__holders_remove(struct mn__holders *h, struct mn__slice *s)
{
	struct mn__slice **link = &h->first;

	while (*link != s)
		link = &(*link)->next;
	mn__unlink(h, link);
}

MN_PRIVATE const struct mn__slice *mn__holders_conflict(const struct mn__holders *h, int32_t mode, int64_t thread)
{
	const struct mn__slice *found = NULL;

	for (const struct mn__slice *s = h->first; s && mode != MN_SLICE_PIN; s = s->next)
		if ((s->mode == MN_SLICE_EXCLUSIVE || (mode == MN_SLICE_EXCLUSIVE && s->mode == MN_SLICE_SHARED))
		    && (!found || s->thread == thread))
			found = s;
	return found;
}

MN_PRIVATE MN_COLD int32_t mn__busy_error(const struct mn__holders *h, const char *what)
{
	static const char *const modes[] = { "pinned", "shared", "exclusive" };
	const struct mn__slice *s = h->first, *worst = s;
	int64_t thread = mn__os_thread_id();

	/* The sentence names the strictest slice; among those, one of the calling thread,
	   which that thread must close itself. */
	for (; s; s = s->next)
		if (s->mode > worst->mode || (s->mode == worst->mode && s->thread == thread))
			worst = s;
	(void)mn__fail(-EBUSY, "%s: slice %" PRId64 " (%s) holds " MN__BYTES " at %" PRIu64 ", taken by thread %" PRId64
	               ": close it first", what, worst->id, modes[worst->mode], mn__bytes(worst->n), worst->offset,
	               worst->thread);
	mn__error_set(MN_ERROR_HOLDER, (uint64_t)worst->id);
	mn__error_set(MN_ERROR_HOLDER_OFFSET, worst->offset);
	mn__error_set(MN_ERROR_HOLDER_LENGTH, worst->n);
	mn__error_set(MN_ERROR_HOLDER_THREAD, (uint64_t)worst->thread);
	return -EBUSY;
}

MN_PRIVATE int32_t mn__wait_for_holder(struct mn__entry *e, uint32_t events, const struct mn__wait *w)
{
	int32_t result = mn__wait_once(w, (const uint32_t *)(const void *)&e->events, events, 0);

	return result == -EAGAIN ? 0 : result;
}

MN_PRIVATE void mn__holders_after_fork(struct mn__holders *h)
{
	struct mn__slice **link = &h->first, *s;

	while ((s = *link) != NULL) {
		struct mn__entry *own = mn__entry_of(s->id);

		/* The thread that forked has another number here. */
		if (s->thread == mn__forking_thread) {
			s->thread = mn__os_thread_id();
			link = &s->next;
			continue;
		}
		/* No thread of the child could close it: the region would stay blocked. */
		mn__unlink(h, link);
		mn__write_lock(&own->lock);
		mn__entry_delete(own);
		free(s);
	}
}
