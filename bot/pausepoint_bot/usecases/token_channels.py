"""In which channels a token may open pauses. What cannot be proved allowed is refused. Pure, but for the pinning.

The app has no permission to look channels up, so a name says nothing about an id until a message was posted by that
name: Slack then tells the id, and the two are kept together. From there on the limit means that one channel, whatever
it is renamed to and whichever channel gets its name next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pausepoint_bot.errors import ChannelNotAllowed, RequestRefused, Wrong
from pausepoint_bot.forms.identifiers import is_slack_channel
from pausepoint_bot.pauses import Pause
from pausepoint_bot.usecases.ports import AllowedChannel, TokenRecord, UnitOfWork

_NAME: Final = re.compile(r"[\w-]{1,80}")
"""How Slack lets a channel be called: without spaces, points and capitals, in any script."""


def read_channels(given: Iterable[str]) -> tuple[AllowedChannel, ...] | None:
    """Read the channels that a new token is limited to, each `#name` or an id; None for no limit.

    Raises:
        RequestRefused: one is neither.
    """
    return tuple(dict.fromkeys(map(_read_channel, given))) or None


def _read_channel(text: str) -> AllowedChannel:
    if is_slack_channel(text):
        return AllowedChannel(id=text)
    name = text.removeprefix("#")
    if _NAME.fullmatch(name) and name == name.lower():
        return AllowedChannel(name=name)
    raise RequestRefused(f"{text[:80]!a} is no channel; give its name, such as #ops, or its id, such as C024BE91L")


def written(channel: AllowedChannel) -> str:
    """Write the channel as one reads and names it."""
    if channel.name is None:
        return channel.id or ""
    return f"#{channel.name}" + (f" ({channel.id})" if channel.id else "")


def channel_for(token: TokenRecord, asked: str | None, *, default: str | None) -> str | None:
    """Return where the token's pause is to be posted: as asked, or where a limit can be proved to be kept.

    A limited token's pause never says "the default channel": what that names may change before it is posted.

    Raises:
        ChannelNotAllowed: the token is limited to other channels, as far as can be told.
    """
    if token.channels is None:
        return asked
    wanted = asked or default
    for allowed in token.channels if wanted else ():
        if wanted == allowed.id or (allowed.name is not None and wanted in {allowed.name, f"#{allowed.name}"}):
            return allowed.id or f"#{allowed.name}"
    raise _refusal(token, asked, default)


def _refusal(token: TokenRecord, asked: str | None, default: str | None) -> ChannelNotAllowed:
    limits = ", ".join(map(written, token.channels or ()))
    detail = (
        f"token {token.name!r} opens pauses only in {limits}; {_not_among(asked, default)}. Name one as written here "
        "(a name is not taken for an id, nor an id for a name), or use a token for the other channel: "
        "`pausepoint token create NAME --channel CHANNEL`"
    )
    return ChannelNotAllowed(detail, wrong=[Wrong(pointer="/channel", detail=detail)])


def _not_among(asked: str | None, default: str | None) -> str:
    if asked is not None:
        return f"{asked[:80]!a} is none of these as far as can be told"
    if default is not None:
        return f"the pause names none, and the default, {default[:80]!a}, is none of these as far as can be told"
    return "the pause names none, and the service has no default"


def pin_channel(uow: UnitOfWork, pause: Pause) -> None:
    """Keep the id that Slack told of a name which limits the pause's token; the first one told counts."""
    name, place = (pause.question.channel or "").removeprefix("#"), pause.place
    if place is None or pause.question.channel == name:
        return
    token = uow.tokens.named(pause.question.owner)
    channels = token.channels if token else None
    if token is None or channels is None or AllowedChannel(name=name) not in channels:
        return
    pinned = tuple(replace(each, id=place.channel) if each == AllowedChannel(name=name) else each for each in channels)
    uow.tokens.limit(token.name, pinned, was=channels)
