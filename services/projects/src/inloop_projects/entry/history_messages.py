"""Revisions, comparisons, variances and trends as messages."""

from __future__ import annotations

from collections.abc import Sequence

from inloop.projects.v1 import history_pb2
from inloop_projects.actions.plan.baselines import Variances
from inloop_projects.actions.plan.history import Revisions
from inloop_projects.domain.plan.comparison import Comparison, FieldChange, RowChange
from inloop_projects.domain.plan.picture import last_day
from inloop_projects.domain.plan.trend import MilestoneTrend
from inloop_projects.domain.plan.variance import RowVariance
from inloop_projects.entry.dates import stamp, text
from inloop_projects.entry.plan_messages import baseline
from inloop_projects.store.plan.history import LogRow


def revision(row: LogRow, found: Revisions) -> history_pb2.PlanRevision:
    """An entry of the change log, with what the caller can do about it."""
    return history_pb2.PlanRevision(
        revision=row.revision,
        kind=history_pb2.RevisionKind.ValueType(int(row.deed.kind)),
        at=stamp(row.at),
        author=row.deed.author,
        sentence=row.deed.sentence,
        of_revision=row.deed.of_revision,
        change_id=row.deed.change_id or None,
        can_undo=row.revision == found.undo_revision,
        can_redo=row.revision == found.redo_revision,
    )


def comparison(found: Comparison) -> history_pb2.PlanComparison:
    """Two revisions side by side."""
    return history_pb2.PlanComparison(
        from_revision=found.from_revision,
        to_revision=found.to_revision,
        rows=[
            history_pb2.ComparedRow(
                task_id=row.key[0], name=row.names[0], change=_change(row), fields=_fields(row.fields)
            )
            for row in found.rows
        ],
        links=[
            history_pb2.ComparedLink(
                predecessor_id=row.key[0],
                predecessor_name=row.names[0],
                successor_id=row.key[1],
                successor_name=row.names[1],
                change=_change(row),
                fields=_fields(row.fields),
            )
            for row in found.links
        ],
        settings=_fields(found.settings),
    )


def variance(found: Variances) -> history_pb2.PlanVariance:
    """The plan against a baseline."""
    return history_pb2.PlanVariance(baseline=baseline(found.baseline), rows=[_variance(row) for row in found.rows])


def trends(found: Sequence[MilestoneTrend]) -> history_pb2.MilestoneTrends:
    """What was forecast for each milestone."""
    return history_pb2.MilestoneTrends(
        milestones=[
            history_pb2.MilestoneTrend(
                milestone_id=one.milestone_id,
                name=one.name,
                promised_on=text(one.promised_on),
                reached_on=text(one.reached_on),
                points=[
                    history_pb2.TrendPoint(recorded_on=recorded.isoformat(), forecast_on=forecast.isoformat())
                    for recorded, forecast in one.points
                ],
            )
            for one in found
        ]
    )


def _variance(row: RowVariance) -> history_pb2.RowVariance:
    old = row.baseline
    return history_pb2.RowVariance(
        task_id=row.task_id,
        is_new=old is None,
        baseline_start_on=text(old.start.date()) if old else None,
        baseline_finish_on=text(last_day(old.start, old.finish)) if old else None,
        start_on=row.start.date().isoformat(),
        finish_on=last_day(row.start, row.finish).isoformat(),
        start_minutes=row.start_minutes,
        finish_minutes=row.finish_minutes,
        duration_minutes=row.duration_minutes,
        work_minutes=row.work_minutes,
    )


def _change(row: RowChange) -> history_pb2.RowChange.ValueType:
    return history_pb2.RowChange.Value(f"ROW_CHANGE_{row.change}")


def _fields(changes: Sequence[FieldChange]) -> list[history_pb2.ComparedField]:
    return [history_pb2.ComparedField(field=one.field, before=one.before, after=one.after) for one in changes]
