"""Interruptions of split tasks, found in the time-phased work of their assignments."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Final

from inloop_projects.domain.plan.model import Split
from inloop_projects.domain.plan.mspdi_xml import Element
from inloop_worktime import Calendar

PLANNED_WORK: Final = "1"
ACTUAL_WORK: Final = "2"


def splits_of(
    assignments: list[Element], calendar: Calendar, start: datetime, finish: datetime, duration_minutes: int
) -> tuple[Split, ...] | None:
    """The splits that explain why a task takes longer than its duration.

    () when it does not; None when its time-phased work does not explain it.
    """
    missing = calendar.work(start, finish) - duration_minutes
    if missing <= 0:
        return ()
    for assignment in assignments:
        splits = _between(_worked(assignment), calendar)
        if sum(split.pause_minutes for split in splits) == missing:
            return splits
    return None


def _worked(assignment: Element) -> list[tuple[datetime, datetime]]:
    """Stretches in which work is planned or done, joined where only nights and weekends lie between."""
    stretches: list[tuple[datetime, datetime]] = []
    interrupted = True
    pieces = []
    for piece in assignment.children:
        if piece.name == "TimephasedData" and piece.text_of("Type") in (PLANNED_WORK, ACTUAL_WORK):
            begins, ends = piece.date_of("Start"), piece.date_of("Finish")
            if begins is not None and ends is not None:
                pieces.append((begins, ends, piece.use().minutes_of("Value")))
    pieces.sort(key=lambda piece: piece[:2])
    for begins, ends, minutes in pieces:
        if minutes is None:
            continue
        if minutes == 0:
            interrupted = True
        elif interrupted:
            stretches.append((begins, ends))
            interrupted = False
        else:
            stretches[-1] = (stretches[-1][0], ends)
    return stretches


def _between(stretches: list[tuple[datetime, datetime]], calendar: Calendar) -> tuple[Split, ...]:
    splits = []
    done = 0
    for (begins, ends), (resumes, _) in pairwise(stretches):
        done += calendar.work(begins, ends)
        pause = calendar.work(ends, resumes)
        if pause > 0:
            splits.append(Split(after_minutes=done, pause_minutes=pause))
    return tuple(splits)
