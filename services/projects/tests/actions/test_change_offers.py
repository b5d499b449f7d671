"""A change from its draft to what was agreed: alternatives side by side, estimates in quiet, offers that run out."""

from __future__ import annotations

from datetime import date

import pytest
from world_of_projects import DAY, World, add

from inloop.options.v1.access_pb2 import Level as ProtoLevel
from inloop.projects.v1 import changes_pb2
from inloop_kit.disclosure import encoder
from inloop_kit.errors import Invalid, Missing, NotNow
from inloop_projects.actions.relationship.change_desk import Told
from inloop_projects.actions.relationship.offers import Offer, Offered
from inloop_projects.domain.money.rates import Amount
from inloop_projects.domain.people.levels import Level, Preset
from inloop_projects.domain.plan import edits as ask
from inloop_projects.domain.plan.errors import EditRefused
from inloop_projects.domain.relationship.changes import ChangeState, NeedsCommercial, Price, ShownDiffers
from inloop_projects.entry import change_messages
from inloop_projects.entry.expiry import expire

CHEAP, DEAR = Price("EUR", 50_000), Price("EUR", 200_000)


def wish(world: World, days: int = 5) -> list[ask.Edit]:
    return [ask.ChangeDuration(world.tasks()["Design"].id, days * DAY)]


def submit(world: World, edits: list[ask.Edit] | None = None, name: str = "collaborator") -> str:
    with world.write() as session:
        told = world.can.changes.submit(
            session, world.caller(name), title="More design", reason="", edits=edits or wish(world), client_id=""
        )
    return told.change.id


def offer(world: World, change_id: str, terms: Offer) -> Told:
    with world.write() as session:
        return world.can.offers.offer(session, world.manager, change_id, terms)


def two_ways(world: World) -> Offer:
    fewer = (ask.ChangeDuration(world.tasks()["Design"].id, 2 * DAY),)
    return Offer((Offered(price=DEAR), Offered("Less of it", fewer, price=CHEAP, note="Without the second round.")))


def get(world: World, name: str, change_id: str) -> Told:
    caller = world.caller(name) if name != "manager" else world.manager
    with world.read() as session:
        return world.can.changes.get(session, caller, change_id)


def answer(world: World, name: str, change_id: str) -> bytes:
    """The bytes that the caller would get."""
    caller = world.caller(name)
    encode = encoder(changes_pb2.Change, ProtoLevel.ValueType(caller.level))
    return encode(change_messages.change(get(world, name, change_id)))


def hash_of(told: Told, number: int) -> str:
    shown = next(way.shown for way in told.ways if way.alternative.number == number)
    assert shown is not None
    return shown.hash


def approve(world: World, name: str, change_id: str, shown_hash: str, number: int = 0) -> Told:
    with world.write() as session:
        caller = world.caller(name)
        return world.can.offers.approve(session, caller, change_id, shown_hash=shown_hash, alternative=number)


def test_alternatives_stand_side_by_side_and_the_chosen_one_is_applied(planned: World) -> None:
    change_id = submit(planned)
    offer(planned, change_id, two_ways(planned))
    told = get(planned, "sponsor", change_id)
    launches = [[move.days for move in way.shown.fallout.milestones] for way in told.ways if way.shown]
    assert launches == [[5], [2]]
    assert [way.alternative.price for way in told.ways] == [DEAR, CHEAP]
    settled = approve(planned, "sponsor", change_id, hash_of(told, 2), 2)
    assert (settled.state, settled.change.chosen) == (ChangeState.APPLIED, 2)
    assert planned.tasks()["Design"].duration_minutes == 7 * DAY
    with planned.read() as session:
        assert planned.can.budgets.get(session, planned.manager).approved_minor == CHEAP.minor_units


def test_an_approval_names_the_alternative_and_its_own_hash(planned: World) -> None:
    change_id = submit(planned)
    offer(planned, change_id, two_ways(planned))
    told = get(planned, "sponsor", change_id)
    for number, refusal in ((0, Invalid), (3, Invalid), (2, ShownDiffers)):
        with pytest.raises(refusal):
            approve(planned, "sponsor", change_id, hash_of(told, 1), number)


