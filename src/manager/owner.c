#include "owner.h"

#include "../fork.h"

/* ---- The manager's lock ---- */

MN_PRIVATE int32_t mn__manager_rdlock(int64_t manager, struct mn__locked_manager *locked)
{
	locked->writing = 0;
	locked->t = mn__thread();
	if (!locked->t)
		return mn__no_memory("this thread");
	locked->e = mn__enter_to_read(manager, &mn__manager_kind, locked->t);
	if (!locked->e)
		return mn__bad_id(&mn__manager_kind);
	locked->m = locked->e->object;
	return 0;
}

MN_PRIVATE int32_t mn__manager_wrlock(int64_t manager, struct mn__locked_manager *locked)
{
	locked->writing = 1;
	mn__read_lock_unbiased(&mn__fork_lock);
	locked->e = mn__enter_to_write(manager, &mn__manager_kind);
	if (!locked->e) {
		mn__read_unlock_unbiased(&mn__fork_lock);
		return mn__bad_id(&mn__manager_kind);
	}
	locked->m = locked->e->object;
	return 0;
}

MN_PRIVATE void mn__manager_unlock(struct mn__locked_manager *locked)
{
	if (!locked->writing) {
		mn__read_unlock(&locked->e->lock, locked->t);
		return;
	}
	mn__write_unlock(&locked->e->lock);
	mn__read_unlock_unbiased(&mn__fork_lock);
}

/* ---- The lists ---- */

MN_PRIVATE void *mn__list_grow(void *list, size_t count, size_t *room, size_t size)
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

/* The index of the first element whose number is at least `number`, in a list sorted by
   the number that each element begins with. */
static size_t mn__lower_bound(const void *list, size_t count, size_t size, int64_t number)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t there;

		memcpy(&there, (const char *)list + middle * size, sizeof there);
		if (there < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

_Static_assert(offsetof(struct mn__slot, number) == 0 && offsetof(struct mn__owner, owner) == 0,
               "mn__lower_bound compares the first member");

MN_PRIVATE size_t mn__slot_of(const struct mn__manager *m, int64_t number)
{
	return mn__lower_bound(m->slots, m->slot_count, sizeof *m->slots, number);
}

MN_PRIVATE struct mn__mapping *mn__mapping_find(const struct mn__manager *m, int64_t number)
{
	size_t i = mn__slot_of(m, number);

	return i < m->slot_count && m->slots[i].number == number ? m->slots[i].mapping : NULL;
}

MN_PRIVATE int64_t mn__next_mapping(const struct mn__manager *m, int64_t whose, int64_t after)
{
	size_t i = after == INT64_MAX ? m->slot_count : mn__slot_of(m, after + 1);

	while (i < m->slot_count && !(m->slots[i].mapping && m->slots[i].mapping->owner == whose))
		i++;
	return i < m->slot_count ? m->slots[i].number : 0;
}

static size_t mn__owner_index(const struct mn__manager *m, int64_t owner)
{
	return mn__lower_bound(m->owners, m->owner_count, sizeof *m->owners, owner);
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

/* The owner's record, made if it is missing; NULL without memory. */
static struct mn__owner *mn__owner_find_or_make(struct mn__manager *m, int64_t owner)
{
	size_t i = mn__owner_index(m, owner);
	struct mn__owner *list;

	if (i < m->owner_count && m->owners[i].owner == owner)
		return &m->owners[i];
	list = mn__list_grow(m->owners, m->owner_count, &m->owner_room, sizeof *list);
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

/* ---- Charges ---- */

static MN_COLD int32_t mn__over_limit(const char *what, int64_t owner, int64_t requested, int64_t has, int64_t limit)
{
	(void)mn__fail(-EDQUOT, "owner %" PRId64 " has %" PRId64 " %s and asks for %" PRId64 " more: its limit is %" PRId64,
	               owner, has, what, requested, limit);
	mn__error_set(MN_ERROR_TOTAL, (uint64_t)limit);
	return -EDQUOT;
}

MN_PRIVATE int32_t mn__charge(struct mn__manager *m, struct mn__owner *o, int64_t mappings, int64_t bytes)
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

MN_PRIVATE void mn__uncharge(struct mn__manager *m, int64_t owner, int64_t mappings, int64_t bytes)
{
	struct mn__owner *o = mn__owner_find(m, owner);

	m->bytes -= bytes;
	if (o) {
		o->mappings -= mappings;
		o->bytes -= bytes;
		mn__owner_forget(m, o);
	}
}

MN_PRIVATE int32_t mn__reserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__locked_manager locked;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &locked);

	if (error < 0)
		return error;
	o = mn__owner_find_or_make(locked.m, owner);
	error = o ? mn__charge(locked.m, o, 1, bytes) : mn__no_memory("the owner");
	if (o)
		mn__owner_forget(locked.m, o);
	mn__manager_unlock(&locked);
	return error;
}

MN_PRIVATE void mn__unreserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__locked_manager locked;

	if (mn__manager_wrlock(manager, &locked) < 0)
		return;
	mn__uncharge(locked.m, owner, 1, bytes);
	mn__manager_unlock(&locked);
}

