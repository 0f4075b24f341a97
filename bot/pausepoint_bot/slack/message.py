"""The one message of a pause, rebuilt from its state each time: the question, and how it ended. Pure.

No text of a flow or a person can ping anyone: it stands in rich_text or plain_text, which Slack never reads for
mentions, and the top-level text is escaped. Mentioned are the approvers alone, while the question waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.forms import Form
from pausepoint_bot.pauses import Held, Pause, Question
from pausepoint_bot.slack.audience import Audience
from pausepoint_bot.slack.buttons import row_of, show_all_button, waiting_buttons
from pausepoint_bot.slack.limits import HEADER_TEXT, MESSAGE_TEXT_BYTES, shorten
from pausepoint_bot.slack.outcome import headline, outcome_block
from pausepoint_bot.slack.preview import Block, render_preview
from pausepoint_bot.slack.preview.spans import visible
from pausepoint_bot.slack.rich_text import Piece, linked, mention, moment, rich_text, words
from pausepoint_bot.slack.titles import title_of
from pausepoint_bot.slack.widgets.elements import plain_text

PREVIEW_CHARS: Final = 1_500
"""How much of a preview stands above the buttons; the rest is behind "Show all"."""

_BROADCAST: Final = re.compile(r"@(?=here|channel|everyone)", re.IGNORECASE)
_ANYONE: Final = "Any full member of this workspace may decide."


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is posted: blocks, and a text that stands for them in notifications and for screen readers."""

    text: str
    blocks: list[Block]


def render_message(pause: Pause, form: Form | None, audience: Audience) -> Message:
    """Show the pause as it stands. `form` is the question's, None for a plain approval."""
    question = pause.question
    preview = render_preview(question.preview, budget=PREVIEW_CHARS)
    blocks = [*_heading(question), *_asked_by(question, audience), *preview.blocks]
    if pause.has_ended or isinstance(pause.status, Held):
        blocks += [row_of(show_all_button(question))] if preview.cut else []
        blocks += [{"type": "divider"}, outcome_block(pause.status, form)]
    else:
        blocks += [_for_whom(pause, audience), waiting_buttons(question, form, cut=preview.cut)]
    return Message(text=summary(pause, form, audience), blocks=blocks)


def summary(pause: Pause, form: Form | None, audience: Audience) -> str:
    """Say the message in one line, escaped, within what chat.update takes."""
    title = title_of(pause.question)
    if pause.has_ended or isinstance(pause.status, Held):
        line = f"{title}: {headline(pause.status, form)}"
    else:
        asker = audience.requester or (pause.question.flow.name if pause.question.flow else None)
        line = f"{asker} asks: {title}" if asker else title
    return escaped(line)


def escaped(line: str) -> str:
    """Make a text harmless as mrkdwn: no entity, no mention, no broadcast; and cut it to what Slack takes."""
    line = _BROADCAST.sub("@\u2060", " ".join(visible(line).split()))
    while True:
        escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if len(escaped.encode()) <= MESSAGE_TEXT_BYTES:
            return escaped
        line = shorten(line, len(line) * 3 // 4)


def _heading(question: Question) -> Iterator[Block]:
    title = title_of(question)
    if len(title) <= HEADER_TEXT and not set(title) & set("<>&"):
        yield {"type": "header", "text": plain_text(title)}
    else:
        yield rich_text([words(title, bold=True)])


def _asked_by(question: Question, audience: Audience) -> Iterator[Block]:
    pieces: list[Piece] = []
    if audience.requester:
        pieces += [words("Asked by "), words(audience.requester, bold=True)]
    if question.flow:
        pieces += [words(" · flow " if pieces else "Flow "), *linked(question.flow.name, question.flow.url)]
        pieces += [words(f" · run {question.flow.run_id}")] if question.flow.run_id else []
    if pieces:
        yield rich_text(pieces)


def _for_whom(pause: Pause, audience: Audience) -> Block:
    """Say who may decide, and until when."""
    lines: list[list[Piece]] = [_approvers(audience) or [words(_ANYONE)]]
    if pause.deadline is not None:
        lines.append([words("Answer by "), moment(pause.deadline)])
    return rich_text(*lines)


def _approvers(audience: Audience) -> list[Piece]:
    named = [*(mention(user) for user in audience.mentions), *(words(other) for other in audience.others)]
    if not named:
        return []
    row: list[Piece] = [words("For " if len(named) == 1 else "For any one of ")]
    for index, piece in enumerate(named):
        row += [words(", "), piece] if index else [piece]
    return row
