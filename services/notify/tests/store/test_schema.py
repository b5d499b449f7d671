"""The migrations and the tables say the same on both engines."""

from inloop_kit.testing import assert_schema_matches


def test_migrations_make_what_the_tables_say(engine_url: str) -> None:
    assert_schema_matches(engine_url, "inloop_notify")
