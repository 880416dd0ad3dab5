<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions mn_manager_*. */
trait ManagerMethods
{
	/**
	 * mn_manager_grant.
	 * mn_manager_grant replaces the rights of an owner, which begins with none. Throws EBADF, EINVAL.
	 */
	public function grant(int $owner, int $rights): void
	{
		Library::uint32($rights);
		Library::done('mn_manager_grant', $this->id, Library::$mn->mn_manager_grant($this->id, $owner, $rights));
	}

	/**
	 * mn_manager_rights.
	 * mn_manager_rights returns the rights. Throws EBADF, EINVAL.
	 */
	public function rights(int $owner): int
	{
		return Library::done('mn_manager_rights', $this->id, Library::$mn->mn_manager_rights($this->id, $owner));
	}

	/**
	 * mn_manager_limit.
	 * Limits how many mappings, and how many bytes in all, an owner may have. Throws EBADF, EINVAL.
	 */
	public function limit(int $owner, int $mappings, int $bytes): void
	{
		Library::done('mn_manager_limit', $this->id, Library::$mn->mn_manager_limit($this->id, $owner, $mappings, $bytes));
	}

	/**
	 * mn_manager_map.
	 * Maps a file beneath the root. Throws EPERM, ENOENT, ENXIO, EBADF, ENOMEM, EFAULT, EXDEV, ENODEV, EISDIR,
	 * EINVAL, ENFILE, EMFILE, ENAMETOOLONG, ELOOP, EOVERFLOW, EDQUOT.
	 */
	public function map(int $owner, string $path, int $offset, int $length, int $prot, int $shared): int
	{
		Library::text($path);
		Library::int32($prot);
		Library::int32($shared);
		return Library::done('mn_manager_map', $this->id, Library::$mn->mn_manager_map($this->id, $owner, $path, $offset, $length, $prot, $shared));
	}

	/**
	 * mn_manager_map_anonymous.
	 * mn_manager_map_anonymous maps private zeroed memory. Throws EPERM, EBADF, ENOMEM, EACCES, EFAULT, EINVAL,
	 * ENFILE, EMFILE, EFBIG, ENOSPC, EOVERFLOW, EDQUOT.
	 */
	public function mapAnonymous(int $owner, int $length): int
	{
		return Library::done('mn_manager_map_anonymous', $this->id, Library::$mn->mn_manager_map_anonymous($this->id, $owner, $length));
	}

	/**
	 * mn_manager_map_memfd.
	 * mn_manager_map_memfd maps a file in memory, whose descriptor can be passed on. Throws EPERM, EBADF, ENOMEM,
	 * EACCES, EFAULT, EINVAL, ENFILE, EMFILE, EFBIG, ENOSPC, EOVERFLOW, EDQUOT.
	 */
	public function mapMemfd(int $owner, string $name, int $length): int
	{
		Library::text($name);
		return Library::done('mn_manager_map_memfd', $this->id, Library::$mn->mn_manager_map_memfd($this->id, $owner, $name, $length));
	}

	/**
	 * mn_manager_read.
	 * As mn_region_read and mn_region_write. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function read(int $owner, int $mapping, int $offset, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_manager_read', $mapping, Library::$mn->mn_manager_read($this->id, $owner, $mapping, $offset, $buffer, $n));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_manager_read_up_to.
	 * mn_manager_read_up_to reads at most n bytes, as many as the mapping has, and returns how many. Throws EPERM,
	 * EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function readUpTo(int $owner, int $mapping, int $offset, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_manager_read_up_to', $mapping, Library::$mn->mn_manager_read_up_to($this->id, $owner, $mapping, $offset, $buffer, $n));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_manager_write.
	 * As mn_region_read and mn_region_write. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function write(int $owner, int $mapping, int $offset, string $buffer): int
	{
		return Library::done('mn_manager_write', $mapping, Library::$mn->mn_manager_write($this->id, $owner, $mapping, $offset, $buffer, strlen($buffer)));
	}

	/**
	 * mn_manager_sync.
	 * Writes the mapping back and waits. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function sync(int $owner, int $mapping): void
	{
		Library::done('mn_manager_sync', $mapping, Library::$mn->mn_manager_sync($this->id, $owner, $mapping));
	}

	/**
	 * mn_manager_unmap.
	 * Closes a mapping. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function unmap(int $owner, int $mapping, int $sync = 0): void
	{
		Library::int32($sync);
		Library::done('mn_manager_unmap', $mapping, Library::$mn->mn_manager_unmap($this->id, $owner, $mapping, $sync));
	}

	/**
	 * mn_manager_protect.
	 * As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits. Throws
	 * EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE, EDQUOT.
	 */
	public function protect(int $owner, int $mapping, int $offset, int $n, int $prot): void
	{
		Library::int32($prot);
		Library::done('mn_manager_protect', $mapping, Library::$mn->mn_manager_protect($this->id, $owner, $mapping, $offset, $n, $prot));
	}

	/**
	 * mn_manager_advise.
	 * As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits. Throws
	 * EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE, EDQUOT.
	 */
	public function advise(int $owner, int $mapping, int $offset, int $n, int $advice): void
	{
		Library::int32($advice);
		Library::done('mn_manager_advise', $mapping, Library::$mn->mn_manager_advise($this->id, $owner, $mapping, $offset, $n, $advice));
	}

