"""The Gantt as a scene, laid out at the caller's level."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop_gantt.layout import lay_out, lay_out_to_fit
from inloop_gantt.scene import Scene
from inloop_gantt.timescale import Zoom
from inloop_gantt.view import DayRange, LinkKind, LinkView, PlanView, RowView
from inloop_gantt.view import Kind as ViewKind
from inloop_gantt.view import State as ViewState
from inloop_kit.caller import Caller
from inloop_projects.actions.plan.pictures import Pictures
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.picture import Picture, Row
from inloop_projects.store.relationship import hiccups
from inloop_worktime import non_working_ranges

DAYS_ZOOM_UNTIL = 45
WEEKS_ZOOM_UNTIL = 400
MONTHS_ZOOM_UNTIL = 1500


class Timelines:
    """What can be shown of a plan as a picture."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures

    def scene(self, session: Session, caller: Caller, *, zoom: str, language: str, width_px: int) -> Scene:
        """Lay out the rows that the caller may see; with `width_px`, to fill that width."""
        _, picture = self.pictures.of(session, caller.project_id)
        reasons = hiccups.reasons(session, caller.project_id) if caller.level >= Level.TIMELINE else {}
        view = _view(picture, caller.level, dict(reasons))
        if width_px:
            return lay_out_to_fit(view, width_px=width_px, language=language or "en")
        return lay_out(view, zoom=Zoom(zoom) if zoom else _fitting(view), language=language or "en")


def _view(picture: Picture, level: int, reasons: dict[str, str]) -> PlanView:
    """Build the view of a level. Below TIMELINE there is no progress, critical path, reason or link in it."""
    rows = picture.rows(level)
    is_deep = level >= Level.TIMELINE
    shown = {row.task.id for row in rows}
    links = tuple(
        LinkView(link.predecessor_id, link.successor_id, LinkKind(link.type.value))
        for link in picture.plan.links
        if is_deep and link.predecessor_id in shown and link.successor_id in shown
    )
    return PlanView(
        title=picture.plan.name,
        rows=tuple(_row(row, is_deep=is_deep, reason=reasons.get(row.task.id)) for row in rows),
        today=picture.status_on,
        status_on=picture.status_on,
        links=links,
        non_working=_free_days(picture, rows),
    )


def _row(row: Row, *, is_deep: bool, reason: str | None) -> RowView:
    actual = row.task.actual_finish
    return RowView(
        id=row.task.id,
        wbs=row.wbs,
        name=row.task.name,
        depth=row.depth,
        kind=ViewKind(row.kind.value),
        start=row.start_on,
        finish=row.finish_on,
        forecast_start=row.forecast_start_on,
        forecast_finish=row.forecast_finish_on,
        state=ViewState(row.state.value),
        promised_start=row.promised_start_on,
        promised_finish=row.promised_finish_on,
        actual_finish=actual.date() if actual else None,
        percent_complete=row.percent_complete if is_deep else 0,
        is_critical=row.is_critical and is_deep,
        is_near_critical=row.is_near_critical and is_deep,
        reason=reason,
    )


def _free_days(picture: Picture, rows: tuple[Row, ...]) -> tuple[DayRange, ...]:
    if not rows:
        return ()
    first = min(min(row.start_on, row.forecast_start_on, row.promised_start_on or row.start_on) for row in rows)
    last = max(max(row.finish_on, row.forecast_finish_on, row.promised_finish_on or row.finish_on) for row in rows)
    return tuple(DayRange(*span) for span in non_working_ranges(picture.plan.default_calendar, first, last))


def _fitting(view: PlanView) -> Zoom:
    """A zoom at which a plan of this length can be read."""
    if not view.rows:
        return Zoom.WEEKS
    days = (max(row.forecast_finish for row in view.rows) - min(row.start for row in view.rows)).days
    if days <= DAYS_ZOOM_UNTIL:
        return Zoom.DAYS
    if days <= WEEKS_ZOOM_UNTIL:
        return Zoom.WEEKS
    return Zoom.MONTHS if days <= MONTHS_ZOOM_UNTIL else Zoom.QUARTERS
