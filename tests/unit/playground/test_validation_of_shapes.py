"""What Slack refuses beyond limits: wrong places, missing members, unknown members, parts that contradict each other."""

from __future__ import annotations

import pytest

from pausepoint_playground import validate_message, validate_view
from pausepoint_playground.validation import message_findings
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

TEXT = {"type": "plain_text_input"}
DATETIME = {"type": "datetimepicker"}

EVERYWHERE = {
    "actions": actions(button()),
    "card": {"type": "card", "title": mrkdwn()},
    "context": context(plain()),
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain()},
    "image": image(),
    "input": ask(TEXT),
    "rich_text": rich_text(rich_section()),
    "section": section(),
    "video": {"type": "video", "video_url": "u", "thumbnail_url": "u", "alt_text": "x", "title": plain()},
}
CELL = {"type": "raw_text", "text": "x"}
SOMEWHERE = {
    "alert": ({"type": "alert", "text": plain()}, "modal"),
    "markdown": ({"type": "markdown", "text": "x"}, "message"),
    "table": ({"type": "table", "rows": [[CELL]]}, "message home"),
    "data_table": ({"type": "data_table", "caption": "x", "rows": [[CELL], [CELL]]}, "message home"),
    "carousel": ({"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}]}, "message home"),
    "container": ({"type": "container", "title": plain(), "child_blocks": [section()]}, "message home"),
    "context_actions": (
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
        "message",
    ),
    "plan": ({"type": "plan", "title": "x"}, "message"),
    "task_card": ({"type": "task_card", "task_id": "1", "title": "x", "status": "complete"}, "message"),
    "file": ({"type": "file", "external_id": "x", "source": "remote"}, ""),
}


def on(surface, block):
    if surface == "message":
        return validate_message({"blocks": [block]})
    return validate_view(modal(block) if surface == "modal" else home(block))


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize("kind", EVERYWHERE)
def test_these_blocks_stand_on_every_surface(kind, surface):
    assert on(surface, EVERYWHERE[kind]) == []


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize("kind", SOMEWHERE)
def test_other_blocks_stand_only_on_their_surfaces(kind, surface):
    block, surfaces = SOMEWHERE[kind]
    path = "/blocks/0/type" if surface == "message" else "/view/blocks/0/type"
    expected = [] if surface in surfaces else [f"unsupported type: {kind} [json-pointer:{path}]"]
    assert on(surface, block) == expected


@pytest.mark.parametrize(
    ("element", "surfaces"),
    [
        (DATETIME, "message modal"),
        ({"type": "file_input"}, "modal"),
        ({"type": "rich_text_input"}, "modal home"),
        (TEXT, "message modal home"),
    ],
)
@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_some_inputs_stand_only_on_their_surfaces(element, surfaces, surface):
    path = "/blocks/0/element/type" if surface == "message" else "/view/blocks/0/element/type"
    expected = [] if surface in surfaces else [f"unsupported type: {element['type']} [json-pointer:{path}]"]
    assert on(surface, ask(element)) == expected


BAD = [
    (section(expand=True), "must define either `text` or `fields` [json-pointer:/view/blocks/0]"),
    (section(text=None), "must provide an object [json-pointer:/view/blocks/0/text]"),
    ({"type": "divider", "text": plain()}, "invalid additional property: text [json-pointer:/view/blocks/0]"),
    ({"type": "chart"}, "unsupported type: chart [json-pointer:/view/blocks/0/type]"),
    ({"text": plain()}, "missing required field: type [json-pointer:/view/blocks/0]"),
    ("text", "must provide an object [json-pointer:/view/blocks/0]"),
    ({"type": "header", "text": mrkdwn()}, "must be a valid enum value [json-pointer:/view/blocks/0/text/type]"),
    ({"type": "actions"}, "missing required field: elements [json-pointer:/view/blocks/0]"),
    (ask(button()), "unsupported type: button [json-pointer:/view/blocks/0/element/type]"),
    (actions(TEXT), "unsupported type: plain_text_input [json-pointer:/view/blocks/0/elements/0/type]"),
    (with_accessory(TEXT), "unsupported type: plain_text_input [json-pointer:/view/blocks/0/accessory/type]"),
    (with_accessory(DATETIME), "unsupported type: datetimepicker [json-pointer:/view/blocks/0/accessory/type]"),
    (
        with_accessory({"type": "workflow_button", "text": plain(), "workflow": {"trigger": {}}}),
        "unsupported type: workflow_button [json-pointer:/view/blocks/0/accessory/type]",
    ),
    (actions(button(style="loud")), "must be a valid enum value [json-pointer:/view/blocks/0/elements/0/style]"),
    (
        actions(button(confirm={"text": mrkdwn()})),
        "must be a valid enum value [json-pointer:/view/blocks/0/elements/0/confirm/text/type]",
    ),
    (image(slack_file={"id": "F1"}), "must define either `image_url` or `slack_file` [json-pointer:/view/blocks/0]"),
    (
        ask({"type": "number_input"}),
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
    ),
    (
        ask({"type": "number_input", "is_decimal_allowed": True, "min_value": 1}),
        "must be a string [json-pointer:/view/blocks/0/element/min_value]",
    ),
    (
        ask({"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"}),
        "must be a whole number [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    (
        ask({"type": "number_input", "is_decimal_allowed": False, "max_value": "3", "initial_value": "4"}),
        "must be between `min_value` and `max_value` [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    (
        ask({**TEXT, "min_length": 5, "max_length": 4}),
        "`min_length` must not be greater than `max_length` [json-pointer:/view/blocks/0/element]",
    ),
    (
        ask({"type": "datepicker", "initial_date": "2026-13-01"}),
        "invalid format [json-pointer:/view/blocks/0/element/initial_date]",
    ),
    (
        ask({"type": "timepicker", "initial_time": "9:00"}),
        "invalid format [json-pointer:/view/blocks/0/element/initial_time]",
    ),
    (
        ask({"type": "datetimepicker", "initial_date_time": "1767225600"}),
        "must be an integer [json-pointer:/view/blocks/0/element/initial_date_time]",
    ),
    (
        ask({"type": "static_select"}),
        "missing required field: options [json-pointer:/view/blocks/0/element]",
    ),
    (
        ask(
            {
                "type": "static_select",
                "options": options(1),
                "option_groups": [{"label": plain(), "options": options(1)}],
            }
        ),
        "must not define both `options` and `option_groups` [json-pointer:/view/blocks/0/element]",
    ),
    (
        ask({"type": "static_select", "options": options(2), "initial_option": option("0", "other")}),
        "does not match any of the options [json-pointer:/view/blocks/0/element/initial_option]",
    ),
    (
        ask({"type": "checkboxes", "options": options(2), "initial_options": [option("0", "0"), option("9", "9")]}),
        "does not match any of the options [json-pointer:/view/blocks/0/element/initial_options/1]",
    ),
    (
        ask({"type": "static_select", "options": [{"text": mrkdwn(), "value": "a"}]}),
        "must be a valid enum value [json-pointer:/view/blocks/0/element/options/0/text/type]",
    ),
    (
        ask({"type": "static_select", "options": [option(url="https://example.com")]}),
        "invalid additional property: url [json-pointer:/view/blocks/0/element/options/0]",
    ),
    (
        ask({"type": "file_input"}, dispatch_action=True),
        "must not be used with a `file_input` element [json-pointer:/view/blocks/0/dispatch_action]",
    ),
    (
        ask({**TEXT, "dispatch_action_config": {"trigger_actions_on": []}}),
        "must provide at least 1 items [json-pointer:/view/blocks/0/element/dispatch_action_config/trigger_actions_on]",
    ),
    (
        rich_text(rich_section({"type": "text", "text": ""})),
        "must be more than 0 characters [json-pointer:/view/blocks/0/elements/0/elements/0/text]",
    ),
    (
        rich_text({"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_list"}]}),
        "unsupported type: rich_text_list [json-pointer:/view/blocks/0/elements/0/elements/0/type]",
    ),
    (
        rich_text({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]}),
        "unsupported type: user [json-pointer:/view/blocks/0/elements/0/elements/0/type]",
    ),
    (
        {"type": "card", "subtitle": mrkdwn()},
        "must define at least one of `hero_image`, `title`, `actions` or `body` [json-pointer:/view/blocks/0]",
    ),
]


