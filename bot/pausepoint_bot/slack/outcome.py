"""How a pause stands or ended, in words and rich text: who decided what and when, or why nobody did. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, assert_never

from pydantic import JsonValue

from pausepoint_bot.forms import Form, tell
from pausepoint_bot.forms.fields import Choice, Choices, Field, Flag, Lines, answer_of
from pausepoint_bot.forms.pointers import first_name
from pausepoint_bot.forms.shown import label_of
from pausepoint_bot.pauses import (
    Approver,
    Cancelled,
    Decided,
    Decision,
    Expired,
    Failed,
    Held,
    Status,
    Verdict,
    Vote,
    Waiting,
)
from pausepoint_bot.slack.limits import shorten
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.rich_text import Piece, moment, rich_text, words

# A released value is for recognising, not for reading at length; the flow has it whole.
_VALUE_CHARS: Final = 500
_VALUES_CHARS: Final = 4_000
_REASON_CHARS: Final = 1_000
_NAME_CHARS: Final = 80
_NONE: Final = "(none)"
_CANCELLED: Final = {
    "withdrawn": "Withdrawn: the flow no longer waits for this",
    "superseded": "Superseded: the flow has asked a newer question instead",
    "cancelled": "Cancelled",
}


def headline(status: Status, form: Form | None) -> str:
    """Say in a few words how the pause stands: for summaries and headings."""
    match status:
        case Waiting():
            return "Waiting"
        case Held(vote=vote):
            return f"Answer by {_name(vote.approver)} saved: waiting for the flow to check it"
        case Decided(decision=decision):
            return f"{_deed(decision, form)} by {_names(decision)}"
        case Expired():
            return "Expired: nobody decided in time"
        case Cancelled(reason=reason):
            return _CANCELLED[reason]
        case Failed():
            return "Failed: it could not be shown"
        case _:
            assert_never(status)


def outcome_block(status: Status, form: Form | None) -> Block:
    """Tell how the pause stands or ended, since when, and with which values."""
    first: list[Piece] = [words(headline(status, form), bold=True)]
    ended = _ended_at(status)
    if ended is not None:
        first += [words(" · "), moment(ended)]
    return rich_text(first, *_details(status, form))


def _ended_at(status: Status) -> datetime | None:
    match status:
        case Decided(decision=decision):
            return decision.at
        case Expired(at=at) | Cancelled(at=at) | Failed(at=at):
            return at
        case Held():
            return status.at
        case Waiting():
            return None
        case _:
            assert_never(status)


def _details(status: Status, form: Form | None) -> Iterator[list[Piece]]:
    if isinstance(status, Failed):
        yield [words(shorten(status.detail, _REASON_CHARS))]
    said = _said(status)
    if said is None:
        return
    if said.reason:
        yield [words("Reason: ", bold=True), words(shorten(said.reason, _REASON_CHARS))]
    room = _VALUES_CHARS
    in_headline = _deciding(form) if isinstance(said, Decision) else None
    for label, value in _readable(said.values or {}, form, without=in_headline):
        shown = shorten(value, _VALUE_CHARS)
        room -= len(label) + len(shown)
        if room < 0:
            yield [words("… and more, which the flow has.", italic=True)]
            return
        gap = "\n" if "\n" in shown else " "  # a text of several lines begins on one of its own
        yield [words(f"{label}:{gap}", bold=True), words(shown)]


def _said(status: Status) -> Decision | Vote | None:
    match status:
        case Decided(decision=decision):
            return decision
        case Held(vote=vote):
            return vote
        case _:
            return None


def _deed(decision: Decision, form: Form | None) -> str:
    if decision.verdict is Verdict.REJECTED:
        return "Rejected"
    if form is None:
        return "Approved"
    deciding = _deciding(form)
    if deciding is None or decision.forgotten:
        return "Answered"
    return "Approved" if (decision.values or {}).get(deciding.name) else "Declined"


def _deciding(form: Form | None) -> Flag | None:
    fields = form.fields if form else ()
    return next((field for field in fields if isinstance(field, Flag) and field.decides), None)


def _names(decision: Decision) -> str:
    return ", ".join(map(_name, decision.by))


def _name(who: Approver) -> str:
    return shorten(who.name or who.id, _NAME_CHARS)


def _readable(
    values: Mapping[str, JsonValue], form: Form | None, *, without: Field | None
) -> Iterator[tuple[str, str]]:
    """Pair each released value with its field's title, in the form's order; options by their labels."""
    told = list(tell(form, values)) if form else []
    for one in told:
        if one.field != without:
            yield shorten(one.title or one.field.name, _NAME_CHARS), _value_text(one.field, one.value)
    known = {first_name(one.field.pointer) for one in told}
    for name in (name for name in values if name not in known):
        yield shorten(name, _NAME_CHARS), _json_text(values[name])


def _value_text(field: Field, value: JsonValue) -> str:
    answer = answer_of(field, value)
    match field, answer:
        case Choice(options=options), int(index) if not isinstance(index, bool):
            return options[index].label
        case Choices(options=options), tuple(indices):
            return ", ".join(options[index].label for index in indices) or _NONE
        case ((Choices() | Lines()), _) if isinstance(value, list):
            return ", ".join(_json_text(item) for item in value) or _NONE
        case _:
            return _json_text(value)


def _json_text(value: JsonValue) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case str():
            return value if value.strip() else "(blank)"
        case _:
            return label_of(value)
