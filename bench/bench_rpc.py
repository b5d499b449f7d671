"""A small unary call through the whole pipeline against bare grpcio: CPU of the server, and of the client.

Run: `python bench/bench_rpc.py [--calls 1500] [--rounds 5]`.
Servers run as children, take turns, and tell their own CPU time; the call is the kit's tests' ReadNotes.
    bare        grpcio's thread-pool server, a servicer that answers at once
    pipeline    ours: cached caller, rule, bounds, log line, metrics, trace, an open read session; same answer
    select      the same, and one SELECT on SQLite in the read transaction
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "libs/kit/tests/rpc"), str(ROOT / "libs/kit/tests")]

from notes_world import SERVICE, Notes, pb, pb_grpc, settings  # noqa: E402 - beside the kit's tests

from inloop.options.v1.access_pb2 import LEVEL_STAFF, ROLE_MANAGER  # noqa: E402
from inloop_kit import logs, metrics  # noqa: E402
from inloop_kit.caller import Caller, create_keys, load_signer, load_verifier  # noqa: E402
from inloop_kit.clock import SystemClock  # noqa: E402
from inloop_kit.database import Database  # noqa: E402
from inloop_kit.migrations import migrate  # noqa: E402
from inloop_kit.rpc_client import Upstream  # noqa: E402
from inloop_kit.rpc_server import RpcServer  # noqa: E402

KINDS = ("bare", "pipeline", "select")
ID = "01a20d4c-3bee-70b3-a6f4-b3744e32bf65"


class Fixed(Notes):
    """Answers at once."""

    def ReadNotes(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        return pb.ReadNotesResponse(texts=["first note", "second note"], reader=ID)


def serve(kind: str, folder: Path) -> None:
    """Serve until standard input ends; each line of it is answered with the CPU seconds of this process."""
    servicer = Notes() if kind == "select" else Fixed()
    if kind == "bare":
        server = grpc.server(futures.ThreadPoolExecutor(12))
        pb_grpc.add_NoteServiceServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
    else:
        with (folder / f"{kind}.log").open("wb") as lines:
            logs.begin("notes", "info", lines)
            metrics.begin("notes")
            clock = SystemClock()
            database = Database(f"sqlite:///{folder / 'notes.db'}", clock=clock)
            ours = RpcServer(settings(), database, load_verifier(folder / "keys"), clock)
            ours.add(SERVICE, servicer, pb_grpc.add_NoteServiceServicer_to_server)
            ours.start()
            answer(ours.port)
            return
    answer(port)


def answer(port: int) -> None:
    """Tell the port, then the CPU time whenever asked."""
    print(port, flush=True)
    for _ in sys.stdin:
        print(time.process_time(), flush=True)


class Child:
    """One server, and a bare stub to it."""

    def __init__(self, kind: str, folder: Path) -> None:
        command = [sys.executable, __file__, "--serve", kind, "--folder", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._line())
        self.stub = pb_grpc.NoteServiceStub(grpc.insecure_channel(f"127.0.0.1:{self.port}"))

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def cpu(self) -> float:
        """CPU seconds that the server has used."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self._line())


def measure(folder: Path, calls: int, rounds: int) -> None:
    """Print one line for each kind of server, then one for the client."""
    create_keys(folder / "keys", ["gateway"])
    migrate(f"sqlite:///{folder / 'notes.db'}", "inloop_demo")
    signer = load_signer(folder / "keys", "gateway")
    person = Caller(account_id=ID, workspace_id=ID, project_id=ID, role=ROLE_MANAGER, level=LEVEL_STAFF)
    children = {kind: Child(kind, folder) for kind in KINDS}
    upstream = Upstream(f"127.0.0.1:{children['bare'].port}", signer)
    remote = upstream.stub(pb_grpc.NoteServiceStub)
    request = pb.ReadNotesRequest(project_id=ID)
    server: dict[str, list[float]] = {kind: [] for kind in KINDS}
    client: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(rounds + 1):  # the first warms up
        token = signer.sign(person)
        metadata = [
            ("inloop-caller-bin", token),
            ("x-request-id", ID),
            ("traceparent", f"00-{'ab' * 16}-{'cd' * 8}-00"),
        ]
        for kind, child in children.items():
            before, mine = child.cpu(), time.process_time()
            for _ in range(calls):
                child.stub.ReadNotes(request, metadata=metadata)
            if kind == "bare":
                client["bare"].append(time.process_time() - mine)
            server[kind].append(child.cpu() - before)
        mine = time.process_time()
        for _ in range(calls):
            upstream.call(remote.ReadNotes, request, caller=token)
        client["ours"].append(time.process_time() - mine)
    for side, figures in (("server", server), ("client", client)):
        floor = statistics.median(figures["bare"][1:])
        for kind, taken in figures.items():
            ours = statistics.median(taken[1:])
            print(
                f"{side} {kind:<10} {ours / calls * 1e6:>7.0f} µs CPU a call   ratio {ours / floor:.2f} of bare grpcio"
            )
    for child in children.values():
        child.process.kill()
        child.process.wait()


def main() -> None:
    """Measure, or serve as one of the children."""
    options = argparse.ArgumentParser()
    options.add_argument("--calls", type=int, default=1_500)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--serve", choices=KINDS)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.serve:
        serve(given.serve, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.calls, given.rounds)


if __name__ == "__main__":
    main()
