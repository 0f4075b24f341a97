"""Who people are, as Slack's directory knows them: looked up once, remembered for a minute."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Person, Standing
from pausepoint_bot.slack.web_client import KNOCK_SECONDS, Answer, call
from pausepoint_bot.usecases.ports import Clock

USER_ID: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
"""A Slack user id. Only what matches may ever stand in a mention."""

_REMEMBERED: Final = timedelta(seconds=60)
_MOST_PEOPLE: Final = 10_000
_MOST_FAILED: Final = 1000
_UNKNOWN: Final = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
_SLACKBOT: Final = "USLACKBOT"


class Directory:
    """Looks people up by id or e-mail address.

    All who ask for the same person at once share one call, or its failure: asked one after the other, a Slack that does
    not answer would keep the last of them waiting past Slack's deadline.
    `team` is the workspace the bot is installed in. Until it is set nobody can be looked up: who belongs is not known.
    """

    def __init__(self, client: AsyncWebClient, *, clock: Clock) -> None:
        self._client = client
        self.team = ""
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, Person | None]] = OrderedDict()
        self._failed: dict[str, DeliveryFailed] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def by_id(self, user: str) -> Person | None:
        """Return the person with this user id, None where Slack shows us nobody.

        Raises:
            DeliveryFailed: Slack could not be asked, or would not say.
        """
        if not USER_ID.fullmatch(user):
            return None
        return await self._find(user, lambda: call(self._client.users_info(user=user), seconds=KNOCK_SECONDS))

    async def by_email(self, email: str) -> Person | None:
        """Return the person with this e-mail address, None where Slack shows us nobody.

        Raises:
            DeliveryFailed: Slack could not be asked, or would not say.
        """
        key = email.casefold()
        return await self._find(key, lambda: call(self._client.users_lookupByEmail(email=email), seconds=KNOCK_SECONDS))

    async def _find(self, key: str, ask: Callable[[], Awaitable[Answer]]) -> Person | None:
        if not self.team:
            raise DeliveryFailed("Slack has not told yet which workspace this is", code="unavailable")
        lock = self._locks.setdefault(key, asyncio.Lock())
        came_second = lock.locked()
        async with lock:
            found = self._known.get(key)
            if found is not None and self._clock() < found[0]:
                return found[1]
            if came_second and key in self._failed:
                raise self._failed[key]
            return await self._ask(key, ask)

    async def _ask(self, key: str, ask: Callable[[], Awaitable[Answer]]) -> Person | None:
        self._failed.pop(key, None)
        try:
            person = await self._look_up(ask)
        except DeliveryFailed as failure:
            self._failed[key] = failure
            while len(self._failed) > _MOST_FAILED:
                del self._failed[next(iter(self._failed))]
            raise
        self._remember(key, person)
        return person

    async def _look_up(self, ask: Callable[[], Awaitable[Answer]]) -> Person | None:
        try:
            user = (await ask()).get("user")
        except DeliveryFailed as failure:
            if failure.code in _UNKNOWN:
                return None
            raise
        return person_from(user, team=self.team) if isinstance(user, dict) else None

    def _remember(self, key: str, person: Person | None) -> None:
        self._known[key] = (self._clock() + _REMEMBERED, person)
        self._known.move_to_end(key)
        while len(self._known) > _MOST_PEOPLE:
            self._known.popitem(last=False)


def person_from(user: Mapping[str, object], *, team: str) -> Person | None:
    """Read a user object of Slack's; `team` is the workspace that the bot is installed in. Pure."""
    identity = user.get("id")
    if not isinstance(identity, str) or not USER_ID.fullmatch(identity):
        return None
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    email = profile.get("email")
    return Person(
        id=identity,
        team=str(user.get("team_id") or profile.get("team") or ""),
        name=_name(user, profile) or identity,
        email=email if isinstance(email, str) and email else None,
        standing=_standing(user, team=team),
    )


def _name(user: Mapping[str, object], profile: Mapping[str, object]) -> str:
    """Choose the name that Slack itself shows: the display name, else the full one."""
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((name.strip() for name in names if isinstance(name, str) and name.strip()), "")


def _standing(user: Mapping[str, object], *, team: str) -> Standing:
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_stranger") or not _belongs(user, team):
        return Standing.OUTSIDER
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == _SLACKBOT:
        return Standing.BOT
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _belongs(user: Mapping[str, object], team: str) -> bool:
    """Tell whether the person is of the workspace; in an organisation their home may be another of its workspaces."""
    if user.get("team_id") == team:
        return True
    enterprise = user.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, dict) else None
    return isinstance(teams, list) and team in teams
