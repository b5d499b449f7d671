"""Sections on dealings: slips and their reasons, changes, money, answers."""

from __future__ import annotations

from inloop_reports.domain.facts import Amount, Answers, Change, ChangeState, Hiccup, Money, Move
from inloop_reports.domain.report import Bullets, Card, Cards, Cell, Fact, FactList, Section, Table
from inloop_reports.domain.words import NOTHING, Words

_STATES = {
    ChangeState.SUBMITTED: "waits",
    ChangeState.OFFERED: "waits",
    ChangeState.APPLIED: "done",
    ChangeState.DECLINED: "",
    ChangeState.WITHDRAWN: "",
    ChangeState.EXPIRED: "",
}


def hiccups(found: tuple[Hiccup, ...], words: Words, year: int) -> Section:
    """Promised milestones that slipped, and why."""
    if not found:
        return Section("hiccups", words.hiccups, words.no_hiccups, ())
    cards = []
    for one in found:
        before, after = words.short_day(one.promised_on, year), words.short_day(one.forecast_on, year)
        line = words.hiccup_line.format(before=before, after=after, days=words.slip(one.slip_days))
        told = words.told_on.format(day=words.day(one.published_on)) if one.published_on else ""
        note = f"{told} {words.hiccup_resolved}".strip() if one.is_resolved else told
        state = "done" if one.is_resolved else "late"
        cards.append(Card(one.milestone_name, line, one.reason or words.no_reason, note, state))
    return Section("hiccups", words.hiccups, words.hiccups_lead, (Cards(tuple(cards)),))


def changes(found: tuple[Change, ...], words: Words, year: int, *, with_prices: bool) -> Section:
    """Changes with their effect; with their price, where the reader sees money."""
    if not found:
        return Section("changes", words.changes, words.no_changes, ())
    heads = [words.column_change, words.column_effect, words.column_state]
    widths = [38, 36, 26]
    if with_prices:
        heads.append(words.column_price)
        widths = [34, 32, 18, 16]
    rows = []
    for one in found:
        cells = [Cell(one.title, note=(_asked(one, words, year),)), _effect(one, words, year), _state(one, words, year)]
        if with_prices:
            cells.append(Cell(_price(one, words), is_figure=True))
        rows.append(tuple(cells))
    table = Table("", tuple(heads), tuple(widths), tuple(rows))
    return Section("changes", words.changes, words.changes_lead, (table,))


def money(found: Money, words: Words) -> Section:
    """Budget, what changes add, and rates."""
    facts = []
    if found.budget:
        facts.append(Fact(words.budget, words.money_text(found.budget)))
    if found.approved_changes:
        facts.append(Fact(words.approved, words.money_text(found.approved_changes)))
    both = _together(found.budget, found.approved_changes)
    if both:
        facts.append(Fact(words.together, words.money_text(both)))
    blocks: list[FactList | Table] = [FactList(tuple(facts))] if facts else []
    if found.rates:
        blocks.append(_rates(found, words))
    return Section("money", words.money, words.money_lead, tuple(blocks))


def answers(found: Answers, words: Words, year: int) -> Section:
    """How quickly messages are answered, and what is open."""
    lead = words.answers_none
    if found.median_minutes is not None:
        lead = words.answers_usual.format(time=words.duration(found.median_minutes))
    facts = [Fact(words.answered, str(found.answered_count)), Fact(words.waiting, str(found.waiting_count))]
    for name, minutes in (
        (words.median, found.median_minutes),
        (words.longest, found.longest_minutes),
        (words.target, found.target_minutes),
    ):
        if minutes is not None:
            facts.append(Fact(name, words.duration(minutes)))
    blocks: list[FactList | Table | Bullets] = [FactList(tuple(facts))]
    if found.conversations:
        heads = (words.column_topic, words.column_messages, words.column_last, words.column_waits)
        rows = tuple(
            (
                Cell(one.topic),
                Cell(str(one.message_count), is_figure=True),
                Cell(words.short_day(one.last_message_on, year) if one.last_message_on else NOTHING, is_figure=True),
                Cell(words.waits_yes if one.waits_for_staff else words.waits_no, state="waits" * one.waits_for_staff),
            )
            for one in found.conversations
        )
        blocks.append(Table(words.conversations, heads, (50, 15, 17, 18), rows))
    return Section("answers", words.answers, lead, tuple(blocks))


def _asked(one: Change, words: Words, year: int) -> str:
    day = words.short_day(one.submitted_on, year) if one.submitted_on else ""
    form = words.asked_by_of if one.client_name else words.asked_by
    return form.format(name=one.asked_by, client=one.client_name, day=day).rstrip(", ")


def _effect(one: Change, words: Words, year: int) -> Cell:
    if one.finish_moves_days is None:
        return Cell(words.effect_unknown)
    day = words.short_day(one.finish_after_on, year) if one.finish_after_on else ""
    if one.finish_moves_days == 0:
        text = words.effect_none
    else:
        form = words.effect_later if one.finish_moves_days > 0 else words.effect_earlier
        text = form.format(days=words.days(abs(one.finish_moves_days)), day=day)
    notes = tuple(_moved(move, words) for move in one.moves if move.moves_days)
    return Cell(text, note=notes)


def _moved(move: Move, words: Words) -> str:
    return words.effect_milestone.format(name=move.name, difference=words.slip(move.moves_days))


def _state(one: Change, words: Words, year: int) -> Cell:
    note: tuple[str, ...] = ()
    if one.settled_by and one.settled_on:
        note = (words.settled_by.format(name=one.settled_by, day=words.short_day(one.settled_on, year)),)
    return Cell(words.change_states[one.state], note=note, state=_STATES[one.state])


def _price(one: Change, words: Words) -> str:
    if one.price:
        return words.money_text(one.price)
    return words.price_open if one.state is ChangeState.SUBMITTED else words.price_free


def _together(budget: Amount | None, approved: Amount | None) -> Amount | None:
    if budget is None or approved is None or budget.currency != approved.currency:
        return None
    return Amount(budget.currency, budget.minor_units + approved.minor_units)


def _rates(found: Money, words: Words) -> Table:
    """Rates; a column of costs only where a cost is known to the reader, which is for staff."""
    has_costs = any(rate.cost for rate in found.rates)
    heads = [words.column_rate_name, words.column_bill, *([words.column_cost] if has_costs else [])]
    widths = (50, 25, 25) if has_costs else (70, 30)
    rows = []
    for rate in found.rates:
        cells = [Cell(rate.name), Cell(words.money_text(rate.bill) if rate.bill else NOTHING, is_figure=True)]
        if has_costs:
            cells.append(Cell(words.money_text(rate.cost) if rate.cost else NOTHING, is_figure=True))
        rows.append(tuple(cells))
    return Table(words.rates, tuple(heads), widths, tuple(rows))
