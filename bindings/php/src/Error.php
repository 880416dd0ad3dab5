<?php

declare(strict_types=1);

namespace Mmapnative;

/** A call of the library that failed.  getCode() is the errno, a positive number. */
class Error extends \RuntimeException
{
	/** The error's name: "ENOENT". */
	public readonly string $name;
	/** The failure in one sentence, with the object or file and a remedy. */
	public readonly string $detail;
	/** The same without the object; null if the record is not this call's. */
	public readonly ?string $reason;
	/** The C function. */
	public readonly string $call;
	/** What the failure records, each null if it does not: the id that was passed, bytes, and the slice in the way. */
	public readonly ?int $id, $offset, $length, $total, $holder, $holderOffset, $holderLength, $holderThread;

	/** $result is what the C function $call returned; $id is the id that was passed to it, if one was. */
	public function __construct(string $call, ?int $id, int $result)
	{
		$mn = Library::$mn;
		// A handler or another caller can have failed since: the record is then not this call's.
		$own = $mn->mn_error_call() === $call && $mn->mn_error_number(0) === $result && ($id === null || $mn->mn_error_number(1) === $id);
		$number = static function (int $which) use ($mn, $own): ?int {
			$n = $own ? $mn->mn_error_number($which) : null;
			return $n === $mn->mn_absent() ? null : $n;
		};
		$this->name = $mn->mn_error_name($result);
		$this->detail = $own ? $mn->mn_error_detail() : $mn->mn_error_message($result);
		$this->reason = $own ? $mn->mn_error_reason() : null;
		$this->call = $call;
		foreach (['id', 'offset', 'length', 'total', 'holder', 'holderOffset', 'holderLength', 'holderThread'] as $i => $name) {
			$this->$name = $number($i + 1);
		}
		parent::__construct("$this->name: $this->detail", -$result);
	}
}
