"""Where the days are: zoom, the range of days in the picture, the scale above it, the shaded days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inloop_gantt.scene import ShadeColumns, TickColumns
from inloop_gantt.type_metrics import REGULAR
from inloop_gantt.view import DayRange, PlanView
from inloop_gantt.words import Words

Rooms = list[tuple[date, int]]
"""For each row the day on which it ends and how many pixels its words take behind that."""

_DAY = timedelta(days=1)
_EDGE_PX = 12  # so that half a diamond is never cut off
_WIDEST, _NARROWEST = 2400, 2
_MOST_BEHIND_PX = 120
_LEAST_SHADE_PX = 8
_LEAST_TICK_PX = 6
_TICK_PADDING_PX = 6
TICK_SIZE = 11


class Zoom(StrEnum):
    """How near the reader stands; the word says what one step of the lower scale is."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"


PX_PER_DAY = {Zoom.DAYS: 2400, Zoom.WEEKS: 800, Zoom.MONTHS: 300, Zoom.QUARTERS: 100}
_ZOOM_FROM = ((1600, Zoom.DAYS), (400, Zoom.WEEKS), (130, Zoom.MONTHS), (0, Zoom.QUARTERS))


@dataclass(frozen=True, slots=True)
class Timescale:
    """Days `origin_on` .. `origin_on + days - 1`, at `px_per_day` hundredths of a pixel (even)."""

    zoom: Zoom
    origin_on: date
    days: int
    px_per_day: int

    @property
    def width_px(self) -> int:
        """Width of the time area in whole pixels."""
        return self.days * self.px_per_day // 100

    def offset(self, day: date) -> int:
        """Day number of a date; negative or beyond `days` when it is outside."""
        return (day - self.origin_on).days


def span_of(view: PlanView) -> tuple[date, date]:
    """First and last day that the rows touch, promise included; today when there are no rows."""
    first = last = view.rows[0].forecast_start if view.rows else view.today
    for row in view.rows:
        promised_start = row.promised_start or row.forecast_start
        promised_finish = row.promised_finish or row.forecast_finish
        first = min(first, row.forecast_start, promised_start, row.start, row.actual_finish or row.start)
        last = max(last, row.forecast_finish, promised_finish, row.finish, row.actual_finish or row.finish)
    return first, last


def scale_at(view: PlanView, zoom: Zoom, rooms: Rooms) -> Timescale:
    """Return the picture at a fixed zoom, as long as bars and the words behind them need."""
    px = PX_PER_DAY[zoom]
    first, last = span_of(view)
    start = view.from_on or _begin(first - _DAY * _days_for(_EDGE_PX, px), zoom)
    behind = max((day + _DAY * _days_for(room, px) for day, room in rooms), default=last)
    end = view.to_on or max(last + _DAY * _days_for(_EDGE_PX, px), behind)
    return Timescale(zoom, start, max((end - start).days + 1, 1), px)


