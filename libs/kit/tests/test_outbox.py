"""Events are written with the fact, and forgotten in time."""

import pytest
from inloop_demo.events import NoteErased, NoteWritten
from inloop_demo.world import TIMELINE, effects_of, write_note
from sqlalchemy import func, select, update

from inloop_kit import audit, outbox, telemetry
from inloop_kit.database import Database
from inloop_kit.envelope import Unreadable, read_envelope
from inloop_kit.housekeeping import purge
from inloop_kit.ids import new_id
from inloop_kit.inbox import remember
from inloop_kit.kit_tables import audit as audit_rows
from inloop_kit.kit_tables import inbox
from inloop_kit.kit_tables import outbox as rows

SCOPE = outbox.Scope("w1", "p1", "c1")


@pytest.fixture
def database(new_database, clock) -> Database:
    return new_database("inloop_demo", clock=clock)


def count(database: Database, table) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_an_event_is_kept_with_all_that_travels_around_it(database, clock):
    carrier = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "x-request-id": "r1"}
    with telemetry.continue_from(carrier), database.write() as session:
        event = NoteWritten(note_id="n1", number=7)
        event_id = outbox.append(session, event, aggregate_id="a1", scope=SCOPE, visible_from=TIMELINE)
    with database.read() as session:
        row = session.execute(select(rows)).one()
    envelope = outbox.envelope_of(row)
    assert NoteWritten.FromString(row.payload) == event
    assert (envelope.event_id, envelope.subject, envelope.scope) == (event_id, "inloop.demo.v1.NoteWritten", SCOPE)
    assert envelope.occurred_at == clock.now()
    assert envelope.request_id == "r1"
    assert envelope.traceparent.split("-")[1] == "0af7651916cd43dd8448eb211c80319c"
    assert read_envelope(row.subject, envelope.headers()) == envelope


def test_an_event_of_a_broken_transaction_never_was(database):
    heard: list[int] = []
    database.on_commit_of(outbox.OUTBOX, lambda: heard.append(1))
    with pytest.raises(KeyError), database.write() as session:  # noqa: PT012 - the block is the point
        outbox.append(session, NoteErased(note_id="n"), aggregate_id="a", scope=SCOPE, visible_from=TIMELINE)
        raise KeyError
    assert count(database, rows) == 0
    write_note(database, "a", 1)
    assert (count(database, rows), heard) == (1, [1])


def test_an_event_that_carries_content_is_refused(database):
    event = NoteWritten(note_id="x" * 70_000)
    with pytest.raises(ValueError, match="carry ids"), database.write() as session:
        outbox.append(session, event, aggregate_id="a", scope=SCOPE, visible_from=TIMELINE)


@pytest.mark.parametrize("missing", ["Nats-Msg-Id", "inloop-aggregate", "inloop-visible-from", "inloop-occurred-at"])
def test_a_message_without_our_headers_is_unreadable(database, missing):
    write_note(database, "a", 1)
    with database.read() as session:
        headers = outbox.envelope_of(session.execute(select(rows)).one()).headers()
    del headers[missing]
    with pytest.raises(Unreadable, match=missing):
        read_envelope("inloop.demo.v1.NoteWritten", headers)


def test_the_partition_of_an_aggregate_never_changes():
    # 0xCBF43926 is the published check value of CRC-32 for these digits.
    assert outbox.partition_of("123456789") == 0xCBF43926 % 8


def test_rows_are_forgotten_when_nothing_can_ask_for_them_and_not_before(database, clock):
    for number in range(3):
        write_note(database, "a", number)
    with database.write() as session:
        session.execute(update(rows).where(rows.c.seq <= 2).values(sent_at=clock.now()))
        remember(session, "demo-x", "e1")
    clock.advance(days=6, hours=23)
    purge(database)
    assert (count(database, rows), count(database, inbox)) == (3, 1)
    clock.advance(hours=2)
    purge(database)
    assert (count(database, rows), count(database, inbox)) == (1, 1)
    clock.advance(days=30)
    purge(database)
    assert (count(database, rows), count(database, inbox)) == (1, 0)
    assert effects_of(database) == []


def test_the_audit_row_is_written_with_the_effect(database, clock):
    from inloop_kit.caller import Caller

    account = new_id()
    caller = Caller(issuer="gateway", account_id=account, workspace_id="w1", project_id="p1", session_id="s1")
    with pytest.raises(KeyError), database.write() as session:  # noqa: PT012 - the block is the point
        audit.append(session, caller, action="grant.withdrawn", about="contact/c1")
        raise KeyError
    with database.write() as session:
        audit.append(session, caller, action="grant.withdrawn", about="contact/c1", facts={"level": "TIMELINE"})
    with database.read() as session:
        row = session.execute(select(audit_rows)).one()
    assert (row.account_id, row.workspace_id, row.project_id, row.session_id) == (account, "w1", "p1", "s1")
    assert (row.action, row.about, row.facts, row.at) == (
        "grant.withdrawn",
        "contact/c1",
        {"level": "TIMELINE"},
        clock.now(),
    )
