"""Entity tags: a hash of exactly the bytes that were disclosed; a revision of ours only for whoever sees it in them."""

from __future__ import annotations

import base64
import hashlib


def etag(encoded: bytes) -> str:
    """The strong entity tag (RFC 9110, 8.8.3) of a disclosed document, quotes included."""
    digest = hashlib.blake2b(encoded, digest_size=15).digest()
    return f'"{base64.urlsafe_b64encode(digest).decode("ascii")}"'


def revision_tag(revision: int, encoded: bytes) -> str:
    """As `etag`, with the disclosed revision of what people edit together before the hash, for If-Match."""
    return f'"{revision}.{etag(encoded)[1:]}'
