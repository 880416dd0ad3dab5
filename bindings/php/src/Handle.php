<?php

declare(strict_types=1);

namespace Mmapnative;

/** An object with an id of the library.  It closes itself with its last reference. */
abstract class Handle
{
	private bool $closed = false;

	/** Takes an id of the plain functions; $own is false if another closes it. */
	public function __construct(public readonly int $id, private readonly bool $own = true)
	{
	}

	/** The C function that closes the id, with its result. */
	abstract protected function shut(): int;

	/** Closes the id.  Once it is closed, this does nothing.  Throws Error. */
	public function close(): void
	{
		if ($this->closed || !$this->own) {
			$this->closed = true;
			return;
		}
		$result = $this->shut();
		// The others leave the object open, so that it can be closed later.
		$this->closed = !in_array($result, [-16, -12, -1], true);
		if ($result < 0) {
			throw new Error('mn_' . static::KIND . '_close', $this->id, $result);
		}
	}

	public function closed(): bool
	{
		return $this->closed;
	}

	/** For the collector, which closes in any order and has no caller for an error. */
	protected function release(): void
	{
		$this->shut();
	}

	public function __destruct()
	{
		if (!$this->closed && $this->own) {
			$this->closed = true;
			$this->release();
		}
	}

	/** Two objects would close one id. */
	private function __clone()
	{
	}

	public function __serialize(): array
	{
		throw new \LogicException('an id belongs to its process');
	}
}
