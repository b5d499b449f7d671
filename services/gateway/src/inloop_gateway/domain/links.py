"""One-time links: built from the public address alone, with the token where no server and no log sees it."""

from enum import IntEnum


class LinkKind(IntEnum):
    """What a link is for; the numbers of the contract."""

    INVITATION = 1
    PASSWORD_RESET = 2


_PATHS = {LinkKind.INVITATION: "invitation", LinkKind.PASSWORD_RESET: "reset"}


def url_of(public_url: str, kind: LinkKind, token: str) -> str:
    """The address that is mailed. The token is the fragment: browsers keep it to themselves (RFC 3986, 3.5)."""
    return f"{public_url.rstrip('/')}/{_PATHS[kind]}#{token}"
