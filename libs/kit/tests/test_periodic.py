"""Work that is done again and again."""

from __future__ import annotations

import threading

from inloop_kit.errors import Unreachable
from inloop_kit.periodic import IsStopping, Periodic

PATIENCE_SECONDS = 10.0


def test_what_fails_is_done_again() -> None:
    times: list[int] = []
    done = threading.Event()

    def act(_: IsStopping) -> None:
        times.append(1)
        if len(times) == 1:
            raise Unreachable("The database is away.")
        done.set()

    task = Periodic("again", 0.01, act, begins_at_once=True)
    task.start()
    assert done.wait(PATIENCE_SECONDS)
    assert task.is_ready()
    task.stop(PATIENCE_SECONDS)
    assert not task.is_ready()


def test_a_stop_is_heard_within_the_work() -> None:
    began, heard = threading.Event(), threading.Event()

    def act(is_stopping: IsStopping) -> None:
        began.set()
        while not is_stopping():
            threading.Event().wait(0.001)
        heard.set()

    task = Periodic("long", 60, act, begins_at_once=True)
    task.start()
    assert began.wait(PATIENCE_SECONDS)
    task.stop(PATIENCE_SECONDS)
    assert heard.is_set()


def test_the_first_time_waits_for_the_pause() -> None:
    begun = threading.Event()
    task = Periodic("later", 3600, lambda _: begun.set())
    task.start()
    task.stop(PATIENCE_SECONDS)
    assert not begun.is_set()
    assert not task.is_ready()


def test_what_never_began_can_be_stopped() -> None:
    Periodic("never", 1, lambda _: None).stop(1)
