"""chat.*: post, update, delete, whisper, link."""

from __future__ import annotations

from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.web_api.call import ApiError, Call, invalid_arguments
from pausepoint_playground.web_api.content import Content, content_of
from pausepoint_playground.web_api.places import channel_by_id, channel_to_post, person_by_id, writable
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message

# Measured: chat.update counts UTF-8 bytes where chat.postMessage cuts characters.
MOST_UPDATED_BYTES = 4_000


def bot_message(call: Call, channel: Channel, content: Content) -> Message:
    """Make a message of the bot, not yet shown."""
    workspace = call.workspace
    return Message(
        ts=workspace.ids.ts(),
        channel=channel.id,
        user=workspace.bot_user_id,
        names=workspace.names,
        text=content.text or "",
        blocks=content.blocks or [],
        attachments=content.attachments or [],
        metadata=content.metadata,
        thread_ts=_thread(call),
        bot_id=workspace.bot_id,
        app_id=workspace.app_id,
        team_id=workspace.team_id,
    )


async def post_message(call: Call) -> JsonObject:
    """Answer chat.postMessage."""
    channel = channel_to_post(call, call.required("channel"))
    content = content_of(call)
    if content.is_empty:
        raise ApiError("no_text")
    message = call.workspace.add_message(bot_message(call, channel, content))
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


async def post_ephemeral(call: Call) -> JsonObject:
    """Answer chat.postEphemeral."""
    channel = channel_to_post(call, call.required("channel"))
    if call.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    person = person_by_id(call, call.required("user"))
    if person.id not in channel.members:
        raise ApiError("user_not_in_channel")
    content = content_of(call)
    if content.is_empty:
        raise ApiError("no_text")
    message = bot_message(call, channel, content)
    message.only_for = person.id
    return {"message_ts": call.workspace.add_message(message).ts}


async def update(call: Call) -> JsonObject:
    """Answer chat.update: `text` without `blocks` removes the blocks, and only text updates are marked as edited."""
    channel, message = _own_message(call, refused="cant_update_message")
    writable(call, channel)
    content = content_of(call)
    if content.is_empty:
        raise ApiError("no_text")
    if content.text is not None and len(content.text.encode()) > MOST_UPDATED_BYTES:
        raise ApiError("msg_too_long")
    rewrite(message, content)
    call.workspace.touched(message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_json()}


def rewrite(message: Message, content: Content) -> None:
    """Give a message new content, by chat.update's rules."""
    if content.blocks is not None:
        message.blocks = content.blocks
    elif content.text is not None:
        message.edited = message.edited or message.text != content.text
        message.blocks = []
    if content.text is not None:
        message.text = content.text
    if content.attachments is not None:
        message.attachments = content.attachments
    if content.metadata is not None:
        message.metadata = content.metadata


async def delete(call: Call) -> JsonObject:
    """Answer chat.delete."""
    channel, message = _own_message(call, refused="cant_delete_message")
    call.workspace.remove_message(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> JsonObject:
    """Answer chat.getPermalink with a link into the playground's page."""
    channel = channel_by_id(call, call.required("channel"))
    message = call.workspace.find_message(channel.id, call.required("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    link = f"{call.installation.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _own_message(call: Call, *, refused: str) -> tuple[Channel, Message]:
    channel = channel_by_id(call, call.required("channel"))
    message = call.workspace.find_message(channel.id, call.required("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if message.bot_id != call.workspace.bot_id:
        raise ApiError(refused)
    return channel, message


def _thread(call: Call) -> str | None:
    thread_ts = call.text("thread_ts")
    if thread_ts is not None and not thread_ts.replace(".", "", 1).isdigit():
        raise invalid_arguments("invalid thread_ts [json-pointer:/thread_ts]")
    return thread_ts
