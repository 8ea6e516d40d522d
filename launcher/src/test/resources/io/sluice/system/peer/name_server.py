"""A name server on loopback that has the same SRV records for every name it is asked for: arguments are
port=priority:weight for each, all on 127.0.0.1. With the argument listed:name=text it has the address 127.0.0.2 and that
text under a name. Prints its own port."""
import socket
import struct
import sys


def name(labels):
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def end_of_name(message, at):
    while message[at]:
        at += 1 + message[at]
    return at + 1


def record(owner, kind, data):
    return owner + struct.pack("!HHIH", kind, 1, 300, len(data)) + data


SRV, A, TXT = 33, 1, 16
TARGET = name([b"backend", b"example", b"org"])
services = []
listed = {}
for argument in sys.argv[1:]:
    if argument.startswith("listed:"):
        owner, text = argument[len("listed:"):].encode().split(b"=")
        listed[name(owner.split(b"."))] = {A: bytes([127, 0, 0, 2]), TXT: bytes([len(text)]) + text}
        continue
    port, rank = argument.split("=")
    priority, weight = rank.split(":")
    services.append(struct.pack("!HHH", int(priority), int(weight), int(port)) + TARGET)

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    question, client = server.recvfrom(4096)
    end = end_of_name(question, 12)
    kind, = struct.unpack("!H", question[end:end + 2])
    answers = [record(b"\xc0\x0c", SRV, data) for data in services] if kind == SRV else []
    found = listed.get(question[12:end].lower(), {}).get(kind)
    if found:
        answers.append(record(b"\xc0\x0c", kind, found))
    additional = [record(TARGET, A, bytes([127, 0, 0, 1]))] if kind == SRV and answers else []
    header = question[:2] + struct.pack("!HHHHH", 0x8180, 1, len(answers), 0, len(additional))
    server.sendto(header + question[12:end + 4] + b"".join(answers + additional), client)
