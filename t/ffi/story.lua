-- The story (story.md) in LuaJIT, with the binding of bindings/luajit.
local ffi, bit = require 'ffi', require 'bit'
local mn = require 'mmapnative'
local Region, C = mn.Region, mn.C
ffi.cdef 'int poll(void *fds, unsigned long count, int timeout);'

local process, folder = arg[1], arg[2]

local function step(name, code)
	local passed, e = pcall(code)
	print(passed and 'ok ' .. name or ('not ok %s: %s'):format(name, tostring(e):gsub('\n', ' ')))
end
local function same(got, should, what)
	if got ~= should then error(('%s: %s is not %s'):format(what, tostring(got), tostring(should)), 2) end
end
-- The error of a call that has to fail.
local function failure(f, ...)
	local passed, e = pcall(f, ...)
	if passed then error('no error', 2) end
	return e
end
-- Adds 1 to the counter at 8 a thousand times.
local function count(region)
	for _ = 1, 1000 do region:atomic_add_u64(8, 1) end
end
local function await(region, offset)
	while region:atomic_load_u32(offset) == 0 do
		local slept, e = pcall(region.await_u32, region, offset, 0, 60000)
		if not slept and e.name ~= 'EAGAIN' then error(e, 0) end
	end
end
local function spurt(path, text)
	local file = assert(io.open(path, 'wb'))
	file:write(text)
	file:close()
end
local function slurp(path)
	local file = assert(io.open(path, 'rb'))
	local text = file:read '*a'
	file:close()
	return text
end

if process == 'second' then
	local path, tries = folder .. '/shared', 0
	local function size()
		local file = io.open(path)
		if not file then return 0 end
		local n = file:seek 'end'
		file:close()
		return n
	end
	while size() < 64 do
		tries = tries + 1
		assert(tries < 6000, 'the first process makes no file')
		ffi.C.poll(nil, 0, 10)
	end
	mn.with(Region.open(path, mn.ACCESS_WRITE), function(shared)
		count(shared)
		shared:atomic_store_u32(0, 1)
		shared:wake_u32(0)
		await(shared, 4)
	end)
	return
end

print('is ' .. jit.version)

-- S4-52: the numbers of the library's own functions have names, too.
step('constants', function()
	same(bit.bor(mn.PROT_READ, mn.PROT_WRITE), 3, 'both')
	for _, name in ipairs { 'PROT_READ', 'PROT_WRITE' } do
		same(tonumber(C.mn_constant_value(C.mn_constant_find(name))), mn[name], 'by table')
		same(tonumber(C['mn_' .. name]()), mn[name], 'by function')
		same(mn.constant(name), mn[name], 'by name')
	end
	same(mn.ACCESS_WRITE, 2, 'our own')
	same(mn.ACCESS_NONE, 4, 'our own')
	same(mn.LENGTH_TO_END, -1, 'our own')
	same(mn.supported 'PROT_READ', true, 'supported')
	same(mn.version(), '0.2.0', 'version')
end)

step('absent', function()
	local absent
	for _, name in ipairs { 'MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP' } do
		if C.mn_constant_value(C.mn_constant_find(name)) == C.mn_absent() then absent = name end
	end
	assert(absent, 'each of the three exists')
	local e = failure(function() return mn[absent] end)
	same(getmetatable(e), mn.AbsentConstant, 'class')
	same(e.constant, absent, 'constant')
	assert(tostring(e):find(absent, 1, true), tostring(e))
	e = failure(function() return mn.MAP_SHRED end)
	same(getmetatable(e), mn.UnknownConstant, 'class')
	same(e.nearest, 'MAP_SHARED', 'nearest')
	-- The absent value has a bit in its lower half that no kernel takes.
	local flags = bit.bor(mn.MAP_PRIVATE, mn.MAP_ANONYMOUS)
	local page, cut = mn.page_size(), tonumber(ffi.cast('int32_t', C['mn_' .. absent]()))
	same(tonumber(C.mn_mmap(nil, page, 3, bit.bor(flags, cut), -1, 0)), -22, 'flags')
	same(tonumber(C.mn_mmap(nil, page, bit.bor(3, cut), flags, -1, 0)), -22, 'prot')
	-- Only -4095 to -1 are errors: an address may be negative.
	local memory = ffi.cast('char *', mn.mmap(nil, page, 3, flags, -1, 0))
	ffi.copy(memory, 'Hello')
	same(ffi.string(memory, 5), 'Hello', 'memory')
	mn.munmap(memory, page)
	same(failure(mn.mmap, nil, 0, 3, flags, -1, 0).name, 'EINVAL', 'no length')
end)

