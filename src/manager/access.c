/* What owners do with their mappings: bytes, pages, and what can be asked about them. */

#include "manager.h"

#include "../region/bytes.h"
#include "../region/open.h"

#include <string.h>

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

/* Counts what is requested more than the mapping counts for already. */
static int32_t mn__resize_begin(int64_t manager, int64_t mapping, int64_t length)
{
	struct mn__inside in;
	struct mn__mapping *p;
	struct mn__owner *o;
	int32_t error = mn__manager_wrlock(manager, &in);
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
	mn__manager_unlock(&in);
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

	while (again && mn__manager_wrlock(manager, &in) == 0) {
		p = mn__mapping_find(in.m, mapping);
		again = p && p->resizing == 1 && p->resizes != seen;
		if (again)
			seen = p->resizes;
		else if (p && --p->resizing == 0 && bytes >= 0) {
			mn__count_less(in.m, p->owner, 0, p->bytes - bytes);
			p->bytes = bytes;
		}
		mn__manager_unlock(&in);
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
	int32_t error = mn__manager_rdlock(manager, &in);
	const struct mn__owner *o;
	uint32_t n = 0;
	int allowed;

	if (error < 0)
		return error;
	o = mn__owner_find(in.m, owner);
	allowed = owner == whose || (o && o->rights & MN_RIGHT_INFO);
	o = mn__owner_find(in.m, whose);
	*seen = o ? *o : mn__default_owner(whose);
	for (int64_t next = after < 0 ? 0 : after; allowed && n < *count; n++) {
		next = mn__next_of(in.m, whose, next);
		if (!next)
			break;
		mappings[n] = next;
	}
	mn__manager_unlock(&in);
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
	mn__error_context(result, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int64_t mn_manager_list(int64_t manager, int64_t owner, int64_t whose, int64_t after, int64_t *mappings, uint32_t count)
{
	struct mn__owner seen;
	uint32_t got = count;
	int64_t result = count && !mappings ? mn__fail(-EFAULT, "list: the place for %" PRIu32 " numbers is NULL", count)
	                 : mn__look_at(manager, owner, whose, &seen, after, mappings, &got);

	mn__error_context(result, __func__, "manager", manager, MN__NO_NUMBER, count);
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
	mn__error_context(result, call, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
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
	int64_t result = which < 0 ? which : mn__manager_rdlock(manager, &in);

	if (result == 0) {
		result = (const int64_t[]){
			(int64_t)in.m->mapping_count, in.m->bytes, (int64_t)in.m->owner_count, in.m->denied
		}[which];
		mn__manager_unlock(&in);
	}
	mn__error_context(result, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
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

/* What can be asked about a mapping, at the slots MN_STATS_*.  What the region is
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
	struct mn__region *r = mn__region_pin(region, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);

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
			(void)mn__fail((int32_t)result, "its descriptor: " MN__ERR_FMT, mn__err_args(result));
	}
	if (result >= 0)
		mn__give_numbers(numbers, all, count);
	return (int32_t)mn__finish(&held, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}
