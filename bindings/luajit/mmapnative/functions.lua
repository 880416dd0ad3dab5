-- Made from share/ by `generate mmapnative/functions.lua`: edit that program, not this file.
-- The functions of the library in their Lua forms: adds them to the module and to its classes.
local ffi = require 'ffi'

return function(M, helpers)
local C, TO_END = M.C, M.TO_END
local Region, Slice, Cursor, Follower, Manager = M.Region, M.Slice, M.Cursor, M.Follower, M.Manager
local failed, made, number, numbers, string = helpers.failed, helpers.made, helpers.number, helpers.numbers, helpers.string
local text, source, address, id_of, real = helpers.text, helpers.source, helpers.address, helpers.id_of, helpers.real
local int16_t, uint16_t, int32_t, uint32_t = helpers.int16_t, helpers.uint16_t, helpers.int32_t, helpers.uint32_t
local int64_t, uint64_t = helpers.int64_t, helpers.uint64_t

-- The version of the library, "MAJOR.MINOR.PATCH".
function M.version()
	return string(C.mn_version())
end

-- The name of an error: "EINVAL" for -EINVAL, "OK" for a code >= 0, and "EUNKNOWN" for a number that is no error of this platform.
function M.error_name(code)
	int64_t('code', code)
	return string(C.mn_error_name(code))
end

-- One English sentence for an error, the same for every call that returns it.
function M.error_message(code)
	int64_t('code', code)
	return string(C.mn_error_message(code))
end

-- The number of names in the table.
function M.constant_count()
	return number(C.mn_constant_count())
end

-- The name, and its group: the interface that the constant belongs to ("map", "madvise" ...).
function M.constant_name(index)
	int32_t('index', index)
	return string(C.mn_constant_name(index))
end

-- The name, and its group: the interface that the constant belongs to ("map", "madvise" ...).
function M.constant_group(index)
	int32_t('index', index)
	return string(C.mn_constant_group(index))
end

-- 1 for one of the library's own numbers, which are the same on every platform and come last in the table.
function M.constant_own(index)
	int32_t('index', index)
	return number(C.mn_constant_own(index))
end

-- The value on this platform.
function M.constant_value(index)
	int32_t('index', index)
	return number(C.mn_constant_value(index))
end

-- Returns the index of a name.
function M.constant_find(name)
	text('name', name)
	local result = C.mn_constant_find(name)
	if result < 0 then failed('mn_constant_find', result, nil) end
	return result
end

-- Tests whether the running kernel accepts a constant.
function M.supported(name)
	text('name', name)
	local result = C.mn_supported(name)
	if result < 0 then failed('mn_supported', result, nil) end
	return result ~= 0
end

-- A number > 0 that changes whenever a name or a value of the table changes, for callers that store values between runs.
function M.fingerprint()
	return number(C.mn_fingerprint())
end

-- The page size in bytes.
function M.page_size()
	return number(C.mn_page_size())
end

-- Maps length bytes of descriptor fd from offset.
function M.mmap(addr, length, prot, flags, fd, offset)
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	int32_t('fd', fd)
	int32_t('flags', flags)
	int32_t('prot', prot)
	uint64_t('length', length)
	local result = C.mn_mmap(address(addr), length, prot, flags, fd, offset)
	if result < 0 and result > -4096 then failed('mn_mmap', result, nil) end
	return result
end

-- Unmaps every page that holds a part of the range.
function M.munmap(addr, length)
	uint64_t('length', length)
	local result = C.mn_munmap(address(addr), length)
	if result < 0 then failed('mn_munmap', result, nil) end
end

-- Writes changes back to the file.
function M.msync(addr, length, flags)
	int32_t('flags', flags)
	uint64_t('length', length)
	local result = C.mn_msync(address(addr), length, flags)
	if result < 0 then failed('mn_msync', result, nil) end
end

-- Gives the kernel advice about a range.
function M.madvise(addr, length, advice)
	int32_t('advice', advice)
	uint64_t('length', length)
	local result = C.mn_madvise(address(addr), length, advice)
	if result < 0 then failed('mn_madvise', result, nil) end
end

-- The same with POSIX_MADV_*.
function M.posix_madvise(addr, length, advice)
	int32_t('advice', advice)
	uint64_t('length', length)
	local result = C.mn_posix_madvise(address(addr), length, advice)
	if result < 0 then failed('mn_posix_madvise', result, nil) end
end

-- Changes the protection.
function M.mprotect(addr, length, prot)
	int32_t('prot', prot)
	uint64_t('length', length)
	local result = C.mn_mprotect(address(addr), length, prot)
	if result < 0 then failed('mn_mprotect', result, nil) end
end

-- Resizes or moves a mapping.
function M.mremap(old, old_length, new_length, flags, new_address)
	int32_t('flags', flags)
	uint64_t('new_length', new_length)
	uint64_t('old_length', old_length)
	local result = C.mn_mremap(address(old), old_length, new_length, flags, address(new_address))
	if result < 0 and result > -4096 then failed('mn_mremap', result, nil) end
	return result
end

-- mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them.
function M.mlock(addr, length)
	uint64_t('length', length)
	local result = C.mn_mlock(address(addr), length)
	if result < 0 then failed('mn_mlock', result, nil) end
end

-- mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them.
function M.mlock2(addr, length, flags)
	int32_t('flags', flags)
	uint64_t('length', length)
	local result = C.mn_mlock2(address(addr), length, flags)
	if result < 0 then failed('mn_mlock2', result, nil) end
end

-- mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them.
function M.munlock(addr, length)
	uint64_t('length', length)
	local result = C.mn_munlock(address(addr), length)
	if result < 0 then failed('mn_munlock', result, nil) end
end

-- mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them.
function M.mlockall(flags)
	int32_t('flags', flags)
	local result = C.mn_mlockall(flags)
	if result < 0 then failed('mn_mlockall', result, nil) end
end

-- mn_mlock, mn_mlock2 and mn_mlockall keep pages in memory; mn_munlock and mn_munlockall release them.
function M.munlockall()
	local result = C.mn_munlockall()
	if result < 0 then failed('mn_munlockall', result, nil) end
end

-- Creates a file in memory, without a path.
function M.memfd_create(name, flags)
	uint32_t('flags', flags)
	text('name', name)
	local result = C.mn_memfd_create(name, flags)
	if result < 0 then failed('mn_memfd_create', result, nil) end
	return result
end