@pytest.mark.parametrize(("block", "refusal"), BAD, ids=[refusal[:70] for _, refusal in BAD])
def test_a_wrong_block_is_refused_in_slacks_words(block, refusal):
    assert validate_view(modal(block)) == [refusal]


GOOD = [
    ask(
        {
            "type": "static_select",
            "options": [{"text": {**plain("A"), "emoji": True}, "value": "a"}],
            "initial_option": option(),
        }
    ),
    ask({"type": "checkboxes", "options": [{"text": mrkdwn("*A*"), "value": "a", "description": mrkdwn("_b_")}]}),
    ask({"type": "multi_conversations_select", "filter": {"include": ["im", "public"]}, "max_selected_items": 2}),
    ask({"type": "external_select", "min_query_length": 0, "initial_option": option()}),
    ask(
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "min_value": "-1.5",
            "max_value": "2",
            "initial_value": "0",
        }
    ),
    ask({**TEXT, "initial_value": "", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}),
    ask({"type": "conversations_select", "response_url_enabled": True, "default_to_current_conversation": True}),
    rich_text(
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 3, "elements": [rich_section()]},
        {"type": "rich_text_preformatted", "language": "python", "elements": [{"type": "text", "text": "x"}]},
        rich_section(
            {"type": "link", "url": "https://example.com", "text": "here", "style": {"bold": True}},
            {"type": "date", "timestamp": 1767225600, "format": "{date}", "fallback": "then"},
            {"type": "user", "user_id": "U1"},
        ),
    ),
]


