<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions mn_slice_*. */
trait SliceMethods
{
	/**
	 * mn_slice_offset.
	 * mn_slice_offset, _length, _mode and _region return what the slice was opened with. Throws EIO, ENXIO, EBADF,
	 * EACCES, EFAULT, ERANGE.
	 */
	public function offset(): int
	{
		return Library::done('mn_slice_offset', $this->id, Library::$mn->mn_slice_offset($this->id));
	}

	/**
	 * mn_slice_length.
	 * mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
	 * Throws EIO, ENXIO, EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function length(): int
	{
		return Library::done('mn_slice_length', $this->id, Library::$mn->mn_slice_length($this->id));
	}

	/**
	 * mn_slice_mode.
	 * mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
	 * Throws EIO, ENXIO, EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function mode(): int
	{
		return Library::done('mn_slice_mode', $this->id, Library::$mn->mn_slice_mode($this->id));
	}

	/**
	 * mn_slice_thread.
	 * mn_slice_thread returns the system's number of the thread that opened it. Throws EIO, ENXIO, EBADF, EACCES,
	 * EFAULT, ERANGE.
	 */
	public function thread(): int
	{
		return Library::done('mn_slice_thread', $this->id, Library::$mn->mn_slice_thread($this->id));
	}

	/**
	 * mn_slice_read.
	 * Access the bytes of a slice, with the bounds, guard and errors of a region. Throws EIO, EBADF, EACCES, EFAULT,
	 * EBUSY, ERANGE.
	 */
	public function read(int $offset, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_slice_read', $this->id, Library::$mn->mn_slice_read($this->id, $offset, $buffer, $n));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_slice_write.
	 * Access the bytes of a slice, with the bounds, guard and errors of a region. Throws EIO, EBADF, EACCES, EFAULT,
	 * EBUSY, ERANGE.
	 */
	public function write(int $offset, string $buffer): int
	{
		return Library::done('mn_slice_write', $this->id, Library::$mn->mn_slice_write($this->id, $offset, $buffer, strlen($buffer)));
	}

	/**
	 * mn_slice_get_u8.
	 * Access the bytes of a slice, with the bounds, guard and errors of a region. Throws EIO, EBADF, EACCES, EFAULT,
	 * EBUSY, ERANGE.
	 */
	public function getU8(int $offset): int
	{
		return Library::done('mn_slice_get_u8', $this->id, Library::$mn->mn_slice_get_u8($this->id, $offset));
	}

	/**
	 * mn_slice_set_u8.
	 * Access the bytes of a slice, with the bounds, guard and errors of a region. Throws EIO, EBADF, EACCES, EFAULT,
	 * EBUSY, ERANGE.
	 */
	public function setU8(int $offset, int $value): void
	{
		Library::uint32($value);
		Library::done('mn_slice_set_u8', $this->id, Library::$mn->mn_slice_set_u8($this->id, $offset, $value));
	}

	/**
	 * mn_slice_read_wait.
	 * As mn_region_read_wait and mn_region_write_wait. Throws EIO, EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function readWait(int $offset, int $n, int $timeoutMs = -1): string
	{
		$buffer = Library::buffer($n);
		Library::int32($timeoutMs);
		$result = Library::done('mn_slice_read_wait', $this->id, Library::$mn->mn_slice_read_wait($this->id, $offset, $buffer, $n, $timeoutMs));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_slice_write_wait.
	 * As mn_region_read_wait and mn_region_write_wait. Throws EIO, EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function writeWait(int $offset, string $buffer, int $timeoutMs = -1): int
	{
		Library::int32($timeoutMs);
		return Library::done('mn_slice_write_wait', $this->id, Library::$mn->mn_slice_write_wait($this->id, $offset, $buffer, strlen($buffer), $timeoutMs));
	}

	/**
	 * mn_slice_read_strided.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function readStrided(int $offset, int $step, int $n): string
	{
		$buffer = Library::buffer($n);
		$result = Library::done('mn_slice_read_strided', $this->id, Library::$mn->mn_slice_read_strided($this->id, $offset, $step, $n, $buffer));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_slice_write_strided.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function writeStrided(int $offset, int $step, string $buffer): int
	{
		return Library::done('mn_slice_write_strided', $this->id, Library::$mn->mn_slice_write_strided($this->id, $offset, $step, strlen($buffer), $buffer));
	}

	/**
	 * mn_slice_u8.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u8(int $offset): int
	{
		return Library::done('mn_slice_u8', $this->id, Library::$mn->mn_slice_u8($this->id, $offset));
	}

	/**
	 * mn_slice_u16_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u16Le(int $offset): int
	{
		return Library::done('mn_slice_u16_le', $this->id, Library::$mn->mn_slice_u16_le($this->id, $offset));
	}

	/**
	 * mn_slice_u16_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u16Be(int $offset): int
	{
		return Library::done('mn_slice_u16_be', $this->id, Library::$mn->mn_slice_u16_be($this->id, $offset));
	}

	/**
	 * mn_slice_u32_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u32Le(int $offset): int
	{
		return Library::done('mn_slice_u32_le', $this->id, Library::$mn->mn_slice_u32_le($this->id, $offset));
	}

	/**
	 * mn_slice_u32_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u32Be(int $offset): int
	{
		return Library::done('mn_slice_u32_be', $this->id, Library::$mn->mn_slice_u32_be($this->id, $offset));
	}

	/**
	 * mn_slice_u64_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u64Le(int $offset): int
	{
		return Library::done('mn_slice_u64_le', $this->id, Library::$mn->mn_slice_u64_le($this->id, $offset));
	}

	/**
	 * mn_slice_u64_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function u64Be(int $offset): int
	{
		return Library::done('mn_slice_u64_be', $this->id, Library::$mn->mn_slice_u64_be($this->id, $offset));
	}

	/**
	 * mn_slice_put_u16_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU16Le(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_slice_put_u16_le', $this->id, Library::$mn->mn_slice_put_u16_le($this->id, $offset, $number));
	}

	/**
	 * mn_slice_put_u16_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU16Be(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_slice_put_u16_be', $this->id, Library::$mn->mn_slice_put_u16_be($this->id, $offset, $number));
	}

	/**
	 * mn_slice_put_u32_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU32Le(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_slice_put_u32_le', $this->id, Library::$mn->mn_slice_put_u32_le($this->id, $offset, $number));
	}

	/**
	 * mn_slice_put_u32_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU32Be(int $offset, int $number): void
	{
		Library::uint32($number);
		Library::done('mn_slice_put_u32_be', $this->id, Library::$mn->mn_slice_put_u32_be($this->id, $offset, $number));
	}

	/**
	 * mn_slice_put_u64_le.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU64Le(int $offset, int $number): void
	{
		Library::done('mn_slice_put_u64_le', $this->id, Library::$mn->mn_slice_put_u64_le($this->id, $offset, $number));
	}

	/**
	 * mn_slice_put_u64_be.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function putU64Be(int $offset, int $number): void
	{
		Library::done('mn_slice_put_u64_be', $this->id, Library::$mn->mn_slice_put_u64_be($this->id, $offset, $number));
	}

	/**
	 * mn_slice_fill.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function fill(int $offset, int $n, int $byte): void
	{
		Library::uint32($byte);
		Library::done('mn_slice_fill', $this->id, Library::$mn->mn_slice_fill($this->id, $offset, $n, $byte));
	}

	/**
	 * mn_slice_move.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function move(int $to, int $from, int $n): void
	{
		Library::done('mn_slice_move', $this->id, Library::$mn->mn_slice_move($this->id, $to, $from, $n));
	}

	/**
	 * mn_slice_find.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function find(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_slice_find', $this->id, Library::$mn->mn_slice_find($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_slice_rfind.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function rfind(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_slice_rfind', $this->id, Library::$mn->mn_slice_rfind($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_slice_count.
	 * As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write. Throws EIO,
	 * EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function count(string $needle, int $start = 0, int $end = PHP_INT_MAX): int
	{
		return Library::done('mn_slice_count', $this->id, Library::$mn->mn_slice_count($this->id, $start, $end, $needle, strlen($needle)));
	}

	/**
	 * mn_slice_check.
	 * Returns 0 if every page of the slice is present now and the file does not end before the slice does. Throws
	 * EIO, EBADF, EACCES, EFAULT, ERANGE.
	 */
	public function check(): void
	{
		Library::done('mn_slice_check', $this->id, Library::$mn->mn_slice_check($this->id));
	}
}
