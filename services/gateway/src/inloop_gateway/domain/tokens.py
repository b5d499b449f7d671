"""One-time and session tokens: 256 random bits, of which only the hash is ever stored."""

import base64
import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh token in URL-safe base64 without padding (43 characters)."""
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode("ascii").rstrip("=")


def hash_of(token: str) -> str:
    """What is stored of a token: SHA-256 in hex. A token is random, so a fast hash keeps it as well as a slow one."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
