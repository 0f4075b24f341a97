"""Slack out of order while people are being asked: nothing is lost, nothing is decided twice, and it mends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from pausepoint import apause_flow_run
from pausepoint_bot.app import running
from pausepoint_bot.settings import Settings
from pausepoint_bot.slack.manifest import EVENTS_PATH
from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.server import Playground
from pausepoint_playground.workspace.messages import Message
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.programs import PATIENCE
from tests.support.service import CHANNEL, Service, token_in
from tests.support.waiting import until

SCHEMA = {"type": "object", "properties": {"approve": {"type": "boolean", "default": False}}}


def settings_of(playground: Playground, database: str, *, socket: bool = False, pace: float = 0) -> Settings:
    way_in = (
        {"slack_app_token": playground.app_token} if socket else {"slack_signing_secret": playground.signing_secret}
    )
    return Settings.given(
        slack_bot_token=playground.bot_token,
        slack_api_url=playground.api_url,
        slack_channel=CHANNEL,
        slack_post_interval_seconds=pace,
        database_url=database,
        listen="127.0.0.1:0",
        **way_in,
    )


class Api:
    """The API of a bot, called with a flow's token."""

    def __init__(self, url: str, token: str, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.url, self.token = url, token
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, title: str, **more: object) -> str:
        body = {"title": title, "schema": SCHEMA, **more}
        async with self._session.post(f"{self.url}/v1/pauses", json=body, headers=self._headers) as response:
            assert response.status == 201, await response.text()
            return (await response.json())["id"]

    async def pause(self, pause: str) -> dict:
        async with self._session.get(f"{self.url}/v1/pauses/{pause}", headers=self._headers) as response:
            return await response.json()

    async def announced(self, pause: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (await self.pause(pause))["announced"]:
                await asyncio.sleep(0.01)

    async def deciders(self, pause: str) -> list[str]:
        decision = (await self.pause(pause))["decision"]
        return [person["name"] for person in decision["by"]] if decision else []


@asynccontextmanager
async def a_bot(settings: Settings, *, token: str = "") -> AsyncIterator[Api]:
    async with running(settings) as bot, aiohttp.ClientSession() as session:
        yield Api(bot.url, token or await asyncio.to_thread(token_in, settings.database_url), session)


def asked(person: ActingPerson) -> list[Message]:
    return [message for message in person.messages(CHANNEL) if message.only_for is None]


@pytest.mark.parametrize("socket", [False, True])
async def test_it_starts_without_a_slack_takes_questions_and_asks_them_once_slack_is_there(
    tmp_path: Path, *, socket: bool
):
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground, AsyncExitStack() as stack:
        settings = settings_of(playground, f"sqlite:///{tmp_path / 'service.db'}", socket=socket)
        async with playground.unreachable():
            api = await stack.enter_async_context(a_bot(settings))
            pause = await api.ask("Early")
        playground.request_url = None if socket else api.url + EVENTS_PATH
        alice = playground.as_person("alice")
        message = await alice.wait_for_message(CHANNEL, "Early")
        await until(lambda: playground.calls("auth.test"))
        if socket:
            changes = playground.socket_mode.changes
            await changes.until(lambda: playground.socket_mode.connections, timeout_seconds=PATIENCE)
        await alice.click(message, "Approve")
        assert await api.deciders(pause) == ["alice"]


@pytest.mark.parametrize("kind", ["unavailable", "hanging", "reset", "cut"])
async def test_a_question_that_could_not_be_posted_is_posted_later_and_once(
    service: Service, alice: ActingPerson, kind: str
):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Post")) as flow:
        with service.playground.faults.outage_of(kind, "chat.postMessage"):
            await until(lambda: service.playground.calls("chat.postMessage"))
        await alice.wait_until(lambda: asked(alice))
        await alice.click(asked(alice)[0], "Approve")
        assert (await flow).approve
    await alice.wait_until(lambda: "Approved by alice" in asked(alice)[0].visible_text)
    assert len(asked(alice)) == 1


async def test_of_a_question_that_stands_twice_the_stray_copy_tells_the_truth_and_goes(tmp_path: Path):
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        alice = playground.as_person("alice")
        async with a_bot(settings_of(playground, f"sqlite:///{tmp_path / 'service.db'}")) as api:
            playground.request_url = api.url + EVENTS_PATH
            with playground.faults.outage_of("lost", "chat.postMessage"):
                pause = await api.ask("Twice")
                await until(lambda: playground.calls("chat.postMessage"))
            await api.announced(pause)
            stray, live = asked(alice)

            await alice.click(stray, "Approve")

            assert await api.deciders(pause) == []
            assert (await alice.wait_for_view()).title
            await alice.close(all=True)
            await alice.wait_until(lambda: asked(alice) == [live])
            await alice.click(live, "Approve")
            assert await api.deciders(pause) == ["alice"]


@pytest.mark.parametrize("kind", ["unavailable", "reset", "lost"])
async def test_an_outcome_is_released_at_once_and_shown_when_slack_is_back(
    service: Service, alice: ActingPerson, kind: str
):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Outcome")) as flow:
        message = await alice.wait_for_message(CHANNEL, "Outcome")
        with service.playground.faults.outage_of(kind, "chat.update", "response_url"):
            await alice.click(message, "Approve")
            assert (await flow).approve
            await until(lambda: service.playground.calls("chat.update"))
        await alice.wait_until(lambda: "Approved by alice" in message.visible_text)
    assert message.buttons == []


async def test_slack_gone_in_the_middle_of_everything_comes_back_to_no_loss(service: Service, alice: ActingPerson):
    playground = service.playground
    async with (
        waiting_flow(apause_flow_run(CleanupApproval, title="Before")) as before,
        waiting_flow(apause_flow_run(CleanupApproval, title="Filled in")) as filled_in,
    ):
        unanswered = await alice.wait_for_message(CHANNEL, "Before")
        await alice.click(await alice.wait_for_message(CHANNEL, "Filled in"), "With notes…")
        await alice.wait_for_view()
        async with playground.unreachable():
            assert (await alice.submit({"Approve": "Approve", "Notes": "typed"})).closed
            assert (await filled_in).notes == "typed"
            during = asyncio.ensure_future(apause_flow_run(CleanupApproval, title="During"))
            await alice.click(unanswered, "Approve")
            assert (await before).approve
        await alice.click(await alice.wait_for_message(CHANNEL, "During"), "Decline")
        assert not (await asyncio.wait_for(during, PATIENCE)).approve
    await alice.wait_until(lambda: all(not message.buttons for message in asked(alice)))
    assert len(asked(alice)) == 3


async def test_a_click_finds_a_way_to_slack_though_a_hundred_channels_hang(tmp_path: Path):
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        alice, many = playground.as_person("alice"), 105
        async with a_bot(settings_of(playground, f"sqlite:///{tmp_path / 'service.db'}")) as api:
            playground.request_url = api.url + EVENTS_PATH
            pause = await api.ask("Quick")
            message = await alice.wait_for_message(CHANNEL, "Quick")
            with playground.faults.outage_of("hanging", "chat.postMessage"):
                async with asyncio.TaskGroup() as asking:
                    for number in range(many):
                        asking.create_task(api.ask("Stuck", channel=f"#room-{number}"))
                await until(lambda: len(playground.calls("chat.postMessage")) >= 100, seconds=PATIENCE)

                await alice.click(message, "Approve")

                assert await api.deciders(pause) == ["alice"]


@pytest.mark.parametrize(("pace", "refused"), [(0, True), (1, False)])
async def test_slacks_own_limits_are_met_and_everything_is_shown_in_the_end(
    tmp_path: Path, *, pace: float, refused: bool
):
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        playground.faults.keep_limits = True
        settings = settings_of(playground, f"sqlite:///{tmp_path / 'service.db'}", pace=pace)
        async with a_bot(settings) as api:
            playground.request_url = api.url + EVENTS_PATH
            pauses = [await api.ask(f"Question {number}") for number in range(6 if refused else 3)]
            alice = playground.as_person("alice")
            await alice.wait_until(lambda: len(asked(alice)) == len(pauses), timeout=PATIENCE)
            async with asyncio.TaskGroup() as clicks:
                for message in asked(alice):
                    clicks.create_task(alice.click(message, "Approve"))
            await alice.wait_until(lambda: all("Approved by alice" in one.visible_text for one in asked(alice)))
            assert [await api.deciders(pause) for pause in pauses] == [["alice"]] * len(pauses)
        assert any(call.error == "ratelimited" for call in playground.log) == refused


async def test_every_click_and_submit_lands_once_however_it_is_delivered(service: Service, alice: ActingPerson):
    faults, many = service.playground.faults, 12
    flows = [apause_flow_run(CleanupApproval, title=f"Question {number}") for number in range(many)]
    async with waiting_flow(asyncio.wait_for(asyncio.gather(*flows), PATIENCE)) as answers:  # type: ignore[arg-type]
        await alice.wait_until(lambda: len(asked(alice)) == many, timeout=PATIENCE)
        faults.deliver_twice, faults.redeliver, faults.drop_acks, faults.hold_back = 4, 8, 6, 3
        async with asyncio.TaskGroup() as clicks:
            for message in asked(alice):
                clicks.create_task(alice.click(message, "Approve"))
        assert [answer.approve for answer in await answers] == [True] * many
    await alice.wait_until(lambda: all("Approved by alice" in one.visible_text for one in asked(alice)))
    assert len(asked(alice)) == many
    assert alice.view is None


async def test_replicas_in_socket_mode_share_the_clicks_and_outlive_each_others_connections(postgres_url: str):
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        settings = settings_of(playground, postgres_url, socket=True)
        sockets, alice = playground.socket_mode, playground.as_person("alice")

        async def connected(count: int) -> None:
            await sockets.changes.until(lambda: sockets.connections == count, timeout_seconds=PATIENCE)

        async with a_bot(settings) as here:
            async with a_bot(settings, token=here.token) as there:
                await connected(2)
                pauses = [await api.ask(f"Question {n}") for n, api in enumerate([here, there] * 3)]
                await alice.wait_until(lambda: len(asked(alice)) == len(pauses), timeout=PATIENCE)
                for message in asked(alice)[:2]:
                    await alice.click(message, "Approve")
                await sockets.drop()
                await connected(2)
                for message in asked(alice)[2:4]:
                    await alice.click(message, "Approve")
            await connected(1)
            for message in asked(alice)[4:]:
                await alice.click(message, "Approve")
            assert [await here.deciders(pause) for pause in pauses] == [["alice"]] * len(pauses)
