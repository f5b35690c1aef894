"""Who is asking, as far as a limit needs to know: one address, or one household of them."""

from __future__ import annotations

import ipaddress


def sender_of(address: str | None) -> str:
    """What requests of one sender have in common: an IPv4 address, or the first 64 bits of an IPv6 address.

    A household or a phone has a whole /64 and changes the rest at will. Whoever cannot be told apart, such as
    callers through a socket file, is one sender together.
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
