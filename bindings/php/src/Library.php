<?php

declare(strict_types=1);

namespace Mmapnative;

/** The loaded library, and how a call becomes a result or an Error.  Not for programs. */
final class Library
{
	/** The functions of mmapnative.cdef. */
	public static \FFI $mn;
	/** @var array<string, \FFI\CType> */
	private static array $types = [];

	/** Finds the library, and binds its functions when its version is right. */
	public static function load(): void
	{
		if (!extension_loaded('ffi')) {
			throw new \RuntimeException('mmapnative: the PHP extension FFI is missing: install it, or set extension=ffi in php.ini');
		}
		$name = self::name();
		try {
			// Another version can lack functions, so its version is asked for alone.
			$version = \FFI::cdef('const char *mn_version(void);', $name)->mn_version();
		} catch (\FFI\Exception $e) {
			if (str_contains($e->getMessage(), 'restricted')) {
				throw new \RuntimeException('mmapnative: PHP does not allow FFI here: set ffi.enable=true in php.ini');
			}
			throw new \RuntimeException("mmapnative: the library $name was not found ({$e->getMessage()}): install it, or set MMAPNATIVE_LIB to its path");
		}
		if (!str_starts_with($version, '0.2.')) {
			throw new \RuntimeException("mmapnative: $name is version $version of the library, and this binding needs 0.2: install that version, or set MMAPNATIVE_LIB to its path");
		}
		self::$mn = \FFI::cdef(file_get_contents(__DIR__ . '/mmapnative.cdef'), $name);
		// pcntl_signal can take SIGBUS from the library: a cut file would then stop the process for ever.
		// MN_GUARD_CHECKED examines the handler at each access.
		if (function_exists('pcntl_signal')) {
			self::$mn->mn_guard(2);
		}
	}

	private static function name(): string
	{
		$set = getenv('MMAPNATIVE_LIB');
		if ($set !== false && $set !== '') {
			return $set;
		}
		$root = dirname(__DIR__, 3);
		return is_file("$root/mmapnative.h") && is_file("$root/build/libmmapnative.so") ? "$root/build/libmmapnative.so" : 'libmmapnative.so.0';
	}

	/** Returns the result of the C function $call, or throws it.  $id is the id that was passed, if one was. */
	public static function done(string $call, ?int $id, int $result): int
	{
		if ($result < 0) {
			throw new Error($call, $id, $result);
		}
		return $result;
	}

	/** As done, for an address: those of some machines are negative. */
	public static function address(string $call, ?int $id, int $result): int
	{
		if ($result < 0 && $result >= -4095) {
			throw new Error($call, $id, $result);
		}
		return $result;
	}

	public static function cell(string $type): \FFI\CData
	{
		return self::$mn->new(self::$types[$type] ??= self::$mn->type($type));
	}

	/** A buffer of $n bytes, which is the caller's. */
	public static function buffer(int $n, string $type = 'char'): \FFI\CData
	{
		if ($n < 0) {
			throw new \ValueError("a length of $n bytes");
		}
		// FFI has no arrays without elements.
		return self::$mn->new($type . '[' . max($n, 1) . ']');
	}

	public static function numbers(int $n): \FFI\CData
	{
		self::uint32($n);
		return self::$mn->new('int64_t[' . max($n, 1) . ']');
	}

	/** @return list<int> */
	public static function listed(\FFI\CData $numbers, int $n): array
	{
		$list = [];
		for ($i = 0; $i < $n; $i++) {
			$list[] = $numbers[$i];
		}
		return $list;
	}

	public static function pointer(?int $address): ?\FFI\CData
	{
		return $address === null ? null : self::$mn->cast('void *', $address);
	}

	/** PHP drops the upper bits of a number that does not fit, so the binding refuses it. */
	private static function within(int $number, int $from, int $to): void
	{
		if ($number < $from || $number > $to) {
			throw new \ValueError("$number is not in $from to $to");
		}
	}

	public static function int16(int $number): void
	{
		self::within($number, -0x8000, 0x7fff);
	}

	public static function uint16(int $number): void
	{
		self::within($number, 0, 0xffff);
	}

	public static function int32(int $number): void
	{
		self::within($number, -0x80000000, 0x7fffffff);
	}

	public static function uint32(int $number): void
	{
		self::within($number, 0, 0xffffffff);
	}

	/** C would stop at a zero byte, and open another path. */
	public static function text(string $text): void
	{
		if (str_contains($text, "\0")) {
			throw new \ValueError('a name or path with a zero byte');
		}
	}
}

Library::load();
