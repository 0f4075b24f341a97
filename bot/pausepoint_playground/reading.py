"""What a person reads in blocks: their text, their buttons' labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pausepoint_playground.json_values import JsonView
from pausepoint_playground.normalise import elements_of

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LABELLED = re.compile(r"<[^>|]+\|([^>]*)>")
_BARE = re.compile(r"<((?:https?|mailto):[^>|]+)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NAMED = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "broadcast": ("@", "range"),
    "channel": ("#", "channel_id"),
}
_SHOWN = ("text", "fallback", "url", "format", "value")
_HIDDEN = frozenset(
    {"type", "block_id", "action_id", "value", "style", "url", "image_url", "confirm", "accessibility_label"}
)


def plain(text: str, names: Mapping[str, str]) -> str:
    """Read mrkdwn text as shown: names for mentions, labels for links, entities undone."""
    text = _MENTION.sub(lambda found: "@" + names.get(found[1], found[1]), text)
    text = _BARE.sub(r"\1", _LABELLED.sub(r"\1", _DATE.sub(r"\1", text)))
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def text_of_blocks(blocks: list[JsonView], names: Mapping[str, str]) -> str:
    """Read all text that blocks show, one line per block part."""
    return "\n".join(line for block in blocks for line in _texts(block, names))


def buttons_of(blocks: list[JsonView]) -> list[str]:
    """List the labels of the buttons, in order."""
    return [
        element["text"]["text"]
        for block in blocks
        for element in elements_of(block)
        if element["type"] in {"button", "workflow_button"}
    ]


def _texts(part: object, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item, names)
    elif isinstance(part, Mapping):
        yield from _of_object(part, names)


def _of_object(part: JsonView, names: Mapping[str, str]) -> Iterator[str]:
    kind = part.get("type")
    if kind in {"plain_text", "markdown", "raw_text", "raw_number"}:
        yield str(part["text"])
    elif kind == "mrkdwn":
        yield plain(part["text"], names)
    elif kind in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
        yield "".join(_inline(item, names) for item in part["elements"])
    elif kind == "image":
        yield part.get("alt_text", "")
    else:
        for key, item in part.items():
            if key not in _HIDDEN:
                yield from _texts(item, names)


def _inline(part: JsonView, names: Mapping[str, str]) -> str:
    kind = part["type"]
    if kind in _NAMED:
        sign, member = _NAMED[kind]
        return sign + names.get(part[member], part[member])
    if kind == "emoji":
        return f":{part['name']}:"
    return str(
        next((part[member] for member in ("text", "fallback", "url", "format", "value") if part.get(member)), "")
    )
