"""Messages, in channels and in threads, and ephemeral ones that a single person sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.reading import buttons_of, plain, text_of_blocks


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message as it stands now: an update changes this object, so what a test holds is what a person sees.

    `only_for` is the one person who sees an ephemeral message.
    """

    ts: str
    channel: str
    user: str
    text: str
    names: Mapping[str, str] = field(repr=False)
    blocks: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: JsonObject | None = None
    edited: bool = False
    deleted: bool = False
    only_for: str | None = None
    bot_id: str = ""
    app_id: str = ""
    team_id: str = ""
    replies: list[Message] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def visible_text(self) -> str:
        """Read all that a person sees: the blocks, or the text where there are none."""
        return text_of_blocks(list(self.blocks), self.names) if self.blocks else plain(self.text, self.names)

    @property
    def buttons(self) -> list[str]:
        """List the labels of the message's buttons."""
        return buttons_of(list(self.blocks))

    def as_json(self) -> JsonObject:
        """Shape the message as the Web API and interaction payloads do."""
        shaped: JsonObject = {"user": self.user, "type": "message", "ts": self.ts, "text": self.text}
        if self.bot_id:
            shaped |= {"bot_id": self.bot_id, "app_id": self.app_id}
        shaped["team"] = self.team_id
        if self.blocks:
            shaped["blocks"] = self.blocks
        if self.attachments:
            shaped["attachments"] = self.attachments
        return shaped | self._more()

    def _more(self) -> JsonObject:
        more: JsonObject = {}
        if self.thread_ts is not None:
            more["thread_ts"] = self.thread_ts
        if self.replies:
            users = list(dict.fromkeys(reply.user for reply in self.replies))
            more |= {"thread_ts": self.ts, "reply_count": len(self.replies), "reply_users": users}
        if self.metadata is not None:
            more["metadata"] = self.metadata
        if self.edited:
            more["edited"] = {"user": self.user, "ts": self.ts}
        if self.reactions:
            more["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()
            ]
        return more
