"""The report as words: its sentences, its sections, its figures, in both languages."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from inloop_gantt import lay_out_to_fit
from inloop_gantt.testing.plans import phased
from inloop_gantt.type_metrics import BOLD, REGULAR
from inloop_reports.domain import facts
from inloop_reports.domain.allowances import allowance_for
from inloop_reports.domain.composing import compose
from inloop_reports.domain.english import ENGLISH
from inloop_reports.domain.german import GERMAN
from inloop_reports.domain.lines import DONE, FIRST_PAGE_LINES, PROMISED, STATE, TAB, TYPE_SIZE, WHEN, task_lines
from inloop_reports.domain.report import Bullets, Cell, Lines, Picture, Table
from inloop_reports.domain.stages import PERCENT, Step, language_of

DAY = date(2026, 5, 14)
PROJECT = facts.Project(
    name="Relaunch", workspace_name="Studio Nord", client_name="Hansen Tea", health=facts.Health.ON_COURSE,
    percent_complete=40, promised_finish_on=date(2026, 7, 20), forecast_finish_on=date(2026, 7, 20), slip_days=0,
    next_milestone=None, status_on=DAY, promised_on=date(2026, 3, 1),
)  # fmt: skip
ANSWERS = facts.Answers(
    answered_count=0, waiting_count=0, median_minutes=None, longest_minutes=None, target_minutes=None,
    conversations=None,
)  # fmt: skip


def row(name: str, **more: object) -> facts.Row:
    made: dict[str, object] = {
        "id": name, "wbs": "1", "name": name, "depth": 0, "kind": facts.Kind.TASK, "state": facts.State.PLAN,
        "start_on": DAY, "finish_on": DAY, "promised_start_on": DAY, "promised_finish_on": DAY, "slip_days": 0,
        "actual_finish_on": None, "percent_complete": 10, **more,
    }  # fmt: skip
    return facts.Row(**made)  # type: ignore[arg-type]


def all_facts(**more: object) -> facts.Facts:
    made: dict[str, object] = {
        "reader": facts.Reader(name="Ines", is_staff=False), "made_at": datetime(2026, 5, 14, 9, 30, tzinfo=UTC),
        "project": PROJECT, "answers": ANSWERS, **more,
    }  # fmt: skip
    return facts.Facts(**made)  # type: ignore[arg-type]


def titles(report) -> list[str]:
    return [section.key for section in report.sections]


def test_at_summary_there_is_how_it_stands_the_answers_and_how_to_read_it():
    assert titles(compose(all_facts(), "en")) == ["standing", "answers", "reading"]


def test_sections_stand_in_the_order_of_what_a_board_asks():
    scene = lay_out_to_fit(phased(2, 3), width_px=1040)
    rows = (row("a", description="What it is"), row("m", kind=facts.Kind.MILESTONE))
    full = all_facts(
        rows=rows, scene=scene, is_deep=True, hiccups=(), changes=(),
        money=facts.Money(budget=None, approved_changes=None, rates=()),
    )  # fmt: skip
    assert titles(compose(full, "de")) == [
        "standing", "changed", "timeline", "milestones", "hiccups", "changes", "money", "answers", "tasks", "notes",
        "reading",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "The project keeps its promise and finishes on 20 July 2026."),
        ({"slip_days": -2}, "The project is 2 working days ahead of its promise and finishes on 20 July 2026."),
        (
            {"slip_days": 1, "forecast_finish_on": date(2026, 7, 21)},
            "The finish moves 1 working day, from 20 July 2026 to 21 July 2026.",
        ),
        (
            {"slip_days": None, "promised_finish_on": None},
            "No finish has been promised yet. As things stand today, it is 20 July 2026.",
        ),
        (
            {"slip_days": None, "promised_finish_on": None, "forecast_finish_on": None},
            "No dates have been promised yet.",
        ),
        (
            {"next_milestone": facts.NextMilestone(name="Beta", promised_on=DAY, forecast_on=DAY, slip_days=3)},
            "The finish stays on 20 July 2026, but “Beta” is 3 working days behind.",
        ),
    ],
)
def test_the_headline_is_the_conclusion(changes: dict[str, object], sentence: str):
    assert compose(all_facts(project=replace(PROJECT, **changes)), "en").headline == sentence


def test_what_changed_names_what_moved_what_is_new_and_what_is_due():
    rows = (
        row("Launch", kind=facts.Kind.MILESTONE, slip_days=3, finish_on=date(2026, 5, 19), state=facts.State.LATE),
        row("Cookie notice", promised_finish_on=None, slip_days=None, finish_on=date(2026, 9, 1)),
        row("Texts", state=facts.State.DONE, actual_finish_on=date(2026, 5, 12)),
        row("Old", state=facts.State.DONE, actual_finish_on=date(2026, 3, 2)),
    )
    section = compose(all_facts(rows=rows, is_deep=True), "en").sections[1]
    said = {block.title: block.items for block in section.blocks if isinstance(block, Bullets)}
    assert said == {
        "Milestones that moved": ("Launch: 14 May → 19 May, 3 working days late",),
        "New since the promise": ("Cookie notice",),
        "Finished in the last two weeks": ("Texts, 12 May",),
        "Due in the next two weeks": ("Launch, 19 May",),
    }


def test_a_long_list_says_how_many_more_there_are():
    rows = tuple(row(f"Task {number:02}") for number in range(30))
    section = compose(all_facts(rows=rows, is_deep=True), "en").sections[1]
    coming = section.blocks[-1]
    assert isinstance(coming, Bullets)
    assert (len(coming.items), coming.more) == (8, "and 22 more")


def test_prices_have_a_column_only_where_money_is_seen():
    change = facts.Change(
        title="Gift cards", asked_by="Ines", client_name="", state=facts.ChangeState.OFFERED, submitted_on=DAY,
        settled_on=None, settled_by="", finish_after_on=date(2026, 7, 27), finish_moves_days=5, moves=(),
        has_price=True, price=facts.Amount("EUR", 480000),
    )  # fmt: skip
    money = facts.Money(budget=facts.Amount("EUR", 100), approved_changes=facts.Amount("EUR", 50), rates=())

    def table(**more: object) -> Table:
        report = compose(all_facts(changes=(change,), **more), "de")
        return next(block for one in report.sections for block in one.blocks if isinstance(block, Table))

    assert len(table().heads) == 3
    priced = table(money=money)
    assert priced.heads[3] == "Preis"
    assert priced.rows[0][3] == Cell("EUR\N{NO-BREAK SPACE}4.800,00", is_figure=True)
    assert priced.rows[0][1].text == "Das Ende verschiebt sich um 5 Arbeitstage nach hinten, auf den 27. Juli."


def test_only_staff_reads_that_it_is_internal():
    assert compose(all_facts(), "en").internal == ""
    staff = compose(all_facts(reader=facts.Reader(name="Jonas", is_staff=True)), "en")
    assert (staff.internal_mark, "Studio Nord only" in staff.internal) == ("Internal", True)


def test_the_gantt_fills_landscape_pages():
    scene = lay_out_to_fit(phased(10, 18), width_px=1040)
    report = compose(all_facts(scene=scene, rows=(), is_deep=True), "en")
    picture = next(block for one in report.sections for block in one.blocks if isinstance(block, Picture))
    assert [index for page in picture.pages for index in page] == list(range(scene.row_count))
    assert picture.page_titles[0].endswith(f"(1 of {len(picture.pages)})")


def test_every_line_stops_where_its_head_stops():
    names = ("Short", "A name that is much longer than its column has room for, whatever happens", "x" * 47)
    rows = tuple(
        row(name, depth=depth, wbs=f"{depth}.{number}", kind=facts.Kind.SUMMARY if depth == 0 else facts.Kind.TASK)
        for depth in range(4)
        for number, name in enumerate((*names, *("n" * count for count in range(1, 60))))
    )
    lines = task_lines(rows, ENGLISH, 2026)
    flat = [line for page in lines.pages for line in page]
    assert len(flat) == len(rows)
    assert len(lines.pages[0]) == FIRST_PAGE_LINES
    for text, face in [(lines.head, BOLD), *((line.text, BOLD if line.is_phase else REGULAR) for line in flat)]:
        assert _stops(text, face)[:3] == [WHEN, PROMISED, DONE]
    assert all(_stops(line.text, REGULAR if not line.is_phase else BOLD)[3] == STATE for line in flat)


def _stops(text: str, face) -> list[int]:
    """Where the text goes on after each run of tabs, in tabs from the left edge; a tab goes to the next stop."""
    at, found, width = 0, [], 0
    pieces = text.split("\t")
    for number, piece in enumerate(pieces):
        width = face.width(piece, TYPE_SIZE) if piece else 0
        if piece and number:
            found.append(at // TAB)
        at += width
        at = (at // TAB + 1) * TAB
    return found if pieces[-1] else [*found, at // TAB - 1]


def test_a_line_break_in_a_name_breaks_no_line():
    lines = task_lines((row("One\nTwo\tThree\x00"),), ENGLISH, 2026)
    assert "One Two Three" in lines.pages[0][0].text


def test_both_languages_say_everything():
    for one in fields(ENGLISH):
        english, german = getattr(ENGLISH, one.name), getattr(GERMAN, one.name)
        assert type(english) is type(german)
        if isinstance(english, dict):
            assert english.keys() == german.keys()
        assert english
        assert german


def test_forms_of_both_languages_take_the_same_facts():
    import string

    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for one in fields(ENGLISH):
        english, german = getattr(ENGLISH, one.name), getattr(GERMAN, one.name)
        if isinstance(english, str):
            assert holes(english) == holes(german), one.name


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        (facts.Amount("EUR", 123456789), "EUR 1,234,567.89", "EUR 1.234.567,89"),
        (facts.Amount("JPY", 1500), "JPY 1,500", "JPY 1.500"),
        (facts.Amount("KWD", -1), "KWD \N{MINUS SIGN}0.001", "KWD \N{MINUS SIGN}0,001"),
    ],
)
def test_money_is_written_in_its_currency(amount: facts.Amount, english: str, german: str):
    for words, text in ((ENGLISH, english), (GERMAN, german)):
        assert words.money_text(amount).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (95, "95 minutes"),
        (120, "2 hours"),
        (121, "3 hours"),
        (540, "9 hours"),
    ],
)
def test_a_duration_is_never_shorter_than_it_was(minutes: int, text: str):
    assert ENGLISH.duration(minutes) == text


def test_a_language_we_do_not_speak_becomes_english():
    assert [language_of(tag) for tag in ("", "de", "de-AT", "fr", "EN")] == ["en", "de", "de", "en", "en"]


def test_steps_grow_and_longer_reports_may_take_more():
    assert list(PERCENT.values()) == sorted(PERCENT.values())
    assert set(PERCENT) == set(Step)
    small, large = allowance_for(0), allowance_for(5000)
    assert small.memory_bytes <= 512 << 20
    assert small.cpu_seconds <= 10
    assert large.cpu_seconds > small.cpu_seconds
    assert large.memory_bytes > small.memory_bytes


def test_lines_belong_to_a_section_of_their_own():
    report = compose(all_facts(rows=(row("a"),), is_deep=True), "en")
    section = next(one for one in report.sections if one.key == "tasks")
    assert isinstance(section.blocks[0], Lines)
    assert report.row_count == 1
