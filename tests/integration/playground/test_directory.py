"""Who and what there is: users.*, usergroups.*, conversations.*, team, bots, auth."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.integration.playground.bolt import web_client
from tests.integration.playground.forms import section


@pytest.fixture
async def client(playground):
    async with web_client(playground) as opened:
        yield opened


async def error(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_auth_test_tells_who_the_token_is(client, playground):
    told = await client.auth_test()
    assert (told["user_id"], told["team_id"]) == (playground.bot_user_id, playground.team_id)
    assert told["bot_id"].startswith("B")


async def test_people_are_told_apart_by_what_slack_tells_of_them(client, playground):
    people = {user["id"]: user for user in (await client.users_list())["members"]}
    by_name = {name: people[person.id] for name, person in playground.people.items()}
    assert by_name["guest"]["is_restricted"]
    assert by_name["visitor"]["is_ultra_restricted"]
    assert by_name["gone"]["deleted"]
    assert by_name["connect"]["team_id"] != playground.team_id
    assert not by_name["alice"]["is_restricted"]
    assert people[playground.bot_user_id]["is_bot"]


async def test_addresses_need_their_scope(client, playground):
    alice = playground.people["alice"]
    assert (await client.users_info(user=alice.id))["user"]["profile"]["email"] == alice.email
    assert (await client.users_lookupByEmail(email=alice.email.upper()))["user"]["id"] == alice.id
    playground.scopes = playground.scopes - {"users:read.email"}
    assert "email" not in (await client.users_info(user=alice.id))["user"]["profile"]
    assert await error(client.users_lookupByEmail(email=alice.email)) == "missing_scope"


async def test_strangers_and_people_who_left_are_not_found(client, playground):
    assert await error(client.users_info(user="U404")) == "user_not_found"
    assert await error(client.users_lookupByEmail(email="nobody@example.com")) == "users_not_found"
    assert await error(client.users_lookupByEmail(email=playground.people["gone"].email)) == "users_not_found"
    assert await error(client.conversations_open(users=playground.people["gone"].id)) == "user_disabled"


async def test_channels_are_listed_as_far_as_the_bot_may_know(client, playground):
    listed = await client.conversations_list(types="public_channel,private_channel")
    member = {channel["name"]: channel["is_member"] for channel in listed["channels"]}
    assert member == {"general": True, "ops": True, "private": True, "elsewhere": False, "archived": True}
    open_ones = await client.conversations_list(exclude_archived=True)
    assert "archived" not in {channel["name"] for channel in open_ones["channels"]}


async def test_lists_are_paged_by_cursor(client):
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_list(limit=3, cursor=cursor)
        seen += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == ["general", "ops", "elsewhere", "archived"]


async def test_the_scope_to_read_depends_on_the_kind_of_channel(client, playground):
    playground.scopes = playground.scopes - {"groups:read"}
    assert (await client.conversations_info(channel=playground.channel("#ops").id))["channel"]["name"] == "ops"
    assert await error(client.conversations_info(channel=playground.channel("#private").id)) == "missing_scope"


async def test_the_bot_joins_public_channels(client, playground):
    elsewhere = playground.channel("#elsewhere").id
    await client.conversations_join(channel=elsewhere)
    assert playground.bot_user_id in (await client.conversations_members(channel=elsewhere))["members"]


async def test_user_groups_name_their_people(client, playground):
    group = (await client.usergroups_list(include_users=True))["usergroups"][0]
    users = (await client.usergroups_users_list(usergroup=group["id"]))["users"]
    assert group["handle"] == "leads"
    assert users == group["users"] == [playground.people["alice"].id, playground.people["bob"].id]
    assert await error(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_team_and_bot_are_told(client, playground):
    assert (await client.team_info())["team"]["id"] == playground.team_id
    assert (await client.bots_info())["bot"]["user_id"] == playground.bot_user_id


async def test_blocks_are_validated_for_everyone(client):
    assert (await client.blocks_validate(blocks=[section("x")]))["ok"]
    with pytest.raises(SlackApiError) as caught:
        await client.blocks_validate(blocks=[section("x" * 3001)])
    found = caught.value.response["errors"][0]
    assert (found["pointer"], found["constraint"]["expected"]) == ("/0/text/text", 3000)