def test_wishes_are_compared_before_any_of_them_is_asked_for(planned: World) -> None:
    wishes = [wish(planned, 5), wish(planned, 1), [add("Extra page", 2)]]
    with planned.read() as session:
        found = planned.can.changes.preview_all(session, planned.caller("collaborator"), wishes)
    assert [[move.days for move in shown.fallout.milestones] for shown in found] == [[5], [1], [0]]


def test_a_draft_is_known_to_its_authors_side_only(planned: World) -> None:
    collaborator = planned.caller("collaborator")
    with planned.write() as session:
        told = planned.can.changes.save_draft(
            session, collaborator, title="Perhaps", reason="", edits=wish(planned), client_id=""
        )
    change_id = told.change.id
    assert get(planned, "sponsor", change_id).state is ChangeState.DRAFT
    with pytest.raises(Missing):
        get(planned, "manager", change_id)
    with planned.read() as session:
        assert planned.can.changes.list_all(session, planned.manager) == []
    with planned.write() as session:
        planned.can.changes.update_draft(
            session, collaborator, change_id, title="Surely", reason="", edits=wish(planned, 1)
        )
    with planned.write() as session:
        planned.can.changes.submit_draft(session, collaborator, change_id)
    seen = get(planned, "manager", change_id)
    assert (seen.change.title, seen.state) == ("Surely", ChangeState.SUBMITTED)
    assert [name for name, _ in planned.events() if name.startswith("Change")] == ["ChangeSubmitted"]


def test_a_draft_that_was_withdrawn_was_never_asked_for(planned: World) -> None:
    with planned.write() as session:
        told = planned.can.changes.save_draft(
            session, planned.caller("collaborator"), title="Perhaps", reason="", edits=[], client_id=""
        )
    with planned.write() as session:
        planned.can.changes.withdraw(session, planned.caller("collaborator"), told.change.id)
    with pytest.raises(Missing):
        get(planned, "manager", told.change.id)
    assert not any(name.startswith("Change") for name, _ in planned.events())


def test_an_estimate_is_worked_on_in_quiet_until_it_is_offered(planned: World) -> None:
    change_id = submit(planned)
    before = get(planned, "sponsor", change_id)
    extra = add("Rework of the old pages", 3)
    with planned.write() as session:
        planned.can.offers.estimate(
            session, planned.manager, change_id, [Offered("Gold", hidden_edits=(extra,), price=DEAR, note="Psst")]
        )
    told = get(planned, "sponsor", change_id)
    assert told.state is ChangeState.ESTIMATED
    assert told.shown == before.shown
    seen = answer(planned, "sponsor", change_id)
    assert not any(word in seen for word in (b"Rework", b"Gold", b"Psst", b"200000"))
    assert get(planned, "manager", change_id).present.alternative.price == DEAR
    assert planned.events()[-1] == ("ChangeEstimated", Level.TIMELINE)


def test_every_step_says_who_and_when(planned: World) -> None:
    change_id = submit(planned)
    planned.clock.advance(minutes=5)
    offer(planned, change_id, Offer())
    planned.clock.advance(minutes=5)
    approve(planned, "sponsor", change_id, hash_of(get(planned, "sponsor", change_id), 1))
    steps = get(planned, "sponsor", change_id).change.steps
    assert [(step.state, step.by) for step in steps] == [
        (ChangeState.SUBMITTED, "Collaborator"),
        (ChangeState.OFFERED, "Jonas"),
        (ChangeState.APPROVED, "Sponsor"),
        (ChangeState.APPLIED, "Sponsor"),
    ]
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def swept(planned: World) -> int:
    """How many offers a sweep expires."""
    return expire(planned.database, planned.clock, planned.can.offers, lambda: False)


def test_an_offer_expires_once_and_can_be_offered_anew(planned: World) -> None:
    change_id = submit(planned)
    offer(planned, change_id, Offer(expires_on=date(2026, 11, 3)))
    assert swept(planned) == 0
    planned.clock.advance(days=2)
    assert get(planned, "sponsor", change_id).state is ChangeState.EXPIRED
    assert (swept(planned), swept(planned)) == (1, 0)
    assert [name for name, _ in planned.events()].count("ChangeSettled") == 1
    told = get(planned, "sponsor", change_id)
    assert told.change.state is ChangeState.EXPIRED
    with pytest.raises(Invalid):
        offer(planned, change_id, Offer(expires_on=date(2026, 11, 3)))
    offer(planned, change_id, Offer(expires_on=date(2026, 11, 9)))
    told = get(planned, "sponsor", change_id)
    assert approve(planned, "sponsor", change_id, hash_of(told, 1)).state is ChangeState.APPLIED


