"""The folder of one instance (INLOOP_HOME, default `var/`): data, keys, files, logs; readable by its owner only."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("projects", "messaging", "reports", "notify", "gateway")
DEFAULT_PORT = 8700
PORTS = range(10_000, 20_000)  # apart from those that tests of the kit choose from


@dataclass(frozen=True)
class Home:
    """Paths of one instance."""

    root: Path

    @property
    def data(self) -> Path:
        """SQLite databases."""
        return self.root / "data"

    @property
    def blobs(self) -> Path:
        """Sealed files."""
        return self.root / "blobs"

    @property
    def keys(self) -> Path:
        """Signing keys, sealing keys, the password of the broker."""
        return self.root / "keys"

    @property
    def broker(self) -> Path:
        """What NATS stores."""
        return self.root / "nats"

    @property
    def logs(self) -> Path:
        """One file of JSON lines per service."""
        return self.root / "logs"

    @property
    def sink(self) -> Path:
        """Mail and SMS that would have been sent."""
        return self.root / "sink"

    @property
    def demo(self) -> Path:
        """For scripts: the base URL and the sign-ins of the demonstration people."""
        return self.root / "demo.json"

    def make(self) -> None:
        """Create every folder, for the owner only."""
        for folder in (self.root, self.data, self.blobs, self.keys, self.broker, self.logs, self.sink):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)

    def secret(self, name: str) -> str:
        """A secret of this instance, made the first time."""
        path = self.keys / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Write a file for the owner only, whole or not at all."""
    beside = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    beside.replace(path)


def free_ports(count: int, *, but: tuple[int, ...] = ()) -> list[int]:
    """Ports of the loopback address that nobody listens on now, none of those in `but`.

    Below the range from which Linux takes the ports of outgoing connections, so that none of those takes one of ours
    before we listen; at random, so that two instances that start together do not choose the same.
    """
    found: list[int] = []
    while len(found) < count:
        port = secrets.choice(PORTS)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found and port not in but:
            found.append(port)
    return found
