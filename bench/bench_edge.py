"""A small read through the gateway against a bare Flask view with the same gRPC hop, on the same server (granian WSGI).

Run: `python bench/bench_edge.py [--requests 600] [--rounds 7] [--profile]`.
The HTTP servers run as children, take turns, and tell their own CPU time; a third child is the gRPC service that both
ask (the gateway's tests' Upstream). `--profile` prints where the gateway's time goes instead.
    bare    Flask, one view, a grpcio stub, orjson on a ready dictionary; asks nobody who is there
    edge    ours: session, access, signed caller, rule, strict decoding, bounds, disclosure, ETag, log line, metrics
"""

from __future__ import annotations

import argparse
import cProfile
import http.client
import pstats
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "services/gateway/tests")]

from upstream import Upstream  # noqa: E402 - beside the gateway's tests

from inloop.options.v1.access_pb2 import LEVEL_TIMELINE  # noqa: E402
from inloop.projects.v1 import projects_pb2, projects_pb2_grpc  # noqa: E402
from inloop_gateway import app  # noqa: E402
from inloop_gateway.entry.server import HttpServer  # noqa: E402
from inloop_gateway.settings import Settings  # noqa: E402
from inloop_kit import logs, metrics  # noqa: E402
from inloop_kit.caller import Caller, create_keys, load_signer  # noqa: E402
from inloop_kit.migrations import migrate  # noqa: E402
from inloop_kit.service import Service  # noqa: E402
from inloop_kit.testing import free_port  # noqa: E402

KINDS = ("bare", "edge")
PROJECT = "01a20d4c-3bee-70b3-a6f4-b3744e32bf65"
ACCOUNT = "01a20d4c-3bee-70b3-a6f4-b3744e32bf66"
WARM_UP = 200


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--child", choices=("upstream", *KINDS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--upstream", default="")
    given = parser.parse_args()
    if given.child == "upstream":
        serve_upstream(given.folder)
    elif given.child:
        serve(given.child, given.folder, given.upstream, profile=given.profile)
    else:
        compare(given.requests, given.rounds, profile=given.profile)


def compare(requests: int, rounds: int, *, profile: bool) -> None:
    """Start the children, let them take turns, print medians and ratios."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        create_keys(folder / "keys")
        upstream = Child("upstream", folder)
        address = upstream.say()
        kinds = ("edge",) if profile else KINDS
        servers = {kind: Server(kind, folder, address, profile=profile) for kind in kinds}
        figures: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        for server in servers.values():
            server.load(WARM_UP)
        for _ in range(rounds):
            for kind, server in servers.items():
                figures[kind].append(server.load(requests))
        for server in servers.values():
            server.child.end()
        upstream.end()
    report(figures)


def report(figures: dict[str, list[tuple[float, float]]]) -> None:
    """Print CPU of the server and time per request, and ours over the floor."""
    print(f"{'':6}{'CPU us':>10}{'time us':>10}    a request, median of {len(figures['edge'])} rounds")
    medians = {kind: [statistics.median(one) for one in zip(*rows, strict=True)] for kind, rows in figures.items()}
    for kind, (cpu, spent) in medians.items():
        print(f"{kind:6}{cpu * 1e6:10.0f}{spent * 1e6:10.0f}")
    if "bare" in medians:
        ratios = [ours / floor for ours, floor in zip(medians["edge"], medians["bare"], strict=True)]
        print(f"{'ratio':6}{ratios[0]:10.2f}{ratios[1]:10.2f}")


class Child:
    """A child process that answers each line of its input with one of its own."""

    def __init__(self, kind: str, folder: Path, *more: str) -> None:
        command = [sys.executable, __file__, "--child", kind, "--folder", str(folder), *more]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self) -> str:
        """The next line of the child."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self) -> str:
        """Ask for a line."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.say()

    def end(self) -> None:
        """Close its input, wait for it, and pass on what else it says."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        print(self.process.stdout.read(), end="")
        self.process.wait(30)


class Server:
    """An HTTP child and a connection to it."""

    def __init__(self, kind: str, folder: Path, upstream: str, *, profile: bool) -> None:
        more = ("--profile",) if profile else ()
        self.child = Child(kind, folder, "--upstream", upstream, *more)
        port, self.token = self.child.say().split(" ")
        self.connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)

    def load(self, requests: int) -> tuple[float, float]:
        """CPU and wall seconds per request, one after the other on one connection."""
        headers = {"Authorization": f"Bearer {self.token}"}
        cpu, began = float(self.child.ask()), time.perf_counter()
        for _ in range(requests):
            self.connection.request("GET", f"/v1/projects/{PROJECT}", headers=headers)
            answer = self.connection.getresponse()
            body = answer.read()
            assert answer.status == 200, body
        spent = time.perf_counter() - began
        return (float(self.child.ask()) - cpu) / requests, spent / requests


