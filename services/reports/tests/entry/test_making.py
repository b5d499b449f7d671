"""From an order to a file: as the reader, step by step, once, and for nobody else."""

import re
from io import BytesIO

import pytest
from fake_upstreams import COMMERCIAL, DETAIL, ROADMAP, STAFF, SUMMARY, TIMELINE
from pypdf import PdfReader
from world_of_reports import World, words_of

from inloop_kit.errors import Unreachable
from inloop_reports.domain.stages import Failure, ReportState
from inloop_reports.store import reports as store

LEVELS = [SUMMARY, ROADMAP, TIMELINE, DETAIL, COMMERCIAL, STAFF]
one_engine = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


def test_an_ordered_report_becomes_a_file_of_several_pages_with_the_gantt(world: World):
    made = world.make(world.order())
    assert made.state is ReportState.READY
    assert made.percent_done == 100
    pdf = world.file(made)
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == made.file.page_count >= 6
    assert any(page.mediabox.width > page.mediabox.height for page in reader.pages)
    words = words_of(pdf)
    assert "Roadmap and timeline" in words
    assert "Step 7 of phase 5" in words
    assert world.events()[-1] == "ReportReady"


@one_engine
def test_the_file_is_tagged_and_says_what_it_is(world: World):
    reader = PdfReader(BytesIO(world.file(world.make(world.order(language="de")))))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "de"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in catalog["/Metadata"].get_data().decode()
    assert "Ausführlicher Projektbericht" in reader.metadata.title
    assert "/StructTreeRoot" in catalog


@one_engine
@pytest.mark.parametrize("level", LEVELS)
def test_nothing_above_the_readers_level_is_in_the_file(world: World, level: int):
    world.upstreams.level = level
    made = world.make(world.order())
    words = words_of(world.file(made))
    found = {int(one) for one in re.findall(r"canary\s?(\d)", words)}
    assert max(found) <= level
    assert made.level == level
    wanted = {SUMMARY: {2}, ROADMAP: {2, 3}, TIMELINE: {2, 3, 4}, DETAIL: {2, 3, 4, 5}}
    assert found >= wanted.get(level, {2, 3, 4, 5, 6})
    assert ("canary7 task" in words) == (level == STAFF)
    # Sums say by their figures where they may be seen.
    assert ("6,006.00" in words, "66,666.00" in words, "606.00" in words) == (level >= COMMERCIAL,) * 3
    assert ("707.00" in words) == (level == STAFF)
    assert "canary7 unpublished" not in words
    assert "1999" not in words


@one_engine
@pytest.mark.parametrize("level", [SUMMARY, ROADMAP])
def test_a_section_above_the_level_leaves_no_trace(world: World, level: int):
    world.upstreams.level = level
    words = words_of(world.file(world.make(world.order())))
    for title in ("All tasks", "Slips and their reasons", "Changes and what they do", "Budget", "Internal"):
        assert title not in words
    assert ("Milestones" in words) == (level == ROADMAP)
    asked = set(world.upstreams.calls)
    assert not asked & {"ListHiccups", "ListChanges", "GetChange", "GetMoney"}


@one_engine
def test_it_reads_in_the_background_on_behalf_of_the_reader_and_claims_no_level(world: World):
    world.make(world.order())
    reading = [one for one in world.upstreams.callers if one.purpose == "render-report"]
    assert len(reading) >= 7
    for caller in reading:
        assert (caller.issuer, caller.account_id) == ("reports", world.ines.account_id)
        assert (caller.level, caller.role, caller.capabilities) == (0, 0, frozenset())


@one_engine
def test_texts_of_people_are_texts_and_never_markup(world: World):
    words = words_of(world.file(world.make(world.order())))
    assert "<script>alert(1)</script>" in words


@one_engine
def test_without_the_right_to_read_messages_no_topic_is_in_it(world: World):
    world.upstreams.capabilities.pop()
    words = words_of(world.file(world.make(world.order())))
    assert "topic" not in words
    assert "95 minutes" in words


@one_engine
def test_what_it_was_made_from_is_remembered_as_far_as_the_reader_may_know(world: World):
    inputs = world.row(world.make(world.order())).inputs
    assert inputs["level"] == TIMELINE
    assert inputs["status_on"] == "2026-05-14"
    assert "plan_revision" not in inputs
    assert all(len(one) == 64 for one in inputs["replies"].values())
    world.upstreams.level = STAFF
    assert world.row(world.make(world.order())).inputs["plan_revision"] == 77


