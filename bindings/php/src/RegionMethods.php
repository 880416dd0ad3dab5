<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions mn_region_*. */
trait RegionMethods
{
	/**
	 * mn_region_open.
	 * Opens a file and maps it. Throws ENOENT, ENXIO, ENOMEM, EACCES, EFAULT, ENODEV, EISDIR, EINVAL, ENFILE,
	 * EMFILE, EOVERFLOW.
	 */
	public static function open(string $path, int $access = 1, int $offset = 0, int $length = -1): static
	{
		Library::text($path);
		Library::int32($access);
		return new static(Library::done('mn_region_open', null, Library::$mn->mn_region_open($path, $access, $offset, $length)));
	}

	/**
	 * mn_region_create.
	 * Creates a file of length bytes with all its blocks allocated, and maps it for writing. Throws ENOMEM, EFAULT,
	 * EEXIST, ENFILE, EMFILE, EFBIG, ENOSPC, EOVERFLOW.
	 */
	public static function create(string $path, int $length): static
	{
		Library::text($path);
		return new static(Library::done('mn_region_create', null, Library::$mn->mn_region_create($path, $length)));
	}

	/**
	 * mn_region_open_or_create.
	 * Opens a file for writing, or creates it as mn_region_create does, and maps length bytes from offset on. Throws
	 * ENOENT, ENXIO, ENOMEM, EACCES, EFAULT, ENODEV, EISDIR, EINVAL, ENFILE, EMFILE, EFBIG, ENOSPC, EOVERFLOW.
	 */
	public static function openOrCreate(string $path, int $offset, int $length): static
	{
		Library::text($path);
		return new static(Library::done('mn_region_open_or_create', null, Library::$mn->mn_region_open_or_create($path, $offset, $length)));
	}

	/**
	 * mn_region_map.
	 * Maps an open descriptor, which remains the caller's. Throws ENOENT, ENXIO, EACCES, ENODEV, EISDIR, EINVAL,
	 * EMFILE, EOVERFLOW.
	 */
	public static function map(int $fd, int $offset, int $length, int $access, int $prot, int $flags = 0, int $options = 0): static
	{
		Library::int32($fd);
		Library::int32($access);
		Library::int32($prot);
		Library::int32($flags);
		Library::uint32($options);
		return new static(Library::done('mn_region_map', null, Library::$mn->mn_region_map($fd, $offset, $length, $access, $prot, $flags, $options)));
	}

	/**
	 * mn_region_anonymous.
	 * mn_region_anonymous maps private zeroed memory. Throws ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function anonymous(int $length): static
	{
		return new static(Library::done('mn_region_anonymous', null, Library::$mn->mn_region_anonymous($length)));
	}

	/**
	 * mn_region_reserve.
	 * mn_region_reserve reserves address space that allows no access until mn_region_protect. Throws ENOMEM, EINVAL,
	 * EOVERFLOW.
	 */
	public static function reserve(int $length): static
	{
		return new static(Library::done('mn_region_reserve', null, Library::$mn->mn_region_reserve($length)));
	}

	/**
	 * mn_region_memfd.
	 * Creates a file in memory, without a path, and maps it. Throws EPERM, ENOMEM, EACCES, EFAULT, EINVAL, ENFILE,
	 * EMFILE, EFBIG, ENOSPC, EOVERFLOW.
	 */
	public static function memfd(string $name, int $length, int $mfdFlags = 0): static
	{
		Library::text($name);
		Library::uint32($mfdFlags);
		return new static(Library::done('mn_region_memfd', null, Library::$mn->mn_region_memfd($name, $length, $mfdFlags)));
	}

	/**
	 * mn_region_shared.
	 * Creates or joins named shared memory ("/name"). Throws ENOENT, EACCES, EFAULT, EEXIST, ENODEV, EINVAL, ENFILE,
	 * EMFILE, EFBIG, ENOSPC, ENAMETOOLONG, EOVERFLOW.
	 */
	public static function shared(string $name, int $length): static
	{
		Library::text($name);
		return new static(Library::done('mn_region_shared', null, Library::$mn->mn_region_shared($name, $length)));
	}

