"""Pages to PDF, each in a process of its own with limits; press_room.py is the other side.

    press = Press()
    press.start()
    printed = press.print(page, limits, on_step=tell, is_wanted=lambda: True)

Measured: loading WeasyPrint takes 0.6 to 1 s of processor time, so it is loaded once in the press room and each page is
drawn by a fork of that, which takes milliseconds. The press room is a program of its own that is started without our
environment, so no secret of this process is in the memory or the environment of what draws.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from inloop_kit import telemetry
from inloop_kit.errors import InloopError, Unreachable
from inloop_reports.clients.press_frames import (
    END,
    ERROR,
    FAILED,
    LENGTH,
    PAGES,
    PDF,
    READY,
    STEP,
    Ending,
    Frames,
    Limits,
    Page,
)

START_SECONDS = 60.0
ASK_SECONDS = 0.25
STOP_SECONDS = 2.0
# Beyond its own wall limit a watcher has so long to tell that it killed.
_LAST_WORDS_SECONDS = 10.0
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TMPDIR")
_CHUNK = 1 << 20


class PageTooLarge(InloopError):
    """Drawing took more memory or processor time than it may; it would again."""

    reason = "PAGE_TOO_LARGE"


class PageTooSlow(Unreachable):
    """Drawing took too long by the clock; on a machine that is less busy it may not."""

    reason = "PAGE_TOO_SLOW"


class PageUnwanted(InloopError):
    """Nobody wants the page any more; it was thrown away."""

    reason = "PAGE_UNWANTED"


class PressBroken(InloopError):
    """The page could not be drawn, for a reason that is ours."""

    reason = "PRESS_BROKEN"


class PressAway(Unreachable):
    """The press room ended or does not start; it is started anew for the next page."""

    reason = "PRESS_AWAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A PDF and what it took."""

    pdf: bytes
    page_count: int
    cpu_seconds: float
    memory_bytes: int


class Press:
    """Prints pages; a component. Safe to share between threads: pages are drawn side by side."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._room: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Start the press room and wait until it can draw. Raises PressAway."""
        with self._turn:
            self._open()

    def stop(self, grace: float = STOP_SECONDS) -> None:
        """End the press room; pages that are being drawn end with it."""
        with self._turn:
            self._close(grace)

    def is_ready(self) -> bool:
        """Whether pages can be drawn now."""
        return self._room is not None and self._room.poll() is None

    def print(
        self, page: Page, limits: Limits, *, on_step: Callable[[str], None], is_wanted: Callable[[], bool]
    ) -> Printed:
        """The page as PDF. `on_step` hears `laying_out` and `printing`; `is_wanted` is asked four times a second.

        Raises PageTooLarge, PageTooSlow, PageUnwanted, PressBroken, PressAway.
        """
        line = self._send(page.to_bytes(), limits)
        try:
            return _receive(line, limits, on_step, is_wanted)
        finally:
            line.close()

    def _send(self, page: bytes, limits: Limits) -> socket.socket:
        """Give a page to the press room; our end of its socket."""
        mine, theirs = socket.socketpair()
        try:
            with self._turn:
                if not self.is_ready():
                    self._open()
                assert self._control is not None
                socket.send_fds(self._control, [limits.to_bytes()], [theirs.fileno()])
            theirs.close()
            mine.settimeout(limits.wall_seconds)
            mine.sendall(LENGTH.pack(len(page)) + page)
        except OSError:
            mine.close()
            theirs.close()
            raise PressAway("The press room does not take the page. Try again.") from None
        return mine

    def _open(self) -> None:
        self._close(0)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        # A fixed seed, so that the same page gives the same bytes whichever process draws it.
        environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}
        self._room = subprocess.Popen(
            [sys.executable, "-P", "-m", "inloop_reports.clients.press_room"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(START_SECONDS)
        try:
            ready = ours.recv(len(READY))
        except OSError:
            ready = b""
        if ready != READY:
            ours.close()
            self._close(0)
            raise PressAway("The press room does not start.")
        self._control = ours
        telemetry.log.info("press_room_started", pid=self._room.pid)

    def _close(self, grace: float) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._room is not None:
            try:
                self._room.wait(grace)
            except subprocess.TimeoutExpired:
                self._room.kill()
                self._room.wait()
            self._room = None


def _receive(
    line: socket.socket, limits: Limits, on_step: Callable[[str], None], is_wanted: Callable[[], bool]
) -> Printed:
    """Hear how it goes on until the end, and what came of it."""
    frames, found = Frames(), dict[bytes, bytes]()
    line.settimeout(ASK_SECONDS)
    silent = 0.0
    while END not in found:
        try:
            data = line.recv(_CHUNK)
        except TimeoutError:
            silent += ASK_SECONDS
            if not is_wanted():
                raise PageUnwanted("The report was cancelled.") from None
            if silent > limits.wall_seconds + _LAST_WORDS_SECONDS:
                raise PressAway("The press room says nothing any more. Try again.") from None
            continue
        if not data:
            raise PressAway("The press room ended while it drew. Try again.")
        for kind, body in frames.add(data):
            if kind == STEP:
                on_step(body.decode())
            else:
                found[kind] = body
    return _printed(found)


def _printed(found: dict[bytes, bytes]) -> Printed:
    ending = Ending.from_bytes(found[END])
    if ending.outcome == "done" and PDF in found:
        return Printed(
            pdf=found[PDF],
            page_count=int(found[PAGES]),
            cpu_seconds=ending.cpu_seconds,
            memory_bytes=ending.memory_bytes,
        )
    telemetry.log.warning(
        "page_not_drawn",
        outcome=ending.outcome,
        code=ending.code,
        cpu_seconds=ending.cpu_seconds,
        memory_bytes=ending.memory_bytes,
        error=found.get(ERROR, b"").decode(),
    )
    if ending.outcome == "too_slow":
        raise PageTooSlow("Drawing the page took too long.")
    if ending.outcome == "killed" and ending.code == FAILED:
        raise PressBroken("The page could not be drawn.")
    raise PageTooLarge("Drawing the page takes more than it may.")
