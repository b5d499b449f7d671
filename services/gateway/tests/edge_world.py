"""A whole gateway in this process, a real broker, and a gRPC server that stands for the other services."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from google.protobuf.message import Message
from upstream import WORKSPACE, Upstream

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop_gateway import app
from inloop_gateway.entry.http.identity import Identity
from inloop_gateway.settings import Settings
from inloop_kit.bus import Bus
from inloop_kit.caller import create_keys, load_signer
from inloop_kit.envelope import Envelope, Scope
from inloop_kit.ids import new_id
from inloop_kit.migrations import migrate
from inloop_kit.process import Component
from inloop_kit.rpc_client import Upstream as Client
from inloop_kit.service import Service
from inloop_kit.testing import NatsServer, free_port, until

PASSWORD = "correct horse battery"
TIMEOUT = 20.0


class EdgeWorld:
    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        create_keys(self.keys)
        self.web = folder / "web"
        _build_web(self.web)
        self.broker = NatsServer(folder / "nats")
        self.upstream = Upstream(folder, self.keys)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        address = self.upstream.address
        rpc_port = free_port()
        self.settings = Settings(
            listen=f"127.0.0.1:{rpc_port}",
            metrics_listen="127.0.0.1:0",
            database_url=f"sqlite:///{folder / 'gateway.db'}",
            nats_url=self.broker.url,
            keys_dir=self.keys,
            public_url=f"http://localhost:{self.port}",
            deploy="local",
            http_listen=f"127.0.0.1:{self.port}",
            upstream_projects=address,
            upstream_messaging=address,
            upstream_reports=address,
            upstream_notify=address,
            web_dir=self.web,
            proxy_hops=1,
        )
        migrate(self.settings.database_url, "inloop_gateway")
        self.service = Service("gateway", "inloop_gateway", self.settings)
        self.bus = Bus(self.broker.url, "projects")
        self._running: list[Component] = []

    def start(self) -> None:
        self.broker.start()
        self.upstream.server.start()
        parts = [part for compose in (app.serve, app.work, app.live) for part in compose(self.service)]
        self._running = [self.bus, self.service.bus, *parts]
        for part in self._running:
            part.start()
        assert self.bus.wait_connected(10)
        assert self.service.bus.wait_connected(10)
        self.bus.ensure_stream("projects")
        self.bus.ensure_stream("reports")
        until(lambda: _answers(self.url), what="the gateway answers")

    def stop(self) -> None:
        for part in reversed(self._running):
            part.stop(5.0)
        self.upstream.server.stop(1.0)
        self.broker.stop()

    @property
    def service_identity(self) -> Identity:
        """What this gateway keeps of sessions and accesses."""
        return app.parts_of(self.service).identity

    @property
    def open_streams(self) -> int:
        """How many live streams this gateway holds open."""
        live: Any = app.parts_of(self.service).http.live
        return len(live.hub.streams.all())

    def person(self, email: str = "") -> Person:
        """Somebody with an account who has signed in, from a network of the own."""
        email = email or f"{uuid.uuid4().hex[:12]}@example.org"
        account_id = self.account(email)
        person = Person(self.url, account_id, email)
        person.sign_in()
        return person

    def anyone(self) -> Person:
        """Somebody who has not signed in."""
        return Person(self.url, "", "")

    def account(self, email: str, password: str = PASSWORD) -> str:
        client = Client(self.settings.listen, load_signer(self.keys, "operator"))
        stub: Any = client.stub(accounts_pb2_grpc.AccountServiceStub)
        request = accounts_pb2.CreateAccountRequest(email=email, name="Ada Lovelace", password=password)
        made = client.call(stub.CreateAccount, request, caller=client.as_service("seed"), deadline=10)
        client.close()
        return str(made.id)

    def publish(
        self, event: Message, *, project_id: str, visible_from: int, client_id: str = "", service: str = "projects"
    ) -> None:
        """As the relay of another service does."""
        subject = str(event.DESCRIPTOR.full_name)
        event_id = new_id()
        scope = Scope(WORKSPACE, project_id, client_id)
        envelope = Envelope(event_id, subject, project_id, scope, visible_from, datetime.now(UTC))
        self.bus.publish(subject, event.SerializeToString(), envelope.headers(), event_id)
        assert subject.split(".")[1] == service


@dataclass
class Person:
    """One browser."""

    url: str
    account_id: str
    email: str
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.trust_env = False
        self.http.headers["X-Forwarded-For"] = ".".join(str(random.randint(1, 254)) for _ in range(4))

    def sign_in(self, password: str = PASSWORD) -> requests.Response:
        return self.post("/v1/sessions", {"email": self.email, "password": password})

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: dict[str, Any], **options: Any) -> requests.Response:
        return self.call("POST", path, json=body, **options)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.http.request(method, self.url + path, timeout=TIMEOUT, **options)

    @contextlib.contextmanager
    def live(self, query: str = "", headers: dict[str, str] | None = None) -> Iterator[Live]:
        """An open live stream."""
        answer = self.get(f"/v1/live{query}", stream=True, headers=headers)
        assert answer.status_code == 200, answer.text
        stream = Live(answer)
        until(lambda: stream.events, what="the stream begins")
        try:
            yield stream
        finally:
            stream.hang_up()


class Live:
    """What a stream has said so far, as (event, id, data)."""

    def __init__(self, answer: requests.Response) -> None:
        self.answer = answer
        self.events: list[tuple[str, str, str]] = []
        self.has_ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def hang_up(self) -> None:
        """Close the connection under the reader, who would hold a lock until the next line comes."""
        connection: Any = self.answer.raw.connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        assert self.has_ended.wait(5)
        self.answer.close()

    def named(self, name: str) -> list[tuple[str, str, str]]:
        return [event for event in self.events if event[0] == name]

    def _read(self) -> None:
        fields: dict[str, str] = {}
        with contextlib.suppress(requests.RequestException, AttributeError, ValueError):
            for line in self.answer.iter_lines(chunk_size=1, decode_unicode=True):
                name, _, value = line.partition(": ")
                if line:
                    fields[name] = value
                elif "event" in fields:
                    self.events.append((fields["event"], fields.get("id", ""), fields.get("data", "")))
                    fields = {}
        self.has_ended.set()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=1).status_code == 200
    except requests.RequestException:
        return False


def _build_web(folder: Path) -> None:
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Inloop</title>")
    (folder / "assets" / "main-abc123.js").write_text("export const answer = 42;\n" * 100)
    (folder / "csp.json").write_text("{\"policy\": \"default-src 'none'; style-src 'self' 'sha256-abc'\"}")
    (folder / "sw.js").write_text("// service worker")
