-- LuaJIT: luajit client.lua PATH-OF-LIBRARY
local ffi, bit = require 'ffi', require 'bit'
ffi.cdef [[
const char *mn_error_name(int64_t code);
int64_t mn_page_size(void);
int64_t mn_absent(void);
int64_t mn_PROT_READ(void);
int64_t mn_PROT_WRITE(void);
int64_t mn_PROT_ADI(void);
int64_t mn_MAP_PRIVATE(void);
int64_t mn_MAP_ANONYMOUS(void);
int64_t mn_MAP_TPRO(void);
int64_t mn_MAP_REMAPDUP(void);
int64_t mn_ACCESS_NONE(void);
int64_t mn_LENGTH_TO_END(void);
int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset);
int32_t mn_munmap(void *addr, uint64_t length);
]]
local mn = ffi.load(arg[1])

-- A constant as a number, or an error where this platform lacks it.
local function constant(name)
	local value = mn['mn_' .. name]()
	if value == mn.mn_absent() then error(name .. ' does not exist here') end
	return tonumber(value)
end

-- Only -4095 to -1 are errors: addresses of some machines are negative here.
local function is_error(result) return result < 0 and result > -4096 end
local function name_of(result) return ffi.string(mn.mn_error_name(result)) end

local page = tonumber(mn.mn_page_size())
local prot = bit.bor(constant 'PROT_READ', constant 'PROT_WRITE')
local flags = bit.bor(constant 'MAP_PRIVATE', constant 'MAP_ANONYMOUS')
assert(prot == 3 and page >= 4096)

local address = mn.mn_mmap(nil, page, prot, flags, -1, 0)
assert(not is_error(address), 'mmap: ' .. name_of(address))
local memory = ffi.cast('char *', address)
ffi.copy(memory, 'Hello')
assert(ffi.string(memory, 5) == 'Hello')
assert(mn.mn_munmap(memory, page) == 0)
assert(name_of(mn.mn_mmap(nil, 0, prot, flags, -1, 0)) == 'EINVAL')

-- S4-52: the numbers of the library's own functions have names, too.
assert(constant 'ACCESS_NONE' == 4 and constant 'LENGTH_TO_END' == -1)

-- Each platform lacks at least one of these.
local absent = 0
for _, name in ipairs { 'MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP' } do
	if not pcall(constant, name) then absent = absent + 1 end
end
assert(absent > 0)
local cut = bit.tobit(0x7fff0000)
assert(name_of(mn.mn_mmap(nil, page, prot, bit.bor(flags, cut), -1, 0)) == 'EINVAL')
assert(name_of(mn.mn_mmap(nil, page, bit.bor(prot, cut), flags, -1, 0)) == 'EINVAL')
print('ok')
