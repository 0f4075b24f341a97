"""What the API is built from; `app.py` of the bot hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry

from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.api.requests import NoteRequest, note_nothing
from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.usecases.ports import Clock, NewId, Receiver, Store, Surface

Probe = Callable[[], Awaitable[str | None]]
"""Says why something the service needs is not ready, in words for an operator; None if it is."""


async def _do_nothing() -> None:
    """Do nothing before a scrape, where all figures are there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """What operators are shown: `probes` and `notes` by the names in `/readyz`, and the figures in `registry`.

    A note never makes the service unready. `before_scrape` brings the figures up to date.
    """

    registry: CollectorRegistry
    probes: Mapping[str, Probe] = field(default_factory=dict)
    notes: Mapping[str, Probe] = field(default_factory=dict)
    is_stopping: Callable[[], bool] = lambda: False
    before_scrape: Callable[[], Awaitable[None]] = _do_nothing
    note_request: NoteRequest = note_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiParts:
    """The API's collaborators and settings. `body_limit` in bytes.

    `body_seconds` is how long a body may take to arrive. `default_channel` is where pauses go that name none.
    """

    store: Store
    surface: Surface
    receiver: Receiver
    clock: Clock
    new_id: NewId
    operators: Operators
    feed: FeedHub
    checks: CheckDesk
    body_limit: int = 1024 * 1024
    body_seconds: float = 20.0
    polls_per_token: int = 1000
    default_channel: str | None = None
