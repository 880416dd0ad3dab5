#include "mapping.h"

#include "../constants/constant.h"
#include "../guard.h"

/* ---- Shape and protection ---- */

MN_PRIVATE int32_t mn__fits_space(uint64_t length, uint64_t page)
{
	uint64_t most = MN_ADDRESS_SPACE - 2 * page;

	return length <= most ? 0 : mn__fail(-EOVERFLOW, "%" PRIu64 " bytes are too many for one mapping (at most %" PRIu64 ")",
	                                     length, most);
}

MN_PRIVATE int32_t mn__set_page(struct mn__region *r, int64_t page)
{
	if (page <= 0 || (uint64_t)page > MN_ADDRESS_SPACE / 4)
		return mn__fail(-EOVERFLOW, "pages of %" PRId64 " bytes do not fit into the address space (%" PRIu64
		                " bytes)", page, (uint64_t)MN_ADDRESS_SPACE);
	r->page = (size_t)page;
	return 0;
}

MN_PRIVATE int32_t mn__shape(const struct mn__region *r, uint64_t length, size_t *lead, size_t *map_length)
{
	int32_t error = mn__fits_space(length, r->page);

	if (error < 0)
		return error;
	*lead = (size_t)((uint64_t)r->offset % r->page);
	*map_length = length ? (size_t)mn__round_up(*lead + length, r->page) : 0;
	return 0;
}

MN_PRIVATE int64_t mn__map(const struct mn__region *r, size_t lead, size_t map_length)
{
	return mn__os_mmap(NULL, map_length, r->prot, r->flags, mn__is_anonymous(r) ? -1 : r->fd,
	                   mn__is_anonymous(r) ? 0 : r->offset - (int64_t)lead);
}

MN_PRIVATE void mn__set_shape(struct mn__region *r, int64_t map, size_t lead, size_t map_length, uint64_t length)
{
	r->map = (uint8_t *)(intptr_t)map;
	r->lead = lead;
	r->map_length = map_length;
	r->base = r->map ? r->map + lead : NULL;
	r->length = length;
	if (r->prot_range_count)
		r->prot_ranges[r->prot_range_count - 1].end = map_length;
}

MN_PRIVATE void mn__set_uniform_prot(struct mn__region *r, int32_t prot)
{
	free(r->prot_ranges);
	r->prot_ranges = NULL;
	r->prot_range_count = 0;
	r->uniform_prot = prot;
}

MN_PRIVATE int32_t mn__protect_like(const struct mn__region *r, uint8_t *map, size_t map_length, int32_t now)
{
	size_t start = 0;

	if (r->prot_range_count == 0)
		return r->uniform_prot == now ? 0 : mn__os_mprotect(map, map_length, r->uniform_prot);
	for (size_t i = 0; i < r->prot_range_count; i++) {
		size_t end = i + 1 < r->prot_range_count ? r->prot_ranges[i].end : map_length;
		int32_t error = mn__os_mprotect(map + start, end - start, r->prot_ranges[i].prot);

		if (error < 0)
			return error;
		start = end;
	}
	return 0;
}

MN_PRIVATE int32_t mn__advise_fork(uint8_t *map, size_t map_length, int32_t policy)
{
	int64_t first = policy == MN_FORK_ABSENT ? mn_MADV_DONTFORK() : policy == MN_FORK_ZERO ? mn_MADV_WIPEONFORK()
	                : mn_MADV_DOFORK();
	int64_t second = policy == MN_FORK_ABSENT ? MN_ABSENT : policy == MN_FORK_ZERO ? mn_MADV_DOFORK()
	                 : mn_MADV_KEEPONFORK();
	int32_t error = first == MN_ABSENT ? -ENOSYS : mn__os_madvise(map, map_length, (int32_t)first);

	/* The kernel can refuse only the first.  A kernel that lacks the second cannot have
	   the state that it undoes. */
	if (error == 0 && second != MN_ABSENT)
		(void)mn__os_madvise(map, map_length, (int32_t)second);
	return error;
}

/* ---- Mapping anew and copying ---- */

#if defined MN_NO_MREMAP
#define mn__os_mremap(...) ((int64_t)-ENOSYS)
#endif

static void mn__copy_range(void *argument)
{
	struct { uint8_t *to; const uint8_t *from; size_t n; } *copy = argument;

	memcpy(copy->to, copy->from, copy->n);
}

static int32_t mn__copy_pages(struct mn__thread *t, uint8_t *to, const uint8_t *from, size_t n)
{
	struct { uint8_t *to; const uint8_t *from; size_t n; } copy = { to, from, n };

	/* Either side can miss pages of a file, so the guarded range is all of memory: the
	   copy touches nothing else. */
	if (mn__by_kernel(t) ? mn__kernel_copy_in(to, from, n) : mn__guarded(t, NULL, SIZE_MAX, mn__copy_range, &copy))
		return 0;
	return t->kernel_error ? t->kernel_error : -EIO;
}

