/* Calls on the pages of a region: sync, advice, locking, protection, discard, residency,
   names and fork policy.  A range in bytes means all pages that hold a part of it, except
   for discard: that one takes only pages that lie in the range as a whole. */

#include "mapping.h"
#include "open.h"

#include "../constants/constant.h"
#include "../guard.h"

/* The whole pages of the mapping that hold a part of the range. */
static void mn__pages(const struct mn__region *r, uint64_t offset, uint64_t n, uint8_t **start, size_t *length)
{
	size_t from = (size_t)mn__round_down(r->lead + offset, r->page);
	size_t to = (size_t)mn__round_up(r->lead + offset + n, r->page);

	*start = r->map + from;
	*length = n ? to - from : 0;
}

/* madvise returns -EFAULT without an address, so forget the address of an earlier fault. */
static int32_t mn__unknown_page(int32_t result)
{
	if (result == -EFAULT && mn__current_thread)
		mn__record_fault(mn__current_thread, 0, 0);
	return result;
}

/* A call on whole pages: 0, a negative error, or MN__DESTROYS for advice that is refused. */
typedef int32_t mn__range_call(struct mn__region *r, uint8_t *start, size_t length, int32_t value);

enum { MN__DESTROYS = 1 };

/* Makes the call under a pin, for the exported function `function`. */
static int32_t mn__on_pages(int64_t id, const char *function, const char *what, uint64_t offset, uint64_t n,
                            mn__range_call *call, int32_t value)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__region_pin(id, function, offset, n, &e, &result);
	uint8_t *start;
	size_t length;

	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end(what, offset, n, r->length);
	} else if (n) {
		mn__pages(r, offset, n, &start, &length);
		result = call(r, start, length, value);
		/* -EFAULT: a page of the file is missing. */
		if (result == -EFAULT)
			result = mn__fault_error(r, what, offset, n);
		else if (result < 0)
			(void)mn__fail(result, "%s of " MN__BYTES " at %" PRIu64 ": " MN__ERR_FMT, what, mn__bytes(n), offset,
			               mn__err_args(result));
		if (result == MN__DESTROYS)
			result = mn__fail(-EPERM, "%s of " MN__BYTES " at %" PRIu64 ": advice %" PRId32 " can destroy what the "
			                  "region holds or how a child sees it: discard and fork say so by their name", what,
			                  mn__bytes(n), offset, value);
	}
	mn__unpin(e);
	mn__error_range_context(result, function, id, offset, asked);
	return result;
}

/* ---- Writing back ---- */

/* The file's length is checked after msync: a file that is cut meanwhile is reported too. */
int32_t mn_region_sync(int64_t id, uint64_t offset, uint64_t n, int32_t flags)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = mn__check_absent("sync: flags", flags), cut = 0;
	struct mn__region *r = result < 0 ? NULL : mn__region_pin(id, __func__, offset, n, &e, &result);
	char words[400];
	uint8_t *start;
	size_t length;

	mn__error_context(result, __func__, "region", id, offset, n);
	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end("sync", offset, n, r->length);
	} else if (n && !mn__is_private(r) && !mn__is_anonymous(r) && r->prot_seen & MN__PROT_WRITE) {
		mn__pages(r, offset, n, &start, &length);
		result = mn__os_msync(start, length, flags);
		if (result == 0)
			result = cut = mn__file_ends_before(r, offset, n);
		if (result < 0)
			(void)mn__fail(result, "sync of " MN__BYTES " at %" PRIu64 ": %s: %s", mn__bytes(n), offset,
			               mn_error_name(result), cut ? mn__file_end_message(r, cut, words, sizeof words)
			               : mn_error_message(result));
	}
	mn__unpin(e);
	mn__error_range_context(result, __func__, id, offset, asked);
	return result;
}

