/* Managers: mappings behind owners, rights and a root directory.  A mapping is
   a region and who it belongs to; everything that is done to its bytes is done
   by the functions of regions that everybody has.

   A manager's lists change under its entry's lock.  No function of a region is
   called under it, since those may wait for a disk or for a slice; so between
   finding a mapping and using its region the mapping can be given up by another
   thread, and then the region's -EBADF says so. */

#ifndef MN_MANAGER_C
#define MN_MANAGER_C

#include "beneath.c"
#include "region.c"
#include "access.c"
#include "search.c"

enum { MN__ALL_RIGHTS = MN_RIGHT_READ | MN_RIGHT_WRITE | MN_RIGHT_INFO };
enum { MN__READS, MN__WRITES, MN__BYTES_READ, MN__BYTES_WRITTEN, MN__SYNCS, MN__COUNTERS };

/* What is on this line never changes, and so is read without a lock by those that
   hold the mapping. */
struct mn__mapping {
	int64_t number, owner, region;
	_Atomic int32_t holders;    /* the list, and calls at work */
	int64_t bytes;              /* what it counts against its owner's limit: never less than it has */
	int64_t resizes;            /* how many began, and how many are at work */
	int32_t resizing;
	int32_t kind, shared;
	char *name;                 /* the path, or the memory file's name */
	mn__wide counters[MN__COUNTERS];
};

struct mn__owner {
	int64_t owner;
	int64_t mappings, bytes;
	int64_t mappings_limit, bytes_limit;    /* INT64_MAX: none */
	int64_t denied;
	uint32_t rights;
};

struct mn__place {
	int64_t number;
	struct mn__mapping *mapping;    /* NULL: it was given up */
};

/* Both lists are sorted: mappings by their number, owners by theirs.  A mapping
   that is given up leaves an empty place, and places are closed up when more
   than half of them are empty: so one in the middle of many is as cheap to give
   up as the last. */
struct mn__manager {
	int32_t root;               /* the directory's descriptor, or -1 */
	char *root_name;            /* as it was given, for messages; NULL: no root */
	int64_t last;               /* the number given last */
	int64_t denied, bytes;
	struct mn__place *places;
	size_t place_count, place_room, mapping_count;
	struct mn__owner *owners;
	size_t owner_count, owner_room;
};

/* ---- The lists ---------------------------------------------------------- */

