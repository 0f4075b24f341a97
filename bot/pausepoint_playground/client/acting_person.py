"""The driver for tests: a person who reads, clicks, fills and submits by the words they see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from pausepoint_playground.client.answers import labels_of, option_named, state_for
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.client.finding import block_of_label, find_button, find_input
from pausepoint_playground.client.slack_client import SlackClient
from pausepoint_playground.client.submission import SubmitResult
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.views import View
from pausepoint_playground.workspace.workspace import Workspace

Found = TypeVar("Found")


class ActingPerson:
    """Someone at Slack. Waits wake on changes; a timeout raises TimeoutError, what cannot be done SlackClientError."""

    def __init__(self, workspace: Workspace, client: SlackClient) -> None:
        self._workspace = workspace
        self._client = client

    @property
    def person(self) -> Person:
        """Who acts."""
        return self._client.person

    @property
    def views(self) -> list[View]:
        """The open modal's views, bottom first."""
        return self._client.views

    @property
    def view(self) -> View | None:
        """The view on top, or None."""
        return self.views[-1] if self.views else None

    def messages(self, channel: str) -> list[Message]:
        """List what this person sees in a channel, oldest first: messages, thread replies, their ephemerals."""
        channel_id = self._channel_id(channel)
        own = [one for one in self._workspace.ephemerals[channel_id].values() if one.only_for == self.person.id]
        seen = [*self._workspace.messages[channel_id].values(), *own]
        return sorted(seen, key=lambda message: message.ts)

    async def wait_until(self, found: Callable[[], Found | None], timeout: float = 10) -> Found:  # noqa: ASYNC109
        """Wait until the function gives something truthy; it is asked again after every change of the workspace."""
        return await self._workspace.changes.until(found, timeout_seconds=timeout)

    async def wait_for_message(self, channel: str, containing: str = "", *, timeout: float = 10) -> Message:  # noqa: ASYNC109
        """Wait for a message in a channel ("#ops" or an id, or "@pausepoint" for the direct one); gives the newest."""

        def newest() -> Message | None:
            seen = reversed(self.messages(channel))
            return next((one for one in seen if containing in one.visible_text or containing in one.text), None)

        topic = f"messages:{self._channel_id(channel)}"
        return await self._workspace.changes.until(newest, topic=topic, timeout_seconds=timeout)

    async def wait_for_view(self, title: str | None = None, *, timeout: float = 10) -> View:  # noqa: ASYNC109
        """Wait until a view is on top: any, or the one with this title."""

        def shown() -> View | None:
            return self.view if self.view and title in {None, self.view.title} else None

        topic = f"views:{self.person.id}"
        return await self._workspace.changes.until(shown, topic=topic, timeout_seconds=timeout)

    async def click(self, message: Message, button: str, *, confirm: bool = True) -> None:
        """Press a button of a message by label or action_id, or an overflow option by label.

        Returns after the app's answer. `confirm=False` declines a confirmation dialog.
        """
        ids, element, state = find_button(self._seen(message).blocks, button)
        if "confirm" in element and not confirm:
            return
        await self._client.use_in_message(message, ids, state, confirmed=True)

    async def choose(self, message: Message, wanted: str, value: object) -> None:
        """Use a menu, picker or input in a message, named by placeholder, label or id."""
        ids, element = find_input(self._seen(message).blocks, wanted)
        state = await self._state(message, ids, element, value)
        await self._client.use_in_message(message, ids, state, confirmed=True)

    async def fill(self, wanted: str, value: object) -> None:
        """Enter a value in the view on top, named by label or id; a type-ahead menu asks the app first."""
        view = self._top()
        ids, element = find_input(view.blocks, wanted)
        state = await self._state(view, ids, element, value)
        await self._client.set_value(view.id, ids, state, confirmed=True)

    async def options(self, wanted: str, query: str) -> list[str]:
        """Type into a type-ahead menu of the view on top; gives the labels on offer."""
        view = self._top()
        ids, _ = find_input(view.blocks, wanted)
        return [option["text"]["text"] for option in _flat(await self._client.suggest(view, ids, query))]

    async def press(self, button: str, *, confirm: bool = True) -> None:
        """Press a button inside the view on top, by label or action_id."""
        view = self._top()
        ids, element, state = find_button(view.blocks, button)
        if "confirm" in element and not confirm:
            return
        await self._client.use_in_view(view.id, ids, state, confirmed=True)

    async def enter(self, wanted: str) -> None:
        """Press Enter in a text input of the view on top."""
        view = self._top()
        await self._client.enter(view.id, find_input(view.blocks, wanted)[0])

    async def submit(self, values: Mapping[str, object] | None = None) -> SubmitResult:
        """Fill the view on top and press its submit button."""
        for wanted, value in (values or {}).items():
            await self.fill(wanted, value)
        return await self._client.submit(self._top().id)

    async def close(self, *, all: bool = False) -> None:  # noqa: A002
        """Close the view on top, or with `all` the whole stack as the X does."""
        await self._client.close(self._top().id, everything=all)

    async def open_home(self) -> View | None:
        """Open the app's Home tab."""
        return await self._client.open_home()

    def error_under(self, wanted: str) -> str | None:
        """Read the error under an input of the view on top."""
        view = self._top()
        return view.errors.get(block_of_label(view.blocks, wanted))

    async def _state(self, where: View | Message, ids: tuple[str, str], element: JsonView, value: object) -> JsonObject:
        if "external_select" not in element["type"] or value in (None, "", []):
            return state_for(self._workspace, element, value)
        chosen = [
            option_named(_flat(await self._client.suggest(where, ids, str(label))), label) for label in labels_of(value)
        ]
        several = element["type"].startswith("multi_")
        member = {"selected_options": chosen} if several else {"selected_option": chosen[0]}
        return {"type": element["type"], **member}

    def _top(self) -> View:
        if self.view is None:
            raise SlackClientError("no_view", f"{self.person.name} has no modal open")
        return self.view

    def _seen(self, message: Message) -> Message:
        return self._client.message(message.channel, message.ts)

    def _channel_id(self, channel: str) -> str:
        if channel.startswith("@"):
            return self._workspace.direct_channel(self.person.id).id
        found = self._workspace.channels.get(channel) or self._workspace.channel_named(channel)
        if found is None or not self._client.sees(found):
            raise SlackClientError("no_such_channel", f"{self.person.name} sees no channel {channel}")
        return found.id


def _flat(offer: JsonObject) -> list[JsonObject]:
    if "options" in offer:
        return list(offer["options"])
    return [option for group in offer["option_groups"] for option in group["options"]]