/* Copies those pages of a private mapping that are no longer the file's. */
static int32_t mn__copy_own_pages(struct mn__thread *t, uint8_t *to, const uint8_t *from, size_t n)
{
	size_t unit = (size_t)mn__os_page_size();
	uint8_t own[64];
	int32_t error = 0;

	for (size_t i = 0; i < n / unit && error == 0; i++) {
		if (i % sizeof own == 0)
			error = mn__os_own_pages(from + i * unit, n / unit - i < sizeof own ? n / unit - i : sizeof own, own);
		if (error == 0 && own[i % sizeof own])
			error = mn__copy_pages(t, to + i * unit, from + i * unit, unit);
	}
	return error;
}

/* Maps the region anew, at a larger size or from another descriptor, and unmaps the old
   mapping.  An error leaves the old mapping as it was.  `own` is not 0 for another
   descriptor: then only the private pages of the first `own` bytes are copied. */
static int32_t mn__map_again(struct mn__region *r, uint64_t length, size_t lead, size_t map_length, size_t own)
{
	struct mn__thread *t = mn__thread();
	int64_t map = t ? mn__map(r, lead, map_length) : -ENOMEM;
	uint8_t *fresh = (uint8_t *)(intptr_t)map;
	int32_t error = 0, now = r->prot;

	if (mn__is_error(map))
		return (int32_t)map;
	/* Private memory that was ever writable has contents of its own.  To copy them, the
	   protections are set aside. */
	if (mn__is_private(r) && r->prot_seen & MN__PROT_WRITE) {
		now = MN__PROT_READ | MN__PROT_WRITE;
		error = mn__os_mprotect(r->map, r->map_length, MN__PROT_READ);
		if (error == 0 && r->prot != now)
			error = mn__os_mprotect(fresh, map_length, now);
		if (error == 0)
			error = own ? mn__copy_own_pages(t, fresh, r->map, own)
			        : mn__copy_pages(t, fresh + lead, r->base, (size_t)r->length);
	}
	if (error == 0)
		error = mn__protect_like(r, fresh, map_length, now);
	if (error == 0 && r->fork_policy != MN_FORK_INHERIT)
		error = mn__advise_fork(fresh, map_length, r->fork_policy);
	if (error == 0)
		error = mn__os_munmap(r->map, r->map_length);
	if (error < 0) {
		(void)mn__os_munmap(fresh, map_length);
		if (mn__is_private(r) && r->prot_seen & MN__PROT_WRITE)
			(void)mn__protect_like(r, r->map, r->map_length, MN__PROT_READ);
		return error;
	}
	mn__set_shape(r, map, lead, map_length, length);
	return 0;
}

/* Maps the first pages of a region that was empty, with its protections and fork policy. */
static int32_t mn__map_first(struct mn__region *r, uint64_t length, size_t lead, size_t map_length)
{
	int64_t map = mn__map(r, lead, map_length);
	uint8_t *fresh = (uint8_t *)(intptr_t)map;
	int32_t error;

	if (mn__is_error(map))
		return (int32_t)map;
	error = mn__protect_like(r, fresh, map_length, r->prot);
	if (error == 0 && r->fork_policy != MN_FORK_INHERIT)
		error = mn__advise_fork(fresh, map_length, r->fork_policy);
	if (error < 0)
		(void)mn__os_munmap(fresh, map_length);
	else
		mn__set_shape(r, map, lead, map_length, length);
	return error;
}

/* Gives the mapping room for `length` bytes, and does not touch the file.  An error leaves
   the mapping as it was. */
