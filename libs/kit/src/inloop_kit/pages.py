"""Cursors of lists: opaque to callers, signed so that nobody can make one up.

    shown, token = pages.cut(rows, request.page_token, request.page_size or 50)       a list that is in memory
    after = pages.read(request.page_token)                                            a position in a query: text or ""
    token = pages.write(last_row.id)

A token is an HMAC-SHA-256 (16 bytes of it) and the position, in URL-safe base64. The key follows from the private key
of the service (HKDF, RFC 5869), so that all its processes agree and no further secret is kept.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inloop_kit.errors import Invalid

Item = TypeVar("Item")
_MAC_BYTES = 16


class Pages:
    """Makes and reads page tokens of one service."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, keys_dir: Path, service: str) -> Pages:
        """The cursors of a service whose private key is in `keys_dir`. Raises OSError when it is not there."""
        secret = (keys_dir / f"{service}.key").read_bytes()
        return cls(HKDF(SHA256(), 32, salt=None, info=b"inloop page tokens").derive(secret))

    def cut(self, items: Sequence[Item], token: str, size: int) -> tuple[Sequence[Item], str | None]:
        """The page of `items` where a token points, and the token of the next one; None on the last."""
        start = self._offset(token)
        end = start + size
        return items[start:end], self.write(str(end)) if end < len(items) else None

    def write(self, position: str) -> str:
        """The token of a position."""
        body = position.encode()
        return base64.urlsafe_b64encode(self._mac(body) + body).decode().rstrip("=")

    def read(self, token: str) -> str:
        """The position of a token, empty for an empty one. Errors: Invalid for one that is not ours."""
        if not token:
            return ""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise _not_ours() from None
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise _not_ours()
        return body.decode()

    def _offset(self, token: str) -> int:
        position = self.read(token)
        if position and not position.isdecimal():
            raise _not_ours()
        return int(position or 0)

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_MAC_BYTES]


def _not_ours() -> Invalid:
    return Invalid("This page token was not made here. Begin at the first page.", field="page_token")
