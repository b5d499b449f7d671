"""gRPC: the caller's rhythm, and what was told to whom."""

from __future__ import annotations

from datetime import datetime, time

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from inloop.notify.v1 import deliveries_pb2, deliveries_pb2_grpc, rhythms_pb2, rhythms_pb2_grpc
from inloop.types.v1 import page_pb2
from inloop_kit.clock import Clock
from inloop_kit.errors import Invalid
from inloop_kit.pages import Pages
from inloop_kit.rpc_server import caller_of, session_of
from inloop_notify.actions.deliveries import Deliveries
from inloop_notify.actions.rhythms import Rhythms
from inloop_notify.domain.deliveries import Delivery, State
from inloop_notify.domain.rhythm import DIGEST_AT, FRIDAY, Kind, Rhythm, into_digest

A_PAGE = 50
SHOWN_DIGESTS = 3
STATES = {
    State.DUE: deliveries_pb2.DELIVERY_STATE_DUE,
    State.IN_DIGEST: deliveries_pb2.DELIVERY_STATE_IN_DIGEST,
    State.SENT: deliveries_pb2.DELIVERY_STATE_SENT,
    State.NOT_SENT: deliveries_pb2.DELIVERY_STATE_NOT_SENT,
    State.UNKNOWN: deliveries_pb2.DELIVERY_STATE_UNKNOWN,
}


class RhythmService(rhythms_pb2_grpc.RhythmServiceServicer):
    """The caller's own rhythm."""

    def __init__(self, rhythms: Rhythms, deliveries: Deliveries, clock: Clock) -> None:
        self.rhythms = rhythms
        self.deliveries = deliveries
        self.clock = clock

    def GetMyRhythm(self, request: rhythms_pb2.GetMyRhythmRequest, context: grpc.ServicerContext) -> rhythms_pb2.Rhythm:
        return self._message(self.rhythms.get(session_of(context), caller_of(context).account_id))

    def SetMyRhythm(self, request: rhythms_pb2.SetMyRhythmRequest, context: grpc.ServicerContext) -> rhythms_pb2.Rhythm:
        if bool(request.quiet_from) != bool(request.quiet_until):
            raise Invalid("Quiet hours have a beginning and an end.", field="quiet_until")
        rhythm = Rhythm(
            kind=Kind(request.kind),
            at=_time(request.at) or DIGEST_AT,
            weekday=request.weekday or FRIDAY,
            time_zone=request.time_zone,
            quiet_from=_time(request.quiet_from),
            quiet_until=_time(request.quiet_until),
        )
        session, caller = session_of(context), caller_of(context)
        chosen = self.rhythms.choose(session, caller, rhythm)
        self.deliveries.follow(session, caller.account_id, chosen)
        return self._message(chosen)

    def _message(self, rhythm: Rhythm) -> rhythms_pb2.Rhythm:
        return rhythms_pb2.Rhythm(
            kind=rhythms_pb2.RhythmKind.ValueType(rhythm.kind),
            at=f"{rhythm.at:%H:%M}",
            weekday=rhythm.weekday,
            time_zone=rhythm.time_zone,
            quiet_from=f"{rhythm.quiet_from:%H:%M}" if rhythm.quiet_from else None,
            quiet_until=f"{rhythm.quiet_until:%H:%M}" if rhythm.quiet_until else None,
            is_chosen=rhythm.is_chosen,
            next_at=[_stamp(at) for at in self._next(rhythm)],
        )

    def _next(self, rhythm: Rhythm) -> list[datetime]:
        if rhythm.kind not in (Kind.DAILY, Kind.WEEKLY):
            return []
        found = [into_digest(rhythm, self.clock.now()).due_at]
        while len(found) < SHOWN_DIGESTS:
            found.append(into_digest(rhythm, found[-1]).due_at)
        return found


class DeliveryService(deliveries_pb2_grpc.DeliveryServiceServicer):
    """The ledger."""

    def __init__(self, deliveries: Deliveries, pages: Pages) -> None:
        self.deliveries = deliveries
        self.pages = pages

    def ListMyDeliveries(
        self, request: deliveries_pb2.ListMyDeliveriesRequest, context: grpc.ServicerContext
    ) -> deliveries_pb2.ListDeliveriesResponse:
        most = request.page_size or A_PAGE
        account_id = caller_of(context).account_id
        before = self.pages.read(request.page_token)
        found = self.deliveries.list_mine(session_of(context), account_id, before=before, most=most + 1)
        return self._page(found, most, with_names=False)

    def ListDeliveries(
        self, request: deliveries_pb2.ListDeliveriesRequest, context: grpc.ServicerContext
    ) -> deliveries_pb2.ListDeliveriesResponse:
        most = request.page_size or A_PAGE
        project_id = caller_of(context).project_id
        before = self.pages.read(request.page_token)
        found = self.deliveries.list_project(session_of(context), project_id, before=before, most=most + 1)
        return self._page(found, most, with_names=True)

    def _page(self, found: list[Delivery], most: int, *, with_names: bool) -> deliveries_pb2.ListDeliveriesResponse:
        shown = found[:most]
        token = self.pages.write(shown[-1].id) if len(found) > most else None
        return deliveries_pb2.ListDeliveriesResponse(
            deliveries=[_delivery(one, with_names=with_names) for one in shown],
            page=page_pb2.PageInfo(next_page_token=token),
        )


def _delivery(one: Delivery, *, with_names: bool) -> deliveries_pb2.Delivery:
    return deliveries_pb2.Delivery(
        id=one.id,
        topic=one.topic.value,
        channel="portal" if one.reason == "milestones-only" else "email",
        state=STATES[one.state],
        reason=one.reason,
        planned_at=_stamp(one.planned_at),
        due_at=_stamp(one.due_at),
        settled_at=_stamp(one.settled_at) if one.settled_at else None,
        project_id=one.project_id or None,
        recipient_name=one.name if with_names else None,
    )


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _stamp(value: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(value)
    return made
