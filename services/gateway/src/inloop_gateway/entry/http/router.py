"""Addresses to methods of the contract: a tree of path segments, built once from the routes that the protos declare."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Target = TypeVar("Target")

# What is no id names nothing, and so is no address.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PARAMETER = re.compile(r"\{([a-z_]+)\}(:[a-z-]+)?")


class TemplateUnusable(ValueError):
    """A route that this tree cannot hold, or two routes at one address."""


@dataclass(slots=True)
class _Node(Generic[Target]):
    literals: dict[str, _Node[Target]] = field(default_factory=dict)
    # By the verb that follows the parameter (`:approve`, or nothing): the parameter's name and where it leads.
    parameters: dict[str, tuple[str, _Node[Target]]] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match(Generic[Target]):
    """What is at an address: targets by HTTP method, and the values of the path."""

    targets: dict[str, Target]
    values: dict[str, str]


class Router(Generic[Target]):
    """Finds the target of a method and path in one walk."""

    def __init__(self) -> None:
        self._root: _Node[Target] = _Node()

    def add(self, method: str, template: str, target: Target) -> None:
        """Put a target at a template such as `/v1/projects/{project_id}/changes/{change_id}:approve`."""
        node = self._root
        for segment in template.strip("/").split("/"):
            node = _step(node, segment, template)
        if method in node.targets:
            raise TemplateUnusable(f"{method} {template} is declared twice")
        node.targets[method] = target

    def match(self, path: str) -> Match[Target] | None:
        """What is at a path; None for nothing."""
        node = self._root
        values: dict[str, str] = {}
        for segment in path[1:].split("/"):
            following = node.literals.get(segment)
            if following is None:
                value, colon, verb = segment.partition(":")
                found = node.parameters.get(colon + verb)
                if found is None or not ID.fullmatch(value):
                    return None
                values[found[0]], following = value, found[1]
            node = following
        return Match(node.targets, values) if node.targets else None


def _step(node: _Node[Target], segment: str, template: str) -> _Node[Target]:
    if "{" not in segment:
        return node.literals.setdefault(segment, _Node())
    parts = _PARAMETER.fullmatch(segment)
    if parts is None:
        raise TemplateUnusable(f"{template}: {segment} is no literal and no {{parameter}}")
    name, following = node.parameters.setdefault(parts[2] or "", (parts[1], _Node()))
    if name != parts[1]:
        raise TemplateUnusable(f"{template}: the parameter is called {name} in another route")
    return following
