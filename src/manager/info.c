/* Questions about managers, owners and mappings, and descriptors for other processes. */

#include "manager.h"

#include "../region/region.h"

/* ---- Owners ---- */

/* Copies the record of the owner `whose`, and the numbers of its mappings after `after`: at
   most *count, which is set to how many.  -EPERM if `owner` may not see them. */
static int32_t mn__inspect_owner(int64_t manager, int64_t owner, int64_t whose, struct mn__owner *seen, int64_t after,
                           int64_t *mappings, uint32_t *count)
{
	struct mn__locked_manager locked;
	int32_t error = mn__manager_rdlock(manager, &locked);
	const struct mn__owner *o;
	uint32_t n = 0;
	int allowed;

	if (error < 0)
		return error;
	o = mn__owner_find(locked.m, owner);
	allowed = owner == whose || (o && o->rights & MN_RIGHT_INFO);
	o = mn__owner_find(locked.m, whose);
	*seen = o ? *o : mn__default_owner(whose);
	for (int64_t next = after < 0 ? 0 : after; allowed && n < *count; n++) {
		next = mn__next_mapping(locked.m, whose, next);
		if (!next)
			break;
		mappings[n] = next;
	}
	mn__manager_unlock(&locked);
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

	result = mn__inspect_owner(manager, owner, whose, &seen, after, &next, &count);
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
	int64_t result = count && !mappings ? mn__fail(-EFAULT, "list: the buffer for %" PRIu32 " numbers is NULL", count)
	                 : mn__inspect_owner(manager, owner, whose, &seen, after, mappings, &got);

	mn__error_context(result, __func__, "manager", manager, MN__NO_NUMBER, count);
	return result < 0 ? result : (int64_t)got;
}

