"""What Slack sends, checked for shape at the door: only what the listeners read, everything else is ignored.

Source: Slack's reference of interaction payloads. Whatever does not fit is refused before anything looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Text = Annotated[str, Field(max_length=3000)]
Id = Annotated[str, Field(min_length=1, max_length=255)]
UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,30}$")]
State = Mapping[str, Mapping[str, Mapping[str, object]]]


class Shape(BaseModel):
    """Base of what is read from Slack: frozen, and blind to members it does not name."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class User(Shape):
    """Who did it. Names in payloads are never read."""

    id: UserId
    team_id: Id | None = None


class Team(Shape):
    """A workspace; null in payloads of organisation-wide installations."""

    id: Id


class Channel(Shape):
    """Where a message stands."""

    id: Id


class Container(Shape):
    """What the element stood in."""

    type: Id
    message_ts: Id | None = None
    channel_id: Id | None = None


class ViewState(Shape):
    """What has been typed and chosen so far."""

    values: dict[str, dict[str, dict[str, object]]] = Field(default_factory=dict)


class View(Shape):
    """A modal as the person saw it."""

    id: Id
    hash: Text = ""
    callback_id: Annotated[str, Field(max_length=255)] = ""
    private_metadata: Text = ""
    state: ViewState | None = None
    blocks: list[dict[str, object]] = Field(default_factory=list, max_length=100)

    @property
    def values(self) -> State:
        """The state of every element, by block and action id."""
        return self.state.values if self.state else {}


class Action(Shape):
    """The element that was used."""

    type: Id
    action_id: Id
    block_id: Annotated[str, Field(max_length=255)] = ""
    value: Annotated[str, Field(max_length=3000)] | None = None
    action_ts: Text = ""


class Knock(Shape):
    """What every payload has. `is_enterprise_install` tells of an organisation-wide installation."""

    user: User
    team: Team | None = None
    is_enterprise_install: bool = False


class Click(Knock):
    """Somebody used an element in a message or a modal."""

    type: Literal["block_actions"]
    trigger_id: Text = ""
    response_url: Text = ""
    container: Container
    channel: Channel | None = None
    view: View | None = None
    actions: list[Action] = Field(min_length=1, max_length=100)

    @property
    def channel_id(self) -> str | None:
        """The channel of the message that was clicked."""
        return self.channel.id if self.channel else self.container.channel_id


class Submit(Knock):
    """Somebody submitted a modal."""

    type: Literal["view_submission"]
    trigger_id: Text = ""
    view: View


class Close(Knock):
    """Somebody closed a modal."""

    type: Literal["view_closed"]
    view: View


class Typing(Knock):
    """Somebody types into a list whose options are looked up."""

    type: Literal["block_suggestion"]
    action_id: Id
    block_id: Annotated[str, Field(max_length=255)]
    value: Text = ""
    view: View | None = None


AnyKnock = Click | Submit | Close | Typing

_KNOCK: Final[TypeAdapter[AnyKnock]] = TypeAdapter(Annotated[AnyKnock, Field(discriminator="type")])
_KINDS: Final = frozenset({"block_actions", "view_submission", "view_closed", "block_suggestion"})


class Malformed(Exception):
    """Raised when a payload does not have the shape that Slack documents."""


def read_knock(payload: object) -> AnyKnock | None:
    """Check a payload's shape; None for the kinds that nobody here listens to (shortcuts, commands, events).

    Raises:
        Malformed: it is none of Slack's making, or Slack has changed.
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
        raise Malformed("the payload is no object with a type")
    if payload["type"] not in _KINDS:
        return None
    try:
        return _KNOCK.validate_python(payload)
    except ValidationError as error:
        raise Malformed(_first(error)) from error


def _first(error: ValidationError) -> str:
    """Name the first wrong member, without its value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
