"""Errors outside: problem details (RFC 9457), one text for what is missing, none of ours for what is unknown."""

import pytest

from inloop_kit import errors
from inloop_kit.errors import InloopError, Invalid, Missing, TooMuch, Violation
from inloop_kit.status import to_grpc, to_problem


class LinkCycle(Invalid):
    reason = "LINK_CYCLE"


def test_a_problem_says_what_is_wrong_and_where():
    error = LinkCycle("The links form a circle.", field="links.3", violations=[Violation("/x", "No.")], tasks=4)
    assert to_problem(error, "r-1") == {
        "type": "/problems/link-cycle",
        "title": "The request breaks a rule",
        "status": 422,
        "detail": "The links form a circle.",
        "instance": "r-1",
        "reason": "LINK_CYCLE",
        "errors": [{"pointer": "/links/3", "detail": "The links form a circle."}, {"pointer": "/x", "detail": "No."}],
        "facts": {"tasks": 4},
    }


class NoteMissing(Missing):
    reason = "NOTE_MISSING"


@pytest.mark.parametrize("error", [Missing(), Missing("note 7"), NoteMissing("note 7", note_id="7")])
def test_everything_missing_looks_alike(error):
    assert to_problem(error, "r") == to_problem(Missing(), "r")
    assert to_grpc(error, "r").SerializeToString() == to_grpc(Missing(), "r").SerializeToString()


class Broken(InloopError):
    reason = "BROKEN"


@pytest.mark.parametrize("error", [ValueError("canary"), Broken("canary", path="canary"), Exception()])
def test_what_is_not_public_has_one_text(error):
    problem = to_problem(error, "r")
    assert (problem["status"], problem["reason"], problem["detail"]) == (500, "INTERNAL", errors.INTERNAL_TEXT)
    assert b"canary" not in to_grpc(error, "r").SerializeToString()


def test_a_limit_says_when_to_come_back():
    assert to_problem(TooMuch("Slow down.", retry_after=9), "r")["facts"] == {"retry_after": 9}
