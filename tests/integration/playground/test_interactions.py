"""A real slack_bolt app, over HTTP and over Socket Mode: clicks, modals, submits, type-ahead, Home."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from pausepoint_playground import SlackClientError
from tests.integration.playground.forms import (
    ANSWERS,
    ask,
    choices,
    modal,
    open_form,
    opens,
    plain,
    section,
    text_input,
    values_of,
)

BANNER = "We had some trouble connecting. Try again?"


async def test_a_click_opens_a_modal_and_its_submit_reaches_the_app(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))

    @connected.app.view("form")
    async def take(ack):
        await ack()

    slack = await open_form(connected)
    view = await slack.wait_for_view("Answer")
    result = await slack.submit({"Notes": "fine by me"})

    assert view.inputs == ["Notes"]
    assert result.closed
    assert result.view is None
    assert not result.errors
    assert values_of(connected) == {"#/notes": {"typed": {"type": "plain_text_input", "value": "fine by me"}}}


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


async def test_typing_again_takes_the_error_away(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))
    slack = await open_form(connected)
    await slack.submit()
    assert slack.error_under("Notes")

    await slack.fill("Notes", "x")

    assert slack.error_under("Notes") is None


async def test_an_answer_may_update_push_and_clear(connected):
    opens(connected.app, modal(section("one"), callback_id="one"))

    @connected.app.view("one")
    async def one(ack):
        await ack(response_action="update", view=modal(section("two"), callback_id="two"))

    @connected.app.view("two")
    async def two(ack):
        await ack(response_action="push", view=modal(section("three"), callback_id="three"))

    @connected.app.view("three")
    async def three(ack):
        await ack(response_action="clear")

    slack = await open_form(connected)
    first = slack.view
    assert (await slack.submit()).view is first
    assert "two" in first.visible_text
    pushed = (await slack.submit()).view
    assert (pushed.previous_view_id, pushed.root_view_id) == (first.id, first.id)
    assert (await slack.submit()).closed
    assert slack.views == []


async def test_an_empty_answer_shows_the_view_below_again(connected):
    opens(connected.app, modal(section("one"), callback_id="one"))

    @connected.app.view("one")
    async def one(ack):
        await ack(response_action="push", view=modal(section("two"), callback_id="two"))

    @connected.app.view("two")
    async def two(ack):
        await ack()

    slack = await open_form(connected)
    below = slack.view
    await slack.submit()
    result = await slack.submit()
    assert result.closed
    assert result.view is below


async def test_a_button_in_a_view_redraws_it_and_typed_values_stay_under_equal_ids(connected):
    again = {"type": "actions", "elements": [{"type": "button", "action_id": "again", "text": plain("Again")}]}
    seen = []
    opens(connected.app, modal(text_input("kept", "Kept"), text_input("changed", "Changed"), again))

    @connected.app.action("again")
    async def redraw(ack, body, client):
        await ack()
        seen.append(body["view"]["state"]["values"]["kept"]["typed"]["value"])
        blocks = [
            text_input("kept", "Kept", element={"initial_value": "ignored"}),
            text_input("changed-2", "Changed", element={"initial_value": "new"}),
            again,
        ]
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(*blocks))

    @connected.app.view("form")
    async def take(ack):
        await ack()

    slack = await open_form(connected)
    await slack.fill("Kept", "typed")
    await slack.fill("Changed", "lost")
    before = slack.view.hash
    await slack.press("Again")
    await slack.wait_until(lambda: slack.view.hash != before)
    await slack.submit()

    assert seen == ["typed"]
    assert {block: state["typed"]["value"] for block, state in values_of(connected).items()} == {
        "kept": "typed",
        "changed-2": "new",
    }


async def test_untouched_initial_values_are_submitted_from_every_stateful_element(connected):
    picked = {"type": "static_select", "action_id": "pick", "options": choices("One", "Two")}
    opens(
        connected.app,
        modal(
            text_input("text", "Text", element={"initial_value": "before"}),
            text_input("empty", "Empty", optional=True),
            ask("boxes", "Boxes", {"type": "checkboxes", "options": choices("A", "B")}, optional=True),
            section("in a section", block_id="section", accessory={**picked, "initial_option": choices("Two")[0]}),
        ),
    )

    @connected.app.view("form")
    async def take(ack):
        await ack()

    await (await open_form(connected)).submit()

    two = {"text": plain("Two") | {"emoji": True}, "value": "two"}
    assert values_of(connected) == {
        "text": {"typed": {"type": "plain_text_input", "value": "before"}},
        "empty": {"typed": {"type": "plain_text_input", "value": None}},
        "boxes": {"typed": {"type": "checkboxes", "selected_options": []}},
        "section": {"pick": {"type": "static_select", "selected_option": two}},
    }


async def test_a_dispatching_choice_tells_the_app_everything_typed_so_far(connected):
    kind = ask("kind", "Kind", {"type": "radio_buttons", "options": choices("Card", "Bank")}, dispatch_action=True)
    opens(connected.app, modal(text_input("who", "Who"), kind))
    told = []

    @connected.app.action("typed")
    async def changed(ack, body):
        told.append(body)
        await ack()

    slack = await open_form(connected)
    await slack.fill("Who", "me")
    await slack.fill("Kind", "Bank")

    assert len(told) == 1
    assert told[0]["actions"][0]["selected_option"]["value"] == "bank"
    assert told[0]["container"] == {"type": "view", "view_id": slack.view.id}
    assert told[0]["view"]["state"]["values"]["who"]["typed"]["value"] == "me"
    assert "response_url" not in told[0]


async def test_a_dispatching_text_input_tells_the_app_on_enter(connected):
    opens(connected.app, modal(text_input("who", "Who", dispatch_action=True)))
    told = []

    @connected.app.action("typed")
    async def changed(ack, body):
        told.append(body["actions"][0]["value"])
        await ack()

    slack = await open_form(connected)
    await slack.fill("Who", "me")
    assert told == []
    await slack.enter("Who")
    assert told == ["me"]


async def test_a_type_ahead_menu_asks_the_app(connected):
    cities = ask("city", "City", {"type": "external_select", "action_id": "city", "min_query_length": 2})
    opens(connected.app, modal(cities))

    @connected.app.options("city")
    async def suggest(ack, payload):
        await ack(options=choices(f"{payload['value']} one", f"{payload['value']} two"))

    @connected.app.view("form")
    async def take(ack):
        await ack()

    slack = await open_form(connected)
    assert await slack.options("City", "ab") == ["ab one", "ab two"]
    with pytest.raises(SlackClientError, match="query_too_short"):
        await slack.options("City", "a")
    with pytest.raises(SlackClientError, match="no option 'Rome'"):
        await slack.fill("City", "Rome")
    await slack.fill("City", None)
    assert (await slack.submit()).errors == {"city": "Please complete this required field."}


async def test_closing_tells_the_app_only_where_it_asked(connected):
    closed = []
    opens(connected.app, modal(section("one"), notify_on_close=True))

    @connected.app.view_closed("form")
    async def note(ack, body):
        closed.append((body["view"]["id"], body["is_cleared"]))
        await ack()

    slack = await open_form(connected)
    first = slack.view.id
    await slack.close()
    slack = await open_form(connected)
    second = slack.view.id
    await slack.close(all=True)

    assert closed == [(first, False), (second, True)]
    assert slack.view is None


async def test_the_home_tab_is_published_when_it_is_opened(connected):
    @connected.app.event("app_home_opened")
    async def opened(event, client):
        home = {"type": "home", "blocks": [section(f"Hello {event['tab']}")]}
        await client.views_publish(user_id=event["user"], view=home)

    slack = connected.playground.as_person("carol")
    await slack.open_home()
    homes = connected.playground.workspace.homes
    home = await slack.wait_until(lambda: homes.get(connected.playground.people["carol"].id))
    assert home.visible_text == "Hello home"


async def test_an_app_that_does_not_answer_gives_the_banner(connected):
    opens(connected.app, modal(text_input("#/notes", "Notes")))
    slack = await open_form(connected)
    connected.playground.faults.drop_acks = 1

    @connected.app.view("form")
    async def take(ack):
        await ack()

    result = await slack.submit({"Notes": "x"})
    assert result.banner == BANNER
    assert not result.closed
    assert (await slack.submit()).closed


async def test_a_button_that_is_not_there_is_named_in_the_error(connected):
    await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
    slack = connected.playground.as_person("bob")
    message = await slack.wait_for_message("#ops")

    with pytest.raises(SlackClientError, match="no button 'Reject'; there is 'Approve'"):
        await slack.click(message, "Reject")


async def test_the_same_click_delivered_twice_can_open_one_modal_only(connected):
    refusals = []

    @connected.app.action("approve")
    async def open_once(ack, body, client):
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(section("once")))
        except SlackApiError as error:
            refusals.append(error.response["error"])
        await ack()

    connected.playground.faults.deliver_twice = 1
    slack = await open_form(connected)
    assert refusals == ["exchanged_trigger_id"]
    assert len(slack.views) == 1


async def test_values_of_earlier_contents_are_reported_too_on_command(connected):
    opens(connected.app, modal(text_input("one", "One"), callback_id="one"))

    @connected.app.view("one")
    async def one(ack):
        await ack(response_action="update", view=modal(text_input("two", "Two")))

    @connected.app.view("form")
    async def two(ack):
        await ack()

    connected.playground.faults.stale_state = True
    slack = await open_form(connected)
    await slack.submit({"One": "x"})
    await slack.submit({"Two": "y"})
    assert {block: state["typed"]["value"] for block, state in values_of(connected).items()} == {"one": "x", "two": "y"}


async def test_a_click_on_an_ephemeral_message_comes_without_the_message(connected):
    bodies = []

    @connected.app.action("approve")
    async def note(ack, body):
        bodies.append(body)
        await ack()

    playground = connected.playground
    channel, alice = playground.channel("#ops").id, playground.people["alice"].id
    await connected.client.chat_postEphemeral(channel=channel, user=alice, text="psst", blocks=[ANSWERS])
    slack = playground.as_person("alice")
    await slack.click(await slack.wait_for_message("#ops", "psst"), "Approve")
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    assert bodies[0]["response_url"].startswith(playground.url)
