"""What holds for every request of the edge, whichever server takes it: hosts, origins, networks, headers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from inloop_gateway.domain.throttling import network_of
from inloop_gateway.entry.http.refusals import Headers, HostRefused, OriginRefused
from inloop_kit.errors import InloopError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PROBES = ("/healthz", "/readyz")
READING = ("GET", "HEAD", "OPTIONS")
API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class PublicUrlUnsafe(InloopError):
    """PUBLIC_URL is not https, and not this machine."""

    reason = "PUBLIC_URL_UNSAFE"


@dataclass(frozen=True, slots=True)
class Guard:
    """Compiled from PUBLIC_URL; see `guard_of`."""

    public_url: str
    is_secure: bool
    hosts: frozenset[str]
    origins: frozenset[str]
    proxy_hops: int
    headers: tuple[tuple[str, str], ...]

    @property
    def cookie(self) -> str:
        """The name of the session cookie: bound to this host where there is TLS (RFC 6265bis, 4.1.3.2)."""
        return "__Host-inloop" if self.is_secure else "inloop"

    def check(self, method: str, path: str, host: str, origin: str | None, fetch_site: str | None) -> None:
        """Refuse what was meant for another host, and what another site sends. Probes come by bare addresses."""
        if host_name(host) not in self.hosts and path not in PROBES:
            raise HostRefused("This host is not known here.")
        if method not in READING and (
            (origin is not None and origin not in self.origins) or fetch_site == "cross-site"
        ):
            raise OriginRefused("Another site may not do this in your name.")

    def network(self, address: str, forwarded: str | None) -> str:
        """The network of the client (/32 or /64): seen by us, or by the outermost of our own proxies."""
        if self.proxy_hops and forwarded:
            hops = [one.strip() for one in forwarded.split(",")]
            address = hops[-min(self.proxy_hops, len(hops))]
        return network_of(address)

    def finish(self, given: Headers, request_id: str) -> Headers:
        """The headers of an answer: what was given, and what every answer has unless it says otherwise."""
        names = {name.lower() for name, _ in given}
        rest = [(name, value) for name, value in self.headers if name.lower() not in names]
        return [*given, ("X-Request-Id", request_id), *rest]


def guard_of(public_url: str, *, is_local: bool, port: int, proxy_hops: int) -> Guard:
    """The guard of an installation. Raises PublicUrlUnsafe for plain http anywhere but on this machine."""
    parts = urlsplit(public_url)
    host = host_name(parts.netloc)
    is_secure = parts.scheme == "https"
    if not is_secure and host not in LOOPBACK and not is_local:
        raise PublicUrlUnsafe("PUBLIC_URL must begin with https:// unless it is this machine.")
    hosts, origins = {host}, {f"{parts.scheme}://{parts.netloc}".lower()}
    if is_local:
        hosts |= set(LOOPBACK)
        origins |= {f"http://{one}:{known}" for one in LOOPBACK for known in (port, parts.port or port)}
    headers = [
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", API_POLICY),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cache-Control", "no-store"),
    ]
    if is_secure:
        headers.append(("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))
    return Guard(public_url, is_secure, frozenset(hosts), frozenset(origins), proxy_hops, tuple(headers))


def host_name(host: str) -> str:
    """A Host header without its port, in lower case."""
    name = host.lower().rpartition("@")[2]
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def token_of(cookies: str, authorization: str, name: str) -> str:
    """The session token of a request: a bearer token, else our cookie; "" for neither."""
    kind, _, bearer = authorization.partition(" ")
    if kind.lower() == "bearer":
        return bearer.strip()
    for part in cookies.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""
