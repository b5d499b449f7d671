"""Two who settle one change at once: exactly one wins, and the plan moves once or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from world_of_projects import DAY, World

from inloop_kit.caller import Caller
from inloop_kit.errors import InloopError
from inloop_projects.actions.relationship.offers import Offer
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.relationship.changes import ChangeState

ROUNDS = 5


def offered(world: World) -> tuple[str, str]:
    """A change that adds a day to Design, offered; and the hash that the sponsor was shown."""
    edits = [ask.ChangeDuration(world.tasks()["Design"].id, DAY)]
    with world.write() as session:
        told = world.can.changes.submit(
            session, world.caller("collaborator"), title="A day more", reason="", edits=edits, client_id=""
        )
    with world.write() as session:
        world.can.offers.offer(session, world.manager, told.change.id, Offer())
    with world.read() as session:
        shown = world.can.changes.get(session, world.caller("sponsor"), told.change.id).shown
    assert shown is not None
    return told.change.id, shown.hash


def at_once(*deeds: Callable[[], None]) -> list[InloopError | None]:
    """Do everything in threads that start together; what each was refused with."""
    barrier = threading.Barrier(len(deeds))
    refusals: list[InloopError | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], None]) -> None:
        barrier.wait(10)
        try:
            deed()
        except InloopError as refusal:
            refusals[place] = refusal

    threads = [threading.Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return refusals


def approving(world: World, change_id: str, shown_hash: str) -> Callable[[], None]:
    sponsor = world.caller("sponsor")

    def deed() -> None:
        with world.write() as session:
            world.can.offers.approve(session, sponsor, change_id, shown_hash=shown_hash)

    return deed


def settling(world: World, settle: str, caller: Caller, change_id: str) -> Callable[[], None]:
    def deed() -> None:
        with world.write() as session:
            ends = {"decline": world.can.offers.decline, "withdraw": world.can.changes.withdraw}
            ends[settle](session, caller, change_id)

    return deed


def state_of(world: World, change_id: str) -> ChangeState:
    with world.read() as session:
        return world.can.changes.get(session, world.manager, change_id).state


def test_of_two_approvers_one_wins(planned: World) -> None:
    for done in range(ROUNDS):
        change_id, shown_hash = offered(planned)
        deed = approving(planned, change_id, shown_hash)
        assert at_once(deed, deed).count(None) == 1
        assert planned.tasks()["Design"].duration_minutes == (6 + done) * DAY


@pytest.mark.parametrize(
    ("settle", "name", "refused"),
    [("withdraw", "collaborator", ChangeState.WITHDRAWN), ("decline", "sponsor", ChangeState.DECLINED)],
)
def test_approval_and_refusal_do_not_both_win(planned: World, settle: str, name: str, refused: ChangeState) -> None:
    applied = 0
    for _ in range(ROUNDS):
        change_id, shown_hash = offered(planned)
        other = settling(planned, settle, planned.caller(name), change_id)
        approval, refusal = at_once(approving(planned, change_id, shown_hash), other)
        assert (approval is None) != (refusal is None)
        applied += approval is None
        assert state_of(planned, change_id) is (ChangeState.APPLIED if approval is None else refused)
    assert planned.tasks()["Design"].duration_minutes == (5 + applied) * DAY


def test_an_edit_and_an_approval_at_once_lose_nothing(planned: World) -> None:
    build = planned.tasks()["Build"].id
    for _ in range(ROUNDS):
        before = planned.tasks()
        change_id, shown_hash = offered(planned)

        def edit() -> None:
            planned.edit(ask.ChangeDuration(build, DAY))

        approval, refused_edit = at_once(approving(planned, change_id, shown_hash), edit)
        after = planned.tasks()
        # The approval is of what was shown: when the edit came first, it is refused. An edit that lost is told so.
        assert (after["Design"].duration_minutes - before["Design"].duration_minutes) == DAY * (approval is None)
        assert (after["Build"].duration_minutes - before["Build"].duration_minutes) == DAY * (refused_edit is None)
        assert approval is None or refused_edit is None
        expected = ChangeState.APPLIED if approval is None else ChangeState.OFFERED
        assert state_of(planned, change_id) is expected
