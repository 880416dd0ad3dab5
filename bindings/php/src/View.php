<?php

declare(strict_types=1);

namespace Mmapnative;

/**
 * The bytes of a slice without a copy, each an int from 0 to 255: $view[0].  It throws Error (EBADF) after the
 * slice is closed.  If another process cuts the file, an access through it ends the process: read() does not.
 */
final class View implements \ArrayAccess, \Countable, \IteratorAggregate
{
	private readonly \FFI\CData $bytes;
	private readonly int $length;
	private readonly bool $writable;

	public function __construct(private readonly Slice $slice)
	{
		$this->length = $slice->length();
		// The region's protection stays while the slice is held.
		$this->writable = (Library::$mn->mn_region_prot(Library::$mn->mn_slice_region($slice->id)) & 2) !== 0;
		$this->bytes = Library::$mn->cast('uint8_t *', Library::pointer($slice->address()));
	}

	private function check(int $at): void
	{
		if ($this->slice->closed()) {
			// The call fails, which gives the error its record.
			$this->slice->length();
		}
		if ($at < 0 || $at >= $this->length) {
			throw new \OutOfBoundsException("$at is not in a view of $this->length bytes");
		}
	}

	public function offsetExists(mixed $at): bool
	{
		return is_int($at) && $at >= 0 && $at < $this->length && !$this->slice->closed();
	}

	public function offsetGet(mixed $at): int
	{
		$this->check($at);
		return $this->bytes[$at];
	}

	public function offsetSet(mixed $at, mixed $byte): void
	{
		if (!is_int($at) || !is_int($byte) || $byte < 0 || $byte > 255) {
			throw new \ValueError('a view has bytes from 0 to 255 at int offsets');
		}
		$this->check($at);
		// The processor would end the process.
		if (!$this->writable) {
			throw new \LogicException('the region is not writable');
		}
		$this->bytes[$at] = $byte;
	}

	public function offsetUnset(mixed $at): void
	{
		throw new \LogicException('a view keeps its length');
	}

	public function count(): int
	{
		return $this->length;
	}

	public function getIterator(): \Generator
	{
		for ($i = 0; $i < $this->length; $i++) {
			yield $this->offsetGet($i);
		}
	}

	/** A string of $n bytes from $offset on, to the end by default. */
	public function bytes(int $offset = 0, ?int $n = null): string
	{
		$n ??= $this->length - $offset;
		if ($n === 0 && $offset >= 0 && $offset <= $this->length && !$this->slice->closed()) {
			return '';
		}
		$this->check($offset);
		if ($n < 0 || $n > $this->length - $offset) {
			throw new \OutOfBoundsException("$n bytes at $offset are not in a view of $this->length bytes");
		}
		return \FFI::string($this->bytes + $offset, $n);
	}

	/** The uint8_t pointer, for other functions of FFI.  Nothing guards it. */
	public function pointer(): \FFI\CData
	{
		$this->check(0);
		return $this->bytes;
	}
}
