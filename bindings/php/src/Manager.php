<?php

declare(strict_types=1);

namespace Mmapnative;

/** Mappings of several owners with rights and limits; a mapping is a number. */
class Manager extends Handle
{
	use ManagerMethods;

	protected const KIND = 'manager';
	/** The number of MN_STATS_*. */
	private const STATS = ['offset', 'length', 'prot', 'resident', 'pages', 'owner', 'kind', 'shared', 'reads', 'writes', 'bytes_read', 'bytes_written', 'syncs'];

	protected function shut(): int
	{
		return Library::$mn->mn_manager_close($this->id);
	}

	/** A manager whose files are below $root; null allows every path. */
	public static function open(?string $root = null): static
	{
		if ($root !== null) {
			Library::text($root);
		}
		return new static(Library::done('mn_manager_open', null, Library::$mn->mn_manager_open($root)));
	}

	/** The region of a mapping, which the manager closes. */
	public function region(int $owner, int $mapping): Region
	{
		return new Region(Library::done('mn_manager_region', $mapping, Library::$mn->mn_manager_region($this->id, $owner, $mapping)), false);
	}

	/** @return array<string, int|string> the statistics of a mapping by name, and its path. */
	public function stats(int $owner, int $mapping): array
	{
		$numbers = Library::numbers(count(self::STATS));
		$path = Library::buffer(4097);
		$n = Library::done('mn_manager_stats', $mapping, Library::$mn->mn_manager_stats($this->id, $owner, $mapping, $numbers, count(self::STATS), $path, 4097));
		return array_combine(self::STATS, Library::listed($numbers, count(self::STATS))) + ['path' => \FFI::string($path, $n)];
	}

	/** A descriptor for another process, which the caller closes with Native::close(). */
	public function descriptor(int $owner, int $mapping): int
	{
		return Library::done('mn_manager_descriptor', $mapping, Library::$mn->mn_manager_descriptor($this->id, $owner, $mapping, null, 0));
	}
}
