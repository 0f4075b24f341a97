"""A value of one of several shapes, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Final

from pausepoint_bot.forms.fields import Choice
from pausepoint_bot.forms.validator import LateValidator

if TYPE_CHECKING:
    from pausepoint_bot.forms.parts import Part

KIND: Final = "/~kind"
"""Ends the pointer of a choice between shapes. No value can have such a pointer: `~` is only ever followed by 0 or 1
(RFC 6901)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """A union. The values of the selector's options are indices into `branches`; what it is blank for, the union is.

    `rules` tell which branch a value belongs to. `places` are the branches' places among those that the schema lists
    under `keyword`.
    """

    pointer: str
    title: str
    source: str
    selector: Choice
    branches: tuple[Part, ...]
    rules: tuple[LateValidator, ...] = dataclass_field(repr=False, compare=False)
    places: tuple[int, ...]
    keyword: str
