"""The one value that means "not given", where None is a JSON value of its own. Pure; nothing else may live here."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Absent(Enum):
    """The type of `ABSENT`, so that mypy can tell it from every JSON value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
