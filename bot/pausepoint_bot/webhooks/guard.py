"""Where a callback may go: loopback while the bot itself is on loopback, otherwise only what an operator lists. Pure.

A callback address is chosen by whoever may open a pause. Without this guard the bot would post for them into its own
network (server-side request forgery). The URL is judged when a pause is opened, and the resolved address once more
before each connection, so that a name which leads elsewhere by then (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.webhooks.addresses import IPAddress, IPNetwork, is_listed, is_loopback, why_special
from pausepoint_bot.webhooks.patterns import UrlPattern, read_pattern
from pausepoint_bot.webhooks.targets import MalformedTarget, Target, read_target

SETTING: Final = "PAUSEPOINT_CALLBACK_ALLOW"
_REMEDY: Final = "have it listed there, or leave the callback out: the event feed serves"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRules:
    """What the settings allow. `loopback` tells whether the bot itself listens on loopback only."""

    loopback: bool = False
    patterns: tuple[UrlPattern, ...] = ()
    networks: tuple[IPNetwork, ...] = ()

    def refusal(self, url: str) -> str | None:
        """Say why no callback may go to `url`; None if one may, as far as that shows without resolving its name."""
        try:
            target = read_target(url)
        except MalformedTarget as malformed:
            return f"callbacks cannot go to this address: {malformed}"
        return self.target_refusal(target)

    def target_refusal(self, target: Target) -> str | None:
        """Say why no callback may go to `target`, whatever its name resolves to; None if one may."""
        if not isinstance(target.host, str):
            return self.address_refusal(target, target.host)
        may_be_listed = bool(self.networks) or self._fits(target) or (self.loopback and _is_localhost(target.host))
        return None if may_be_listed else self._not_listed(target.authority)

    def address_refusal(self, target: Target, address: IPAddress) -> str | None:
        """Say why a callback to `target` may not connect to `address`; None if it may."""
        if is_listed(address, self.networks) or (is_loopback(address) and self._allows_loopback(target)):
            return None
        what = why_special(address)
        if what is not None:
            return (
                f"callbacks may not go to {target.authority}: {address} is {what}, allowed only where {SETTING} "
                "lists a network of that very kind"
            )
        return None if self._fits(target) else self._not_listed(target.authority)

    def _allows_loopback(self, target: Target) -> bool:
        """Whether loopback is open to all, or a pattern names this very machine."""
        names_this_machine = _is_localhost(target.host) if isinstance(target.host, str) else is_loopback(target.host)
        return self.loopback or (names_this_machine and self._fits(target))

    def _fits(self, target: Target) -> bool:
        return any(pattern.fits(target) for pattern in self.patterns)

    def _not_listed(self, authority: str) -> str:
        where = "only to this machine (127.0.0.1) and to what" if self.loopback else "only to what"
        return f"callbacks may not go to {authority}: they go {where} {SETTING} lists; {_REMEDY}"


def rules_from(allow: Iterable[str], *, loopback: bool) -> CallbackRules:
    """Read the setting's entries: URL patterns (`https://hooks.example.com/pausepoint/*`), networks, addresses.

    Raises:
        SettingsRefused: an entry is neither.
    """
    entries = [entry.strip() for entry in allow if entry.strip()]
    return CallbackRules(
        loopback=loopback,
        patterns=tuple(_pattern(entry) for entry in entries if "://" in entry),
        networks=tuple(_network(entry) for entry in entries if "://" not in entry),
    )


def _pattern(entry: str) -> UrlPattern:
    try:
        return read_pattern(entry)
    except MalformedTarget as malformed:
        raise SettingsRefused(f"{SETTING}: {entry!r} is no URL pattern: {malformed}") from malformed


def _network(entry: str) -> IPNetwork:
    try:
        return ipaddress.ip_network(entry)
    except ValueError as error:
        raise SettingsRefused(
            f"{SETTING}: {entry!r} is neither a network such as 10.0.0.0/8 nor a URL pattern such as "
            f"https://hooks.example.com/pausepoint/* ({error})"
        ) from error


def _is_localhost(name: str) -> bool:
    """Whether the name means this machine by definition (RFC 6761, section 6.3)."""
    return name == "localhost" or name.endswith(".localhost")
