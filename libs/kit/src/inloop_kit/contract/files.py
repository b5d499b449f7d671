"""Where the contract is: the generated modules, their descriptors, and the comments of the protos."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor

import inloop
from inloop.options.v1 import access_pb2
from inloop_kit.access import MethodRule, rule_of
from inloop_kit.descriptors import fields_of, message_of

Files = Iterable[FileDescriptor]


@cache
def all_files() -> tuple[FileDescriptor, ...]:
    """Every file of the generated contract, by name."""
    names = (module.name for module in pkgutil.walk_packages(inloop.__path__, "inloop."))
    modules = (importlib.import_module(name) for name in names if name.endswith("_pb2"))
    return tuple(sorted((module.DESCRIPTOR for module in modules), key=lambda file: str(file.name)))


@cache
def comments() -> Mapping[str, str]:
    """The comment of each service, method, message, field, enum and value, under its full name."""
    text = resources.files("inloop").joinpath("comments.json").read_text()
    return cast("Mapping[str, str]", json.loads(text))


def services_of(files: Files) -> Iterator[ServiceDescriptor]:
    """The services, by full name."""
    found: list[Any] = [service for file in files for service in file.services_by_name.values()]
    return iter(sorted(found, key=lambda service: str(service.full_name)))


def methods_of(files: Files) -> Iterator[MethodDescriptor]:
    """The methods of every service, as the services declare them."""
    return (method for service in services_of(files) for method in service.methods)


def rules_of(files: Files) -> list[MethodRule]:
    """The rule of every method; raises ContractBroken when one has none."""
    return [rule_of(method) for method in methods_of(files)]


def events_of(files: Files) -> list[Descriptor]:
    """The messages that are published: what `announces` a hint, and what stands by itself in an `events.proto`."""
    found: list[Descriptor] = []
    for file in files:
        messages: list[Descriptor] = list(file.message_types_by_name.values())
        held = {message_of(field).full_name for one in messages for field in fields_of(one) if field.message_type}
        in_events = file.name.endswith("/events.proto")
        found += [one for one in messages if is_announced(one) or (in_events and one.full_name not in held)]
    return sorted(found, key=lambda message: str(message.full_name))


def is_announced(message: Descriptor) -> bool:
    """Whether the message declares the option `announces`."""
    return bool(message.GetOptions().HasExtension(access_pb2.announces))


def topic_of(event: Descriptor) -> str:
    """The topic of the live hint that the event gives, or nothing."""
    return str(event.GetOptions().Extensions[access_pb2.announces].topic)


def request_of(rule: MethodRule) -> Descriptor:
    """The message that a method takes."""
    return rule.descriptor.input_type


def answer_of(rule: MethodRule) -> Descriptor:
    """The message that a method returns."""
    return rule.descriptor.output_type


def is_public(rule: MethodRule) -> bool:
    """Whether the answer leaves the system: through a route, by hand or not."""
    return bool(rule.routes) or rule.hand_routed


def word(enum_value: str) -> str:
    """`LEVEL_SUMMARY` as `SUMMARY`."""
    return enum_value.split("_", 1)[1]


def level_word(level: int) -> str:
    """The short name of a level."""
    return word(access_pb2.Level.Name(access_pb2.Level.ValueType(level)))
