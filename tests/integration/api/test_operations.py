from __future__ import annotations

import asyncio

from prometheus_client import CollectorRegistry, Counter

from pausepoint_bot.api import Operators
from pausepoint_bot.errors import DeliveryFailed
from tests.support.api import an_api


async def test_the_service_tells_that_it_is_alive(api):
    reply = await api.send("GET", "/healthz")
    assert (reply.status, reply.body) == (200, {"status": "ok"})
    assert (await api.send("HEAD", "/healthz")).status == 200


async def test_it_is_ready_when_every_probe_says_so(tmp_path):
    async def fine():
        return None

    async with an_api(tmp_path, probes={"store": fine, "slack": fine}) as api:
        reply = await api.send("GET", "/readyz")
    assert (reply.status, reply.body) == (200, {"ready": True, "checks": {"store": "ok", "slack": "ok"}, "notes": {}})


async def test_it_says_what_is_not_ready(tmp_path):
    async def fine():
        return None

    async def broken():
        return "Socket Mode is not connected"

    async with an_api(tmp_path, probes={"store": fine, "slack": broken}) as api:
        reply = await api.send("GET", "/readyz")
    assert reply.status == 503
    assert reply.body == {
        "ready": False,
        "checks": {"store": "ok", "slack": "Socket Mode is not connected"},
        "notes": {},
    }


async def test_a_probe_that_hangs_is_not_waited_for(tmp_path):
    async def hangs():
        await asyncio.Event().wait()

    async with an_api(tmp_path, probes={"store": hangs}) as api, asyncio.timeout(10):
        reply = await api.send("GET", "/readyz")
    assert (reply.status, reply.body["checks"]["store"]) == (503, "no answer within 2 s")


async def test_a_probe_that_fails_tells_its_code_and_not_its_words(tmp_path):
    async def fails():
        raise DeliveryFailed("password=hunter2", code="not_reached")

    async with an_api(tmp_path, probes={"slack": fails}) as api:
        reply = await api.send("GET", "/readyz")
    assert (reply.status, reply.body["checks"]) == (503, {"slack": "not_reached"})


async def test_what_nobody_foresaw_is_answered_without_any_of_it(tmp_path):
    async def breaks():
        raise RuntimeError("password=hunter2")

    async with an_api(tmp_path, probes={"slack": breaks}) as api:
        reply = await api.send("GET", "/readyz", headers={"Accept": "text/html"})
    assert reply.status == 500
    assert "hunter2" not in reply.text
    assert "Traceback" not in reply.text


async def test_metrics_show_the_registry_that_was_handed_in(tmp_path):
    registry = CollectorRegistry()
    Counter("pausepoint_tests", "Counts this test", registry=registry).inc(3)
    async with an_api(tmp_path, registry=registry) as api:
        reply = await api.send("GET", "/metrics")
        open_metrics = await api.send("GET", "/metrics", headers={"Accept": "application/openmetrics-text"})
    assert (reply.status, reply.media_type) == (200, "text/plain")
    assert "pausepoint_tests_total 3.0" in reply.text
    assert "pausepoint_feed_polls 0.0" in reply.text
    assert open_metrics.text.endswith("# EOF\n")


async def test_a_database_that_does_not_answer_is_the_services_trouble_and_tells_nothing_of_it(api, flows):
    await api.store.close()
    reply = await api.send("POST", "/v1/pauses", flows, sends={})
    assert (reply.status, reply.media_type) == (503, "application/problem+json")
    assert reply.headers["Retry-After"] == "1"
    assert "store" not in reply.body["detail"]
    assert (await api.send("GET", "/healthz")).status == 200


async def test_the_probes_are_asked_at_once_and_not_again_within_a_second(tmp_path):
    asked, both = [], asyncio.Event()

    def probe(name):
        async def ask():
            asked.append(name)
            if len(asked) == 2:
                both.set()
            await both.wait()

        return ask

    async with an_api(tmp_path, probes={"store": probe("store"), "slack": probe("slack")}) as api:
        async with asyncio.timeout(10):
            replies = await asyncio.gather(*(api.send("GET", "/readyz") for _ in range(20)))
    assert {reply.status for reply in replies} == {200}
    assert sorted(asked) == ["slack", "store"]


async def test_a_note_is_shown_and_keeps_nothing_from_being_ready(tmp_path):
    async def three():
        return "3"

    async def none():
        return None

    operators = Operators(registry=CollectorRegistry(), notes={"dead_letters": three, "backlog": none})
    async with an_api(tmp_path, operators=operators) as api:
        reply = await api.send("GET", "/readyz")
    assert (reply.status, reply.body) == (200, {"ready": True, "checks": {}, "notes": {"dead_letters": "3"}})


async def test_it_is_not_ready_from_the_moment_it_begins_to_stop(tmp_path):
    async def fine():
        return None

    stopping = asyncio.Event()
    operators = Operators(registry=CollectorRegistry(), probes={"store": fine}, is_stopping=stopping.is_set)
    async with an_api(tmp_path, operators=operators) as api:
        before = await api.send("GET", "/readyz")
        stopping.set()
        after = await api.send("GET", "/readyz")
        alive = await api.send("GET", "/healthz")
    assert (before.status, after.status, alive.status) == (200, 503, 200)
    assert after.body["checks"] == {"service": "it is stopping"}


async def test_a_request_keeps_the_id_it_came_with(api):
    reply = await api.send("GET", "/healthz", headers={"X-Request-ID": "lb-7f.3/9"})
    assert reply.headers["X-Request-ID"] == "lb-7f.3/9"


async def test_a_request_without_a_well_formed_id_gets_one_that_its_problem_names_too(api):
    replies = [
        await api.send("GET", "/v1/pauses", headers={"X-Request-ID": given}) for given in ("", "a b", "x" * 129, "é")
    ]
    ids = [reply.headers["X-Request-ID"] for reply in replies]
    assert all(each.startswith("req_") for each in ids)
    assert len(set(ids)) == 4
    assert [reply.body["request"] for reply in replies] == ids


async def test_every_request_is_noted_by_its_route_and_never_by_its_path(tmp_path):
    noted = []
    operators = Operators(
        registry=CollectorRegistry(),
        note_request=lambda route, method, status, _seconds: noted.append((route, method, status)),
    )
    async with an_api(tmp_path, operators=operators) as api:
        token = await api.token("flows")
        await api.send("GET", "/v1/pauses/pau_unknown", token)
        await api.send("POST", "/no/such/thing", token)
        await api.send("DELETE", "/healthz")
        await api.send("HEAD", "/healthz")
    assert noted == [
        ("get_pause", "GET", 404),
        ("none", "POST", 404),
        ("none", "DELETE", 405),
        ("/healthz", "HEAD", 200),
    ]
