"""The workspace: every person, channel, message and view, and the small changes that can happen to them."""

from __future__ import annotations

from collections.abc import Iterable

from pausepoint_playground.changes import Changes
from pausepoint_playground.element_states import Values, initial_values, kept_values
from pausepoint_playground.ids import Clock, Ids
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.normalise import normalised_blocks
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.views import View, view_fields

STACK = 3
"""Views a modal may hold on top of each other."""


class Workspace:
    """State of one workspace with one installed app; every change bumps `changes`."""

    def __init__(self, *, clock: Clock, ids: Ids, bot_name: str) -> None:
        self.clock = clock
        self.ids = ids
        self.changes = Changes()
        self.team_id = ids.of("T")
        self.app_id = ids.of("A")
        self.bot_id = ids.of("B")
        self.created = int(clock())
        self.names: dict[str, str] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: dict[str, dict[str, Message]] = {}
        self.message_values: dict[tuple[str, str, str], Values] = {}
        self.stacks: dict[str, list[View]] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.usergroups: dict[str, JsonObject] = {}
        self.bot_user_id = self.add_person(
            Person(
                id=ids.of("U"),
                name=bot_name,
                real_name=bot_name,
                email="",
                team_id=self.team_id,
                kind="bot",
                bot_id=self.bot_id,
            )
        ).id

    def add_person(self, person: Person) -> Person:
        """Let someone in."""
        self.people[person.id] = person
        self.names[person.id] = person.name
        self.changes.bump()
        return person

    def add_channel(self, channel: Channel) -> Channel:
        """Create a channel."""
        self.channels[channel.id] = channel
        self.names[channel.id] = channel.name
        self.messages[channel.id] = {}
        self.ephemerals[channel.id] = {}
        self.changes.bump()
        return channel

    def channel_named(self, name: str) -> Channel | None:
        """Find a channel by its name, with or without the #."""
        wanted = name.removeprefix("#")
        return next((one for one in self.channels.values() if one.name == wanted and one.kind != "im"), None)

    def direct_channel(self, user_id: str) -> Channel:
        """Find the conversation between the bot and a person, opening it if need be."""
        members = {user_id, self.bot_user_id}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == members:
                return channel
        return self.add_channel(Channel(id=self.ids.of("D"), name=f"dm-{user_id}", kind="im", members=members))

    def stored(self, blocks: Iterable[JsonView]) -> list[JsonObject]:
        """Copy blocks as Slack keeps them."""
        return normalised_blocks([dict(block) for block in blocks], self.ids.block)

    def add_message(self, message: Message) -> Message:
        """Put a message in its channel, its thread, or before the one person it is for."""
        if message.only_for is not None:
            self.ephemerals[message.channel][message.ts] = message
        else:
            self.messages[message.channel][message.ts] = message
            root = self.messages[message.channel].get(message.thread_ts or "")
            if root is not None and root is not message:
                root.replies.append(message)
        self.touched(message)
        return message

    def find_message(self, channel_id: str, ts: str, *, user: str | None = None) -> Message | None:
        """Find a message that everyone sees, or one that only `user` sees."""
        found = self.messages.get(channel_id, {}).get(ts)
        if found is None and user is not None:
            found = self.ephemerals.get(channel_id, {}).get(ts)
            return found if found is not None and found.only_for == user else None
        return found

    def remove_message(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        self.messages[message.channel].pop(message.ts, None)
        self.ephemerals[message.channel].pop(message.ts, None)
        root = self.messages[message.channel].get(message.thread_ts or "")
        if root is not None and message in root.replies:
            root.replies.remove(message)
        self.touched(message)

    def touched(self, message: Message) -> None:
        """Tell that a message changed."""
        self.changes.bump(f"messages:{message.channel}")

    def stack(self, user_id: str) -> list[View]:
        """Give a person's open views, bottom first."""
        return self.stacks.get(user_id, [])

    def new_view(self, user_id: str, view: JsonView, *, on: View | None = None) -> View:
        """Make a view, not yet shown; `on` is the one it will lie on."""
        made = View(id=self.ids.of("V"), user=user_id, names=self.names, type=view["type"])
        made.root_view_id = on.root_view_id if on else made.id
        made.previous_view_id = on.id if on else None
        self.fill_view(made, view)
        return made

    def fill_view(self, made: View, view: JsonView) -> None:
        """Give a view new content and a new hash; typed values stay where both ids survive."""
        fresh = not made.hash
        made.fields = view_fields(view)
        made.blocks = self.stored(view["blocks"])
        made.left_behind |= made.values
        made.values = initial_values(made.blocks) if fresh else kept_values(made.blocks, before=made.values)
        made.errors, made.banner = {}, None
        made.hash = self.ids.view_hash()
        self.view_changed(made)

    def show(self, view: View, *, replacing: bool) -> None:
        """Put a view on its person's stack, or alone on a new one."""
        if replacing:
            self.clear(view.user)
        self.stacks.setdefault(view.user, []).append(view)
        self.views[view.id] = view
        self.view_changed(view)

    def remove_view(self, view: View) -> None:
        """Close one view; the one under it shows."""
        if view in self.stack(view.user):
            self.stacks[view.user].remove(view)
        self.views.pop(view.id, None)
        self.view_changed(view)

    def clear(self, user_id: str) -> None:
        """Close a person's whole stack."""
        for view in list(self.stack(user_id)):
            self.remove_view(view)

    def view_changed(self, view: View) -> None:
        """Tell that a view changed."""
        self.changes.bump(f"views:{view.user}")

    def view_json(self, view: View) -> JsonObject:
        """Shape a view as the Web API and interaction payloads do."""
        return {
            "id": view.id,
            "team_id": self.team_id,
            "type": view.type,
            "blocks": view.blocks,
            **view.fields,
            "state": {"values": {block: dict(actions) for block, actions in view.values.items()}},
            "hash": view.hash,
            "previous_view_id": view.previous_view_id,
            "root_view_id": view.root_view_id,
            "app_id": self.app_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }
