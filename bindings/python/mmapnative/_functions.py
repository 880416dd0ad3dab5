# Made from share/mmapnative.json by `generate mmapnative/_functions.py`: edit that program, not this file.
"""The functions of the library: their types, and their Python forms."""

from __future__ import annotations

import os
from ctypes import c_char, c_double, c_float, c_int16, c_int32, c_int64, c_uint16, c_uint32, c_uint64
from typing import List, Optional, Tuple, Type, TypeVar

from ._library import Buffer, Path, TO_END, beyond, failure, mn, source, text

Made = TypeVar('Made')


def version() -> str:
    """The version of the library, "MAJOR.MINOR.PATCH"."""
    result = mn.mn_version()
    return os.fsdecode(result)


def error_name(code: int) -> str:
    """The name of an error: "EINVAL" for -EINVAL, "OK" for a code >= 0, and "EUNKNOWN" for a number that is no error of this platform."""
    if code + (1 << 63) >> 64:
        raise beyond('code', code, 1, 64)
    result = mn.mn_error_name(code)
    return os.fsdecode(result)


def error_message(code: int) -> str:
    """One English sentence for an error, the same for every call that returns it."""
    if code + (1 << 63) >> 64:
        raise beyond('code', code, 1, 64)
    result = mn.mn_error_message(code)
    return os.fsdecode(result)


def constant_count() -> int:
    """The number of names in the table."""
    return mn.mn_constant_count()


def constant_name(index: int) -> Optional[str]:
    """The name, and its group: the interface that the constant belongs to ("map", "madvise" ...)."""
    if index + (1 << 31) >> 32:
        raise beyond('index', index, 1, 32)
    result = mn.mn_constant_name(index)
    return None if result is None else os.fsdecode(result)


def constant_group(index: int) -> Optional[str]:
    """The name, and its group: the interface that the constant belongs to ("map", "madvise" ...)."""
    if index + (1 << 31) >> 32:
        raise beyond('index', index, 1, 32)
    result = mn.mn_constant_group(index)
    return None if result is None else os.fsdecode(result)


def constant_own(index: int) -> int:
    """1 for one of the library's own numbers, which are the same on every platform and come last in the table."""
    if index + (1 << 31) >> 32:
        raise beyond('index', index, 1, 32)
    return mn.mn_constant_own(index)


def constant_value(index: int) -> int:
    """The value on this platform."""
    if index + (1 << 31) >> 32:
        raise beyond('index', index, 1, 32)
    return mn.mn_constant_value(index)


def constant_find(name: Path) -> int:
    """Returns the index of a name."""
    name = text(name)
    result = mn.mn_constant_find(name)
    if result < 0:
        raise failure('mn_constant_find', result, None)
    return result


def supported(name: Path) -> bool:
    """Tests whether the running kernel accepts a constant."""
    name = text(name)
    result = mn.mn_supported(name)
    if result < 0:
        raise failure('mn_supported', result, None)
    return result != 0


def fingerprint() -> int:
    """A number > 0 that changes whenever a name or a value of the table changes, for callers that store values between runs."""
    return mn.mn_fingerprint()


def page_size() -> int:
    """The page size in bytes."""
    return mn.mn_page_size()


