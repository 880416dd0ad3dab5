#include "open.h"

#include "mapping.h"

#include "../constants/constant.h"
#include "../fork.h"
#include "../guard.h"

/* ---- Checks of arguments ---- */

/* The protection bits that change what the given range allows, and nothing else.
   PROT_GROWSDOWN and PROT_GROWSUP reach to the end of the mapping, our own accesses fault
   under memory tags, and a later kernel's bits are unknown. */
static int32_t mn__known_protection(void)
{
	return MN__PROT_READ | MN__PROT_WRITE | MN__PROT_EXEC | mn__bits(mn_PROT_SEM()) | mn__bits(mn_PROT_BTI())
	       | mn__bits(mn_PROT_SAO());
}

MN_PRIVATE int32_t mn__check_protection(int32_t prot)
{
	if (!(prot & ~mn__known_protection()))
		return 0;
	return mn__fail(-EINVAL, "a region does not take protection 0x%" PRIx32 ": combine PROT_READ, PROT_WRITE "
	                "and PROT_EXEC", (uint32_t)prot);
}

MN_PRIVATE int32_t mn__check_absent(const char *what, int32_t bits)
{
	if (!mn__carries_absent(bits))
		return 0;
	return mn__fail(-EINVAL, "%s 0x%" PRIx32 " was made with MN_ABSENT: this platform lacks one of the constants",
	                what, (uint32_t)bits);
}

MN_PRIVATE int32_t mn__check_file_range(int64_t offset, int64_t *length)
{
	if (offset < 0)
		return mn__fail(-EINVAL, "map: the offset %" PRId64 " is negative", offset);
	if (*length < -1)
		return mn__fail(-EINVAL, "map: the length %" PRId64 " is negative (-1 is: to the end)", *length);
	if (*length == INT64_MAX)
		*length = -1;
	return 0;
}

MN_PRIVATE int32_t mn__region_access(struct mn__region *r, int32_t access, int32_t prot, int32_t flags)
{
	enum { READ_WRITE = MN__PROT_READ | MN__PROT_WRITE };
	static const int32_t prots[] = { 0, MN__PROT_READ, READ_WRITE, READ_WRITE, MN__PROT_NONE };
	static const int32_t kinds[] = { 0, MN__MAP_SHARED, MN__MAP_SHARED, MN__MAP_PRIVATE, MN__MAP_PRIVATE };

	if (access < MN_ACCESS_DEFAULT || access > MN_ACCESS_NONE)
		return mn__fail(-EINVAL, "map: unknown access %" PRId32 " (0 default, 1 read, 2 write, 3 copy, 4 none)", access);
	if (mn__check_protection(prot) < 0 || mn__check_absent("map: flags", flags) < 0)
		return -EINVAL;
	if (flags & mn__bits(mn_MAP_GROWSDOWN()))
		return mn__fail(-EINVAL, "map: a region keeps its bounds, so it takes no MAP_GROWSDOWN");
	if (flags & (MN__MAP_FIXED | mn__bits(mn_MAP_FIXED_NOREPLACE())))
		return mn__fail(-EINVAL, "map: a region chooses its own address, so it takes neither MAP_FIXED nor "
		                "MAP_FIXED_NOREPLACE");
	r->access = access;
	if (access == MN_ACCESS_DEFAULT) {
		r->prot = prot;
		r->flags = flags;
	} else {
		r->prot = prots[access];
		/* Keep the other flags: MAP_HUGETLB, MAP_POPULATE. */
		r->flags = (flags & ~(MN__MAP_SHARED | MN__MAP_PRIVATE)) | kinds[access];
	}
	r->uniform_prot = r->prot_seen = r->prot;
	return 0;
}

