"""A playground as a process of its own: prints what a bot needs to know, as one line of JSON, and serves."""

from __future__ import annotations

import asyncio
import json
import sys

from pausepoint_playground.server import Playground


async def _serve(request_url: str) -> None:
    async with Playground.start() as playground:
        playground.request_url = request_url
        facts = {
            "api_url": playground.api_url,
            "bot_token": playground.bot_token,
            "signing_secret": playground.signing_secret,
            "team": playground.team_id,
            "people": {name: person.id for name, person in playground.people.items()},
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
