"""The live stream: hints for those who may hear them, and its end when access ends. Through a real broker."""

from __future__ import annotations

import contextlib
import json
import uuid

import pytest
from edge_world import EdgeWorld, Live, Person

from inloop.options.v1.access_pb2 import LEVEL_ROADMAP, LEVEL_STAFF, LEVEL_SUMMARY, LEVEL_TIMELINE
from inloop.projects.v1.events_pb2 import ChangeOffered, GrantChanged, HiccupPublished, PlanChanged, ProjectChanged
from inloop.reports.v1.events_pb2 import ReportReady
from inloop_gateway.entry.live.streams import MOST_PER_ACCOUNT
from inloop_kit.testing import until


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def project_id() -> str:
    return new_id()


def topics(stream: Live) -> list[str]:
    return [json.loads(data)["topic"] for _, _, data in stream.named("hint")]


def heard(stream: Live, topic: str) -> None:
    until(lambda: topic in topics(stream), 5, what=f"a hint of {topic}")


def plan_changed(edge: EdgeWorld, project_id: str, *, visible_from: int = LEVEL_SUMMARY, client_id: str = "") -> None:
    event = PlanChanged(project_id=project_id)
    edge.publish(event, project_id=project_id, visible_from=visible_from, client_id=client_id)


def marker(edge: EdgeWorld, project_id: str) -> None:
    """An event that everybody of the project hears: what was published before it has been dealt with."""
    edge.publish(ProjectChanged(project_id=project_id), project_id=project_id, visible_from=LEVEL_SUMMARY)


