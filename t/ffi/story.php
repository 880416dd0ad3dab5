<?php
// The story (story.md) in PHP, with bindings/php.

declare(strict_types=1);

require __DIR__ . '/../../bindings/php/autoload.php';

use Mmapnative\{AbsentConstant, Constant, Error, Native, Region, UnknownConstant};

function step(string $name, callable $f): void
{
	try {
		$f();
		echo "ok $name\n";
	} catch (Throwable $e) {
		echo "not ok $name: ", strtr($e->getMessage(), "\n", ' '), " (line {$e->getLine()})\n";
	}
}

function same(mixed $got, mixed $should, string $what): void
{
	$got === $should or throw new Exception("$what: " . var_export($got, true) . ' is not ' . var_export($should, true));
}

/** The exception, of the class $class, of a call that has to throw. */
function thrown(string $class, callable $f): Throwable
{
	try {
		$f();
	} catch (Throwable $e) {
		$e instanceof $class or throw $e;
		return $e;
	}
	throw new Exception("no $class");
}

function fails(string $name, callable $f): Error
{
	$e = thrown(Error::class, $f);
	same($e->name, $name, 'the name');
	return $e;
}

/** Adds 1 to the counter at 8 a thousand times. */
function add(Region $shared): void
{
	for ($i = 0; $i < 1000; $i++) {
		$shared->atomicAddU64(8, 1);
	}
}

function second(string $folder): void
{
	// A file that exists can still be empty: its creator gives it its length a moment later.
	while (!is_file("$folder/shared") || filesize("$folder/shared") !== 64) {
		usleep(10000);
		clearstatcache();
	}
	$shared = Region::open("$folder/shared", Constant::ACCESS_WRITE());
	add($shared);
	$shared->atomicStoreU32(0, 1);
	$shared->wake(0);
	$shared->await(4, 0, 60000) !== null or throw new Exception('the first process does not wake');
	$shared->close();
}

function costs(string $what, callable $f): void
{
	$n = 0;
	$start = hrtime(true);
	do {
		$f(1000);
		$n += 1000;
	} while (hrtime(true) - $start < 50e6);
	printf("costs %s %.1f\n", $what, (hrtime(true) - $start) / $n);
}

