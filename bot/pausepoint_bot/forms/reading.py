"""Answers -> a value, with every fault that is found on the way. Pure."""

from __future__ import annotations

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.bounds import encodable
from pausepoint_bot.forms.fields import Field, JsonText, blank_meaning, read_answer
from pausepoint_bot.forms.parts import Alternatives, Group, Part
from pausepoint_bot.forms.problems import Fault, Unreadable
from pausepoint_bot.forms.showing import Answers, is_filled, members_of
from pausepoint_bot.forms.shown import shown


class Reading:
    """One pass over the fields that are shown. What cannot be read is left out, and `faults` says why."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.faults: list[Fault] = []

    def read(self, part: Part) -> JsonValue | Absent:
        """Read a part and all that is below it."""
        match part:
            case Group():
                return self._read_group(part)
            case Alternatives():
                return self._read_alternatives(part)
            case _:
                return self._read_field(part)

    def _read_group(self, group: Group) -> JsonValue | Absent:
        if group.switch is not None and not is_filled(group, self._answers):
            return self._blank(group.switch)
        values: dict[str, JsonValue] = dict(group.implied)
        for key, part in members_of(group, self._answers):
            value = self.read(part)
            if value is not ABSENT:
                values[key] = value
            elif group.is_tuple:
                values[key] = None  # it could not be read; those after it keep their places
        if group.rest is not None:
            self._add_rest(group, group.rest, values)
        return list(values.values()) if group.is_tuple else values

    def _read_alternatives(self, alternatives: Alternatives) -> JsonValue | Absent:
        """Read the chosen branch; a selector whose value is no index is an answer itself: null, or left out."""
        index = self._read_field(alternatives.selector)
        if not isinstance(index, int) or isinstance(index, bool):
            return index
        return self.read(alternatives.branches[index])

    def _add_rest(self, group: Group, field: JsonText, values: dict[str, JsonValue]) -> None:
        rest = self._read_field(field)
        if not isinstance(rest, dict):
            return
        twice = sorted(rest.keys() & {*group.implied, *(member.key for member in group.members)})
        if twice:
            self._fault(field.pointer, f"The form has a field for {shown(twice[0])}; please fill it in there.")
        values.update({key: value for key, value in rest.items() if key not in twice})

    def _read_field(self, field: Field) -> JsonValue | Absent:
        answer = self._answers.get(field.pointer)
        try:
            return read_answer(field, _encodable(answer))
        except Unreadable as reason:
            return self._fault(field.pointer, reason.message)

    def _blank(self, field: Field) -> JsonValue | Absent:
        try:
            return blank_meaning(field)
        except Unreadable as reason:
            return self._fault(field.pointer, reason.message)

    def _fault(self, pointer: str, message: str) -> Absent:
        self.faults.append(Fault(pointer=pointer, message=message))
        return ABSENT


def _encodable(answer: Answer) -> Answer:
    if isinstance(answer, str) and not encodable(answer):
        raise Unreadable("Has a character that is only half of one; please type it again.")
    return answer
