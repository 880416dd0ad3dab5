# The story of story.md in Python, with the package mmapnative: python3 story.py first|second FOLDER
import array
import ctypes
import os
import pickle
import platform
import signal
import sys
import threading
import time

try:
    import mmapnative
except ImportError as error:
    sys.exit(str(error))
from mmapnative import AbsentConstant, MmapError, Region, Slice, UnknownConstant, constants, mn

which, folder = sys.argv[1:]
steps = []


def step(function):
    steps.append(function)
    return function


def same(got, should):
    assert got == should, f'{got!r} is not {should!r}'


def raises(kind, function, *arguments):
    try:
        got = function(*arguments)
    except kind as error:
        return error
    raise AssertionError(f'{got!r} instead of {kind.__name__}')


@step
def constants_():
    # S0-45, S4-52: the numbers of the library's own functions have names, too.
    same(constants.PROT_READ | mmapnative.PROT_WRITE, 3)
    for name in 'PROT_READ', 'PROT_WRITE':
        value = getattr(mn, 'mn_' + name)()
        same(value, mmapnative.constant(name))
        same(mn.mn_constant_value(mn.mn_constant_find(name.encode())), value)
    same((constants.ACCESS_WRITE, constants.ACCESS_NONE, constants.GUARD_ASK), (2, 4, -1))
    same(mmapnative.supported('PROT_READ'), True)
    assert 'PROT_READ' in dir(mmapnative)


@step
def absent():
    missing = []
    for name in 'MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP':
        try:
            getattr(mmapnative, name)
        except AbsentConstant as error:
            assert error.constant == name and name in str(error), str(error)
            same(getattr(mn, 'mn_' + name)(), mn.mn_absent())
            missing.append(name)
    assert missing, 'this machine has all three'
    assert not hasattr(constants, missing[0])
    same(raises(UnknownConstant, getattr, constants, 'MAP_SHRED').nearest, 'MAP_SHARED')
    flags = constants.MAP_PRIVATE | constants.MAP_ANONYMOUS
    page = mmapnative.page_size()
    same(mn.mn_mmap(None, page, 3, flags | mn.mn_absent() & 0xffffffff, -1, 0), -22)
    # The binding does not cut the number to 32 bits.
    raises(OverflowError, mmapnative.mmap, None, page, 3, flags | mn.mn_absent(), -1, 0)
    address = mmapnative.mmap(None, page, 3, flags, -1)
    ctypes.memmove(address, b'Hello', 5)
    same(ctypes.string_at(address, 5), b'Hello')
    mmapnative.munmap(address, page)
    same(raises(MmapError, mmapnative.mmap, None, 0, 3, flags, -1).name, 'EINVAL')


@step
def failure():
    nothing = os.path.join(folder, 'nothing')
    error = raises(MmapError, Region.open, nothing)
    assert isinstance(error, FileNotFoundError) and nothing in error.detail, repr(error)
    same((error.name, error.call, error.code, error.errno), ('ENOENT', 'mn_region_open', 2, 2))
    # F27, F70: the failure as numbers, and what of its words is not the object.
    with Region.anonymous(10) as region:
        error = raises(MmapError, region.read, 8, 3)
        same((error.name, error.offset, error.length, error.total, error.holder), ('ERANGE', 8, 3, 10, None))
        same(error.reason, 'read of 3 bytes at 8 passes the end (10 bytes)')
        same(error.detail, f'region {region.id}: {error.reason}')
        again = pickle.loads(pickle.dumps(error))
        same((type(again), again.total, str(again)), (type(error), 10, str(error)))
        # F27: another call failed since, and its record is not shown as this one's.
        raises(MmapError, Region.open, nothing)
        late = mmapnative.failure('mn_region_read', -error.code, region.id)
        same((late.detail, late.offset, late.total), (mmapnative.error_message(-error.code), None, None))
        raises(MmapError, region.read, 8, 3)
        late = mmapnative.failure('mn_region_read', -error.code, region.id + 1)
        same((late.detail, late.offset), (mmapnative.error_message(-error.code), None))
    # What ctypes would take modulo 2 ** 64 or up to a zero byte is refused.
    with Region.anonymous(10) as region:
        for wrong in -1, 2 ** 64:
            raises(OverflowError, region.read, wrong, 1)
            raises(OverflowError, region.write, wrong, b'x')
            raises(OverflowError, region.put_u64_le, 0, wrong)
        raises(OverflowError, region.set_u16_le, 0, 65536)
        raises(OverflowError, region.set_i16_le, 0, -32769)
        for wrong in 1.5, '1', None:
            raises(TypeError, region.read, wrong, 1)
        raises(TypeError, region.write, 0, 'text')
        raises(TypeError, region.read_into, 0, b'unchangeable')
        same(region.read(0, 10), bytes(10))
    raises(ValueError, Region.open, 'a\0b')
    raises(TypeError, Region)


