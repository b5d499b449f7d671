"""The slip ledger: why promised dates moved, to the day."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from random_edits import random_edits
from sqlalchemy.orm import Session
from world_of_projects import DAY, World, add

from inloop.options.v1.access_pb2 import Level
from inloop_kit.errors import Invalid, Missing
from inloop_projects.actions.plan.baselines import MOST
from inloop_projects.actions.plan.history import NothingToDo, OthersChangedIt
from inloop_projects.actions.relationship.slips import Ledger, MilestoneLedger
from inloop_projects.domain.people.levels import Preset
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.model import Plan
from inloop_projects.domain.relationship.slip_ledger import Share, SlipCause

EDITS = 10_000 if os.environ.get("INLOOP_FULL") else 1_000


def ledger(world: World, name: str = "", promise_id: str = "") -> Ledger:
    caller = world.caller(name) if name else world.manager
    with world.read() as session:
        return world.can.slips.ledger(session, caller, milestone_id="", promise_id=promise_id)


def launch(world: World, name: str = "") -> MilestoneLedger:
    [one] = ledger(world, name).milestones
    return one


def causes(one: MilestoneLedger) -> list[tuple[SlipCause, int]]:
    return [(told.cause, told.entry.moved_days) for told in one.entries]


def test_entries_sum_to_the_slip_after_any_edits(world: World) -> None:
    random = Random(1124)
    world.edit(*random_edits(random, _plan(world), 25))
    world.promise()
    done, checked = 0, 0
    while done < EDITS:
        draw = random.random()
        if draw < 0.10:
            world.clock.advance(hours=random.randrange(1, 60))
        elif draw < 0.12:
            _promise_anew(world)
        elif draw < 0.16:
            _wait(world, random)
        elif draw < 0.20:
            _attribute(world, random)
        elif draw < 0.26:
            _undo(world)
        else:
            edits = random_edits(random, _plan(world), random.randrange(1, 6))
            world.edit(*edits)
            done += len(edits)
        checked += _check(world)
    assert checked > EDITS // 10


def test_a_slip_has_a_cause_an_author_and_working_days(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, 3 * DAY))
    one = launch(planned)
    assert (one.promised_on, one.forecast_on, one.total_days) == (date(2026, 11, 17), date(2026, 11, 20), 3)
    assert causes(one) == [(SlipCause.ESTIMATE, 3)]
    assert one.entries[0].author == "Jonas"


def test_clients_read_the_agency_where_its_people_moved_a_date(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, DAY))
    assert launch(planned, "collaborator").entries[0].author == "Agency"


def test_what_only_hidden_work_caused_is_internal_and_without_a_name_to_clients(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Internal review"].id, 2 * DAY))
    one = launch(planned, "sponsor")
    assert causes(one) == [(SlipCause.INTERNAL, 2)]
    assert (one.entries[0].author, one.entries[0].note) == ("", "")
    assert causes(launch(planned)) == [(SlipCause.ESTIMATE, 2)]


def test_days_that_go_by_are_an_entry_too_before_and_after_they_are_stored(planned: World) -> None:
    planned.clock.advance(days=7)
    read = launch(planned)
    assert (read.total_days, read.entries[0].entry.id) == (5, "")
    for _ in range(2):
        with planned.write() as session:
            planned.can.projects.refresh(session, planned.project_id)
    stored = launch(planned)
    assert causes(stored) == causes(read) == [(SlipCause.ESTIMATE, 5)]
    assert stored.entries[0].entry.id


def test_waiting_for_the_client_explains_as_many_days_as_it_took(planned: World) -> None:
    design = planned.tasks()["Design"].id
    with planned.write() as session:
        planned.can.waits.start(session, planned.manager, what="Photos", task_id=design, message_id="", started_at=None)
    planned.clock.advance(days=3)
    planned.edit(ask.ChangeDuration(design, 5 * DAY))
    one = launch(planned)
    assert one.total_days == 8
    assert one.causes == {SlipCause.WAITING_FOR_CLIENT: 3, SlipCause.ESTIMATE: 5}


def test_a_wait_that_does_not_hold_the_milestone_explains_nothing(planned: World) -> None:
    apart = add("Apart", 1)
    planned.edit(apart)
    with planned.write() as session:
        planned.can.waits.start(
            session, planned.manager, what="Logo", task_id=apart.task_id, message_id="", started_at=None
        )
    planned.clock.advance(days=2)
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, DAY))
    assert SlipCause.WAITING_FOR_CLIENT not in launch(planned).causes


def test_days_of_waiting_come_from_timestamps_in_the_projects_calendar(planned: World) -> None:
    design, review = planned.tasks()["Design"].id, planned.tasks()["Internal review"].id
    with planned.write() as session:
        started = planned.clock.now() - timedelta(days=4)  # Thursday; now is Monday
        seen = planned.can.waits.start(
            session, planned.manager, what="Texts", task_id=design, message_id="", started_at=started
        )
        planned.can.waits.start(
            session, planned.manager, what="Secret", task_id=review, message_id="", started_at=started
        )
    assert seen.days == 2
    planned.clock.advance(days=1)
    with planned.write() as session:
        assert planned.can.waits.end(session, planned.manager, seen.wait.id).days == 3
    planned.clock.advance(days=1)
    with planned.read() as session:
        told = planned.can.waits.list_all(session, planned.caller("collaborator"), only_open=False)
    assert [(one.wait.what, one.days) for one in told.waits] == [("Texts", 3)]
    assert told.days == 3


def test_another_client_learns_nothing_of_what_is_waited_for(planned: World) -> None:
    first = planned.client_id
    with planned.write() as session:
        planned.client_id = planned.can.clients.create(session, planned.manager, name="Other client").id
    planned.contact("other", Preset.SPONSOR)
    design = planned.tasks()["Design"].id
    with planned.write() as session:
        start = partial(
            planned.can.waits.start, session, planned.manager, what="Photos", message_id="", started_at=None
        )
        with pytest.raises(Invalid):
            start(task_id=design)
        start(task_id=design, client_id=first)
    planned.clock.advance(days=2)
    planned.edit(ask.ChangeDuration(design, 2 * DAY))
    with planned.read() as session:
        own = planned.can.waits.list_all(session, planned.caller("sponsor"), only_open=False)
        foreign = planned.can.waits.list_all(session, planned.caller("other"), only_open=False)
    assert (len(own.waits), len(foreign.waits), foreign.days) == (1, 0, 0)
    assert launch(planned, "sponsor").causes[SlipCause.WAITING_FOR_CLIENT] == 2
    assert SlipCause.WAITING_FOR_CLIENT not in launch(planned, "other").causes


def test_a_movement_is_attributed_to_causes_that_sum_to_it(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, 3 * DAY))
    entry = launch(planned).entries[0].entry
    shares = [Share(SlipCause.SUPPLIER, 2, "The printer was late."), Share(SlipCause.ESTIMATE, 2, "")]
    with planned.write() as session:
        with pytest.raises(Invalid):
            planned.can.slips.attribute(session, planned.manager, entry.id, shares)
        shares[1] = replace(shares[1], days=1)
        planned.can.slips.attribute(session, planned.manager, entry.id, shares)
    one = launch(planned, "collaborator")
    assert one.causes == {SlipCause.SUPPLIER: 2, SlipCause.ESTIMATE: 1}
    assert one.entries[0].note == "The printer was late."
    assert sum(days for _, days in causes(one)) == one.total_days == 3


def test_a_new_promise_starts_at_zero_and_the_old_ledger_stays(planned: World) -> None:
    planned.edit(ask.ChangeDuration(planned.tasks()["Design"].id, 3 * DAY))
    planned.promise()
    assert (launch(planned).total_days, launch(planned).entries) == (0, ())
    now, old = ledger(planned).promises
    [before] = ledger(planned, promise_id=old.id).milestones
    assert now.is_present
    assert (before.total_days, causes(before)) == (3, [(SlipCause.ESTIMATE, 3)])


def test_a_milestone_that_a_client_does_not_see_has_no_ledger_for_it(planned: World) -> None:
    planned.edit(ask.SetVisibility(planned.tasks()["Launch"].id, int(Level.LEVEL_STAFF)))
    assert ledger(planned, "sponsor").milestones == ()
    with planned.read() as session, pytest.raises(Missing):
        planned.can.slips.ledger(
            session, planned.caller("sponsor"), milestone_id=planned.tasks()["Launch"].id, promise_id=""
        )


def _plan(world: World) -> Plan:
    with world.read() as session:
        return world.can.pictures.of(session, world.project_id)[1].plan


def _promise_anew(world: World) -> None:
    with world.write() as session:
        if len(world.can.baselines.list_all(session, world.manager)) < MOST:
            world.can.baselines.save(session, world.manager, name="Anew", is_promise=True)


def _wait(world: World, random: Random) -> None:
    with world.write() as session:
        found = world.can.waits.list_all(session, world.manager, only_open=True).waits
        if found and random.random() < 0.5:
            world.can.waits.end(session, world.manager, found[0].wait.id)
        else:
            ids = [*_plan_in(world, session).task_by_id, ""]
            world.can.waits.start(
                session, world.manager, what="x", task_id=random.choice(ids), message_id="", started_at=None
            )


def _plan_in(world: World, session: Session) -> Plan:
    return world.can.pictures.of(session, world.project_id)[1].plan


def _attribute(world: World, random: Random) -> None:
    with world.write() as session:
        found = world.can.slips.ledger(session, world.manager, milestone_id="", promise_id="")
        stored = [told.entry for one in found.milestones for told in one.entries if told.entry.id]
        if stored:
            entry = random.choice(stored)
            shares = [Share(SlipCause.SUPPLIER, 1, ""), Share(SlipCause.INTERNAL, entry.moved_days - 1, "")]
            whole = [Share(SlipCause.SUPPLIER, None, "")]
            world.can.slips.attribute(session, world.manager, entry.id, shares if entry.moved_days != 1 else whole)


def _undo(world: World) -> None:
    with world.write() as session:
        try:
            world.can.history.undo(session, world.manager, None)
        except (NothingToDo, OthersChangedIt):
            return


def _check(world: World) -> int:
    """Each ledger sums to what the picture of now says; how many were looked at."""
    with world.read() as session:
        _, picture = world.can.pictures.of(session, world.project_id)
        found = world.can.slips.ledger(session, world.manager, milestone_id="", promise_id="").milestones
    for one in found:
        days = sum(told.entry.moved_days for told in one.entries)
        assert days == one.total_days == picture.slip_of(one.milestone_id) == sum(one.causes.values())
    promised = [task for task in picture.plan.tasks if task.is_milestone and task.id in picture.promise]
    assert len(found) == len(promised)
    return len(found)
