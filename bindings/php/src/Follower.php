<?php

declare(strict_types=1);

namespace Mmapnative;

/** Reads what is appended to a file, also after the file was replaced. */
class Follower extends Handle
{
	use FollowerMethods;

	protected const KIND = 'follow';

	protected function shut(): int
	{
		return Library::$mn->mn_follow_close($this->id);
	}

	/** Follows a file from a byte on. */
	public static function open(string $path, int $from = 0): static
	{
		Library::text($path);
		return new static(Library::done('mn_follow_open', null, Library::$mn->mn_follow_open($path, $from)));
	}
}
