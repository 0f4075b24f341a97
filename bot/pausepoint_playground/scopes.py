"""Which scopes the app holds: those of a manifest, or what a playground grants when nobody says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DEFAULT_SCOPES = frozenset(
    {
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:read",
        "mpim:write",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)
"""Every scope a method here asks for, but not chat:write.public: so that not being in a channel shows."""


def read_manifest(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Read the bot scopes and the subscribed bot events of an app manifest (YAML or JSON)."""
    import yaml  # noqa: PLC0415  # only who starts from a manifest needs PyYAML

    manifest: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    events = ((manifest.get("settings") or {}).get("event_subscriptions") or {}).get("bot_events") or []
    return frozenset(map(str, scopes)), frozenset(map(str, events))
