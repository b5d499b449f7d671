"""The key hierarchy: a versioned key-encrypting key (KEK) in one file, and the data keys that it wraps.

`kek.json` holds `{"format": 1, "keys": {"1": "<32 bytes, base64>", …}}`; the highest version wraps, all of them open.
A wrapped key is: format (1 byte) ‖ KEK version (4, big-endian) ‖ sealed value of 32 bytes, 66 bytes in all.
Re-wrapping moves data keys to the newest KEK without touching a blob; it does not help against a leaked *data* key.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
import struct
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inloop_kit.errors import InloopError
from inloop_kit.sealing.values import Unreadable, bind, open_with, seal_with

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
KEY_BYTES = 32
_PREFIX = struct.Struct(">BI")


class KeyringUnusable(InloopError):
    """The key file is missing, malformed, already there, or open to others than its owner."""

    reason = "KEYRING_UNUSABLE"


class KekMissing(Unreadable):
    """A data key was wrapped by a KEK version that this key file does not hold."""

    reason = "KEK_MISSING"


class DataKey:
    """32 secret bytes; every use derives its own subkey (HKDF-SHA256, RFC 5869), and nothing prints them."""

    def __init__(self, material: bytes) -> None:
        if len(material) != KEY_BYTES:
            raise Unreadable("A data key must have 32 bytes.")
        self._material = material

    @cached_property
    def value_cipher(self) -> AESGCM:
        """The cipher of small values."""
        return AESGCM(self._derive(b"inloop value v1", salt=None))

    def stream_cipher(self, salt: bytes) -> AESGCM:
        """Make the cipher of one stream: a key of its own, so that nonces of different streams never meet."""
        return AESGCM(self._derive(b"inloop stream v1", salt=salt))

    def wrapped_by(self, cipher: AESGCM, aad: bytes) -> bytes:
        """Return this key sealed under a KEK's cipher."""
        return seal_with(cipher, self._material, aad)

    def _derive(self, info: bytes, *, salt: bytes | None) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(self._material)

    def __repr__(self) -> str:
        """Print no secret."""
        return "DataKey(***)"

    def __reduce__(self) -> NoReturn:
        """Refuse pickling: a key must not travel in a task or a cache."""
        raise TypeError("A data key is not to be pickled; send its wrapped form.")


class Keyring:
    """The KEK versions of one service. Immutable once loaded, safe to share between threads."""

    def __init__(self, keks: Mapping[int, bytes]) -> None:
        if not keks or any(len(kek) != KEY_BYTES or not 0 < version < 2**32 for version, kek in keks.items()):
            raise KeyringUnusable("A key file needs at least one key of 32 bytes, numbered from 1.")
        self._ciphers = {version: AESGCM(kek) for version, kek in keks.items()}
        self.newest_version = max(keks)

    @classmethod
    def create(cls, path: Path) -> Keyring:
        """Write a new key file (mode 0600, whole or not at all). Raises `KeyringUnusable` if there is one."""
        _write(path, {1: secrets.token_bytes(KEY_BYTES)}, replace=False)
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """Read a key file. Raises `KeyringUnusable` when it is missing, malformed or open to others."""
        return cls(_read(path))

    @classmethod
    def add_version(cls, path: Path) -> Keyring:
        """Add a KEK version to a key file; new keys are wrapped by it, and `rewrap` moves the old ones."""
        keks = _read(path)
        _write(path, {**keks, max(keks) + 1: secrets.token_bytes(KEY_BYTES)}, replace=True)
        return cls.load(path)

    def new_key(self, context: str) -> tuple[DataKey, bytes]:
        """Make a data key; return it and its wrapped form, which opens in the same context only ("report/<id>")."""
        key = DataKey(secrets.token_bytes(KEY_BYTES))
        return key, self._wrap(key, context)

    def open_key(self, wrapped: bytes, context: str) -> DataKey:
        """Unwrap a data key. Raises `Unreadable`, or `KekMissing` when its KEK version is not in the file."""
        version = kek_version(wrapped)
        cipher = self._ciphers.get(version)
        if cipher is None:
            raise KekMissing("The key file lacks the version that wrapped this key.", kek_version=version)
        return DataKey(open_with(cipher, wrapped[_PREFIX.size :], _wrap_facts(version, context)))

    def rewrap(self, wrapped: bytes, context: str) -> bytes:
        """Return the key wrapped by the newest KEK: the same bytes when it already is, else new ones read back once."""
        if kek_version(wrapped) == self.newest_version:
            return wrapped
        renewed = self._wrap(self.open_key(wrapped, context), context)
        self.open_key(renewed, context)
        return renewed

    def _wrap(self, key: DataKey, context: str) -> bytes:
        version = self.newest_version
        sealed = key.wrapped_by(self._ciphers[version], _wrap_facts(version, context))
        return _PREFIX.pack(FORMAT, version) + sealed

    def __repr__(self) -> str:
        """Print versions, no secret."""
        return f"Keyring(versions={sorted(self._ciphers)}, ***)"

    def __reduce__(self) -> NoReturn:
        """Refuse pickling."""
        raise TypeError("A keyring is not to be pickled.")


def kek_version(wrapped: bytes) -> int:
    """Return the KEK version that wrapped a key, for the row that stores it. Raises `Unreadable`."""
    if len(wrapped) <= _PREFIX.size:
        raise Unreadable("A wrapped key is too short to be whole.")
    form, version = _PREFIX.unpack_from(wrapped)
    if form != FORMAT:
        raise Unreadable("A wrapped key has a format that this version does not know.")
    return int(version)


def _wrap_facts(version: int, context: str) -> bytes:
    return bind("data key", FORMAT, version, context)


def _read(path: Path) -> dict[int, bytes]:
    try:
        with path.open("rb") as file:
            _refuse_exposed(os.fstat(file.fileno()), path)
            document = json.load(file)
        if document["format"] != FORMAT:
            raise KeyringUnusable("The key file has a format that this version does not know.", path=str(path))
        return {int(version): base64.b64decode(kek, validate=True) for version, kek in document["keys"].items()}
    except FileNotFoundError:
        raise KeyringUnusable("The key file is missing.", path=str(path)) from None
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        # Neither the message nor the cause may quote the file.
        raise KeyringUnusable("The key file cannot be understood.", path=str(path)) from None


def _refuse_exposed(status: os.stat_result, path: Path) -> None:
    """Owner only; but what another account lends to our group (a mounted Kubernetes Secret) may be group-readable."""
    mode = stat.S_IMODE(status.st_mode)
    lent = status.st_uid != os.geteuid()
    if mode & 0o037 or (mode & 0o040 and not lent):
        raise KeyringUnusable("The key file is open to others: set its mode to 0600.", path=str(path), mode=oct(mode))


def _write(path: Path, keks: Mapping[int, bytes], *, replace: bool) -> None:
    document = {"format": FORMAT, "keys": {str(v): base64.b64encode(k).decode() for v, k in sorted(keks.items())}}
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(document).encode())
            file.flush()
            os.fsync(file.fileno())
        if replace:
            staged.replace(path)
        else:
            path.hardlink_to(staged)  # unlike rename, a link refuses to overwrite
    except FileExistsError:
        raise KeyringUnusable("There is a key file already; it is never overwritten.", path=str(path)) from None
    finally:
        staged.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
