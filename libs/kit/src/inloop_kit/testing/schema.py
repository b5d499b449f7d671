"""Tables and migrations say the same."""

from __future__ import annotations

from inloop_kit.migrations import differences, migrate


def assert_schema_matches(url: str, package: str) -> None:
    """Migrate an empty database up, down and up again, and compare it with the package's `store/tables.py`.

    def test_tables_and_migrations_agree(engine_url): assert_schema_matches(engine_url, "inloop_notify")
    """
    migrate(url, package)
    migrate(url, package, revision="base")
    migrate(url, package)
    found = differences(url, package)
    assert not found, "tables.py and the migrations differ:\n" + "\n".join(found)
