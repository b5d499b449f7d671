"""A small world of notify: one project with a manager and contacts, neighbours over gRPC, a mail server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from neighbours_of_notify import Facts, Neighbours, Person
from postbox_of_notify import Postbox
from sqlalchemy import select

from inloop.options.v1.access_pb2 import LEVEL_STAFF, LEVEL_TIMELINE
from inloop_kit.caller import Caller, create_keys, load_signer
from inloop_kit.database import Database
from inloop_kit.envelope import Envelope, Scope
from inloop_kit.ids import new_id
from inloop_kit.inbox import find_handlers, handle
from inloop_kit.jobs import Runs
from inloop_kit.kit_tables import outbox
from inloop_kit.resolving import AccessResolver
from inloop_kit.rpc_client import Upstream
from inloop_kit.testing import FixedClock
from inloop_notify.actions.deliveries import Deliveries
from inloop_notify.actions.rhythms import Rhythms
from inloop_notify.clients.mail import Mail
from inloop_notify.clients.people import People
from inloop_notify.domain.deliveries import Delivery
from inloop_notify.domain.rhythm import MOST_A_DAY, Kind, Rhythm
from inloop_notify.entry.events import Events
from inloop_notify.entry.sending import Post, SendDigest, SendLetter
from inloop_notify.store import deliveries as rows
from inloop_notify.store.tables import deliveries

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 10:30 in Berlin
MAIL_FROM = "Inloop <no-reply@inloop.test>"


class World:
    """The service as it is composed, driven by hand: `publish` an event, then `work` off what is due."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path, *, most_a_day: int = MOST_A_DAY) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.keys = folder / "keys"
        create_keys(self.keys)
        self.facts = Facts()
        self.client_id = new_id()
        self.manager = self.facts.add(Person("Mara Manager", "mara@agency.example", level=LEVEL_STAFF))
        self.ann, self.bob = self.contact("Ann"), self.contact("Bob")
        self.neighbours = Neighbours(self.facts, self.keys, clock)
        self.postbox = Postbox()
        self.postbox.open()
        self.upstream = Upstream(self.neighbours.address, load_signer(self.keys, "notify", clock=clock))
        resolver = AccessResolver(self.upstream, clock, kept_seconds=0)
        self.people = People(self.upstream, self.upstream, self.upstream, resolver)
        self.rhythms = Rhythms(clock)
        self.deliveries = Deliveries(clock, self.rhythms, most_a_day=most_a_day)
        self.mail = Mail(self.postbox.url, MAIL_FROM, clock, timeout=5)
        post = Post(database, self.people, self.mail, "http://portal.test")
        self.jobs = (SendLetter(post, self.deliveries), SendDigest(post, self.deliveries))
        self._runs = [Runs(database, job) for job in self.jobs]
        self._handlers = {one.event_type: one for one in find_handlers([Events(self.deliveries, self.people)])}

    def contact(self, name: str, **facts: Any) -> Person:
        """A contact of the client who sees the timeline."""
        given = {"client_id": self.client_id} | facts
        return self.facts.add(Person(name, f"{name.lower()}@client.example", **given))

    def caller(self, person: Person) -> Caller:
        """A person as the gateway would sign it."""
        return Caller(
            account_id=person.account_id,
            workspace_id=self.facts.workspace_id,
            project_id=self.facts.project_id,
            level=person.level,  # type: ignore[arg-type]
        )

    def choose(self, person: Person, kind: Kind, **how: Any) -> Rhythm:
        """A person chooses a rhythm."""
        given = {"at": time(9), "weekday": 5, "time_zone": "Europe/Berlin"} | how
        rhythm = Rhythm(kind, **given)
        with self.database.write() as session:
            self.rhythms.choose(session, self.caller(person), rhythm)
            self.deliveries.follow(session, person.account_id, rhythm)
        return rhythm

    def at_once(self, *people: Person) -> None:
        """These want to hear of everything at once."""
        with self.database.write() as session:
            for one in people or (self.ann, self.bob):
                rhythm = Rhythm(Kind.AT_ONCE, time(9), 5, "Europe/Berlin")
                self.rhythms.choose(session, self.caller(one), rhythm)

    def publish(self, event: Message, *, event_id: str = "", visible_from: int = LEVEL_TIMELINE, **scope: str) -> str:
        """An event arrives; its id."""
        event_id = event_id or new_id()
        given = {"workspace_id": self.facts.workspace_id, "project_id": self.facts.project_id} | scope
        name = event.DESCRIPTOR.full_name
        envelope = Envelope(event_id, name, "a", Scope(**given), visible_from, self.clock.now())
        handle(self.database, self._handlers[type(event)], envelope, event.SerializeToString())
        return event_id

    def work(self) -> None:
        """Do what is due at this instant, once."""
        for run in self._runs:
            with self.database.read() as session:
                due = run.job.table.claimable(session, 1000)
            for row in due:
                run.run(row.row_id, {})

    def ledger(self, person: Person | None = None) -> list[Delivery]:
        """Deliveries in the order in which they were planned, of one person if wanted."""
        with self.database.read() as session:
            found = session.execute(select(deliveries).order_by(deliveries.c.id)).all()
        made = [rows._delivery(row) for row in found]
        return [one for one in made if person is None or one.account_id == person.account_id]

    def states(self, person: Person) -> list[tuple[str, str]]:
        """(state, reason) of a person's deliveries."""
        return [(one.state.value, one.reason) for one in self.ledger(person)]

    def announced(self) -> Sequence[Any]:
        """Rows of the outbox, in order."""
        with self.database.read() as session:
            return session.execute(select(outbox).order_by(outbox.c.seq)).all()

    def other_project(self) -> str:
        """The project becomes another one of another workspace, with the same people."""
        self.facts.workspace_id, self.facts.project_id = new_id(), new_id()
        self.facts.workspace_name = "Other Agency"
        for one in self.facts.people.values():
            self.facts.people[one.account_id] = replace(one)
        return self.facts.project_id

    def close(self) -> None:
        """Let go of everything."""
        self.mail.close()
        self.upstream.close()
        self.neighbours.close()
        self.postbox.close()
