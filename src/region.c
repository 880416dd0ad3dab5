/* Regions: a mapping that knows its bounds, its protection and its file.

   The kernel maps whole pages; the user asked for bytes.  `map` is the page
   that holds the first byte, `lead` how far into it that byte is:

       map                                                   map + map_length
       |---- lead ----|------------ length ------------|------ tail ------|
                      base = map + lead
       (file: offset - lead)   offset

   What a region is (bounds, protection, address) changes only under its
   entry's lock held for writing, and with no pinned call at work. */

#ifndef MN_REGION_C
#define MN_REGION_C

#include "constant.c"
#include "table.c"
#include "guard.c"

/* A stretch of pages with one protection; it ends `end` bytes after map. */
struct mn__run {
	size_t end;
	int32_t prot;
};

struct mn__slice;

struct mn__region {
	uint8_t *base;
	uint64_t length;
	int32_t uniform;            /* the protection of all pages, or -1: see runs */
	uint32_t exclusive;         /* slices that keep readers out */
	uint32_t shared;            /* slices that keep writers out */
	_Atomic uint32_t gone;      /* the file was found shorter than the region */
	uint8_t *map;
	size_t map_length;
	size_t lead;
	size_t page;                /* what map_length is a multiple of */
	struct mn__run *runs;
	size_t run_count;
	struct mn__slice *slices;
	uint64_t wanted;            /* the length asked for; UINT64_MAX: up to the file's end */
	int64_t offset;
	int64_t changed;            /* when its file's status had changed last, as it was mapped */
	int32_t fd;
	int32_t access, prot, flags;
	int32_t ever;               /* every protection it had so far */
	int32_t fork_policy;
	uint32_t preallocated;
	uint32_t in_memory;         /* the file is one of memory, made by us */
	_Atomic uint32_t unnamed;   /* the file was made by us, and its name may not be on the disk yet */
	char *path;
};

/* What could not be unmapped or closed when nobody was left to be told, and
   how often a page was not there. */
static mn__wide mn__close_errors, mn__faults;

static int mn__is_anonymous(const struct mn__region *r)
{
	return (r->flags & MN__MAP_ANONYMOUS) != 0;
}

static int mn__is_private(const struct mn__region *r)
{
	return (r->flags & (MN__MAP_PRIVATE | MN__MAP_SHARED)) == MN__MAP_PRIVATE;
}

/* ---- Shape -------------------------------------------------------------- */

/* -EOVERFLOW for more bytes than the address space has room for; asked before
   a file is made as long. */
static int32_t mn__fits_space(uint64_t length, uint64_t page)
{
	uint64_t most = MN_ADDRESS_SPACE - 2 * page;

	return length <= most ? 0 : mn__fail(-EOVERFLOW, "%" PRIu64 " bytes are too many for one mapping (at most %" PRIu64 ")",
	                                     length, most);
}

/* Sets the unit of the region's mapping.  A file system of huge pages names
   its own, which a small address space may not hold. */
static int32_t mn__set_page(struct mn__region *r, int64_t page)
{
	if (page <= 0 || (uint64_t)page > MN_ADDRESS_SPACE / 4)
		return mn__fail(-EOVERFLOW, "pages of %" PRId64 " bytes do not fit into the address space (%" PRIu64
		                " bytes)", page, (uint64_t)MN_ADDRESS_SPACE);
	r->page = (size_t)page;
	return 0;
}

static int32_t mn__shape(const struct mn__region *r, uint64_t length, size_t *lead, size_t *map_length)
{
	int32_t error = mn__fits_space(length, r->page);

	if (error < 0)
		return error;
	*lead = (size_t)((uint64_t)r->offset % r->page);
	*map_length = length ? (size_t)mn__round_up(*lead + length, r->page) : 0;
	return 0;
}

/* Maps what the region describes, for the first time or at a new length. */
static int64_t mn__map(const struct mn__region *r, size_t lead, size_t map_length)
{
	return mn__os_mmap(NULL, map_length, r->prot, r->flags, mn__is_anonymous(r) ? -1 : r->fd,
	                   mn__is_anonymous(r) ? 0 : r->offset - (int64_t)lead);
}

static void mn__set_shape(struct mn__region *r, int64_t map, size_t lead, size_t map_length, uint64_t length)
{
	r->map = (uint8_t *)(intptr_t)map;
	r->lead = lead;
	r->map_length = map_length;
	r->base = r->map ? r->map + lead : NULL;
	r->length = length;
	if (r->run_count)
		r->runs[r->run_count - 1].end = map_length;
}

/* Puts the region's protections on a mapping that begins like its own and has
   the protection `now`; the last one goes on to the end. */
static int32_t mn__protect_like(const struct mn__region *r, uint8_t *map, size_t map_length, int32_t now)
{
	size_t start = 0;

	if (r->run_count == 0)
		return r->uniform == now ? 0 : mn__os_mprotect(map, map_length, r->uniform);
	for (size_t i = 0; i < r->run_count; i++) {
		size_t end = i + 1 < r->run_count ? r->runs[i].end : map_length;
		int32_t error = mn__os_mprotect(map + start, end - start, r->runs[i].prot);

		if (error < 0)
			return error;
		start = end;
	}
	return 0;
}

/* Tells the kernel what a child gets of a mapping; on failure it is as before. */
static int32_t mn__advise_fork(uint8_t *map, size_t map_length, int32_t policy)
{
	int64_t first = policy == MN_FORK_ABSENT ? mn_MADV_DONTFORK() : policy == MN_FORK_ZERO ? mn_MADV_WIPEONFORK()
	                : mn_MADV_DOFORK();
	int64_t second = policy == MN_FORK_ABSENT ? MN_ABSENT : policy == MN_FORK_ZERO ? mn_MADV_DOFORK()
	                 : mn_MADV_KEEPONFORK();
	int32_t error = first == MN_ABSENT ? -ENOSYS : mn__os_madvise(map, map_length, (int32_t)first);

	/* What can be refused came first; where the second is not known, there
	   is nothing to take back. */
	if (error == 0 && second != MN_ABSENT)
		(void)mn__os_madvise(map, map_length, (int32_t)second);
	return error;
}

#if defined MN_NO_MREMAP
#define mn__os_mremap(...) ((int64_t)-ENOSYS)
#endif

static void mn__copy_range(void *argument)
{
	struct { uint8_t *to; const uint8_t *from; size_t n; } *copy = argument;

	memcpy(copy->to, copy->from, copy->n);
}

static int32_t mn__carry(struct mn__thread *t, uint8_t *to, const uint8_t *from, size_t n)
{
	struct { uint8_t *to; const uint8_t *from; size_t n; } copy = { to, from, n };

	/* Both sides may be missing pages of a file; nothing else is touched
	   here, so that the range need not be exact. */
	if (mn__by_kernel(t) ? mn__kernel_copy_in(to, from, n) : mn__guarded(t, NULL, SIZE_MAX, mn__copy_range, &copy))
		return 0;
	return t->kernel_error ? t->kernel_error : -EIO;
}

/* Of a copy, the pages that are its own and not the file's. */
static int32_t mn__carry_own(struct mn__thread *t, uint8_t *to, const uint8_t *from, size_t n)
{
	size_t unit = (size_t)mn__os_page_size();
	uint8_t own[64];
	int32_t error = 0;

	for (size_t i = 0; i < n / unit && error == 0; i++) {
		if (i % sizeof own == 0)
			error = mn__os_own_pages(from + i * unit, n / unit - i < sizeof own ? n / unit - i : sizeof own, own);
		if (error == 0 && own[i % sizeof own])
			error = mn__carry(t, to + i * unit, from + i * unit, unit);
	}
	return error;
}

/* Maps the region anew, at a larger size or from another descriptor, and gives the
   old mapping up; on failure that one is as before.  With another descriptor only
   its own pages are carried over, of the first `own` bytes. */
