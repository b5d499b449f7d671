"""One database, two engines, the same promises."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from inloop_demo.store.tables import notes
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from inloop_kit.clock import SystemClock
from inloop_kit.database import Database, touch
from inloop_kit.errors import Unreachable
from inloop_kit.migrations import NotMigrated, check_migrated, migrate
from inloop_kit.testing import assert_schema_matches

AT = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


def note(number: int, at: datetime = AT) -> dict[str, object]:
    return {"id": f"{number:036}", "text": f"note {number}", "written_at": at, "facts": {"number": number, "ä": ["ß"]}}


@pytest.fixture
def database(new_database) -> Database:
    return new_database("inloop_demo")


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(notes))


def test_tables_and_migrations_agree_on_both_engines(engine_url):
    assert_schema_matches(engine_url, "inloop_demo")


def test_several_processes_may_migrate_at_once(engine_url):
    failures: list[BaseException] = []

    def once() -> None:
        try:
            migrate(engine_url, "inloop_demo")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must know
            failures.append(error)

    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_database_without_the_schema_is_named_at_the_start(engine_url):
    database = Database(engine_url, clock=SystemClock())
    with pytest.raises(NotMigrated, match="inloop_demo: the database is at nothing, this version needs 0001"):
        check_migrated(database, "inloop_demo")
    migrate(engine_url, "inloop_demo")
    check_migrated(database, "inloop_demo")
    database.close()


def test_what_was_written_is_read_back_as_it_was(database):
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    with database.write() as session:
        session.execute(insert(notes), [note(1, elsewhere), note(2, datetime(999, 1, 1, tzinfo=UTC))])
    with database.read() as session:
        first, second = session.execute(select(notes).order_by(notes.c.id)).all()
    assert first.written_at == AT
    assert first.written_at.tzinfo is UTC
    assert first.facts == {"number": 1, "ä": ["ß"]}
    assert second.written_at == datetime(999, 1, 1, tzinfo=UTC)


def test_instants_compare_and_sort_in_sql(database):
    times = [AT + timedelta(microseconds=step) for step in (0, 1, 999, 10**6, 10**9)]
    with database.write() as session:
        session.execute(insert(notes), [note(number, at) for number, at in enumerate(reversed(times))])
    with database.read() as session:
        sorted_times = session.scalars(select(notes.c.written_at).order_by(notes.c.written_at)).all()
        later = session.scalar(select(func.count()).where(notes.c.written_at > times[1]).select_from(notes))
    assert list(sorted_times) == times
    assert later == 3


def test_a_naive_instant_is_refused(database):
    with pytest.raises(Exception, match="has no time zone"), database.write() as session:
        session.execute(insert(notes), [note(1, datetime(2026, 1, 1))])  # noqa: DTZ001 - the point
    assert count(database) == 0


def test_a_block_that_raises_leaves_nothing_behind(database):
    with pytest.raises(KeyError), database.write() as session:  # noqa: PT012 - the block is the point
        session.execute(insert(notes), [note(1)])
        raise KeyError
    assert count(database) == 0


def test_nothing_can_be_written_while_reading(database):
    with pytest.raises(DBAPIError), database.read() as session:
        session.execute(insert(notes), [note(1)])
    assert count(database) == 0
    with database.write() as session:
        session.execute(insert(notes), [note(2)])
    assert count(database) == 1


def test_a_reader_keeps_its_picture_while_others_write(database):
    with database.read() as session:
        before = session.scalar(select(func.count()).select_from(notes))
        with database.write() as other:
            other.execute(insert(notes), [note(1)])
        after = session.scalar(select(func.count()).select_from(notes))
    assert (before, after) == (0, 0)
    assert count(database) == 1


def test_writing_inside_writing_is_refused_at_once(database):
    with pytest.raises(RuntimeError, match="pass the session on"), database.write(), database.write():
        pass
    with database.write() as session:
        session.execute(insert(notes), [note(1)])
    assert count(database) == 1


def test_listeners_hear_once_of_a_commit_and_never_of_a_rollback(database):
    heard: list[int] = []
    database.on_commit_of("notes", lambda: heard.append(count(database)))
    with database.write() as session:
        session.execute(insert(notes), [note(1)])
        touch(session, "notes")
        touch(session, "notes")
    with pytest.raises(KeyError), database.write() as session:  # noqa: PT012 - the block is the point
        touch(session, "notes")
        raise KeyError
    assert heard == [1]


def test_writers_of_many_threads_lose_nothing(database):
    def write_some(thread: int) -> None:
        for number in range(20):
            with database.write() as session:
                session.execute(insert(notes), [note(thread * 100 + number)])

    threads = [threading.Thread(target=write_some, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 120


def test_row_level_security_is_told_the_workspace_for_one_transaction_only(database):
    query = text("SELECT current_setting('inloop.workspace', true)")

    def told(workspace_id: str) -> str:
        with database.write(workspace_id=workspace_id) as session:
            return "w1" if database.is_sqlite else session.scalar(query)

    assert told("w1") == "w1"
    if not database.is_sqlite:
        assert told("") in ("", None)
        with database.read(workspace_id="w2") as session:
            assert session.scalar(query) == "w2"


def test_a_wrong_statement_is_a_bug_and_not_an_outage(new_database, engine_url):
    database = Database(engine_url, clock=SystemClock())
    with pytest.raises(DBAPIError, match="notes"), database.write() as session:
        session.execute(insert(notes), [note(1)])
    database.close()


def test_a_database_that_is_away_is_unreachable(tmp_path: Path):
    database = Database(f"postgresql://inloop@/none?host={tmp_path}", clock=SystemClock())
    with pytest.raises(Unreachable), database.read() as session:
        session.execute(select(notes))
    assert not database.is_ready()


def test_the_file_of_an_sqlite_database_is_its_owners_alone(tmp_path: Path):
    Database(f"sqlite:///{tmp_path / 'new' / 'x.db'}", clock=SystemClock())
    assert (tmp_path / "new" / "x.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_other_engines_and_databases_in_memory_are_refused(url):
    with pytest.raises(ValueError, match="database"):
        Database(url, clock=SystemClock())