def serve_upstream(folder: Path) -> None:
    """The service behind both: says its address, then serves until its input ends."""
    with (folder / "upstream.log").open("wb") as lines:
        logs.begin("projects", "info", lines)
        upstream = Upstream(folder, folder / "keys")
        upstream.grant(ACCOUNT, PROJECT, LEVEL_TIMELINE)
        upstream.server.start()
        print(upstream.address, flush=True)
        sys.stdin.read()
        upstream.server.stop(1.0)


def serve(kind: str, folder: Path, upstream: str, *, profile: bool) -> None:
    """One HTTP server: says its port and the token to show, then its CPU time whenever it is asked."""
    with (folder / f"{kind}.log").open("wb") as lines:
        logs.begin("gateway", "info", lines)
        metrics.begin("gateway")
        port = free_port()
        profiler = cProfile.Profile() if profile else None
        server, token = (bare if kind == "bare" else edge)(folder, port, upstream)
        if profiler is not None:
            server.wsgi = profiled(server.wsgi, profiler)
        server.start()
        print(port, token, flush=True)
        for _ in sys.stdin:
            print(time.process_time(), flush=True)
        server.stop(1.0)
        if profiler is not None:
            pstats.Stats(profiler, stream=sys.stdout).sort_stats("cumulative").print_stats(60)


def bare(folder: Path, port: int, upstream: str) -> tuple[HttpServer, str]:
    """The floor."""
    import grpc
    import orjson
    from flask import Flask, Response

    flask = Flask("bare")
    signer = load_signer(folder / "keys", "gateway")
    caller = Caller(account_id=ACCOUNT, project_id=PROJECT, level=LEVEL_TIMELINE)
    stub = projects_pb2_grpc.ProjectServiceStub(grpc.insecure_channel(upstream))
    signed = [signer.sign(caller), time.monotonic()]

    @flask.get("/v1/projects/<project_id>")
    def project(project_id: str) -> Response:
        if time.monotonic() - signed[1] > 1:  # type: ignore[operator]
            signed[:] = signer.sign(caller), time.monotonic()
        request = projects_pb2.GetProjectRequest(project_id=project_id)
        found = stub.GetProject(request, timeout=2.0, metadata=(("inloop-caller-bin", signed[0]),))  # type: ignore[arg-type]
        return Response(orjson.dumps({"id": found.id, "name": found.name}), content_type="application/json")

    server = HttpServer(f"127.0.0.1:{port}", threads=16)
    server.wsgi = flask
    return server, "nobody"


def edge(folder: Path, port: int, upstream: str) -> tuple[HttpServer, str]:
    """Ours, with a session of an account that sees the project."""
    settings = Settings(
        listen=f"127.0.0.1:{free_port()}",
        metrics_listen="127.0.0.1:0",
        database_url=f"sqlite:///{folder / 'gateway.db'}",
        nats_url="nats://127.0.0.1:1",
        keys_dir=folder / "keys",
        public_url=f"http://localhost:{port}",
        deploy="local",
        http_listen=f"127.0.0.1:{port}",
        upstream_projects=upstream,
        upstream_messaging=upstream,
        upstream_reports=upstream,
        upstream_notify=upstream,
    )
    migrate(settings.database_url, "inloop_gateway")
    service = Service("gateway", "inloop_gateway", settings)
    app.serve(service)
    parts = app.parts_of(service)
    with service.database.write() as session:
        from inloop_gateway.domain.accounts import Account
        from inloop_gateway.store import accounts

        accounts.add(session, Account(ACCOUNT, "ada@example.org", "Ada", "en", "", service.clock.now()))
        _, token = parts.sessions.begin(session, Caller(), ACCOUNT, "bench")
    return parts.http, token


def profiled(wsgi: Any, profiler: cProfile.Profile) -> Any:
    """The same application, profiled in whatever thread it runs."""
    turn = threading.Lock()

    def measured(environ: Any, start: Any) -> Any:
        with turn:
            profiler.enable()
            try:
                return wsgi(environ, start)
            finally:
                profiler.disable()

    return measured


if __name__ == "__main__":
    main()
