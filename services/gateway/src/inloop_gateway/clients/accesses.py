"""What an account may see and do in a scope, as projects says it; used for at most a second after it was read."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import projects_pb2, projects_pb2_grpc
from inloop_kit.caller import Caller, CallerSigner
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.rpc_client import Upstream

HOLDS_SECONDS = 1.0
MOST = 20_000
PURPOSE = "answer-person"
_STRIPES = 64


@dataclass(frozen=True, slots=True)
class Scope:
    """A project, or a workspace when there is no project."""

    project_id: str = ""
    workspace_id: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account has anything to see: the workspaces of its memberships, and whether anything is left at all."""

    workspace_ids: frozenset[str]
    has_access: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A caller of no session as projects resolved it, None for no access; until when it may be used (monotonic)."""

    caller: Caller | None
    until: float


_Key = tuple[str, Scope]


class Accesses:
    """Callers by account, session and scope. Safe to share between threads."""

    def __init__(self, projects: Upstream, signer: CallerSigner, clock: Clock) -> None:
        self._projects = projects
        self._workspaces: Any = projects.stub(projects_pb2_grpc.WorkspaceServiceStub)
        self._projects_list: Any = projects.stub(projects_pb2_grpc.ProjectServiceStub)
        self._signer = signer
        self._clock = clock
        self._read: dict[_Key, _Read] = {}
        self._signed: dict[tuple[str, str, Scope | None], tuple[Caller, float]] = {}
        # One question at a time for each stripe of keys: fifty requests of a page ask projects once.
        self._turns = [threading.Lock() for _ in range(_STRIPES)]

    def in_scope(self, account_id: str, session_id: str, scope: Scope) -> Caller:
        """The signed caller in a scope. Errors: Missing for no access at all, Unreachable, TooSlow."""
        key = (account_id, session_id, scope)
        signed = self._signed.get(key)
        if signed is not None and time.monotonic() < signed[1]:
            return signed[0]
        resolved = self._resolve(account_id, scope)
        if resolved.caller is None:
            raise Missing
        return self._sign(key, replace(resolved.caller, session_id=session_id), resolved.until)

    def of_account(self, account_id: str, session_id: str) -> Caller:
        """The signed caller outside any scope: the account about itself; with no account, anyone."""
        key = (account_id, session_id, None)
        now = time.monotonic()
        signed = self._signed.get(key)
        if signed is not None and now < signed[1]:
            return signed[0]
        return self._sign(key, Caller(account_id=account_id, session_id=session_id), now + HOLDS_SECONDS)

    def known(self, account_id: str, scope: Scope) -> tuple[bool, Caller | None]:
        """Whether the access was read within the last second, and what it was; asks nobody."""
        read = self._read.get((account_id, scope))
        if read is None or time.monotonic() >= read.until:
            return False, None
        return True, read.caller

    def look(self, account_id: str, scope: Scope) -> Caller | None:
        """The access of an account in a scope, unsigned; None for none. Errors: Unreachable, TooSlow."""
        return self._resolve(account_id, scope).caller

    def standing(self, account_id: str, session_id: str) -> Standing:
        """Where the account has anything to see, asked as the account itself."""
        caller = self.of_account(account_id, session_id)
        asked = projects_pb2.ListMembershipsRequest()
        memberships = self._projects.call(self._workspaces.ListMemberships, asked, caller=caller).memberships
        workspaces = frozenset(one.workspace_id for one in memberships)
        if any(one.role for one in memberships):
            return Standing(workspaces, has_access=True)
        first = projects_pb2.ListProjectsRequest(page_size=1)
        found = self._projects.call(self._projects_list.ListProjects, first, caller=caller)
        return Standing(workspaces, has_access=bool(found.projects))

    def drop(self, account_ids: frozenset[str]) -> None:
        """Forget what is known of these accounts."""
        for read_key in [key for key in list(self._read) if key[0] in account_ids]:
            self._read.pop(read_key, None)
        for signed_key in [key for key in list(self._signed) if key[0] in account_ids]:
            self._signed.pop(signed_key, None)

    def drop_all(self) -> None:
        """Forget everything: the broker was away, and who knows what it had to say."""
        self._read.clear()
        self._signed.clear()

    def _resolve(self, account_id: str, scope: Scope) -> _Read:
        key = (account_id, scope)
        with self._turns[hash(key) % _STRIPES]:
            read = self._read.get(key)
            if read is None or time.monotonic() >= read.until:
                read = self._ask(account_id, scope)
                if len(self._read) >= MOST:
                    self._read.clear()
                self._read[key] = read
            return read

    def _ask(self, account_id: str, scope: Scope) -> _Read:
        until, at = time.monotonic() + HOLDS_SECONDS, self._clock.now()
        request = projects_pb2.ResolveAccessRequest(
            account_id=account_id, project_id=scope.project_id, workspace_id=scope.workspace_id
        )
        service = self._projects.as_service(PURPOSE)
        try:
            found = self._projects.call(self._workspaces.ResolveAccess, request, caller=service)
        except Missing:
            return _Read(None, until)
        return _Read(_caller(found, at), until)

    def _sign(self, key: tuple[str, str, Scope | None], caller: Caller, until: float) -> Caller:
        signed = replace(caller, token=self._signer.sign(caller))
        if len(self._signed) >= MOST:
            self._signed.clear()
        self._signed[key] = signed, until
        return signed


def _caller(found: projects_pb2.Access, read_at: datetime) -> Caller:
    return Caller(
        account_id=found.account_id,
        workspace_id=found.workspace_id,
        role=found.role,
        project_id=found.project_id,
        client_id=found.client_id,
        contact_id=found.contact_id,
        level=access_pb2.LEVEL_STAFF if found.role else found.level,
        capabilities=frozenset(found.capabilities),
        grant_read_at=read_at,
    )
