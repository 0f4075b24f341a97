"""The doors out, and who is there: where people are asked, where callbacks go, which flows listen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pausepoint.wire import Event
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.pauses import Callback, Check, ListenerId, Pause, Place


class Presence(Protocol):
    """Knows which flows are there to be asked."""

    def is_connected(self, listener: ListenerId) -> bool:
        """Tell whether the listener follows its feed: it has a poll open, or had one a moment ago."""
        ...


class Surface(Protocol):
    """Where people are asked: Slack."""

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:
        """Say what of the form the surface cannot show. Pure."""
        ...

    async def announce(self, pause: Pause) -> Place:
        """Post the pause's message as it stands.

        Raises:
            DeliveryFailed: it did not arrive, or it is not known whether it did.
        """
        ...

    async def refresh(self, pause: Pause) -> None:
        """Bring the message at `pause.place` up to date.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        ...

    async def explain(self, pause: Pause, check: Check) -> None:
        """Say in the thread of the message at `pause.place` why the flow did not take the answer.

        Raises:
            DeliveryFailed: it did not arrive, or it is not known whether it did.
        """
        ...

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Bring the form in which the answer was given up to date: done, or the form again with what is wrong.

        Raises:
            DeliveryFailed: it did not arrive, or nobody has the form open.
        """
        ...

    async def retract(self, place: Place) -> None:
        """Delete a message of ours.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        ...


class Receiver(Protocol):
    """Where callbacks go."""

    def refusal(self, url: str) -> str | None:
        """Say why callbacks may not go to `url`, without a network call; None if they may."""
        ...

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Send the signed event.

        Raises:
            DeliveryFailed: no 2xx came back.
        """
        ...