	/**
	 * mn_region_shared_join.
	 * Joins named shared memory that exists, and never creates it. Throws ENOENT, EACCES, EINVAL.
	 */
	public static function sharedJoin(string $name, int $access = 2): static
	{
		Library::text($name);
		Library::int32($access);
		return new static(Library::done('mn_region_shared_join', null, Library::$mn->mn_region_shared_join($name, $access)));
	}

	/**
	 * mn_region_length.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function length(): int
	{
		return Library::done('mn_region_length', $this->id, Library::$mn->mn_region_length($this->id));
	}

	/**
	 * mn_region_offset.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function offset(): int
	{
		return Library::done('mn_region_offset', $this->id, Library::$mn->mn_region_offset($this->id));
	}

	/**
	 * mn_region_file_size.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function fileSize(): int
	{
		return Library::done('mn_region_file_size', $this->id, Library::$mn->mn_region_file_size($this->id));
	}

	/**
	 * mn_region_access.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function access(): int
	{
		return Library::done('mn_region_access', $this->id, Library::$mn->mn_region_access($this->id));
	}

	/**
	 * mn_region_prot.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function prot(): int
	{
		return Library::done('mn_region_prot', $this->id, Library::$mn->mn_region_prot($this->id));
	}

	/**
	 * mn_region_flags.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function flags(): int
	{
		return Library::done('mn_region_flags', $this->id, Library::$mn->mn_region_flags($this->id));
	}

	/**
	 * mn_region_fd.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function fd(): int
	{
		return Library::done('mn_region_fd', $this->id, Library::$mn->mn_region_fd($this->id));
	}

	/**
	 * mn_region_page_size.
	 * The properties of a region, all as int64_t. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTSUP,
	 * ENOTCONN.
	 */
	public function pageSize(): int
	{
		return Library::done('mn_region_page_size', $this->id, Library::$mn->mn_region_page_size($this->id));
	}

	/**
	 * mn_region_truncated.
	 * 1 after an access, a sync or a check found the file shorter than its range, until a refresh. Throws EIO,
	 * EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function truncated(): bool
	{
		$result = Library::done('mn_region_truncated', $this->id, Library::$mn->mn_region_truncated($this->id));
		return (bool)$result;
	}

	/**
	 * mn_region_path.
	 * Copies the path and a zero byte to buffer, and returns the path's length without the zero byte. Throws ENOENT,
	 * EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function path(): string
	{
		$length = Library::done('mn_region_path', $this->id, Library::$mn->mn_region_path($this->id, null, 0));
		$buffer = Library::buffer($length + 1);
		return \FFI::string($buffer, Library::done('mn_region_path', $this->id, Library::$mn->mn_region_path($this->id, $buffer, $length + 1)));
	}

	/**
	 * mn_region_resident.
	 * mn_region_resident returns how many of the region's pages are in memory. Throws EIO, EBADF, ENOMEM, EACCES,
	 * EFAULT, EBUSY, ERANGE.
	 */
	public function resident(): int
	{
		return Library::done('mn_region_resident', $this->id, Library::$mn->mn_region_resident($this->id));
	}