def test_a_refused_approval_is_offered_anew_and_staff_is_told_once(planned: World) -> None:
    change_id = submit(planned)
    offer(planned, change_id, Offer())
    stale = hash_of(get(planned, "sponsor", change_id), 1)
    planned.edit(ask.ChangeDuration(planned.tasks()["Build"].id, DAY))
    sponsor = planned.caller("sponsor")
    for _ in range(2):
        with planned.read() as session:
            assert planned.can.offers.differs(session, sponsor, change_id, shown_hash=stale, alternative=0)
        with planned.write() as session:
            planned.can.offers.offer_anew(session, sponsor, change_id)
        with pytest.raises(ShownDiffers):
            approve(planned, "sponsor", change_id, stale)
    told = get(planned, "sponsor", change_id)
    assert (told.state, told.change.steps[-1].is_anew) == (ChangeState.OFFERED, True)
    assert [one for one in planned.events() if one[0] == "ChangeReoffered"] == [("ChangeReoffered", Level.STAFF)]
    assert approve(planned, "sponsor", change_id, hash_of(told, 1)).state is ChangeState.APPLIED


def test_what_is_signed_covers_title_price_last_day_and_promise(planned: World) -> None:
    change_id = submit(planned)
    offers = [
        Offer(),
        Offer((Offered(price=CHEAP),)),
        Offer((Offered("Other words"),)),
        Offer(expires_on=date(2026, 12, 1)),
        Offer(note="Hurry"),
        Offer(becomes_promise=True),
    ]
    hashes = set()
    for terms in offers:
        offer(planned, change_id, terms)
        hashes.add(hash_of(get(planned, "sponsor", change_id), 1))
    assert len(hashes) == len(offers)


def test_what_was_signed_is_shown_at_the_level_of_who_signed_and_less_below(planned: World) -> None:
    deep = add("Deep work", 2, visible_from=int(Level.DETAIL))
    planned.edit(deep, ask.AddLink(planned.tasks()["Design"].id, deep.task_id))
    change_id = submit(planned)
    offer(planned, change_id, Offer((Offered(price=CHEAP),)))
    approve(planned, "sponsor", change_id, hash_of(get(planned, "sponsor", change_id), 1))
    signed = change_messages.change(get(planned, "sponsor", change_id)).fallout
    common = change_messages.change(get(planned, "collaborator", change_id)).fallout
    assert "Deep work" in [move.name for move in signed.tasks]
    assert signed.price.minor_units == CHEAP.minor_units
    assert signed.shown_hash == get(planned, "sponsor", change_id).change.approved_hash
    assert "Deep work" not in [move.name for move in common.tasks]
    assert not common.HasField("price")


def test_an_approved_change_can_become_the_promise(planned: World) -> None:
    change_id = submit(planned)
    offer(planned, change_id, Offer(becomes_promise=True))
    approve(planned, "sponsor", change_id, hash_of(get(planned, "sponsor", change_id), 1))
    with planned.read() as session:
        kept = planned.can.baselines.list_all(session, planned.manager)
        rows = planned.can.plans.rows(session, planned.caller("sponsor")).rows
    assert [(row.name, row.is_promise) for row in kept if row.is_promise] == [("After: More design", True)]
    assert {row.slip_days for row in rows} == {0}
    planned.can.pictures.forget()
    with planned.read() as session:
        assert planned.can.plans.rows(session, planned.caller("sponsor")).rows == rows


