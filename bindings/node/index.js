// Memory mapping with libmmapnative.  README.md has an example and what differs in Node.
'use strict';
const fs = require('fs');
const path = require('path');
const { fileURLToPath } = require('url');
const generated = require('./functions.js');

let koffi;
try {
	koffi = require('koffi');
} catch {
	throw new Error('mmapnative: koffi is missing: run `npm install koffi`');
}

const NEEDS = '0.2';

// The version is checked before anything else is bound: another library lacks the other functions.
const library = (() => {
	const checkout = path.join(__dirname, '../..');
	const built = path.join(checkout, 'build/libmmapnative.so');
	const name = process.env.MMAPNATIVE_LIB || (fs.existsSync(path.join(checkout, 'share/mmapnative.cdef')) && fs.existsSync(built) ? built : 'libmmapnative.so.0');
	let loaded;
	let version;
	try {
		loaded = koffi.load(name);
		version = loaded.func('const char *mn_version(void)')();
	} catch (error) {
		const reason = error.message.replace(/\s+/g, ' ');
		throw new Error(`mmapnative: the library ${name} was not found (${reason}): install it, or set MMAPNATIVE_LIB to its path`);
	}
	if (!version.startsWith(`${NEEDS}.`))
		throw new Error(`mmapnative: ${name} is version ${version} of the library, and this binding needs ${NEEDS}: install that version, or set MMAPNATIVE_LIB to its path`);
	return loaded;
})();

// Defines a property that is made at its first use.
const lazy = (object, name, make) => Object.defineProperty(object, name, {
	configurable: true, enumerable: true,
	get() {
		const value = make();
		Object.defineProperty(object, name, { value, configurable: true, enumerable: true });
		return value;
	},
});

const native = {};
for (const [name, declaration] of Object.entries(generated.declarations)) lazy(native, name, () => library.func(declaration));

// Errors.

const ERROR_NUMBERS = ['id', 'offset', 'length', 'total', 'holder', 'holderOffset', 'holderLength', 'holderThread'];
const ABSENT = native.mn_absent();

class MmapError extends Error {
	constructor(result, call, record) {
		const code = native.mn_error_name(result);
		const sentence = native.mn_error_message(result);
		super(`${call}: ${record ? record.detail : sentence} (${code})`);
		this.name = 'MmapError';
		this.code = code;
		this.errno = Number(result);
		this.call = call;
		this.detail = sentence;
		this.reason = sentence;
		Object.assign(this, record);
	}
}

// The error of a result.  F27: the thread's record is used only if it is of this call, this result and this id.
const failure = (result, call, id) => {
	if (native.mn_error_call() !== call || native.mn_error_number(0) != result || (id !== undefined && native.mn_error_number(1) != id))
		return new MmapError(result, call);
	const record = { detail: native.mn_error_detail(), reason: native.mn_error_reason() };
	ERROR_NUMBERS.forEach((name, i) => {
		const number = native.mn_error_number(i + 1);
		if (number != ABSENT) record[name] = number;
	});
	return new MmapError(result, call, record);
};
const check = (result, call, id) => {
	if (result < 0) throw failure(result, call, id);
	return result;
};
// An address may be negative on some machines: only -4095 to -1 are errors.
const checkAddress = (result, call, id) => {
	if (result < 0 && result >= -4095) throw failure(result, call, id);
	return result;
};

// koffi runs the call in a thread of its own, whose record cannot be read from here: the error has
// the sentence only, and never what another call left in this thread.
const kept = new Set();
const promised = (object, name, ...values) => new Promise((resolve, reject) => {
	const held = { object, values };
	kept.add(held);
	native[name].async(...values, (error, result) => {
		// The object and the buffers stay in the collector's sight until here.
		kept.delete(held);
		if (error) reject(error);
		else if (result < 0) reject(new MmapError(result, name));
		else resolve(result);
	});
});

// A signal ends a sleep early (EINTR): the rest of the time follows.
const patient = (timeout, call, again = true) => {
	const end = timeout < 0 ? Infinity : performance.now() + timeout;
	let result = call(timeout);
	while (again && result < 0 && native.mn_error_name(result) === 'EINTR')
		result = call(timeout < 0 ? timeout : Math.max(0, Math.ceil(end - performance.now())));
	return result;
};

// Values.  koffi itself takes -1 for an unsigned number, and 1.5 for 1.

const bad = (value, name) => typeof value === 'number' || typeof value === 'bigint' ? new RangeError(`${name}: ${value} is out of range`) : new TypeError(`${name}: not a number`);
const integer = (value, name, low, high) => {
	if (!Number.isInteger(value) || value < low || value > high) throw bad(value, name);
	return value;
};
const wide = (value, name, low, high) => {
	if (typeof value === 'number' ? !Number.isSafeInteger(value) || value < low : typeof value !== 'bigint' || value < low || value > high) throw bad(value, name);
	return value;
};
const u64 = (value, name) => wide(value, name, 0n, 0xFFFF_FFFF_FFFF_FFFFn);
const i64 = (value, name) => wide(value, name, -0x8000_0000_0000_0000n, 0x7FFF_FFFF_FFFF_FFFFn);
const u32 = (value, name) => integer(value, name, 0, 0xFFFF_FFFF);
// The bits of the flags are 32 with or without a sign: `|` of JavaScript has one.
const i32 = (value, name) => integer(value, name, -0x8000_0000, 0xFFFF_FFFF) | 0;
const float = (value, name) => {
	if (typeof value !== 'number') throw bad(value, name);
	return value;
};

