"""`pausepoint serve`: run the service until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Final

import structlog

from pausepoint_bot.app import Bot, running
from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.settings import Settings, load_settings
from pausepoint_bot.telemetry import set_up_logging

SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the interpreter while another wants it. Python's 5 ms would be most of a release: the
database's thread and the event loop hand over to each other several times for each."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger(__name__)


def serve(config: ConfigOption = None) -> None:
    """Run the service: API, Slack, deadlines and callbacks. Ctrl-C or SIGTERM stops it in good order."""
    settings = load_settings(config)
    sys.setswitchinterval(SWITCH_SECONDS)
    set_up_logging(level=settings.log_level, style=settings.log_format)
    asyncio.run(_serve(settings))


class _Stop:
    """The first signal to stop. The second one ends the process at once."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._starting = asyncio.current_task()
        for number in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self._ask)

    async def wait(self) -> None:
        """Wait for the signal."""
        self._starting = None
        await self._asked.wait()

    @property
    def is_asked(self) -> bool:
        """Whether the signal has come."""
        return self._asked.is_set()

    def _ask(self) -> None:
        self._asked.set()
        for number in _SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        if self._starting is not None:
            self._starting.cancel()


async def _serve(settings: Settings) -> None:
    stop = _Stop()
    try:
        async with running(settings) as bot:
            _say_ready(bot, settings)
            await stop.wait()
            log.info("stopping", delay_seconds=settings.shutdown_delay_seconds)
            bot.stopping.set()
            await asyncio.sleep(settings.shutdown_delay_seconds)
    except asyncio.CancelledError:
        if not stop.is_asked:
            raise
    log.info("stopped")


def _say_ready(bot: Bot, settings: Settings) -> None:
    ready = f"pausepoint is ready at {bot.url} (Slack by {bot.slack_mode})"
    if settings.log_format == "json":
        log.info(ready, url=bot.url)
        return
    sys.stderr.write(f"{ready}; Ctrl-C stops it\n")
    sys.stderr.flush()
