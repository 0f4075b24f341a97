"""Turning what a test says into an element's state: text, bool, labels, dates, people, channels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.element_states import MEMBER_OF, is_multiple
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.validation.element_checks import all_options
from pausepoint_playground.workspace.people import Person
from pausepoint_playground.workspace.workspace import Workspace


def state_for(workspace: Workspace, element: JsonView, value: object) -> JsonObject:
    """Make the state an element has once the person entered `value`; raises SlackClientError if it cannot hold it."""
    kind = element["type"]
    member = MEMBER_OF[kind][0]
    return {"type": kind, member: _member(workspace, element, value)}


def option_named(options: Iterable[Any], wanted: object) -> JsonObject:
    """Find an option by its label or its value."""
    known = list(options)
    for option in known:
        if wanted in {option["text"]["text"], option["value"]}:
            return dict(option)
    labels = ", ".join(repr(option["text"]["text"]) for option in known)
    raise SlackClientError("no_such_value", f"no option {wanted!r}; there is {labels or 'none'}")


def labels_of(value: object) -> list[object]:
    """Read one or several labels."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _member(workspace: Workspace, element: JsonView, value: object) -> object:
    kind = element["type"]
    if value is None or value == "":
        return [] if is_multiple(kind) else None
    if kind == "checkboxes" and isinstance(value, bool):
        return all_options(element) if value else []
    if MEMBER_OF[kind][0].startswith("selected_option"):
        chosen = [option_named(all_options(element), one) for one in labels_of(value)]
        return chosen if is_multiple(kind) else chosen[0]
    if (named := _NAMED.get(kind.removeprefix("multi_"))) is not None:
        found = [named(workspace, one) for one in labels_of(value)]
        return found if is_multiple(kind) else found[0]
    return _WRITTEN.get(kind, str)(value)


def _person(workspace: Workspace, wanted: object) -> str:
    if isinstance(wanted, Person):
        return wanted.id
    for person in workspace.people.values():
        if wanted in {person.id, person.name}:
            return person.id
    raise SlackClientError("no_such_value", f"no person {wanted!r}")


def _channel(workspace: Workspace, wanted: object) -> str:
    if wanted in workspace.channels:
        return str(wanted)
    if (channel := workspace.channel_named(str(wanted))) is None:
        raise SlackClientError("no_such_value", f"no channel {wanted!r}")
    return channel.id


def _date(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _time(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _moment(value: object) -> object:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    return value


def _rich_text(value: object) -> object:
    if not isinstance(value, str):
        return value
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
    return {"type": "rich_text", "elements": [section]}


_NAMED: dict[str, Callable[[Workspace, object], str]] = {
    "users_select": _person,
    "channels_select": _channel,
    "conversations_select": _channel,
}
_WRITTEN: dict[str, Callable[[object], object]] = {
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "rich_text_input": _rich_text,
}
