from __future__ import annotations

import re

import pytest
from slack_sdk.errors import SlackApiError

from tests.integration.playground.bolt import web_client
from tests.integration.playground.forms import section

pytestmark = pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing:UserWarning")


@pytest.fixture
async def client(playground):
    async with web_client(playground) as opened:
        yield opened


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response.data


async def test_a_message_is_stored_with_ids_and_completed_texts(client, playground):
    posted = await client.chat_postMessage(channel="#ops", text="hi", blocks=[section("Deploy?")])
    block = posted["message"]["blocks"][0]
    assert re.fullmatch(r"\d{10}\.\d{6}", posted["ts"])
    assert block["block_id"]
    assert block["text"] == {"type": "plain_text", "text": "Deploy?", "emoji": True}
    assert posted["channel"] == playground.channel("#ops").id


async def test_timestamps_are_unique_and_rise(client):
    found = [(await client.chat_postMessage(channel="#ops", text=str(number)))["ts"] for number in range(5)]
    assert sorted(set(found)) == found


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("#elsewhere", "not_in_channel"),
        ("#archived", "is_archived"),
        ("#nowhere", "channel_not_found"),
        ("C404", "channel_not_found"),
    ],
)
async def test_channels_the_bot_cannot_write_to_are_refused(client, channel, error):
    assert (await refusal(client.chat_postMessage(channel=channel, text="x")))["error"] == error


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(client, playground):
    playground.channel("#private").members.discard(playground.bot_user_id)
    assert (await refusal(client.chat_postMessage(channel="#private", text="x")))["error"] == "channel_not_found"


async def test_the_public_scope_lets_the_bot_write_from_outside(client, playground):
    playground.scopes = playground.scopes | {"chat:write.public"}
    assert (await client.chat_postMessage(channel="#elsewhere", text="x"))["ok"]


async def test_a_message_to_a_person_opens_their_direct_conversation(client, playground):
    posted = await client.chat_postMessage(channel=playground.people["bob"].id, text="psst")
    assert posted["channel"].startswith("D")
    assert (await playground.as_person("bob").wait_for_message("@pausepoint")).text == "psst"
    opened = await client.conversations_open(users=playground.people["bob"].id)
    assert opened["channel"]["id"] == posted["channel"]


async def test_a_message_without_anything_to_show_is_refused(client):
    assert (await refusal(client.chat_postMessage(channel="#ops", text="", blocks=[])))["error"] == "no_text"


async def test_text_above_forty_thousand_characters_is_cut(client):
    posted = await client.chat_postMessage(channel="#ops", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000


async def test_bad_blocks_are_refused_with_the_sentences_twice(client):
    body = await refusal(client.chat_postMessage(channel="#ops", text="x", blocks=[section("x" * 3001)]))
    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert body == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [sentence],
        "response_metadata": {"messages": [f"[ERROR] {sentence}"]},
    }
    assert (await refusal(client.chat_postMessage(channel="#ops", text="x", blocks="{")))["error"] == (
        "invalid_blocks_format"
    )


async def test_markdown_text_goes_alone(client):
    both = client.chat_postMessage(channel="#ops", text="x", markdown_text="*x*")
    assert (await refusal(both))["error"] == "markdown_text_conflict"


async def test_metadata_needs_its_two_members(client):
    bad = client.chat_postMessage(channel="#ops", text="x", metadata={"event_type": "asked"})
    assert (await refusal(bad))["error"] == "invalid_metadata_schema"
    good = {"event_type": "asked", "event_payload": {"id": 1}}
    assert (await client.chat_postMessage(channel="#ops", text="x", metadata=good))["message"]["metadata"] == good


async def test_an_update_with_text_alone_removes_the_blocks_and_marks_the_message_as_edited(client, playground):
    posted = await client.chat_postMessage(channel="#ops", text="before", blocks=[section("block")])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="after")
    message = playground.as_person("alice").messages("#ops")[0]
    assert (message.text, message.blocks, message.edited) == ("after", [], True)


async def test_an_update_of_blocks_leaves_no_mark(client, playground):
    posted = await client.chat_postMessage(channel="#ops", text="x", blocks=[section("one")])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="x", blocks=[section("two")])
    message = playground.as_person("alice").messages("#ops")[0]
    assert (message.visible_text, message.edited) == ("two", False)


async def test_an_update_takes_four_thousand_bytes_of_text(client):
    posted = await client.chat_postMessage(channel="#ops", text="x")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert (await client.chat_update(**place, text="é" * 2_000))["ok"]
    assert (await refusal(client.chat_update(**place, text="é" * 2_001)))["error"] == "msg_too_long"


async def test_only_the_bots_own_messages_can_be_changed(client, playground):
    written = await playground.post("alice", "#ops", "mine")
    place = {"channel": written.channel, "ts": written.ts}
    assert (await refusal(client.chat_update(**place, text="x")))["error"] == "cant_update_message"
    assert (await refusal(client.chat_delete(**place)))["error"] == "cant_delete_message"
    missing = client.chat_update(channel=written.channel, ts="1.000001", text="x")
    assert (await refusal(missing))["error"] == "message_not_found"
    named = client.chat_update(channel="#ops", ts=written.ts, text="x")
    assert (await refusal(named))["error"] == "channel_not_found"


async def test_a_deleted_message_is_gone(client, playground):
    posted = await client.chat_postMessage(channel="#ops", text="x")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert playground.as_person("alice").messages("#ops") == []
    again = client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert (await refusal(again))["error"] == "message_not_found"


async def test_replies_stand_under_their_message(client, playground):
    root = await client.chat_postMessage(channel="#ops", text="root")
    await client.chat_postMessage(channel="#ops", text="reply", thread_ts=root["ts"])
    thread = await client.conversations_replies(channel=root["channel"], ts=root["ts"])
    history = await client.conversations_history(channel=root["channel"])
    assert [message["text"] for message in thread["messages"]] == ["root", "reply"]
    assert [(message["text"], message["reply_count"]) for message in history["messages"]] == [("root", 1)]
    assert [reply.text for reply in playground.as_person("bob").messages("#ops")[0].replies] == ["reply"]


async def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated(client, playground):
    alice, channel = playground.people["alice"], playground.channel("#ops")
    sent = await client.chat_postEphemeral(channel=channel.id, user=alice.id, text="only you")
    assert [message.text for message in playground.as_person("alice").messages("#ops")] == ["only you"]
    assert playground.as_person("bob").messages("#ops") == []
    update = client.chat_update(channel=channel.id, ts=sent["message_ts"], text="x")
    assert (await refusal(update))["error"] == "message_not_found"


async def test_ephemeral_messages_need_both_in_the_channel(client, playground):
    carol = playground.people["carol"].id
    outside = client.chat_postEphemeral(channel=playground.channel("#private").id, user=carol, text="x")
    assert (await refusal(outside))["error"] == "user_not_in_channel"


async def test_a_permalink_points_into_the_playground(client, playground):
    posted = await client.chat_postMessage(channel="#ops", text="x")
    link = await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"] == f"{playground.url}/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}"


async def test_reactions_come_and_go(client):
    posted = await client.chat_postMessage(channel="#ops", text="x")
    place = {"channel": posted["channel"], "timestamp": posted["ts"], "name": "eyes"}
    await client.reactions_add(**place)
    assert (await refusal(client.reactions_add(**place)))["error"] == "already_reacted"
    await client.reactions_remove(**place)
    assert (await refusal(client.reactions_remove(**place)))["error"] == "no_reaction"
