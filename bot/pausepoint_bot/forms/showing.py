"""Which fields are asked for, given what is answered so far. Pure: a form's parts and answers in, fields out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import Field, Flag, Switch, answer_of, read_answer
from pausepoint_bot.forms.parts import Alternatives, Group, Heading, Part
from pausepoint_bot.forms.problems import Unreadable

Answers = Mapping[str, Answer]
Shown = Field | Heading


def show(part: Part, answers: Answers, way: tuple[str, ...] = ()) -> Iterator[Shown]:
    """Go through what is asked for, in order. `way` are the titles of the headings above."""
    match part:
        case Group():
            yield from _show_group(part, answers, way)
        case Alternatives():
            yield part.selector
            branch = chosen_branch(part, answers)
            if branch is not None:
                yield from show(part.branches[branch], answers, way)
        case _:
            yield part


def _show_group(group: Group, answers: Answers, way: tuple[str, ...]) -> Iterator[Shown]:
    below = (*way, group.title) if group.pointer else way
    if group.pointer:
        description = group.description
        yield Heading(pointer=group.pointer, title=" / ".join(below), description=description, level=len(below))
    if group.switch is not None:
        yield group.switch
    if is_filled(group, answers):
        for _, part in members_of(group, answers):
            yield from show(part, answers, below)
        if group.rest is not None:
            yield group.rest


def members_of(group: Group, answers: Answers) -> list[tuple[str, Part]]:
    """List the members that are asked for, each with its key."""
    outcomes = _outcomes(group, answers) if group.conditions else ()
    return _members(group, outcomes)


def _members(group: Group, outcomes: tuple[int, ...]) -> list[tuple[str, Part]]:
    cases = ((member.key, member.cases[tuple(outcomes[index] for index in member.on)]) for member in group.members)
    return [(key, part) for key, part in cases if part is not None]


def _outcomes(group: Group, answers: Answers) -> tuple[int, ...]:
    """Evaluate the conditions until they stand still: a field that one brings may be what another looks at."""
    outcomes = tuple(condition.outcomes - 1 for condition in group.conditions)
    for _ in range(len(group.conditions) + 1):
        values = {**group.implied, **_values(_members(group, outcomes), answers)}
        before, outcomes = outcomes, tuple(condition.outcome(values) for condition in group.conditions)
        if outcomes == before:
            break
    return outcomes


def _values(members: list[tuple[str, Part]], answers: Answers) -> dict[str, JsonValue]:
    values = ((key, value_so_far(part, answers)) for key, part in members)
    return {key: value for key, value in values if value is not ABSENT}


def value_so_far(part: Part, answers: Answers) -> JsonValue | Absent:
    """Read what can be read; what cannot is left out."""
    match part:
        case Group():
            if not is_filled(part, answers):
                return ABSENT
            values = _values(members_of(part, answers), answers)
            return list(values.values()) if part.is_tuple else {**part.implied, **values}
        case Alternatives():
            branch = chosen_branch(part, answers)
            return ABSENT if branch is None else value_so_far(part.branches[branch], answers)
        case _:
            try:
                return read_answer(part, answers.get(part.pointer))
            except Unreadable:
                return ABSENT


def is_filled(group: Group, answers: Answers) -> bool:
    """Tell whether an object is filled in."""
    return group.switch is None or answers.get(group.switch.pointer) is True


def chosen_branch(alternatives: Alternatives, answers: Answers) -> int | None:
    """Return the index of the chosen branch; None where none is."""
    index = value_so_far(alternatives.selector, answers)
    return index if isinstance(index, int) and not isinstance(index, bool) else None


def untouched(part: Part) -> dict[str, Answer]:
    """Return what a surface hands back where nobody has typed anything: the initial values, and defaults of ticks."""
    answers: dict[str, Answer] = {}
    while True:
        new = {f.pointer: opening_answer(f) for f in fields_in(show(part, answers)) if f.pointer not in answers}
        if not new:
            return answers
        answers |= new


def fields_in(shown: Iterator[Shown]) -> Iterator[Field]:
    """Leave the headings out."""
    return (item for item in shown if not isinstance(item, Heading))


def opening_answer(field: Field) -> Answer:
    """Return what stands in a field when the form opens: what the flow pre-fills.

    A default is only a hint, except in a tick, which shows it. The bool that decides never has an answer in advance.
    """
    match field:
        case Switch():
            return field.initial is True
        case Flag():
            standing = field.default if field.initial is ABSENT else field.initial
            return standing if isinstance(standing, bool) and not field.decides else None
        case _:
            return None if field.initial is ABSENT else answer_of(field, field.initial)


def every_field(part: Part) -> Iterator[Field]:
    """Go through the fields of all branches."""
    match part:
        case Group():
            yield from () if part.switch is None else (part.switch,)
            for member in part.members:
                for case in member.cases.values():
                    yield from () if case is None else every_field(case)
            yield from () if part.rest is None else (part.rest,)
        case Alternatives():
            yield part.selector
            for branch in part.branches:
                yield from every_field(branch)
        case _:
            yield part
