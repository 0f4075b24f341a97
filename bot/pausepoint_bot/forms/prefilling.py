"""Values -> what a form opens with, and why it could not open with them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.fields import Field, answer_of, check_value
from pausepoint_bot.forms.parts import Alternatives, Group, Member, Part
from pausepoint_bot.forms.pointers import join_pointer
from pausepoint_bot.forms.problems import Fault
from pausepoint_bot.forms.writing import as_members, branch_of_value, cases_of_value, rest_of


def pre_fill(part: Part, value: JsonValue | Absent) -> Part:
    """Let a part open with a value; what the value leaves out opens blank."""
    if value is ABSENT:
        return part
    match part:
        case Group():
            return _pre_fill_group(part, value)
        case Alternatives():
            branch = branch_of_value(part, value)
            selector = replace(part.selector, initial=branch)
            branches = tuple(
                pre_fill(inner, value) if index == branch else inner for index, inner in enumerate(part.branches)
            )
            return replace(part, selector=selector, branches=branches)
        case _:
            return replace(part, initial=value)


def _pre_fill_group(group: Group, value: JsonValue) -> Group:
    given = as_members(group, value)
    if given is None:
        return group if group.switch is None else replace(group, switch=replace(group.switch, initial=value))
    switch = None if group.switch is None else replace(group.switch, initial=True)
    rest = rest_of(group, given)
    filled = replace(group.rest, initial=dict(rest)) if group.rest is not None and rest else group.rest
    members = tuple(_pre_fill_member(member, given.get(member.key, ABSENT)) for member in group.members)
    return replace(group, members=members, switch=switch, rest=filled)


def _pre_fill_member(member: Member, value: JsonValue | Absent) -> Member:
    cases = {key: None if case is None else pre_fill(case, value) for key, case in member.cases.items()}
    return replace(member, cases=cases)


def unshown(part: Part, value: JsonValue) -> Iterator[Fault]:
    """Say what of a value the form would not show."""
    match part:
        case Group():
            yield from _unshown_in_group(part, value)
        case Alternatives():
            branch = branch_of_value(part, value)
            if branch is not None:
                yield from unshown(part.branches[branch], value)
            elif value is not None:
                yield Fault(pointer=part.pointer, message="The form cannot show this value: it fits no alternative.")
        case _:
            yield from _unshown_in_field(part, value)


def _unshown_in_group(group: Group, value: JsonValue) -> Iterator[Fault]:
    given = as_members(group, value) or {}
    shown = {member.key: part for member, part in cases_of_value(group, given)}
    for name in rest_of(group, given) if group.rest is None else ():
        yield Fault(pointer=join_pointer(group.pointer, [name]), message="The form has no such field.")
    for name, item in given.items():
        if name in shown:
            yield from unshown(shown[name], item)
        elif any(member.key == name for member in group.members):
            message = "The form does not ask for this beside the other values."
            yield Fault(pointer=join_pointer(group.pointer, [name]), message=message)


def _unshown_in_field(field: Field, value: JsonValue) -> Iterator[Fault]:
    wrong = check_value(field, value)
    if wrong is None and value is not None and answer_of(field, value) is None:
        wrong = "The form cannot show this value: an entry is blank, has a line break or comes twice."
    if wrong:
        yield Fault(pointer=field.pointer, message=wrong)
