from __future__ import annotations

import asyncio

import pytest

from tests.support.waiting import until

LISTENER = "lis_" + "1" * 26
FEED = f"/v1/events?listener={LISTENER}"


@pytest.fixture
async def judge(api):
    return await api.token("judge", "answer")


async def opened_for(api, flows, listener=LISTENER):
    sends = {"listener": listener, "policy": {"approvers": ["token:judge"]}}
    return (await api.send("POST", "/v1/pauses", flows, sends=sends)).body["id"]


async def test_a_decision_wakes_the_poll_that_waits_for_it(api, flows, judge):
    pause = await opened_for(api, flows)
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polling = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        await api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={"reason": None})
    [event] = polling.result().body["events"]
    assert (event["seq"], event["pause"], event["type"]) == (1, pause, "decided")
    assert event["data"]["pause"]["decision"]["verdict"] == "answered"
    assert api.polls == 0


async def test_what_happened_before_the_poll_is_returned_at_once(api, flows):
    pause = await opened_for(api, flows)
    await api.send("POST", f"/v1/pauses/{pause}/cancel", flows)
    async with asyncio.timeout(5):
        reply = await api.send("GET", FEED, flows)
    assert [event["type"] for event in reply.body["events"]] == ["cancelled"]


async def test_events_are_kept_until_they_are_acknowledged(api, flows):
    for _ in range(3):
        await api.send("POST", f"/v1/pauses/{await opened_for(api, flows)}/cancel", flows)

    async def seqs(after):
        return [event["seq"] for event in (await api.send("GET", f"{FEED}&after={after}&wait=0", flows)).body["events"]]

    assert await seqs(0) == await seqs(0) == [1, 2, 3]
    assert await seqs(2) == [3]
    assert await seqs(0) == [3]
    assert await seqs(99) == []


async def test_a_poll_without_news_ends_after_its_wait_with_an_empty_batch(api, flows):
    async with asyncio.timeout(5):
        assert (await api.send("GET", FEED + "&wait=0.05", flows)).body == {"events": []}
        assert (await api.send("GET", FEED + "&wait=0", flows)).body == {"events": []}


async def test_a_newer_poll_of_the_same_listener_ends_the_older_one(api, flows, judge):
    pause = await opened_for(api, flows)
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        older = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        newer = group.create_task(api.send("GET", FEED, flows))
        assert (await older).body == {"events": []}
        assert not newer.done()
        await api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={})
        assert len((await newer).body["events"]) == 1


async def test_a_listener_belongs_to_the_token_that_named_it_first(api, flows):
    await opened_for(api, flows)
    thief = await api.token("thief")
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polling = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        refused = await api.send("GET", FEED, thief)
        assert (refused.status, refused.body["code"]) == (403, "forbidden")
        assert not polling.done()
        opening = await api.send("POST", "/v1/pauses", thief, sends={"listener": LISTENER})
        assert opening.status == 403
        await api.send("GET", FEED + "&wait=0", flows)


async def test_listeners_wait_side_by_side_and_each_hears_its_own(api, flows, judge):
    listeners = [f"lis_{number:026d}" for number in range(50)]
    pauses = [await opened_for(api, flows, listener) for listener in listeners]
    async with asyncio.TaskGroup() as group, asyncio.timeout(20):
        polls = [group.create_task(api.send("GET", f"/v1/events?listener={each}", flows)) for each in listeners]
        await until(lambda: api.polls == 50)
        for pause in reversed(pauses):
            await api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={})
    heard = [[event["pause"] for event in poll.result().body["events"]] for poll in polls]
    assert heard == [[pause] for pause in pauses]


async def test_no_event_is_missed_or_doubled_while_polls_and_decisions_race(api, flows, judge):
    pauses = [await opened_for(api, flows) for _ in range(60)]

    async def follow():
        heard, after = [], 0
        while len(heard) < len(pauses):
            batch = (await api.send("GET", f"{FEED}&after={after}", flows)).body["events"]
            heard += [event["pause"] for event in batch]
            after = max([after, *(event["seq"] for event in batch)])
        return heard

    async with asyncio.TaskGroup() as group, asyncio.timeout(30):
        following = group.create_task(follow())
        for pause in pauses:
            group.create_task(api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={}))
        heard = await following
    assert sorted(heard) == sorted(pauses)


async def test_shutting_down_ends_every_poll_at_once_with_an_empty_batch(api, flows):
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polls = [group.create_task(api.send("GET", f"/v1/events?listener=lis_{n:026d}", flows)) for n in range(20)]
        await until(lambda: api.polls == 20)
        await api.runner.cleanup()
    assert [poll.result().body for poll in polls] == [{"events": []}] * 20
    assert api.polls == 0


async def test_a_client_that_goes_away_leaves_nothing_behind(api, flows):
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polling = group.create_task(api.send("GET", FEED + "&wait=0.2", flows))
        await until(lambda: api.polls == 1)
        polling.cancel()
    async with asyncio.timeout(5):
        await until(lambda: api.polls == 0)


async def test_an_event_that_reached_nobody_is_there_for_the_next_poll(api, flows, judge):
    pause = await opened_for(api, flows)
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polling = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        polling.cancel()
    await api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={})
    reply = await api.send("GET", FEED + "&wait=0", flows)
    assert [event["pause"] for event in reply.body["events"]] == [pause]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "/listener"),
        ("listener=", "/listener"),
        ("listener=lis_1", "/listener"),
        ("listener=lis_" + "1" * 41, "/listener"),
        (f"listener={LISTENER}%0A", "/listener"),
        (f"listener={LISTENER}&after=-1", "/after"),
        (f"listener={LISTENER}&after=x", "/after"),
        (f"listener={LISTENER}&after={2**63}", "/after"),
        (f"listener={LISTENER}&after=1.5", "/after"),
        (f"listener={LISTENER}&wait=-1", "/wait"),
        (f"listener={LISTENER}&wait=nan", "/wait"),
        (f"listener={LISTENER}&wait=inf", "/wait"),
        (f"listener={LISTENER}&wait=soon", "/wait"),
        (f"listener={LISTENER}&await=1", "/await"),
    ],
)
async def test_a_wrong_query_is_refused(api, flows, query, pointer):
    refused = await api.send("GET", f"/v1/events?{query}", flows)
    assert refused.status == 422
    assert [item["pointer"] for item in refused.body["errors"]] == [pointer]


async def test_an_idle_listener_that_asks_again_writes_nothing(api, flows):
    await api.send("GET", FEED + "&wait=0", flows)
    before = api.store.writes
    for _ in range(5):
        await api.send("GET", FEED + "&after=0&wait=0", flows)
    assert api.store.writes == before
    await api.send("GET", FEED + "&after=1&wait=0", flows)
    assert api.store.writes == before + 1


async def test_a_waiting_poll_asks_nothing_of_the_database(api, flows):
    async with asyncio.TaskGroup() as group, asyncio.timeout(5):
        polling = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        other = "lis_" + "2" * 26
        for _ in range(3):
            await api.send("POST", f"/v1/pauses/{await opened_for(api, flows, other)}/cancel", flows)
        reads = api.store.reads
        await api.send("GET", f"/v1/events?listener={other}&wait=0", flows)
        assert api.store.reads == reads + 1
        assert not polling.done()
        polling.cancel()
