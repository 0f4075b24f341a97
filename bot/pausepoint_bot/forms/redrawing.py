"""Changing the fields of a part wherever they are, and marking those that others come and go with. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from pausepoint_bot.forms.fields import Choice, Field, JsonText, Switch
from pausepoint_bot.forms.parts import Alternatives, Group, Member, Part

Change = Callable[[Field], Field]


def change_fields(part: Part, change: Change) -> Part:
    """Return the part with every field of every branch changed; a change keeps the type of a field."""
    match part:
        case Group():
            return _change_group(part, change)
        case Alternatives():
            selector = cast("Choice", change(part.selector))
            return replace(part, selector=selector, branches=tuple(change_fields(b, change) for b in part.branches))
        case _:
            return change(part)


def _change_group(group: Group, change: Change) -> Group:
    return replace(
        group,
        members=tuple(_change_member(member, change) for member in group.members),
        switch=None if group.switch is None else cast("Switch", change(group.switch)),
        rest=None if group.rest is None else cast("JsonText", change(group.rest)),
    )


def _change_member(member: Member, change: Change) -> Member:
    cases: Mapping[tuple[int, ...], Part | None] = {
        outcomes: None if case is None else change_fields(case, change) for outcomes, case in member.cases.items()
    }
    return replace(member, cases=cases)


def mark_redrawing(group: Group, names: frozenset[str]) -> Group:
    """Mark the fields of the members that the conditions of a group look at."""
    if not names:
        return group
    members = (_change_member(member, _redraws) if member.key in names else member for member in group.members)
    return replace(group, members=tuple(members))


def _redraws(field: Field) -> Field:
    return replace(field, redraws=True)
