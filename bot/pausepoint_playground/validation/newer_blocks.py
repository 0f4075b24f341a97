"""The blocks that came with cards, charts and agents. Pure.

Figures: Slack's Block Kit reference; members: the npm package @slack/types 3.2.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from pausepoint_playground.validation.elements import BUTTON, IMAGE
from pausepoint_playground.validation.findings import Place
from pausepoint_playground.validation.objects import CONFIRM, mrkdwn, plain_text, text
from pausepoint_playground.validation.rich_text import RICH_TEXT
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
from pausepoint_playground.validation.tables import DATA_TABLE

_BASE: dict[str, Rule] = {"type": nothing_known, "block_id": string(255)}


def _card_content(card: Mapping[str, object], place: Place) -> None:
    if not {"hero_image", "title", "actions", "body"} & set(card):
        place.refuse("must define at least one of `hero_image`, `title`, `actions` or `body`")
    if "icon" in card and "slack_icon" in card:
        place.refuse("must not define both `icon` and `slack_icon`")


_CARD = Shape(
    members=_BASE
    | {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "slack_icon": Shape(members={"type": nothing_known, "name": string(255)}, required=("name",)),
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "subtext": mrkdwn(200),
        "actions": array(by_type({"button": BUTTON}), most=3),
    },
    checks=(_card_content,),
)

_TASK: dict[str, Rule] = _BASE | {
    "task_id": string(255),
    "title": string(255),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": array(
        Shape(members={"type": one_of("url"), "url": string(3000), "text": string(255)}, required=("url", "text")),
        most=50,
    ),
}
_STATUSES = ("in_progress", "complete", "error")


def _task(*statuses: str) -> Shape:
    return Shape(members=_TASK | {"status": one_of(*statuses)}, required=("task_id", "title", "status"))


_ICON_BUTTON = Shape(
    members={
        "type": nothing_known,
        "action_id": string(255),
        "icon": string(255),
        "text": plain_text(75),
        "accessibility_label": string(75),
        "value": string(2000),
        "visible_to_user_ids": array(string(255), most=1000),
        "confirm": CONFIRM,
    },
    required=("icon", "text"),
)
_FEEDBACK = Shape(
    members={"text": plain_text(75), "accessibility_label": string(75), "value": string(2000)},
    required=("text", "value"),
)
_FEEDBACK_BUTTONS = Shape(
    members={
        "type": nothing_known,
        "action_id": string(255),
        "positive_button": _FEEDBACK,
        "negative_button": _FEEDBACK,
    },
    required=("positive_button", "negative_button"),
)
_VIDEO = Shape(
    members=_BASE
    | {
        "video_url": string(3000),
        "thumbnail_url": string(3000),
        "alt_text": string(2000),
        "title": plain_text(200),
        "title_url": string(3000),
        "author_name": string(50),
        "provider_name": string(50),
        "provider_icon_url": string(3000),
        "description": plain_text(200),
    },
    required=("video_url", "thumbnail_url", "alt_text", "title"),
)


def _container_title(container: Mapping[str, object], place: Place) -> None:
    if "title" not in container and "rich_text_title" not in container:
        place.refuse("must define either `title` or `rich_text_title`")


_CONTAINER = Shape(
    members=_BASE
    | {
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "child_blocks": array(nothing_known, most=10),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    required=("child_blocks",),
    checks=(_container_title,),
)

NEWER_BLOCKS: dict[str, Rule] = {
    "card": _CARD,
    "carousel": Shape(members=_BASE | {"elements": array(by_type({"card": _CARD}), most=10)}, required=("elements",)),
    "container": _CONTAINER,
    "context_actions": Shape(
        members=_BASE
        | {"elements": array(by_type({"icon_button": _ICON_BUTTON, "feedback_buttons": _FEEDBACK_BUTTONS}), most=5)},
        required=("elements",),
    ),
    "data_table": DATA_TABLE,
    "data_visualization": Shape(members=_BASE | {"title": string(50), "chart": nothing_known}, required=("title",)),
    "plan": Shape(
        members=_BASE
        | {"title": string(255), "tasks": array(by_type({"task_card": _task("pending", *_STATUSES)}), most=50)},
        required=("title",),
    ),
    "task_card": _task(*_STATUSES),
    "video": _VIDEO,
}