/* Where a number stands in the list, or would. */
static size_t mn__place_of(const struct mn__manager *m, int64_t number)
{
	size_t low = 0, high = m->place_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->places[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct mn__mapping *mn__mapping_find(const struct mn__manager *m, int64_t number)
{
	size_t i = mn__place_of(m, number);

	return i < m->place_count && m->places[i].number == number ? m->places[i].mapping : NULL;
}

static size_t mn__owner_place(const struct mn__manager *m, int64_t owner)
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

static struct mn__owner *mn__owner_find(const struct mn__manager *m, int64_t owner)
{
	size_t i = mn__owner_place(m, owner);

	return i < m->owner_count && m->owners[i].owner == owner ? &m->owners[i] : NULL;
}

/* What an owner is of whom nothing was said. */
static struct mn__owner mn__stranger(int64_t owner)
{
	struct mn__owner o = { .owner = owner, .mappings_limit = INT64_MAX, .bytes_limit = INT64_MAX };

	return o;
}

/* Room for one more in a list, which may move; NULL when there is none. */
static void *mn__room(void *list, size_t count, size_t *room, size_t size)
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

static struct mn__owner *mn__owner_find_or_make(struct mn__manager *m, int64_t owner)
{
	size_t i = mn__owner_place(m, owner);
	struct mn__owner *list;

	if (i < m->owner_count && m->owners[i].owner == owner)
		return &m->owners[i];
	list = mn__room(m->owners, m->owner_count, &m->owner_room, sizeof *list);
	if (!list)
		return NULL;
	m->owners = list;
	memmove(&list[i + 1], &list[i], (m->owner_count - i) * sizeof *list);
	list[i] = mn__stranger(owner);
	m->owner_count++;
	return &list[i];
}

/* Owners come and go by the thousand; one that is like a stranger again is
   not kept. */
static void mn__owner_forget(struct mn__manager *m, struct mn__owner *o)
{
	size_t i = (size_t)(o - m->owners);

	if (o->mappings || o->rights || o->mappings_limit != INT64_MAX || o->bytes_limit != INT64_MAX)
		return;
	memmove(o, o + 1, (m->owner_count - i - 1) * sizeof *o);
	m->owner_count--;
}

MN_COLD int32_t mn__over_limit(const char *what, int64_t owner, int64_t wanted, int64_t has, int64_t limit)
{
	(void)mn__fail(-EDQUOT, "owner %" PRId64 " has %" PRId64 " %s and asks for %" PRId64 " more: its limit is %" PRId64,
	               owner, has, what, wanted, limit);
	mn__note(MN_ERROR_TOTAL, (uint64_t)limit);
	return -EDQUOT;
}

/* Counts one more mapping, or more bytes for one there is, if the owner's limits
   allow it.  No sum of bytes is more than the manager's, which thus is the one
   that could wrap. */
static int32_t mn__count_more(struct mn__manager *m, struct mn__owner *o, int64_t mappings, int64_t bytes)
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

static void mn__count_less(struct mn__manager *m, int64_t owner, int64_t mappings, int64_t bytes)
{
	struct mn__owner *o = mn__owner_find(m, owner);

	m->bytes -= bytes;
	if (o) {
		o->mappings -= mappings;
		o->bytes -= bytes;
		mn__owner_forget(m, o);
	}
}

/* The last that lets go of a mapping frees it: the list, or a call that was at work
   when another thread gave the mapping up. */
static void mn__mapping_drop(struct mn__mapping *p)
{
	if (atomic_fetch_sub(&p->holders, 1) > 1)
		return;
	free(p->name);
	free(p);
}

/* ---- Entering ----------------------------------------------------------- */

/* Both come with a thread's record in hand and leave with mn__manager_leave. */
struct mn__inside {
	struct mn__entry *e;
	struct mn__thread *t;
	struct mn__manager *m;
	int writing;
};

static int32_t mn__manager_look(int64_t manager, struct mn__inside *in)
{
	in->writing = 0;
	in->t = mn__thread();
	if (!in->t)
		return mn__no_memory("this thread");
	in->e = mn__enter_to_read(manager, MN__MANAGER, in->t);
	if (!in->e)
		return mn__bad_id(MN__MANAGER);
	in->m = in->e->object;
	return 0;
}

/* A fork waits until the lists are whole. */
static int32_t mn__manager_change(int64_t manager, struct mn__inside *in)
{
	in->writing = 1;
	mn__word_read_lock(&mn__shape_changes);
	in->e = mn__enter_to_write(manager, MN__MANAGER);
	if (!in->e) {
		mn__word_read_unlock(&mn__shape_changes);
		return mn__bad_id(MN__MANAGER);
	}
	in->m = in->e->object;
	return 0;
}

static void mn__manager_leave(struct mn__inside *in)
{
	if (!in->writing) {
		mn__read_unlock(&in->e->lock, in->t);
		return;
	}
	mn__write_unlock(&in->e->lock);
	mn__word_read_unlock(&mn__shape_changes);
}

/* What was recorded last, for a caller that makes other calls before it returns. */
static void mn__failure_keep(struct mn__failure *failure)
{
	if (mn__me)
		*failure = mn__me->failure;
}

static void mn__failure_put_back(const struct mn__failure *failure)
{
	if (mn__me)
		mn__me->failure = *failure;
}

/* Counts a refusal; what it was about is noted already, and stays. */
static int32_t mn__deny(int64_t manager, int64_t owner)
{
	struct mn__inside in;
	struct mn__owner *o;
	struct mn__failure failure;

	mn__failure_keep(&failure);
	if (mn__manager_change(manager, &in) == 0) {
		in.m->denied++;
		o = mn__owner_find(in.m, owner);
		if (o)
			o->denied++;
		mn__manager_leave(&in);
	}
	mn__failure_put_back(&failure);
	return -EPERM;
}

/* A mapping that a call works on, and what its owner may do. */
struct mn__held {
	int64_t manager, mapping;
	struct mn__mapping *p;      /* NULL when it could not be had */
	uint32_t rights;            /* of the owner that asks */
};

static int32_t mn__unknown(int64_t manager)
{
	return mn__fail(-EBADF, "manager %" PRId64 " has no such mapping, or no longer", manager);
}

/* Holds the mapping, if it is the owner's, or one that it has the right to look
   at.  This is the one time that a call enters the manager. */
static int32_t mn__hold(int64_t manager, int64_t owner, int64_t mapping, uint32_t others, struct mn__held *held)
{
	struct mn__inside in;
	int32_t error = mn__manager_look(manager, &in);
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
	mn__manager_leave(&in);
	if (allowed)
		return 0;
	if (!held->p)
		return mn__unknown(manager);
	held->p = NULL;
	(void)mn__fail(-EPERM, "this mapping is not owner %" PRId64 "'s", owner);
	return mn__deny(manager, owner);
}

/* Ends a call: lets go of the mapping, and records a failure for the function
   `call`.  A region that is closed meanwhile is a mapping that is not there. */
static int64_t mn__finish(struct mn__held *held, int64_t result, const char *call, uint64_t offset, uint64_t n)
{
	if (held->p) {
		if (result == -EBADF)
			(void)mn__unknown(held->manager);
		mn__mapping_drop(held->p);
	}
	held->p = NULL;
	mn__about(result, call, "mapping", held->mapping, offset, n);
	return result;
}

static void mn__count_access(struct mn__mapping *p, int counter, int64_t bytes)
{
	mn__wide_add(&p->counters[counter], 1);
	if (counter == MN__READS || counter == MN__WRITES)
		mn__wide_add(&p->counters[counter + MN__BYTES_READ - MN__READS], bytes);
}

/* ---- Managers and owners ------------------------------------------------ */

static int64_t mn__manager_open(const char *root)
{
	struct mn__manager *m = mn__allocate(sizeof *m);
	struct mn__entry *e = NULL;
	int64_t id = 0;

	if (!m)
		return mn__no_memory("open a manager");
	m->root = root ? mn__os_open_directory(root) : -1;
	m->root_name = root ? mn__allocate(strlen(root) + 1) : NULL;
	if (m->root_name)
		memcpy(m->root_name, root, strlen(root) + 1);
	if (m->root >= 0 && !m->root_name) {
		(void)mn__os_close(m->root);
		id = mn__no_memory("open a manager");
	} else if (root && m->root < 0) {
		id = mn__fail(m->root, "the manager's root: " MN__WHY, mn__why(m->root));
	} else {
		mn__threads_begin();
		mn__word_read_lock(&mn__shape_changes);
		e = mn__entry_new(MN__MANAGER, &id);
		if (e) {
			e->object = m;
			mn__write_unlock(&e->lock);
		}
		mn__word_read_unlock(&mn__shape_changes);
		if (!e && m->root >= 0)
			(void)mn__os_close(m->root);
		if (!e)
			id = mn__no_memory("open a manager");
	}
	if (!e) {
		free(m->root_name);
		free(m);
	}
	return id;
}

int64_t mn_manager_open(const char *root)
{
	int32_t error = root ? mn__check_text("open a manager", "root", root) : 0;
	int64_t id = error < 0 ? error : mn__manager_open(root);

	if (root && error == 0)
		id = mn__of(id, root);
	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return id;
}

int32_t mn_manager_close(int64_t manager)
{
	struct mn__entry *e;
	struct mn__manager *m = NULL;

	mn__word_read_lock(&mn__shape_changes);
	e = mn__enter_to_change(manager, MN__MANAGER);
	if (e) {
		m = e->object;
		mn__entry_delete(e);
	}
	mn__word_read_unlock(&mn__shape_changes);
	if (!m) {
		(void)mn__bad_id(MN__MANAGER);
		mn__about(-EBADF, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
		return -EBADF;
	}
	for (size_t i = 0; i < m->place_count; i++)
		if (m->places[i].mapping) {
			(void)mn_region_release(m->places[i].mapping->region);
			mn__mapping_drop(m->places[i].mapping);
		}
	if (m->root >= 0 && mn__os_close(m->root) < 0)
		mn__wide_add(&mn__close_errors, 1);
	free(m->places);
	free(m->owners);
	free(m->root_name);
	free(m);
	return 0;
}

/* Changes what an owner may; the error. */
static int32_t mn__set_owner(int64_t manager, int64_t owner, const struct mn__owner *new_rights, const struct mn__owner *new_limits)
{
	struct mn__inside in;
	struct mn__owner *o;
	int32_t error = mn__manager_change(manager, &in);

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
	mn__manager_leave(&in);
	return o ? 0 : mn__no_memory("the owner");
}

int32_t mn_manager_grant(int64_t manager, int64_t owner, uint32_t rights)
{
	const struct mn__owner wanted = { .rights = rights };
	int32_t error = rights & ~(uint32_t)MN__ALL_RIGHTS
	                ? mn__fail(-EINVAL, "grant: there are no rights 0x%" PRIx32 " (1 read files, 2 write files, 4 see "
	                           "other owners' mappings)", rights)
	                : mn__set_owner(manager, owner, &wanted, NULL);

	mn__about(error, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return error;
}

int32_t mn_manager_limit(int64_t manager, int64_t owner, int64_t mappings, int64_t bytes)
{
	const struct mn__owner wanted = {
		.mappings_limit = mappings == MN_LIMIT_NONE ? INT64_MAX : mappings,
		.bytes_limit = bytes == MN_LIMIT_NONE ? INT64_MAX : bytes
	};
	int32_t error = mappings < MN_LIMIT_NONE || bytes < MN_LIMIT_NONE
	                ? mn__fail(-EINVAL, "limit: %" PRId64 " mappings, %" PRId64 " bytes (-1 is no limit)", mappings, bytes)
	                : mn__set_owner(manager, owner, NULL, &wanted);

	mn__about(error, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return error;
}

/* Counts a mapping before it is made, so that no limit is passed by several at
   once. */
static int32_t mn__reserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__inside in;
	struct mn__owner *o;
	int32_t error = mn__manager_change(manager, &in);

	if (error < 0)
		return error;
	o = mn__owner_find_or_make(in.m, owner);
	error = o ? mn__count_more(in.m, o, 1, bytes) : mn__no_memory("the owner");
	if (o)
		mn__owner_forget(in.m, o);
	mn__manager_leave(&in);
	return error;
}

static void mn__unreserve(int64_t manager, int64_t owner, int64_t bytes)
{
	struct mn__inside in;

	if (mn__manager_change(manager, &in) < 0)
		return;
	mn__count_less(in.m, owner, 1, bytes);
	mn__manager_leave(&in);
}

/* What threads had reserved that are not in the child is nobody's. */
static void mn__manager_after_fork(void *manager)
{
	struct mn__manager *m = manager;

	m->bytes = 0;
	for (size_t i = 0; i < m->owner_count; i++)
		m->owners[i].mappings = m->owners[i].bytes = 0;
	for (size_t i = 0; i < m->place_count; i++) {
		struct mn__mapping *p = m->places[i].mapping;
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

/* ---- Mapping ------------------------------------------------------------ */

/* Lists a region whose bytes are reserved already; its number.  When that fails
   the region is closed and the reservation given back. */
static int64_t mn__mapping_begin(int64_t manager, int64_t owner, int64_t region, int32_t kind, int32_t shared,
                                 int64_t bytes, const char *name)
{
	struct mn__mapping *p = region > 0 ? mn__allocate(sizeof *p) : NULL;
	struct mn__place *list = NULL;
	struct mn__inside in;
	int64_t result = region;

	if (p && name)
		p->name = mn__allocate(strlen(name) + 1);
	if (p && p->name)
		memcpy(p->name, name, strlen(name) + 1);
	if (region > 0 && (!p || (name && !p->name)))
		result = mn__no_memory("the mapping");
	else if (region > 0)
		result = mn__manager_change(manager, &in);
	if (result == 0) {
		list = mn__room(in.m->places, in.m->place_count, &in.m->place_room, sizeof *list);
		if (list) {
			in.m->places = list;
			p->number = result = ++in.m->last;
			p->owner = owner;
			p->region = region;
			p->kind = kind;
			p->shared = shared;
			p->bytes = bytes;
			atomic_init(&p->holders, 1);
			list[in.m->place_count++] = (struct mn__place){ result, p };
			in.m->mapping_count++;
		}
		mn__manager_leave(&in);
		if (!list)
			result = mn__no_memory("the mapping");
	}
	if (result > 0)
		return result;
	if (p)
		mn__mapping_drop(p);
	if (region > 0)
		(void)mn_region_close(region);
	mn__unreserve(manager, owner, bytes);
	return result;
}

/* The file's descriptor and how many of its bytes are meant. */
static int32_t mn__open_for(const struct mn__manager *m, const char *path, enum mn__opening how, int64_t offset,
                            int64_t *length)
{
	struct mn__file file;
	int32_t fd = mn__open_beneath(m->root, path, how), error;

	if (fd < 0)
		return mn__fail(fd, "open beneath %.200s: %s: %s", m->root_name, mn_error_name(fd),
		                fd == -EXDEV ? "the path leaves the root directory"
		                : fd == -ENODEV ? "only regular files are mapped" : mn_error_message(fd));
	error = mn__os_file(fd, &file);
	if (error < 0)
		(void)mn__fail(error, "open beneath %.200s: " MN__WHY, m->root_name, mn__why(error));
	else if (offset > file.size)
		error = mn__past_file(-ENXIO, offset, *length, file.size);
	if (error < 0) {
		(void)mn__os_close(fd);
		return error;
	}
	if (*length < 0 || *length > file.size - offset)
		*length = file.size - offset;
	return fd;
}

/* Whether it is the file that cannot be written to, rather than looked up. */
static int mn__is_read_only(int32_t error)
{
	return error == -EACCES || error == -EPERM || error == -EROFS || error == -ETXTBSY;
}

/* A refresh takes in up to so many bytes; -1 is up to the file's end. */
static void mn__region_wants(int64_t region, int64_t length)
{
	struct mn__entry *e = mn__enter_to_write(region, MN__REGION);

	if (e) {
		((struct mn__region *)e->object)->wanted = length < 0 ? UINT64_MAX : (uint64_t)length;
		mn__write_unlock(&e->lock);
	}
}

/* The length that a refresh would give a region now. */
static int64_t mn__region_would_be(int64_t region)
{
	int64_t size = mn_region_file_size(region), offset = mn_region_offset(region);
	struct mn__thread *t = mn__thread();
	struct mn__entry *e;
	uint64_t wanted, there;

	if (size < 0)
		return mn_region_length(region);
	e = offset >= 0 && t ? mn__enter_to_read(region, MN__REGION, t) : NULL;
	if (!e)
		return t ? -EBADF : mn__no_memory("this thread");
	wanted = ((struct mn__region *)e->object)->wanted;
	mn__read_unlock(&e->lock, t);
	there = size > offset ? (uint64_t)(size - offset) : 0;
	return (int64_t)(there < wanted ? there : wanted);
}

static int32_t mn__check_file_protection(int32_t prot)
{
	if (!(prot & ~(MN__PROT_READ | MN__PROT_WRITE | MN__PROT_EXEC)))
		return 0;
	return mn__fail(-EINVAL, "there is no protection %" PRId32 " (PROT_READ %d, PROT_WRITE %d, PROT_EXEC %d)", prot,
	                MN__PROT_READ, MN__PROT_WRITE, MN__PROT_EXEC);
}

static int64_t mn__manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length,
                               int32_t prot, int32_t shared)
{
	int writing = (prot & MN__PROT_WRITE) != 0;
	uint32_t needed = MN_RIGHT_READ | (writing ? MN_RIGHT_WRITE : 0), rights = 0;
	struct mn__inside in;
	const struct mn__owner *o;
	const struct mn__manager *m;
	struct mn__entry *pinned;
	int32_t fd, error = mn__bad_range_numbers(offset, &length);
	int64_t region = 0, wanted = length;

	if (error == 0)
		error = mn__check_file_protection(prot);
	if (error == 0 && shared != 0 && shared != 1)
		error = mn__fail(-EINVAL, "map: shared is 1 or 0, not %" PRId32, shared);
	if (error == 0)
		error = mn__manager_look(manager, &in);
	if (error < 0)
		return error;
	/* The pin keeps the manager and its root. */
	pinned = in.e;
	mn__pin(pinned);
	m = in.m;
	o = mn__owner_find(in.m, owner);
	rights = o ? o->rights : 0;
	mn__manager_leave(&in);
	if (m->root < 0 || (rights & needed) != needed) {
		int no_root = m->root < 0;

		mn__unpin(pinned);
		if (no_root)
			(void)mn__fail(-EPERM, "map: this manager has no root, so it maps no files");
		else
			(void)mn__fail(-EPERM, "map: owner %" PRId64 " has no right to %s files", owner,
			               rights & MN_RIGHT_READ ? "write" : "read");
		return mn__deny(manager, owner);
	}
	/* An owner that may write can protect upwards later, which the descriptor has to
	   allow: so it is asked for what may come, and then for what was asked. */
	fd = mn__open_for(m, path, shared && rights & MN_RIGHT_WRITE ? MN__OPEN_WRITE : MN__OPEN_READ, offset, &length);
	if (!writing && mn__is_read_only(fd))
		fd = mn__open_for(m, path, MN__OPEN_READ, offset, &length);
	mn__unpin(pinned);
	if (fd < 0)
		return fd;
	error = mn__reserve(manager, owner, length);
	if (error == 0)
		region = mn_region_map(fd, offset, length, MN_ACCESS_DEFAULT, prot, shared ? MN__MAP_SHARED : MN__MAP_PRIVATE, 0);
	(void)mn__os_close(fd);
	if (region > 0)
		mn__region_wants(region, wanted);
	return error < 0 ? error : mn__mapping_begin(manager, owner, region, MN_KIND_FILE, shared, length, path);
}

int64_t mn_manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length, int32_t prot,
                       int32_t shared)
{
	int32_t error = mn__check_text("map", "path", path);
	int64_t mapping = error < 0 ? error
	                  : mn__of(mn__manager_map(manager, owner, path, offset, length, prot, shared), path);

	mn__about(mapping, __func__, "manager", manager, (uint64_t)offset, (uint64_t)length);
	return mapping;
}

/* Memory of a kind; no limit is as large as a length that int64_t cannot hold. */
static int64_t mn__map_memory(int64_t manager, int64_t owner, const char *name, uint64_t length, int32_t kind)
{
	int64_t bytes = (int64_t)length, region;
	int32_t error = length > INT64_MAX ? mn__fail(-EOVERFLOW, "map: %" PRIu64 " bytes are too many", length)
	                : mn__reserve(manager, owner, bytes);

	if (error < 0)
		return error;
	region = kind == MN_KIND_ANONYMOUS ? mn_region_anonymous(length) : mn_region_memfd(name, length, 0);
	return mn__mapping_begin(manager, owner, region, kind, kind == MN_KIND_MEMORY_FILE, bytes, name);
}

int64_t mn_manager_map_anonymous(int64_t manager, int64_t owner, uint64_t length)
{
	int64_t mapping = mn__map_memory(manager, owner, NULL, length, MN_KIND_ANONYMOUS);

	mn__about(mapping, __func__, "manager", manager, MN__NO_NUMBER, length);
	return mapping;
}

int64_t mn_manager_map_memfd(int64_t manager, int64_t owner, const char *name, uint64_t length)
{
	int32_t error = mn__check_text("memfd", "name", name);
	int64_t mapping = error < 0 ? error
	                  : mn__of(mn__map_memory(manager, owner, name, length, MN_KIND_MEMORY_FILE), name);

	mn__about(mapping, __func__, "manager", manager, MN__NO_NUMBER, length);
	return mapping;
}

/* ---- Giving up ---------------------------------------------------------- */

/* Closes up the places when most of them are empty. */
static void mn__places_tidy(struct mn__manager *m)
{
	size_t kept = 0;

	if (2 * m->mapping_count >= m->place_count)
		return;
	for (size_t i = 0; i < m->place_count; i++)
		if (m->places[i].mapping)
			m->places[kept++] = m->places[i];
	m->place_count = kept;
}

/* Takes a mapping off the list whose region is gone; how many bytes it had, or
   -EBADF another thread took it off. */
static int64_t mn__mapping_end(int64_t manager, int64_t mapping)
{
	struct mn__inside in;
	struct mn__mapping *p;
	int64_t bytes = -EBADF;

	if (mn__manager_change(manager, &in) < 0)
		return bytes;
	p = mn__mapping_find(in.m, mapping);
	if (p) {
		in.m->places[mn__place_of(in.m, mapping)].mapping = NULL;
		in.m->mapping_count--;
		mn__places_tidy(in.m);
		bytes = p->bytes;
		mn__count_less(in.m, p->owner, 1, bytes);
		mn__mapping_drop(p);
	}
	mn__manager_leave(&in);
	return bytes;
}

/* Writes back a mapping that the caller holds. */
static int32_t mn__sync(struct mn__mapping *p)
{
	int64_t length = mn_region_length(p->region);

	if (length >= 0)
		length = mn_region_sync(p->region, 0, (uint64_t)length, MN__MS_SYNC);
	if (length >= 0)
		mn__count_access(p, MN__SYNCS, 0);
	return (int32_t)length;
}

static int32_t mn__check_sync(int32_t sync)
{
	return sync == 0 || sync == 1 ? 0 : mn__fail(-EINVAL, "unmap: sync is 1 or 0, not %" PRId32, sync);
}

static int32_t mn__unmap(int64_t manager, int64_t owner, int64_t mapping, const char *call, int32_t sync,
                         int64_t *bytes)
{
	struct mn__held held;
	int32_t result = mn__hold(manager, owner, mapping, 0, &held);
	int64_t had;

	*bytes = 0;
	if (result == 0)
		result = mn__check_sync(sync);
	if (result == 0 && sync)
		result = mn__sync(held.p);
	if (result == 0) {
		result = mn_region_close(held.p->region);
		/* It may be gone although this was an error: closing its file failed, or
		   another thread was faster.  Of those that give it up at once the one
		   that takes it off the list has done it. */
		if (result == 0 || !mn__is_given(held.p->region)) {
			had = mn__mapping_end(manager, mapping);
			*bytes = had < 0 ? 0 : had;
			if (result == 0 || result == -EBADF)
				result = had < 0 ? -EBADF : 0;
		}
	}
	return (int32_t)mn__finish(&held, result, call, MN__NO_NUMBER, MN__NO_NUMBER);
}

int32_t mn_manager_unmap(int64_t manager, int64_t owner, int64_t mapping, int32_t sync)
{
	int64_t bytes;

	return mn__unmap(manager, owner, mapping, __func__, sync, &bytes);
}

/* The owner's next mapping after `after`, or 0. */
static int64_t mn__next_of(const struct mn__manager *m, int64_t whose, int64_t after)
{
	size_t i = after == INT64_MAX ? m->place_count : mn__place_of(m, after + 1);

	while (i < m->place_count && !(m->places[i].mapping && m->places[i].mapping->owner == whose))
		i++;
	return i < m->place_count ? m->places[i].number : 0;
}

static int64_t mn__close_owner(int64_t manager, int64_t owner, const char *call, int32_t sync, int64_t *bytes)
{
	struct mn__inside in;
	struct mn__owner *o;
	int64_t next = 0, last = 0, count = 0, sum = 0, error = mn__check_sync(sync);
	struct mn__failure failure;

	if (error < 0)
		return error;
	/* What the owner maps meanwhile in another thread could go on for ever. */
	for (;;) {
		int64_t had;
		int32_t result = mn__manager_look(manager, &in);

		if (result < 0)
			return result;
		last = last ? last : in.m->last;
		next = mn__next_of(in.m, owner, next);
		mn__manager_leave(&in);
		if (next == 0 || next > last)
			break;
		result = mn__unmap(manager, owner, next, call, sync, &had);
		sum += had;
		count += result == 0;
		if (result < 0 && result != -EBADF && error == 0) {
			error = result;
			mn__failure_keep(&failure);
		}
	}
	if (bytes)
		*bytes = sum;
	if (error < 0) {
		(void)mn__fail((int32_t)error, "mapping %" PRId64 ": %.400s (%" PRId64 " others were closed)",
		               failure.numbers[MN_ERROR_ID], failure.reason, count);
		for (int32_t which = MN_ERROR_OFFSET; which <= MN_ERROR_HOLDER_THREAD; which++)
			mn__note(which, (uint64_t)failure.numbers[which]);
		return error;
	}
	if (mn__manager_change(manager, &in) == 0) {
		o = mn__owner_find(in.m, owner);
		if (o && o->mappings == 0) {
			o->rights = 0;
			o->mappings_limit = o->bytes_limit = INT64_MAX;
			mn__owner_forget(in.m, o);
		}
		mn__manager_leave(&in);
	}
	return count;
}

int64_t mn_manager_close_owner(int64_t manager, int64_t owner, int32_t sync, int64_t *bytes)
{
	int64_t count = mn__close_owner(manager, owner, __func__, sync, bytes);

	mn__about(count, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return count;
}

/* ---- Bytes -------------------------------------------------------------- */

static int64_t mn__read_mapping(int64_t manager, int64_t owner, int64_t mapping, const char *call, uint64_t offset,
                                void *buffer, uint64_t n, int up_to)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0) {
		result = mn__region_read(call, held.p->region, offset, buffer, n, up_to);
		if (result >= 0)
			mn__count_access(held.p, MN__READS, result);
	}
	return mn__finish(&held, result, call, offset, n);
}

int64_t mn_manager_read(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, void *buffer, uint64_t n)
{
	return mn__read_mapping(manager, owner, mapping, __func__, offset, buffer, n, 0);
}

int64_t mn_manager_read_up_to(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, void *buffer,
                              uint64_t n)
{
	return mn__read_mapping(manager, owner, mapping, __func__, offset, buffer, n, 1);
}

int64_t mn_manager_write(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, const void *buffer,
                         uint64_t n)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0) {
		result = mn_region_write(held.p->region, offset, buffer, n);
		if (result >= 0)
			mn__count_access(held.p, MN__WRITES, result);
	}
	return mn__finish(&held, result, __func__, offset, n);
}

int32_t mn_manager_sync(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__held held;
	int32_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = mn__sync(held.p);
	return (int32_t)mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

typedef int64_t mn__searching(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);

static int64_t mn__search_mapping(int64_t manager, int64_t owner, int64_t mapping, const char *call, uint64_t start,
                                  uint64_t end, const void *needle, uint64_t n, mn__searching *search)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = search(held.p->region, start, end, needle, n);
	return mn__finish(&held, result, call, search == mn_region_rfind ? end : start, n);
}

int64_t mn_manager_find(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                        const void *needle, uint64_t n)
{
	return mn__search_mapping(manager, owner, mapping, __func__, start, end, needle, n, mn_region_find);
}

int64_t mn_manager_rfind(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                         const void *needle, uint64_t n)
{
	return mn__search_mapping(manager, owner, mapping, __func__, start, end, needle, n, mn_region_rfind);
}

int64_t mn_manager_count(int64_t manager, int64_t owner, int64_t mapping, uint64_t start, uint64_t end,
                         const void *needle, uint64_t n)
{
	return mn__search_mapping(manager, owner, mapping, __func__, start, end, needle, n, mn_region_count);
}

/* ---- Pages -------------------------------------------------------------- */

/* Write permission is checked at each call, not when the file was mapped. */
static int32_t mn__may_write(const struct mn__held *held)
{
	const struct mn__mapping *p = held->p;

	if (p->kind != MN_KIND_FILE || held->rights & MN_RIGHT_WRITE)
		return 0;
	(void)mn__fail(-EPERM, "owner %" PRId64 " has no right to write files", p->owner);
	return mn__deny(held->manager, p->owner);
}

int32_t mn_manager_protect(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n, int32_t prot)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = mn__check_file_protection(prot);
	if (result == 0 && prot & MN__PROT_WRITE)
		result = mn__may_write(&held);
	if (result == 0) {
		result = mn_region_protect(held.p->region, offset, n, prot);
		if (result == -EACCES && prot & MN__PROT_WRITE && held.p->kind == MN_KIND_FILE && held.p->shared)
			result = mn__fail(-EACCES, "protect: its file was opened for reading only, since it could not be opened for "
			                  "writing, or its owner had no right to write files, when it was mapped: map it again");
	}
	return (int32_t)mn__finish(&held, result, __func__, offset, n);
}

