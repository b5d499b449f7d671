"""From what was read to the report: which sections there are, in which order."""

from __future__ import annotations

from inloop_reports.domain import dealing_sections, plan_sections, standing
from inloop_reports.domain.facts import Facts
from inloop_reports.domain.languages import words_for
from inloop_reports.domain.report import Fact, FactList, Legend, Report, Section
from inloop_reports.domain.words import Words


def compose(facts: Facts, language: str) -> Report:
    """The report on these facts, in a language that `stages.language_of` gave."""
    words = words_for(language)
    project, reader = facts.project, facts.reader
    form = words.made_for_of if project.client_name else words.made_for
    made_for = form.format(name=reader.name, client=project.client_name)
    made_at = words.made_at.format(at=words.instant(facts.made_at))
    by = words.made_by.format(workspace=project.workspace_name)
    as_of = words.as_of.format(day=words.day(project.status_on))
    return Report(
        language=language,
        kicker=words.report,
        title=project.name,
        headline=standing.headline(project, words),
        tiles=standing.tiles(project, words),
        made=(f"{made_for}, {by} {made_at}.", f"{as_of}."),
        contents=words.contents,
        internal=words.internal.format(workspace=project.workspace_name) if reader.is_staff else "",
        internal_mark=words.internal_mark if reader.is_staff else "",
        page_of=words.page_of,
        foot=f"{made_for}. {as_of}.",
        workspace=project.workspace_name,
        sections=tuple(_sections(facts, words)),
    )


def _sections(facts: Facts, words: Words) -> list[Section]:
    """The sections that exist at the reader's level."""
    project, rows, year = facts.project, facts.rows, facts.project.status_on.year
    found: list[Section | None] = [standing.section(facts, words)]
    if rows is not None:
        found.append(plan_sections.changed(facts, rows, words))
    if facts.scene is not None and facts.scene.row_count:
        found.append(plan_sections.picture(facts, facts.scene, words))
    if rows is not None:
        found.append(plan_sections.milestones(project, rows, words))
    if facts.hiccups is not None:
        found.append(dealing_sections.hiccups(facts.hiccups, words, year))
    if facts.changes is not None:
        with_prices = facts.money is not None
        found.append(dealing_sections.changes(facts.changes, words, year, with_prices=with_prices))
    if facts.money is not None:
        found.append(dealing_sections.money(facts.money, words))
    found.append(dealing_sections.answers(facts.answers, words, year))
    if rows is not None and facts.is_deep:
        found += [plan_sections.tasks(project, rows, words), plan_sections.descriptions(rows, words)]
    found.append(_reading(facts, words))
    return [section for section in found if section is not None]


def _reading(facts: Facts, words: Words) -> Section:
    """How to read the report: its words, and the signs of the picture if there is one."""
    glossary = FactList(tuple(Fact(name, text) for name, text in words.glossary))
    blocks: tuple[FactList | Legend, ...] = (glossary,)
    if facts.scene is not None and facts.scene.row_count:
        blocks = (glossary, Legend(words.legend, facts.scene))
    return Section("reading", words.reading, words.reading_lead, blocks)
