"""Which element may stand in which block, on which surface. Pure.

Slack's Block Kit reference: datetimepicker not on Home, file_input only in modals, rich_text_input not in messages.
"""

from __future__ import annotations

from pausepoint_playground.validation.elements import (
    BUTTONS,
    CHOICES,
    DATES,
    DATETIME,
    FILE_INPUT,
    IMAGE_ELEMENT,
    MULTI_SELECTS,
    RICH_TEXT_INPUT,
    SELECTS,
    TYPED,
)
from pausepoint_playground.validation.findings import Place, Surface
from pausepoint_playground.validation.objects import mrkdwn, plain_text
from pausepoint_playground.validation.rules import Rule, by_type

_PICKED = CHOICES | SELECTS | MULTI_SELECTS | DATES
_ALSO: dict[Surface, dict[str, Rule]] = {
    "message": DATETIME,
    "modal": DATETIME | RICH_TEXT_INPUT,
    "home": RICH_TEXT_INPUT,
}
_FILES: dict[Surface, dict[str, Rule]] = {"message": {}, "modal": FILE_INPUT, "home": {}}
_WORKFLOW = {"workflow_button"}


def accessory(value: object, place: Place) -> None:
    """Demand an element that a section may carry."""
    by_type(_buttons(place.surface) | _PICKED | IMAGE_ELEMENT)(value, place)


def action(value: object, place: Place) -> None:
    """Demand an element of an actions block."""
    by_type(_buttons(place.surface) | _PICKED | _ALSO[place.surface])(value, place)


def input_element(value: object, place: Place) -> None:
    """Demand an element of an input block."""
    by_type(_PICKED | TYPED | _ALSO[place.surface] | _FILES[place.surface])(value, place)


context_element: Rule = by_type({"plain_text": plain_text(3000), "mrkdwn": mrkdwn(3000)} | IMAGE_ELEMENT)
"""A text or an image, as context blocks carry."""


def _buttons(surface: Surface) -> dict[str, Rule]:
    if surface == "message":
        return BUTTONS
    return {kind: rule for kind, rule in BUTTONS.items() if kind not in _WORKFLOW}