MN_PRIVATE int32_t mn__past_file(int32_t code, int64_t offset, int64_t length, int64_t size)
{
	if (code == -ENXIO)
		(void)mn__fail(code, "map: ENXIO: offset %" PRId64 " is past the end of the file (" MN__BYTES ")", offset,
		               mn__bytes(size));
	else
		(void)mn__fail(code, "map: EOVERFLOW: " MN__BYTES " at offset %" PRId64 " %s the end of the file (" MN__BYTES ")",
		               mn__bytes(length), offset, length == 1 ? "passes" : "pass", mn__bytes(size));
	mn__error_set(MN_ERROR_TOTAL, (uint64_t)size);
	return code;
}

static int32_t mn__no_mapping(bool directory)
{
	return mn__fail(-ENODEV, "map: ENODEV: %s cannot be mapped", directory ? "a directory" : "this kind of file");
}

/* Computes how many bytes of the file the region gets, and checks that the file can be
   mapped.  It asks the open file: the path may name another one by now. */
static int32_t mn__region_bounds(struct mn__region *r, int64_t length, uint64_t *bytes)
{
	struct mn__file file;
	int32_t error = mn__os_stat(r->fd, &file);

	if (error < 0)
		return mn__fail(error, "map: " MN__ERR_FMT, mn__err_args(error));
	error = mn__set_page(r, file.page);
	if (error < 0)
		return error;
	r->changed = file.changed;
	r->requested_length = length < 0 ? UINT64_MAX : (uint64_t)length;
	/* These are refused here, because 0 bytes never reach mmap. */
	if (file.directory || file.stream || (file.size < 0 && length < 0))
		return mn__no_mapping(file.directory);
	if (file.size < 0) {
		*bytes = (uint64_t)length;
		return 0;
	}
	/* Files of /proc and /sys have a size of 0 and contents. */
	if (file.size == 0 && file.regular && mn__os_has_byte(r->fd, 0) == 1)
		return mn__fail(-ENODEV, "map: ENODEV: its size is 0 although it has contents: it can be read, but not mapped");
	if (r->offset > file.size)
		return mn__past_file(-ENXIO, r->offset, length, file.size);
	*bytes = (uint64_t)(file.size - r->offset);
	if (length >= 0 && (uint64_t)length > *bytes)
		return mn__past_file(-EOVERFLOW, r->offset, length, file.size);
	if (length >= 0)
		*bytes = (uint64_t)length;
	return 0;
}

/* Records why mmap failed, with advice where the error alone does not help. */
static int32_t mn__map_failed(const struct mn__region *r, int64_t error, size_t lead, size_t map_length)
{
	const char *hint = NULL;

	if (error == -ENODEV && !mn__is_private(r) && !mn__is_anonymous(r)) {
		int64_t p = mn__os_mmap(NULL, map_length, MN__PROT_READ, MN__MAP_PRIVATE, r->fd, r->offset - (int64_t)lead);

		if (!mn__is_error(p)) {
			(void)mn__os_munmap((void *)(intptr_t)p, map_length);
			hint = "its file system has no shared mappings; a copy (access 3) works";
		}
	} else if (error == -EACCES) {
		hint = "the descriptor's open mode does not allow this protection";
	}
	if (error == -ENOMEM && r->flags & mn__bits(mn_MAP_HUGETLB()))
		hint = "the pool of huge pages is too small (see /proc/sys/vm/nr_hugepages)";
	return mn__fail((int32_t)error, "map: " MN__BYTES " at offset %" PRId64 ", prot %" PRId32 ", flags 0x%" PRIx32
	                ": %s: %s", mn__bytes(map_length), r->offset - (int64_t)lead, r->prot, (uint32_t)r->flags, mn_error_name(error),
	                hint ? hint : mn_error_message(error));
}

/* ---- Opening ---- */

/* Maps the region and gives it an id.  It owns the region: an error frees it and closes its
   descriptor. */
