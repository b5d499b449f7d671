"""A client's wish: tried, asked for, offered, agreed to, applied exactly."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from world_of_projects import DAY, World, add

from inloop_kit.errors import NotNow
from inloop_projects.actions.relationship.offers import Offer, Offered
from inloop_projects.domain.people.levels import Level, Preset
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.errors import UnknownTask
from inloop_projects.domain.relationship.changes import ChangeState, NeedsCommercial, Price, ShownDiffers, sentence
from inloop_projects.entry import change_messages

PRICE = Price("EUR", 120_000)


def wish(world: World, days: int = 5) -> list[ask.Edit]:
    return [ask.ChangeDuration(world.tasks()["Design"].id, days * DAY)]


def submitted(world: World) -> str:
    with world.write() as session:
        told = world.can.changes.submit(
            session, world.caller("collaborator"), title="More design", reason="", edits=wish(world), client_id=""
        )
    return told.change.id


def offered(world: World, price: Price | None = PRICE, hidden: tuple[ask.Edit, ...] = ()) -> str:
    change_id = submitted(world)
    with world.write() as session:
        way = Offered(price=price, hidden_edits=hidden)
        world.can.offers.offer(session, world.manager, change_id, Offer((way,)))
    return change_id


def shown_to(world: World, name: str, change_id: str) -> str:
    with world.read() as session:
        told = world.can.changes.get(session, world.caller(name), change_id)
    assert told.shown is not None
    return told.shown.hash


def approve(world: World, name: str, change_id: str, shown_hash: str) -> ChangeState:
    with world.write() as session:
        return world.can.offers.approve(session, world.caller(name), change_id, shown_hash=shown_hash).state


def test_a_preview_shows_the_milestone_and_leaves_the_plan_alone(planned: World) -> None:
    with planned.read() as session:
        shown = planned.can.changes.preview(session, planned.caller("collaborator"), wish(planned))
    assert sentence(shown) == "Launch moves 5 working days to 24 November 2026."
    assert [(move.name, move.days) for move in shown.fallout.milestones] == [("Launch", 5)]
    assert planned.finishes(planned.manager)["Launch"] == date(2026, 11, 17)


def test_nothing_of_hidden_work_is_in_what_a_client_is_shown(planned: World) -> None:
    hidden = planned.tasks()["Internal review"].id
    with planned.read() as session:
        shown = planned.can.changes.preview(session, planned.caller("sponsor"), wish(planned))
    told = change_messages.shown(shown)
    assert hidden not in str(told)
    assert "Internal" not in str(told)


def test_a_hidden_task_cannot_be_told_from_an_absent_one(planned: World) -> None:
    hidden = planned.tasks()["Internal review"].id
    texts = []
    for task_id in (hidden, "01a20d55-0000-7000-8000-000000000000"):
        edits = [ask.ChangeDuration(task_id, DAY)]
        caller = planned.caller("collaborator")
        with planned.read() as session, pytest.raises(UnknownTask) as refused:
            planned.can.changes.preview(session, caller, edits)
        texts.append((refused.value.detail, refused.value.facts, refused.value.violations))
    assert texts[0] == texts[1]


def test_after_approval_the_plan_is_what_was_shown(planned: World) -> None:
    change_id = offered(planned)
    with planned.read() as session:
        told = planned.can.changes.get(session, planned.caller("sponsor"), change_id)
    assert told.shown is not None
    expected = {move.name: move.finish_after for move in told.shown.fallout.moved}
    assert approve(planned, "sponsor", change_id, told.shown.hash) is ChangeState.APPLIED
    now = planned.finishes(planned.caller("sponsor"))
    assert {name: at.date() for name, at in expected.items() if at} == {name: now[name] for name in expected}
    assert planned.events()[-1] == ("ChangeSettled", Level.TIMELINE)


def test_a_price_is_approved_by_somebody_who_sees_it(planned: World) -> None:
    planned.contact("approver", Preset.COLLABORATOR)
    change_id = offered(planned)
    with pytest.raises(NeedsCommercial):
        approve(planned, "approver", change_id, shown_to(planned, "approver", change_id))


def test_the_price_is_part_of_what_is_signed_only_where_it_is_seen(planned: World) -> None:
    change_id = offered(planned)
    assert shown_to(planned, "sponsor", change_id) != shown_to(planned, "collaborator", change_id)


def test_a_plan_that_moved_since_is_not_approved_silently(planned: World) -> None:
    change_id = offered(planned)
    seen = shown_to(planned, "sponsor", change_id)
    planned.edit(ask.ChangeDuration(planned.tasks()["Build"].id, DAY))
    with pytest.raises(ShownDiffers):
        approve(planned, "sponsor", change_id, seen)
    assert planned.tasks()["Design"].duration_minutes == 5 * DAY
    assert approve(planned, "sponsor", change_id, shown_to(planned, "sponsor", change_id)) is ChangeState.APPLIED


def test_an_edit_that_the_client_cannot_see_and_that_moves_nothing_visible_does_not_block(planned: World) -> None:
    change_id = offered(planned)
    seen = shown_to(planned, "sponsor", change_id)
    planned.edit(add("Unrelated chore", 1, visible_from=int(Level.STAFF)))
    assert approve(planned, "sponsor", change_id, seen) is ChangeState.APPLIED


def test_hidden_work_of_an_estimate_moves_dates_and_stays_hidden(planned: World) -> None:
    extra = add("Rework of the old pages", 3)
    tasks = planned.tasks()
    hidden = (extra, ask.AddLink(tasks["Design"].id, extra.task_id), ask.AddLink(extra.task_id, tasks["Build"].id))
    change_id = offered(planned, hidden=hidden)
    sponsor = planned.caller("sponsor")
    with planned.read() as session:
        told = change_messages.change(planned.can.changes.get(session, sponsor, change_id))
    assert [move.moves_days for move in told.fallout.milestones] == [6]
    assert "Rework" not in str(told.fallout)
    approve(planned, "sponsor", change_id, told.fallout.shown_hash)
    assert "Rework of the old pages" not in planned.tasks(sponsor)
    assert "Rework of the old pages" in planned.tasks()


def test_an_offer_ends_with_its_last_day(planned: World) -> None:
    change_id = submitted(planned)
    with planned.write() as session:
        planned.can.offers.offer(session, planned.manager, change_id, Offer(expires_on=date(2026, 11, 3)))
    seen = shown_to(planned, "sponsor", change_id)
    planned.clock.advance(days=2)
    with pytest.raises(NotNow):
        approve(planned, "sponsor", change_id, seen)


def test_a_settled_change_shows_what_was_agreed_for_ever(planned: World) -> None:
    change_id = offered(planned)
    approve(planned, "sponsor", change_id, shown_to(planned, "sponsor", change_id))
    planned.edit(ask.ChangeDuration(planned.tasks()["Build"].id, 9 * DAY))
    with planned.read() as session:
        told = change_messages.change(planned.can.changes.get(session, planned.caller("collaborator"), change_id))
    assert [move.after_on for move in told.fallout.milestones] == ["2026-11-24"]
    assert not told.fallout.HasField("price")
    with pytest.raises(NotNow):
        approve(planned, "sponsor", change_id, told.approved_hash)


def test_clients_of_one_project_do_not_see_each_others_changes(planned: World) -> None:
    change_id = submitted(planned)
    first_client = planned.client_id
    with planned.write() as session:
        planned.client_id = planned.can.clients.create(session, planned.manager, name="Other").id
    planned.contact("other", Preset.SPONSOR)
    with planned.read() as session:
        assert planned.can.changes.list_all(session, planned.caller("other")) == []
        assert [told.change.id for told in planned.can.changes.list_all(session, planned.manager)] == [change_id]
    assert first_client != planned.client_id


def test_fifty_random_wishes_are_applied_as_they_were_shown(planned: World) -> None:
    random = Random(6)
    for _ in range(50):
        tasks = planned.tasks(planned.caller("collaborator"))
        name = random.choice(["Design", "Build"])
        days = random.choice([-2, -1, 1, 2, 3])
        if tasks[name].duration_minutes + days * DAY <= 0:
            days = 1
        edits: list[ask.Edit] = [ask.ChangeDuration(tasks[name].id, days * DAY)]
        if random.random() < 0.3:
            edits.append(add(f"Wish {random.random()}", random.randint(1, 4)))
        with planned.write() as session:
            told = planned.can.changes.submit(
                session, planned.caller("collaborator"), title="Wish", reason="", edits=edits, client_id=""
            )
        with planned.write() as session:
            planned.can.offers.offer(session, planned.manager, told.change.id, Offer())
        with planned.read() as session:
            told = planned.can.changes.get(session, planned.caller("sponsor"), told.change.id)
        assert told.shown is not None
        approve(planned, "sponsor", told.change.id, told.shown.hash)
        now = planned.finishes(planned.caller("sponsor"))
        for move in told.shown.fallout.milestones:
            assert move.finish_after is not None
            assert now[move.name] == move.finish_after.date()
