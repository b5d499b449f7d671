"""A real redis-server for one test."""

from __future__ import annotations

from pathlib import Path

from inloop_kit.testing.children import Child, find_program
from inloop_kit.testing.waiting import free_port

INSTALL = "apt-get install redis-server"


class RedisServer:
    """redis-server on the loopback, in memory only: what must not be lost is in SQL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._child: Child | None = None

    def start(self) -> None:
        """Start it, also again after stop or kill, and wait until it listens."""
        program = find_program("redis-server", otherwise=("/usr/bin", "/usr/sbin"), install=INSTALL)
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self._child = Child(command, log=self.folder / "redis.log")
        self._child.wait_for_port(self.port)

    def kill(self) -> None:
        """SIGKILL: everything that was queued is gone."""
        if self._child:
            self._child.kill()

    def stop(self) -> None:
        """SIGTERM and wait."""
        if self._child and self._child.is_running:
            self._child.stop()