@step
def region():
    path = os.path.join(folder, 'story')
    with Region.create(path, 10) as region:
        region.write(2, b'Hello')
        same(region.read(2, 5), b'Hello')
        same((region.find(b'llo'), region.rfind(b'l'), region.count(b'l')), (4, 5, 2))
        region.resize(20)
        same((region.length, region.path), (20, path))
        with open(path, 'rb') as file:
            data = file.read()
        same((len(data), data[2:7]), (20, b'Hello'))
        # Numbers by pointer, at an odd offset; each is the largest or the smallest of its type.
        for name, numbers in (('u16', (65535,)), ('i16', (-32768,)), ('u32', (2 ** 32 - 1,)), ('i32', (-2 ** 31,)), ('f32', (1.5,)),
                              ('u64', (2 ** 64 - 1, 2 ** 63)), ('i64', (-2 ** 63, 2 ** 63 - 1)), ('f64', (1.5,))):
            for order in 'le', 'be':
                for number in numbers:
                    getattr(region, f'set_{name}_{order}')(9, number)
                    same(getattr(region, f'get_{name}_{order}')(9), number)
        # Numbers by value. What int64_t does not hold is an error of these, not another number.
        region.write(9, b'\xfe\xff\xff\xff\x03\x04\x05\x06')
        for name in 'u8', 'u16_le', 'u16_be', 'u32_le', 'u32_be', 'u64_le', 'u64_be':
            size = int(name[1:].split('_')[0]) // 8
            should = int.from_bytes(region.read(9, size), 'big' if name.endswith('be') else 'little')
            if should < 2 ** 63:
                same(getattr(region, name)(9), should)
            else:
                same(raises(MmapError, getattr(region, name), 9).name, 'EOVERFLOW')
            same(raises(MmapError, getattr(region, name), 21 - size).name, 'ERANGE')
        # The language's own kinds of bytes, to be written, searched and read into.
        numbers = array.array('H', [1, 2])
        for data in b'abcd', bytearray(b'abcd'), memoryview(b'abcd'), memoryview(b'a-b-c-d-')[::2], numbers:
            same(region.write(10, data), 4)
            same(region.find(data), 10)
        into = bytearray(4)
        same(region.read_into(10, memoryview(into)), 4)
        same(bytes(into), numbers.tobytes())
        same(region.write(20, b''), 0)
        # "Up to the end" by default.
        region.fill(16, 2 ** 63 - 1, 7)
        same(region.read(15, 5)[1:], b'\7\7\7\7')
        same(raises(MmapError, region.fill, 21, 2 ** 63 - 1, 7).name, 'ERANGE')
        region.sync()
        # A function that sets says so in its name; the old names do not exist.
        for name, gone in ('set_name', 'name'), ('set_fork_policy', 'fork'), ('u16_le', 'peek_u16'):
            assert hasattr(region, name) and not hasattr(region, gone)
        region.write(0, b'one\ntwo')
        with region.cursor() as cursor:
            same(next(iter(cursor)), b'one\n')
            same((cursor.tell(), cursor.read(3)), (4, b'two'))
        region.fill(0, 20, 0)
        region.write(2, b'Hello')
    same(raises(MmapError, region.read, 0, 1).name, 'EBADF')
    # The collector closes what the program forgets.
    forgotten = Region.open(path)
    id = forgotten.id
    del forgotten
    import gc
    gc.collect()
    same(mn.mn_region_length(id), -9)
    # With managers the record has the mapping's id.
    with mmapnative.Manager.open(None) as manager:
        mapping = manager.map_anonymous(7, 100)
        error = raises(MmapError, manager.read, 7, mapping, 98, 3)
        same((error.name, error.total, error.id), ('ERANGE', 100, mapping))
        same((manager.stats(7, mapping)['owner'], manager.list(7, 7)), (7, [mapping]))
        same(manager.region(7, mapping).length, 100)


