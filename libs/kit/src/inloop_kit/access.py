"""Who may call a method: the `requires` option of the contract, compiled once and checked in one place.

    RULES = rules(["inloop.projects.v1.PlanService"])
    check(RULES["/inloop.projects.v1.PlanService/EditPlan"], caller, request)

The same check runs at the gateway and in front of every service. It answers *how much* a caller may do in the scope
that the request names; *whose* rows the action then touches is the action's own question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.api import annotations_pb2
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop.options.v1.access_pb2 import (
    AUDIENCE_ACCOUNT,
    AUDIENCE_ANYONE,
    AUDIENCE_CONTACT,
    AUDIENCE_READER,
    AUDIENCE_SERVICE,
    AUDIENCE_STAFF,
    LEVEL_ANYONE,
    LEVEL_STAFF,
    LEVEL_SUMMARY,
    ROLE_MEMBER,
)
from inloop_kit.errors import Forbidden, InloopError, Missing, NotSignedIn

if TYPE_CHECKING:
    from inloop_kit.caller import Caller

__all__ = ["ContractBroken", "MethodRule", "Route", "by_route", "check", "reading_level", "rule_of", "rules"]

SIGN_IN = "Sign in first."
PERSONS_ONLY = "Only a signed-in person may do this."
STAFF_ONLY = "Only the client's own contacts may do this."
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_READS = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
_REPEATABLE = (descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS, descriptor_pb2.MethodOptions.IDEMPOTENT)


class ContractBroken(InloopError):
    """A method or field of the contract lacks its rule, or the rule makes no sense; nothing may start."""

    reason = "CONTRACT_BROKEN"


@dataclass(frozen=True, slots=True)
class Route:
    """One HTTP route: `template` such as `/v1/projects/{project_id}/tasks`; `body` is "", "*" or a field's name."""

    verb: str
    template: str
    body: str

    @property
    def path_fields(self) -> tuple[str, ...]:
        """The request fields that the path carries, in order."""
        return tuple(_PLACEHOLDER.findall(self.template))


@dataclass(frozen=True, slots=True)
class MethodRule:
    """What the contract says about one method."""

    name: str
    """Full proto name, `inloop.projects.v1.PlanService.EditPlan`."""
    path: str
    """gRPC path, `/inloop.projects.v1.PlanService/EditPlan`."""
    audience: int
    role: int
    level: int
    capabilities: frozenset[int]
    scope: str
    services: frozenset[str]
    hand_routed: bool
    is_read: bool
    """Changes nothing, may be retried, may run in a reading transaction."""
    is_repeatable: bool
    """Safe to repeat without an idempotency key."""
    routes: tuple[Route, ...]
    descriptor: MethodDescriptor


def rules(services: Iterable[str | ServiceDescriptor]) -> dict[str, MethodRule]:
    """The rules of every method of `services` (full proto names), under their gRPC paths.

    Raises ContractBroken when a method has none, KeyError when a service is not in the contract.
    """
    pool = descriptor_pool.Default()
    found: dict[str, MethodRule] = {}
    for named in services:
        service = pool.FindServiceByName(named) if isinstance(named, str) else named
        for method in service.methods:
            rule = rule_of(method)
            found[rule.path] = rule
    return found


def rule_of(method: MethodDescriptor) -> MethodRule:
    """The rule of one method; raises ContractBroken when there is none."""
    options = method.GetOptions()
    requires = options.Extensions[access_pb2.requires]
    if not options.HasExtension(access_pb2.requires) or not requires.audience:
        raise ContractBroken(f"{method.full_name} does not say who may call it (option `requires`)")
    return MethodRule(
        name=method.full_name,
        path=f"/{method.containing_service.full_name}/{method.name}",
        audience=requires.audience,
        role=requires.role or (ROLE_MEMBER if requires.audience == AUDIENCE_STAFF else 0),
        level=requires.level,
        capabilities=frozenset(requires.capabilities),
        scope=requires.scope,
        services=frozenset(requires.services),
        hand_routed=requires.hand_routed,
        is_read=options.idempotency_level == _READS,
        is_repeatable=options.idempotency_level in _REPEATABLE,
        routes=tuple(_routes(options)),
        descriptor=method,
    )


