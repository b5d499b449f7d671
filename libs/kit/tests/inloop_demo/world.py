"""What the demo service does: writes numbered notes, counts them on the other side."""

import threading

from sqlalchemy import insert, select

from inloop_demo.events import NoteWritten
from inloop_demo.store.tables import effects, notes
from inloop_kit import outbox
from inloop_kit.database import Database, now
from inloop_kit.inbox import Unreadable, handles

DURABLE = "demo-count-notes"
TIMELINE = 4


def write_note(database: Database, aggregate: str, number: int) -> str:
    """One note and its event in one transaction; the event id."""
    with database.write() as session:
        note_id = f"{aggregate}-{number}"
        written = {"id": note_id, "text": "x", "written_at": now(session), "facts": {}}
        session.execute(insert(notes).values(written))
        event = NoteWritten(note_id=note_id, number=number)
        scope = outbox.Scope("w1", "p1")
        return outbox.append(session, event, aggregate_id=aggregate, scope=scope, visible_from=TIMELINE)


def effects_of(database: Database) -> list[str]:
    """The notes that were counted, in the order of counting."""
    with database.read() as session:
        return list(session.scalars(select(effects.c.note_id).order_by(effects.c.seq)))


class CountNotes:
    """Counts each note once; refuses what the test tells it to refuse."""

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self.unreadable: set[str] = set()
        self.attempts: dict[str, int] = {}
        self.envelopes: list[object] = []
        self.gathered: list[object] = []
        self.gate = threading.Event()
        self.gate.set()

    @handles(NoteWritten, durable=DURABLE, gather="look_up")
    def on_note_written(self, session, event, envelope, looked_up) -> None:
        self.attempts[event.note_id] = self.attempts.get(event.note_id, 0) + 1
        session.execute(insert(effects).values(note_id=event.note_id, number=event.number))
        if self.failures.get(event.note_id, 0) > 0:
            self.failures[event.note_id] -= 1
            raise ValueError(event.note_id)
        if event.note_id in self.unreadable:
            raise Unreadable(event.note_id)
        self.envelopes.append(envelope)
        self.gathered.append(looked_up)

    def look_up(self, event, envelope) -> str:
        self.gate.wait(30)
        return f"looked up {event.note_id}"
