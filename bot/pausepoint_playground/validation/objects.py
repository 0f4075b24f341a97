"""Slack's composition objects: texts, options, option groups, confirm dialogs, filters. Pure.

Figures: Slack's Block Kit reference, composition objects.
"""

from __future__ import annotations

from pausepoint_playground.validation.rules import (
    Rule,
    Shape,
    array,
    boolean,
    by_type,
    nothing_known,
    one_of,
    string,
)

COLOUR = one_of("primary", "danger")


def plain_text(most: int) -> Rule:
    """Demand a plain_text object."""
    members = {"type": one_of("plain_text"), "text": string(most), "emoji": boolean}
    return Shape(members=members, required=("type", "text"))


def mrkdwn(most: int) -> Rule:
    """Demand a mrkdwn object."""
    members = {"type": one_of("mrkdwn"), "text": string(most), "verbatim": boolean}
    return Shape(members=members, required=("type", "text"))


def text(most: int) -> Rule:
    """Demand a text object of either type."""
    return by_type({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


OPTION_MEMBERS: dict[str, Rule] = {"value": string(150), "description": plain_text(75)}

OPTION = Shape(members=OPTION_MEMBERS | {"text": plain_text(75)}, required=("text", "value"))
"""An option of a select menu: plain_text only."""

RICH_OPTION = Shape(
    members={"text": text(75), "value": string(150), "description": text(75)}, required=("text", "value")
)
"""An option of checkboxes or radio buttons, whose text may be mrkdwn."""

OVERFLOW_OPTION = Shape(
    members=OPTION_MEMBERS | {"text": plain_text(75), "url": string(3000)}, required=("text", "value")
)
"""An option of an overflow menu, the only place where an option may carry a url."""

OPTION_GROUP = Shape(
    members={"label": plain_text(75), "options": array(OPTION, most=100)}, required=("label", "options")
)

CONFIRM = Shape(
    members={
        "title": plain_text(100),
        "text": plain_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": COLOUR,
    },
    required=("text",),
)

DISPATCH_ACTION_CONFIG = Shape(
    members={"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), most=2)}
)

CONVERSATION_FILTER = Shape(
    members={
        "include": array(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)

SLACK_FILE = Shape(members={"id": string(255), "url": string(3000)})

IMAGE_MEMBERS: dict[str, Rule] = {
    "type": nothing_known,
    "alt_text": string(2000),
    "image_url": string(3000),
    "slack_file": SLACK_FILE,
}
