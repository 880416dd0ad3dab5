#include "manager.h"

#include "beneath.h"

#include "../fork.h"
#include "../region/open.h"

/* ---- Opening and closing ---- */

static int64_t mn__manager_open(const char *root)
{
	struct mn__manager *m = mn__allocate(sizeof *m);
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
		id = mn__fail(m->root, "the manager's root: " MN__ERR_FMT, mn__err_args(m->root));
	} else {
		id = mn__id_for(&mn__manager_kind, m);
		if (!id && m->root >= 0)
			(void)mn__os_close(m->root);
		if (!id)
			id = mn__no_memory("open a manager");
	}
	if (id < 0) {
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
		id = mn__error_subject(id, root);
	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return id;
}

int32_t mn_manager_close(int64_t manager)
{
	struct mn__entry *e;
	struct mn__manager *m = NULL;

	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__enter_to_change(manager, &mn__manager_kind);
	if (e) {
		m = e->object;
		mn__entry_delete(e);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	if (!m) {
		(void)mn__bad_id(&mn__manager_kind);
		mn__error_context(-EBADF, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
		return -EBADF;
	}
	for (size_t i = 0; i < m->slot_count; i++)
		if (m->slots[i].mapping) {
			(void)mn_region_release(m->slots[i].mapping->region);
			mn__mapping_release(m->slots[i].mapping);
		}
	if (m->root >= 0 && mn__os_close(m->root) < 0)
		mn__wide_add(&mn__close_errors, 1);
	free(m->slots);
	free(m->owners);
	free(m->root_name);
	free(m);
	return 0;
}

/* ---- Mapping ---- */

/* Adds a region, whose bytes are reserved, to the list: the mapping's number.  This owns the
   region: an error, also that of `region`, closes it and ends the reservation. */
static int64_t mn__mapping_list(int64_t manager, int64_t owner, int64_t region, int32_t kind, int32_t shared,
                                 int64_t bytes, const char *name)
{
	struct mn__mapping *p = region > 0 ? mn__allocate(sizeof *p) : NULL;
	struct mn__slot *list = NULL;
	struct mn__locked_manager locked;
	int64_t result = region;

	if (p && name)
		p->name = mn__allocate(strlen(name) + 1);
	if (p && p->name)
		memcpy(p->name, name, strlen(name) + 1);
	if (region > 0 && (!p || (name && !p->name)))
		result = mn__no_memory("the mapping");
	else if (region > 0)
		result = mn__manager_wrlock(manager, &locked);
	if (result == 0) {
		list = mn__list_grow(locked.m->slots, locked.m->slot_count, &locked.m->slot_room, sizeof *list);
		if (list) {
			locked.m->slots = list;
			p->number = result = ++locked.m->last;
			p->owner = owner;
			p->region = region;
			p->kind = kind;
			p->shared = shared;
			p->bytes = bytes;
			atomic_init(&p->references, 1);
			list[locked.m->slot_count++] = (struct mn__slot){ result, p };
			locked.m->mapping_count++;
		}
		mn__manager_unlock(&locked);
		if (!list)
			result = mn__no_memory("the mapping");
	}
	if (result > 0)
		return result;
	if (p)
		mn__mapping_release(p);
	if (region > 0)
		(void)mn_region_close(region);
	mn__unreserve(manager, owner, bytes);
	return result;
}

/* Opens a file to map: its descriptor, which the caller closes.  *length is cut to the bytes
   that the file has. */
static int32_t mn__open_for(const struct mn__manager *m, const char *path, enum mn__open_mode how, int64_t offset,
                            int64_t *length)
{
	struct mn__file file;
	int32_t fd = mn__open_beneath(m->root, path, how), error;

	if (fd < 0)
		return mn__fail(fd, "open beneath %.200s: %s: %s", m->root_name, mn_error_name(fd),
		                fd == -EXDEV ? "the path leaves the root directory"
		                : fd == -ENODEV ? "only regular files are mapped" : mn_error_message(fd));
	error = mn__os_stat(fd, &file);
	if (error < 0)
		(void)mn__fail(error, "open beneath %.200s: " MN__ERR_FMT, m->root_name, mn__err_args(error));
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

/* True for an error that means: the file exists, and cannot be opened for writing. */
static int mn__is_read_only(int32_t error)
{
	return error == -EACCES || error == -EPERM || error == -EROFS || error == -ETXTBSY;
}

/* Sets how many bytes a refresh may take in; -1 is up to the file's end. */
static void mn__set_requested_length(int64_t region, int64_t length)
{
	struct mn__entry *e = mn__enter_to_write(region, &mn__region_kind);

	if (e) {
		((struct mn__region *)e->object)->requested_length = length < 0 ? UINT64_MAX : (uint64_t)length;
		mn__write_unlock(&e->lock);
	}
}

MN_PRIVATE int32_t mn__check_file_protection(int32_t prot)
{
	if (!(prot & ~(MN__PROT_READ | MN__PROT_WRITE | MN__PROT_EXEC)))
		return 0;
	return mn__fail(-EINVAL, "unknown protection %" PRId32 " (PROT_READ %d, PROT_WRITE %d, PROT_EXEC %d)", prot,
	                MN__PROT_READ, MN__PROT_WRITE, MN__PROT_EXEC);
}

static int64_t mn__manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length,
                               int32_t prot, int32_t shared)
{
	int writing = (prot & MN__PROT_WRITE) != 0;
	uint32_t needed = MN_RIGHT_READ | (writing ? MN_RIGHT_WRITE : 0), rights = 0;
	struct mn__locked_manager locked;
	const struct mn__owner *o;
	const struct mn__manager *m;
	struct mn__entry *pinned;
	int32_t fd, error = mn__check_file_range(offset, &length);
	int64_t region = 0, requested = length;

	if (error == 0)
		error = mn__check_file_protection(prot);
	if (error == 0 && shared != 0 && shared != 1)
		error = mn__fail(-EINVAL, "map: shared is 1 or 0, not %" PRId32, shared);
	if (error == 0)
		error = mn__manager_rdlock(manager, &locked);
	if (error < 0)
		return error;
	/* The pin keeps the manager and its root open. */
	pinned = locked.e;
	mn__pin(pinned);
	m = locked.m;
	o = mn__owner_find(locked.m, owner);
	rights = o ? o->rights : 0;
	mn__manager_unlock(&locked);
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
	/* An owner with the right to write may add PROT_WRITE later, and the descriptor must
	   allow that.  So try to open for writing first. */
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
		mn__set_requested_length(region, requested);
	return error < 0 ? error : mn__mapping_list(manager, owner, region, MN_KIND_FILE, shared, length, path);
}

int64_t mn_manager_map(int64_t manager, int64_t owner, const char *path, int64_t offset, int64_t length, int32_t prot,
                       int32_t shared)
{
	int32_t error = mn__check_text("map", "path", path);
	int64_t mapping = error < 0 ? error
	                  : mn__error_subject(mn__manager_map(manager, owner, path, offset, length, prot, shared),
	                                      path);

	mn__error_context(mapping, __func__, "manager", manager, (uint64_t)offset, (uint64_t)length);
	return mapping;
}

/* Maps memory of a kind, MN_KIND_ANONYMOUS or MN_KIND_MEMORY_FILE. */
static int64_t mn__map_memory(int64_t manager, int64_t owner, const char *name, uint64_t length, int32_t kind)
{
	int64_t bytes = (int64_t)length, region;
	int32_t error = length > INT64_MAX ? mn__fail(-EOVERFLOW, "map: %" PRIu64 " bytes are too many", length)
	                : mn__reserve(manager, owner, bytes);

	if (error < 0)
		return error;
	region = kind == MN_KIND_ANONYMOUS ? mn_region_anonymous(length) : mn_region_memfd(name, length, 0);
	return mn__mapping_list(manager, owner, region, kind, kind == MN_KIND_MEMORY_FILE, bytes, name);
}

int64_t mn_manager_map_anonymous(int64_t manager, int64_t owner, uint64_t length)
{
	int64_t mapping = mn__map_memory(manager, owner, NULL, length, MN_KIND_ANONYMOUS);

	mn__error_context(mapping, __func__, "manager", manager, MN__NO_NUMBER, length);
	return mapping;
}

int64_t mn_manager_map_memfd(int64_t manager, int64_t owner, const char *name, uint64_t length)
{
	int32_t error = mn__check_text("memfd", "name", name);
	int64_t mapping = error < 0 ? error
	                  : mn__error_subject(mn__map_memory(manager, owner, name, length, MN_KIND_MEMORY_FILE), name);

	mn__error_context(mapping, __func__, "manager", manager, MN__NO_NUMBER, length);
	return mapping;
}

/* ---- Unmapping ---- */

static void mn__slots_compact(struct mn__manager *m)
{
	size_t kept = 0;

	if (2 * m->mapping_count >= m->slot_count)
		return;
	for (size_t i = 0; i < m->slot_count; i++)
		if (m->slots[i].mapping)
			m->slots[kept++] = m->slots[i];
	m->slot_count = kept;
}

/* Removes a mapping, whose region is closed, from the list: its bytes, or -EBADF if another
   thread removed it. */
static int64_t mn__mapping_unlist(int64_t manager, int64_t mapping)
{
	struct mn__locked_manager locked;
	struct mn__mapping *p;
	int64_t bytes = -EBADF;

	if (mn__manager_wrlock(manager, &locked) < 0)
		return bytes;
	p = mn__mapping_find(locked.m, mapping);
	if (p) {
		locked.m->slots[mn__slot_of(locked.m, mapping)].mapping = NULL;
		locked.m->mapping_count--;
		mn__slots_compact(locked.m);
		bytes = p->bytes;
		mn__uncharge(locked.m, p->owner, 1, bytes);
		mn__mapping_release(p);
	}
	mn__manager_unlock(&locked);
	return bytes;
}

MN_PRIVATE int32_t mn__mapping_sync(struct mn__mapping *p)
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
	struct mn__mapping_ref ref;
	int32_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);
	int64_t had;

	*bytes = 0;
	if (result == 0)
		result = mn__check_sync(sync);
	if (result == 0 && sync)
		result = mn__mapping_sync(ref.mapping);
	if (result == 0) {
		result = mn_region_close(ref.mapping->region);
		/* An error can leave the region closed too: its file's close failed, or another
		   thread closed it.  Of several threads, the one that removes the mapping from
		   the list succeeds. */
		if (result == 0 || !mn__is_live(ref.mapping->region)) {
			had = mn__mapping_unlist(manager, mapping);
			*bytes = had < 0 ? 0 : had;
			if (result == 0 || result == -EBADF)
				result = had < 0 ? -EBADF : 0;
		}
	}
	return (int32_t)mn__mapping_finish(&ref, result, call, MN__NO_NUMBER, MN__NO_NUMBER);
}