// A path or name with the zero byte that ends it.
const text = (value, name) => {
	if (value instanceof URL) value = fileURLToPath(value);
	if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw new TypeError(`${name}: not a string`);
	const bytes = Buffer.concat([Buffer.from(value), Buffer.alloc(1)]);
	if (bytes.indexOf(0) !== bytes.length - 1) throw new TypeError(`${name}: has a zero byte`);
	return bytes;
};
// The bytes of the caller's object, without a copy.
const data = (value, name) => {
	if (Buffer.isBuffer(value)) return value;
	if (typeof value === 'string') return Buffer.from(value);
	if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
	if (value instanceof ArrayBuffer) return Buffer.from(value);
	throw new TypeError(`${name}: not a string, a Buffer, a typed array or an ArrayBuffer`);
};
// An empty buffer has no address; the library wants one.
const one = Buffer.alloc(1);
const filled = buffer => buffer.length ? buffer : one;
const room = (n, name) => Buffer.allocUnsafeSlow(Number(u64(n, name)));
// A number where it is exact, as koffi gives results.
const exact = value => BigInt.asIntN(54, value) === value ? Number(value) : value;

// Constants.

const nearest = wanted => {
	const distance = name => {
		let row = Array.from({ length: name.length + 1 }, (_, i) => i);
		for (let i = 1; i <= wanted.length; ++i) {
			const next = [i];
			for (let j = 1; j <= name.length; ++j)
				next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (wanted[i - 1] !== name[j - 1]));
			row = next;
		}
		return row[name.length];
	};
	return generated.names.map(name => [distance(name), name]).sort((a, b) => a[0] - b[0])[0][1];
};
class AbsentConstant extends Error {
	constructor(name) {
		super(`${name} does not exist on this platform`);
		this.name = 'AbsentConstant';
		this.constant = name;
	}
}
class UnknownConstant extends Error {
	constructor(name) {
		const near = nearest(name);
		super(`${name} is no constant; the nearest name is ${near}`);
		this.name = 'UnknownConstant';
		this.constant = name;
		this.nearest = near;
	}
}
const constant = name => {
	const index = native.mn_constant_find(String(name));
	if (index < 0) throw new UnknownConstant(String(name));
	const value = native.mn_constant_value(index);
	if (value === ABSENT) throw new AbsentConstant(name);
	return value;
};
// A name that no constant has is looked for in the prototype, which throws.
const constants = Object.create(new Proxy({}, {
	get(_, name) {
		if (typeof name === 'string' && /^_?[A-Z][A-Z0-9_]+$/.test(name)) throw new UnknownConstant(name);
		return Object.prototype[name];
	},
}));
for (const name of generated.names) lazy(constants, name, () => constant(name));

// Objects.

// An object that the collector takes is closed without an error: its region lives until the last slice is closed.
const forgotten = new FinalizationRegistry(({ call, id }) => native[call](id));

class Handle {
	#closed = false;
	constructor(id) {
		this.id = id;
		forgotten.register(this, { call: this.constructor.RELEASE, id }, this);
	}
	// An id that failed to close stays open; once it is closed, a further close does nothing.
	close() {
		if (this.#closed) return;
		const { CLOSE } = this.constructor;
		const result = native[CLOSE](this.id);
		const error = result < 0 && failure(result, CLOSE, this.id);
		// A region whose descriptor failed to close is closed all the same.
		this.#closed = !error || error.code === 'EBADF' || (CLOSE === 'mn_region_close' && native.mn_region_length(this.id) < 0);
		if (!this.#closed) throw error;
		forgotten.unregister(this);
		if (error && error.code !== 'EBADF') throw error;
	}
	use(f) {
		let result;
		try {
			result = f(this);
		} catch (error) {
			this.close();
			throw error;
		}
		if (typeof result?.then === 'function')
			return result.then(value => { this.close(); return value; }, error => { this.close(); throw error; });
		this.close();
		return result;
	}
}
if (Symbol.dispose) Handle.prototype[Symbol.dispose] = Handle.prototype.close;

class Region extends Handle {
	static CLOSE = 'mn_region_close';
	static RELEASE = 'mn_region_release';
}

// A view keeps its slice from the collector.
const slices = new WeakMap();
class Slice extends Handle {
	static CLOSE = 'mn_slice_close';
	static RELEASE = 'mn_slice_close';
	view() {
		const length = this.length;
		if (length === 0) return Buffer.alloc(0);
		const memory = koffi.view(this.address, Number(length));
		slices.set(memory, this);
		return Buffer.from(memory);
	}
}
class Cursor extends Handle {
	static CLOSE = 'mn_cursor_close';
	static RELEASE = 'mn_cursor_close';
	// A cursor reads its region: it keeps it from the collector.
	constructor(id, region) {
		super(id);
		this.of = region;
	}
}
class Follower extends Handle {
	static CLOSE = 'mn_follow_close';
	static RELEASE = 'mn_follow_close';
}
class Manager extends Handle {
	static CLOSE = 'mn_manager_close';
	static RELEASE = 'mn_manager_close';
}

module.exports = { Region, Slice, Cursor, Follower, Manager, MmapError, AbsentConstant, UnknownConstant, failure, constant, constants, native };
generated.add({ native, constants, check, checkAddress, patient, promised, u64, i64, u32, i32, integer, float, text, data, filled, room, exact, pageSize: () => native.mn_page_size() },
	module.exports, module.exports);

// Node installs handlers of its own: the library looks at its handler at every access.
native.mn_guard(constants.GUARD_CHECKED);
