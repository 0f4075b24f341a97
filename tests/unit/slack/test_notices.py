"""The small modals: every one of them is a view that Slack takes, whatever names and reasons it shows."""

from __future__ import annotations

import json

import pytest

from pausepoint.wire import OpenPause, PolicyRequest
from pausepoint_bot.pauses import Expired, Place
from pausepoint_bot.slack.notices import alert, notice, refused_notice, stray_notice, too_late_notice, trouble_notice
from pausepoint_bot.slack.pages import render_page, turned_page
from pausepoint_bot.slack.rejecting import read_reason, render_reject_modal
from pausepoint_playground import validate_view
from tests.support.pauses import NOON, a_pause, a_question

HOSTILE = "<!channel> @here \u202e" + "x" * 400
LONG = OpenPause(
    title=HOSTILE[:500].replace("\n", " "),
    preview="\n\n".join("words " * 300 for _ in range(120)),
    policy=PolicyRequest(approvers=["U1", "ann@example.com", "token:deploy", "odd <@U2>"]),
)


def problems(view):
    return validate_view(json.loads(json.dumps(view)))


@pytest.mark.parametrize(
    "view",
    [
        refused_notice(a_pause(LONG), HOSTILE),
        refused_notice(a_pause(), "Guests may not."),
        too_late_notice(a_pause(LONG), None),
        too_late_notice(a_pause(LONG, status=Expired(at=NOON)), None),
        stray_notice(a_pause(LONG)),
        stray_notice(a_pause(LONG, place=Place(channel="C1", ts="1.1", permalink="https://x.slack.com/archives/C1"))),
        trouble_notice("one", HOSTILE),
        notice(HOSTILE, alert(HOSTILE)),
        render_reject_modal(a_pause(LONG)),
        render_reject_modal(a_pause(OpenPause(title=" "))),
        render_page(a_question(LONG), 0),
        render_page(a_question(LONG), 1),
        render_page(a_question(LONG), 10**6),
        render_page(a_question(), 0),
        render_page(a_question(OpenPause(title=" ", preview=" ")), 0),
    ],
)
def test_slack_takes_it(view):
    assert problems(view) == []


def test_a_refusal_names_the_approvers_by_what_the_flow_gave():
    text = json.dumps(refused_notice(a_pause(LONG), "no"))

    assert '{"type": "user", "user_id": "U1"}' in text
    assert "ann@example.com" in text
    assert '"user_id": "U2"' not in text


def test_pages_can_be_turned_there_and_back_and_hold_everything():
    question = a_question(OpenPause(title="t", preview="\n\n".join(f"Paragraph {n}. " + "x" * 2000 for n in range(60))))
    seen, page, turns = "", 0, 0
    while page is not None and turns < 100:
        view = render_page(question, page)
        seen += json.dumps(view)
        buttons = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
        following = [b for b in (buttons[0] if buttons else []) if b["text"]["text"] == "Next"]
        page, turns = (turned_page(following[0]["action_id"]) if following else None), turns + 1

    assert turns > 2
    assert all(f"Paragraph {n}." in seen for n in range(60))


@pytest.mark.parametrize("action", ["page@", "page@x", "page@-1", "page@1.5", "page@1234567", "other", "page@\u0661"])
def test_what_turns_no_page_is_none(action):
    assert turned_page(action) is None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"reason": {"plain_text_input@0": {"type": "plain_text_input", "value": " too early"}}}, " too early"),
        ({"reason": {"plain_text_input@0": {"type": "plain_text_input", "value": None}}}, None),
        ({"reason": {"plain_text_input@0": {"type": "plain_text_input", "value": "  "}}}, None),
        ({"reason": {"plain_text_input@0": {"value": 5}}}, None),
        ({"reason": {}}, None),
        ({}, None),
    ],
)
def test_a_reason_is_read_where_there_is_one(values, reason):
    assert read_reason(values) == reason
