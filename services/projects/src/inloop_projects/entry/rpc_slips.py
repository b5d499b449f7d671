"""gRPC: the slip ledger, waits, earned value."""

from __future__ import annotations

import grpc

from inloop.projects.v1 import earned_pb2, earned_pb2_grpc, slips_pb2, slips_pb2_grpc
from inloop_kit.rpc_server import caller_of, session_of
from inloop_projects.actions.plan.earned_value import EarnedValues
from inloop_projects.actions.relationship.slips import Slips
from inloop_projects.actions.relationship.waits import Waits
from inloop_projects.domain.relationship.slip_ledger import Share, SlipCause
from inloop_projects.entry import slip_messages as messages
from inloop_projects.entry.dates import day, instant


class SlipService(slips_pb2_grpc.SlipServiceServicer):
    """The slip ledger."""

    def __init__(self, slips: Slips) -> None:
        self.slips = slips

    def GetSlipLedger(
        self, request: slips_pb2.GetSlipLedgerRequest, context: grpc.ServicerContext
    ) -> slips_pb2.SlipLedger:
        found = self.slips.ledger(
            session_of(context),
            caller_of(context),
            milestone_id=request.milestone_id,
            promise_id=request.promise_id,
        )
        return messages.ledger(found)

    def AttributeSlip(
        self, request: slips_pb2.AttributeSlipRequest, context: grpc.ServicerContext
    ) -> slips_pb2.MilestoneLedger:
        shares = [
            Share(SlipCause(one.cause), one.days if one.HasField("days") else None, one.note.strip())
            for one in request.attributions
        ]
        return messages.milestone(
            self.slips.attribute(session_of(context), caller_of(context), request.entry_id, shares)
        )


class WaitService(slips_pb2_grpc.WaitServiceServicer):
    """Waiting for the client."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits

    def StartWait(self, request: slips_pb2.StartWaitRequest, context: grpc.ServicerContext) -> slips_pb2.Wait:
        told = self.waits.start(
            session_of(context),
            caller_of(context),
            what=request.what,
            task_id=request.task_id,
            message_id=request.message_id,
            started_at=instant(request.started_at) if request.HasField("started_at") else None,
            client_id=request.client_id,
        )
        return messages.wait(told)

    def EndWait(self, request: slips_pb2.EndWaitRequest, context: grpc.ServicerContext) -> slips_pb2.Wait:
        return messages.wait(self.waits.end(session_of(context), caller_of(context), request.wait_id))

    def ListWaits(
        self, request: slips_pb2.ListWaitsRequest, context: grpc.ServicerContext
    ) -> slips_pb2.ListWaitsResponse:
        found = self.waits.list_all(session_of(context), caller_of(context), only_open=request.only_open)
        return slips_pb2.ListWaitsResponse(waits=[messages.wait(one) for one in found.waits], total_days=found.days)


class EarnedValueService(earned_pb2_grpc.EarnedValueServiceServicer):
    """Earned value."""

    def __init__(self, earned: EarnedValues) -> None:
        self.earned = earned

    def GetEarnedValue(
        self, request: earned_pb2.GetEarnedValueRequest, context: grpc.ServicerContext
    ) -> earned_pb2.EarnedValue:
        found = self.earned.get(
            session_of(context),
            caller_of(context),
            status_on=day(request.status_on),
            number=request.baseline if request.HasField("baseline") else None,
        )
        return messages.earned(found)
