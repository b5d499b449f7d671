"""Alembic without its command line and its ini file: every service's schema, moved by its own numbered steps.

A service keeps its steps in `inloop_<service>/store/migrations/versions/`. The first one, `0001_first.py`:

    '''The first schema.'''

    import sqlalchemy as sa
    from alembic import op
    from inloop_kit.database import Id, Instant
    from inloop_kit.migrations import create_kit_tables, drop_kit_tables

    revision = "0001"
    down_revision = None


    def upgrade() -> None:
        create_kit_tables(op)
        op.create_table(
            "notes",
            sa.Column("id", Id, nullable=False),
            sa.Column("written_at", Instant, nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_notes"),
        )


    def downgrade() -> None:
        op.drop_table("notes")
        drop_kit_tables(op)

and its `store/tables.py`:

    metadata = MetaData(naming_convention=NAMING)
    kit_tables(metadata)
    notes = Table("notes", metadata, Column("id", Id, primary_key=True), Column("written_at", Instant, nullable=False))

`inloop_kit.testing.assert_schema_matches(package)` holds the two together on both engines. The package argument of
every function here is the service's import name, such as "inloop_notify".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.engine import URL

from inloop_kit.clock import SystemClock
from inloop_kit.database import Database
from inloop_kit.kit_schema import create_first, drop_first

MIGRATION_LOCK = 0x1_1007  # any number that is ours: one migration at a time on PostgreSQL


class NotMigrated(RuntimeError):
    """The database does not have the schema that this code was written for."""


def create_kit_tables(op: Operations | Any) -> None:
    """Create outbox, inbox, dead_letters, replies, audit, leases and streams as they were in kit schema 1."""
    create_first(op)


def drop_kit_tables(op: Operations | Any) -> None:
    """The reverse of create_kit_tables."""
    drop_first(op)


def migrate(url: str | URL, package: str, *, revision: str = "head") -> None:
    """Bring the database to `revision` (an id of the service's steps, "head" or "base"), all steps or none.

    Several processes may do this at once: they take turns, and the later ones find nothing to do.
    """
    with _connection(url) as connection:
        config = _config(package, connection)
        if revision == "base":
            command.downgrade(config, "base")
        else:
            command.upgrade(config, revision)


def check_migrated(database: Database, package: str) -> None:
    """Raise NotMigrated unless the database is at the newest step that this code knows."""
    wanted = ScriptDirectory.from_config(_config(package, None)).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        at = found or "nothing"
        raise NotMigrated(f"{package}: the database is at {at}, this version needs {wanted}: run `migrate`")


def differences(url: str | URL, package: str) -> list[str]:
    """What `store/tables.py` says and the migrated database does not, one line each; empty when they agree."""
    metadata: MetaData = import_module(f"{package}.store.tables").metadata
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [repr(difference) for difference in compare_metadata(context, metadata)]


def new_step(url: str | URL, package: str, message: str) -> None:
    """Write the next step from the difference between `store/tables.py` and the database. Read it before keeping it."""
    with _connection(url) as connection:
        config = _config(package, connection)
        config.attributes["metadata"] = import_module(f"{package}.store.tables").metadata
        command.revision(config, message=message, autogenerate=True)


def _config(package: str, connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("inloop_kit") / "migration_env").replace("%", "%%"))
    versions = str(files(package) / "store" / "migrations" / "versions").replace("%", "%%")
    config.set_main_option("version_locations", versions)
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str | URL) -> Iterator[Connection]:
    database = Database(url, clock=SystemClock(), pool_size=1)
    try:
        with database.engine.begin() as connection:
            if not database.is_sqlite:  # SQLite: BEGIN IMMEDIATE has already made the others wait
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            yield connection
    finally:
        database.close()
