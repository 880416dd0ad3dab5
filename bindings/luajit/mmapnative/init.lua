-- Memory mapping with libmmapnative, for LuaJIT.  README.md shows how; mmapnative.h describes every function.
local ffi, bit = require 'ffi', require 'bit'
local folder = debug.getinfo(1, 'S').source:match '^@(.*)init%.lua$'

ffi.cdef(require 'mmapnative.cdef')
ffi.cdef 'struct mn_lua_handle { int64_t id; };'

-- A checkout has its own library, if it is built.
local function library_name()
	local name = os.getenv 'MMAPNATIVE_LIB'
	if name and name ~= '' then return name end
	local root = folder and folder .. '../../../'
	local header = root and io.open(root .. 'mmapnative.h')
	if header then
		header:close()
		local built = io.open(root .. 'build/libmmapnative.so')
		if built then
			built:close()
			return root .. 'build/libmmapnative.so'
		end
	end
	return 'libmmapnative.so.0'
end

local function load()
	local name = library_name()
	local loaded, C = pcall(ffi.load, name)
	local called, version
	if loaded then called, version = pcall(function() return ffi.string(C.mn_version()) end) end
	if not called then
		error(('mmapnative: the library %s was not found (%s): install it, or set MMAPNATIVE_LIB to its path')
			:format(name, tostring(loaded and version or C)), 0)
	end
	-- Until 1.0.0 another minor number may have other functions.
	if not version:find '^0%.2%.' then
		error(('mmapnative: %s is version %s of the library, and this binding needs 0.2: install that version, or set MMAPNATIVE_LIB to its path')
			:format(name, version), 0)
	end
	return C
end

local C = load()
local ABSENT = C.mn_absent()
local int64, uint64 = ffi.typeof 'int64_t', ffi.typeof 'uint64_t'

-- M.C has the plain functions.  TO_END is "up to the end" for a length.
local M = { _VERSION = '0.2.0', C = C, TO_END = 0x7fffffffffffffffLL }

-- The classes of errors.  An error is a table; tostring gives its message.
local function error_class(kind)
	local class = { kind = kind }
	class.__index = class
	function class:__tostring() return self.message end
	M[kind] = class
	return class
end
local Error = error_class 'Error'
local AbsentConstant, UnknownConstant = error_class 'AbsentConstant', error_class 'UnknownConstant'

-- A 64-bit number as a Lua number where that is exact, and as it is elsewhere.
local function number(value)
	if value >= -0x20000000000000LL and value <= 0x20000000000000LL then return tonumber(value) end
	return value
end

local function string(pointer) return pointer ~= nil and ffi.string(pointer) or nil end

local NUMBERS = { offset = 2, length = 3, total = 4, holder = 5, holder_offset = 6, holder_length = 7, holder_thread = 8 }

