/* Regions of memory: anonymous, reserved, memory files and named shared memory. */

#include "mapping.h"
#include "open.h"

#include "../constants/constant.h"

int64_t mn_region_anonymous(uint64_t length)
{
	int64_t id = mn__region_without_file(MN_ACCESS_DEFAULT, MN__PROT_READ | MN__PROT_WRITE,
	                                     MN__MAP_PRIVATE | MN__MAP_ANONYMOUS, length);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

int64_t mn_region_reserve(uint64_t length)
{
	const int32_t flags = MN__MAP_ANONYMOUS | mn__bits(mn_MAP_NORESERVE());
	int64_t id = mn__region_without_file(MN_ACCESS_NONE, 0, flags, length);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

static int64_t mn__region_memfd(const char *name, uint64_t length, uint32_t mfd_flags)
{
	struct mn__region *r;
	struct mn__file file;
	int32_t fd, error;
	uint32_t own_seals = 0, flags = mfd_flags;

	if (mn__check_absent("memfd: flags", (int32_t)mfd_flags) < 0)
		return -EINVAL;
	if (length == 0 || length > INT64_MAX)
		return mn__fail(length ? -EOVERFLOW : -EINVAL, "memfd: %" PRIu64 " bytes: %s", length,
		                length ? "the length is too large" : "the length must be more than 0");
	error = mn__fits_space(length, (uint64_t)mn__os_page_size());
	if (error < 0)
		return error;
	own_seals = mfd_flags & (uint32_t)mn__bits(mn_MFD_ALLOW_SEALING());
	flags |= (uint32_t)mn__bits(mn_MFD_CLOEXEC()) | (uint32_t)mn__bits(mn_MFD_ALLOW_SEALING());
	fd = mn__os_memfd_create(name, flags);
	if (fd < 0)
		return mn__fail(fd, "memfd: flags 0x%" PRIx32 ": " MN__ERR_FMT, flags, mn__err_args(fd));
	/* A file of huge pages has only whole pages; the region is as long as asked. */
	error = mn__os_stat(fd, &file);
	if (error == 0)
		error = mn__os_truncate(fd, file.page > mn__os_page_size()
		                        ? (int64_t)mn__round_up(length, (uint64_t)file.page) : (int64_t)length);
	if (error == 0 && !own_seals)
		error = mn__os_seal_shrink(fd);
	r = error == 0 ? mn__region_new(NULL) : NULL;
	if (!r) {
		(void)mn__os_close(fd);
		return error < 0 ? mn__fail(error, "memfd: no room for " MN__BYTES ": " MN__ERR_FMT, mn__bytes(length),
		                           mn__err_args(error))
		       : mn__no_memory("memfd");
	}
	(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
	r->in_memory = 1;
	return mn__region_of_file(r, fd, 0, (int64_t)length);
}

int64_t mn_region_memfd(const char *name, uint64_t length, uint32_t mfd_flags)
{
	int32_t error = mn__check_text("memfd", "name", name);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_memfd(name, length, mfd_flags), name);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

static int64_t mn__region_shared(const char *name, uint64_t length)
{
	struct mn__region *r;
	struct mn__file file;
	int32_t fd, error, made = 0;
	int64_t id;

	if (length > INT64_MAX)
		return mn__fail(-EOVERFLOW, "shared: %" PRIu64 " bytes are too many", length);
	error = mn__fits_space(length, (uint64_t)mn__os_page_size());
	if (error < 0)
		return error;
	fd = mn__os_shm_join(name, &made);
	if (fd < 0)
		return mn__fail(fd, "shared: " MN__ERR_FMT, mn__err_args(fd));
	/* This never shrinks the memory: of several processes that start at once, any may
	   come first. */
	error = mn__os_fallocate(fd, (int64_t)length);
	r = error == 0 ? mn__region_new(NULL) : NULL;
	if (r) {
		(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
		r->preallocated = r->in_memory = 1;
		id = mn__region_of_file(r, fd, 0, length ? (int64_t)length : -1);
	} else {
		/* Another process joined it and made it longer: leave it the name. */
		if (made && mn__os_stat(fd, &file) == 0 && file.size > 0)
			made = 0;
		(void)mn__os_close(fd);
		id = error < 0 ? mn__fail(error, "shared: no room for " MN__BYTES ": " MN__ERR_FMT, mn__bytes(length),
		                         mn__err_args(error))
		     : mn__no_memory("shared");
	}
	/* This call made the name, so a failure removes it. */
	if (id < 0 && made)
		(void)mn__os_shm_unlink(name);
	return id;
}

int64_t mn_region_shared(const char *name, uint64_t length)
{
	int32_t error = mn__check_text("shared", "name", name);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_shared(name, length), name);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

static int64_t mn__region_shared_join(const char *name, int32_t access)
{
	struct mn__region *r;
	int32_t fd = -1, error;

	r = mn__region_new(NULL);
	if (!r)
		return mn__no_memory("join");
	error = mn__region_access(r, access == MN_ACCESS_DEFAULT ? MN_ACCESS_READ : access, 0, 0);
	if (error == 0) {
		fd = mn__os_shm_find(name, r->access == MN_ACCESS_WRITE ? MN__OPEN_WRITE : MN__OPEN_READ);
		if (fd < 0)
			error = mn__fail(fd, "join: " MN__ERR_FMT, mn__err_args(fd));
	}
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	r->preallocated = r->in_memory = 1;
	return mn__region_of_file(r, fd, 0, MN_LENGTH_TO_END);
}

int64_t mn_region_shared_join(const char *name, int32_t access)
{
	int32_t error = mn__check_text("join", "name", name);
	int64_t id = error < 0 ? error : mn__error_subject(mn__region_shared_join(name, access), name);

	mn__error_context(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return id;
}
