"""Editing a plan, who sees what of it, and what slips."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from world_of_projects import DAY, World, add

from inloop.projects.v1 import plans_pb2
from inloop_kit.errors import Invalid, Missing
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.plans import PlanIsPromised, PlanMovedOn
from inloop_projects.domain.people.levels import Level
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.errors import UnknownTask
from inloop_projects.domain.relationship.hiccups import HiccupState
from inloop_projects.entry import plan_messages

FILE = Path(__file__).parents[4] / "tests" / "data" / "plans" / "gen-6-240.xml"


def test_a_plan_is_stored_and_read_back_as_it_was_edited(planned: World) -> None:
    tasks = planned.tasks()
    assert list(tasks) == ["Design", "Internal review", "Build", "Launch"]
    assert tasks["Build"].duration_minutes == 5 * DAY
    assert planned.finishes(planned.manager)["Launch"] == date(2026, 11, 17)


def test_rows_are_read_back_in_the_order_of_the_outline(world: World) -> None:
    first, second = add("First", 0, is_summary=True), add("Second", 0, is_summary=True)
    held = [
        add(f"{phase} {n}", 1, parent_id=one.task_id) for phase, one in (("A", first), ("B", second)) for n in (1, 2)
    ]
    world.edit(first, second, *held)
    world.can.pictures.forget()  # the rows come from the database
    assert list(world.tasks()) == ["First", "A 1", "A 2", "Second", "B 1", "B 2"]


def test_edits_are_all_or_none(planned: World) -> None:
    with pytest.raises(UnknownTask):
        planned.edit(add("Extra"), ask.RemoveTask(new_id()))
    assert "Extra" not in planned.tasks()


def test_an_edit_of_an_older_revision_is_refused(planned: World) -> None:
    with planned.read() as session:
        revision = planned.can.plans.rows(session, planned.manager).project.plan_revision
    planned.edit(add("First"), expected=revision)
    with pytest.raises(PlanMovedOn):
        planned.edit(add("Second"), expected=revision)


def test_an_internal_task_is_in_no_row_of_a_client_but_moves_its_dates(planned: World) -> None:
    collaborator = planned.caller("collaborator")
    rows = planned.finishes(collaborator)
    assert list(rows) == ["Design", "Build", "Launch"]
    assert rows["Launch"] == date(2026, 11, 17)
    with planned.read() as session:
        listed = planned.can.plans.rows(session, collaborator)
        links = plan_messages.links_between(listed.plan, listed.rows)
        scene = planned.can.timelines.scene(session, collaborator, zoom="", language="", width_px=0)
    assert [row.wbs for row in listed.rows] == ["1", "2", "3"]
    assert [len(links.get(row.task.id, [])) for row in listed.rows] == [0, 0, 1]
    assert "Internal" not in json.dumps(scene.to_dict())


def test_a_phase_that_becomes_internal_takes_what_it_holds_with_it(world: World) -> None:
    phase, inside = add("Phase", 0, is_summary=True), None
    inside = add("Inside", 2, parent_id=phase.task_id)
    world.edit(phase, inside, add("Outside", 1))
    world.edit(ask.SetVisibility(phase.task_id, int(Level.STAFF)))
    assert list(world.tasks(world.caller("sponsor"))) == ["Outside"]
    world.edit(ask.SetVisibility(phase.task_id, int(Level.ROADMAP)))
    assert list(world.tasks(world.caller("collaborator"))) == ["Phase", "Inside", "Outside"]


def test_a_slip_of_a_promised_milestone_opens_one_hiccup_that_follows_the_forecast(planned: World) -> None:
    design = planned.tasks()["Design"].id
    opened = planned.edit(ask.ChangeDuration(design, 3 * DAY))
    assert len(opened) == 1
    assert planned.edit(ask.ChangeDuration(design, DAY)) == []
    with planned.read() as session:
        _, picture = planned.can.pictures.of(session, planned.project_id)
        [(hiccup, name)] = planned.can.hiccups.list_all(session, planned.manager, picture)
    assert (name, hiccup.slip_days, hiccup.state) == ("Launch", 4, HiccupState.OPEN)


def test_clients_see_a_hiccup_when_it_is_published_and_a_worse_slip_opens_another(planned: World) -> None:
    design = planned.tasks()["Design"].id
    [hiccup_id] = planned.edit(ask.ChangeDuration(design, 3 * DAY))
    collaborator = planned.caller("collaborator")
    with planned.write() as session:
        _, picture = planned.can.pictures.of(session, planned.project_id)
        assert planned.can.hiccups.list_all(session, collaborator, picture) == []
        planned.can.hiccups.publish(session, planned.manager, picture, hiccup_id, "The texts came later.")
        [(told, _)] = planned.can.hiccups.list_all(session, collaborator, picture)
    assert told.reason == "The texts came later."
    assert planned.events()[-1] == ("HiccupPublished", Level.TIMELINE)
    assert len(planned.edit(ask.ChangeDuration(design, DAY))) == 1


def test_catching_up_resolves_a_hiccup(planned: World) -> None:
    design = planned.tasks()["Design"].id
    planned.edit(ask.ChangeDuration(design, 3 * DAY))
    planned.edit(ask.ChangeDuration(design, -3 * DAY))
    with planned.read() as session:
        _, picture = planned.can.pictures.of(session, planned.project_id)
        [(hiccup, _)] = planned.can.hiccups.list_all(session, planned.manager, picture)
    assert hiccup.state is HiccupState.RESOLVED


def test_unfinished_work_slips_with_the_days_although_nobody_edits(planned: World) -> None:
    planned.clock.advance(days=7)  # Monday after: five days of Design were not begun
    with planned.write() as session:
        planned.can.projects.refresh(session, planned.project_id)
    assert planned.finishes(planned.caller("collaborator"))["Launch"] == date(2026, 11, 24)
    assert ("HiccupOpened", Level.STAFF) in planned.events()
    count = len(planned.events())
    with planned.write() as session:
        planned.can.projects.refresh(session, planned.project_id)
    assert len(planned.events()) == count


def test_a_change_of_hidden_rows_alone_hints_at_no_client(planned: World) -> None:
    before = len(planned.events())
    planned.edit(add("Secret chore", 1, visible_from=int(Level.STAFF)))
    assert planned.events()[before:] == [("PlanChanged", Level.STAFF)]
    planned.edit(add("Task for all", 1))
    assert planned.events()[before + 1 :] == [("PlanChanged", Level.TIMELINE)]


def test_progress_is_recorded_on_days_and_counts_for_the_share_done(planned: World) -> None:
    design = planned.tasks()["Design"].id
    planned.clock.advance(days=7)
    planned.edit(ask.RecordProgress(design, percent=100))
    with planned.read() as session:
        stand = planned.can.projects.get(session, planned.caller("sponsor"))
    assert stand.standing.percent_complete == 100 * 5 // 12
    assert planned.tasks()["Design"].actual_finish is not None


def test_a_file_of_microsoft_project_becomes_the_plan(world: World) -> None:
    with world.write() as session:
        imported = world.can.exchange.import_file(session, world.manager, FILE.read_bytes(), start_on=date(2027, 1, 4))
    assert len(imported.plan.tasks) == 240
    assert imported.plan.start.date() == date(2027, 1, 4)
    assert imported.losses.elements == imported.losses.mapped + imported.losses.approximated + imported.losses.dropped
    assert len(world.tasks()) == 240


def test_a_promised_plan_is_not_replaced_by_a_file(planned: World) -> None:
    with planned.write() as session, pytest.raises(PlanIsPromised):
        planned.can.exchange.import_file(session, planned.manager, FILE.read_bytes(), start_on=None)


def test_a_file_that_is_no_plan_names_where_it_breaks(world: World) -> None:
    with world.write() as session, pytest.raises(Invalid) as refused:
        world.can.exchange.import_file(session, world.manager, b"<Project><Tasks></Project>", start_on=None)
    assert "line" in refused.value.facts


def test_a_project_of_another_workspace_is_missing(planned: World) -> None:
    with planned.read() as session, pytest.raises(Missing):
        planned.can.grants.resolve(session, planned.manager.account_id, new_id(), "")


def test_every_computed_date_of_a_row_has_a_field_in_the_message(planned: World) -> None:
    with planned.read() as session:
        listed = planned.can.plans.rows(session, planned.manager)
    links = plan_messages.links_between(listed.plan, listed.rows)
    message = plan_messages.task(listed.rows[2], links, None, None)
    assert message.promised_finish_on == "2026-11-17"
    assert message.forecast_finish_on == "2026-11-17"
    assert message.state == plans_pb2.TASK_STATE_PLAN
    assert message.predecessors[0].predecessor_id == listed.rows[1].task.id


def test_the_database_keeps_what_the_tables_say(planned: World) -> None:
    with planned.read() as session:
        assert session.execute(text("SELECT count(*) FROM tasks")).scalar_one() == 4
        assert session.execute(text("SELECT count(*) FROM baseline_tasks")).scalar_one() == 4


def test_a_phase_is_hidden_with_what_it_holds_after_the_edits_before(world: World) -> None:
    phase = add("Phase", 0, is_summary=True)
    gone, stays = add("Gone", 1, parent_id=phase.task_id), add("Stays", 1, parent_id=phase.task_id)
    comes = add("Comes", 1, parent_id=phase.task_id)
    world.edit(phase, gone, stays)
    world.edit(ask.RemoveTask(gone.task_id), comes, ask.SetVisibility(phase.task_id, int(Level.STAFF)))
    assert list(world.tasks(world.caller("sponsor"))) == []
    assert list(world.tasks()) == ["Phase", "Stays", "Comes"]
