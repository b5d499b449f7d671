"""Calendar feeds: what the holder may see now, under a token that is kept nowhere."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from sqlalchemy import select
from world_of_projects import World

from inloop_kit.caller import Caller
from inloop_kit.errors import Missing
from inloop_projects.actions.plan.feeds import MOST_PER_ACCOUNT, Feeds, TooManyFeeds
from inloop_projects.domain.people.grants import choose
from inloop_projects.domain.people.levels import Preset
from inloop_projects.domain.plan import edits as ask
from inloop_projects.entry import exchange_messages
from inloop_projects.store.plan.exchange_tables import feed_events, feeds


def subscribe(world: World, caller: Caller) -> tuple[str, str]:
    with world.write() as session:
        row, token = world.can.feeds.create(session, caller, name="Phone")
    return row.id, token


def read(world: World, token: str) -> bytes:
    """As the RPC of the gateway does."""
    with world.write() as session:
        opened = world.can.feeds.open(session, token)
        rows = exchange_messages.exported_rows(world.can.plans.rows(session, opened.holder), opened.holder.level)
        return world.can.feeds.render(session, opened, rows)


def names(content: bytes) -> dict[str, str]:
    events = Calendar.from_ical(content).walk("VEVENT")
    return {str(event["UID"]): f"{event['SUMMARY']} {event['STATUS']}" for event in events}


def test_a_feed_shows_what_its_holder_sees(planned: World) -> None:
    _, token = subscribe(planned, planned.caller("collaborator"))
    assert sorted(names(read(planned, token)).values()) == ["Build CONFIRMED", "Design CONFIRMED", "Launch CONFIRMED"]
    _, own = subscribe(planned, planned.manager)
    assert "Internal review CONFIRMED" in names(read(planned, own)).values()


def test_the_token_is_nowhere_in_the_database_and_another_key_does_not_know_it(planned: World) -> None:
    feed_id, token = subscribe(planned, planned.caller("collaborator"))
    assert len(token) == 43
    with planned.read() as session:
        [row] = session.execute(select(feeds).where(feeds.c.id == feed_id))
        assert token not in str(tuple(row))
        stranger = Feeds(planned.clock, planned.can.grants, b"another key")
        with pytest.raises(Missing):
            stranger.open(session, token)


def test_reading_again_gives_the_same_bytes_until_something_that_is_seen_changes(planned: World) -> None:
    _, token = subscribe(planned, planned.caller("collaborator"))
    first = read(planned, token)
    planned.clock.advance(hours=5)
    planned.edit(ask.RenameTask(planned.tasks()["Internal review"].id, "Another"))
    assert read(planned, token) == first
    planned.edit(ask.RenameTask(planned.tasks()["Build"].id, "Construction"))
    second = read(planned, token)
    assert second != first
    assert b"SEQUENCE:1" in second


def test_a_lower_level_shows_less_and_a_withdrawn_grant_nothing(planned: World) -> None:
    caller = planned.caller("collaborator")
    _, token = subscribe(planned, caller)
    build = planned.tasks()["Build"].id
    assert names(read(planned, token))[f"{build}@inloop"] == "Build CONFIRMED"
    contact = planned.contact_ids["collaborator"]
    with planned.write() as session:
        given = choose(Preset.STAKEHOLDER, 0, [])
        planned.can.grants.set(session, planned.manager, planned.client_id, contact, given, None)
    content = read(planned, token)
    assert names(content)[f"{build}@inloop"] == "- CANCELLED"
    assert b"Build" not in content
    assert "Launch CONFIRMED" in names(content).values()
    with planned.write() as session:
        planned.can.grants.set(
            session, planned.manager, planned.client_id, contact, choose(Preset.OBSERVER, 0, []), None
        )
    with pytest.raises(Missing):
        read(planned, token)
    with planned.write() as session:
        mine = [one for one in planned.can.grants.list_all(session, planned.manager) if one.contact_id == contact]
        planned.can.grants.withdraw(session, planned.manager, mine[0].id)
    with pytest.raises(Missing):
        read(planned, token)


def test_an_ended_feed_is_gone_with_what_it_told(planned: World) -> None:
    caller = planned.caller("collaborator")
    feed_id, token = subscribe(planned, caller)
    read(planned, token)
    with planned.write() as session:
        ended = planned.can.feeds.revoke(session, caller, feed_id)
        again = planned.can.feeds.revoke(session, caller, feed_id)
    assert ended.revoked_at == again.revoked_at is not None
    with pytest.raises(Missing):
        read(planned, token)
    with planned.read() as session:
        assert session.execute(select(feed_events)).all() == []


def test_only_the_holder_and_managers_see_and_end_a_feed(planned: World) -> None:
    feed_id, _ = subscribe(planned, planned.caller("collaborator"))
    sponsor = planned.caller("sponsor")
    with planned.write() as session:
        assert planned.can.feeds.list_all(session, sponsor) == []
        with pytest.raises(Missing):
            planned.can.feeds.revoke(session, sponsor, feed_id)
        assert [one.id for one in planned.can.feeds.list_all(session, planned.manager)] == [feed_id]
        assert planned.can.feeds.revoke(session, planned.manager, feed_id).revoked_at is not None


def test_an_account_has_a_bounded_number_of_feeds(planned: World) -> None:
    caller = planned.caller("collaborator")
    for _ in range(MOST_PER_ACCOUNT):
        feed_id, _ = subscribe(planned, caller)
    with pytest.raises(TooManyFeeds):
        subscribe(planned, caller)
    with planned.write() as session:
        planned.can.feeds.revoke(session, caller, feed_id)
    subscribe(planned, caller)


def test_a_row_that_was_removed_is_cancelled_in_the_feed(planned: World) -> None:
    _, token = subscribe(planned, planned.caller("collaborator"))
    read(planned, token)
    launch = planned.tasks()["Launch"].id
    planned.edit(ask.RemoveTask(launch))
    assert names(read(planned, token))[f"{launch}@inloop"] == "- CANCELLED"