@step
def slice():
    with Region.open(os.path.join(folder, 'story'), constants.ACCESS_WRITE) as region:
        slice = region.slice(2, 5)
        view = slice.view()
        same(bytes(view), b'Hello')
        view[0] = ord('J')
        same(region.read(2, 5), b'Jello')
        error = raises(MmapError, region.close)
        same((error.name, error.holder, error.holder_offset, error.holder_length), ('EBUSY', slice.id, 2, 5))
        assert str(slice.id) in error.detail, error.detail
        # A part of the view is guarded, too: it keeps the memory.
        part = view[1:3]
        raises(BufferError, slice.close)
        same(bytes(part), b'el')
        part.release()
        slice.close()
        slice.close()
        raises(ValueError, bytes, view)
        same(raises(MmapError, slice.read, 0, 1).name, 'EBADF')
        # A view whose slice's object is gone keeps the slice.
        view = region.slice(2, 5).view()
        same((bytes(view), raises(MmapError, region.close).name), (b'Jello', 'EBUSY'))
        del view
        same(raises(MmapError, region.next_slice).name, 'ENOENT')
        # Memory that cannot be written has a view that cannot.
        with Region.open(os.path.join(folder, 'story')) as other, other.slice() as whole:
            same((whole.view().readonly, len(whole.view())), (True, 20))
            raises(TypeError, whole.view().__setitem__, 0, 1)

        # S2-34: bytes of a slice, with its bounds.
        ten = region.slice(10, 10, constants.SLICE_EXCLUSIVE, constants.TIMEOUT_TRY)
        same(raises(MmapError, region.slice, 10, 4, constants.SLICE_SHARED, constants.TIMEOUT_TRY).name, 'EBUSY')
        same(ten.write(2, b'hello'), 5)
        same((ten.read(2, 5), ten.get_u8(2)), (b'hello', ord('h')))
        ten.set_u8(9, 255)
        same(ten.get_u8(9), 255)
        same(raises(MmapError, ten.get_u8, 10).name, 'ERANGE')
        error = raises(MmapError, ten.write, 8, b'xyz')
        same((error.call, error.id, error.offset, error.length, error.total), ('mn_slice_write', ten.id, 8, 3, 10))

        # S2-35: another thread's write waits until the slice is closed, and not before; the failures of that thread are not this one's.
        tried, results = threading.Event(), []

        def writer():
            results.append(mn.mn_error_call())
            error = raises(MmapError, region.write_wait, 12, b'HELLO', constants.TIMEOUT_TRY)
            results.append((error.name, error.call, error.holder))
            tried.set()
            results.append(region.write_wait(12, b'HELLO', 600000))

        thread = threading.Thread(target=writer)
        thread.start()
        assert tried.wait(600)
        same(ten.read(2, 5), b'hello')
        same(mn.mn_error_call(), b'mn_slice_write')
        ten.close()
        thread.join()
        same(results, [b'', ('EBUSY', 'mn_region_write_wait', ten.id), 5])
        same(region.read(12, 5), b'HELLO')
        # An exception in the block is the one that the program sees, also if a slice is held.
        def fails():
            with Region.anonymous(8) as inner:
                held.append(inner.slice())
                raise KeyError('first')

        held = []
        raises(KeyError, fails)
        held[0].close()
    print('view guarded')


def add(region):
    for _ in range(1000):
        region.atomic_add_u64(8, 1)