static int32_t mn__reshape(struct mn__region *r, uint64_t length)
{
	size_t lead = 0, map_length = 0;
	int32_t error = mn__shape(r, length, &lead, &map_length);
	int64_t map;

	if (error < 0)
		return error;
	if (map_length == r->map_length) {
		r->length = length;
		return 0;
	}
	if (map_length == 0) {
		error = mn__os_munmap(r->map, r->map_length);
		if (error < 0)
			return error;
		mn__set_uniform_prot(r, r->prot_range_count ? r->prot_ranges[0].prot : r->uniform_prot);
		mn__set_shape(r, 0, 0, 0, 0);
		return 0;
	}
	if (!r->map)
		return mn__map_first(r, length, lead, map_length);
	if (map_length < r->map_length) {
		error = mn__os_munmap(r->map + map_length, r->map_length - map_length);
		/* Pages of a file may stay mapped behind the end.  Anonymous pages may not: they
		   would show their old bytes when the region grows again. */
		if (error < 0 && mn__is_anonymous(r))
			return error;
		if (error < 0) {
			r->length = length;
			return 0;
		}
		while (r->prot_range_count > 1 && r->prot_ranges[r->prot_range_count - 2].end >= map_length)
			r->prot_range_count--;
		if (r->prot_range_count == 1)
			mn__set_uniform_prot(r, r->prot_ranges[0].prot);
		mn__set_shape(r, (intptr_t)r->map, lead, map_length, length);
		return 0;
	}
	map = r->prot_range_count > 1 ? -EFAULT
	      : mn__os_mremap(r->map, r->map_length, map_length, (int)mn_MREMAP_MAYMOVE(), NULL);
	if (!mn__is_error(map)) {
		mn__set_shape(r, map, lead, map_length, length);
		return 0;
	}
	/* mremap is missing (ENOSYS), unsupported for huge pages (EINVAL), or the range spans
	   several VMAs (EFAULT; valgrind says ENOMEM).  Map a new range and copy. */
	if (map != -ENOSYS && map != -EFAULT && map != -ENOMEM && !(map == -EINVAL && r->page > (size_t)mn__os_page_size()))
		return (int32_t)map;
	if (mn__is_anonymous(r) && !mn__is_private(r))
		return -EOPNOTSUPP;
	return mn__map_again(r, length, lead, map_length, 0);
}

/* ---- Resize ---- */

static int32_t mn__prot_at(const struct mn__region *r, size_t at)
{
	size_t i = 0;

	while (i < r->prot_range_count && r->prot_ranges[i].end <= at)
		i++;
	return i < r->prot_range_count ? r->prot_ranges[i].prot : r->uniform_prot;
}

/* Anonymous memory that shrinks and grows again must read as zeros, also in the part of
   the last page that stays mapped.  That page is made writable first, because the kernel
   can refuse it. */
static int32_t mn__shrink_anonymous(struct mn__region *r, uint64_t length)
{
	size_t from = (size_t)length, last = (size_t)mn__round_down(length, r->page);
	int32_t prot = mn__prot_at(r, last), error = 0;
	bool opened = from > last && !(prot & MN__PROT_WRITE);

	if (opened)
		error = mn__os_mprotect(r->map + last, r->page, MN__PROT_READ | MN__PROT_WRITE);
	if (error == 0)
		error = mn__reshape(r, length);
	if (error == 0 && from > last)
		memset(r->map + from, 0, last + r->page - from);
	/* If this fails, only raw pointers can write the page: the region's record still has
	   the old protection. */
	if (opened)
		(void)mn__os_mprotect(r->map + last, r->page, prot);
	return error;
}

static int32_t mn__resize_anonymous(struct mn__region *r, uint64_t length)
{
	/* mremap would succeed, and the first touch of the new part would be a SIGBUS. */
	if (!mn__is_private(r) && length > r->length)
		return -EOPNOTSUPP;
	return length < r->length ? mn__shrink_anonymous(r, length) : mn__reshape(r, length);
}

/* The file changes before the mapping.  When it grows, the mapping needs its new pages.
   When it shrinks, truncating it can fail, while unmapping pages behind its end cannot
   fail in a way that matters. */
static int32_t mn__resize_file(struct mn__region *r, uint64_t length)
{
	struct mn__file file;
	int32_t error = mn__os_stat(r->fd, &file);
	int64_t end = r->offset + (int64_t)r->length, new_end = r->offset + (int64_t)length, before;

	if (error < 0)
		return error;
	if (new_end <= file.size && !(length < r->length && end >= file.size))
		return mn__reshape(r, length);
	/* A memory file sealed against shrinking could not be put back if the mapping failed,
	   so here the mapping grows first.  Until the file follows, the lock keeps accesses
	   away from the pages behind its end. */
	if (r->in_memory && !r->preallocated && length > r->length) {
		uint64_t old = r->length;

		error = mn__reshape(r, length);
		if (error == 0) {
			error = mn__os_truncate(r->fd, (int64_t)mn__round_up((uint64_t)new_end, file.page > mn__os_page_size()
			                                                     ? (uint64_t)file.page : 1));
			if (error < 0)
				(void)mn__reshape(r, old);
		}
		return error;
	}
	error = new_end > file.size && r->preallocated ? mn__os_fallocate(r->fd, new_end)
	        : mn__os_truncate(r->fd, file.page > mn__os_page_size()
	                          ? (int64_t)mn__round_up((uint64_t)new_end, (uint64_t)file.page) : new_end);
	if (error == 0)
		error = mn__reshape(r, length);
	/* Put the file back after half a preallocation or a mapping that failed.  A file that
	   is longer than asked was extended by another process: leave it. */
	before = file.size;
	if (error < 0 && new_end > before && mn__os_stat(r->fd, &file) == 0 && file.size > before
	    && file.size - new_end < file.page)
		(void)mn__os_truncate(r->fd, before);
	return error;
}

