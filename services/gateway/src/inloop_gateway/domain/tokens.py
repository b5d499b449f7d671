"""Opaque tokens: 256 random bits outside, their hash inside."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A token for a cookie or a link: 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is stored of a token: SHA-256, in hex. A token has 256 bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
