<?php

declare(strict_types=1);

namespace Mmapnative;

/** A constant that this platform lacks. */
final class AbsentConstant extends \DomainException
{
	public function __construct(public readonly string $name)
	{
		parent::__construct("$name does not exist on this platform");
	}
}
