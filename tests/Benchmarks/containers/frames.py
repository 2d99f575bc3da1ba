"""An invoker's end of a run connection: see docs/decisions/0005."""
import socket
import struct
import uuid

RUN, ACKNOWLEDGE, ANSWER = 1, 3, 4
HEAD = struct.Struct("<iIB")
ANSWERED = (0, 200)


class Runs:
    """One connection, on which runs go on side by side."""

    def __init__(self, port, token):
        self._socket = socket.create_connection(("127.0.0.1", port), 120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(b"GET /runs HTTP/1.1\r\nHost: executor\r\nConnection: Upgrade\r\nUpgrade: faas-runs\r\nAuthorization: Bearer " + token.encode() + b"\r\n\r\n")
        self._have, self._calls = b"", 0
        while b"\r\n\r\n" not in self._have:
            self._have += self._receive()
        head, self._have = self._have.split(b"\r\n\r\n", 1)
        if not head.startswith(b"HTTP/1.1 101"):
            raise RuntimeError(head.decode())

    def run(self, container, timeout_ms=60000):
        """One run, from the question to its answer. That the function did not answer well is an exception."""
        self._socket.sendall(self._ask(container, timeout_ms))
        for call in self._answers():
            self._socket.sendall(HEAD.pack(0, call, ACKNOWLEDGE))
            return

    def keep_busy(self, containers, goes_on):
        """One run at a time in each of them, for as long as asked.

        :return: how many were answered
        """
        asked, count = {}, 0
        for container in containers:
            self._socket.sendall(self._ask(container, 60000))
            asked[self._calls] = container
        while asked:
            reply = b""
            for call in self._answers():
                count += 1
                container = asked.pop(call)
                reply += HEAD.pack(0, call, ACKNOWLEDGE)
                if goes_on():
                    reply += self._ask(container, 60000)
                    asked[self._calls] = container
            self._socket.sendall(reply)
        return count

    def _ask(self, container, timeout_ms):
        self._calls += 1
        invocation, name = uuid.uuid4(), container.encode()
        body = b'{"value":{},"activation_id":"%s"}' % invocation.hex.encode()
        payload = invocation.bytes + struct.pack("<iii", 1, timeout_ms, 1000) + bytes([len(name)]) + name + b"\0" + body
        return HEAD.pack(len(payload), self._calls, RUN) + payload

    def _answers(self):
        """The calls of the answers that come next, at least one."""
        calls = []
        while not calls:
            self._have += self._receive()
            at = 0
            while len(self._have) - at >= HEAD.size:
                length, call, kind = HEAD.unpack_from(self._have, at)
                if len(self._have) - at < HEAD.size + length:
                    break
                payload = self._have[at + HEAD.size:at + HEAD.size + length]
                if kind != ANSWER or struct.unpack_from("<Bi", payload) != ANSWERED:
                    raise RuntimeError("run: %r" % payload)
                calls.append(call)
                at += HEAD.size + length
            self._have = self._have[at:]
        return calls

    def _receive(self):
        got = self._socket.recv(1 << 16)
        if not got:
            raise ConnectionError("The executor closed the connection.")
        return got
