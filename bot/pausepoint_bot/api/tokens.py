"""Recognise the bearer token of a request (RFC 6750) and check its scopes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from aiohttp import hdrs, web

from pausepoint_bot.api.refusals import ScopeMissing, TokenRefused
from pausepoint_bot.usecases.manage_tokens import SCOPES, hash_of, recognise_token
from pausepoint_bot.usecases.ports import Clock, Store, TokenRecord

REMEMBERED: Final = timedelta(seconds=3)
"""How long a token is trusted without asking the database: a revoked one works that much longer at most."""

_MOST: Final = 4096


class TokenGate:
    """Lets requests in. Tokens are looked up by their SHA-256, so that comparing tells nothing by its timing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[datetime, TokenRecord]] = {}

    async def admit(self, request: web.Request, scopes: Collection[str]) -> TokenRecord:
        """Return the request's token, which has one of the scopes.

        Raises:
            TokenRefused: there is no token, or it is not in force.
            ScopeMissing: it has none of the scopes.
        """
        token = await self._recognised(_bearer(request))
        if token.scopes.isdisjoint(scopes):
            wanted = min(scopes)
            detail = f"token {token.name!r} lacks the scope {wanted!r} ({SCOPES[wanted]}); "
            raise ScopeMissing(detail + f"`pausepoint token create NAME --scope {wanted}` makes one", scope=wanted)
        return token

    async def _recognised(self, text: str) -> TokenRecord:
        sha256, now = hash_of(text), self._clock()
        seen_at, token = self._known.get(sha256, (None, None))
        if seen_at is not None and token is not None and now - REMEMBERED < seen_at <= now:
            return token
        found = await self._store.read(lambda uow: recognise_token(uow, sha256))
        self._remember(sha256, found, now)
        if found is None:
            raise TokenRefused("this token is unknown or revoked; `pausepoint token create NAME` makes a new one")
        return found

    def _remember(self, sha256: str, token: TokenRecord | None, now: datetime) -> None:
        """Remember tokens in force only, so that guessing fills no memory."""
        self._known.pop(sha256, None)
        if token is not None:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[sha256] = (now, token)


def _bearer(request: web.Request) -> str:
    given = request.headers.getall(hdrs.AUTHORIZATION, [])
    scheme, _, token = given[0].strip().partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("send one header 'Authorization: Bearer <token>'; `pausepoint token create NAME` makes one")
    return token.strip()
