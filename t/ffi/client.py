# Python: python3 client.py PATH-OF-LIBRARY
import ctypes
import sys
from ctypes import c_char_p, c_int32, c_int64, c_uint64, c_void_p

mn = ctypes.CDLL(sys.argv[1])
mn.mn_mmap.argtypes = c_void_p, c_uint64, c_int32, c_int32, c_int32, c_int64
mn.mn_munmap.argtypes = c_void_p, c_uint64
mn.mn_error_name.argtypes = c_int64,
mn.mn_error_name.restype = c_char_p
for name in 'mmap', 'page_size', 'PROT_READ', 'PROT_WRITE', 'MAP_PRIVATE', 'MAP_ANONYMOUS':
    getattr(mn, 'mn_' + name).restype = c_int64

page = mn.mn_page_size()
prot = mn.mn_PROT_READ() | mn.mn_PROT_WRITE()
flags = mn.mn_MAP_PRIVATE() | mn.mn_MAP_ANONYMOUS()
assert prot == 3 and page >= 4096

address = mn.mn_mmap(None, page, prot, flags, -1, 0)
assert address > 0, mn.mn_error_name(address)
ctypes.memmove(address, b'Hello', 5)
assert ctypes.string_at(address, 5) == b'Hello'
assert mn.mn_munmap(address, page) == 0

assert mn.mn_error_name(mn.mn_mmap(None, 0, prot, flags, -1, 0)) == b'EINVAL'
print('ok')
