"""The notes service of the kit's tests: its generated code, its servicer, and a server with callers around it."""

from __future__ import annotations

import atexit
import importlib
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from grpc_tools import protoc
from inloop_demo.store.tables import notes
from sqlalchemy import func, select

from inloop.options.v1.access_pb2 import LEVEL_STAFF, ROLE_MANAGER
from inloop_kit import telemetry
from inloop_kit.caller import PRINCIPALS, Caller, CallerSigner, CallerVerifier
from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.ids import new_id
from inloop_kit.rpc_client import Upstream
from inloop_kit.rpc_context import remaining_seconds
from inloop_kit.rpc_server import RpcContext, RpcServer, caller_of, gathered, session_of
from inloop_kit.settings import ServiceSettings

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parents[3] / "proto"
SERVICE = "inloop_notes.v1.NoteService"


@cache
def generated() -> tuple[Any, Any]:
    """The modules notes_pb2 and notes_pb2_grpc, made once per process."""
    made = tempfile.mkdtemp(prefix="inloop-notes-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    includes = [f"-I{path}" for path in (HERE / "protos", CONTRACT, resources.files("grpc_tools") / "_proto")]
    outputs = [f"--python_out={made}", f"--grpc_python_out={made}"]
    assert protoc.main(["protoc", *includes, *outputs, "inloop_notes/v1/notes.proto"]) == 0
    sys.path.insert(0, made)
    return (
        importlib.import_module("inloop_notes.v1.notes_pb2"),
        importlib.import_module("inloop_notes.v1.notes_pb2_grpc"),
    )


pb, pb_grpc = generated()


class Notes(pb_grpc.NoteServiceServicer):
    """The servicer; tests prepare what it raises and when it goes on."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.to_raise: BaseException | None = None
        self.calls = 0
        self.waiting = threading.Event()
        self.may_go_on = threading.Event()

    def Greet(self, request: Any, context: RpcContext) -> Any:
        left = remaining_seconds()
        carried = telemetry.carrier()
        return pb.GreetResponse(
            account_id=caller_of(context).account_id,
            request_id=carried["x-request-id"],
            traceparent=carried["traceparent"],
            milliseconds_left=int((left or 0) * 1000),
        )

    def ReadNotes(self, request: Any, context: RpcContext) -> Any:
        texts = session_of(context).scalars(select(notes.c.text).order_by(notes.c.id))
        return pb.ReadNotesResponse(texts=texts, reader=caller_of(context).actor)

    def before_WriteNote(self, request: Any, context: RpcContext) -> str:
        return request.text.upper() if request.text.startswith("shout ") else request.text

    def WriteNote(self, request: Any, context: RpcContext) -> Any:
        note = pb.Note(id=new_id(), text=gathered(context))
        self._write(context, note)
        if self.to_raise is not None:
            raise self.to_raise
        return note

    def IssueToken(self, request: Any, context: RpcContext) -> Any:
        self._write(context, pb.Note(id=new_id(), text="issued"))
        return pb.IssueTokenResponse(token="t0ken")

    def Fail(self, request: Any, context: RpcContext) -> Any:
        self.calls += 1
        assert self.to_raise is not None
        raise self.to_raise

    FailWriting = Fail

    def Wait(self, request: Any, context: RpcContext) -> Any:
        self.waiting.set()
        assert self.may_go_on.wait(30)
        return pb.WaitResponse()

    def Sweep(self, request: Any, context: RpcContext) -> Any:
        return pb.SweepResponse(issuer=caller_of(context).issuer)

    def _write(self, context: RpcContext, note: Any) -> None:
        self.calls += 1
        row = {"id": note.id, "text": note.text, "written_at": self.clock.now(), "facts": {}}
        session_of(context).execute(notes.insert(), row)


def settings(**changes: Any) -> ServiceSettings:
    """Settings of a server on a free port of the loopback."""
    made = ServiceSettings(
        listen="127.0.0.1:0",
        metrics_listen="127.0.0.1:0",
        database_url="",
        nats_url="",
        keys_dir=Path(),
        public_url="http://127.0.0.1",
        deploy="local",
        drain_seconds=5,
    )
    return replace(made, **changes)


class World:
    """A running notes server and clients of it."""

    def __init__(
        self, database: Database, *, resolve: Callable[[Caller], Caller] | None = None, **changes: Any
    ) -> None:
        self.database = database
        self.clock = SystemClock()
        self.keys = {name: Ed25519PrivateKey.generate() for name in PRINCIPALS}
        self.verifier = CallerVerifier({name: key.public_key() for name, key in self.keys.items()})
        self.notes = Notes()
        self.server = RpcServer(settings(**changes), database, self.verifier, self.clock, resolve=resolve)
        self.server.add(SERVICE, self.notes, pb_grpc.add_NoteServiceServicer_to_server)
        self.server.start()
        self.project_id, self.workspace_id, self.account_id = new_id(), new_id(), new_id()
        self._upstreams: list[Upstream] = []
        self.gateway = self.upstream("gateway")
        self.stub: Any = self.gateway.stub(pb_grpc.NoteServiceStub)

    def upstream(self, service: str, **how: Any) -> Upstream:
        """A client that signs as `service`."""
        made = Upstream(f"127.0.0.1:{self.server.port}", self.signer(service), **how)
        self._upstreams.append(made)
        return made

    def signer(self, service: str) -> CallerSigner:
        """The signer of `service`."""
        return CallerSigner(service, self.keys[service])

    def person(self, **changes: Any) -> Caller:
        """A manager of the project's workspace."""
        made = Caller(
            account_id=self.account_id,
            workspace_id=self.workspace_id,
            project_id=self.project_id,
            role=ROLE_MANAGER,
            level=LEVEL_STAFF,
        )
        return replace(made, **changes)

    def call(self, method: str, request: Any, *, caller: Caller | bytes | None = None, **how: Any) -> Any:
        """Call through the gateway's client, as the manager unless said otherwise."""
        return self.gateway.call(getattr(self.stub, method), request, caller=caller or self.person(), **how)

    def write(self, text: str, **how: Any) -> Any:
        """Write a note as the manager."""
        return self.call("WriteNote", pb.WriteNoteRequest(project_id=self.project_id, text=text), **how)

    def texts(self) -> Sequence[str]:
        """The texts in the database."""
        with self.database.read() as session:
            return session.scalars(select(notes.c.text).order_by(notes.c.id)).all()

    def count(self) -> int:
        """How many notes there are."""
        with self.database.read() as session:
            return session.scalars(select(func.count()).select_from(notes)).one()

    def raw(self) -> Any:
        """A bare stub, for what a well-behaved client would not send. Close the channel that comes with it."""
        channel = grpc.insecure_channel(f"127.0.0.1:{self.server.port}")
        return channel, pb_grpc.NoteServiceStub(channel)

    def close(self) -> None:
        """Stop the server and the clients."""
        self.notes.may_go_on.set()
        for one in self._upstreams:
            one.close()
        self.server.stop(2)
