"""Real engines for tests, as a pytest plugin; the root conftest.py loads it for every package.

Fixtures
    engine_url       an empty database, once on SQLite and once on PostgreSQL
    new_database     new_database("inloop_notify") -> a migrated Database of the test's own, on both engines;
                     new_database("inloop_notify", clock=FixedClock(...)) with another clock
    broker           a real nats-server of the test's own (NatsServer: url, start, kill, stop, wipe)
    redis_broker     a real redis-server of the test's own (RedisServer: url, start, kill, stop)
    clock            a FixedClock
And for direct use: FixedClock, NatsServer, RedisServer, Child, until, free_port, assert_schema_matches.

A missing engine fails the test with one line that says what to install; nothing is skipped.
"""

from inloop_kit.testing.broker import NatsServer
from inloop_kit.testing.children import Child
from inloop_kit.testing.fixtures import (
    broker,
    clock,
    database_templates,
    engine_url,
    new_database,
    postgres,
    redis_broker,
)
from inloop_kit.testing.redis_broker import RedisServer
from inloop_kit.testing.schema import assert_schema_matches
from inloop_kit.testing.waiting import FixedClock, free_port, until

__all__ = [
    "Child",
    "FixedClock",
    "NatsServer",
    "RedisServer",
    "assert_schema_matches",
    "broker",
    "clock",
    "database_templates",
    "engine_url",
    "free_port",
    "new_database",
    "postgres",
    "redis_broker",
    "until",
]
