"""Small sealed values (message bodies, file names, wrapped keys) and the facts that they are bound to.

Layout: version (1 byte) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag (NIST SP 800-38D, random 96-bit nonces).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from inloop_kit.errors import InloopError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from inloop_kit.sealing.keys import DataKey

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16


class Unreadable(InloopError):
    """The stored bytes will never open with this key and these facts: changed, cut, moved, or meant elsewhere."""

    reason = "UNREADABLE"


def bind(*facts: str | int) -> bytes:
    """Encode facts as associated data so that no two different lists of facts give the same bytes."""
    encoded = bytearray()
    for fact in facts:
        kind, body = (b"i", str(fact).encode()) if isinstance(fact, int) else (b"s", fact.encode())
        encoded += kind + len(body).to_bytes(4, "big") + body
    return bytes(encoded)


def seal(key: DataKey, plaintext: bytes, aad: bytes) -> bytes:
    """Seal a small value; `aad` (see `bind`) must be given again to open it. Adds 29 bytes."""
    return seal_with(key.value_cipher, plaintext, aad)


def open_sealed(key: DataKey, sealed: bytes, aad: bytes) -> bytes:
    """Open what `seal` returned. Raises `Unreadable` when key, facts or bytes differ."""
    return open_with(key.value_cipher, sealed, aad)


def seal_with(cipher: AESGCM, plaintext: bytes, aad: bytes) -> bytes:
    """Seal under a cipher whose key is used for nothing but this layout."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes([VERSION]) + nonce + cipher.encrypt(nonce, plaintext, bytes([VERSION]) + aad)


def open_with(cipher: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    """Undo `seal_with`. Raises `Unreadable`."""
    if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise Unreadable("A sealed value is too short to be whole.")
    if sealed[0] != VERSION:
        raise Unreadable("A sealed value has a format that this version does not know.")
    try:
        return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], sealed[:1] + aad)
    except InvalidTag:
        raise Unreadable("A sealed value does not open with this key and these facts.") from None
