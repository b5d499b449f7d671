"""One process of a service: `python -m inloop_x serve | work | migrate | check`, several at once if wanted.

    def commands() -> dict[str, Command]:                       # in app.py
        return {"serve": serve, "work": work, "migrate": migrate, "check": check}

    raise SystemExit(process.main("notify", app.commands(), sys.argv[1:]))      # in __main__.py

A command that ends returns an exit code (or None for 0). A command that runs on returns its Components, in the order in
which they start; the components of all given commands run in this one process. SIGTERM or SIGINT stops them in reverse
order: they refuse new work, finish what is in flight within the grace, and the process exits with 0. A second signal
ends it at once.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Protocol

from inloop_kit import logs, telemetry
from inloop_kit.settings import SettingsWrong

DRAIN_SECONDS = 10.0
LEAST_GRACE = 0.5
WRONG_USE = 2
FAILED = 1


class Component(Protocol):
    """Something that runs until it is stopped: a server, a relay, a consumer."""

    def start(self) -> None:
        """Begin, and return when the beginning is made."""

    def stop(self, grace: float) -> None:
        """Take nothing new, finish what is in flight, at most `grace` seconds."""

    def is_ready(self) -> bool:
        """Whether it does its work now."""


Command = Callable[[], Sequence[Component] | int | None]


def main(name: str, commands: Mapping[str, Command], arguments: Sequence[str] | None = None) -> int:
    """Run the commands that `arguments` (default: the command line) name; returns the exit code of the process."""
    wanted = list(sys.argv[1:] if arguments is None else arguments)
    unknown = [one for one in wanted if one not in commands]
    if unknown or not wanted:
        sys.stderr.write(f"use: inloop_{name} {' | '.join(commands)}   (several may be given)\n")
        return WRONG_USE
    signals = _Signals()
    # Until a command starts telemetry with its settings: what fails before must not print texts and locals either.
    logs.begin(name, "info", sys.stdout.buffer, is_final=False)
    try:
        components: list[Component] = []
        for one in wanted:
            result = commands[one]()
            if isinstance(result, Sequence):
                components.extend(result)
            elif result:
                return result
        return _run(name, components, signals) if components else 0
    except SettingsWrong as wrong:
        sys.stderr.write(f"inloop_{name}: {wrong}\n")
        return WRONG_USE
    except Exception as error:  # noqa: BLE001 - the last resort of a process: one line, then a non-zero exit
        telemetry.log.critical("process_failed", exc_info=error)
        return FAILED
    finally:
        telemetry.stop()


def _run(name: str, components: Sequence[Component], signals: _Signals) -> int:
    """Start all, wait for a signal, stop all."""
    running: list[Component] = []
    began = telemetry.started()
    try:
        for place, component in enumerate(components):
            if signals.is_asked:
                break
            component.start()
            running.append(component)
            if began is not None:
                began.ready_when(f"{place}.{type(component).__name__}", component.is_ready)
        if began is not None:
            began.begun()
        telemetry.log.info("process_started", process=name, components=[type(one).__name__ for one in running])
        signals.wait()
    finally:
        telemetry.log.info("process_draining", process=name)
        clean = _drain(running, began.drain_seconds if began is not None else DRAIN_SECONDS)
        telemetry.log.info("process_stopped", process=name)
    return 0 if clean else FAILED


def _drain(components: Sequence[Component], seconds: float) -> bool:
    """Stop in reverse order with one grace for all; a component that fails to stop does not keep the others."""
    until = time.monotonic() + seconds
    clean = True
    for component in reversed(components):
        try:
            component.stop(max(until - time.monotonic(), LEAST_GRACE))
        except Exception as error:  # noqa: BLE001 - the others must still be stopped
            telemetry.log.error("stop_failed", component=type(component).__name__, exc_info=error)
            clean = False
    return clean


class _Signals:
    """The first SIGTERM or SIGINT ends `wait`; the second ends the process at once."""

    def __init__(self) -> None:
        self.is_asked = False
        # A pipe, because a handler may run while this thread holds the lock of any threading object; written to by
        # the interpreter itself, because a signal may arrive in a thread that never runs Python.
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on)

    def wait(self) -> None:
        """Return once the process was asked to stop."""
        while not self.is_asked:
            os.read(self._reader, 1)

    def _on(self, number: int, _frame: FrameType | None) -> None:
        if self.is_asked:
            os._exit(128 + number)
        self.is_asked = True
