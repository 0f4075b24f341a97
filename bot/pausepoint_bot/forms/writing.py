"""Values -> the answers they came from. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import answer_of
from pausepoint_bot.forms.parts import Alternatives, Group, Member, Part


def write(part: Part, value: JsonValue | Absent) -> Iterator[tuple[str, Answer]]:
    """List the answers by pointer; what no answer can stand for is blank."""
    match part:
        case Group():
            yield from _write_group(part, value)
        case Alternatives():
            branch = branch_of_value(part, value)
            yield part.selector.pointer, None if value is ABSENT else _write_kind(part, value, branch)
            if branch is not None:
                yield from write(part.branches[branch], value)
        case _:
            yield part.pointer, None if value is ABSENT else answer_of(part, value)


def _write_group(group: Group, value: JsonValue | Absent) -> Iterator[tuple[str, Answer]]:
    given = as_members(group, value)
    if group.switch is not None:
        yield group.switch.pointer, given is not None
    for member, part in cases_of_value(group, given or {}):
        yield from write(part, (given or {}).get(member.key, ABSENT))
    if group.rest is not None:
        rest = rest_of(group, given or {})
        yield group.rest.pointer, answer_of(group.rest, rest) if rest else None


def as_members(group: Group, value: JsonValue | Absent) -> Mapping[str, JsonValue] | None:
    """Return the members of a value by their keys; None where it has none."""
    if group.is_tuple:
        return {str(index): item for index, item in enumerate(value)} if isinstance(value, list) else None
    return value if isinstance(value, dict) else None


def rest_of(group: Group, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the entries for which the group has no field."""
    known = {*group.implied, *(member.key for member in group.members)}
    return {key: item for key, item in given.items() if key not in known}


def _write_kind(alternatives: Alternatives, value: JsonValue, branch: int | None) -> Answer:
    """Choose the branch; null is a choice of its own."""
    return None if branch is None and value is not None else answer_of(alternatives.selector, branch)


def cases_of_value(group: Group, given: Mapping[str, JsonValue]) -> Iterator[tuple[Member, Part]]:
    """List the members that are asked for where the object has this value."""
    outcomes = tuple(condition.outcome(given) for condition in group.conditions)
    for member in group.members:
        part = member.cases[tuple(outcomes[index] for index in member.on)]
        if part is not None:
            yield member, part


def branch_of_value(alternatives: Alternatives, value: JsonValue | Absent) -> int | None:
    """Find the branch a value belongs to: the first that takes it, else the one it looks most like."""
    if value is ABSENT:
        return None
    valid = (index for index, rule in enumerate(alternatives.rules) if rule.holds(value))
    return next(valid, _nearest(alternatives, value))


def _nearest(alternatives: Alternatives, value: JsonValue) -> int | None:
    likeness = [_likeness(branch, value) for branch in alternatives.branches]
    return likeness.index(max(likeness)) if max(likeness, default=0) else None


def _likeness(branch: Part, value: JsonValue) -> int:
    """Count what an object has in common with a branch; a tag counts more than any number of fields."""
    if not isinstance(branch, Group) or not isinstance(value, dict):
        return 0
    tagged = bool(branch.implied) and all(value.get(name, ABSENT) == tag for name, tag in branch.implied.items())
    return tagged * len(value) + sum(member.key in value for member in branch.members)
