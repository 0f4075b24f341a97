"""The answer modal: one page of a form as a Slack view, with what is wrong above the fields it is wrong in. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from typing import Final

from pausepoint_bot.forms import Fault, Faults, Form, Heading
from pausepoint_bot.slack.fitting import FAULT_BLOCKS, FIXED_BLOCKS, PREVIEW_BYTES
from pausepoint_bot.slack.ids import (
    ANSWER_MODAL,
    BACK,
    SHOW_ALL,
    AnswerMetadata,
    block_id_of,
    read_action_id,
    write_metadata,
)
from pausepoint_bot.slack.items import item_blocks
from pausepoint_bot.slack.limits import (
    ALERT_TEXT,
    HEADER_TEXT,
    SECTION_TEXT,
    VIEW_BLOCKS,
    VIEW_TITLE,
    shorten,
)
from pausepoint_bot.slack.preview import Block, render_preview
from pausepoint_bot.slack.sheet import Sheet, slot_of
from pausepoint_bot.slack.widgets.elements import plain_text
from pausepoint_bot.slack.widgets.question import section

View = dict[str, object]

PREVIEW_CHARACTERS: Final = 1500
_CLOSING: Final = "Closing this form keeps the pages before this one, and loses what you typed on this page."
_FIRST_CLOSING: Final = "Closing this form before Next loses what you typed on this page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose form it is: the pause's id, and the words that stand over it."""

    pause_id: str
    title: str
    preview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a sheet is drawn.

    `generation` must rise whenever the answers standing in it are to replace what was typed; `kept` are the inputs, by
    block id, that keep the action id they have, and with it what Slack holds in them. `note` is told above the fields.
    `draft` is the modal that this one goes on from. `arriving` puts the focus where one should look first: Slack leaves
    a modal scrolled as it was.
    """

    generation: int = 0
    kept: Mapping[str, str] = field(default_factory=dict)
    faults: Faults | None = None
    note: str = ""
    draft: str = ""
    arriving: bool = False


def render_sheet(sheet: Sheet, asked: Asked, drawing: Drawing) -> View:
    """Draw one page of a form. The preview stands over the first one alone."""
    told = _tell(sheet, drawing.faults)
    items = list(_items_blocks(sheet, drawing, told))
    label = "Submit" if sheet.is_last else "Next"
    metadata = AnswerMetadata(
        pause=asked.pause_id,
        generation=drawing.generation,
        page=sheet.page,
        branch=sheet.branch,
        draft=drawing.draft,
    )
    return {
        "type": "modal",
        "callback_id": ANSWER_MODAL,
        "private_metadata": write_metadata(metadata),
        "title": plain_text(shorten(asked.title, VIEW_TITLE)),
        "submit": plain_text(label),
        "close": plain_text("Cancel"),
        "blocks": [
            *(_top_blocks(asked, room=VIEW_BLOCKS - FIXED_BLOCKS - len(items)) if sheet.page == 0 else ()),
            *_progress_blocks(sheet),
            *_note_blocks(drawing.note),
            *(_fault_blocks("\n".join(told.on_top)) if told.on_top else ()),
            *(items or [section(f"There is nothing to fill in. “{label}” is the answer.")]),
            *_back_blocks(sheet),
        ],
    }


def _top_blocks(asked: Asked, *, room: int) -> list[Block]:
    return [*_title_blocks(asked.title), *_preview_blocks(asked.preview, asked.pause_id, room=room)]


def _title_blocks(title: str) -> list[Block]:
    """Show in full the title that the modal's bar has to shorten."""
    if len(title) <= VIEW_TITLE:
        return []
    return [{"type": "header", "text": plain_text(title)} if len(title) <= HEADER_TEXT else section(title)]


def _preview_blocks(preview: str, pause_id: str, *, room: int) -> list[Block]:
    """Show the beginning of the preview; what has no room is behind "Show all"."""
    rendered = render_preview(preview, budget=PREVIEW_CHARACTERS)
    sizes = accumulate(len(json.dumps(block)) for block in rendered.blocks)
    fitting = sum(1 for _ in takewhile(lambda size: size <= PREVIEW_BYTES, sizes))
    blocks = list(rendered.blocks[: max(0, min(room, fitting))])
    if rendered.cut or len(blocks) < len(rendered.blocks):
        button = {"type": "button", "action_id": SHOW_ALL, "text": plain_text("Show all"), "value": pause_id}
        blocks.append({"type": "actions", "block_id": SHOW_ALL, "elements": [button]})
    return [*blocks, {"type": "divider"}] if blocks else []


