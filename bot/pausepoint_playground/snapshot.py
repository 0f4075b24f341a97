"""What the page draws for one person: a picture of the workspace as JSON. Made only when a page asks for it."""

from __future__ import annotations

from pausepoint_playground.client.slack_client import SlackClient
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.views import View

LOG_LINES = 50


def snapshot(installation: Installation, courier: Courier, client: SlackClient) -> JsonObject:
    """Picture everything `client`'s person may see."""
    workspace, me = installation.workspace, client.person
    channels = [channel for channel in workspace.channels.values() if client.sees(channel)]
    bot = workspace.people[workspace.bot_user_id]
    return {
        "version": workspace.changes.version,
        "app": {"name": bot.name, "bot_user_id": bot.id, "mode": courier.mode},
        "me": me.id,
        "people": [_person(person) for person in workspace.people.values()],
        "channels": [_channel(channel, bot.id) for channel in channels],
        "messages": {channel.id: _messages(installation, channel, me) for channel in channels},
        "ephemerals": {channel.id: _ephemerals(installation, channel, me) for channel in channels},
        "views": [view_picture(view) for view in client.views],
        "home": view_picture(home) if (home := workspace.homes.get(me.id)) else None,
        "faults": installation.faults.as_json(),
        "log": [entry.as_json() for entry in installation.record.newest(LOG_LINES)],
    }


def view_picture(view: View) -> JsonObject:
    """Picture a view with what the person typed so far."""
    return {
        "id": view.id,
        "hash": view.hash,
        "title": view.title,
        "submit": view.submit,
        "close": view.close,
        "blocks": view.blocks,
        "values": view.values,
        "errors": view.errors,
        "banner": view.banner,
        "busy": view.busy,
    }


def _person(person: Person) -> JsonObject:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "email": person.email,
        "kind": person.page_kind,
        "team": person.team_id,
        "deactivated": person.kind == "deactivated",
    }


def _channel(channel: Channel, bot_user_id: str) -> JsonObject:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_member": bot_user_id in channel.members,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
    }


def _messages(installation: Installation, channel: Channel, me: Person) -> list[JsonObject]:
    standing = installation.workspace.messages[channel.id]
    return [
        _message(installation, message, me)
        | {
            "reply_count": len(message.replies),
            "replies": [_message(installation, reply, me) for reply in message.replies],
        }
        for message in standing.values()
        if message.thread_ts not in standing or message.thread_ts == message.ts
    ]


def _ephemerals(installation: Installation, channel: Channel, me: Person) -> list[JsonObject]:
    whispered = installation.workspace.ephemerals[channel.id].values()
    return [_message(installation, message, me) for message in whispered if message.only_for == me.id]


def _message(installation: Installation, message: Message, me: Person) -> JsonObject:
    shaped: JsonObject = {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "values": installation.workspace.message_values.get((message.channel, message.ts, me.id), {}),
        "reactions": message.reactions,
    }
    if message.thread_ts is not None:
        shaped["thread_ts"] = message.thread_ts
    if message.edited:
        shaped["edited"] = True
    return shaped
