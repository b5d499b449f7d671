"""Changes, their effects and hiccups as messages."""

from __future__ import annotations

from datetime import datetime

from inloop.projects.v1 import changes_pb2, plans_pb2, progress_pb2
from inloop.types.v1 import money_pb2
from inloop_projects.actions.relationship.change_desk import Told, Way
from inloop_projects.domain.plan.fallout import Fallout, TaskMove
from inloop_projects.domain.plan.picture import last_day
from inloop_projects.domain.relationship.changes import OBSTACLE, ChangeState, Price, Shown, Step, sentence
from inloop_projects.domain.relationship.hiccups import Hiccup
from inloop_projects.entry import edit_messages
from inloop_projects.entry.dates import stamp, text


def shown(value: Shown) -> plans_pb2.Fallout:
    """What edits do, as one level sees it, with the hash that an approval signs."""
    made = _moves(value.fallout)
    made.sentence = sentence(value)
    made.finish_before_on = text(value.finish_before_on) or ""
    made.finish_after_on = text(value.finish_after_on) or ""
    made.finish_moves_days = value.finish_moves_days
    made.shown_hash = value.hash
    money = value.money
    for field in ("price", "budget_after", "cost_change", "margin_change"):
        amount: Price | None = getattr(money, field)
        if amount is not None:
            getattr(made, field).CopyFrom(_price(amount))
    if money.work_change_minutes is not None:
        made.work_change_minutes = money.work_change_minutes
    return made


def previewed(value: Fallout) -> plans_pb2.Fallout:
    """What edits of staff would do."""
    return shown(Shown(value, value.finish_before.date(), value.finish_after.date(), value.finish_days))


def keep(value: Shown) -> bytes:
    """The picture that was agreed to, for the store."""
    return shown(value).SerializeToString(deterministic=True)


def change(value: Told) -> changes_pb2.Change:
    """A change with its effect now, or as it was agreed to."""
    one, present = value.change, value.present
    made = changes_pb2.Change(
        id=one.id,
        client_id=one.client_id,
        title=one.title,
        reason=one.reason,
        state=changes_pb2.ChangeState.ValueType(value.state),
        edits=edit_messages.write(present.edits),
        price=_price(present.alternative.price) if present.alternative.price else None,
        has_price=present.alternative.price is not None,
        submitted_at=None if value.state is ChangeState.DRAFT else stamp(one.submitted_at),
        offered_at=stamp(one.offered_at),
        settled_at=stamp(one.settled_at),
        asked_by=one.asked_by,
        settled_by=one.settled_by,
        expires_on=text(one.expires_on),
        offer_note=one.offer_note,
        hidden_edits=edit_messages.write(present.alternative.hidden_edits),
        approved_hash=one.approved_hash,
        client_name=value.client_name,
        chosen=one.chosen,
        becomes_promise=one.becomes_promise,
        steps=[_step(step) for step in one.steps],
        alternatives=[_alternative(way) for way in value.ways],
    )
    if value.shown is not None:
        made.fallout.CopyFrom(shown(value.shown))
    elif value.picture is not None:
        made.fallout.ParseFromString(value.picture)
        for alternative in made.alternatives:
            if alternative.number == present.alternative.number:
                alternative.fallout.CopyFrom(made.fallout)
    return made


def _alternative(way: Way) -> changes_pb2.Alternative:
    one = way.alternative
    return changes_pb2.Alternative(
        number=one.number,
        title=one.title,
        edits=edit_messages.write(way.edits),
        hidden_edits=edit_messages.write(one.hidden_edits),
        price=_price(one.price) if one.price else None,
        has_price=one.price is not None,
        note=one.note,
        fallout=shown(way.shown) if way.shown is not None else None,
        obstacle=OBSTACLE if way.has_obstacle else None,
    )


def _step(step: Step) -> changes_pb2.ChangeStep:
    return changes_pb2.ChangeStep(
        state=changes_pb2.ChangeState.ValueType(step.state), at=stamp(step.at), by=step.by, is_anew=step.is_anew
    )


def hiccup(value: Hiccup, milestone_name: str) -> progress_pb2.Hiccup:
    """A hiccup."""
    return progress_pb2.Hiccup(
        id=value.id,
        milestone_id=value.milestone_id,
        milestone_name=milestone_name,
        state=progress_pb2.HiccupState.ValueType(value.state),
        promised_on=value.promised_on.isoformat(),
        forecast_on=value.forecast_on.isoformat(),
        slip_days=value.slip_days,
        reason=value.reason,
        opened_at=stamp(value.opened_at),
        published_at=stamp(value.published_at),
        published_by=value.published_by,
    )


def _price(value: Price) -> money_pb2.Money:
    return money_pb2.Money(currency=value.currency, minor_units=value.minor_units)


def _moves(value: Fallout) -> plans_pb2.Fallout:
    return plans_pb2.Fallout(
        milestones=[_row(move) for move in value.milestones],
        tasks=[_row(move) for move in value.moved],
        critical_before_ids=value.critical_before,
        critical_after_ids=value.critical_after,
    )


def _row(move: TaskMove) -> plans_pb2.MovedRow:
    return plans_pb2.MovedRow(
        id=move.task_id,
        name=move.name,
        before_on=_finish(move.start_before, move.finish_before),
        after_on=_finish(move.start_after, move.finish_after),
        moves_days=move.days,
        start_before_on=text(move.start_before.date()) if move.start_before else None,
        start_after_on=text(move.start_after.date()) if move.start_after else None,
    )


def _finish(start: datetime | None, finish: datetime | None) -> str | None:
    return text(last_day(start, finish)) if start is not None and finish is not None else None
