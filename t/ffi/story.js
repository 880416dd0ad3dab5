// The story (story.md) in Node.
'use strict';
const fs = require('fs');
const path = require('path');
const { strict: assert } = require('assert');
const { Region, MmapError, AbsentConstant, UnknownConstant, failure, constant, constants, native, pageSize, supported } = require('../../bindings/node');

const [role, folder] = process.argv.slice(2);
const file = name => path.join(folder, name);
const { ACCESS_WRITE, SLICE_PIN } = constants;

const step = async (name, code) => {
	try {
		await code();
		console.log(`ok ${name}`);
	} catch (error) {
		console.log(`not ok ${name}: ${(error.stack || String(error)).replace(/\s*\n\s*/g, ' ')}`);
	}
};
// The error that the code has to throw.
const error = code => {
	try {
		code();
	} catch (thrown) {
		return thrown;
	}
	throw new Error('no exception');
};
// Adds 1 to the counter at 8 a thousand times.
const count = region => { for (let i = 0; i < 1000; ++i) region.atomicAddU64(8, 1n); };
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

const second = async () => {
	while (!fs.existsSync(file('shared')) || fs.statSync(file('shared')).size < 64) await sleep(10);
	const shared = Region.open(file('shared'), ACCESS_WRITE);
	count(shared);
	shared.atomicStoreU32(0, 1);
	shared.wakeU32(0);
	// The loop stays free while koffi's thread sleeps.
	while (shared.atomicLoadU32(4) === 0) await shared.awaitU32Async(4, 0, 60000).catch(e => { if (e.code !== 'EAGAIN') throw e; });
	shared.close();
};

