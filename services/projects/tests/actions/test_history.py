"""The change log: who did what, undo and redo by person, and what changed between two revisions."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from random_edits import random_edits
from world_of_projects import DAY, World, add

from inloop.options.v1.access_pb2 import Role
from inloop_kit.caller import Caller
from inloop_kit.errors import Unreachable
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.history import History, NothingToDo, OthersChangedIt
from inloop_projects.actions.plan.plans import Edited, PlanIsPromised, PlanMovedOn
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.people.persons import Role as StaffRole
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.engine import schedule
from inloop_projects.domain.plan.errors import UnknownTask
from inloop_projects.domain.plan.history import DeedKind, apply_difference
from inloop_projects.domain.plan.model import Plan
from inloop_projects.store.plan import history as rows
from inloop_projects.store.plan import plans

EDITS = 1_000
FILE = Path(__file__).parents[4] / "tests" / "data" / "plans" / "gen-6-240.xml"


def stored(world: World) -> Plan:
    with world.read() as session:
        return plans.load(session, world.project_id)


def same(one: Plan, other: Plan) -> bool:
    """Equal but for the order in which links, people and assignments are kept."""
    return _sorted(one) == _sorted(other)


def _sorted(plan: Plan) -> Plan:
    return replace(
        plan,
        links=tuple(sorted(plan.links, key=repr)),
        resources=tuple(sorted(plan.resources, key=repr)),
        assignments=tuple(sorted(plan.assignments, key=repr)),
        calendars=dict(sorted(plan.calendars.items())),
    )


def undo(world: World, caller: Caller | None = None, expected: int | None = None) -> Edited:
    with world.write() as session:
        return world.can.history.undo(session, caller or world.manager, expected)


def redo(world: World, caller: Caller | None = None) -> Edited:
    with world.write() as session:
        return world.can.history.redo(session, caller or world.manager, None)


def edit_as(world: World, caller: Caller, *edits: ask.Edit, expected: int | None = None) -> Edited:
    with world.write() as session:
        return world.can.plans.edit(session, caller, edits, texts={}, expected_revision=expected)


@pytest.fixture
def second(world: World) -> Caller:
    """Another manager of the workspace."""
    account = new_id()
    with world.write() as session:
        world.can.workspaces.add_staff(
            session,
            Caller(issuer="operator", purpose="test"),
            world.workspace_id,
            StaffRole.MANAGER,
            account_id=account,
            name="Ada",
            email="ada@agency.example",
        )
    return replace(world.manager, account_id=account, role=Role.ROLE_MANAGER)


def test_replaying_the_log_over_the_empty_plan_gives_the_stored_plan(world: World) -> None:
    random = Random(20261124)
    empty = stored(world)
    done = 0
    while done < EDITS:
        draw = random.random()
        try:
            if draw < 0.15:
                undo(world)
            elif draw < 0.25:
                redo(world)
            else:
                edits = random_edits(random, stored(world), random.randrange(1, 12))
                world.edit(*edits)
                done += len(edits)
        except (NothingToDo, OthersChangedIt):
            continue
    with world.read() as session:
        entries = rows.between(session, world.project_id, 0, 1_000_000)
    plan = empty
    for entry in entries:
        plan = apply_difference(plan, entry.difference)
    assert same(plan, stored(world))
    assert [entry.row.revision for entry in entries] == list(range(1, len(entries) + 1))
    assert dict(schedule(plan)) == dict(schedule(stored(world)))


def test_undo_and_redo_bring_back_rows_and_dates_exactly(world: World) -> None:
    random = Random(7)
    world.edit(*random_edits(random, stored(world), 30))
    for _ in range(25):
        before = stored(world)
        dates = dict(schedule(before))
        world.edit(*random_edits(random, before, random.randrange(1, 8)))
        after = stored(world)
        undo(world)
        assert same(stored(world), before)
        assert dict(schedule(stored(world))) == dates
        redo(world)
        assert same(stored(world), after)


def test_descriptions_come_back_with_the_rows_that_undo_brings_back(world: World) -> None:
    design = add("Design")
    with world.write() as session:
        world.can.plans.edit(
            session, world.manager, [design], texts={design.task_id: "Three drafts."}, expected_revision=None
        )
    world.edit(ask.RemoveTask(design.task_id))
    undo(world)
    with world.read() as session:
        assert plans.descriptions(session, world.project_id) == {design.task_id: "Three drafts."}


def test_a_new_edit_ends_what_could_be_made_again(planned: World) -> None:
    design = planned.tasks()["Design"].id
    planned.edit(ask.RenameTask(design, "First"))
    undo(planned)
    planned.edit(ask.RenameTask(design, "Second"))
    with pytest.raises(NothingToDo):
        redo(planned)
    undo(planned)
    redo(planned)
    assert "Second" in planned.tasks()


def test_undo_takes_back_the_own_edit_though_others_have_edited_other_rows(planned: World, second: Caller) -> None:
    design, build = planned.tasks()["Design"].id, planned.tasks()["Build"].id
    planned.edit(ask.ChangeDuration(design, DAY))
    edit_as(planned, second, ask.ChangeDuration(build, 2 * DAY))
    undo(planned)
    tasks = planned.tasks()
    assert (tasks["Design"].duration_minutes, tasks["Build"].duration_minutes) == (5 * DAY, 7 * DAY)


def test_undo_is_refused_with_names_when_somebody_else_has_changed_the_same_row(planned: World, second: Caller) -> None:
    design = planned.tasks()["Design"].id
    planned.edit(ask.ChangeDuration(design, DAY))
    edit_as(planned, second, ask.RenameTask(design, "Sketches"))
    with pytest.raises(OthersChangedIt) as refused:
        undo(planned)
    assert "Ada" in refused.value.detail
    assert "Sketches" in refused.value.detail


def test_undo_of_a_new_row_is_refused_when_somebody_else_has_linked_it(planned: World, second: Caller) -> None:
    extra = add("Extra")
    planned.edit(extra)
    edit_as(planned, second, ask.AddLink(planned.tasks()["Design"].id, extra.task_id))
    with pytest.raises(OthersChangedIt) as refused:
        undo(planned)
    assert "Extra" in refused.value.detail


def test_a_row_that_others_put_between_does_not_hinder_undo(planned: World, second: Caller) -> None:
    first, other = add("First", position=0), add("Other", position=0)
    planned.edit(first)
    edit_as(planned, second, other)
    undo(planned)
    assert list(planned.tasks()) == ["Other", "Design", "Internal review", "Build", "Launch"]


def test_what_a_person_has_not_done_is_not_theirs_to_take_back(planned: World, second: Caller) -> None:
    with pytest.raises(NothingToDo):
        undo(planned, second)


def test_a_whole_plan_that_was_promised_is_not_taken_away_by_undo(world: World) -> None:
    with world.write() as session:
        world.can.exchange.import_file(session, world.manager, FILE.read_bytes(), start_on=None)
    world.promise()
    with pytest.raises(PlanIsPromised):
        undo(world)


def test_two_hundred_edits_are_one_revision_or_none(world: World) -> None:
    many = [add(f"Task {n}") for n in range(199)]
    with pytest.raises(UnknownTask):
        world.edit(*many, ask.RemoveTask(new_id()))
    assert stored(world).tasks == ()
    world.edit(*many, ask.RemoveTask(many[0].task_id))
    with world.read() as session:
        found = world.can.history.revisions(session, world.manager)
    assert [row.revision for row in found.entries] == [1]
    assert len(stored(world).tasks) == 198


def test_of_two_editors_with_one_revision_the_second_is_told_which_it_is_now(planned: World, second: Caller) -> None:
    revision = planned.can.history.revisions
    with planned.read() as session:
        now = revision(session, planned.manager).entries[0].revision
    edit_as(planned, second, add("Hers"), expected=now)
    with pytest.raises(PlanMovedOn) as refused:
        planned.edit(add("His"), expected=now)
    with pytest.raises(PlanMovedOn):
        undo(planned, expected=now)
    assert refused.value.facts["now"] == now + 1
    assert "Hers" in planned.tasks()
    assert "His" not in planned.tasks()


def test_two_revisions_side_by_side_show_rows_links_and_dates(planned: World) -> None:
    design, build = planned.tasks()["Design"].id, planned.tasks()["Build"].id
    with planned.read() as session:
        start = planned.can.history.revisions(session, planned.manager).entries[0].revision
    extra = add("Extra", 2)
    planned.edit(ask.ChangeDuration(design, DAY))
    planned.edit(extra, ask.AddLink(build, extra.task_id))
    planned.edit(ask.ChangeDuration(design, DAY))
    with planned.read() as session:
        history: History = planned.can.history
        found = history.compare(session, planned.manager, start, None)
        nothing = history.compare(session, planned.manager, start + 3, start + 3)
    by_name = {row.names[0]: row for row in found.rows}
    assert by_name["Extra"].change == "ADDED"
    changes = {one.field: (one.before, one.after) for one in by_name["Design"].fields}
    assert changes["duration_minutes"] == (str(5 * DAY), str(7 * DAY))
    assert changes["finish_on"] == ("2026-11-06", "2026-11-10")
    assert {one.field for one in by_name["Launch"].fields} >= {"finish_on"}
    assert [row.names for row in found.links] == [("Build", "Extra")]
    assert (nothing.rows, nothing.links) == ((), ())


def test_a_phase_and_a_level_are_told_by_their_names(planned: World) -> None:
    design = planned.tasks()["Design"].id
    with planned.read() as session:
        start = planned.can.history.revisions(session, planned.manager).entries[0].revision
    phase = ask.AddTask(str(uuid.uuid4()), "Phase", is_summary=True)
    planned.edit(phase, ask.Move(design, phase.task_id), ask.SetVisibility(design, int(Level.DETAIL)))
    with planned.read() as session:
        found = planned.can.history.compare(session, planned.manager, start, None)
    row = next(row for row in found.rows if row.names[0] == "Design")
    changes = {one.field: (one.before, one.after) for one in row.fields}
    assert changes["parent_id"] == (None, "Phase")
    assert changes["visible_from"] == ("TIMELINE", "DETAIL")


def test_the_log_names_who_did_what(planned: World, second: Caller) -> None:
    edit_as(planned, second, ask.RenameTask(planned.tasks()["Design"].id, "Sketches"))
    undo(planned, second)
    with planned.read() as session:
        found = planned.can.history.revisions(session, second)
    told = [(row.deed.kind, row.deed.author) for row in found.entries[:3]]
    assert told == [(DeedKind.UNDO, "Ada"), (DeedKind.EDIT, "Ada"), (DeedKind.PROMISE, "Jonas")]
    assert found.entries[1].deed.sentence == "Changed Sketches."
    assert (found.undo_revision, found.redo_revision) == (None, found.entries[1].revision)


def test_many_editors_at_once_lose_nothing_and_skip_no_revision(planned: World) -> None:
    names = [f"Editor {n}" for n in range(6)]

    def until_it_is_in(name: str) -> int:
        while True:
            with planned.read() as session:
                now = planned.can.history.revisions(session, planned.manager).entries[0].revision
            try:
                return edit_as(planned, planned.manager, add(name), expected=now).revision
            except (PlanMovedOn, Unreachable):
                continue

    with ThreadPoolExecutor(len(names)) as pool:
        revisions = sorted(pool.map(until_it_is_in, names))
    planned.can.pictures.forget()
    assert set(names) <= set(planned.tasks())
    assert revisions == list(range(revisions[0], revisions[0] + len(names)))
