"""Templates, copies, shifts and holidays, through the one way in which plans are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from world_of_projects import World

from inloop_kit.errors import Invalid, Missing, NotNow
from inloop_projects.actions.plan.calendars import Wanted
from inloop_projects.actions.plan.plans import PlanMovedOn
from inloop_projects.actions.plan.templates import NewProject, PlanNotEmpty
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.holiday_days import SOURCE

NEW = NewProject("Second", date(2027, 1, 9), "", 2)
BAVARIA = Wanted("DE", "BY", 2026, 2027)


def dates(world: World, project_id: str = "") -> dict[str, tuple[date, date]]:
    caller = replace(world.manager, project_id=project_id or world.project_id)
    with world.read() as session:
        rows = world.can.plans.rows(session, caller).rows
    return {row.task.name: (row.start_on, row.finish_on) for row in rows}


def test_a_template_starts_a_project_without_history_and_with_its_levels(planned: World) -> None:
    planned.edit(ask.RecordProgress(planned.tasks()["Design"].id, percent=50))
    with planned.write() as session:
        row = planned.can.templates.save(session, planned.manager, name="Relaunch", description="As always")
        assert planned.can.templates.list_all(session, planned.manager) == [row]
    assert (row.task_count, row.working_days, row.saved_by) == (4, 12, "Jonas")
    with planned.write() as session:
        stand = planned.can.templates.start(session, planned.manager, row.id, NEW)
    made = dates(planned, stand.project.id)
    assert made["Design"] == (date(2027, 1, 11), date(2027, 1, 15))
    assert made["Launch"] == (date(2027, 1, 26), date(2027, 1, 26))
    with planned.read() as session:
        rows = planned.can.plans.rows(session, replace(planned.manager, project_id=stand.project.id)).rows
        kept = planned.can.baselines.list_all(session, replace(planned.manager, project_id=stand.project.id))
    assert {one.task.visible_from for one in rows if one.task.name == "Internal review"} == {7}
    assert [one.task.actual_start for one in rows] == [None] * 4
    assert kept == []
    assert planned.tasks()["Design"].id not in {one.task.id for one in rows}


def test_a_template_fills_an_empty_plan_only(planned: World) -> None:
    with planned.write() as session:
        row = planned.can.templates.save(session, planned.manager, name="Relaunch", description="")
        with pytest.raises(PlanNotEmpty):
            planned.can.templates.apply(session, planned.manager, row.id, None)
        stand = planned.can.projects.create(
            session, planned.manager, name="Empty", start_on=date(2027, 3, 1), time_zone="", tolerance_days=0
        )
    there = replace(planned.manager, project_id=stand.project.id)
    with planned.write() as session:
        planned.can.templates.apply(session, there, row.id, None)
    assert dates(planned, stand.project.id)["Design"][0] == date(2027, 3, 1)


def test_an_empty_plan_is_no_template_and_a_foreign_one_is_missing(world: World) -> None:
    with world.write() as session, pytest.raises(NotNow):
        world.can.templates.save(session, world.manager, name="Nothing", description="")
    with world.write() as session, pytest.raises(Missing):
        world.can.templates.apply(session, world.manager, world.project_id, None)


def test_a_removed_template_leaves_the_plans_that_were_made_of_it(planned: World) -> None:
    with planned.write() as session:
        row = planned.can.templates.save(session, planned.manager, name="Relaunch", description="")
        stand = planned.can.templates.start(session, planned.manager, row.id, NEW)
        planned.can.templates.remove(session, planned.manager, row.id)
        with pytest.raises(Missing):
            planned.can.templates.remove(session, planned.manager, row.id)
    assert len(dates(planned, stand.project.id)) == 4


def test_a_copy_has_the_same_lengths_and_its_own_start(planned: World) -> None:
    with planned.write() as session:
        stand = planned.can.templates.copy(session, planned.manager, NEW, with_people=True)
    assert dates(planned, stand.project.id)["Build"] == (date(2027, 1, 20), date(2027, 1, 26))
    assert dates(planned)["Build"] == (date(2026, 11, 11), date(2026, 11, 17))


def test_what_a_shift_previews_is_what_it_does(planned: World) -> None:
    with planned.read() as session:
        fallout = planned.can.templates.preview_shift(session, planned.manager, working_days=3, weeks=0)
    assert dates(planned)["Launch"][1] == date(2026, 11, 17)
    with planned.write() as session:
        planned.can.templates.shift(session, planned.manager, working_days=3, weeks=0, expected_revision=None)
    assert {move.name: move.finish_after.date() for move in fallout.moved if move.finish_after} == {
        name: span[1] for name, span in dates(planned).items()
    }
    assert dates(planned)["Launch"][1] == date(2026, 11, 20)


def test_a_shift_of_nothing_or_of_a_stale_plan_is_refused(planned: World) -> None:
    for days, weeks in ((0, 0), (1, 1)):
        with planned.write() as session, pytest.raises(Invalid):
            planned.can.templates.shift(
                session, planned.manager, working_days=days, weeks=weeks, expected_revision=None
            )
    with planned.write() as session, pytest.raises(PlanMovedOn):
        planned.can.templates.shift(session, planned.manager, working_days=1, weeks=0, expected_revision=1)


def test_holidays_are_previewed_then_copied_with_their_source(planned: World) -> None:
    planned.edit(ask.SetDuration(planned.tasks()["Build"].id, 40 * 480))
    before = dates(planned)
    with planned.read() as session:
        found, fallout = planned.can.calendars.preview(session, planned.manager, BAVARIA)
    assert dates(planned) == before
    assert date(2026, 12, 25) in [one.on for one in found]
    with planned.write() as session:
        edited, added = planned.can.calendars.add(
            session, planned.manager, BAVARIA, except_on=(), expected_revision=None
        )
    assert added == sum(one.is_new for one in found)
    after = dates(planned)
    assert {move.task_id for move in fallout.moved} == {row.task.id for row in edited.changed}
    # 25 December and the first and sixth of January fall on working days.
    assert fallout.finish_days == 3
    assert after["Launch"][1] == fallout.finish_after.date() > before["Launch"][1]
    with planned.read() as session:
        own, calendars = planned.can.calendars.list_all(session, planned.manager)
    assert calendars[0][0] == own
    assert all(one.name.endswith(f"(DE-BY, {SOURCE})") for one in calendars[0][1].exceptions)


def test_holidays_that_are_there_already_are_not_added_again(planned: World) -> None:
    counts = []
    for _ in range(2):
        with planned.write() as session:
            counts.append(
                planned.can.calendars.add(
                    session, planned.manager, BAVARIA, except_on={date(2027, 1, 6)}, expected_revision=None
                )[1]
            )
    assert counts[0] > 15
    assert counts[1] == 0
