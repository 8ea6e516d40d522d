"""The clients: many short sessions on one event loop, and bulk transfers on threads.

A session is a generator that yields (event, descriptor) when it has to wait; one epoll drives them all, so that the
client stays cheap at any number of sessions at once.
"""
import collections
import dataclasses
import os
import resource
import select
import socket
import threading
import time
import zlib

LONGEST_END = 20


class Failed(Exception):
    """What a session or a transfer came to that it should not have come to."""


@dataclasses.dataclass
class Turn:
    """What one turn of a workload took: seconds of the clock, of the client's processor time; what was done."""
    wall: float
    cpu: float
    done: int
    errors: list
    latencies: list = dataclasses.field(default_factory=list)
    kept: list = dataclasses.field(default_factory=list)

    def percentile(self, share):
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))] if self.latencies else 0


def own_cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# ------------------------------------------------------------------------------------------------- short sessions

class Connection:
    """A control or data connection whose operations are generators."""
    __slots__ = ('socket', 'descriptor', 'unread')

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.descriptor = self.socket.fileno()
        self.unread = b''
        self.socket.connect_ex(address)

    def connected(self):
        yield select.EPOLLOUT, self.descriptor
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise Failed('connect: ' + os.strerror(error))

    def read(self):
        while True:
            try:
                return self.socket.recv(65536)
            except BlockingIOError:
                yield select.EPOLLIN, self.descriptor

    def reply(self, expected):
        while True:
            line, end, rest = self.unread.partition(b'\r\n')
            if end:
                self.unread = rest
                if line[3:4] == b' ':
                    if line[:1] not in expected:
                        raise Failed(line.decode('latin-1'))
                    return line
                continue
            more = yield from self.read()
            if not more:
                raise Failed('closed by the server after ' + repr(self.unread))
            self.unread += more

    def command(self, line, expected):
        self.socket.send(line + b'\r\n')  # far below a socket's buffer: never partial
        return (yield from self.reply(expected))

    def answers(self):
        """Whether the server at the other end replies to NOOP, within a few seconds."""
        try:
            self.socket.settimeout(10)
            self.socket.send(b'NOOP\r\n')
            return self.socket.recv(65536)[:1] in b'25'
        except OSError:
            return False

    def close(self):
        self.socket.close()


def session(address, kind):
    """A whole session; kind is login, get1k, list, or what hands its connection over: idle, logged in, or waiting,
    before its login."""
    control = Connection(address)
    try:
        yield from control.connected()
        yield from control.reply(b'2')
        if kind == 'waiting':
            kept, control = control, None
            return kept
        yield from control.command(b'USER perf', b'3')
        yield from control.command(b'PASS perf', b'2')
        if kind == 'idle':
            kept, control = control, None
            return kept
        if kind == 'get1k':
            yield from control.command(b'TYPE I', b'2')
            if (yield from data(address, control, b'RETR 1K')) != 1024:
                raise Failed('RETR: not 1024 bytes')
        elif kind == 'list' and not (yield from data(address, control, b'LIST')):
            raise Failed('LIST: nothing came')
        yield from control.command(b'QUIT', b'2')
    finally:
        if control:
            control.close()


def data(address, control, command):
    """Makes a passive download; the number of bytes."""
    reply = yield from control.command(b'EPSV', b'2')
    connection = Connection((address[0], int(reply.split(b'|')[3])))
    try:
        yield from connection.connected()
        yield from control.command(command, b'1')
        size = 0
        while chunk := (yield from connection.read()):
            size += len(chunk)
    finally:
        connection.close()
    yield from control.reply(b'2')
    return size


