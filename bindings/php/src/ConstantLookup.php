<?php

declare(strict_types=1);

namespace Mmapnative;

/** How Constant finds its values. */
trait ConstantLookup
{
	/** @var array<string, int> */
	private static array $values = [];

	/** The value of the constant $name.  Throws AbsentConstant or UnknownConstant. */
	public static function value(string $name): int
	{
		if (isset(self::$values[$name])) {
			return self::$values[$name];
		}
		$mn = Library::$mn;
		$index = str_contains($name, "\0") ? -1 : $mn->mn_constant_find($name);
		if ($index < 0) {
			throw new UnknownConstant($name);
		}
		$value = $mn->mn_constant_value($index);
		if ($value === $mn->mn_absent()) {
			throw new AbsentConstant($name);
		}
		return self::$values[$name] = $value;
	}

	/** @param list<mixed> $arguments */
	public static function __callStatic(string $name, array $arguments): int
	{
		return self::$values[$name] ?? self::value($name);
	}
}
