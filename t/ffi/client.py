# Python: python3 client.py PATH-OF-LIBRARY
import ctypes
import sys
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int16, c_int32, c_int64, c_uint16, c_uint32, c_uint64, c_void_p

mn = ctypes.CDLL(sys.argv[1])


def function(name, result, *arguments):
    f = getattr(mn, 'mn_' + name)
    f.restype, f.argtypes = result, arguments
    return f


mmap = function('mmap', c_int64, c_void_p, c_uint64, c_int32, c_int32, c_int32, c_int64)
munmap = function('munmap', c_int32, c_void_p, c_uint64)
error_name = function('error_name', c_char_p, c_int64)
page_size = function('page_size', c_int64)
ABSENT = function('absent', c_int64)()


def constant(name):
    # Without the type of its result ctypes would cut the value to 32 bits.
    value = function(name, c_int64)()
    if value == ABSENT:
        raise LookupError(name)
    return value


page = page_size()
prot = constant('PROT_READ') | constant('PROT_WRITE')
flags = constant('MAP_PRIVATE') | constant('MAP_ANONYMOUS')
assert prot == 3 and page >= 4096

address = mmap(None, page, prot, flags, -1, 0)
# Only -4095 to -1 are errors: addresses of some machines are negative here.
assert not -4096 < address < 0, error_name(address)
ctypes.memmove(address, b'Hello', 5)
assert ctypes.string_at(address, 5) == b'Hello'
assert munmap(address, page) == 0
assert error_name(mmap(None, 0, prot, flags, -1, 0)) == b'EINVAL'

# S0-45, S4-52: the numbers of the library's own functions have names, too.
assert (constant('ACCESS_WRITE'), constant('ACCESS_NONE'), constant('GUARD_ASK')) == (2, 4, -1)
region = function('region_anonymous', c_int64, c_uint64)(10)
open_slice = function('slice_open', c_int64, c_int64, c_uint64, c_uint64, c_int32, c_int32)
exclusive = open_slice(region, 0, 4, constant('SLICE_EXCLUSIVE'), constant('TIMEOUT_TRY'))
assert exclusive > 0
assert error_name(open_slice(region, 0, 4, constant('SLICE_SHARED'), constant('TIMEOUT_TRY'))) == b'EBUSY'
assert function('slice_close', c_int32, c_int64)(exclusive) == 0
assert function('region_close', c_int32, c_int64)(region) == 0

# S2-34: bytes of a slice, with its bounds.
region = function('region_anonymous', c_int64, c_uint64)(100)
close_slice = function('slice_close', c_int32, c_int64)
slice_read = function('slice_read', c_int64, c_int64, c_uint64, c_void_p, c_uint64)
slice_write = function('slice_write', c_int64, c_int64, c_uint64, c_char_p, c_uint64)
get_u8 = function('slice_get_u8', c_int32, c_int64, c_uint64)
set_u8 = function('slice_set_u8', c_int32, c_int64, c_uint64, c_uint32)
ten = open_slice(region, 40, 10, constant('SLICE_EXCLUSIVE'), 0)
assert slice_write(ten, 2, b'hello', 5) == 5
five = ctypes.create_string_buffer(5)
assert slice_read(ten, 2, five, 5) == 5 and five.raw == b'hello'
assert get_u8(ten, 2) == ord('h') and set_u8(ten, 9, 255) == 0 and get_u8(ten, 9) == 255
assert error_name(get_u8(ten, 10)) == b'ERANGE' and error_name(slice_write(ten, 8, b'xyz', 3)) == b'ERANGE'

# F27, F70: the failure as numbers, and what of its words is not the object.
number = function('error_number', c_int64, c_int32)
call, reason, detail = (function('error_' + name, c_char_p) for name in ('call', 'reason', 'detail'))


def failure():
    return {name: number(constant('ERROR_' + name)) for name in ('CODE', 'ID', 'OFFSET', 'LENGTH', 'TOTAL', 'HOLDER')}


assert failure() == {'CODE': slice_write(ten, 8, b'xyz', 3), 'ID': ten, 'OFFSET': 8, 'LENGTH': 3, 'TOTAL': 10,
                     'HOLDER': ABSENT}
assert call() == b'mn_slice_write' and reason() == b'write of 3 bytes at 8 passes the end (10 bytes)'
assert detail() == b'slice %d: ' % ten + reason()

# S2-35: another thread's write waits until the slice is closed, and not before; the
# failures of that thread are not this one's.
write_wait = function('region_write_wait', c_int64, c_int64, c_uint64, c_char_p, c_uint64, c_int32)
tried, results = threading.Event(), []


