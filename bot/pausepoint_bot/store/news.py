"""What a transaction has changed, gathered while it runs and told only once it is durable. No statement here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pausepoint.wire import Event
from pausepoint_bot.effects import Claim
from pausepoint_bot.pauses import CheckId, ListenerId
from pausepoint_bot.usecases.ports import Committed


@dataclass(slots=True, kw_only=True)
class News:
    """The one mutable thing of a unit of work: its repositories note here what others must hear of."""

    claims: list[Claim] = field(default_factory=list)
    owing: bool = False
    events: list[tuple[ListenerId, Event]] = field(default_factory=list)
    deadlines: bool = False
    checks: set[CheckId] = field(default_factory=set)

    def committed(self) -> Committed:
        """Return what to tell after the commit."""
        return Committed(
            claims=tuple(self.claims),
            owing=self.owing,
            listeners=frozenset(listener for listener, _ in self.events),
            events=tuple(self.events),
            deadlines=self.deadlines,
            checks=frozenset(self.checks),
        )


def merged(all_news: Sequence[News]) -> Committed:
    """Return the news of transactions that became durable together."""
    return Committed(
        claims=tuple(claim for news in all_news for claim in news.claims),
        owing=any(news.owing for news in all_news),
        listeners=frozenset(listener for news in all_news for listener, _ in news.events),
        events=tuple(event for news in all_news for event in news.events),
        deadlines=any(news.deadlines for news in all_news),
        checks=frozenset(check for news in all_news for check in news.checks),
    )
