<?php

declare(strict_types=1);

namespace Mmapnative;

/** A name that no platform has; nearest is the most similar one that exists. */
final class UnknownConstant extends \DomainException
{
	public readonly string $nearest;

	public function __construct(public readonly string $name)
	{
		$best = [PHP_INT_MAX, ''];
		for ($i = 0, $n = Library::$mn->mn_constant_count(); $i < $n; $i++) {
			$other = Library::$mn->mn_constant_name($i);
			$best = min($best, [levenshtein($name, $other), $other]);
		}
		$this->nearest = $best[1];
		parent::__construct("$name is no constant: is it $this->nearest?");
	}
}
