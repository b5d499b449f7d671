"""Sealed streams: AES-256-GCM segments that can be read from the middle and betray every change.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015). Header: version (1) ‖ log2 of the segment size (1)
‖ salt (16) ‖ nonce prefix (7). Each segment is sealed with nonce = prefix ‖ index (4, big-endian) ‖ final flag (1) and
associated data = header ‖ the caller's facts, under a subkey derived from the data key and the salt. So a flipped bit,
a missing or added tail, segments in another order and segments of another object, key or set of facts are refused.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag

from inloop_kit.sealing.values import TAG_BYTES, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from inloop_kit.sealing.keys import DataKey

VERSION: Final = 1
SEGMENT_BYTES: Final = 64 * 1024
"""Plaintext bytes of a segment: the choice between speed and what a one-byte read costs (bench/bench_sealing.py)."""
READ_AHEAD_BYTES: Final = 1024 * 1024
_SMALLEST_LOG2, _LARGEST_LOG2 = 10, 24
_HEADER = struct.Struct(">BB16s7s")
_NONCE = struct.Struct(">7sIB")


class SegmentWriter:
    """Seals a stream piece by piece: send what `write` returns to storage, then what `finish` returns."""

    def __init__(self, key: DataKey, aad: bytes, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        log2 = segment_bytes.bit_length() - 1
        if segment_bytes != 1 << log2 or not _SMALLEST_LOG2 <= log2 <= _LARGEST_LOG2:
            raise ValueError("A segment has a power of two of bytes, from 1 KiB to 16 MiB.")
        salt, self._prefix = os.urandom(16), os.urandom(7)
        self._segment_bytes = segment_bytes
        self._header = _HEADER.pack(VERSION, log2, salt, self._prefix)
        self._cipher = key.stream_cipher(salt)
        self._aad = self._header + aad
        self._index = 0
        self._held = bytearray()  # the newest bytes, at most one segment: whether it is the last one is not known yet

    def write(self, data: bytes | bytearray | memoryview) -> bytearray:
        """Take plaintext; return the sealed bytes that are ready, possibly none."""
        view = memoryview(data).cast("B")
        width, ready = self._segment_bytes, max(0, len(self._held) + len(view) - 1) // self._segment_bytes
        if not ready:
            self._held += view
            return bytearray()
        missing = width - len(self._held) if self._held else 0
        starts = range(missing, missing + (ready - bool(self._held)) * width, width)
        pieces: list[bytearray | memoryview] = [self._held + view[:missing]] if self._held else []
        pieces += [view[start : start + width] for start in starts]
        self._held = bytearray(view[starts.stop :])
        return self._seal(pieces, last=False)

    def finish(self, data: bytes | bytearray | memoryview = b"") -> bytearray:
        """Take the rest of the plaintext; return the rest of the sealed bytes. An empty stream has a segment too."""
        rest = memoryview(self._held + data if self._held else data).cast("B")
        self._held = bytearray()
        starts = range(0, max(1, len(rest)), self._segment_bytes)
        return self._seal([rest[start : start + self._segment_bytes] for start in starts], last=True)

    def _seal(self, pieces: list[bytearray | memoryview], *, last: bool) -> bytearray:
        """Seal whole segments into one buffer: every further buffer of this size costs more than the cipher does."""
        lead = self._header if self._index == 0 else b""
        sealed = bytearray(len(lead) + sum(map(len, pieces)) + TAG_BYTES * len(pieces))
        sealed[: len(lead)] = lead
        into, at = memoryview(sealed), len(lead)
        for number, piece in enumerate(pieces, start=1):
            nonce = _NONCE.pack(self._prefix, self._index, last and number == len(pieces))
            self._cipher.encrypt_into(nonce, piece, self._aad, into[at : at + len(piece) + TAG_BYTES])
            at += len(piece) + TAG_BYTES
            self._index += 1
        return sealed


def seal_stream(key: DataKey, chunks: Iterable[bytes], aad: bytes) -> Iterator[bytearray]:
    """Seal chunks of any size; yields the sealed bytes, in order, at most one segment late."""
    writer = SegmentWriter(key, aad)
    for chunk in chunks:
        sealed = writer.write(chunk)
        if sealed:
            yield sealed
    yield writer.finish()


def seal_all(key: DataKey, plaintext: bytes | bytearray | memoryview, aad: bytes) -> bytearray:
    """Seal a whole object that is in memory; the format is that of `seal_stream`."""
    return SegmentWriter(key, aad).finish(plaintext)


def open_all(key: DataKey, sealed: bytes | bytearray | memoryview, aad: bytes, *, size: int) -> bytes:
    """Open a whole object in memory; `size` is its plaintext size from a trusted place. Raises `Unreadable`."""
    view = memoryview(sealed)
    return b"".join(open_range(lambda start, stop: view[start:stop], key, aad, size=size, start=0, stop=size))


def sealed_size(size: int, *, segment_bytes: int = SEGMENT_BYTES) -> int:
    """Bytes in storage for `size` bytes of plaintext."""
    return _HEADER.size + size + TAG_BYTES * _segments(size, segment_bytes)


def open_range(
    read_at: Callable[[int, int], bytes | memoryview], key: DataKey, aad: bytes, *, size: int, start: int, stop: int
) -> Iterator[bytes]:
    """Yield the plaintext bytes `start` to `stop` (exclusive, clamped to `size`) without reading what lies before them.

    `read_at(start, stop)` returns those sealed bytes, fewer only where the object ends. `size` is the size of the whole
    plaintext from a trusted place. Every piece is verified before it is yielded; raises `Unreadable`.
    """
    if not 0 <= start <= stop:
        raise ValueError("A range runs forward from zero.")
    reader = _Reader(read_at, key, aad, size=size)
    stop = min(stop, size)
    width = reader.segment_bytes
    first, behind = start // width, _segments(stop, width)
    if start >= stop and size > 0:
        return
    for index, plaintext in reader.segments(first, behind):
        offset = index * width
        whole = offset >= start and offset + len(plaintext) <= stop
        yield plaintext if whole else plaintext[max(0, start - offset) : stop - offset]


class _Reader:
    """Opens runs of segments of one object."""

    def __init__(
        self, read_at: Callable[[int, int], bytes | memoryview], key: DataKey, aad: bytes, *, size: int
    ) -> None:
        header = read_at(0, _HEADER.size)
        if len(header) != _HEADER.size:
            raise Unreadable("A sealed object is too short to be whole.")
        version, log2, salt, self._prefix = _HEADER.unpack(header)
        if version != VERSION or not _SMALLEST_LOG2 <= log2 <= _LARGEST_LOG2:
            raise Unreadable("A sealed object has a format that this version does not know.")
        self.segment_bytes = 1 << log2
        self._read_at = read_at
        self._cipher = key.stream_cipher(salt)
        self._aad = bytes(header) + aad
        self._size = size
        self._last = _segments(size, self.segment_bytes) - 1

    def segments(self, first: int, behind: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, plaintext) of the segments from `first` to before `behind`, reading several at a time."""
        at_once = max(1, READ_AHEAD_BYTES // self.segment_bytes)
        for start in range(first, behind, at_once):
            yield from self._run(start, min(start + at_once, behind))

    def _run(self, first: int, behind: int) -> Iterator[tuple[int, bytes]]:
        step = self.segment_bytes + TAG_BYTES
        begin, end = _HEADER.size + first * step, _HEADER.size + behind * step
        if behind > self._last:
            end = sealed_size(self._size, segment_bytes=self.segment_bytes)
        # Behind the last segment one byte more is asked for: an object that was made longer is not what was sealed.
        run = memoryview(self._read_at(begin, end + 1 if behind > self._last else end))
        if len(run) != end - begin:
            raise Unreadable("A sealed object has not the length that was recorded.")
        for index in range(first, behind):
            at = (index - first) * step
            yield index, self._open(index, run[at : at + step])

    def _open(self, index: int, sealed: memoryview) -> bytes:
        nonce = _NONCE.pack(self._prefix, index, index == self._last)
        try:
            return self._cipher.decrypt(nonce, sealed, self._aad)
        except InvalidTag:
            raise Unreadable("A sealed object does not open with this key and these facts.", segment=index) from None


def _segments(size: int, segment_bytes: int) -> int:
    """How many segments `size` bytes take; an empty object has one."""
    return max(1, -(-size // segment_bytes))
