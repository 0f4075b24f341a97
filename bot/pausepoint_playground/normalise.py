"""What Slack makes of blocks before it stores and echoes them. Pure; new ids come from an argument.

Slack fills in `block_id` and `action_id`, `emoji: true` on plain_text, `verbatim: false` on mrkdwn, and an input's
`optional` and `dispatch_action`. What was sent is therefore never equal to what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pausepoint_playground.json_values import JsonObject, JsonView

_UNTYPED_PARENTS = frozenset({"rich_text", "markdown", "table", "data_table"})
_STATIC = frozenset({"image", "plain_text", "mrkdwn"})


def normalised(value: Any) -> Any:
    """Copy a JSON value with every text object completed."""
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    copy = {key: normalised(item) for key, item in value.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy


def normalised_blocks(blocks: list[JsonObject], new_id: Callable[[], str]) -> list[JsonObject]:
    """Copy blocks as Slack stores them, every block and element with its id."""
    return [_block(block, new_id) for block in blocks]


def elements_of(block: JsonView) -> list[JsonObject]:
    """List the elements of a block that a person can use, in order."""
    if block.get("type") == "input":
        return [block["element"]]
    if block.get("type") == "section":
        accessory = block.get("accessory")
        return [] if accessory is None or accessory.get("type") in _STATIC else [accessory]
    if block.get("type") in {"actions", "context_actions"}:
        return [element for element in block.get("elements", []) if element.get("type") not in _STATIC]
    if block.get("type") == "card":
        return list(block.get("actions", []))
    return []


def _block(block: JsonObject, new_id: Callable[[], str]) -> JsonObject:
    kept: JsonObject = dict(block) if block.get("type") in _UNTYPED_PARENTS else normalised(block)
    stored: JsonObject = {"type": kept.pop("type"), "block_id": kept.pop("block_id", None) or new_id(), **kept}
    if stored["type"] == "input":
        stored.setdefault("optional", False)
        stored.setdefault("dispatch_action", False)
    for element in elements_of(stored):
        element.setdefault("action_id", new_id())
    for child in ("child_blocks", "elements") if stored["type"] in {"container", "carousel"} else ():
        if child in stored:
            stored[child] = normalised_blocks(stored[child], new_id)
    return stored
