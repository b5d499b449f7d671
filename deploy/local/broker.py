"""The embedded NATS: the real server from its wheel, with JetStream that syncs before it acknowledges."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from deploy.local.environment import Ports
from deploy.local.home import Home, write_private


def command(home: Home, ports: Ports) -> list[str]:
    """Write the configuration and return the command that starts the server."""
    config = home.broker / "nats.conf"
    lines = [
        'listen: "127.0.0.1:%d"' % ports.broker,  # noqa: UP031 - one key per line, as its parser wants it
        'server_name: "inloop-local"',
        "max_payload: 1MB",
        "jetstream {",
        f'  store_dir: "{home.broker}"',
        "  sync_interval: always",
        "}",
        "authorization {",
        '  user: "inloop"',
        f'  password: "{home.secret("nats.password")}"',
        "}",
    ]
    write_private(config, "\n".join(lines) + "\n")
    return [str(server()), "--config", str(config)]


def server() -> Path:
    """The server's program, beside our interpreter or on the path."""
    beside = Path(sys.executable).parent / "nats-server"
    if beside.exists():
        return beside
    found = shutil.which("nats-server")
    if found is None:
        raise FileNotFoundError("nats-server is not installed: it comes with requirements.lock")
    return Path(found)