static int32_t mn__map_again(struct mn__region *r, uint64_t length, size_t lead, size_t map_length, size_t own)
{
	struct mn__thread *t = mn__thread();
	int64_t map = t ? mn__map(r, lead, map_length) : -ENOMEM;
	uint8_t *fresh = (uint8_t *)(intptr_t)map;
	int32_t error = 0, now = r->prot;

	if (mn__is_error(map))
		return (int32_t)map;
	/* Private memory that was ever writable has contents of its own, which have
	   to be read and written for once, whatever the protections are. */
	if (mn__is_private(r) && r->ever & MN__PROT_WRITE) {
		now = MN__PROT_READ | MN__PROT_WRITE;
		error = mn__os_mprotect(r->map, r->map_length, MN__PROT_READ);
		if (error == 0 && r->prot != now)
			error = mn__os_mprotect(fresh, map_length, now);
		if (error == 0)
			error = own ? mn__carry_own(t, fresh, r->map, own)
			        : mn__carry(t, fresh + lead, r->base, (size_t)r->length);
	}
	if (error == 0)
		error = mn__protect_like(r, fresh, map_length, now);
	if (error == 0 && r->fork_policy != MN_FORK_INHERIT)
		error = mn__advise_fork(fresh, map_length, r->fork_policy);
	if (error == 0)
		error = mn__os_munmap(r->map, r->map_length);
	if (error < 0) {
		(void)mn__os_munmap(fresh, map_length);
		if (mn__is_private(r) && r->ever & MN__PROT_WRITE)
			(void)mn__protect_like(r, r->map, r->map_length, MN__PROT_READ);
		return error;
	}
	mn__set_shape(r, map, lead, map_length, length);
	return 0;
}

/* The first pages of a region that had none, with what is known of it. */
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

/* One protection for all pages. */
static void mn__set_uniform(struct mn__region *r, int32_t prot)
{
	free(r->runs);
	r->runs = NULL;
	r->run_count = 0;
	r->uniform = prot;
}

/* Gives the mapping room for `length` bytes, or leaves it as it was.  The file
   is the caller's business. */
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
		mn__set_uniform(r, r->run_count ? r->runs[0].prot : r->uniform);
		mn__set_shape(r, 0, 0, 0, 0);
		return 0;
	}
	if (!r->map)
		return mn__map_first(r, length, lead, map_length);
	if (map_length < r->map_length) {
		error = mn__os_munmap(r->map + map_length, r->map_length - map_length);
		/* Pages of a file that stay mapped behind the end harm nobody;
		   anonymous ones would show their old bytes when it grows again. */
		if (error < 0 && mn__is_anonymous(r))
			return error;
		if (error < 0) {
			r->length = length;
			return 0;
		}
		while (r->run_count > 1 && r->runs[r->run_count - 2].end >= map_length)
			r->run_count--;
		if (r->run_count == 1)
			mn__set_uniform(r, r->runs[0].prot);
		mn__set_shape(r, (intptr_t)r->map, lead, map_length, length);
		return 0;
	}
	map = r->run_count > 1 ? -EFAULT
	      : mn__os_mremap(r->map, r->map_length, map_length, (int)mn_MREMAP_MAYMOVE(), NULL);
	if (!mn__is_error(map)) {
		mn__set_shape(r, map, lead, map_length, length);
		return 0;
	}
	/* There is no mremap, or none for huge pages, or advice or protection made
	   several mappings of it (for which valgrind has the word -ENOMEM; where
	   it is the kernel's, mapping anew fails likewise). */
	if (map != -ENOSYS && map != -EFAULT && map != -ENOMEM && !(map == -EINVAL && r->page > (size_t)mn__os_page_size()))
		return (int32_t)map;
	if (mn__is_anonymous(r) && !mn__is_private(r))
		return -EOPNOTSUPP;
	return mn__map_again(r, length, lead, map_length, 0);
}

/* ---- Making one --------------------------------------------------------- */

static void mn__region_free(struct mn__region *r)
{
	free(r->runs);
	free(r->path);
	free(r);
}

/* A region without a mapping yet; it keeps a copy of the path. */
static struct mn__region *mn__region_blank(const char *path)
{
	struct mn__region *r = mn__allocate(sizeof *r);

	if (!r)
		return NULL;
	r->fd = -1;
	if (path) {
		r->path = mn__allocate(strlen(path) + 1);
		if (!r->path) {
			free(r);
			return NULL;
		}
		memcpy(r->path, path, strlen(path) + 1);
	}
	return r;
}

static int32_t mn__no_memory(const char *what)
{
	return mn__fail(-ENOMEM, "%s: ENOMEM: no memory for the library's own data", what);
}

/* An id could not be entered: it is none of this kind, or the thread has no record. */
MN_COLD int32_t mn__not_entered(const struct mn__thread *t, enum mn__kind kind)
{
	return t ? mn__bad_id(kind) : mn__no_memory("this thread");
}

static int32_t mn__null_buffer(const char *what)
{
	return mn__fail(-EFAULT, "%s: the buffer is NULL", what);
}

#define MN__NO_DESCRIPTOR "the region keeps no descriptor"

/* The protection bits that act on the range alone: all but PROT_GROWSDOWN and
   PROT_GROWSUP, which reach to the end of the mapping, memory tags, under which
   our own accesses fault, and what a later kernel may add. */
static int32_t mn__known_protection(void)
{
	return MN__PROT_READ | MN__PROT_WRITE | MN__PROT_EXEC | mn__bits(mn_PROT_SEM()) | mn__bits(mn_PROT_BTI())
	       | mn__bits(mn_PROT_SAO());
}

static int32_t mn__check_protection(int32_t prot)
{
	if (!(prot & ~mn__known_protection()))
		return 0;
	return mn__fail(-EINVAL, "protection 0x%" PRIx32 " is none that a region takes: combine PROT_READ, PROT_WRITE and "
	                "PROT_EXEC", (uint32_t)prot);
}

/* A flag or advice that MN_ABSENT went into. */
static int32_t mn__check_absent(const char *what, int32_t bits)
{
	if (!mn__carries_absent(bits))
		return 0;
	return mn__fail(-EINVAL, "%s 0x%" PRIx32 " was made with MN_ABSENT: this platform lacks one of the constants",
	                what, (uint32_t)bits);
}

/* Says what a kind of access means for the kernel. */
static int32_t mn__region_access(struct mn__region *r, int32_t access, int32_t prot, int32_t flags)
{
	static const int32_t prots[] = { 0, MN__PROT_READ, MN__PROT_READ | MN__PROT_WRITE, MN__PROT_READ | MN__PROT_WRITE, MN__PROT_NONE };
	static const int32_t kinds[] = { 0, MN__MAP_SHARED, MN__MAP_SHARED, MN__MAP_PRIVATE, MN__MAP_PRIVATE };

	if (access < MN_ACCESS_DEFAULT || access > MN_ACCESS_NONE)
		return mn__fail(-EINVAL, "map: there is no access %" PRId32 " (0 default, 1 read, 2 write, 3 copy, 4 none)", access);
	if (mn__check_protection(prot) < 0 || mn__check_absent("map: flags", flags) < 0)
		return -EINVAL;
	if (flags & mn__bits(mn_MAP_GROWSDOWN()))
		return mn__fail(-EINVAL, "map: a region keeps its bounds, so it takes no MAP_GROWSDOWN");
	if (flags & (MN__MAP_FIXED | mn__bits(mn_MAP_FIXED_NOREPLACE())))
		return mn__fail(-EINVAL, "map: a region chooses its own address, so it takes no MAP_FIXED and no "
		                "MAP_FIXED_NOREPLACE");
	r->access = access;
	if (access == MN_ACCESS_DEFAULT) {
		r->prot = prot;
		r->flags = flags;
	} else {
		r->prot = prots[access];
		/* Flags beside the kind of sharing are kept: huge pages, populate. */
		r->flags = (flags & ~(MN__MAP_SHARED | MN__MAP_PRIVATE)) | kinds[access];
	}
	r->uniform = r->ever = r->prot;
	return 0;
}

static int32_t mn__no_mapping(bool directory)
{
	return mn__fail(-ENODEV, "map: ENODEV: %s cannot be mapped", directory ? "a directory" : "this kind of file");
}

static int32_t mn__past_file(int32_t code, int64_t offset, int64_t length, int64_t size)
{
	if (code == -ENXIO)
		(void)mn__fail(code, "map: ENXIO: offset %" PRId64 " is past the end of the file (%" PRId64 " bytes)", offset, size);
	else
		(void)mn__fail(code, "map: EOVERFLOW: %" PRId64 " bytes at offset %" PRId64 " pass the end of the file (%" PRId64 " bytes)",
		               length, offset, size);
	mn__note(MN_ERROR_TOTAL, (uint64_t)size);
	return code;
}

/* How much of the file the region is to have, judged by what the open file is
   now and not by what the path was a moment ago. */
