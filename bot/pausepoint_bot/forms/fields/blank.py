"""What an input that came back blank means. The one place that decides it, for every field type. Pure."""

from __future__ import annotations

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.fields.asked import Asked
from pausepoint_bot.forms.problems import Unreadable


def blank_value(field: Asked, empty: JsonValue | Absent, *, blank_is_empty: bool = False) -> JsonValue | Absent:
    """Say what a blank stands for; `ABSENT` leaves the field out of the answer.

    Opened blank: left out where the field has a default or may be absent, null where it may be null. Pre-filled and
    then cleared, a blank is an answer: null where the field may be null, else `empty` where that is a valid value.
    `blank_is_empty` says that an untouched input means `empty`, as ticking nothing means an empty list.

    Raises:
        Unreadable: the field may not stay blank.
    """
    if field.required and field.default is not ABSENT and not field.nullable:
        raise Unreadable("Please fill this in: it is required.")  # the default stands in it, and nobody adds it later
    if field.initial is not ABSENT:
        return _cleared(field, field.initial, empty)
    if field.default is not ABSENT or not field.required:
        return ABSENT
    if field.nullable:
        return None
    if blank_is_empty and empty is not ABSENT:
        return empty
    raise Unreadable("Please fill this in: it is required.")


def _cleared(field: Asked, initial: JsonValue, empty: JsonValue | Absent) -> JsonValue:
    if initial is None or initial in ("", []):  # it was pre-filled with a blank, and still is
        return initial
    if field.nullable:
        return None
    if empty is not ABSENT:
        return empty
    raise Unreadable("Please fill this in: it may be changed, but not cleared.")