@pytest.mark.parametrize("block", GOOD)
def test_a_good_block_passes(block):
    assert validate_view(modal(block)) == []


def test_a_modal_needs_title_and_blocks():
    assert validate_view({"type": "modal"}) == [
        "missing required field: title [json-pointer:/view]",
        "missing required field: blocks [json-pointer:/view]",
    ]


def test_an_empty_view_is_refused():
    assert validate_view(modal()) == ["must provide at least 1 items [json-pointer:/view/blocks]"]


def test_a_modal_with_an_input_needs_submit():
    view = modal(section(), ask(TEXT))
    del view["submit"]
    assert validate_view(view) == [
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"
    ]


def test_a_null_label_is_refused_rather_than_taken_for_absent():
    assert validate_view(modal(section(), close=None)) == ["must provide an object [json-pointer:/view/close]"]


def test_unknown_members_of_a_view_are_refused():
    assert validate_view(modal(section(), submit_disabled=True)) == [
        "invalid additional property: submit_disabled [json-pointer:/view]"
    ]


def test_block_ids_are_unique_in_a_payload_and_action_ids_in_a_block():
    twice = [section(text=plain(), block_id="b"), section(text=plain(), block_id="b")]
    assert validate_view(modal(*twice)) == ['`block_id` "b" already exists [json-pointer:/view/blocks/1/block_id]']
    same = actions(button(action_id="a"), button(action_id="a"))
    assert validate_message({"blocks": [same]}) == [
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]'
    ]
    assert validate_view(modal(actions(button(action_id="a")), actions(button(action_id="a")))) == []


def test_only_one_element_may_take_the_focus():
    focused = {**TEXT, "focus_on_load": True}
    assert validate_view(modal(ask(focused), ask(TEXT))) == []
    assert validate_view(modal(ask(focused), ask(focused))) == [
        "only one element can have `focus_on_load` set to true [json-pointer:/view]"
    ]


def test_markdown_is_counted_over_the_whole_message():
    half = {"type": "markdown", "text": "x" * 6_000}
    assert validate_message({"blocks": [half, half]}) == []
    assert validate_message({"blocks": [half, {"type": "markdown", "text": "x" * 6_001}]}) == [
        "must be less than 12001 characters [json-pointer:/blocks/1/text]"
    ]
    assert validate_message({"blocks": [{"type": "markdown", "text": "x" * 12_001}]}) == [
        "must be less than 12001 characters [json-pointer:/blocks/0/text]"
    ]


def test_fifty_blocks_are_counted_after_markdown_is_expanded():
    def headings(count):
        return {"type": "markdown", "text": "\n".join(f"# heading {index}\ntext" for index in range(count))}

    assert validate_message({"blocks": [headings(25)]}) == []
    assert validate_message({"blocks": [headings(26)]}) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_message_holds_one_table():
    table = {"type": "table", "rows": [[CELL]]}
    assert validate_message({"blocks": [table, table]}) == [
        "only one table allowed per message [json-pointer:/blocks/1]"
    ]


def test_a_finding_reads_as_blocks_validate_shapes_it():
    found = message_findings([context(*[plain()] * 11)], pointer="")
    assert [one.as_json() for one in found] == [
        {
            "pointer": "/0/elements",
            "code": "failed_constraint",
            "message": "no more than 10 items allowed",
            "constraint": {"type": "max_items", "expected": 10, "got": 11},
        }
    ]
