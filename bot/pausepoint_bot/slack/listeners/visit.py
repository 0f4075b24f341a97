"""One knock in the hands of a listener: what came, and what is still to be done once it is acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pausepoint_bot.slack.knocks import AnyKnock

K_co = TypeVar("K_co", bound=AnyKnock, covariant=True)

Reply = dict[str, object] | None
"""The body of the acknowledgement; None is an empty one, which closes a submitted modal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Generic[K_co]):
    """A knock, and the calls that may wait until it is acknowledged: they can fail without harm.

    `arrived` is when it came, by the event loop's clock: Slack counts three seconds from then.
    """

    knock: K_co
    arrived: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    afterwards: list[Callable[[], Awaitable[None]]] = field(default_factory=list)


AnyVisit = Visit[AnyKnock]


def update_view(view: dict[str, object]) -> Reply:
    """Answer a submit by showing another modal in its place."""
    return {"response_action": "update", "view": view}
