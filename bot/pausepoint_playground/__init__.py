"""A local stand-in for Slack: Web API, signed HTTP and Socket Mode, modals, and a page to click in.

It knows Slack only. Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pausepoint_playground.client.acting_person import ActingPerson
    from pausepoint_playground.client.errors import SlackClientError
    from pausepoint_playground.client.submission import SubmitResult
    from pausepoint_playground.server import Playground
    from pausepoint_playground.validation import validate_message, validate_view
    from pausepoint_playground.workspace.messages import Message
    from pausepoint_playground.workspace.views import View

__all__ = [
    "ActingPerson",
    "Message",
    "Playground",
    "SlackClientError",
    "SubmitResult",
    "View",
    "validate_message",
    "validate_view",
]

_HOMES = {
    "ActingPerson": "client.acting_person",
    "Message": "workspace.messages",
    "Playground": "server",
    "SlackClientError": "client.errors",
    "SubmitResult": "client.submission",
    "View": "workspace.views",
    "validate_message": "validation",
    "validate_view": "validation",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
