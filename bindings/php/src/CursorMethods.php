<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions mn_cursor_*. */
trait CursorMethods
{
	/**
	 * mn_cursor_seek.
	 * mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or
	 * MN_WHENCE_END (2), and returns the new position. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL,
	 * ERANGE.
	 */
	public function seek(int $offset, int $whence = 0): int
	{
		Library::int32($whence);
		return Library::done('mn_cursor_seek', $this->id, Library::$mn->mn_cursor_seek($this->id, $offset, $whence));
	}

	/**
	 * mn_cursor_tell.
	 * mn_cursor_tell returns the position. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL, ERANGE.
	 */
	public function tell(): int
	{
		return Library::done('mn_cursor_tell', $this->id, Library::$mn->mn_cursor_tell($this->id));
	}

	/**
	 * mn_cursor_read.
	 * Reads up to n bytes, as many as are left, and returns how many; 0 at the end. Throws EIO, EBADF, ENOMEM,
	 * EACCES, EFAULT, EBUSY.
	 */
	public function read(int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_cursor_read', $this->id, Library::$mn->mn_cursor_read($this->id, $buffer, $n));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_cursor_write.
	 * Writes all n bytes and returns n. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY.
	 */
	public function write(string $buffer): int
	{
		return Library::done('mn_cursor_write', $this->id, Library::$mn->mn_cursor_write($this->id, $buffer, strlen($buffer)));
	}

	/**
	 * mn_cursor_read_byte.
	 * Read one byte (0 to 255), or write one and return 0. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL,
	 * ERANGE.
	 */
	public function readByte(): int
	{
		return Library::done('mn_cursor_read_byte', $this->id, Library::$mn->mn_cursor_read_byte($this->id));
	}

	/**
	 * mn_cursor_write_byte.
	 * Read one byte (0 to 255), or write one and return 0. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY, EINVAL,
	 * ERANGE.
	 */
	public function writeByte(int $value): void
	{
		Library::uint32($value);
		Library::done('mn_cursor_write_byte', $this->id, Library::$mn->mn_cursor_write_byte($this->id, $value));
	}

	/**
	 * mn_cursor_read_line.
	 * mn_cursor_read_line copies the line; a line that exceeds the buffer comes in pieces. Throws EIO, EBADF,
	 * ENOMEM, EACCES, EFAULT, EBUSY, ERANGE.
	 */
	public function readLine(int $capacity = 65536): string
	{
		$buffer = Library::buffer($capacity);
		$result = Library::done('mn_cursor_read_line', $this->id, Library::$mn->mn_cursor_read_line($this->id, $buffer, $capacity));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_cursor_find.
	 * mn_region_find from the position on. Throws EIO, EBADF, ENOMEM, EACCES, EFAULT, EBUSY.
	 */
	public function find(string $needle): int
	{
		return Library::done('mn_cursor_find', $this->id, Library::$mn->mn_cursor_find($this->id, $needle, strlen($needle)));
	}
}
