"""A compiled form, and what an answer to it becomes. Pure: answers or values in, a `Submission` or `Faults` out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.bounds import depth_of, find_excess
from pausepoint_bot.forms.faults import Places, faults_of
from pausepoint_bot.forms.fields import Field, check_value
from pausepoint_bot.forms.paging import ON_A_PAGE, Fits, Page, paginate
from pausepoint_bot.forms.parts import Heading, Part
from pausepoint_bot.forms.pointers import pointer_to, value_at
from pausepoint_bot.forms.problems import Fault, Faults
from pausepoint_bot.forms.reading import Reading
from pausepoint_bot.forms.showing import Shown, every_field, fields_in, show, untouched
from pausepoint_bot.forms.validator import Validator
from pausepoint_bot.forms.writing import write

_TOKEN_LENGTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What to ask for, in order. Made by `compile_form`; never changed, so it may be shared between threads.

    `fields` are those that stand there when the form opens. `switches` are the pointers of the fields with whose
    answers others come and go, in whatever branch; a plain form has none, and always shows the same. No value may be
    nested deeper than `deepest`.
    """

    root: Part
    fields: tuple[Field, ...]
    switches: frozenset[str]
    schema: Mapping[str, JsonValue]
    validator: Validator = dataclass_field(repr=False, compare=False)
    deepest: int

    def shown(self, answers: Mapping[str, Answer] | None = None) -> tuple[Shown, ...]:
        """List what is asked for under these answers, with headings over nested objects; None: as the form opens.

        A missing answer is a blank.
        """
        return tuple(show(self.root, untouched(self.root) if answers is None else answers))

    def fields_shown(self, answers: Mapping[str, Answer] | None = None) -> tuple[Field, ...]:
        """List the fields that are asked for under these answers."""
        if not self.switches or answers is None:
            return self.fields
        return tuple(fields_in(iter(self.shown(answers))))

    def branch_of(self, answers: Mapping[str, Answer]) -> str:
        """Name the set of fields that these answers bring, in a few characters: equal tokens, equal sets."""
        if not self.switches:
            return ""
        drawn = "\n".join(f"{field.source} {field.pointer}" for field in self.fields_shown(answers))
        return hashlib.sha256(drawn.encode()).hexdigest()[:_TOKEN_LENGTH]

    def field_at(self, pointer: str) -> Field | None:
        """Find the field of a pointer, of whatever branch, or of a place inside its value such as `/tags/2`."""
        fields = {field.pointer: field for field in (*every_field(self.root), *self.fields)}
        while pointer and pointer not in fields:
            pointer = pointer.rpartition("/")[0]
        return fields.get(pointer)

    def pages(
        self, answers: Mapping[str, Answer] | None = None, *, per_page: int = ON_A_PAGE, fits: Fits | None = None
    ) -> tuple[Page, ...]:
        """Part what is shown into pages of at most `per_page` fields, all of which `fits`; a form has one at least.

        A nested object stays on one page where it can; where it cannot, its heading is repeated.
        """
        return paginate(self.shown(answers), per_page=per_page, fits=fits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A valid instance of the form's schema, exactly as it was given."""

    values: dict[str, JsonValue]


def form_of(root: Part, schema: Mapping[str, JsonValue], validator: Validator, *, deepest: int) -> Form:
    """Put a form together from its parts."""
    switches = frozenset(field.pointer for field in every_field(root) if field.redraws)
    fields = tuple(fields_in(show(root, untouched(root) if switches else {})))
    return Form(root=root, fields=fields, switches=switches, schema=schema, validator=validator, deepest=deepest)


def with_root(form: Form, root: Part) -> Form:
    """Return the form with other parts for the same schema."""
    return form_of(root, form.schema, form.validator, deepest=form.deepest)


def parse_answers(form: Form, answers: Mapping[str, Answer]) -> Submission | Faults:
    """Read what a surface handed back, keyed by field pointer; a missing one is blank. Reports every fault at once.

    Only the fields that these answers bring are read; what was answered in other branches is left alone.
    """
    reading = Reading(answers)
    value = reading.read(form.root)
    values = dict(value) if isinstance(value, dict) else {}
    faults = reading.faults
    known = {field.pointer for field in every_field(form.root)} if form.switches else {f.pointer for f in form.fields}
    faults.extend(Fault(pointer=pointer, message="The form has no such field.") for pointer in answers.keys() - known)
    return _outcome(form, values, Places(form.root, answers, values, typed=True), faults)


def parse_page(form: Form, answers: Mapping[str, Answer], page: Page) -> Faults | None:
    """Check the fields of one page; None where nothing is wrong with them. Answers to other pages may be missing."""
    outcome = parse_answers(form, answers)
    here = {item.pointer for item in page if not isinstance(item, Heading)}
    faults = tuple(f for f in outcome.errors if f.pointer in here) if isinstance(outcome, Faults) else ()
    return Faults(errors=faults) if faults else None


def check_values(form: Form, values: Mapping[str, JsonValue]) -> Submission | Faults:
    """Check values that were given as JSON. They are taken exactly as they are, or refused."""
    excess = find_excess(values)
    if excess:
        return Faults(errors=(Fault(pointer="", message=f"The answer {excess}."),))
    given = dict(values)
    answers = answers_of(form, given)
    places = Places(form.root, answers, given, typed=False)
    outcome = _outcome(form, given, places, [])
    found = outcome.errors if isinstance(outcome, Faults) else ()
    faulty = {fault.pointer for fault in found}
    more = [fault for fault in _bad_fields(form, given, answers) if fault.pointer not in faulty]
    return _in_order(places, [*found, *more]) if more else outcome


def _bad_fields(form: Form, values: dict[str, JsonValue], answers: Mapping[str, Answer]) -> Iterator[Fault]:
    """Check what the schema lets pass, such as the digits of a decimal."""
    for field in form.fields_shown(answers):
        value = value_at(values, field.pointer)
        wrong = None if value is ABSENT else check_value(field, value)
        if wrong:
            yield Fault(pointer=field.pointer, message=wrong)


def _outcome(form: Form, values: dict[str, JsonValue], places: Places, faults: list[Fault]) -> Submission | Faults:
    """Hold the values against the schema, and put what is wrong with a field in only one way."""
    faulty = {fault.pointer for fault in faults}
    later = _too_deep(form, values, places) or [
        fault for error in form.validator.iter_errors(values) for fault in faults_of(error, places)
    ]
    faults += [fault for fault in later if fault.pointer not in faulty]
    return _in_order(places, faults) if faults else Submission(values=values)


def _too_deep(form: Form, values: dict[str, JsonValue], places: Places) -> list[Fault]:
    """Find what is nested so deep that checking it could take long."""
    deep = [name for name, value in values.items() if depth_of({name: value}) > form.deepest]
    fields = {name: places.field_of([name]) for name in deep}
    message = f"Must be nested at most {form.deepest} levels deep."
    return [
        Fault(pointer=field.pointer if field else pointer_to(name), message=message) for name, field in fields.items()
    ]


def _in_order(places: Places, faults: list[Fault]) -> Faults:
    """Sort as the form asks, each sentence once; what belongs to no field comes first."""
    distinct = dict.fromkeys(faults)
    return Faults(errors=tuple(sorted(distinct, key=lambda fault: places.order_of(fault.pointer))))


def initial_faults(form: Form, values: Mapping[str, JsonValue]) -> Iterator[Fault]:
    """Say what is wrong with values that a form is to open with; that some are missing is not."""
    places = Places(form.root, answers_of(form, values), dict(values), typed=False)
    for error in form.validator.iter_errors(dict(values)):
        yield from faults_of(error, places, missing=False)


def answers_of(form: Form, values: Mapping[str, JsonValue]) -> Mapping[str, Answer]:
    """Write the answers that values came from, to fill a form again; what no answer can stand for is left blank."""
    return dict(write(form.root, dict(values)))


def untouched_answers(form: Form) -> dict[str, Answer]:
    """Return what a surface hands back where nobody has typed anything: the initial values, and defaults of ticks."""
    return untouched(form.root)
