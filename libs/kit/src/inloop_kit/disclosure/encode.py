"""Messages to JSON at a level: one function per message type and level, written as Python source and compiled once.

The source names only the fields that the level sees, so what is above the level is not filtered out: it is never
touched. Names are snake_case, enums their names, instants RFC 3339, 64-bit integers numbers, octets base64, and an
absent field is unset or hidden, and nobody can tell which (see `descriptors.is_always_written`).
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import Any, cast

import orjson
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from inloop.options.v1 import access_pb2
from inloop_kit.access import ContractBroken
from inloop_kit.descriptors import (
    class_of,
    enum_of,
    field_named,
    fields_of,
    is_always_written,
    is_instant,
    is_map,
    lowest_level,
    message_of,
    visible_from,
)
from inloop_kit.disclosure.instants import InstantTexts, WholeSecondTexts

Encode = Callable[[Message], bytes]
INSTANTS = InstantTexts()
WHOLE_SECONDS = WholeSecondTexts(INSTANTS)
_encoders: dict[tuple[str, int], Encode] = {}
_makers: dict[tuple[str, int], Callable[[Message], dict[str, Any]]] = {}
_INSTANT = "instants[v.seconds, n] if n else whole[v.seconds]"
_SCALARS_TO_CHECK = {FieldDescriptor.TYPE_DOUBLE: "finite", FieldDescriptor.TYPE_FLOAT: "finite"}


class _Names(dict[int, str]):
    """Enum numbers to names. A number that this version does not know reads as the zero value."""

    def __init__(self, enum: EnumDescriptor) -> None:
        super().__init__({number: value.name for number, value in enum.values_by_number.items()})

    def __missing__(self, number: int) -> str:
        return self[0]


def encoder(message_type: type[Message], level: access_pb2.Level.ValueType) -> Encode:
    """JSON bytes of a `message_type` as somebody at `level` may see it.

    Raises ContractBroken when a field that the message reaches does not say from which level it is visible. The
    function raises TypeError for an integer beyond 2^53 and ValueError for a number that is not finite: neither can be
    written as JSON that every client reads alike.
    """
    key = (message_type.DESCRIPTOR.full_name, int(level))
    if key not in _encoders:
        to_dict, dumps, strict = dictionary_maker(message_type, level), orjson.dumps, orjson.OPT_STRICT_INTEGER
        _encoders[key] = lambda message: dumps(to_dict(message), None, strict)
    return _encoders[key]


def dictionary_maker(
    message_type: type[Message], level: access_pb2.Level.ValueType
) -> Callable[[Message], dict[str, Any]]:
    """The same as ready dictionaries, for exits that are not JSON documents (event streams, exports)."""
    key = (message_type.DESCRIPTOR.full_name, int(level))
    if key in _makers:
        return _makers[key]
    writer = _SourceWriter(level)
    name = writer.function_for(cast("Descriptor", message_type.DESCRIPTOR))
    source = "\n\n".join(writer.functions)
    exec(compile(source, f"<encoder of {message_type.DESCRIPTOR.full_name} at {level}>", "exec"), writer.names)  # noqa: S102
    _makers[key] = cast("Callable[[Message], dict[str, Any]]", writer.names[name])
    return _makers[key]


def finite(number: float) -> float:
    """The number, or ValueError when JSON has no way to write it."""
    if not math.isfinite(number):
        raise ValueError("a number that is not finite cannot be disclosed as JSON")
    return number


class _SourceWriter:
    """Writes the functions of one (type, level); `names` is the world in which they run."""

    def __init__(self, level: int) -> None:
        self.level = level
        self.functions: list[str] = []
        self.names: dict[str, Any] = {
            "instants": INSTANTS,
            "whole": WHOLE_SECONDS,
            "finite": finite,
            "b64": lambda octets: base64.b64encode(octets).decode("ascii"),
        }
        self._made: dict[str, str] = {}

    def function_for(self, message: Descriptor) -> str:
        """The name of the function that turns `message` into a dictionary."""
        made = self._made.get(message.full_name)
        if made is None:
            made = self._made[message.full_name] = f"encode_{len(self._made)}_{message.name}"
            lowest = lowest_level(message)
            always: list[str] = []
            later: list[str] = []
            for field in fields_of(message):
                if self._is_visible(field):
                    self._field(field, lowest, always, later)
            body = ["d = {" + ", ".join(always) + "}", *later, "return d"]
            self.functions.append(f"def {made}(m):\n" + "\n".join(f"    {line}" for line in body))
        return made

    def _is_visible(self, field: FieldDescriptor) -> bool:
        level = visible_from(field)
        if not level:
            raise ContractBroken(f"{field.full_name} does not say from which level it is visible")
        return level <= self.level

    def _field(self, field: FieldDescriptor, lowest: int, always: list[str], later: list[str]) -> None:
        # A call through the class costs 36 ns, `m.HasField` 85, a read 45, and a value that is not the default is set:
        # scalars are read first and asked for only when they are empty.
        name, read = field.name, f"m.{field.name}"
        has = f"{self._presence_of(field)}(m, {name!r})" if field.has_presence else "False"
        if is_always_written(field, lowest):
            always.append(f"{name!r}: {self._expression(field, read)}")
        elif field.is_repeated:
            later += [f"v = {read}", f"if v: d[{name!r}] = {self._expression(field, 'v')}"]
        elif is_instant(field):
            later.append(f"if {has}: v = {read}; n = v.nanos; d[{name!r}] = {_INSTANT}")
        elif field.message_type is not None:
            later.append(f"if {has}: d[{name!r}] = {self._expression(field, read)}")
        else:
            asks = f"v or {has}" if field.has_presence else "v"
            later += [f"v = {read}", f"if {asks}: d[{name!r}] = {self._expression(field, 'v')}"]

    def _presence_of(self, field: FieldDescriptor) -> str:
        """The name of the class's own `HasField`."""
        holder = cast("Descriptor", field.containing_type)
        name = "has_" + holder.full_name.replace(".", "_")
        self.names.setdefault(name, class_of(holder).HasField)
        return name

    def _expression(self, field: FieldDescriptor, read: str) -> str:
        """The Python expression that turns the field's Python value into its JSON value."""
        if is_map(field):
            value = field_named(message_of(field), "value")
            # Sorted, because a map has no order of its own and an entity tag must not change by itself.
            return f"{{k: {self._item(value, f'({read})[k]')} for k in sorted({read})}}"
        if not field.is_repeated:
            return self._item(field, read)
        item = self._item(field, "x")
        # A slice of a repeated field is a list, and made twice to three times as fast as by iterating.
        return f"{read}[:]" if item == "x" else f"[{item} for x in {read}[:]]"

    def _item(self, field: FieldDescriptor, read: str) -> str:
        if is_instant(field):
            return f"(lambda t: instants[t.seconds, t.nanos])({read})"
        if field.message_type is not None:
            return f"{self.function_for(message_of(field))}({read})"
        if field.enum_type is not None:
            return f"{self._names_of(enum_of(field))}[{read}]"
        if field.type == FieldDescriptor.TYPE_BYTES:
            return f"b64({read})"
        check = _SCALARS_TO_CHECK.get(field.type)
        return f"{check}({read})" if check else read

    def _names_of(self, enum: EnumDescriptor) -> str:
        name = "names_" + enum.full_name.replace(".", "_")
        self.names.setdefault(name, _Names(enum))
        return name


def source_of(message_type: type[Message], level: access_pb2.Level.ValueType) -> str:
    """The source of an encoder, for people who want to read what a level touches."""
    writer = _SourceWriter(level)
    writer.function_for(cast("Descriptor", message_type.DESCRIPTOR))
    return "\n\n".join(writer.functions)
