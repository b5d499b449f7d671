"""What a password must not be. Its length is the contract's business (at least 12 characters, NIST SP 800-63B)."""

import itertools
import unicodedata

from inloop_kit.errors import Invalid

# The worst that still have twelve characters: what people write when a form asks for more than eight.
# fmt: off
WORST = frozenset((
    "password1234", "password12345", "password123456", "passwordpassword", "passw0rd1234", "p@ssword1234",
    "p@ssw0rd1234", "123456789012", "1234567890123", "12345678901234", "123456789123", "123123123123",
    "qwertyuiop12", "qwertyuiop123", "qwerty123456", "qwertz123456", "qwertzuiop12", "qwertyqwerty", "1q2w3e4r5t6y",
    "1qaz2wsx3edc", "zaq12wsxcde3", "asdfghjkl123", "iloveyou1234", "letmein12345", "welcome12345", "welcome123456",
    "changeme1234", "administrator", "admin1234567", "abc123456789", "inloopinloop", "hallo1234567", "passwort1234",
    "passwort12345", "geheim123456",
))
# fmt: on
_LEAST_OWN = 4
_LEAST_REST = 6
_LONGEST_UNIT = 4


class WeakPassword(Invalid):
    """The password is one that is guessed first."""

    reason = "WEAK_PASSWORD"


def refuse_weak(password: str, *, email: str, name: str, field: str) -> None:
    """Raise WeakPassword, pointing at `field`, for the worst passwords and for the person's own address or name."""
    folded = folding(password)
    if folded in WORST or _is_repetition(folded) or _is_sequence(folded):
        raise WeakPassword("This password is among the first that are tried. Choose another one.", field=field)
    if any(_is_mostly(folded, own) for own in _own_words(email, name)):
        raise WeakPassword("The password must not be made of your address or name. Choose another one.", field=field)


def folding(password: str) -> str:
    """The password as a guesser sees it: compatibility forms, case and spaces do not matter."""
    return unicodedata.normalize("NFKC", password).casefold().replace(" ", "")


def _own_words(email: str, name: str) -> list[str]:
    local, _, domain = email.casefold().partition("@")
    words = [email.casefold(), local, domain, folding(name), *(folding(part) for part in name.split())]
    return [word for word in words if len(word) >= _LEAST_OWN]


def _is_mostly(folded: str, own: str) -> bool:
    """Whether little is left once the person's own word is taken out, forwards or backwards."""
    return any(word in folded and len(folded.replace(word, "")) < _LEAST_REST for word in (own, own[::-1]))


def _is_repetition(folded: str) -> bool:
    """`aaaaaaaaaaaa`, `abcabcabcabc`."""
    units = range(1, _LONGEST_UNIT + 1)
    return any((folded[:unit] * len(folded))[: len(folded)] == folded for unit in units)


def _is_sequence(folded: str) -> bool:
    """`abcdefghijkl`, `210987654321`: each character follows the one before, in one direction."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(folded)}
    return steps in ({1}, {-1}, {1, -9}, {-1, 9})
