"""One trace from the browser's request through gRPC, the outbox, NATS and Celery to the mail."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy.local.testing import System

pytestmark = pytest.mark.xdist_group("trace")
PASSED = ("gateway", "projects", "notify")


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("trace"), log_level="debug")
    running.start()
    yield running
    running.stop()


def test_a_published_hiccup_is_one_trace_from_http_to_mail(talkative: System) -> None:
    manager = talkative.signed_in("Manager")
    path = f"/v1/projects/{talkative.demo['project_id']}"
    tasks = {task["name"]: task["id"] for task in manager.get(f"{path}/tasks")["tasks"]}
    edits = [{"change_duration": {"task_id": tasks["Acceptance test"], "by_minutes": 4800}}]
    hiccups = manager.post(f"{path}/plan:edit", edits=edits)["opened_hiccup_ids"]
    before = len(talkative.mails("clara@hartmann.example"))
    trace_id = secrets.token_hex(16)
    manager.call(
        "POST",
        f"{path}/hiccups/{hiccups[0]}:publish",
        json={"reason": "A test of ours."},
        headers={"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"},
    )
    talkative.until(lambda: len(talkative.mails("clara@hartmann.example")) > before, "the mail is sent")
    for service in PASSED:
        talkative.until(
            lambda service=service: [line for line in talkative.logged(service) if line.get("trace_id") == trace_id],
            f"{service} logs the trace",
        )
    # A span is written when its work has ended, which is after the mail was accepted.
    talkative.until(
        lambda: any(
            "notify-send-letter" in str(line) for line in talkative.logged("notify") if line.get("trace_id") == trace_id
        ),
        "the task that sends is in the trace",
    )


def test_every_line_of_every_log_is_json_with_level_and_event(talkative: System) -> None:
    for service in ("gateway", "projects", "messaging", "reports", "notify"):
        lines = talkative.logged(service)
        assert lines, service
        assert all({"ts", "level", "event", "service"} <= line.keys() for line in lines), service


def test_no_content_and_no_secret_is_logged_even_at_debug(talkative: System) -> None:
    logs = "\n".join(path.read_text() for path in Path(talkative.home / "logs").glob("*.log"))
    for secret in ("Website relaunch", "hartmann.example", "A test of ours.", "team photos"):
        assert secret not in logs
