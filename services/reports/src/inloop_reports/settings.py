"""The settings of this service."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from inloop_kit.settings import Secret, ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`INLOOP_REPORTS_<NAME>`."""

    upstream_projects: str
    """Where the projects service answers, `host:port`."""
    upstream_messaging: str
    """Where the messaging service answers, `host:port`."""
    blob_url: str = field(repr=False)
    """Where finished files lie, sealed: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`."""
    blob_access_key_id: Secret | None = None
    blob_secret_access_key: Secret | None = None
    """The key pair of the S3 store; without it the platform's credentials are used."""
    kek_path: Path | None = None
    """The file of key-encrypting keys; `kek.json` in the keys folder when unset."""
    renders: int = 2
    """Reports that are made at the same time; each takes a processor."""
