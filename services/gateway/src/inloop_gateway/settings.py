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
    upstream_gateway: str = ""
    """Where our own gRPC services are; unset: in this process."""
    web_dir: Path | None = None
    """The built web client; without it only the API is served."""
    http_threads: int = 16
    """Requests that are worked on at the same time."""
    proxy_hops: int = 0
    """How many proxies of ours stand before us, each adding one address to X-Forwarded-For."""
