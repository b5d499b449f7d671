"""Why dates are what they are, through the actions: levels, rescheduling, rules, allocations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from world_of_projects import DAY, World

from inloop_kit.errors import Missing
from inloop_kit.ids import new_id
from inloop_projects.actions.plan.plans import PlanMovedOn
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.history import Deed
from inloop_projects.domain.plan.model import Assignment, ConstraintType, LagKind, LinkType, Resource
from inloop_projects.entry import edit_messages, plan_messages, rpc_analysis


def chain_of(world: World, name: str, caller=None, *, of_plan: bool = True):  # type: ignore[no-untyped-def]
    caller = caller or world.manager
    with world.read() as session:
        task_id = world.tasks()[name].id
        return world.can.analysis.driving_chain(session, caller, task_id, of_plan=of_plan)


def test_staff_see_the_hidden_row_in_the_chain_and_clients_do_not(planned: World) -> None:
    full = chain_of(planned, "Launch")
    assert [step.task.name for step in full.steps] == ["Launch", "Build", "Internal review", "Design"]
    told = rpc_analysis._chain(full, in_full=True)
    assert told.steps[0].link_type
    collaborator = planned.caller("collaborator")
    seen = chain_of(planned, "Launch", collaborator)
    assert [step.task.name for step in seen.steps] == ["Launch", "Build", "Design"]
    message = rpc_analysis._chain(seen, in_full=False)
    assert b"review" not in message.SerializeToString()
    assert not any(step.HasField("link_type") or step.HasField("lag_minutes") for step in message.steps)
    assert not message.HasField("missed_by_days")


def test_a_hidden_row_has_no_chain_for_a_client(planned: World) -> None:
    for name, caller in (("Internal review", planned.caller("collaborator")),):
        with pytest.raises(Missing):
            chain_of(planned, name, caller)
    with planned.read() as session, pytest.raises(Missing):
        planned.can.analysis.driving_chain(session, planned.manager, new_id(), of_plan=True)


def test_a_missed_deadline_is_explained_to_staff_alone(planned: World) -> None:
    launch = planned.tasks()["Launch"].id
    planned.edit(ask.SetDeadline(launch, planned_at("2026-11-12T17:00")))
    missed = chain_of(planned, "Build").missed
    assert missed is not None
    assert (missed.task_id, missed.days) == (launch, 3)
    assert missed.sentence.startswith("The deadline of Launch on 12 November 2026 is missed by 3 days because of Build")
    assert chain_of(planned, "Build", planned.caller("collaborator")).missed is None


def planned_at(text: str):  # type: ignore[no-untyped-def]
    return datetime.fromisoformat(text)


def test_rescheduling_does_what_its_preview_showed(planned: World) -> None:
    after = date(2026, 11, 6)
    with planned.read() as session:
        preview = planned.can.analysis.preview_reschedule(session, planned.manager, after, split_in_progress=True)
    with planned.write() as session:
        planned.can.analysis.reschedule(session, planned.manager, after, split_in_progress=True, expected_revision=None)
    planned.can.pictures.forget()
    tasks = planned.tasks()
    assert tasks["Design"].constraint is ConstraintType.SNET
    with planned.read() as session:
        _, picture = planned.can.pictures.of(session, planned.project_id)
    assert picture.forecast.project_finish == preview.finish_after
    assert preview.finish_days == 5


def test_rescheduling_a_plan_that_has_moved_on_is_refused(planned: World) -> None:
    with planned.write() as session, pytest.raises(PlanMovedOn):
        planned.can.analysis.reschedule(
            session, planned.manager, date(2026, 11, 6), split_in_progress=True, expected_revision=1
        )


def test_the_rules_of_a_plan_are_kept_and_decide_what_is_nearly_critical(planned: World) -> None:
    planned.edit(ask.AddTask(task_id=new_id(), name="Side", duration_minutes=10 * DAY))
    rows = rows_of(planned)
    assert not rows["Side"].is_near_critical
    with planned.write() as session:
        planned.can.analysis.set_rules(
            session,
            planned.manager,
            honours_constraints=False,
            critical_slack_minutes=None,
            near_critical_slack_minutes=2 * DAY,
            expected_revision=None,
        )
    planned.can.pictures.forget()
    assert rows_of(planned)["Side"].is_near_critical
    with planned.read() as session:
        rules = planned.can.analysis.rules(session, planned.manager).plan
    assert (rules.honours_constraints, rules.critical_slack_minutes, rules.near_critical_minutes) == (False, 0, 960)


def rows_of(world: World, caller=None):  # type: ignore[no-untyped-def]
    with world.read() as session:
        return {row.task.name: row for row in world.can.plans.rows(session, caller or world.manager).rows}


def test_people_who_are_asked_for_too_much_are_marked_for_staff_alone(planned: World) -> None:
    planned.edit(ask.AddTask(task_id=new_id(), name="Side", duration_minutes=5 * DAY))
    ids = {name: task.id for name, task in planned.tasks().items()}
    rita = Resource(new_id(), "Rita")
    with planned.write() as session:
        project, picture = planned.can.pictures.of(session, planned.project_id)
        held = tuple(Assignment(ids[name], rita.id, 100.0, 5 * DAY) for name in ("Design", "Side"))
        after = replace(picture.plan, resources=(rita,), assignments=held)
        planned.can.plans.write(session, project, picture, after, Deed())
    with planned.read() as session:
        (one,) = planned.can.analysis.allocations(session, planned.manager)
    assert [day.on.day for day in one.days] == [2, 3, 4, 5, 6]
    assert rows_of(planned)["Side"].is_overallocated
    assert not rows_of(planned, planned.caller("sponsor"))["Side"].is_overallocated


def test_links_and_edits_carry_how_a_lag_is_counted(planned: World) -> None:
    ids = {name: task.id for name, task in planned.tasks().items()}
    edits = [
        ask.AddLink(ids["Design"], ids["Launch"], LinkType.SS, 50, LagKind.PERCENT),
        ask.AddLink(ids["Design"], ids["Build"], LinkType.FF, 600, LagKind.ELAPSED),
    ]
    messages = edit_messages.write(edits)
    assert (messages[0].add_link.lag_percent, messages[0].add_link.lag_minutes) == (50, 0)
    read, _ = edit_messages.read(messages)
    assert read == edits
    planned.edit(*edits)
    with planned.read() as session:
        listed = planned.can.plans.rows(session, planned.manager)
    links = plan_messages.links_between(listed.plan, listed.rows)
    row = next(row for row in listed.rows if row.task.name == "Launch")
    percent = next(link for link in plan_messages.task(row, links, None, None).predecessors if link.lag_percent)
    assert (percent.lag_percent, percent.lag_minutes) == (50, 0)
