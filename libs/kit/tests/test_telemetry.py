"""Trace context, log lines, metrics and probes."""

import io
import json
import subprocess
import sys
import urllib.request

import pytest
from prometheus_client import CollectorRegistry

from inloop_kit import metrics, telemetry, tracing
from inloop_kit.logs import error_facts
from inloop_kit.metrics_server import MetricsServer

TRACE, SPAN = "ab" * 16, "cd" * 8


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-01-more", False),
        (f"01-{TRACE}-{SPAN}-01-more", True),
        (f"ff-{TRACE}-{SPAN}-01", False),
        (f"00-{'0' * 32}-{SPAN}-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"00-{TRACE.upper()}-{SPAN}-01", False),
        (f"00-{TRACE}-{SPAN}", False),
        ("", False),
        ("\u0661" * 55, False),
    ],
)
def test_a_traceparent_is_read_as_the_recommendation_says(text, is_valid):
    assert (tracing.parse_traceparent(text) is not None) is is_valid


def test_work_goes_on_under_the_request_and_trace_it_came_with():
    with telemetry.continue_from({"traceparent": f"00-{TRACE}-{SPAN}-01", "x-request-id": "r-1"}):
        assert telemetry.carrier() == {"traceparent": f"00-{TRACE}-{SPAN}-01", "x-request-id": "r-1"}
        with telemetry.span("step"):
            carried = telemetry.carrier()["traceparent"].split("-")
            assert carried[1] == TRACE
            assert carried[2] != SPAN
    assert telemetry.carrier() == {}


@pytest.mark.parametrize("bad", ["", "x" * 101, "a b", "r\n1", "\u00e9"])
def test_a_request_id_that_cannot_go_into_a_header_is_replaced(bad):
    with telemetry.continue_from({"x-request-id": bad}):
        made = telemetry.carrier()["x-request-id"]
    assert made != bad
    assert len(made) == 36


def test_an_error_is_told_by_its_type_and_places_and_not_by_its_text():
    def fail():
        try:
            int("canary")
        except ValueError as error:
            raise KeyError("canary") from error

    with pytest.raises(KeyError) as failed:
        fail()
    facts = error_facts(failed.value, with_text=False)
    assert (facts["error"], facts["cause"]) == ("KeyError", "ValueError")
    assert facts["frames"][-1].endswith(" fail")
    assert "canary" not in json.dumps(facts)
    assert "canary" in error_facts(failed.value, with_text=True)["error_text"]


LINES = """
import logging, sys, threading, warnings
from inloop_kit import logs
logs.begin("demo", "info", sys.stdout.buffer)
logs.log.info("surrogate", text="a\\ud800b", whole=7, part=0.5, yes=True, none=None)
logs.log.info("large", number=2**70, text="x" * 5000)
logs.log.info("object", thing=object())
logs.log.debug("unseen")
logging.getLogger("library").warning("said %s", "this\\nand that")
warnings.warn("careful")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
raise RuntimeError("canary")
"""


def test_every_line_of_a_process_is_one_json_object():
    ended = subprocess.run([sys.executable, "-c", LINES], capture_output=True, check=False, timeout=60)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    by_event = {line["event"]: line for line in lines}
    assert [line["event"] for line in lines] == [
        "surrogate",
        "large",
        "object",
        "library",
        "library",
        "thread_failed",
        "process_failed",
    ]
    assert {line["service"] for line in lines} == {"demo"}
    seen = by_event["surrogate"]
    assert (seen["text"], seen["yes"], seen["none"], seen["part"]) == ("a?b", True, None, 0.5)
    assert len(by_event["large"]["text"]) == 1_001
    assert by_event["object"]["thing"] == "<object>"
    assert by_event["thread_failed"]["error"] == "ZeroDivisionError"
    assert by_event["process_failed"]["error"] == "RuntimeError"
    assert b"canary" not in ended.stdout + ended.stderr
    assert ended.returncode == 1


def test_metrics_carry_the_name_of_their_service():
    registry = CollectorRegistry()
    made = metrics.KitMetrics("notify", registry)
    made.counter("deliveries_total", "By outcome.", "outcome").labels("sent").inc()
    made.outbox_pending.set(3)
    assert registry.get_sample_value("inloop_notify_deliveries_total", {"outcome": "sent"}) == 1
    assert registry.get_sample_value("inloop_notify_outbox_pending_rows") == 3


def test_readiness_names_what_it_waits_for():
    server = MetricsServer("127.0.0.1:0", CollectorRegistry())
    ready = {"database": True, "bus": False}
    server.ready_when("database", lambda: ready["database"])
    server.ready_when("bus", lambda: ready["bus"])
    server.start()
    try:
        with pytest.raises(urllib.request.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=10)
        with refused.value as answer:
            assert json.load(io.BytesIO(answer.read())) == {"ready": False, "waiting_for": ["bus"]}
        ready["bus"] = True
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=10) as answer:
            assert json.load(answer) == {"ready": True, "waiting_for": []}
    finally:
        server.stop()


PROBED = """
import json, sys, urllib.error, urllib.request
from pathlib import Path
from inloop_kit import telemetry
from inloop_kit.settings import ServiceSettings
here = "127.0.0.1:0"
settings = ServiceSettings(
    listen=here, metrics_listen=here, database_url="sqlite://", nats_url="", keys_dir=Path("."), public_url=""
)
begun = telemetry.start("demo", settings)
def ready():
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{begun.server.port}/readyz", timeout=10).status
    except urllib.error.HTTPError as refused:
        return json.load(refused)["waiting_for"]
before = ready()
begun.begun()
print(json.dumps([before, ready()]), file=sys.stderr)
telemetry.stop()
"""


def test_a_process_is_not_ready_before_it_says_that_everything_has_begun():
    ended = subprocess.run([sys.executable, "-c", PROBED], capture_output=True, check=True, timeout=60)
    assert json.loads(ended.stderr.splitlines()[-1]) == [["process"], 200]
