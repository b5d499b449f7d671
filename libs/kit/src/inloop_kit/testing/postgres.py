"""One PostgreSQL cluster per test run, shared by its workers, gone when the last of them has ended.

The cluster speaks through a socket in its own folder (no port to collide on). Who uses it holds a shared lock on a
file; a keeper process waits for the exclusive lock, which the kernel grants when the last user has ended, also by
SIGKILL, and then stops the cluster and removes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from inloop_kit.testing.children import find_program

INSTALL = "apt-get install postgresql"
FOLDERS = tuple(f"/usr/lib/postgresql/{version}/bin" for version in range(20, 12, -1))


class Postgres:
    """A running cluster, found or started under `shared` (a folder that the workers of one test run have in common)."""

    def __init__(self, shared: Path) -> None:
        shared.mkdir(parents=True, exist_ok=True)
        self._users: IO[str] = (shared / "postgres.users").open("w")
        with (shared / "postgres.start").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            state = shared / "postgres.json"
            if not state.exists():
                folder = _start()
                state.write_text(json.dumps({"folder": str(folder)}))
                _keep(shared)
            self.folder = Path(json.loads(state.read_text())["folder"])

    def create(self, *, template: str = "template0") -> str:
        """A new database, a copy of `template`; its URL."""
        name = f"t{uuid.uuid4().hex}"
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.Composed) -> None:
        """Run one statement as the superuser, outside a transaction."""
        with psycopg.connect(host=str(self.folder), user="inloop", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def url(self, name: str) -> str:
        """The URL of a database of this cluster."""
        query = {"host": str(self.folder)}
        return URL.create("postgresql", username="inloop", database=name, query=query).render_as_string()

    def release(self) -> None:
        """Not used any more by this process."""
        self._users.close()


def _start() -> Path:
    """A new cluster in a folder of its own, running; as root through the user postgres, because it refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="inloop-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    initdb = find_program("initdb", otherwise=FOLDERS, install=INSTALL)
    pg_ctl = find_program("pg_ctl", otherwise=FOLDERS, install=INSTALL)
    data = str(folder / "data")
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{folder}'",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "200",
        "shared_buffers": "'32MB'",
        "timezone": "'Pacific/Kiritimati'",  # a zone that nobody's code may depend on
    }
    init = [initdb, "-D", data, "-U", "inloop", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run([*as_user, *init])
    written = "".join(f"{name} = {value}\n" for name, value in settings.items())
    _run([*as_user, "tee", "-a", str(folder / "data" / "postgresql.conf")], feed=written)
    _run([*as_user, pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "start"])
    return folder


def _run(command: list[str], *, feed: str = "") -> None:
    """Run to the end; the output goes to a file, because a daemon that inherits a pipe would keep it open."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 - our own command lines
            command, input=feed, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)}:\n{output.read()}")


def _keep(shared: Path) -> None:
    """Start the keeper, detached: it must outlive the worker that started it."""
    _run(["setsid", "--fork", sys.executable, "-m", "inloop_kit.testing.postgres", str(shared)])


def keep(shared: Path) -> None:
    """Wait until nobody uses the cluster, then stop and remove it."""
    with (shared / "postgres.users").open("w") as users, (shared / "postgres.start").open("w") as turn:
        while True:
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            # Somebody may be starting to use it right now: decide while nobody can.
            fcntl.flock(turn, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(turn, fcntl.LOCK_UN)
                continue
            _remove(shared / "postgres.json")
            return


def _remove(state: Path) -> None:
    folder = Path(json.loads(state.read_text())["folder"])
    state.unlink()
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, 3)  # SIGQUIT: at once; nothing in it is worth keeping
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
