"""Planning what is told to whom, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from inloop.notify.v1.events_pb2 import DeliverySettled
from inloop.options.v1 import access_pb2
from inloop_kit import outbox
from inloop_kit.clock import Clock
from inloop_kit.outbox import Scope
from inloop_kit.work import Claim
from inloop_notify.actions.rhythms import Rhythms
from inloop_notify.domain.deliveries import Delivery, Matter, Recipient, State
from inloop_notify.domain.rhythm import InDigest, NotOutside, Rhythm, decide, local_day, next_digest, window_of
from inloop_notify.store import deliveries as rows


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt to send."""

    state: State
    reason: str = ""


class Deliveries:
    """What can be done about deliveries."""

    def __init__(self, clock: Clock, rhythms: Rhythms) -> None:
        self.clock = clock
        self.rhythms = rhythms

    def plan(self, session: Session, matter: Matter, recipients: Iterable[Recipient]) -> int:
        """Decide for each person by the own rhythm and write it down; how many are new."""
        return sum(self._plan_one(session, matter, to) for to in recipients)

    def drop(self, session: Session, account_ids: Sequence[str], project_id: str) -> None:
        """Nothing that waits goes to people without access any more."""
        if account_ids:
            rows.drop_waiting(session, account_ids, project_id, self.clock.now())

    def settle(self, session: Session, claim: Claim, delivery: Delivery, outcome: Outcome) -> None:
        """Write what became of a delivery. Raises ClaimLost."""
        rows.LETTERS.settle(
            session, claim, state=outcome.state.value, reason=outcome.reason, settled_at=self.clock.now()
        )
        self._announce(session, delivery, outcome)

    def settle_digest(
        self,
        session: Session,
        claim: Claim,
        told: Sequence[Delivery],
        held_back: Sequence[tuple[Delivery, str]],
        outcome: Outcome,
    ) -> None:
        """Write what became of a digest and of everything in it. Raises ClaimLost."""
        now = self.clock.now()
        rows.DIGESTS.settle(session, claim, state=outcome.state.value, settled_at=now)
        rows.settle(session, [one.id for one in told], outcome.state, outcome.reason or "digest", now)
        for one, reason in held_back:
            rows.settle(session, [one.id], State.NOT_SENT, reason, now)
            self._announce(session, one, Outcome(State.NOT_SENT, reason))
        for one in told:
            self._announce(session, one, outcome)
        self._carry_over(session, claim.row_id)

    def list_mine(self, session: Session, account_id: str, *, before: str, most: int) -> list[Delivery]:
        """What a person was told or not, newest first."""
        return rows.of_account(session, account_id, before=before, most=most)

    def list_project(self, session: Session, project_id: str, *, before: str, most: int) -> list[Delivery]:
        """What everybody in a project was told or not, newest first."""
        return rows.of_project(session, project_id, before=before, most=most)

    def _plan_one(self, session: Session, matter: Matter, to: Recipient) -> bool:
        now = self.clock.now()
        rhythm = self.rhythms.get(session, to.account_id, to.time_zone)
        since, until = local_day(rhythm, now)
        sent = rows.count_at_once(session, to.account_id, since, until)
        decision = decide(rhythm, matter.urgency, now, sent_today=sent)
        if isinstance(decision, NotOutside):
            return rows.add(session, matter, to, state=State.NOT_SENT, due_at=now, at=now, reason=decision.reason)
        if isinstance(decision, InDigest):
            digest_id, due_at = self._digest(session, to.account_id, rhythm, decision)
            return rows.add(session, matter, to, state=State.IN_DIGEST, due_at=due_at, at=now, digest_id=digest_id)
        return rows.add(session, matter, to, state=State.DUE, due_at=decision.due_at, at=now)

    def _digest(self, session: Session, account_id: str, rhythm: Rhythm, decision: InDigest) -> tuple[str, datetime]:
        """The digest of a window that has not gone out yet."""
        window, due_at = decision.window, decision.due_at
        while True:
            digest_id = rows.digest_of(session, account_id, window, due_at)
            if digest_id is not None:
                return digest_id, due_at
            due_at = next_digest(rhythm, due_at)
            window = window_of(rhythm, due_at)

    def _carry_over(self, session: Session, digest_id: str) -> None:
        """What joined while the digest was being sent goes into the next one."""
        left = rows.in_digest(session, digest_id)
        for one in left:
            matter = Matter(
                f"{one.id}-again",
                one.topic,
                one.urgency,
                one.about_id,
                one.workspace_id,
                one.workspace_name,
                one.project_id,
                one.level,
            )
            to = Recipient(one.account_id, one.email, one.name, one.language, "UTC")
            rows.settle(session, [one.id], State.NOT_SENT, "next-digest", self.clock.now())
            self._plan_one(session, matter, to)

    def _announce(self, session: Session, delivery: Delivery, outcome: Outcome) -> None:
        event = DeliverySettled(delivery_id=delivery.id, account_id=delivery.account_id, outcome=outcome.state.value)
        scope = Scope(delivery.workspace_id, delivery.project_id)
        outbox.append(session, event, aggregate_id=delivery.id, scope=scope, visible_from=access_pb2.LEVEL_STAFF)
