"""What the log, the ledger, variance, trend and earned value say as messages."""

from __future__ import annotations

from datetime import date

from world_of_projects import DAY, World

from inloop.options.v1.access_pb2 import LEVEL_TIMELINE
from inloop.projects.v1 import earned_pb2, history_pb2, slips_pb2
from inloop_kit.disclosure import encoder
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.relationship.slip_ledger import Share, SlipCause
from inloop_projects.entry import history_messages, slip_messages


def test_revisions_and_comparisons_are_whole(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, DAY))
    with planned.read() as session:
        found = planned.can.history.revisions(session, planned.manager)
        compared = planned.can.history.compare(session, planned.manager, 0, None)
    newest = history_messages.revision(found.entries[0], found)
    assert (newest.kind, newest.author, newest.can_undo) == (history_pb2.REVISION_KIND_EDIT, "Jonas", True)
    message = history_messages.comparison(compared)
    assert (message.rows[0].name, message.rows[0].change) == ("Design", history_pb2.ROW_CHANGE_ADDED)
    assert len(message.links) == 3
    assert message.to_revision == found.entries[0].revision


def test_a_client_reads_of_a_ledger_what_it_may_and_no_byte_of_hidden_work(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Internal review"].id, 2 * DAY))
    with planned.write() as session:
        staff = planned.can.slips.ledger(session, planned.manager, milestone_id="", promise_id="")
        entry = staff.milestones[0].entries[0].entry
        told = planned.can.slips.ledger(session, planned.caller("collaborator"), milestone_id="", promise_id="")
    body = encoder(slips_pb2.SlipLedger, LEVEL_TIMELINE)(slip_messages.ledger(told)).decode()
    assert '"SLIP_CAUSE_INTERNAL"' in body
    for hidden in ("Internal review", planned.tasks()["Internal review"].id, "Jonas", "plan_revision", "is_attributed"):
        assert hidden not in body
    with planned.write() as session:
        shares = [Share(SlipCause.SUPPLIER, None, "Paper was short.")]
        after = planned.can.slips.attribute(session, planned.manager, entry.id, shares)
    message = slip_messages.milestone(after)
    assert [(one.cause, one.days) for one in message.causes] == [(slips_pb2.SLIP_CAUSE_SUPPLIER, 2)]
    assert message.entries[0].note == "Paper was short."


def test_a_value_that_does_not_exist_is_absent_not_zero(planned: World) -> None:
    with planned.read() as session:
        found = planned.can.earned_value.get(session, planned.manager, status_on=date(2026, 11, 6), number=None)
    message = slip_messages.earned(found)
    assert message.basis == earned_pb2.EARNED_VALUE_BASIS_DURATION
    assert (message.total.bac, message.total.bcws, message.total.acwp) == (12 * DAY, 5 * DAY, 0)
    assert message.total.spi == 0
    assert not message.total.HasField("cpi")
    assert not message.total.HasField("eac")
    assert message.status_on == "2026-11-06"


def test_waits_variances_and_trends_are_whole(planned: World) -> None:
    with planned.write() as session:
        wait = planned.can.waits.start(
            session,
            planned.manager,
            what="Photos",
            task_id=planned.tasks()["Design"].id,
            message_id="",
            started_at=None,
        )
        variance = planned.can.baselines.variance(session, planned.manager, 0)
        trend = planned.can.baselines.trend(session, planned.manager)
    assert slip_messages.wait(wait).task_name == "Design"
    assert not slip_messages.wait(wait).HasField("ended_at")
    assert history_messages.variance(variance).rows[0].finish_minutes == 0
    assert history_messages.trends(trend).milestones[0].points[-1].forecast_on == "2026-11-17"