int32_t mn_region_resize(int64_t id, uint64_t length)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__change_begin(id, __func__, MN__NO_NUMBER, length, &e, &result);
	const char *why = NULL;
	bool held = r && r->holders.first && length;

	if (!r)
		return result;
	if (length == 0)
		result = -EINVAL, why = "the length must be more than 0";
	else if (held)
		result = mn__busy_error(&r->holders, "resize");
	else if (length > (uint64_t)INT64_MAX - (uint64_t)r->offset || mn__fits_space(length, r->page) < 0)
		result = -EOVERFLOW, why = "too large";
	else if (!mn__is_anonymous(r) && (mn__is_private(r) || !(r->prot & MN__PROT_WRITE)))
		result = -EACCES, why = "only a writable, shared region may change its file's size";
	else if (!mn__is_anonymous(r) && r->fd < 0)
		result = -ENOTCONN, why = MN__NO_DESCRIPTOR;
	else
		result = mn__is_anonymous(r) ? mn__resize_anonymous(r, length) : mn__resize_file(r, length);
	/* A region up to the file's end stays one, wherever the end moves. */
	if (result == 0 && r->requested_length != UINT64_MAX)
		r->requested_length = length;
	else if (result == -EOPNOTSUPP && !why)
		why = "shared anonymous memory cannot grow (a memfd can)";
	if (result < 0 && !held) {
		(void)mn__fail(result, "resize from %" PRIu64 " to %" PRIu64 " bytes: %s: %s", r->length, length,
		               mn_error_name(result), why ? why : mn_error_message(result));
		mn__error_set(MN_ERROR_TOTAL, r->length);
	}
	mn__change_end(e);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, length);
	return result;
}

/* ---- Refresh ---- */

/* An overlay file system copies a file up when it is first opened for writing: an older
   descriptor then has the new file's length, and its mapping the old file's bytes.  The
   kernel does not tell whether this happened; to map anew is always correct. */
static int32_t mn__follow_copy_up(struct mn__region *r, uint64_t length)
{
	int32_t fd = mn__os_open_upper(r->fd), old = r->fd, error = 0;

	if (fd == -ENOTSUP)
		return 0;
	if (fd < 0)
		return mn__fail(fd, "refresh: %s: its overlay file system may have copied the file up, and the copy cannot be "
		                "opened", mn_error_name(fd));
	/* Calls on a slice use the descriptor without the region's lock. */
	if (r->holders.first) {
		(void)mn__os_close(fd);
		return mn__busy_error(&r->holders, "refresh");
	}
	r->fd = fd;
	if (r->map && length) {
		size_t own = (size_t)mn__round_up(r->lead + (length < r->length ? length : r->length), r->page);

		error = mn__map_again(r, r->length, r->lead, r->map_length, own);
		if (error < 0)
			(void)mn__fail(error, "refresh: %s: its overlay file system may have copied the file up, and the copy cannot be "
			               "mapped",
			               mn_error_name(error));
	}
	if (error < 0)
		r->fd = old;
	(void)mn__os_close(error < 0 ? fd : old);
	return error;
}

int64_t mn_region_refresh(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__change_begin(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	struct mn__file file;
	uint64_t available, length;
	bool held = false, recorded = false;

	if (!r)
		return result;
	length = r->length;
	if (!mn__is_anonymous(r)) {
		result = r->fd < 0 ? -ENOTCONN : mn__os_stat(r->fd, &file);
		/* A device has no size, and its mapping stays. */
		available = result == 0 && file.size < 0 ? UINT64_MAX
		        : result < 0 || file.size < r->offset ? 0 : (uint64_t)(file.size - r->offset);
		length = available < r->requested_length ? available : r->requested_length;
		if (result == 0 && file.changed != r->changed) {
			result = mn__follow_copy_up(r, length);
			recorded = result < 0;
			if (result == 0)
				r->changed = file.changed;
		}
		held = result == 0 && length != r->length && r->holders.first;
		if (result == 0 && length != r->length)
			result = held ? mn__busy_error(&r->holders, "refresh") : mn__reshape(r, length);
		if (result == 0)
			atomic_store(&r->truncated, 0);
	}
	mn__guard_check();
	mn__guard_check_mask();
	if (result < 0 && !held && !recorded)
		(void)mn__fail(result, "refresh: %s: %s", mn_error_name(result),
		               result == -ENOTCONN ? MN__NO_DESCRIPTOR : mn_error_message(result));
	mn__change_end(e);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result < 0 ? result : (int64_t)length;
}
