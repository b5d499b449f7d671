"""The bounds of the contract, compiled once per message type and checked wherever a request comes in.

    check(request)      raises Invalid with one violation per broken bound, each with its JSON pointer

Beyond what the contract declares, everywhere: no NUL, no control characters (`multiline` allows line breaks and tabs),
strings of at most 500 characters, lists of at most 200 items, integers within 2^53, known enum values, instants
between the years 1 and 9999. A rule that needs more than one field belongs to the action.
"""

from inloop_kit.validate.checks import check, violations
from inloop_kit.validate.limits import Limits, limits_of

__all__ = ["Limits", "check", "limits_of", "violations"]
