"""conversations.*: which channels there are, who is in them, what was said."""

from __future__ import annotations

from typing import get_args

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.web_api.call import ApiError, Call, invalid_arguments
from pausepoint_playground.web_api.places import channel_by_id, direct_channel, readable
from pausepoint_playground.workspace.channels import SCOPE_WORDS, Channel, ChannelKind
from pausepoint_playground.workspace.messages import Message

_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)


async def list_all(call: Call) -> JsonObject:
    """Answer conversations.list."""
    kinds = (call.text("types") or "public_channel").replace(" ", "").split(",")
    for kind in _KINDS:
        if kind in kinds:
            call.need_scope(f"{SCOPE_WORDS[kind]}:read")
    if unknown := set(kinds) - {*_KINDS, "mpim"}:
        raise invalid_arguments(f"must be a valid enum value: {min(unknown)} [json-pointer:/types]")
    known = [channel for channel in call.workspace.channels.values() if channel.kind in kinds and _known(call, channel)]
    if call.flag("exclude_archived"):
        known = [channel for channel in known if not channel.is_archived]
    page, metadata = call.page([_json(call, channel) for channel in known])
    return {"channels": page, "response_metadata": metadata}


async def info(call: Call) -> JsonObject:
    """Answer conversations.info."""
    return {"channel": _json(call, readable(call, call.required("channel")))}


async def members(call: Call) -> JsonObject:
    """Answer conversations.members."""
    channel = readable(call, call.required("channel"))
    page, metadata = call.page(sorted(channel.members))
    return {"members": page, "response_metadata": metadata}


async def open_direct(call: Call) -> JsonObject:
    """Answer conversations.open for one person."""
    if (channel_id := call.text("channel")) is not None:
        channel = channel_by_id(call, channel_id)
    else:
        users = call.required("users").split(",")
        if len(users) > 1:
            raise ApiError("not_supported", detail="the playground opens conversations with one person only")
        channel = direct_channel(call, users[0].strip())
    full = _json(call, channel)
    return {"channel": full if call.flag("return_im") else {"id": channel.id}}


async def join(call: Call) -> JsonObject:
    """Answer conversations.join."""
    channel = channel_by_id(call, call.required("channel"))
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind != "public_channel":
        raise ApiError("method_not_supported_for_channel_type")
    channel.members.add(call.workspace.bot_user_id)
    call.workspace.changes.bump()
    return {"channel": _json(call, channel)}


async def history(call: Call) -> JsonObject:
    """Answer conversations.history: newest first, threads folded."""
    channel = _member_of(call)
    standing = call.workspace.messages[channel.id]
    top = [message for message in standing.values() if message.thread_ts is None or message.thread_ts not in standing]
    page, metadata = call.page([_shaped(call, message) for message in reversed(top) if _between(call, message)])
    return {"messages": page, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


async def replies(call: Call) -> JsonObject:
    """Answer conversations.replies: the thread's first message, then its replies, oldest first."""
    channel = _member_of(call)
    root = call.workspace.find_message(channel.id, call.required("ts"))
    if root is None:
        raise ApiError("thread_not_found")
    page, metadata = call.page([_shaped(call, message) for message in (root, *root.replies)])
    return {"messages": page, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


def _member_of(call: Call) -> Channel:
    channel = readable(call, call.required("channel"), "history")
    if call.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _known(call: Call, channel: Channel) -> bool:
    return not channel.is_private or call.workspace.bot_user_id in channel.members


def _between(call: Call, message: Message) -> bool:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999"
    inclusive = call.flag("inclusive")
    at = float(message.ts)
    return float(oldest) < at < float(latest) or (inclusive and message.ts in {oldest, latest})


def _shaped(call: Call, message: Message) -> JsonObject:
    shaped = message.as_json()
    if message.metadata is not None and not call.flag("include_all_metadata"):
        shaped["metadata"] = {"event_type": message.metadata["event_type"]}
    return shaped


def _json(call: Call, channel: Channel) -> JsonObject:
    return channel.as_json(bot_user_id=call.workspace.bot_user_id, created=call.workspace.created)
