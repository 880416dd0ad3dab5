<?php
// bindings/php/generate makes this file from share/mmapnative.json.

declare(strict_types=1);

namespace Mmapnative;

/** The functions that belong to no object.  An address is an int. */
final class Native
{
	/**
	 * mn_version.
	 * The version of the library, "MAJOR.MINOR.PATCH".
	 */
	public static function version(): ?string
	{
		return Library::$mn->mn_version();
	}

	/**
	 * mn_error_name.
	 * The name of an error: "EINVAL" for -EINVAL, "OK" for a code >= 0, and "EUNKNOWN" for a number that is no error
	 * of this platform.
	 */
	public static function errorName(int $code): ?string
	{
		return Library::$mn->mn_error_name($code);
	}

	/**
	 * mn_error_message.
	 * One English sentence for an error, the same for every call that returns it.
	 */
	public static function errorMessage(int $code): ?string
	{
		return Library::$mn->mn_error_message($code);
	}

	/**
	 * mn_constant_count.
	 * The number of names in the table.
	 */
	public static function constantCount(): int
	{
		return Library::$mn->mn_constant_count();
	}

	/**
	 * mn_constant_name.
	 * The name, and its group: the interface that the constant belongs to ("map", "madvise" ...).
	 */
	public static function constantName(int $index): ?string
	{
		Library::int32($index);
		return Library::$mn->mn_constant_name($index);
	}

	/**
	 * mn_constant_group.
	 * The name, and its group: the interface that the constant belongs to ("map", "madvise" ...).
	 */
	public static function constantGroup(int $index): ?string
	{
		Library::int32($index);
		return Library::$mn->mn_constant_group($index);
	}

	/**
	 * mn_constant_own.
	 * 1 for one of the library's own numbers, which are the same on every platform and come last in the table.
	 */
	public static function constantOwn(int $index): int
	{
		Library::int32($index);
		return Library::$mn->mn_constant_own($index);
	}

	/**
	 * mn_constant_value.
	 * The value on this platform.
	 */
	public static function constantValue(int $index): int
	{
		Library::int32($index);
		return Library::$mn->mn_constant_value($index);
	}

	/**
	 * mn_constant_find.
	 * Returns the index of a name. Throws ENOENT, EINVAL.
	 */
	public static function constantFind(string $name): int
	{
		Library::text($name);
		return Library::done('mn_constant_find', null, Library::$mn->mn_constant_find($name));
	}

	/**
	 * mn_supported.
	 * Tests whether the running kernel accepts a constant. Throws ENOENT, EINVAL, ENOTSUP.
	 */
	public static function supported(string $name): bool
	{
		Library::text($name);
		$result = Library::done('mn_supported', null, Library::$mn->mn_supported($name));
		return (bool)$result;
	}

	/**
	 * mn_fingerprint.
	 * A number > 0 that changes whenever a name or a value of the table changes, for callers that store values
	 * between runs.
	 */
	public static function fingerprint(): int
	{
		return Library::$mn->mn_fingerprint();
	}

	/**
	 * mn_page_size.
	 * The page size in bytes.
	 */
	public static function pageSize(): int
	{
		return Library::$mn->mn_page_size();
	}

	/**
	 * mn_mmap.
	 * Maps length bytes of descriptor fd from offset. Throws EPERM, EBADF, EAGAIN, ENOMEM, EACCES, EEXIST, ENODEV,
	 * EINVAL, ENFILE, ETXTBSY, EOVERFLOW, EOPNOTSUPP.
	 */
	public static function mmap(?int $addr, int $length, int $prot, int $flags, int $fd, int $offset): int
	{
		Library::int32($prot);
		Library::int32($flags);
		Library::int32($fd);
		return Library::address('mn_mmap', null, Library::$mn->mn_mmap(Library::pointer($addr), $length, $prot, $flags, $fd, $offset));
	}