int32_t mn_manager_advise(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n, int32_t advice)
{
	struct mn__held held;
	int32_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = mn_region_advise(held.p->region, offset, n, advice);
	return (int32_t)mn__finish(&held, result, __func__, offset, n);
}

int32_t mn_manager_populate(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n)
{
	struct mn__held held;
	int32_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = mn_region_populate(held.p->region, offset, n);
	return (int32_t)mn__finish(&held, result, __func__, offset, n);
}

/* Counts what is wanted more than the mapping counts for already. */
static int32_t mn__resize_begin(int64_t manager, int64_t mapping, int64_t length)
{
	struct mn__inside in;
	struct mn__mapping *p;
	struct mn__owner *o;
	int32_t error = mn__manager_change(manager, &in);
	int64_t more;

	if (error < 0)
		return error;
	p = mn__mapping_find(in.m, mapping);
	o = p ? mn__owner_find(in.m, p->owner) : NULL;
	more = p && length > p->bytes ? length - p->bytes : 0;
	error = o ? mn__count_more(in.m, o, 0, more) : mn__unknown(manager);
	if (error == 0) {
		p->bytes += more;
		p->resizes++;
		p->resizing++;
	}
	mn__manager_leave(&in);
	return error;
}

/* Of several that resize a mapping at once the last one counts what it has now,
   and that number is right if no other began since it was asked for. */
