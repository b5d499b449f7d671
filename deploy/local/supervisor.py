"""Starts processes, keeps them running, and stops them in order."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MAX_LOG_BYTES = 20_000_000
QUICK_CRASHES = 5
QUICK_SECONDS = 10.0


@dataclass
class Program:
    """One process that should run. Crashes that follow each other quickly end the whole."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    crashes: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process; what it prints goes to its log."""
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            # An own session: Ctrl-C at the terminal reaches us alone, and we stop them in order.
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """How it ended, None while it runs."""
        return self.process.poll() if self.process else None

    def stop(self, grace: float) -> int:
        """Ask it to stop, and end it when it does not; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class GaveUp(RuntimeError):
    """A process does not stay up."""


class Supervisor:
    """Keeps programs running: the ones started first are stopped last."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.programs: list[Program] = []
        self._turn = threading.Lock()
        self._stopping = False

    def start(self, program: Program) -> None:
        """Start a program and look after it from now on."""
        with self._turn:
            program.start()
            self.programs.append(program)

    def watch(self) -> None:
        """Start again what ended. Errors: GaveUp when a program crashed several times in a row."""
        with self._turn:
            if self._stopping:
                return
            for program in self.programs:
                code = program.exit_code()
                if code is None:
                    continue
                now = time.monotonic()
                program.crashes = [*(at for at in program.crashes if now - at < QUICK_SECONDS), now]
                if len(program.crashes) >= QUICK_CRASHES:
                    raise GaveUp(f"{program.name} does not stay up (exit {code}):\n{program.last_lines()}")
                self.say(f"{program.name} ended with exit {code}; starting it again")
                program.start()

    def require_running(self, names: set[str]) -> None:
        """While the system starts, a program that ends is an error. Errors: GaveUp."""
        for program in self.programs:
            if program.name in names and program.exit_code() is not None:
                raise GaveUp(f"{program.name} did not start (exit {program.exit_code()}):\n{program.last_lines()}")

    def stop(self, grace: float) -> dict[str, int]:
        """Stop everything, the latest started first; exit codes by name."""
        with self._turn:
            self._stopping = True
            ordered = list(reversed(self.programs))
        services = [program for program in ordered if program.name != "nats"]
        codes: dict[str, int] = {}
        threads = [
            threading.Thread(target=lambda one=one: codes.update({one.name: one.stop(grace)})) for one in services
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        codes |= {program.name: program.stop(grace) for program in ordered if program.name == "nats"}
        return codes
