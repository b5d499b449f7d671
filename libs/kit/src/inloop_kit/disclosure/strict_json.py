"""JSON as RFC 8259 means it: one value, UTF-8, no key twice.

The standard library's parser does the work in C; only a refused document is read a second time, slowly, to say where
it is wrong. NaN, Infinity and numbers too large come out as numbers that are not finite, which every field refuses by
its own name.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from inloop_kit.errors import Malformed, Violation

LONGEST_NAME = 100
_KEY_OR_BRACKET = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]')


class _TwiceError(ValueError):
    """A key stands twice in one object."""


class _Pairs(list[tuple[str, Any]]):
    """An object as its pairs, for the second reading."""


def parse(body: bytes) -> Any:
    """The value that `body` holds; no body at all is an empty object.

    Raises Malformed whose violation points at the offending member, or at the whole document when it cannot be read.
    """
    if not body:
        return {}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise _refusal("", f"The body is not UTF-8 at byte {wrong.start}.") from None
    try:
        return _STRICT.decode(text)
    except _TwiceError:
        pointer = _first_twice(_LENIENT.decode(text), "") or ""
        raise _refusal(pointer, "This member stands twice in one object.") from None
    except RecursionError:
        raise _refusal(_deep_member(text), "This is nested too deeply.") from None
    except json.JSONDecodeError as wrong:
        raise _refusal("", f"The body is not JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno}.") from None
    except ValueError:  # an integer of thousands of digits, which int() refuses to read
        return _STRICT_LONG.decode(text)


def pointer_token(name: str) -> str:
    """A member name of the caller's as a reference token of a JSON pointer (RFC 6901): cut, and valid Unicode."""
    valid = name[:LONGEST_NAME].encode("utf-8", "replace").decode("utf-8")
    return valid.replace("~", "~0").replace("/", "~1")


def _pairs_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _TwiceError
    return made


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= len(str(2**64)) else math.inf


_STRICT = json.JSONDecoder(object_pairs_hook=_pairs_once)
_STRICT_LONG = json.JSONDecoder(object_pairs_hook=_pairs_once, parse_int=_integer)
_LENIENT = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=_integer)


def _refusal(pointer: str, detail: str) -> Malformed:
    return Malformed(detail, violations=(Violation(pointer, detail),))


def _first_twice(value: Any, at: str) -> str | None:
    """The pointer to the first key that stands twice, depth first."""
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            here = f"{at}/{pointer_token(key)}"
            if key in seen:
                return here
            seen.add(key)
            if (found := _first_twice(inner, here)) is not None:
                return found
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if (found := _first_twice(inner, f"{at}/{index}")) is not None:
                return found
    return None


def _deep_member(text: str) -> str:
    """The pointer of the outermost member inside which a document goes deepest."""
    depth, deepest, member, found = 0, 0, "", ""
    for token in _KEY_OR_BRACKET.finditer(text):
        first = token[0][0]
        if first in "{[":
            depth += 1
            if depth > deepest:
                deepest, found = depth, member
        elif first in "}]":
            depth -= 1
        elif token[2] and depth == 1:
            member = "/" + pointer_token(token[1])
    return found
