"""What a page of a form is made of, as blocks: fields with their inputs, and the headings over nested objects. Pure."""

from __future__ import annotations

from pausepoint_bot.forms import Answer, Field, Heading
from pausepoint_bot.slack.limits import HEADER_TEXT, SECTION_TEXT, shorten
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.rich_text import rich_text, words
from pausepoint_bot.slack.widgets.elements import plain_text
from pausepoint_bot.slack.widgets.question import question_blocks, section


def item_blocks(item: Field | Heading, answer: Answer, generation: int) -> list[Block]:
    """Draw a field with an answer standing in it, or a heading."""
    return _heading_blocks(item) if isinstance(item, Heading) else question_blocks(item, answer, generation)


def _heading_blocks(heading: Heading) -> list[Block]:
    """Set off a nested object; the deeper it is, the smaller its heading."""
    blocks = [_title_block(heading)]
    if heading.description:
        blocks.append(section(shorten(heading.description, SECTION_TEXT)))
    return blocks


def _title_block(heading: Heading) -> Block:
    if heading.level == 1 and len(heading.title) <= HEADER_TEXT:
        return {"type": "header", "text": plain_text(heading.title)}
    return rich_text([words(shorten(heading.title, SECTION_TEXT), bold=True)])
