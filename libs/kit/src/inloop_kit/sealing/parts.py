"""A file that arrives in parts: each part is a sealed object of its own, the list of parts is kept by the database.

The bytes of a part are stored first and the part is recorded second (compare-and-set on the offset), so a lost race or
a crash leaves an object that nobody refers to, never a record without bytes. That is why each try has its own path.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inloop_kit.errors import InloopError
from inloop_kit.sealing.values import bind

if TYPE_CHECKING:
    from collections.abc import Iterable


class PartsBroken(InloopError):
    """The parts do not form one unbroken file from its first byte."""

    reason = "PARTS_BROKEN"


@dataclass(frozen=True, slots=True)
class Part:
    """One stored part: `offset` and `size` in plaintext bytes, `sha256` of the *sealed* bytes (it tells no content)."""

    number: int
    offset: int
    size: int
    sha256: bytes
    path: str


@dataclass(frozen=True, slots=True)
class PartSlice:
    """What to read of a part: plaintext bytes `start` to `stop` (exclusive), counted from the start of the part."""

    part: Part
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class PartManifest:
    """The parts of one file, numbered from 0, without gap or overlap. Raises `PartsBroken` when they are not."""

    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a list that is not one unbroken file."""
        offset = 0
        for number, part in enumerate(self.parts):
            if part.number != number or part.offset != offset or part.size <= 0:
                raise PartsBroken("The parts of a file have a gap, an overlap or a wrong order.", part=part.number)
            offset += part.size

    @classmethod
    def of(cls, parts: Iterable[Part]) -> PartManifest:
        """Build from rows in any order."""
        return cls(tuple(sorted(parts, key=lambda part: part.number)))

    @property
    def size(self) -> int:
        """Plaintext bytes received so far, which is also the offset of the next part."""
        return self.parts[-1].offset + self.parts[-1].size if self.parts else 0

    def with_part(self, part: Part) -> PartManifest:
        """Return the manifest with one part appended. Raises `PartsBroken` unless it continues the file."""
        return PartManifest((*self.parts, part))

    def require_whole(self, declared_size: int) -> None:
        """Raise `PartsBroken` unless exactly the declared bytes are there."""
        if self.size != declared_size:
            raise PartsBroken("The file is not whole.", received=self.size, declared=declared_size)

    def covering(self, start: int, stop: int) -> tuple[PartSlice, ...]:
        """Return the slices that make up the bytes `start` to `stop` (exclusive, clamped to what is there)."""
        if not 0 <= start <= stop:
            raise ValueError("A range runs forward from zero.")
        stop = min(stop, self.size)
        slices = []
        first = max(0, bisect_right(self.parts, start, key=lambda part: part.offset) - 1)
        for part in self.parts[first:]:
            if part.offset >= stop:
                break
            low, high = max(start - part.offset, 0), min(stop - part.offset, part.size)
            if low < high:
                slices.append(PartSlice(part, low, high))
        return tuple(slices)


def part_facts(attachment_id: str, *, number: int, offset: int, size: int) -> bytes:
    """Return the associated data of a part: it opens only as this part, at this place, of this attachment."""
    return bind("attachment part", attachment_id, number, offset, size)


def fresh_part_path(prefix: str, attachment_id: str, number: int) -> str:
    """Return `<prefix>/<attachment_id>/<number>-<random>`: tries of a part lie together and overwrite none."""
    return f"{prefix}/{attachment_id}/{number:06d}-{secrets.token_hex(4)}"
