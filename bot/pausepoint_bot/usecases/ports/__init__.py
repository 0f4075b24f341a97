"""What the use cases need from outside, as protocols. Adapters satisfy them by shape; `app.py` alone names adapters."""

from __future__ import annotations

from pausepoint_bot.usecases.ports.outside import (
    Presence,
    Receiver,
    Surface,
)
from pausepoint_bot.usecases.ports.running import (
    Clock,
    Committed,
    Jitter,
    NewId,
    Store,
)
from pausepoint_bot.usecases.ports.stored import (
    Checks,
    AllowedChannel,
    Events,
    Outbox,
    Owed,
    PauseFilter,
    Pauses,
    Replies,
    StoredReply,
    TokenRecord,
    Tokens,
    UnitOfWork,
)

__all__ = [
    "Checks",
    "AllowedChannel",
    "Clock",
    "Committed",
    "Events",
    "Jitter",
    "NewId",
    "Outbox",
    "Owed",
    "PauseFilter",
    "Pauses",
    "Presence",
    "Receiver",
    "Replies",
    "Store",
    "StoredReply",
    "Surface",
    "TokenRecord",
    "Tokens",
    "UnitOfWork",
]
