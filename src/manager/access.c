/* Calls on an owner's mappings: bytes, search, pages, and length.  Each takes a reference,
   checks the owner's rights, calls the region and counts the access. */

#include "manager.h"

#include "../region/bytes.h"

/* ---- Bytes ---- */

static int64_t mn__read_mapping(int64_t manager, int64_t owner, int64_t mapping, const char *call, uint64_t offset,
                                void *buffer, uint64_t n, int up_to)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0) {
		result = mn__region_read(call, ref.mapping->region, offset, buffer, n, up_to);
		if (result >= 0)
			mn__count_access(ref.mapping, MN__READS, result);
	}
	return mn__mapping_finish(&ref, result, call, offset, n);
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
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0) {
		result = mn_region_write(ref.mapping->region, offset, buffer, n);
		if (result >= 0)
			mn__count_access(ref.mapping, MN__WRITES, result);
	}
	return mn__mapping_finish(&ref, result, __func__, offset, n);
}

int32_t mn_manager_sync(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__mapping_ref ref;
	int32_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = mn__mapping_sync(ref.mapping);
	return (int32_t)mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

typedef int64_t mn__searching(int64_t region, uint64_t start, uint64_t end, const void *needle, uint64_t n);

static int64_t mn__search_mapping(int64_t manager, int64_t owner, int64_t mapping, const char *call, uint64_t start,
                                  uint64_t end, const void *needle, uint64_t n, mn__searching *search)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = search(ref.mapping->region, start, end, needle, n);
	return mn__mapping_finish(&ref, result, call, search == mn_region_rfind ? end : start, n);
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

/* ---- Pages ---- */

/* Write permission is checked at each call, not when the file was mapped. */
static int32_t mn__may_write(const struct mn__mapping_ref *ref)
{
	const struct mn__mapping *p = ref->mapping;

	if (p->kind != MN_KIND_FILE || ref->rights & MN_RIGHT_WRITE)
		return 0;
	(void)mn__fail(-EPERM, "owner %" PRId64 " has no right to write files", p->owner);
	return mn__deny(ref->manager, p->owner);
}

int32_t mn_manager_protect(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n, int32_t prot)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = mn__check_file_protection(prot);
	if (result == 0 && prot & MN__PROT_WRITE)
		result = mn__may_write(&ref);
	if (result == 0) {
		result = mn_region_protect(ref.mapping->region, offset, n, prot);
		if (result == -EACCES && prot & MN__PROT_WRITE && ref.mapping->kind == MN_KIND_FILE && ref.mapping->shared)
			result = mn__fail(-EACCES, "protect: its file was opened for reading only: when it was mapped, the file was not "
			                  "writable, or its owner had no right to write files: map it again");
	}
	return (int32_t)mn__mapping_finish(&ref, result, __func__, offset, n);
}

int32_t mn_manager_advise(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n, int32_t advice)
{
	struct mn__mapping_ref ref;
	int32_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = mn_region_advise(ref.mapping->region, offset, n, advice);
	return (int32_t)mn__mapping_finish(&ref, result, __func__, offset, n);
}

int32_t mn_manager_populate(int64_t manager, int64_t owner, int64_t mapping, uint64_t offset, uint64_t n)
{
	struct mn__mapping_ref ref;
	int32_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = mn_region_populate(ref.mapping->region, offset, n);
	return (int32_t)mn__mapping_finish(&ref, result, __func__, offset, n);
}

/* ---- Length ---- */

/* Charges the bytes of the new length that the mapping is not yet charged for. */
static int32_t mn__resize_begin(int64_t manager, int64_t mapping, int64_t length)
{
	struct mn__locked_manager locked;
	struct mn__mapping *p;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &locked);
	int64_t more;

	if (error < 0)
		return error;
	p = mn__mapping_find(locked.m, mapping);
	o = p ? mn__owner_find(locked.m, p->owner) : NULL;
	more = p && length > p->bytes ? length - p->bytes : 0;
	error = o ? mn__charge(locked.m, o, 0, more) : mn__unknown_mapping(manager);
	if (error == 0) {
		p->bytes += more;
		p->resizes++;
		p->resizing++;
	}
	mn__manager_unlock(&locked);
	return error;
}

/* When resizes overlap, the last to finish records the final size, and re-reads it if
   another resize started meanwhile. */
static void mn__resize_end(int64_t manager, int64_t mapping, int64_t region)
{
	struct mn__locked_manager locked;
	struct mn__mapping *p;
	int64_t bytes = 0, seen = -1;
	int again = 1;

	while (again && mn__manager_wrlock(manager, &locked) == 0) {
		p = mn__mapping_find(locked.m, mapping);
		again = p && p->resizing == 1 && p->resizes != seen;
		if (again)
			seen = p->resizes;
		else if (p && --p->resizing == 0 && bytes >= 0) {
			mn__uncharge(locked.m, p->owner, 0, p->bytes - bytes);
			p->bytes = bytes;
		}
		mn__manager_unlock(&locked);
		if (again)
			bytes = mn_region_length(region);
	}
}

/* Ends what mn__resize_begin began, and keeps the recorded failure. */
static void mn__resized(struct mn__mapping_ref *ref)
{
	struct mn__failure failure;

	mn__failure_save(&failure);
	mn__resize_end(ref->manager, ref->number, ref->mapping->region);
	mn__failure_restore(&failure);
}

int32_t mn_manager_resize(int64_t manager, int64_t owner, int64_t mapping, uint64_t length)
{
	struct mn__mapping_ref ref;
	int32_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = mn__may_write(&ref);
	/* The region refuses a length over INT64_MAX. */
	if (result == 0)
		result = mn__resize_begin(manager, mapping, length <= INT64_MAX ? (int64_t)length : 0);
	if (result == 0) {
		result = mn_region_resize(ref.mapping->region, length);
		mn__resized(&ref);
	}
	return (int32_t)mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, length);
}

/* The length that a refresh would give a region now. */
static int64_t mn__length_after_refresh(int64_t region)
{
	int64_t size = mn_region_file_size(region), offset = mn_region_offset(region);
	struct mn__thread *t = mn__thread();
	struct mn__entry *e;
	uint64_t requested, available;

	if (size < 0)
		return mn_region_length(region);
	e = offset >= 0 && t ? mn__enter_to_read(region, &mn__region_kind, t) : NULL;
	if (!e)
		return t ? -EBADF : mn__no_memory("this thread");
	requested = ((struct mn__region *)e->object)->requested_length;
	mn__read_unlock(&e->lock, t);
	available = size > offset ? (uint64_t)(size - offset) : 0;
	return (int64_t)(available < requested ? available : requested);
}

int64_t mn_manager_refresh(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	/* Charge the new length before the mapping has it. */
	if (result == 0)
		result = mn__length_after_refresh(ref.mapping->region);
	if (result >= 0)
		result = mn__resize_begin(manager, mapping, result);
	if (result == 0) {
		result = mn_region_refresh(ref.mapping->region);
		mn__resized(&ref);
	}
	return mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}