	/**
	 * mn_munmap.
	 * Unmaps every page that holds a part of the range. Throws ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function munmap(?int $addr, int $length): void
	{
		Library::done('mn_munmap', null, Library::$mn->mn_munmap(Library::pointer($addr), $length));
	}

	/**
	 * mn_msync.
	 * Writes changes back to the file. Throws EIO, ENOMEM, EBUSY, EINVAL, EOVERFLOW.
	 */
	public static function msync(?int $addr, int $length, int $flags): void
	{
		Library::int32($flags);
		Library::done('mn_msync', null, Library::$mn->mn_msync(Library::pointer($addr), $length, $flags));
	}

	/**
	 * mn_madvise.
	 * Gives the kernel advice about a range. Throws EPERM, EIO, EBADF, EAGAIN, ENOMEM, EACCES, EFAULT, EBUSY,
	 * EINVAL, EOVERFLOW, EHWPOISON.
	 */
	public static function madvise(?int $addr, int $length, int $advice): void
	{
		Library::int32($advice);
		Library::done('mn_madvise', null, Library::$mn->mn_madvise(Library::pointer($addr), $length, $advice));
	}

	/**
	 * mn_posix_madvise.
	 * The same with POSIX_MADV_*. Throws ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function posixMadvise(?int $addr, int $length, int $advice): void
	{
		Library::int32($advice);
		Library::done('mn_posix_madvise', null, Library::$mn->mn_posix_madvise(Library::pointer($addr), $length, $advice));
	}

	/**
	 * mn_mprotect.
	 * Changes the protection. Throws ENOMEM, EACCES, EINVAL, EOVERFLOW.
	 */
	public static function mprotect(?int $addr, int $length, int $prot): void
	{
		Library::int32($prot);
		Library::done('mn_mprotect', null, Library::$mn->mn_mprotect(Library::pointer($addr), $length, $prot));
	}

	/**
	 * mn_mremap.
	 * Resizes or moves a mapping. Throws EAGAIN, ENOMEM, EFAULT, EINVAL, ENOSYS.
	 */
	public static function mremap(?int $old, int $oldLength, int $newLength, int $flags, ?int $newAddress): int
	{
		Library::int32($flags);
		return Library::address('mn_mremap', null, Library::$mn->mn_mremap(Library::pointer($old), $oldLength, $newLength, $flags, Library::pointer($newAddress)));
	}

	/**
	 * mn_mlock.
	 * mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them. Throws
	 * EPERM, EAGAIN, ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function mlock(?int $addr, int $length): void
	{
		Library::done('mn_mlock', null, Library::$mn->mn_mlock(Library::pointer($addr), $length));
	}

	/**
	 * mn_mlock2.
	 * mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them. Throws
	 * EPERM, EAGAIN, ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function mlock2(?int $addr, int $length, int $flags): void
	{
		Library::int32($flags);
		Library::done('mn_mlock2', null, Library::$mn->mn_mlock2(Library::pointer($addr), $length, $flags));
	}

	/**
	 * mn_munlock.
	 * mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them. Throws
	 * EPERM, EAGAIN, ENOMEM, EINVAL, EOVERFLOW.
	 */
	public static function munlock(?int $addr, int $length): void
	{
		Library::done('mn_munlock', null, Library::$mn->mn_munlock(Library::pointer($addr), $length));
	}

	/**
	 * mn_mlockall.
	 * mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them. Throws
	 * EPERM, EAGAIN, ENOMEM, EINVAL.
	 */
	public static function mlockall(int $flags): void
	{
		Library::int32($flags);
		Library::done('mn_mlockall', null, Library::$mn->mn_mlockall($flags));
	}

	/**
	 * mn_munlockall.
	 * mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them. Throws
	 * EPERM, EAGAIN, ENOMEM, EINVAL.
	 */
	public static function munlockall(): void
	{
		Library::done('mn_munlockall', null, Library::$mn->mn_munlockall());
	}

