"""Run a playground by hand: `python -m pausepoint_playground`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from pausepoint_playground.server import Playground


def main() -> None:
    """Start a playground and serve it until Ctrl-C."""
    try:
        asyncio.run(_serve(_arguments()))
    except KeyboardInterrupt:
        sys.stdout.write("\nstopped\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pausepoint_playground", description="A local stand-in for Slack.")
    parser.add_argument("--port", type=int, default=8900, help="port on 127.0.0.1; 0 takes a free one (default 8900)")
    parser.add_argument("--manifest", type=Path, help="app manifest whose scopes and events to grant")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--request-url", default="http://127.0.0.1:8700/slack/events", help="where the app listens")
    way.add_argument("--socket", action="store_true", help="the app connects over Socket Mode")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    async with Playground.start(port=options.port, manifest=options.manifest) as playground:
        playground.request_url = None if options.socket else options.request_url
        sys.stdout.write(
            f"This is not Slack. Open {playground.url}\n\n"
            f"api url         {playground.api_url}\n"
            f"bot token       {playground.bot_token}\n"
            f"app token       {playground.app_token}\n"
            f"signing secret  {playground.signing_secret}\n"
            f"interactions    {playground.request_url or 'Socket Mode'}\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