static int64_t mn__region_begin(struct mn__region *r, uint64_t length)
{
	size_t lead = 0, map_length = 0;
	int64_t id = mn__shape(r, length, &lead, &map_length), map = 0;
	struct mn__entry *e = NULL;

	/* From the first region on, a fork must not interrupt a change. */
	mn__fork_init();
	mn__read_lock_unbiased(&mn__fork_lock);
	if (id == 0 && map_length) {
		map = mn__map(r, lead, map_length);
		if (mn__is_error(map))
			id = mn__map_failed(r, map, lead, map_length);
	}
	if (id == 0) {
		mn__set_shape(r, map, lead, map_length, length);
		e = mn__entry_new(&mn__region_kind, &id);
		if (!e) {
			if (map)
				(void)mn__os_munmap(r->map, r->map_length);
			id = mn__no_memory("opening");
		}
	}
	if (e) {
		e->object = r;
		mn__write_unlock(&e->lock);
	} else {
		if (r->fd >= 0)
			(void)mn__os_close(r->fd);
		mn__region_free(r);
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	return id;
}

MN_PRIVATE int64_t mn__region_of_file(struct mn__region *r, int32_t fd, int64_t offset, int64_t length)
{
	uint64_t bytes = 0;
	int32_t error;

	mn__guard_check_at_opening();
	mn__guard_check_mask();
	r->fd = fd;
	r->offset = offset;
	error = mn__region_bounds(r, length, &bytes);
	if (error == 0)
		return mn__region_begin(r, bytes);
	(void)mn__os_close(fd);
	mn__region_free(r);
	return error;
}

static int64_t mn__region_open(const char *path, int32_t access, int64_t offset, int64_t length)
{
	struct mn__region *r;
	int32_t fd, error = mn__check_file_range(offset, &length);

	if (error < 0)
		return error;
	r = mn__region_new(path);
	if (!r)
		return mn__no_memory("open");
	error = mn__region_access(r, access == MN_ACCESS_DEFAULT ? MN_ACCESS_READ : access, 0, 0);
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	/* The kernel decides which devices can be mapped.  A character device has no end, so
	   it needs a length. */
	fd = mn__os_open(path, r->access == MN_ACCESS_WRITE ? MN__OPEN_WRITE : MN__OPEN_READ,
	                 MN__BLOCK_DEVICES | (length < 0 ? 0 : MN__CHARACTER_DEVICES));
	if (fd == -ENODEV || (fd == -EISDIR && r->access != MN_ACCESS_WRITE)) {
		mn__region_free(r);
		return mn__no_mapping(fd == -EISDIR);
	}
	if (fd < 0) {
		mn__region_free(r);
		return mn__fail(fd, "open: " MN__ERR_FMT, mn__err_args(fd));
	}
	return mn__region_of_file(r, fd, offset, length);
}

int64_t mn_region_open(const char *path, int32_t access, int64_t offset, int64_t length)
{
	int32_t error = mn__check_text("open", "path", path);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_open(path, access, offset, length), path);

	mn__error_context(id, __func__, NULL, MN_ABSENT, (uint64_t)offset, (uint64_t)length);
	return id;
}

/* Maps a file that this process made, and removes it if that fails. */
static int64_t mn__region_of_new_file(struct mn__region *r, int32_t fd, const char *path, int64_t offset, uint64_t length)
{
	int64_t id;

	r->preallocated = 1;
	r->unnamed = 1;
	id = mn__region_of_file(r, fd, offset, (int64_t)length);
	if (id < 0)
		(void)mn__os_unlink(path);
	return id;
}

static int32_t mn__create_failed(int32_t error, uint64_t length)
{
	return error == -ENOSPC || error == -EFBIG || error == -EDQUOT
	       ? mn__fail(error, "create: no room for " MN__BYTES ": " MN__ERR_FMT, mn__bytes(length), mn__err_args(error))
	       : mn__fail(error, "create: " MN__ERR_FMT, mn__err_args(error));
}

/* A new region for a file of `end` bytes that is written. */
static struct mn__region *mn__region_to_create(const char *path, uint64_t length, uint64_t end, int32_t *error)
{
	struct mn__region *r = NULL;

