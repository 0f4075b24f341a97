"""The door out to flows: where a callback may go (`guard`, `addresses`, `targets`) and the signed POST (`receiver`)."""

from __future__ import annotations

from pausepoint_bot.webhooks.guard import CallbackRules, rules_from
from pausepoint_bot.webhooks.receiver import WebhookReceiver, open_receiver

__all__ = ["CallbackRules", "WebhookReceiver", "open_receiver", "rules_from"]
