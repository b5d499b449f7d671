"""Planning what is told to whom, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from inloop.notify.v1.events_pb2 import DeliverySettled
from inloop.options.v1 import access_pb2
from inloop_kit import outbox
from inloop_kit.clock import Clock
from inloop_kit.outbox import Scope
from inloop_kit.work import Claim
from inloop_notify.actions.rhythms import Rhythms
from inloop_notify.domain.deliveries import NO_ACCESS, Delivery, Matter, Outcome, Placed, Recipient, State
from inloop_notify.domain.rhythm import (
    MOST_A_DAY,
    InDigest,
    NotOutside,
    Now,
    Rhythm,
    Urgency,
    decide,
    into_digest,
    local_day,
)
from inloop_notify.store import deliveries as rows


class Deliveries:
    """What can be done about deliveries."""

    def __init__(self, clock: Clock, rhythms: Rhythms, *, most_a_day: int = MOST_A_DAY) -> None:
        """`most_a_day` is the budget of single mails of each person on a local day."""
        self.clock = clock
        self.rhythms = rhythms
        self.most_a_day = most_a_day

    def plan(self, session: Session, matter: Matter, recipients: Iterable[Recipient]) -> int:
        """Decide for each person by the own rhythm and write it down; how many are new."""
        new = rows.not_told(session, matter, recipients)
        rhythms = self.rhythms.of_many(session, {one.account_id: one.time_zone for one in new})
        return sum(self._plan_one(session, matter, to, rhythms[to.account_id]) for to in new)

    def follow(self, session: Session, account_id: str, rhythm: Rhythm) -> None:
        """A person has chosen another rhythm: what waits in digests goes the new way, but never all by itself."""
        now = self.clock.now()
        for one in rows.waiting_of(session, account_id):
            decision = decide(rhythm, one.urgency, now)
            way = into_digest(rhythm, now) if isinstance(decision, Now) else decision
            self._move(session, one, self._placed(session, account_id, rhythm, way, "rhythm"))

    def drop(self, session: Session, levels: Mapping[str, int], project_id: str) -> None:
        """What waits above the level that each of these accounts has in a project now is not sent."""
        for account_id, level in sorted(levels.items()):
            for one in rows.drop_waiting(session, account_id, project_id, level, self.clock.now()):
                self._announce(session, one, Outcome(State.NOT_SENT, NO_ACCESS))

    def is_welcome(self, session: Session, delivery: Delivery) -> bool:
        """Whether a single mail is still what the person's rhythm wants at this instant."""
        now = self.clock.now()
        decision = decide(self._rhythm_for(session, delivery), delivery.urgency, now)
        return isinstance(decision, Now) and decision.due_at <= now

    def postpone(self, session: Session, claim: Claim, delivery: Delivery) -> None:
        """The rhythm has changed since it was planned: it goes the new way. Raises ClaimLost."""
        now = self.clock.now()
        rhythm = self._rhythm_for(session, delivery)
        paid_for = local_day(rhythm, delivery.due_at)
        placed = self._place(session, delivery.account_id, rhythm, delivery.urgency, paid_for=paid_for)
        if placed.state is State.DUE:
            delay = max((placed.due_at - now).total_seconds(), 0.0)
            rows.LETTERS.give_back(session, claim, delay=delay, fresh=True)
            return
        settled_at = now if placed.state is State.NOT_SENT else None
        rows.LETTERS.settle(
            session,
            claim,
            state=placed.state.value,
            due_at=placed.due_at,
            digest_id=placed.digest_id,
            reason=placed.reason,
            settled_at=settled_at,
        )
        if settled_at:
            self._announce(session, delivery, Outcome(placed.state, placed.reason))

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
        rows.settle(session, [one.id for one in told], outcome, now)
        for one in told:
            self._announce(session, one, outcome)
        for one, reason in held_back:
            refused = Outcome(State.NOT_SENT, reason)
            rows.settle(session, [one.id], refused, now)
            self._announce(session, one, refused)
        self._carry_over(session, claim.row_id)

    def list_mine(self, session: Session, account_id: str, *, before: str, most: int) -> list[Delivery]:
        """What a person was told or not, newest first."""
        return rows.of_account(session, account_id, before=before, most=most)

    def list_project(self, session: Session, project_id: str, *, before: str, most: int) -> list[Delivery]:
        """What everybody in a project was told or not, newest first."""
        return rows.of_project(session, project_id, before=before, most=most)

    def _plan_one(self, session: Session, matter: Matter, to: Recipient, rhythm: Rhythm) -> bool:
        placed = self._place(session, to.account_id, rhythm, matter.urgency)
        made = rows.add(session, matter, to, placed, self.clock.now())
        if made is not None and placed.state is State.NOT_SENT:
            self._announce(session, made, Outcome(placed.state, placed.reason))
        return made is not None

    def _place(
        self, session: Session, account_id: str, rhythm: Rhythm, urgency: Urgency, *, paid_for: str = ""
    ) -> Placed:
        """Where a matter goes by a rhythm and the budget of the day, of which `paid_for` is taken already."""
        now = self.clock.now()
        decision = decide(rhythm, urgency, now)
        if not isinstance(decision, Now) or urgency is Urgency.TRANSACTIONAL:
            return self._placed(session, account_id, rhythm, decision, "rhythm")
        day = local_day(rhythm, decision.due_at)
        if day == paid_for or rows.interrupt(session, account_id, day, self.most_a_day):
            return self._placed(session, account_id, rhythm, decision, "rhythm")
        return self._placed(session, account_id, rhythm, into_digest(rhythm, now), "over-budget")

    def _placed(
        self, session: Session, account_id: str, rhythm: Rhythm, way: Now | InDigest | NotOutside, reason: str
    ) -> Placed:
        now = self.clock.now()
        if isinstance(way, NotOutside):
            return Placed(State.NOT_SENT, now, way.reason)
        if isinstance(way, Now):
            return Placed(State.DUE, way.due_at, "quiet-hours" if way.due_at > now else "")
        while (digest_id := rows.digest_of(session, account_id, way.window, way.due_at)) is None:
            way = into_digest(rhythm, way.due_at)  # that one has gone out
        return Placed(State.IN_DIGEST, way.due_at, reason, digest_id)

    def _carry_over(self, session: Session, digest_id: str) -> None:
        """What joined while the digest was being sent goes into the next one."""
        for one in rows.in_digest(session, digest_id):
            rhythm = self._rhythm_for(session, one)
            way = into_digest(rhythm, self.clock.now())
            self._move(session, one, self._placed(session, one.account_id, rhythm, way, one.reason))

    def _move(self, session: Session, delivery: Delivery, placed: Placed) -> None:
        rows.move(session, delivery.id, placed, self.clock.now())
        if placed.state is State.NOT_SENT:
            self._announce(session, delivery, Outcome(placed.state, placed.reason))

    def _rhythm_for(self, session: Session, delivery: Delivery) -> Rhythm:
        return self.rhythms.get(session, delivery.account_id, delivery.time_zone)

    def _announce(self, session: Session, delivery: Delivery, outcome: Outcome) -> None:
        event = DeliverySettled(
            delivery_id=delivery.id, account_id=delivery.account_id, outcome=outcome.state.name.lower()
        )
        scope = Scope(delivery.workspace_id, delivery.project_id)
        outbox.append(session, event, aggregate_id=delivery.id, scope=scope, visible_from=access_pb2.LEVEL_STAFF)
