"""Apply edits to a plan: each is checked, and the first that cannot be applied refuses them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import singledispatchmethod

from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.engine import Schedule, schedule
from inloop_projects.domain.plan.errors import CycleByEdit, EditRefused, LinkCycle, SummaryLinked, UnknownTask
from inloop_projects.domain.plan.model import DATED_CONSTRAINTS, LagKind, Link, Plan, Task
from inloop_projects.domain.plan.outline import depth_first
from inloop_projects.domain.plan.progress import with_progress
from inloop_projects.domain.plan.reaching import path_between
from inloop_worktime import FIRST_DAY, LAST_DAY

TEN_YEARS_MINUTES = 10 * 366 * 1440
MAX_PERCENT_LAG = 10_000
MAX_NAME = 500


def apply(plan: Plan, edits: Sequence[ask.Edit]) -> Plan:
    """The plan after all edits, in order. The given plan is untouched.

    Raises EditRefused (UnknownTask, CycleByEdit) with the index of the first edit that cannot be applied.
    """
    draft = _Draft(plan)
    for index, edit in enumerate(edits):
        draft.index = index
        draft.apply(edit)
    return draft.finished()


def refuse_unseen(plan: Plan, edits: Iterable[ask.Edit], visible: Callable[[Task], bool]) -> None:
    """Raise UnknownTask for the first edit that names a row which the editor may not see.

    Exactly as if it did not exist.
    """
    seen = {task.id for task in plan.tasks if visible(task)}
    for index, edit in enumerate(edits):
        for task_id in ask.ids_named(edit):
            if task_id not in seen:
                raise unknown_task(index)
        if isinstance(edit, ask.AddTask):
            seen.add(edit.task_id)


def unknown_task(index: int) -> UnknownTask:
    """The one answer for a row that is not there and for one that may not be seen."""
    return UnknownTask("The plan has no such task.", edit=index)


class _Draft:
    """A plan being edited."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tasks = dict(plan.task_by_id)
        self.links = {(link.predecessor_id, link.successor_id): link for link in plan.links}
        self.index = 0
        self._schedule: Schedule | None = None

    def finished(self) -> Plan:
        return replace(
            self.plan,
            tasks=tuple(depth_first(tuple(self.tasks.values()))),
            links=tuple(self.links.values()),
            assignments=tuple(taken for taken in self.plan.assignments if taken.task_id in self.tasks),
        )

    def refuse(self, sentence: str, field: str) -> EditRefused:
        return EditRefused(sentence, field=f"edits.{self.index}.{field}", edit=self.index)

    def task(self, task_id: str) -> Task:
        task = self.tasks.get(task_id)
        if task is None:
            raise unknown_task(self.index)
        return task

    def leaf(self, task_id: str, what: str) -> Task:
        task = self.task(task_id)
        if any(other.parent_id == task_id for other in self.tasks.values()):
            raise self.refuse(f"{what} of a summary comes from the tasks inside it.", "task_id")
        return task

    def put(self, task: Task) -> None:
        self.tasks[task.id] = task
        self._schedule = None

    @singledispatchmethod
    def apply(self, edit: ask.Edit) -> None:
        raise TypeError(f"{type(edit).__name__} is not an edit.")

    @apply.register
    def _(self, edit: ask.AddTask) -> None:
        if not edit.task_id or edit.task_id in self.tasks:
            raise self.refuse("A new task needs an id that the plan does not have.", "task_id")
        if edit.parent_id is not None:
            self.task(edit.parent_id)
        self.put(
            Task(
                id=edit.task_id,
                name=self._name(edit.name),
                is_summary=edit.is_summary,
                is_milestone=edit.is_milestone,
                duration_minutes=self._duration(edit.duration_minutes, "duration_minutes"),
                duration_is_elapsed=edit.duration_is_elapsed,
                visible_from=self._level(edit.visible_from),
            )
        )
        # A row without links of its own cannot close a circle, so there is nothing to check.
        self._place(edit.task_id, edit.parent_id, edit.position)

    @apply.register
    def _(self, edit: ask.RemoveTask) -> None:
        self.task(edit.task_id)
        gone = self._inside(edit.task_id)
        self.tasks = {task_id: task for task_id, task in self.tasks.items() if task_id not in gone}
        self.links = {ends: link for ends, link in self.links.items() if not gone & set(ends)}
        self._schedule = None

    @apply.register
    def _(self, edit: ask.RenameTask) -> None:
        self.put(replace(self.task(edit.task_id), name=self._name(edit.name)))

    @apply.register
    def _(self, edit: ask.SetDuration) -> None:
        task = self.leaf(edit.task_id, "The duration")
        elapsed = task.duration_is_elapsed if edit.duration_is_elapsed is None else edit.duration_is_elapsed
        duration = self._duration(edit.duration_minutes, "duration_minutes")
        self.put(replace(self._resized(task, duration, "duration_minutes"), duration_is_elapsed=elapsed))

    @apply.register
    def _(self, edit: ask.ChangeDuration) -> None:
        task = self.leaf(edit.task_id, "The duration")
        duration = self._duration(task.duration_minutes + edit.by_minutes, "by_minutes")
        self.put(self._resized(task, duration, "by_minutes"))

    @apply.register
    def _(self, edit: ask.Move) -> None:
        self.task(edit.task_id)
        if edit.parent_id is not None:
            self.task(edit.parent_id)
            if edit.parent_id in self._inside(edit.task_id):
                raise self.refuse("A task cannot lie inside itself.", "parent_id")
        self._place(edit.task_id, edit.parent_id, edit.position)
        self._check_whole()

    @apply.register
    def _(self, edit: ask.SetConstraint) -> None:
        task = self.leaf(edit.task_id, "The constraint")
        dated = edit.constraint in DATED_CONSTRAINTS
        if dated and edit.date is None:
            raise self.refuse("This constraint needs a date.", "date")
        date = self._date(edit.date, "date") if dated else None
        self.put(replace(task, constraint=edit.constraint, constraint_date=date))

    @apply.register
    def _(self, edit: ask.SetDeadline) -> None:
        self.put(replace(self.task(edit.task_id), deadline=self._date(edit.deadline, "deadline")))

    @apply.register
    def _(self, edit: ask.SetMilestone) -> None:
        self.put(replace(self.leaf(edit.task_id, "Being a milestone"), is_milestone=edit.is_milestone))

    @apply.register
    def _(self, edit: ask.SetCalendar) -> None:
        if edit.calendar_id is not None and edit.calendar_id not in self.plan.calendars:
            raise self.refuse("The plan has no such calendar.", "calendar_id")
        self.put(replace(self.task(edit.task_id), calendar_id=edit.calendar_id))

    @apply.register
    def _(self, edit: ask.SetManual) -> None:
        task = self.leaf(edit.task_id, "The dates")
        start, finish = self._date(edit.start, "start"), self._date(edit.finish, "finish")
        if (start is None) != (finish is None):
            raise self.refuse("A task scheduled by hand has both a start and a finish.", "finish")
        if start is not None and finish is not None and finish < start:
            raise self.refuse("A task cannot finish before it starts.", "finish")
        self.put(replace(task, manual_start=start, manual_finish=finish))

    @apply.register
    def _(self, edit: ask.SetResume) -> None:
        task = self.leaf(edit.task_id, "The interruption")
        if edit.resume is not None and (task.actual_start is None or task.is_complete):
            raise self.refuse("Only a task in progress can be interrupted.", "resume")
        self.put(replace(task, resume=self._date(edit.resume, "resume")))

    @apply.register
    def _(self, edit: ask.AddLink) -> None:
        before, after = edit.predecessor_id, edit.successor_id
        self.task(before)
        self.task(after)
        if before == after:
            raise self.refuse("A task cannot depend on itself.", "successor_id")
        if (before, after) in self.links:
            raise self.refuse("These two tasks are linked already.", "successor_id")
        if after in self._inside(before) or before in self._inside(after):
            raise self.refuse("A summary cannot depend on a task inside it.", "successor_id")
        limit = MAX_PERCENT_LAG if edit.lag_kind is LagKind.PERCENT else ask.MOST_LAG_MINUTES
        if abs(edit.lag_minutes) > limit:
            raise self.refuse("A lag is at most ten years.", "lag_minutes")
        circle = path_between(self.tasks, self.links, after, before)
        if circle:
            raise CycleByEdit("This link would make tasks wait for each other.", edit=self.index, task_ids=circle)
        self.links[before, after] = Link(before, after, edit.type, edit.lag_minutes, edit.lag_kind)
        self._schedule = None

    @apply.register
    def _(self, edit: ask.RemoveLink) -> None:
        self.task(edit.predecessor_id)
        self.task(edit.successor_id)
        if self.links.pop((edit.predecessor_id, edit.successor_id), None) is None:
            raise self.refuse("These two tasks are not linked.", "successor_id")
        self._schedule = None

    @apply.register
    def _(self, edit: ask.SetVisibility) -> None:
        self.put(replace(self.task(edit.task_id), visible_from=self._level(edit.visible_from)))

    @apply.register
    def _(self, edit: ask.RecordProgress) -> None:
        task = self.leaf(edit.task_id, "The progress")
        self._date(edit.actual_start, "actual_start")
        self._date(edit.actual_finish, "actual_finish")
        if edit.remaining_minutes is not None:
            self._duration(edit.remaining_minutes, "remaining_minutes")
        if self._schedule is None:
            self._schedule = schedule(self.finished())
        start, finish = self._schedule.start_and_finish(edit.task_id)
        try:
            reported = with_progress(task, edit, planned_start=start, planned_finish=finish)
        except ValueError as wrong:
            raise self.refuse(str(wrong), "percent") from wrong
        self._duration(reported.duration_minutes, "remaining_minutes")
        self.put(reported)

    def _resized(self, task: Task, duration: int, field: str) -> Task:
        if task.actual_start is None or task.is_complete:
            return replace(task, duration_minutes=duration)
        remaining = duration - task.actual_duration_minutes
        if remaining < 0:
            raise self.refuse("The task cannot be shorter than what is done of it.", field)
        percent = 100 * task.actual_duration_minutes // duration if duration else 0
        return replace(task, duration_minutes=duration, remaining_minutes=remaining, percent_complete=percent)

    def _place(self, task_id: str, parent_id: str | None, position: int | None) -> None:
        """Put a row at a place among its siblings and number them anew."""
        siblings = sorted(
            (task for task in self.tasks.values() if task.parent_id == parent_id and task.id != task_id),
            key=lambda task: task.position,
        )
        at = len(siblings) if position is None else position
        if not 0 <= at <= len(siblings):
            raise self.refuse("The position is beyond the rows that are there.", "position")
        siblings.insert(at, replace(self.tasks[task_id], parent_id=parent_id))
        for place, sibling in enumerate(siblings):
            if sibling.position != place or sibling.id == task_id:
                self.put(replace(sibling, position=place))

    def _inside(self, task_id: str) -> set[str]:
        """The row and all rows below it."""
        children: dict[str | None, list[str]] = {}
        for task in self.tasks.values():
            children.setdefault(task.parent_id, []).append(task.id)
        found = [task_id]
        for row in found:
            found.extend(children.get(row, ()))
        return set(found)

    def _check_whole(self) -> None:
        """A moved row brings its links into its new summary's: look for cycles in the whole plan."""
        try:
            self._schedule = schedule(self.finished())
        except (LinkCycle, SummaryLinked) as refused:
            raise CycleByEdit(
                "Moved there, tasks would wait for each other.",
                edit=self.index,
                task_ids=getattr(refused, "task_ids", ()),
            ) from refused

    def _name(self, name: str) -> str:
        stripped = name.strip()
        if not stripped or len(stripped) > MAX_NAME:
            raise self.refuse(f"A name has 1 to {MAX_NAME} characters.", "name")
        return stripped

    def _duration(self, minutes: int, field: str) -> int:
        if not 0 <= minutes <= TEN_YEARS_MINUTES:
            raise self.refuse("A duration is between nothing and ten years.", field)
        return minutes

    def _level(self, visible_from: int) -> int:
        if visible_from < 0:
            raise self.refuse("A level is not negative.", "visible_from")
        return visible_from

    def _date(self, at: datetime | None, field: str) -> datetime | None:
        if at is not None and not FIRST_DAY <= at.date() <= LAST_DAY:
            raise self.refuse(f"Dates lie between {FIRST_DAY.year} and {LAST_DAY.year}.", field)
        return at