def sessions(address, kind, count, at_once, budget):
    """Runs sessions, some at once; none begins after `budget` seconds."""
    epoll = select.epoll()
    waiting = {}  # by descriptor: session, its beginning
    ready = collections.deque()
    latencies, errors, kept = [], [], []
    begun, cpu, clock = time.monotonic(), own_cpu(), time.monotonic
    started = live = 0
    while True:
        more = started < count and clock() - begun < budget
        while more and live < at_once and started < count:
            ready.append((session(address, kind), clock()))
            started += 1
            live += 1
        while ready:
            one, since = ready.popleft()
            try:
                event, descriptor = next(one)
            except StopIteration as end:
                latencies.append(clock() - since)
                if end.value:
                    kept.append(end.value)
                live -= 1
            except (Failed, OSError) as error:
                errors.append(str(error) or repr(error))
                live -= 1
            else:
                try:
                    epoll.modify(descriptor, event | select.EPOLLONESHOT)
                except OSError:
                    epoll.register(descriptor, event | select.EPOLLONESHOT)
                waiting[descriptor] = one, since
        if live == 0 and not more:
            break
        if clock() - begun > budget + LONGEST_END:
            errors.append('%d sessions never ended' % live)
            break
        if live == at_once or not more:
            ready += (waiting.pop(descriptor) for descriptor, _ in epoll.poll(1))
    epoll.close()
    wall = clock() - begun
    return Turn(wall, own_cpu() - cpu, len(latencies), errors, sorted(latencies), kept)


# ------------------------------------------------------------------------------------------------- bulk transfers

class Client:
    """A blocking client that is logged in."""

    def __init__(self, address):
        self.host = address[0]
        self.control = socket.create_connection(address, 30)
        self.control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.control.makefile('rb')
        self.reply(b'2')
        self.command('USER perf', b'3')
        self.command('PASS perf', b'2')
        self.command('TYPE I', b'2')

    def reply(self, expected):
        while True:
            line = self.lines.readline()
            if not line:
                raise Failed('closed')
            if line[3:4] == b' ':
                if line[:1] not in expected:
                    raise Failed(line.decode('latin-1').strip())
                return line

    def command(self, line, expected):
        self.control.sendall(line.encode() + b'\r\n')
        return self.reply(expected)

    def data(self, command):
        port = int(self.command('EPSV', b'2').split(b'|')[3])
        connection = socket.create_connection((self.host, port), 30)
        self.command(command, b'1')
        return connection

    def get(self, mebibytes, chunk_read=lambda chunk: None):
        size, buffer = 0, memoryview(bytearray(1 << 20))
        with self.data('RETR %dM' % mebibytes) as connection:
            while read := connection.recv_into(buffer):
                chunk_read(buffer[:read])
                size += read
        self.reply(b'2')
        return size

    def put(self, mebibytes):
        left, at, content = mebibytes << 20, 0, content_file()
        with self.data('STOR %dM' % mebibytes) as connection:
            connection.settimeout(None)
            while left:
                sent = os.sendfile(connection.fileno(), content, at, min(CONTENT - at, left))
                at, left = (at + sent) % CONTENT, left - sent
        self.reply(b'2')
        return mebibytes << 20

    def quit(self):
        try:
            self.command('QUIT', b'2')
        finally:
            self.control.close()


def bulk(address, kind, mebibytes, streams):
    """Transfers that many mebibytes, shared among the streams; timed from the first data command to the last reply."""
    clients = [Client(address) for _ in range(streams)]
    each, errors, done = mebibytes // streams, [], []

    def transfer(client):
        try:
            done.append(client.get(each) if kind == 'get' else client.put(each))
        except (Failed, OSError) as error:
            errors.append(str(error) or repr(error))

    threads = [threading.Thread(target=transfer, args=(client,)) for client in clients]
    begun, cpu = time.monotonic(), own_cpu()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn = Turn(time.monotonic() - begun, own_cpu() - cpu, sum(done), errors)
    if turn.done != each * streams << 20:
        errors.append('%d bytes came through' % turn.done)
    for client in clients:
        client.quit()
    return turn


def arrives_whole(address, mebibytes=16):
    """Whether the bytes of a download are those of lightftpd."""
    expected, seen = 0, [0]
    block = os.pread(content_file(), CONTENT, 0)
    for _ in range(mebibytes << 20 >> 22):
        expected = zlib.crc32(block, expected)

    def add(chunk):
        seen[0] = zlib.crc32(chunk, seen[0])

    client = Client(address)
    size = client.get(mebibytes, add)
    client.quit()
    return size == mebibytes << 20 and seen[0] == expected


CONTENT = 4 << 20
_content = []


def content_file():
    """A file in memory with the bytes that lightftpd sends over and over."""
    if not _content:
        x, block = 1, bytearray(CONTENT)
        for i in range(CONTENT):
            x = (x * 1103515245 + 12345) & 0xffffffff
            block[i] = x >> 16 & 0xff
        _content.append(os.memfd_create('content'))
        os.write(_content[0], block)
    return _content[0]
