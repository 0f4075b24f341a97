"""Channels and direct conversations, and what the Web API tells about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pausepoint_playground.json_values import JsonObject

ChannelKind: TypeAlias = Literal["public_channel", "private_channel", "im"]

SCOPE_WORDS: dict[ChannelKind, str] = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
"""How scopes name each kind: channels:read, groups:read, im:read."""


@dataclass(slots=True, kw_only=True)
class Channel:
    """A place where messages stand; `members` holds user ids, the bot's among them where it was invited."""

    id: str
    name: str
    kind: ChannelKind = "public_channel"
    is_general: bool = False
    is_archived: bool = False
    is_shared: bool = False
    members: set[str] = field(default_factory=set)

    @property
    def is_private(self) -> bool:
        """Tell whether only members may know of it."""
        return self.kind != "public_channel"

    def as_json(self, *, bot_user_id: str, created: int) -> JsonObject:
        """Shape the channel as conversations.info does."""
        if self.kind == "im":
            other = next((member for member in self.members if member != bot_user_id), bot_user_id)
            return {"id": self.id, "created": created, "is_im": True, "is_archived": False, "user": other}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public_channel",
            "is_group": self.kind == "private_channel",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": self.is_shared,
            "is_ext_shared": self.is_shared,
            "is_org_shared": False,
            "is_member": bot_user_id in self.members,
            "created": created,
            "creator": "USLACKBOT",
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }
