"""What the conformance page is made of. Values; Python stands in them as text, so that the page shows what ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """A field that is asked for. `python` is what stands behind `answer:` in the class.

    `enters` is what the person types, ticks or chooses; by block id where there are several inputs. `gives` is the
    value that the flow gets, `initial` what it pre-filled, both in Python.
    """

    python: str
    gives: str
    enters: object = None
    initial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An answer that does not fit: the modal stays open and says why under the input."""

    python: str
    enters: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A field that no form can ask for: the call raises FormRefused."""

    python: str
    initial: str = ""


Row: TypeAlias = Works | Corrected | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows that belong together. `setup` are the classes that they use, in Python."""

    title: str
    rows: tuple[Row, ...]
    text: str = ""
    setup: str = ""
