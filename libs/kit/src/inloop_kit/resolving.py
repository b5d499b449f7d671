"""What an account may see and do in a project, asked of the projects service and kept for at most a second.

    resolver = AccessResolver(service.upstream(settings.upstream_projects), service.clock)
    server = service.rpc_server(resolve=resolver)                      # background callers get their level live
    access = resolver.access(account_id, project_id)                   # the same for work that nobody called for

No grant raises Missing, whether the project exists or not; nothing is kept of a refusal, so that a new grant works at
once. A grant that is withdrawn is used for at most `KEPT_SECONDS` longer.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from inloop.projects.v1 import projects_pb2, projects_pb2_grpc
from inloop_kit.caller import Caller
from inloop_kit.clock import Clock
from inloop_kit.rpc_client import Upstream

KEPT_SECONDS = 1.0
_PURPOSE = "resolve-access"
_MOST_KEPT = 4_096


class AccessResolver:
    """Resolves access through `projects.ResolveAccess`. Safe to share between threads; make one per process."""

    def __init__(self, upstream: Upstream, clock: Clock, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._upstream = upstream
        self._clock = clock
        self._kept_for = timedelta(seconds=kept_seconds)
        self._stub: projects_pb2_grpc.WorkspaceServiceStub = upstream.stub(projects_pb2_grpc.WorkspaceServiceStub)
        self._kept: dict[tuple[str, str, str], tuple[projects_pb2.Access, float]] = {}
        self._turn = threading.Lock()

    def __call__(self, caller: Caller) -> Caller:
        """The caller with the role, level and capabilities of the account on whose behalf it works."""
        access, read_at = self._find(caller.account_id, caller.project_id, caller.workspace_id)
        return caller.with_access(
            role=access.role,
            level=access.level,
            capabilities=access.capabilities,
            workspace_id=access.workspace_id,
            client_id=access.client_id,
            contact_id=access.contact_id,
            grant_read_at=datetime.fromtimestamp(read_at, UTC),
        )

    def access(self, account_id: str, project_id: str, workspace_id: str = "") -> projects_pb2.Access:
        """What the account may see and do in the project, or in the workspace when there is no project.

        Raises Missing when that is nothing, Unreachable when projects does not answer. The message is shared: do not
        change it.
        """
        return self._find(account_id, project_id, workspace_id)[0]

    def _find(self, account_id: str, project_id: str, workspace_id: str) -> tuple[projects_pb2.Access, float]:
        key = (account_id, project_id, "" if project_id else workspace_id)
        # The instant before the question is asked: what is read is at least as new as this.
        at = self._clock.now().timestamp()
        with self._turn:
            kept = self._kept.get(key)
        if kept is not None and 0 <= at - kept[1] < self._kept_for.total_seconds():
            return kept
        request = projects_pb2.ResolveAccessRequest(account_id=account_id, project_id=key[1], workspace_id=key[2])
        caller = self._upstream.as_service(_PURPOSE, on_behalf_of=account_id, project_id=project_id)
        access: projects_pb2.Access = self._upstream.call(self._stub.ResolveAccess, request, caller=caller)
        with self._turn:
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (access, at)
        return access, at
