"""What people see of a check: the flow's words are shown, tamed, under the fields they are about."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.forms import compile_form
from pausepoint_bot.pauses import (
    Approver,
    Check,
    CheckId,
    CheckState,
    Decided,
    Decision,
    Held,
    Objection,
    Verdict,
    ViewRef,
    Vote,
    move,
)
from pausepoint_bot.slack.after_check import explanation, view_after
from pausepoint_bot.slack.audience import Audience
from pausepoint_bot.slack.message import render_message
from pausepoint_bot.slack.notices import checking_notice, held_notice
from pausepoint_bot.usecases.objections import faults_of
from pausepoint_playground import validate_message, validate_view
from tests.support.pauses import NOON, a_pause

SCHEMA = {
    "type": "object",
    "properties": {
        "start": {"type": "string", "format": "date", "title": "Start"},
        "tags": {"type": "array", "items": {"type": "string"}, "title": "Tags"},
        "note": {"type": "string", "title": "Note"},
    },
    "required": ["start"],
}
HOSTILE = "<!channel> @here <@U123> *bold* &amp; <https://evil.example|ok> :fire:"
FORM = compile_form(SCHEMA, None)
PAUSE = a_pause(OpenPause(title="When?", schema=SCHEMA, check=True))
VOTE = Vote(
    approver=Approver(id="U1", team="T1", name="Ann <!here>"),
    verdict=Verdict.ANSWERED,
    values={"start": "2026-03-01", "tags": ["a", "b"], "note": "mine"},
    reason=None,
    at=NOON,
)
CHECK = Check(id=CheckId("chk_1"), pause=PAUSE.id, vote=VOTE, view=ViewRef(id="V1", generation=4), slow=True)
HELD = move(PAUSE, Held(vote=VOTE, check=CHECK.id))
DECIDED = Decided(
    decision=Decision(verdict=Verdict.ANSWERED, values=VOTE.values, reason=None, by=(VOTE.approver,), at=NOON)
)


def refused(*objections: tuple[str, str]) -> Check:
    return replace(
        CHECK,
        state=CheckState.REFUSED,
        objections=tuple(Objection(pointer=pointer, message=message) for pointer, message in objections),
    )


def text_of(view: object) -> str:
    return json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize(
    ("pointer", "message", "pointed", "said"),
    [
        ("/start", "Too early.", "/start", "Too early."),
        ("/tags/1", "Unknown.", "/tags", "Item 2: Unknown."),
        ("/tags/1/deep", "Unknown.", "/tags", "Item 2: Unknown."),
        ("", "Say more.", "", "Say more."),
        ("/nothing/here", "Hm.", "", "Hm."),
        ("start", "Hm.", "", "Hm."),
        ("/start", "  ", "/start", "The flow does not take this."),
        ("/start", "m" * 2000, "/start", "m" * 999 + "…"),
    ],
)
def test_objections_become_faults_of_the_form(pointer, message, pointed, said):
    (fault,) = faults_of(FORM, [Objection(pointer=pointer, message=message)]).errors

    assert (fault.pointer, fault.message) == (pointed, said)


def test_a_refused_answer_comes_back_with_what_was_typed_and_why_it_was_refused():
    view = view_after(PAUSE, FORM, refused(("/start", f"Too early. {HOSTILE}"), ("", "Say more.")))

    assert view is not None
    assert validate_view(view) == []
    assert "external_id" not in view
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert elements["#/note"]["initial_value"] == "mine"
    assert elements["#/start"]["initial_date"] == "2026-03-01"
    assert all(element["action_id"].endswith("@5") for element in elements.values())
    assert "Say more." in text_of(view)
    alerts = [block for block in view["blocks"] if block["type"] == "alert"]
    assert all(alert["text"]["type"] == "plain_text" for alert in alerts)


def test_a_hundred_objections_of_any_length_still_make_a_view_and_a_message():
    check = refused(*[(f"/{name}", "m" * 2000) for name in ("start", "tags", "note") * 33])

    view = view_after(PAUSE, FORM, check)
    said = explanation(PAUSE, FORM, check)

    assert validate_view(view) == []
    assert validate_message({"text": said.text, "blocks": said.blocks}) == []


@pytest.mark.parametrize(
    ("pause", "check", "title"),
    [
        (HELD, replace(CHECK, state=CheckState.HELD), "Saved"),
        (move(PAUSE, DECIDED), replace(CHECK, state=CheckState.ACCEPTED), "Done"),
        (move(PAUSE, DECIDED), replace(CHECK, state=CheckState.TOO_LATE), "Already settled"),
        (move(PAUSE, DECIDED), refused(("", "no")), "Already settled"),
        (HELD, replace(CHECK, state=CheckState.TOO_LATE), "Saved"),
        (HELD, refused(("", "no")), "Saved"),
    ],
)
def test_every_other_end_is_told(pause, check, title):
    view = view_after(pause, FORM, check)

    assert view is not None
    assert validate_view(view) == []
    assert view["title"]["text"] == title
    assert "submit" not in view


def test_nothing_is_shown_while_nothing_is_known():
    assert view_after(PAUSE, FORM, CHECK) is None


def test_what_waits_is_found_again_by_its_external_id():
    views = [checking_notice(PAUSE.question, external_id="chk_1"), held_notice(HELD, FORM, external_id="chk_1")]

    assert [view["external_id"] for view in views] == ["chk_1", "chk_1"]
    assert [validate_view(view) for view in views] == [[], []]
    assert not any(block["type"] == "input" for view in views for block in view["blocks"])


def test_the_explanation_pings_nobody():
    said = explanation(PAUSE, FORM, refused(("/start", HOSTILE)))

    assert validate_message({"text": said.text, "blocks": said.blocks}) == []
    assert '"type": "user"' not in text_of(said.blocks)
    assert '"type": "broadcast"' not in text_of(said.blocks)
    assert {block["type"] for block in said.blocks} == {"rich_text"}
    assert "<" not in said.text
    assert "• Start: " in text_of(said.blocks)
    assert "The question is open again." in text_of(said.blocks)


def test_the_message_of_a_held_pause_says_whose_answer_waits_and_offers_no_button():
    message = render_message(HELD, FORM, Audience())

    assert validate_message({"text": message.text, "blocks": message.blocks}) == []
    assert "Answer by Ann" in text_of(message.blocks)
    assert "waiting for the flow" in text_of(message.blocks)
    assert '"type": "button"' not in text_of(message.blocks)
    assert "<!here>" not in message.text