int32_t mn_region_durable(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0, cut = 0;
	struct mn__region *r = mn__region_pin(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	char words[400];

	if (!r)
		return result;
	if (!mn__is_private(r) && !mn__is_anonymous(r)) {
		if (r->fd < 0)
			result = -ENOTCONN;
		if (result == 0 && r->map && r->prot_seen & MN__PROT_WRITE)
			result = mn__os_msync(r->map, r->map_length, MN__MS_SYNC);
		if (result == 0)
			result = mn__os_durable(r->fd);
		if (result == 0)
			result = cut = mn__file_ends_before(r, 0, r->length);
		/* A crash can lose the name of a new file, and its bytes with it. */
		if (result == 0 && atomic_load(&r->unnamed)) {
			result = mn__os_durable_name(r->fd, r->path);
			if (result == 0)
				atomic_store(&r->unnamed, 0);
		}
		if (result < 0)
			(void)mn__fail(result, "durable: %s: %s", mn_error_name(result),
			               result == -ENOTCONN ? MN__NO_DESCRIPTOR
			               : cut ? mn__file_end_message(r, cut, words, sizeof words) : mn_error_message(result));
	}
	mn__unpin(e);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Advice, locking and populating ---- */

static int32_t mn__call_advise(struct mn__region *r, uint8_t *start, size_t length, int32_t advice)
{
	(void)r;
	return mn__is_harmless(advice) ? mn__unknown_page(mn__os_madvise(start, length, advice)) : MN__DESTROYS;
}

int32_t mn_region_advise(int64_t id, uint64_t offset, uint64_t n, int32_t advice)
{
	int32_t error = mn__check_absent("advise: advice", advice);

	mn__error_context(error, __func__, "region", id, offset, n);
	return error < 0 ? error : mn__on_pages(id, __func__, "advise", offset, n, mn__call_advise, advice);
}

static int32_t mn__call_lock(struct mn__region *r, uint8_t *start, size_t length, int32_t value)
{
	(void)r, (void)value;
	return mn__os_mlock(start, length);
}

static int32_t mn__call_unlock(struct mn__region *r, uint8_t *start, size_t length, int32_t value)
{
	(void)r, (void)value;
	return mn__os_munlock(start, length);
}

int32_t mn_region_lock(int64_t id, uint64_t offset, uint64_t n)
{
	return mn__on_pages(id, __func__, "lock", offset, n, mn__call_lock, 0);
}

int32_t mn_region_unlock(int64_t id, uint64_t offset, uint64_t n)
{
	return mn__on_pages(id, __func__, "unlock", offset, n, mn__call_unlock, 0);
}

/* Pages of a file are populated for reading.  To write them would give a private mapping
   all of its memory at once, and a sparse file all of its blocks. */
static int32_t mn__call_populate(struct mn__region *r, uint8_t *start, size_t length, int32_t value)
{
	uint64_t offset = (uint64_t)(start - r->map) - r->lead;
	bool write = mn__is_anonymous(r) && mn__allows(r, offset, length, MN__PROT_WRITE);
	int64_t advice = write ? mn_MADV_POPULATE_WRITE() : mn_MADV_POPULATE_READ();
	struct mn__thread *t = mn__thread();
	int32_t result;

	(void)value;
	if (!mn__allows(r, offset, length, MN__PROT_READ))
		return -EACCES;
	result = advice == MN_ABSENT ? -EINVAL : mn__os_madvise(start, length, (int32_t)advice);
	/* A kernel without this advice: touching the pages does the same. */
	if (result == -EINVAL)
		return !t ? -ENOMEM : mn__is_accessible(t, start, length) ? 0 : -EFAULT;
	return mn__unknown_page(result);
}

int32_t mn_region_populate(int64_t id, uint64_t offset, uint64_t n)
{
	return mn__on_pages(id, __func__, "populate", offset, n, mn__call_populate, 0);
}

/* ---- Protection ---- */

/* A copy of the protection ranges in which [from, to) of the mapping has `prot`; the caller
   frees it.  NULL without memory. */
static struct mn__prot_range *mn__prot_ranges_with(const struct mn__region *r, size_t from, size_t to, int32_t prot,
                                                   size_t *count)
{
	struct mn__prot_range one = { r->map_length, r->uniform_prot };
	const struct mn__prot_range *old = r->prot_range_count ? r->prot_ranges : &one;
	size_t old_count = r->prot_range_count ? r->prot_range_count : 1, n = 0, start = 0;
	struct mn__prot_range *ranges = mn__allocate((old_count + 2) * sizeof *ranges);

	if (!ranges)
		return NULL;
	for (size_t i = 0; i < old_count; start = old[i++].end) {
		const struct mn__prot_range pieces[3] = {
			{ old[i].end < from ? old[i].end : from, old[i].prot },
			{ old[i].end < to ? old[i].end : to, prot },
			{ old[i].end, old[i].prot },
		};

		for (size_t k = 0; k < 3; k++) {
			if (pieces[k].end <= start || (n && pieces[k].end <= ranges[n - 1].end))
				continue;
			if (n && ranges[n - 1].prot == pieces[k].prot)
				ranges[n - 1].end = pieces[k].end;
			else
				ranges[n++] = pieces[k];
		}
	}
	*count = n;
	return ranges;
}

int32_t mn_region_protect(int64_t id, uint64_t offset, uint64_t n, int32_t prot)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = mn__check_protection(prot);
	struct mn__region *r = result == 0 ? mn__change_begin(id, __func__, offset, n, &e, &result) : NULL;
	struct mn__prot_range *ranges;
	uint8_t *start;
	size_t length, count;

	mn__error_context(result, __func__, "region", id, offset, n);
	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end("protect", offset, n, r->length);
	} else if (r->holders.first) {
		result = mn__busy_error(&r->holders, "protect");
	} else if (n) {
		mn__pages(r, offset, n, &start, &length);
		ranges = mn__prot_ranges_with(r, (size_t)(start - r->map), (size_t)(start - r->map) + length, prot, &count);
		result = ranges ? mn__os_mprotect(start, length, prot) : -ENOMEM;
		if (result < 0) {
			/* The kernel may have changed a part of the range. */
			if (ranges)
				(void)mn__protect_like(r, r->map, r->map_length, -1);
			free(ranges);
			(void)mn__fail(result, "protect of " MN__BYTES " at %" PRIu64 " to %" PRId32
			               ": %s: %s", mn__bytes(n), offset, prot, mn_error_name(result),
			               result == -EACCES ? "more than its file was opened for" : mn_error_message(result));
		} else {
			r->prot_seen |= prot;
			mn__set_uniform_prot(r, count > 1 ? -1 : prot);
			if (count > 1) {
				r->prot_ranges = ranges;
				r->prot_range_count = count;
			} else {
				free(ranges);
			}
		}
	}
	mn__change_end(e);
	mn__error_range_context(result, __func__, id, offset, asked);
	return result;
}

