"""Sections on the plan: what changed, the picture, the milestones, the tasks, what tasks are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from inloop_gantt.scene import Scene
from inloop_gantt.svg import pages
from inloop_reports.domain.facts import Facts, Kind, Project, Row, State
from inloop_reports.domain.lines import task_lines
from inloop_reports.domain.report import Bullets, Cell, Fact, Notes, Picture, Section, Table
from inloop_reports.domain.words import NOTHING, Words

ROWS_PER_PAGE = 20
MOST_BULLETS = 8
PERIOD = timedelta(days=14)


def changed(facts: Facts, rows: tuple[Row, ...], words: Words) -> Section:
    """What is other than promised, what was finished lately, what is due soon."""
    project = facts.project
    period = (_finished(project, rows, words), _coming(project, rows, words))
    if project.promised_finish_on is None:
        return Section("changed", words.changed, words.changed_unpromised, period)
    lead = words.changed_lead_undated
    if project.promised_on:
        lead = words.changed_lead.format(day=words.day(project.promised_on))
    blocks = [_moved(project, rows, words), *period]
    new = [row for row in rows if row.promised_finish_on is None and row.kind is not Kind.SUMMARY]
    if new:
        blocks.insert(1, _bullets(words.new_rows, (row.name for row in new), words))
    return Section("changed", words.changed, lead, tuple(blocks))


def picture(facts: Facts, scene: Scene, words: Words) -> Section:
    """The Gantt."""
    shown = tuple(pages(scene, rows_per_page=ROWS_PER_PAGE))
    title = words.timeline if facts.is_deep else words.roadmap
    if len(shown) == 1:
        titles: tuple[str, ...] = (scene.title,)
    else:
        titles = tuple(
            words.picture_page.format(title=scene.title, page=number, pages=len(shown))
            for number in range(1, len(shown) + 1)
        )
    return Section("timeline", title, words.picture_lead, (Picture(scene, shown, titles),))


def milestones(project: Project, rows: tuple[Row, ...], words: Words) -> Section | None:
    """Every milestone, promised and now; None when there is none."""
    year = project.status_on.year
    made = []
    for row in rows:
        if row.kind is Kind.MILESTONE:
            promised = words.short_day(row.promised_finish_on, year) if row.promised_finish_on else NOTHING
            now = words.short_day(row.actual_finish_on or row.finish_on, year)
            difference = words.slip(row.slip_days)
            state = Cell(words.states[row.state], state=row.state.value)
            name = Cell(f"{row.name} ({words.internal_row})" if row.is_internal else row.name)
            made.append((name, Cell(promised, is_figure=True), Cell(now, is_figure=True), Cell(difference), state))
    if not made:
        return None
    heads = (words.column_name, words.column_promised, words.column_now, words.column_difference, words.column_state)
    table = Table("", heads, (38, 13, 13, 22, 14), tuple(made))
    return Section("milestones", words.milestones, words.milestones_lead, (table,))


def tasks(project: Project, rows: tuple[Row, ...], words: Words) -> Section | None:
    """All rows, a line each; None when there is none."""
    if not rows:
        return None
    return Section("tasks", words.tasks, words.tasks_lead, (task_lines(rows, words, project.status_on.year),))


def descriptions(rows: tuple[Row, ...], words: Words) -> Section | None:
    """What tasks are about, where the reader sees that and somebody has written it."""
    made = tuple(Fact(f"{row.wbs} {row.name}".strip(), row.description) for row in rows if row.description)
    return Section("notes", words.notes, "", (Notes(made),)) if made else None


def _moved(project: Project, rows: tuple[Row, ...], words: Words) -> Bullets:
    year = project.status_on.year
    moved = [row for row in rows if row.kind is Kind.MILESTONE and row.slip_days and row.promised_finish_on]
    moved.sort(key=lambda row: (-abs(row.slip_days or 0), row.finish_on))
    texts = (
        words.moved_row.format(
            name=row.name,
            before=words.short_day(row.promised_finish_on, year) if row.promised_finish_on else "",
            after=words.short_day(row.actual_finish_on or row.finish_on, year),
            difference=words.slip(row.slip_days),
        )
        for row in moved
    )
    return _bullets(words.moved_milestones, texts, words, otherwise=words.none_moved)


def _finished(project: Project, rows: tuple[Row, ...], words: Words) -> Bullets:
    since, until, year = project.status_on - PERIOD, project.status_on, project.status_on.year
    found = [
        (row.actual_finish_on, row.name)
        for row in rows
        if row.kind is not Kind.SUMMARY and row.actual_finish_on and since < row.actual_finish_on <= until
    ]
    texts = (words.done_row.format(name=name, day=words.short_day(day, year)) for day, name in sorted(found))
    return _bullets(words.done_rows, texts, words, otherwise=words.nothing_done)


def _coming(project: Project, rows: tuple[Row, ...], words: Words) -> Bullets:
    since, until, year = project.status_on, project.status_on + PERIOD, project.status_on.year
    found = [
        (row.finish_on, row.name)
        for row in rows
        if row.kind is not Kind.SUMMARY and row.state is not State.DONE and since <= row.finish_on <= until
    ]
    texts = (words.next_row.format(name=name, day=words.short_day(day, year)) for day, name in sorted(found))
    return _bullets(words.next_rows, texts, words, otherwise=words.nothing_next)


def _bullets(title: str, texts: Iterable[str], words: Words, *, otherwise: str = "") -> Bullets:
    items = tuple(texts)
    more = words.and_more(len(items) - MOST_BULLETS) if len(items) > MOST_BULLETS else ""
    return Bullets(title, items[:MOST_BULLETS], more, otherwise)
