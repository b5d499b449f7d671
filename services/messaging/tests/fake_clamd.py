"""A clamd of the tests: speaks INSTREAM as clamd(8) describes it, finds whatever contains EICAR."""

from __future__ import annotations

import socket
import struct
import threading


class FakeClamd:
    """Listens on the loopback; `received` holds what was streamed, `answer` replaces the verdict."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.answer = b""
        self.limit = 1 << 40
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        command = stream.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            connection.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while len(content) <= self.limit:
            length = stream.read(4)
            if len(length) < 4:
                return  # the client hung up: no verdict
            (size,) = struct.unpack(">I", length)
            if not size:
                break
            content += stream.read(size)
        self.received.append(content)
        if len(content) > self.limit:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            verdict = b"stream: Eicar-Signature FOUND" if b"EICAR" in content else b"stream: OK"
            connection.sendall((self.answer or verdict) + b"\0")
