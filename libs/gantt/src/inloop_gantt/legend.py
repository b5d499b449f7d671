"""The legend: which signs occur in a picture, and the words that teach them."""

from __future__ import annotations

from inloop_gantt.scene import (
    ABSENT,
    CRITICAL,
    NEAR_CRITICAL,
    LegendColumns,
    LineColumns,
    LinkColumns,
    RowColumns,
    ShadeColumns,
)
from inloop_gantt.type_metrics import BOLD, REGULAR
from inloop_gantt.view import Kind, State
from inloop_gantt.words import Words


def legend(
    rows: RowColumns, links: LinkColumns, shades: ShadeColumns, lines: LineColumns, *, words: Words, font_size: int
) -> LegendColumns:
    """Entries in the order in which one learns the picture; the key is also the name of the swatch's shape."""
    kinds, states = set(rows.kind), set(rows.state)
    occurs: dict[str, bool] = {
        "promise": any(start != ABSENT for start in rows.promised_finish),
        "forecast": bool(kinds - {Kind.MILESTONE}),
        "progress": any(rows.progress),
        "slip": any(slip > 0 for slip in rows.slip_days),
        "summary": Kind.SUMMARY in kinds,
        "milestone": Kind.MILESTONE in kinds,
        "critical": CRITICAL in rows.critical,
        "near": NEAR_CRITICAL in rows.critical,
        "link": bool(links.kind),
        **{state.value: state.value in states for state in State},
        "today": "today" in lines.key,
        "status": "status" in lines.key,
        "shade": bool(shades.start),
    }
    columns = LegendColumns()
    for key in (key for key, does in occurs.items() if does):
        word, text = words.legend[key]
        columns.key.append(key)
        columns.shape.append(key if key not in set(State) else f"state-{key}")
        columns.word.append(word)
        columns.word_width.append(BOLD.width(word, font_size))
        columns.text.append(text)
        columns.text_width.append(REGULAR.width(text, font_size))
    return columns
