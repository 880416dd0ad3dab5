<?php

declare(strict_types=1);

namespace Mmapnative;

/** A counted view of a region, which cannot close or move meanwhile. */
class Slice extends Handle
{
	use SliceMethods;

	protected const KIND = 'slice';

	public function __construct(int $id, private readonly ?Region $region = null)
	{
		parent::__construct($id);
	}

	protected function shut(): int
	{
		return Library::$mn->mn_slice_close($this->id);
	}

	/** The region's object. */
	public function region(): ?Region
	{
		return $this->region;
	}

	/** The address of the first byte, valid until the slice is closed; the library guards no access through it. */
	public function address(): int
	{
		return Library::address('mn_slice_address', $this->id, Library::$mn->mn_slice_address($this->id));
	}

	/** The bytes without a copy. */
	public function view(): View
	{
		return new View($this);
	}
}
