"""Paints one row of a scene: its promise, its forecast, its words beside the bar and in the column of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inloop_gantt import marks
from inloop_gantt.elements import Element, rect, text
from inloop_gantt.scene import ABSENT, NEAR_CRITICAL, Scene
from inloop_gantt.theme import Theme

_ICON_ROOM, _GAP, _BASELINE = 1400, 600, 425


def centre_of(scene: Scene, day: int) -> int:
    """Where a milestone of that day stands, from the left edge of the time area."""
    return day * scene.px_per_day + scene.px_per_day // 2


def bars(scene: Scene, row: int, x0: int, cy: int, theme: Theme) -> Iterator[Element]:
    """Yield the signs of a row in the time area that begins at x0, round the middle line cy."""
    if scene.rows.kind[row] == "milestone":
        yield from _milestone(scene, row, x0, cy, theme)
    else:
        yield from _work(scene, row, x0, cy, theme)


def _milestone(scene: Scene, row: int, x0: int, cy: int, theme: Theme) -> Iterator[Element]:
    rows, fill = scene.rows, theme.state(scene.rows.state[row])
    promised, forecast = rows.promised_start[row], rows.forecast_start[row]
    promised_x, forecast_x = x0 + centre_of(scene, promised), x0 + centre_of(scene, forecast)
    if promised != ABSENT and forecast > promised and rows.slip_days[row] > 0:
        width, top = forecast_x - promised_x, cy - marks.BAND_HALF
        yield rect(promised_x, top, width, 2 * marks.BAND_HALF, fill=fill)
        yield marks.hatch(promised_x, width, top, 2 * marks.BAND_HALF, theme.paper)
    if promised != ABSENT:
        yield marks.promised_point(promised_x, cy, theme)
    if forecast != ABSENT:
        yield marks.point(forecast_x, cy, fill)
        if rows.critical[row]:
            yield _beneath(scene, row)(forecast_x - marks.FORECAST_RADIUS, 2 * marks.FORECAST_RADIUS, cy, theme)


def _beneath(scene: Scene, row: int) -> Callable[[int, int, int, Theme], Element]:
    """Return what marks how critical a row is."""
    return marks.dashes if scene.rows.critical[row] == NEAR_CRITICAL else marks.underline


def _work(scene: Scene, row: int, x0: int, cy: int, theme: Theme) -> Iterator[Element]:
    rows, scale, fill = scene.rows, scene.px_per_day, theme.state(scene.rows.state[row])
    promised, promised_end = rows.promised_start[row], rows.promised_finish[row]
    start, finish = rows.forecast_start[row], rows.forecast_finish[row]
    if start != ABSENT:
        x, width = x0 + start * scale, marks.width_of(start * scale, finish * scale)
        is_phase = rows.kind[row] == "summary"
        yield (marks.bracket if is_phase else marks.bar)(x, width, cy, fill)
        slip = max(promised_end, start)
        if rows.slip_days[row] > 0 and promised_end != ABSENT and slip < finish:
            height = marks.BAR_HALF * 2 - (400 if is_phase else 0)
            yield marks.hatch(x0 + slip * scale, (finish - slip) * scale, cy - marks.BAR_HALF, height, theme.paper)
        if 0 < rows.progress[row] < marks.WHOLE and width >= marks.LEAST_STRIPED:
            yield marks.progress(x, width, cy - (200 if is_phase else 0), rows.progress[row], theme)
        if rows.critical[row]:
            yield _beneath(scene, row)(x, width, cy, theme)
    if promised != ABSENT:
        width = marks.width_of(promised * scale, promised_end * scale)
        yield marks.frame(x0 + promised * scale, width, cy, theme)


def label(scene: Scene, row: int, x0: int, cy: int, theme: Theme) -> Iterator[Element]:
    """Yield the state's shape, the date, the slip and its reason, beside the bar."""
    rows, y = scene.rows, cy + _BASELINE
    if rows.label_x[row] == ABSENT:
        return
    x = x0 + rows.label_x[row] * 100
    room = _ICON_ROOM + rows.label_width[row] * 100 + (rows.slip_width[row] * 100 + _GAP if rows.slip_label[row] else 0)
    yield rect(x - 100, cy - 800, room + 200, 1600, fill=theme.paper, fill_opacity="0.8")
    yield marks.state_icon(rows.state[row], x, cy, theme)
    x += _ICON_ROOM
    yield text(x, y, rows.label[row], theme.ink)
    x += rows.label_width[row] * 100 + _GAP
    if rows.slip_label[row]:
        yield text(x, y, rows.slip_label[row], theme.late, font_weight="700")
        x += rows.slip_width[row] * 100 + _GAP
    if rows.reason_label[row]:
        yield text(x, y, rows.reason_label[row], theme.muted)


def names(scene: Scene, row: int, cy: int, theme: Theme) -> Iterator[Element]:
    """WBS, name and state in the column of names."""
    rows, y = scene.rows, cy + _BASELINE
    x = rows.name_x[row] * 100
    if rows.wbs[row]:
        yield text(x, y, rows.wbs[row], theme.muted)
    weight = "700" if rows.kind[row] == "summary" else None
    yield text(x + rows.wbs_width[row] * 100, y, rows.name_label[row], theme.ink, font_weight=weight)
    yield marks.state_icon(rows.state[row], scene.state_x * 100, cy, theme)
    yield text(scene.state_x * 100 + _ICON_ROOM, y, rows.state_word[row], theme.ink)
