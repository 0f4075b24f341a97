from __future__ import annotations

from pausepoint_playground import Playground
from tests.integration.playground.bolt import over_http

MANIFEST = """
oauth_config: {scopes: {bot: [chat:write, app_mentions:read, im:history]}}
settings: {event_subscriptions: {bot_events: [app_mention, message.im]}}
"""


async def test_people_writing_reaches_the_app_where_it_subscribed(tmp_path):
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(MANIFEST)
    async with Playground.start(manifest=manifest) as playground, over_http(playground) as connected:
        heard = []

        @connected.app.event("app_mention")
        async def mentioned(event):
            heard.append(("mention", event["text"]))

        @connected.app.event("message")
        async def written(event):
            heard.append((event["channel_type"], event["text"]))

        bot = playground.bot_user_id
        await playground.post("alice", "#ops", f"<@{bot}> hello")
        await playground.post("alice", "#ops", "nothing for the bot")
        await playground.post("alice", "#elsewhere", f"<@{bot}> you are not here")
        assert heard == [("mention", f"<@{bot}> hello")]


async def test_an_event_that_is_not_answered_is_sent_once_more(playground):
    async with over_http(playground):
        await playground.send_event({"type": "reaction_added", "user": "U1"})
    entry = playground.log.of("reaction_added")[0]
    assert not entry.ok
    assert entry.error.startswith("http_error")
