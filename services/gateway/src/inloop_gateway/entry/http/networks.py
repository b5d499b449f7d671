"""The network of an address, for throttling: a /32 of IPv4, a /64 of IPv6."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """The network as text; empty for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    prefix = 32 if parsed.version == 4 else 64  # noqa: PLR2004 - IP versions and their prefix
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))
