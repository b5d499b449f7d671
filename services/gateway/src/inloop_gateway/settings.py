"""The settings of this service besides those that every service has."""

from dataclasses import dataclass
from pathlib import Path

from inloop_kit.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """`INLOOP_GATEWAY_<NAME>`."""

    http_listen: str
    """host:port of the HTTP server."""
    upstream_projects: str
    upstream_messaging: str
    upstream_reports: str
    upstream_notify: str
    web_dir: Path | None = None
    """The built web client; without it only the API is served."""
    http_threads: int = 16
    """Requests that are worked on at the same time."""
