#!/usr/bin/env node
// A client of `mmapnative serve` in Node: maps a file, reads, writes, syncs.
//
//     mmapnative serve --root /srv --socket /run/user/1000/mmap.sock &
//     node examples/service.js /run/user/1000/mmap.sock
//
// The path is beneath the service's root: this is /srv/data/myfile.dat.

const net = require('net');
const readline = require('readline');

// One connection.  Each answer is one line, and answers come in the order of the
// requests.  A request may have any line breaks.
class Service {
	constructor(path) {
		this.socket = net.connect(path);
		this.waiting = [];
		readline.createInterface({ input: this.socket }).on('line', (line) => {
			const { resolve, reject } = this.waiting.shift();
			const answer = JSON.parse(line);
			if (answer.status === 'success') resolve(answer);
			else reject(new Error(answer.message || answer.reason));
		});
	}

	ask(name, fields) {
		this.socket.write(JSON.stringify({ [name]: fields }, null, 2));
		return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
	}
}

async function main() {
	const service = new Service(process.argv[2]);
	const mapping = await service.ask('Mmap', { path: '/data/myfile.dat', offset: 0, length: 4096, prot: 3, shared: true });
	const mmap_id = mapping.id;
	// The number of the protocol's first document, with the highest byte first.
	console.log('mapping', Buffer.from(mapping.data).readUInt32BE());
	const { data } = await service.ask('MmapRead', { mmap_id, offset: 0, length: 5 });
	console.log('read', Buffer.from(data).toString());
	// A client may send a request before the answer to an earlier one.
	await Promise.all([
		service.ask('MmapWrite', { mmap_id, offset: 0, data: [...Buffer.from('Jelly')] }),
		service.ask('Msync', { mmap_id }),
	]);
	const stats = (await service.ask('MmapStats', { mmap_id })).data;
	console.log('stats', stats.path, stats.length, stats.prot.write, stats.flags);
	await service.ask('Munmap', { mmap_id });
	await service.ask('Munmap', { mmap_id }).catch((error) => console.log('error', error.message));
	service.socket.end();
}

main();
