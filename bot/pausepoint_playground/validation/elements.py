"""Every Block Kit element: its members and limits. Pure. Which element may stand where is in `parents.py`.

Figures: Slack's Block Kit reference, block elements.
"""

from __future__ import annotations

from pausepoint_playground.validation import element_checks as checks
from pausepoint_playground.validation.objects import (
    COLOUR,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    IMAGE_MEMBERS,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    RICH_OPTION,
    plain_text,
)
from pausepoint_playground.validation.rich_text import RICH_TEXT
from pausepoint_playground.validation.rules import (
    Check,
    Rule,
    Shape,
    array,
    boolean,
    integer,
    nothing_known,
    string,
)

_ACTION: dict[str, Rule] = {"type": nothing_known, "action_id": string(255)}
_CONFIRM: dict[str, Rule] = {"confirm": CONFIRM}
_FOCUS: dict[str, Rule] = {"focus_on_load": boolean}
_PLACEHOLDER: dict[str, Rule] = {"placeholder": plain_text(150)}
_MENU = _ACTION | _CONFIRM | _FOCUS | _PLACEHOLDER
_TYPED = _ACTION | _FOCUS | _PLACEHOLDER | {"dispatch_action_config": DISPATCH_ACTION_CONFIG}
_MOST: dict[str, Rule] = {"max_selected_items": integer(1)}
_IDS = array(string(255), least=0, most=1000)

_OPTIONS: dict[str, Rule] = {"options": array(OPTION, most=100), "option_groups": array(OPTION_GROUP, most=100)}
_FILTERED: dict[str, Rule] = {"filter": CONVERSATION_FILTER, "default_to_current_conversation": boolean}
_ANSWERED: dict[str, Rule] = {"response_url_enabled": boolean}
_NUMBER = string(50, pattern=r"-?\d+(\.\d+)?", invalid="must be a valid number")


def _element(members: dict[str, Rule], *more: Check, required: tuple[str, ...] = ()) -> Shape:
    return Shape(members=members, required=required, checks=more)


def _choice(members: dict[str, Rule], initial: str) -> Shape:
    return _element(members | {"options": array(RICH_OPTION, most=10)}, checks.initial(initial), required=("options",))


BUTTON = _element(
    _ACTION
    | _CONFIRM
    | {
        "text": plain_text(75),
        "value": string(2000),
        "url": string(3000),
        "accessibility_label": string(75),
        "style": COLOUR,
        "agent_prompt": string(4000),
    },
    required=("text",),
)
_WORKFLOW = Shape(members={"trigger": nothing_known}, required=("trigger",))

BUTTONS: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": _element(_ACTION | _CONFIRM | {"options": array(OVERFLOW_OPTION, most=5)}, required=("options",)),
    "workflow_button": _element(
        _ACTION
        | _CONFIRM
        | {"text": plain_text(75), "workflow": _WORKFLOW, "style": COLOUR, "accessibility_label": string(75)},
        required=("text", "workflow"),
    ),
}

CHOICES: dict[str, Rule] = {
    "checkboxes": _choice(
        _ACTION | _CONFIRM | _FOCUS | {"initial_options": array(RICH_OPTION, most=10)}, "initial_options"
    ),
    "radio_buttons": _choice(_ACTION | _CONFIRM | _FOCUS | {"initial_option": RICH_OPTION}, "initial_option"),
}

SELECTS: dict[str, Rule] = {
    "static_select": _element(
        _MENU | _OPTIONS | {"initial_option": OPTION}, checks.options_or_groups, checks.initial("initial_option")
    ),
    "external_select": _element(_MENU | {"initial_option": OPTION, "min_query_length": integer(0)}),
    "users_select": _element(_MENU | {"initial_user": string(255)}),
    "conversations_select": _element(_MENU | _FILTERED | _ANSWERED | {"initial_conversation": string(255)}),
    "channels_select": _element(_MENU | _ANSWERED | {"initial_channel": string(255)}),
}

MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": _element(
        _MENU | _MOST | _OPTIONS | {"initial_options": array(OPTION, most=100)},
        checks.options_or_groups,
        checks.initial("initial_options"),
    ),
    "multi_external_select": _element(
        _MENU | _MOST | {"initial_options": array(OPTION, most=100), "min_query_length": integer(0)}
    ),
    "multi_users_select": _element(_MENU | _MOST | {"initial_users": _IDS}),
    "multi_conversations_select": _element(_MENU | _MOST | _FILTERED | {"initial_conversations": _IDS}),
    "multi_channels_select": _element(_MENU | _MOST | {"initial_channels": _IDS}),
}

DATES: dict[str, Rule] = {
    "datepicker": _element(
        _MENU | {"initial_date": string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")}
    ),
    "timepicker": _element(
        _MENU | {"initial_time": string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(100)}
    ),
}
DATETIME: dict[str, Rule] = {
    "datetimepicker": _element(
        _ACTION | _CONFIRM | _FOCUS | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    )
}

TYPED: dict[str, Rule] = {
    "plain_text_input": _element(
        _TYPED
        | {
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        checks.lengths,
    ),
    "email_text_input": _element(_TYPED | {"initial_value": string(3000, least=0)}),
    "url_text_input": _element(_TYPED | {"initial_value": string(3000, least=0)}),
    "number_input": _element(
        _TYPED | {"is_decimal_allowed": boolean, "min_value": _NUMBER, "max_value": _NUMBER, "initial_value": _NUMBER},
        checks.numbers,
        required=("is_decimal_allowed",),
    ),
}
RICH_TEXT_INPUT: dict[str, Rule] = {
    "rich_text_input": _element(
        _TYPED | {"initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    )
}
FILE_INPUT: dict[str, Rule] = {
    "file_input": _element(_ACTION | {"filetypes": array(string(50), most=100), "max_files": integer(1, 10)})
}

IMAGE = _element(IMAGE_MEMBERS, checks.one_image, required=("alt_text",))
IMAGE_ELEMENT: dict[str, Rule] = {"image": IMAGE}
