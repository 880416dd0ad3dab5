-- LuaJIT: luajit client.lua PATH-OF-LIBRARY
local ffi = require 'ffi'
ffi.cdef [[
const char *mn_error_name(int64_t code);
int64_t mn_page_size(void);
int64_t mn_PROT_READ(void);
int64_t mn_PROT_WRITE(void);
int64_t mn_MAP_PRIVATE(void);
int64_t mn_MAP_ANONYMOUS(void);
int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);
int32_t mn_munmap(void *addr, uint64_t length);
]]
local mn = ffi.load(arg[1])
local page = tonumber(mn.mn_page_size())
local prot = tonumber(mn.mn_PROT_READ() + mn.mn_PROT_WRITE())
local flags = tonumber(mn.mn_MAP_PRIVATE() + mn.mn_MAP_ANONYMOUS())
assert(prot == 3 and page >= 4096)

local address = mn.mn_mmap(nil, page, prot, flags, -1, 0)
assert(address > 0, 'mmap: ' .. ffi.string(mn.mn_error_name(address)))
local memory = ffi.cast('char *', address)
ffi.copy(memory, 'Hello')
assert(ffi.string(memory, 5) == 'Hello')
assert(mn.mn_munmap(memory, page) == 0)

local failed = mn.mn_mmap(nil, 0, prot, flags, -1, 0)
assert(ffi.string(mn.mn_error_name(failed)) == 'EINVAL')
print('ok')
