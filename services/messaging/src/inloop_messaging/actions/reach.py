"""Whose rows a caller may touch, from what was verified of it and from nothing that it says."""

from __future__ import annotations

from inloop_kit.caller import Caller
from inloop_messaging.domain.conversations import Author, Reach


def reach_of(caller: Caller) -> Reach:
    """The rows of the caller's client; of every client of the project for staff."""
    return Reach(caller.workspace_id, caller.project_id, None if caller.is_staff else caller.client_id)


def author_of(caller: Caller, name: str) -> Author:
    """The caller as the author of what it writes now."""
    return Author(caller.account_id, name, caller.is_staff)
