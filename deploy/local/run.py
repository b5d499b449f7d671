"""`make run`: the whole system on one machine until Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import structlog
from deploy.local import broker, seed
from deploy.local.environment import REPOSITORY, Ports, of_service
from deploy.local.home import DEFAULT_PORT, SERVICES, Home, write_private
from deploy.local.sink import Sink
from deploy.local.supervisor import GaveUp, Program, Supervisor

from inloop_kit.caller import create_keys
from inloop_kit.sealing import Keyring

READY_SECONDS = 60.0
GRACE_SECONDS = 12.0
WATCH_SECONDS = 0.5
SEALING = ("messaging", "reports")


class Progress:
    """One line a step, with the seconds since the start."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        """Print a line at once."""
        self.out.write(f"[{time.monotonic() - self.began:5.1f} s] {text}\n")
        self.out.flush()


def main() -> int:
    """Run until told to stop; the exit code of the process."""
    progress = Progress(sys.stdout)
    home = Home(Path(os.environ.get("INLOOP_HOME") or REPOSITORY / "var").resolve())
    home.make()
    with (home.root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say(f"{home.root} is in use by another instance; set INLOOP_HOME and INLOOP_PORT for a second one")
            return 1
        # Open until the process ends: what goes wrong at the very end is written too.
        structlog.configure(
            logger_factory=structlog.PrintLoggerFactory((home.logs / "local.log").open("a", buffering=1))
        )
        return _run(home, Ports.choose(int(os.environ.get("INLOOP_PORT") or DEFAULT_PORT)), progress)


def _run(home: Home, ports: Ports, progress: Progress) -> int:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    _forget_half_seeded(home)
    create_keys(home.keys)
    for name in SEALING:
        if not (home.keys / f"{name}.kek.json").exists():
            Keyring.create(home.keys / f"{name}.kek.json")
    supervisor = Supervisor(progress.say)
    try:
        sink = Sink(home.sink, mail_port=ports.mail, page_port=ports.sink)
    except OSError:
        progress.say(f"port {ports.sink} is taken (the portal is at {ports.portal}); set INLOOP_PORT to another one")
        return 1
    try:
        sink.start()
        _start(home, ports, supervisor, progress, stopping)
        if not stopping.is_set():
            _open(home, ports, sink, progress)
        while not stopping.wait(WATCH_SECONDS):
            supervisor.watch()
    except (GaveUp, OSError, seed.SeedFailed) as error:
        progress.say(str(error))
        return 1
    finally:
        progress.say("stopping")
        codes = supervisor.stop(GRACE_SECONDS)
        sink.stop()
        unclean = {name: code for name, code in codes.items() if code not in (0, -signal.SIGTERM)}
        progress.say(f"stopped; not cleanly: {unclean}" if unclean else "stopped")
    return 0


def _start(home: Home, ports: Ports, supervisor: Supervisor, progress: Progress, stopping: threading.Event) -> None:
    supervisor.start(Program("nats", broker.command(home, ports), {}, home.logs / "nats.log"))
    for name in SERVICES:
        command = [sys.executable, "-m", f"inloop_{name}", "migrate", "serve", "work"]
        if name == "gateway":
            command.append("live")
        supervisor.start(Program(name, command, of_service(name, home, ports), home.logs / f"{name}.log"))
    progress.say(f"starting {', '.join(SERVICES)} and NATS")
    waiting = set(SERVICES)
    until = time.monotonic() + READY_SECONDS
    while waiting and not stopping.is_set():
        supervisor.require_running({"nats", *waiting})
        for name in sorted(waiting):
            if _answers(f"http://127.0.0.1:{ports.metrics[name]}/readyz"):
                progress.say(f"{name} is ready")
                waiting.discard(name)
        if time.monotonic() > until:
            raise GaveUp(f"not ready after {READY_SECONDS:.0f} s: {', '.join(sorted(waiting))}; see {home.logs}")
        time.sleep(0.05)


def _open(home: Home, ports: Ports, sink: Sink, progress: Progress) -> None:
    """Seed once, then say where everything is."""
    demo = seed.read(home.demo)
    if demo is None:
        marker = home.root / "seeding"
        marker.touch()
        demo = seed.seed(home, ports, sink, progress.say)
        marker.unlink()
    demo["base_url"], demo["sink_url"] = ports.base_url, ports.sink_url
    write_private(home.demo, seed.as_json(demo))
    _welcome(demo, home, progress.say)


def _welcome(demo: seed.Demo, home: Home, say: Callable[[str], None]) -> None:
    say("ready")
    lines = [
        "",
        f"  Portal          {demo['base_url']}",
        f"  Mail and SMS    {demo['sink_url']}   (what would have been sent)",
        "",
        "  Sign in as",
        *(f"    {person['part']:<26}{person['email']:<28}{person['password']}" for person in demo["people"]),
        "",
        f"  For scripts     {home.demo}",
        f"  Logs            {home.logs}",
        "  Stop            Ctrl-C",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _forget_half_seeded(home: Home) -> None:
    """A first start that was broken off while seeding begins anew: nobody has used its data yet."""
    if (home.root / "seeding").exists() and not home.demo.exists():
        for folder in (home.data, home.blobs, home.broker, home.sink):
            shutil.rmtree(folder)
        home.make()


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=1.0) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    raise SystemExit(main())
