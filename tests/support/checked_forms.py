"""Forms whose classes demand what no schema says: the flow itself must be asked about an answer."""

from __future__ import annotations

from datetime import date
from threading import Event
from typing import Any, Self

from pydantic import Field, create_model, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pausepoint import RunInput


class Window(RunInput):
    """A stretch of days; its end must come after its start, which no field knows alone."""

    start: date
    end: date
    why: str = ""

    @field_validator("why")
    @classmethod
    def must_be_said(cls, value: str) -> str:
        """Fail in an odd way, or refuse."""
        if value == "boom":
            raise KeyError(value)
        return value

    @field_validator("end")
    @classmethod
    def must_follow_the_start(cls, value: date, info: object) -> date:
        """Compare with what was read before."""
        start = getattr(info, "data", {}).get("start")
        if start is not None and value <= start:
            raise ValueError("The end must be after the start.")
        return value


class Slow(RunInput):
    """A form whose validator waits until the test lets it go on."""

    number: int = Field(ge=0)
    note: str = ""

    @field_validator("number")
    @classmethod
    def must_be_even(cls, value: int) -> int:
        """Wait, then refuse odd numbers."""
        reached.set()
        gate.wait(20)
        if value % 2:
            raise ValueError(f"{value} is odd.")
        return value


gate = Event()
"""Open: `Slow` is fast."""

reached = Event()
"""Somebody waits at the gate, or has passed it."""


class Gated(RunInput):
    """One tap answers it; approving is refused without a note."""

    approve: bool = False
    notes: str = ""

    @model_validator(mode="after")
    def must_say_why(self) -> Self:
        """Refuse an approval without a word."""
        if self.approve and not self.notes:
            raise PydanticCustomError("no_note", "Say why you approve.")
        return self


class SlowTap(RunInput):
    """One tap answers it; approving is refused, after a while."""

    approve: bool = False

    @field_validator("approve")
    @classmethod
    def must_not(cls, value: bool) -> bool:  # noqa: FBT001 - pydantic's signature
        """Wait, then refuse."""
        gate.wait(20)
        if value:
            raise ValueError("Not today.")
        return value


_numbered: dict[str, Any] = {f"f{n}": (int, Field(title=f"F{n}")) for n in range(18)}
_ManyNumbers = create_model("_ManyNumbers", __base__=RunInput, **_numbered)


class Many(_ManyNumbers):
    """A form of two pages, whose class compares the first field with the last."""

    @model_validator(mode="after")
    def must_not_add_up(self) -> Self:
        """Wait, then compare."""
        gate.wait(20)
        numbers = self.model_dump()
        if numbers["f0"] + numbers["f17"] == 26:
            raise ValueError("F0 and F17 must not add up to 26.")
        return self
