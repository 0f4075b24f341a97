"""The ids that pauses, checks and listeners go by. Pure: they are made elsewhere, and mean nothing but identity."""

from __future__ import annotations

from typing import NewType

PauseId = NewType("PauseId", str)
CheckId = NewType("CheckId", str)
ListenerId = NewType("ListenerId", str)