/* The index of a name in a list of names, or -ENOENT. */
static int32_t mn__name_index(const char *name, const char *const *names, int32_t count)
{
	if (mn__check_text("number", "name", name) < 0)
		return -EFAULT;
	for (int32_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return mn__fail(-ENOENT, "unknown number '%.100s'", name);
}

static int64_t mn__owner_info(int64_t manager, int64_t owner, int64_t whose, const char *call, const char *name)
{
	static const char *const names[] = {
		"mappings", "bytes", "rights", "mappings_limit", "bytes_limit", "denied"
	};
	struct mn__owner o;
	uint32_t none = 0;
	int32_t which = mn__name_index(name, names, 6);
	int64_t result = which < 0 ? which : mn__inspect_owner(manager, owner, whose, &o, 0, NULL, &none);

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
	struct mn__locked_manager locked;
	int32_t which = mn__name_index(name, names, 4);
	int64_t result = which < 0 ? which : mn__manager_rdlock(manager, &locked);

	if (result == 0) {
		result = (const int64_t[]){
			(int64_t)locked.m->mapping_count, locked.m->bytes, (int64_t)locked.m->owner_count, locked.m->denied
		}[which];
		mn__manager_unlock(&locked);
	}
	mn__error_context(result, __func__, "manager", manager, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Mappings ---- */

int64_t mn_manager_region(int64_t manager, int64_t owner, int64_t mapping)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, 0, &ref);

	if (result == 0)
		result = ref.mapping->region;
	return mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* The number of pages that hold a part of the region. */
static int64_t mn__pages_of(int64_t region)
{
	int64_t page = mn__os_page_size(), length = mn_region_length(region), offset = mn_region_offset(region);

	if (length < 0 || offset < 0)
		return length < 0 ? length : offset;
	return length == 0 ? 0 : (int64_t)(mn__round_up((uint64_t)(offset % page) + (uint64_t)length, (uint64_t)page)
	                                   / (uint64_t)page);
}

/* The numbers of a mapping, at the indexes MN_STATS_*: those that the region knows, those of
   the list, and the counters. */
static const char *const mn__stat_names[] = {
	"offset", "length", "prot", "resident", "pages", "owner", "kind", "shared",
	"reads", "writes", "bytes_read", "bytes_written", "syncs"
};

enum { MN__STATS = MN_STATS_READS + MN__COUNTERS };

static int64_t mn__mapping_stat(struct mn__mapping *p, int32_t which)
{
	static int64_t (*const of_region[])(int64_t) = {
		mn_region_offset, mn_region_length, mn_region_prot, mn_region_resident, mn__pages_of
	};

	if (which < MN_STATS_OWNER)
		return of_region[which](p->region);
	if (which < MN_STATS_READS)
		return (const int64_t[]){ p->owner, p->kind, p->shared }[which - MN_STATS_OWNER];
	return mn__wide_get(&p->counters[which - MN_STATS_READS]);
}

int64_t mn_manager_info(int64_t manager, int64_t owner, int64_t mapping, const char *name)
{
	struct mn__mapping_ref ref = { manager, mapping, NULL, 0 };
	int32_t which = mn__name_index(name, mn__stat_names, MN__STATS);
	int64_t result = which < 0 ? which : mn__mapping_acquire(manager, owner, mapping, MN_RIGHT_INFO, &ref);

	if (result == 0)
		result = mn__mapping_stat(ref.mapping, which);
	return mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* Copies the name of a mapping, "" if it has none: its length, or -ERANGE. */
static int64_t mn__copy_name(const struct mn__mapping *p, char *buffer, uint64_t capacity)
{
	const char *name = p->name ? p->name : "";
	size_t length = strlen(name);

	if (!buffer && capacity)
		return mn__null_buffer("path");
	if (capacity && capacity <= length)
		return mn__fail(-ERANGE, "path: it needs " MN__BYTES " and a zero byte, and the buffer has %" PRIu64,
		               mn__bytes(length), capacity);
	if (capacity)
		memcpy(buffer, name, length + 1);
	return (int64_t)length;
}

int64_t mn_manager_path(int64_t manager, int64_t owner, int64_t mapping, char *buffer, uint64_t capacity)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__mapping_acquire(manager, owner, mapping, MN_RIGHT_INFO, &ref);

	if (result == 0)
		result = ref.mapping->name || (capacity && !buffer) ? mn__copy_name(ref.mapping, buffer, capacity)
		         : mn__fail(-ENOENT, "path: anonymous memory has none");
	return mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, capacity);
}

/* Takes a reference after a check of the buffer for the numbers. */
static int64_t mn__acquire_for_stats(int64_t manager, int64_t owner, int64_t mapping, uint32_t others, const int64_t *numbers,
                                uint32_t count, struct mn__mapping_ref *ref)
{
	*ref = (struct mn__mapping_ref){ manager, mapping, NULL, 0 };
	return count && !numbers ? mn__fail(-EFAULT, "numbers: the buffer is NULL")
	       : mn__mapping_acquire(manager, owner, mapping, others, ref);
}

/* Gets the first `count` numbers.  The caller copies them with mn__store_stats when the whole
   call succeeds. */
static int64_t mn__mapping_stats(struct mn__mapping *p, int64_t *all, uint32_t count)
{
	int64_t result = 0;

	for (int32_t i = 0; i < MN__STATS && (uint32_t)i < count && result >= 0; i++)
		result = all[i] = mn__mapping_stat(p, i);
	return result < 0 ? result : 0;
}

static void mn__store_stats(int64_t *numbers, const int64_t *all, uint32_t count)
{
	if (count)
		memcpy(numbers, all, sizeof *all * (count < MN__STATS ? count : MN__STATS));
}

int64_t mn_manager_stats(int64_t manager, int64_t owner, int64_t mapping, int64_t *numbers, uint32_t count, char *path,
                         uint64_t capacity)
{
	struct mn__mapping_ref ref;
	int64_t result = mn__acquire_for_stats(manager, owner, mapping, MN_RIGHT_INFO, numbers, count, &ref);
	int64_t all[MN__STATS];

	if (result == 0)
		result = mn__mapping_stats(ref.mapping, all, count);
	if (result == 0)
		result = mn__copy_name(ref.mapping, path, capacity);
	if (result >= 0)
		mn__store_stats(numbers, all, count);
	return mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}

/* A second descriptor of the region's file.  The pin keeps the first from being closed, and
   its number from being reused, meanwhile. */
static int32_t mn__duplicate_descriptor(int64_t region, int memory, int may_write)
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
	struct mn__mapping_ref ref;
	int64_t result = mn__acquire_for_stats(manager, owner, mapping, 0, numbers, count, &ref);
	int64_t all[MN__STATS];
	int memory = result == 0 && ref.mapping->kind == MN_KIND_MEMORY_FILE;

	if (result == 0 && !ref.mapping->shared) {
		result = mn__fail(-EOPNOTSUPP, "only a shared mapping has a descriptor to pass");
	} else if (result == 0 && !memory && !(ref.rights & MN_RIGHT_READ)) {
		(void)mn__fail(-EPERM, "owner %" PRId64 " has no right to read files", owner);
		result = mn__deny(manager, owner);
	}
	if (result == 0)
		result = mn__mapping_stats(ref.mapping, all, count);
	if (result == 0) {
		result = mn__duplicate_descriptor(ref.mapping->region, memory, (ref.rights & MN_RIGHT_WRITE) != 0);
		if (result < 0 && result != -EBADF)
			(void)mn__fail((int32_t)result, "its descriptor: " MN__ERR_FMT, mn__err_args(result));
	}
	if (result >= 0)
		mn__store_stats(numbers, all, count);
	return (int32_t)mn__mapping_finish(&ref, result, __func__, MN__NO_NUMBER, MN__NO_NUMBER);
}
