"""Which permission each of Slack's methods asks for, as far as this room calls them: one table, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

METHOD_SCOPES: Final[Mapping[str, str | None]] = {
    "apps.connections.open": None,  # asks connections:write of the app-level token, which no manifest can give
    "auth.test": None,
    "chat.delete": "chat:write",
    "chat.getPermalink": None,
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": None,
    "views.push": None,
    "views.update": None,
}
"""Each method that is called, and the bot scope it needs (docs.slack.dev, reference of the methods)."""

REQUIRED_SCOPES: Final = frozenset(scope for scope in METHOD_SCOPES.values() if scope is not None)
"""What the app asks a workspace for, and nothing more."""

EVENTS: Final[frozenset[str]] = frozenset()
"""The bot events that are handled: none, so none is subscribed to, and no message of the workspace is ever read."""

COMMANDS: Final[frozenset[str]] = frozenset()
"""The slash commands that are handled: none."""