def test_budget_stands_at_commercial_and_cost_for_staff_alone(planned: World) -> None:
    with planned.write() as session:
        planned.can.budgets.set_budget(session, planned.manager, Amount("EUR", 1_000_000))
    change_id = submit(planned)
    offer(planned, change_id, Offer((Offered(price=CHEAP),)))
    sponsor, collaborator = (get(planned, name, change_id).shown for name in ("sponsor", "collaborator"))
    manager = get(planned, "manager", change_id).shown
    assert sponsor is not None
    assert collaborator is not None
    assert manager is not None
    assert sponsor.money.budget_after == Price("EUR", 1_050_000)
    assert (sponsor.money.cost_change, sponsor.money.work_change_minutes) == (None, None)
    assert manager.money.work_change_minutes == 5 * DAY
    assert collaborator.money.budget_after is None
    assert b"budget_after" not in answer(planned, "collaborator", change_id)


def test_an_alternative_that_the_plan_no_longer_allows_says_so_without_a_reason(planned: World) -> None:
    change_id = submit(planned)
    hidden = (ask.ChangeDuration(planned.tasks()["Internal review"].id, DAY),)
    offer(planned, change_id, Offer((Offered(hidden_edits=hidden),)))
    seen = hash_of(get(planned, "sponsor", change_id), 1)
    planned.edit(ask.RemoveTask(planned.tasks()["Internal review"].id))
    told = get(planned, "sponsor", change_id)
    assert (told.present.shown, told.present.has_obstacle) == (None, True)
    with pytest.raises(ShownDiffers):
        approve(planned, "sponsor", change_id, seen)


def test_an_edit_is_read_by_those_who_see_every_row_that_it_names(planned: World) -> None:
    deep = add("Deep work", 2, visible_from=int(Level.DETAIL))
    planned.edit(deep)
    change_id = submit(planned, [*wish(planned), ask.ChangeDuration(deep.task_id, DAY)], "sponsor")
    assert len(get(planned, "sponsor", change_id).present.edits) == 2
    assert deep.task_id.encode() not in answer(planned, "collaborator", change_id)
    planned.edit(ask.SetVisibility(planned.tasks()["Design"].id, int(Level.STAFF)))
    assert get(planned, "sponsor", change_id).present.edits == (ask.ChangeDuration(deep.task_id, DAY),)


def test_places_are_counted_among_the_rows_that_are_seen(planned: World) -> None:
    """Design, (hidden) review, Build, Launch: a client counts three."""
    sponsor = planned.caller("sponsor")
    with planned.read() as session, pytest.raises(EditRefused):
        planned.can.changes.preview(session, sponsor, [add("Too far", 1, position=4)])
    change_id = submit(planned, [add("Between", 1, position=1)], "sponsor")
    offer(planned, change_id, Offer())
    approve(planned, "sponsor", change_id, hash_of(get(planned, "sponsor", change_id), 1))
    assert list(planned.tasks(sponsor)) == ["Design", "Between", "Build", "Launch"]


@pytest.mark.parametrize("preset", [Preset.COLLABORATOR, Preset.SPONSOR])
def test_a_client_can_ask_for_every_kind_of_change(planned: World, preset: Preset) -> None:
    planned.contact("asker", preset)
    tasks = planned.tasks()
    extra = add("Extra", 2)
    edits: list[ask.Edit] = [
        extra,
        ask.AddLink(tasks["Design"].id, extra.task_id),
        ask.ChangeDuration(tasks["Build"].id, -DAY),
        ask.SetConstraint(tasks["Build"].id, ask.ConstraintType.SNET, planned.clock.now().replace(tzinfo=None)),
        ask.RemoveLink(tasks["Build"].id, tasks["Launch"].id),
        ask.AddLink(extra.task_id, tasks["Launch"].id),
        ask.RemoveTask(tasks["Build"].id),
    ]
    change_id = submit(planned, edits, "asker")
    offer(planned, change_id, Offer((Offered(price=CHEAP),)))
    told = get(planned, "asker", change_id)
    assert len(told.present.edits) == len(edits)
    if preset is Preset.COLLABORATOR:
        with pytest.raises(NeedsCommercial):
            approve(planned, "asker", change_id, hash_of(told, 1))
    else:
        approve(planned, "asker", change_id, hash_of(told, 1))
        assert "Build" not in planned.tasks()


def test_what_is_settled_stays_settled(planned: World) -> None:
    change_id = submit(planned)
    with planned.write() as session:
        planned.can.offers.decline(session, planned.caller("sponsor"), change_id)
    with pytest.raises(NotNow):
        offer(planned, change_id, Offer())
