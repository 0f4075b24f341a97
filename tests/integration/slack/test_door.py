"""The HTTP door: what is not Slack's is refused unread, and nothing Slack sends is ever a 500."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json

import pytest
from multidict import CIMultiDict

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Waiting
from pausepoint_bot.slack.ids import AnswerMetadata, write_metadata
from tests.support.slack_bot import utc_now
from tests.support.slack_requests import FORM, SAMPLES, form_of, post, sign

SCHEMA = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "notes": {"type": "string", "default": ""}},
}


def a_submit(bot, pause_id, **view):
    team = {"id": bot.playground.team_id, "domain": "d"}
    return {
        "type": "view_submission",
        "team": team,
        "user": {"id": bot.playground.people["alice"].id, "team_id": team["id"], "name": "alice"},
        "api_app_id": "A1",
        "token": "x",
        "trigger_id": "1.2.3",
        "is_enterprise_install": False,
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "answer",
            "private_metadata": write_metadata(AnswerMetadata(pause=pause_id, generation=0)),
            "hash": "h",
            "blocks": [{"type": "input", "block_id": "#/approve"}, {"type": "input", "block_id": "#/notes"}],
            "state": {
                "values": {
                    "#/approve": {
                        "radio_buttons@0": {"type": "radio_buttons", "selected_option": {"value": "0", "text": {}}}
                    },
                    "#/notes": {"plain_text_input@0": {"type": "plain_text_input", "value": None}},
                }
            },
            **view,
        },
    }


def a_click(bot, pause_id, action="one_click@0", **more):
    return {
        "type": "block_actions",
        "team": {"id": bot.playground.team_id},
        "user": {"id": bot.playground.people["alice"].id, "team_id": bot.playground.team_id},
        "trigger_id": "1.2.3",
        "response_url": "",
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": "C1"},
        "channel": {"id": "C1", "name": "ops"},
        "actions": [{"type": "button", "action_id": action, "block_id": "buttons", "value": pause_id}],
        **more,
    }


@pytest.fixture
async def waiting(bot):
    return await bot.open(OpenPause(title="Delete 42 runs", channel="#ops", schema=SCHEMA))


async def is_waiting(bot, pause):
    return isinstance((await bot.get(pause.id)).status, Waiting)


async def test_a_signed_submit_is_taken(bot, waiting):
    response = await post(bot, form_of(a_submit(bot, waiting.id)))

    assert (response.status, response.text) == (200, "")
    assert not await is_waiting(bot, waiting)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-5"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "٣"},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v1=abc"},
        {"X-Slack-Signature": "ä"},
    ],
)
async def test_what_is_not_signed_by_slack_is_refused(bot, waiting, headers):
    response = await post(bot, form_of(a_submit(bot, waiting.id)), headers=headers)

    assert response.status == 401
    assert await is_waiting(bot, waiting)
    assert bot.counted["unsigned_request"] == 1


@pytest.mark.parametrize("age", [-301, 301, 100_000])
async def test_a_stale_signature_is_refused(bot, waiting, age):
    body = form_of(a_submit(bot, waiting.id))
    timestamp = str(int(utc_now().timestamp()) - age)
    signature = sign(bot.playground.signing_secret, timestamp, body)

    response = await post(bot, body, headers={"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature})

    assert response.status == 401
    assert await is_waiting(bot, waiting)


async def test_another_secret_signs_nothing(bot, waiting):
    body = form_of(a_submit(bot, waiting.id))
    timestamp = str(int(utc_now().timestamp()))

    response = await post(bot, body, headers={"X-Slack-Signature": sign("guessed", timestamp, body)})

    assert response.status == 401


async def test_a_packed_body_is_refused(bot, waiting):
    packed = gzip.compress(form_of(a_submit(bot, waiting.id)))

    response = await post(bot, packed, headers={"Content-Encoding": "gzip"})

    assert response.status in {400, 401}
    assert await is_waiting(bot, waiting)


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_header_that_stands_twice_signs_nothing(bot, waiting, name):
    body = form_of(a_submit(bot, waiting.id))
    timestamp = str(int(utc_now().timestamp()))
    headers = CIMultiDict(
        {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(bot.playground.signing_secret, timestamp, body),
            "Content-Type": FORM,
        }
    )
    headers.add(name, headers[name])

    async with bot.session.post(bot.url, data=body, headers=headers) as response:
        assert response.status == 401
    assert await is_waiting(bot, waiting)


async def test_a_signature_moved_to_another_body_or_moment_is_refused(bot, waiting):
    body, timestamp = form_of(a_submit(bot, waiting.id)), int(utc_now().timestamp())
    signature = sign(bot.playground.signing_secret, str(timestamp), body)

    for sent, moment in ((body + b"&a=1", timestamp), (body, timestamp - 1), (b"", timestamp)):
        headers = {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": signature}
        assert (await post(bot, sent, headers=headers)).status == 401
    assert await is_waiting(bot, waiting)


async def test_a_request_that_is_replayed_in_time_has_the_first_reply_and_decides_once(bot, waiting):
    body = form_of(a_submit(bot, waiting.id))

    first, again = await post(bot, body), await post(bot, body)

    assert (first.status, first.text) == (again.status, again.text) == (200, "")
    assert len((await bot.get(waiting.id)).status.decision.by) == 1


async def test_slacks_own_checks_are_answered(bot):
    challenge = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"}).encode()

    verification = await post(bot, challenge, content_type="application/json")
    ssl_check = await post(bot, b"ssl_check=1&token=t")

    assert json.loads(verification.text) == {"challenge": "abc"}
    assert ssl_check.status == 200


async def test_kinds_nobody_listens_to_are_let_pass(bot):
    event = json.dumps({"type": "event_callback", "event": {"type": "app_uninstalled"}}).encode()

    assert (await post(bot, event, content_type="application/json")).status == 200
    assert (await post(bot, form_of({"type": "shortcut", "user": {"id": "U1"}}))).status == 200
    assert (await post(bot, b"command=%2Fx&text=y")).status == 200


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "{}",
        "null",
        "[]",
        '{"pause": 5, "generation": 0}',
        '{"pause": "pau_' + "0" * 26 + '", "generation": 0}',
        "💥",
    ],
)
async def test_a_forged_or_missing_pause_id_decides_nothing(bot, waiting, metadata):
    response = await post(bot, form_of(a_submit(bot, waiting.id, private_metadata=metadata)))

    assert response.status == 200
    assert json.loads(response.text)["response_action"] == "update"
    assert await is_waiting(bot, waiting)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"#/approve": {}},
        {"#/other": {"plain_text_input@0": {"type": "plain_text_input", "value": "x"}}},
        {"#/approve": {"radio_buttons@0": {"type": "radio_buttons", "selected_option": {"value": "7"}}}},
        {"#/approve": {"radio_buttons@0": {"type": "checkboxes", "selected_options": []}}},
        {"#/approve": {"radio_buttons@0": {"type": "radio_buttons", "selected_option": {"value": "true"}}}},
    ],
)
async def test_state_that_no_form_of_ours_sends_decides_nothing(bot, waiting, values):
    response = await post(bot, form_of(a_submit(bot, waiting.id, state={"values": values})))

    reply = json.loads(response.text)
    assert response.status == 200
    assert reply["response_action"] == "errors"
    assert set(reply["errors"]) <= {"#/approve", "#/notes"}
    assert await is_waiting(bot, waiting)


async def test_a_faulty_form_without_inputs_is_drawn_again_with_an_alert(bot, waiting):
    response = await post(bot, form_of(a_submit(bot, waiting.id, state={"values": {}}, blocks=[])))

    reply = json.loads(response.text)
    assert reply["response_action"] == "update"
    assert any(block["type"] == "alert" for block in reply["view"]["blocks"])
    assert reply["view"]["callback_id"] == "answer"


@pytest.mark.parametrize(
    "action", ["one_click@9", "one_click@", "one_click@x", "approve", "reject", "page@1", "nonsense"]
)
async def test_a_button_the_question_does_not_have_decides_nothing(bot, waiting, action):
    response = await post(bot, form_of(a_click(bot, waiting.id, action)))

    assert response.status == 200
    assert await is_waiting(bot, waiting)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/hooks/x", "no address", "ftp://x", ""])
async def test_an_outcome_that_cannot_be_shown_at_once_is_left_to_the_outbox(bot, waiting, url):
    place = {"container": {"type": "message", "message_ts": waiting.place.ts, "channel_id": waiting.place.channel}}

    response = await post(bot, form_of(a_click(bot, waiting.id, **place) | {"response_url": url}))
    await bot.send_owed()

    assert response.status == 200
    assert "Approved by" in bot.message().visible_text


@pytest.mark.parametrize("user", ["UNOBODY", "W1"])
async def test_somebody_slack_does_not_know_decides_nothing(bot, waiting, user):
    submit = a_submit(bot, waiting.id)
    submit["user"] = {"id": user, "team_id": "T999"}

    response = await post(bot, form_of(submit))

    assert "not" in json.loads(response.text)["errors"]["#/notes"]
    assert await is_waiting(bot, waiting)


async def test_an_organisation_wide_installation_is_turned_away(bot, waiting):
    submit = a_submit(bot, waiting.id) | {"is_enterprise_install": True, "team": None}
    click = a_click(bot, waiting.id, is_enterprise_install=True, team=None)

    told = await post(bot, form_of(submit))
    clicked = await post(bot, form_of(click))

    assert "organisation" in told.text
    assert clicked.status == 200
    assert await is_waiting(bot, waiting)


def _places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _places(child, (*path, key))


def _with(payload, path, value):
    changed = copy.deepcopy(payload)
    if not path:
        return value
    place = changed
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


@pytest.mark.parametrize("kind", ["submit", "click"])
async def test_no_change_to_a_payloads_shape_is_an_error_of_ours(bot, waiting, kind):
    sound = (
        a_submit(bot, "pau_" + "0" * 26) if kind == "submit" else a_click(bot, "pau_" + "0" * 26, message={"ts": "1.1"})
    )
    odd = (..., None, 5, "", "x" * 5000, [], {}, [[]], {"a": {"b": 1}}, True, -1.5)

    for path in list(_places(sound)):
        for value in odd:
            if value is ... and not path:
                continue
            response = await post(bot, form_of(_with(sound, path, value)))
            assert response.status in {200, 400}, (path, value, response)
    assert await is_waiting(bot, waiting)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recorded payloads are not in this checkout")
async def test_no_recorded_payload_is_an_error_or_a_decision(bot, waiting):
    posted = 0
    for file in sorted(SAMPLES.rglob("*.json")):
        payload = json.loads(file.read_text())
        for body in (payload, payload.get("payload") if isinstance(payload, dict) else None):
            if isinstance(body, dict):
                response = await post(bot, form_of(body))
                assert response.status in {200, 400}, (file.name, response)
                posted += 1
    assert posted > 100
    assert await is_waiting(bot, waiting)


async def test_a_broken_store_is_out_of_order_and_not_an_answer(bot, waiting):
    await bot.desk.store.close()

    response = await post(bot, form_of(a_submit(bot, waiting.id)))

    assert (response.status, response.text) == (503, "")


async def test_many_submits_at_once_are_all_answered(bot):
    pauses = [await bot.open(OpenPause(title=f"No {n}", channel="#ops", schema=SCHEMA)) for n in range(20)]

    replies = await asyncio.gather(*(post(bot, form_of(a_submit(bot, pause.id))) for pause in pauses))

    assert {reply.status for reply in replies} == {200}
    for pause in pauses:
        assert not await is_waiting(bot, pause)


async def test_the_outcome_is_shown_though_slack_hung_up_before_the_answer(bot, waiting):
    alice = bot.playground.as_person("alice")
    clicking = asyncio.ensure_future(alice.click(bot.message(), "Approve"))
    await alice.wait_until(lambda: bot.playground.calls("users.info"))

    clicking.cancel()

    await alice.wait_for_message("#ops", "Approved by")
    assert not bot.playground.calls("chat.update"), "the outbox has not been emptied"
