"""Read a callback URL into the parts that are judged and connected to. Pure.

The URL is read strictly and written anew from its parts, so that no other parser can read another host out of it than
the one that was judged: no user name, no backslash, no host outside ASCII, no address in disguise.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.webhooks.addresses import IPAddress

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]+)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?", re.IGNORECASE
)
_AUTHORITY: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?")
_TAIL: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")  # RFC 3986, section 3.3 and 3.4
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME: Final = 253  # RFC 1035, section 2.3.4, as text
_LAST_PORT: Final = 65535


class MalformedTarget(ValueError):
    """The URL cannot be read, or could be read in two ways; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a callback goes. `host` is a lower-case name without a trailing dot, or the address it spells."""

    scheme: str
    host: str | IPAddress
    port: int
    path: str
    query: str

    @property
    def authority(self) -> str:
        """Write host and port as the `Host` header does."""
        return authority_of(self.host, self.port, scheme=self.scheme)

    def at(self, address: IPAddress) -> str:
        """Write the URL that leads to `address`, whatever the host's name."""
        return f"{self.scheme}://{authority_of(address, self.port, scheme=self.scheme)}{self.path}{self.query}"


def read_target(url: str) -> Target:
    """Read the URL of a callback.

    Raises:
        MalformedTarget: it is no plain http(s) URL.
    """
    found = _URL.fullmatch(url)
    if found is None or not _TAIL.fullmatch((found["path"] or "") + (found["query"] or "")):
        raise MalformedTarget("it is not a plain http:// or https:// URL (no fragment, no spaces, ASCII only)")
    scheme = found["scheme"].lower()
    host, port = read_authority(found["authority"])
    path = found["path"] or "/"
    if ".." in re.split(r"/|\\|%2f|%5c", path.lower().replace("%2e", ".")):
        raise MalformedTarget("its path climbs with '..'; write the path it leads to")
    return Target(scheme=scheme, host=host, port=port or DEFAULT_PORTS[scheme], path=path, query=found["query"] or "")


def read_authority(text: str) -> tuple[str | IPAddress, int | None]:
    """Read `host` or `host:port`; port None where none is given."""
    if "@" in text:
        raise MalformedTarget("it carries a user name; leave everything before '@' out")
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise MalformedTarget(f"{text!r} is no host, or no host:port")
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 0 < port <= _LAST_PORT:
        raise MalformedTarget(f"port {port} does not exist")
    return read_host(found["host"]), port


def read_host(text: str) -> str | IPAddress:
    """Return the name in lower case, or the address that the text spells in any of the ways resolvers accept."""
    if not text.isascii():
        raise MalformedTarget(f"write the host {text!r} in its ASCII form (xn--...)")
    if text.startswith("["):
        return _ipv6(text[1:-1])
    name = text.lower().removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(name)
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise MalformedTarget(f"{text!r} is no host name")
    return name


def authority_of(host: str | IPAddress, port: int, *, scheme: str) -> str:
    """Write host and port, leaving out the scheme's own port."""
    shown = f"[{host}]" if isinstance(host, ipaddress.IPv6Address) else str(host)
    return shown if port == DEFAULT_PORTS[scheme] else f"{shown}:{port}"


def _ipv6(text: str) -> IPAddress:
    try:
        return ipaddress.IPv6Address(text)
    except ValueError as error:
        raise MalformedTarget(f"[{text}] is no IPv6 address") from error


def _ipv4(text: str) -> IPAddress:
    """Read an IPv4 address in any of `inet_aton`'s forms (decimal, octal, hex, shortened), as a resolver would."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(text))
    except OSError as error:
        raise MalformedTarget(f"{text!r} ends in a number and is no IPv4 address") from error