/* ---- Discard ---- */

int32_t mn_region_discard(int64_t id, uint64_t offset, uint64_t n)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__change_begin(id, __func__, offset, n, &e, &result);
	struct mn__file file;
	size_t from, to;
	bool remove, last;

	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end("discard", offset, n, r->length);
	} else if (n && !mn__allows(r, offset, n, MN__PROT_WRITE)) {
		result = mn__not_allowed("discard", offset, n, "a writable region");
	} else if (r->holders.exclusive || r->holders.shared) {
		result = mn__busy_error(&r->holders, "discard");
	} else {
		/* MADV_REMOVE also takes the bytes out of the file.  That is for memory only: a
		   file on a disk must not lose its bytes. */
		remove = !mn__is_private(r) && mn_MADV_REMOVE() != MN_ABSENT && (mn__is_anonymous(r) || r->in_memory);
		/* Bytes behind the region in its last page may belong to others. */
		last = offset + n == r->length;
		if (last && remove && r->fd >= 0)
			last = mn__os_stat(r->fd, &file) == 0 && file.size <= r->offset + (int64_t)r->length;
		from = (size_t)mn__round_up(r->lead + offset, r->page);
		to = last ? r->map_length : (size_t)mn__round_down(r->lead + offset + n, r->page);
		if (from < to)
			result = mn__os_madvise(r->map + from, to - from,
			                        (int32_t)(remove ? mn_MADV_REMOVE() : mn_MADV_DONTNEED()));
		if (result < 0)
			(void)mn__fail(result, "discard of " MN__BYTES " at %" PRIu64 ": " MN__ERR_FMT,
			               mn__bytes(n), offset, mn__err_args(result));
	}
	mn__change_end(e);
	mn__error_range_context(result, __func__, id, offset, asked);
	return result;
}

