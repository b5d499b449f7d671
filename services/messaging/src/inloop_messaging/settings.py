"""The settings of this service."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from inloop_kit.settings import Secret, ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`INLOOP_MESSAGING_<NAME>`."""

    upstream_projects: str
    """Where the projects service answers, `host:port`."""
    blob_url: str = field(repr=False)
    """Where sealed files lie: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`."""
    blob_access_key_id: Secret | None = None
    blob_secret_access_key: Secret | None = None
    """The key pair of the S3 store; without it the platform's credentials are used."""
    scanner: str = "off"
    """clamd as `host:port`; `off` releases files as UNSCANNED, and says so."""
    kek_path: Path | None = None
    """The file of key-encrypting keys; `kek.json` in the keys folder when unset."""
