"""From a plan view to a scene: every decision about the picture is taken here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inloop_gantt import timescale
from inloop_gantt.legend import legend
from inloop_gantt.scene import ABSENT, CRITICAL, NEAR_CRITICAL, LineColumns, LinkColumns, RowColumns, Scene
from inloop_gantt.sentences import Teller, finish_of
from inloop_gantt.timescale import Rooms, Timescale, WorkingDays, Zoom
from inloop_gantt.type_metrics import BOLD, REGULAR, Face
from inloop_gantt.view import Kind, PlanView, RowView
from inloop_gantt.words import Words, words_for

TIER_HEIGHT, MARKS_HEIGHT, ROW_HEIGHT, FONT_SIZE, MARK_SIZE = 20, 20, 26, 12, 11
_INDENT, _DEEPEST, _PADDING, _GAP = 14, 6, 8, 6
_ICON, _ICON_GAP = 10, 4
_LEAST_NAME, _MOST_NAME = 90, 320
_MILESTONE_NAME, _REASON, _LEAST_REASON = 190, 300, 48
_HALF_DIAMOND = 10


@dataclass(frozen=True, slots=True)
class _Names:
    """The left part of the picture, in pixels."""

    width: int
    state_x: int


def lay_out(view: PlanView, *, zoom: Zoom = Zoom.WEEKS, language: str = "en") -> Scene:
    """Return the scene at a zoom, as wide as the plan is long; for a screen that scrolls.

    Raises UnknownLanguage for a language without words.
    """
    words = words_for(language)
    scale = timescale.scale_at(view, zoom, _rooms(view, words))
    return _scene(view, words, _names(view, words, _MOST_NAME), scale)


def lay_out_to_fit(view: PlanView, *, width_px: int, language: str = "en") -> Scene:
    """Return the scene that fills `width_px`, names included, at the zoom that follows from it; for paper.

    Raises UnknownLanguage for a language without words.
    """
    words = words_for(language)
    names = _names(view, words, max(width_px * 24 // 100, _LEAST_NAME))
    scale = timescale.scale_to_fit(view, max(width_px - names.width, 100), _rooms(view, words))
    return _scene(view, words, names, scale)


def _rooms(view: PlanView, words: Words) -> Rooms:
    """Return the last day of each row and how many pixels its words take behind it."""
    year, slip = view.today.year, BOLD.width(words.slip.format(days=99), FONT_SIZE) + _GAP
    rooms: Rooms = []
    for row in view.rows:
        promised = row.promised_finish
        last = max(promised, finish_of(row)) if promised else finish_of(row)
        label = words.day(finish_of(row), this_year=year, short=True)
        if row.kind is Kind.MILESTONE:
            label = words.milestone_label.format(
                name=REGULAR.cut(_clean(row.name), FONT_SIZE, _MILESTONE_NAME), date=label
            )
        late = slip if promised and finish_of(row) > promised else 0
        rooms.append((last, _HALF_DIAMOND + 2 * _GAP + _ICON + _ICON_GAP + REGULAR.width(label, FONT_SIZE) + late))
    return rooms


def _names(view: PlanView, words: Words, most: int) -> _Names:
    wanted = max(
        (_name_x(row) + _wbs_room(row) + _face(row).width(row.name, FONT_SIZE) for row in view.rows), default=0
    )
    state_x = min(max(wanted, _LEAST_NAME), most) + 2 * _GAP
    word = max(REGULAR.width(word, FONT_SIZE) for word in words.states.values())
    return _Names(state_x + _ICON + _ICON_GAP + word + _PADDING, state_x)


def _face(row: RowView) -> Face:
    return BOLD if row.kind is Kind.SUMMARY else REGULAR


def _name_x(row: RowView) -> int:
    return _PADDING + _INDENT * min(row.depth, _DEEPEST)


def _wbs_room(row: RowView) -> int:
    return REGULAR.width(row.wbs, FONT_SIZE) + _GAP if row.wbs else 0


def _scene(view: PlanView, words: Words, names: _Names, scale: Timescale) -> Scene:
    teller = Teller(view, words, WorkingDays(view))
    rows = _Rows(words, teller, names, scale)
    for row in view.rows:
        rows.append(row)
    links = _links(view)
    shades, lines = timescale.shades(scale, view.non_working), _lines(view, words, teller, scale)
    return Scene(
        title=_clean(teller.title(rows.columns.slip_days)), name=_clean(view.title), language=words.language,
        zoom=scale.zoom.value, origin_on=scale.origin_on.isoformat(), days=scale.days, px_per_day=scale.px_per_day,
        names_width=names.width, state_x=names.state_x, tier_height=TIER_HEIGHT, marks_height=MARKS_HEIGHT,
        row_height=ROW_HEIGHT, font_size=FONT_SIZE, rows=rows.columns, links=links, ticks=timescale.ticks(scale, words),
        shades=shades, lines=lines,
        legend=legend(rows.columns, links, shades, lines, words=words, font_size=FONT_SIZE),
    )  # fmt: skip


class _Rows:
    """Fills the columns row by row."""

    def __init__(self, words: Words, teller: Teller, names: _Names, scale: Timescale) -> None:
        self.columns = RowColumns()
        self._words, self._teller, self._names, self._scale = words, teller, names, scale

    def append(self, row: RowView) -> None:
        columns, slip = self.columns, self._teller.slip_days(row)
        name = _clean(row.name)
        columns.id.append(row.id)
        columns.name.append(name)
        columns.wbs.append(_clean(row.wbs))
        columns.depth.append(row.depth)
        columns.kind.append(row.kind.value)
        columns.state.append(row.state.value)
        columns.state_word.append(self._words.states[row.state])
        columns.critical.append(CRITICAL if row.is_critical else NEAR_CRITICAL if row.is_near_critical else 0)
        columns.progress.append(min(max(row.percent_complete, 0), 100))
        columns.slip_days.append(slip)
        columns.sentence.append(_clean(self._teller.row(row, slip)))
        self._append_name(row, name)
        self._append_bars(row)
        self._append_label(row, name, slip)

    def _append_name(self, row: RowView, name: str) -> None:
        columns, x, wbs = self.columns, _name_x(row), _wbs_room(row)
        columns.name_x.append(x)
        columns.wbs_width.append(wbs)
        columns.name_label.append(_face(row).cut(name, FONT_SIZE, self._names.state_x - 2 * _GAP - x - wbs))

    def _append_bars(self, row: RowView) -> None:
        columns, bar = self.columns, self._bar
        is_point, promised = row.kind is Kind.MILESTONE, row.promised_finish
        first, last = bar(row.promised_start or promised, promised, is_point=is_point)
        columns.promised_start.append(first)
        columns.promised_finish.append(last)
        first, last = bar(row.start, row.finish, is_point=is_point)
        columns.planned_start.append(first)
        columns.planned_finish.append(last)
        first, last = bar(row.forecast_start, finish_of(row), is_point=is_point)
        columns.forecast_start.append(first)
        columns.forecast_finish.append(last)

    def _bar(self, start: date | None, finish: date | None, *, is_point: bool) -> tuple[int, int]:
        """Cut to the picture; ABSENT twice when nothing of it is inside."""
        if start is None or finish is None:
            return ABSENT, ABSENT
        first, last = self._scale.offset(finish if is_point else start), self._scale.offset(finish) + 1
        if last <= 0 or first >= self._scale.days:
            return ABSENT, ABSENT
        return (first, first) if is_point else (max(first, 0), min(last, self._scale.days))

    def _append_label(self, row: RowView, name: str, slip: int) -> None:
        columns, date_label = self.columns, self._teller.day(finish_of(row), short=True)
        if row.kind is Kind.MILESTONE:
            cut = REGULAR.cut(name, FONT_SIZE, _MILESTONE_NAME)
            date_label = self._words.milestone_label.format(name=cut, date=date_label)
        slip_label = self._words.slip.format(days=slip) if slip > 0 else ""
        width = REGULAR.width(date_label, FONT_SIZE)
        slip_width = BOLD.width(slip_label, FONT_SIZE)
        whole = _ICON + _ICON_GAP + width + (_GAP + slip_width if slip_label else 0)
        x, room = self._place(whole)
        columns.label.append(date_label)
        columns.label_width.append(width)
        columns.slip_label.append(slip_label)
        columns.slip_width.append(slip_width)
        columns.label_x.append(x)
        reason = _clean(row.reason or "")
        room = min(room - _GAP, _REASON)
        columns.reason.append(reason)
        columns.reason_label.append(REGULAR.cut(reason, FONT_SIZE, room) if room >= _LEAST_REASON else "")

    def _place(self, whole: int) -> tuple[int, int]:
        """Where words of this width stand beside the row's bars, and how much room is left behind them (pixels)."""
        columns, scale = self.columns, self._scale
        starts = [x for x in (columns.promised_start[-1], columns.forecast_start[-1]) if x != ABSENT]
        if columns.forecast_start[-1] == ABSENT:
            return ABSENT, 0
        is_point = columns.kind[-1] == Kind.MILESTONE
        middle, half = (scale.px_per_day // 200, _HALF_DIAMOND) if is_point else (0, 0)
        last = max(columns.promised_finish[-1], columns.forecast_finish[-1])
        right = last * scale.px_per_day // 100 + middle + half + _GAP
        if right + whole <= scale.width_px:
            return right, scale.width_px - right - whole
        left = min(starts) * scale.px_per_day // 100 + middle - half - _GAP - whole
        return (left, 0) if left >= 0 else (ABSENT, 0)


def _links(view: PlanView) -> LinkColumns:
    """Links between rows of the view; one that names another row cannot be drawn and is left out."""
    index = {row.id: number for number, row in enumerate(view.rows)}
    columns = LinkColumns()
    for link in view.links:
        if link.predecessor_id in index and link.successor_id in index:
            columns.predecessor.append(index[link.predecessor_id])
            columns.successor.append(index[link.successor_id])
            columns.kind.append(link.kind.value)
    return columns


def _lines(view: PlanView, words: Words, teller: Teller, scale: Timescale) -> LineColumns:
    """Today, and the status date where it is another day; words never cover each other."""
    columns = LineColumns()
    days = [("today", view.today, words.today)]
    if view.status_on != view.today:
        days.append(("status", view.status_on, words.status))
    taken = (0, 0)
    for key, day, form in days:
        offset = scale.offset(day)
        if not 0 <= offset <= scale.days:
            continue
        label = form.format(date=teller.day(day, short=True))
        width = REGULAR.width(label, MARK_SIZE) + 2 * _GAP
        line = offset * scale.px_per_day // 100
        x = _beside(taken, line if key == "today" else line - width, width, scale.width_px)
        taken = (x, x + width)
        columns.key.append(key)
        columns.day.append(offset)
        columns.label.append(label)
        columns.label_width.append(width)
        columns.label_x.append(x)
    return columns


def _beside(taken: tuple[int, int], x: int, width: int, most: int) -> int:
    """`x` moved so that it covers neither what is taken nor the edges."""
    x = max(min(x, most - width), 0)
    if x >= taken[1] or x + width <= taken[0]:
        return x
    return taken[0] - width - 2 if taken[0] - width - 2 >= 0 else taken[1] + 2


def _clean(text: str) -> str:
    """Without line breaks and control characters, which have no place in a picture (and some of them none in XML)."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())
