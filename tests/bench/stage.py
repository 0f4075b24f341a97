"""A playground as a process of its own: prints what a bot needs to know, as one line of JSON, and serves.

Asked for `opens` on its standard input, it prints how long each click so far waited for its form, in seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys

from pausepoint_playground.record import Record
from pausepoint_playground.server import Playground


async def _serve(request_url: str) -> None:
    async with Playground.start() as playground:
        playground.request_url = request_url
        _say(
            {
                "api_url": playground.api_url,
                "bot_token": playground.bot_token,
                "signing_secret": playground.signing_secret,
                "team": playground.team_id,
                "people": {name: person.id for name, person in playground.people.items()},
            }
        )
        while await asyncio.to_thread(sys.stdin.readline) == "opens\n":
            _say(_opens(playground.log))


def _opens(record: Record) -> list[float]:
    """Return the seconds from each click that opened a form until its `views.open` came in."""
    clicked = {entry.arguments["trigger_id"]: entry.at for entry in record.of("block_actions")}
    opens = {entry.arguments["trigger_id"]: entry.at for entry in record.of("views.open") if entry.ok}
    return [opened - clicked[trigger] for trigger, opened in opens.items() if trigger in clicked]


def _say(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
