"""Trigger ids: valid for three seconds, once, for the person who clicked (Slack's modal guide)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pausepoint_playground.faults import Faults
from pausepoint_playground.ids import Clock, Ids

TRIGGER_SECONDS = 3.0
KEPT = 10_000
_FORM = re.compile(r"\d+\.\d+\.[0-9a-f]+")


class TriggerRefused(Exception):
    """A trigger that opens nothing; `code` is Slack's error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Whose click it was, when, and inside which view if any."""

    user: str
    view_id: str | None
    expires: float
    used: bool = False


class Triggers:
    """Hand out triggers and take each back at most once."""

    def __init__(self, *, clock: Clock, ids: Ids, faults: Faults) -> None:
        self._clock = clock
        self._ids = ids
        self._faults = faults
        self._known: dict[str, Trigger] = {}

    def mint(self, user: str, *, view_id: str | None = None) -> str:
        """Make a trigger for a person, bound to the view they acted in."""
        self._forget_old()
        lifetime = 0.0 if self._faults.spend("expire_triggers") else TRIGGER_SECONDS
        trigger_id = f"{self._ids.number()}.{self._ids.number()}.{self._ids.secret()}"
        self._known[trigger_id] = Trigger(user=user, view_id=view_id, expires=self._clock() + lifetime)
        return trigger_id

    def _forget_old(self) -> None:
        # Old ones are answered with invalid_trigger_id in the end; a long demo must not remember them for ever.
        while len(self._known) > KEPT:
            self._known.pop(next(iter(self._known)))

    def look(self, trigger_id: object) -> Trigger:
        """Find a trigger that may still be used; raises TriggerRefused with Slack's code."""
        if not isinstance(trigger_id, str) or not _FORM.fullmatch(trigger_id):
            raise TriggerRefused("invalid_arguments")
        if (trigger := self._known.get(trigger_id)) is None:
            raise TriggerRefused("invalid_trigger_id")
        if trigger.used:
            raise TriggerRefused("exchanged_trigger_id")
        if self._clock() >= trigger.expires:
            raise TriggerRefused("expired_trigger_id")
        return trigger
