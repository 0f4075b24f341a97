from __future__ import annotations

import pytest

from pausepoint_playground import SlackClientError

BUTTONS = {
    "type": "actions",
    "block_id": "answers",
    "elements": [
        {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}, "value": "7"},
    ],
}


def text_input(block_id, label, **more):
    element = {"type": "plain_text_input", "action_id": "typed", **more.pop("element", {})}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": element,
        **more,
    }


def modal(*blocks, **more):
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Answer"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks),
        **more,
    }


def opens(app, view):
    @app.action("approve")
    async def open_form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()


async def open_form(connected, person="alice"):
    await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[BUTTONS])
    slack = connected.playground.as_person(person)
    message = await slack.wait_for_message("#ops", "Deploy?")
    await slack.click(message, "Approve")
    return slack


async def test_a_click_opens_a_modal_and_its_submit_reaches_the_app(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))
    submitted = []

    @connected.app.view("form")
    async def take(ack, body):
        submitted.append(body)
        await ack()

    slack = await open_form(connected)
    view = await slack.wait_for_view("Answer")
    result = await slack.submit({"Notes": "fine by me"})

    assert view.inputs == ["Notes"]
    assert result.closed
    assert result.view is None
    assert not result.errors
    values = submitted[0]["view"]["state"]["values"]
    assert values == {"#/notes": {"typed": {"type": "plain_text_input", "value": "fine by me"}}}


async def test_errors_are_shown_under_their_input_and_typed_values_are_kept(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))

    @connected.app.view("form")
    async def take(ack):
        await ack(response_action="errors", errors={"#/notes": "Too short"})

    slack = await open_form(connected)
    result = await slack.submit({"Notes": "x"})

    assert result.errors == {"#/notes": "Too short"}
    assert not result.closed
    assert slack.error_under("Notes") == "Too short"
    assert slack.view.values["#/notes"]["typed"]["value"] == "x"


async def test_a_required_input_left_blank_never_reaches_the_app(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))
    slack = await open_form(connected)

    result = await slack.submit()

    assert result.errors == {"#/notes": "Please complete this required field."}
    assert not connected.playground.log.of("view_submission")


async def test_a_button_that_is_not_there_is_named_in_the_error(connected):
    await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[BUTTONS])
    slack = connected.playground.as_person("bob")
    message = await slack.wait_for_message("#ops")

    with pytest.raises(SlackClientError, match="no button 'Reject'; there is 'Approve'"):
        await slack.click(message, "Reject")
