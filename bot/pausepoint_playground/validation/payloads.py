"""Whole views and messages: what only shows when all blocks are seen together. Pure.

Slack's references for view objects and chat.postMessage: 50 blocks per message, 100 per view, unique block ids, an
input block needs `submit`, one focus_on_load, 12,000 characters of markdown over all blocks, one table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pausepoint_playground.validation.blocks import MARKDOWN_MOST, block
from pausepoint_playground.validation.expansion import blocks_from_markdown
from pausepoint_playground.validation.findings import Finding, Place, Surface
from pausepoint_playground.validation.objects import plain_text
from pausepoint_playground.validation.rules import Rule, Shape, array, boolean, one_of, string
from pausepoint_playground.validation.tables import TABLE_CHARACTERS, characters

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

_VIEW: dict[str, Rule] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = Shape(
    members=_VIEW
    | {
        "type": one_of("modal"),
        "title": plain_text(24),
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "blocks": lambda value, place: _blocks(value, place, VIEW_BLOCKS),
    },
    required=("title", "blocks", "type"),
)
_HOME = Shape(
    members=_VIEW | {"type": one_of("home"), "blocks": lambda value, place: _blocks(value, place, VIEW_BLOCKS)},
    required=("blocks", "type"),
)


def view_findings(view: object, *, pointer: str = "/view") -> list[Finding]:
    """Say what Slack would refuse in a view."""
    kind = view.get("type") if isinstance(view, Mapping) else None
    place = Place(surface="home" if kind == "home" else "modal", pointer=pointer)
    if isinstance(view, Mapping) and kind not in {None, "modal", "home"}:
        place.at("type").refuse(f"unsupported type: {kind}", code="unsupported_type")
        return place.findings
    (_HOME if kind == "home" else _MODAL)(view, place)
    if isinstance(view, Mapping) and isinstance(blocks := view.get("blocks"), list):
        if kind == "modal" and "submit" not in view:
            _submit_for_inputs(blocks, place.at("blocks"))
        _one_focus(blocks, place)
    return place.findings


def message_findings(blocks: object, *, pointer: str = "/blocks") -> list[Finding]:
    """Say what Slack would refuse in the blocks of a message."""
    place = Place(surface="message", pointer=pointer)
    _blocks(blocks, place, MESSAGE_BLOCKS, least=0)
    if isinstance(blocks, list):
        _markdown_in_all(blocks, place)
        _one_table(blocks, place)
        _one_focus(blocks, place)
    return place.findings


def _blocks(value: object, place: Place, most: int, *, least: int = 1) -> None:
    array(block, least=least, most=most)(value, place)
    if isinstance(value, list):
        _unique(_ids(value, place, "block_id"), "block_id")
        for index, one in _objects(value):
            elements = one.get("elements")
            if isinstance(elements, list) and one.get("type") in {"actions", "context_actions"}:
                _unique(_ids(elements, place.at(index).at("elements"), "action_id"), "action_id")


def _objects(value: list[Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    return ((index, one) for index, one in enumerate(value) if isinstance(one, Mapping))


def _ids(value: list[Any], place: Place, name: str) -> Iterator[tuple[str, Place]]:
    for index, one in _objects(value):
        if isinstance(found := one.get(name), str):
            yield found, place.at(index).at(name)


def _unique(ids: Iterator[tuple[str, Place]], name: str) -> None:
    seen: set[str] = set()
    for found, place in ids:
        if found in seen:
            place.refuse(f'`{name}` "{found}" already exists', code="duplicate")
        seen.add(found)


def _submit_for_inputs(blocks: list[Any], place: Place) -> None:
    for index, one in _objects(blocks):
        if one.get("type") == "input":
            place.at(index).at("input").refuse("must define `submit` to use an `input` block in modals")


def _one_focus(blocks: list[Any], place: Place) -> None:
    if sum(_focused(one) for _, one in _objects(blocks)) > 1:
        place.refuse("only one element can have `focus_on_load` set to true")


def _focused(one: Mapping[str, Any]) -> int:
    elements = one["elements"] if isinstance(one.get("elements"), list) else []
    parts = [one.get("element"), one.get("accessory"), *elements]
    return sum(isinstance(part, Mapping) and part.get("focus_on_load") is True for part in parts)


def _markdown_in_all(blocks: list[Any], place: Place) -> None:
    texts = {
        index: one["text"]
        for index, one in _objects(blocks)
        if one.get("type") == "markdown" and isinstance(one.get("text"), str)
    }
    total = sum(map(len, texts.values()))
    if len(texts) > 1 and total > MARKDOWN_MOST:
        constraint = ("max_length", MARKDOWN_MOST, total)
        place.at(max(texts)).at("text").refuse(
            f"must be less than {MARKDOWN_MOST + 1} characters", constraint=constraint
        )
    expanded = len(blocks) + sum(blocks_from_markdown(text) - 1 for text in texts.values())
    if len(blocks) <= MESSAGE_BLOCKS < expanded:
        place.refuse(f"no more than {MESSAGE_BLOCKS} items allowed", constraint=("max_items", MESSAGE_BLOCKS, expanded))


def _one_table(blocks: list[Any], place: Place) -> None:
    tables = [(index, one) for index, one in _objects(blocks) if one.get("type") == "table"]
    if len(tables) > 1:
        place.at(tables[1][0]).refuse("only one table allowed per message", code="invalid_attachment")
    if len(tables) > 1 and sum(characters(one.get("rows")) for _, one in tables) > TABLE_CHARACTERS:
        place.refuse(f"must be less than {TABLE_CHARACTERS + 1} characters")


def surface_of(view: Mapping[str, Any]) -> Surface:
    """Tell which surface a view is."""
    return "home" if view.get("type") == "home" else "modal"
