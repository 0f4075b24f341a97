"""Examine requests to open a pause, and each form only once: a flow asks the same question of many things."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from pausepoint.wire import OpenPause
from pausepoint_bot.api.callback_secret import check_callback_secret
from pausepoint_bot.usecases.open_pause import examine
from pausepoint_bot.usecases.ports import Receiver, Surface

_MOST: Final = 4096


class Examiner:
    """Refuses what could only fail later. What can be shown of a form never changes, so a form that passed, passes."""

    def __init__(self, surface: Surface, receiver: Receiver) -> None:
        self._surface = surface
        self._receiver = receiver
        self._passed: set[bytes] = set()

    def examine(self, request: OpenPause) -> None:
        """Let the request pass. May be called from any thread.

        Raises:
            RequestRefused: with a pointer to every member at fault.
        """
        check_callback_secret(request)
        form = _form_of(request)
        if form is not None and form in self._passed:
            without_form = request.model_copy(update={"schema_": None, "initial": None, "check": False})
            examine(without_form, surface=self._surface, receiver=self._receiver)
            return
        examine(request, surface=self._surface, receiver=self._receiver)
        if form is not None:
            self._remember(form)

    def _remember(self, form: bytes) -> None:
        if len(self._passed) >= _MOST:
            self._passed.clear()
        self._passed.add(form)


def _form_of(request: OpenPause) -> bytes | None:
    """Return the identity of the form that the request brings; None for a plain approval."""
    if request.schema_ is None:
        return None
    return hashlib.sha256(json.dumps([request.schema_, request.initial]).encode()).digest()
