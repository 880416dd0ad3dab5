// Node: npm install koffi, then node client.js PATH-OF-LIBRARY
const koffi = require('koffi');
const assert = require('assert');

const mn = koffi.load(process.argv[2]);
const number = name => Number(mn.func(`int64_t mn_${name}(void)`)());
const ABSENT = number('absent');
// A constant, or an exception where this platform lacks it.
const constant = name => {
	const value = number(name);
	if (value === ABSENT) throw new RangeError(`${name} does not exist here`);
	return value;
};
// Only -4095 to -1 are errors: addresses of some machines are negative here.
const isError = result => result < 0 && result > -4096;
const errorName = mn.func('const char *mn_error_name(int64_t code)');
const mmap = mn.func('int64_t mn_mmap(void *addr, uint64_t length, int32_t prot, int32_t flags, int32_t fd, int64_t offset)');
const munmap = mn.func('int32_t mn_munmap(int64_t addr, uint64_t length)');
// An address is a number here, so memory is reached through libc's memcpy.
const put = koffi.load(null).func('void *memcpy(int64_t to, const void *from, size_t n)');
const get = koffi.load(null).func('void *memcpy(_Out_ void *to, int64_t from, size_t n)');

const page = number('page_size');
const prot = constant('PROT_READ') | constant('PROT_WRITE');
const flags = constant('MAP_PRIVATE') | constant('MAP_ANONYMOUS');
assert(prot === 3 && page >= 4096);

const address = mmap(null, page, prot, flags, -1, 0);
assert(!isError(address), errorName(address));
const read = Buffer.alloc(5);
put(address, Buffer.from('Hello'), 5);
get(read, address, 5);
assert(read.toString() === 'Hello');
assert(munmap(address, page) === 0);
assert(errorName(mmap(null, 0, prot, flags, -1, 0)) === 'EINVAL');

// Each platform lacks at least one of these.
const absent = ['MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP'].filter(name => { try { constant(name); } catch { return true; } });
assert(absent.length > 0);
assert(errorName(mmap(null, page, prot, flags | ABSENT, -1, 0)) === 'EINVAL');
assert(errorName(mmap(null, page, prot | ABSENT, flags, -1, 0)) === 'EINVAL');
console.log('ok');
