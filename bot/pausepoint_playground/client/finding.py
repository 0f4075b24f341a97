"""Finding elements as a person does: by label; or, where labels do not tell, by id. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.element_states import MEMBER_OF
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.normalise import elements_of

Found = tuple[tuple[str, str], JsonObject]
"""The two ids of an element, and the element."""


def find_input(blocks: list[JsonObject], wanted: str) -> Found:
    """Find a stateful element by its input's label, its block_id, its action_id or its placeholder."""
    known: list[str] = []
    for block, element in _pairs(blocks):
        if element["type"] not in MEMBER_OF:
            continue
        names = _names(block, element)
        if wanted in names:
            return (block["block_id"], element["action_id"]), element
        known.append(names[0])
    raise SlackClientError("no_such_input", f"no input {wanted!r}; there is {_listed(known)}")


def find_button(blocks: list[JsonObject], wanted: str) -> tuple[tuple[str, str], JsonObject, JsonObject]:
    """Find a button by its label or action_id, or an overflow option by its label; gives ids, element and state."""
    known: list[str] = []
    for block, element in _pairs(blocks):
        ids = (block["block_id"], element["action_id"])
        if element["type"] in {"button", "workflow_button"}:
            if wanted in {element["text"]["text"], element["action_id"]}:
                return ids, element, {"type": element["type"]}
            known.append(element["text"]["text"])
        elif element["type"] == "overflow":
            for option in element["options"]:
                if option["text"]["text"] == wanted:
                    return ids, element, {"type": "overflow", "selected_option": option}
                known.append(option["text"]["text"])
    raise SlackClientError("no_such_button", f"no button {wanted!r}; there is {_listed(known)}")


def block_of_label(blocks: list[JsonObject], wanted: str) -> str:
    """Find a block's id by its input's label, or take an id as it is."""
    return find_input(blocks, wanted)[0][0]


def _pairs(blocks: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    return ((block, element) for block in blocks for element in elements_of(block))


def _names(block: JsonView, element: JsonView) -> list[str]:
    texts = [block.get("label"), block.get("text"), element.get("placeholder")]
    return [*(text["text"] for text in texts if text), block["block_id"], element["action_id"]]


def _listed(known: list[str]) -> str:
    return ", ".join(map(repr, known)) or "none"
