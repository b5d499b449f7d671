"""The picture in words: a conclusion for the whole plan, and each row for somebody who cannot see the bars."""

from __future__ import annotations

from datetime import date

from inloop_gantt.timescale import WorkingDays
from inloop_gantt.view import Kind, PlanView, RowView, State
from inloop_gantt.words import Words


class Teller:
    """Tells rows and the plan in one language; dates of the current year are told without it."""

    def __init__(self, view: PlanView, words: Words, working: WorkingDays) -> None:
        """Remembers each date it has told: a plan has many rows and few days."""
        self._view = view
        self._words = words
        self._working = working
        self._told: dict[tuple[date, bool], str] = {}

    def day(self, day: date, *, short: bool = False) -> str:
        """Return a date, with the year when it is not the current one; `short` for labels in the picture."""
        found = self._told.get((day, short))
        if found is None:
            found = self._words.day(day, this_year=self._view.today.year, short=short)
            self._told[day, short] = found
        return found

    def slip_days(self, row: RowView) -> int:
        """Working days beyond the promise; negative ahead of it, 0 without a promise."""
        if row.promised_finish is None:
            return 0
        return self._working.between(row.promised_finish, finish_of(row))

    def row(self, row: RowView, slip: int) -> str:
        """One row as a sentence without a full stop."""
        words = self._words
        clauses = [self._dates(row, slip)]
        if slip and row.promised_finish is not None:
            form = words.row_late if slip > 0 else words.row_early
            clauses.append(form.format(days=self._span(row.promised_finish, finish_of(row), slip)))
        elif row.state is State.LATE:
            clauses.append(words.states[State.LATE])
        if row.kind is not Kind.MILESTONE and row.state is not State.DONE:
            clauses.append(words.row_percent.format(percent=row.percent_complete))
        if row.state is State.WAITS:
            clauses.append(words.row_waits)
        if row.is_critical and row.state is not State.DONE:
            clauses.append(words.row_critical)
        elif row.is_near_critical and row.state is not State.DONE:
            clauses.append(words.row_near_critical)
        sentence = ", ".join(clauses)
        return words.row_reason.format(sentence=sentence, reason=row.reason) if row.reason else sentence

    def _dates(self, row: RowView, slip: int) -> str:
        words, is_done = self._words, row.state is State.DONE
        forecast = self.day(finish_of(row))
        if row.promised_finish is None:
            return (words.row_new_and_done if is_done else words.row_new).format(name=row.name, forecast=forecast)
        if slip == 0 and row.promised_finish == finish_of(row):
            return (words.row_kept_and_done if is_done else words.row_kept).format(name=row.name, promised=forecast)
        form = words.row_promised_and_done if is_done else words.row_promised
        return form.format(name=row.name, promised=self.day(row.promised_finish), forecast=forecast)

    def title(self, slips: list[int]) -> str:
        """Return the conclusion: what becomes of the last milestone, and how many are done. `slips` by row."""
        view, words = self._view, self._words
        if not view.rows:
            return words.title_empty
        milestones = [(row, slip) for row, slip in zip(view.rows, slips, strict=True) if row.kind is Kind.MILESTONE]
        if not milestones:
            return self._head(_whole(view), slips=[]) + "."
        last, _ = max(milestones, key=lambda pair: pair[0].promised_finish or finish_of(pair[0]))
        others = [slip for row, slip in milestones if row is not last and row.state is not State.DONE]
        done = sum(row.state is State.DONE for row, _ in milestones)
        head = self._head(last, slips=others)
        if len(milestones) == 1:
            return head + "."
        return words.chosen(words.title_milestones, done).format(head=head, done=done, total=len(milestones))

    def _head(self, last: RowView, *, slips: list[int]) -> str:
        words, forecast = self._words, finish_of(last)
        slip, told = self.slip_days(last), self.day(forecast)
        if last.state is State.DONE:
            return words.title_done.format(name=last.name, forecast=told)
        if last.promised_finish is None:
            return words.title_new.format(name=last.name, forecast=told)
        if slip:
            form = words.title_moves if slip > 0 else words.title_early
            return form.format(name=last.name, forecast=told, days=self._span(last.promised_finish, forecast, slip))
        late = sum(other > 0 for other in slips)
        if late:
            return words.chosen(words.title_stays_but_late, late).format(name=last.name, forecast=told, count=late)
        return words.title_stays.format(name=last.name, forecast=told)

    def _span(self, promised: date, forecast: date, slip: int) -> str:
        return self._words.span(abs(slip), is_calendar=abs((forecast - promised).days) == abs(slip))


def finish_of(row: RowView) -> date:
    """Return the day on which the row is, or will be, finished."""
    return row.actual_finish or row.forecast_finish


def _whole(view: PlanView) -> RowView:
    """Return the plan itself as a row, for a plan without milestones."""
    promised = [row.promised_finish for row in view.rows if row.promised_finish]
    is_done = all(row.state is State.DONE for row in view.rows)
    start, finish = min(row.forecast_start for row in view.rows), max(finish_of(row) for row in view.rows)
    return RowView(
        id="", wbs="", name=view.title, depth=0, kind=Kind.SUMMARY, state=State.DONE if is_done else State.PLAN,
        start=start, finish=finish, forecast_start=start, forecast_finish=finish,
        promised_finish=max(promised) if promised else None,
    )  # fmt: skip