int32_t mn_manager_unmap(int64_t manager, int64_t owner, int64_t mapping, int32_t sync)
{
	int64_t bytes;

	return mn__unmap(manager, owner, mapping, __func__, sync, &bytes);
}

static int64_t mn__close_owner(int64_t manager, int64_t owner, const char *call, int32_t sync, int64_t *bytes)
{
	struct mn__locked_manager locked;
	struct mn__owner *o;
	int64_t next = 0, last = 0, count = 0, sum = 0, error = mn__check_sync(sync);
	struct mn__failure failure;

	if (error < 0)
		return error;
	/* Stop at the current last number: another thread may go on mapping. */
	for (;;) {
		int64_t had;
		int32_t result = mn__manager_rdlock(manager, &locked);

		if (result < 0)
			return result;
		last = last ? last : locked.m->last;
		next = mn__next_mapping(locked.m, owner, next);
		mn__manager_unlock(&locked);
		if (next == 0 || next > last)
			break;
		result = mn__unmap(manager, owner, next, call, sync, &had);
		sum += had;
		count += result == 0;
		if (result < 0 && result != -EBADF && error == 0) {
			error = result;
			mn__failure_save(&failure);
		}
	}
	if (bytes)
		*bytes = sum;
	if (error < 0) {
		(void)mn__fail((int32_t)error, "mapping %" PRId64 ": %.400s (%" PRId64 " others were closed)",
		               failure.numbers[MN_ERROR_ID], failure.reason, count);
		for (int32_t which = MN_ERROR_OFFSET; which <= MN_ERROR_HOLDER_THREAD; which++)
			mn__error_set(which, (uint64_t)failure.numbers[which]);
		return error;
	}
	if (mn__manager_wrlock(manager, &locked) == 0) {
		o = mn__owner_find(locked.m, owner);
		if (o && o->mappings == 0) {
			o->rights = 0;
			o->mappings_limit = o->bytes_limit = INT64_MAX;
			mn__owner_forget(locked.m, o);
		}
		mn__manager_unlock(&locked);
	}
	return count;
}

int64_t mn_manager_close_owner(int64_t manager, int64_t owner, int32_t sync, int64_t *bytes)
{
	int64_t count = mn__close_owner(manager, owner, __func__, sync, bytes);

	mn__error_context(count, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return count;
}