-- The error for the result of a call.  The thread's record is used only if it is about this call: a finalizer may have failed since.
-- id is what was passed (of a manager's function the mapping), nil if the call takes none.
function M.failure(call, result, id)
	local e = { code = -tonumber(result), name = ffi.string(C.mn_error_name(result)), call = call }
	if ffi.string(C.mn_error_call()) == call and C.mn_error_number(0) == result and (id == nil or C.mn_error_number(1) == id) then
		e.detail, e.reason = ffi.string(C.mn_error_detail()), ffi.string(C.mn_error_reason())
		for name, which in pairs(NUMBERS) do
			local value = C.mn_error_number(which)
			if value ~= ABSENT then e[name] = number(value) end
		end
	else
		e.detail = ffi.string(C.mn_error_message(result))
		e.reason = e.detail
	end
	e.message = ('%s: %s (%s)'):format(call, e.detail, e.name)
	return setmetatable(e, Error)
end

local function failed(...) error(M.failure(...), 0) end

-- How many letters differ.
local function distance(a, b)
	local row = {}
	for j = 0, #b do row[j] = j end
	for i = 1, #a do
		local diagonal
		diagonal, row[0] = row[0], i
		for j = 1, #b do
			local cost = a:byte(i) == b:byte(j) and 0 or 1
			diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
		end
	end
	return row[#b]
end

-- The value of a constant by its name.  Raises AbsentConstant if this platform lacks it, UnknownConstant if no platform has it.
function M.constant(name)
	if type(name) ~= 'string' then error('constant: the name is a ' .. type(name) .. ', not a string', 2) end
	local index = C.mn_constant_find(name)
	if index < 0 then
		local nearest, least = nil, 1 / 0
		for _, known in ipairs(require 'mmapnative.names') do
			local letters = distance(name, known)
			if letters < least then nearest, least = known, letters end
		end
		error(setmetatable({ constant = name, nearest = nearest,
			message = ('no constant is named %s: the nearest name is %s'):format(name, nearest) }, UnknownConstant), 0)
	end
	local value = C.mn_constant_value(index)
	if value == ABSENT then
		error(setmetatable({ constant = name, message = ('the constant %s does not exist on this platform'):format(name) }, AbsentConstant), 0)
	end
	return tonumber(value)
end

-- The arguments are compared here: LuaJIT takes a number modulo its size.
local function bad(name, value, should)
	error(('%s is %s, not %s'):format(name, type(value) == 'string' and 'a string' or tostring(value), should), 4)
end
local function integer(bits, signed)
	local low = signed and -2 ^ (bits - 1) or 0
	local past = signed and 2 ^ (bits - 1) or 2 ^ bits
	local should = ('a whole number of %d bits%s'):format(bits, signed and '' or ' without a sign')
	local wide = bits == 64
	return function(name, value)
		if type(value) == 'number' then
			if value >= low and value < past and value % 1 == 0 then return end
		elseif ffi.istype(int64, value) then
			if wide and (signed or value >= 0) or not wide and value >= low and value < past then return end
		elseif ffi.istype(uint64, value) then
			if wide and (not signed or value <= 0x7fffffffffffffffULL) or not wide and value < uint64(past) then return end
		end
		bad(name, value, should)
	end
end
local helpers = {
	failed = failed, number = number, string = string,
	int16_t = integer(16, true), uint16_t = integer(16), int32_t = integer(32, true), uint32_t = integer(32),
	int64_t = integer(64, true), uint64_t = integer(64),
}

function helpers.real(name, value)
	if type(value) ~= 'number' then bad(name, value, 'a number') end
end

function helpers.text(name, value, optional)
	if value == nil and optional then return end
	if type(value) ~= 'string' then bad(name, value, 'a string') end
	-- The library would see a shorter text.
	if value:find('\0', 1, true) then bad(name, value, 'a text without a zero byte') end
end

-- The address and the length of bytes: of a string, an array of LuaJIT's, or a view.
local function source(name, value)
	if type(value) == 'string' then return value, #value end
	if getmetatable(value) == M.View then return value:pointer(), value.length end
	if type(value) == 'cdata' and tostring(ffi.typeof(value)):find '%[.*%]>$' then return value, ffi.sizeof(value) end
	bad(name, value, 'a string, an array or a view')
end
helpers.source = source

function helpers.address(value)
	if value == nil or type(value) == 'cdata' and not ffi.istype(int64, value) and not ffi.istype(uint64, value) then return value end
	return ffi.cast('void *', ffi.cast('intptr_t', value))
end

function helpers.numbers(array, count)
	local list = {}
	for i = 0, tonumber(count) - 1 do list[i + 1] = number(array[i]) end
	return list
end

-- The id of an object, or an id as it is.
function helpers.id_of(name, value)
	if type(value) == 'table' and value._handle then return value._handle.id end
	helpers.int64_t(name, value)
	return value
end

-- An object has a handle, which LuaJIT's collector finalizes: its tables have no finalizer.
local function class(name, close, release)
	local c = { _name = name, _close = close, _release = function(handle) C[release or close](handle.id) end }
	c.__index = c
	function c:__tostring() return ('%s %.0f'):format(name, tonumber(self._handle.id)) end
	M[name] = c
	return c
end
local Region, Slice = class('Region', 'mn_region_close', 'mn_region_release'), class('Slice', 'mn_slice_close')
local Cursor, Follower, Manager = class('Cursor', 'mn_cursor_close'), class('Follower', 'mn_follow_close'), class('Manager', 'mn_manager_close')

-- holds is an object that has to live as long as this one.
local function made(c, id, holds)
	local handle = ffi.gc(ffi.new('struct mn_lua_handle', id), c._release)
	return setmetatable({ _handle = handle, _open = true, _holds = holds }, c)
end
helpers.made = made

-- Closes the object.  Once more does nothing.
local function close(self)
	if not self._open then return end
	local id = self._handle.id
	local result = C[self._close](id)
	if result < 0 then
		local e = M.failure(self._close, result, id)
		-- A region can be closed although its descriptor's last writes failed.
		if self._name == 'Region' and C.mn_region_length(id) < 0 then
			self._open = false
			ffi.gc(self._handle, nil)
		end
		error(e, 0)
	end
	self._open = false
	ffi.gc(self._handle, nil)
end

local function release(self)
	if not self._open then return end
	self._open = false
	ffi.gc(self._handle, nil)
	self._release(self._handle)
end

for _, c in ipairs { Region, Slice, Cursor, Follower, Manager } do
	c.close = close
	-- The number that the plain functions take.
	function c:id() return self._handle.id end
end

require 'mmapnative.functions' (M, helpers)

-- Closes the region at once, also while slices are held: its memory is unmapped with the last of them.
Region.release = release

-- Calls f with the object, closes the object, and returns what f returned.  After an error in f the object is closed, too.
function M.with(object, f)
	local results = { pcall(f, object) }
	if not results[1] then
		release(object)
		error(results[2], 0)
	end
	object:close()
	return unpack(results, 2, table.maxn(results))
end

-- Reads n bytes from offset into a buffer of the caller's, which is an array or a pointer; n is the array's size unless it is passed.
function Region:read_into(offset, buffer, n)
	helpers.uint64_t('offset', offset)
	if n == nil then
		if type(buffer) == 'string' then bad('buffer', buffer, 'an array') end
		buffer, n = source('buffer', buffer)
	end
	local id = self._handle.id
	local result = C.mn_region_read(id, offset, buffer, n)
	if result < 0 then failed('mn_region_read', result, id) end
	return tonumber(result)
end

-- Writes changes back to the file; flags is MS_SYNC unless it is passed.
function Region:sync(offset, n, flags)
	offset, n, flags = offset or 0, n or M.TO_END, flags or M.MS_SYNC
	helpers.uint64_t('offset', offset)
	helpers.uint64_t('n', n)
	helpers.int32_t('flags', flags)
	local id = self._handle.id
	local result = C.mn_region_sync(id, offset, n, flags)
	if result < 0 then failed('mn_region_sync', result, id) end
end

-- A string of one byte for each page from number first on, at most capacity: "\1" if it is in memory, "\0" if not.
function Region:resident_pages(first, capacity)
	first = first or 0
	helpers.uint64_t('first', first)
	local size = tonumber(C.mn_page_size())
	local left = math.max(0, math.ceil(self:length() / size) - tonumber(first))
	capacity = math.min(capacity or left, left)
	local pages = ffi.new('uint8_t[?]', capacity)
	local id = self._handle.id
	local result = C.mn_region_resident_pages(id, first, pages, capacity)
	if result < 0 then failed('mn_region_resident_pages', result, id) end
	return ffi.string(pages, capacity)
end

-- Opens a slice: n bytes from offset.  mode is SLICE_PIN (0), SLICE_SHARED or SLICE_EXCLUSIVE.  Waits timeout milliseconds for
-- slices that conflict, without limit unless it is passed.
function Region:slice(offset, n, mode, timeout)
	offset, n, mode, timeout = offset or 0, n or M.TO_END, mode or 0, timeout or -1
	helpers.uint64_t('offset', offset)
	helpers.uint64_t('n', n)
	helpers.int32_t('mode', mode)
	helpers.int32_t('timeout', timeout)
	local id = self._handle.id
	local result = C.mn_slice_open(id, offset, n, mode, timeout)
	if result < 0 then failed('mn_slice_open', result, id) end
	return made(Slice, result, self)
end

-- Opens a cursor at the first byte.
function Region:cursor()
	local id = self._handle.id
	local result = C.mn_cursor_open(id)
	if result < 0 then failed('mn_cursor_open', result, id) end
	return made(Cursor, result, self)
end

function Slice:region() return self._holds end
function Cursor:region() return self._holds end

-- The lines from the position on, each with its newline: for line in cursor:lines() do.
function Cursor:lines()
	return function()
		local length, offset = self:next_line()
		if length > 0 then return self._holds:read(offset, length) end
	end
end

-- The pointer to the first byte, valid until the slice is closed.  Nothing guards an access through it.
function Slice:address()
	local id = self._handle.id
	local result = C.mn_slice_address(id)
	if result < 0 and result > -4096 then failed('mn_slice_address', result, id) end
	return ffi.cast('uint8_t *', result)
end

-- A view: the bytes themselves, without a copy.  view[0] to view[view.length - 1] are its bytes.  It keeps its slice from the
-- collector, and after the slice is closed its use is an error.
local View = {}
M.View = View

-- Fields of a view begin with a letter, so an index is never found in the table itself and always comes here.
local function byte(view, i)
	if type(i) ~= 'number' then return View[i] end
	local pointer = rawget(view, '_pointer')
	if not pointer then error('the slice of this view is closed', 2) end
	if not (i >= 0 and i < view.length and i % 1 == 0) then error(('byte %s of a view of %d bytes'):format(tostring(i), view.length), 2) end
	return pointer, i
end
function View.__index(view, i)
	local pointer, at = byte(view, i)
	if at then return pointer[at] end
	return pointer
end
function View.__newindex(view, i, value)
	if type(i) ~= 'number' then error('a view has no field to set', 2) end
	local pointer, at = byte(view, i)
	if not view.writable then error('the view is read-only', 2) end
	if type(value) ~= 'number' or not (value >= 0 and value < 256 and value % 1 == 0) then error(('a byte is %s'):format(tostring(value)), 2) end
	pointer[at] = value
end

-- The pointer, which is not guarded after that.
function View.pointer(view)
	local pointer = rawget(view, '_pointer')
	if not pointer then error('the slice of this view is closed', 2) end
	return pointer
end

-- n bytes from offset as a string, all of them unless they are passed.
function View.string(view, offset, n)
	local pointer = rawget(view, '_pointer')
	if not pointer then error('the slice of this view is closed', 2) end
	offset = offset or 0
	n = n or view.length - offset
	if not (offset >= 0 and n >= 0 and offset + n <= view.length) then
		error(('%s bytes at %s of a view of %d bytes'):format(tostring(n), tostring(offset), view.length), 2)
	end
	return ffi.string(pointer + offset, n)
end
View.__tostring = View.string

-- The view of a shared slice, or of memory without PROT_WRITE, is read-only.  An access to a truncated file ends the process with
-- SIGBUS: see Slice:check.
function Slice:view()
	if self._view then return self._view end
	local length = self:length()
	local writable, pointer = false, ffi.new 'uint8_t[1]'
	if length > 0 then
		local prot = C.mn_region_prot(C.mn_slice_region(self._handle.id))
		-- PROT_READ is 1 and PROT_WRITE is 2 on every platform.
		if prot < 0 or bit.band(tonumber(prot), 1) == 0 then error('the memory of this slice is not readable', 2) end
		writable = bit.band(tonumber(prot), 2) ~= 0 and bit.band(self:mode(), 3) ~= 1
		pointer = self:address()
	end
	self._view = setmetatable({ _pointer = pointer, length = length, writable = writable, slice = self }, View)
	return self._view
end

-- Closes the slice, and ends its view.  Once more does nothing.
function Slice:close()
	close(self)
	if self._view then rawset(self._view, '_pointer', false) end
end

-- The region of a mapping.  The manager owns it: closing it here does nothing.
function Manager:region(owner, mapping)
	helpers.int64_t('owner', owner)
	mapping = helpers.id_of('mapping', mapping)
	local result = C.mn_manager_region(self._handle.id, owner, mapping)
	if result < 0 then failed('mn_manager_region', result, mapping) end
	local handle = ffi.new('struct mn_lua_handle', result)
	return setmetatable({ _handle = handle, _open = false, _holds = self }, Region)
end

local STATS = { 'offset', 'length', 'prot', 'resident', 'pages', 'owner', 'kind', 'shared', 'reads', 'writes', 'bytes_read', 'bytes_written', 'syncs' }
local function stats(numbers)
	local found = {}
	for _, name in ipairs(STATS) do found[name] = number(numbers[M['STATS_' .. name:upper()]]) end
	return found
end

-- The numbers of a mapping by name, and its path, "" for anonymous memory.
function Manager:stats(owner, mapping)
	helpers.int64_t('owner', owner)
	mapping = helpers.id_of('mapping', mapping)
	local numbers, path = ffi.new('int64_t[?]', #STATS), ffi.new 'char[4097]'
	local result = C.mn_manager_stats(self._handle.id, owner, mapping, numbers, #STATS, path, 4097)
	if result < 0 then failed('mn_manager_stats', result, mapping) end
	local found = stats(numbers)
	found.path = ffi.string(path, result)
	return found
end

-- A descriptor for another process, which the caller closes, and the numbers of the mapping by name.
function Manager:descriptor(owner, mapping)
	helpers.int64_t('owner', owner)
	mapping = helpers.id_of('mapping', mapping)
	local numbers = ffi.new('int64_t[?]', #STATS)
	local result = C.mn_manager_descriptor(self._handle.id, owner, mapping, numbers, #STATS)
	if result < 0 then failed('mn_manager_descriptor', result, mapping) end
	return tonumber(result), stats(numbers)
end

-- M.PROT_READ and all other constants, each looked up when it is first used.
return setmetatable(M, {
	__index = function(_, name)
		if type(name) ~= 'string' or not name:find '^_*%u[%u%d_]*$' then return nil end
		local value = M.constant(name)
		rawset(M, name, value)
		return value
	end,
})
