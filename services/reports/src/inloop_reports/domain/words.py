"""The report's words in each language, as whole phrases, and how dates, money and durations are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inloop_gantt import words as gantt_words
from inloop_reports.domain.facts import Amount, ChangeState, Health, State

_EXPONENTS = {"BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}
MINUTES_OF_AN_HOUR = 60
NOTHING = "\N{EN DASH}"
"""Stands in a cell for what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. Pairs are singular and plural."""

    language: str
    report: str
    health: dict[Health, str]
    states: dict[State, str]
    change_states: dict[ChangeState, str]
    # The cover.
    contents: str
    page_of: str
    made_for: str
    made_for_of: str
    made_by: str
    made_at: str
    as_of: str
    internal: str
    internal_mark: str
    # Sentences on how it stands.
    unpromised: str
    unpromised_forecast: str
    kept: str
    ahead: str
    moved: str
    milestone_behind: str
    summary: str
    tile_health: str
    tile_finish: str
    tile_progress: str
    tile_next: str
    tile_progress_note: str
    note_promised: str
    note_as_promised: str
    note_unpromised: str
    note_none_next: str
    promised_finish: str
    forecast_finish: str
    difference: str
    promise_made: str
    milestones_reached: str
    reached_of: str
    tasks_done: str
    as_promised: str
    late_by: str
    early_by: str
    working_days: tuple[str, str]
    # What changed.
    changed: str
    changed_lead: str
    changed_lead_undated: str
    changed_unpromised: str
    moved_milestones: str
    moved_row: str
    none_moved: str
    new_rows: str
    done_rows: str
    done_row: str
    next_rows: str
    next_row: str
    nothing_done: str
    nothing_next: str
    more: tuple[str, str]
    # The plan.
    roadmap: str
    timeline: str
    picture_lead: str
    picture_page: str
    milestones: str
    milestones_lead: str
    tasks: str
    tasks_lead: str
    notes: str
    column_name: str
    column_promised: str
    column_now: str
    column_difference: str
    column_state: str
    column_number: str
    column_when: str
    column_promised_until: str
    column_done: str
    internal_row: str
    # Hiccups.
    hiccups: str
    hiccups_lead: str
    no_hiccups: str
    hiccup_line: str
    hiccup_resolved: str
    told_on: str
    no_reason: str
    # Changes.
    changes: str
    changes_lead: str
    no_changes: str
    column_change: str
    column_effect: str
    column_price: str
    effect_none: str
    effect_later: str
    effect_earlier: str
    effect_unknown: str
    effect_milestone: str
    asked_by: str
    asked_by_of: str
    settled_by: str
    price_free: str
    price_open: str
    # Money.
    money: str
    money_lead: str
    budget: str
    approved: str
    together: str
    rates: str
    column_rate_name: str
    column_bill: str
    column_cost: str
    # Answers.
    answers: str
    answers_usual: str
    answers_none: str
    answered: str
    waiting: str
    median: str
    longest: str
    target: str
    conversations: str
    column_topic: str
    column_messages: str
    column_last: str
    column_waits: str
    waits_yes: str
    waits_no: str
    no_minute: str
    minutes: tuple[str, str]
    hours: tuple[str, str]
    # How to read it.
    reading: str
    reading_lead: str
    legend: str
    glossary: tuple[tuple[str, str], ...]
    decimal: str
    thousands: str
    date_time: str

    def day(self, day: date) -> str:
        """A day in full: 24 November 2026."""
        return self._gantt.day(day, this_year=0)

    def short_day(self, day: date, this_year: int) -> str:
        """A day in a table: 24 Nov, with the year when it is not `this_year`."""
        return self._gantt.day(day, this_year=this_year, short=True)

    def span(self, start: date, finish: date, this_year: int) -> str:
        """From day to day; one day when both are the same."""
        if start == finish:
            return self.short_day(start, this_year)
        return f"{self.short_day(start, this_year)} \N{EN DASH} {self.short_day(finish, this_year)}"

    def instant(self, at: datetime) -> str:
        """A day and a time of day, in the zone that `at` has."""
        return self.date_time.format(day=self.day(at.date()), time=f"{at:%H:%M}")

    def days(self, count: int) -> str:
        """A number of working days."""
        return self.working_days[count != 1].format(count=count)

    def slip(self, days: int | None) -> str:
        """A difference to the promise in a table cell; empty when nothing was promised."""
        if days is None:
            return ""
        if days == 0:
            return self.as_promised
        return (self.late_by if days > 0 else self.early_by).format(days=self.days(abs(days)))

    def and_more(self, count: int) -> str:
        """That a list goes on."""
        return self.more[count != 1].format(count=count)

    def money_text(self, amount: Amount) -> str:
        """An amount with its currency: EUR 12,345.00."""
        exponent = _EXPONENTS.get(amount.currency, 2)
        whole, rest = divmod(abs(amount.minor_units), 10**exponent)
        figures = f"{whole:,}".replace(",", self.thousands)
        if exponent:
            figures += f"{self.decimal}{rest:0{exponent}d}"
        sign = "\N{MINUS SIGN}" if amount.minor_units < 0 else ""
        return f"{amount.currency}\N{NO-BREAK SPACE}{sign}{figures}"

    def duration(self, minutes: int) -> str:
        """Working time: below a minute in words, minutes below two hours, then hours rounded up."""
        if minutes == 0:
            return self.no_minute
        if minutes < 2 * MINUTES_OF_AN_HOUR:
            return self.minutes[minutes != 1].format(count=minutes)
        count = -(-minutes // MINUTES_OF_AN_HOUR)
        return self.hours[count != 1].format(count=count)

    @property
    def _gantt(self) -> gantt_words.Words:
        return gantt_words.words_for(self.language)
