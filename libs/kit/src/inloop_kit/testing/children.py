"""Child processes of tests: found, started, killed, and never outliving the test run."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from inloop_kit.testing.waiting import until

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def find_program(name: str, *, otherwise: Sequence[str] = (), install: str) -> str:
    """Path of an installed program; fails the test with what to install."""
    beside = str(Path(sys.executable).parent)
    for folder in (os.environ.get("PATH", ""), beside, *otherwise):
        if found := shutil.which(name, path=folder):
            return found
    pytest.fail(f"{name} is not installed: {install}", pytrace=False)


class Child:
    """One child process, its output in a file; killed when the test run ends, however that ends."""

    def __init__(self, command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                list(command),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})},
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one C call, no lock that another thread could hold
            )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        self._process.kill()
        self._process.wait()

    def stop(self, grace: float = 15.0) -> int:
        """SIGTERM, wait up to `grace` seconds, then SIGKILL; the exit code."""
        self._process.terminate()
        try:
            return self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode

    def wait(self, timeout: float = 30.0) -> int:
        """Wait for its own end; the exit code (negative: the signal)."""
        return self._process.wait(timeout)

    def said(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(errors="replace")

    def wait_for_port(self, port: int, timeout: float = 20.0) -> None:
        """Until it accepts connections on this port of the loopback; fails with its output if it ends first."""

        def is_open() -> bool:
            if not self.is_running:
                raise AssertionError(f"ended with {self._process.returncode}:\n{self.said()}")
            with socket.socket() as probe:
                probe.settimeout(1)
                return probe.connect_ex(("127.0.0.1", port)) == 0

        until(is_open, timeout, what=f"port {port} open")