step('failure', function()
	local path = folder .. '/nothing'
	local e = failure(Region.open, path)
	same(getmetatable(e), mn.Error, 'class')
	same(e.name, 'ENOENT', 'name')
	same(e.code, 2, 'code')
	same(e.call, 'mn_region_open', 'call')
	assert(e.detail:find(path, 1, true), e.detail)
	mn.with(Region.anonymous(10), function(ten)
		e = failure(ten.read, ten, 8, 3)
		same(e.name, 'ERANGE', 'name')
		same(e.offset, 8, 'offset')
		same(e.length, 3, 'length')
		same(e.total, 10, 'total')
		same(e.holder, nil, 'holder')
		-- F27: the record is that of another call by now.
		local result = C.mn_region_read(ten:id(), 8, ffi.new 'char[3]', 3)
		failure(Region.open, path)
		e = mn.failure('mn_region_read', result, ten:id())
		same(e.name, 'ERANGE', 'name of the read')
		same(e.detail, ffi.string(C.mn_error_message(result)), 'detail')
		same(e.offset, nil, 'offset')
		-- The same call and result, of another region.
		C.mn_region_read(ten:id(), 8, ffi.new 'char[3]', 3)
		same(mn.failure('mn_region_read', result, ten:id() + 1).offset, nil, 'another id')
		same(mn.failure('mn_region_read', result, ten:id()).offset, 8, 'its own id')
		-- What the library would not see as it was passed.
		for _, bad in ipairs { -1, 1.5, 2 ^ 64, '1', 0 / 0, -1LL } do
			assert(tostring(failure(ten.read, ten, bad, 1)):find 'offset is ')
		end
		assert(tostring(failure(ten.set_u32_le, ten, 0, 2 ^ 32)):find 'value is ')
		assert(tostring(failure(ten.write, ten, 0, 5)):find 'not a string')
	end)
	assert(tostring(failure(Region.open, 'a\0b')):find 'zero byte')
	assert(tostring(failure(Region.open, nil)):find 'not a string')
end)

