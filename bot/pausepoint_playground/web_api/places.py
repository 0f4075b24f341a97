"""Finding the channel or person a call names, and refusing what the bot may not reach."""

from __future__ import annotations

from pausepoint_playground.web_api.call import ApiError, Call
from pausepoint_playground.workspace.channels import SCOPE_WORDS, Channel
from pausepoint_playground.workspace.people import Person


def channel_by_id(call: Call, channel_id: str) -> Channel:
    """Find a channel the bot may know of; private ones only as their member."""
    channel = call.workspace.channels.get(channel_id)
    if channel is None or (channel.is_private and call.workspace.bot_user_id not in channel.members):
        raise ApiError("channel_not_found")
    return channel


def channel_to_post(call: Call, named: str) -> Channel:
    """Find where to post: an id, a #name, or a person, whose direct conversation opens."""
    if named in call.workspace.people:
        return direct_channel(call, named)
    by_name = call.workspace.channel_named(named)
    return writable(call, channel_by_id(call, by_name.id if by_name else named))


def writable(call: Call, channel: Channel) -> Channel:
    """Refuse archived channels, and those the bot neither is in nor may write to from outside."""
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.workspace.bot_user_id not in channel.members and "chat:write.public" not in call.installation.scopes:
        raise ApiError("not_in_channel")
    return channel


def direct_channel(call: Call, user_id: str) -> Channel:
    """Open the conversation with a person who can still be written to."""
    if person_by_id(call, user_id).kind == "deactivated":
        raise ApiError("user_disabled" if call.method == "conversations.open" else "channel_not_found")
    return call.workspace.direct_channel(user_id)


def person_by_id(call: Call, user_id: str) -> Person:
    """Find a person or bot user."""
    if (person := call.workspace.people.get(user_id)) is None:
        raise ApiError("user_not_found")
    return person


def readable(call: Call, channel_id: str, verb: str = "read") -> Channel:
    """Find a channel whose kind the scopes let the app read."""
    channel = call.workspace.channels.get(channel_id)
    call.need_scope(f"{SCOPE_WORDS[channel.kind] if channel else 'channels'}:{verb}")
    return channel_by_id(call, channel_id)
