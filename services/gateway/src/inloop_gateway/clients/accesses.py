"""What an account may see and do in a scope, as projects says it; kept for at most a second after it was read."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from inloop.options.v1 import access_pb2
from inloop.projects.v1 import projects_pb2, projects_pb2_grpc
from inloop_kit.caller import Caller, CallerSigner
from inloop_kit.clock import Clock
from inloop_kit.errors import Missing
from inloop_kit.rpc_client import Upstream

KEPT_SECONDS = 1.0
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """A caller with its signed token, or the knowledge that there is none; `read_at` in Unix seconds."""

    caller: Caller | None
    token: bytes
    read_at: float


class Accesses:
    """Callers by (account, session, project or workspace). Safe to share between threads."""

    def __init__(self, projects: Upstream, signer: CallerSigner, clock: Clock) -> None:
        self._projects = projects
        self._resolve = projects.stub(projects_pb2_grpc.WorkspaceServiceStub).ResolveAccess
        self._signer = signer
        self._clock = clock
        self._turn = threading.Lock()
        self._kept: dict[tuple[str, str, str, str], Known] = {}

    def caller(self, account_id: str, session_id: str, *, project_id: str = "", workspace_id: str = "") -> Known:
        """The caller in a scope, read at most a second ago. Errors: Missing for no access at all, Unreachable."""
        key = (account_id, session_id, project_id, workspace_id)
        now = self._clock.now().timestamp()
        known = self._kept.get(key)
        if known is None or now - known.read_at >= KEPT_SECONDS:
            known = self._read(key, now)
        if known.caller is None:
            raise Missing
        return known

    def account(self, account_id: str, session_id: str) -> bytes:
        """A signed caller outside any scope: the account about itself."""
        return self._signer.sign(Caller(account_id=account_id, session_id=session_id))

    def anyone(self) -> bytes:
        """A signed caller that nobody stands behind."""
        return self._signer.sign(Caller())

    def drop(self, account_ids: frozenset[str]) -> None:
        """Forget what was read of these accounts."""
        with self._turn:
            for key in [key for key in self._kept if key[0] in account_ids]:
                del self._kept[key]

    def _read(self, key: tuple[str, str, str, str], now: float) -> Known:
        account_id, session_id, project_id, workspace_id = key
        request = projects_pb2.ResolveAccessRequest(
            account_id=account_id, project_id=project_id, workspace_id=workspace_id
        )
        try:
            found: projects_pb2.Access = self._projects.call(
                self._resolve, request, caller=self._projects.as_service("answer-person"), deadline=2.0
            )
            caller = _caller(found, session_id)
            known = Known(caller, self._signer.sign(caller), now)
        except Missing:
            known = Known(None, b"", now)
        with self._turn:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = known
        return known


def _caller(found: projects_pb2.Access, session_id: str) -> Caller:
    is_staff = found.role != access_pb2.ROLE_UNSPECIFIED
    return Caller(
        account_id=found.account_id,
        workspace_id=found.workspace_id,
        role=found.role,
        project_id=found.project_id,
        client_id=found.client_id,
        contact_id=found.contact_id,
        level=access_pb2.LEVEL_STAFF if is_staff else found.level,
        capabilities=frozenset(found.capabilities),
        session_id=session_id,
    )
