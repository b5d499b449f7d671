"""Projects, rows of plans, scenes and baselines as messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import plans_pb2, projects_pb2
from inloop_gantt.scene import Scene
from inloop_projects.actions.plan.plans import Edited
from inloop_projects.actions.plan.projects import Stand
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan.model import LagKind, Link, Plan, Task
from inloop_projects.domain.plan.picture import Kind, Row, Standing, State, last_day
from inloop_projects.entry.dates import local_text, stamp, text
from inloop_projects.store.plan.baselines import BaselineRow

KINDS = {
    Kind.TASK: plans_pb2.TASK_KIND_TASK,
    Kind.SUMMARY: plans_pb2.TASK_KIND_SUMMARY,
    Kind.MILESTONE: plans_pb2.TASK_KIND_MILESTONE,
}
STATES = {
    State.DONE: plans_pb2.TASK_STATE_DONE,
    State.PLAN: plans_pb2.TASK_STATE_PLAN,
    State.LATE: plans_pb2.TASK_STATE_LATE,
    State.WAITS: plans_pb2.TASK_STATE_WAITS,
}


def project(stand: Stand) -> projects_pb2.Project:
    """A project with how it stands."""
    value, facts = stand.project, stand.standing
    health, reason = _health(facts, value.tolerance_days)
    return projects_pb2.Project(
        id=value.id,
        workspace_id=value.workspace_id,
        name=value.name,
        time_zone=value.time_zone,
        currency=value.currency,
        health=health,
        health_reason=reason,
        percent_complete=facts.percent_complete,
        promised_finish_on=text(facts.promised_finish_on),
        forecast_finish_on=text(facts.forecast_finish_on),
        slip_days=facts.slip_days,
        next_milestone=_next_milestone(facts.next_milestone) if facts.next_milestone else None,
        status_on=text(stand.status_on),
        viewer=_viewer(stand),
        tolerance_days=value.tolerance_days,
        plan_revision=value.plan_revision,
        open_hiccup_count=stand.open_hiccup_count,
        promised_at=stamp(stand.promised_at),
        workspace_name=stand.access.workspace.name,
    )


def task(row: Row, links: Mapping[str, list[Link]], reason: str | None, description: str | None) -> plans_pb2.Task:
    """A row of the plan; `links` are those between rows that the reader sees, by successor."""
    value, planned = row.task, row.planned
    return plans_pb2.Task(
        id=value.id,
        wbs=row.wbs,
        name=value.name,
        parent_id=row.parent_id,
        depth=row.depth,
        kind=KINDS[row.kind],
        state=STATES[row.state],
        start_on=row.start_on.isoformat(),
        finish_on=row.finish_on.isoformat(),
        promised_start_on=text(row.promised_start_on),
        promised_finish_on=text(row.promised_finish_on),
        forecast_start_on=row.forecast_start_on.isoformat(),
        forecast_finish_on=row.forecast_finish_on.isoformat(),
        slip_days=row.slip_days,
        percent_complete=row.percent_complete,
        is_critical=row.is_critical,
        actual_start_on=text(value.actual_start.date()) if value.actual_start else None,
        actual_finish_on=_finished_on(value),
        duration_minutes=planned.duration_minutes,
        predecessors=[_link(link) for link in links.get(value.id, ())],
        reason=reason,
        description=description,
        visible_from=access_pb2.Level.ValueType(value.visible_from),
        constraint=plans_pb2.ConstraintType.Value(f"CONSTRAINT_TYPE_{value.constraint.value}"),
        constraint_local=local_text(value.constraint_date),
        deadline_on=text(value.deadline.date()) if value.deadline else None,
        total_slack_minutes=planned.total_slack_minutes,
        start_local=local_text(planned.start),
        finish_local=local_text(planned.finish),
        free_slack_minutes=planned.free_slack_minutes,
        remaining_minutes=value.remaining_duration_minutes,
        is_near_critical=row.is_near_critical,
        is_overallocated=row.is_overallocated,
        late_start_local=local_text(planned.late_start),
        late_finish_local=local_text(planned.late_finish),
        is_manual=value.is_manual,
        calendar_name=row.calendar_name,
        missed_by_minutes=-planned.total_slack_minutes if planned.total_slack_minutes < 0 else None,
        calendar_id=value.calendar_id,
        duration_is_elapsed=value.duration_is_elapsed,
    )


def links_between(plan: Plan, rows: tuple[Row, ...]) -> dict[str, list[Link]]:
    """The links whose two ends are among rows, by successor; links over hidden rows are not bridged."""
    shown = {row.task.id for row in rows}
    found: dict[str, list[Link]] = {}
    for link in plan.links:
        if link.predecessor_id in shown and link.successor_id in shown:
            found.setdefault(link.successor_id, []).append(link)
    return found


def edited(value: Edited, links: Mapping[str, list[Link]]) -> plans_pb2.PlanEdited:
    """What a write did, for staff."""
    return plans_pb2.PlanEdited(
        plan_revision=value.revision,
        changed=[task(row, links, None, None) for row in value.changed],
        removed_ids=value.removed_ids,
        opened_hiccup_ids=value.opened_hiccup_ids,
    )


def timeline(scene: Scene) -> plans_pb2.Timeline:
    """A scene, column by column."""
    columns = ("rows", "links", "ticks", "shades", "lines", "legend")
    facts = {name: value for name, value in asdict(scene).items() if name not in columns}
    return plans_pb2.Timeline(
        **facts,
        rows=plans_pb2.TimelineRows(**asdict(scene.rows)),
        links=plans_pb2.TimelineLinks(**asdict(scene.links)),
        ticks=plans_pb2.TimelineTicks(**asdict(scene.ticks)),
        shades=plans_pb2.TimelineShades(**asdict(scene.shades)),
        lines=plans_pb2.TimelineLines(**asdict(scene.lines)),
        legend=plans_pb2.TimelineLegend(**asdict(scene.legend)),
    )


def baseline(row: BaselineRow) -> plans_pb2.Baseline:
    """A baseline."""
    return plans_pb2.Baseline(
        number=row.number,
        name=row.name,
        is_promise=row.is_promise,
        saved_at=stamp(row.saved_at),
        finish_on=row.finish.date().isoformat() if row.finish else "",
    )


def _health(facts: Standing, tolerance_days: int) -> tuple[projects_pb2.Health.ValueType, str]:
    """Health and its reason, from what everybody at SUMMARY may know: forecast against promise."""
    if facts.slip_days is None or facts.forecast_finish_on is None:
        return projects_pb2.HEALTH_UNSPECIFIED, "No dates have been promised yet."
    ahead = facts.next_milestone.slip_days if facts.next_milestone else None
    slip = max(facts.slip_days, ahead or 0)
    finish = facts.forecast_finish_on.isoformat()
    if slip <= 0:
        return projects_pb2.HEALTH_ON_COURSE, f"The forecast keeps the promise: finish on {finish}."
    days = f"{slip} working day{'s' if slip > 1 else ''}"
    sentence = f"The forecast is {days} behind the promise: finish on {finish}."
    if slip <= tolerance_days:
        return projects_pb2.HEALTH_AT_RISK, sentence
    return projects_pb2.HEALTH_LATE, sentence


def _next_milestone(row: Row) -> projects_pb2.NextMilestone:
    return projects_pb2.NextMilestone(
        name=row.task.name,
        promised_on=text(row.promised_finish_on),
        forecast_on=row.forecast_finish_on.isoformat(),
        slip_days=row.slip_days,
    )


def _viewer(stand: Stand) -> projects_pb2.Viewer:
    access = stand.access
    made = projects_pb2.Viewer(
        is_staff=access.level >= Level.STAFF,
        level=access_pb2.Level.ValueType(access.level),
        capabilities=[access_pb2.Capability.ValueType(one) for one in sorted(access.capabilities)],
    )
    if access.role:
        made.role = access_pb2.Role.ValueType(access.role)
    if access.client_id:
        made.client_id, made.client_name = access.client_id, stand.client_name
    return made


def _finished_on(value: Task) -> str | None:
    if value.actual_finish is None:
        return None
    return text(last_day(value.actual_start or value.actual_finish, value.actual_finish))


def _link(link: Link) -> plans_pb2.Link:
    kind = plans_pb2.LinkType.Value(f"LINK_TYPE_{link.type.value}")
    is_percent = link.lag_kind is LagKind.PERCENT
    return plans_pb2.Link(
        predecessor_id=link.predecessor_id,
        type=kind,
        lag_minutes=0 if is_percent else link.lag_minutes,
        lag_kind=plans_pb2.LagKind.Value(f"LAG_KIND_{link.lag_kind.name}"),
        lag_percent=link.lag_minutes if is_percent else None,
    )