step('region', function()
	local path, kept = folder .. '/story'
	local first, second = mn.with(Region.create(path, 10), function(r)
		kept = r
		r:write(2, 'Hello')
		same(r:read(2, 5), 'Hello', 'read')
		same(r:find 'llo', 4, 'find')
		same(failure(r.find, r, 'llo', 5).name, 'ENOENT', 'find from 5')
		same(r:path(), path, 'path')
		r:resize(20)
		local bytes = slurp(path)
		same(#bytes, 20, 'the file')
		same(bytes:sub(3, 7), 'Hello', 'the file')
		for _, order in ipairs { '_le', '_be' } do
			r['set_u32' .. order](r, 8, 0xffffffff)
			same(r['get_u32' .. order](r, 8), 0xffffffff, '32 bits')
			r['set_u64' .. order](r, 8, 0xfffffffffffffffeULL)
			same(r['get_u64' .. order](r, 8), 0xfffffffffffffffeULL, '64 bits')
			r['set_i64' .. order](r, 8, -0x123456789abcdefLL)
			same(r['get_i64' .. order](r, 8), -0x123456789abcdefLL, '64 bits with a sign')
		end
		r:set_u32_be(8, 0x01020304)
		same(r:read(8, 4), '\1\2\3\4', 'order')
		r:set_f64_le(8, 0.1)
		same(r:get_f64_le(8), 0.1, 'f64')
		local buffer = ffi.new 'uint8_t[5]'
		same(r:read_into(2, buffer), 5, 'read_into')
		same(ffi.string(buffer, 5), 'Hello', 'read_into')
		r:write(0, ffi.new('uint8_t[2]', 65, 66))
		same(r:read(0, 2), 'AB', 'an array')
		local cursor, lines = r:cursor(), {}
		r:write(0, 'one\ntwo\n')
		for line in cursor:lines() do
			lines[#lines + 1] = line
			if #lines == 2 then break end
		end
		same(table.concat(lines, '|'), 'one\n|two\n', 'lines')
		cursor:close()
		r:fill(0, 20, 0)
		r:write(2, 'Hello')
		return 1, nil
	end)
	same(first, 1, 'result')
	same(second, nil, 'result')
	same(failure(kept.length, kept).name, 'EBADF', 'with closes')
	local e = failure(mn.with, Region.open(path), function(r)
		kept = r
		error { 'mine' }
	end)
	same(e[1], 'mine', 'the error of the function')
	same(failure(kept.length, kept).name, 'EBADF', 'with closes after an error')
	-- The collector closes what is forgotten.
	local id = Region.anonymous(10):id()
	kept = nil
	collectgarbage()
	collectgarbage()
	same(tonumber(C.mn_region_length(id)), -9, 'collected')
end)

step('slice', function()
	local r = Region.open(folder .. '/story', mn.ACCESS_WRITE)
	local slice = r:slice(2, 5, mn.SLICE_PIN)
	local view = slice:view()
	same(view:string(), 'Hello', 'view')
	view[0] = ('J'):byte()
	same(r:read(2, 1), 'J', 'written through')
	same(view[4], ('o'):byte(), 'byte')
	for _, at in ipairs { -1, 5, 0.5 } do assert(tostring(failure(function() return view[at] end)):find 'of a view of 5 bytes') end
	failure(function() view[0] = 256 end)
	local e = failure(r.close, r)
	same(e.name, 'EBUSY', 'close')
	same(e.holder, tonumber(slice:id()), 'holder')
	assert(e.detail:find(('%.0f'):format(tonumber(slice:id())), 1, true), e.detail)
	slice:close()
	local uses = { function() return view[0] end, function() view[0] = 1 end, function() return view:string() end, function() return view:pointer() end }
	for _, use in ipairs(uses) do assert(tostring(failure(use)):find 'closed') end
	print 'view guarded'
	local shared = r:slice(0, 5, mn.SLICE_SHARED)
	assert(tostring(failure(function() shared:view()[0] = 1 end)):find 'read%-only')
	shared:close()
	r:close()
end)

step('wait', function()
	mn.with(Region.create(folder .. '/shared', 64), function(shared)
		count(shared)
		await(shared, 0)
		same(shared:atomic_load_u64(8), 2000ULL, 'the counter')
		shared:atomic_store_u32(4, 1)
		shared:wake_u32(4)
		same(failure(shared.await_u32, shared, 0, 1, 10).name, 'ETIMEDOUT', 'timeout')
	end)
end)

step('cut', function()
	local path, page = folder .. '/cut', mn.page_size()
	spurt(path, ('a'):rep(3 * page))
	local r = Region.open(path, mn.ACCESS_WRITE)
	-- LuaJIT has no handlers for signals.
	spurt(path, '')
	same(failure(r.read, r, page, 8).name, 'EIO', 'read')
	same(r:truncated(), true, 'truncated')
	r:close()
end)

step('close', function()
	local r = Region.anonymous(10)
	r:close()
	r:close()
	same(tonumber(C.mn_region_close(r:id())), -9, 'the plain function')
	same(failure(r.read, r, 0, 1).name, 'EBADF', 'read')
end)

print 'skip threads: LuaJIT has none'

-- Nanoseconds of a call, from some 50 ms of them.
local function costs(what, code)
	local n, start = 0, os.clock()
	code(10000)
	start = os.clock()
	repeat
		code(10000)
		n = n + 10000
	until os.clock() - start >= 0.05
	print(('costs %s %.1f'):format(what, (os.clock() - start) * 1e9 / n))
end
local r, buffer = Region.anonymous(64), ffi.new 'uint8_t[8]'
costs('constant', function(n)
	local sum = 0
	for _ = 1, n do sum = sum + mn.PROT_WRITE end
	return sum
end)
costs('read', function(n)
	for _ = 1, n do r:read_into(0, buffer, 8) end
end)
r:close()
