"""Small plans that the Gantt's tests and golden files are made from."""

from __future__ import annotations

from datetime import date, timedelta

from inloop_gantt import DayRange, Kind, LinkKind, LinkView, PlanView, RowView, State

TODAY = date(2026, 5, 14)
_WEEKDAYS = 5


def weekends(first: date, last: date) -> tuple[DayRange, ...]:
    """Every Saturday with its Sunday between two days."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(DayRange(day, day + timedelta(days=1)) for day in days if day.weekday() == _WEEKDAYS)


def task(row_id: str, name: str, start: date, finish: date, *, now: date | None = None, **more: object) -> RowView:
    """A promised piece of work; `now` is the forecast finish where it differs."""
    fields: dict[str, object] = {
        "wbs": row_id, "depth": 0, "kind": Kind.TASK, "state": State.LATE if now and now > finish else State.PLAN,
        "promised_start": start, "promised_finish": finish, "forecast_start": start, **more,
    }  # fmt: skip
    forecast = now or finish
    return RowView(id=row_id, name=name, start=start, finish=forecast, forecast_finish=forecast, **fields)  # type: ignore[arg-type]


def milestone(row_id: str, name: str, day: date, *, now: date | None = None, **more: object) -> RowView:
    """A promised moment; `now` is the forecast where it differs."""
    return task(row_id, name, day, day, now=now, **{"kind": Kind.MILESTONE, "forecast_start": now or day, **more})


def small() -> PlanView:
    """Three rows on course."""
    rows = (
        task("1", "Design", date(2026, 5, 4), date(2026, 5, 12), percent_complete=100, state=State.DONE,
             actual_finish=date(2026, 5, 12)),
        task("2", "Build & test", date(2026, 5, 13), date(2026, 5, 27), percent_complete=20),
        milestone("3", "Launch", date(2026, 5, 28)),
    )  # fmt: skip
    links = (LinkView("1", "2"), LinkView("2", "3"))
    return PlanView(
        title="Website", rows=rows, links=links, today=TODAY, status_on=TODAY,
        non_working=weekends(date(2026, 5, 1), date(2026, 6, 30)),
    )  # fmt: skip


def slipped() -> PlanView:
    """A late task with a published reason, the milestone that follows, work that is new, waits, or ends early."""
    rows = (
        task("a", "Texts <draft> & “final”", date(2026, 5, 4), date(2026, 5, 12), now=date(2026, 5, 15), wbs="1",
             percent_complete=40, is_critical=True, reason="The texts came later."),
        task("b", "Pictures", date(2026, 5, 6), date(2026, 5, 20), now=date(2026, 5, 18), wbs="2", percent_complete=70,
             is_near_critical=True),
        task("c", "Cookie notice", date(2026, 5, 18), date(2026, 5, 19), wbs="3", promised_start=None,
             promised_finish=None),
        task("d", "Sign-off of the design", date(2026, 5, 11), date(2026, 5, 13), now=date(2026, 5, 19), wbs="4",
             state=State.WAITS, forecast_start=date(2026, 5, 18)),
        milestone("e", "Launch", date(2026, 5, 22), now=date(2026, 5, 27), wbs="5", is_critical=True),
    )  # fmt: skip
    links = (
        LinkView("a", "d"),
        LinkView("a", "b", LinkKind.START_START),
        LinkView("b", "c", LinkKind.FINISH_FINISH),
        LinkView("d", "e"),
        LinkView("c", "e", LinkKind.START_FINISH),
    )
    return PlanView(
        title="Website", rows=rows, links=links, today=TODAY, status_on=date(2026, 5, 13),
        non_working=weekends(date(2026, 5, 1), date(2026, 6, 30)),
    )  # fmt: skip


def phased(phases: int, per_phase: int) -> PlanView:
    """Phases with linked tasks and a milestone at the end of each; every third task slips a little."""
    rows: list[RowView] = []
    links: list[LinkView] = []
    day, number = date(2026, 3, 2), 0
    for phase in range(1, phases + 1):
        inner: list[RowView] = []
        for step in range(1, per_phase + 1):
            number += 1
            start, finish = day, day + timedelta(days=3 + number % 5)
            late = finish + timedelta(days=number % 4 + 1) if number % 3 == 0 else None
            is_past = finish < TODAY and late is None
            inner.append(
                task(f"t{number}", f"Step {step} of phase {phase}", start, finish, now=late, wbs=f"{phase}.{step}",
                     depth=1, percent_complete=100 if is_past else number * 7 % 60,
                     **({"state": State.DONE, "actual_finish": finish} if is_past else {}))
            )  # fmt: skip
            if step > 1:
                links.append(LinkView(inner[-2].id, inner[-1].id))
            day += timedelta(days=3)
        ends = max(row.forecast_finish for row in inner)
        promised = max(row.promised_finish or row.finish for row in inner)
        state = State.DONE if all(row.state is State.DONE for row in inner) else State.LATE
        rows.append(
            task(f"p{phase}", f"Phase {phase}", inner[0].start, promised, now=ends if ends != promised else None,
                 wbs=str(phase), kind=Kind.SUMMARY, percent_complete=50, state=state)
        )  # fmt: skip
        rows += inner
        rows.append(
            milestone(f"m{phase}", f"Phase {phase} accepted", promised, now=ends if ends != promised else None,
                      wbs=f"{phase}.{per_phase + 1}", depth=1, is_critical=True, state=state)
        )  # fmt: skip
        links.append(LinkView(inner[-1].id, f"m{phase}"))
    last = max(row.forecast_finish for row in rows)
    return PlanView(
        title="Relaunch of the shop", rows=tuple(rows), links=tuple(links), today=TODAY, status_on=date(2026, 5, 11),
        non_working=(*weekends(date(2026, 2, 1), last), DayRange(date(2026, 5, 14), date(2026, 5, 15))),
    )  # fmt: skip