/* ---- Failures ---- */

MN_PRIVATE void mn__failure_save(struct mn__failure *failure)
{
	if (mn__current_thread)
		*failure = mn__current_thread->failure;
}

MN_PRIVATE void mn__failure_restore(const struct mn__failure *failure)
{
	if (mn__current_thread)
		mn__current_thread->failure = *failure;
}

MN_PRIVATE int32_t mn__deny(int64_t manager, int64_t owner)
{
	struct mn__locked_manager locked;
	struct mn__owner *o;
	struct mn__failure failure;

	mn__failure_save(&failure);
	if (mn__manager_wrlock(manager, &locked) == 0) {
		locked.m->denied++;
		o = mn__owner_find(locked.m, owner);
		if (o)
			o->denied++;
		mn__manager_unlock(&locked);
	}
	mn__failure_restore(&failure);
	return -EPERM;
}

MN_PRIVATE int32_t mn__unknown_mapping(int64_t manager)
{
	return mn__fail(-EBADF, "manager %" PRId64 " has no such mapping, or no longer has it", manager);
}

/* ---- Calls on a mapping ---- */

MN_PRIVATE void mn__mapping_release(struct mn__mapping *p)
{
	if (atomic_fetch_sub(&p->references, 1) > 1)
		return;
	free(p->name);
	free(p);
}

MN_PRIVATE int32_t mn__mapping_acquire(int64_t manager, int64_t owner, int64_t mapping, uint32_t others,
                                         struct mn__mapping_ref *ref)
{
	struct mn__locked_manager locked;
	int32_t error = mn__manager_rdlock(manager, &locked);
	const struct mn__owner *o;
	int allowed = 0;

	*ref = (struct mn__mapping_ref){ manager, mapping, NULL, 0 };
	if (error < 0)
		return error;
	ref->mapping = mn__mapping_find(locked.m, mapping);
	if (ref->mapping) {
		o = mn__owner_find(locked.m, owner);
		ref->rights = o ? o->rights : 0;
		allowed = ref->mapping->owner == owner || ref->rights & others;
		if (allowed)
			atomic_fetch_add_explicit(&ref->mapping->references, 1, memory_order_relaxed);
	}
	mn__manager_unlock(&locked);
	if (allowed)
		return 0;
	if (!ref->mapping)
		return mn__unknown_mapping(manager);
	ref->mapping = NULL;
	(void)mn__fail(-EPERM, "this mapping is not owner %" PRId64 "'s", owner);
	return mn__deny(manager, owner);
}

MN_PRIVATE int64_t mn__mapping_finish(struct mn__mapping_ref *ref, int64_t result, const char *call, uint64_t offset,
                                        uint64_t n)
{
	if (ref->mapping) {
		if (result == -EBADF)
			(void)mn__unknown_mapping(ref->manager);
		mn__mapping_release(ref->mapping);
	}
	ref->mapping = NULL;
	mn__error_context(result, call, "mapping", ref->number, offset, n);
	return result;
}

MN_PRIVATE void mn__count_access(struct mn__mapping *p, int counter, int64_t bytes)
{
	mn__wide_add(&p->counters[counter], 1);
	if (counter == MN__READS || counter == MN__WRITES)
		mn__wide_add(&p->counters[counter + MN__BYTES_READ - MN__READS], bytes);
}

/* ---- Rights and limits ---- */

/* Sets an owner's rights, or its limits, from a record; the other one is NULL. */
static int32_t mn__set_owner(int64_t manager, int64_t owner, const struct mn__owner *new_rights,
                             const struct mn__owner *new_limits)
{
	struct mn__locked_manager locked;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &locked);

	if (error < 0)
		return error;
	o = mn__owner_find_or_make(locked.m, owner);
	if (o && new_rights)
		o->rights = new_rights->rights;
	if (o && new_limits) {
		o->mappings_limit = new_limits->mappings_limit;
		o->bytes_limit = new_limits->bytes_limit;
	}
	if (o)
		mn__owner_forget(locked.m, o);
	mn__manager_unlock(&locked);
	return o ? 0 : mn__no_memory("the owner");
}

int32_t mn_manager_grant(int64_t manager, int64_t owner, uint32_t rights)
{
	const struct mn__owner requested = { .rights = rights };
	int32_t error = rights & ~(uint32_t)MN__ALL_RIGHTS
	                ? mn__fail(-EINVAL, "grant: unknown rights 0x%" PRIx32 " (1 read files, 2 write files, 4 see "
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

/* ---- Fork ---- */

/* Charges only what is mapped: reservations of the parent's other threads end here. */
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
