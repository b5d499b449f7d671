"""Finished files: each sealed with a key of its own, in the file store; the key is kept wrapped in the report's row."""

from __future__ import annotations

import hashlib

from inloop_kit.blobs import BlobStore
from inloop_kit.ids import new_id
from inloop_kit.sealing import Keyring, bind, open_range, seal_all
from inloop_reports.domain.orders import File


class Vault:
    """Puts files away and reads ranges of them. Deleting a report's wrapped key is what deletes its file."""

    def __init__(self, blobs: BlobStore, keyring: Keyring) -> None:
        self._blobs = blobs
        self._keyring = keyring

    def put(self, report_id: str, pdf: bytes, page_count: int) -> tuple[File, bytes]:
        """Seal a file under a fresh path; what describes it, and its wrapped key. Raises Unreachable."""
        key, wrapped = self._keyring.new_key(f"report/{report_id}")
        path = f"reports/{report_id}/{new_id()}"
        self._blobs.put(path, seal_all(key, pdf, _facts(report_id)))
        return File(path, len(pdf), page_count, hashlib.sha256(pdf).hexdigest()), wrapped

    def read(self, report_id: str, file: File, wrapped: bytes, *, start: int, length: int) -> bytes:
        """At most `length` bytes from `start`. Raises Unreadable, Unreachable."""
        key = self._keyring.open_key(wrapped, f"report/{report_id}")
        first, stop = min(start, file.size_bytes), min(start + length, file.size_bytes)
        pieces = open_range(
            lambda begin, end: self._blobs.get_range(file.blob_path, begin, end),
            key,
            _facts(report_id),
            size=file.size_bytes,
            start=first,
            stop=stop,
        )
        return b"".join(pieces)

    def drop(self, file: File) -> None:
        """Remove a file that no row refers to, which happens when the work was done for nobody."""
        self._blobs.delete(file.blob_path)


def _facts(report_id: str) -> bytes:
    return bind("report", report_id)
