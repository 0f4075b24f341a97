"""What the use cases need from outside, as protocols. Adapters satisfy them by shape; `app.py` alone names adapters."""

from __future__ import annotations

from pausepoint_bot.usecases.ports.outside import (
    Presence,
    Receiver,
    Surface,
)
from pausepoint_bot.usecases.ports.owed import OwedEffect, OwedEffects
from pausepoint_bot.usecases.ports.running import (
    Clock,
    Committed,
    Jitter,
    NewId,
    Store,
)
from pausepoint_bot.usecases.ports.stored import (
    AllowedChannel,
    Checks,
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
    "AllowedChannel",
    "Checks",
    "Clock",
    "Committed",
    "Events",
    "Jitter",
    "NewId",
    "Outbox",
    "Owed",
    "OwedEffect",
    "OwedEffects",
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
