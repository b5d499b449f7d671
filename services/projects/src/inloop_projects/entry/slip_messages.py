"""The slip ledger, waits and earned value as messages."""

from __future__ import annotations

from inloop.projects.v1 import earned_pb2, slips_pb2
from inloop_projects.actions.plan.earned_value import Standing
from inloop_projects.actions.relationship.slips import Ledger, MilestoneLedger, Told
from inloop_projects.actions.relationship.waits import WaitTold
from inloop_projects.domain.plan.earned_value import Value
from inloop_projects.domain.relationship.slip_ledger import SlipCause
from inloop_projects.entry.dates import stamp, text


def ledger(found: Ledger) -> slips_pb2.SlipLedger:
    """The ledger of a promise."""
    return slips_pb2.SlipLedger(
        promise_id=found.promise.id if found.promise else None,
        milestones=[milestone(one) for one in found.milestones],
        promises=[
            slips_pb2.PromiseMade(
                id=one.id, number=one.number, name=one.name, made_at=stamp(one.made_at), is_present=one.is_present
            )
            for one in found.promises
        ],
    )


def milestone(found: MilestoneLedger) -> slips_pb2.MilestoneLedger:
    """Why one promised milestone moved."""
    return slips_pb2.MilestoneLedger(
        milestone_id=found.milestone_id,
        name=found.name,
        promised_on=found.promised_on.isoformat(),
        forecast_on=found.forecast_on.isoformat(),
        total_days=found.total_days,
        entries=[_entry(one) for one in found.entries],
        causes=[slips_pb2.CauseDays(cause=_cause(cause), days=days) for cause, days in found.causes.items()],
    )


def wait(told: WaitTold) -> slips_pb2.Wait:
    """Something that is or was waited for."""
    value = told.wait
    return slips_pb2.Wait(
        id=value.id,
        what=value.what,
        task_id=value.task_id,
        task_name=told.task.name if told.task else None,
        message_id=value.message_id,
        started_at=stamp(value.started_at),
        ended_at=stamp(value.ended_at),
        waited_days=told.days,
        started_by=value.started_by,
        client_id=value.client_id,
    )


def earned(found: Standing) -> earned_pb2.EarnedValue:
    """Earned value of a project."""
    value, baseline = found.value, found.baseline
    return earned_pb2.EarnedValue(
        status_on=found.status_on.isoformat(),
        baseline_number=baseline.number if baseline else None,
        baseline_name=baseline.name if baseline else None,
        basis=earned_pb2.EarnedValueBasis.ValueType(int(value.basis)),
        currency=found.currency,
        total=_value(None, value.total),
        rows=[_value(task_id, row) for task_id, row in value.rows.items()],
    )


def _entry(told: Told) -> slips_pb2.SlipEntry:
    value = told.entry
    return slips_pb2.SlipEntry(
        id=value.id or None,
        at=stamp(value.at),
        moved_days=value.moved_days,
        from_on=text(value.from_on),
        to_on=value.to_on.isoformat(),
        cause=_cause(told.cause),
        author=told.author or None,
        change_id=told.change_id or None,
        note=told.note or None,
        is_attributed=value.is_attributed,
        plan_revision=value.revision,
    )


def _cause(cause: SlipCause) -> slips_pb2.SlipCause.ValueType:
    return slips_pb2.SlipCause.ValueType(int(cause))


def _value(task_id: str | None, value: Value) -> earned_pb2.EarnedValueRow:
    base = value.base
    return earned_pb2.EarnedValueRow(
        task_id=task_id,
        bac=_whole(base.bac),
        bcws=_whole(base.bcws),
        bcwp=_whole(base.bcwp),
        acwp=_whole(base.acwp),
        sv=_whole(value.sv),
        cv=_whole(value.cv),
        spi=value.spi,
        cpi=value.cpi,
        eac=_whole(value.eac),
        vac=_whole(value.vac),
        tcpi=value.tcpi,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