	if (end > INT64_MAX || length > end)
		*error = mn__fail(-EOVERFLOW, "create: a file of %" PRIu64 " bytes is too large", end < length ? length : end);
	else
		*error = mn__fits_space(length, (uint64_t)mn__os_page_size());
	if (*error < 0)
		return NULL;
	r = mn__region_new(path);
	if (r)
		(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
	else
		*error = mn__no_memory("create");
	return r;
}

static int64_t mn__region_create(const char *path, uint64_t length)
{
	int32_t fd, error = 0;
	struct mn__region *r = mn__region_to_create(path, length, length, &error);

	if (!r)
		return error;
	fd = mn__os_create(path, (int64_t)length);
	if (fd >= 0)
		return mn__region_of_new_file(r, fd, path, 0, length);
	mn__region_free(r);
	return mn__create_failed(fd, length);
}

int64_t mn_region_create(const char *path, uint64_t length)
{
	int32_t error = mn__check_text("create", "path", path);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_create(path, length), path);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

/* Lengthens a file that is too short.  Processes that do so at once do not disturb each
   other, because the call that allocates blocks never shortens a file. */
static int32_t mn__grow_file(int32_t fd, uint64_t end)
{
	struct mn__file file;
	int32_t error = mn__os_stat(fd, &file);

	if (error == 0 && file.regular && (uint64_t)file.size < end)
		error = mn__os_fallocate(fd, (int64_t)end);
	return error;
}

static int64_t mn__region_open_or_create(const char *path, int64_t offset, uint64_t length)
{
	/* Other processes may make and remove the file between the two calls of a turn, but
	   not so often.  A link whose target is missing ends all turns alike. */
	enum { TURNS = 100 };
	uint64_t end = (uint64_t)offset + length;
	struct mn__region *r;
	int32_t fd = 0, error = 0;

	if (offset < 0)
		return mn__fail(-EINVAL, "create: the offset %" PRId64 " is negative", offset);
	r = mn__region_to_create(path, length, end, &error);
	if (!r)
		return error;
	for (int turn = 0; turn < TURNS; turn++) {
		fd = mn__os_open(path, MN__OPEN_WRITE, MN__BLOCK_DEVICES);
		if (fd >= 0) {
			error = mn__grow_file(fd, end);
			if (error == 0)
				return mn__region_of_file(r, fd, offset, (int64_t)length);
			(void)mn__os_close(fd);
			fd = error;
		} else if (fd == -ENOENT) {
			fd = mn__os_create(path, (int64_t)end);
			if (fd >= 0)
				return mn__region_of_new_file(r, fd, path, offset, length);
			if (fd == -EEXIST)
				continue;
		}
		break;
	}
	mn__region_free(r);
	if (fd == -ENODEV)
		return mn__no_mapping(false);
	return mn__create_failed(fd == -EEXIST ? -ENOENT : fd, end);
}

int64_t mn_region_open_or_create(const char *path, int64_t offset, uint64_t length)
{
	int32_t error = mn__check_text("create", "path", path);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_open_or_create(path, offset, length), path);

	mn__error_context(id, __func__, NULL, MN_ABSENT, (uint64_t)offset, length);
	return id;
}

MN_PRIVATE int64_t mn__region_without_file(int32_t access, int32_t prot, int32_t flags, uint64_t length)
{
	struct mn__region *r;
	int32_t error;

	if (length == 0)
		return mn__fail(-EINVAL, "anonymous memory needs a length of more than 0 bytes");
	r = mn__region_new(NULL);
	if (!r)
		return mn__no_memory("map");
	error = mn__region_access(r, access, prot, flags);
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	/* The bits from 26 up are the page size, as a power of two. */
	if (r->flags & mn__bits(mn_MAP_HUGETLB()) && (uint32_t)r->flags >> 26 > 40) {
		mn__region_free(r);
		return mn__fail(-EINVAL, "map: pages of 2^%" PRIu32 " bytes do not exist", (uint32_t)flags >> 26);
	}
	error = mn__set_page(r, mn__os_mapping_page_size(r->flags));
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	r->requested_length = length;
	return mn__region_begin(r, length);
}

