"""Events that people are told of. Who they are is asked before the transaction; each decides by the own rhythm."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inloop.gateway.v1.events_pb2 import InvitationIssued, PasswordResetRequested
from inloop.messaging.v1.events_pb2 import MessagePosted
from inloop.options.v1.access_pb2 import CAPABILITY_MESSAGE, LEVEL_SUMMARY, LEVEL_TIMELINE
from inloop.projects.v1.events_pb2 import (
    ChangeOffered,
    ChangeSettled,
    ChangeSubmitted,
    GrantChanged,
    HiccupPublished,
)
from inloop.reports.v1.events_pb2 import ReportReady
from inloop_kit.inbox import Envelope, handles
from inloop_notify.actions.deliveries import Deliveries
from inloop_notify.clients.people import Audience, Found, People
from inloop_notify.domain.deliveries import Matter, Recipient
from inloop_notify.domain.outside import Topic
from inloop_notify.domain.rhythm import Urgency

NOBODY = Recipient("", "", "", "en", "UTC")


class Events:
    """What the others announce."""

    def __init__(self, deliveries: Deliveries, people: People) -> None:
        self.deliveries = deliveries
        self.people = people

    @handles(HiccupPublished, durable="notify-hiccups", gather="_readers")
    def on_hiccup(self, session: Session, event: HiccupPublished, envelope: Envelope, found: Found) -> None:
        """A promised date changed, with its reason."""
        self._plan(session, envelope, found, Topic.HICCUP, Urgency.MILESTONE, event.hiccup_id)

    @handles(MessagePosted, durable="notify-messages", gather="_other_side")
    def on_message(self, session: Session, event: MessagePosted, envelope: Envelope, found: Found) -> None:
        """Somebody wrote; the other side is told."""
        without = event.author_account_id
        self._plan(session, envelope, found, Topic.MESSAGE, Urgency.ORDINARY, event.message_id, but=without)

    @handles(ChangeSubmitted, durable="notify-changes-asked", gather="_staff")
    def on_asked(self, session: Session, event: ChangeSubmitted, envelope: Envelope, found: Found) -> None:
        """A client asks for a change; staff is told."""
        without = event.author_account_id
        self._plan(session, envelope, found, Topic.CHANGE_ASKED, Urgency.ORDINARY, event.change_id, but=without)

    @handles(ChangeOffered, durable="notify-changes-offered", gather="_readers")
    def on_offered(self, session: Session, event: ChangeOffered, envelope: Envelope, found: Found) -> None:
        """An offer waits for the client."""
        self._plan(session, envelope, found, Topic.CHANGE_OFFERED, Urgency.MILESTONE, event.change_id)

    @handles(ChangeSettled, durable="notify-changes-settled", gather="_everybody")
    def on_settled(self, session: Session, event: ChangeSettled, envelope: Envelope, found: Found) -> None:
        """A change was approved, declined or withdrawn."""
        without = event.author_account_id
        self._plan(session, envelope, found, Topic.CHANGE_SETTLED, Urgency.ORDINARY, event.change_id, but=without)

    @handles(ReportReady, durable="notify-reports", gather="_orderer")
    def on_report(self, session: Session, event: ReportReady, envelope: Envelope, found: Found) -> None:
        """The report that somebody ordered is ready; nobody else is told."""
        self._plan(session, envelope, found, Topic.REPORT_READY, Urgency.ORDINARY, event.report_id)

    @handles(InvitationIssued, durable="notify-invitations")
    def on_invitation(self, session: Session, event: InvitationIssued, envelope: Envelope) -> None:
        """An invitation goes out at once; the address comes when the mail is made."""
        self._plan_link(session, envelope, Topic.INVITATION, event.invitation_id)

    @handles(PasswordResetRequested, durable="notify-resets")
    def on_reset(self, session: Session, event: PasswordResetRequested, envelope: Envelope) -> None:
        """A reset link goes out at once, if the address is known."""
        self._plan_link(session, envelope, Topic.PASSWORD_RESET, event.reset_id)

    @handles(GrantChanged, durable="notify-grants", gather="_levels_now")
    def on_grant(self, session: Session, _event: GrantChanged, envelope: Envelope, levels: dict[str, int]) -> None:
        """What waits for people above what they see now is not sent."""
        self.deliveries.drop(session, levels, envelope.scope.project_id)

    def _readers(self, _event: object, envelope: Envelope) -> Found:
        audience = Audience(level=max(envelope.visible_from, LEVEL_SUMMARY), client_id=envelope.scope.client_id)
        return self.people.find(envelope.scope.project_id, audience)

    def _other_side(self, event: MessagePosted, envelope: Envelope) -> Found:
        if event.from_staff:
            audience = Audience(LEVEL_SUMMARY, envelope.scope.client_id or event.client_id, CAPABILITY_MESSAGE)
        else:
            audience = Audience(level=0, with_staff=True)
        return self.people.find(envelope.scope.project_id, audience)

    def _staff(self, _event: object, envelope: Envelope) -> Found:
        return self.people.find(envelope.scope.project_id, Audience(level=0, with_staff=True))

    def _everybody(self, _event: object, envelope: Envelope) -> Found:
        audience = Audience(LEVEL_TIMELINE, envelope.scope.client_id, with_staff=True)
        return self.people.find(envelope.scope.project_id, audience)

    def _orderer(self, event: ReportReady, envelope: Envelope) -> Found:
        found = self.people.find(envelope.scope.project_id, Audience(LEVEL_SUMMARY, with_staff=True))
        mine = tuple(one for one in found.recipients if one.account_id == event.account_id)
        return Found(mine, found.workspace_id, found.workspace_name)

    def _levels_now(self, event: GrantChanged, envelope: Envelope) -> dict[str, int]:
        return {one: self.people.level_now(one, envelope.scope.project_id) for one in event.account_ids}

    def _plan(
        self,
        session: Session,
        envelope: Envelope,
        found: Found,
        topic: Topic,
        urgency: Urgency,
        about_id: str,
        *,
        but: str = "",
    ) -> None:
        matter = Matter(
            event_id=envelope.event_id,
            topic=topic,
            urgency=urgency,
            about_id=about_id,
            workspace_id=found.workspace_id,
            workspace_name=found.workspace_name,
            project_id=envelope.scope.project_id,
            level=max(envelope.visible_from, LEVEL_SUMMARY),
        )
        self.deliveries.plan(session, matter, [one for one in found.recipients if one.account_id != but])

    def _plan_link(self, session: Session, envelope: Envelope, topic: Topic, about_id: str) -> None:
        matter = Matter(
            event_id=envelope.event_id,
            topic=topic,
            urgency=Urgency.TRANSACTIONAL,
            about_id=about_id,
            workspace_id=envelope.scope.workspace_id,
            workspace_name="",
            project_id=envelope.scope.project_id,
            level=0,
        )
        self.deliveries.plan(session, matter, [NOBODY])
