"""Making Slack's ids, hashes, tokens and message timestamps. The only file here that asks for randomness."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since the epoch."""

_ALPHABET = string.ascii_uppercase + string.digits


class Ids:
    """Mint ids that look like Slack's and never repeat."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def of(self, prefix: str) -> str:
        """Mint an id such as U0123456789."""
        return prefix + "0" + "".join(secrets.choice(_ALPHABET) for _ in range(9))

    def block(self) -> str:
        """Mint the id of a block or an element that came without one."""
        return secrets.token_urlsafe(4)[:5]

    def ts(self) -> str:
        """Mint a message timestamp: ten digits, a dot, six digits; unique and rising."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000:010d}.{self._last % 1_000_000:06d}"

    def view_hash(self) -> str:
        """Mint the hash a view gets at every change."""
        return f"{int(self._clock())}.{secrets.token_urlsafe(6)[:8]}"

    def number(self) -> str:
        """Mint a long number, as trigger ids and response urls carry."""
        return str(10**12 + secrets.randbelow(9 * 10**12))

    def secret(self, length: int = 32) -> str:
        """Mint a hexadecimal secret of `length` characters."""
        return secrets.token_hex(length)[:length]
