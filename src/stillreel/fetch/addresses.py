"""Which addresses may be dialled: what is public and nothing else, and what an operator names besides.

An address may carry another one (mapped, translated, tunnelled): then all of them must be public. What the
standard library calls global is not enough: it lets NAT64 to a metadata service, site-local, multicast and
v4-compatible addresses through. Pure functions over `ipaddress` values.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..errors import BadRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_V4 = ipaddress.IPv4Address
_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' NAT; some clouds keep their metadata here
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own agent, at a public number
        "169.254.0.0/16",  # link-local, metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_PUBLIC_6 = (ipaddress.IPv6Network("2000::/3"),)
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks, AMT
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNEL = (0x0000_5EFE, 0x0200_5EFE)  # ISATAP's mark in the interface half


def public(address: Address) -> bool:
    """Whether it and every address within it is public."""
    if isinstance(address, _V4):
        return not any(address in net for net in _NOT_PUBLIC_4)
    if address in _MAPPED or address in _NAT64:
        return public(_low(address))
    if address.scope_id is not None:
        return False
    if not any(address in net for net in _PUBLIC_6) or any(address in net for net in _NOT_PUBLIC_6):
        return False
    return all(public(inner) for inner in _carried(address))


def open_to(address: Address, named: Sequence[Network] = ()) -> bool:
    """Whether it may be dialled: it is public, or in a network that the operator named."""
    plain = _low(address) if isinstance(address, ipaddress.IPv6Address) and address in _MAPPED else address
    return public(address) or any(plain.version == net.version and plain in net for net in named)


def networks(text: str) -> tuple[Network, ...]:
    """Networks by commas, e.g. `10.1.0.0/16, fd00:1::/64`. Raises BadRequest."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise BadRequest(f"that is no list of networks: {error}") from None


def every(found: Iterable[str], permit: Callable[[Address], bool]) -> tuple[Address, ...]:
    """A name's addresses, each once, in order; nothing at all if one of them may not be dialled."""
    row = tuple(dict.fromkeys(ipaddress.ip_address(text) for text in found))
    return row if all(permit(address) for address in row) else ()


def _carried(address: ipaddress.IPv6Address) -> Iterator[Address]:
    """The addresses that a public-looking one carries."""
    if int(address) >> 32 & 0xFFFF_FFFF in _TUNNEL:
        yield _low(address)


def _low(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return _V4(int(address) & 0xFFFF_FFFF)
