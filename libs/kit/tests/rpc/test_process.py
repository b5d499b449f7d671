"""A service as a real process: it starts, answers, drains on SIGTERM and says what it does in JSON lines."""

import json
import os
import signal
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from notes_world import pb, pb_grpc

from inloop_kit import telemetry
from inloop_kit.caller import Caller, create_keys, load_signer
from inloop_kit.errors import InloopError
from inloop_kit.rpc_client import Upstream
from inloop_kit.testing import Child, free_port, until

PROGRAM = str(Path(__file__).with_name("notes_process.py"))


class Service:
    def __init__(self, folder: Path, *commands: str, **changes: str):
        self.gate = folder / "gate"
        self.port, self.metrics_port = free_port(), free_port()
        create_keys(folder / "keys", ["gateway"])
        names = {
            "LISTEN": f"127.0.0.1:{self.port}",
            "METRICS_LISTEN": f"127.0.0.1:{self.metrics_port}",
            "DATABASE_URL": f"sqlite:///{folder / 'notes.db'}",
            "NATS_URL": "nats://127.0.0.1:1",
            "KEYS_DIR": str(folder / "keys"),
            "PUBLIC_URL": "http://127.0.0.1",
            "DEPLOY": "local",
            "GATE": str(self.gate),
            **changes,
        }
        places = os.pathsep.join(str(Path(PROGRAM).parents[level]) for level in (0, 1))
        env = {"PYTHONPATH": places} | {f"INLOOP_NOTES_{name}": value for name, value in names.items()}
        self.child = Child([sys.executable, PROGRAM, *commands], log=folder / "log", env=env)
        self.upstream = Upstream(f"127.0.0.1:{self.port}", load_signer(folder / "keys", "gateway"))
        self.stub = self.upstream.stub(pb_grpc.NoteServiceStub)

    def call(self, method, request, **how):
        return self.upstream.call(getattr(self.stub, method), request, caller=Caller(account_id="a"), **how)

    def probe(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.child.said().splitlines()]

    def close(self):
        self.upstream.close()
        self.child.kill()


@pytest.fixture
def start(tmp_path):
    made = []

    def create(*commands, **changes):
        made.append(Service(tmp_path, *commands, **changes))
        return made[-1]

    yield create
    for one in made:
        one.close()


@pytest.fixture
def service(start):
    running = start("migrate", "serve")
    running.child.wait_for_port(running.port)
    until(lambda: running.probe("/readyz")[0] == 200)
    return running


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_call_in_flight_finish_and_the_process_exit_with_zero(service, number):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(service.call, "Wait", pb.WaitRequest(), deadline=60)
        until(lambda: waiting.done() or '"waiting"' in service.child.said())
        assert not waiting.done(), waiting.exception()
        os.kill(service.child.pid, number)
        until(lambda: service.probe("/readyz")[0] == 503)
        service.gate.touch()
        assert waiting.result(30) == pb.WaitResponse()
    assert service.child.wait(30) == 0
    assert [line["event"] for line in service.lines()][-1] == "process_stopped"


def test_a_second_signal_ends_at_once(service):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(service.call, "Wait", pb.WaitRequest(), deadline=60)
        until(lambda: waiting.done() or '"waiting"' in service.child.said())
        assert not waiting.done(), waiting.exception()
        os.kill(service.child.pid, signal.SIGTERM)
        until(lambda: "process_draining" in service.child.said())
        os.kill(service.child.pid, signal.SIGTERM)
        assert service.child.wait(30) == 128 + signal.SIGTERM
        with pytest.raises(InloopError):
            waiting.result(30)


def test_every_line_is_json_and_names_the_request_and_the_trace(service):
    carried = {"traceparent": "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01", "x-request-id": "r-42"}
    with telemetry.continue_from(carried):
        service.call("Greet", pb.GreetRequest())
    until(lambda: "r-42" in service.child.said())
    (line,) = [one for one in service.lines() if one["event"] == "rpc"]
    assert (line["service"], line["level"], line["request_id"]) == ("notes", "info", "r-42")
    assert (line["trace_id"], line["method"], line["code"]) == ("ab" * 16, "inloop_notes.v1.NoteService.Greet", "OK")
    assert line["account_id"] == "a"


def test_an_unknown_error_is_logged_by_its_place_and_not_by_its_text(service):
    with pytest.raises(InloopError) as failed:
        service.call("FailWriting", pb.FailRequest())
    assert failed.value.status == 500
    until(lambda: "rpc_failed" in service.child.said())
    (line,) = [one for one in service.lines() if one["event"] == "rpc_failed"]
    assert line["error"] == "AssertionError"
    assert line["frames"][-1].startswith("notes_world.py:")
    assert "error_text" not in line


def test_metrics_are_served_under_the_name_of_the_service(service):
    service.call("Greet", pb.GreetRequest())
    until(
        lambda: (
            'inloop_notes_rpc_seconds_count{code="OK",method="inloop_notes.v1.NoteService.Greet"} 1.0'
            in service.probe("/metrics")[1]
        )
    )
    assert service.probe("/healthz") == (200, "ok\n")
    assert service.probe("/elsewhere")[0] == 404


def test_at_debug_each_span_is_a_line(start):
    running = start("migrate", "serve", LOG_LEVEL="debug")
    running.child.wait_for_port(running.port)
    running.call("Greet", pb.GreetRequest(), deadline=20)
    until(lambda: any(line["event"] == "span" for line in running.lines()))
    span = next(line for line in running.lines() if line["event"] == "span")
    assert (span["name"], span["kind"]) == ("inloop_notes.v1.NoteService.Greet", "server")


def test_wrong_settings_are_told_all_at_once(start):
    running = start("serve", LISTEN="", THREADS="many", LOG_LEVL="info")
    assert running.child.wait(60) == 2
    said = running.child.said()
    assert "INLOOP_NOTES_LISTEN: is not set" in said
    assert "INLOOP_NOTES_THREADS: must be a whole number" in said
    assert "INLOOP_NOTES_LOG_LEVL: is no setting; did you mean INLOOP_NOTES_LOG_LEVEL?" in said


@pytest.mark.parametrize(("commands", "code"), [((), 2), (("dance",), 2), (("migrate",), 0), (("broken",), 1)])
def test_a_command_that_ends_gives_its_code(start, commands, code):
    running = start(*commands)
    assert running.child.wait(60) == code
    assert "canary-broken" not in running.child.said() or code != 1
