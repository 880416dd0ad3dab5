# Python: python3 client.py PATH-OF-LIBRARY
import ctypes
import sys
from ctypes import c_char_p, c_int32, c_int64, c_uint64, c_void_p

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
# Only these are errors: some machines have addresses that are negative here.
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

# No platform has all of these.
absent = 0
for name in 'MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP':
    try:
        constant(name)
    except LookupError:
        absent += 1
assert absent > 0
assert error_name(mmap(None, page, prot, flags | ABSENT, -1, 0)) == b'EINVAL'
assert error_name(mmap(None, page, prot | ABSENT, flags, -1, 0)) == b'EINVAL'
print('ok')