/* ---- Residency ---- */

/* Counts the resident pages from page `first` on, and stores a byte each, 1 or 0, if the
   caller gave room for them.  Bit 0 of the kernel's byte means resident. */
static int64_t mn__resident(int64_t id, const char *call, uint64_t first, uint8_t *pages, uint64_t capacity)
{
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__region_pin(id, call, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);
	size_t unit = (size_t)mn__os_page_size();
	uint64_t total;
	int64_t resident = 0;
	uint8_t chunk[4096];

	if (!r)
		return error;
	total = r->length ? mn__round_up(r->lead % unit + r->length, unit) / unit : 0;
	if (first > total) {
		error = mn__fail(-ERANGE, "resident pages from page %" PRIu64 " on: the region has %" PRIu64 " page%s", first, total,
		                total == 1 ? "" : "s");
		mn__error_set(MN_ERROR_TOTAL, total);
	} else if (capacity && !pages) {
		error = mn__null_buffer("resident pages");
	}
	for (uint64_t i = first, n; i < total && error == 0; i += n) {
		n = total - i < sizeof chunk ? total - i : sizeof chunk;
		if (capacity && i - first >= capacity)
			break;
		if (capacity && n > capacity - (i - first))
			n = capacity - (i - first);
		error = mn__os_mincore(r->map + r->lead / unit * unit + i * unit, (size_t)n * unit, chunk);
		if (error < 0)
			(void)mn__fail(error, "resident pages: " MN__ERR_FMT, mn__err_args(error));
		for (uint64_t k = 0; k < n && error == 0; k++) {
			resident += chunk[k] & 1;
			if (capacity)
				pages[i - first + k] = chunk[k] & 1;
		}
	}
	mn__unpin(e);
	mn__error_context(error, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return error < 0 ? error : resident;
}

int64_t mn_region_resident_pages(int64_t id, uint64_t first, uint8_t *pages, uint64_t capacity)
{
	int64_t result = mn__resident(id, __func__, first, pages, capacity);

	mn__error_context(result, __func__, "region", id, first, capacity);
	return result;
}

int64_t mn_region_resident(int64_t id)
{
	return mn__resident(id, __func__, 0, NULL, 0);
}

/* ---- Name and fork policy ---- */

int32_t mn_region_set_name(int64_t id, const char *name)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__region_pin(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);

	if (!r)
		return result;
	/* NULL removes the name. */
	result = name ? mn__check_text("name", "name", name) : 0;
	if (result == 0) {
		result = r->map ? mn__os_name_mapping(r->map, r->map_length, name) : 0;
		if (result < 0)
			(void)mn__fail(result, "name '%.80s': " MN__ERR_FMT, name ? name : "", mn__err_args(result));
	}
	mn__unpin(e);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int32_t mn_region_set_fork_policy(int64_t id, int32_t policy)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r;

	if (policy < MN_FORK_INHERIT || policy > MN_FORK_ZERO)
		result = mn__fail(-EINVAL, "fork policy: unknown policy %" PRId32 " (0 inherit, 1 absent, 2 zero)", policy);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	r = result < 0 ? NULL : mn__change_begin(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	if (!r)
		return result;
	result = policy == MN_FORK_ZERO && !(mn__is_anonymous(r) && mn__is_private(r)) ? -EINVAL
	         : r->map ? mn__advise_fork(r->map, r->map_length, policy) : 0;
	if (result == 0)
		r->fork_policy = policy;
	else
		(void)mn__fail(result, "fork policy %" PRId32 ": %s: %s", policy,
		               mn_error_name(result), result == -EINVAL && policy == MN_FORK_ZERO
		               ? "only private anonymous memory can be zeroed in a child" : mn_error_message(result));
	mn__change_end(e);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}
