"""Views and blocks that the tests of the playground show."""

from __future__ import annotations

from pausepoint_playground import ActingPerson
from tests.integration.playground.bolt import Connected

ANSWERS = {
    "type": "actions",
    "block_id": "answers",
    "elements": [
        {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}, "value": "7"},
    ],
}


def plain(text):
    return {"type": "plain_text", "text": text}


def section(text, **more):
    return {"type": "section", "text": plain(text), **more}


def ask(block_id, label, element, **more):
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "typed", **element},
        **more,
    }


def text_input(block_id, label, **more):
    element = {"type": "plain_text_input", **more.pop("element", {})}
    return ask(block_id, label, element, **more)


def choices(*labels):
    return [{"text": plain(label), "value": label.lower()} for label in labels]


def modal(*blocks, **more):
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Answer"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def opens(app, view):
    """Let the Approve button open a view."""

    @app.action("approve")
    async def open_form(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()


async def open_form(connected: Connected, person="alice") -> ActingPerson:
    """Post the message with the button and let a person press it."""
    await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
    slack = connected.playground.as_person(person)
    await slack.click(await slack.wait_for_message("#ops"), "Approve")
    return slack


def values_of(connected: Connected, number=-1):
    """Read the state values of a submit the app was sent."""
    return connected.playground.log.of("view_submission")[number].arguments["view"]["state"]["values"]
