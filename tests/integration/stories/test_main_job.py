"""The main job through the public HTTP API: a real plan, a client at a level, the loop closed."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from deploy.local.portal import Portal, Refused
from deploy.local.testing import LiveStream, System
from pypdf import PdfReader
from tests.integration.stories.doing import MIB, import_plan, new_project, today, upload_in_parts

ROOT = Path(__file__).parents[3]
MADE = ROOT / "tests" / "data" / "plans" / "gen-6-240.xml"
DAY = 480
HIDDEN_NAME = "Zugeknoepft-7f3a"
HIDDEN_TEXT = "nobody outside reads 51c0"
COST_MINOR = 7_431_019

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("system")]


class Story:
    """What the steps hand to each other."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.manager = system.signed_in("Manager")
        self.workspace_id = system.demo["workspace_id"]
        self.mark = uuid.uuid4().hex[:8]
        self.emails = {name: f"{name}-{self.mark}@client.example" for name in ("collaborator", "sponsor")}
        self.passwords = {name: f"a long pass phrase {name}" for name in self.emails}
        self.portals: dict[str, Portal] = {}
        self.seen_by_collaborator: list[bytes] = []
        self.project = ""
        self.client_id = ""
        self.grants: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.late = ""
        self.milestone = ""
        self.attachment = ""

    @property
    def path(self) -> str:
        return f"/v1/projects/{self.project}"

    def rows(self, portal: Portal) -> list[dict[str, Any]]:
        """Every task that somebody sees."""
        found: list[dict[str, Any]] = []
        token = ""
        while True:
            page = portal.get(f"{self.path}/tasks", page_size=500, page_token=token)
            found += page["tasks"]
            token = page.get("page", {}).get("next_page_token", "")
            if not token:
                return found

    def watch(self, name: str) -> Portal:
        """A browser whose every answer is kept, to look for what must not be in it."""
        portal = self.system.portal()
        kept = self.seen_by_collaborator

        def keep(answer: requests.Response, **_: Any) -> None:
            if "text/event-stream" not in answer.headers.get("Content-Type", ""):
                kept.append(answer.content + str(answer.headers).encode())

        if name == "collaborator":
            portal.http.hooks["response"].append(keep)
        return portal


def test_the_main_job(system: System) -> None:
    story = Story(system)
    a_plan_from_scratch(story)
    a_plan_from_a_file_is_promised(story)
    contacts_come_in_and_see_their_level(story)
    a_slip_is_told_once_and_seen_live(story)
    a_message_with_a_large_file_is_answered(story)
    a_change_is_applied_as_it_was_shown(story)
    a_report_is_made_at_the_own_level(story)
    nothing_hidden_was_in_any_answer(story)
    a_withdrawn_grant_ends_everything(story)
    a_password_reset_ends_the_other_sessions(story)


def a_plan_from_scratch(story: Story) -> None:
    """Tasks, a link, a milestone, progress."""
    project = new_project(story.manager, story.workspace_id, f"Scratch {story.mark}")
    ids = [str(uuid.uuid4()) for _ in range(3)]
    edits = [
        {"add_task": {"task_id": ids[0], "name": "Draw", "duration_minutes": 3 * DAY}},
        {"add_task": {"task_id": ids[1], "name": "Build", "duration_minutes": 5 * DAY}},
        {"add_task": {"task_id": ids[2], "name": "Open", "kind": "TASK_KIND_MILESTONE"}},
        {"add_link": {"predecessor_id": ids[0], "successor_id": ids[1]}},
        {"add_link": {"predecessor_id": ids[1], "successor_id": ids[2], "lag_minutes": DAY}},
        {"record_progress": {"task_id": ids[0], "percent_complete": 50}},
    ]
    story.manager.post(f"/v1/projects/{project}/plan:edit", edits=edits)
    rows = {row["name"]: row for row in story.manager.get(f"/v1/projects/{project}/tasks")["tasks"]}
    assert rows["Draw"]["percent_complete"] == 50
    assert rows["Build"]["predecessors"][0]["predecessor_id"] == ids[0]
    assert rows["Open"]["kind"] == "TASK_KIND_MILESTONE"
    assert rows["Open"]["finish_on"] > rows["Build"]["finish_on"]


