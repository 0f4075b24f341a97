"""`python -m tests.crash --kills 200 --database sqlite`: exit code 0 only if nothing was lost."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pausepoint_bot.app import fresh_token, system_clock
from pausepoint_bot.store import unit_of_work, upgrade_database
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_bot.usecases.ports import PauseFilter
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.server import Playground
from tests.bench.processes import free_port
from tests.crash.assassin import Assassin
from tests.crash.people import Story, live, messages_of

PEOPLE = 6
SETTLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is told at the end."""

    pauses: int
    decisions: int
    lost: int
    twice: int
    strays: int

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.strays)


async def run(kills: int, database: str, seed: int) -> bool:
    """Kill, restart, look; print what was seen."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with Playground.start() as playground:
        playground.request_url = f"{url}/slack/events"
        environment = _environment(playground, port, database)
        _give_token(database, url)
        assassin = Assassin(environment, url, random.Random(seed), database.startswith("postgresql"))
        stories = await _rage(assassin, playground, kills)
        process = await assassin.start_in_peace()
        try:
            strays = await _strays(playground, stories)
            verdict = await asyncio.to_thread(_judge, database, stories, strays)
        finally:
            process.terminate()
            await process.wait()
    _report(assassin, verdict)
    return verdict.is_good


async def _rage(assassin: Assassin, playground: Playground, kills: int) -> list[Story]:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        lives = [tasks.create_task(live(playground, f"person{number}", stop)) for number in range(PEOPLE)]
        await assassin.kill(kills)
        stop.set()
        process = await assassin.start_in_peace()
        stories = [story for one in lives for story in await one]
    process.kill()
    await process.wait()
    return stories


async def _strays(playground: Playground, stories: list[Story]) -> int:
    """Click every message that still has buttons, as people would, and count those left over."""
    alice = playground.as_person("alice")
    await asyncio.sleep(SETTLE_SECONDS)
    for story in stories:
        for message in messages_of(playground, story):
            if message.buttons:
                with contextlib.suppress(SlackClientError):
                    await alice.click(message, message.buttons[0])
                    await alice.close(all=True)
    await asyncio.sleep(SETTLE_SECONDS)
    return sum(_is_astray(messages_of(playground, story)) for story in stories)


def _is_astray(messages: list) -> bool:
    return len(messages) > 1 or any(message.buttons for message in messages)


def _judge(database: str, stories: list[Story], strays: int) -> Verdict:
    decided = dict(_decisions(database))
    lost = [story for story in stories if story.lost or (story.got is not None and story.title not in decided)]
    twice = [
        story
        for story in stories
        if story.got is not None and (story.got != decided.get(story.title) or story.got not in story.tried)
    ]
    return Verdict(len(stories), len(decided), len(lost), len(twice), strays)


def _decisions(database: str) -> Iterator[tuple[str, str]]:
    with unit_of_work(database) as uow:
        for pause in uow.pauses.list(PauseFilter(state="decided", limit=1_000_000)):
            yield pause.question.title, str(pause.status.decision.values["number"])  # type: ignore[union-attr,index] # decided


def _environment(playground: Playground, port: int, database: str) -> dict[str, str]:
    return {
        "PAUSEPOINT_SLACK_BOT_TOKEN": playground.bot_token,
        "PAUSEPOINT_SLACK_SIGNING_SECRET": playground.signing_secret,
        "PAUSEPOINT_SLACK_API_URL": playground.api_url,
        "PAUSEPOINT_SLACK_CHANNEL": "#ops",
        "PAUSEPOINT_SLACK_POST_INTERVAL_SECONDS": "0",
        "PAUSEPOINT_DATABASE_URL": database,
        "PAUSEPOINT_LISTEN": f"127.0.0.1:{port}",
    }


def _give_token(database: str, url: str) -> None:
    upgrade_database(database)
    with unit_of_work(database) as uow:
        token = create_token(uow, "crash", scopes=["open"], random_bytes=fresh_token(), now=system_clock())
    os.environ.update({"PAUSEPOINT_API_URL": url, "PAUSEPOINT_API_TOKEN": token})


def _report(assassin: Assassin, verdict: Verdict) -> None:
    for place, times in sorted(assassin.deaths.items()):
        print(f"  {times:>4} {place}")
    print(
        f"kills {assassin.deaths.total()}, pauses {verdict.pauses}, decisions {verdict.decisions}, lost {verdict.lost}, "
        f"released with two different values {verdict.twice}, more than one live message {verdict.strays}"
    )


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as directory:
            yield f"sqlite:///{Path(directory) / 'crash.db'}"
    else:
        from tests.support.postgres import a_postgres_server  # noqa: PLC0415 - needs the driver

        with a_postgres_server(durable=True) as server:
            yield server.new_database()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with _database(chosen.database) as url:
        sys.exit(0 if asyncio.run(run(chosen.kills, url, chosen.seed)) else 1)


if __name__ == "__main__":
    main()
