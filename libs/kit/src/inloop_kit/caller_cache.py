"""What a background caller may see, remembered for a second at most: a withdrawn grant counts within a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from inloop_kit.caller import Caller
from inloop_kit.clock import Clock

GRANT_HOLDS_FOR = timedelta(seconds=1)
_KEPT = 2_048

_Key = tuple[str, str, str, str]


class CallerCache:
    """Wraps a `resolve` (see RpcServer) that asks another service.

    `resolve(caller)` returns the caller with role, level, capabilities and `grant_read_at`; when it does not say when
    the grant was read, the time just before the question counts.
    """

    def __init__(self, resolve: Callable[[Caller], Caller], clock: Clock) -> None:
        self._resolve = resolve
        self._clock = clock
        self._known: dict[_Key, tuple[Caller, datetime]] = {}
        self._turn = threading.Lock()

    def __call__(self, caller: Caller) -> Caller:
        """The caller with its access; raises what `resolve` raises (Missing for no grant), which is not remembered."""
        asked_at = self._clock.now()
        key = (caller.issuer, caller.account_id, caller.workspace_id, caller.project_id)
        known = self._known.get(key)
        if known is None or asked_at >= known[1]:
            resolved = self._resolve(caller)
            known = (resolved, (resolved.grant_read_at or asked_at) + GRANT_HOLDS_FOR)
            self._keep(key, known)
        return replace(known[0], purpose=caller.purpose, issued_at=caller.issued_at, token=caller.token)

    def forget(self, account_id: str, project_id: str = "") -> None:
        """Drop what is known of an account (in one project, when it is given): its grant has changed."""
        with self._turn:
            for key in [one for one in self._known if one[1] == account_id and project_id in ("", one[3])]:
                del self._known[key]

    def _keep(self, key: _Key, known: tuple[Caller, datetime]) -> None:
        with self._turn:
            while len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = known
