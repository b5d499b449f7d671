"""Sealed parts of files in the blob store: every append is an object of its own, bound to its place in its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from inloop_kit import telemetry
from inloop_kit.blobs import BlobStore
from inloop_kit.errors import Unreachable
from inloop_kit.sealing import DataKey, fresh_part_path, open_range, part_facts, seal_all
from inloop_messaging.domain.files import Part, slices

FOLDER = "attachments"


class Files:
    """Parts of files. Safe to share between threads; holds at most one part in memory per call."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    def put(self, key: DataKey, attachment_id: str, *, number: int, offset: int, content: bytes) -> Part:
        """Seal and store one part; it is durable when this returns. Errors: Unreachable."""
        facts = part_facts(attachment_id, number=number, offset=offset, size=len(content))
        sealed = seal_all(key, content, facts)
        path = fresh_part_path(FOLDER, attachment_id, number)
        self._blobs.put(path, sealed)
        return Part(number, offset, len(content), hashlib.sha256(sealed).digest(), path)

    def read(
        self, key: DataKey, attachment_id: str, parts: Sequence[Part], *, start: int, stop: int
    ) -> Iterator[bytes]:
        """Yield the bytes `start` to `stop` (exclusive), each piece verified. Errors: FileBroken, Unreadable."""
        for part, since, behind in slices(parts, start, stop):
            facts = part_facts(attachment_id, number=part.number, offset=part.offset, size=part.size)

            def read_at(begin: int, end: int, path: str = part.path) -> bytes:
                return self._blobs.get_range(path, begin, end)

            yield from open_range(read_at, key, facts, size=part.size, start=since, stop=behind)

    def discard(self, path: str) -> None:
        """Remove a part that lost its race; what cannot be removed now is noise that expiry removes later."""
        try:
            self._blobs.delete(path)
        except Unreachable:
            telemetry.log.warning("part_not_discarded", path=path)

    def remove_all(self, attachment_id: str) -> None:
        """Remove every object of a file, tries that lost their race included. Errors: Unreachable."""
        for found in list(self._blobs.list(f"{FOLDER}/{attachment_id}")):
            self._blobs.delete(found.path)
