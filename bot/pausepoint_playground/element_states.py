"""The state of elements, in the shape of Slack's `state.values`: initial, kept, and checked. Pure.

Shapes: Slack's reference for view_submission payloads. Every stateful element is reported, also untouched ones: an
empty single value is null, an empty multiple one [].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.normalise import elements_of
from pausepoint_playground.validation.element_checks import all_options

Values: TypeAlias = dict[str, dict[str, JsonObject]]

MEMBER_OF: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}
"""Per element type: the member that holds its state, and the member that presets it."""

_MULTIPLE = frozenset(kind for kind in MEMBER_OF if kind.startswith("multi_")) | {"checkboxes", "file_input"}
_TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_FORMATS = {"datepicker": r"\d{4}-\d\d-\d\d", "timepicker": r"([01]\d|2[0-3]):[0-5]\d"}


def is_multiple(kind: str) -> bool:
    """Tell whether elements of this type hold a list."""
    return kind in _MULTIPLE


def initial_state(element: JsonView) -> JsonObject:
    """Give an element's state before anyone touched it."""
    kind = element["type"]
    member, preset = MEMBER_OF[kind]
    value = element.get(preset)
    if value is None or value == "":
        value = [] if is_multiple(kind) else None
    return _with_timezone(element, {"type": kind, member: value})


def initial_values(blocks: list[JsonObject]) -> Values:
    """Give the state of all stateful elements of blocks."""
    return kept_values(blocks, before={})


def kept_values(blocks: list[JsonObject], *, before: Values) -> Values:
    """Give the state after blocks were replaced: what was there stays under equal block_id and action_id.

    Slack does so even where the new element brings another initial value, which it then ignores.
    """
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in MEMBER_OF:
                continue
            old = before.get(block["block_id"], {}).get(element["action_id"])
            kept = old if old is not None and old["type"] == element["type"] else initial_state(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def state_refusal(element: JsonView, state: JsonView) -> str | None:
    """Say why Slack's client could not produce this state for the element; None if it could."""
    kind = element["type"]
    if kind not in MEMBER_OF or state.get("type") != kind:
        return f"a {kind} holds no state of type {state.get('type')}"
    member = MEMBER_OF[kind][0]
    if member not in state:
        return f"the state of a {kind} needs `{member}`"
    value = state[member]
    if is_multiple(kind) and not isinstance(value, list):
        return f"`{member}` must be a list"
    if value is None:
        return None
    return _options_refusal(element, value) if member.startswith("selected_option") else _type_refusal(kind, value)


def clean_state(element: JsonView, state: JsonView) -> JsonObject:
    """Copy a state with exactly the members Slack reports; emptied text is null."""
    kind = element["type"]
    member = MEMBER_OF[kind][0]
    value = state[member]
    if kind in _TEXTS and value == "":
        value = None
    if member.startswith("selected_option"):
        value = _offered(element, value)
    return _with_timezone(element, {"type": kind, member: value})


def _with_timezone(element: JsonView, state: JsonObject) -> JsonObject:
    if element["type"] == "timepicker" and "timezone" in element:
        state["timezone"] = element["timezone"]
    return state


def _type_refusal(kind: str, value: Any) -> str | None:
    if kind == "datetimepicker":
        return None if isinstance(value, int) and not isinstance(value, bool) else "a date and time is a whole number"
    if kind == "rich_text_input":
        return None if isinstance(value, Mapping) and value.get("type") == "rich_text" else "not a rich_text block"
    if is_multiple(kind):
        return None if all(isinstance(item, str | Mapping) for item in value) else "not a list of ids"
    if not isinstance(value, str):
        return f"a {kind} holds text"
    if kind in _FORMATS and not re.fullmatch(_FORMATS[kind], value):
        return f"{value!r} is no value of a {kind}"
    return None


def _options_refusal(element: JsonView, value: Any) -> str | None:
    chosen = value if isinstance(value, list) else [value]
    if not all(isinstance(option, Mapping) and "value" in option for option in chosen):
        return "an option is an object with a value"
    if "external" in element["type"]:
        return None
    offered = {option["value"] for option in _options(element)}
    missing = [option["value"] for option in chosen if option["value"] not in offered]
    return f"no such option: {missing[0]!r}" if missing else None


def _offered(element: JsonView, value: Any) -> Any:
    if value is None or "external" in element["type"]:
        return value
    by_value = {option["value"]: option for option in _options(element)}
    return [by_value[one["value"]] for one in value] if isinstance(value, list) else by_value[value["value"]]


def _options(element: JsonView) -> list[Any]:
    return list(all_options(element))
