"""`pausepoint serve`: run the service until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Final

from pausepoint_bot.app import running
from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.settings import Settings, load_settings
from pausepoint_bot.telemetry import set_up_logging

if TYPE_CHECKING:
    from pausepoint_bot.app import Bot

SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the interpreter while another wants it. Python's 5 ms would be most of a release: the
database's thread and the event loop hand over to each other several times for each."""


def serve(config: ConfigOption = None) -> None:
    """Run the service: API, Slack, deadlines and callbacks. Ctrl-C or SIGTERM stops it in good order."""
    settings = load_settings(config)
    sys.setswitchinterval(SWITCH_SECONDS)
    set_up_logging(level=settings.log_level, style=settings.log_format)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(settings) as bot:
        _say_ready(bot)
        await stop.wait()


def _say_ready(bot: Bot) -> None:
    sys.stderr.write(f"pausepoint is ready at {bot.url} (Slack by {bot.slack_mode}); Ctrl-C stops it\n")
    sys.stderr.flush()
