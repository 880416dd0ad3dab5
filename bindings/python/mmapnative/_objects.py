"""Regions, slices, cursors, followers and managers: what is not simply one function of the library."""

from __future__ import annotations

import os
import threading
import time
import weakref
from ctypes import c_char, c_int64
from typing import Any, Callable, Dict, Iterator, Optional, Tuple, TypeVar

from ._functions import CursorFunctions, FollowerFunctions, ManagerFunctions, RegionFunctions, SliceFunctions
from ._library import EACCES, EINTR, ETIMEDOUT, TO_END, Buffer, Path, beyond, constant, failure, mn, target, text

Self = TypeVar('Self')


class _Object:
    __slots__ = ('_id', '_open', '_holds', '__weakref__')
    # The names of the functions that close the object, the second one for the collector.
    _closes = _releases = ''
    _id: int
    _open: bool
    _holds: Any

    def __init__(self) -> None:
        raise TypeError(f'{type(self).__name__} has no constructor: see its class methods')

    @classmethod
    def _made(cls, id: int, holds: Any = None, owned: bool = True) -> Any:
        self = object.__new__(cls)
        self._id, self._holds, self._open = id, holds, owned
        return self

    @property
    def id(self) -> int:
        """The number that the plain functions take."""
        return self._id

    def _has_closed(self) -> bool:
        return False

    def close(self) -> None:
        """Closes the object. Once more does nothing."""
        if not self._open:
            return
        result = getattr(mn, self._closes)(self._id)
        if result < 0:
            error = failure(self._closes, result, self._id)
            self._open = not self._has_closed()
            raise error
        self._open = False

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        if kind is None:
            self.close()
        else:
            # A slice that is still held is no reason to hide the error that came first.
            self._release()

    def _release(self) -> None:
        if self._open:
            self._open = False
            getattr(mn, self._releases or self._closes)(self._id)

    def __del__(self) -> None:
        # At the end of the process this module may be gone already.
        if getattr(self, '_open', False) and mn is not None:
            self._release()

    def __repr__(self) -> str:
        return f'<{type(self).__name__} {self._id}>'


def _until(timeout_ms: int) -> Callable[[], int]:
    """The rest of a time, in milliseconds; -1 is no limit."""
    if timeout_ms + (1 << 31) >> 32:
        raise beyond('timeout_ms', timeout_ms, 1, 32)
    if timeout_ms < 0:
        return lambda: timeout_ms
    end = time.monotonic() + timeout_ms / 1000
    return lambda: max(0, round((end - time.monotonic()) * 1000))


