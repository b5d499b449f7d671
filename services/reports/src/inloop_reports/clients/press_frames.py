"""What the two sides of the press say to each other: a kind, a length, a body."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

STEP, PAGES, PDF, ERROR, END = b"S", b"N", b"P", b"X", b"E"
HEAD = struct.Struct(">cI")
LENGTH = struct.Struct(">I")
READY = b"ready"
SCHEME = "picture"
FAILED, OUT_OF_MEMORY = 1, 77
"""Exit codes of what draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is to be drawn: HTML, and the SVG pictures that it names `picture:0`, `picture:1`, ..."""

    html: str
    pictures: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """For the other side."""
        return json.dumps([self.html, *self.pictures]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Page:
        """From the other side."""
        html, *pictures = json.loads(data)
        return cls(html=html, pictures=tuple(pictures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the drawing of one page may take."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float

    def to_bytes(self) -> bytes:
        """For the other side."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Limits:
        """From the other side."""
        return cls(**json.loads(data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the drawing ended: `outcome` is done, too_slow, stopped or killed; `code` is negative for a signal."""

    outcome: str
    code: int
    cpu_seconds: float
    memory_bytes: int

    def to_bytes(self) -> bytes:
        """For the other side."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Ending:
        """From the other side."""
        return cls(**json.loads(data))


def frame(kind: bytes, body: bytes) -> bytes:
    """One thing said."""
    return HEAD.pack(kind, len(body)) + body


class Frames:
    """Takes bytes as they come and gives back what is whole."""

    def __init__(self) -> None:
        self._held = bytearray()

    def add(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield (kind, body) of everything that is whole now."""
        self._held += data
        while len(self._held) >= HEAD.size:
            kind, length = HEAD.unpack_from(self._held)
            if len(self._held) < HEAD.size + length:
                return
            body = bytes(self._held[HEAD.size : HEAD.size + length])
            del self._held[: HEAD.size + length]
            yield kind, body


def read_exactly(source: Any, count: int) -> bytes:
    """`count` bytes of a socket. Raises EOFError when it ends before."""
    made = bytearray()
    while len(made) < count:
        data = source.recv(min(count - len(made), 1 << 20))
        if not data:
            raise EOFError
        made += data
    return bytes(made)
