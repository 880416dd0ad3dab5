<?php

declare(strict_types=1);

namespace Mmapnative;

/** A place in a region that moves as it reads, as a file's does. */
class Cursor extends Handle
{
	use CursorMethods;

	protected const KIND = 'cursor';

	public function __construct(int $id, private readonly ?Region $region = null)
	{
		parent::__construct($id);
	}

	protected function shut(): int
	{
		return Library::$mn->mn_cursor_close($this->id);
	}

	public function region(): ?Region
	{
		return $this->region;
	}

	/** Moves past a line, and returns its offset and length with the newline; null at the end. */
	public function nextLine(): ?array
	{
		$cell = Library::cell('uint64_t');
		$length = Library::done('mn_cursor_next_line', $this->id, Library::$mn->mn_cursor_next_line($this->id, \FFI::addr($cell)));
		return $length === 0 ? null : [$cell->cdata, $length];
	}
}