static int64_t mn__region_map(int32_t fd, int64_t offset, int64_t length, int32_t access, int32_t prot, int32_t flags,
                              uint32_t options)
{
	struct mn__region *r;
	int32_t own, error = mn__check_file_range(offset, &length);
	int64_t id;

	if (error < 0)
		return error;
	if (options & ~(uint32_t)MN_OPTION_NO_DESCRIPTOR)
		return mn__fail(-EINVAL, "map: unknown options 0x%" PRIx32 " (1 keeps no descriptor)", options);
	if (fd == -1 || flags & MN__MAP_ANONYMOUS) {
		if (offset != 0 || length < 0)
			return mn__fail(-EINVAL, "map: anonymous memory needs the offset 0 and a length");
		return mn__region_without_file(access, prot, flags | MN__MAP_ANONYMOUS, (uint64_t)length);
	}
	own = mn__os_duplicate(fd);
	if (own < 0)
		return mn__fail(own, "map: descriptor %" PRId32 ": " MN__ERR_FMT, fd, mn__err_args(own));
	r = mn__region_new(NULL);
	error = r ? mn__region_access(r, access, prot, flags) : mn__no_memory("map");
	if (error < 0) {
		(void)mn__os_close(own);
		free(r);
		return error;
	}
	id = mn__region_of_file(r, own, offset, length);
	/* Resize, refresh and durable need the descriptor; the mapping does not. */
	if (id > 0 && options & MN_OPTION_NO_DESCRIPTOR) {
		struct mn__entry *e = mn__enter_to_write(id, &mn__region_kind);

		if (e) {
			((struct mn__region *)e->object)->fd = -1;
			mn__write_unlock(&e->lock);
			if (mn__os_close(own) < 0)
				mn__wide_add(&mn__close_errors, 1);
		}
	}
	return id;
}

int64_t mn_region_map(int32_t fd, int64_t offset, int64_t length, int32_t access, int32_t prot, int32_t flags,
                      uint32_t options)
{
	int64_t id = mn__region_map(fd, offset, length, access, prot, flags, options);

	mn__error_context(id, __func__, NULL, MN_ABSENT, (uint64_t)offset, (uint64_t)length);
	return id;
}

/* ---- Closing ---- */

int32_t mn_region_close(int64_t id)
{
	struct mn__entry *e;
	struct mn__region *r;
	int32_t result;

	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__enter_to_change(id, &mn__region_kind);
	if (!e) {
		result = mn__bad_id(&mn__region_kind);
	} else {
		r = e->object;
		if (r->holders.first) {
			result = mn__busy_error(&r->holders, "close");
			mn__write_unlock(&e->lock);
		} else {
			result = mn__region_destroy(e);
			if (result < 0 && mn__wide_get(&e->id) == id) {
				mn__write_unlock(&e->lock);
				(void)mn__fail(result, "close: munmap failed, and the region stays open: " MN__ERR_FMT,
				               mn__err_args(result));
			} else if (result < 0) {
				(void)mn__fail(result, "close: the region is closed, but closing its file failed: " MN__ERR_FMT,
				               mn__err_args(result));
			}
		}
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

int32_t mn_region_release(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0;

	mn__read_lock_unbiased(&mn__fork_lock);
	e = mn__enter_to_change(id, &mn__region_kind);
	if (!e) {
		result = mn__bad_id(&mn__region_kind);
	} else if (((struct mn__region *)e->object)->holders.first) {
		mn__region_set_released(e);
		/* Callers that wait for a slice of this region wake and find the id closed. */
		mn__notify(e);
		mn__write_unlock(&e->lock);
	} else if (mn__region_destroy(e) < 0) {
		/* A release always succeeds, so the failure is only counted. */
		mn__wide_add(&mn__close_errors, 1);
		if (mn__wide_get(&e->id) == id) {
			mn__region_set_released(e);
			mn__write_unlock(&e->lock);
		}
	}
	mn__read_unlock_unbiased(&mn__fork_lock);
	mn__error_context(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}
