"""Paints dependencies: along the lines between rows, so that no arrow runs through the words beside a bar."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from inloop_gantt import marks
from inloop_gantt.elements import Element, path, shape, stroke
from inloop_gantt.rows_painter import centre_of
from inloop_gantt.scene import ABSENT, Scene
from inloop_gantt.theme import Theme

_EXIT, _ENTRY, _STRAIGHT = 300, 500, 1600
_HEAD_LENGTH, _HEAD_HALF = 450, 300


@dataclass(frozen=True, slots=True)
class Window:
    """The rows that are painted: the middle line of each, and the lines above the first and below the last."""

    middles: Mapping[int, int]
    first: int
    last: int
    top: int
    bottom: int
    half_row: int

    def beyond(self, row: int) -> int | None:
        """Return the edge of the window towards a row before or after it; None for one folded away in between."""
        if row < self.first:
            return self.top
        return self.bottom if row > self.last else None


def arrows(scene: Scene, window: Window, x0: int, theme: Theme, only: Collection[int] | None) -> Iterator[Element]:
    """Yield all links that touch the window, or those of the rows in `only`; ends outside run to its edge."""
    links = scene.links
    for predecessor, successor, kind in zip(links.predecessor, links.successor, links.kind, strict=True):
        if only is not None and predecessor not in only and successor not in only:
            continue
        if ABSENT in (scene.rows.forecast_start[predecessor], scene.rows.forecast_start[successor]):
            continue
        yield from _arrow(scene, window, x0, theme, (predecessor, successor, kind))


def _edge(scene: Scene, row: int, *, is_finish: bool) -> tuple[int, int]:
    """Where a row's bar ends on that side, and how far inside an arrow may land (from the left of the time area)."""
    rows = scene.rows
    if rows.kind[row] == "milestone":
        radius = marks.FORECAST_RADIUS
        return centre_of(scene, rows.forecast_start[row]) + (radius if is_finish else -radius), radius
    start, finish = rows.forecast_start[row] * scene.px_per_day, rows.forecast_finish[row] * scene.px_per_day
    width = marks.width_of(start, finish)
    return (start + width if is_finish else start), min(_ENTRY, width // 2)


def _arrow(scene: Scene, window: Window, x0: int, theme: Theme, link: tuple[int, int, str]) -> Iterator[Element]:
    predecessor, successor, kind = link
    from_y, to_y = window.middles.get(predecessor), window.middles.get(successor)
    if from_y is None and to_y is None:
        return
    start_y = window.beyond(predecessor) if from_y is None else from_y
    end_y = window.beyond(successor) if to_y is None else to_y
    if start_y is None or end_y is None:
        return
    out, into = (1 if kind[0] == "F" else -1), (1 if kind[1] == "S" else -1)
    leave, _ = _edge(scene, predecessor, is_finish=kind[0] == "F")
    land, inside = _edge(scene, successor, is_finish=kind[1] == "F")
    leave, land, down = x0 + leave, x0 + land + into * inside, 1 if end_y > start_y else -1
    turn, is_point = leave + out * _EXIT, scene.rows.kind[successor] == "milestone"
    reach = marks.PROMISE_RADIUS if is_point else marks.FRAME_HALF
    tip = end_y if to_y is None else end_y - down * (reach + 75)
    lane = end_y if to_y is None else end_y - down * window.half_row
    if from_y is None:
        line = path("M", turn, start_y, "V", lane, "H", land, "V", tip)
    elif abs(land - turn) <= _STRAIGHT:
        line = _short(leave, land, start_y, tip, out=out, down=down)
    else:
        line = path("M", leave, start_y, "H", turn, "V", lane, "H", land, "V", tip)
    yield stroke(line, theme.muted, 100)
    if to_y is not None:
        base = tip - down * _HEAD_LENGTH
        head = path("M", land - _HEAD_HALF, base, "H", land + _HEAD_HALF, "L", land, tip, "Z")
        yield shape(head, theme.muted)


def _short(leave: int, land: int, start_y: int, tip: int, *, out: int, down: int) -> str:
    """Straight down where the arrow lands right behind the bar it leaves, or under its end."""
    if (land - leave) * out > 0:
        return path("M", leave, start_y, "H", land, "V", tip)
    return path("M", land, start_y + down * marks.BAR_HALF, "V", tip)
