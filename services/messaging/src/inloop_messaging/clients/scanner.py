"""Scanning for malware: clamd's INSTREAM over TCP (clamd(8)), or no scanner, which is a verdict of its own.

The scanner sees the plaintext as a stream; nothing is written to a file for it.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Protocol

from inloop_kit.errors import Unreachable
from inloop_messaging.domain.files import Verdict

TIMEOUT_SECONDS = 60.0
_REPLY_BYTES = 4096
_LENGTH = struct.Struct(">I")


class ScannerUnreachable(Unreachable):
    """clamd does not answer, or answers with an error that may pass; the file stays SCANNING."""

    reason = "SCANNER_UNREACHABLE"


class Scanner(Protocol):
    """Looks at a stream of bytes."""

    @property
    def is_on(self) -> bool:
        """Whether files are scanned at all."""
        ...

    def scan(self, pieces: Iterator[bytes]) -> Verdict:
        """The verdict; takes every piece. Errors: ScannerUnreachable."""
        ...


class NoScanner:
    """This installation has no scanner, and says so with each file."""

    is_on = False

    def scan(self, pieces: Iterator[bytes]) -> Verdict:
        """NOT_SCANNED, after every piece was taken."""
        for _ in pieces:
            pass
        return Verdict.NOT_SCANNED


class Clamd:
    """A clamd that listens on TCP."""

    is_on = True

    def __init__(self, host: str, port: int, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._address = host, port
        self._timeout = timeout

    def scan(self, pieces: Iterator[bytes]) -> Verdict:
        """Stream everything to clamd and read its verdict."""
        try:
            with socket.create_connection(self._address, self._timeout) as connection:
                _send(connection, pieces)
                reply = _receive(connection)
        except OSError as error:
            raise ScannerUnreachable("The scanner does not answer.") from error
        # Whoever asks wants to have seen every byte, also when the scanner had enough earlier.
        for _ in pieces:
            pass
        return _verdict(reply)


def scanner_at(address: str) -> Scanner:
    """`off`, or clamd at `host:port`. Raises ValueError for anything else."""
    if address == "off":
        return NoScanner()
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdecimal():
        raise ValueError("SCANNER is `off` or clamd's `host:port`")
    return Clamd(host.strip("[]"), int(port))


def _send(connection: socket.socket, pieces: Iterator[bytes]) -> None:
    """Send chunks of length and bytes; clamd may hang up early, when it has found something or has had too much."""
    try:
        connection.sendall(b"zINSTREAM\0")
        for piece in pieces:
            connection.sendall(_LENGTH.pack(len(piece)) + piece)
        connection.sendall(_LENGTH.pack(0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _receive(connection: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _REPLY_BYTES:
        more = connection.recv(_REPLY_BYTES)
        if not more:
            break
        reply += more
    return reply.rstrip(b"\0").strip()


def _verdict(reply: bytes) -> Verdict:
    if reply == b"stream: OK":
        return Verdict.CLEAN
    if reply.endswith(b" FOUND"):
        return Verdict.INFECTED
    if reply.startswith(b"INSTREAM size limit exceeded"):
        return Verdict.UNSCANNABLE
    raise ScannerUnreachable("The scanner gave no verdict.")
