"""What every service is composed of before its own parts: settings, clock, telemetry, database, bus, keys.

    def commands() -> dict[str, Command]:                                    # in app.py, the only composition root
        return commands_of("notify", "inloop_notify", Settings, serve=serve, work=work)

    def serve(service: Service[Settings]) -> Sequence[Component]:
        server = service.rpc_server(resolve=...)
        server.add(...)
        return [server]

    def work(service: Service[Settings]) -> Sequence[Component]:
        return [*service.relay_and_consumer([Events(...)])]

    raise SystemExit(process.main("notify", commands()))                     # in __main__.py

Commands that are given together (`serve work`) share one Service: one database pool, one connection to the broker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from inloop_kit import telemetry
from inloop_kit.bus import Bus
from inloop_kit.caller import CallerSigner, CallerVerifier, load_signer, load_verifier
from inloop_kit.clock import Clock, SystemClock
from inloop_kit.consumer import Consumer
from inloop_kit.database import Database
from inloop_kit.migrations import check_migrated, migrate
from inloop_kit.outbox import OUTBOX
from inloop_kit.pages import Pages
from inloop_kit.process import Command, Component
from inloop_kit.relay import Relay, nudge_after_commits
from inloop_kit.rpc_client import Upstream
from inloop_kit.rpc_pipeline import Resolve
from inloop_kit.rpc_server import RpcServer
from inloop_kit.settings import ServiceSettings, read

Settings = TypeVar("Settings", bound=ServiceSettings)
Compose = Callable[["Service[Settings]"], Sequence[Component]]


class Service(Generic[Settings]):
    """The parts of one process of a service, each made when it is first asked for."""

    def __init__(self, name: str, package: str, settings: Settings, *, clock: Clock | None = None) -> None:
        self.name = name
        self.package = package
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def database(self) -> Database:
        """The service's own database. Raises NotMigrated when its schema is not that of this code."""
        database = Database(self.settings.database_url, clock=self.clock)
        check_migrated(database, self.package)
        return database

    @cached_property
    def bus(self) -> Bus:
        """The connection to the broker; a component that must be started."""
        return Bus(self.settings.nats_url, self.name)

    @cached_property
    def signer(self) -> CallerSigner:
        """Signs calls of this service."""
        return load_signer(self.settings.keys_dir, self.name, clock=self.clock)

    @cached_property
    def verifier(self) -> CallerVerifier:
        """Verifies calls of others."""
        return load_verifier(self.settings.keys_dir, clock=self.clock)

    @cached_property
    def pages(self) -> Pages:
        """The cursors of lists."""
        return Pages.load(self.settings.keys_dir, self.name)

    def upstream(self, address: str) -> Upstream:
        """Another service."""
        return Upstream(address, self.signer, tls_dir=self.settings.tls_dir)

    def rpc_server(self, *, resolve: Resolve | None = None) -> RpcServer:
        """The gRPC server; add the servicers."""
        return RpcServer(self.settings, self.database, self.verifier, self.clock, resolve=resolve)

    def ringing(self, *due_topics: str) -> Bus:
        """The bus, with every commit of this process ringing for the workers of other processes.

        `due_topics` are names of due tables besides the outbox.
        """
        nudge_after_commits(self.database, self.bus, self.name, (OUTBOX, *due_topics))
        return self.bus

    def relay_and_consumer(self, handlers: Sequence[object]) -> list[Component]:
        """The components of `work` that every service has: the relay, and a consumer if it listens to anything."""
        parts: list[Component] = [Relay(self.database, self.bus, self.name)]
        if handlers:
            parts.append(Consumer(self.database, self.bus, handlers, self.clock))
        return parts


def commands_of(name: str, package: str, settings: type[Settings], **compose: Compose[Settings]) -> dict[str, Command]:
    """The commands of a service: those of `compose`, and `migrate` and `check`. The only reader of the environment.

    Whatever runs shares one Service and one bus, which is started first and stopped last.
    """
    made: list[Service[Settings]] = []

    def service() -> Service[Settings]:
        if not made:
            made.append(Service(name, package, read(settings, os.environ, name)))
            telemetry.start(name, made[0].settings)
        return made[0]

    def running(part: Compose[Settings]) -> Command:
        def command() -> Sequence[Component]:
            one = service()
            is_first = "bus" not in vars(one)
            parts = part(one)
            return [one.bus, *parts] if is_first else parts

        return command

    def migrating() -> None:
        migrate(read(settings, os.environ, name).database_url, package)

    def checking() -> None:
        check_migrated(service().database, package)
        _ = service().signer, service().verifier

    known: dict[str, Any] = {command: running(part) for command, part in compose.items()}
    return known | {"migrate": migrating, "check": checking}