def a_plan_from_a_file_is_promised(story: Story) -> None:
    """Import, internal tasks, rates, budget, the promise, a client with two contacts."""
    story.project = new_project(story.manager, story.workspace_id, f"Imported {story.mark}")
    imported = import_plan(
        story.manager, story.project, MADE.read_bytes(), MADE.name, start_on=(today() + timedelta(days=7)).isoformat()
    )
    assert imported["task_count"] == 240
    rows = story.rows(story.manager)
    parents = {row.get("parent_id") for row in rows}
    leaves = [row for row in rows if row["kind"] == "TASK_KIND_TASK" and row["id"] not in parents]
    hidden = leaves[5]
    edits = [
        {"rename_task": {"task_id": hidden["id"], "name": HIDDEN_NAME}},
        {"set_description": {"task_id": hidden["id"], "description": HIDDEN_TEXT}},
        {"set_visibility": {"task_id": hidden["id"], "visible_from": "LEVEL_STAFF"}},
    ]
    edits += [{"set_visibility": {"task_id": row["id"], "visible_from": "LEVEL_STAFF"}} for row in leaves[10:15]]
    # A milestone of our own that follows a task of our own, so that the slip of the story is certain.
    story.late, story.milestone = str(uuid.uuid4()), str(uuid.uuid4())
    edits += [
        {"add_task": {"task_id": story.late, "name": "Photographs", "duration_minutes": 10 * DAY}},
        {"add_task": {"task_id": story.milestone, "name": "Opening night", "kind": "TASK_KIND_MILESTONE"}},
        {"add_link": {"predecessor_id": story.late, "successor_id": story.milestone}},
    ]
    story.manager.post(f"{story.path}/plan:edit", edits=edits)
    money = {"currency": "EUR", "minor_units": 9_900_000}
    story.manager.put(f"{story.path}/budget", budget=money)
    story.manager.put(
        f"{story.path}/rates",
        name="Development",
        bill={"currency": "EUR", "minor_units": 12_000},
        cost={"currency": "EUR", "minor_units": COST_MINOR},
    )
    story.manager.post(f"{story.path}/baselines", name="The promise", is_promise=True)
    client = story.manager.post(f"/v1/workspaces/{story.workspace_id}/clients", name=f"Client {story.mark}")
    story.client_id = client["id"]


def contacts_come_in_and_see_their_level(story: Story) -> None:
    """Invitations by real SMTP, accepted by a POST; a rhythm; the Gantt of visible tasks with its legend."""
    for name, preset in (("collaborator", "PRESET_COLLABORATOR"), ("sponsor", "PRESET_SPONSOR")):
        contact = story.manager.post(
            f"/v1/workspaces/{story.workspace_id}/clients/{story.client_id}/contacts",
            name=name.title(),
            email=story.emails[name],
        )
        grant = story.manager.post(
            f"{story.path}/grants", client_id=story.client_id, contact_id=contact["id"], preset=preset
        )
        story.grants[name] = grant["id"]
        story.manager.post(f"{story.path}/invitations", contact_id=contact["id"])
        token = story.system.token(story.emails[name], "invitation")
        portal = story.portals[name] = story.watch(name)
        assert portal.post("/v1/invitations:look", token=token)["email"] == story.emails[name]
        portal.post("/v1/invitations:accept", token=token, password=story.passwords[name])
        with pytest.raises(Refused):
            portal.post("/v1/invitations:accept", token=token, password=story.passwords[name])
        portal.sign_in(story.emails[name], story.passwords[name])
        rhythm = portal.put("/v1/me/rhythm", kind="RHYTHM_KIND_AT_ONCE", time_zone="Europe/Berlin")
        assert rhythm["is_chosen"] is True
        story.system.until(lambda portal=portal: portal.get("/v1/projects")["projects"], "the project is there")
    collaborator, sponsor = story.portals["collaborator"], story.portals["sponsor"]
    everything = {row["id"] for row in story.rows(story.manager)}
    visible = {row["id"] for row in story.rows(collaborator)}
    assert len(everything) - len(visible) == 6
    timeline = collaborator.get(f"{story.path}/timeline")
    assert set(timeline["rows"]["id"]) == visible
    assert any(day >= 0 for day in timeline["rows"]["promised_finish"])
    assert "today" in timeline["lines"]["key"]
    assert len(timeline["legend"]["text"]) >= 4
    with pytest.raises(Refused) as refused:
        collaborator.get(f"{story.path}/money")
    assert refused.value.status == 404
    seen = sponsor.get(f"{story.path}/money")
    assert seen["budget"]["minor_units"] == 9_900_000
    assert all("cost" not in rate for rate in seen["rates"])


