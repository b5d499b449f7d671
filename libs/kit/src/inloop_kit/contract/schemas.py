"""JSON Schemas (2020-12, as OpenAPI 3.1 uses them) of messages: what the codec writes and what it accepts, exactly.

An answer's schema calls a property required when the encoder writes it to everybody who is let in; a request's when
leaving it out is refused. So a message inside a request has a schema of its own: `Money` in answers, `MoneyInput` in
requests.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from inloop.options.v1 import access_pb2
from inloop_kit.contract.files import level_word
from inloop_kit.descriptors import (
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
from inloop_kit.validate.limits import Limits, is_number, limits_of, must_be_sent

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/"
INSTANT: Schema = {"type": "string", "format": "date-time"}


class Schemas:
    """Collects the schemas that a document refers to; `made` is its `components.schemas`."""

    def __init__(self, comments: Mapping[str, str]) -> None:
        self.comments = comments
        self.made: dict[str, Schema] = {}
        self._named: dict[str, str] = {}

    def answer(self, message: Descriptor) -> Schema:
        """A reference to what the encoder writes."""
        name = self._name(message)
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = self._answer_body(message)
        return {"$ref": REFERENCE + name}

    def request(self, message: Descriptor, *, without: Collection[str] = ()) -> Schema:
        """A reference to what the decoder accepts; `without` are fields that do not come in this document."""
        short = self._name(message)
        stem = name = short if short.endswith("Request") else short + "Input"
        body = self._request_body(message, without)
        while self.made.setdefault(name, body) != body:  # one request of two methods with other paths
            name = f"{stem}{len(self.made)}"
        return {"$ref": REFERENCE + name}

    def field(self, field: FieldDescriptor, *, sent: bool) -> Schema:
        """The schema of one field with its comment; `sent`: as a request may hold it."""
        if is_map(field):
            inner = field_named(message_of(field), "value")
            schema: Schema = {"type": "object", "additionalProperties": self._value(inner, sent=sent)}
        elif field.is_repeated:
            bounds = _item_bounds(limits_of(field)) if sent else {}
            schema = {"type": "array", "items": self._value(field, sent=sent), **bounds}
        else:
            schema = self._value(field, sent=sent)
        return self._described(schema, field, sent=sent)

    def _described(self, schema: Schema, field: FieldDescriptor, *, sent: bool) -> Schema:
        words = [self.comments.get(field.full_name, "")]
        if visible_from(field) > access_pb2.LEVEL_SUMMARY:
            words.append(f"{'Accepted' if sent else 'Disclosed'} from {level_word(visible_from(field))} up.")
        text = " ".join(filter(None, words))
        return {**schema, "description": text} if text else schema

    def _answer_body(self, message: Descriptor) -> Schema:
        lowest = lowest_level(message)
        fields = fields_of(message)
        properties = {field.name: self.field(field, sent=False) for field in fields}
        required = [field.name for field in fields if is_always_written(field, lowest)]
        return self._object(message, properties, required)

    def _request_body(self, message: Descriptor, without: Collection[str]) -> Schema:
        fields = [field for field in fields_of(message) if field.name not in without]
        properties = {field.name: self.field(field, sent=True) for field in fields}
        body = self._object(message, properties, [field.name for field in fields if must_be_sent(field)])
        body["additionalProperties"] = False
        for oneof in message.oneofs:
            names = [member.name for member in oneof.fields]
            if len(names) == len(fields):
                body["maxProperties"] = 1
            elif len(names) > 1:
                body["not"] = {"anyOf": [{"required": list(pair)} for pair in itertools.combinations(names, 2)]}
        return body

    def _object(self, message: Descriptor, properties: Schema, required: Iterable[str]) -> Schema:
        body: Schema = {"type": "object"}
        if text := self.comments.get(message.full_name):
            body["description"] = text
        body["properties"] = properties
        if needed := list(required):
            body["required"] = needed
        return body

    def _value(self, field: FieldDescriptor, *, sent: bool) -> Schema:
        """The schema of one value, of one item if the field is a list."""
        if is_instant(field):
            return dict(INSTANT)
        if field.message_type is not None:
            return self.request(message_of(field)) if sent else self.answer(message_of(field))
        if field.enum_type is not None:
            return self._enum(enum_of(field), without_zero=sent and limits_of(field).required)
        schema = dict(_SCALARS.get(field.type, _WHOLE_NUMBER))
        return schema | _scalar_bounds(field) if sent else schema

    def _enum(self, enum: EnumDescriptor, *, without_zero: bool) -> Schema:
        names = [value.name for value in enum.values]
        if without_zero:
            return {"type": "string", "enum": [name for name in names if enum.values_by_name[name].number]}
        name = self._name(enum)
        if name not in self.made:
            said = [f"`{one}`: {text}" for one in names if (text := self.comments.get(_value_name(enum, one)))]
            text = " ".join(filter(None, [self.comments.get(enum.full_name, ""), *said]))
            self.made[name] = {"type": "string", "enum": names} | ({"description": text} if text else {})
        return {"$ref": REFERENCE + name}

    def _name(self, described: Descriptor | EnumDescriptor) -> str:
        """A short name; two of the same name in two packages get the package's in front."""
        nested = described.full_name.removeprefix(described.file.package + ".").replace(".", "")
        taken_by = self._named.setdefault(nested, described.full_name)
        if taken_by == described.full_name:
            return nested
        return described.file.package.split(".")[-2].capitalize() + nested


def _scalar_bounds(field: FieldDescriptor) -> Schema:
    limits = limits_of(field)
    if is_number(field):
        return {"minimum": limits.least, "maximum": limits.most}
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text_bounds(limits)
    if field.type == FieldDescriptor.TYPE_BYTES and limits.max_len:
        return {"maxLength": (limits.max_len + 2) // 3 * 4}  # base64 needs four characters for three octets
    return {}


def _text_bounds(limits: Limits) -> Schema:
    """The keywords that say what `validate` checks of a string, as ECMAScript reads patterns."""
    schema: Schema = {}
    may_be_empty = limits.is_empty_unset and not limits.required
    pattern = limits.pattern or f"[^{limits.excludes}]*"
    if limits.min_len > 1 and not limits.pattern and may_be_empty:
        pattern = f"[^{limits.excludes}]{{{limits.min_len},}}"
    schema["pattern"] = f"^(?:{pattern})?$" if may_be_empty and _excludes_empty(limits) else f"^(?:{pattern})$"
    schema["maxLength"] = limits.max_len
    least = max(limits.min_len, 1 if limits.required else 0)
    if least and not may_be_empty:
        schema["minLength"] = least
    if limits.format == access_pb2.FORMAT_SECRET:
        schema |= {"format": "password", "writeOnly": True}
    return schema


def _excludes_empty(limits: Limits) -> bool:
    return bool(limits.pattern or limits.min_len)


def _item_bounds(limits: Limits) -> Schema:
    return {"maxItems": limits.max_items} | ({"minItems": 1} if limits.required else {})


def _value_name(enum: EnumDescriptor, value: str) -> str:
    return f"{enum.full_name}.{value}"


_SCALARS: dict[int, Schema] = {
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
    FieldDescriptor.TYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.TYPE_FLOAT: {"type": "number"},
}
_WHOLE_NUMBER: Schema = {"type": "integer"}