def mmap(addr: Optional[int], length: int, prot: int, flags: int, fd: int, offset: int = 0) -> int:
    """Maps length bytes of descriptor fd from offset."""
    if offset + (1 << 63) >> 64:
        raise beyond('offset', offset, 1, 64)
    if fd + (1 << 31) >> 32:
        raise beyond('fd', fd, 1, 32)
    if flags + (1 << 31) >> 32:
        raise beyond('flags', flags, 1, 32)
    if prot + (1 << 31) >> 32:
        raise beyond('prot', prot, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_mmap(addr, length, prot, flags, fd, offset)
    if -4096 < result < 0:
        raise failure('mn_mmap', result, None)
    return result


def munmap(addr: Optional[int], length: int) -> None:
    """Unmaps every page that holds a part of the range."""
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_munmap(addr, length)
    if result < 0:
        raise failure('mn_munmap', result, None)


def msync(addr: Optional[int], length: int, flags: int) -> None:
    """Writes changes back to the file."""
    if flags + (1 << 31) >> 32:
        raise beyond('flags', flags, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_msync(addr, length, flags)
    if result < 0:
        raise failure('mn_msync', result, None)


def madvise(addr: Optional[int], length: int, advice: int) -> None:
    """Gives the kernel advice about a range."""
    if advice + (1 << 31) >> 32:
        raise beyond('advice', advice, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_madvise(addr, length, advice)
    if result < 0:
        raise failure('mn_madvise', result, None)


def posix_madvise(addr: Optional[int], length: int, advice: int) -> None:
    """The same with POSIX_MADV_*."""
    if advice + (1 << 31) >> 32:
        raise beyond('advice', advice, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_posix_madvise(addr, length, advice)
    if result < 0:
        raise failure('mn_posix_madvise', result, None)


def mprotect(addr: Optional[int], length: int, prot: int) -> None:
    """Changes the protection."""
    if prot + (1 << 31) >> 32:
        raise beyond('prot', prot, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_mprotect(addr, length, prot)
    if result < 0:
        raise failure('mn_mprotect', result, None)


def mremap(old: Optional[int], old_length: int, new_length: int, flags: int, new_address: Optional[int]) -> int:
    """Resizes or moves a mapping."""
    if flags + (1 << 31) >> 32:
        raise beyond('flags', flags, 1, 32)
    if new_length >> 64:
        raise beyond('new_length', new_length, 0, 64)
    if old_length >> 64:
        raise beyond('old_length', old_length, 0, 64)
    result = mn.mn_mremap(old, old_length, new_length, flags, new_address)
    if -4096 < result < 0:
        raise failure('mn_mremap', result, None)
    return result


def mlock(addr: Optional[int], length: int) -> None:
    """mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them."""
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_mlock(addr, length)
    if result < 0:
        raise failure('mn_mlock', result, None)


def mlock2(addr: Optional[int], length: int, flags: int) -> None:
    """mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them."""
    if flags + (1 << 31) >> 32:
        raise beyond('flags', flags, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_mlock2(addr, length, flags)
    if result < 0:
        raise failure('mn_mlock2', result, None)


def munlock(addr: Optional[int], length: int) -> None:
    """mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them."""
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_munlock(addr, length)
    if result < 0:
        raise failure('mn_munlock', result, None)


def mlockall(flags: int) -> None:
    """mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them."""
    if flags + (1 << 31) >> 32:
        raise beyond('flags', flags, 1, 32)
    result = mn.mn_mlockall(flags)
    if result < 0:
        raise failure('mn_mlockall', result, None)


def munlockall() -> None:
    """mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them."""
    result = mn.mn_munlockall()
    if result < 0:
        raise failure('mn_munlockall', result, None)


def memfd_create(name: Path, flags: int) -> int:
    """Creates a file in memory, without a path."""
    if flags >> 32:
        raise beyond('flags', flags, 0, 32)
    name = text(name)
    result = mn.mn_memfd_create(name, flags)
    if result < 0:
        raise failure('mn_memfd_create', result, None)
    return result


def shm_open(name: Path, oflag: int, mode: int) -> int:
    """mn_shm_open opens or creates named shared memory ("/name") and returns its descriptor."""
    if mode >> 32:
        raise beyond('mode', mode, 0, 32)
    if oflag + (1 << 31) >> 32:
        raise beyond('oflag', oflag, 1, 32)
    name = text(name)
    result = mn.mn_shm_open(name, oflag, mode)
    if result < 0:
        raise failure('mn_shm_open', result, None)
    return result


def shm_unlink(name: Path) -> None:
    """mn_shm_unlink removes a name."""
    name = text(name)
    result = mn.mn_shm_unlink(name)
    if result < 0:
        raise failure('mn_shm_unlink', result, None)


def pkey_alloc(flags: int, rights: int) -> int:
    """mn_pkey_alloc returns a key; its rights apply to the calling thread."""
    if rights >> 32:
        raise beyond('rights', rights, 0, 32)
    if flags >> 32:
        raise beyond('flags', flags, 0, 32)
    result = mn.mn_pkey_alloc(flags, rights)
    if result < 0:
        raise failure('mn_pkey_alloc', result, None)
    return result


def pkey_free(pkey: int) -> None:
    """Protection keys."""
    if pkey + (1 << 31) >> 32:
        raise beyond('pkey', pkey, 1, 32)
    result = mn.mn_pkey_free(pkey)
    if result < 0:
        raise failure('mn_pkey_free', result, None)


def pkey_mprotect(addr: Optional[int], length: int, prot: int, pkey: int) -> None:
    """Protection keys."""
    if pkey + (1 << 31) >> 32:
        raise beyond('pkey', pkey, 1, 32)
    if prot + (1 << 31) >> 32:
        raise beyond('prot', prot, 1, 32)
    if length >> 64:
        raise beyond('length', length, 0, 64)
    result = mn.mn_pkey_mprotect(addr, length, prot, pkey)
    if result < 0:
        raise failure('mn_pkey_mprotect', result, None)


def close(fd: int) -> None:
    """Closes a descriptor, for callers without a close of their own."""
    if fd + (1 << 31) >> 32:
        raise beyond('fd', fd, 1, 32)
    result = mn.mn_close(fd)
    if result < 0:
        raise failure('mn_close', result, None)


def guard(mode: int) -> int:
    """Sets how accesses are guarded, in the whole process."""
    if mode + (1 << 31) >> 32:
        raise beyond('mode', mode, 1, 32)
    result = mn.mn_guard(mode)
    if result < 0:
        raise failure('mn_guard', result, None)
    return result


def statistic(name: Path) -> int:
    """A count of the whole process, by name: "regions", "slices", "cursors", "followers" and "managers" that are open, "faults" that the process survived, "close_errors"."""
    name = text(name)
    result = mn.mn_statistic(name)
    if result < 0:
        raise failure('mn_statistic', result, None)
    return result


def is_ascii(bytes: Buffer) -> bool:
    """Returns 1 if each of n bytes of the caller's own memory is ASCII (less than 128), and 0 if not."""
    bytes, n = source(bytes)
    result = mn.mn_is_ascii(bytes, n)
    if result < 0:
        raise failure('mn_is_ascii', result, None)
    return result != 0


class RegionFunctions:
    __slots__ = ()

    @classmethod
    def open(cls: Type[Made], path: Path, access: int = 1, offset: int = 0, length: int = -1) -> Made:
        """Opens a file and maps it."""
        if length + (1 << 63) >> 64:
            raise beyond('length', length, 1, 64)
        if offset + (1 << 63) >> 64:
            raise beyond('offset', offset, 1, 64)
        if access + (1 << 31) >> 32:
            raise beyond('access', access, 1, 32)
        path = text(path)
        result = mn.mn_region_open(path, access, offset, length)
        if result < 0:
            raise failure('mn_region_open', result, None)
        return cls._made(result)

    @classmethod
    def create(cls: Type[Made], path: Path, length: int) -> Made:
        """Creates a file of length bytes with all its blocks allocated, and maps it for writing."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        path = text(path)
        result = mn.mn_region_create(path, length)
        if result < 0:
            raise failure('mn_region_create', result, None)
        return cls._made(result)

    @classmethod
    def open_or_create(cls: Type[Made], path: Path, offset: int, length: int) -> Made:
        """Opens a file for writing, or creates it as mn_region_create does, and maps length bytes from offset on."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        if offset + (1 << 63) >> 64:
            raise beyond('offset', offset, 1, 64)
        path = text(path)
        result = mn.mn_region_open_or_create(path, offset, length)
        if result < 0:
            raise failure('mn_region_open_or_create', result, None)
        return cls._made(result)

    @classmethod
    def map(cls: Type[Made], fd: int, offset: int = 0, length: int = -1, access: int = 1, prot: int = 0, flags: int = 0, options: int = 0) -> Made:
        """Maps an open descriptor, which remains the caller's."""
        if options >> 32:
            raise beyond('options', options, 0, 32)
        if flags + (1 << 31) >> 32:
            raise beyond('flags', flags, 1, 32)
        if prot + (1 << 31) >> 32:
            raise beyond('prot', prot, 1, 32)
        if access + (1 << 31) >> 32:
            raise beyond('access', access, 1, 32)
        if length + (1 << 63) >> 64:
            raise beyond('length', length, 1, 64)
        if offset + (1 << 63) >> 64:
            raise beyond('offset', offset, 1, 64)
        if fd + (1 << 31) >> 32:
            raise beyond('fd', fd, 1, 32)
        result = mn.mn_region_map(fd, offset, length, access, prot, flags, options)
        if result < 0:
            raise failure('mn_region_map', result, None)
        return cls._made(result)

    @classmethod
    def anonymous(cls: Type[Made], length: int) -> Made:
        """mn_region_anonymous maps private zeroed memory."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        result = mn.mn_region_anonymous(length)
        if result < 0:
            raise failure('mn_region_anonymous', result, None)
        return cls._made(result)

    @classmethod
    def reserve(cls: Type[Made], length: int) -> Made:
        """mn_region_reserve reserves address space that allows no access until mn_region_protect."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        result = mn.mn_region_reserve(length)
        if result < 0:
            raise failure('mn_region_reserve', result, None)
        return cls._made(result)

    @classmethod
    def memfd(cls: Type[Made], name: Path, length: int, mfd_flags: int = 0) -> Made:
        """Creates a file in memory, without a path, and maps it."""
        if mfd_flags >> 32:
            raise beyond('mfd_flags', mfd_flags, 0, 32)
        if length >> 64:
            raise beyond('length', length, 0, 64)
        name = text(name)
        result = mn.mn_region_memfd(name, length, mfd_flags)
        if result < 0:
            raise failure('mn_region_memfd', result, None)
        return cls._made(result)

    @classmethod
    def shared(cls: Type[Made], name: Path, length: int) -> Made:
        """Creates or joins named shared memory ("/name")."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        name = text(name)
        result = mn.mn_region_shared(name, length)
        if result < 0:
            raise failure('mn_region_shared', result, None)
        return cls._made(result)

    @classmethod
    def shared_join(cls: Type[Made], name: Path, access: int = 2) -> Made:
        """Joins named shared memory that exists, and never creates it."""
        if access + (1 << 31) >> 32:
            raise beyond('access', access, 1, 32)
        name = text(name)
        result = mn.mn_region_shared_join(name, access)
        if result < 0:
            raise failure('mn_region_shared_join', result, None)
        return cls._made(result)

    @property
    def length(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_length(self._id)
        if result < 0:
            raise failure('mn_region_length', result, self._id)
        return result

    @property
    def offset(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_offset(self._id)
        if result < 0:
            raise failure('mn_region_offset', result, self._id)
        return result

    @property
    def file_size(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_file_size(self._id)
        if result < 0:
            raise failure('mn_region_file_size', result, self._id)
        return result

    @property
    def access(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_access(self._id)
        if result < 0:
            raise failure('mn_region_access', result, self._id)
        return result

    @property
    def prot(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_prot(self._id)
        if result < 0:
            raise failure('mn_region_prot', result, self._id)
        return result

    @property
    def flags(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_flags(self._id)
        if result < 0:
            raise failure('mn_region_flags', result, self._id)
        return result

    @property
    def fd(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_fd(self._id)
        if result < 0:
            raise failure('mn_region_fd', result, self._id)
        return result

    @property
    def page_size(self) -> int:
        """The properties of a region, all as int64_t."""
        result = mn.mn_region_page_size(self._id)
        if result < 0:
            raise failure('mn_region_page_size', result, self._id)
        return result

    @property
    def truncated(self) -> bool:
        """1 after an access, a sync or a check found the file shorter than its range, until a refresh."""
        result = mn.mn_region_truncated(self._id)
        if result < 0:
            raise failure('mn_region_truncated', result, self._id)
        return result != 0

    @property
    def path(self) -> str:
        """Copies the path and a zero byte to buffer, and returns the path's length without the zero byte."""
        result = mn.mn_region_path(self._id, None, 0)
        if result < 0:
            raise failure('mn_region_path', result, self._id)
        capacity = result + 1
        buffer = (c_char * capacity)()
        result = mn.mn_region_path(self._id, buffer, capacity)
        if result < 0:
            raise failure('mn_region_path', result, self._id)
        return os.fsdecode(buffer.raw[:result])

    @property
    def resident(self) -> int:
        """mn_region_resident returns how many of the region's pages are in memory."""
        result = mn.mn_region_resident(self._id)
        if result < 0:
            raise failure('mn_region_resident', result, self._id)
        return result

    def read(self, offset: int, n: int) -> bytes:
        """Read or write the whole range, and return n."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_region_read(self._id, offset, buffer, n)
        if result < 0:
            raise failure('mn_region_read', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write(self, offset: int, buffer: Buffer) -> int:
        """Read or write the whole range, and return n."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_region_write(self._id, offset, buffer, n)
        if result < 0:
            raise failure('mn_region_write', result, self._id)
        return result

    def read_wait(self, offset: int, n: int, timeout_ms: int = -1) -> bytes:
        """The same, but wait until the conflicting slices are closed."""
        if timeout_ms + (1 << 31) >> 32:
            raise beyond('timeout_ms', timeout_ms, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_region_read_wait(self._id, offset, buffer, n, timeout_ms)
        if result < 0:
            raise failure('mn_region_read_wait', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write_wait(self, offset: int, buffer: Buffer, timeout_ms: int = -1) -> int:
        """The same, but wait until the conflicting slices are closed."""
        if timeout_ms + (1 << 31) >> 32:
            raise beyond('timeout_ms', timeout_ms, 1, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_region_write_wait(self._id, offset, buffer, n, timeout_ms)
        if result < 0:
            raise failure('mn_region_write_wait', result, self._id)
        return result

    def read_strided(self, offset: int, step: int, n: int) -> bytes:
        """Read or write n single bytes."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if step + (1 << 63) >> 64:
            raise beyond('step', step, 1, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_region_read_strided(self._id, offset, step, n, buffer)
        if result < 0:
            raise failure('mn_region_read_strided', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write_strided(self, offset: int, step: int, buffer: Buffer) -> int:
        """Read or write n single bytes."""
        if step + (1 << 63) >> 64:
            raise beyond('step', step, 1, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_region_write_strided(self._id, offset, step, n, buffer)
        if result < 0:
            raise failure('mn_region_write_strided', result, self._id)
        return result

    def get_u8(self, offset: int) -> int:
        """Get one byte (0 to 255), or set one and return 0."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_get_u8(self._id, offset)
        if result < 0:
            raise failure('mn_region_get_u8', result, self._id)
        return result

    def set_u8(self, offset: int, value: int) -> None:
        """Get one byte (0 to 255), or set one and return 0."""
        if value >> 32:
            raise beyond('value', value, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_set_u8(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_set_u8', result, self._id)

    def get_u16_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint16()
        result = mn.mn_region_get_u16_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u16_le', result, self._id)
        return value.value

    def set_u16_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 16:
            raise beyond('value', value, 0, 16)
        result = mn.mn_region_set_u16_le(self._id, offset, c_uint16(value))
        if result < 0:
            raise failure('mn_region_set_u16_le', result, self._id)

    def get_u16_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint16()
        result = mn.mn_region_get_u16_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u16_be', result, self._id)
        return value.value

    def set_u16_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 16:
            raise beyond('value', value, 0, 16)
        result = mn.mn_region_set_u16_be(self._id, offset, c_uint16(value))
        if result < 0:
            raise failure('mn_region_set_u16_be', result, self._id)

    def get_u32_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint32()
        result = mn.mn_region_get_u32_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u32_le', result, self._id)
        return value.value

    def set_u32_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 32:
            raise beyond('value', value, 0, 32)
        result = mn.mn_region_set_u32_le(self._id, offset, c_uint32(value))
        if result < 0:
            raise failure('mn_region_set_u32_le', result, self._id)

    def get_u32_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint32()
        result = mn.mn_region_get_u32_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u32_be', result, self._id)
        return value.value

    def set_u32_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 32:
            raise beyond('value', value, 0, 32)
        result = mn.mn_region_set_u32_be(self._id, offset, c_uint32(value))
        if result < 0:
            raise failure('mn_region_set_u32_be', result, self._id)

    def get_u64_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint64()
        result = mn.mn_region_get_u64_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u64_le', result, self._id)
        return value.value

    def set_u64_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 64:
            raise beyond('value', value, 0, 64)
        result = mn.mn_region_set_u64_le(self._id, offset, c_uint64(value))
        if result < 0:
            raise failure('mn_region_set_u64_le', result, self._id)

    def get_u64_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint64()
        result = mn.mn_region_get_u64_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_u64_be', result, self._id)
        return value.value

    def set_u64_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value >> 64:
            raise beyond('value', value, 0, 64)
        result = mn.mn_region_set_u64_be(self._id, offset, c_uint64(value))
        if result < 0:
            raise failure('mn_region_set_u64_be', result, self._id)

    def get_i16_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int16()
        result = mn.mn_region_get_i16_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i16_le', result, self._id)
        return value.value

    def set_i16_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 15) >> 16:
            raise beyond('value', value, 1, 16)
        result = mn.mn_region_set_i16_le(self._id, offset, c_int16(value))
        if result < 0:
            raise failure('mn_region_set_i16_le', result, self._id)

    def get_i16_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int16()
        result = mn.mn_region_get_i16_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i16_be', result, self._id)
        return value.value

    def set_i16_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 15) >> 16:
            raise beyond('value', value, 1, 16)
        result = mn.mn_region_set_i16_be(self._id, offset, c_int16(value))
        if result < 0:
            raise failure('mn_region_set_i16_be', result, self._id)

    def get_i32_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int32()
        result = mn.mn_region_get_i32_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i32_le', result, self._id)
        return value.value

    def set_i32_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 31) >> 32:
            raise beyond('value', value, 1, 32)
        result = mn.mn_region_set_i32_le(self._id, offset, c_int32(value))
        if result < 0:
            raise failure('mn_region_set_i32_le', result, self._id)

    def get_i32_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int32()
        result = mn.mn_region_get_i32_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i32_be', result, self._id)
        return value.value

    def set_i32_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 31) >> 32:
            raise beyond('value', value, 1, 32)
        result = mn.mn_region_set_i32_be(self._id, offset, c_int32(value))
        if result < 0:
            raise failure('mn_region_set_i32_be', result, self._id)

    def get_i64_le(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int64()
        result = mn.mn_region_get_i64_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i64_le', result, self._id)
        return value.value

    def set_i64_le(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 63) >> 64:
            raise beyond('value', value, 1, 64)
        result = mn.mn_region_set_i64_le(self._id, offset, c_int64(value))
        if result < 0:
            raise failure('mn_region_set_i64_le', result, self._id)

    def get_i64_be(self, offset: int) -> int:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_int64()
        result = mn.mn_region_get_i64_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_i64_be', result, self._id)
        return value.value

    def set_i64_be(self, offset: int, value: int) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if value + (1 << 63) >> 64:
            raise beyond('value', value, 1, 64)
        result = mn.mn_region_set_i64_be(self._id, offset, c_int64(value))
        if result < 0:
            raise failure('mn_region_set_i64_be', result, self._id)

    def get_f32_le(self, offset: int) -> float:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_float()
        result = mn.mn_region_get_f32_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_f32_le', result, self._id)
        return value.value

    def set_f32_le(self, offset: int, value: float) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_set_f32_le(self._id, offset, c_float(value))
        if result < 0:
            raise failure('mn_region_set_f32_le', result, self._id)

    def get_f32_be(self, offset: int) -> float:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_float()
        result = mn.mn_region_get_f32_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_f32_be', result, self._id)
        return value.value

    def set_f32_be(self, offset: int, value: float) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_set_f32_be(self._id, offset, c_float(value))
        if result < 0:
            raise failure('mn_region_set_f32_be', result, self._id)

    def get_f64_le(self, offset: int) -> float:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_double()
        result = mn.mn_region_get_f64_le(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_f64_le', result, self._id)
        return value.value

    def set_f64_le(self, offset: int, value: float) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_set_f64_le(self._id, offset, c_double(value))
        if result < 0:
            raise failure('mn_region_set_f64_le', result, self._id)

    def get_f64_be(self, offset: int) -> float:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_double()
        result = mn.mn_region_get_f64_be(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_get_f64_be', result, self._id)
        return value.value

    def set_f64_be(self, offset: int, value: float) -> None:
        """Get or set a number of the named type."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_set_f64_be(self._id, offset, c_double(value))
        if result < 0:
            raise failure('mn_region_set_f64_be', result, self._id)

    def u8(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u8(self._id, offset)
        if result < 0:
            raise failure('mn_region_u8', result, self._id)
        return result

    def u16_le(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u16_le(self._id, offset)
        if result < 0:
            raise failure('mn_region_u16_le', result, self._id)
        return result

    def u16_be(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u16_be(self._id, offset)
        if result < 0:
            raise failure('mn_region_u16_be', result, self._id)
        return result

    def u32_le(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u32_le(self._id, offset)
        if result < 0:
            raise failure('mn_region_u32_le', result, self._id)
        return result

    def u32_be(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u32_be(self._id, offset)
        if result < 0:
            raise failure('mn_region_u32_be', result, self._id)
        return result

    def u64_le(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u64_le(self._id, offset)
        if result < 0:
            raise failure('mn_region_u64_le', result, self._id)
        return result

    def u64_be(self, offset: int) -> int:
        """The same without a buffer: return the unsigned number itself."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_u64_be(self._id, offset)
        if result < 0:
            raise failure('mn_region_u64_be', result, self._id)
        return result

    def put_u16_le(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u16_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u16_le', result, self._id)

    def put_u16_be(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u16_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u16_be', result, self._id)

    def put_u32_le(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u32_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u32_le', result, self._id)

    def put_u32_be(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u32_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u32_be', result, self._id)

    def put_u64_le(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 64:
            raise beyond('number', number, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u64_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u64_le', result, self._id)

    def put_u64_be(self, offset: int, number: int) -> None:
        """Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one."""
        if number >> 64:
            raise beyond('number', number, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_put_u64_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_region_put_u64_be', result, self._id)

    def fill(self, offset: int, n: int, byte: int) -> None:
        """Writes the same byte n times; n INT64_MAX means up to the end."""
        if byte >> 32:
            raise beyond('byte', byte, 0, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_fill(self._id, offset, n, byte)
        if result < 0:
            raise failure('mn_region_fill', result, self._id)

    def move(self, to: int, from_: int = 0, n: int = TO_END) -> None:
        """Copies n bytes within the region; the ranges may overlap."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if from_ >> 64:
            raise beyond('from_', from_, 0, 64)
        if to >> 64:
            raise beyond('to', to, 0, 64)
        result = mn.mn_region_move(self._id, to, from_, n)
        if result < 0:
            raise failure('mn_region_move', result, self._id)

    def find(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_region_find(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_region_find', result, self._id)
        return result

    def rfind(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_region_rfind(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_region_rfind', result, self._id)
        return result

    def count(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """mn_region_count returns how many matches there are without overlap."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_region_count(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_region_count', result, self._id)
        return result

    def durable(self) -> None:
        """Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the system has it)."""
        result = mn.mn_region_durable(self._id)
        if result < 0:
            raise failure('mn_region_durable', result, self._id)

    def protect(self, offset: int, n: int, prot: int) -> None:
        """Changes the protection of every page that holds a part of the range."""
        if prot + (1 << 31) >> 32:
            raise beyond('prot', prot, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_protect(self._id, offset, n, prot)
        if result < 0:
            raise failure('mn_region_protect', result, self._id)

    def advise(self, offset: int, n: int, advice: int) -> None:
        """Gives the kernel advice that preserves every byte."""
        if advice + (1 << 31) >> 32:
            raise beyond('advice', advice, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_advise(self._id, offset, n, advice)
        if result < 0:
            raise failure('mn_region_advise', result, self._id)

    def discard(self, offset: int = 0, n: int = TO_END) -> None:
        """Discards the contents of the pages that lie completely in the range."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_discard(self._id, offset, n)
        if result < 0:
            raise failure('mn_region_discard', result, self._id)

    def lock(self, offset: int = 0, n: int = TO_END) -> None:
        """mn_region_lock keeps pages in memory, and mn_region_unlock releases them."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_lock(self._id, offset, n)
        if result < 0:
            raise failure('mn_region_lock', result, self._id)

    def unlock(self, offset: int = 0, n: int = TO_END) -> None:
        """mn_region_lock keeps pages in memory, and mn_region_unlock releases them."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_unlock(self._id, offset, n)
        if result < 0:
            raise failure('mn_region_unlock', result, self._id)

    def populate(self, offset: int = 0, n: int = TO_END) -> None:
        """mn_region_populate brings pages into memory without changing their contents."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_populate(self._id, offset, n)
        if result < 0:
            raise failure('mn_region_populate', result, self._id)

    def set_fork_policy(self, policy: int) -> None:
        """Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the platform does without a policy; MN_FORK_ABSENT (1) nothing, and the id is closed in the child; MN_FORK_ZERO (2) zeros."""
        if policy + (1 << 31) >> 32:
            raise beyond('policy', policy, 1, 32)
        result = mn.mn_region_set_fork_policy(self._id, policy)
        if result < 0:
            raise failure('mn_region_set_fork_policy', result, self._id)

    def set_name(self, name: Optional[Path]) -> None:
        """Sets the name of an anonymous mapping in /proc/PID/maps."""
        name = None if name is None else text(name)
        result = mn.mn_region_set_name(self._id, name)
        if result < 0:
            raise failure('mn_region_set_name', result, self._id)

    def resize(self, length: int) -> None:
        """Sets a new length for file and mapping together."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        result = mn.mn_region_resize(self._id, length)
        if result < 0:
            raise failure('mn_region_resize', result, self._id)

    def refresh(self) -> int:
        """Adapts the region to changes of its file, and returns the new length."""
        result = mn.mn_region_refresh(self._id)
        if result < 0:
            raise failure('mn_region_refresh', result, self._id)
        return result

    def atomic_load_u32(self, offset: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint32()
        result = mn.mn_region_atomic_load_u32(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_atomic_load_u32', result, self._id)
        return value.value

    def atomic_store_u32(self, offset: int, value: int) -> None:
        """Atomic operations, sequentially consistent, also between processes."""
        if value >> 32:
            raise beyond('value', value, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_atomic_store_u32(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_atomic_store_u32', result, self._id)

    def atomic_add_u32(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 32:
            raise beyond('operand', operand, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_add_u32(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_add_u32', result, self._id)
        return previous.value

    def atomic_and_u32(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 32:
            raise beyond('operand', operand, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_and_u32(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_and_u32', result, self._id)
        return previous.value

    def atomic_or_u32(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 32:
            raise beyond('operand', operand, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_or_u32(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_or_u32', result, self._id)
        return previous.value

    def atomic_xor_u32(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 32:
            raise beyond('operand', operand, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_xor_u32(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_xor_u32', result, self._id)
        return previous.value

    def atomic_exchange_u32(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 32:
            raise beyond('operand', operand, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_exchange_u32(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_exchange_u32', result, self._id)
        return previous.value

    def atomic_compare_exchange_u32(self, offset: int, expected: int, desired: int) -> Tuple[bool, int]:
        """Atomic operations, sequentially consistent, also between processes."""
        if desired >> 32:
            raise beyond('desired', desired, 0, 32)
        if expected >> 32:
            raise beyond('expected', expected, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint32()
        result = mn.mn_region_atomic_compare_exchange_u32(self._id, offset, expected, desired, previous)
        if result < 0:
            raise failure('mn_region_atomic_compare_exchange_u32', result, self._id)
        return result != 0, previous.value

    def atomic_load_u64(self, offset: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        value = c_uint64()
        result = mn.mn_region_atomic_load_u64(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_atomic_load_u64', result, self._id)
        return value.value

    def atomic_store_u64(self, offset: int, value: int) -> None:
        """Atomic operations, sequentially consistent, also between processes."""
        if value >> 64:
            raise beyond('value', value, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_atomic_store_u64(self._id, offset, value)
        if result < 0:
            raise failure('mn_region_atomic_store_u64', result, self._id)

    def atomic_add_u64(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 64:
            raise beyond('operand', operand, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_add_u64(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_add_u64', result, self._id)
        return previous.value

    def atomic_and_u64(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 64:
            raise beyond('operand', operand, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_and_u64(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_and_u64', result, self._id)
        return previous.value

    def atomic_or_u64(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 64:
            raise beyond('operand', operand, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_or_u64(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_or_u64', result, self._id)
        return previous.value

    def atomic_xor_u64(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 64:
            raise beyond('operand', operand, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_xor_u64(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_xor_u64', result, self._id)
        return previous.value

    def atomic_exchange_u64(self, offset: int, operand: int) -> int:
        """Atomic operations, sequentially consistent, also between processes."""
        if operand >> 64:
            raise beyond('operand', operand, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_exchange_u64(self._id, offset, operand, previous)
        if result < 0:
            raise failure('mn_region_atomic_exchange_u64', result, self._id)
        return previous.value

    def atomic_compare_exchange_u64(self, offset: int, expected: int, desired: int) -> Tuple[bool, int]:
        """Atomic operations, sequentially consistent, also between processes."""
        if desired >> 64:
            raise beyond('desired', desired, 0, 64)
        if expected >> 64:
            raise beyond('expected', expected, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        previous = c_uint64()
        result = mn.mn_region_atomic_compare_exchange_u64(self._id, offset, expected, desired, previous)
        if result < 0:
            raise failure('mn_region_atomic_compare_exchange_u64', result, self._id)
        return result != 0, previous.value

    def wake_u32(self, offset: int, count: int = 2147483647) -> int:
        """mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset equals expected, and return 0 when mn_region_wake_u32 wakes them, in this process or another."""
        if count + (1 << 31) >> 32:
            raise beyond('count', count, 1, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_region_wake_u32(self._id, offset, count)
        if result < 0:
            raise failure('mn_region_wake_u32', result, self._id)
        return result

    def next_slice(self, after: int = 0) -> int:
        """Lists the slices of a region: returns the smallest slice id greater than `after`; start with 0."""
        if after + (1 << 63) >> 64:
            raise beyond('after', after, 1, 64)
        result = mn.mn_region_next_slice(self._id, after)
        if result < 0:
            raise failure('mn_region_next_slice', result, self._id)
        return result


class SliceFunctions:
    __slots__ = ()

    @property
    def offset(self) -> int:
        """mn_slice_offset, _length, _mode and _region return what the slice was opened with."""
        result = mn.mn_slice_offset(self._id)
        if result < 0:
            raise failure('mn_slice_offset', result, self._id)
        return result

    @property
    def length(self) -> int:
        """mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed."""
        result = mn.mn_slice_length(self._id)
        if result < 0:
            raise failure('mn_slice_length', result, self._id)
        return result

    @property
    def mode(self) -> int:
        """mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed."""
        result = mn.mn_slice_mode(self._id)
        if result < 0:
            raise failure('mn_slice_mode', result, self._id)
        return result

    @property
    def thread(self) -> int:
        """mn_slice_thread returns the system's number of the thread that opened it."""
        result = mn.mn_slice_thread(self._id)
        if result < 0:
            raise failure('mn_slice_thread', result, self._id)
        return result

    def read(self, offset: int, n: int) -> bytes:
        """Access the bytes of a slice, with the bounds, guard and errors of a region."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_slice_read(self._id, offset, buffer, n)
        if result < 0:
            raise failure('mn_slice_read', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write(self, offset: int, buffer: Buffer) -> int:
        """Access the bytes of a slice, with the bounds, guard and errors of a region."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_slice_write(self._id, offset, buffer, n)
        if result < 0:
            raise failure('mn_slice_write', result, self._id)
        return result

    def get_u8(self, offset: int) -> int:
        """Access the bytes of a slice, with the bounds, guard and errors of a region."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_get_u8(self._id, offset)
        if result < 0:
            raise failure('mn_slice_get_u8', result, self._id)
        return result

    def set_u8(self, offset: int, value: int) -> None:
        """Access the bytes of a slice, with the bounds, guard and errors of a region."""
        if value >> 32:
            raise beyond('value', value, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_set_u8(self._id, offset, value)
        if result < 0:
            raise failure('mn_slice_set_u8', result, self._id)

    def read_wait(self, offset: int, n: int, timeout_ms: int = -1) -> bytes:
        """As mn_region_read_wait and mn_region_write_wait."""
        if timeout_ms + (1 << 31) >> 32:
            raise beyond('timeout_ms', timeout_ms, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_slice_read_wait(self._id, offset, buffer, n, timeout_ms)
        if result < 0:
            raise failure('mn_slice_read_wait', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write_wait(self, offset: int, buffer: Buffer, timeout_ms: int = -1) -> int:
        """As mn_region_read_wait and mn_region_write_wait."""
        if timeout_ms + (1 << 31) >> 32:
            raise beyond('timeout_ms', timeout_ms, 1, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_slice_write_wait(self._id, offset, buffer, n, timeout_ms)
        if result < 0:
            raise failure('mn_slice_write_wait', result, self._id)
        return result

    def read_strided(self, offset: int, step: int, n: int) -> bytes:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if step + (1 << 63) >> 64:
            raise beyond('step', step, 1, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_slice_read_strided(self._id, offset, step, n, buffer)
        if result < 0:
            raise failure('mn_slice_read_strided', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write_strided(self, offset: int, step: int, buffer: Buffer) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if step + (1 << 63) >> 64:
            raise beyond('step', step, 1, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        buffer, n = source(buffer)
        result = mn.mn_slice_write_strided(self._id, offset, step, n, buffer)
        if result < 0:
            raise failure('mn_slice_write_strided', result, self._id)
        return result

    def u8(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u8(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u8', result, self._id)
        return result

    def u16_le(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u16_le(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u16_le', result, self._id)
        return result

    def u16_be(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u16_be(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u16_be', result, self._id)
        return result

    def u32_le(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u32_le(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u32_le', result, self._id)
        return result

    def u32_be(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u32_be(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u32_be', result, self._id)
        return result

    def u64_le(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u64_le(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u64_le', result, self._id)
        return result

    def u64_be(self, offset: int) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_u64_be(self._id, offset)
        if result < 0:
            raise failure('mn_slice_u64_be', result, self._id)
        return result

    def put_u16_le(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u16_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u16_le', result, self._id)

    def put_u16_be(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u16_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u16_be', result, self._id)

    def put_u32_le(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u32_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u32_le', result, self._id)

    def put_u32_be(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 32:
            raise beyond('number', number, 0, 32)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u32_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u32_be', result, self._id)

    def put_u64_le(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 64:
            raise beyond('number', number, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u64_le(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u64_le', result, self._id)

    def put_u64_be(self, offset: int, number: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if number >> 64:
            raise beyond('number', number, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_put_u64_be(self._id, offset, number)
        if result < 0:
            raise failure('mn_slice_put_u64_be', result, self._id)

    def fill(self, offset: int, n: int, byte: int) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if byte >> 32:
            raise beyond('byte', byte, 0, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        result = mn.mn_slice_fill(self._id, offset, n, byte)
        if result < 0:
            raise failure('mn_slice_fill', result, self._id)

    def move(self, to: int, from_: int = 0, n: int = TO_END) -> None:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if from_ >> 64:
            raise beyond('from_', from_, 0, 64)
        if to >> 64:
            raise beyond('to', to, 0, 64)
        result = mn.mn_slice_move(self._id, to, from_, n)
        if result < 0:
            raise failure('mn_slice_move', result, self._id)

    def find(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_slice_find(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_slice_find', result, self._id)
        return result

    def rfind(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_slice_rfind(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_slice_rfind', result, self._id)
        return result

    def count(self, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        needle, n = source(needle)
        result = mn.mn_slice_count(self._id, start, end, needle, n)
        if result < 0:
            raise failure('mn_slice_count', result, self._id)
        return result

    def check(self) -> None:
        """Returns 0 if every page of the slice is present now and the file does not end before the slice does."""
        result = mn.mn_slice_check(self._id)
        if result < 0:
            raise failure('mn_slice_check', result, self._id)


class CursorFunctions:
    __slots__ = ()

    def seek(self, offset: int = 0, whence: int = 0) -> int:
        """mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2), and returns the new position."""
        if whence + (1 << 31) >> 32:
            raise beyond('whence', whence, 1, 32)
        if offset + (1 << 63) >> 64:
            raise beyond('offset', offset, 1, 64)
        result = mn.mn_cursor_seek(self._id, offset, whence)
        if result < 0:
            raise failure('mn_cursor_seek', result, self._id)
        return result

    def tell(self) -> int:
        """mn_cursor_tell returns the position."""
        result = mn.mn_cursor_tell(self._id)
        if result < 0:
            raise failure('mn_cursor_tell', result, self._id)
        return result

    def read(self, n: int) -> bytes:
        """Reads up to n bytes, as many as are left, and returns how many; 0 at the end."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        buffer = (c_char * n)()
        result = mn.mn_cursor_read(self._id, buffer, n)
        if result < 0:
            raise failure('mn_cursor_read', result, self._id)
        return buffer.raw if result == n else buffer.raw[:result]

    def write(self, buffer: Buffer) -> int:
        """Writes all n bytes and returns n."""
        buffer, n = source(buffer)
        result = mn.mn_cursor_write(self._id, buffer, n)
        if result < 0:
            raise failure('mn_cursor_write', result, self._id)
        return result

    def read_byte(self) -> int:
        """Read one byte (0 to 255), or write one and return 0."""
        result = mn.mn_cursor_read_byte(self._id)
        if result < 0:
            raise failure('mn_cursor_read_byte', result, self._id)
        return result

    def write_byte(self, value: int) -> None:
        """Read one byte (0 to 255), or write one and return 0."""
        if value >> 32:
            raise beyond('value', value, 0, 32)
        result = mn.mn_cursor_write_byte(self._id, value)
        if result < 0:
            raise failure('mn_cursor_write_byte', result, self._id)

    def read_line(self, capacity: int = 65536) -> bytes:
        """mn_cursor_read_line copies the line; a line that exceeds the buffer comes in pieces."""
        if capacity >> 64:
            raise beyond('capacity', capacity, 0, 64)
        buffer = (c_char * capacity)()
        result = mn.mn_cursor_read_line(self._id, buffer, capacity)
        if result < 0:
            raise failure('mn_cursor_read_line', result, self._id)
        return buffer.raw if result == capacity else buffer.raw[:result]

    def next_line(self) -> Tuple[int, int]:
        """mn_cursor_next_line copies nothing: *offset becomes the line's offset; offset may be NULL."""
        offset = c_uint64()
        result = mn.mn_cursor_next_line(self._id, offset)
        if result < 0:
            raise failure('mn_cursor_next_line', result, self._id)
        return result, offset.value

    def find(self, needle: Buffer) -> int:
        """mn_region_find from the position on."""
        needle, n = source(needle)
        result = mn.mn_cursor_find(self._id, needle, n)
        if result < 0:
            raise failure('mn_cursor_find', result, self._id)
        return result


class FollowerFunctions:
    __slots__ = ()

    @classmethod
    def open(cls: Type[Made], path: Path, from_: int = 0) -> Made:
        """Opens a follower for a path."""
        if from_ + (1 << 63) >> 64:
            raise beyond('from_', from_, 1, 64)
        path = text(path)
        result = mn.mn_follow_open(path, from_)
        if result < 0:
            raise failure('mn_follow_open', result, None)
        return cls._made(result)

    @classmethod
    def region(cls: Type[Made], region: int) -> Made:
        """Opens a follower for the path of a region."""
        if region + (1 << 63) >> 64:
            raise beyond('region', region, 1, 64)
        result = mn.mn_follow_region(region)
        if result < 0:
            raise failure('mn_follow_region', result, None)
        return cls._made(result)

    @property
    def generation(self) -> int:
        """mn_follow_generation returns the number of the file that the last bytes came from: 0 before the first ones, 1 for the first file."""
        result = mn.mn_follow_generation(self._id)
        if result < 0:
            raise failure('mn_follow_generation', result, self._id)
        return result

    @property
    def offset(self) -> int:
        """mn_follow_offset returns the offset of the next byte in the file that is read, where a later mn_follow_open may begin; 0 if no file came yet."""
        result = mn.mn_follow_offset(self._id)
        if result < 0:
            raise failure('mn_follow_offset', result, self._id)
        return result


class ManagerFunctions:
    __slots__ = ()

    @classmethod
    def open(cls: Type[Made], root: Optional[Path] = None) -> Made:
        """Opens a manager for the directory root."""
        root = None if root is None else text(root)
        result = mn.mn_manager_open(root)
        if result < 0:
            raise failure('mn_manager_open', result, None)
        return cls._made(result)

    def grant(self, owner: int, rights: int) -> None:
        """mn_manager_grant replaces the rights of an owner, which begins with none."""
        if rights >> 32:
            raise beyond('rights', rights, 0, 32)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_grant(self._id, owner, rights)
        if result < 0:
            raise failure('mn_manager_grant', result, self._id)

    def rights(self, owner: int) -> int:
        """mn_manager_rights returns the rights."""
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_rights(self._id, owner)
        if result < 0:
            raise failure('mn_manager_rights', result, self._id)
        return result

    def limit(self, owner: int, mappings: int, bytes: int) -> None:
        """Limits how many mappings, and how many bytes in all, an owner may have."""
        if bytes + (1 << 63) >> 64:
            raise beyond('bytes', bytes, 1, 64)
        if mappings + (1 << 63) >> 64:
            raise beyond('mappings', mappings, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_limit(self._id, owner, mappings, bytes)
        if result < 0:
            raise failure('mn_manager_limit', result, self._id)

    def map(self, owner: int, path: Path, offset: int, length: int, prot: int, shared: int) -> int:
        """Maps a file beneath the root."""
        if shared + (1 << 31) >> 32:
            raise beyond('shared', shared, 1, 32)
        if prot + (1 << 31) >> 32:
            raise beyond('prot', prot, 1, 32)
        if length + (1 << 63) >> 64:
            raise beyond('length', length, 1, 64)
        if offset + (1 << 63) >> 64:
            raise beyond('offset', offset, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        path = text(path)
        result = mn.mn_manager_map(self._id, owner, path, offset, length, prot, shared)
        if result < 0:
            raise failure('mn_manager_map', result, self._id)
        return result

    def map_anonymous(self, owner: int, length: int) -> int:
        """mn_manager_map_anonymous maps private zeroed memory."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_map_anonymous(self._id, owner, length)
        if result < 0:
            raise failure('mn_manager_map_anonymous', result, self._id)
        return result

    def map_memfd(self, owner: int, name: Path, length: int) -> int:
        """mn_manager_map_memfd maps a file in memory, whose descriptor can be passed on."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        name = text(name)
        result = mn.mn_manager_map_memfd(self._id, owner, name, length)
        if result < 0:
            raise failure('mn_manager_map_memfd', result, self._id)
        return result

    def read(self, owner: int, mapping: int, offset: int, n: int) -> bytes:
        """As mn_region_read and mn_region_write."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        buffer = (c_char * n)()
        result = mn.mn_manager_read(self._id, owner, mapping, offset, buffer, n)
        if result < 0:
            raise failure('mn_manager_read', result, mapping)
        return buffer.raw if result == n else buffer.raw[:result]

    def read_up_to(self, owner: int, mapping: int, offset: int, n: int) -> bytes:
        """mn_manager_read_up_to reads at most n bytes, as many as the mapping has, and returns how many."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        buffer = (c_char * n)()
        result = mn.mn_manager_read_up_to(self._id, owner, mapping, offset, buffer, n)
        if result < 0:
            raise failure('mn_manager_read_up_to', result, mapping)
        return buffer.raw if result == n else buffer.raw[:result]

    def write(self, owner: int, mapping: int, offset: int, buffer: Buffer) -> int:
        """As mn_region_read and mn_region_write."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        buffer, n = source(buffer)
        result = mn.mn_manager_write(self._id, owner, mapping, offset, buffer, n)
        if result < 0:
            raise failure('mn_manager_write', result, mapping)
        return result

    def sync(self, owner: int, mapping: int) -> None:
        """Writes the mapping back and waits."""
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_sync(self._id, owner, mapping)
        if result < 0:
            raise failure('mn_manager_sync', result, mapping)

    def unmap(self, owner: int, mapping: int, sync: int) -> None:
        """Closes a mapping."""
        if sync + (1 << 31) >> 32:
            raise beyond('sync', sync, 1, 32)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_unmap(self._id, owner, mapping, sync)
        if result < 0:
            raise failure('mn_manager_unmap', result, mapping)

    def protect(self, owner: int, mapping: int, offset: int, n: int, prot: int) -> None:
        """As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits."""
        if prot + (1 << 31) >> 32:
            raise beyond('prot', prot, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_protect(self._id, owner, mapping, offset, n, prot)
        if result < 0:
            raise failure('mn_manager_protect', result, mapping)

    def advise(self, owner: int, mapping: int, offset: int, n: int, advice: int) -> None:
        """As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits."""
        if advice + (1 << 31) >> 32:
            raise beyond('advice', advice, 1, 32)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_advise(self._id, owner, mapping, offset, n, advice)
        if result < 0:
            raise failure('mn_manager_advise', result, mapping)

    def populate(self, owner: int, mapping: int, offset: int = 0, n: int = TO_END) -> None:
        """As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits."""
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_populate(self._id, owner, mapping, offset, n)
        if result < 0:
            raise failure('mn_manager_populate', result, mapping)

    def resize(self, owner: int, mapping: int, length: int) -> None:
        """As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits."""
        if length >> 64:
            raise beyond('length', length, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_resize(self._id, owner, mapping, length)
        if result < 0:
            raise failure('mn_manager_resize', result, mapping)

    def refresh(self, owner: int, mapping: int) -> int:
        """As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits."""
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_refresh(self._id, owner, mapping)
        if result < 0:
            raise failure('mn_manager_refresh', result, mapping)
        return result

    def find(self, owner: int, mapping: int, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As mn_region_find, _rfind and _count."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        needle, n = source(needle)
        result = mn.mn_manager_find(self._id, owner, mapping, start, end, needle, n)
        if result < 0:
            raise failure('mn_manager_find', result, mapping)
        return result

    def rfind(self, owner: int, mapping: int, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As mn_region_find, _rfind and _count."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        needle, n = source(needle)
        result = mn.mn_manager_rfind(self._id, owner, mapping, start, end, needle, n)
        if result < 0:
            raise failure('mn_manager_rfind', result, mapping)
        return result

    def count(self, owner: int, mapping: int, needle: Buffer, start: int = 0, end: int = TO_END) -> int:
        """As mn_region_find, _rfind and _count."""
        if end >> 64:
            raise beyond('end', end, 0, 64)
        if start >> 64:
            raise beyond('start', start, 0, 64)
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        needle, n = source(needle)
        result = mn.mn_manager_count(self._id, owner, mapping, start, end, needle, n)
        if result < 0:
            raise failure('mn_manager_count', result, mapping)
        return result

    def close_owner(self, owner: int, sync: int) -> Tuple[int, int]:
        """Closes all mappings of an owner, and returns how many."""
        if sync + (1 << 31) >> 32:
            raise beyond('sync', sync, 1, 32)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        bytes = c_int64()
        result = mn.mn_manager_close_owner(self._id, owner, sync, bytes)
        if result < 0:
            raise failure('mn_manager_close_owner', result, self._id)
        return result, bytes.value

    def next(self, owner: int, whose: int, after: int = 0) -> int:
        """Lists the mappings of the owner `whose` in the order of their numbers: returns the smallest number greater than `after`; start with 0."""
        if after + (1 << 63) >> 64:
            raise beyond('after', after, 1, 64)
        if whose + (1 << 63) >> 64:
            raise beyond('whose', whose, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_next(self._id, owner, whose, after)
        if result < 0:
            raise failure('mn_manager_next', result, self._id)
        return result

    def list(self, owner: int, whose: int, after: int = 0, count: int = 1024) -> List[int]:
        """The same, many at once: writes at most `count` numbers greater than `after`, and returns how many; 0 if none is left."""
        if count >> 32:
            raise beyond('count', count, 0, 32)
        if after + (1 << 63) >> 64:
            raise beyond('after', after, 1, 64)
        if whose + (1 << 63) >> 64:
            raise beyond('whose', whose, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        mappings = (c_int64 * count)()
        result = mn.mn_manager_list(self._id, owner, whose, after, mappings, count)
        if result < 0:
            raise failure('mn_manager_list', result, self._id)
        return mappings[:result]

    def info(self, owner: int, mapping: int, name: Path) -> int:
        """A number about a mapping, by name: "owner", "offset", "length", "prot", "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1, MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written", "syncs", "resident" and "pages" (both in pages of mn_page_size())."""
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        name = text(name)
        result = mn.mn_manager_info(self._id, owner, mapping, name)
        if result < 0:
            raise failure('mn_manager_info', result, mapping)
        return result

    def path(self, owner: int, mapping: int) -> str:
        """Copies the path that the mapping was made with (or the name of a memory file) and a zero byte to buffer, and returns its length without the zero byte."""
        if mapping + (1 << 63) >> 64:
            raise beyond('mapping', mapping, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        result = mn.mn_manager_path(self._id, owner, mapping, None, 0)
        if result < 0:
            raise failure('mn_manager_path', result, mapping)
        capacity = result + 1
        buffer = (c_char * capacity)()
        result = mn.mn_manager_path(self._id, owner, mapping, buffer, capacity)
        if result < 0:
            raise failure('mn_manager_path', result, mapping)
        return os.fsdecode(buffer.raw[:result])

    def owner_info(self, owner: int, whose: int, name: Path) -> int:
        """A number about an owner, by name: "mappings", "bytes", "rights", "mappings_limit" and "bytes_limit" (INT64_MAX if there is no limit), "denied"."""
        if whose + (1 << 63) >> 64:
            raise beyond('whose', whose, 1, 64)
        if owner + (1 << 63) >> 64:
            raise beyond('owner', owner, 1, 64)
        name = text(name)
        result = mn.mn_manager_owner_info(self._id, owner, whose, name)
        if result < 0:
            raise failure('mn_manager_owner_info', result, self._id)
        return result

    def statistic(self, name: Path) -> int:
        """A number about the manager, by name; it needs no right: "mappings", "bytes", "owners" (those with a right, a limit or a mapping), "denied"."""
        name = text(name)
        result = mn.mn_manager_statistic(self._id, name)
        if result < 0:
            raise failure('mn_manager_statistic', result, self._id)
        return result


# The result's type, and those of the parameters, as _library.TYPES has them.
mn._signatures.update({
    'mn_version': 'z',
    'mn_error_name': 'zq',
    'mn_error_message': 'zq',
    'mn_error_detail': 'z',
    'mn_error_reason': 'z',
    'mn_error_call': 'z',
    'mn_error_number': 'qi',
    'mn_absent': 'q',
    'mn_constant_count': 'i',
    'mn_constant_name': 'zi',
    'mn_constant_group': 'zi',
    'mn_constant_own': 'ii',
    'mn_constant_value': 'qi',
    'mn_constant_values': 'i*qi',
    'mn_constant_find': 'iz',
    'mn_supported': 'iz',
    'mn_fingerprint': 'q',
    'mn_page_size': 'q',
    'mn_mmap': 'qpQiiiq',
    'mn_munmap': 'ipQ',
    'mn_msync': 'ipQi',
    'mn_madvise': 'ipQi',
    'mn_posix_madvise': 'ipQi',
    'mn_mprotect': 'ipQi',
    'mn_mremap': 'qpQQip',
    'mn_mlock': 'ipQ',
    'mn_mlock2': 'ipQi',
    'mn_munlock': 'ipQ',
    'mn_mlockall': 'ii',
    'mn_munlockall': 'i',
    'mn_mincore': 'ipQp',
    'mn_memfd_create': 'izI',
    'mn_shm_open': 'iziI',
    'mn_shm_unlink': 'iz',
    'mn_pkey_alloc': 'iII',
    'mn_pkey_free': 'ii',
    'mn_pkey_mprotect': 'ipQii',
    'mn_close': 'ii',
    'mn_guard': 'ii',
    'mn_region_open': 'qziqq',
    'mn_region_create': 'qzQ',
    'mn_region_open_or_create': 'qzqQ',
    'mn_region_map': 'qiqqiiiI',
    'mn_region_anonymous': 'qQ',
    'mn_region_reserve': 'qQ',
    'mn_region_memfd': 'qzQI',
    'mn_region_shared': 'qzQ',
    'mn_region_shared_join': 'qzi',
    'mn_region_close': 'iq',
    'mn_region_release': 'iq',
    'mn_region_length': 'qq',
    'mn_region_offset': 'qq',
    'mn_region_file_size': 'qq',
    'mn_region_access': 'qq',
    'mn_region_prot': 'qq',
    'mn_region_flags': 'qq',
    'mn_region_fd': 'qq',
    'mn_region_page_size': 'qq',
    'mn_region_truncated': 'qq',
    'mn_region_path': 'qqpQ',
    'mn_region_resident': 'qq',
    'mn_region_resident_pages': 'qqQpQ',
    'mn_statistic': 'qz',
    'mn_region_read': 'qqQpQ',
    'mn_region_write': 'qqQpQ',
    'mn_region_read_wait': 'qqQpQi',
    'mn_region_write_wait': 'qqQpQi',
    'mn_region_read_strided': 'qqQqQp',
    'mn_region_write_strided': 'qqQqQp',
    'mn_region_get_u8': 'iqQ',
    'mn_region_set_u8': 'iqQI',
    'mn_region_get_u16_le': 'iqQ*H',
    'mn_region_set_u16_le': 'iqQ*H',
    'mn_region_get_u16_be': 'iqQ*H',
    'mn_region_set_u16_be': 'iqQ*H',
    'mn_region_get_u32_le': 'iqQ*I',
    'mn_region_set_u32_le': 'iqQ*I',
    'mn_region_get_u32_be': 'iqQ*I',
    'mn_region_set_u32_be': 'iqQ*I',
    'mn_region_get_u64_le': 'iqQ*Q',
    'mn_region_set_u64_le': 'iqQ*Q',
    'mn_region_get_u64_be': 'iqQ*Q',
    'mn_region_set_u64_be': 'iqQ*Q',
    'mn_region_get_i16_le': 'iqQ*h',
    'mn_region_set_i16_le': 'iqQ*h',
    'mn_region_get_i16_be': 'iqQ*h',
    'mn_region_set_i16_be': 'iqQ*h',
    'mn_region_get_i32_le': 'iqQ*i',
    'mn_region_set_i32_le': 'iqQ*i',
    'mn_region_get_i32_be': 'iqQ*i',
    'mn_region_set_i32_be': 'iqQ*i',
    'mn_region_get_i64_le': 'iqQ*q',
    'mn_region_set_i64_le': 'iqQ*q',
    'mn_region_get_i64_be': 'iqQ*q',
    'mn_region_set_i64_be': 'iqQ*q',
    'mn_region_get_f32_le': 'iqQ*f',
    'mn_region_set_f32_le': 'iqQ*f',
    'mn_region_get_f32_be': 'iqQ*f',
    'mn_region_set_f32_be': 'iqQ*f',
    'mn_region_get_f64_le': 'iqQ*d',
    'mn_region_set_f64_le': 'iqQ*d',
    'mn_region_get_f64_be': 'iqQ*d',
    'mn_region_set_f64_be': 'iqQ*d',
    'mn_region_u8': 'qqQ',
    'mn_region_u16_le': 'qqQ',
    'mn_region_u16_be': 'qqQ',
    'mn_region_u32_le': 'qqQ',
    'mn_region_u32_be': 'qqQ',
    'mn_region_u64_le': 'qqQ',
    'mn_region_u64_be': 'qqQ',
    'mn_region_put_u16_le': 'iqQI',
    'mn_region_put_u16_be': 'iqQI',
    'mn_region_put_u32_le': 'iqQI',
    'mn_region_put_u32_be': 'iqQI',
    'mn_region_put_u64_le': 'iqQQ',
    'mn_region_put_u64_be': 'iqQQ',
    'mn_region_fill': 'iqQQI',
    'mn_region_move': 'iqQQQ',
    'mn_region_find': 'qqQQpQ',
    'mn_region_rfind': 'qqQQpQ',
    'mn_region_count': 'qqQQpQ',
    'mn_is_ascii': 'ipQ',
    'mn_region_sync': 'iqQQi',
    'mn_region_durable': 'iq',
    'mn_region_protect': 'iqQQi',
    'mn_region_advise': 'iqQQi',
    'mn_region_discard': 'iqQQ',
    'mn_region_lock': 'iqQQ',
    'mn_region_unlock': 'iqQQ',
    'mn_region_populate': 'iqQQ',
    'mn_region_set_fork_policy': 'iqi',
    'mn_region_set_name': 'iqz',
    'mn_region_resize': 'iqQ',
    'mn_region_refresh': 'qq',
    'mn_region_atomic_load_u32': 'iqQ*I',
    'mn_region_atomic_store_u32': 'iqQI',
    'mn_region_atomic_add_u32': 'iqQI*I',
    'mn_region_atomic_and_u32': 'iqQI*I',
    'mn_region_atomic_or_u32': 'iqQI*I',
    'mn_region_atomic_xor_u32': 'iqQI*I',
    'mn_region_atomic_exchange_u32': 'iqQI*I',
    'mn_region_atomic_compare_exchange_u32': 'iqQII*I',
    'mn_region_atomic_load_u64': 'iqQ*Q',
    'mn_region_atomic_store_u64': 'iqQQ',
    'mn_region_atomic_add_u64': 'iqQQ*Q',
    'mn_region_atomic_and_u64': 'iqQQ*Q',
    'mn_region_atomic_or_u64': 'iqQQ*Q',
    'mn_region_atomic_xor_u64': 'iqQQ*Q',
    'mn_region_atomic_exchange_u64': 'iqQQ*Q',
    'mn_region_atomic_compare_exchange_u64': 'iqQQQ*Q',
    'mn_region_wait_u32': 'iqQIi',
    'mn_region_await_u32': 'iqQIi',
    'mn_region_wake_u32': 'iqQi',
    'mn_slice_open': 'qqQQii',
    'mn_slice_close': 'iq',
    'mn_slice_address': 'qq',
    'mn_slice_offset': 'qq',
    'mn_slice_length': 'qq',
    'mn_slice_mode': 'qq',
    'mn_slice_thread': 'qq',
    'mn_slice_region': 'qq',
    'mn_slice_read': 'qqQpQ',
    'mn_slice_write': 'qqQpQ',
    'mn_slice_get_u8': 'iqQ',
    'mn_slice_set_u8': 'iqQI',
    'mn_slice_read_wait': 'qqQpQi',
    'mn_slice_write_wait': 'qqQpQi',
    'mn_slice_read_strided': 'qqQqQp',
    'mn_slice_write_strided': 'qqQqQp',
    'mn_slice_u8': 'qqQ',
    'mn_slice_u16_le': 'qqQ',
    'mn_slice_u16_be': 'qqQ',
    'mn_slice_u32_le': 'qqQ',
    'mn_slice_u32_be': 'qqQ',
    'mn_slice_u64_le': 'qqQ',
    'mn_slice_u64_be': 'qqQ',
    'mn_slice_put_u16_le': 'iqQI',
    'mn_slice_put_u16_be': 'iqQI',
    'mn_slice_put_u32_le': 'iqQI',
    'mn_slice_put_u32_be': 'iqQI',
    'mn_slice_put_u64_le': 'iqQQ',
    'mn_slice_put_u64_be': 'iqQQ',
    'mn_slice_fill': 'iqQQI',
    'mn_slice_move': 'iqQQQ',
    'mn_slice_find': 'qqQQpQ',
    'mn_slice_rfind': 'qqQQpQ',
    'mn_slice_count': 'qqQQpQ',
    'mn_slice_check': 'iq',
    'mn_region_next_slice': 'qqq',
    'mn_cursor_open': 'qq',
    'mn_cursor_close': 'iq',
    'mn_cursor_region': 'qq',
    'mn_cursor_seek': 'qqqi',
    'mn_cursor_tell': 'qq',
    'mn_cursor_read': 'qqpQ',
    'mn_cursor_write': 'qqpQ',
    'mn_cursor_read_byte': 'iq',
    'mn_cursor_write_byte': 'iqI',
    'mn_cursor_read_line': 'qqpQ',
    'mn_cursor_next_line': 'qq*Q',
    'mn_cursor_find': 'qqpQ',
    'mn_follow_open': 'qzq',
    'mn_follow_region': 'qq',
    'mn_follow_next': 'qqpQi',
    'mn_follow_generation': 'qq',
    'mn_follow_offset': 'qq',
    'mn_follow_close': 'iq',
    'mn_manager_open': 'qz',
    'mn_manager_close': 'iq',
    'mn_manager_grant': 'iqqI',
    'mn_manager_rights': 'qqq',
    'mn_manager_limit': 'iqqqq',
    'mn_manager_map': 'qqqzqqii',
    'mn_manager_map_anonymous': 'qqqQ',
    'mn_manager_map_memfd': 'qqqzQ',
    'mn_manager_read': 'qqqqQpQ',
    'mn_manager_read_up_to': 'qqqqQpQ',
    'mn_manager_write': 'qqqqQpQ',
    'mn_manager_sync': 'iqqq',
    'mn_manager_unmap': 'iqqqi',
    'mn_manager_protect': 'iqqqQQi',
    'mn_manager_advise': 'iqqqQQi',
    'mn_manager_populate': 'iqqqQQ',
    'mn_manager_resize': 'iqqqQ',
    'mn_manager_refresh': 'qqqq',
    'mn_manager_find': 'qqqqQQpQ',
    'mn_manager_rfind': 'qqqqQQpQ',
    'mn_manager_count': 'qqqqQQpQ',
    'mn_manager_region': 'qqqq',
    'mn_manager_close_owner': 'qqqi*q',
    'mn_manager_next': 'qqqqq',
    'mn_manager_list': 'qqqqq*qI',
    'mn_manager_info': 'qqqqz',
    'mn_manager_path': 'qqqqpQ',
    'mn_manager_stats': 'qqqq*qIpQ',
    'mn_manager_descriptor': 'iqqq*qI',
    'mn_manager_owner_info': 'qqqqz',
    'mn_manager_statistic': 'qqz',
})
