"""A repeat under the same idempotency key is answered, not done again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from notes_world import pb, pb_grpc

from inloop_kit.errors import Conflict, Forbidden, InloopError, Invalid
from inloop_kit.ids import new_id
from inloop_kit.replies import purge
from inloop_kit.testing import FixedClock


def test_the_same_key_gets_the_same_answer_and_one_effect(world):
    first = world.write("hello", idempotency_key="k1")
    again = world.write("hello", idempotency_key="k1")
    assert (again, world.count()) == (first, 1)


def test_another_request_under_the_same_key_is_refused(world):
    world.write("hello", idempotency_key="k1")
    with pytest.raises(Invalid) as failed:
        world.write("goodbye", idempotency_key="k1")
    assert (failed.value.status, failed.value.reason) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert list(world.texts()) == ["hello"]


def test_a_key_belongs_to_one_account_and_one_method(world):
    world.write("hello", idempotency_key="k1")
    world.write("hello", idempotency_key="k1", caller=world.person(account_id=new_id()))
    world.call("IssueToken", pb.IssueTokenRequest(), idempotency_key="k1")
    assert world.count() == 3


def test_twenty_at_once_under_one_key_have_one_effect(world):
    upstreams = [world.upstream("gateway") for _ in range(4)]

    def write(number: int):
        upstream = upstreams[number % 4]
        stub = upstream.stub(pb_grpc.NoteServiceStub)
        request = pb.WriteNoteRequest(project_id=world.project_id, text="once")
        return upstream.call(stub.WriteNote, request, caller=world.person(), idempotency_key="k", deadline=30)

    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(write, range(20)))
    assert (len({one.id for one in replies}), world.count()) == (1, 1)


def test_a_call_that_failed_may_be_done_again_under_its_key(world):
    world.notes.to_raise = Forbidden("Not today.")
    with pytest.raises(Forbidden):
        world.write("hello", idempotency_key="k1")
    assert world.count() == 0
    world.notes.to_raise = None
    assert world.write("hello", idempotency_key="k1").text == "hello"
    assert world.count() == 1


def test_a_reply_with_a_secret_is_not_kept(world):
    assert world.call("IssueToken", pb.IssueTokenRequest(), idempotency_key="k1").token == "t0ken"
    with pytest.raises(Conflict) as failed:
        world.call("IssueToken", pb.IssueTokenRequest(), idempotency_key="k1")
    assert failed.value.reason == "REPLY_NOT_KEPT"
    assert world.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_an_unusable_key_is_refused(world, key):
    with pytest.raises(InloopError) as failed:
        world.write("hello", idempotency_key=key)
    assert failed.value.reason == "IDEMPOTENCY_KEY_INVALID"


def test_without_a_key_each_call_is_done(world):
    world.write("hello")
    world.write("hello")
    assert world.count() == 2


def test_replies_are_forgotten_after_a_day(world):
    world.write("hello", idempotency_key="k1")
    assert purge(world.database, world.clock) == 0
    assert purge(world.database, FixedClock(world.clock.now() + timedelta(hours=25))) == 1
    world.write("other", idempotency_key="k1")
    assert list(world.texts()) == ["hello", "other"]