	/**
	 * mn_memfd_create.
	 * Creates a file in memory, without a path. Throws EPERM, ENOMEM, EACCES, EFAULT, EINVAL, ENFILE, EMFILE.
	 */
	public static function memfdCreate(string $name, int $flags): int
	{
		Library::text($name);
		Library::uint32($flags);
		return Library::done('mn_memfd_create', null, Library::$mn->mn_memfd_create($name, $flags));
	}

	/**
	 * mn_shm_open.
	 * mn_shm_open opens or creates named shared memory ("/name") and returns its descriptor. Throws ENOENT, EACCES,
	 * EFAULT, EEXIST, EINVAL, ENFILE, EMFILE, ENAMETOOLONG.
	 */
	public static function shmOpen(string $name, int $oflag, int $mode): int
	{
		Library::text($name);
		Library::int32($oflag);
		Library::uint32($mode);
		return Library::done('mn_shm_open', null, Library::$mn->mn_shm_open($name, $oflag, $mode));
	}

	/**
	 * mn_shm_unlink.
	 * mn_shm_unlink removes a name. Throws ENOENT, EACCES, EFAULT, EEXIST, EINVAL, ENFILE, EMFILE, ENAMETOOLONG.
	 */
	public static function shmUnlink(string $name): void
	{
		Library::text($name);
		Library::done('mn_shm_unlink', null, Library::$mn->mn_shm_unlink($name));
	}

	/**
	 * mn_pkey_alloc.
	 * mn_pkey_alloc returns a key; its rights apply to the calling thread. Throws ENOMEM, EACCES, EINVAL, ENOSPC.
	 */
	public static function pkeyAlloc(int $flags, int $rights): int
	{
		Library::uint32($flags);
		Library::uint32($rights);
		return Library::done('mn_pkey_alloc', null, Library::$mn->mn_pkey_alloc($flags, $rights));
	}

	/**
	 * mn_pkey_free.
	 * Protection keys. Throws ENOMEM, EACCES, EINVAL, ENOSPC.
	 */
	public static function pkeyFree(int $pkey): void
	{
		Library::int32($pkey);
		Library::done('mn_pkey_free', null, Library::$mn->mn_pkey_free($pkey));
	}

	/**
	 * mn_pkey_mprotect.
	 * Protection keys. Throws ENOMEM, EACCES, EINVAL, ENOSPC, EOVERFLOW.
	 */
	public static function pkeyMprotect(?int $addr, int $length, int $prot, int $pkey): void
	{
		Library::int32($prot);
		Library::int32($pkey);
		Library::done('mn_pkey_mprotect', null, Library::$mn->mn_pkey_mprotect(Library::pointer($addr), $length, $prot, $pkey));
	}

	/**
	 * mn_close.
	 * Closes a descriptor, for callers without a close of their own. Throws EINTR, EIO, EBADF, ENOSPC, EDQUOT.
	 */
	public static function close(int $fd): void
	{
		Library::int32($fd);
		Library::done('mn_close', null, Library::$mn->mn_close($fd));
	}

	/**
	 * mn_guard.
	 * Sets how accesses are guarded, in the whole process. Throws EINVAL.
	 */
	public static function guard(int $mode): int
	{
		Library::int32($mode);
		return Library::done('mn_guard', null, Library::$mn->mn_guard($mode));
	}

	/**
	 * mn_statistic.
	 * A count of the whole process, by name: "regions", "slices", "cursors", "followers" and "managers" that are
	 * open, "faults" that the process survived, "close_errors". Throws ENOENT, EINVAL.
	 */
	public static function statistic(string $name): int
	{
		Library::text($name);
		return Library::done('mn_statistic', null, Library::$mn->mn_statistic($name));
	}

	/**
	 * mn_is_ascii.
	 * Returns 1 if each of n bytes of the caller's own memory is ASCII (less than 128), and 0 if not. Throws EFAULT.
	 */
	public static function isAscii(string $bytes): bool
	{
		$result = Library::done('mn_is_ascii', null, Library::$mn->mn_is_ascii($bytes, strlen($bytes)));
		return (bool)$result;
	}
}
