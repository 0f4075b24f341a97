"""A compiled form, and what an answer to it becomes. Pure: answers or values in, a `Submission` or `Faults` out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import cast

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.bounds import encodable, find_excess
from pausepoint_bot.forms.fields import Choice, Choices, Field, Flag, Lines, answer_of, check_value, read_answer
from pausepoint_bot.forms.fields.lines import numbered_lines
from pausepoint_bot.forms.pointers import pointer_to
from pausepoint_bot.forms.problems import Fault, Faults, Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.validator import ValidationError, Validator
from pausepoint_bot.forms.wording import one_of, sentence, unfold


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What to ask for, in order. Made by `compile_form`; never changed, so it may be shared between threads."""

    fields: tuple[Field, ...]
    schema: Mapping[str, JsonValue]
    validator: Validator = dataclass_field(repr=False, compare=False)

    def field_at(self, pointer: str) -> Field | None:
        """Find the field of a pointer, or of a place inside its value such as `/tags/2`."""
        return next((f for f in self.fields if pointer == f.pointer or pointer.startswith(f.pointer + "/")), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A valid instance of the form's schema, exactly as it was given."""

    values: dict[str, JsonValue]


def parse_answers(form: Form, answers: Mapping[str, Answer]) -> Submission | Faults:
    """Read what a surface handed back, keyed by field pointer; a missing one is blank. Reports every fault at once."""
    values: dict[str, JsonValue] = {}
    faults: list[Fault] = []
    for field in form.fields:
        try:
            value = read_answer(field, _encodable_answer(answers.get(field.pointer)))
        except Unreadable as reason:
            faults.append(Fault(pointer=field.pointer, message=reason.message))
        else:
            if value is not ABSENT:
                values[field.name] = value
    known = {field.pointer for field in form.fields}
    faults.extend(Fault(pointer=pointer, message="The form has no such field.") for pointer in answers.keys() - known)
    faulty = {fault.pointer for fault in faults}
    later = _schema_faults(form, values, answers)
    faults.extend(fault for fault in later if fault.pointer not in faulty)
    return _in_order(form, faults) if faults else Submission(values=values)


def check_values(form: Form, values: Mapping[str, JsonValue]) -> Submission | Faults:
    """Check values that were given as JSON. They are taken exactly as they are, or refused."""
    excess = find_excess(values)
    if excess:
        return Faults(errors=(Fault(pointer="", message=f"The answer {excess}."),))
    given = dict(values)
    faults = list(_schema_faults(form, given, {}))
    faulty = {fault.pointer for fault in faults}
    for field in form.fields:
        wrong = check_value(field, given[field.name]) if field.name in given else None
        if wrong and field.pointer not in faulty:
            faults.append(Fault(pointer=field.pointer, message=wrong))
    return _in_order(form, faults) if faults else Submission(values=given)


def answers_of(form: Form, values: Mapping[str, JsonValue]) -> Mapping[str, Answer]:
    """Write the answers that values came from, to fill a form again; what no answer can stand for is left blank."""
    return {
        field.pointer: answer_of(field, values[field.name]) if field.name in values else None for field in form.fields
    }


def untouched_answers(form: Form) -> dict[str, Answer]:
    """Return what a surface hands back where nobody has typed anything: the initial values, and defaults of ticks."""
    return {field.pointer: opening_answer(field) for field in form.fields}


def opening_answer(field: Field) -> Answer:
    """Return what stands in a field when the form opens: what the flow pre-fills.

    A default is only a hint, except in a tick, which shows it. The bool that decides never has an answer in advance.
    """
    if isinstance(field, Flag):
        standing = field.default if field.initial is ABSENT else field.initial
        return standing if isinstance(standing, bool) and not field.decides else None
    return None if field.initial is ABSENT else answer_of(field, field.initial)


def _encodable_answer(answer: Answer) -> Answer:
    if isinstance(answer, str) and not encodable(answer):
        raise Unreadable("Has a character that is only half of one; please type it again.")
    return answer


def _schema_faults(form: Form, values: Mapping[str, JsonValue], answers: Mapping[str, Answer]) -> Iterator[Fault]:
    for error in form.validator.iter_errors(values):
        yield from _faults_of(form, error, answers)


def _faults_of(form: Form, error: ValidationError, answers: Mapping[str, Answer]) -> Iterator[Fault]:
    path = error.instance_path
    if not path:
        yield from _root_faults(error)
        return
    pointer = pointer_to(path[0])
    field = form.field_at(pointer)
    if isinstance(field, Choice | Choices) and error.kind.name not in _COUNTED:
        options = [option.value for option in field.options]
        yield Fault(pointer=pointer, message=one_of(options, cast("JsonValue", error.instance)))
        return
    for leaf in unfold(error):
        place = _place(field, leaf.instance_path[1:], answers.get(pointer))
        yield Fault(pointer=pointer, message=place + sentence(leaf))


_COUNTED = frozenset({"minItems", "maxItems", "uniqueItems"})


def _root_faults(error: ValidationError) -> Iterator[Fault]:
    """Give the errors of the whole form to the fields they name, where they name some."""
    facts = error.kind.as_dict()
    if error.kind.name == "required":
        yield Fault(pointer=pointer_to(facts["property"]), message=sentence(error))
    elif error.kind.name in {"additionalProperties", "unevaluatedProperties"}:
        for name in facts["unexpected"]:
            yield Fault(pointer=pointer_to(name), message=f"The form has no field called {shown(name)}.")
    else:
        yield Fault(pointer="", message=sentence(error))


def _place(field: Field | None, path: Iterable[str | int], answer: Answer) -> str:
    """Name the entry of a list: by its line where it was typed, by its number where it came as JSON."""
    index = next(iter(path), None)
    if not isinstance(index, int):
        return ""
    if isinstance(field, Lines) and isinstance(answer, str):
        return f"Line {[number for number, _ in numbered_lines(answer)][index]}: "
    return f"Item {index + 1}: "


def _in_order(form: Form, faults: list[Fault]) -> Faults:
    """Sort as the form asks, each sentence once; what belongs to no field comes first."""
    order = {field.pointer: index for index, field in enumerate(form.fields)}
    distinct = dict.fromkeys(faults)
    return Faults(errors=tuple(sorted(distinct, key=lambda fault: order.get(fault.pointer, -1))))