def a_slip_is_told_once_and_seen_live(story: Story) -> None:
    """A late task, a hiccup, its published reason; one mail each with a link and no content; a live hint."""
    streams = {name: LiveStream(portal) for name, portal in story.portals.items()}
    before = {name: len(story.system.mails(email)) for name, email in story.emails.items()}
    edits = [{"change_duration": {"task_id": story.late, "by_minutes": 4 * DAY}}]
    opened = story.manager.post(f"{story.path}/plan:edit", edits=edits)["opened_hiccup_ids"]
    assert len(opened) == 1
    assert story.portals["sponsor"].get(f"{story.path}/hiccups")["hiccups"] == []
    reason = f"The storm took the roof {story.mark}."
    published_at = time.monotonic()
    story.manager.post(f"{story.path}/hiccups/{opened[0]}:publish", reason=reason)
    for name, email in story.emails.items():
        story.system.until(
            lambda name=name, email=email: len(story.system.mails(email)) == before[name] + 1, f"one mail to {name}"
        )
    sys.stdout.write(f"published -> both mails accepted: {time.monotonic() - published_at:.2f} s\n")
    for name, email in story.emails.items():
        mail = story.system.mails(email)[0]
        for secret in (reason, "Opening night", "Photographs", HIDDEN_NAME):
            assert secret not in mail["raw"], f"{secret!r} left the portal in a mail to {name}"
        assert story.system.demo["base_url"] in mail["text"]
        stream = streams[name]
        story.system.until(lambda stream=stream: "hiccups" in stream.topics(), f"{name} is told live")
    [hiccup] = story.portals["collaborator"].get(f"{story.path}/hiccups")["hiccups"]
    assert (hiccup["reason"], hiccup["slip_days"]) == (reason, 4)
    for stream in streams.values():
        stream.close()
    for name, email in story.emails.items():
        assert len(story.system.mails(email)) == before[name] + 1, f"{name} was told more than once"