@one_engine
def test_the_level_is_that_of_the_moment_of_making(world: World):
    report = world.order(caller=world.reader(COMMERCIAL))
    world.upstreams.level = ROADMAP
    made = world.make(report)
    assert made.level == ROADMAP
    assert "canary4" not in words_of(world.file(made))


@one_engine
def test_a_withdrawn_grant_fails_it_with_the_reason(world: World):
    report = world.order()
    world.upstreams.level = 0
    made = world.make(report)
    assert (made.state, made.failure) == (ReportState.FAILED, Failure.ACCESS)
    assert list(world.blobs.list()) == []


@one_engine
def test_a_withdrawn_right_to_reports_fails_it_too(world: World):
    report = world.order()
    world.upstreams.capabilities.clear()
    assert world.make(report).failure is Failure.ACCESS


def test_while_projects_is_away_it_waits_and_after_the_last_try_it_says_so(world: World):
    report = world.order()
    world.upstreams.is_away = True
    for _ in range(store.TABLE.max_attempts - 1):
        assert world.make(report).state is ReportState.QUEUED
        world.clock.advance(seconds=60)
    made = world.make(report)
    assert (made.state, made.failure) == (ReportState.FAILED, Failure.AWAY)
    assert world.events()[-1] == "ReportChanged"


@one_engine
def test_when_projects_is_back_in_time_it_is_made(world: World):
    report = world.order()
    world.upstreams.is_away = True
    world.make(report)
    world.upstreams.is_away = False
    world.clock.advance(seconds=60)
    assert world.make(report).state is ReportState.READY


@one_engine
def test_progress_only_grows_and_is_told(world: World, monkeypatch: pytest.MonkeyPatch):
    seen: list[tuple[int, str]] = []
    real = store.move_on

    def watched(session, claim, step, percent_done, **more):
        seen.append((percent_done, str(step)))
        return real(session, claim, step, percent_done, **more)

    monkeypatch.setattr(store, "move_on", watched)
    world.make(world.order())
    assert [percent for percent, _ in seen] == sorted(percent for percent, _ in seen)
    assert {step for _, step in seen} == {"reading", "writing", "laying_out", "printing", "locking"}
    assert world.events().count("ReportChanged") == len(seen) + 1


def test_a_cancelled_report_is_not_made(world: World):
    report = world.order()
    world.cancel(report)
    assert world.make(report).state is ReportState.CANCELLED
    assert world.upstreams.calls == []


@one_engine
@pytest.mark.parametrize("moment", ["GetProject", "GetTimeline", "GetResponseTimes"])
def test_a_report_that_is_cancelled_while_it_is_made_leaves_no_file(world: World, moment: str, monkeypatch):
    report = world.order()
    import fake_upstreams

    real = fake_upstreams._ANSWERS[moment]

    def cancelling(upstreams, request):
        world.cancel(report)
        return real(upstreams, request)

    monkeypatch.setitem(fake_upstreams._ANSWERS, moment, cancelling)
    assert world.make(report).state is ReportState.CANCELLED
    assert list(world.blobs.list()) == []
    assert "ReportReady" not in world.events()


@one_engine
def test_a_report_that_is_cancelled_after_its_file_was_locked_away_leaves_no_file(world: World, monkeypatch):
    report = world.order()
    real = world.vault.put

    def cancelling(*arguments):
        world.cancel(report)
        return real(*arguments)

    monkeypatch.setattr(world.vault, "put", cancelling)
    assert world.make(report).state is ReportState.CANCELLED
    assert list(world.blobs.list()) == []


@one_engine
def test_a_worker_that_lost_its_claim_keeps_nothing(world: World, monkeypatch):
    """Two make the same report, because the first was thought dead; the second one's file is the file."""
    report = world.order()
    real = world.vault.put
    second: list[int] = []

    def overtaken(*arguments):
        if not second:
            second.append(1)
            world.clock.advance(seconds=60)
            world.make(report)
        return real(*arguments)

    monkeypatch.setattr(world.vault, "put", overtaken)
    made = world.make(report)
    assert made.state is ReportState.READY
    assert [blob.path for blob in world.blobs.list()] == [made.file.blob_path]
    assert world.events().count("ReportReady") == 1


@one_engine
def test_a_store_that_is_away_gives_the_report_back(world: World, monkeypatch):
    report = world.order()

    def away(*_arguments):
        raise Unreachable("away")

    with monkeypatch.context() as patch:
        patch.setattr(world.vault, "put", away)
        assert world.make(report).state is ReportState.QUEUED
    world.clock.advance(seconds=60)
    assert world.make(report).state is ReportState.READY
