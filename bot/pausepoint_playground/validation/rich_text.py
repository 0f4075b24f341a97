"""The rich_text block and its parts. Pure.

Slack's Block Kit reference, rich text block: list indent 0-8, border 0 or 1, offset from 0.
"""

from __future__ import annotations

from pausepoint_playground.validation.rules import (
    Rule,
    Shape,
    array,
    boolean,
    by_type,
    integer,
    nothing_known,
    one_of,
    string,
)

# Slack publishes no total for rich text; this only keeps absurd payloads out of the stand-in.
MOST_PARTS = 10_000

_STYLE = Shape(
    members=dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    )
)


def _inline(required: str, rule: Rule, **more: Rule) -> Shape:
    members: dict[str, Rule] = {"type": nothing_known, "style": _STYLE, required: rule, **more}
    return Shape(members=members, required=(required,))


_TEXT = _inline("text", string(100_000))
_LINK = _inline("url", string(3000), text=string(100_000), unsafe=boolean)
_DATE = Shape(
    members={
        "type": nothing_known,
        "style": _STYLE,
        "timestamp": integer(0),
        "format": string(255),
        "url": string(3000),
        "fallback": string(3000),
    },
    required=("timestamp", "format"),
)
_INLINE = by_type(
    {
        "text": _TEXT,
        "link": _LINK,
        "user": _inline("user_id", string(255)),
        "usergroup": _inline("usergroup_id", string(255)),
        "team": _inline("team_id", string(255)),
        "channel": _inline("channel_id", string(255)),
        "broadcast": _inline("range", one_of("here", "channel", "everyone")),
        "emoji": _inline("name", string(255), unicode=string(255), url=string(3000), skin_tone=integer(1, 6)),
        "color": _inline("value", string(30)),
        "date": _DATE,
    }
)


def _part(elements: Rule, **more: Rule) -> Shape:
    members: dict[str, Rule] = {"type": nothing_known, "elements": array(elements, most=MOST_PARTS), **more}
    return Shape(members=members, required=("elements",))


_BORDER = integer(0, 1)
_SECTION = _part(_INLINE)
_LIST = Shape(
    members={
        "type": nothing_known,
        "elements": array(by_type({"rich_text_section": _SECTION}), most=MOST_PARTS),
        "style": one_of("bullet", "ordered"),
        "indent": integer(0, 8),
        "offset": integer(0),
        "border": _BORDER,
    },
    required=("elements", "style"),
)

RICH_TEXT = Shape(
    members={
        "type": one_of("rich_text"),
        "block_id": string(255),
        "elements": array(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": _LIST,
                    "rich_text_quote": _part(_INLINE, border=_BORDER),
                    "rich_text_preformatted": _part(
                        by_type({"text": _TEXT, "link": _LINK}), border=_BORDER, language=string(100)
                    ),
                }
            ),
            most=MOST_PARTS,
        ),
    },
    required=("type", "elements"),
)