	/**
	 * mn_manager_populate.
	 * As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits. Throws
	 * EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE, EDQUOT.
	 */
	public function populate(int $owner, int $mapping, int $offset, int $n): void
	{
		Library::done('mn_manager_populate', $mapping, Library::$mn->mn_manager_populate($this->id, $owner, $mapping, $offset, $n));
	}

	/**
	 * mn_manager_resize.
	 * As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits. Throws
	 * EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE, EOVERFLOW, EDQUOT.
	 */
	public function resize(int $owner, int $mapping, int $length): void
	{
		Library::done('mn_manager_resize', $mapping, Library::$mn->mn_manager_resize($this->id, $owner, $mapping, $length));
	}

	/**
	 * mn_manager_refresh.
	 * As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits. Throws
	 * EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE, EDQUOT.
	 */
	public function refresh(int $owner, int $mapping): int
	{
		return Library::done('mn_manager_refresh', $mapping, Library::$mn->mn_manager_refresh($this->id, $owner, $mapping));
	}

	/**
	 * mn_manager_find.
	 * As mn_region_find, _rfind and _count. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function find(int $owner, int $mapping, int $start, int $end, string $needle): int
	{
		return Library::done('mn_manager_find', $mapping, Library::$mn->mn_manager_find($this->id, $owner, $mapping, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_manager_rfind.
	 * As mn_region_find, _rfind and _count. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function rfind(int $owner, int $mapping, int $start, int $end, string $needle): int
	{
		return Library::done('mn_manager_rfind', $mapping, Library::$mn->mn_manager_rfind($this->id, $owner, $mapping, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_manager_count.
	 * As mn_region_find, _rfind and _count. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function count(int $owner, int $mapping, int $start, int $end, string $needle): int
	{
		return Library::done('mn_manager_count', $mapping, Library::$mn->mn_manager_count($this->id, $owner, $mapping, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_manager_close_owner.
	 * Closes all mappings of an owner, and returns how many. Throws EBADF, EINVAL.
	 */
	public function closeOwner(int $owner, int $sync = 0, ?int &$bytes = null): int
	{
		Library::int32($sync);
		$cell = Library::cell('int64_t');
		$result = Library::done('mn_manager_close_owner', $this->id, Library::$mn->mn_manager_close_owner($this->id, $owner, $sync, \FFI::addr($cell)));
		$bytes = $cell->cdata;
		return $result;
	}

	/**
	 * mn_manager_next.
	 * Lists the mappings of the owner `whose` in the order of their numbers: returns the smallest number greater
	 * than `after`; start with 0. Throws EPERM, ENOENT, EBADF.
	 */
	public function next(int $owner, int $whose, int $after = 0): int
	{
		return Library::done('mn_manager_next', $this->id, Library::$mn->mn_manager_next($this->id, $owner, $whose, $after));
	}

	/**
	 * mn_manager_list.
	 * The same, many at once: writes at most `count` numbers greater than `after`, and returns how many; 0 if none
	 * is left. Throws EPERM, EBADF, EFAULT.
	 */
	public function list(int $owner, int $whose, int $after = 0, int $count = 1024): array
	{
		$buffer = Library::numbers($count);
		Library::uint32($count);
		$result = Library::done('mn_manager_list', $this->id, Library::$mn->mn_manager_list($this->id, $owner, $whose, $after, $buffer, $count));
		return Library::listed($buffer, $result);
	}

	/**
	 * mn_manager_info.
	 * A number about a mapping, by name: "owner", "offset", "length", "prot", "shared" (1 or 0), "kind"
	 * (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1, MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read",
	 * "bytes_written", "syncs", "resident" and "pages" (both in pages of mn_page_size()). Throws EPERM, ENOENT, EIO,
	 * EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function info(int $owner, int $mapping, string $name): int
	{
		Library::text($name);
		return Library::done('mn_manager_info', $mapping, Library::$mn->mn_manager_info($this->id, $owner, $mapping, $name));
	}

	/**
	 * mn_manager_path.
	 * Copies the path that the mapping was made with (or the name of a memory file) and a zero byte to buffer, and
	 * returns its length without the zero byte. Throws EPERM, ENOENT, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * ERANGE.
	 */
	public function path(int $owner, int $mapping): string
	{
		$length = Library::done('mn_manager_path', $mapping, Library::$mn->mn_manager_path($this->id, $owner, $mapping, null, 0));
		$buffer = Library::buffer($length + 1);
		return \FFI::string($buffer, Library::done('mn_manager_path', $mapping, Library::$mn->mn_manager_path($this->id, $owner, $mapping, $buffer, $length + 1)));
	}

	/**
	 * mn_manager_owner_info.
	 * A number about an owner, by name: "mappings", "bytes", "rights", "mappings_limit" and "bytes_limit" (INT64_MAX
	 * if there is no limit), "denied". Throws ENOENT, EBADF.
	 */
	public function ownerInfo(int $owner, int $whose, string $name): int
	{
		Library::text($name);
		return Library::done('mn_manager_owner_info', $this->id, Library::$mn->mn_manager_owner_info($this->id, $owner, $whose, $name));
	}

	/**
	 * mn_manager_statistic.
	 * A number about the manager, by name; it needs no right: "mappings", "bytes", "owners" (those with a right, a
	 * limit or a mapping), "denied". Throws ENOENT, EBADF.
	 */
	public function statistic(string $name): int
	{
		Library::text($name);
		return Library::done('mn_manager_statistic', $this->id, Library::$mn->mn_manager_statistic($this->id, $name));
	}
}