static int32_t mn__region_bounds(struct mn__region *r, int64_t length, uint64_t *bytes)
{
	struct mn__file file;
	int32_t error = mn__os_file(r->fd, &file);

	if (error < 0)
		return mn__fail(error, "map: " MN__WHY, mn__why(error));
	error = mn__set_page(r, file.page);
	if (error < 0)
		return error;
	r->changed = file.changed;
	r->wanted = length < 0 ? UINT64_MAX : (uint64_t)length;
	/* The kernel is not asked about 0 bytes. */
	if (file.directory || file.stream || (file.size < 0 && length < 0))
		return mn__no_mapping(file.directory);
	if (file.size < 0) {
		*bytes = (uint64_t)length;
		return 0;
	}
	/* Files of /proc and /sys say that they are empty and are not. */
	if (file.size == 0 && file.regular && mn__os_has_byte(r->fd, 0) == 1)
		return mn__fail(-ENODEV, "map: ENODEV: its size is given as 0 and it has contents: this file can be read, but not mapped");
	if (r->offset > file.size)
		return mn__past_file(-ENXIO, r->offset, length, file.size);
	*bytes = (uint64_t)(file.size - r->offset);
	if (length >= 0 && (uint64_t)length > *bytes)
		return mn__past_file(-EOVERFLOW, r->offset, length, file.size);
	if (length >= 0)
		*bytes = (uint64_t)length;
	return 0;
}

/* A kernel that maps this file privately but not shared has told something
   about the file system, and that is worth saying. */
static int32_t mn__map_failed(const struct mn__region *r, int64_t error, size_t lead, size_t map_length)
{
	const char *hint = NULL;

	if (error == -ENODEV && !mn__is_private(r) && !mn__is_anonymous(r)) {
		int64_t p = mn__os_mmap(NULL, map_length, MN__PROT_READ, MN__MAP_PRIVATE, r->fd, r->offset - (int64_t)lead);

		if (!mn__is_error(p)) {
			(void)mn__os_munmap((void *)(intptr_t)p, map_length);
			hint = "its file system has no shared mappings, but a copy (access 3) can be had";
		}
	} else if (error == -EACCES) {
		hint = "the descriptor's open mode does not allow this protection";
	}
	if (error == -ENOMEM && r->flags & mn__bits(mn_MAP_HUGETLB()))
		hint = "the pool of huge pages is too small (see /proc/sys/vm/nr_hugepages)";
	return mn__fail((int32_t)error, "map: %" PRIu64 " bytes at offset %" PRId64 ", prot %" PRId32 ", flags 0x%" PRIx32 ": %s: %s",
	                (uint64_t)map_length, r->offset - (int64_t)lead, r->prot, (uint32_t)r->flags, mn_error_name(error),
	                hint ? hint : mn_error_message(error));
}

/* Maps the region and gives it an id; on failure the region is freed, and its
   descriptor closed. */
