"""Every published limit of Block Kit: what just fits passes, one more is refused where Slack points."""

from __future__ import annotations

import pytest

from pausepoint_playground import validate_message, validate_view
from tests.unit.playground.blocks import (
    actions,
    ask,
    button,
    context,
    home,
    image,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    with_accessory,
)


def select(**more):
    return {"type": "static_select", **more}


def typed(**more):
    return ask({"type": "plain_text_input", **more})


def confirm(**more):
    return actions(button(confirm={"text": plain(), **more}))


def card(**more):
    return {"type": "card", "body": mrkdwn(), **more}


def table(rows):
    return {"type": "table", "rows": rows}


CELL = {"type": "raw_text", "text": "x"}

# name, a block with n of something, how many fit, where the refusal points
CHARACTERS = [
    ("block_id", lambda n: section(text=plain(), block_id="x" * n), 255, "block_id"),
    ("action_id", lambda n: actions(button(action_id="x" * n)), 255, "elements/0/action_id"),
    ("section text", lambda n: section(text=mrkdwn("x" * n)), 3000, "text/text"),
    ("section field", lambda n: section(fields=[plain("x" * n)]), 2000, "fields/0/text"),
    ("header", lambda n: {"type": "header", "text": plain("x" * n)}, 150, "text/text"),
    ("image alt text", lambda n: image(alt_text="x" * n), 2000, "alt_text"),
    ("image title", lambda n: image(title=plain("x" * n)), 2000, "title/text"),
    ("image url", lambda n: image(image_url="x" * n), 3000, "image_url"),
    ("input label", lambda n: ask({"type": "plain_text_input"}, label=plain("x" * n)), 2000, "label/text"),
    ("input hint", lambda n: ask({"type": "plain_text_input"}, hint=plain("x" * n)), 2000, "hint/text"),
    ("context image alt", lambda n: context(image(alt_text="x" * n)), 2000, "elements/0/alt_text"),
    ("button text", lambda n: actions(button(text=plain("x" * n))), 75, "elements/0/text/text"),
    ("button value", lambda n: actions(button(value="x" * n)), 2000, "elements/0/value"),
    ("button url", lambda n: actions(button(url="x" * n)), 3000, "elements/0/url"),
    (
        "button accessibility label",
        lambda n: actions(button(accessibility_label="x" * n)),
        75,
        "elements/0/accessibility_label",
    ),
    ("button agent prompt", lambda n: actions(button(agent_prompt="x" * n)), 4000, "elements/0/agent_prompt"),
    ("confirm title", lambda n: confirm(title=plain("x" * n)), 100, "elements/0/confirm/title/text"),
    ("confirm text", lambda n: confirm(text=plain("x" * n)), 300, "elements/0/confirm/text/text"),
    ("confirm yes", lambda n: confirm(confirm=plain("x" * n)), 30, "elements/0/confirm/confirm/text"),
    ("confirm no", lambda n: confirm(deny=plain("x" * n)), 30, "elements/0/confirm/deny/text"),
    (
        "option text",
        lambda n: with_accessory(select(options=[option(text="x" * n)])),
        75,
        "accessory/options/0/text/text",
    ),
    ("option value", lambda n: with_accessory(select(options=[option("x" * n)])), 150, "accessory/options/0/value"),
    (
        "option description",
        lambda n: with_accessory(select(options=[option(description=plain("x" * n))])),
        75,
        "accessory/options/0/description/text",
    ),
    (
        "option group label",
        lambda n: with_accessory(select(option_groups=[{"label": plain("x" * n), "options": options(1)}])),
        75,
        "accessory/option_groups/0/label/text",
    ),
    ("placeholder", lambda n: typed(placeholder=plain("x" * n)), 150, "element/placeholder/text"),
    (
        "overflow option url",
        lambda n: with_accessory({"type": "overflow", "options": [option(url="x" * n)]}),
        3000,
        "accessory/options/0/url",
    ),
    ("card title", lambda n: card(title=mrkdwn("x" * n)), 150, "title/text"),
    ("card subtitle", lambda n: card(subtitle=mrkdwn("x" * n)), 150, "subtitle/text"),
    ("card body", lambda n: card(body=mrkdwn("x" * n)), 200, "body/text"),
    ("card subtext", lambda n: card(subtext=mrkdwn("x" * n)), 200, "subtext/text"),
]