class Region(_Object, RegionFunctions):
    """A mapping. `with` closes it, and so does the collector."""

    __slots__ = ()
    _closes, _releases = 'mn_region_close', 'mn_region_release'

    def _has_closed(self) -> bool:
        return mn.mn_region_length(self._id) < 0

    def release(self) -> None:
        """Closes the region at once, also while slices are held: its memory is unmapped with the last of them."""
        self._release()

    def read_into(self, offset: int, buffer: Buffer) -> int:
        """Fills a writable buffer from offset on. Returns how many bytes these are."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        address, n = target(buffer)
        result = mn.mn_region_read(self._id, offset, address, n)
        if result < 0:
            raise failure('mn_region_read', result, self._id)
        return result

    def sync(self, offset: int = 0, n: int = TO_END, flags: Optional[int] = None) -> None:
        """Writes changes back to the file; flags is MS_SYNC unless it is passed."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if flags is None:
            flags = constant('MS_SYNC')
        if flags + (1 << 31) >> 32:
            raise beyond('flags', flags, 1, 32)
        result = mn.mn_region_sync(self._id, offset, n, flags)
        if result < 0:
            raise failure('mn_region_sync', result, self._id)

    def resident_pages(self, first: int = 0, capacity: Optional[int] = None) -> bytes:
        """One byte for each page from number first on, at most capacity: 1 if it is in memory, 0 if not."""
        if first >> 64:
            raise beyond('first', first, 0, 64)
        size = mn.mn_page_size()
        left = max(0, (self.length + size - 1) // size - first)
        count = left if capacity is None else min(capacity, left)
        pages = (c_char * count)()
        result = mn.mn_region_resident_pages(self._id, first, pages, count)
        if result < 0:
            raise failure('mn_region_resident_pages', result, self._id)
        return pages.raw

    def wait_u32(self, offset: int, expected: int, timeout_ms: int = -1) -> None:
        """Sleeps while the word at offset is expected. A signal ends the sleep with an InterruptedError, after its handler has run."""
        self._wait(offset, expected, timeout_ms, False)

    def await_u32(self, offset: int, expected: int, timeout_ms: int = -1) -> None:
        """Sleeps while the word at offset is expected. After a signal Python runs its handler, and the sleep goes on."""
        self._wait(offset, expected, timeout_ms, True)

    def _wait(self, offset: int, expected: int, timeout_ms: int, again: bool) -> None:
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if expected >> 32:
            raise beyond('expected', expected, 0, 32)
        rest = _until(timeout_ms)
        # mn_region_await_u32 would not return to Python, which runs a handler between two of its own steps.
        while True:
            result = mn.mn_region_wait_u32(self._id, offset, expected, rest())
            if result != -EINTR or not again:
                break
        if result < 0:
            error = failure('mn_region_wait_u32', result, self._id)
            if again:
                error.call = 'mn_region_await_u32'
            raise error

    def slice(self, offset: int = 0, n: int = TO_END, mode: int = 0, timeout_ms: int = -1) -> 'Slice':
        """Opens a slice: n bytes from offset. mode is SLICE_PIN (0), SLICE_SHARED or SLICE_EXCLUSIVE. Waits for slices that conflict."""
        return Slice.open(self, offset, n, mode, timeout_ms)

    def cursor(self) -> 'Cursor':
        """Opens a cursor at the first byte."""
        return Cursor.open(self)


class Slice(_Object, SliceFunctions):
    """A counted view of a region. While it is open, its region cannot close, move or change its protection."""

    __slots__ = ('_memory', '_view')
    _closes = 'mn_slice_close'
    _memory: Any
    _view: Optional[memoryview]

    @classmethod
    def open(cls, region: Region, offset: int = 0, n: int = TO_END, mode: int = 0, timeout_ms: int = -1) -> 'Slice':
        """Opens a slice, as Region.slice."""
        if offset >> 64:
            raise beyond('offset', offset, 0, 64)
        if n >> 64:
            raise beyond('n', n, 0, 64)
        if mode + (1 << 31) >> 32:
            raise beyond('mode', mode, 1, 32)
        interruptible, rest = constant('SLICE_INTERRUPTIBLE'), _until(timeout_ms)
        while True:
            # The wait ends for a signal, so that Python can run its handler, and goes on unless the caller asked for the end.
            result = mn.mn_slice_open(region._id, offset, n, mode | interruptible, rest())
            if result != -EINTR or mode & interruptible:
                break
        if result < 0:
            raise failure('mn_slice_open', result, region._id)
        self = cls._made(result, region)
        self._memory = self._view = None
        return self

    @property
    def region(self) -> Region:
        """The region that the slice was opened on."""
        return self._holds

    @property
    def address(self) -> int:
        """The address of the first byte, valid until the slice is closed."""
        result = mn.mn_slice_address(self._id)
        if -4096 < result < 0:
            raise failure('mn_slice_address', result, self._id)
        return result

    def view(self) -> memoryview:
        """The bytes themselves, without a copy.

        The view is released when the slice closes: its use raises a ValueError then. A view that was made from it (a part, an array)
        keeps the slice from closing, with a BufferError, until it is gone, too. The view of a shared slice, or of memory without
        PROT_WRITE, is read-only. An access to a truncated file ends the process with SIGBUS: see check().
        """
        view = self._view
        if view is not None:
            try:
                view.nbytes
                return view
            except ValueError:
                # The caller has released it.
                pass
        n = self.length
        if n == 0:
            memory: Any = bytearray()
            view = memoryview(memory)
        else:
            # The prot of the region: its bits are PROT_READ 1 and PROT_WRITE 2 on every platform.
            prot = mn.mn_region_prot(mn.mn_slice_region(self._id))
            if prot < 0 or not prot & 1:
                raise failure('mn_slice_address', -EACCES, self._id)
            memory = (c_char * n).from_address(self.address)
            view = memoryview(memory).cast('B')
            self._memory = weakref.ref(memory)
            if not prot & 2 or self.mode & 3 == 1:
                view = view.toreadonly()
        self._view = view
        return view

    # From Python 3.12 on the slice itself has the buffer protocol.
    def __buffer__(self, flags: int) -> memoryview:
        return self.view()[:]

    def _in_use(self) -> Any:
        return self._memory() if self._memory is not None else None

    def close(self) -> None:
        """Releases the view and closes the slice. Once more does nothing. A BufferError if something made from the view is in use."""
        if not self._open:
            return
        if self._view is not None:
            self._view.release()
            self._view = None
        # Every view of this memory keeps it, so what is left now is one that the program made.
        if self._in_use() is not None:
            raise BufferError(f'slice {self._id}: a view of it is in use')
        super().close()

    def _release(self) -> None:
        if not self._open:
            return
        view, self._view = self._view, None
        del view
        memory = self._in_use()
        if memory is None:
            super()._release()
        else:
            # The view outlives the slice's object: the slice closes with it.
            self._open = False
            weakref.finalize(memory, _close_slice, self._id, self._holds)


def _close_slice(id: int, region: Any) -> None:
    mn.mn_slice_close(id)


class Cursor(_Object, CursorFunctions):
    """A position in a region."""

    __slots__ = ()
    _closes = 'mn_cursor_close'

    @classmethod
    def open(cls, region: Region) -> 'Cursor':
        """Opens a cursor at the first byte of a region."""
        result = mn.mn_cursor_open(region._id)
        if result < 0:
            raise failure('mn_cursor_open', result, region._id)
        return cls._made(result, region)

    @property
    def region(self) -> Region:
        """The region that the cursor was opened on."""
        return self._holds

    def __iter__(self) -> Iterator[bytes]:
        """The lines from the position on, each with its newline."""
        while True:
            length, offset = self.next_line()
            if length == 0:
                return
            yield self._holds.read(offset, length)


class Follower(_Object, FollowerFunctions):
    """Gives what is added to a file."""

    __slots__ = ()
    _closes = 'mn_follow_close'

    def next(self, capacity: int = 65536, timeout_ms: int = -1) -> bytes:
        """Waits for new bytes, and returns at most capacity of them. A TimeoutError if none come in this time."""
        rest = _until(timeout_ms)
        buffer = (c_char * capacity)()
        # A signal does not end the wait, and Python runs its handlers in the main thread only: that one looks every quarter of a second.
        main = threading.current_thread() is threading.main_thread()
        while True:
            left = rest()
            part = 250 if main and (left < 0 or left > 250) else left
            result = mn.mn_follow_next(self._id, buffer, capacity, part)
            if result != -ETIMEDOUT or part == left:
                break
        if result < 0:
            raise failure('mn_follow_next', result, self._id)
        return buffer.raw if result == capacity else buffer.raw[:result]

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield self.next()


_STATS = ('offset', 'length', 'prot', 'resident', 'pages', 'owner', 'kind', 'shared', 'reads', 'writes', 'bytes_read', 'bytes_written', 'syncs')


class Manager(_Object, ManagerFunctions):
    """Mappings that belong to owners, beneath one folder."""

    __slots__ = ()
    _closes = 'mn_manager_close'

    def region(self, owner: int, mapping: int) -> Region:
        """The region of a mapping. The manager owns it: closing it here does nothing."""
        result = mn.mn_manager_region(self._id, owner, mapping)
        if result < 0:
            raise failure('mn_manager_region', result, mapping)
        return Region._made(result, self, False)

    def stats(self, owner: int, mapping: int) -> Dict[str, Any]:
        """The numbers of a mapping by name, and its 'path', '' for anonymous memory."""
        numbers, capacity = (c_int64 * len(_STATS))(), 4097
        path = (c_char * capacity)()
        result = mn.mn_manager_stats(self._id, owner, mapping, numbers, len(_STATS), path, capacity)
        if result < 0:
            raise failure('mn_manager_stats', result, mapping)
        found: Dict[str, Any] = {name: numbers[constant('STATS_' + name.upper())] for name in _STATS}
        found['path'] = os.fsdecode(path.raw[:result])
        return found

    def descriptor(self, owner: int, mapping: int) -> Tuple[int, Dict[str, int]]:
        """A descriptor for another process, which the caller closes, and the numbers of the mapping by name."""
        numbers = (c_int64 * len(_STATS))()
        result = mn.mn_manager_descriptor(self._id, owner, mapping, numbers, len(_STATS))
        if result < 0:
            raise failure('mn_manager_descriptor', result, mapping)
        return result, {name: numbers[constant('STATS_' + name.upper())] for name in _STATS}
