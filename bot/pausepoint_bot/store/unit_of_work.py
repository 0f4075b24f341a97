"""One transaction with its repositories. Who begins and commits it is the adapter's affair."""

from __future__ import annotations

from sqlalchemy import Connection

from pausepoint_bot.store.archive import SqlArchive
from pausepoint_bot.store.checks import SqlChecks
from pausepoint_bot.store.drafts import SqlDrafts
from pausepoint_bot.store.events import SqlEvents
from pausepoint_bot.store.news import News
from pausepoint_bot.store.outbox import SqlOutbox
from pausepoint_bot.store.pauses import SqlPauses
from pausepoint_bot.store.pulse import SqlPulse
from pausepoint_bot.store.replies import SqlReplies
from pausepoint_bot.store.seals import UNSEALED, Seals
from pausepoint_bot.store.tokens import SqlTokens
from pausepoint_bot.usecases.life import LifeStep


class SqlUnitOfWork:
    """The port `UnitOfWork` over a connection that is inside a transaction; `news` is told after the commit.

    `locks` is for transactions that write where others write beside them; `holder` is the name under which this
    process claims effects, where it is not the only one; `seals` encrypt what holds answers.
    """

    __slots__ = (
        "archive",
        "checks",
        "drafts",
        "events",
        "news",
        "outbox",
        "pauses",
        "pulse",
        "replies",
        "steps",
        "tokens",
    )

    def __init__(
        self, connection: Connection, *, locks: bool = False, holder: str | None = None, seals: Seals = UNSEALED
    ) -> None:
        self.news = News()
        self.steps: list[LifeStep] = []
        self.pauses = SqlPauses(connection, self.news, seals, locks=locks)
        self.archive = SqlArchive(connection, seals, locks=locks)
        self.checks = SqlChecks(connection, self.news, seals.checks, locks=locks)
        self.outbox = SqlOutbox(connection, self.news, holder=holder)
        self.events = SqlEvents(connection, self.news, seals.events)
        self.replies = SqlReplies(connection, seals.replies)
        self.tokens = SqlTokens(connection)
        self.drafts = SqlDrafts(connection, seals.drafts)
        self.pulse = SqlPulse(connection)

    def note(self, step: LifeStep) -> None:
        """Remember a step of a pause's life, to be told once the transaction is durable."""
        self.steps.append(step)

    def finish(self) -> News:
        """Store what was left to the end, and return the news. After this comes the commit and nothing else."""
        self.events.store_appended()
        return self.news
