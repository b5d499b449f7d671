"""Edits between messages and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import plans_pb2
from inloop_kit.errors import Invalid
from inloop_kit.ids import new_id
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.edits import Edit
from inloop_projects.domain.plan.model import ConstraintType, LagKind, LinkType
from inloop_projects.entry.dates import local, midnight


def read(edits: Iterable[plans_pb2.Edit]) -> tuple[list[Edit], dict[str, str]]:
    """Edits as values, and descriptions by task id. Errors: Invalid for an edit that says nothing."""
    made: list[Edit] = []
    texts: dict[str, str] = {}
    for index, edit in enumerate(edits):
        name = edit.WhichOneof("edit")
        if name is None:
            raise Invalid("This edit says nothing to do.", field=f"edits.{index}")
        message = getattr(edit, name)
        if name == "set_description":
            texts[message.task_id] = message.description
        else:
            made.append(_READERS[name](message))
    return made, texts


def write(edits: Iterable[Edit]) -> list[plans_pb2.Edit]:
    """Edits as messages; what staff alone can ask for is in it only where staff asked."""
    return [_write(edit) for edit in edits]


def _add_task(message: plans_pb2.AddTask) -> ask.AddTask:
    return ask.AddTask(
        task_id=message.task_id or new_id(),
        name=message.name,
        parent_id=message.parent_id or None,
        position=_position(message),
        duration_minutes=message.duration_minutes,
        is_milestone=message.kind == plans_pb2.TASK_KIND_MILESTONE,
        is_summary=message.kind == plans_pb2.TASK_KIND_SUMMARY,
        visible_from=message.visible_from,
    )


def _move_task(message: plans_pb2.MoveTask) -> ask.Move:
    return ask.Move(message.task_id, message.parent_id or None, _position(message))


def _position(message: plans_pb2.AddTask | plans_pb2.MoveTask) -> int | None:
    return message.position if message.HasField("position") else None


def _set_kind(message: plans_pb2.SetKind) -> ask.SetMilestone:
    if message.kind not in (plans_pb2.TASK_KIND_TASK, plans_pb2.TASK_KIND_MILESTONE):
        raise Invalid("A row becomes a task or a milestone; a phase is what holds rows.", field="kind")
    return ask.SetMilestone(message.task_id, message.kind == plans_pb2.TASK_KIND_MILESTONE)


def _set_constraint(message: plans_pb2.SetConstraint) -> ask.SetConstraint:
    name = plans_pb2.ConstraintType.Name(message.type or plans_pb2.CONSTRAINT_TYPE_ASAP)
    return ask.SetConstraint(
        message.task_id, ConstraintType(name.removeprefix("CONSTRAINT_TYPE_")), local(message.at_local)
    )


def _set_deadline(message: plans_pb2.SetDeadline) -> ask.SetDeadline:
    return ask.SetDeadline(message.task_id, local(f"{message.deadline_on}T23:59") if message.deadline_on else None)


def _record_progress(message: plans_pb2.RecordProgress) -> ask.RecordProgress:
    return ask.RecordProgress(
        message.task_id,
        percent=message.percent_complete if message.HasField("percent_complete") else None,
        actual_start=midnight(message.actual_start_on),
        actual_finish=midnight(message.actual_finish_on),
        remaining_minutes=message.remaining_minutes if message.HasField("remaining_minutes") else None,
    )


def _add_link(message: plans_pb2.AddLink) -> ask.AddLink:
    name = plans_pb2.LinkType.Name(message.type or plans_pb2.LINK_TYPE_FS)
    kind = LinkType(name.removeprefix("LINK_TYPE_"))
    counted = _LAG_KINDS[message.lag_kind]
    lag = message.lag_percent if counted is LagKind.PERCENT else message.lag_minutes
    return ask.AddLink(message.predecessor_id, message.successor_id, kind, lag, counted)


_LAG_KINDS: Mapping[int, LagKind] = {
    plans_pb2.LAG_KIND_UNSPECIFIED: LagKind.WORKING,
    plans_pb2.LAG_KIND_WORKING: LagKind.WORKING,
    plans_pb2.LAG_KIND_ELAPSED: LagKind.ELAPSED,
    plans_pb2.LAG_KIND_PERCENT: LagKind.PERCENT,
}


def _set_manual(message: plans_pb2.SetManual) -> ask.SetManual:
    return ask.SetManual(message.task_id, local(message.start_local), local(message.finish_local))


_READERS: Mapping[str, Any] = {
    "add_task": _add_task,
    "remove_task": lambda message: ask.RemoveTask(message.task_id),
    "set_duration": lambda message: ask.SetDuration(message.task_id, message.duration_minutes),
    "change_duration": lambda message: ask.ChangeDuration(message.task_id, message.by_minutes),
    "add_link": _add_link,
    "remove_link": lambda message: ask.RemoveLink(message.predecessor_id, message.successor_id),
    "set_constraint": _set_constraint,
    "rename_task": lambda message: ask.RenameTask(message.task_id, message.name),
    "move_task": _move_task,
    "set_kind": _set_kind,
    "set_deadline": _set_deadline,
    "set_visibility": lambda message: ask.SetVisibility(message.task_id, message.visible_from),
    "record_progress": _record_progress,
    "set_calendar": lambda message: ask.SetCalendar(message.task_id, message.calendar_id or None),
    "set_manual": _set_manual,
    "set_resume": lambda message: ask.SetResume(message.task_id, local(message.resume_local)),
}


def _write(edit: Edit) -> plans_pb2.Edit:
    """The edits that a change request can hold."""
    made = plans_pb2.Edit()
    if isinstance(edit, ask.AddTask):
        kind = plans_pb2.TASK_KIND_TASK
        if edit.is_milestone or edit.is_summary:
            kind = plans_pb2.TASK_KIND_MILESTONE if edit.is_milestone else plans_pb2.TASK_KIND_SUMMARY
        made.add_task.CopyFrom(
            plans_pb2.AddTask(
                task_id=edit.task_id,
                name=edit.name,
                parent_id=edit.parent_id or "",
                position=edit.position,
                kind=kind,
                duration_minutes=edit.duration_minutes,
                visible_from=access_pb2.Level.ValueType(edit.visible_from),
            )
        )
    elif isinstance(edit, ask.RemoveTask):
        made.remove_task.task_id = edit.task_id
    elif isinstance(edit, ask.ChangeDuration):
        made.change_duration.CopyFrom(plans_pb2.ChangeDuration(task_id=edit.task_id, by_minutes=edit.by_minutes))
    elif isinstance(edit, ask.SetDuration):
        made.set_duration.CopyFrom(plans_pb2.SetDuration(task_id=edit.task_id, duration_minutes=edit.duration_minutes))
    elif isinstance(edit, ask.AddLink):
        kind_of_link = plans_pb2.LinkType.Value(f"LINK_TYPE_{edit.type.value}")
        made.add_link.CopyFrom(
            plans_pb2.AddLink(
                predecessor_id=edit.predecessor_id,
                successor_id=edit.successor_id,
                type=kind_of_link,
                lag_minutes=0 if edit.lag_kind is LagKind.PERCENT else edit.lag_minutes,
                lag_kind=plans_pb2.LagKind.Value(f"LAG_KIND_{edit.lag_kind.name}"),
                lag_percent=edit.lag_minutes if edit.lag_kind is LagKind.PERCENT else 0,
            )
        )
    elif isinstance(edit, ask.RemoveLink):
        link = plans_pb2.RemoveLink(predecessor_id=edit.predecessor_id, successor_id=edit.successor_id)
        made.remove_link.CopyFrom(link)
    elif isinstance(edit, ask.SetConstraint):
        made.set_constraint.CopyFrom(
            plans_pb2.SetConstraint(
                task_id=edit.task_id,
                type=plans_pb2.ConstraintType.Value(f"CONSTRAINT_TYPE_{edit.constraint.value}"),
                at_local=edit.date.isoformat(timespec="minutes") if edit.date else "",
            )
        )
    else:
        raise Invalid(f"A change request cannot hold {type(edit).__name__}.", field="edits")
    return made