static int64_t mn__region_begin(struct mn__region *r, uint64_t length)
{
	size_t lead = 0, map_length = 0;
	int64_t id = mn__shape(r, length, &lead, &map_length), map = 0;
	struct mn__entry *e = NULL;

	/* From the first region on a fork has something to keep whole. */
	mn__threads_begin();
	mn__word_read_lock(&mn__shape_changes);
	if (id == 0 && map_length) {
		map = mn__map(r, lead, map_length);
		if (mn__is_error(map))
			id = mn__map_failed(r, map, lead, map_length);
	}
	if (id == 0) {
		mn__set_shape(r, map, lead, map_length, length);
		e = mn__entry_new(MN__REGION, &id);
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
	mn__word_read_unlock(&mn__shape_changes);
	return id;
}

/* The common end of every way to a region with a descriptor, which from here
   on is the region's. */
static int64_t mn__region_of_file(struct mn__region *r, int32_t fd, int64_t offset, int64_t length)
{
	uint64_t bytes = 0;
	int32_t error;

	mn__guard_check_at_opening();
	mn__guard_look_at_mask();
	r->fd = fd;
	r->offset = offset;
	error = mn__region_bounds(r, length, &bytes);
	if (error == 0)
		return mn__region_begin(r, bytes);
	(void)mn__os_close(fd);
	mn__region_free(r);
	return error;
}

/* A range of a file: -1 is up to its end, and so is INT64_MAX, which becomes -1. */
static int32_t mn__bad_range_numbers(int64_t offset, int64_t *length)
{
	if (offset < 0)
		return mn__fail(-EINVAL, "map: the offset %" PRId64 " is negative", offset);
	if (*length < -1)
		return mn__fail(-EINVAL, "map: the length %" PRId64 " is negative (-1 is: to the end)", *length);
	if (*length == INT64_MAX)
		*length = -1;
	return 0;
}

static int64_t mn__region_open(const char *path, int32_t access, int64_t offset, int64_t length)
{
	struct mn__region *r;
	int32_t fd, error = mn__bad_range_numbers(offset, &length);

	if (error < 0)
		return error;
	r = mn__region_blank(path);
	if (!r)
		return mn__no_memory("open");
	error = mn__region_access(r, access == MN_ACCESS_DEFAULT ? MN_ACCESS_READ : access, 0, 0);
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	/* Only the kernel knows which devices it maps; none without a length. */
	fd = mn__os_open(path, r->access == MN_ACCESS_WRITE ? MN__OPEN_WRITE : MN__OPEN_READ,
	                 MN__BLOCK_DEVICES | (length < 0 ? 0 : MN__CHARACTER_DEVICES));
	if (fd == -ENODEV || (fd == -EISDIR && r->access != MN_ACCESS_WRITE)) {
		mn__region_free(r);
		return mn__no_mapping(fd == -EISDIR);
	}
	if (fd < 0) {
		mn__region_free(r);
		return mn__fail(fd, "open: " MN__WHY, mn__why(fd));
	}
	return mn__region_of_file(r, fd, offset, length);
}

int64_t mn_region_open(const char *path, int32_t access, int64_t offset, int64_t length)
{
	int32_t error = mn__check_text("open", "path", path);
	int64_t id = error < 0 ? error : mn__of(mn__region_open(path, access, offset, length), path);

	mn__about(id, __func__, NULL, MN_ABSENT, (uint64_t)offset, (uint64_t)length);
	return id;
}

static int64_t mn__region_create(const char *path, uint64_t length)
{
	struct mn__region *r;
	int32_t fd, error;
	int64_t id;

	if (length > INT64_MAX)
		return mn__fail(-EOVERFLOW, "create: a file of %" PRIu64 " bytes is too large", length);
	error = mn__fits_space(length, (uint64_t)mn__os_page_size());
	if (error < 0)
		return error;
	r = mn__region_blank(path);
	if (!r)
		return mn__no_memory("create");
	(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
	r->preallocated = 1;
	r->unnamed = 1;
	fd = mn__os_create(path);
	if (fd < 0) {
		mn__region_free(r);
		return mn__fail(fd, "create: " MN__WHY, mn__why(fd));
	}
	error = mn__os_allocate(fd, (int64_t)length);
	if (error < 0) {
		(void)mn__os_close(fd);
		mn__region_free(r);
		id = mn__fail(error, "create: no %" PRIu64 " bytes for it: " MN__WHY, length, mn__why(error));
	} else {
		id = mn__region_of_file(r, fd, 0, (int64_t)length);
	}
	/* The file is ours, made a moment ago: a failure leaves nothing behind. */
	if (id < 0)
		(void)mn__os_unlink(path);
	return id;
}

int64_t mn_region_create(const char *path, uint64_t length)
{
	int32_t error = mn__check_text("create", "path", path);
	int64_t id = error < 0 ? error : mn__of(mn__region_create(path, length), path);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

static int64_t mn__region_without_file(int32_t access, int32_t prot, int32_t flags, uint64_t length)
{
	struct mn__region *r;
	int32_t error;

	if (length == 0)
		return mn__fail(-EINVAL, "anonymous memory needs a length of more than 0 bytes");
	r = mn__region_blank(NULL);
	if (!r)
		return mn__no_memory("map");
	error = mn__region_access(r, access, prot, flags);
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	/* The bits from 26 up are the binary logarithm of the page. */
	if (r->flags & mn__bits(mn_MAP_HUGETLB()) && (uint32_t)r->flags >> 26 > 40) {
		mn__region_free(r);
		return mn__fail(-EINVAL, "map: there are no pages of 2^%" PRIu32 " bytes", (uint32_t)flags >> 26);
	}
	error = mn__set_page(r, mn__os_mapping_page(r->flags));
	if (error < 0) {
		mn__region_free(r);
		return error;
	}
	r->wanted = length;
	return mn__region_begin(r, length);
}

static int64_t mn__region_map(int32_t fd, int64_t offset, int64_t length, int32_t access, int32_t prot, int32_t flags,
                              uint32_t options)
{
	struct mn__region *r;
	int32_t own, error = mn__bad_range_numbers(offset, &length);
	int64_t id;

	if (error < 0)
		return error;
	if (options & ~(uint32_t)MN_OPTION_NO_DESCRIPTOR)
		return mn__fail(-EINVAL, "map: there are no options 0x%" PRIx32 " (1 keeps no descriptor)",
		                options);
	if (fd == -1 || flags & MN__MAP_ANONYMOUS) {
		if (offset != 0 || length < 0)
			return mn__fail(-EINVAL, "map: anonymous memory has no offset, and no end to map up to");
		return mn__region_without_file(access, prot, flags | MN__MAP_ANONYMOUS, (uint64_t)length);
	}
	own = mn__os_duplicate(fd);
	if (own < 0)
		return mn__fail(own, "map: descriptor %" PRId32 ": " MN__WHY, fd, mn__why(own));
	r = mn__region_blank(NULL);
	error = r ? mn__region_access(r, access, prot, flags) : mn__no_memory("map");
	if (error < 0) {
		(void)mn__os_close(own);
		free(r);
		return error;
	}
	id = mn__region_of_file(r, own, offset, length);
	/* The mapping needs no descriptor; only resize and its relatives do. */
	if (id > 0 && options & MN_OPTION_NO_DESCRIPTOR) {
		struct mn__entry *e = mn__enter_to_write(id, MN__REGION);

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

	mn__about(id, __func__, NULL, MN_ABSENT, (uint64_t)offset, (uint64_t)length);
	return id;
}

int64_t mn_region_anonymous(uint64_t length)
{
	int64_t id = mn__region_without_file(MN_ACCESS_DEFAULT, MN__PROT_READ | MN__PROT_WRITE, MN__MAP_PRIVATE | MN__MAP_ANONYMOUS, length);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

int64_t mn_region_reserve(uint64_t length)
{
	const int32_t flags = MN__MAP_ANONYMOUS | mn__bits(mn_MAP_NORESERVE());
	int64_t id = mn__region_without_file(MN_ACCESS_NONE, 0, flags, length);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
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
		                length ? "this is too large" : "the length must be more than 0");
	error = mn__fits_space(length, (uint64_t)mn__os_page_size());
	if (error < 0)
		return error;
	own_seals = mfd_flags & (uint32_t)mn__bits(mn_MFD_ALLOW_SEALING());
	flags |= (uint32_t)mn__bits(mn_MFD_CLOEXEC()) | (uint32_t)mn__bits(mn_MFD_ALLOW_SEALING());
	fd = mn__os_memfd_create(name, flags);
	if (fd < 0)
		return mn__fail(fd, "memfd: flags 0x%" PRIx32 ": " MN__WHY, flags, mn__why(fd));
	/* A file of huge pages has whole ones; the region is as long as asked. */
	error = mn__os_file(fd, &file);
	if (error == 0)
		error = mn__os_truncate(fd, file.page > mn__os_page_size()
		                        ? (int64_t)mn__round_up(length, (uint64_t)file.page) : (int64_t)length);
	if (error == 0 && !own_seals)
		error = mn__os_seal_shrink(fd);
	r = error == 0 ? mn__region_blank(NULL) : NULL;
	if (!r) {
		(void)mn__os_close(fd);
		return error < 0 ? mn__fail(error, "memfd: no %" PRIu64 " bytes for it: " MN__WHY, length, mn__why(error))
		       : mn__no_memory("memfd");
	}
	(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
	r->in_memory = 1;
	return mn__region_of_file(r, fd, 0, (int64_t)length);
}

int64_t mn_region_memfd(const char *name, uint64_t length, uint32_t mfd_flags)
{
	int32_t error = mn__check_text("memfd", "name", name);
	int64_t id = error < 0 ? error : mn__of(mn__region_memfd(name, length, mfd_flags), name);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
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
		return mn__fail(fd, "shared: " MN__WHY, mn__why(fd));
	/* Making sure of the length never shrinks it, so that it does not matter
	   which of several that start at once comes first. */
	error = mn__os_allocate(fd, (int64_t)length);
	r = error == 0 ? mn__region_blank(NULL) : NULL;
	if (r) {
		(void)mn__region_access(r, MN_ACCESS_WRITE, 0, 0);
		r->preallocated = r->in_memory = 1;
		id = mn__region_of_file(r, fd, 0, length ? (int64_t)length : -1);
	} else {
		/* Another process joined it and made it longer: the name is theirs. */
		if (made && mn__os_file(fd, &file) == 0 && file.size > 0)
			made = 0;
		(void)mn__os_close(fd);
		id = error < 0 ? mn__fail(error, "shared: no %" PRIu64 " bytes for it: " MN__WHY, length, mn__why(error))
		     : mn__no_memory("shared");
	}
	/* The name is ours, made a moment ago: a failure leaves nothing behind. */
	if (id < 0 && made)
		(void)mn__os_shm_unlink(name);
	return id;
}

int64_t mn_region_shared(const char *name, uint64_t length)
{
	int32_t error = mn__check_text("shared", "name", name);
	int64_t id = error < 0 ? error : mn__of(mn__region_shared(name, length), name);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, length);
	return id;
}

static int64_t mn__region_shared_join(const char *name, int32_t access)
{
	struct mn__region *r;
	int32_t fd = -1, error;

	r = mn__region_blank(NULL);
	if (!r)
		return mn__no_memory("join");
	error = mn__region_access(r, access == MN_ACCESS_DEFAULT ? MN_ACCESS_READ : access, 0, 0);
	if (error == 0) {
		fd = mn__os_shm_find(name, r->access == MN_ACCESS_WRITE ? MN__OPEN_WRITE : MN__OPEN_READ);
		if (fd < 0)
			error = mn__fail(fd, "join: " MN__WHY, mn__why(fd));
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
	int64_t id = error < 0 ? error : mn__of(mn__region_shared_join(name, access), name);

	mn__about(id, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return id;
}

/* ---- The end ------------------------------------------------------------ */

/* What keeps a region from closing or changing shape; src/slice.c knows them. */
static int32_t mn__held(const struct mn__region *r, const char *what);

/* Unmaps and frees what an entry stands for; the entry is locked for writing
   and is gone afterwards, or on an error of munmap as it was. */
static int32_t mn__region_end(struct mn__entry *e)
{
	struct mn__region *r = e->object;
	int32_t error = r->map ? mn__os_munmap(r->map, r->map_length) : 0;
	int32_t fd = r->fd;

	if (error < 0)
		return error;
	mn__entry_delete(e);
	mn__region_free(r);
	return fd >= 0 ? mn__os_close(fd) : 0;
}

int32_t mn_region_close(int64_t id)
{
	struct mn__entry *e;
	struct mn__region *r;
	int32_t result;

	mn__word_read_lock(&mn__shape_changes);
	e = mn__enter_to_change(id, MN__REGION);
	if (!e) {
		result = mn__bad_id(MN__REGION);
	} else {
		r = e->object;
		if (r->slices) {
			result = mn__held(r, "close");
			mn__write_unlock(&e->lock);
		} else {
			result = mn__region_end(e);
			if (result < 0 && mn__wide_get(&e->id) == id) {
				mn__write_unlock(&e->lock);
				(void)mn__fail(result, "close: it cannot be unmapped and stays open: " MN__WHY, mn__why(result));
			} else if (result < 0) {
				(void)mn__fail(result, "close: it is closed, but closing its file failed: " MN__WHY, mn__why(result));
			}
		}
	}
	mn__word_read_unlock(&mn__shape_changes);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* The id is closed, what it stands for is still there. */
static void mn__set_released(struct mn__entry *e)
{
	mn__wide_add(&mn__alive[MN__REGION], -1);
	mn__wide_add(&mn__alive[MN__RELEASED], 1);
	e->kind = MN__RELEASED;
}

int32_t mn_region_release(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0;

	mn__word_read_lock(&mn__shape_changes);
	e = mn__enter_to_change(id, MN__REGION);
	if (!e) {
		result = mn__bad_id(MN__REGION);
	} else if (((struct mn__region *)e->object)->slices) {
		mn__set_released(e);
		/* Who waits for a slice here waits for nothing now. */
		mn__event(e);
		mn__write_unlock(&e->lock);
	} else if (mn__region_end(e) < 0) {
		/* Nobody is there to be told; the number of such cases is kept. */
		mn__wide_add(&mn__close_errors, 1);
		if (mn__wide_get(&e->id) == id) {
			mn__set_released(e);
			mn__write_unlock(&e->lock);
		}
	}
	mn__word_read_unlock(&mn__shape_changes);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* The child keeps the slices of the thread that forked. */
static void mn__slices_after_fork(struct mn__region *r);

static void mn__region_after_fork(void *region, struct mn__entry *e)
{
	struct mn__region *r = region;

	mn__slices_after_fork(r);
	if (r->fork_policy == MN_FORK_ABSENT) {
		/* The kernel did not give the child this memory.  The id is closed
		   here; what slices of it there are can still be closed. */
		r->map = r->base = NULL;
		if (r->fd >= 0)
			(void)mn__os_close(r->fd);
		r->fd = -1;
		if (e->kind == MN__REGION)
			mn__set_released(e);
	}
	/* Its last slice may have been another thread's. */
	if (e->kind == MN__RELEASED && !r->slices) {
		mn__write_lock(&e->lock);
		if (mn__region_end(e) < 0)
			mn__write_unlock(&e->lock);
	}
}

static int64_t mn__statistic(const char *name)
{
	if (!name)
		return mn__fail(-EINVAL, "statistic: the name is NULL");
	if (mn__check_text("statistic", "name", name) < 0)
		return -EFAULT;
	if (strcmp(name, "regions") == 0)
		return mn__wide_get(&mn__alive[MN__REGION]);
	if (strcmp(name, "slices") == 0)
		return mn__wide_get(&mn__alive[MN__SLICE]);
	if (strcmp(name, "cursors") == 0)
		return mn__wide_get(&mn__alive[MN__CURSOR]);
	if (strcmp(name, "managers") == 0)
		return mn__wide_get(&mn__alive[MN__MANAGER]);
	if (strcmp(name, "close_errors") == 0)
		return mn__wide_get(&mn__close_errors);
	if (strcmp(name, "faults") == 0)
		return mn__wide_get(&mn__faults);
	return mn__fail(-ENOENT, "statistic: there is no '%.100s' (regions, slices, cursors, managers, close_errors, faults)",
	                name);
}

int64_t mn_statistic(const char *name)
{
	int64_t result = mn__statistic(name);

	mn__about(result, __func__, NULL, MN_ABSENT, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Questions ---------------------------------------------------------- */

enum mn__question { MN__LENGTH, MN__OFFSET, MN__ACCESS, MN__PROT, MN__FLAGS, MN__FD, MN__TRUNCATED, MN__PAGE };

static int64_t mn__ask(int64_t id, const char *call, enum mn__question question)
{
	struct mn__thread *t = mn__thread();
	struct mn__entry *e = t ? mn__enter_to_read(id, MN__REGION, t) : NULL;
	const struct mn__region *r;
	int64_t answer = 0;

	if (!e) {
		answer = mn__not_entered(t, MN__REGION);
		mn__about(answer, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
		return answer;
	}
	r = e->object;
	switch (question) {
	case MN__LENGTH: answer = (int64_t)r->length; break;
	case MN__OFFSET: answer = r->offset; break;
	case MN__ACCESS: answer = r->access; break;
	case MN__PROT: answer = r->uniform >= 0 ? r->uniform : r->runs[0].prot; break;
	case MN__FLAGS: answer = (uint32_t)r->flags; break;
	case MN__FD: answer = r->fd >= 0 ? r->fd : mn__fail(-ENOTCONN, "descriptor: the region keeps none"); break;
	case MN__TRUNCATED: answer = atomic_load(&r->gone); break;
	case MN__PAGE: answer = (int64_t)r->page; break;
	}
	mn__read_unlock(&e->lock, t);
	mn__about(answer, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return answer;
}

int64_t mn_region_length(int64_t id) { return mn__ask(id, __func__, MN__LENGTH); }
int64_t mn_region_offset(int64_t id) { return mn__ask(id, __func__, MN__OFFSET); }
int64_t mn_region_access(int64_t id) { return mn__ask(id, __func__, MN__ACCESS); }
int64_t mn_region_prot(int64_t id) { return mn__ask(id, __func__, MN__PROT); }
int64_t mn_region_flags(int64_t id) { return mn__ask(id, __func__, MN__FLAGS); }
int64_t mn_region_fd(int64_t id) { return mn__ask(id, __func__, MN__FD); }
int64_t mn_region_truncated(int64_t id) { return mn__ask(id, __func__, MN__TRUNCATED); }
int64_t mn_region_page_size(int64_t id) { return mn__ask(id, __func__, MN__PAGE); }

/* A pinned call keeps the region as it is without holding its lock; NULL and the
   error, recorded for the function `call`, when there is no such region. */
static struct mn__region *mn__pinned(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **entry,
                                     int32_t *error)
{
	struct mn__thread *t = mn__thread();

	*entry = t ? mn__enter_to_read(id, MN__REGION, t) : NULL;
	if (!*entry) {
		*error = mn__not_entered(t, MN__REGION);
		mn__about(*error, call, "region", id, offset, n);
		return NULL;
	}
	mn__pin(*entry);
	mn__read_unlock(&(*entry)->lock, t);
	return (*entry)->object;
}

int64_t mn_region_file_size(int64_t id)
{
	struct mn__file file = { 0 };
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);

	if (!r)
		return error;
	error = r->fd < 0 ? -ENOTCONN : mn__os_file(r->fd, &file);
	mn__unpin(e);
	if (error == 0 && file.size < 0)
		error = -ENOTSUP;
	if (error < 0)
		(void)mn__fail(error, "file size: %s: %s", mn_error_name(error),
		               error == -ENOTCONN ? MN__NO_DESCRIPTOR : error == -ENOTSUP ? "a device has none"
		               : mn_error_message(error));
	mn__about(error, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return error < 0 ? error : file.size;
}

int64_t mn_region_path(int64_t id, char *buffer, uint64_t capacity)
{
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, capacity, &e, &error);
	int64_t length;

	if (!r)
		return error;
	length = r->path ? (int64_t)strlen(r->path) : -ENOENT;
	if (length < 0)
		(void)mn__fail(-ENOENT, "path: the region was opened without one");
	else if (!buffer && capacity)
		length = mn__null_buffer("path");
	else if (capacity && capacity <= (uint64_t)length)
		length = mn__fail(-ERANGE, "path: it takes %" PRId64 " bytes and a zero, the buffer has %" PRIu64, length, capacity);
	else if (capacity)
		memcpy(buffer, r->path, (size_t)length + 1);
	mn__unpin(e);
	mn__about(length, __func__, "region", id, MN__NO_NUMBER, capacity);
	return length;
}

/* ---- Ranges ------------------------------------------------------------- */

/* Ends a function of a range without a buffer.  The sentence has the bytes that were
   meant; the record has the length that the caller passed, INT64_MAX too, by which
   it knows its call. */
static inline void mn__about_range(int64_t result, const char *call, int64_t id, uint64_t offset, uint64_t asked)
{
	if (mn__unlikely(mn__is_error(result)) && asked == INT64_MAX)
		mn__note(MN_ERROR_LENGTH, asked);
	mn__about(result, call, "region", id, offset, asked);
}

MN_COLD int32_t mn__past_end(const char *what, uint64_t offset, uint64_t n, uint64_t length)
{
	(void)mn__fail(-ERANGE, "%s of %" PRIu64 " bytes at %" PRIu64 " passes the end (%" PRIu64 " bytes)", what, n, offset,
	               length);
	mn__note(MN_ERROR_OFFSET, offset);
	mn__note(MN_ERROR_LENGTH, n);
	mn__note(MN_ERROR_TOTAL, length);
	return -ERANGE;
}

MN_COLD int32_t mn__not_allowed(const char *what, uint64_t offset, uint64_t n, const char *need)
{
	(void)mn__fail(-EACCES, "%s of %" PRIu64 " bytes at %" PRIu64 " needs %s", what, n, offset, need);
	mn__note(MN_ERROR_OFFSET, offset);
	mn__note(MN_ERROR_LENGTH, n);
	return -EACCES;
}

/* Whether every page of a range has these protections. */
MN_COLD bool mn__runs_allow(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need)
{
	size_t from = r->lead + (size_t)offset, to = from + (size_t)n, start = 0;

	for (size_t i = 0; i < r->run_count && start < to; start = r->runs[i++].end)
		if (r->runs[i].end > from && (r->runs[i].prot & need) != need)
			return false;
	return true;
}

MN_HOT bool mn__allows(const struct mn__region *r, uint64_t offset, uint64_t n, int32_t need)
{
	return mn__likely(r->uniform >= 0) ? (r->uniform & need) == need : mn__runs_allow(r, offset, n, need);
}

/* The whole pages of the mapping that hold a part of the range. */
static void mn__pages(const struct mn__region *r, uint64_t offset, uint64_t n, uint8_t **start, size_t *length)
{
	size_t from = (size_t)mn__round_down(r->lead + offset, r->page);
	size_t to = (size_t)mn__round_up(r->lead + offset + n, r->page);

	*start = r->map + from;
	*length = n ? to - from : 0;
}

/* 0, or an error of the system's; MN__DESTROYS is one of ours. */
enum { MN__DESTROYS = 1 };
/* Says why a page of the range was not there, as far as the file knows, and notes
   a file that was cut short until a refresh. */
static void mn__why_gone(struct mn__region *r, uint64_t offset, uint64_t n, char *why, size_t size)
{
	uintptr_t at = mn__me->fault, base = (uintptr_t)r->base;
	const char *name = r->path ? r->path : "the file under it";
	struct mn__file file = { .size = -1 };
	int32_t error = r->fd < 0 ? -ENOTCONN : mn__os_file(r->fd, &file);

	if (mn__is_anonymous(r)) {
		(void)snprintf(why, size, "the system has no page for it");
	} else if (error < 0 || file.size < 0) {
		if (error < 0)
			atomic_store(&r->gone, 1);
		(void)snprintf(why, size, "%.200s was cut short, its device failed, or there is no room on its disk; %s", name,
		               r->fd < 0 ? "the region keeps no descriptor that could tell" : "it has no length that could tell");
	} else if ((uint64_t)r->offset + offset + n > (uint64_t)file.size) {
		atomic_store(&r->gone, 1);
		(void)snprintf(why, size, "%.200s was cut short to %" PRId64 " bytes; refresh takes in what is left",
		               name, file.size);
	} else {
		error = at >= base && at - base < r->length ? mn__os_has_byte(r->fd, r->offset + (int64_t)(at - base)) : 0;
		if (error < 0)
			(void)snprintf(why, size, "the device of %.200s failed (%s), the file still has its %" PRId64 " bytes", name,
			               mn_error_name(error), file.size);
		else
			(void)snprintf(why, size, "%.200s has its %" PRId64 " bytes, so there is no room for this page on its "
			               "disk, its device failed, or it was cut short and grew again", name, file.size);
	}
}

/* The result of an access that could not be made: -EIO a page was not there, or
   the kernel's error where it refuses to copy the process's own memory.  `shown`
   is the offset that the caller passed. */
MN_COLD int32_t mn__page_gone_at(struct mn__region *r, const char *what, uint64_t shown, uint64_t offset, uint64_t n)
{
	int32_t error = mn__me->kernel_error;
	char why[440];

	if (error) {
		(void)mn__fail(error, "%s of %" PRIu64 " bytes at %" PRIu64 ": %s, and the kernel does not let this process copy "
		               "its own memory: %s", what, n, shown, mn_guard(MN_GUARD_ASK) == MN_GUARD_KERNEL ? "guard mode 1 is in force"
		               : "this thread blocks SIGBUS", mn_error_name(error));
		return error;
	}
	mn__why_gone(r, offset, n, why, sizeof why);
	mn__wide_add(&mn__faults, 1);
	return mn__fail(-EIO, "%s of %" PRIu64 " bytes at %" PRIu64 ": %s", what, n, shown, why);
}

MN_COLD int32_t mn__page_gone(struct mn__region *r, const char *what, uint64_t offset, uint64_t n)
{
	return mn__page_gone_at(r, what, offset, offset, n);
}

/* A call on pages that says -EFAULT does not say for which page. */
static int32_t mn__unknown_page(int32_t result)
{
	if (result == -EFAULT && mn__me)
		mn__note_failure(mn__me, 0, 0);
	return result;
}

typedef int32_t mn__range_call(struct mn__region *r, uint8_t *start, size_t length, int32_t value);

/* A call on whole pages, under a pin. */
static int32_t mn__on_pages(int64_t id, const char *function, const char *what, uint64_t offset, uint64_t n,
                            mn__range_call *call, int32_t value)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__pinned(id, function, offset, n, &e, &result);
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
		/* The kernel's word for a page of the file that is not there. */
		if (result == -EFAULT)
			result = mn__page_gone(r, what, offset, n);
		else if (result < 0)
			(void)mn__fail(result, "%s of %" PRIu64 " bytes at %" PRIu64 ": " MN__WHY, what, n, offset, mn__why(result));
		if (result == MN__DESTROYS)
			result = mn__fail(-EPERM, "%s of %" PRIu64 " bytes at %" PRIu64 ": advice %" PRId32 " can destroy what the "
			                  "region holds or how a child sees it: discard and fork say so by their name", what, n,
			                  offset, value);
	}
	mn__unpin(e);
	mn__about_range(result, function, id, offset, asked);
	return result;
}

/* The last page of a file that was cut takes writes behind the file's end, which
   reach no file.  Only the file's length tells: 0, or -EIO it ends before the
   range does.  Without a descriptor, and for a device that has no length, it is
   not known. */
static int32_t mn__file_ends_before(struct mn__region *r, uint64_t offset, uint64_t n)
{
	struct mn__file file;
	int32_t error;

	if (n == 0 || mn__is_anonymous(r) || r->fd < 0)
		return 0;
	error = mn__os_file(r->fd, &file);
	if (error < 0 || file.size < 0 || (uint64_t)r->offset + offset + n <= (uint64_t)file.size)
		return error;
	atomic_store(&r->gone, 1);
	return -EIO;
}

/* The words for that error, or for another one. */
static const char *mn__end_words(const struct mn__region *r, int32_t error, char *words, size_t size)
{
	if (error != -EIO)
		return mn_error_message(error);
	(void)snprintf(words, size, "%.200s was cut short, and what is written behind its end is in no file; "
	               "refresh takes in what is left", r->path ? r->path : "the file under it");
	return words;
}

/* The kernel hands over what there is of the file before its length is asked
   for, so that an end that moves meanwhile is noticed too. */
int32_t mn_region_sync(int64_t id, uint64_t offset, uint64_t n, int32_t flags)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = mn__check_absent("sync: flags", flags), cut = 0;
	struct mn__region *r = result < 0 ? NULL : mn__pinned(id, __func__, offset, n, &e, &result);
	char words[400];
	uint8_t *start;
	size_t length;

	mn__about(result, __func__, "region", id, offset, n);
	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end("sync", offset, n, r->length);
	} else if (n && !mn__is_private(r) && !mn__is_anonymous(r) && r->ever & MN__PROT_WRITE) {
		mn__pages(r, offset, n, &start, &length);
		result = mn__os_msync(start, length, flags);
		if (result == 0)
			result = cut = mn__file_ends_before(r, offset, n);
		if (result < 0)
			(void)mn__fail(result, "sync of %" PRIu64 " bytes at %" PRIu64 ": %s: %s", n, offset, mn_error_name(result),
			               cut ? mn__end_words(r, cut, words, sizeof words) : mn_error_message(result));
	}
	mn__unpin(e);
	mn__about_range(result, __func__, id, offset, asked);
	return result;
}

int32_t mn_region_durable(int64_t id)
{
	struct mn__entry *e;
	int32_t result = 0, cut = 0;
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	char words[400];

	if (!r)
		return result;
	if (!mn__is_private(r) && !mn__is_anonymous(r)) {
		if (r->fd < 0)
			result = -ENOTCONN;
		if (result == 0 && r->map && r->ever & MN__PROT_WRITE)
			result = mn__os_msync(r->map, r->map_length, MN__MS_SYNC);
		if (result == 0)
			result = mn__os_durable(r->fd);
		if (result == 0)
			result = cut = mn__file_ends_before(r, 0, r->length);
		/* The bytes of a new file are no use without its name. */
		if (result == 0 && atomic_load(&r->unnamed)) {
			result = mn__os_durable_name(r->fd, r->path);
			if (result == 0)
				atomic_store(&r->unnamed, 0);
		}
		if (result < 0)
			(void)mn__fail(result, "durable: %s: %s", mn_error_name(result),
			               result == -ENOTCONN ? MN__NO_DESCRIPTOR
			               : cut ? mn__end_words(r, cut, words, sizeof words) : mn_error_message(result));
	}
	mn__unpin(e);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* Advice that leaves every byte as it is.  What is not in this list is refused:
   a number that a later kernel gives a meaning to may be a destructive one. */
static const char *const mn__harmless[] = {
	"MADV_NORMAL", "MADV_RANDOM", "MADV_SEQUENTIAL", "MADV_WILLNEED", "MADV_HUGEPAGE", "MADV_NOHUGEPAGE",
	"MADV_MERGEABLE", "MADV_UNMERGEABLE", "MADV_DONTDUMP", "MADV_DODUMP", "MADV_COLD", "MADV_PAGEOUT",
	"MADV_POPULATE_READ", "MADV_POPULATE_WRITE", "MADV_COLLAPSE", "MADV_NOSYNC", "MADV_AUTOSYNC",
	"MADV_NOCORE", "MADV_CORE", "MADV_ACCESS_DEFAULT", "MADV_ACCESS_LWP", "MADV_ACCESS_MANY",
	"MADV_SPACEAVAIL",
};

static int32_t mn__call_advise(struct mn__region *r, uint8_t *start, size_t length, int32_t advice)
{
	(void)r;
	for (size_t i = 0; i < sizeof mn__harmless / sizeof mn__harmless[0]; i++)
		if (mn_constant_value(mn__constant_index(mn__harmless[i])) == advice)
			return mn__unknown_page(mn__os_madvise(start, length, advice));
	return MN__DESTROYS;
}

int32_t mn_region_advise(int64_t id, uint64_t offset, uint64_t n, int32_t advice)
{
	int32_t error = mn__check_absent("advise: advice", advice);

	mn__about(error, __func__, "region", id, offset, n);
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

/* The pages of a file are only read: to write them would give a copy all of its
   memory at once, and a sparse file its blocks. */
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
	/* An older kernel has no such advice; touching the pages does the same. */
	if (result == -EINVAL)
		return !t ? -ENOMEM : mn__all_there(t, start, length) ? 0 : -EFAULT;
	return mn__unknown_page(result);
}

int32_t mn_region_populate(int64_t id, uint64_t offset, uint64_t n)
{
	return mn__on_pages(id, __func__, "populate", offset, n, mn__call_populate, 0);
}

/* One bit of the kernel's byte counts: the page is in memory. */
static int64_t mn__resident(int64_t id, const char *call, uint64_t first, uint8_t *pages, uint64_t capacity)
{
	struct mn__entry *e;
	int32_t error = 0;
	struct mn__region *r = mn__pinned(id, call, MN__NO_NUMBER, MN__NO_NUMBER, &e, &error);
	size_t unit = (size_t)mn__os_page_size();
	uint64_t total;
	int64_t resident = 0;
	uint8_t chunk[4096];

	if (!r)
		return error;
	total = r->length ? mn__round_up(r->lead % unit + r->length, unit) / unit : 0;
	if (first > total) {
		error = mn__fail(-ERANGE, "resident pages from page %" PRIu64 " on: the region has %" PRIu64 " pages", first, total);
		mn__note(MN_ERROR_TOTAL, total);
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
			(void)mn__fail(error, "resident pages: " MN__WHY, mn__why(error));
		for (uint64_t k = 0; k < n && error == 0; k++) {
			resident += chunk[k] & 1;
			if (capacity)
				pages[i - first + k] = chunk[k] & 1;
		}
	}
	mn__unpin(e);
	mn__about(error, call, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return error < 0 ? error : resident;
}

int64_t mn_region_resident_pages(int64_t id, uint64_t first, uint8_t *pages, uint64_t capacity)
{
	int64_t result = mn__resident(id, __func__, first, pages, capacity);

	mn__about(result, __func__, "region", id, first, capacity);
	return result;
}

int64_t mn_region_resident(int64_t id)
{
	return mn__resident(id, __func__, 0, NULL, 0);
}

int32_t mn_region_set_name(int64_t id, const char *name)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__pinned(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);

	if (!r)
		return result;
	/* NULL takes the name away. */
	result = name ? mn__check_text("name", "name", name) : 0;
	if (result == 0) {
		result = r->map ? mn__os_name_mapping(r->map, r->map_length, name) : 0;
		if (result < 0)
			(void)mn__fail(result, "name '%.80s': " MN__WHY, name ? name : "", mn__why(result));
	}
	mn__unpin(e);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Changes of protection and contents --------------------------------- */

/* Sets [from, to) of the mapping to a protection, in a copy of the runs. */
static struct mn__run *mn__runs_with(const struct mn__region *r, size_t from, size_t to, int32_t prot, size_t *count)
{
	struct mn__run one = { r->map_length, r->uniform };
	const struct mn__run *old = r->run_count ? r->runs : &one;
	size_t old_count = r->run_count ? r->run_count : 1, n = 0, start = 0;
	struct mn__run *runs = mn__allocate((old_count + 2) * sizeof *runs);

	if (!runs)
		return NULL;
	for (size_t i = 0; i < old_count; start = old[i++].end) {
		const struct mn__run pieces[3] = {
			{ old[i].end < from ? old[i].end : from, old[i].prot },
			{ old[i].end < to ? old[i].end : to, prot },
			{ old[i].end, old[i].prot },
		};

		for (size_t k = 0; k < 3; k++) {
			if (pieces[k].end <= start || (n && pieces[k].end <= runs[n - 1].end))
				continue;
			if (n && runs[n - 1].prot == pieces[k].prot)
				runs[n - 1].end = pieces[k].end;
			else
				runs[n++] = pieces[k];
		}
	}
	*count = n;
	return runs;
}

/* Enters to change the shape or the contents; pairs with mn__changed.  NULL and
   the error, recorded for the function `call`, when there is no such region. */
static struct mn__region *mn__change(int64_t id, const char *call, uint64_t offset, uint64_t n, struct mn__entry **e,
                                     int32_t *error)
{
	mn__word_read_lock(&mn__shape_changes);
	*e = mn__enter_to_change(id, MN__REGION);
	if (*e)
		return (*e)->object;
	mn__word_read_unlock(&mn__shape_changes);
	*error = mn__bad_id(MN__REGION);
	mn__about(*error, call, "region", id, offset, n);
	return NULL;
}

static void mn__changed(struct mn__entry *e)
{
	mn__write_unlock(&e->lock);
	mn__word_read_unlock(&mn__shape_changes);
}

int32_t mn_region_protect(int64_t id, uint64_t offset, uint64_t n, int32_t prot)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = mn__check_protection(prot);
	struct mn__region *r = result == 0 ? mn__change(id, __func__, offset, n, &e, &result) : NULL;
	struct mn__run *runs;
	uint8_t *start;
	size_t length, count;

	mn__about(result, __func__, "region", id, offset, n);
	if (!r)
		return result;
	n = mn__up_to_end(offset, n, r->length);
	if (!mn__range_ok(offset, n, r->length)) {
		result = mn__past_end("protect", offset, n, r->length);
	} else if (r->slices) {
		result = mn__held(r, "protect");
	} else if (n) {
		mn__pages(r, offset, n, &start, &length);
		runs = mn__runs_with(r, (size_t)(start - r->map), (size_t)(start - r->map) + length, prot, &count);
		result = runs ? mn__os_mprotect(start, length, prot) : -ENOMEM;
		if (result < 0) {
			/* The kernel may have come as far as the middle. */
			if (runs)
				(void)mn__protect_like(r, r->map, r->map_length, -1);
			free(runs);
			(void)mn__fail(result, "protect of %" PRIu64 " bytes at %" PRIu64 " to %" PRId32
			               ": %s: %s", n, offset, prot, mn_error_name(result),
			               result == -EACCES ? "more than its file was opened for" : mn_error_message(result));
		} else {
			r->ever |= prot;
			mn__set_uniform(r, count > 1 ? -1 : prot);
			if (count > 1) {
				r->runs = runs;
				r->run_count = count;
			} else {
				free(runs);
			}
		}
	}
	mn__changed(e);
	mn__about_range(result, __func__, id, offset, asked);
	return result;
}

int32_t mn_region_discard(int64_t id, uint64_t offset, uint64_t n)
{
	const uint64_t asked = n;
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__change(id, __func__, offset, n, &e, &result);
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
	} else if (r->exclusive || r->shared) {
		result = mn__held(r, "discard");
	} else {
		/* Taking bytes out of the file itself is for memory only: from
		   somebody's file on a disk nothing may be lost here. */
		remove = !mn__is_private(r) && mn_MADV_REMOVE() != MN_ABSENT && (mn__is_anonymous(r) || r->in_memory);
		/* What lies behind the region in its last page may be others'. */
		last = offset + n == r->length;
		if (last && remove && r->fd >= 0)
			last = mn__os_file(r->fd, &file) == 0 && file.size <= r->offset + (int64_t)r->length;
		/* Only pages that lie in the range with all their bytes. */
		from = (size_t)mn__round_up(r->lead + offset, r->page);
		to = last ? r->map_length : (size_t)mn__round_down(r->lead + offset + n, r->page);
		if (from < to)
			result = mn__os_madvise(r->map + from, to - from,
			                        (int32_t)(remove ? mn_MADV_REMOVE() : mn_MADV_DONTNEED()));
		if (result < 0)
			(void)mn__fail(result, "discard of %" PRIu64 " bytes at %" PRIu64 ": " MN__WHY,
			               n, offset, mn__why(result));
	}
	mn__changed(e);
	mn__about_range(result, __func__, id, offset, asked);
	return result;
}

int32_t mn_region_set_fork_policy(int64_t id, int32_t policy)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r;

	if (policy < MN_FORK_INHERIT || policy > MN_FORK_ZERO)
		result = mn__fail(-EINVAL, "fork policy: there is no %" PRId32 " (0 inherit, 1 absent, 2 zero)", policy);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	r = result < 0 ? NULL : mn__change(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	if (!r)
		return result;
	result = policy == MN_FORK_ZERO && !(mn__is_anonymous(r) && mn__is_private(r)) ? -EINVAL
	         : r->map ? mn__advise_fork(r->map, r->map_length, policy) : 0;
	if (result == 0)
		r->fork_policy = policy;
	else
		(void)mn__fail(result, "fork policy %" PRId32 ": %s: %s", policy,
		               mn_error_name(result), result == -EINVAL && policy == MN_FORK_ZERO
		               ? "only private anonymous memory can be zeros in a child" : mn_error_message(result));
	mn__changed(e);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result;
}

/* ---- Size --------------------------------------------------------------- */

static int32_t mn__prot_at(const struct mn__region *r, size_t at)
{
	size_t i = 0;

	while (i < r->run_count && r->runs[i].end <= at)
		i++;
	return i < r->run_count ? r->runs[i].prot : r->uniform;
}

/* Anonymous memory that is given up and taken again has to read as zeros, also
   the part of its last page that stays mapped.  That page is made writable before
   anything is given up, because the kernel can refuse it.  Should the kernel
   refuse the way back, the page is writable only for raw pointers. */
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
	if (opened)
		(void)mn__os_mprotect(r->map + last, r->page, prot);
	return error;
}

static int32_t mn__resize_anonymous(struct mn__region *r, uint64_t length)
{

	/* The kernel would say yes, and kill at the first touch of the new part. */
	if (!mn__is_private(r) && length > r->length)
		return -EOPNOTSUPP;
	return length < r->length ? mn__shrink_anonymous(r, length) : mn__reshape(r, length);
}

/* The file first when it grows, so that there is something to map; the file
   first when it shrinks too, because unmapping what is behind its end cannot
   fail in a way that matters, and cutting it can. */
static int32_t mn__resize_file(struct mn__region *r, uint64_t length)
{
	struct mn__file file;
	int32_t error = mn__os_file(r->fd, &file);
	int64_t end = r->offset + (int64_t)r->length, new_end = r->offset + (int64_t)length, before;

	if (error < 0)
		return error;
	if (new_end <= file.size && !(length < r->length && end >= file.size))
		return mn__reshape(r, length);
	/* A sealed file could not give back what it got for a mapping that then
	   fails.  Memory lets itself be mapped behind its end, where nobody looks
	   while the region is locked, so there the mapping comes first. */
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
	error = new_end > file.size && r->preallocated ? mn__os_allocate(r->fd, new_end)
	        : mn__os_truncate(r->fd, file.page > mn__os_page_size()
	                          ? (int64_t)mn__round_up((uint64_t)new_end, (uint64_t)file.page) : new_end);
	if (error == 0)
		error = mn__reshape(r, length);
	/* A half-done preallocation and a mapping that failed leave the same to
	   put right; a file that is longer now was made so by somebody else. */
	before = file.size;
	if (error < 0 && new_end > before && mn__os_file(r->fd, &file) == 0 && file.size > before
	    && file.size - new_end < file.page)
		(void)mn__os_truncate(r->fd, before);
	return error;
}

int32_t mn_region_resize(int64_t id, uint64_t length)
{
	struct mn__entry *e;
	int32_t result = 0;
	struct mn__region *r = mn__change(id, __func__, MN__NO_NUMBER, length, &e, &result);
	const char *why = NULL;
	bool held = r && r->slices && length;

	if (!r)
		return result;
	if (length == 0)
		result = -EINVAL, why = "the length must be more than 0";
	else if (held)
		result = mn__held(r, "resize");
	else if (length > (uint64_t)INT64_MAX - (uint64_t)r->offset || mn__fits_space(length, r->page) < 0)
		result = -EOVERFLOW, why = "too large";
	else if (!mn__is_anonymous(r) && (mn__is_private(r) || !(r->prot & MN__PROT_WRITE)))
		result = -EACCES, why = "only a writable, shared region has the right to its file's size";
	else if (!mn__is_anonymous(r) && r->fd < 0)
		result = -ENOTCONN, why = MN__NO_DESCRIPTOR;
	else
		result = mn__is_anonymous(r) ? mn__resize_anonymous(r, length) : mn__resize_file(r, length);
	/* A region up to the file's end stays one, wherever the end is now. */
	if (result == 0 && r->wanted != UINT64_MAX)
		r->wanted = length;
	else if (result == -EOPNOTSUPP && !why)
		why = "shared anonymous memory cannot grow (a memfd can)";
	if (result < 0 && !held) {
		(void)mn__fail(result, "resize from %" PRIu64 " to %" PRIu64 " bytes: %s: %s", r->length, length,
		               mn_error_name(result), why ? why : mn_error_message(result));
		mn__note(MN_ERROR_TOTAL, r->length);
	}
	mn__changed(e);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, length);
	return result;
}

/* An overlay file system makes a file anew in its upper layer when it is opened to
   be written for the first time.  A descriptor of before then has the new file's
   length, and its mappings go on showing the old one's bytes: so the region takes
   a new descriptor and is mapped anew.  Whether it was that which changed the
   file's status cannot be asked, and mapping anew is right in any case. */
static int32_t mn__follow_copy_up(struct mn__region *r, uint64_t length)
{
	int32_t fd = mn__os_open_upper(r->fd), old = r->fd, error = 0;

	if (fd == -ENOTSUP)
		return 0;
	if (fd < 0)
		return mn__fail(fd, "refresh: %s: its overlay file system may have put another file in its place, which cannot "
		                "be opened", mn_error_name(fd));
	/* A slice's holder reads the descriptor without the region's lock. */
	if (r->slices) {
		(void)mn__os_close(fd);
		return mn__held(r, "refresh");
	}
	r->fd = fd;
	if (r->map && length) {
		size_t own = (size_t)mn__round_up(r->lead + (length < r->length ? length : r->length), r->page);

		error = mn__map_again(r, r->length, r->lead, r->map_length, own);
		if (error < 0)
			(void)mn__fail(error, "refresh: %s: mapping anew what its overlay file system may have put in its place",
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
	struct mn__region *r = mn__change(id, __func__, MN__NO_NUMBER, MN__NO_NUMBER, &e, &result);
	struct mn__file file;
	uint64_t there, length;
	bool held = false, told = false;

	if (!r)
		return result;
	length = r->length;
	if (!mn__is_anonymous(r)) {
		result = r->fd < 0 ? -ENOTCONN : mn__os_file(r->fd, &file);
		/* A device has no size, and what was mapped of it stays. */
		there = result == 0 && file.size < 0 ? UINT64_MAX
		        : result < 0 || file.size < r->offset ? 0 : (uint64_t)(file.size - r->offset);
		length = there < r->wanted ? there : r->wanted;
		if (result == 0 && file.changed != r->changed) {
			result = mn__follow_copy_up(r, length);
			told = result < 0;
			if (result == 0)
				r->changed = file.changed;
		}
		held = result == 0 && length != r->length && r->slices;
		if (result == 0 && length != r->length)
			result = held ? mn__held(r, "refresh") : mn__reshape(r, length);
		if (result == 0)
			atomic_store(&r->gone, 0);
	}
	mn__guard_check();
	mn__guard_look_at_mask();
	if (result < 0 && !held && !told)
		(void)mn__fail(result, "refresh: %s: %s", mn_error_name(result),
		               result == -ENOTCONN ? MN__NO_DESCRIPTOR : mn_error_message(result));
	mn__changed(e);
	mn__about(result, __func__, "region", id, MN__NO_NUMBER, MN__NO_NUMBER);
	return result < 0 ? result : (int64_t)length;
}

#endif
