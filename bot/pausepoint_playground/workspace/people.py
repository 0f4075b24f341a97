"""People of the workspace and what the Web API tells about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pausepoint_playground.json_values import JsonObject

Kind: TypeAlias = Literal["member", "guest", "single_channel_guest", "other_team", "deactivated", "bot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can act in the workspace, or a bot user."""

    id: str
    name: str
    real_name: str
    email: str
    team_id: str
    kind: Kind = "member"
    bot_id: str = ""

    @property
    def page_kind(self) -> str:
        """Tell the kind in the page's four words."""
        words = {"single_channel_guest": "guest", "deactivated": "member"}
        return words.get(self.kind, self.kind)

    def as_user(self, *, with_email: bool, now: int) -> JsonObject:
        """Shape the person as users.info does; the address only for apps that hold users:read.email."""
        profile: JsonObject = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
        }
        if self.bot_id:
            profile["bot_id"] = self.bot_id
        elif with_email:
            profile["email"] = self.email
        guest = self.kind in {"guest", "single_channel_guest"}
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.kind == "deactivated",
            "real_name": self.real_name,
            "tz": "Europe/Prague",
            "tz_label": "Central European Time",
            "tz_offset": 3600,
            "profile": profile,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": guest,
            "is_ultra_restricted": self.kind == "single_channel_guest",
            "is_bot": self.kind == "bot",
            "is_app_user": False,
            "is_stranger": self.kind == "other_team",
            "updated": now,
        }
