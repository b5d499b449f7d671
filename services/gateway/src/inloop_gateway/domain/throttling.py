"""How often somebody may try a password or a link: per account and per network, in windows."""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from inloop_kit.errors import TooMuch


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries within `window`."""

    most: int
    window: timedelta


PER_ACCOUNT = Limit(10, timedelta(minutes=15))
"""Failed tries against one account, whether it exists or not."""
PER_NETWORK = Limit(100, timedelta(minutes=15))
"""Failed tries from one network over all accounts: an office behind one address still gets in."""
RESETS_PER_ACCOUNT = Limit(5, timedelta(hours=1))
"""Reset mails that anybody may cause for one address."""


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries of the present window, this one included."""

    count: int
    began_at: datetime


def judge(tries: Tries, limit: Limit, now: datetime) -> None:
    """Let the try pass or raise TooMuch, which says when the window ends."""
    if tries.count > limit.most:
        left = (tries.began_at + limit.window - now).total_seconds()
        raise TooMuch("Too many tries. Wait before you try again.", retry_after=max(1, math.ceil(left)))


def network_of(address: str) -> str:
    """The network that counts as one source: the address itself (IPv4), the /64 (IPv6, RFC 6177); "" for neither."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
