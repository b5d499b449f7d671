"""Entity tags: a client's is a hash of exactly the bytes that were disclosed, never a revision of ours."""

from __future__ import annotations

import base64
import hashlib


def etag(encoded: bytes) -> str:
    """The strong entity tag (RFC 9110, 8.8.3) of a disclosed document, quotes included."""
    digest = hashlib.blake2b(encoded, digest_size=15).digest()
    return f'"{base64.urlsafe_b64encode(digest).decode("ascii")}"'
