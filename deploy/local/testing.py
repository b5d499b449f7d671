"""A whole instance under test: started as people start it, watched from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import requests
from deploy.local.environment import REPOSITORY
from deploy.local.home import free_ports
from deploy.local.portal import Portal
from deploy.local.seed import Demo, Person, read

Found = TypeVar("Found")
START_SECONDS = 120.0
STOP_SECONDS = 40.0


class System:
    """One instance in a folder of its own."""

    def __init__(self, home: Path, *, log_level: str = "info") -> None:
        self.home = home
        self.log_level = log_level
        self.port = _pair()
        self.process: subprocess.Popen[str] | None = None
        self.output: list[str] = []

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self.output.clear()
        environment = os.environ | {
            "INLOOP_HOME": str(self.home),
            "INLOOP_PORT": str(self.port),
            "INLOOP_LOG_LEVEL": self.log_level,
        }
        command = [sys.executable, "-m", "deploy.local.run"]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=self._read, daemon=True).start()
        self.until(lambda: self._is_ready() or self._ended(), "the system is ready", seconds=START_SECONDS)
        if self._ended():
            raise RuntimeError("the system did not start:\n" + "".join(self.output))

    def logged(self, service: str) -> list[dict[str, Any]]:
        """Every line that a service logged, parsed; a line that is not JSON fails."""
        lines = (self.home / "logs" / f"{service}.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit code."""
        if self.process is None or self.process.poll() is not None:
            return 0 if self.process is None else int(self.process.returncode)
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    @property
    def demo(self) -> Demo:
        """What `demo.json` says."""
        found = read(self.home / "demo.json")
        assert found is not None
        return found

    def person(self, part: str) -> Person:
        """A demonstration person by part: Owner, Manager, Stakeholder, Collaborator, Sponsor."""
        return next(one for one in self.demo["people"] if part in one["part"])

    def portal(self) -> Portal:
        """A browser that nobody has signed in with."""
        return Portal(self.demo["base_url"])

    def signed_in(self, part: str) -> Portal:
        """A browser of a demonstration person."""
        person = self.person(part)
        return self.portal().sign_in(person["email"], person["password"])

    def mails(self, email: str) -> list[dict[str, Any]]:
        """What was mailed to an address, newest first."""
        http = requests.Session()
        http.trust_env = False
        found = http.get(self.demo["sink_url"] + "/messages", timeout=10).json()
        return [message for message in found if message["kind"] == "mail" and message["to"] == email]

    def token(self, email: str, kind: str) -> str:
        """The token of the newest link of a kind (`invitation`, `reset`) that was mailed to an address."""

        def look() -> str:
            for message in self.mails(email):
                found = re.search(rf"/{kind}#([\w-]+)", message["text"])
                if found:
                    return found[1]
            return ""

        return self.until(look, f"a mail with a link of {kind} to {email}")

    def until(self, look: Callable[[], Found], what: str, *, seconds: float = 20.0) -> Found:
        """Ask until the answer is true; fails with `what` after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)

    def _is_ready(self) -> bool:
        return any("] ready" in line for line in self.output)

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class LiveStream:
    """The hints that one person gets, as they come."""

    def __init__(self, portal: Portal) -> None:
        self.hints: list[dict[str, Any]] = []
        self.events: list[str] = []
        self.ended_at: float | None = None
        self._answer = portal.raw("GET", "/v1/live", stream=True, headers={"Accept": "text/event-stream"})
        assert self._answer.status_code == 200, self._answer.text  # noqa: PLR2004 - HTTP
        threading.Thread(target=self._read, daemon=True).start()

    def topics(self) -> list[str]:
        """The topics of all hints so far."""
        return [str(hint.get("topic")) for hint in self.hints]

    def close(self) -> None:
        """Hang up."""
        self._answer.close()

    def _read(self) -> None:
        try:
            for line in self._answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("event:"):
                    self.events.append(line.removeprefix("event:").strip())
                elif line.startswith("data:"):
                    self.hints.append(json.loads(line.removeprefix("data:")))
        except (requests.RequestException, AttributeError, ValueError):
            pass
        finally:
            self.ended_at = time.monotonic()


def _pair() -> int:
    """A port whose next one is free too: the portal's and the sink's page."""
    while True:
        (port,) = free_ports(1)
        try:
            with socket.socket() as beside:
                beside.bind(("127.0.0.1", port + 1))
        except OSError:
            continue
        return port