def a_message_with_a_large_file_is_answered(story: Story) -> None:
    """20 MB by resumable upload, sealed at rest; the manager sees it live and answers; the time is recorded."""
    collaborator = story.portals["collaborator"]
    talk = collaborator.post(f"{story.path}/conversations", topic="Roof photos")
    stream = LiveStream(story.manager)
    marker = f"PLAIN-{story.mark}".encode()
    content = bytearray(os.urandom(20 * MIB))
    for at in range(0, len(content), MIB):
        content[at + 100 : at + 100 + len(marker)] = marker
    story.attachment = upload_in_parts(collaborator, story.path, talk["id"], bytes(content))
    body = f"The roof, as promised {story.mark}"
    messages = f"{story.path}/conversations/{talk['id']}/messages"
    collaborator.post(messages, body=body, attachment_ids=[story.attachment])
    story.system.until(lambda: "messages" in stream.topics(), "the manager is told live")
    [message] = story.manager.get(messages)["messages"]
    assert message["body"] == body
    [attachment] = message["attachments"]
    assert attachment["sha256"] == hashlib.sha256(content).hexdigest()
    answer = story.manager.raw("GET", f"{story.path}/attachments/{story.attachment}/content")
    assert answer.content == bytes(content)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = story.manager.raw(
        "GET", f"{story.path}/attachments/{story.attachment}/content", headers={"Range": "bytes=100-113"}
    )
    assert (part.status_code, part.content) == (206, marker)
    for file in _files(story.system.home / "blobs") + _files(story.system.home / "data"):
        stored = file.read_bytes()
        assert marker not in stored, f"{file} holds the file in clear"
        assert body.encode() not in stored, f"{file} holds the message in clear"
    story.manager.post(messages, body="Thank you, they are in.")
    times = collaborator.get(f"{story.path}/response-times")
    assert times["answered_count"] == 1
    assert "median_minutes" in times
    stream.close()


def a_change_is_applied_as_it_was_shown(story: Story) -> None:
    """+5 days: seen before sending, offered with a price, approved by the Sponsor; then the plan is exactly that."""
    collaborator, sponsor = story.portals["collaborator"], story.portals["sponsor"]
    wish = [{"change_duration": {"task_id": story.late, "by_minutes": 5 * DAY}}]
    preview = collaborator.post(f"{story.path}/changes:preview", edits=wish)
    expected = {row["id"]: row["after_on"] for row in preview["milestones"]}
    [opening] = [row for row in preview["milestones"] if row["id"] == story.milestone]
    assert opening["moves_days"] == 5
    change = collaborator.post(f"{story.path}/changes", title="A longer shoot", reason="More rooms", edits=wish)
    price = {"currency": "EUR", "minor_units": 250_000}
    story.manager.post(f"{story.path}/changes/{change['id']}:offer", price=price, note="Five days more")
    offered = sponsor.get(f"{story.path}/changes/{change['id']}")
    assert offered["price"] == price
    assert offered["fallout"]["price"] == price
    seen = collaborator.get(f"{story.path}/changes/{change['id']}")
    assert "price" not in seen
    assert "price" not in seen["fallout"]
    with pytest.raises(Refused) as refused:
        collaborator.post(f"{story.path}/changes/{change['id']}:approve", shown_hash=seen["fallout"]["shown_hash"])
    assert refused.value.status == 403
    applied = sponsor.post(f"{story.path}/changes/{change['id']}:approve", shown_hash=offered["fallout"]["shown_hash"])
    assert applied["state"] == "CHANGE_STATE_APPLIED"
    now = {row["id"]: row["forecast_finish_on"] for row in story.rows(collaborator)}
    assert {task_id: now[task_id] for task_id in expected} == expected


def a_report_is_made_at_the_own_level(story: Story) -> None:
    """Ordered, progress seen, downloaded: several pages with the Gantt, nothing hidden in its text."""
    collaborator = story.portals["collaborator"]
    report = collaborator.post(f"{story.path}/reports")
    report_path = f"{story.path}/reports/{report['id']}"
    seen: list[int] = []

    def ready() -> bool:
        now = collaborator.get(report_path)
        seen.append(now["percent_done"])
        assert now["state"] != "REPORT_STATE_FAILED", now
        return bool(now["state"] == "REPORT_STATE_READY")

    story.system.until(ready, "the report is ready", seconds=90)
    assert seen == sorted(seen)
    answer = collaborator.raw("GET", f"{report_path}/file")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    file = story.system.home / "report.pdf"
    file.write_bytes(answer.content)
    pages = PdfReader(file).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert len(pages) >= 3
    assert "Opening night" in text
    for secret in (HIDDEN_NAME, HIDDEN_TEXT, str(COST_MINOR), "74,310.19", "74.310,19"):
        assert secret not in text
    with pytest.raises(Refused) as refused:
        story.portals["sponsor"].get(report_path)
    assert refused.value.status == 404


