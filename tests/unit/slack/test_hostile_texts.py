"""What a hostile author or approver writes, wherever it is shown: it pings nobody, hides nothing, leads nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pausepoint.wire import FlowRef, OpenPause
from pausepoint_bot.forms import Fault, Faults, Form, compile_form
from pausepoint_bot.pauses import Approver, Decided, Decision, Failed, Pause, Status, Verdict
from pausepoint_bot.slack.audience import Audience
from pausepoint_bot.slack.message import render_message
from pausepoint_bot.slack.modal import render_answer_modal
from pausepoint_bot.slack.notices import refused_notice, too_late_notice, trouble_notice
from pausepoint_bot.slack.rich_text import linked
from pausepoint_playground import validate_message, validate_view
from tests.support.pauses import NOON, a_pause

TEXTS = {
    "broadcast": "<!channel> <!here|here> @channel @everyone",
    "mentions": "<@U024BE7LH> <#C024BE91L> <!subteam^S1|@admins>",
    "a link": "<https://evil.example|https://bank.example>",
    "a script": "<javascript:alert(1)|click> [x](javascript:alert(1)) data:text/html,<b>",
    "mrkdwn": "*bold* _it_ ~no~ `code` > quote :tada:",
    "an override": "gnp.\u202eexe \u2066x\u2069",
    "controls": "a\x00b\x1b[31mc\x7f\x85",
    "zero width": "a\u200b\u200d\ufeffb",
    "combining": "Z" + "\u0301" * 60,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "entities": "&lt;!channel&gt; &amp;",
}
HIDING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00, 0x1B, 0x7F, 0x85)}
PINGING = ("mrkdwn", "markdown", "broadcast", "user", "usergroup", "channel", "emoji")
texts = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def every(shown: object, *kinds: str) -> Iterator[dict[str, object]]:
    """Find every object of these types, however deep."""
    if isinstance(shown, dict):
        if shown.get("type") in kinds:
            yield shown
        for value in shown.values():
            yield from every(value, *kinds)
    elif isinstance(shown, list):
        for value in shown:
            yield from every(value, *kinds)


def assert_harmless(shown: object) -> None:
    assert list(every(shown, *PINGING)) == []
    assert [link for link in every(shown, "link") if not str(link["url"]).startswith(("https://", "mailto:"))] == []
    assert [text for text in every(shown, "plain_text") if text["emoji"] is not False] == []
    said = [str(piece["text"]) for piece in every(shown, "text", "plain_text", "link")]
    assert said
    assert [text for text in said if HIDING & set(text)] == []


def a_pause_of(text: str, status: Status | None = None) -> Pause:
    """Return a pause all of whose texts are this one, also where the wire would refuse it."""
    flow = FlowRef.model_construct(name=text, run_id=text, url="https://flows.example/1")
    asked = OpenPause().model_copy(update={"title": text, "preview": text, "flow": flow, "requester": text})
    return a_pause(asked, **({"status": status} if status else {}))


def a_form_of(text: str) -> Form:
    return compile_form(
        {
            "type": "object",
            "title": text,
            "description": text,
            "properties": {
                "a": {"title": text, "description": text, "type": "string"},
                "b": {"title": "B", "description": text, "enum": [text, f"other {text}"]},
                "c": {"title": text, "type": "array", "items": {"enum": [text, f"other {text}"]}, "uniqueItems": True},
                "d": {"title": text, "type": "object", "properties": {"e": {"title": text, "type": "integer"}}},
            },
        },
        None,
    )


def decided(text: str, values: dict[str, object] | None = None) -> Decided:
    by = (Approver(id="U1", team="T1", name=text),)
    return Decided(decision=Decision(verdict=Verdict.ANSWERED, values=values, reason=text, by=by, at=NOON))


@texts
def test_a_message_that_waits_is_harmless(text: str):
    form = a_form_of(text)
    audience = Audience(requester=text, others=(text,))
    message = render_message(a_pause_of(text), form, audience)
    assert_harmless(message.blocks)
    assert not {"<", ">", *HIDING} & set(message.text)
    assert validate_message(json.loads(json.dumps({"text": message.text, "blocks": message.blocks}))) == []


@texts
def test_the_outcome_with_an_approvers_own_words_is_harmless(text: str):
    values = {"a": text, "b": text, "c": [text], "d": {"e": 1}, "unasked": text, text: [text, {text: text}]}
    for status in (decided(text, values), Failed(code="x", detail=text, at=NOON)):
        message = render_message(a_pause_of(text, status), a_form_of(text), Audience(requester=text))
        assert_harmless(message.blocks)
        assert not {"<", ">", *HIDING} & set(message.text)
        assert validate_message(json.loads(json.dumps({"text": message.text, "blocks": message.blocks}))) == []


@texts
def test_the_form_with_its_labels_options_and_errors_is_harmless(text: str):
    faults = Faults(errors=(Fault(pointer="/a", message=text), Fault(pointer="", message=text)))
    view = render_answer_modal(
        a_form_of(text), pause_id="pau_1", title="t", preview=text, answers={"/a": "x"}, errors=faults
    )
    assert_harmless(view)
    assert validate_view(json.loads(json.dumps(view))) == []


@texts
def test_the_small_modals_are_harmless(text: str):
    for view in (
        refused_notice(a_pause_of(text), text),
        too_late_notice(a_pause_of(text, decided(text)), None),
        trouble_notice(text),
    ):
        assert_harmless(view)
        assert validate_view(json.loads(json.dumps(view))) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cleanup", ["cleanup"]),
        ("prefect.example", ["prefect.example"]),
        ("https://bank.example", ["https://bank.example", " (prefect.example)"]),
        ("Login at bank.example", ["Login at bank.example", " (prefect.example)"]),
        ("ba\u200bnk.example", ["ba\u200bnk.example", " (prefect.example)"]),
    ],
)
def test_a_flows_name_cannot_pretend_to_lead_elsewhere(name: str, shown: list[str]):
    assert [piece["text"] for piece in linked(name, "https://prefect.example/runs/1")] == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://bank.example@evil.example/",
        "https://a b/",
    ],
)
def test_an_address_that_is_none_for_a_person_is_no_link(url: str):
    assert linked("cleanup", url) == [{"type": "text", "text": "cleanup"}]