	/**
	 * mn_region_resident_pages.
	 * mn_region_resident_pages examines the pages from number first on, at most capacity of them, and returns how
	 * many of these are in memory. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function residentPages(int $first, int $capacity = 65536): string
	{
		$buffer = Library::buffer($capacity, 'uint8_t');
		$result = Library::done('mn_region_resident_pages', $this->id, Library::$mn->mn_region_resident_pages($this->id, $first, $buffer, $capacity));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_region_read.
	 * Read or write the whole range, and return n. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function read(int $offset, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_region_read', $this->id, Library::$mn->mn_region_read($this->id, $offset, $buffer, $n));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_region_write.
	 * Read or write the whole range, and return n. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function write(int $offset, string $buffer): int
	{
		return Library::done('mn_region_write', $this->id, Library::$mn->mn_region_write($this->id, $offset, $buffer, strlen($buffer)));
	}

	/**
	 * mn_region_read_wait.
	 * The same, but wait until the conflicting slices are closed. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * ERANGE.
	 */
	public function readWait(int $offset, int $n, int $timeoutMs = -1): string
	{
		$buffer = Library::buffer($n);
		Library::int32($timeoutMs);
		$result = Library::done('mn_region_read_wait', $this->id, Library::$mn->mn_region_read_wait($this->id, $offset, $buffer, $n, $timeoutMs));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_region_write_wait.
	 * The same, but wait until the conflicting slices are closed. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * ERANGE.
	 */
	public function writeWait(int $offset, string $buffer, int $timeoutMs = -1): int
	{
		Library::int32($timeoutMs);
		return Library::done('mn_region_write_wait', $this->id, Library::$mn->mn_region_write_wait($this->id, $offset, $buffer, strlen($buffer), $timeoutMs));
	}

	/**
	 * mn_region_read_strided.
	 * Read or write n single bytes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function readStrided(int $offset, int $step, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_region_read_strided', $this->id, Library::$mn->mn_region_read_strided($this->id, $offset, $step, $n, $buffer));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_region_write_strided.
	 * Read or write n single bytes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function writeStrided(int $offset, int $step, string $buffer): int
	{
		return Library::done('mn_region_write_strided', $this->id, Library::$mn->mn_region_write_strided($this->id, $offset, $step, strlen($buffer), $buffer));
	}

	/**
	 * mn_region_get_u8.
	 * Get one byte (0 to 255), or set one and return 0. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL,
	 * ERANGE.
	 */
	public function getU8(int $offset): int
	{
		return Library::done('mn_region_get_u8', $this->id, Library::$mn->mn_region_get_u8($this->id, $offset));
	}

	/**
	 * mn_region_set_u8.
	 * Get one byte (0 to 255), or set one and return 0. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL,
	 * ERANGE.
	 */
	public function setU8(int $offset, int $value): void
	{
		Library::uint32($value);
		Library::done('mn_region_set_u8', $this->id, Library::$mn->mn_region_set_u8($this->id, $offset, $value));
	}

	/**
	 * mn_region_get_u16_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU16Le(int $offset): int
	{
		$cell = Library::cell('uint16_t');
		Library::done('mn_region_get_u16_le', $this->id, Library::$mn->mn_region_get_u16_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u16_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU16Le(int $offset, int $value): void
	{
		Library::uint16($value);
		$cell = Library::cell('uint16_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u16_le', $this->id, Library::$mn->mn_region_set_u16_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_u16_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU16Be(int $offset): int
	{
		$cell = Library::cell('uint16_t');
		Library::done('mn_region_get_u16_be', $this->id, Library::$mn->mn_region_get_u16_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u16_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU16Be(int $offset, int $value): void
	{
		Library::uint16($value);
		$cell = Library::cell('uint16_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u16_be', $this->id, Library::$mn->mn_region_set_u16_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_u32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU32Le(int $offset): int
	{
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_get_u32_le', $this->id, Library::$mn->mn_region_get_u32_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU32Le(int $offset, int $value): void
	{
		Library::uint32($value);
		$cell = Library::cell('uint32_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u32_le', $this->id, Library::$mn->mn_region_set_u32_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_u32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU32Be(int $offset): int
	{
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_get_u32_be', $this->id, Library::$mn->mn_region_get_u32_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU32Be(int $offset, int $value): void
	{
		Library::uint32($value);
		$cell = Library::cell('uint32_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u32_be', $this->id, Library::$mn->mn_region_set_u32_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_u64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU64Le(int $offset): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_get_u64_le', $this->id, Library::$mn->mn_region_get_u64_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU64Le(int $offset, int $value): void
	{
		$cell = Library::cell('uint64_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u64_le', $this->id, Library::$mn->mn_region_set_u64_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_u64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getU64Be(int $offset): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_get_u64_be', $this->id, Library::$mn->mn_region_get_u64_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_u64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setU64Be(int $offset, int $value): void
	{
		$cell = Library::cell('uint64_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_u64_be', $this->id, Library::$mn->mn_region_set_u64_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i16_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI16Le(int $offset): int
	{
		$cell = Library::cell('int16_t');
		Library::done('mn_region_get_i16_le', $this->id, Library::$mn->mn_region_get_i16_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i16_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI16Le(int $offset, int $value): void
	{
		Library::int16($value);
		$cell = Library::cell('int16_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i16_le', $this->id, Library::$mn->mn_region_set_i16_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i16_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI16Be(int $offset): int
	{
		$cell = Library::cell('int16_t');
		Library::done('mn_region_get_i16_be', $this->id, Library::$mn->mn_region_get_i16_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i16_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI16Be(int $offset, int $value): void
	{
		Library::int16($value);
		$cell = Library::cell('int16_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i16_be', $this->id, Library::$mn->mn_region_set_i16_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI32Le(int $offset): int
	{
		$cell = Library::cell('int32_t');
		Library::done('mn_region_get_i32_le', $this->id, Library::$mn->mn_region_get_i32_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI32Le(int $offset, int $value): void
	{
		Library::int32($value);
		$cell = Library::cell('int32_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i32_le', $this->id, Library::$mn->mn_region_set_i32_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI32Be(int $offset): int
	{
		$cell = Library::cell('int32_t');
		Library::done('mn_region_get_i32_be', $this->id, Library::$mn->mn_region_get_i32_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI32Be(int $offset, int $value): void
	{
		Library::int32($value);
		$cell = Library::cell('int32_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i32_be', $this->id, Library::$mn->mn_region_set_i32_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI64Le(int $offset): int
	{
		$cell = Library::cell('int64_t');
		Library::done('mn_region_get_i64_le', $this->id, Library::$mn->mn_region_get_i64_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI64Le(int $offset, int $value): void
	{
		$cell = Library::cell('int64_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i64_le', $this->id, Library::$mn->mn_region_set_i64_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_i64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getI64Be(int $offset): int
	{
		$cell = Library::cell('int64_t');
		Library::done('mn_region_get_i64_be', $this->id, Library::$mn->mn_region_get_i64_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_i64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setI64Be(int $offset, int $value): void
	{
		$cell = Library::cell('int64_t');
		$cell->cdata = $value;
		Library::done('mn_region_set_i64_be', $this->id, Library::$mn->mn_region_set_i64_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_f32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getF32Le(int $offset): float
	{
		$cell = Library::cell('float');
		Library::done('mn_region_get_f32_le', $this->id, Library::$mn->mn_region_get_f32_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_f32_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setF32Le(int $offset, float $value): void
	{
		$cell = Library::cell('float');
		$cell->cdata = $value;
		Library::done('mn_region_set_f32_le', $this->id, Library::$mn->mn_region_set_f32_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_f32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getF32Be(int $offset): float
	{
		$cell = Library::cell('float');
		Library::done('mn_region_get_f32_be', $this->id, Library::$mn->mn_region_get_f32_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_f32_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setF32Be(int $offset, float $value): void
	{
		$cell = Library::cell('float');
		$cell->cdata = $value;
		Library::done('mn_region_set_f32_be', $this->id, Library::$mn->mn_region_set_f32_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_f64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getF64Le(int $offset): float
	{
		$cell = Library::cell('double');
		Library::done('mn_region_get_f64_le', $this->id, Library::$mn->mn_region_get_f64_le($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_f64_le.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setF64Le(int $offset, float $value): void
	{
		$cell = Library::cell('double');
		$cell->cdata = $value;
		Library::done('mn_region_set_f64_le', $this->id, Library::$mn->mn_region_set_f64_le($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_get_f64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function getF64Be(int $offset): float
	{
		$cell = Library::cell('double');
		Library::done('mn_region_get_f64_be', $this->id, Library::$mn->mn_region_get_f64_be($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_set_f64_be.
	 * Get or set a number of the named type. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function setF64Be(int $offset, float $value): void
	{
		$cell = Library::cell('double');
		$cell->cdata = $value;
		Library::done('mn_region_set_f64_be', $this->id, Library::$mn->mn_region_set_f64_be($this->id, $offset, \FFI::addr($cell)));
	}

	/**
	 * mn_region_u8.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u8(int $offset): int
	{
		return Library::done('mn_region_u8', $this->id, Library::$mn->mn_region_u8($this->id, $offset));
	}

	/**
	 * mn_region_u16_le.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u16Le(int $offset): int
	{
		return Library::done('mn_region_u16_le', $this->id, Library::$mn->mn_region_u16_le($this->id, $offset));
	}

	/**
	 * mn_region_u16_be.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u16Be(int $offset): int
	{
		return Library::done('mn_region_u16_be', $this->id, Library::$mn->mn_region_u16_be($this->id, $offset));
	}

	/**
	 * mn_region_u32_le.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u32Le(int $offset): int
	{
		return Library::done('mn_region_u32_le', $this->id, Library::$mn->mn_region_u32_le($this->id, $offset));
	}

	/**
	 * mn_region_u32_be.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u32Be(int $offset): int
	{
		return Library::done('mn_region_u32_be', $this->id, Library::$mn->mn_region_u32_be($this->id, $offset));
	}

	/**
	 * mn_region_u64_le.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u64Le(int $offset): int
	{
		return Library::done('mn_region_u64_le', $this->id, Library::$mn->mn_region_u64_le($this->id, $offset));
	}

	/**
	 * mn_region_u64_be.
	 * The same without a buffer: return the unsigned number itself. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, ERANGE, EOVERFLOW.
	 */
	public function u64Be(int $offset): int
	{
		return Library::done('mn_region_u64_be', $this->id, Library::$mn->mn_region_u64_be($this->id, $offset));
	}

	/**
	 * mn_region_put_u16_le.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU16Le(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_region_put_u16_le', $this->id, Library::$mn->mn_region_put_u16_le($this->id, $offset, $number));
	}

	/**
	 * mn_region_put_u16_be.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU16Be(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_region_put_u16_be', $this->id, Library::$mn->mn_region_put_u16_be($this->id, $offset, $number));
	}

	/**
	 * mn_region_put_u32_le.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU32Le(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_region_put_u32_le', $this->id, Library::$mn->mn_region_put_u32_le($this->id, $offset, $number));
	}

	/**
	 * mn_region_put_u32_be.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU32Be(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_region_put_u32_be', $this->id, Library::$mn->mn_region_put_u32_be($this->id, $offset, $number));
	}

	/**
	 * mn_region_put_u64_le.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU64Le(int $offset, int $number): void
	{
		Library::done('mn_region_put_u64_le', $this->id, Library::$mn->mn_region_put_u64_le($this->id, $offset, $number));
	}

	/**
	 * mn_region_put_u64_be.
	 * Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed
	 * one. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function putU64Be(int $offset, int $number): void
	{
		Library::done('mn_region_put_u64_be', $this->id, Library::$mn->mn_region_put_u64_be($this->id, $offset, $number));
	}

	/**
	 * mn_region_fill.
	 * Writes the same byte n times; n INT64_MAX means up to the end. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE.
	 */
	public function fill(int $offset, int $n, int $byte): void
	{
		Library::uint32($byte);
		Library::done('mn_region_fill', $this->id, Library::$mn->mn_region_fill($this->id, $offset, $n, $byte));
	}

	/**
	 * mn_region_move.
	 * Copies n bytes within the region; the ranges may overlap. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * ERANGE.
	 */
	public function move(int $to, int $from, int $n): void
	{
		Library::done('mn_region_move', $this->id, Library::$mn->mn_region_move($this->id, $to, $from, $n));
	}

	/**
	 * mn_region_find.
	 * mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last.
	 * Throws ENOENT, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function find(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_region_find', $this->id, Library::$mn->mn_region_find($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_region_rfind.
	 * mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last.
	 * Throws ENOENT, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function rfind(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_region_rfind', $this->id, Library::$mn->mn_region_rfind($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_region_count.
	 * mn_region_count returns how many matches there are without overlap. Throws ENOENT, EIO, EBADF, ENOMEM, EACCES,
	 * EFAULT, EBUSY, ERANGE.
	 */
	public function count(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_region_count', $this->id, Library::$mn->mn_region_count($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_region_sync.
	 * Writes changes back to the file: MS_SYNC waits for the disk; MS_ASYNC does not. Throws EIO, EBADF, ENOMEM,
	 * EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function sync(int $offset, int $n, int $flags = 0): void
	{
		Library::int32($flags);
		Library::done('mn_region_sync', $this->id, Library::$mn->mn_region_sync($this->id, $offset, $n, $flags));
	}

	/**
	 * mn_region_durable.
	 * Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the system has it). Throws EIO,
	 * EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE, ENOTCONN.
	 */
	public function durable(): void
	{
		Library::done('mn_region_durable', $this->id, Library::$mn->mn_region_durable($this->id));
	}

	/**
	 * mn_region_protect.
	 * Changes the protection of every page that holds a part of the range. Throws EIO, EBADF, ENOMEM, EACCES,
	 * EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function protect(int $offset, int $n, int $prot): void
	{
		Library::int32($prot);
		Library::done('mn_region_protect', $this->id, Library::$mn->mn_region_protect($this->id, $offset, $n, $prot));
	}

	/**
	 * mn_region_advise.
	 * Gives the kernel advice that preserves every byte. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * ERANGE.
	 */
	public function advise(int $offset, int $n, int $advice): void
	{
		Library::int32($advice);
		Library::done('mn_region_advise', $this->id, Library::$mn->mn_region_advise($this->id, $offset, $n, $advice));
	}

	/**
	 * mn_region_discard.
	 * Discards the contents of the pages that lie completely in the range. Throws EIO, EBADF, ENOMEM, EACCES,
	 * EFAULT, EBUSY, ERANGE.
	 */
	public function discard(int $offset, int $n): void
	{
		Library::done('mn_region_discard', $this->id, Library::$mn->mn_region_discard($this->id, $offset, $n));
	}

	/**
	 * mn_region_lock.
	 * mn_region_lock keeps pages in memory, and mn_region_unlock releases them. Throws EPERM, EIO, EBADF, EAGAIN,
	 * ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function lock(int $offset, int $n): void
	{
		Library::done('mn_region_lock', $this->id, Library::$mn->mn_region_lock($this->id, $offset, $n));
	}

	/**
	 * mn_region_unlock.
	 * mn_region_lock keeps pages in memory, and mn_region_unlock releases them. Throws EPERM, EIO, EBADF, EAGAIN,
	 * ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function unlock(int $offset, int $n): void
	{
		Library::done('mn_region_unlock', $this->id, Library::$mn->mn_region_unlock($this->id, $offset, $n));
	}

	/**
	 * mn_region_populate.
	 * mn_region_populate brings pages into memory without changing their contents. Throws EPERM, EIO, EBADF, EAGAIN,
	 * ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function populate(int $offset, int $n): void
	{
		Library::done('mn_region_populate', $this->id, Library::$mn->mn_region_populate($this->id, $offset, $n));
	}

	/**
	 * mn_region_set_fork_policy.
	 * Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the platform does without a policy;
	 * MN_FORK_ABSENT (1) nothing, and the id is closed in the child; MN_FORK_ZERO (2) zeros. Throws EIO, EBADF,
	 * ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function setForkPolicy(int $policy): void
	{
		Library::int32($policy);
		Library::done('mn_region_set_fork_policy', $this->id, Library::$mn->mn_region_set_fork_policy($this->id, $policy));
	}

	/**
	 * mn_region_set_name.
	 * Sets the name of an anonymous mapping in /proc/PID/maps. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * EINVAL, ERANGE, ENOSYS.
	 */
	public function setName(?string $name = null): void
	{
		if ($name !== null) Library::text($name);
		Library::done('mn_region_set_name', $this->id, Library::$mn->mn_region_set_name($this->id, $name));
	}

	/**
	 * mn_region_resize.
	 * Sets a new length for file and mapping together. Throws EPERM, EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY,
	 * EINVAL, EFBIG, ENOSPC, ERANGE, EOVERFLOW, EOPNOTSUPP, ENOTCONN.
	 */
	public function resize(int $length): void
	{
		Library::done('mn_region_resize', $this->id, Library::$mn->mn_region_resize($this->id, $length));
	}

	/**
	 * mn_region_refresh.
	 * Adapts the region to changes of its file, and returns the new length. Throws EIO, EBADF, ENOMEM, EACCES,
	 * EFAULT, EBUSY, ERANGE.
	 */
	public function refresh(): int
	{
		return Library::done('mn_region_refresh', $this->id, Library::$mn->mn_region_refresh($this->id));
	}

	/**
	 * mn_region_atomic_load_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicLoadU32(int $offset): int
	{
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_load_u32', $this->id, Library::$mn->mn_region_atomic_load_u32($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_store_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicStoreU32(int $offset, int $value): void
	{
		Library::uint32($value);
		Library::done('mn_region_atomic_store_u32', $this->id, Library::$mn->mn_region_atomic_store_u32($this->id, $offset, $value));
	}

	/**
	 * mn_region_atomic_add_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicAddU32(int $offset, int $operand): int
	{
		Library::uint32($operand);
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_add_u32', $this->id, Library::$mn->mn_region_atomic_add_u32($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_and_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicAndU32(int $offset, int $operand): int
	{
		Library::uint32($operand);
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_and_u32', $this->id, Library::$mn->mn_region_atomic_and_u32($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_or_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicOrU32(int $offset, int $operand): int
	{
		Library::uint32($operand);
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_or_u32', $this->id, Library::$mn->mn_region_atomic_or_u32($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_xor_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicXorU32(int $offset, int $operand): int
	{
		Library::uint32($operand);
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_xor_u32', $this->id, Library::$mn->mn_region_atomic_xor_u32($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_exchange_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicExchangeU32(int $offset, int $operand): int
	{
		Library::uint32($operand);
		$cell = Library::cell('uint32_t');
		Library::done('mn_region_atomic_exchange_u32', $this->id, Library::$mn->mn_region_atomic_exchange_u32($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_compare_exchange_u32.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicCompareExchangeU32(int $offset, int $expected, int $desired, ?int &$previous = null): bool
	{
		Library::uint32($expected);
		Library::uint32($desired);
		$cell = Library::cell('uint32_t');
		$result = Library::done('mn_region_atomic_compare_exchange_u32', $this->id, Library::$mn->mn_region_atomic_compare_exchange_u32($this->id, $offset, $expected, $desired, \FFI::addr($cell)));
		$previous = $cell->cdata;
		return (bool)$result;
	}

	/**
	 * mn_region_atomic_load_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicLoadU64(int $offset): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_load_u64', $this->id, Library::$mn->mn_region_atomic_load_u64($this->id, $offset, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_store_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicStoreU64(int $offset, int $value): void
	{
		Library::done('mn_region_atomic_store_u64', $this->id, Library::$mn->mn_region_atomic_store_u64($this->id, $offset, $value));
	}

	/**
	 * mn_region_atomic_add_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicAddU64(int $offset, int $operand): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_add_u64', $this->id, Library::$mn->mn_region_atomic_add_u64($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_and_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicAndU64(int $offset, int $operand): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_and_u64', $this->id, Library::$mn->mn_region_atomic_and_u64($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_or_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicOrU64(int $offset, int $operand): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_or_u64', $this->id, Library::$mn->mn_region_atomic_or_u64($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_xor_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicXorU64(int $offset, int $operand): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_xor_u64', $this->id, Library::$mn->mn_region_atomic_xor_u64($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_exchange_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicExchangeU64(int $offset, int $operand): int
	{
		$cell = Library::cell('uint64_t');
		Library::done('mn_region_atomic_exchange_u64', $this->id, Library::$mn->mn_region_atomic_exchange_u64($this->id, $offset, $operand, \FFI::addr($cell)));
		return $cell->cdata;
	}

	/**
	 * mn_region_atomic_compare_exchange_u64.
	 * Atomic operations, sequentially consistent, also between processes. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT,
	 * EBUSY, EINVAL, ERANGE, ENOSYS, EOPNOTSUPP.
	 */
	public function atomicCompareExchangeU64(int $offset, int $expected, int $desired, ?int &$previous = null): bool
	{
		$cell = Library::cell('uint64_t');
		$result = Library::done('mn_region_atomic_compare_exchange_u64', $this->id, Library::$mn->mn_region_atomic_compare_exchange_u64($this->id, $offset, $expected, $desired, \FFI::addr($cell)));
		$previous = $cell->cdata;
		return (bool)$result;
	}

	/**
	 * mn_region_next_slice.
	 * Lists the slices of a region: returns the smallest slice id greater than `after`; start with 0. Throws ENOENT,
	 * EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function nextSlice(int $after = 0): int
	{
		return Library::done('mn_region_next_slice', $this->id, Library::$mn->mn_region_next_slice($this->id, $after));
	}
}
