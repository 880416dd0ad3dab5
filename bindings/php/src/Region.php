<?php

declare(strict_types=1);

namespace Mmapnative;

/** Mapped memory: of a file, anonymous, or shared.  Offsets and lengths are bytes. */
class Region extends Handle
{
	use RegionMethods;

	protected const KIND = 'region';

	protected function shut(): int
	{
		return Library::$mn->mn_region_close($this->id);
	}

	protected function release(): void
	{
		Library::$mn->mn_region_release($this->id);
	}

	/** A counted view of $n bytes, up to the end by default.  $mode is Constant::SLICE_PIN(), SLICE_SHARED() or SLICE_EXCLUSIVE(). */
	public function slice(int $offset = 0, int $n = PHP_INT_MAX, int $mode = 0, int $timeoutMs = -1): Slice
	{
		Library::int32($mode);
		Library::int32($timeoutMs);
		// A signal ends the wait, so that PHP's handlers can run; then it goes on.
		$mode |= 16;
		$id = self::patient($timeoutMs, fn (int $rest): int => Library::$mn->mn_slice_open($this->id, $offset, $n, $mode, $rest), PHP_INT_MAX);
		return new Slice(Library::done('mn_slice_open', $this->id, $id), $this);
	}

	public function cursor(): Cursor
	{
		return new Cursor(Library::done('mn_cursor_open', $this->id, Library::$mn->mn_cursor_open($this->id)), $this);
	}

	/** Follows the region's file, from behind the region's last byte. */
	public function follow(): Follower
	{
		return new Follower(Library::done('mn_follow_region', $this->id, Library::$mn->mn_follow_region($this->id)));
	}

	/** Sleeps while the 32-bit word at $offset is $expected.  False after $timeoutMs milliseconds (-1: no limit). */
	public function wait(int $offset, int $expected, int $timeoutMs = -1): bool
	{
		Library::uint32($expected);
		Library::int32($timeoutMs);
		$result = self::patient($timeoutMs, fn (int $rest): int => Library::$mn->mn_region_wait_u32($this->id, $offset, $expected, $rest));
		if ($result < 0) {
			$name = Library::$mn->mn_error_name($result);
			if ($name === 'ETIMEDOUT' || $name === 'EAGAIN') {
				return $name === 'EAGAIN';
			}
		}
		Library::done('mn_region_wait_u32', $this->id, $result);
		return true;
	}

	/** Sleeps until the word at $offset is no more $expected, and returns it; null after $timeoutMs milliseconds. */
	public function await(int $offset, int $expected, int $timeoutMs = -1): ?int
	{
		$end = hrtime(true) + $timeoutMs * 1000000;
		while (($word = $this->atomicLoadU32($offset)) === $expected) {
			$rest = $timeoutMs < 0 ? -1 : (int)max(0, ceil(($end - hrtime(true)) / 1e6));
			if (!$this->wait($offset, $expected, $rest)) {
				return null;
			}
		}
		return $word;
	}

	/** Wakes at most $count sleepers on the word at $offset, and returns how many. */
	public function wake(int $offset, int $count = 0x7fffffff): int
	{
		Library::int32($count);
		return Library::done('mn_region_wake_u32', $this->id, Library::$mn->mn_region_wake_u32($this->id, $offset, $count));
	}

	/** Calls $sleep with the milliseconds that are left, again after each signal and each timeout of its part. */
	private static function patient(int $timeoutMs, \Closure $sleep, int $most = 100): int
	{
		$end = hrtime(true) + $timeoutMs * 1000000;
		// A signal that comes just before the sleep does not end it, so handlers also run between short parts.
		$most = function_exists('pcntl_signal_dispatch') ? $most : PHP_INT_MAX;
		$rest = $timeoutMs;
		while (true) {
			$part = $rest < 0 ? min($most, 0x7fffffff) : min($rest, $most);
			$result = $sleep($rest < 0 && $most > 0x7fffffff ? -1 : $part);
			if (function_exists('pcntl_signal_dispatch')) {
				pcntl_signal_dispatch();
			}
			$rest = $timeoutMs < 0 ? -1 : (int)max(0, ceil(($end - hrtime(true)) / 1e6));
			$late = $result < 0 && Library::$mn->mn_error_name($result) === 'ETIMEDOUT';
			// -EINTR is -4 on every system.
			if ($result !== -4 && !($late && $rest !== 0)) {
				return $result;
			}
		}
	}
}
