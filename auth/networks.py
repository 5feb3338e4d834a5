"""Addresses, and the networks around them that one subscriber of a provider may have whole."""

import ipaddress
from functools import lru_cache

ADDRESS_OF_IPV6 = 64
"""A household has a /64 at the least, so that counts as one address."""
WIDER = {4: (24,), 6: (56, 48)}
"""Prefix lengths of the wider networks that count too, narrowest first."""
MOST_REMEMBERED = 4096
"""Addresses whose networks are not found out anew."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Parsed = ipaddress.IPv4Interface | ipaddress.IPv6Interface


@lru_cache(MOST_REMEMBERED)
def network(address: str) -> str:
    """What counts as one address; text that is no address stays as it is."""
    parsed = _parse(address)
    if parsed is None:
        return address
    if isinstance(parsed, ipaddress.IPv4Interface):
        return str(parsed.ip)
    return _around(parsed, ADDRESS_OF_IPV6)


def wider(address: str) -> dict[int, str]:
    """The wider networks around an address, or around a network of it, by prefix length."""
    parsed = _parse(address)
    if parsed is None:
        return {}
    return {length: _around(parsed, length) for length in WIDER[parsed.version]}


@lru_cache(MOST_REMEMBERED)
def widest_first(address: str) -> tuple[str, ...]:
    """An address as the last of the networks that it is in."""
    return (*reversed(wider(address).values()), network(address))


def _parse(address: str) -> Parsed | None:
    try:
        parsed = ipaddress.ip_interface(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Interface):
        if parsed.ipv4_mapped:
            return ipaddress.IPv4Interface(parsed.ipv4_mapped)
        if parsed.ip in NAT64:
            return ipaddress.IPv4Interface(int(parsed.ip) & 0xFFFFFFFF)
    return parsed


def _around(parsed: Parsed, length: int) -> str:
    return str(ipaddress.ip_network((int(parsed.ip), length), strict=False))
