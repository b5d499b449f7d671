"""Long lists as pre-formatted lines: each row is one text with tabs, cut and stopped by the widths of the font.

A table of a thousand rows takes WeasyPrint ten seconds, a thousand lines a tenth of a second; the price is that the
stops are computed here. Units are CSS pixels at the size of the list's type.
"""

from __future__ import annotations

from inloop_gantt.type_metrics import BOLD, REGULAR, Face
from inloop_reports.domain.facts import Kind, Row
from inloop_reports.domain.report import Line, Lines
from inloop_reports.domain.words import NOTHING, Words

TYPE_SIZE = 11
TAB = 16
LINES_PER_PAGE = 48
FIRST_PAGE_LINES = 44
# In tabs from the left edge: where the dates, the promise, the progress and the state stand. The page is 42 wide.
WHEN, PROMISED, DONE, STATE = 18, 27, 33, 36
_WIDTH = 42
_GAP = 6
# A text that ends so near a stop (measured against drawn: rounding, hinting) is moved on by a blank.
_NEAR = 2
_INDENT = "   "
_BLANK = " "


def task_lines(rows: tuple[Row, ...], words: Words, this_year: int) -> Lines:
    """All rows of a plan, in pages."""
    heads = (words.column_number, words.column_when, words.column_promised_until, words.column_done, words.column_state)
    head = _stopped(heads, BOLD)
    lines = [_line(row, words, this_year) for row in rows]
    pages = [tuple(lines[:FIRST_PAGE_LINES])]
    pages += [tuple(lines[at : at + LINES_PER_PAGE]) for at in range(FIRST_PAGE_LINES, len(lines), LINES_PER_PAGE)]
    return Lines(head, tuple(pages))


def _line(row: Row, words: Words, this_year: int) -> Line:
    is_phase = row.kind is Kind.SUMMARY
    face = BOLD if is_phase else REGULAR
    name = f"{_INDENT * min(row.depth, 6)}{_clean(row.wbs)}  {_clean(row.name)}"
    if row.is_internal:
        name += f" ({words.internal_row})"
    lead, at = _cut(name, WHEN * TAB, face)
    has_progress = row.percent_complete is not None and row.kind is not Kind.MILESTONE
    progress = f"{row.percent_complete} %" if has_progress else ""
    promised = words.short_day(row.promised_finish_on, this_year) if row.promised_finish_on else NOTHING
    when = words.span(row.start_on, row.finish_on, this_year)
    text = lead + _tabs(at, WHEN) + _stopped((when, promised, progress, ""), face)
    late = f" +{row.slip_days}" if row.slip_days and row.slip_days > 0 else ""
    state = f"{words.states[row.state]}{late}"
    return Line(text=text, state=row.state.value, state_text=state, is_phase=is_phase)


def _stopped(cells: tuple[str, ...], face: Face) -> str:
    """Cells with the tabs between them: five from the left edge, four from WHEN."""
    stops = (0, WHEN, PROMISED, DONE, STATE, _WIDTH)[-len(cells) - 1 :]
    made: list[str] = []
    for cell, start, end in zip(cells, stops, stops[1:], strict=False):
        text, width = _cut(cell, (end - start) * TAB, face)
        made.append(text + (_tabs(start * TAB + width, end) if end != _WIDTH else ""))
    return "".join(made)


def _cut(text: str, room: int, face: Face) -> tuple[str, int]:
    """The text as far as it fits, and its width; it never ends where one cannot tell on which side of a stop it is."""
    text = face.cut(text, TYPE_SIZE, room - _GAP)
    width = face.width(text, TYPE_SIZE)
    while min(width % TAB, TAB - width % TAB) <= _NEAR:
        text += _BLANK
        width = face.width(text, TYPE_SIZE)
    return text, width


def _tabs(at: int, stop: int) -> str:
    """As many tabs as lead from a pixel to a stop."""
    return "\t" * (stop - at // TAB)


def _clean(text: str) -> str:
    """Without line breaks, tabs and control characters, which would break the line."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())