-- mn_shm_open opens or creates named shared memory ("/name") and returns its descriptor.
function M.shm_open(name, oflag, mode)
	uint32_t('mode', mode)
	int32_t('oflag', oflag)
	text('name', name)
	local result = C.mn_shm_open(name, oflag, mode)
	if result < 0 then failed('mn_shm_open', result, nil) end
	return result
end

-- mn_shm_unlink removes a name.
function M.shm_unlink(name)
	text('name', name)
	local result = C.mn_shm_unlink(name)
	if result < 0 then failed('mn_shm_unlink', result, nil) end
end

-- mn_pkey_alloc returns a key; its rights apply to the calling thread.
function M.pkey_alloc(flags, rights)
	uint32_t('rights', rights)
	uint32_t('flags', flags)
	local result = C.mn_pkey_alloc(flags, rights)
	if result < 0 then failed('mn_pkey_alloc', result, nil) end
	return result
end

-- Protection keys.
function M.pkey_free(pkey)
	int32_t('pkey', pkey)
	local result = C.mn_pkey_free(pkey)
	if result < 0 then failed('mn_pkey_free', result, nil) end
end

-- Protection keys.
function M.pkey_mprotect(addr, length, prot, pkey)
	int32_t('pkey', pkey)
	int32_t('prot', prot)
	uint64_t('length', length)
	local result = C.mn_pkey_mprotect(address(addr), length, prot, pkey)
	if result < 0 then failed('mn_pkey_mprotect', result, nil) end
end

-- Closes a descriptor, for callers without a close of their own.
function M.close(fd)
	int32_t('fd', fd)
	local result = C.mn_close(fd)
	if result < 0 then failed('mn_close', result, nil) end
end

-- Sets how accesses are guarded, in the whole process.
function M.guard(mode)
	int32_t('mode', mode)
	local result = C.mn_guard(mode)
	if result < 0 then failed('mn_guard', result, nil) end
	return result
end

-- Opens a file and maps it.
function Region.open(path, access, offset, length)
	if length == nil then length = -1 else int64_t('length', length) end
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	if access == nil then access = 1 else int32_t('access', access) end
	text('path', path)
	local result = C.mn_region_open(path, access, offset, length)
	if result < 0 then failed('mn_region_open', result, nil) end
	return made(Region, result)
end

-- Creates a file of length bytes with all its blocks allocated, and maps it for writing.
function Region.create(path, length)
	uint64_t('length', length)
	text('path', path)
	local result = C.mn_region_create(path, length)
	if result < 0 then failed('mn_region_create', result, nil) end
	return made(Region, result)
end

-- Opens a file for writing, or creates it as mn_region_create does, and maps length bytes from offset on.
function Region.open_or_create(path, offset, length)
	uint64_t('length', length)
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	text('path', path)
	local result = C.mn_region_open_or_create(path, offset, length)
	if result < 0 then failed('mn_region_open_or_create', result, nil) end
	return made(Region, result)
end

-- Maps an open descriptor, which remains the caller's.
function Region.map(fd, offset, length, access, prot, flags, options)
	if options == nil then options = 0 else uint32_t('options', options) end
	if flags == nil then flags = 0 else int32_t('flags', flags) end
	if prot == nil then prot = 0 else int32_t('prot', prot) end
	if access == nil then access = 1 else int32_t('access', access) end
	if length == nil then length = -1 else int64_t('length', length) end
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	int32_t('fd', fd)
	local result = C.mn_region_map(fd, offset, length, access, prot, flags, options)
	if result < 0 then failed('mn_region_map', result, nil) end
	return made(Region, result)
end

-- mn_region_anonymous maps private zeroed memory.
function Region.anonymous(length)
	uint64_t('length', length)
	local result = C.mn_region_anonymous(length)
	if result < 0 then failed('mn_region_anonymous', result, nil) end
	return made(Region, result)
end

-- mn_region_reserve reserves address space that allows no access until mn_region_protect.
function Region.reserve(length)
	uint64_t('length', length)
	local result = C.mn_region_reserve(length)
	if result < 0 then failed('mn_region_reserve', result, nil) end
	return made(Region, result)
end

-- Creates a file in memory, without a path, and maps it.
function Region.memfd(name, length, mfd_flags)
	if mfd_flags == nil then mfd_flags = 0 else uint32_t('mfd_flags', mfd_flags) end
	uint64_t('length', length)
	text('name', name)
	local result = C.mn_region_memfd(name, length, mfd_flags)
	if result < 0 then failed('mn_region_memfd', result, nil) end
	return made(Region, result)
end

-- Creates or joins named shared memory ("/name").
function Region.shared(name, length)
	uint64_t('length', length)
	text('name', name)
	local result = C.mn_region_shared(name, length)
	if result < 0 then failed('mn_region_shared', result, nil) end
	return made(Region, result)
end

-- Joins named shared memory that exists, and never creates it.
function Region.shared_join(name, access)
	if access == nil then access = 2 else int32_t('access', access) end
	text('name', name)
	local result = C.mn_region_shared_join(name, access)
	if result < 0 then failed('mn_region_shared_join', result, nil) end
	return made(Region, result)
end

