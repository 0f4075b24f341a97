"""People writing messages, and the events the app has subscribed to for them."""

from __future__ import annotations

from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.client.slack_client import SlackClient
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.workspace.channels import Channel, ChannelKind
from pausepoint_playground.workspace.messages import Message

_EVENTS: dict[ChannelKind, tuple[str, str]] = {
    "public_channel": ("message.channels", "channel"),
    "private_channel": ("message.groups", "group"),
    "im": ("message.im", "im"),
}


async def post_as(
    installation: Installation, client: SlackClient, channel_id: str, text: str, thread_ts: str | None = None
) -> Message:
    """Write a message as a person; returns after the app has answered the events it gets of it."""
    workspace, person = installation.workspace, client.person
    channel = workspace.channels.get(channel_id)
    if channel is None or not client.sees(channel) or channel.is_archived:
        raise SlackClientError("no_such_channel", f"{person.name} cannot write in {channel_id}")
    message = workspace.add_message(
        Message(
            ts=workspace.ids.ts(),
            channel=channel.id,
            user=person.id,
            names=workspace.names,
            text=text,
            thread_ts=thread_ts,
            team_id=person.team_id,
        )
    )
    for event in _events(installation, channel, message):
        await client.tell(event)
    return message


def _events(installation: Installation, channel: Channel, message: Message) -> list[JsonObject]:
    bot = installation.workspace.bot_user_id
    if bot not in channel.members:
        return []
    name, kind = _EVENTS[channel.kind]
    common = message.as_json() | {"channel": channel.id, "event_ts": message.ts}
    found = []
    if f"<@{bot}>" in message.text and "app_mention" in installation.bot_events:
        found.append(common | {"type": "app_mention"})
    if name in installation.bot_events:
        found.append(common | {"channel_type": kind})
    return found
