"""An independent reading of Slack's limits for the blocks a preview may be made of, and of the text they show.

Written from the Block Kit reference without the product's own constants, so that a wrong constant there is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

Json = dict[str, object]

_STYLES = {"bold", "italic", "strike", "code"}
_RICH_TEXT_PARTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_MEMBERS = {
    "rich_text_section": {"type", "elements"},
    "rich_text_list": {"type", "elements", "style", "indent", "offset", "border"},
    "rich_text_quote": {"type", "elements", "border"},
    "rich_text_preformatted": {"type", "elements", "border", "language"},
    "text": {"type", "text", "style"},
    "link": {"type", "url", "text", "style"},
}


def message_problems(blocks: Sequence[Json]) -> list[str]:
    """List what Slack would refuse in a message made of these blocks."""
    found = list(_blocks_problems(blocks, most=50))
    if sum(map(len, map(text_of_block, blocks))) > 12_000:
        found.append("more than 12,000 characters")
    return found


def view_problems(blocks: Sequence[Json]) -> list[str]:
    """List what Slack would refuse in a modal made of these blocks."""
    found = list(_blocks_problems(blocks, most=100))
    if len(json.dumps(list(blocks)).encode()) >= 200_000:
        found.append("200 kB or more")
    return found


def text_of_block(block: Json) -> str:
    """Give the text a person sees in a block, its parts on lines of their own."""
    match block:
        case {"type": "header", "text": {"text": str(text)}}:
            return text
        case {"type": "rich_text", "elements": list(parts)}:
            return "\n".join(_text_of_part(part) for part in parts)
        case _:
            return ""


def text_of_blocks(blocks: Sequence[Json]) -> str:
    """Give the text a person sees in some blocks."""
    return "\n".join(text_of_block(block) for block in blocks)


def leaves_of_blocks(blocks: Sequence[Json]) -> list[Json]:
    """List the text and link elements of some blocks in their order."""
    return [leaf for block in blocks for part in _list(block.get("elements")) for leaf in _leaves(part)]


def parts_of_blocks(blocks: Sequence[Json]) -> list[Json]:
    """List the sections, lists, quotes and boxes of some blocks in their order."""
    return [part for block in blocks for part in _list(block.get("elements"))]


def _text_of_part(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(_text_of_part(section) for section in _list(part["elements"]))
    return "".join(str(leaf.get("text", leaf.get("url"))) for leaf in _list(part["elements"]))


def _leaves(part: Json) -> list[Json]:
    if part["type"] == "rich_text_list":
        return [leaf for section in _list(part["elements"]) for leaf in _leaves(section)]
    return _list(part["elements"])


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def _blocks_problems(blocks: Sequence[Json], *, most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    for block in blocks:
        match block:
            case {"type": "divider"} if len(block) == 1:
                continue
            case {"type": "header", "text": {"type": "plain_text", "text": str(text), "emoji": False}}:
                if not text.strip() or len(text) > 150:
                    yield f"header of {len(text)} characters"
            case {"type": "rich_text", "elements": list(parts)} if parts and len(block) == 2:
                yield from _rich_text_problems(block, parts)
            case _:
                yield f"unexpected block {json.dumps(block)[:200]}"


def _rich_text_problems(block: Json, parts: list[Json]) -> Iterator[str]:
    if len(text_of_block(block)) - len(parts) > 3000:
        yield "a rich_text block of more than 3,000 characters"
    for part in parts:
        if part.get("type") not in _RICH_TEXT_PARTS:
            yield f"unexpected element {part.get('type')}"
        elif part["type"] == "rich_text_list":
            yield from _list_problems(part)
        else:
            yield from _part_problems(part)


def _list_problems(part: Json) -> Iterator[str]:
    indent, offset = part.get("indent", 0), part.get("offset", 0)
    if part.get("style") not in {"bullet", "ordered"} or not _list(part["elements"]):
        yield "a list without style or items"
    if not isinstance(indent, int) or not 0 <= indent <= 8 or not isinstance(offset, int) or offset < 0:
        yield f"indent {indent}, offset {offset}"
    yield from _member_problems(part)
    for section in _list(part["elements"]):
        if section.get("type") != "rich_text_section":
            yield f"{section.get('type')} in a list"
        yield from _part_problems(section)


def _part_problems(part: Json) -> Iterator[str]:
    yield from _member_problems(part)
    leaves = _list(part.get("elements"))
    if not leaves:
        yield f"an empty {part['type']}"
    for leaf in leaves:
        yield from _leaf_problems(leaf)


def _leaf_problems(leaf: Json) -> Iterator[str]:
    if leaf.get("type") not in {"text", "link"}:
        yield f"unexpected element {leaf.get('type')}"
        return
    yield from _member_problems(leaf)
    text, url, style = leaf.get("text"), leaf.get("url", "https://"), leaf.get("style")
    if not isinstance(text, str) or not text or len(text) > 3000:
        yield f"text {text!r}"
    if not isinstance(url, str) or len(url) > 3000 or not url.lower().startswith(("http://", "https://", "mailto:")):
        yield f"url {url!r}"
    if style is not None and not _is_style(style):
        yield f"style {style!r}"


def _is_style(style: object) -> bool:
    return (
        isinstance(style, dict) and bool(style) and set(style) <= _STYLES and all(on is True for on in style.values())
    )


def _member_problems(part: Json) -> Iterator[str]:
    odd = set(part) - _MEMBERS[str(part["type"])]
    if odd:
        yield f"{part['type']} with {sorted(odd)}"
    if part.get("border", 1) not in {0, 1}:
        yield f"border {part['border']!r}"