@step
def wait():
    with Region.create(os.path.join(folder, 'shared.new'), 64) as region:
        # The second process sees the file when it has its length.
        os.rename(os.path.join(folder, 'shared.new'), os.path.join(folder, 'shared'))
        add(region)
        # A handler of Python runs during the sleep, and the sleep goes on.
        beats = []
        signal.signal(signal.SIGALRM, lambda *_: beats.append(region.atomic_load_u32(0)))
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
        with Region.anonymous(8) as own:
            same(raises(MmapError, own.await_u32, 0, 0, 200).name, 'ETIMEDOUT')
            assert len(beats) > 1, beats
            same(raises(InterruptedError, own.wait_u32, 0, 0).name, 'EINTR')
            same(raises(MmapError, own.wait_u32, 0, 1, constants.TIMEOUT_NEVER).name, 'EAGAIN')
        end = time.monotonic() + 60
        while region.atomic_load_u32(0) == 0 and time.monotonic() < end:
            try:
                region.await_u32(0, 0, 60000)
            except BlockingIOError:
                pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        same(region.atomic_load_u64(8), 2000)
        region.atomic_store_u32(4, 1)
        region.wake_u32(4)


@step
def cut():
    path, page = os.path.join(folder, 'cut'), mmapnative.page_size()
    with open(path, 'wb') as file:
        file.write(b'x' * 3 * page)
    with Region.open(path, constants.ACCESS_WRITE) as region:
        same(region.read(page, 8), b'x' * 8)
        own = []
        signal.signal(signal.SIGBUS, lambda *_: own.append(1))
        os.truncate(path, 0)
        same(raises(MmapError, region.read, page, 8).name, 'EIO')
        same(region.truncated, 1)
        same(own, [])
        # The library's handler is in place again, also for a search and a write.
        same(raises(MmapError, region.write, page, b'x').name, 'EIO')
        same(raises(MmapError, region.find, b'x').name, 'EIO')


@step
def close():
    region = Region.anonymous(10)
    region.close()
    region.close()
    same(raises(MmapError, region.read, 0, 1).name, 'EBADF')
    same(mn.mn_region_close(region.id), -9)


@step
def threads():
    with Region.anonymous(16) as region:
        wrong = []

        def fail(length):
            for _ in range(1000):
                error = raises(MmapError, region.read, 10, length)
                if (error.length, error.offset, error.total) != (length, 10, 16):
                    wrong.append(error)
                region.atomic_add_u64(0, 1)

        both = [threading.Thread(target=fail, args=(length,)) for length in (7, 8)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        same((wrong, region.get_u64_le(0) if sys.byteorder == 'little' else region.get_u64_be(0)), ([], 2000))


def cost(name, function):
    count, end, start = 0, time.perf_counter_ns() + 50_000_000, time.perf_counter_ns()
    while time.perf_counter_ns() < end:
        for _ in range(1000):
            function()
        count += 1000
    print(f'costs {name} {(time.perf_counter_ns() - start) / count:.1f}')


if which == 'second':
    path = os.path.join(folder, 'shared')
    end = time.monotonic() + 60
    while not os.path.exists(path):
        assert time.monotonic() < end, 'the first process made no file'
        time.sleep(0.005)
    with Region.open(path, constants.ACCESS_WRITE) as shared:
        add(shared)
        shared.atomic_store_u32(0, 1)
        shared.wake_u32(0)
        while shared.atomic_load_u32(4) == 0 and time.monotonic() < end:
            try:
                shared.await_u32(4, 0, 60000)
            except BlockingIOError:
                pass
        same(shared.atomic_load_u64(8), 2000)
else:
    print('is', platform.python_implementation(), platform.python_version(), flush=True)
    for one in steps:
        name = one.__name__.rstrip('_')
        try:
            one()
            print('ok', name, flush=True)
        except Exception as error:
            where = error.__traceback__
            while where.tb_next and where.tb_next.tb_frame.f_code.co_filename == __file__:
                where = where.tb_next
            print(f'not ok {name}: line {where.tb_lineno}: {type(error).__name__}: {error}'.replace('\n', ' '), flush=True)
    cost('constant', lambda: constants.PROT_READ)
    with Region.anonymous(64) as region:
        buffer = (ctypes.c_char * 8)()
        cost('read', lambda: region.read_into(8, buffer))