def nothing_hidden_was_in_any_answer(story: Story) -> None:
    """Internal tasks, cost, rates: in no byte of any answer to the Collaborator."""
    everything = b"\n".join(story.seen_by_collaborator)
    assert len(story.seen_by_collaborator) > 20
    for secret in (HIDDEN_NAME, HIDDEN_TEXT, str(COST_MINOR), "9900000", "250000"):
        assert secret.encode() not in everything, f"{secret} was in an answer"


def a_withdrawn_grant_ends_everything(story: Story) -> None:
    """Answers, the live stream and the attachment's link are gone, and nothing more is mailed."""
    collaborator = story.portals["collaborator"]
    stream = LiveStream(collaborator)
    link = f"{story.path}/attachments/{story.attachment}/content"
    assert collaborator.raw("GET", link, headers={"Range": "bytes=0-9"}).status_code == 206
    mailed = len(story.system.mails(story.emails["collaborator"]))
    story.manager.post(f"{story.path}/grants/{story.grants['collaborator']}:withdraw")
    withdrawn_at = time.monotonic()

    def gone() -> bool:
        answers = [
            collaborator.raw("GET", path).status_code
            for path in (story.path, f"{story.path}/tasks", f"{story.path}/timeline", f"{story.path}/reports", link)
        ]
        return set(answers) == {404}

    story.system.until(gone, "every answer is gone", seconds=5)
    sys.stdout.write(f"withdrawn -> every answer gone: {time.monotonic() - withdrawn_at:.2f} s\n")
    assert collaborator.get("/v1/projects")["projects"] == []
    hints = len(stream.hints)
    edits = [{"change_duration": {"task_id": story.late, "by_minutes": 20 * DAY}}]
    story.manager.post(f"{story.path}/plan:edit", edits=edits)
    before = len(story.system.mails(story.emails["sponsor"]))
    [hiccup] = [
        one for one in story.manager.get(f"{story.path}/hiccups")["hiccups"] if one["state"] == "HICCUP_STATE_OPEN"
    ]
    story.manager.post(f"{story.path}/hiccups/{hiccup['id']}:publish", reason="More rain.")
    story.system.until(lambda: len(story.system.mails(story.emails["sponsor"])) > before, "the sponsor is told")
    deliveries = story.manager.get(f"{story.path}/deliveries")["deliveries"]
    assert deliveries
    assert len(story.system.mails(story.emails["collaborator"])) == mailed
    project_hints = [hint for hint in stream.hints[hints:] if hint.get("project_id") == story.project]
    assert project_hints == []
    stream.close()


def a_password_reset_ends_the_other_sessions(story: Story) -> None:
    """The link of a mail, redeemed by a POST once; every session of the account ends."""
    email = story.emails["sponsor"]
    other = story.system.portal().sign_in(email, story.passwords["sponsor"])
    anybody = story.system.portal()
    assert anybody.post("/v1/password-resets", email=email) == {}
    assert anybody.post("/v1/password-resets", email=f"nobody-{story.mark}@client.example") == {}
    token = story.system.token(email, "reset")
    anybody.post("/v1/password-resets:redeem", token=token, new_password="another long pass phrase")
    with pytest.raises(Refused):
        anybody.post("/v1/password-resets:redeem", token=token, new_password="yet another pass phrase")
    story.system.until(lambda: other.raw("GET", "/v1/me").status_code == 401, "the other session is over", seconds=5)
    with pytest.raises(Refused):
        anybody.sign_in(email, story.passwords["sponsor"])
    anybody.sign_in(email, "another long pass phrase")
    assert anybody.get("/v1/me")["email"] == email


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
