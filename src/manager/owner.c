/* The lists of a manager, and who may do what: everything that is done under its lock. */

#include "owner.h"

#include "../fork.h"

#include <stdlib.h>
#include <string.h>

/* ---- The lists ---------------------------------------------------------- */

MN_PRIVATE size_t mn__slot_of(const struct mn__manager *m, int64_t number)
{
	size_t low = 0, high = m->slot_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->slots[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

MN_PRIVATE struct mn__mapping *mn__mapping_find(const struct mn__manager *m, int64_t number)
{
	size_t i = mn__slot_of(m, number);

	return i < m->slot_count && m->slots[i].number == number ? m->slots[i].mapping : NULL;
}

static size_t mn__owner_index(const struct mn__manager *m, int64_t owner)
{
	size_t low = 0, high = m->owner_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->owners[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

MN_PRIVATE struct mn__owner *mn__owner_find(const struct mn__manager *m, int64_t owner)
{
	size_t i = mn__owner_index(m, owner);

	return i < m->owner_count && m->owners[i].owner == owner ? &m->owners[i] : NULL;
}

MN_PRIVATE struct mn__owner mn__default_owner(int64_t owner)
{
	struct mn__owner o = { .owner = owner, .mappings_limit = INT64_MAX, .bytes_limit = INT64_MAX };

	return o;
}

MN_PRIVATE void *mn__room(void *list, size_t count, size_t *room, size_t size)
{
	size_t more = count < *room ? *room : count ? 2 * count : 8;
	void *fresh = count < *room ? list : mn__allocate(more * size);

	if (fresh && fresh != list) {
		if (count)
			memcpy(fresh, list, count * size);
		free(list);
		*room = more;
	}
	return fresh;
}

MN_PRIVATE struct mn__owner *mn__owner_find_or_make(struct mn__manager *m, int64_t owner)
{
	size_t i = mn__owner_index(m, owner);
	struct mn__owner *list;

	if (i < m->owner_count && m->owners[i].owner == owner)
		return &m->owners[i];
	list = mn__room(m->owners, m->owner_count, &m->owner_room, sizeof *list);
	if (!list)
		return NULL;
	m->owners = list;
	memmove(&list[i + 1], &list[i], (m->owner_count - i) * sizeof *list);
	list[i] = mn__default_owner(owner);
	m->owner_count++;
	return &list[i];
}

MN_PRIVATE void mn__owner_forget(struct mn__manager *m, struct mn__owner *o)
{
	size_t i = (size_t)(o - m->owners);

	if (o->mappings || o->rights || o->mappings_limit != INT64_MAX || o->bytes_limit != INT64_MAX)
		return;
	memmove(o, o + 1, (m->owner_count - i - 1) * sizeof *o);
	m->owner_count--;
}

static MN_COLD int32_t mn__over_limit(const char *what, int64_t owner, int64_t requested, int64_t has, int64_t limit)
{
	(void)mn__fail(-EDQUOT, "owner %" PRId64 " has %" PRId64 " %s and asks for %" PRId64 " more: its limit is %" PRId64,
	               owner, has, what, requested, limit);
	mn__error_set(MN_ERROR_TOTAL, (uint64_t)limit);
	return -EDQUOT;
}

MN_PRIVATE int32_t mn__count_more(struct mn__manager *m, struct mn__owner *o, int64_t mappings, int64_t bytes)
{
	if (bytes > INT64_MAX - m->bytes)
		return mn__fail(-EOVERFLOW, "%" PRId64 " bytes beside %" PRId64 " are too many", bytes, m->bytes);
	if (mappings && o->mappings >= o->mappings_limit)
		return mn__over_limit("mappings", o->owner, mappings, o->mappings, o->mappings_limit);
	if (bytes && bytes > o->bytes_limit - o->bytes)
		return mn__over_limit("bytes", o->owner, bytes, o->bytes, o->bytes_limit);
	o->mappings += mappings;
	o->bytes += bytes;
	m->bytes += bytes;
	return 0;
}

MN_PRIVATE void mn__count_less(struct mn__manager *m, int64_t owner, int64_t mappings, int64_t bytes)
{
	struct mn__owner *o = mn__owner_find(m, owner);

	m->bytes -= bytes;
	if (o) {
		o->mappings -= mappings;
		o->bytes -= bytes;
		mn__owner_forget(m, o);
	}
}

MN_PRIVATE void mn__mapping_drop(struct mn__mapping *p)
{
	if (atomic_fetch_sub(&p->holders, 1) > 1)
		return;
	free(p->name);
	free(p);
}

/* ---- Entering ----------------------------------------------------------- */

MN_PRIVATE int32_t mn__manager_rdlock(int64_t manager, struct mn__inside *in)
{
	in->writing = 0;
	in->t = mn__thread();
	if (!in->t)
		return mn__no_memory("this thread");
	in->e = mn__enter_to_read(manager, &mn__manager_kind, in->t);
	if (!in->e)
		return mn__bad_id(&mn__manager_kind);
	in->m = in->e->object;
	return 0;
}

MN_PRIVATE int32_t mn__manager_wrlock(int64_t manager, struct mn__inside *in)
{
	in->writing = 1;
	mn__read_lock_unbiased(&mn__fork_lock);
	in->e = mn__enter_to_write(manager, &mn__manager_kind);
	if (!in->e) {
		mn__read_unlock_unbiased(&mn__fork_lock);
		return mn__bad_id(&mn__manager_kind);
	}
	in->m = in->e->object;
	return 0;
}

MN_PRIVATE void mn__manager_unlock(struct mn__inside *in)
{
	if (!in->writing) {
		mn__read_unlock(&in->e->lock, in->t);
		return;
	}
	mn__write_unlock(&in->e->lock);
	mn__read_unlock_unbiased(&mn__fork_lock);
}

MN_PRIVATE void mn__failure_keep(struct mn__failure *failure)
{
	if (mn__current_thread)
		*failure = mn__current_thread->failure;
}

MN_PRIVATE void mn__failure_put_back(const struct mn__failure *failure)
{
	if (mn__current_thread)
		mn__current_thread->failure = *failure;
}

MN_PRIVATE int32_t mn__deny(int64_t manager, int64_t owner)
{
	struct mn__inside in;
	struct mn__owner *o;
	struct mn__failure failure;

	mn__failure_keep(&failure);
	if (mn__manager_wrlock(manager, &in) == 0) {
		in.m->denied++;
		o = mn__owner_find(in.m, owner);
		if (o)
			o->denied++;
		mn__manager_unlock(&in);
	}
	mn__failure_put_back(&failure);
	return -EPERM;
}

MN_PRIVATE int32_t mn__unknown(int64_t manager)
{
	return mn__fail(-EBADF, "manager %" PRId64 " has no such mapping, or no longer", manager);
}

MN_PRIVATE int32_t mn__hold(int64_t manager, int64_t owner, int64_t mapping, uint32_t others, struct mn__held *held)
{
	struct mn__inside in;
	int32_t error = mn__manager_rdlock(manager, &in);
	const struct mn__owner *o;
	int allowed = 0;

	*held = (struct mn__held){ manager, mapping, NULL, 0 };
	if (error < 0)
		return error;
	held->p = mn__mapping_find(in.m, mapping);
	if (held->p) {
		o = mn__owner_find(in.m, owner);
		held->rights = o ? o->rights : 0;
		allowed = held->p->owner == owner || held->rights & others;
		if (allowed)
			atomic_fetch_add_explicit(&held->p->holders, 1, memory_order_relaxed);
	}
	mn__manager_unlock(&in);
	if (allowed)
		return 0;
	if (!held->p)
		return mn__unknown(manager);
	held->p = NULL;
	(void)mn__fail(-EPERM, "this mapping is not owner %" PRId64 "'s", owner);
	return mn__deny(manager, owner);
}

MN_PRIVATE int64_t mn__finish(struct mn__held *held, int64_t result, const char *call, uint64_t offset, uint64_t n)
{
	if (held->p) {
		if (result == -EBADF)
			(void)mn__unknown(held->manager);
		mn__mapping_drop(held->p);
	}
	held->p = NULL;
	mn__error_context(result, call, "mapping", held->mapping, offset, n);
	return result;
}

MN_PRIVATE void mn__count_access(struct mn__mapping *p, int counter, int64_t bytes)
{
	mn__wide_add(&p->counters[counter], 1);
	if (counter == MN__READS || counter == MN__WRITES)
		mn__wide_add(&p->counters[counter + MN__BYTES_READ - MN__READS], bytes);
}

/* Changes what an owner may; the error. */
static int32_t mn__set_owner(int64_t manager, int64_t owner, const struct mn__owner *new_rights,
                             const struct mn__owner *new_limits)
{
	struct mn__inside in;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &in);

	if (error < 0)
		return error;
	o = mn__owner_find_or_make(in.m, owner);
	if (o && new_rights)
		o->rights = new_rights->rights;
	if (o && new_limits) {
		o->mappings_limit = new_limits->mappings_limit;
		o->bytes_limit = new_limits->bytes_limit;
	}
	if (o)
		mn__owner_forget(in.m, o);
	mn__manager_unlock(&in);
	return o ? 0 : mn__no_memory("the owner");
}

int32_t mn_manager_grant(int64_t manager, int64_t owner, uint32_t rights)
{
	const struct mn__owner requested = { .rights = rights };
	int32_t error = rights & ~(uint32_t)MN__ALL_RIGHTS
	                ? mn__fail(-EINVAL, "grant: there are no rights 0x%" PRIx32 " (1 read files, 2 write files, 4 see "
	                           "other owners' mappings)", rights)
	                : mn__set_owner(manager, owner, &requested, NULL);

	mn__error_context(error, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return error;
}

int32_t mn_manager_limit(int64_t manager, int64_t owner, int64_t mappings, int64_t bytes)
{
	const struct mn__owner requested = {
		.mappings_limit = mappings == MN_LIMIT_NONE ? INT64_MAX : mappings,
		.bytes_limit = bytes == MN_LIMIT_NONE ? INT64_MAX : bytes
	};
	int32_t error = mappings < MN_LIMIT_NONE || bytes < MN_LIMIT_NONE
	                ? mn__fail(-EINVAL, "limit: %" PRId64 " mappings, %" PRId64 " bytes (-1 is no limit)", mappings, bytes)
	                : mn__set_owner(manager, owner, NULL, &requested);

	mn__error_context(error, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return error;
}

MN_PRIVATE int32_t mn__reserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__inside in;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &in);

	if (error < 0)
		return error;
	o = mn__owner_find_or_make(in.m, owner);
	error = o ? mn__count_more(in.m, o, 1, bytes) : mn__no_memory("the owner");
	if (o)
		mn__owner_forget(in.m, o);
	mn__manager_unlock(&in);
	return error;
}

MN_PRIVATE void mn__unreserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__inside in;

	if (mn__manager_wrlock(manager, &in) < 0)
		return;
	mn__count_less(in.m, owner, 1, bytes);
	mn__manager_unlock(&in);
}

/* What threads had reserved that are not in the child is nobody's. */
static void mn__manager_after_fork(void *manager, struct mn__entry *e)
{
	struct mn__manager *m = manager;

	(void)e;
	m->bytes = 0;
	for (size_t i = 0; i < m->owner_count; i++)
		m->owners[i].mappings = m->owners[i].bytes = 0;
	for (size_t i = 0; i < m->slot_count; i++) {
		struct mn__mapping *p = m->slots[i].mapping;
		struct mn__owner *o = p ? mn__owner_find(m, p->owner) : NULL;

		if (!o)
			continue;
		p->resizing = 0;
		o->mappings++;
		o->bytes += p->bytes;
		m->bytes += p->bytes;
	}
	for (size_t i = m->owner_count; i > 0; i--)
		mn__owner_forget(m, &m->owners[i - 1]);
}

MN_PRIVATE struct mn__kind mn__manager_kind = { .name = "manager", .after_fork = mn__manager_after_fork };
