#!/usr/bin/env python3
# A client of `mmapnative serve` in Python: maps a file, reads, writes, syncs.
#
#     mmapnative serve --root /srv --socket /run/user/1000/mmap.sock &
#     python3 examples/service.py /run/user/1000/mmap.sock
#
# The path is beneath the service's root: this is /srv/data/myfile.dat.

import json
import socket
import sys


class Service:
    """One connection.  Each answer is one line; a request may have any line breaks."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.answers = self.socket.makefile("r", encoding="utf-8")

    def ask(self, name, **fields):
        self.socket.sendall(json.dumps({name: fields}, indent=2).encode())
        answer = json.loads(self.answers.readline())
        if answer["status"] != "success":
            raise OSError(answer.get("message") or answer["reason"])
        return answer


service = Service(sys.argv[1])
mapping = service.ask("Mmap", path="/data/myfile.dat", offset=0, length=4096, prot=3, shared=True)
number = mapping["id"]
# The number of the protocol's first document, with the highest byte first.
print("mapping", int.from_bytes(bytes(mapping["data"]), "big"))
print("read", bytes(service.ask("MmapRead", mmap_id=number, offset=0, length=5)["data"]).decode())
service.ask("MmapWrite", mmap_id=number, offset=0, data=list(b"Jelly"))
service.ask("Msync", mmap_id=number)
stats = service.ask("MmapStats", mmap_id=number)["data"]
print("stats", stats["path"], stats["length"], stats["prot"]["write"], stats["flags"])
service.ask("Munmap", mmap_id=number)
try:
    service.ask("Munmap", mmap_id=number)
except OSError as error:
    print("error", error)
