"""Blobs: immutable byte objects in a local folder or in S3, behind one interface; sealing them is the caller's part.

Disk, exactly: the bytes go to a staging file, are fsynced, and then take their name by one link (`if_absent`) or
rename, after which the folders are fsynced; a reader sees all of an object or none, and an object whose `put` returned
survives power loss. `obstore` itself never syncs (0.12, seen with strace), so the syncs are done here.
S3: a put is one request, atomic by the service; `if_absent` is `If-None-Match: *`.

Errors: `BlobMissing`, `BlobExists`, `Unreachable` (the store does not answer or refuses; may work later).
"""

from __future__ import annotations

import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from inloop_kit.errors import Conflict, Invalid, Missing, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import ClientConfig, RetryConfig, S3Config

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,15}")
_STAGING = ".staging"  # no valid path starts with a dot, so nothing stored can collide with it
_STALE_AFTER_SECONDS = 24 * 3600
_FAILURES = (BaseError, OSError)  # obstore says FileNotFoundError for what is not there; our own syncs say OSError


class BlobMissing(Missing):
    """There is no object at this path."""

    reason = "BLOB_MISSING"


class BlobExists(Conflict):
    """There is an object at this path already."""

    reason = "BLOB_EXISTS"


class BlobPathInvalid(Invalid):
    """A blob path is folders and a name of letters, digits, dot, dash and underscore; none starts with a dot."""

    reason = "BLOB_PATH_INVALID"


class BlobUrlInvalid(Invalid):
    """The address of a blob store cannot be understood."""

    reason = "BLOB_URL_INVALID"


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """One object of a listing; `size` in bytes as stored."""

    path: str
    size: int


class BlobStore:
    """Objects by path, over any `obstore` store. Safe to share between threads; calls release the interpreter lock."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, path: str, data: bytes | bytearray, *, if_absent: bool = True) -> None:
        """Store an object, whole or not at all. Raises `BlobExists` if there is one, unless `if_absent` is off."""
        _require_path(path)
        try:
            obstore.put(self._store, path, data, mode="create" if if_absent else "overwrite", use_multipart=False)
        except _FAILURES as failure:
            raise _named(failure, path) from failure

    def get(self, path: str) -> bytes:
        """Return a whole object. Raises `BlobMissing`."""
        _require_path(path)
        try:
            return obstore.get(self._store, path).bytes().to_bytes()
        except _FAILURES as failure:
            raise _named(failure, path) from failure

    def get_range(self, path: str, start: int, stop: int) -> bytes:
        """Return bytes `start` to `stop` (exclusive) of an object, fewer where it ends. Raises `BlobMissing`."""
        _require_path(path)
        if not 0 <= start <= stop:
            raise ValueError("A range runs forward from zero.")
        if start == stop:
            return b""
        try:
            return obstore.get_range(self._store, path, start=start, end=stop).to_bytes()
        except _FAILURES as failure:
            # A range wholly behind the end is refused by every store, each in its own words.
            if not isinstance(failure, FileNotFoundError) and self.size(path) <= start:
                return b""
            raise _named(failure, path) from failure

    def size(self, path: str) -> int:
        """Return the bytes stored at a path. Raises `BlobMissing`."""
        _require_path(path)
        try:
            return obstore.head(self._store, path)["size"]
        except _FAILURES as failure:
            raise _named(failure, path) from failure

    def delete(self, path: str) -> None:
        """Remove an object; removing what is not there is no error."""
        _require_path(path)
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError:
            return
        except _FAILURES as failure:
            raise _named(failure, path) from failure

    def list(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Yield every object below a folder ("" for all), in no promised order."""
        if prefix:
            _require_path(prefix)
        try:
            for page in obstore.list(self._store, prefix=prefix or None):
                for found in page:
                    if not found["path"].startswith(f"{_STAGING}/"):
                        yield BlobInfo(found["path"], found["size"])
        except _FAILURES as failure:
            raise _named(failure, prefix) from failure


class DiskBlobStore(BlobStore):
    """A folder of this machine, made with owner-only permissions; `put` is durable when it returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        (root / _STAGING).mkdir(parents=True, exist_ok=True, mode=0o700)
        root.chmod(0o700)
        super().__init__(LocalStore(prefix=root))
        self._clear_staging()

    def put(self, path: str, data: bytes | bytearray, *, if_absent: bool = True) -> None:
        """Store an object and sync it, its name and its folders to the disk. Raises `BlobExists`."""
        _require_path(path)
        staged = f"{_STAGING}/{secrets.token_hex(16)}"
        try:
            obstore.put(self._store, staged, data, use_multipart=False)
            try:
                _sync(self._root / staged)
                obstore.rename(self._store, staged, path, overwrite=not if_absent)
            except BaseException:
                (self._root / staged).unlink(missing_ok=True)
                raise
            folder = (self._root / path).parent
            while folder != self._root:
                _sync(folder)
                folder = folder.parent
            _sync(self._root)
        except _FAILURES as failure:
            raise _named(failure, path) from failure

    def _clear_staging(self) -> None:
        """Remove what a killed process left behind; a live `put` takes seconds, so a day is safe."""
        oldest = time.time() - _STALE_AFTER_SECONDS
        for leftover in (self._root / _STAGING).iterdir():
            if leftover.stat().st_mtime < oldest:
                leftover.unlink(missing_ok=True)


def open_store(url: str, *, access_key_id: str | None = None, secret_access_key: str | None = None) -> BlobStore:
    """Open `file:///folder`, `memory://` or `s3://bucket/prefix?endpoint=https://host:port&region=name`.

    Without a key pair, S3 credentials come from the platform (web identity, instance role) as `obstore` finds them.
    Raises `BlobUrlInvalid`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return DiskBlobStore(Path(unquote(parts.path)))
    if parts.scheme == "memory":
        return BlobStore(MemoryStore())
    if parts.scheme == "s3" and parts.netloc:
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if options.keys() <= {"endpoint", "region"}:
            return BlobStore(_s3(parts.netloc, parts.path.strip("/"), options, access_key_id, secret_access_key))
    raise BlobUrlInvalid("A blob store is file:///folder, memory:// or s3://bucket?endpoint=…&region=….")


def _s3(
    bucket: str, prefix: str, options: dict[str, str], access_key_id: str | None, secret_access_key: str | None
) -> S3Store:
    config: S3Config = {"bucket": bucket, "region": options.get("region", "us-east-1")}
    client: ClientConfig = {"connect_timeout": "3s", "timeout": "20s"}
    retry: RetryConfig = {"max_retries": 3}
    endpoint = options.get("endpoint")
    if endpoint:
        config["endpoint"] = endpoint
        client["allow_http"] = endpoint.startswith("http://")
    if access_key_id and secret_access_key:
        config |= {"access_key_id": access_key_id, "secret_access_key": secret_access_key}
    return S3Store(prefix=prefix or None, config=config, client_options=client, retry_config=retry)


def _require_path(path: str) -> None:
    if not _PATH.fullmatch(path):
        raise BlobPathInvalid("A blob path may not be written like this.")


def _named(failure: Exception, path: str) -> Exception:
    """Turn a failure of `obstore` or the disk into one of ours; what is not about this object may work later."""
    if isinstance(failure, FileNotFoundError):
        return BlobMissing("There is no such blob.", path=path)
    if isinstance(failure, AlreadyExistsError):
        return BlobExists("There is such a blob already.")
    return Unreachable("The file store does not do as asked. Try again.")  # the cause is chained for the log


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