const first = async () => {
	console.log(`is Node ${process.versions.node}`);
	await step('constants', () => {
		assert.equal(constants.PROT_READ | constants.PROT_WRITE, 3);
		for (const name of ['PROT_READ', 'PROT_WRITE']) {
			assert.equal(native.mn_constant_value(native.mn_constant_find(name)), constants[name]);
			assert.equal(native[`mn_${name}`](), constant(name));
		}
		assert.equal(ACCESS_WRITE, 2);
		assert.equal(supported('PROT_READ'), 1);
	});
	// Each platform lacks at least one of these three.
	await step('absent', () => {
		const absent = ['MAP_TPRO', 'PROT_ADI', 'MAP_REMAPDUP'].filter(name => { try { constants[name]; } catch { return true; } });
		assert(absent.length > 0);
		const missing = error(() => constants[absent[0]]);
		assert(missing instanceof AbsentConstant && missing.message.includes(absent[0]), String(missing));
		const misspelt = error(() => constants.MAP_SHRED);
		assert(misspelt instanceof UnknownConstant && misspelt.nearest === 'MAP_SHARED', String(misspelt));
		const ABSENT = native.mn_absent();
		const page = pageSize();
		const flags = constants.MAP_PRIVATE | constants.MAP_ANONYMOUS;
		assert.equal(native.mn_error_name(native.mn_mmap(null, page, 3, Number(BigInt.asIntN(32, BigInt(ABSENT) | BigInt(flags))), -1, 0)), 'EINVAL');
		assert.equal(native.mn_error_name(native.mn_mmap(null, page, Number(BigInt.asIntN(32, BigInt(ABSENT) | 3n)), flags, -1, 0)), 'EINVAL');
	});
	await step('failure', () => {
		const nothing = error(() => Region.open(file('nothing')));
		assert(nothing instanceof MmapError);
		assert.deepEqual([nothing.code, nothing.errno, nothing.call], ['ENOENT', -2, 'mn_region_open']);
		assert(nothing.detail.includes(file('nothing')), nothing.detail);
		const ten = Region.anonymous(10);
		const past = error(() => ten.read(8, 3));
		assert.deepEqual([past.code, past.offset, past.length, past.total, past.holder], ['ERANGE', 8, 3, 10, undefined]);
		// F27: after another failure the same result has its sentence only.
		error(() => ten.read(9, 9));
		const result = native.mn_region_read(ten.id, 8, Buffer.alloc(3), 3);
		error(() => Region.open(file('nothing')));
		const late = failure(result, 'mn_region_read', ten.id);
		assert.deepEqual([late.code, late.detail, late.offset, late.total], ['ERANGE', native.mn_error_message(result), undefined, undefined]);
		// Bad arguments are errors of JavaScript, before the library sees them.
		for (const [code, kind] of [
			[() => ten.read(-1, 1), RangeError], [() => ten.read(1.5, 1), RangeError], [() => ten.read('1', 1), TypeError], [() => ten.write(0, 7), TypeError],
			[() => Region.open('a\0b'), TypeError], [() => Region.open(5), TypeError], [() => ten.putU32Le(0, 2 ** 32), RangeError], [() => ten.setI32Le(0, 2 ** 31), RangeError], [() => ten.setU64Le(0, 2n ** 64n), RangeError],
		]) assert(error(code) instanceof kind, String(code));
		ten.close();
	});
	await step('region', () => {
		Region.create(file('story'), 10).use(r => {
			assert.equal(r.write(2, 'Hello'), 5);
			assert.equal(r.read(2, 5).toString(), 'Hello');
			assert.equal(r.find(0, r.length, 'llo'), 4);
			assert.equal(r.path, file('story'));
			r.resize(20);
			const bytes = fs.readFileSync(file('story'));
			assert.deepEqual([bytes.length, bytes.toString('latin1', 2, 7)], [20, 'Hello']);
			for (const order of ['Le', 'Be']) {
				for (const n of [1, 0x80000000, 0xFFFFFFFF]) {
					r[`setU32${order}`](8, n);
					assert.equal(r[`getU32${order}`](8), n);
					assert.equal(r[`u32${order}`](8), n);
					r[`setI32${order}`](8, n | 0);
					assert.equal(r[`getI32${order}`](8), n | 0);
				}
				for (const n of [1n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
					r[`setU64${order}`](8, n);
					assert.equal(r[`getU64${order}`](8), n);
				}
				r[`setF64${order}`](8, 0.1);
				assert.equal(r[`getF64${order}`](8), 0.1);
			}
			r.setU32Le(8, 1);
			assert.equal(r.read(8, 1)[0], 1);
			const twenty = new Uint16Array([1, 2, 3]);
			r.write(12, twenty);
			const back = new Uint16Array(3);
			assert.equal(r.readInto(12, back), 6);
			assert.deepEqual(back, twenty);
			assert.equal(r.write(3, new Uint8Array(0)), 0);
			assert.equal(r.read(3, 0).length, 0);
		});
	});
	await step('slice', () => {
		const r = Region.open(file('story'), ACCESS_WRITE);
		const slice = r.slice(2, 5, SLICE_PIN);
		const view = slice.view();
		assert.equal(view.toString(), 'Hello');
		view[0] = 'J'.charCodeAt();
		assert.equal(r.read(2, 1).toString(), 'J');
		const busy = error(() => r.close());
		assert.deepEqual([busy.code, busy.holder, busy.holderOffset, busy.holderLength], ['EBUSY', slice.id, 2, 5]);
		slice.close();
		assert.equal(error(() => slice.view()).code, 'EBADF');
		// Node 20 detaches no memory that is not its own: a use of `view` would end the process.
		console.log('view unguarded');
		r.close();
	});
	await step('wait', async () => {
		const shared = Region.create(file('shared'), 64);
		count(shared);
		while (shared.atomicLoadU32(0) === 0) {
			try {
				shared.awaitU32(0, 0, 60000);
			} catch (e) {
				if (e.code !== 'EAGAIN') throw e;
			}
		}
		assert.equal(shared.atomicLoadU64(8), 2000n);
		shared.atomicStoreU32(4, 1);
		shared.wakeU32(4);
		shared.close();
	});
	await step('cut', () => {
		const page = pageSize();
		fs.writeFileSync(file('cut'), Buffer.alloc(3 * page, 1));
		const r = Region.open(file('cut'), ACCESS_WRITE);
		process.on('SIGBUS', () => {});
		fs.truncateSync(file('cut'), 0);
		assert.equal(error(() => r.read(page, 8)).code, 'EIO');
		assert.equal(r.truncated, true);
		r.close();
		process.removeAllListeners('SIGBUS');
	});
	await step('close', () => {
		const r = Region.anonymous(10);
		r.close();
		r.close();
		assert.equal(error(() => r.read(0, 1)).code, 'EBADF');
		assert.equal(native.mn_error_name(native.mn_region_close(r.id)), 'EBADF');
	});
	// koffi's calls run in threads of their own, whose records this one cannot read: no other call's detail is shown (F27).
	await step('threads', async () => {
		const r = Region.anonymous(64);
		error(() => r.read(60, 50));
		const fails = async n => {
			for (let i = 0; i < 1000; ++i) {
				const e = await r.readAsync(60, n).then(() => null, thrown => thrown);
				assert.deepEqual([e.code, e.call, e.length, e.detail], ['ERANGE', 'mn_region_read', undefined, native.mn_error_message(e.errno)]);
				// A failure of this thread has the numbers of its own call, whatever the others do.
				const own = error(() => r.read(60, n + i));
				assert.equal(own.length, n + i);
				r.atomicAddU64(0, 1);
			}
		};
		await Promise.all([fails(100), fails(2000)]);
		assert.equal(r.atomicLoadU64(0), 2000n);
		r.close();
	});

	const region = Region.anonymous(64);
	// Nanoseconds of a call, from some 50 ms of them.
	const costs = (what, code) => {
		code(100000);
		let n = 0;
		const start = process.hrtime.bigint();
		while (process.hrtime.bigint() - start < 50000000n) { code(10000); n += 10000; }
		console.log(`costs ${what} ${(Number(process.hrtime.bigint() - start) / n).toFixed(1)}`);
	};
	let sum = 0;
	costs('constant', n => { for (let i = 0; i < n; ++i) sum += constants.PROT_WRITE; });
	const buffer = Buffer.alloc(8);
	costs('read', n => { for (let i = 0; i < n; ++i) region.readInto(0, buffer); });
	region.close();
};

(role === 'first' ? first() : second()).catch(thrown => {
	console.log(thrown.stack);
	process.exitCode = 1;
});
