"""Patterns of URLs, as an operator lists them: `https://hooks.example.com/pausepoint/*`. Pure.

scheme://host[:port][/path]   `*.` before a host means every name under it; `:*` every port;
                              a path ending in `*` everything that begins so; no path means every path
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.webhooks.addresses import IPAddress
from pausepoint_bot.webhooks.targets import DEFAULT_PORTS, MalformedTarget, Target, read_authority

_PATTERN: Final = re.compile(r"(https?)://(\*\.)?([^/?#*]+?)(:\*)?(/[^?#*]*)?(\*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPattern:
    """Which URLs a callback may go to. `port` None means every port."""

    scheme: str
    host: str | IPAddress
    subdomains: bool
    port: int | None
    path: str
    is_prefix: bool

    def fits(self, target: Target) -> bool:
        """Whether the pattern lists the target. A query string makes no difference."""
        return (
            target.scheme == self.scheme
            and self._fits_host(target.host)
            and self.port in (None, target.port)
            and (target.path.startswith(self.path) if self.is_prefix else target.path == self.path)
        )

    def _fits_host(self, host: str | IPAddress) -> bool:
        if not self.subdomains:
            return host == self.host
        return isinstance(host, str) and host.endswith(f".{self.host}")


def read_pattern(text: str) -> UrlPattern:
    """Read a pattern.

    Raises:
        MalformedTarget: it is none.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise MalformedTarget("expected scheme://host[:port][/path], with '*' only before, or at the end")
    scheme, subdomains, authority, any_port, path, star = found.groups()
    if star and not path:
        raise MalformedTarget("'*' at the end belongs to a path; begin the path with '/'")
    host, port = read_authority(authority)
    if subdomains and not isinstance(host, str):
        raise MalformedTarget("an address has no names under it")
    return UrlPattern(
        scheme=scheme.lower(),
        host=host,
        subdomains=bool(subdomains),
        port=None if any_port else port or DEFAULT_PORTS[scheme.lower()],
        path=path or "/",
        is_prefix=bool(star) or path is None,
    )
