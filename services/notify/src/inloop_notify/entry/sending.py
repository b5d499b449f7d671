"""The due rows: one letter at a time, checked again right before it leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inloop_kit.database import Database
from inloop_kit.errors import InloopError
from inloop_kit.work import Claim, Job
from inloop_notify.actions.deliveries import Deliveries
from inloop_notify.clients.mail import Letter, Mail, Sent
from inloop_notify.clients.people import LINKS, People
from inloop_notify.domain.deliveries import NO_ACCESS, Delivery, Outcome, State
from inloop_notify.domain.outside import OutsideMessage, link_to
from inloop_notify.domain.rhythm import Urgency
from inloop_notify.domain.words import language_of
from inloop_notify.store import deliveries as rows

OUTCOMES = {
    Sent.ACCEPTED: Outcome(State.SENT, "accepted"),
    Sent.REFUSED: Outcome(State.NOT_SENT, "refused-by-mail-server"),
    Sent.UNKNOWN: Outcome(State.UNKNOWN, "connection-broke"),
}
INTERRUPTED = Outcome(State.UNKNOWN, "sender-died")
POSTPONED = Outcome(State.DUE, "rhythm")
# The same mail may come that often when nobody knows whether it came; somebody waits for it.
UNKNOWN_TRIES = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What to settle."""

    delivery: Delivery
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class DigestDone:
    """What to settle of a digest."""

    told: tuple[Delivery, ...]
    held_back: tuple[tuple[Delivery, str], ...]
    outcome: Outcome


class Post:
    """What both jobs need: the checks before sending, and the mail."""

    def __init__(self, database: Database, people: People, mail: Mail, public_url: str) -> None:
        self.database = database
        self.people = people
        self.mail = mail
        self.public_url = public_url

    def held_back(self, delivery: Delivery) -> str:
        """Why a delivery must not leave any more; empty when it may. Errors: Unreachable."""
        if delivery.topic in LINKS:
            return ""
        if not self.people.may_know(delivery):
            return NO_ACCESS
        return self.people.needless(delivery)


class SendLetter(Job):
    """One matter to one person."""

    name = "notify-send-letter"
    table = rows.LETTERS

    def __init__(self, post: Post, deliveries: Deliveries) -> None:
        self.post = post
        self.deliveries = deliveries

    def perform(self, claim: Claim) -> Done:
        """Check again, compose, send. Errors: TryLater, Unreachable."""
        with self.post.database.read() as session:
            delivery = rows.find(session, claim.row_id)
            is_welcome = self.deliveries.is_welcome(session, delivery)
        if claim.was_interrupted and delivery.urgency is not Urgency.TRANSACTIONAL:
            return Done(delivery, INTERRUPTED)
        reason = self.post.held_back(delivery)
        if reason:
            return Done(delivery, Outcome(State.NOT_SENT, reason))
        if not is_welcome:
            return Done(delivery, POSTPONED)
        letter = self._letter(delivery)
        if letter is None:
            return Done(delivery, Outcome(State.NOT_SENT, "link-void"))
        return Done(delivery, OUTCOMES[self.post.mail.send(letter)])

    def settle(self, session: Session, claim: Claim, outcome: Done) -> None:
        """Write what became of it; an unknown outcome of what is waited for is tried again under the same id."""
        is_unknown = outcome.outcome.state is State.UNKNOWN
        if is_unknown and outcome.delivery.urgency is Urgency.TRANSACTIONAL and claim.attempt < UNKNOWN_TRIES:
            self.table.give_back(session, claim, delay=self.table.back_off[claim.attempt - 1])
        elif outcome.outcome is POSTPONED:
            self.deliveries.postpone(session, claim, outcome.delivery)
        else:
            self.deliveries.settle(session, claim, outcome.delivery, outcome.outcome)

    def give_up(self, session: Session, claim: Claim, error: Exception) -> None:
        """The mail server was away for too long."""
        delivery = rows.find(session, claim.row_id)
        self.deliveries.settle(session, claim, delivery, Outcome(State.NOT_SENT, reason_of(error)))

    def _letter(self, delivery: Delivery) -> Letter | None:
        if delivery.topic in LINKS:
            issued = self.post.people.link(delivery)
            if issued.is_void:
                return None
            name, email, link, language = issued.name, issued.email, issued.url, issued.language
            workspace = issued.workspace_name
        else:
            name, email, language = delivery.name, delivery.email, delivery.language
            link = link_to(self.post.public_url, delivery.topic, delivery.project_id)
            workspace = delivery.workspace_name
        message = OutsideMessage(((delivery.topic, 1),), workspace, link, language_of(language))
        return Letter(email, name, message, delivery.id)


class SendDigest(Job):
    """Everything of a window to one person, in one mail."""

    name = "notify-send-digest"
    table = rows.DIGESTS

    def __init__(self, post: Post, deliveries: Deliveries) -> None:
        self.post = post
        self.deliveries = deliveries

    def perform(self, claim: Claim) -> DigestDone:
        """Check each matter again and send what is left. Errors: TryLater, Unreachable."""
        with self.post.database.read() as session:
            waiting = rows.in_digest(session, claim.row_id)
        if claim.was_interrupted:
            return DigestDone(tuple(waiting), (), INTERRUPTED)
        checked = [(one, self.post.held_back(one)) for one in waiting]
        told = tuple(one for one, reason in checked if not reason)
        held_back = tuple((one, reason) for one, reason in checked if reason)
        if not told:
            return DigestDone((), held_back, Outcome(State.NOT_SENT, "nothing-left"))
        counts = Counter(one.topic for one in told)
        newest = told[-1]
        message = OutsideMessage(
            tuple(sorted(counts.items())),
            newest.workspace_name if len({one.workspace_id for one in told}) == 1 else "",
            self.post.public_url.rstrip("/") + "/",
            language_of(newest.language),
            is_digest=True,
        )
        sent = self.post.mail.send(Letter(newest.email, newest.name, message, claim.row_id))
        return DigestDone(told, held_back, OUTCOMES[sent])

    def settle(self, session: Session, claim: Claim, outcome: DigestDone) -> None:
        """Write what became of the digest and all that was in it."""
        self.deliveries.settle_digest(session, claim, outcome.told, outcome.held_back, outcome.outcome)

    def give_up(self, session: Session, claim: Claim, error: Exception) -> None:
        """The mail server was away for too long."""
        waiting = tuple(rows.in_digest(session, claim.row_id))
        self.deliveries.settle_digest(session, claim, waiting, (), Outcome(State.NOT_SENT, reason_of(error)))


def reason_of(error: Exception) -> str:
    """What the ledger says about the error that ended the attempts."""
    reason = error.reason if isinstance(error, InloopError) else "failed"
    return reason.lower().replace("_", "-")
