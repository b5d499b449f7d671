"""What is wrong with a contract, as sentences; nothing is built or started while there is one.

Methods are judged in `methods.py`, fields in `fields.py`; here stands what is asked and in which order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor

from inloop_kit.access import ContractBroken, MethodRule, rule_of
from inloop_kit.contract.fields import answer_problems, event_problems, request_problems
from inloop_kit.contract.files import Files, answer_of, events_of, is_public, methods_of, request_of
from inloop_kit.contract.methods import method_problems, shape_of


def problems(files: Files) -> list[str]:
    """Every problem of the contract, each a sentence that begins with the full name of what has it."""
    files = list(files)
    found: list[str] = []
    rules: list[MethodRule] = []
    for method in methods_of(files):
        try:
            rules.append(rule_of(method))
        except ContractBroken as broken:
            found.append(broken.detail)
    for rule in rules:
        found += method_problems(rule)
    found += _doubled_routes(rules)
    for message in _once(request_of(rule) for rule in rules if is_public(rule)):
        found += request_problems(message)
    for message in _once(answer_of(rule) for rule in rules if is_public(rule)):
        found += answer_problems(message)
    for event in events_of(files):
        found += event_problems(event)
    return list(dict.fromkeys(found))


def _once(messages: Iterator[Descriptor]) -> list[Descriptor]:
    return list({message.full_name: message for message in messages}.values())


def _doubled_routes(rules: list[MethodRule]) -> Iterator[str]:
    """Routes that differ only in the names of their placeholders answer the same paths."""
    shapes = Counter((route.verb, shape_of(route.template)) for rule in rules for route in rule.routes)
    for rule in rules:
        for route in rule.routes:
            if shapes[route.verb, shape_of(route.template)] > 1:
                yield f"{rule.name}: another method has the route {route.verb} {route.template} too"