-- The properties of a region, all as int64_t.
function Region:length()
	local id = self._handle.id
	local result = C.mn_region_length(id)
	if result < 0 then failed('mn_region_length', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:offset()
	local id = self._handle.id
	local result = C.mn_region_offset(id)
	if result < 0 then failed('mn_region_offset', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:file_size()
	local id = self._handle.id
	local result = C.mn_region_file_size(id)
	if result < 0 then failed('mn_region_file_size', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:access()
	local id = self._handle.id
	local result = C.mn_region_access(id)
	if result < 0 then failed('mn_region_access', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:prot()
	local id = self._handle.id
	local result = C.mn_region_prot(id)
	if result < 0 then failed('mn_region_prot', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:flags()
	local id = self._handle.id
	local result = C.mn_region_flags(id)
	if result < 0 then failed('mn_region_flags', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:fd()
	local id = self._handle.id
	local result = C.mn_region_fd(id)
	if result < 0 then failed('mn_region_fd', result, id) end
	return number(result)
end

-- The properties of a region, all as int64_t.
function Region:page_size()
	local id = self._handle.id
	local result = C.mn_region_page_size(id)
	if result < 0 then failed('mn_region_page_size', result, id) end
	return number(result)
end

-- 1 after an access, a sync or a check found the file shorter than its range, until a refresh.
function Region:truncated()
	local id = self._handle.id
	local result = C.mn_region_truncated(id)
	if result < 0 then failed('mn_region_truncated', result, id) end
	return result ~= 0
end

-- Copies the path and a zero byte to buffer, and returns the path's length without the zero byte.
function Region:path()
	local id = self._handle.id
	local buffer, capacity = nil, 0
	local result = C.mn_region_path(id, buffer, capacity)
	if result < 0 then failed('mn_region_path', result, id) end
	capacity = result + 1
	buffer = ffi.new('char[?]', tonumber(capacity))
	result = C.mn_region_path(id, buffer, capacity)
	if result < 0 then failed('mn_region_path', result, id) end
	return ffi.string(buffer, result)
end

-- mn_region_resident returns how many of the region's pages are in memory.
function Region:resident()
	local id = self._handle.id
	local result = C.mn_region_resident(id)
	if result < 0 then failed('mn_region_resident', result, id) end
	return number(result)
end

-- A count of the whole process, by name: "regions", "slices", "cursors", "followers" and "managers" that are open, "faults" that the process survived, "close_errors".
function M.statistic(name)
	text('name', name)
	local result = C.mn_statistic(name)
	if result < 0 then failed('mn_statistic', result, nil) end
	return number(result)
end

-- Read or write the whole range, and return n.
function Region:read(offset, n)
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_region_read(id, offset, buffer, n)
	if result < 0 then failed('mn_region_read', result, id) end
	return ffi.string(buffer, result)
end

-- Read or write the whole range, and return n.
function Region:write(offset, buffer)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_region_write(id, offset, buffer, n)
	if result < 0 then failed('mn_region_write', result, id) end
	return number(result)
end

-- The same, but wait until the conflicting slices are closed.
function Region:read_wait(offset, n, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_region_read_wait(id, offset, buffer, n, timeout_ms)
	if result < 0 then failed('mn_region_read_wait', result, id) end
	return ffi.string(buffer, result)
end

-- The same, but wait until the conflicting slices are closed.
function Region:write_wait(offset, buffer, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_region_write_wait(id, offset, buffer, n, timeout_ms)
	if result < 0 then failed('mn_region_write_wait', result, id) end
	return number(result)
end

-- Read or write n single bytes.
function Region:read_strided(offset, step, n)
	uint64_t('n', n)
	int64_t('step', step)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_region_read_strided(id, offset, step, n, buffer)
	if result < 0 then failed('mn_region_read_strided', result, id) end
	return ffi.string(buffer, result)
end

-- Read or write n single bytes.
function Region:write_strided(offset, step, buffer)
	int64_t('step', step)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_region_write_strided(id, offset, step, n, buffer)
	if result < 0 then failed('mn_region_write_strided', result, id) end
	return number(result)
end

-- Get one byte (0 to 255), or set one and return 0.
function Region:get_u8(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_get_u8(id, offset)
	if result < 0 then failed('mn_region_get_u8', result, id) end
	return result
end

-- Get one byte (0 to 255), or set one and return 0.
function Region:set_u8(offset, value)
	uint32_t('value', value)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_set_u8(id, offset, value)
	if result < 0 then failed('mn_region_set_u8', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u16_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint16_t[1]')
	local result = C.mn_region_get_u16_le(id, offset, value)
	if result < 0 then failed('mn_region_get_u16_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_u16_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint16_t('value', value)
	local result = C.mn_region_set_u16_le(id, offset, ffi.new('uint16_t[1]', value))
	if result < 0 then failed('mn_region_set_u16_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u16_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint16_t[1]')
	local result = C.mn_region_get_u16_be(id, offset, value)
	if result < 0 then failed('mn_region_get_u16_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_u16_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint16_t('value', value)
	local result = C.mn_region_set_u16_be(id, offset, ffi.new('uint16_t[1]', value))
	if result < 0 then failed('mn_region_set_u16_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u32_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint32_t[1]')
	local result = C.mn_region_get_u32_le(id, offset, value)
	if result < 0 then failed('mn_region_get_u32_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_u32_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint32_t('value', value)
	local result = C.mn_region_set_u32_le(id, offset, ffi.new('uint32_t[1]', value))
	if result < 0 then failed('mn_region_set_u32_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u32_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint32_t[1]')
	local result = C.mn_region_get_u32_be(id, offset, value)
	if result < 0 then failed('mn_region_get_u32_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_u32_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint32_t('value', value)
	local result = C.mn_region_set_u32_be(id, offset, ffi.new('uint32_t[1]', value))
	if result < 0 then failed('mn_region_set_u32_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u64_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint64_t[1]')
	local result = C.mn_region_get_u64_le(id, offset, value)
	if result < 0 then failed('mn_region_get_u64_le', result, id) end
	return value[0]
end

-- Get or set a number of the named type.
function Region:set_u64_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint64_t('value', value)
	local result = C.mn_region_set_u64_le(id, offset, ffi.new('uint64_t[1]', value))
	if result < 0 then failed('mn_region_set_u64_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_u64_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint64_t[1]')
	local result = C.mn_region_get_u64_be(id, offset, value)
	if result < 0 then failed('mn_region_get_u64_be', result, id) end
	return value[0]
end

-- Get or set a number of the named type.
function Region:set_u64_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	uint64_t('value', value)
	local result = C.mn_region_set_u64_be(id, offset, ffi.new('uint64_t[1]', value))
	if result < 0 then failed('mn_region_set_u64_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i16_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int16_t[1]')
	local result = C.mn_region_get_i16_le(id, offset, value)
	if result < 0 then failed('mn_region_get_i16_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_i16_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int16_t('value', value)
	local result = C.mn_region_set_i16_le(id, offset, ffi.new('int16_t[1]', value))
	if result < 0 then failed('mn_region_set_i16_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i16_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int16_t[1]')
	local result = C.mn_region_get_i16_be(id, offset, value)
	if result < 0 then failed('mn_region_get_i16_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_i16_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int16_t('value', value)
	local result = C.mn_region_set_i16_be(id, offset, ffi.new('int16_t[1]', value))
	if result < 0 then failed('mn_region_set_i16_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i32_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int32_t[1]')
	local result = C.mn_region_get_i32_le(id, offset, value)
	if result < 0 then failed('mn_region_get_i32_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_i32_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int32_t('value', value)
	local result = C.mn_region_set_i32_le(id, offset, ffi.new('int32_t[1]', value))
	if result < 0 then failed('mn_region_set_i32_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i32_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int32_t[1]')
	local result = C.mn_region_get_i32_be(id, offset, value)
	if result < 0 then failed('mn_region_get_i32_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_i32_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int32_t('value', value)
	local result = C.mn_region_set_i32_be(id, offset, ffi.new('int32_t[1]', value))
	if result < 0 then failed('mn_region_set_i32_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i64_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int64_t[1]')
	local result = C.mn_region_get_i64_le(id, offset, value)
	if result < 0 then failed('mn_region_get_i64_le', result, id) end
	return value[0]
end

-- Get or set a number of the named type.
function Region:set_i64_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int64_t('value', value)
	local result = C.mn_region_set_i64_le(id, offset, ffi.new('int64_t[1]', value))
	if result < 0 then failed('mn_region_set_i64_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_i64_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('int64_t[1]')
	local result = C.mn_region_get_i64_be(id, offset, value)
	if result < 0 then failed('mn_region_get_i64_be', result, id) end
	return value[0]
end

-- Get or set a number of the named type.
function Region:set_i64_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	int64_t('value', value)
	local result = C.mn_region_set_i64_be(id, offset, ffi.new('int64_t[1]', value))
	if result < 0 then failed('mn_region_set_i64_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_f32_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('float[1]')
	local result = C.mn_region_get_f32_le(id, offset, value)
	if result < 0 then failed('mn_region_get_f32_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_f32_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	real('value', value)
	local result = C.mn_region_set_f32_le(id, offset, ffi.new('float[1]', value))
	if result < 0 then failed('mn_region_set_f32_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_f32_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('float[1]')
	local result = C.mn_region_get_f32_be(id, offset, value)
	if result < 0 then failed('mn_region_get_f32_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_f32_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	real('value', value)
	local result = C.mn_region_set_f32_be(id, offset, ffi.new('float[1]', value))
	if result < 0 then failed('mn_region_set_f32_be', result, id) end
end

-- Get or set a number of the named type.
function Region:get_f64_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('double[1]')
	local result = C.mn_region_get_f64_le(id, offset, value)
	if result < 0 then failed('mn_region_get_f64_le', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_f64_le(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	real('value', value)
	local result = C.mn_region_set_f64_le(id, offset, ffi.new('double[1]', value))
	if result < 0 then failed('mn_region_set_f64_le', result, id) end
end

-- Get or set a number of the named type.
function Region:get_f64_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('double[1]')
	local result = C.mn_region_get_f64_be(id, offset, value)
	if result < 0 then failed('mn_region_get_f64_be', result, id) end
	return tonumber(value[0])
end

-- Get or set a number of the named type.
function Region:set_f64_be(offset, value)
	uint64_t('offset', offset)
	local id = self._handle.id
	real('value', value)
	local result = C.mn_region_set_f64_be(id, offset, ffi.new('double[1]', value))
	if result < 0 then failed('mn_region_set_f64_be', result, id) end
end

-- The same without a buffer: return the unsigned number itself.
function Region:u8(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u8(id, offset)
	if result < 0 then failed('mn_region_u8', result, id) end
	return number(result)
end

-- The same without a buffer: return the unsigned number itself.
function Region:u16_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u16_le(id, offset)
	if result < 0 then failed('mn_region_u16_le', result, id) end
	return number(result)
end

-- The same without a buffer: return the unsigned number itself.
function Region:u16_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u16_be(id, offset)
	if result < 0 then failed('mn_region_u16_be', result, id) end
	return number(result)
end

-- The same without a buffer: return the unsigned number itself.
function Region:u32_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u32_le(id, offset)
	if result < 0 then failed('mn_region_u32_le', result, id) end
	return number(result)
end

-- The same without a buffer: return the unsigned number itself.
function Region:u32_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u32_be(id, offset)
	if result < 0 then failed('mn_region_u32_be', result, id) end
	return number(result)
end

-- The same without a buffer: return the unsigned number itself.
function Region:u64_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u64_le(id, offset)
	if result < 0 then failed('mn_region_u64_le', result, id) end
	return result
end

-- The same without a buffer: return the unsigned number itself.
function Region:u64_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_u64_be(id, offset)
	if result < 0 then failed('mn_region_u64_be', result, id) end
	return result
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u16_le(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u16_le(id, offset, number)
	if result < 0 then failed('mn_region_put_u16_le', result, id) end
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u16_be(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u16_be(id, offset, number)
	if result < 0 then failed('mn_region_put_u16_be', result, id) end
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u32_le(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u32_le(id, offset, number)
	if result < 0 then failed('mn_region_put_u32_le', result, id) end
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u32_be(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u32_be(id, offset, number)
	if result < 0 then failed('mn_region_put_u32_be', result, id) end
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u64_le(offset, number)
	uint64_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u64_le(id, offset, number)
	if result < 0 then failed('mn_region_put_u64_le', result, id) end
end

-- Write an unsigned number that is an argument, and return 0; the low bits of a negative number make a signed one.
function Region:put_u64_be(offset, number)
	uint64_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_put_u64_be(id, offset, number)
	if result < 0 then failed('mn_region_put_u64_be', result, id) end
end

-- Writes the same byte n times; n INT64_MAX means up to the end.
function Region:fill(offset, n, byte)
	uint32_t('byte', byte)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_fill(id, offset, n, byte)
	if result < 0 then failed('mn_region_fill', result, id) end
end

-- Copies n bytes within the region; the ranges may overlap.
function Region:move(to, from, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if from == nil then from = 0 else uint64_t('from', from) end
	uint64_t('to', to)
	local id = self._handle.id
	local result = C.mn_region_move(id, to, from, n)
	if result < 0 then failed('mn_region_move', result, id) end
end

-- mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last.
function Region:find(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_region_find(id, start, last, needle, n)
	if result < 0 then failed('mn_region_find', result, id) end
	return number(result)
end

-- mn_region_find returns the offset of the first match in the region, and mn_region_rfind that of the last.
function Region:rfind(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_region_rfind(id, start, last, needle, n)
	if result < 0 then failed('mn_region_rfind', result, id) end
	return number(result)
end

-- mn_region_count returns how many matches there are without overlap.
function Region:count(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_region_count(id, start, last, needle, n)
	if result < 0 then failed('mn_region_count', result, id) end
	return number(result)
end

-- Returns 1 if each of n bytes of the caller's own memory is ASCII (less than 128), and 0 if not.
function M.is_ascii(bytes)
	local n
	bytes, n = source('bytes', bytes)
	local result = C.mn_is_ascii(bytes, n)
	if result < 0 then failed('mn_is_ascii', result, nil) end
	return result ~= 0
end

-- Returns when the file is on the disk: msync and fsync (F_FULLFSYNC where the system has it).
function Region:durable()
	local id = self._handle.id
	local result = C.mn_region_durable(id)
	if result < 0 then failed('mn_region_durable', result, id) end
end

-- Changes the protection of every page that holds a part of the range.
function Region:protect(offset, n, prot)
	int32_t('prot', prot)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_protect(id, offset, n, prot)
	if result < 0 then failed('mn_region_protect', result, id) end
end

-- Gives the kernel advice that preserves every byte.
function Region:advise(offset, n, advice)
	int32_t('advice', advice)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_advise(id, offset, n, advice)
	if result < 0 then failed('mn_region_advise', result, id) end
end

-- Discards the contents of the pages that lie completely in the range.
function Region:discard(offset, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_discard(id, offset, n)
	if result < 0 then failed('mn_region_discard', result, id) end
end

-- mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
function Region:lock(offset, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_lock(id, offset, n)
	if result < 0 then failed('mn_region_lock', result, id) end
end

-- mn_region_lock keeps pages in memory, and mn_region_unlock releases them.
function Region:unlock(offset, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_unlock(id, offset, n)
	if result < 0 then failed('mn_region_unlock', result, id) end
end

-- mn_region_populate brings pages into memory without changing their contents.
function Region:populate(offset, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_region_populate(id, offset, n)
	if result < 0 then failed('mn_region_populate', result, id) end
end

-- Sets what a child process gets: MN_FORK_INHERIT (0) the memory, as the platform does without a policy; MN_FORK_ABSENT (1) nothing, and the id is closed in the child; MN_FORK_ZERO (2) zeros.
function Region:set_fork_policy(policy)
	int32_t('policy', policy)
	local id = self._handle.id
	local result = C.mn_region_set_fork_policy(id, policy)
	if result < 0 then failed('mn_region_set_fork_policy', result, id) end
end

-- Sets the name of an anonymous mapping in /proc/PID/maps.
function Region:set_name(name)
	local id = self._handle.id
	text('name', name, true)
	local result = C.mn_region_set_name(id, name)
	if result < 0 then failed('mn_region_set_name', result, id) end
end

-- Sets a new length for file and mapping together.
function Region:resize(length)
	uint64_t('length', length)
	local id = self._handle.id
	local result = C.mn_region_resize(id, length)
	if result < 0 then failed('mn_region_resize', result, id) end
end

-- Adapts the region to changes of its file, and returns the new length.
function Region:refresh()
	local id = self._handle.id
	local result = C.mn_region_refresh(id)
	if result < 0 then failed('mn_region_refresh', result, id) end
	return number(result)
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_load_u32(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_load_u32(id, offset, value)
	if result < 0 then failed('mn_region_atomic_load_u32', result, id) end
	return tonumber(value[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_store_u32(offset, value)
	uint32_t('value', value)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_atomic_store_u32(id, offset, value)
	if result < 0 then failed('mn_region_atomic_store_u32', result, id) end
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_add_u32(offset, operand)
	uint32_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_add_u32(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_add_u32', result, id) end
	return tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_and_u32(offset, operand)
	uint32_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_and_u32(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_and_u32', result, id) end
	return tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_or_u32(offset, operand)
	uint32_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_or_u32(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_or_u32', result, id) end
	return tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_xor_u32(offset, operand)
	uint32_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_xor_u32(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_xor_u32', result, id) end
	return tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_exchange_u32(offset, operand)
	uint32_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_exchange_u32(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_exchange_u32', result, id) end
	return tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_compare_exchange_u32(offset, expected, desired)
	uint32_t('desired', desired)
	uint32_t('expected', expected)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint32_t[1]')
	local result = C.mn_region_atomic_compare_exchange_u32(id, offset, expected, desired, previous)
	if result < 0 then failed('mn_region_atomic_compare_exchange_u32', result, id) end
	return result ~= 0, tonumber(previous[0])
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_load_u64(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local value = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_load_u64(id, offset, value)
	if result < 0 then failed('mn_region_atomic_load_u64', result, id) end
	return value[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_store_u64(offset, value)
	uint64_t('value', value)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_atomic_store_u64(id, offset, value)
	if result < 0 then failed('mn_region_atomic_store_u64', result, id) end
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_add_u64(offset, operand)
	uint64_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_add_u64(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_add_u64', result, id) end
	return previous[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_and_u64(offset, operand)
	uint64_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_and_u64(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_and_u64', result, id) end
	return previous[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_or_u64(offset, operand)
	uint64_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_or_u64(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_or_u64', result, id) end
	return previous[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_xor_u64(offset, operand)
	uint64_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_xor_u64(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_xor_u64', result, id) end
	return previous[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_exchange_u64(offset, operand)
	uint64_t('operand', operand)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_exchange_u64(id, offset, operand, previous)
	if result < 0 then failed('mn_region_atomic_exchange_u64', result, id) end
	return previous[0]
end

-- Atomic operations, sequentially consistent, also between processes.
function Region:atomic_compare_exchange_u64(offset, expected, desired)
	uint64_t('desired', desired)
	uint64_t('expected', expected)
	uint64_t('offset', offset)
	local id = self._handle.id
	local previous = ffi.new('uint64_t[1]')
	local result = C.mn_region_atomic_compare_exchange_u64(id, offset, expected, desired, previous)
	if result < 0 then failed('mn_region_atomic_compare_exchange_u64', result, id) end
	return result ~= 0, previous[0]
end

-- mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset equals expected, and return 0 when mn_region_wake_u32 wakes them, in this process or another.
function Region:wait_u32(offset, expected, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	uint32_t('expected', expected)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_wait_u32(id, offset, expected, timeout_ms)
	if result < 0 then failed('mn_region_wait_u32', result, id) end
end

-- mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset equals expected, and return 0 when mn_region_wake_u32 wakes them, in this process or another.
function Region:await_u32(offset, expected, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	uint32_t('expected', expected)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_await_u32(id, offset, expected, timeout_ms)
	if result < 0 then failed('mn_region_await_u32', result, id) end
end

-- mn_region_wait_u32 and mn_region_await_u32 sleep while the word at offset equals expected, and return 0 when mn_region_wake_u32 wakes them, in this process or another.
function Region:wake_u32(offset, count)
	if count == nil then count = 2147483647 else int32_t('count', count) end
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_region_wake_u32(id, offset, count)
	if result < 0 then failed('mn_region_wake_u32', result, id) end
	return result
end

-- mn_slice_offset, _length, _mode and _region return what the slice was opened with.
function Slice:offset()
	local id = self._handle.id
	local result = C.mn_slice_offset(id)
	if result < 0 then failed('mn_slice_offset', result, id) end
	return number(result)
end

-- mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
function Slice:length()
	local id = self._handle.id
	local result = C.mn_slice_length(id)
	if result < 0 then failed('mn_slice_length', result, id) end
	return number(result)
end

-- mn_slice_address returns the address of the slice's first byte, which is valid until the slice is closed.
function Slice:mode()
	local id = self._handle.id
	local result = C.mn_slice_mode(id)
	if result < 0 then failed('mn_slice_mode', result, id) end
	return number(result)
end

-- mn_slice_thread returns the system's number of the thread that opened it.
function Slice:thread()
	local id = self._handle.id
	local result = C.mn_slice_thread(id)
	if result < 0 then failed('mn_slice_thread', result, id) end
	return number(result)
end

-- Access the bytes of a slice, with the bounds, guard and errors of a region.
function Slice:read(offset, n)
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_slice_read(id, offset, buffer, n)
	if result < 0 then failed('mn_slice_read', result, id) end
	return ffi.string(buffer, result)
end

-- Access the bytes of a slice, with the bounds, guard and errors of a region.
function Slice:write(offset, buffer)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_slice_write(id, offset, buffer, n)
	if result < 0 then failed('mn_slice_write', result, id) end
	return number(result)
end

-- Access the bytes of a slice, with the bounds, guard and errors of a region.
function Slice:get_u8(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_get_u8(id, offset)
	if result < 0 then failed('mn_slice_get_u8', result, id) end
	return result
end

-- Access the bytes of a slice, with the bounds, guard and errors of a region.
function Slice:set_u8(offset, value)
	uint32_t('value', value)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_set_u8(id, offset, value)
	if result < 0 then failed('mn_slice_set_u8', result, id) end
end

-- As mn_region_read_wait and mn_region_write_wait.
function Slice:read_wait(offset, n, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_slice_read_wait(id, offset, buffer, n, timeout_ms)
	if result < 0 then failed('mn_slice_read_wait', result, id) end
	return ffi.string(buffer, result)
end

-- As mn_region_read_wait and mn_region_write_wait.
function Slice:write_wait(offset, buffer, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_slice_write_wait(id, offset, buffer, n, timeout_ms)
	if result < 0 then failed('mn_slice_write_wait', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:read_strided(offset, step, n)
	uint64_t('n', n)
	int64_t('step', step)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_slice_read_strided(id, offset, step, n, buffer)
	if result < 0 then failed('mn_slice_read_strided', result, id) end
	return ffi.string(buffer, result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:write_strided(offset, step, buffer)
	int64_t('step', step)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_slice_write_strided(id, offset, step, n, buffer)
	if result < 0 then failed('mn_slice_write_strided', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u8(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u8(id, offset)
	if result < 0 then failed('mn_slice_u8', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u16_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u16_le(id, offset)
	if result < 0 then failed('mn_slice_u16_le', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u16_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u16_be(id, offset)
	if result < 0 then failed('mn_slice_u16_be', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u32_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u32_le(id, offset)
	if result < 0 then failed('mn_slice_u32_le', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u32_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u32_be(id, offset)
	if result < 0 then failed('mn_slice_u32_be', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u64_le(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u64_le(id, offset)
	if result < 0 then failed('mn_slice_u64_le', result, id) end
	return result
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:u64_be(offset)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_u64_be(id, offset)
	if result < 0 then failed('mn_slice_u64_be', result, id) end
	return result
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u16_le(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u16_le(id, offset, number)
	if result < 0 then failed('mn_slice_put_u16_le', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u16_be(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u16_be(id, offset, number)
	if result < 0 then failed('mn_slice_put_u16_be', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u32_le(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u32_le(id, offset, number)
	if result < 0 then failed('mn_slice_put_u32_le', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u32_be(offset, number)
	uint32_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u32_be(id, offset, number)
	if result < 0 then failed('mn_slice_put_u32_be', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u64_le(offset, number)
	uint64_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u64_le(id, offset, number)
	if result < 0 then failed('mn_slice_put_u64_le', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:put_u64_be(offset, number)
	uint64_t('number', number)
	uint64_t('offset', offset)
	local id = self._handle.id
	local result = C.mn_slice_put_u64_be(id, offset, number)
	if result < 0 then failed('mn_slice_put_u64_be', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:fill(offset, n, byte)
	uint32_t('byte', byte)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_slice_fill(id, offset, n, byte)
	if result < 0 then failed('mn_slice_fill', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:move(to, from, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if from == nil then from = 0 else uint64_t('from', from) end
	uint64_t('to', to)
	local id = self._handle.id
	local result = C.mn_slice_move(id, to, from, n)
	if result < 0 then failed('mn_slice_move', result, id) end
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:find(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_slice_find(id, start, last, needle, n)
	if result < 0 then failed('mn_slice_find', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:rfind(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_slice_rfind(id, start, last, needle, n)
	if result < 0 then failed('mn_slice_rfind', result, id) end
	return number(result)
end

-- As the functions of regions with these names, with the errors of mn_slice_read and mn_slice_write.
function Slice:count(needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_slice_count(id, start, last, needle, n)
	if result < 0 then failed('mn_slice_count', result, id) end
	return number(result)
end

-- Returns 0 if every page of the slice is present now and the file does not end before the slice does.
function Slice:check()
	local id = self._handle.id
	local result = C.mn_slice_check(id)
	if result < 0 then failed('mn_slice_check', result, id) end
end

-- Lists the slices of a region: returns the smallest slice id greater than `after`; start with 0.
function Region:next_slice(after)
	if after == nil then after = 0 else int64_t('after', after) end
	local id = self._handle.id
	local result = C.mn_region_next_slice(id, after)
	if result < 0 then failed('mn_region_next_slice', result, id) end
	return number(result)
end

-- mn_cursor_seek moves the position to offset, counted from MN_WHENCE_START (0), MN_WHENCE_POSITION (1) or MN_WHENCE_END (2), and returns the new position.
function Cursor:seek(offset, whence)
	if whence == nil then whence = 0 else int32_t('whence', whence) end
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	local id = self._handle.id
	local result = C.mn_cursor_seek(id, offset, whence)
	if result < 0 then failed('mn_cursor_seek', result, id) end
	return number(result)
end

-- mn_cursor_tell returns the position.
function Cursor:tell()
	local id = self._handle.id
	local result = C.mn_cursor_tell(id)
	if result < 0 then failed('mn_cursor_tell', result, id) end
	return number(result)
end

-- Reads up to n bytes, as many as are left, and returns how many; 0 at the end.
function Cursor:read(n)
	uint64_t('n', n)
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_cursor_read(id, buffer, n)
	if result < 0 then failed('mn_cursor_read', result, id) end
	return ffi.string(buffer, result)
end

-- Writes all n bytes and returns n.
function Cursor:write(buffer)
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_cursor_write(id, buffer, n)
	if result < 0 then failed('mn_cursor_write', result, id) end
	return number(result)
end

-- Read one byte (0 to 255), or write one and return 0.
function Cursor:read_byte()
	local id = self._handle.id
	local result = C.mn_cursor_read_byte(id)
	if result < 0 then failed('mn_cursor_read_byte', result, id) end
	return result
end

-- Read one byte (0 to 255), or write one and return 0.
function Cursor:write_byte(value)
	uint32_t('value', value)
	local id = self._handle.id
	local result = C.mn_cursor_write_byte(id, value)
	if result < 0 then failed('mn_cursor_write_byte', result, id) end
end

-- mn_cursor_read_line copies the line; a line that exceeds the buffer comes in pieces.
function Cursor:read_line(capacity)
	if capacity == nil then capacity = 65536 else uint64_t('capacity', capacity) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(capacity))
	local result = C.mn_cursor_read_line(id, buffer, capacity)
	if result < 0 then failed('mn_cursor_read_line', result, id) end
	return ffi.string(buffer, result)
end

-- mn_cursor_next_line copies nothing: *offset becomes the line's offset; offset may be NULL.
function Cursor:next_line()
	local id = self._handle.id
	local offset = ffi.new('uint64_t[1]')
	local result = C.mn_cursor_next_line(id, offset)
	if result < 0 then failed('mn_cursor_next_line', result, id) end
	return number(result), number(offset[0])
end

-- mn_region_find from the position on.
function Cursor:find(needle)
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_cursor_find(id, needle, n)
	if result < 0 then failed('mn_cursor_find', result, id) end
	return number(result)
end

-- Opens a follower for a path.
function Follower.open(path, from)
	if from == nil then from = 0 else int64_t('from', from) end
	text('path', path)
	local result = C.mn_follow_open(path, from)
	if result < 0 then failed('mn_follow_open', result, nil) end
	return made(Follower, result)
end

-- Opens a follower for the path of a region.
function Follower.region(region)
	region = id_of('region', region)
	local result = C.mn_follow_region(region)
	if result < 0 then failed('mn_follow_region', result, nil) end
	return made(Follower, result, region)
end

-- Waits for new bytes and copies up to capacity of them.
function Follower:next(capacity, timeout_ms)
	if timeout_ms == nil then timeout_ms = -1 else int32_t('timeout_ms', timeout_ms) end
	if capacity == nil then capacity = 65536 else uint64_t('capacity', capacity) end
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(capacity))
	local result = C.mn_follow_next(id, buffer, capacity, timeout_ms)
	if result < 0 then failed('mn_follow_next', result, id) end
	return ffi.string(buffer, result)
end

-- mn_follow_generation returns the number of the file that the last bytes came from: 0 before the first ones, 1 for the first file.
function Follower:generation()
	local id = self._handle.id
	local result = C.mn_follow_generation(id)
	if result < 0 then failed('mn_follow_generation', result, id) end
	return number(result)
end

-- mn_follow_offset returns the offset of the next byte in the file that is read, where a later mn_follow_open may begin; 0 if no file came yet.
function Follower:offset()
	local id = self._handle.id
	local result = C.mn_follow_offset(id)
	if result < 0 then failed('mn_follow_offset', result, id) end
	return number(result)
end

-- Opens a manager for the directory root.
function Manager.open(root)
	text('root', root, true)
	local result = C.mn_manager_open(root)
	if result < 0 then failed('mn_manager_open', result, nil) end
	return made(Manager, result)
end

-- mn_manager_grant replaces the rights of an owner, which begins with none.
function Manager:grant(owner, rights)
	uint32_t('rights', rights)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_grant(id, owner, rights)
	if result < 0 then failed('mn_manager_grant', result, id) end
end

-- mn_manager_rights returns the rights.
function Manager:rights(owner)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_rights(id, owner)
	if result < 0 then failed('mn_manager_rights', result, id) end
	return number(result)
end

-- Limits how many mappings, and how many bytes in all, an owner may have.
function Manager:limit(owner, mappings, bytes)
	int64_t('bytes', bytes)
	int64_t('mappings', mappings)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_limit(id, owner, mappings, bytes)
	if result < 0 then failed('mn_manager_limit', result, id) end
end

-- Maps a file beneath the root.
function Manager:map(owner, path, offset, length, prot, shared)
	int32_t('shared', shared)
	int32_t('prot', prot)
	if length == nil then length = -1 else int64_t('length', length) end
	if offset == nil then offset = 0 else int64_t('offset', offset) end
	int64_t('owner', owner)
	local id = self._handle.id
	text('path', path)
	local result = C.mn_manager_map(id, owner, path, offset, length, prot, shared)
	if result < 0 then failed('mn_manager_map', result, id) end
	return number(result)
end

-- mn_manager_map_anonymous maps private zeroed memory.
function Manager:map_anonymous(owner, length)
	uint64_t('length', length)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_map_anonymous(id, owner, length)
	if result < 0 then failed('mn_manager_map_anonymous', result, id) end
	return number(result)
end

-- mn_manager_map_memfd maps a file in memory, whose descriptor can be passed on.
function Manager:map_memfd(owner, name, length)
	uint64_t('length', length)
	int64_t('owner', owner)
	local id = self._handle.id
	text('name', name)
	local result = C.mn_manager_map_memfd(id, owner, name, length)
	if result < 0 then failed('mn_manager_map_memfd', result, id) end
	return number(result)
end

-- As mn_region_read and mn_region_write.
function Manager:read(owner, mapping, offset, n)
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_manager_read(id, owner, mapping, offset, buffer, n)
	if result < 0 then failed('mn_manager_read', result, mapping) end
	return ffi.string(buffer, result)
end

-- mn_manager_read_up_to reads at most n bytes, as many as the mapping has, and returns how many.
function Manager:read_up_to(owner, mapping, offset, n)
	uint64_t('n', n)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local buffer = ffi.new('uint8_t[?]', tonumber(n))
	local result = C.mn_manager_read_up_to(id, owner, mapping, offset, buffer, n)
	if result < 0 then failed('mn_manager_read_up_to', result, mapping) end
	return ffi.string(buffer, result)
end

-- As mn_region_read and mn_region_write.
function Manager:write(owner, mapping, offset, buffer)
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local n
	buffer, n = source('buffer', buffer)
	local result = C.mn_manager_write(id, owner, mapping, offset, buffer, n)
	if result < 0 then failed('mn_manager_write', result, mapping) end
	return number(result)
end

-- Writes the mapping back and waits.
function Manager:sync(owner, mapping)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_sync(id, owner, mapping)
	if result < 0 then failed('mn_manager_sync', result, mapping) end
end

-- Closes a mapping.
function Manager:unmap(owner, mapping, sync)
	int32_t('sync', sync)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_unmap(id, owner, mapping, sync)
	if result < 0 then failed('mn_manager_unmap', result, mapping) end
end

-- As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
function Manager:protect(owner, mapping, offset, n, prot)
	int32_t('prot', prot)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_protect(id, owner, mapping, offset, n, prot)
	if result < 0 then failed('mn_manager_protect', result, mapping) end
end

-- As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
function Manager:advise(owner, mapping, offset, n, advice)
	int32_t('advice', advice)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_advise(id, owner, mapping, offset, n, advice)
	if result < 0 then failed('mn_manager_advise', result, mapping) end
end

-- As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
function Manager:populate(owner, mapping, offset, n)
	if n == nil then n = TO_END else uint64_t('n', n) end
	if offset == nil then offset = 0 else uint64_t('offset', offset) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_populate(id, owner, mapping, offset, n)
	if result < 0 then failed('mn_manager_populate', result, mapping) end
end

-- As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
function Manager:resize(owner, mapping, length)
	uint64_t('length', length)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_resize(id, owner, mapping, length)
	if result < 0 then failed('mn_manager_resize', result, mapping) end
end

-- As mn_region_protect, _advise, _populate, _resize and _refresh, within the owner's rights and limits.
function Manager:refresh(owner, mapping)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_refresh(id, owner, mapping)
	if result < 0 then failed('mn_manager_refresh', result, mapping) end
	return number(result)
end

-- As mn_region_find, _rfind and _count.
function Manager:find(owner, mapping, needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_manager_find(id, owner, mapping, start, last, needle, n)
	if result < 0 then failed('mn_manager_find', result, mapping) end
	return number(result)
end

-- As mn_region_find, _rfind and _count.
function Manager:rfind(owner, mapping, needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_manager_rfind(id, owner, mapping, start, last, needle, n)
	if result < 0 then failed('mn_manager_rfind', result, mapping) end
	return number(result)
end

-- As mn_region_find, _rfind and _count.
function Manager:count(owner, mapping, needle, start, last)
	if last == nil then last = TO_END else uint64_t('last', last) end
	if start == nil then start = 0 else uint64_t('start', start) end
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local n
	needle, n = source('needle', needle)
	local result = C.mn_manager_count(id, owner, mapping, start, last, needle, n)
	if result < 0 then failed('mn_manager_count', result, mapping) end
	return number(result)
end

-- Closes all mappings of an owner, and returns how many.
function Manager:close_owner(owner, sync)
	int32_t('sync', sync)
	int64_t('owner', owner)
	local id = self._handle.id
	local bytes = ffi.new('int64_t[1]')
	local result = C.mn_manager_close_owner(id, owner, sync, bytes)
	if result < 0 then failed('mn_manager_close_owner', result, id) end
	return number(result), number(bytes[0])
end

-- Lists the mappings of the owner `whose` in the order of their numbers: returns the smallest number greater than `after`; start with 0.
function Manager:next(owner, whose, after)
	if after == nil then after = 0 else int64_t('after', after) end
	int64_t('whose', whose)
	int64_t('owner', owner)
	local id = self._handle.id
	local result = C.mn_manager_next(id, owner, whose, after)
	if result < 0 then failed('mn_manager_next', result, id) end
	return number(result)
end

-- The same, many at once: writes at most `count` numbers greater than `after`, and returns how many; 0 if none is left.
function Manager:list(owner, whose, after, count)
	if count == nil then count = 1024 else uint32_t('count', count) end
	if after == nil then after = 0 else int64_t('after', after) end
	int64_t('whose', whose)
	int64_t('owner', owner)
	local id = self._handle.id
	local mappings = ffi.new('int64_t[?]', tonumber(count))
	local result = C.mn_manager_list(id, owner, whose, after, mappings, count)
	if result < 0 then failed('mn_manager_list', result, id) end
	return numbers(mappings, result)
end

-- A number about a mapping, by name: "owner", "offset", "length", "prot", "shared" (1 or 0), "kind" (MN_KIND_FILE 0, MN_KIND_ANONYMOUS 1, MN_KIND_MEMORY_FILE 2), "reads", "writes", "bytes_read", "bytes_written", "syncs", "resident" and "pages" (both in pages of mn_page_size()).
function Manager:info(owner, mapping, name)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	text('name', name)
	local result = C.mn_manager_info(id, owner, mapping, name)
	if result < 0 then failed('mn_manager_info', result, mapping) end
	return number(result)
end

-- Copies the path that the mapping was made with (or the name of a memory file) and a zero byte to buffer, and returns its length without the zero byte.
function Manager:path(owner, mapping)
	mapping = id_of('mapping', mapping)
	int64_t('owner', owner)
	local id = self._handle.id
	local buffer, capacity = nil, 0
	local result = C.mn_manager_path(id, owner, mapping, buffer, capacity)
	if result < 0 then failed('mn_manager_path', result, mapping) end
	capacity = result + 1
	buffer = ffi.new('char[?]', tonumber(capacity))
	result = C.mn_manager_path(id, owner, mapping, buffer, capacity)
	if result < 0 then failed('mn_manager_path', result, mapping) end
	return ffi.string(buffer, result)
end

-- A number about an owner, by name: "mappings", "bytes", "rights", "mappings_limit" and "bytes_limit" (INT64_MAX if there is no limit), "denied".
function Manager:owner_info(owner, whose, name)
	int64_t('whose', whose)
	int64_t('owner', owner)
	local id = self._handle.id
	text('name', name)
	local result = C.mn_manager_owner_info(id, owner, whose, name)
	if result < 0 then failed('mn_manager_owner_info', result, id) end
	return number(result)
end

-- A number about the manager, by name; it needs no right: "mappings", "bytes", "owners" (those with a right, a limit or a mapping), "denied".
function Manager:statistic(name)
	local id = self._handle.id
	text('name', name)
	local result = C.mn_manager_statistic(id, name)
	if result < 0 then failed('mn_manager_statistic', result, id) end
	return number(result)
end
end
