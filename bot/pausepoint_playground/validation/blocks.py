"""The everyday blocks and which surface takes them. Pure.

Figures and surfaces: Slack's Block Kit reference, blocks. The markdown and table blocks are refused in modals, the
alert block everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from pausepoint_playground.validation.element_checks import one_image
from pausepoint_playground.validation.findings import Place, Surface
from pausepoint_playground.validation.newer_blocks import NEWER_BLOCKS
from pausepoint_playground.validation.objects import IMAGE_MEMBERS, plain_text, text
from pausepoint_playground.validation.parents import accessory, action, context_element, input_element
from pausepoint_playground.validation.rich_text import RICH_TEXT
from pausepoint_playground.validation.rules import (
    Check,
    Rule,
    Shape,
    array,
    boolean,
    by_type,
    nothing_known,
    one_of,
    string,
)
from pausepoint_playground.validation.tables import TABLE

MARKDOWN_MOST = 12_000
"""Characters of markdown one message may hold, over all its markdown blocks."""

_BASE: dict[str, Rule] = {"type": nothing_known, "block_id": string(255)}


def _block(members: dict[str, Rule], *checks: Check, required: tuple[str, ...] = ()) -> Shape:
    return Shape(members=_BASE | members, required=required, checks=checks)


def _text_or_fields(block: Mapping[str, object], place: Place) -> None:
    if "text" not in block and "fields" not in block:
        place.refuse("must define either `text` or `fields`")


def _no_dispatch_of_files(block: Mapping[str, object], place: Place) -> None:
    element = block.get("element")
    if isinstance(element, Mapping) and element.get("type") == "file_input" and block.get("dispatch_action"):
        place.at("dispatch_action").refuse("must not be used with a `file_input` element")


_EVERYDAY: dict[str, Rule] = {
    "actions": _block({"elements": array(action, most=25)}, required=("elements",)),
    "alert": _block(
        {"text": text(200), "level": one_of("default", "info", "warning", "error", "success")}, required=("text",)
    ),
    "context": _block({"elements": array(context_element, most=10)}, required=("elements",)),
    "divider": _block({}),
    "header": _block({"text": plain_text(150)}, required=("text",)),
    "image": _block(IMAGE_MEMBERS | {"title": plain_text(2000)}, one_image, required=("alt_text",)),
    "input": _block(
        {
            "label": plain_text(2000),
            "hint": plain_text(2000),
            "element": input_element,
            "optional": boolean,
            "dispatch_action": boolean,
        },
        _no_dispatch_of_files,
        required=("label", "element"),
    ),
    "markdown": _block({"text": string(MARKDOWN_MOST)}, required=("text",)),
    "rich_text": RICH_TEXT,
    "section": _block(
        {"text": text(3000), "fields": array(text(2000), most=10), "accessory": accessory, "expand": boolean},
        _text_or_fields,
    ),
    "table": TABLE,
}
_KNOWN = _EVERYDAY | NEWER_BLOCKS

_EVERYWHERE = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_TAKEN: dict[Surface, frozenset[str]] = {
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | {"carousel", "container", "data_table", "data_visualization", "table"},
    "message": _EVERYWHERE
    | {"carousel", "container", "context_actions", "data_table", "data_visualization", "markdown"}
    | {"plan", "table", "task_card"},
}
_BY_SURFACE = {surface: by_type({kind: _KNOWN[kind] for kind in sorted(taken)}) for surface, taken in _TAKEN.items()}


def block(value: object, place: Place) -> None:
    """Demand a block that the place's surface takes, within its limits."""
    _BY_SURFACE[place.surface](value, place)