static void mn__resize_end(int64_t manager, int64_t mapping, int64_t region)
{
	struct mn__inside in;
	struct mn__mapping *p;
	int64_t bytes = 0, seen = -1;
	int again = 1;

	while (again && mn__manager_change(manager, &in) == 0) {
		p = mn__mapping_find(in.m, mapping);
		again = p && p->resizing == 1 && p->resizes != seen;
		if (again)
			seen = p->resizes;
		else if (p && --p->resizing == 0 && bytes >= 0) {
			mn__count_less(in.m, p->owner, 0, p->bytes - bytes);
			p->bytes = bytes;
		}
		mn__manager_leave(&in);
		if (again)
			bytes = mn_region_length(region);
	}
}

/* The end of a change of length that began with mn__resize_begin. */
static void mn__resized(struct mn__held *held)
{
	struct mn__failure failure;

	mn__failure_keep(&failure);
	mn__resize_end(held->manager, held->mapping, held->p->region);
	mn__failure_put_back(&failure);
}

int32_t mn_manager_resize(int64_t manager, int64_t owner, int64_t mapping, uint64_t length)
{
	struct mn__held held;
	int32_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = mn__may_write(&held);
	/* What an int64_t cannot hold is the region's to refuse. */
	if (result == 0)
		result = mn__resize_begin(manager, mapping, length <= INT64_MAX ? (int64_t)length : 0);
	if (result == 0) {
		result = mn_region_resize(held.p->region, length);
		mn__resized(&held);
	}
	return (int32_t)mn__finish(&held, result, __func__, MN__NO_NUMBER, length);
}

