"""reactions.add and reactions.remove."""

from __future__ import annotations

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.web_api.call import ApiError, Call
from pausepoint_playground.web_api.places import channel_by_id
from pausepoint_playground.workspace.messages import Message


async def add(call: Call) -> JsonObject:
    """Answer reactions.add."""
    message, name = _message(call), call.required("name").strip(":")
    users = message.reactions.setdefault(name, [])
    if call.workspace.bot_user_id in users:
        raise ApiError("already_reacted")
    users.append(call.workspace.bot_user_id)
    call.workspace.touched(message)
    return {}


async def remove(call: Call) -> JsonObject:
    """Answer reactions.remove."""
    message, name = _message(call), call.required("name").strip(":")
    users = message.reactions.get(name, [])
    if call.workspace.bot_user_id not in users:
        raise ApiError("no_reaction")
    users.remove(call.workspace.bot_user_id)
    if not users:
        del message.reactions[name]
    call.workspace.touched(message)
    return {}


def _message(call: Call) -> Message:
    channel = channel_by_id(call, call.required("channel"))
    if (message := call.workspace.find_message(channel.id, call.required("timestamp"))) is None:
        raise ApiError("message_not_found")
    return message
