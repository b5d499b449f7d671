"""Which passwords are taken."""

from __future__ import annotations

from inloop_kit.errors import Invalid

LEAST_LENGTH = 12
MOST_COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "passwordpassword",
        "password1234",
        "password12345",
        "qwertyuiop12",
        "qwertyuiopasdf",
        "administrator",
        "letmeinletmein",
        "iloveyouiloveyou",
        "changemechangeme",
        "welcomewelcome",
    }
)


class WeakPassword(Invalid):
    """This password would be guessed."""

    reason = "WEAK_PASSWORD"


def require_strong(password: str, *, email: str, name: str, field: str) -> None:
    """Refuse what a stranger would try first. Errors: WeakPassword naming `field`."""
    plain = password.casefold()
    if len(password) < LEAST_LENGTH:
        raise WeakPassword(f"A password has at least {LEAST_LENGTH} characters.", field=field)
    if plain in MOST_COMMON or len(set(plain)) < 4:  # noqa: PLR2004 - three different characters are no password
        raise WeakPassword("This password is one of the first that would be tried.", field=field)
    local = email.partition("@")[0].casefold()
    for word in (email.casefold(), local, name.casefold()):
        if len(word) > 3 and plain.replace(word, "") in ("", "1", "123", "1234", "!"):  # noqa: PLR2004 - short words occur
            raise WeakPassword("This password is made of your own address or name.", field=field)
