"""The gateway as production runs it: `serve work` and `live` as processes of their own, each with its own caches."""

from __future__ import annotations

import sys
import uuid
from dataclasses import fields
from pathlib import Path
from typing import Any

import requests
from edge_world import PASSWORD, EdgeWorld, Person

from inloop.gateway.v1 import accounts_pb2, accounts_pb2_grpc
from inloop.options.v1.access_pb2 import LEVEL_TIMELINE
from inloop_kit.caller import load_signer
from inloop_kit.rpc_client import Upstream
from inloop_kit.testing import Child, free_port, until


def environment(edge: EdgeWorld, **other: object) -> dict[str, str]:
    values = {one.name: getattr(edge.settings, one.name) for one in fields(edge.settings)} | other
    return {f"INLOOP_GATEWAY_{name.upper()}": str(value) for name, value in values.items() if value not in (None, "")}


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).status_code == 200
    except requests.RequestException:
        return False


def test_serving_and_streaming_in_two_processes_end_a_session_together_and_stop_cleanly(
    edge: EdgeWorld, tmp_path: Path
) -> None:
    pages, streams, rpc = free_port(), free_port(), f"127.0.0.1:{free_port()}"
    common: dict[str, object] = {
        "listen": rpc,
        "database_url": f"sqlite:///{tmp_path / 'gateway.db'}",
        "public_url": f"http://localhost:{pages}",
    }
    python = [sys.executable, "-m", "inloop_gateway"]
    serve = Child(
        [*python, "migrate", "serve", "work"],
        log=tmp_path / "serve.log",
        env=environment(edge, http_listen=f"127.0.0.1:{pages}", **common),
    )
    until(lambda: answers(f"http://127.0.0.1:{pages}/readyz"), 20, what=f"serve is ready: {serve.said()}")
    live = Child(
        [*python, "live"],
        log=tmp_path / "live.log",
        env=environment(edge, http_listen=f"127.0.0.1:{streams}", **common),
    )
    until(lambda: answers(f"http://127.0.0.1:{streams}/readyz"), 20, what=f"live is ready: {live.said()}")

    person = Person(f"http://127.0.0.1:{pages}", account(edge, rpc, "ada@example.org"), "ada@example.org")
    edge.upstream.grant(person.account_id, str(uuid.uuid4()), LEVEL_TIMELINE)
    assert person.sign_in().status_code == 200
    listener = Person(f"http://127.0.0.1:{streams}", "", "")
    listener.http.headers["Authorization"] = f"Bearer {person.http.cookies['inloop']}"
    assert listener.get("/v1/me").status_code == 404, "pages are not served there"
    with listener.live() as stream:
        assert person.post("/v1/sessions:sign-out", {}).status_code == 200
        assert stream.has_ended.wait(5)
        assert stream.events[-1][0] == "gone"
    assert person.sign_in().status_code == 200
    listener.http.headers["Authorization"] = f"Bearer {person.http.cookies['inloop']}"
    with listener.live() as stream:
        assert live.stop() == 0, live.said()
        assert stream.has_ended.wait(5)
        assert stream.events[-1][0] == "bye"
    assert serve.stop() == 0, serve.said()
    assert PASSWORD not in serve.said()
    assert '"level":"error"' not in serve.said() + live.said()


def account(edge: EdgeWorld, rpc: str, email: str) -> str:
    client = Upstream(rpc, load_signer(edge.keys, "operator"))
    stub: Any = client.stub(accounts_pb2_grpc.AccountServiceStub)
    request = accounts_pb2.CreateAccountRequest(email=email, name="Ada Lovelace", password=PASSWORD)
    made = client.call(stub.CreateAccount, request, caller=client.as_service("seed"), deadline=10)
    client.close()
    return str(made.id)