int64_t mn_manager_refresh(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	/* What the mapping can become is counted before it becomes so. */
	if (result == 0)
		result = mn__region_would_be(held.p->region);
	if (result >= 0)
		result = mn__resize_begin(manager, mapping, result);
	if (result == 0) {
		result = mn_region_refresh(held.p->region);
		mn__resized(&held);
	}
	return mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* ---- Questions ---------------------------------------------------------- */

int64_t mn_manager_region(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, 0, &held);

	if (result == 0)
		result = held.p->region;
	return mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* What `whose` has, if `owner` may look at it: the record, and its mappings after
   `after`, at most *count, which becomes how many. */
static int32_t mn__look_at(int64_t manager, int64_t owner, int64_t whose, struct mn__owner *seen, int64_t after,
                           int64_t *mappings, uint32_t *count)
{
	struct mn__inside in;
	int32_t error = mn__manager_look(manager, &in);
	const struct mn__owner *o;
	uint32_t n = 0;
	int allowed;

	if (error < 0)
		return error;
	o = mn__owner_find(in.m, owner);
	allowed = owner == whose || (o && o->rights & MN_RIGHT_INFO);
	o = mn__owner_find(in.m, whose);
	*seen = o ? *o : mn__stranger(whose);
	for (int64_t next = after < 0 ? 0 : after; allowed && n < *count; n++) {
		next = mn__next_of(in.m, whose, next);
		if (!next)
			break;
		mappings[n] = next;
	}
	mn__manager_leave(&in);
	*count = n;
	if (allowed)
		return 0;
	(void)mn__fail(-EPERM, "owner %" PRId64 " has no right to see what owner %" PRId64 " has", owner, whose);
	return mn__deny(manager, owner);
}

int64_t mn_manager_next(int64_t manager, int64_t owner, int64_t whose, int64_t after)
{
	struct mn__owner seen;
	int64_t next = 0, result;
	uint32_t count = 1;

	result = mn__look_at(manager, owner, whose, &seen, after, &next, &count);
	if (result == 0)
		result = count ? next : mn__fail(-ENOENT, "owner %" PRId64 " has no mapping after %" PRId64, whose,
		                                 after < 0 ? 0 : after);
	mn__about(result, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int64_t mn_manager_list(int64_t manager, int64_t owner, int64_t whose, int64_t after, int64_t *mappings, uint32_t count)
{
	struct mn__owner seen;
	uint32_t got = count;
	int64_t result = count && !mappings ? mn__fail(-EFAULT, "list: the place for %" PRIu32 " numbers is NULL", count)
	                 : mn__look_at(manager, owner, whose, &seen, after, mappings, &got);

	mn__about(result, __func__, "manager", manager, MN__NO_NUMBER, count);
	return result < 0 ? result : (int64_t)got;
}

/* The place of a name in a list of names, or -ENOENT. */
static int32_t mn__named(const char *name, const char *const *names, int32_t count)
{
	if (mn__check_text("ask for a number", "name", name) < 0)
		return -EFAULT;
	for (int32_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return mn__fail(-ENOENT, "there is no number '%.100s' to ask for", name);
}

static int64_t mn__owner_info(int64_t manager, int64_t owner, int64_t whose, const char *call, const char *name)
{
	static const char *const names[] = {
		"mappings", "bytes", "rights", "mappings_limit", "bytes_limit", "denied"
	};
	struct mn__owner o;
	uint32_t none = 0;
	int32_t which = mn__named(name, names, 6);
	int64_t result = which < 0 ? which : mn__look_at(manager, owner, whose, &o, 0, NULL, &none);

	if (result == 0)
		result = (const int64_t[]){ o.mappings, o.bytes, o.rights, o.mappings_limit, o.bytes_limit, o.denied }[which];
	mn__about(result, call, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int64_t mn_manager_owner_info(int64_t manager, int64_t owner, int64_t whose, const char *name)
{
	return mn__owner_info(manager, owner, whose, __func__, name);
}

int64_t mn_manager_rights(int64_t manager, int64_t owner)
{
	return mn__owner_info(manager, owner, owner, __func__, "rights");
}

int64_t mn_manager_statistic(int64_t manager, const char *name)
{
	static const char *const names[] = { "mappings", "bytes", "owners", "denied" };
	struct mn__inside in;
	int32_t which = mn__named(name, names, 4);
	int64_t result = which < 0 ? which : mn__manager_look(manager, &in);

	if (result == 0) {
		result = (const int64_t[]){
			(int64_t)in.m->mapping_count, in.m->bytes, (int64_t)in.m->owner_count, in.m->denied
		}[which];
		mn__manager_leave(&in);
	}
	mn__about(result, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* How many pages hold a part of the mapping. */
static int64_t mn__pages_of(int64_t region)
{
	int64_t page = mn__os_page_size(), length = mn_region_length(region), offset = mn_region_offset(region);

	if (length < 0 || offset < 0)
		return length < 0 ? length : offset;
	return length == 0 ? 0 : (int64_t)(mn__round_up((uint64_t)(offset % page) + (uint64_t)length, (uint64_t)page)
	                                   / (uint64_t)page);
}

/* What can be asked about a mapping, at the places MN_STATS_*.  What the region is
   asked comes first, then what the list knows, and then the counters in their order. */
static const char *const mn__numbers[] = {
	"offset", "length", "prot", "resident", "pages", "owner", "kind", "shared",
	"reads", "writes", "bytes_read", "bytes_written", "syncs"
};

enum { MN__NUMBERS = MN_STATS_READS + MN__COUNTERS };

static int64_t mn__number(struct mn__mapping *p, int32_t which)
{
	static int64_t (*const ask[])(int64_t) = {
		mn_region_offset, mn_region_length, mn_region_prot, mn_region_resident, mn__pages_of
	};

	if (which < MN_STATS_OWNER)
		return ask[which](p->region);
	if (which < MN_STATS_READS)
		return (const int64_t[]){ p->owner, p->kind, p->shared }[which - MN_STATS_OWNER];
	return mn__wide_get(&p->counters[which - MN_STATS_READS]);
}

int64_t mn_manager_info(int64_t manager, int64_t owner, int64_t mapping, const char *name)
{
	struct mn__held held = { manager, mapping, NULL, 0 };
	int32_t which = mn__named(name, mn__numbers, MN__NUMBERS);
	int64_t result = which < 0 ? which : mn__hold(manager, owner, mapping, MN_RIGHT_INFO, &held);

	if (result == 0)
		result = mn__number(held.p, which);
	return mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* The name of a mapping that the caller holds; "" it has none. */
static int64_t mn__copy_name(const struct mn__mapping *p, char *buffer, uint64_t capacity)
{
	const char *name = p->name ? p->name : "";
	size_t length = strlen(name);

	if (!buffer && capacity)
		return mn__null_buffer("path");
	if (capacity && capacity <= length)
		return mn__fail(-ERANGE, "path: it takes %" PRIu64 " bytes and a zero, the buffer has %" PRIu64, (uint64_t)length, capacity);
	if (capacity)
		memcpy(buffer, name, length + 1);
	return (int64_t)length;
}

int64_t mn_manager_path(int64_t manager, int64_t owner, int64_t mapping, char *buffer, uint64_t capacity)
{
	struct mn__held held;
	int64_t result = mn__hold(manager, owner, mapping, MN_RIGHT_INFO, &held);

	if (result == 0)
		result = held.p->name || (capacity && !buffer) ? mn__copy_name(held.p, buffer, capacity)
		         : mn__fail(-ENOENT, "path: anonymous memory has none");
	return mn__finish(&held, result, __func__, MN__NO_NUMBER, capacity);
}

/* Holds a mapping whose numbers have a place. */
static int64_t mn__hold_numbers(int64_t manager, int64_t owner, int64_t mapping, uint32_t others, const int64_t *numbers,
                                uint32_t count, struct mn__held *held)
{
	*held = (struct mn__held){ manager, mapping, NULL, 0 };
	return count && !numbers ? mn__fail(-EFAULT, "numbers: their place is NULL")
	       : mn__hold(manager, owner, mapping, others, held);
}

/* The first `count` numbers of a mapping that the caller holds. */
static int64_t mn__all_numbers(struct mn__mapping *p, int64_t *all, uint32_t count)
{
	int64_t result = 0;

	for (int32_t i = 0; i < MN__NUMBERS && (uint32_t)i < count && result >= 0; i++)
		result = all[i] = mn__number(p, i);
	return result < 0 ? result : 0;
}

static void mn__give_numbers(int64_t *numbers, const int64_t *all, uint32_t count)
{
	if (count)
		memcpy(numbers, all, sizeof *all * (count < MN__NUMBERS ? count : MN__NUMBERS));
}

int64_t mn_manager_stats(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count, char *path,
                         uint64_t capacity)
{
	struct mn__held held;
	int64_t result = mn__hold_numbers(manager, owner, mapping, MN_RIGHT_INFO, numbers, count, &held);
	int64_t all[MN__NUMBERS];

	if (result == 0)
		result = mn__all_numbers(held.p, all, count);
	if (result == 0)
		result = mn__copy_name(held.p, path, capacity);
	if (result >= 0)
		mn__give_numbers(numbers, all, count);
	return mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* A descriptor for another process.  The region is pinned, so that its own descriptor
   is not closed, and its number another file's, before there is a second one. */
static int32_t mn__descriptor_of(int64_t region, int memory, int may_write)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__pinned(region, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);

	if (!r)
		return result;
	if (memory || (may_write && mn__allows(r, 0, r->length ? 1 : 0, MN__PROT_WRITE)))
		result = mn__os_duplicate(r->fd);
	else
		result = mn__os_duplicate_to_read(r->fd);
	mn__unpin(e);
	return result;
}

int32_t mn_manager_descriptor(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count)
{
	struct mn__held held;
	int64_t result = mn__hold_numbers(manager, owner, mapping, 0, numbers, count, &held);
	int64_t all[MN__NUMBERS];
	int memory = result == 0 && held.p->kind == MN_KIND_MEMORY_FILE;

	if (result == 0 && !held.p->shared) {
		result = mn__fail(-EOPNOTSUPP, "only what is mapped as shared has a descriptor to hand over");
	} else if (result == 0 && !memory && !(held.rights & MN_RIGHT_READ)) {
		(void)mn__fail(-EPERM, "owner %" PRId64 " has no right to read files", owner);
		result = mn__deny(manager, owner);
	}
	if (result == 0)
		result = mn__all_numbers(held.p, all, count);
	if (result == 0) {
		result = mn__descriptor_of(held.p->region, memory, (held.rights & MN_RIGHT_WRITE) != 0);
		if (result < 0 && result != -EBADF)
			(void)mn__fail((int32_t)result, "its descriptor: " MN__WHY, mn__why(result));
	}
	if (result >= 0)
		mn__give_numbers(numbers, all, count);
	return (int32_t)mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

#endif
