"""Send one effect through the door it belongs to. Decides nothing but whether there is anything left to say."""

from __future__ import annotations

from typing import assert_never

from pausepoint_bot.effects import Announce, Effect, Explain, Refresh, RefreshView, Release, Retract
from pausepoint_bot.pauses import Pause, Place
from pausepoint_bot.usecases.ports import Receiver, Surface
from pausepoint_bot.usecases.send_effects import Subject
from pausepoint_bot.usecases.views import ended_event


class Sender:
    """Knows the two doors out: the surface where people are asked, and the receiver of callbacks."""

    def __init__(self, surface: Surface, receiver: Receiver) -> None:
        self._surface = surface
        self._receiver = receiver

    async def send(self, effect: Effect, subject: Subject) -> Place | None:
        """Send the effect as its subject now stands; return where an announced message stands.

        Raises:
            DeliveryFailed: it did not, or perhaps did not, arrive.
        """
        pause = subject.pause
        match effect:
            case Announce():
                return await self._announce(pause)
            case Refresh():
                if pause.place is not None:
                    await self._surface.refresh(pause)
            case Retract(channel=channel, ts=ts):
                await self._surface.retract(Place(channel=channel, ts=ts, permalink=None))
            case Release():
                if pause.callback is not None:
                    await self._receiver.deliver(pause.callback, ended_event(pause))
            case Explain() | RefreshView():
                await self._tell_of_check(effect, subject)
            case _:
                assert_never(effect)
        return None

    async def _tell_of_check(self, effect: Explain | RefreshView, subject: Subject) -> None:
        pause, check = subject.pause, subject.check
        if check is None:
            return
        if isinstance(effect, RefreshView):
            await self._surface.refresh_view(pause, check)
        elif pause.place is not None:
            await self._surface.explain(pause, check)

    async def _announce(self, pause: Pause) -> Place | None:
        if pause.has_ended or pause.place is not None:  # nobody needs to be asked any more
            return None
        return await self._surface.announce(pause)
