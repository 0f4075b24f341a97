"""How much of a form goes on one page of a modal: Slack's limits, less what stands beside the fields. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.forms import Field, Heading, Page
from pausepoint_bot.forms.fields import JsonText, Lines, Text
from pausepoint_bot.forms.paging import Fits
from pausepoint_bot.slack.items import item_blocks
from pausepoint_bot.slack.limits import INITIAL_VALUE, VIEW_BLOCKS, VIEW_BYTES

PREVIEW_BYTES: Final = 40_000
"""How much of a view its preview may take."""

FIXED_BLOCKS: Final = 9
"""Blocks beside preview and fields: title, "Show all", divider, the page's number, a note on it, Back, an alert and
its text in full, and a note where there is no field."""

FAULT_BLOCKS: Final = 20
"""How many blocks may say what is wrong above the fields; the rest is said on top of the page."""

PAGE_BLOCKS: Final = VIEW_BLOCKS - FIXED_BLOCKS - FAULT_BLOCKS
PAGE_BYTES: Final = VIEW_BYTES - PREVIEW_BYTES - 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an item takes of a view, whatever is typed in it."""

    blocks: int
    bytes: int


def cost_of(item: Field | Heading) -> Cost:
    """Measure an item as it is drawn, blank; text that may be typed in it is counted in full."""
    blocks = item_blocks(item, None, 0)
    typed = INITIAL_VALUE if isinstance(item, Text | Lines | JsonText) else 0
    return Cost(blocks=len(blocks), bytes=len(json.dumps(blocks, ensure_ascii=False).encode()) + typed)


def page_fits() -> Fits:
    """Return what tells whether items have room on one page; it measures each of them once."""
    costs: dict[int, Cost] = {}

    def fits(page: Page) -> bool:
        for item in page:
            if id(item) not in costs:
                costs[id(item)] = cost_of(item)
        drawn = [costs[id(item)] for item in page]
        return sum(cost.blocks for cost in drawn) <= PAGE_BLOCKS and sum(cost.bytes for cost in drawn) <= PAGE_BYTES

    return fits
