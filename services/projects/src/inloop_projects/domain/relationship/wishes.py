"""What of a wish may be asked for, and who may read it: edits are read by those who see every row that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.editing import apply, refuse_unseen
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.errors import EditRefused
from inloop_projects.domain.plan.model import Plan

CLIENT_EDITS = (ask.AddTask, ask.RemoveTask, ask.ChangeDuration, ask.AddLink, ask.RemoveLink, ask.SetConstraint)
"""What a client can ask for, and read when it was asked for."""


def of_contact(plan: Plan, edits: Sequence[Edit], level: int) -> list[Edit]:
    """A contact's edits in terms of the plan; rows that the contact does not see are answered like absent ones.

    Places are counted among the rows that the contact sees. Errors: UnknownTask, EditRefused.
    """
    refuse_unseen(plan, edits, lambda task: task.visible_from <= level)
    made: list[Edit] = []
    for index, edit in enumerate(edits):
        if isinstance(edit, ask.AddTask) and edit.position is not None:
            made.append(_placed(apply(plan, made), edit, index, level))
        else:
            made.append(edit)
    return made


def _placed(plan: Plan, edit: ask.AddTask, index: int, level: int) -> ask.AddTask:
    """A row with its place among all rows, given the place among those that are seen."""
    siblings = sorted((task for task in plan.tasks if task.parent_id == edit.parent_id), key=lambda task: task.position)
    seen = [place for place, task in enumerate(siblings) if task.visible_from <= level]
    wanted = edit.position or 0
    if wanted > len(seen):
        sentence = "The position is beyond the rows that are there."
        raise EditRefused(sentence, field=f"edits.{index}.position", edit=index)
    return replace(edit, position=seen[wanted] if wanted < len(seen) else None)


def under_their_phases(plan: Plan, edits: Sequence[Edit]) -> list[Edit]:
    """New rows are never seen from a lower level than the phase that holds them."""
    levels = {task.id: task.visible_from for task in plan.tasks}
    made: list[Edit] = []
    for edit in edits:
        one = edit
        if isinstance(one, ask.AddTask):
            above = levels.get(one.parent_id, 0) if one.parent_id else 0
            one = replace(one, visible_from=max(one.visible_from, above))
            levels[one.task_id] = one.visible_from
        made.append(one)
    return made


def readable_from(plan: Plan, edits: Sequence[Edit]) -> tuple[int, ...]:
    """The least level that may read each edit: that of the deepest row that it names or adds."""
    levels = _levels(plan, edits)
    return tuple(_readable(edit, levels) for edit in edits)


def readable(plan: Plan, edits: Sequence[Edit], seen_from: Sequence[int], level: int) -> list[Edit]:
    """The edits that a level may read now: as when they were written, and as their rows are today."""
    levels = _levels(plan, edits)
    return [
        edit
        for edit, then in zip(edits, seen_from, strict=True)
        if level >= max(then, _readable(edit, levels, gone=then))
    ]


def _levels(plan: Plan, edits: Sequence[Edit]) -> dict[str, int]:
    """The levels of the rows that edits name or add, as far as there are such rows."""
    levels = {edit.task_id: edit.visible_from for edit in edits if isinstance(edit, ask.AddTask)}
    named = {task_id for edit in edits for task_id in ask.ids_named(edit)} | set(levels)
    return levels | {task_id: plan.task_by_id[task_id].visible_from for task_id in named if task_id in plan.task_by_id}


def _readable(edit: Edit, levels: Mapping[str, int], *, gone: int = int(Level.STAFF)) -> int:
    """The least level that reads an edit; `gone` counts for rows that are not there any more."""
    if not isinstance(edit, CLIENT_EDITS):
        return int(Level.STAFF)
    named = [*ask.ids_named(edit), *([edit.task_id] if isinstance(edit, ask.AddTask) else ())]
    return max(levels.get(task_id, gone) for task_id in named)
