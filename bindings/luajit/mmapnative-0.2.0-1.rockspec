rockspec_format = '3.0'
package = 'mmapnative'
version = '0.2.0-1'
-- From a checkout: luarocks make.
source = { url = '.' }
description = {
	summary = 'Memory mapping with libmmapnative',
	detailed = [[
Files, anonymous memory and shared memory as objects that close themselves, with errors instead of signals, with slices, atomic
numbers, waits between processes, and every constant of mmap by its name. Needs LuaJIT and the library libmmapnative.so.0.]],
	license = 'Artistic-2.0',
}
dependencies = { 'lua == 5.1' }
build = {
	type = 'builtin',
	modules = {
		['mmapnative'] = 'mmapnative/init.lua',
		['mmapnative.cdef'] = 'mmapnative/cdef.lua',
		['mmapnative.functions'] = 'mmapnative/functions.lua',
		['mmapnative.names'] = 'mmapnative/names.lua',
	},
}
