"""Whose a report is, and what can be read of it."""

import hashlib
from dataclasses import replace

import pytest
from fake_upstreams import COMMERCIAL, ROADMAP, STAFF, TIMELINE
from world_of_reports import World

from inloop_kit.ids import new_id
from inloop_reports.domain.stages import ReportState

one_engine = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


def listed(world: World, caller) -> list[str]:
    with world.database.read() as session:
        return [one.id for one in world.can.list_mine(session, caller)]


def test_an_order_waits_and_is_announced_to_its_account(world: World):
    report = world.order(language="de-AT")
    assert (report.state, report.percent_done, report.language) == (ReportState.QUEUED, 0, "de")
    assert world.events() == ["ReportChanged"]


def test_reports_are_listed_newest_first(world: World):
    first = world.order()
    world.clock.advance(seconds=1)
    second = world.order()
    assert listed(world, world.ines) == [second.id, first.id]


def test_nobody_elses_report_exists(world: World):
    report = world.order()
    others = (
        replace(world.ines, account_id=new_id()),
        replace(world.ines, project_id=new_id()),
        replace(world.ines, account_id=new_id(), role=2, level=STAFF),
    )
    for other in others:
        assert world.refusal(lambda other=other: world.get(report, other)) == "MISSING"
        assert listed(world, other) == []


@one_engine
def test_a_report_that_holds_more_than_its_reader_may_see_today_is_gone(world: World):
    world.upstreams.level = COMMERCIAL
    made = world.make(world.order())
    lowered = world.reader(TIMELINE)
    assert world.refusal(lambda: world.get(made, lowered)) == "MISSING"
    assert world.refusal(lambda: world.file(made, lowered)) == "MISSING"
    assert listed(world, lowered) == []
    assert listed(world, world.reader(COMMERCIAL)) == [made.id]
    assert world.refusal(lambda: world.file(made, world.reader(ROADMAP))) == "MISSING"


@one_engine
def test_a_file_is_read_by_ranges_and_is_what_was_hashed(world: World):
    made = world.make(world.order())
    whole = world.file(made)
    assert hashlib.sha256(whole).hexdigest() == made.file.sha256
    assert len(whole) == made.file.size_bytes
    with world.database.read() as session:
        pieces = [
            world.can.read(session, world.ines, made.id, start=start, length=10_000).content
            for start in range(0, made.file.size_bytes + 20_000, 10_000)
        ]
        assert world.can.read(session, world.ines, made.id, start=0, length=0).content == b""
    assert b"".join(pieces) == whole


@one_engine
def test_the_stored_file_is_sealed_and_the_row_tells_nothing(world: World):
    made = world.make(world.order())
    stored = world.blobs.get(made.file.blob_path)
    assert b"%PDF" not in stored
    assert "Relaunch" not in str(world.row(made))


def test_there_is_nothing_to_read_before_it_is_ready(world: World):
    report = world.order()
    assert world.refusal(lambda: world.file(report)) == "REPORT_NOT_READY"


def test_a_cancelled_report_stays_cancelled(world: World):
    report = world.order()
    assert world.cancel(report).state is ReportState.CANCELLED
    told = world.events()
    assert world.cancel(report).state is ReportState.CANCELLED
    assert world.events() == told


@one_engine
def test_a_finished_report_cannot_be_cancelled_away(world: World):
    made = world.make(world.order())
    assert world.cancel(made).state is ReportState.READY
    assert world.file(made).startswith(b"%PDF")
