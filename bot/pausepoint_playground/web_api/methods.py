"""The table of methods: who may call each, and what answers it. To add a method, add a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pausepoint_playground.web_api import app, chat, conversations, people, reactions, views
from pausepoint_playground.web_api.call import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiMethod:
    """A method: its answer, the scopes of which one is needed (none: any token may), and the kind of token."""

    answer: Method
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anyone"] = "bot"


_WRITE = ("chat:write",)

METHODS: dict[str, ApiMethod] = {
    "api.test": ApiMethod(answer=app.api_test, caller="anyone"),
    "apps.connections.open": ApiMethod(answer=app.connections_open, caller="app"),
    "auth.test": ApiMethod(answer=app.auth_test),
    "blocks.validate": ApiMethod(answer=app.blocks_validate, caller="anyone"),
    "bots.info": ApiMethod(answer=people.bot_info, scopes=("users:read",)),
    "chat.delete": ApiMethod(answer=chat.delete, scopes=_WRITE),
    "chat.getPermalink": ApiMethod(answer=chat.get_permalink),
    "chat.postEphemeral": ApiMethod(answer=chat.post_ephemeral, scopes=_WRITE),
    "chat.postMessage": ApiMethod(answer=chat.post_message, scopes=_WRITE),
    "chat.update": ApiMethod(answer=chat.update, scopes=_WRITE),
    # conversations.* read scopes depend on the kind of channel and are asked for by the answers themselves.
    "conversations.history": ApiMethod(answer=conversations.history),
    "conversations.info": ApiMethod(answer=conversations.info),
    "conversations.join": ApiMethod(answer=conversations.join, scopes=("channels:join",)),
    "conversations.list": ApiMethod(answer=conversations.list_all),
    "conversations.members": ApiMethod(answer=conversations.members),
    "conversations.open": ApiMethod(answer=conversations.open_direct, scopes=("im:write", "mpim:write")),
    "conversations.replies": ApiMethod(answer=conversations.replies),
    "reactions.add": ApiMethod(answer=reactions.add, scopes=("reactions:write",)),
    "reactions.remove": ApiMethod(answer=reactions.remove, scopes=("reactions:write",)),
    "team.info": ApiMethod(answer=app.team_info, scopes=("team:read",)),
    "usergroups.list": ApiMethod(answer=people.usergroups, scopes=("usergroups:read",)),
    "usergroups.users.list": ApiMethod(answer=people.usergroup_users, scopes=("usergroups:read",)),
    "users.info": ApiMethod(answer=people.info, scopes=("users:read",)),
    "users.list": ApiMethod(answer=people.list_all, scopes=("users:read",)),
    "users.lookupByEmail": ApiMethod(answer=people.lookup_by_email, scopes=("users:read.email",)),
    "views.open": ApiMethod(answer=views.open_view),
    "views.publish": ApiMethod(answer=views.publish),
    "views.push": ApiMethod(answer=views.push),
    "views.update": ApiMethod(answer=views.update),
}
