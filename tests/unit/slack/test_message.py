"""The one message of a pause: what it shows while it waits and once it has ended, within Slack's limits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint.wire import FlowRef, OpenPause
from pausepoint_bot.forms import compile_form
from pausepoint_bot.pauses import Approver, Cancelled, Decided, Decision, Expired, Failed, Verdict
from pausepoint_bot.slack.audience import Audience
from pausepoint_bot.slack.message import render_message
from pausepoint_playground import validate_message
from tests.support.pauses import NOON, a_pause

SCHEMA = {
    "type": "object",
    "properties": {
        "approve": {"type": "boolean", "default": False, "title": "Approve"},
        "size": {"enum": ["s", "m"], "default": "s", "title": "Size"},
        "tags": {"type": "array", "items": {"type": "string"}, "default": [], "title": "Tags"},
    },
}
ANN = Approver(id="U1", team="T1", name="Ann")
HOSTILE = "<!channel> @here <@U123> *bold* &amp; <https://evil.example|ok> :fire:"


def elements(message, kind):
    def walk(node):
        if isinstance(node, dict):
            if node.get("type") == kind:
                yield node
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, list):
            for child in node:
                yield from walk(child)

    return list(walk(message.blocks))


def text_of(message):
    return "\n".join(
        [str(leaf["text"]) for leaf in elements(message, "text")]
        + [str(leaf["text"]) for leaf in elements(message, "plain_text")]
    )


def labels(message):
    return [button["text"]["text"] for button in elements(message, "button")]


def shown(request=None, *, schema=None, audience=None, **changes):
    pause = a_pause(request, **changes)
    return render_message(pause, compile_form(schema, None) if schema else None, audience or Audience())


def decided(values=None, *, verdict=Verdict.ANSWERED, reason=None):
    return Decided(decision=Decision(verdict=verdict, values=values, reason=reason, by=(ANN,), at=NOON))


def test_a_plain_approval_has_two_buttons():
    assert labels(shown()) == ["Approve", "Reject…"]


def test_a_bool_with_notes_is_one_tap_and_can_be_opened():
    assert labels(shown(OpenPause(title="t", schema=SCHEMA), schema=SCHEMA)) == ["Approve", "Decline", "With notes…"]


def test_a_lone_bool_needs_no_form():
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    assert labels(shown(OpenPause(title="t", schema=schema), schema=schema)) == ["Approve", "Decline"]


def test_any_other_form_is_opened_and_reject_stands_beside_it_only_where_asked_for():
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}

    assert labels(shown(OpenPause(title="t", schema=schema), schema=schema)) == ["Answer…"]
    assert labels(shown(OpenPause(title="t", schema=schema, rejectable=True), schema=schema)) == ["Answer…", "Reject…"]


def test_every_button_carries_the_pause_and_says_what_it_is_about():
    message = shown(OpenPause(title="Delete 42 runs " * 20))

    for button in elements(message, "button"):
        assert str(button["value"]).startswith("pau_")
        assert "Delete 42 runs" in button["accessibility_label"]
        assert len(button["accessibility_label"]) <= 75


def test_a_long_preview_has_a_button_that_shows_all_of_it_before_and_after():
    request = OpenPause(title="t", preview="words " * 2000)

    assert "Show all" in labels(shown(request))
    assert labels(shown(request, status=decided())) == ["Show all"]


def test_who_asks_and_until_when_is_said_with_a_date_that_slack_localises():
    request = OpenPause(
        title="t", timeout_seconds=3600, flow=FlowRef(name="cleanup", run_id="r1", url="https://x.example/r1")
    )
    message = shown(request, audience=Audience(requester="Bea"))

    assert "Bea" in text_of(message)
    assert [date["timestamp"] for date in elements(message, "date")] == [int((NOON + timedelta(hours=1)).timestamp())]
    assert [(link["text"], link["url"]) for link in elements(message, "link")] == [("cleanup", "https://x.example/r1")]
    assert message.text == "Bea asks: t"


def test_only_confirmed_approvers_are_mentioned_and_only_while_it_waits():
    audience = Audience(mentions=("U1", "U2"), others=("API token deploy",))

    waiting = shown(audience=audience)

    assert [user["user_id"] for user in elements(waiting, "user")] == ["U1", "U2"]
    assert "API token deploy" in text_of(waiting)
    assert elements(shown(audience=audience, status=decided()), "user") == []


def test_a_decision_reads_by_whom_when_and_with_which_values_by_their_labels():
    schema = {
        "type": "object",
        "properties": {
            "approve": {"type": "boolean", "title": "Approve"},
            "size": {"oneOf": [{"const": 1, "title": "Small"}, {"const": 2, "title": "Large"}], "title": "Size"},
            "tags": {"type": "array", "items": {"type": "string"}, "title": "Tags"},
            "none": {"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Limit"},
        },
        "required": ["approve", "size", "tags", "none"],
    }
    values = {"approve": True, "size": 2, "tags": ["a", "b"], "none": None, "extra": {"k": 1}}
    message = shown(OpenPause(title="t", schema=schema), schema=schema, status=decided(values))

    text = text_of(message)
    for words in ("by Ann", "Large", "a, b", "No answer", '{"k": 1}', "extra: "):
        assert words in text
    assert labels(message) == []
    assert int(NOON.timestamp()) in [date["timestamp"] for date in elements(message, "date")]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (decided(), "Approved by Ann"),
        (decided(verdict=Verdict.REJECTED, reason="too early"), "too early"),
        (Expired(at=NOON), "nobody decided in time"),
        (Cancelled(reason="withdrawn", at=NOON), "Withdrawn"),
        (Cancelled(reason="superseded", at=NOON), "newer question"),
        (Cancelled(reason="cancelled", at=NOON), "Cancelled"),
        (Failed(code="x", detail="invite the bot", at=NOON), "invite the bot"),
    ],
)
def test_every_ending_is_said_and_the_question_stays_readable(status, words):
    message = shown(OpenPause(title="Delete 42 runs", preview="**forty-two** of them"), status=status)

    assert words in text_of(message)
    assert "Delete 42 runs" in text_of(message)
    assert "forty-two" in text_of(message)
    assert labels(message) == []


def test_a_decision_whose_values_were_deleted_is_told_as_neither_yes_nor_no():
    status = Decided(decision=replace(decided().decision, forgotten=True))

    message = shown(OpenPause(title="t", schema=SCHEMA), schema=SCHEMA, status=status)

    assert "Answered by Ann" in text_of(message)
    assert "Declined" not in text_of(message)


@pytest.mark.parametrize(("approve", "deed"), [(True, "Approved"), (False, "Declined")])
def test_the_bool_that_decides_names_the_deed(approve, deed):
    message = shown(OpenPause(title="t", schema=SCHEMA), schema=SCHEMA, status=decided({"approve": approve}))

    assert message.text == f"t: {deed} by Ann"


def test_no_text_of_flow_or_person_can_ping():
    status = Decided(
        decision=Decision(
            verdict=Verdict.ANSWERED,
            values={"x": HOSTILE},
            reason=HOSTILE,
            by=(replace(ANN, name=HOSTILE),),
            at=NOON,
        )
    )
    for state in ({}, {"status": status}):
        message = shown(
            OpenPause(title=HOSTILE, preview=HOSTILE, flow=FlowRef(name=HOSTILE, run_id=HOSTILE)),
            audience=Audience(requester=HOSTILE, others=(HOSTILE,)),
            **state,
        )

        assert elements(message, "mrkdwn") == []
        assert elements(message, "user") == elements(message, "broadcast") == elements(message, "markdown") == []
        assert not set("<>") & set(message.text)
        assert "@here" not in message.text


lines = st.text(min_size=1, max_size=500).filter(lambda text: not any(ord(c) < 0x20 for c in text))


@given(
    title=lines,
    name=st.text(max_size=200),
    reason=st.text(max_size=3000),
    value=st.text(max_size=3000),
    preview=st.text(),
)
def test_whatever_comes_in_slack_takes_the_message(title, name, reason, value, preview):
    status = Decided(
        decision=Decision(
            verdict=Verdict.ANSWERED,
            values={f"field {n}": value for n in range(12)},
            reason=reason,
            by=(replace(ANN, name=name),),
            at=NOON,
        )
    )
    request = OpenPause(title=title, preview=preview)
    for message in (shown(request, audience=Audience(requester=name or None)), shown(request, status=status)):
        payload = json.loads(json.dumps({"channel": "C1", "text": message.text, "blocks": message.blocks}))
        assert validate_message(payload) == []
        assert 0 < len(message.text.encode()) <= 4000
