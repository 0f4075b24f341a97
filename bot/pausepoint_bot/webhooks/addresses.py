"""What kind of place an IP address is. Pure.

Some ranges are never a place for callbacks unless an operator lists them by name: they lead to this machine, to a
cloud's metadata service, to everybody, or nowhere. A listed network counts for such a range only where it lies wholly
inside it, so that `0.0.0.0/0` opens the internet and not the metadata service.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

_SPECIAL: Final[tuple[tuple[IPNetwork, str], ...]] = (
    # IANA's special-purpose address registries (RFC 6890), and the clouds' metadata services outside link-local.
    *((network, "a loopback address") for network in LOOPBACK),
    (ipaddress.ip_network("169.254.0.0/16"), "a link-local address (clouds keep their metadata there)"),
    (ipaddress.ip_network("fe80::/10"), "a link-local address"),
    *(
        (ipaddress.ip_network(address), "a cloud's metadata address")
        for address in (
            "100.100.100.200",  # Alibaba Cloud
            "168.63.129.16",  # Azure: the host's own services
            "192.0.0.192",  # Oracle Cloud, classic
            "fd00:ec2::254",  # AWS
            "fd00:ec2::23",  # AWS: credentials of pods
            "fd20:ce::254",  # Google Cloud
            "fd00:42::42",  # Scaleway
        )
    ),
    (ipaddress.ip_network("64:ff9b:1::/48"), "an address that is translated on the way"),  # RFC 8215
    (ipaddress.ip_network("224.0.0.0/4"), "a multicast address"),
    (ipaddress.ip_network("ff00::/8"), "a multicast address"),
    (ipaddress.ip_network("0.0.0.0/8"), "an unspecified address"),
    (ipaddress.ip_network("::/128"), "an unspecified address"),
    (ipaddress.ip_network("240.0.0.0/4"), "a reserved address"),
)
_CARRIERS: Final = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64: RFC 6052, section 2.1
    ipaddress.ip_network("::ffff:0:0:0/96"),  # IPv4-translated: RFC 2765, section 2.1
    ipaddress.ip_network("::/96"),  # IPv4-compatible: RFC 4291, section 2.5.5.1
)
"""Networks whose last 32 bits are an IPv4 address, which a machine or a router on the way may connect to."""


def is_loopback(address: IPAddress) -> bool:
    """Whether the address, or the one that it carries inside, is this machine's own."""
    return any(_within(face, LOOPBACK) for face in faces(address))


def is_listed(address: IPAddress, networks: tuple[IPNetwork, ...]) -> bool:
    """Whether one of the networks lists the address; for a special one, by a network of that special range."""
    return _within(faces(address)[0], networks) and why_special(address, networks) is None


def why_special(address: IPAddress, networks: tuple[IPNetwork, ...] = ()) -> str | None:
    """Say what is special about the address; None where nothing is, or a network lists that very range."""
    for face in faces(address):
        for special, what in _SPECIAL:
            if face in special and not _within(face, (net for net in networks if _lies_in(net, special))):
                return what
    return None


def faces(address: IPAddress) -> tuple[IPAddress, ...]:
    """Return the address and the IPv4 address that it carries inside, if any.

    There are mapped, compatible and translated ones, 6to4, Teredo and NAT64. `::` and `::1` are what they are.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    if address.teredo is not None:
        return (address, address.teredo[1])
    if any(address in carrier for carrier in _CARRIERS) and not (address.is_unspecified or address.is_loopback):
        return (address, ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return (address,)


def _within(face: IPAddress, networks: Iterable[IPNetwork]) -> bool:
    return any(face in network for network in networks)


def _lies_in(network: IPNetwork, special: IPNetwork) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(special, ipaddress.IPv4Network) and network.subnet_of(special)
    return isinstance(special, ipaddress.IPv6Network) and network.subnet_of(special)
