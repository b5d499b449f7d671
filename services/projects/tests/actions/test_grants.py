"""What a grant gives, and when it gives nothing."""

from __future__ import annotations

from datetime import date

import pytest
from world_of_projects import World

from inloop_kit.errors import Missing
from inloop_projects.domain.people.grants import choose
from inloop_projects.domain.people.levels import Level, Preset


def test_a_contact_without_a_grant_learns_nothing(world: World) -> None:
    world.contact("stranger", None)
    with pytest.raises(Missing):
        world.caller("stranger")


def test_an_absent_project_and_a_foreign_one_are_refused_alike(world: World) -> None:
    texts = []
    for project_id in ("01a20d55-0000-7000-8000-000000000000", world.project_id):
        with world.read() as session, pytest.raises(Missing) as refused:
            world.can.grants.resolve(session, "01a20d55-0000-7000-8000-00000000ffff", project_id, "")
        texts.append((refused.value.detail, refused.value.facts))
    assert texts[0] == texts[1]


def test_the_default_of_a_client_reaches_its_contacts_and_an_own_grant_overrides_it_downwards(world: World) -> None:
    world.contact("quiet", None)
    with world.write() as session:
        given = choose(Preset.SPONSOR, 0, [])
        world.can.grants.set(session, world.manager, world.client_id, "", given, None)
    assert world.caller("quiet").level == Level.COMMERCIAL
    with world.write() as session:
        given = choose(Preset.OBSERVER, 0, [])
        world.can.grants.set(session, world.manager, world.client_id, world.contact_ids["quiet"], given, None)
    assert world.caller("quiet").level == Level.SUMMARY


def test_a_withdrawn_own_grant_does_not_fall_back_to_the_default(world: World) -> None:
    with world.write() as session:
        given = choose(Preset.SPONSOR, 0, [])
        world.can.grants.set(session, world.manager, world.client_id, "", given, None)
        mine = next(
            grant
            for grant in world.can.grants.list_all(session, world.manager)
            if grant.contact_id == world.contact_ids["collaborator"]
        )
        world.can.grants.withdraw(session, world.manager, mine.id)
    with pytest.raises(Missing):
        world.caller("collaborator")


def test_a_grant_ends_with_its_last_day_in_the_zone_of_the_project(world: World) -> None:
    with world.write() as session:
        given = choose(Preset.COLLABORATOR, 0, [])
        contact = world.contact_ids["collaborator"]
        world.can.grants.set(session, world.manager, world.client_id, contact, given, date(2026, 11, 2))
    assert world.caller("collaborator").level == Level.TIMELINE
    world.clock.advance(hours=15, minutes=1)  # 00:01 of the next day in Berlin
    with pytest.raises(Missing):
        world.caller("collaborator")


def test_a_grant_of_a_foreign_client_or_contact_is_refused(world: World) -> None:
    given = choose(Preset.OBSERVER, 0, [])
    foreign = "01a20d55-0000-7000-8000-000000000001"
    for client_id, contact_id in ((foreign, ""), (world.client_id, foreign)):
        with world.write() as session, pytest.raises(Missing):
            world.can.grants.set(session, world.manager, client_id, contact_id, given, None)


def test_recipients_are_active_people_who_reach_the_level(world: World) -> None:
    world.contact("observer", Preset.OBSERVER)
    with world.read() as session:
        _, name, found = world.can.grants.recipients(
            session, world.project_id, level=Level.TIMELINE, client_id="", capability=0, with_staff=True
        )
    assert name == "Relaunch"
    assert sorted(person.name for person in found) == ["Collaborator", "Jonas", "Marta", "Sponsor"]


def test_withdrawing_tells_whose_access_changed(world: World) -> None:
    with world.write() as session:
        grant = world.can.grants.list_all(session, world.manager)[0]
        world.can.grants.withdraw(session, world.manager, grant.id)
    assert world.events()[-1] == ("GrantChanged", Level.STAFF)
