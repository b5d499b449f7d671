"""The settings of every process of one machine, as environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.home import SERVICES, Home, free_ports

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ports:
    """Where everything listens, on the loopback address. `portal` and `sink` are for people, the rest is inside."""

    portal: int
    sink: int
    broker: int
    mail: int
    rpc: dict[str, int] = field(default_factory=dict)
    metrics: dict[str, int] = field(default_factory=dict)

    @classmethod
    def choose(cls, portal: int) -> Ports:
        """The wanted port for the portal, the next one for the sink's page, free ones for the rest."""
        free = iter(free_ports(2 + 2 * len(SERVICES), but=(portal, portal + 1)))
        return cls(
            portal=portal,
            sink=portal + 1,
            broker=next(free),
            mail=next(free),
            rpc={name: next(free) for name in SERVICES},
            metrics={name: next(free) for name in SERVICES},
        )

    @property
    def base_url(self) -> str:
        """The address of the portal."""
        return f"http://localhost:{self.portal}"

    @property
    def sink_url(self) -> str:
        """The address of the page that shows mail and SMS."""
        return f"http://localhost:{self.sink}"


def of_service(name: str, home: Home, ports: Ports) -> dict[str, str]:
    """The environment of one service: what it is told, and nothing of ours besides."""
    # Large buffers of files come from the heap and stay there: without this, opening sealed files costs page faults.
    memory = {"MALLOC_MMAP_THRESHOLD_": "8388608", "MALLOC_TRIM_THRESHOLD_": "67108864"}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("INLOOP_")}
    settings = _shared(name, home, ports) | _own(name, home, ports)
    return inherited | memory | {f"INLOOP_{name.upper()}_{key}": value for key, value in settings.items()}


def _shared(name: str, home: Home, ports: Ports) -> dict[str, str]:
    return {
        "LISTEN": f"127.0.0.1:{ports.rpc[name]}",
        "METRICS_LISTEN": f"127.0.0.1:{ports.metrics[name]}",
        "DATABASE_URL": f"sqlite:///{home.data / name}.db",
        "NATS_URL": f"nats://inloop:{home.secret('nats.password')}@127.0.0.1:{ports.broker}",
        "KEYS_DIR": str(home.keys),
        "PUBLIC_URL": ports.base_url,
        "DEPLOY": "local",
        "LOG_LEVEL": os.environ.get("INLOOP_LOG_LEVEL", "info"),
    }


def _own(name: str, home: Home, ports: Ports) -> dict[str, str]:
    upstreams = {f"UPSTREAM_{other.upper()}": f"127.0.0.1:{port}" for other, port in ports.rpc.items()}
    blobs = {"BLOB_URL": f"file://{home.blobs / name}", "KEK_PATH": str(home.keys / f"{name}.kek.json")}
    called = {
        "projects": (),
        "messaging": ("projects",),
        "reports": ("projects", "messaging"),
        "notify": ("projects", "messaging", "gateway"),
        "gateway": ("projects", "messaging", "reports", "notify"),
    }[name]
    own = {f"UPSTREAM_{other.upper()}": upstreams[f"UPSTREAM_{other.upper()}"] for other in called}
    if name in ("messaging", "reports"):
        own |= blobs
    if name == "messaging":
        own["SCANNER"] = "off"
    if name == "notify":
        own |= {
            "SMTP_URL": f"smtp://127.0.0.1:{ports.mail}",
            "SMS_URL": f"http://127.0.0.1:{ports.sink}/sms",
            "MAIL_FROM": "Inloop <no-reply@inloop.localhost>",
        }
    if name == "gateway":
        own |= {"HTTP_LISTEN": f"127.0.0.1:{ports.portal}", "WEB_DIR": str(REPOSITORY / "web" / "dist")}
    return own
