"""The small modal behind Reject: an optional reason. Out and back in, side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pausepoint_bot.pauses import Pause
from pausepoint_bot.slack.ids import AnswerMetadata, write_metadata
from pausepoint_bot.slack.limits import INPUT_MAX_LENGTH
from pausepoint_bot.slack.notices import View
from pausepoint_bot.slack.rich_text import rich_text, words
from pausepoint_bot.slack.titles import title_of, view_title
from pausepoint_bot.slack.widgets.elements import plain_text

REJECT_MODAL: Final = "reject"
"""callback_id of the modal."""

_BLOCK: Final = "reason"
_INPUT: Final = "plain_text_input@0"


def render_reject_modal(pause: Pause) -> View:
    """Ask why, before a question is rejected."""
    return {
        "type": "modal",
        "callback_id": REJECT_MODAL,
        "private_metadata": write_metadata(AnswerMetadata(pause=pause.id, generation=0)),
        "title": view_title("Reject"),
        "submit": plain_text("Reject"),
        "close": plain_text("Cancel"),
        "blocks": [
            rich_text([words(title_of(pause.question), bold=True)]),
            {
                "type": "input",
                "block_id": _BLOCK,
                "optional": True,
                "label": plain_text("Reason"),
                "hint": plain_text("The flow stops with it, and it is shown in the message."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _INPUT,
                    "multiline": True,
                    "max_length": INPUT_MAX_LENGTH,
                },
            },
        ],
    }


def read_reason(values: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str | None:
    """Read the reason out of a submitted view's state; None where none was given."""
    reason = values.get(_BLOCK, {}).get(_INPUT, {}).get("value")
    return reason[:INPUT_MAX_LENGTH] if isinstance(reason, str) and reason.strip() else None
