"""The fixtures; see the package's docstring."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from inloop_kit.clock import Clock, SystemClock
from inloop_kit.database import Database
from inloop_kit.migrations import migrate
from inloop_kit.testing.broker import NatsServer
from inloop_kit.testing.postgres import Postgres
from inloop_kit.testing.redis_broker import RedisServer
from inloop_kit.testing.waiting import FixedClock

ENGINES = ("sqlite", "postgresql")


class NewDatabase(Protocol):
    """What the fixture `new_database` gives."""

    def __call__(self, package: str, *, clock: Clock | None = None) -> Database:
        """A migrated database of this test's own."""
        ...


@pytest.fixture
def clock() -> FixedClock:
    """A clock that moves only when the test says so."""
    return FixedClock()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The cluster of this test run."""
    cluster = Postgres(_shared(tmp_path_factory) / "postgres")
    yield cluster
    cluster.release()


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture(scope="session")
def database_templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, Postgres | None], str]:
    """Migrated once per run and engine, then copied: (engine, package, cluster) -> file or database name."""
    folder = _shared(tmp_path_factory) / "templates"
    folder.mkdir(exist_ok=True)

    def template(engine: str, package: str, cluster: Postgres | None) -> str:
        # The last user of a cluster ends it, and the next starts another: a template belongs to one cluster.
        place = f"{engine}-{package}-{cluster.folder.name}" if cluster else f"{engine}-{package}"
        made = folder / place
        with (folder / f"{place}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if made.exists():
                return made.read_text()
            if cluster:
                url = cluster.create()
                name = url.partition("?")[0].rpartition("/")[2]
            else:
                name = str(folder / f"{package}.db")
                url = f"sqlite:///{name}"
            migrate(url, package)
            made.write_text(name)
            return name

    return template


@pytest.fixture(params=ENGINES)
def new_database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    database_templates: Callable[[str, str, Postgres | None], str],
) -> Iterator[NewDatabase]:
    """A factory of migrated databases, on each engine; they are closed and removed after the test."""
    made: list[Database] = []
    on_postgres = request.param == "postgresql"
    cluster: Postgres | None = request.getfixturevalue("postgres") if on_postgres else None

    def create(package: str, *, clock: Clock | None = None) -> Database:
        template = database_templates(request.param, package, cluster)
        if cluster:
            url = cluster.create(template=template)
        else:
            file = tmp_path / f"{package}-{len(made)}.db"
            shutil.copyfile(template, file)
            url = f"sqlite:///{file}"
        made.append(Database(url, clock=clock or SystemClock()))
        return made[-1]

    yield create
    for database in made:
        database.close()
        if cluster:
            cluster.drop(database.url.render_as_string(hide_password=False))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[NatsServer]:
    """A running nats-server of this test's own."""
    server = NatsServer(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_broker(tmp_path: Path) -> Iterator[RedisServer]:
    """A running redis-server of this test's own."""
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of one test run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