function first(string $folder): void
{
	echo 'is PHP ', PHP_VERSION, "\n";
	// S0-45: the constants by name and by function.
	step('constants', function () {
		same(Constant::PROT_READ() | Constant::PROT_WRITE(), 3, 'both');
		foreach (['PROT_READ', 'PROT_WRITE'] as $name) {
			same(Native::constantValue(Native::constantFind($name)), Constant::value($name), $name);
		}
		same(Constant::ACCESS_WRITE(), 2, 'our own');
		same(Native::supported('PROT_READ'), true, 'supported');
	});
	step('absent', function () {
		$absent = array_values(array_filter(['MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP'], fn ($name) => !Native::supported($name)));
		$absent !== [] or throw new Exception('each of the three exists');
		$e = thrown(AbsentConstant::class, fn () => Constant::value($absent[0]));
		str_contains($e->getMessage(), $absent[0]) or throw new Exception($e->getMessage());
		same(thrown(UnknownConstant::class, fn () => Constant::MAP_SHRED())->nearest, 'MAP_SHARED', 'the nearest name');
		// The binding refuses the number of an absent constant, so the plain function takes it.
		$mn = Mmapnative\Library::$mn;
		$flags = Constant::MAP_PRIVATE() | Constant::MAP_ANONYMOUS();
		same($mn->mn_error_name($mn->mn_mmap(null, Native::pageSize(), 3, $flags | $mn->mn_absent(), -1, 0)), 'EINVAL', 'absent flags');
		same($mn->mn_error_name($mn->mn_mmap(null, Native::pageSize(), 3 | $mn->mn_absent(), $flags, -1, 0)), 'EINVAL', 'absent protection');
		thrown(ValueError::class, fn () => Native::mmap(null, Native::pageSize(), 3, $flags | $mn->mn_absent(), -1, 0));
		// Memory by its address.
		$address = Native::mmap(null, Native::pageSize(), 3, $flags, -1, 0);
		$memory = FFI::cdef()->cast('char *', FFI::cdef()->cast('void *', $address));
		FFI::memcpy($memory, 'Hello', 5);
		same(FFI::string($memory, 5), 'Hello', 'memory');
		Native::munmap($address, Native::pageSize());
		fails('EINVAL', fn () => Native::mmap(null, 0, 3, $flags, -1, 0));
	});
	step('failure', function () use ($folder) {
		$e = fails('ENOENT', fn () => Region::open("$folder/nothing"));
		same([$e->getCode(), $e->call], [2, 'mn_region_open'], 'the call');
		str_contains($e->detail, "$folder/nothing") or throw new Exception($e->detail);
		$ten = Region::anonymous(10);
		$e = fails('ERANGE', fn () => $ten->read(8, 3));
		same([$e->offset, $e->length, $e->total, $e->holder, $e->id], [8, 3, 10, null, $ten->id], 'numbers');
		// F27: another call fails between the read and its error.
		$mn = Mmapnative\Library::$mn;
		$result = $mn->mn_region_read($ten->id, 8, Mmapnative\Library::buffer(3), 3);
		fails('ENOENT', fn () => Region::open("$folder/nothing"));
		$e = new Error('mn_region_read', $ten->id, $result);
		same([$e->name, $e->detail, $e->reason, $e->offset], ['ERANGE', $mn->mn_error_message($result), null, null], 'another record');
		// The same function with another region.
		$other = Region::anonymous(10);
		fails('ERANGE', fn () => $other->read(9, 3));
		$e = new Error('mn_region_read', $ten->id, $result);
		same([$e->detail, $e->offset], [$mn->mn_error_message($result), null], 'the record of another region');
		// What the language would change on its way to C.
		thrown(ValueError::class, fn () => $ten->putU32Le(0, 2 ** 32));
		thrown(ValueError::class, fn () => $ten->setI16Be(0, 32768));
		thrown(ValueError::class, fn () => Region::open("$folder/\0nothing"));
		thrown(TypeError::class, fn () => $ten->write(0, 5));
		fails('ERANGE', fn () => $ten->read(-1, 1));
	});
	step('region', function () use ($folder) {
		$r = Region::create("$folder/story", 10);
		same([$r->path(), $r->length()], ["$folder/story", 10], 'path and length');
		$r->write(2, 'Hello');
		same($r->read(2, 5), 'Hello', 'read');
		same([$r->find('llo'), $r->count('l'), $r->rfind('l')], [4, 2, 5], 'find');
		$r->resize(20);
		$bytes = file_get_contents("$folder/story");
		same([strlen($bytes), substr($bytes, 2, 5)], [20, 'Hello'], 'the file');
		foreach ([['Le', 'V', 'P'], ['Be', 'N', 'J']] as [$order, $small, $large]) {
			foreach ([1, 0x12345678, 0xffffffff] as $n) {
				$r->{"setU32$order"}(8, $n);
				same([$r->{"getU32$order"}(8), unpack($small, $r->read(8, 4))[1]], [$n, $n], '32 bits');
			}
			// PHP's int is signed: -1 has the bits of the largest one.
			foreach ([1, 0x123456789abcdef0, PHP_INT_MIN, -1] as $n) {
				$r->{"setU64$order"}(8, $n);
				same([$r->{"getU64$order"}(8), unpack($large, $r->read(8, 8))[1]], [$n, $n], '64 bits');
			}
		}
		same(sprintf('%u', $r->getU64Le(8)), '18446744073709551615', 'the largest');
		$r->setF64Le(8, 0.1);
		same($r->getF64Le(8), 0.1, 'a double');
		$c = $r->cursor();
		$c->seek(2);
		same($c->read(5), 'Hello', 'the cursor');
		same($r->atomicCompareExchangeU32(12, $r->atomicLoadU32(12), 7, $before), true, 'exchanged');
		same($r->atomicCompareExchangeU32(12, 8, 9, $before), false, 'not exchanged');
		same($before, 7, 'the value before');
		$r->write(2, 'Hello');
		// The last reference closes the region.
		$id = $r->id;
		unset($c, $r);
		same(Mmapnative\Library::$mn->mn_error_name(Mmapnative\Library::$mn->mn_region_length($id)), 'EBADF', 'closed by itself');
	});
	step('slice', function () use ($folder) {
		$r = Region::open("$folder/story", Constant::ACCESS_WRITE());
		$slice = $r->slice(2, 5);
		$view = $slice->view();
		same($slice->mode(), 0, 'mode');
		same([count($view), $view->bytes(), $view[1]], [5, 'Hello', ord('e')], 'view');
		$view[0] = ord('J');
		same($r->read(2, 5), 'Jello', 'written through');
		thrown(OutOfBoundsException::class, fn () => $view[5]);
		$e = fails('EBUSY', fn () => $r->close());
		same([$e->holder, $e->holderOffset, $e->holderLength], [$slice->id, 2, 5], 'the holder');
		str_contains($e->detail, (string)$slice->id) or throw new Exception($e->detail);
		$slice->close();
		fails('EBADF', fn () => $view[0]);
		fails('EBADF', fn () => $view->bytes());
		echo "view guarded\n";
		$r->close();
		$r = Region::open("$folder/story");
		$view = $r->slice()->view();
		thrown(LogicException::class, fn () => $view[0] = 1);
	});
	step('wait', function () use ($folder) {
		$shared = Region::create("$folder/shared", 64);
		add($shared);
		$shared->await(0, 0, 60000) !== null or throw new Exception('the second process does not wake');
		same($shared->atomicLoadU64(8), 2000, 'the counter');
		$shared->atomicStoreU32(4, 1);
		$shared->wake(4);
		same($shared->wait(16, 0, 20), false, 'the time limit');
		if (function_exists('pcntl_setitimer') || function_exists('pcntl_alarm')) {
			// A signal of PHP's runs its handler during the wait, which goes on.
			$came = 0;
			pcntl_signal(SIGALRM, function () use (&$came) { $came++; }, false);
			pcntl_alarm(1);
			$start = hrtime(true);
			same($shared->wait(16, 0, 1300), false, 'the wait');
			same($came, 1, 'the handler');
			hrtime(true) - $start >= 1.3e9 or throw new Exception('the wait is too short');
			pcntl_signal(SIGALRM, SIG_DFL);
		}
		$shared->close();
	});
	step('cut', function () use ($folder) {
		$page = Native::pageSize();
		file_put_contents("$folder/cut", str_repeat("\1", 3 * $page));
		$r = Region::open("$folder/cut", Constant::ACCESS_WRITE());
		if (function_exists('pcntl_signal')) {
			pcntl_signal(SIGBUS, function () { });
		}
		ftruncate(fopen("$folder/cut", 'r+'), 0);
		fails('EIO', fn () => $r->read($page, 8));
		same($r->truncated(), true, 'truncated');
		$r->close();
	});
	step('close', function () {
		$r = Region::anonymous(10);
		$r->close();
		$r->close();
		fails('EBADF', fn () => $r->read(0, 1));
	});
	echo "skip threads: PHP has none\n";
	$r = Region::anonymous(64);
	costs('constant', function (int $n) {
		for ($i = 0; $i < $n; $i++) {
			Constant::PROT_WRITE();
		}
	});
	// The plain function takes a buffer that is used again; Region::read returns a new string.
	$mn = Mmapnative\Library::$mn;
	$buffer = Mmapnative\Library::buffer(8);
	costs('read', function (int $n) use ($mn, $r, $buffer) {
		for ($i = 0; $i < $n; $i++) {
			$mn->mn_region_read($r->id, 0, $buffer, 8);
		}
	});
}

try {
	$argv[1] === 'first' ? first($argv[2]) : second($argv[2]);
} catch (Throwable $e) {
	fwrite(STDERR, $e->getMessage() . "\n");
	exit(1);
}