def _progress_blocks(sheet: Sheet) -> Iterator[Block]:
    """Say which page of how many this is, and what closing the form would lose."""
    if len(sheet.pages) > 1:
        yield {"type": "header", "text": plain_text(f"Page {sheet.page + 1} of {len(sheet.pages)}")}
        yield _small(_CLOSING if sheet.page else _FIRST_CLOSING)


def _note_blocks(note: str) -> Iterator[Block]:
    if note:
        yield {"type": "alert", "level": "info", "text": plain_text(shorten(note, ALERT_TEXT))}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text)]}


def _back_blocks(sheet: Sheet) -> Iterator[Block]:
    if sheet.page > 0:
        button = {"type": "button", "action_id": BACK, "text": plain_text("Back")}
        yield {"type": "actions", "block_id": BACK, "elements": [button]}


def _items_blocks(sheet: Sheet, drawing: Drawing, told: _Told) -> Iterator[Block]:
    """Draw the fields and headings, each field under what is wrong with it."""
    focused = block_id_of(told.first or sheet.fields[0].pointer) if drawing.arriving and sheet.fields else ""
    for item in sheet.items:
        if not isinstance(item, Heading):
            yield from told.above.get(item.pointer, ())
        for block in item_blocks(item, sheet.answers.get(item.pointer), drawing.generation):
            yield _focusing(_keeping(block, drawing.kept), focused)


def _focusing(block: Block, focused: str) -> Block:
    element = block.get("element")
    if not focused or block.get("block_id") != focused or not isinstance(element, dict):
        return block
    return {**block, "element": {**element, "focus_on_load": True}}


def _keeping(block: Block, kept: Mapping[str, str]) -> Block:
    """Leave an input the action id it had, if its element is still of the type that the id names."""
    known = read_action_id(kept.get(str(block.get("block_id")), ""))
    element = block.get("element")
    if known is None or not isinstance(element, dict) or element.get("type") != known[0]:
        return block
    return {**block, "element": {**element, "action_id": kept[str(block["block_id"])]}}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is wrong, and where it is said: above the fields, by pointer, and on top of the page."""

    above: Mapping[str, list[Block]] = field(default_factory=dict)
    on_top: tuple[str, ...] = ()

    @property
    def first(self) -> str | None:
        """The first field with something said above it."""
        return next(iter(self.above), None)


def _tell(sheet: Sheet, faults: Faults | None) -> _Told:
    """Say each fault above its field, as long as there is room; the others, and those of other pages, on top."""
    if faults is None:
        return _Told()
    above: dict[str, list[Block]] = {field.pointer: [] for field in sheet.fields}
    count, room, homeless = 0, FAULT_BLOCKS, []
    for fault in faults.errors:
        owner, blocks = _owner(fault.pointer, above), list(_fault_blocks(fault.message))
        if owner is None or len(blocks) > room:
            homeless.append(with_title(sheet.form, fault))
        else:
            above[owner] += blocks
            count, room = count + 1, room - len(blocks)
    look = ("One answer needs another look.",) if count == 1 else (f"{count} answers need another look.",) * bool(count)
    return _Told(above={pointer: blocks for pointer, blocks in above.items() if blocks}, on_top=(*look, *homeless))


def _owner(pointer: str, fields: Collection[str]) -> str | None:
    """Find the field that a place inside its value belongs to."""
    while pointer and pointer not in fields:
        pointer = pointer.rpartition("/")[0]
    return pointer if pointer in fields else None


def _fault_blocks(text: str) -> Iterator[Block]:
    """Say what is wrong: in an alert, and in full below it where the alert is too short."""
    yield {"type": "alert", "level": "error", "text": plain_text(shorten(text, ALERT_TEXT))}
    if len(text) > ALERT_TEXT:
        yield section(shorten(text, SECTION_TEXT))


def with_title(form: Form, fault: Fault) -> str:
    """Say what is wrong where the field it is about is not in sight."""
    field_ = form.field_at(fault.pointer)
    return f"{field_.title}: {fault.message}" if field_ else fault.message


def kept_inputs(before: Sheet, after: Sheet, drawn: Mapping[str, str]) -> dict[str, str]:
    """Find the inputs that may keep their action ids: those that ask on both sheets the same at the same place.

    `drawn` are the action ids that stand in the view, by block id.
    """
    stood = {slot_of(before.form, field) for field in before.fields}
    staying = (block_id_of(field.pointer) for field in after.fields if slot_of(after.form, field) in stood)
    return {block_id: drawn[block_id] for block_id in staying if block_id in drawn}
