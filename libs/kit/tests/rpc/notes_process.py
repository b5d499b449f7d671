"""The notes service as a process of its own, as a service's app.py and __main__.py make it: see test_process.py.

PYTHONPATH must hold the folders of `notes_world` and `inloop_demo`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from notes_world import SERVICE, Notes, pb_grpc

from inloop_kit import process, telemetry
from inloop_kit.caller import load_verifier
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.migrations import migrate
from inloop_kit.process import Component
from inloop_kit.rpc_server import RpcServer
from inloop_kit.settings import ServiceSettings, read


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    gate: Path
    """Calls of Wait end when this file is there."""


class GatedNotes(Notes):
    def Wait(self, request: object, context: object) -> object:
        telemetry.log.info("waiting")
        while not self.gate.exists():
            self.may_go_on.wait(0.02)
        self.may_go_on.set()
        return super().Wait(request, context)

    gate: Path


def settings() -> Settings:
    return read(Settings, os.environ, "NOTES")


def serve() -> Sequence[Component]:
    made = settings()
    telemetry.start("notes", made)
    clock = SystemClock()
    server = RpcServer(made, Database(made.database_url, clock=clock), load_verifier(made.keys_dir), clock)
    servicer = GatedNotes()
    servicer.gate = made.gate
    server.add(SERVICE, servicer, pb_grpc.add_NoteServiceServicer_to_server)
    return [server]


def prepare() -> None:
    migrate(settings().database_url, "inloop_demo")


def broken() -> int:
    raise RuntimeError("canary-broken")


if __name__ == "__main__":
    sys.exit(process.main("notes", {"serve": serve, "migrate": prepare, "broken": broken}))
