"""Messages cut down to a level: what is above it is cleared, unread, before anybody works with the message.

Background services that read on behalf of a person mask each reply on receipt, so that no template, log line or
exception of theirs can hold a higher field.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop_kit.access import ContractBroken
from inloop_kit.descriptors import field_named, fields_of, is_instant, is_map, message_of, visible_from

M = TypeVar("M", bound=Message)
_Mask = Callable[[Any], None]


def mask(message: M, level: access_pb2.Level.ValueType) -> M:
    """Clear everything above `level` in `message`, in place, and return it.

    Fields that this version of the contract does not know are dropped as well: they have no rule. Raises
    ContractBroken when a field within reach does not say from which level it is visible.
    """
    message.DiscardUnknownFields()
    _mask_of(cast("Descriptor", message.DESCRIPTOR), int(level))(message)
    return message


def masked_copy(message: M, level: access_pb2.Level.ValueType) -> M:
    """A copy of `message` cut down to `level`; the message itself stays whole."""
    copy = type(message)()
    copy.CopyFrom(message)
    return mask(copy, level)


@cache
def _mask_of(message: Descriptor, level: int) -> _Mask:
    hidden: list[str] = []
    inner: list[tuple[str, FieldDescriptor]] = []
    for field in fields_of(message):
        if not visible_from(field):
            raise ContractBroken(f"{field.full_name} does not say from which level it is visible")
        if visible_from(field) > level:
            hidden.append(field.name)
        elif _held(field) is not None:
            inner.append((field.name, field))

    def apply(target: Any) -> None:
        for name in hidden:
            target.ClearField(name)
        for name, field in inner:
            for child in _children(target, name, field):
                child_mask = _mask_of(cast("Descriptor", child.DESCRIPTOR), level)
                child_mask(child)

    return apply


def _held(field: FieldDescriptor) -> Descriptor | None:
    """The message whose fields have rules of their own, if the field holds such."""
    if field.message_type is None or is_instant(field):
        return None
    if is_map(field):
        return _held(field_named(message_of(field), "value"))
    return message_of(field)


def _children(target: Any, name: str, field: FieldDescriptor) -> list[Any]:
    if is_map(field):
        return list(getattr(target, name).values())
    if field.is_repeated:
        return list(getattr(target, name))
    return [getattr(target, name)] if target.HasField(name) else []
