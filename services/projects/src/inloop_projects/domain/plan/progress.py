"""What a report of progress makes of a task (the rules of `schedule.md`, Progress and status date)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inloop_projects.domain.plan.edits import RecordProgress
from inloop_projects.domain.plan.model import Task

COMPLETE = 100


def with_progress(task: Task, report: RecordProgress, *, planned_start: datetime, planned_finish: datetime) -> Task:
    """The task after the report; planned dates stand in for actual ones that are not given.

    Raises ValueError with a sentence when the report contradicts itself.
    """
    _check(task, report)
    if report.actual_finish is not None or report.percent == COMPLETE:
        return _finished(task, report, planned_start, planned_finish)
    if report.percent == 0 and report.actual_start is None and not report.remaining_minutes:
        return replace(
            task, percent_complete=0, actual_start=None, actual_finish=None, remaining_minutes=None, resume=None
        )
    duration, remaining = _split(task, report)
    return replace(
        task,
        duration_minutes=duration,
        remaining_minutes=remaining,
        percent_complete=COMPLETE * (duration - remaining) // duration if duration else 0,
        actual_start=report.actual_start or task.actual_start or planned_start,
        actual_finish=None,
    )


def _check(task: Task, report: RecordProgress) -> None:
    if report.percent is not None and not 0 <= report.percent <= COMPLETE:
        raise ValueError("Progress is a percentage from 0 to 100.")
    if report.remaining_minutes is not None and report.remaining_minutes < 0:
        raise ValueError("What remains cannot be negative.")
    started = report.actual_start or task.actual_start
    if report.actual_finish is not None and started is not None and report.actual_finish < started:
        raise ValueError("A task cannot finish before it starts.")
    finishes = report.actual_finish is not None or report.percent == COMPLETE
    if finishes and report.remaining_minutes:
        raise ValueError("A finished task has nothing left to do.")
    if report.actual_finish is not None and report.percent not in (None, COMPLETE):
        raise ValueError("A task with an actual finish is complete: give 100 percent or none.")


def _finished(task: Task, report: RecordProgress, planned_start: datetime, planned_finish: datetime) -> Task:
    start = report.actual_start or task.actual_start or planned_start
    finish = report.actual_finish or task.actual_finish or planned_finish
    return replace(
        task,
        percent_complete=COMPLETE,
        actual_start=min(start, finish),
        actual_finish=finish,
        remaining_minutes=0,
        resume=None,
    )


def _split(task: Task, report: RecordProgress) -> tuple[int, int]:
    """(duration, remaining) of a task in progress after the report, in minutes."""
    duration = task.duration_minutes
    if report.remaining_minutes is not None:
        if report.percent is not None:
            return _whole(report.remaining_minutes, report.percent), report.remaining_minutes
        done = duration - task.remaining_duration_minutes if task.actual_start is not None else 0
        return done + report.remaining_minutes, report.remaining_minutes
    percent = report.percent
    if percent is None:
        return duration, task.remaining_duration_minutes if task.actual_finish is None else duration
    return duration, duration - duration * percent // COMPLETE


def _whole(remaining: int, percent: int) -> int:
    return round(remaining * COMPLETE / (COMPLETE - percent))