def test_a_hint_says_topic_project_and_cursor_and_nothing_else(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    with person.live() as stream:
        assert stream.answer.headers["Content-Type"] == "text/event-stream"
        plan_changed(edge, project_id)
        heard(stream, "plan")
        _, cursor, data = stream.named("hint")[0]
        assert json.loads(data) == {"topic": "plan", "project_id": project_id, "cursor": cursor}


def test_what_is_above_the_level_of_another_client_or_of_another_project_is_not_heard(
    edge: EdgeWorld, project_id: str
) -> None:
    person, client_id, foreign = edge.person(), new_id(), new_id()
    edge.upstream.grant(person.account_id, project_id, LEVEL_ROADMAP, client_id=client_id)
    with person.live() as stream:
        edge.publish(HiccupPublished(hiccup_id=new_id()), project_id=project_id, visible_from=LEVEL_TIMELINE)
        edge.publish(HiccupPublished(hiccup_id=new_id()), project_id=project_id, visible_from=0)
        offered = ChangeOffered(change_id=new_id(), client_id=new_id())
        edge.publish(offered, project_id=project_id, visible_from=LEVEL_SUMMARY, client_id=offered.client_id)
        plan_changed(edge, foreign)
        marker(edge, project_id)
        heard(stream, "project")
        assert topics(stream) == ["project"]
        plan_changed(edge, project_id, client_id=client_id)
        heard(stream, "plan")


def test_staff_hear_everything_of_their_projects_but_not_other_peoples_reports(
    edge: EdgeWorld, project_id: str
) -> None:
    manager, contact = edge.person(), edge.person()
    edge.upstream.staff(manager.account_id, project_id)
    edge.upstream.grant(contact.account_id, project_id, LEVEL_SUMMARY)
    with manager.live() as stream, contact.live() as own:
        ready = ReportReady(report_id=new_id(), account_id=contact.account_id)
        edge.publish(ready, project_id=project_id, visible_from=LEVEL_SUMMARY, service="reports")
        edge.publish(HiccupPublished(hiccup_id=new_id()), project_id=project_id, visible_from=LEVEL_STAFF)
        heard(own, "reports")
        heard(stream, "hiccups")
        assert topics(stream) == ["hiccups"]
        assert topics(own) == ["reports"]


def test_many_events_of_one_topic_come_as_few_hints(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    with person.live() as stream:
        for _ in range(200):
            plan_changed(edge, project_id)
        marker(edge, project_id)
        heard(stream, "project")
        assert 1 <= topics(stream).count("plan") < 100


def test_a_stream_that_broke_off_goes_on_where_it_was(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    with person.live() as stream:
        plan_changed(edge, project_id)
        heard(stream, "plan")
        cursor = stream.named("hint")[-1][1]
    marker(edge, project_id)
    other = edge.person()
    edge.upstream.grant(other.account_id, project_id, LEVEL_SUMMARY)
    with person.live(headers={"Last-Event-ID": cursor}) as again:
        heard(again, "project")
        assert topics(again) == ["project"]
    with person.live(headers={"Last-Event-ID": "another-process-7"}) as lost:
        until(lambda: lost.named("reset"), 5, what="the client is told to ask for everything")


def test_a_withdrawn_grant_ends_answers_and_streams_within_a_second(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    path = f"/v1/projects/{project_id}"
    with person.live() as stream, person.live(f"?project_id={project_id}") as of_project:
        assert person.get(path).status_code == 200
        edge.upstream.withdraw(person.account_id, project_id)
        event = GrantChanged(grant_id=new_id(), account_ids=[person.account_id], withdrawn=True)
        edge.publish(event, project_id=project_id, visible_from=LEVEL_STAFF)
        until(lambda: person.get(path).status_code == 404, 5, what="the project is gone")
        for one in (stream, of_project):
            assert one.has_ended.wait(5)
            assert one.events[-1][0] == "gone"
    assert person.get("/v1/live").status_code == 404


def test_the_event_drops_what_is_kept_before_its_second_is_over(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    path = f"/v1/projects/{project_id}"
    person.get(path)
    asked = edge.upstream.calls.count("ResolveAccess")
    identity = edge.service_identity
    assert any(key[0] == person.account_id for key in identity.accesses._read)
    event = GrantChanged(grant_id=new_id(), account_ids=[person.account_id])
    edge.publish(event, project_id=project_id, visible_from=LEVEL_STAFF)
    until(lambda: not any(key[0] == person.account_id for key in identity.accesses._read), 5, what="the cache is empty")
    person.get(path)
    assert edge.upstream.calls.count("ResolveAccess") == asked + 1


def test_without_any_event_the_sweep_ends_a_stream_whose_grant_ran_out(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    with person.live() as stream, person.live(f"?project_id={project_id}") as of_project:
        edge.upstream.withdraw(person.account_id, project_id)
        for one in (stream, of_project):
            assert one.has_ended.wait(10)
            assert one.events[-1][0] == "gone"


def test_signing_out_and_ending_a_session_closes_its_streams(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    elsewhere = Person(edge.url, person.account_id, person.email)
    elsewhere.sign_in()
    with person.live() as mine, elsewhere.live() as theirs:
        listed = person.get("/v1/me/sessions").json()["sessions"]
        (other,) = [one["id"] for one in listed if not one["is_current"]]
        assert person.call("DELETE", f"/v1/me/sessions/{other}").status_code == 200
        assert theirs.has_ended.wait(5)
        assert theirs.events[-1][0] == "gone"
        assert not mine.has_ended.is_set()
        assert elsewhere.get("/v1/live").status_code == 401
        person.post("/v1/sessions:sign-out", {})
        assert mine.has_ended.wait(5)


def test_a_project_that_is_not_ones_own_has_no_stream(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    assert person.get(f"/v1/live?project_id={new_id()}").status_code == 404
    assert person.get("/v1/live?project_id=x").status_code == 404
    assert person.get("/v1/live?topic=plan").status_code == 422


def test_a_client_that_goes_away_leaves_nothing_behind(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    until(lambda: edge.open_streams == 0, 5)
    with person.live(), person.live():
        assert edge.open_streams == 2
    until(lambda: edge.open_streams == 0, 5, what="the server has noticed")


def test_one_account_cannot_hold_any_number_of_streams(edge: EdgeWorld, project_id: str) -> None:
    person = edge.person()
    edge.upstream.grant(person.account_id, project_id, LEVEL_TIMELINE)
    with contextlib.ExitStack() as open_ones:
        for _ in range(MOST_PER_ACCOUNT):
            open_ones.enter_context(person.live())
        assert person.get("/v1/live").status_code == 429
