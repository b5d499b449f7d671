"""Calls to another service: deadlines, repeats where they are harmless, one trace across the border."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from notes_world import pb, pb_grpc

from inloop_kit import rpc_client, telemetry
from inloop_kit.access import ContractBroken
from inloop_kit.caller import CallerExpired
from inloop_kit.errors import Conflict, NotSignedIn, TooSlow, Unreachable
from inloop_kit.rpc_client import Upstream
from inloop_kit.rpc_context import deadline_at
from inloop_kit.testing import free_port


def test_a_read_is_tried_again_while_the_other_side_is_away(world):
    world.notes.to_raise = Unreachable("The database is busy.")
    with pytest.raises(Unreachable):
        world.call("Fail", pb.FailRequest(), deadline=30)
    assert world.notes.calls == rpc_client.TRIES


def test_a_write_without_a_key_is_tried_once(world):
    world.notes.to_raise = Unreachable("The database is busy.")
    with pytest.raises(Unreachable):
        world.call("FailWriting", pb.FailRequest(), deadline=30)
    assert world.notes.calls == 1


def test_a_write_with_a_key_is_tried_again(world):
    world.notes.to_raise = Unreachable("The database is busy.")
    with pytest.raises(Unreachable):
        world.call("FailWriting", pb.FailRequest(), deadline=30, idempotency_key="k1")
    assert world.notes.calls == rpc_client.TRIES


def test_a_refusal_is_not_tried_again(world):
    world.notes.to_raise = Conflict("There is one already.")
    with pytest.raises(Conflict):
        world.call("Fail", pb.FailRequest(), deadline=30)
    assert world.notes.calls == 1


def test_repeats_stop_when_their_budget_is_used_up(world):
    world.notes.to_raise = Unreachable("The database is busy.")
    calls = 12
    for _ in range(calls):
        with pytest.raises(Unreachable):
            world.call("Fail", pb.FailRequest(), deadline=30)
    assert world.notes.calls == calls + rpc_client.BUDGET


def test_a_call_that_takes_too_long_is_too_slow(world):
    with pytest.raises(TooSlow) as failed:
        world.call("Wait", pb.WaitRequest(), deadline=0.3)
    assert failed.value.status == 504


def test_a_call_ends_with_the_call_in_which_it_is_made(world):
    token = deadline_at.set(time.monotonic() + 0.3)
    try:
        with pytest.raises(TooSlow):
            world.call("Wait", pb.WaitRequest(), deadline=60)
    finally:
        deadline_at.reset(token)


def test_nobody_at_the_address_is_unreachable(world):
    nobody = Upstream(f"127.0.0.1:{free_port()}", world.signer("gateway"))
    stub = nobody.stub(pb_grpc.NoteServiceStub)
    with pytest.raises(Unreachable):
        nobody.call(stub.Greet, pb.GreetRequest(), caller=world.person(), deadline=10)
    nobody.close()


def test_a_frozen_peer_costs_one_try_and_not_the_call(new_world):
    world = new_world()
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        addresses = f"ipv4:127.0.0.1:{frozen.getsockname()[1]},127.0.0.1:{world.server.port}"
        upstream = Upstream(addresses, world.signer("gateway"))
        stub = upstream.stub(pb_grpc.NoteServiceStub)
        for _ in range(6):
            upstream.call(stub.Greet, pb.GreetRequest(), caller=world.person(), deadline=10)
        upstream.close()


def test_the_trace_and_the_request_id_cross_the_border(world):
    carried = {"traceparent": "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01", "x-request-id": "r-42"}
    with telemetry.continue_from(carried):
        there = world.call("Greet", pb.GreetRequest())
    assert there.request_id == "r-42"
    assert there.traceparent.split("-")[1] == "ab" * 16
    assert there.traceparent.split("-")[2] != "cd" * 8


def test_a_verified_caller_is_passed_on_as_it_came(world):
    verified = world.verifier.verify(world.signer("gateway").sign(world.person()))
    reports = world.upstream("reports")
    stub = reports.stub(pb_grpc.NoteServiceStub)
    assert reports.call(stub.Greet, pb.GreetRequest(), caller=verified).account_id == world.account_id


def test_more_calls_than_places_wait_and_then_are_refused(world):
    narrow = world.upstream("gateway", max_in_flight=1)
    stub = narrow.stub(pb_grpc.NoteServiceStub)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(narrow.call, stub.Wait, pb.WaitRequest(), caller=world.person(), deadline=60)
        assert world.notes.waiting.wait(20)
        with pytest.raises(Unreachable) as failed:
            narrow.call(stub.Greet, pb.GreetRequest(), caller=world.person(), deadline=0.2)
        assert failed.value.reason == "OVERLOADED"
        world.notes.may_go_on.set()
        assert first.result(20) == pb.WaitResponse()


def test_a_stub_of_a_service_without_rules_is_refused(world):
    with pytest.raises(ContractBroken):
        world.gateway.stub(pb_grpc.LooseServiceStub)


def test_a_stale_caller_of_a_person_is_a_sign_in_problem(world):
    assert issubclass(CallerExpired, NotSignedIn)
    with pytest.raises(NotSignedIn):
        world.call("Greet", pb.GreetRequest(), caller=b"not a token at all")


def test_many_threads_share_one_client(world):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: world.call("Greet", pb.GreetRequest(), deadline=30), range(160)))
    assert {one.account_id for one in replies} == {world.account_id}
