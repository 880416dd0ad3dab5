<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions mn_follow_*. */
trait FollowerMethods
{
	/**
	 * mn_follow_next.
	 * Waits for new bytes and copies up to capacity of them. Throws EBADF, ENODEV, EISDIR, EINVAL, ETIMEDOUT.
	 */
	public function next(int $capacity = 65536, int $timeoutMs = -1): string
	{
		$buffer = Library::buffer($capacity);
		Library::int32($timeoutMs);
		$result = Library::done('mn_follow_next', $this->id, Library::$mn->mn_follow_next($this->id, $buffer, $capacity, $timeoutMs));
		return \FFI::string($buffer, $result);
	}

	/**
	 * mn_follow_generation.
	 * mn_follow_generation returns the number of the file that the last bytes came from: 0 before the first ones, 1
	 * for the first file. Throws EBADF.
	 */
	public function generation(): int
	{
		return Library::done('mn_follow_generation', $this->id, Library::$mn->mn_follow_generation($this->id));
	}

	/**
	 * mn_follow_offset.
	 * mn_follow_offset returns the offset of the next byte in the file that is read, where a later mn_follow_open
	 * may begin; 0 if no file came yet. Throws EBADF.
	 */
	public function offset(): int
	{
		return Library::done('mn_follow_offset', $this->id, Library::$mn->mn_follow_offset($this->id));
	}
}
