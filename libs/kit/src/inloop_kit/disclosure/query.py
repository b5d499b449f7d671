"""Query strings to messages, by the same rules as JSON: unknown and repeated parameters are refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop_kit.descriptors import fields_of, is_instant, visible_from
from inloop_kit.disclosure.decode import UNKNOWN, WrongError, value_converter
from inloop_kit.disclosure.strict_json import pointer_token
from inloop_kit.errors import Invalid
from inloop_kit.validate.limits import integer_range

Parameters = Iterable[tuple[str, str]]
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,19})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?")
_BOOLEANS = {"true": True, "false": False}


def query_reader(
    message_type: type[Message], level: access_pb2.Level.ValueType, *, names: Iterable[str]
) -> Callable[[Parameters, Message], None]:
    """A function that writes decoded (name, value) pairs into a message of the type; used for path parts as well.

    `names` are the fields that may come this way; the others, and those above `level`, do not exist. A list comes as
    the same name repeated. The function raises Invalid that points at the parameter.
    """
    setters = _setters(cast("Descriptor", message_type.DESCRIPTOR), int(level), frozenset(names))

    def read(parameters: Parameters, message: Message) -> None:
        seen: set[str] = set()
        for name, text in parameters:
            try:
                setters.get(name, _refuse)(message, text, name in seen)
            except WrongError as wrong:
                wrong.steps.append(pointer_token(name))
                raise Invalid(wrong.detail, violations=(wrong.violation,)) from None
            seen.add(name)

    return read


def _refuse(_message: Any, _text: str, _is_repeat: bool) -> None:
    raise WrongError(UNKNOWN)


def may_come_as_text(field: FieldDescriptor) -> bool:
    """Whether a query or a path can carry the field: one scalar or instant, or a list of them."""
    return field.message_type is None or is_instant(field)


@cache
def _setters(message: Descriptor, level: int, names: frozenset[str]) -> dict[str, Callable[[Any, str, bool], None]]:
    return {
        field.name: _setter(field, level)
        for field in fields_of(message)
        if field.name in names and may_come_as_text(field) and visible_from(field) <= level
    }


def _setter(field: FieldDescriptor, level: int) -> Callable[[Any, str, bool], None]:
    name, convert, to_json = field.name, value_converter(field, level), _json_reader(field)
    is_message = field.message_type is not None

    def set_field(message: Any, text: str, is_repeat: bool) -> None:
        value = convert(to_json(text))
        if field.is_repeated:
            items = getattr(message, name)
            items.add(**value) if is_message else items.append(value)
            return
        if is_repeat:
            raise WrongError("Must be given once.")
        if is_message:
            getattr(message, name).CopyFrom(type(getattr(message, name))(**value))
        else:
            setattr(message, name, value)

    return set_field


def _json_reader(field: FieldDescriptor) -> Callable[[str], Any]:
    """From the text to the JSON value that the field's converter knows."""
    if integer_range(field) is not None:
        return _integer
    if field.type == FieldDescriptor.TYPE_BOOL:
        return lambda text: _BOOLEANS.get(text, text)
    if field.type in (FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT):
        return lambda text: float(text) if _NUMBER.fullmatch(text) else text
    return lambda text: text


def _integer(text: str) -> int | str:
    return int(text) if _INTEGER.fullmatch(text) else text
