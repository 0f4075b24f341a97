"""Slack's published limits by name, and the one way to shorten a text for display.

Here live figures and the cutting of text, nothing that builds a block. All lengths are characters unless the name
says bytes. Source, unless a line says otherwise: Slack's Block Kit reference and the reference pages of the views and
chat methods (docs.slack.dev).
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Surfaces.
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
BLOCK_ID: Final = 255
ACTION_ID: Final = 255

# Text objects and the blocks that show them. A text object may never be empty.
TEXT_OBJECT: Final = 3000
SECTION_TEXT: Final = 3000
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
ALERT_TEXT: Final = 200
IMAGE_ALT_TEXT: Final = 2000

# Input blocks.
LABEL: Final = 2000
HINT: Final = 2000
PLACEHOLDER: Final = 150
INITIAL_VALUE: Final = 3000  # of a plain_text_input; its max_length is at most the same
INPUT_MAX_LENGTH: Final = 3000

# Choices.
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
OPTION_GROUP_LABEL: Final = 75
FEW_OPTIONS: Final = 10  # radio_buttons, checkboxes
SELECT_OPTIONS: Final = 100  # static selects, one option group, one answer to an external select
OPTION_GROUPS: Final = 100
OVERFLOW_OPTIONS: Final = 5

# Buttons and the confirmation dialog.
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
BUTTON_URL: Final = 3000
ACCESSIBILITY_LABEL: Final = 75
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

# Views.
VIEW_TITLE: Final = 24
VIEW_SUBMIT: Final = 24
VIEW_CLOSE: Final = 24
PRIVATE_METADATA: Final = 3000
CALLBACK_ID: Final = 255
EXTERNAL_ID: Final = 255
# Slack answers view_too_large above 250 kB without saying how it counts; this leaves room for every way to count.
VIEW_BYTES: Final = 200_000

# Rich text. Slack publishes no total length and no address length; these take its section and button limits.
LIST_INDENT: Final = 8
RICH_TEXT_BLOCK: Final = 3000
LINK_URL: Final = 3000

# Messages. chat.update refuses more than this with msg_too_long, and counts UTF-8 bytes (measured by third parties).
MESSAGE_TEXT_BYTES: Final = 4000
# The whole of a message's blocks; above about 13,000 Slack answers msg_blocks_too_long (measured by third parties).
MESSAGE_BLOCKS_TEXT: Final = 12_000

ELLIPSIS: Final = "…"

_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_FLAG_TAGS: Final = range(0xE0020, 0xE0080)


def shorten(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, ending with an ellipsis when something was left out.

    The cut never falls inside a character as a person sees it (an accent stays on its letter, a family emoji stays
    whole), and a text that was not empty never becomes empty.

    Raises:
        ValueError: `limit` is below 1, so that nothing could be shown.
    """
    if limit < 1:
        raise ValueError(f"a text cannot be shortened to {limit} characters; the limit must be at least 1")
    if len(text) <= limit:
        return text
    return text[: safe_cut(text, limit - 1)].rstrip() + ELLIPSIS


def safe_cut(text: str, at: int) -> int:
    """Find the last place at or before `at` where the text may be cut without splitting a visible character.

    A single visible character longer than `at` is cut all the same, so the answer is 0 only for `at` 0.
    """
    if at >= len(text):
        return len(text)
    place = at
    while place > 0 and _joins(text, place):
        place -= 1
    return place or at


def _joins(text: str, place: int) -> bool:
    """Tell whether the characters on both sides of a place are seen as one."""
    before, after = text[place - 1], text[place]
    if _JOINER in {before, after} or unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return True
    if ord(after) in _SKIN_TONES or ord(after) in _FLAG_TAGS or (before == "\r" and after == "\n"):
        return True
    return ord(after) in _FLAG_LETTERS and _flag_letters_before(text, place) % 2 == 1


def _flag_letters_before(text: str, place: int) -> int:
    """Count the regional indicators that end at a place; a flag is made of two."""
    start = place
    while start > 0 and ord(text[start - 1]) in _FLAG_LETTERS:
        start -= 1
    return place - start