def writer():
    assert call() == b'' and number(constant('ERROR_COUNT')) == ABSENT
    results.append(error_name(write_wait(region, 42, b'HELLO', 5, constant('TIMEOUT_TRY'))))
    results.append((call(), number(constant('ERROR_HOLDER'))))
    tried.set()
    results.append(write_wait(region, 42, b'HELLO', 5, 600000))


thread = threading.Thread(target=writer)
thread.start()
assert tried.wait(600)
assert slice_read(ten, 2, five, 5) == 5 and five.raw == b'hello'
assert call() == b'mn_slice_write'
assert close_slice(ten) == 0
thread.join()
assert results == [b'EBUSY', (b'mn_region_write_wait', ten), 5], results
pinned = open_slice(region, 40, 10, constant('SLICE_PIN'), 0)
assert slice_read(pinned, 2, five, 5) == 5 and five.raw == b'HELLO'
assert error_name(write_wait(region, 98, b'abc', 3, -1)) == b'ERANGE' and failure()['TOTAL'] == 100
assert close_slice(pinned) == 0 and function('region_close', c_int32, c_int64)(region) == 0

# Each platform lacks at least one of these.
absent = 0
for name in 'MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP':
    try:
        constant(name)
    except LookupError:
        absent += 1
assert absent > 0
assert error_name(mmap(None, page, prot, flags | ABSENT, -1, 0)) == b'EINVAL'
assert error_name(mmap(None, page, prot | ABSENT, flags, -1, 0)) == b'EINVAL'

# Numbers of a region by value, without a buffer; the result's type is the same for all.
region = function('region_anonymous', c_int64, c_uint64)(24)
write = function('region_write', c_int64, c_int64, c_uint64, c_char_p, c_uint64)
by_value = {name: function('region_' + name, c_int64, c_int64, c_uint64)
            for name in ('u8', 'u16_le', 'u16_be', 'u32_le', 'u32_be', 'u64_le', 'u64_be')}
bytes_ = b'\xfe\xff\xff\xff\x03\x04\x05\x06\x07'
assert write(region, 0, bytes_, 9) == 9
for name, read in by_value.items():
    size = int(name[1:].split('_')[0]) // 8
    should = int.from_bytes(bytes_[:size], 'big' if name.endswith('be') else 'little')
    assert (read(region, 0) == should if should < 2 ** 63 else error_name(read(region, 0)) == b'EOVERFLOW'), name
    assert error_name(read(region, 25 - size)) == b'ERANGE', name
assert error_name(by_value['u64_be'](region, 0)) == b'EOVERFLOW'

# Numbers by pointer: ctypes checks that the pointer's type is the number's.
for name, kind, number in (('u16', c_uint16, 65000), ('i16', c_int16, -3), ('u32', c_uint32, 4000000000),
                           ('u64', c_uint64, 2 ** 64 - 1), ('i64', c_int64, -2 ** 63), ('f64', c_double, 1.5)):
    for order in 'le', 'be':
        get = function(f'region_get_{name}_{order}', c_int32, c_int64, c_uint64, POINTER(kind))
        set_ = function(f'region_set_{name}_{order}', c_int32, c_int64, c_uint64, POINTER(kind))
        got = kind(0)
        assert set_(region, 3, byref(kind(number))) == 0 and get(region, 3, byref(got)) == 0 and got.value == number
        try:
            get(region, 3, byref(c_char_p()))
            sys.exit('a pointer of another type was taken')
        except ctypes.ArgumentError:
            pass

# The largest int64_t is "up to the end" for an unsigned length.
rest = 2 ** 63 - 1
fill = function('region_fill', c_int32, c_int64, c_uint64, c_uint64, c_uint32)
assert fill(region, 20, rest, 7) == 0 and by_value['u32_le'](region, 20) == 0x07070707
assert by_value['u8'](region, 19) == 0 and error_name(fill(region, 25, rest, 7)) == b'ERANGE'

# A function that sets says so in its name; the old names do not exist.
for name, gone in ('set_name', 'name'), ('set_fork_policy', 'fork'), ('u16_le', 'peek_u16'):
    assert hasattr(mn, 'mn_region_' + name) and not hasattr(mn, 'mn_region_' + gone)
assert function('region_set_fork_policy', c_int32, c_int64, c_int32)(region, 1) == 0
assert function('region_close', c_int32, c_int64)(region) == 0
print('ok')
