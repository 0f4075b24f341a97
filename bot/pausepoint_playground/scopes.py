"""Which scopes the app holds: those of a manifest, or what a playground grants when nobody says."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a workspace takes from an app manifest: the bot's name, its scopes and the events it subscribes to."""

    name: str = "pausepoint"
    scopes: frozenset[str] = DEFAULT_SCOPES
    bot_events: frozenset[str] = frozenset({"app_home_opened"})


def read_manifest(path: Path) -> Manifest:
    """Read an app manifest (YAML or JSON)."""
    import yaml  # noqa: PLC0415  # only who starts from a manifest needs PyYAML

    tree: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    scopes = _within(tree, "oauth_config", "scopes", "bot") or []
    events = _within(tree, "settings", "event_subscriptions", "bot_events") or []
    return Manifest(
        name=str(_within(tree, "features", "bot_user", "display_name") or Manifest().name),
        scopes=frozenset(map(str, scopes)),
        bot_events=frozenset(map(str, events)),
    )


def _within(tree: Any, *path: str) -> Any:
    for name in path:
        tree = (tree or {}).get(name)
    return tree
