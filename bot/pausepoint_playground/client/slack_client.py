"""What Slack's own client does for one person: clicks, typing, submits, closing. The page and the tests both use it.

Everything here names elements by their ids; finding them by label is the driver's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from pausepoint_playground.client.checks import client_errors
from pausepoint_playground.client.errors import BANNER, SlackClientError
from pausepoint_playground.client.submission import Submission, SubmitResult
from pausepoint_playground.client.suggestions import offered
from pausepoint_playground.deliveries import payloads
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.deliveries.replies import NoAck
from pausepoint_playground.element_states import MEMBER_OF, clean_state, state_refusal
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.normalise import elements_of
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.views import View

Moment: TypeAlias = Literal["on_character_entered", "on_enter_pressed"]

_TYPED = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}
)


class SlackClient:
    """One person's client. Raises SlackClientError for what the person cannot do."""

    def __init__(self, installation: Installation, courier: Courier, person: Person) -> None:
        self.person = person
        self._installation = installation
        self._workspace = installation.workspace
        self._courier = courier
        self._submission = Submission(installation.workspace, courier)

    @property
    def views(self) -> list[View]:
        """The open modal's views, bottom first."""
        return list(self._workspace.stack(self.person.id))

    def sees(self, channel: Channel) -> bool:
        """Tell whether the person can open a channel: guests and other teams only what they are in."""
        confined = self.person.kind in {"guest", "single_channel_guest", "other_team"}
        return self.person.id in channel.members or not (channel.is_private or confined)

    def message(self, channel_id: str, ts: str) -> Message:
        """Find a message the person sees."""
        channel = self._workspace.channels.get(channel_id)
        if channel is None or not self.sees(channel):
            raise SlackClientError("no_such_channel", f"{self.person.name} sees no channel {channel_id}")
        if (message := self._workspace.find_message(channel_id, ts, user=self.person.id)) is None:
            raise SlackClientError("no_such_message", f"{self.person.name} sees no message {ts} in {channel_id}")
        return message

    def top(self, view_id: str) -> View:
        """Find a view that is on top of the person's modal, the only one they can touch."""
        if not self.views or self.views[-1].id != view_id:
            raise SlackClientError("no_such_view", f"the view {view_id} is not on top for {self.person.name}")
        return self.views[-1]

    async def use_in_message(
        self,
        message: Message,
        ids: tuple[str, str],
        state: JsonView,
        *,
        confirmed: bool = False,
        moment: Moment = "on_character_entered",
    ) -> None:
        """Click, choose or type in a message; returns after the app's answer, where the element asks the app."""
        self._can_act()
        block, element = _element(message.blocks, ids)
        self._check(element, state, confirmed=confirmed)
        if element["type"] in MEMBER_OF:
            state = clean_state(element, state)
            key = (message.channel, message.ts, self.person.id)
            self._workspace.message_values.setdefault(key, {}).setdefault(ids[0], {})[ids[1]] = dict(state)
        if block["type"] == "input" and not _dispatches(block, element, moment):
            return
        payload = payloads.message_action(
            self._installation, self.person, message, block_id=ids[0], used=(element, state)
        )
        await self._send(payload)

    async def set_value(self, view_id: str, ids: tuple[str, str], state: JsonView, *, confirmed: bool = False) -> None:
        """Type or choose in a view; tells the app where the element says so."""
        self._can_act()
        view = self.top(view_id)
        block, element = _element(view.blocks, ids)
        self._check(element, state, confirmed=confirmed)
        state = view.values[ids[0]][ids[1]] = clean_state(element, state)
        view.errors.pop(ids[0], None)
        self._workspace.view_changed(view)
        if block["type"] != "input" or _dispatches(block, element, "on_character_entered"):
            await self._act(view, ids, (element, state))

    def type_all(self, view_id: str, values: Mapping[str, Mapping[str, JsonView]]) -> None:
        """Take everything typed since the last report, without telling the app: what a submit carries along."""
        view = self.top(view_id)
        for block_id, actions in values.items():
            for action_id, state in actions.items():
                element = _element(view.blocks, (block_id, action_id))[1]
                self._check(element, state, confirmed=True)
                view.values[block_id][action_id] = clean_state(element, state)

    async def use_in_view(
        self, view_id: str, ids: tuple[str, str], state: JsonView, *, confirmed: bool = False
    ) -> None:
        """Press a button, or choose from an overflow menu, in a view."""
        self._can_act()
        view = self.top(view_id)
        element = _element(view.blocks, ids)[1]
        if element["type"] in MEMBER_OF:
            await self.set_value(view_id, ids, state, confirmed=confirmed)
            return
        self._check(element, state, confirmed=confirmed)
        await self._act(view, ids, (element, state))

    async def enter(self, view_id: str, ids: tuple[str, str]) -> None:
        """Press Enter in a text input; tells the app where the input asks for it."""
        self._can_act()
        view = self.top(view_id)
        block, element = _element(view.blocks, ids)
        if _dispatches(block, element, "on_enter_pressed"):
            await self._act(view, ids, (element, view.values[ids[0]][ids[1]]))

    async def submit(self, view_id: str) -> SubmitResult:
        """Press Submit: the client's own checks first, then the app's answer within its deadline."""
        self._can_act()
        view = self.top(view_id)
        if view.submit is None:
            raise SlackClientError("no_submit", f"the view {view.title!r} has no submit button")
        if view.busy:
            raise SlackClientError("busy", "the view is being submitted already")
        view.banner, view.errors = None, client_errors(view.blocks, view.values)
        if not view.errors:
            view.busy = True
            self._workspace.view_changed(view)
            try:
                payload = payloads.view_submission(self._installation, self.person, view)
                self._submission.apply(view, await self._courier.interaction(payload))
            finally:
                view.busy = False
        self._workspace.view_changed(view)
        return self._result(view)

    async def close(self, view_id: str, *, everything: bool = False) -> None:
        """Press a view's close button, or the X that closes the whole stack."""
        self._can_act()
        view, views = self.top(view_id), self.views
        cleared = everything or bool(view.fields["clear_on_close"])
        closed = views[0] if cleared else view
        payload = payloads.view_closed(self._installation, self.person, closed, is_cleared=cleared)
        if cleared:
            self._workspace.clear(self.person.id)
        else:
            self._workspace.remove_view(view)
        if closed.fields["notify_on_close"]:
            await self._courier.interaction(payload)

    async def suggest(self, where: View | Message, ids: tuple[str, str], query: str) -> JsonObject:
        """Type into an external select; gives `options` or `option_groups`."""
        self._can_act()
        element = _element(where.blocks, ids)[1]
        least = element.get("min_query_length", 3)
        if len(query) < least:
            raise SlackClientError("query_too_short", f"the menu asks the app from {least} characters on")
        payload = payloads.block_suggestion(self._installation, self.person, where, ids=ids, query=query)
        return offered(await self._courier.interaction(payload), self._courier)

    async def open_home(self) -> View | None:
        """Open the app's Home tab; gives what the app has published there after its answer."""
        self._can_act()
        home = self._workspace.homes.get(self.person.id)
        event: JsonObject = {
            "type": "app_home_opened",
            "user": self.person.id,
            "channel": self._workspace.direct_channel(self.person.id).id,
            "event_ts": self._installation.ids.ts(),
            "tab": "home",
        }
        if home is not None:
            event["view"] = self._workspace.view_json(home)
        if "app_home_opened" in self._installation.bot_events:
            await self.tell(event)
        return self._workspace.homes.get(self.person.id)

    async def tell(self, event: JsonObject) -> None:
        """Let the app know of an event it subscribed to."""
        await self._courier.event(event)

    def _can_act(self) -> None:
        if self.person.kind == "deactivated":
            raise SlackClientError("deactivated", f"{self.person.name} can no longer sign in")
        if self._installation.faults.down:
            raise SlackClientError("down", "Slack is down")

    def _check(self, element: JsonView, state: JsonView, *, confirmed: bool) -> None:
        if element["type"] in MEMBER_OF:
            refusal = state_refusal(element, state)
        elif element["type"] == "overflow":
            refusal = None if state.get("selected_option") in element["options"] else "no such option in the menu"
        else:
            refusal = None if state.get("type") == element["type"] else f"that is no {state.get('type')}"
        if refusal is not None:
            raise SlackClientError("no_such_value", refusal)
        if "confirm" in element and not confirmed:
            raise SlackClientError("confirm", element["confirm"]["text"]["text"])

    async def _act(self, view: View, ids: tuple[str, str], used: tuple[JsonView, JsonView]) -> None:
        payload = payloads.view_action(self._installation, self.person, view, block_id=ids[0], used=used)
        view.banner = None
        await self._send(payload, failed=lambda: self._show_banner(view))

    def _show_banner(self, view: View) -> None:
        view.banner = BANNER
        self._workspace.view_changed(view)

    async def _send(self, payload: JsonObject, *, failed: Callable[[], None] | None = None) -> None:
        reply = await self._courier.interaction(payload)
        if isinstance(reply, NoAck):
            if failed is not None:
                failed()
            raise SlackClientError("banner", f"{BANNER} ({reply.reason})")

    def _result(self, view: View) -> SubmitResult:
        views = self.views
        return SubmitResult(
            errors=dict(view.errors),
            banner=view.banner,
            closed=view not in views,
            view=views[-1] if views else None,
        )


def _element(blocks: list[JsonObject], ids: tuple[str, str]) -> tuple[JsonObject, JsonObject]:
    for block in blocks:
        if block["block_id"] == ids[0]:
            for element in elements_of(block):
                if element["action_id"] == ids[1]:
                    return block, element
    raise SlackClientError("no_such_element", f"nothing with block_id {ids[0]!r} and action_id {ids[1]!r} is shown")


def _dispatches(block: JsonView, element: JsonView, moment: Moment) -> bool:
    if block["type"] != "input" or not block.get("dispatch_action"):
        return False
    if element["type"] not in _TYPED:
        return moment == "on_character_entered"
    config = element.get("dispatch_action_config") or {}
    return moment in config.get("trigger_actions_on", ["on_enter_pressed"])
