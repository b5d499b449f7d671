"""Reading the contract's descriptors with types, and the level that a field declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop.options.v1.access_pb2 import LEVEL_SUMMARY, LEVEL_UNSPECIFIED

TIMESTAMP = "google.protobuf.Timestamp"

__all__ = [
    "TIMESTAMP",
    "class_of",
    "enum_of",
    "field_named",
    "fields_of",
    "is_always_written",
    "is_instant",
    "is_map",
    "lowest_level",
    "message_of",
    "messages_within",
    "visible_from",
]


def fields_of(message: Descriptor) -> Sequence[FieldDescriptor]:
    """The fields of a message as it declares them."""
    return message.fields


def field_named(message: Descriptor, name: str) -> FieldDescriptor:
    """One field; raises KeyError when there is none."""
    return message.fields_by_name[name]


def message_of(field: FieldDescriptor) -> Descriptor:
    """The message that a field holds; the field must hold one."""
    return cast("Descriptor", field.message_type)


def enum_of(field: FieldDescriptor) -> EnumDescriptor:
    """The enum that a field holds; the field must hold one."""
    return cast("EnumDescriptor", field.enum_type)


def class_of(message: Descriptor) -> type[Message]:
    """The Python class of a message."""
    return message_factory.GetMessageClass(message)


def is_map(field: FieldDescriptor) -> bool:
    """Whether the field is a `map<…>`."""
    return field.message_type is not None and bool(message_of(field).GetOptions().map_entry)


def is_instant(field: FieldDescriptor) -> bool:
    """Whether the field is an instant, or a list of instants."""
    return field.message_type is not None and message_of(field).full_name == TIMESTAMP


def visible_from(field: FieldDescriptor) -> access_pb2.Level.ValueType:
    """The level from which the field is disclosed; LEVEL_UNSPECIFIED when it declares none."""
    return field.GetOptions().Extensions[access_pb2.visible_from]


def revision_field(message: Descriptor) -> FieldDescriptor | None:
    """The field that holds the revision of what people edit together; None when the message has none."""
    return next((field for field in fields_of(message) if field.GetOptions().Extensions[access_pb2.revision]), None)


def lowest_level(message: Descriptor) -> int:
    """The lowest level that any field of the message declares: whoever sees less sees nothing of it."""
    return min((visible_from(field) for field in fields_of(message)), default=LEVEL_UNSPECIFIED)


def is_always_written(field: FieldDescriptor, lowest: int) -> bool:
    """Whether a field that cannot be unset is written even when it is empty, of a message with this lowest level.

    Only where everybody who sees anything of the message sees the field: then its absence would tell nothing.
    Above that an empty field is left out, so that nobody can tell hidden from unset.
    """
    return not field.has_presence and visible_from(field) <= max(LEVEL_SUMMARY, lowest)


def messages_within(root: Descriptor) -> Iterator[Descriptor]:
    """`root` and every message that its fields reach, once each; without instants and the entries of maps."""
    seen: set[str] = {TIMESTAMP}
    waiting = [root]
    while waiting:
        message = waiting.pop()
        if message.full_name in seen:
            continue
        seen.add(message.full_name)
        if not message.GetOptions().map_entry:
            yield message
        waiting += [message_of(field) for field in fields_of(message) if field.message_type is not None]