ITEMS = [
    ("section fields", lambda n: section(fields=[plain()] * n), 10, "fields"),
    ("context elements", lambda n: context(*[plain()] * n), 10, "elements"),
    ("actions elements", lambda n: actions(*[button() for _ in range(n)]), 25, "elements"),
    ("overflow options", lambda n: with_accessory({"type": "overflow", "options": options(n)}), 5, "accessory/options"),
    (
        "checkboxes options",
        lambda n: with_accessory({"type": "checkboxes", "options": options(n)}),
        10,
        "accessory/options",
    ),
    (
        "radio options",
        lambda n: with_accessory({"type": "radio_buttons", "options": options(n)}),
        10,
        "accessory/options",
    ),
    ("select options", lambda n: with_accessory(select(options=options(n))), 100, "accessory/options"),
    (
        "multi select options",
        lambda n: with_accessory({"type": "multi_static_select", "options": options(n)}),
        100,
        "accessory/options",
    ),
    (
        "option groups",
        lambda n: with_accessory(select(option_groups=[{"label": plain(), "options": options(1)}] * n)),
        100,
        "accessory/option_groups",
    ),
    (
        "options of a group",
        lambda n: with_accessory(select(option_groups=[{"label": plain(), "options": options(n)}])),
        100,
        "accessory/option_groups/0/options",
    ),
    ("card buttons", lambda n: card(actions=[button() for _ in range(n)]), 3, "actions"),
]

