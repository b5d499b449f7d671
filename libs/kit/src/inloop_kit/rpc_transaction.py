"""The innermost stage of every call: the servicer's method inside its transaction, with stored replies.

A read (NO_SIDE_EFFECTS) runs in a reading transaction. Anything else runs in a writing one; when the call carries an
idempotency key, its reply is stored in the same transaction (replies.py). `before_<Method>` runs ahead of either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inloop_kit import metrics
from inloop_kit.database import Database
from inloop_kit.replies import IDEMPOTENCY_KEY, Repeat, holds_secret, repeat_of
from inloop_kit.rpc_context import RpcContext
from inloop_kit.rpc_method import Handler, Method


def transaction(method: Method) -> Handler:
    """The servicer's method inside its transaction."""
    return _reading(method) if method.rule.is_read else _writing(method)


def _reading(method: Method) -> Handler:
    read, answer, before = method.around.database.read, method.answer, method.before

    def handle(request: Any, context: RpcContext) -> bytes:
        if before is not None:
            context.gathered = before(request, context)
        with read(workspace_id=_workspace(context)) as session:
            context.session = session
            reply = answer(request, context)
        return reply.SerializeToString()

    return handle


def _writing(method: Method) -> Handler:
    database, clock = method.around.database, method.around.clock
    answer, before = method.answer, method.before
    repeated = metrics.current().replies_repeated.labels(method.rule.name)
    keeps = not holds_secret(method.rule.descriptor.output_type)

    def handle(request: Any, context: RpcContext) -> bytes:
        repeat = _repeat(method, request, context)
        stored = _gather(database, before, repeat, request, context)
        if stored is None:
            with database.write(workspace_id=_workspace(context)) as session:
                stored = repeat.claim(session, clock) if repeat else None
                if stored is None:
                    context.session = session
                    reply = answer(request, context).SerializeToString()
                    if repeat and keeps:
                        repeat.fill(session, reply)
                    return reply
        repeated.inc()
        return stored

    return handle


def _repeat(method: Method, request: Any, context: RpcContext) -> Repeat | None:
    key = context.metadata.get(IDEMPOTENCY_KEY)
    if key is None or context.caller is None:
        return None
    return repeat_of(context.caller.actor, method.rule.path, str(key), request)


def _gather(
    database: Database,
    before: Callable[[Any, RpcContext], Any] | None,
    repeat: Repeat | None,
    request: Any,
    context: RpcContext,
) -> bytes | None:
    """Run `before_<Method>`, unless the reply is stored already: then return that."""
    if before is None:
        return None
    if repeat is not None:
        with database.read() as session:
            stored = repeat.find(session)
        if stored is not None:
            return stored
    context.gathered = before(request, context)
    return None


def _workspace(context: RpcContext) -> str:
    return context.caller.workspace_id if context.caller else ""
