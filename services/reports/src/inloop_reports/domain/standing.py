"""How the project stands, in one sentence, in the key figures of the cover, and as a section."""

from __future__ import annotations

from inloop_reports.domain.facts import Facts, Health, Kind, NextMilestone, Project, State
from inloop_reports.domain.report import Fact, FactList, Section, Tile
from inloop_reports.domain.words import NOTHING, Words

_STATE_OF = {Health.UNPROMISED: "waits", Health.ON_COURSE: "plan", Health.AT_RISK: "late", Health.LATE: "late"}


def headline(project: Project, words: Words) -> str:
    """The conclusion: does it keep its promise, and when does it end."""
    forecast = words.day(project.forecast_finish_on) if project.forecast_finish_on else ""
    if project.slip_days is None or project.promised_finish_on is None or not forecast:
        return words.unpromised_forecast.format(forecast=forecast) if forecast else words.unpromised
    if project.slip_days > 0:
        promised = words.day(project.promised_finish_on)
        return words.moved.format(days=words.days(project.slip_days), promised=promised, forecast=forecast)
    ahead = project.next_milestone
    if ahead and ahead.slip_days and ahead.slip_days > 0:
        return words.milestone_behind.format(forecast=forecast, name=ahead.name, days=words.days(ahead.slip_days))
    if project.slip_days < 0:
        return words.ahead.format(days=words.days(-project.slip_days), forecast=forecast)
    return words.kept.format(forecast=forecast)


def tiles(project: Project, words: Words) -> tuple[Tile, ...]:
    """The key figures of the cover."""
    year = project.status_on.year
    finish = words.short_day(project.forecast_finish_on, year) if project.forecast_finish_on else NOTHING
    if project.promised_finish_on is None:
        note = words.note_unpromised
    elif project.slip_days:
        note = words.note_promised.format(day=words.short_day(project.promised_finish_on, year))
    else:
        note = words.note_as_promised
    is_late = project.slip_days is not None and project.slip_days > 0
    return (
        Tile(
            label=words.tile_health,
            value=words.health[project.health],
            note=words.slip(project.slip_days),
            state=_STATE_OF[project.health],
        ),
        Tile(label=words.tile_finish, value=finish, note=note, state="late" if is_late else ""),
        Tile(
            label=words.tile_progress,
            value=f"{project.percent_complete} %",
            note=words.tile_progress_note,
            percent=project.percent_complete,
        ),
        _next_tile(project.next_milestone, words, year),
    )


def section(facts: Facts, words: Words) -> Section:
    """The section on how it stands."""
    project = facts.project
    made = [Fact(words.tile_health, words.health[project.health], _STATE_OF[project.health])]
    if project.promised_finish_on:
        made.append(Fact(words.promised_finish, words.day(project.promised_finish_on)))
    if project.forecast_finish_on:
        made.append(Fact(words.forecast_finish, words.day(project.forecast_finish_on)))
    if project.slip_days is not None:
        made.append(Fact(words.difference, words.slip(project.slip_days), "late" if project.slip_days > 0 else ""))
    made.append(Fact(words.tile_progress, f"{project.percent_complete} % {words.tile_progress_note}"))
    if project.promised_on:
        made.append(Fact(words.promise_made, words.day(project.promised_on)))
    if project.next_milestone:
        ahead = project.next_milestone
        made.append(Fact(words.tile_next, f"{ahead.name}, {words.day(ahead.forecast_on)}"))
    made += _counts(facts, words)
    return Section("standing", words.summary, headline(project, words), (FactList(tuple(made)),))


def _counts(facts: Facts, words: Words) -> list[Fact]:
    """How much is reached, of what the reader sees."""
    made = []
    wanted = [(Kind.MILESTONE, words.milestones_reached)]
    if facts.is_deep:
        wanted.append((Kind.TASK, words.tasks_done))
    for kind, name in wanted:
        states = [row.state for row in facts.rows or () if row.kind is kind]
        if states:
            done = sum(state is State.DONE for state in states)
            made.append(Fact(name, words.reached_of.format(done=done, total=len(states))))
    return made


def _next_tile(ahead: NextMilestone | None, words: Words, year: int) -> Tile:
    if ahead is None:
        return Tile(label=words.tile_next, value=NOTHING, note=words.note_none_next)
    is_late = ahead.slip_days is not None and ahead.slip_days > 0
    return Tile(
        label=words.tile_next,
        value=words.short_day(ahead.forecast_on, year),
        note=ahead.name,
        state="late" if is_late else "",
    )
