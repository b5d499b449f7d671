"""The calendar of a plan: all-day events with stable ids, sequences that count what the reader saw, cancellations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from inloop_projects.domain.plan.exported import ExportLink, ExportRow
from inloop_projects.domain.plan.icalendar_writer import KEPT_CANCELLED, Told, tell, write_feed, write_icalendar
from inloop_projects.domain.plan.model import LagKind, LinkType

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def row(row_id: str = "t1", **more: object) -> ExportRow:
    first, last = date(2026, 11, 2), date(2026, 11, 4)
    facts = {
        "wbs": "1",
        "name": "Design",
        "parent_id": None,
        "depth": 0,
        "is_summary": False,
        "is_milestone": False,
        "start_on": first,
        "finish_on": last,
        "forecast_start_on": first,
        "forecast_finish_on": last,
    }
    return ExportRow(id=row_id, **(facts | more))  # type: ignore[arg-type]


def events(content: bytes) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(content)
    return [{name: getattr(value, "dt", value) for name, value in event.items()} for event in calendar.walk("VEVENT")]


def told_by_id(told: list[Told]) -> dict[str, Told]:
    return {one.task_id: one for one in told}


def test_a_task_is_an_all_day_event_that_ends_on_the_day_after_its_last() -> None:
    [event] = events(write_icalendar("Relaunch", [row()], AT).content)
    assert event["DTSTART"] == date(2026, 11, 2)
    assert event["DTEND"] == date(2026, 11, 5)
    assert event["UID"] == "t1@inloop"
    assert event["DTSTAMP"] == AT
    assert event["SEQUENCE"] == 0
    assert event["SUMMARY"] == "Design"


def test_a_milestone_is_an_event_of_one_day_and_phases_are_none() -> None:
    day = date(2026, 11, 9)
    rows = [row("p", is_summary=True), row("m", is_milestone=True, forecast_start_on=day, forecast_finish_on=day)]
    file = write_icalendar("Relaunch", rows, AT)
    [event] = events(file.content)
    assert (event["DTSTART"], event["DTEND"]) == (day, day + timedelta(days=1))
    assert [(loss.element, loss.count) for loss in file.losses] == [("summary", 1)]


def test_links_are_told_as_lost() -> None:
    linked = row("b", links=(ExportLink("t1", LinkType.FS, 0, LagKind.WORKING),))
    assert [loss.element for loss in write_icalendar("P", [row(), linked], AT).losses] == ["predecessors"]


def test_lines_are_folded_and_end_as_the_standard_says_and_names_cannot_break_out() -> None:
    name = "Ä" * 100 + ", a;b\\c\r\nATTENDEE:mailto:x@example.org\u2028END:VEVENT"
    content = write_icalendar("Plan\r\nX-EVIL:1", [row(name=name)], AT).content
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"X-EVIL"))]
    [event] = events(content)
    assert str(event["SUMMARY"]).startswith("Ä" * 100 + ", a;b\\c")


def test_the_same_rows_make_the_same_bytes() -> None:
    told = tell([row()], {}, AT)
    again = tell([row()], told_by_id(told), LATER)
    assert again == told
    assert write_feed("P", [row()], told) == write_feed("P", [row()], again)


def test_a_change_that_the_reader_sees_counts_the_sequence_up() -> None:
    first = tell([row()], {}, AT)
    moved = tell([row(forecast_finish_on=date(2026, 11, 6))], told_by_id(first), LATER)
    assert (moved[0].sequence, moved[0].changed_at) == (1, LATER)
    unseen = tell([row(wbs="2", depth=3)], told_by_id(first), LATER)
    assert unseen[0].sequence == 0


def test_a_row_that_went_is_cancelled_under_its_id_without_its_name_and_later_forgotten() -> None:
    first = tell([row(), row("t2", name="Secret review")], {}, AT)
    second = tell([row()], told_by_id(first), LATER)
    content = write_feed("P", [row()], second)
    [cancelled] = [event for event in events(content) if event["STATUS"] == "CANCELLED"]
    assert (cancelled["UID"], cancelled["SEQUENCE"]) == ("t2@inloop", 1)
    assert b"Secret" not in content
    third = tell([row()], told_by_id(second), LATER + KEPT_CANCELLED)
    assert [one.task_id for one in third] == ["t1"]


def test_a_row_that_comes_back_goes_on_counting() -> None:
    first = tell([row()], {}, AT)
    gone = tell([], told_by_id(first), LATER)
    back = tell([row()], told_by_id(gone), LATER)
    assert (back[0].sequence, back[0].is_cancelled) == (2, False)


def test_what_was_promised_and_done_is_said_when_the_reader_sees_it() -> None:
    rows = [row(percent_complete=40, promised_finish_on=date(2026, 11, 3))]
    [event] = events(write_icalendar("P", rows, AT).content)
    assert event["DESCRIPTION"] == "40 % done. Promised for 2026-11-03."
    [done] = events(write_icalendar("P", [replace(rows[0], is_done=True)], AT).content)
    assert str(done["DESCRIPTION"]).startswith("Done.")