def scale_to_fit(view: PlanView, width_px: int, rooms: Rooms) -> Timescale:
    """Return the widest picture that fits into `width_px`, with room for short words behind the bars.

    Longer words go before their bar.
    """
    first, last = span_of(view)
    first, last = view.from_on or first, view.to_on or last
    core, left = max((last - first).days + 1, 1), width_px - 2 * _EDGE_PX
    if view.to_on:
        px = left * 100 // core
    else:
        ends = (((day - first).days + 1, min(room, _MOST_BEHIND_PX)) for day, room in rooms if day >= first)
        px = min((max(left - room, 1) * 100 // days for days, room in ends), default=left * 100 // core)
        px = min(px, left * 100 // core)
    px = max(min(px, _WIDEST) // 2 * 2, _NARROWEST)
    zoom = next(zoom for least, zoom in _ZOOM_FROM if px >= least)
    start = view.from_on or first - _DAY * _days_for(_EDGE_PX, px)
    days = (last - start).days + 1 if view.to_on else width_px * 100 // px
    return Timescale(zoom, start, max(days, 1), px)


def _days_for(px: int, px_per_day: int) -> int:
    return -(-px * 100 // px_per_day)


def _begin(day: date, zoom: Zoom) -> date:
    if zoom in (Zoom.DAYS, Zoom.WEEKS):
        return day - _DAY * day.weekday()
    return day.replace(day=1)


def ticks(scale: Timescale, words: Words) -> TickColumns:
    """Both lines of the head; steps too narrow to be told apart are left out, labels that do not fit are empty."""
    columns = TickColumns()
    for tier, step in enumerate(_tiers(scale.zoom)):
        for begin, end in _steps(scale, step):
            if scale.px_per_day * (end - begin).days >= _LEAST_TICK_PX * 100:
                start, finish = max(scale.offset(begin), 0), min(scale.offset(end), scale.days)
                columns.tier.append(tier)
                columns.start.append(start)
                columns.finish.append(finish)
                columns.label.append(_fitting(_labels(begin, step, tier, words), (finish - start) * scale.px_per_day))
    return columns


def _tiers(zoom: Zoom) -> tuple[str, str]:
    upper = "month" if zoom in (Zoom.DAYS, Zoom.WEEKS) else "year"
    return upper, {Zoom.DAYS: "day", Zoom.WEEKS: "week", Zoom.MONTHS: "month", Zoom.QUARTERS: "quarter"}[zoom]


def _fitting(labels: tuple[str, ...], room: int) -> str:
    """Return the first label that fits into `room` hundredths of a pixel."""
    widths = ((label, REGULAR.width(label, TICK_SIZE) + _TICK_PADDING_PX) for label in labels)
    return next((label for label, width in widths if width * 100 <= room), "")


def _steps(scale: Timescale, step: str) -> Iterator[tuple[date, date]]:
    begin, last = _floor(scale.origin_on, step), scale.origin_on + _DAY * scale.days
    while begin < last:
        end = _next(begin, step)
        yield begin, end
        begin = end


def _floor(day: date, step: str) -> date:
    if step == "day":
        return day
    if step == "week":
        return day - _DAY * day.weekday()
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _next(day: date, step: str) -> date:
    if step in ("day", "week"):
        return day + _DAY * (1 if step == "day" else 7)
    month = day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[step]
    return date(day.year + month // 12, month % 12 + 1, 1)


def _labels(begin: date, step: str, tier: int, words: Words) -> tuple[str, ...]:
    """Return what a step may be called, longest first."""
    if step in ("day", "week"):
        return (str(begin.day),)
    if step == "quarter":
        return (words.quarter.format(quarter=(begin.month + 2) // 3),)
    if step == "year":
        return (str(begin.year),)
    long, short = words.months[begin.month - 1], words.short_months[begin.month - 1]
    if tier == 1:
        return (short, short[0])
    full = words.month_with_year.format
    return full(month=long, year=begin.year), full(month=short, year=begin.year), short


def shades(scale: Timescale, ranges: tuple[DayRange, ...]) -> ShadeColumns:
    """Days without work, joined where they touch and left out where nobody could see them."""
    columns = ShadeColumns()
    for start, finish in _joined(sorted((scale.offset(r.first_on), scale.offset(r.last_on) + 1) for r in ranges)):
        low, high = max(start, 0), min(finish, scale.days)
        if (high - low) * scale.px_per_day >= _LEAST_SHADE_PX * 100:
            columns.start.append(low)
            columns.finish.append(high)
    return columns


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, finish in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], finish))
        else:
            joined.append((start, finish))
    return joined


class WorkingDays:
    """Counts working days between two dates that the rows touch."""

    def __init__(self, view: PlanView) -> None:
        """Prefix sums over the whole span of the rows, so that each count is two look-ups."""
        first, last = span_of(view)
        self._first = first - _DAY
        is_off = bytearray((last - self._first).days + 2)
        for off in view.non_working:
            low = max((off.first_on - self._first).days, 0)
            high = min((off.last_on - self._first).days + 1, len(is_off))
            if low < high:
                is_off[low:high] = b"\x01" * (high - low)
        self._before = [0]
        for off_day in is_off:
            self._before.append(self._before[-1] + (not off_day))

    def between(self, promised: date, forecast: date) -> int:
        """Working days after `promised` up to and including `forecast`; negative when the forecast is earlier."""
        return self._before[(forecast - self._first).days + 1] - self._before[(promised - self._first).days + 1]