MESSAGE_ONLY = [
    ("table rows", lambda n: table([[CELL]] * n), 100, "rows"),
    ("table columns", lambda n: table([[CELL] * n]), 20, "rows/0"),
    ("data table rows", lambda n: {"type": "data_table", "caption": "x", "rows": [[CELL]] * n}, 201, "rows"),
    (
        "carousel cards",
        lambda n: {"type": "carousel", "elements": [card() for _ in range(n)]},
        10,
        "elements",
    ),
    (
        "container children",
        lambda n: {"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}] * n},
        10,
        "child_blocks",
    ),
]

NUMBERS = [
    ("min_length", lambda n: typed(min_length=n), 0, 3000, "element/min_length"),
    ("max_length", lambda n: typed(max_length=n), 1, 3000, "element/max_length"),
    (
        "indent",
        lambda n: rich_text({"type": "rich_text_list", "style": "bullet", "indent": n, "elements": [rich_section()]}),
        0,
        8,
        "elements/0/indent",
    ),
    (
        "border",
        lambda n: rich_text({"type": "rich_text_quote", "border": n, "elements": [{"type": "text", "text": "x"}]}),
        0,
        1,
        "elements/0/border",
    ),
    ("lines", lambda n: ask({"type": "rich_text_input", "max_lines": n}), 1, 100, "element/max_lines"),
    ("files", lambda n: ask({"type": "file_input", "max_files": n}), 1, 10, "element/max_files"),
]


@pytest.mark.parametrize(("_name", "make", "most", "where"), CHARACTERS, ids=[case[0] for case in CHARACTERS])
def test_text_up_to_its_limit_passes_and_one_character_more_is_refused(_name, make, most, where):
    assert validate_message({"blocks": [make(most)]}) == []
    assert validate_message({"blocks": [make(most + 1)]}) == [
        f"must be less than {most + 1} characters [json-pointer:/blocks/0/{where}]"
    ]
    assert validate_view(modal(make(most))) == []


@pytest.mark.parametrize(("_name", "make", "_most", "where"), CHARACTERS, ids=[case[0] for case in CHARACTERS])
def test_empty_text_is_refused_everywhere(_name, make, _most, where):
    assert validate_message({"blocks": [make(0)]}) == [
        f"must be more than 0 characters [json-pointer:/blocks/0/{where}]"
    ]


@pytest.mark.parametrize(("_name", "make", "most", "where"), ITEMS, ids=[case[0] for case in ITEMS])
def test_lists_up_to_their_limit_pass_and_one_item_more_is_refused(_name, make, most, where):
    assert validate_view(modal(make(most))) == []
    assert validate_view(modal(make(most + 1))) == [
        f"no more than {most} items allowed [json-pointer:/view/blocks/0/{where}]"
    ]


@pytest.mark.parametrize(("_name", "make", "_most", "where"), ITEMS, ids=[case[0] for case in ITEMS])
def test_empty_lists_are_refused(_name, make, _most, where):
    assert validate_view(modal(make(0))) == [f"must provide at least 1 items [json-pointer:/view/blocks/0/{where}]"]


@pytest.mark.parametrize(("_name", "make", "most", "where"), MESSAGE_ONLY, ids=[case[0] for case in MESSAGE_ONLY])
def test_blocks_of_messages_keep_their_limits_too(_name, make, most, where):
    assert validate_message({"blocks": [make(most)]}) == []
    assert f"no more than {most} items allowed [json-pointer:/blocks/0/{where}]" in validate_message(
        {"blocks": [make(most + 1)]}
    )


@pytest.mark.parametrize(("_name", "make", "least", "most", "where"), NUMBERS, ids=[case[0] for case in NUMBERS])
def test_numbers_inside_their_range_pass_and_others_are_refused(_name, make, least, most, where):
    at = f"[json-pointer:/view/blocks/0/{where}]"
    assert validate_view(modal(make(least))) == []
    assert validate_view(modal(make(most))) == []
    assert validate_view(modal(make(least - 1))) == [f"must be greater than {least - 1} {at}"]
    assert validate_view(modal(make(most + 1))) == [f"must be less than {most + 1} {at}"]


def test_a_message_holds_fifty_blocks_and_a_view_a_hundred():
    divider = {"type": "divider"}
    assert validate_message({"blocks": [divider] * 50}) == []
    assert validate_message({"blocks": [divider] * 51}) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert validate_view(modal(*[divider] * 100)) == []
    assert validate_view(modal(*[divider] * 101)) == ["no more than 100 items allowed [json-pointer:/view/blocks]"]
    assert validate_view(home(*[divider] * 100)) == []


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_a_views_labels_hold_twenty_four_characters(name):
    assert validate_view(modal(section(), **{name: plain("x" * 24)})) == []
    assert validate_view(modal(section(), **{name: plain("x" * 25)})) == [
        f"must be less than 25 characters [json-pointer:/view/{name}/text]"
    ]


@pytest.mark.parametrize(("name", "most"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)])
def test_a_views_strings_keep_their_limits(name, most):
    assert validate_view(modal(section(), **{name: "é" * most})) == []
    assert validate_view(modal(section(), **{name: "é" * (most + 1)})) == [
        f"must be less than {most + 1} characters [json-pointer:/view/{name}]"
    ]


def test_an_alert_holds_two_hundred_characters():
    assert validate_view(modal({"type": "alert", "text": plain("x" * 200), "level": "error"})) == []
    assert validate_view(modal({"type": "alert", "text": plain("x" * 201)})) == [
        "must be less than 201 characters [json-pointer:/view/blocks/0/text/text]"
    ]


def test_a_table_holds_ten_thousand_characters():
    assert validate_message({"blocks": [table([[{"type": "raw_text", "text": "x" * 5_000}] * 2])]}) == []
    assert validate_message({"blocks": [table([[{"type": "raw_text", "text": "x" * 5_001}] * 2])]}) == [
        "must be less than 10001 characters [json-pointer:/blocks/0/rows]"
    ]
