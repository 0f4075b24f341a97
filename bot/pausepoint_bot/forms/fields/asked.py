"""What every field has, whatever its type: where it stands in the answer, its words, and what a blank means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Base of the field types. `pointer` is the JSON pointer of its value in the answer.

    `default` is what the flow's class takes where the answer leaves the field out; it is shown, never sent.
    `initial` is what the flow pre-fills; it stands in the form, and stays in the answer unless changed.
    `source` is the JSON pointer of its schema. `redraws` says that other fields come and go with its answer.
    """

    pointer: str
    name: str
    title: str
    description: str
    required: bool
    nullable: bool
    default: JsonValue | Absent = ABSENT
    initial: JsonValue | Absent = ABSENT
    source: str = ""
    redraws: bool = False


class Common(TypedDict):
    """The same as keyword arguments, for the constructors of the field types."""

    pointer: str
    name: str
    title: str
    description: str
    required: bool
    nullable: bool
    default: JsonValue | Absent
    source: str