def _routes(options: descriptor_pb2.MethodOptions) -> Iterable[Route]:
    if not options.HasExtension(annotations_pb2.http):
        return
    http: Any = options.Extensions[annotations_pb2.http]
    for binding in (http, *http.additional_bindings):
        verb = binding.WhichOneof("pattern")
        if verb == "custom":
            yield Route(binding.custom.kind.upper(), binding.custom.path, binding.body)
        elif verb:
            yield Route(verb.upper(), getattr(binding, verb), binding.body)


def check(rule: MethodRule, caller: Caller | None, request: Message) -> None:
    """Let the call pass, or raise.

    NotSignedIn: nobody is signed in where somebody must be. Missing: the scope that the request names is not the
    caller's, or lies deeper than the caller sees (absent, foreign and too deep are one answer). Forbidden: the caller
    sees the thing but lacks the role or a capability.
    """
    if rule.audience == AUDIENCE_ANYONE:
        return
    if caller is None:
        raise NotSignedIn(SIGN_IN)
    if rule.scope:
        _check_scope(rule.scope, caller, request)
    _CHECKS[rule.audience](rule, caller)


def _check_scope(scope: str, caller: Caller, request: Message) -> None:
    """What the request names must be what the caller was resolved for; an empty scope is nobody's."""
    named = getattr(request, scope)
    if not named or named != getattr(caller, scope):
        raise Missing


def _check_account(_rule: MethodRule, caller: Caller) -> None:
    if not caller.account_id:
        raise NotSignedIn(PERSONS_ONLY)


def _check_staff(rule: MethodRule, caller: Caller) -> None:
    """Contacts do not learn that a staff method has something for their project."""
    if not caller.role:
        raise Missing
    if caller.role < rule.role:
        raise Forbidden("Your role in this workspace does not allow this.")


def _check_reader(rule: MethodRule, caller: Caller) -> None:
    if caller.role:
        return
    if not caller.level or caller.level < rule.level:
        raise Missing
    if not rule.capabilities <= caller.capabilities:
        raise Forbidden("Your access to this project does not include this.")


def _check_contact(rule: MethodRule, caller: Caller) -> None:
    if caller.role:
        raise Forbidden(STAFF_ONLY)
    _check_reader(rule, caller)


def _check_service(rule: MethodRule, caller: Caller) -> None:
    """People carry no purpose; only a service that works in the background does."""
    if not caller.purpose or caller.issuer not in rule.services:
        raise Forbidden("This is between services.")


_CHECKS: dict[int, Callable[[MethodRule, Caller], None]] = {
    AUDIENCE_ACCOUNT: _check_account,
    AUDIENCE_STAFF: _check_staff,
    AUDIENCE_READER: _check_reader,
    AUDIENCE_CONTACT: _check_contact,
    AUDIENCE_SERVICE: _check_service,
}


def reading_level(rule: MethodRule, caller: Caller | None) -> access_pb2.Level.ValueType:
    """The level at which the answer of a permitted call is encoded and its request is decoded.

    Methods for ANYONE disclose ANYONE; methods about one's own account reach across projects and so disclose
    SUMMARY (or the rule's own level); the rest discloses what the caller sees in the scope.
    """
    if rule.audience == AUDIENCE_ANYONE or caller is None:
        return LEVEL_ANYONE
    if rule.audience == AUDIENCE_ACCOUNT:
        return access_pb2.Level.ValueType(max(rule.level, LEVEL_SUMMARY))
    if caller.role:
        return LEVEL_STAFF
    return access_pb2.Level.ValueType(max(caller.level, LEVEL_ANYONE))


def by_route(compiled: Mapping[str, MethodRule]) -> dict[tuple[str, str], MethodRule]:
    """The rules that have HTTP routes, under (verb, template)."""
    return {(route.verb, route.template): rule for rule in compiled.values() for route in rule.routes}
