"""The process that draws pages: started by press.py as a program of its own, with nothing of the service in it.

It loads WeasyPrint once and then makes, for each page, two processes: one that draws, under limits of memory and time,
and one that watches it. The watcher passes on what is drawn, and kills when the time is over or nobody wants it any
more. A page can so neither harm the next one nor outlive who asked for it.

Its standard input is a socket: each message is the limits of a page, with another socket for the page itself. That
carries it in, and frames out (press_frames.py). The end of the standard input ends the process.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from inloop_reports.clients import drawing
from inloop_reports.clients.press_frames import (
    END,
    ERROR,
    FAILED,
    LENGTH,
    OUT_OF_MEMORY,
    PAGES,
    PDF,
    READY,
    STEP,
    Ending,
    Limits,
    Page,
    frame,
    read_exactly,
)

_OPEN_FILES = 256
_CHUNK = 1 << 20


def main() -> None:
    """Draw pages until the standard input ends."""
    control = socket.socket(fileno=os.dup(0))
    drawing.warm()
    _be_silent()
    gc.collect()
    gc.freeze()
    # Watchers are not waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control.send(READY)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        page = socket.socket(fileno=descriptors[0])
        if os.fork() == 0:
            control.close()
            _end_with(_watch, page, Limits.from_bytes(message))
        page.close()


def _be_silent() -> None:
    """From now on nothing is printed: what a library says of a page could repeat the page."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


def _end_with(work: Callable[..., int], *arguments: object) -> None:
    """Run and end the process, without running anything that was meant for the process it was forked from."""
    code = FAILED
    try:
        code = work(*arguments)
    except EOFError:
        code = 0
    finally:
        os._exit(code)


def _watch(page: socket.socket, limits: Limits) -> int:
    """Let a page be drawn, and tell how that ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    page.settimeout(limits.wall_seconds)
    wanted = read_exactly(page, LENGTH.unpack(read_exactly(page, LENGTH.size))[0])
    drawn, out = os.pipe()
    drawer = os.fork()
    if drawer == 0:
        page.close()
        os.close(drawn)
        _end_with(_draw, wanted, out, limits)
    os.close(out)
    outcome = _pass_on(page, drawn, time.monotonic() + limits.wall_seconds)
    if outcome != "done":
        os.kill(drawer, signal.SIGKILL)
    _, status, usage = os.wait4(drawer, 0)
    code = os.waitstatus_to_exitcode(status)
    ending = Ending(
        outcome="killed" if outcome == "done" and code != 0 else outcome,
        code=code,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        memory_bytes=usage.ru_maxrss * 1024,
    )
    with suppress(OSError):
        page.sendall(frame(END, ending.to_bytes()))
    return 0


def _pass_on(page: socket.socket, drawn: int, until: float) -> str:
    """Hand on what is drawn; "done" when the drawer has closed its end, else why it is to be killed."""
    while True:
        readable, _, _ = select.select([page.fileno(), drawn], [], [], max(until - time.monotonic(), 0))
        if not readable:
            return "too_slow"
        if page.fileno() in readable:
            return "stopped"  # whoever asked says nothing more: this is the end of its socket
        data = os.read(drawn, _CHUNK)
        if not data:
            return "done"
        try:
            page.sendall(data)
        except OSError:
            return "stopped"


def _draw(wanted: bytes, out: int, limits: Limits) -> int:
    """Draw under limits; an exit code."""
    cpu, memory = limits.cpu_seconds, limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    drawing.refuse_the_world()
    try:
        pdf, pages = drawing.draw(Page.from_bytes(wanted), lambda step: _say(out, STEP, step.encode()))
        _say(out, PAGES, str(pages).encode())
        _say(out, PDF, pdf)
    except (MemoryError, RecursionError):
        return OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 - its text could repeat the page, so only its type is told
        _say(out, ERROR, type(error).__name__.encode())
        return FAILED
    return 0


def _say(out: int, kind: bytes, body: bytes) -> None:
    rest = memoryview(frame(kind, body))
    while rest:
        rest = rest[os.write(out, rest) :]


if __name__ == "__main__":
    main()
