"""From the broker to a handler: each event's effect exactly once, however often and in whatever order it arrives.

A service's `entry/events.py`:

    class Events:
        def __init__(self, deliveries: Deliveries, projects: ProjectsClient) -> None: ...

        @handles(MessagePosted, durable="notify-plan-deliveries", gather="readers_of")
        def on_message_posted(self, session: Session, event: MessagePosted, envelope: Envelope, readers) -> None:
            self.deliveries.plan(session, Topic.MESSAGE, about=event.conversation_id, to=readers)

        def readers_of(self, event: MessagePosted, envelope: Envelope) -> Readers:
            return self.projects.readers(envelope.scope.project_id)      # before the transaction: may call others

and its `app.py`: `Consumer(database, bus, [Events(...)], clock)` of consumer.py, a component of the `work` process.

For each message one write transaction that inserts (consumer, event id) into `inbox` and runs the handler in it; the
acknowledgement follows the commit. An event that is there already is acknowledged and ignored. Handlers read the
present state: order across aggregates is not promised, and after a failure not within one either.

Two named refusals:
    Unreadable        never: parked as a dead letter at once
    anything else     later: given back with a delay of 1, 5, 30, 120, 600 s, then parked
What the broker itself gives up on (a message that kills its process each time) is parked through its advisory.
A parked message keeps its body and headers; `Consumer.replay(dead_letter_id)` runs it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf.message import DecodeError, Message
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inloop_kit import telemetry
from inloop_kit.database import Database, now
from inloop_kit.envelope import Envelope, Unreadable
from inloop_kit.kit_tables import inbox

__all__ = ["Envelope", "Handler", "Unreadable", "find_handlers", "handle", "handles"]

# Built once: building a statement costs more than running it.
_REMEMBER = {
    dialect.dialect.name: dialect.insert(inbox).on_conflict_do_nothing().returning(inbox.c.event_id)
    for dialect in (sqlite, postgresql)
}

Method = TypeVar("Method", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Handler:
    """One method that handles one type of event under one durable name."""

    event_type: type[Message]
    durable: str
    run: Callable[..., None]
    gather: Callable[[Any, Envelope], object] | None

    @property
    def subject(self) -> str:
        """The subject it listens to: the full proto name."""
        return str(self.event_type.DESCRIPTOR.full_name)

    @property
    def stream(self) -> str:
        """The stream of the service that publishes it: `inloop.<service>.v1.<Event>`."""
        return f"INLOOP_{self.subject.split('.')[1].upper()}"


@dataclass(frozen=True, slots=True)
class _Mark:
    event_types: tuple[type[Message], ...]
    durable: str
    gather: str | None


def handles(*event_types: type[Message], durable: str, gather: str | None = None) -> Callable[[Method], Method]:
    """Mark a method as the handler of these events.

    `durable` names the consumer at the broker and in the inbox (`<service>-<what>`); it must never change, because a
    new name sees all events of the last days again. Methods may share one when they handle different events.
    `gather` names a method of the same class that runs before the transaction, without one: (event, envelope) -> it.
    """

    def mark(method: Method) -> Method:
        method.__handles__ = _Mark(event_types, durable, gather)  # type: ignore[attr-defined]
        return method

    return mark


def find_handlers(objects: Iterable[object]) -> list[Handler]:
    """The marked methods of these objects; refuses two handlers of one event under one durable name."""
    found: dict[tuple[str, str], Handler] = {}
    for owner in objects:
        for name in dir(type(owner)):
            mark = getattr(getattr(type(owner), name), "__handles__", None)
            if mark is None:
                continue
            gather = getattr(owner, mark.gather) if mark.gather else None
            for event_type in mark.event_types:
                handler = Handler(event_type, mark.durable, getattr(owner, name), gather)
                if (handler.durable, handler.subject) in found:
                    raise ValueError(f"{handler.durable} handles {handler.subject} twice")
                found[handler.durable, handler.subject] = handler
    return list(found.values())


def handle(database: Database, handler: Handler, envelope: Envelope, data: bytes) -> bool:
    """Run the handler in one transaction with the inbox row; False when this event was handled before.

    Raises Unreadable for a body that is not the event, and whatever the handler raises (nothing is kept then).
    """
    with telemetry.continue_from(envelope.carrier()), telemetry.span(f"handle {handler.durable}"):
        event = _parse(handler.event_type, data)
        extra: Sequence[object] = ()
        if handler.gather:
            with database.read() as session:
                if is_known(session, handler.durable, envelope.event_id):
                    return False
            extra = (handler.gather(event, envelope),)
        with database.write(workspace_id=envelope.scope.workspace_id) as session:
            if not remember(session, handler.durable, envelope.event_id):
                return False
            handler.run(session, event, envelope, *extra)
        return True


def remember(session: Session, consumer: str, event_id: str) -> bool:
    """Insert the inbox row; False when it is there. On PostgreSQL it waits for another transaction that inserts it."""
    row = {"consumer": consumer, "event_id": event_id, "handled_at": now(session)}
    return session.connection().execute(_REMEMBER[session.get_bind().dialect.name], row).one_or_none() is not None


def is_known(session: Session, consumer: str, event_id: str) -> bool:
    """Whether this event's effect is committed."""
    query = select(inbox.c.event_id).where(inbox.c.consumer == consumer, inbox.c.event_id == event_id)
    return session.execute(query).one_or_none() is not None


def _parse(event_type: type[Message], data: bytes) -> Message:
    try:
        return event_type.FromString(data)
    except DecodeError as error:
        raise Unreadable(f"not a {event_type.DESCRIPTOR.full_name}") from error
