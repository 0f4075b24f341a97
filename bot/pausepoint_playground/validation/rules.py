"""The few kinds of rule that Slack's payload schemas are made of. Pure; knows no block and no element.

A rule looks at a value at a place and says there what Slack would refuse. The sentences are the ones Slack answers
with, as seen in public reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pausepoint_playground.validation.findings import Place

Rule: TypeAlias = Callable[[object, Place], None]
Check: TypeAlias = Callable[[Mapping[str, object], Place], None]


def string(most: int, *, least: int = 1, pattern: str | None = None, invalid: str = "invalid format") -> Rule:
    """Demand a string of `least` to `most` characters; Slack refuses empty text nearly everywhere."""
    matcher = re.compile(pattern) if pattern else None

    def rule(value: object, place: Place) -> None:
        if not isinstance(value, str):
            place.refuse("must be a string", constraint=("type", "string", _kind(value)))
        elif len(value) < least:
            place.refuse(f"must be more than {least - 1} characters", constraint=("min_length", least, len(value)))
        elif len(value) > most:
            place.refuse(f"must be less than {most + 1} characters", constraint=("max_length", most, len(value)))
        elif matcher and not matcher.fullmatch(value):
            place.refuse(invalid)

    return rule


def boolean(value: object, place: Place) -> None:
    """Demand true or false."""
    if not isinstance(value, bool):
        place.refuse("must be a boolean", constraint=("type", "boolean", _kind(value)))


def integer(least: int, most: int | None = None) -> Rule:
    """Demand a whole number in a range, bounds included."""

    def rule(value: object, place: Place) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            place.refuse("must be an integer", constraint=("type", "integer", _kind(value)))
        elif value < least:
            place.refuse(f"must be greater than {least - 1}", constraint=("min", least, value))
        elif most is not None and value > most:
            place.refuse(f"must be less than {most + 1}", constraint=("max", most, value))

    return rule


def number(value: object, place: Place) -> None:
    """Demand a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        place.refuse("must be a number", constraint=("type", "number", _kind(value)))


def one_of(*allowed: object) -> Rule:
    """Demand one of a closed set."""

    def rule(value: object, place: Place) -> None:
        if value not in allowed or isinstance(value, bool) != any(isinstance(one, bool) for one in allowed):
            place.refuse("must be a valid enum value", constraint=("enum", list(allowed), value))

    return rule


def array(of: Rule, *, least: int = 1, most: int) -> Rule:
    """Demand a list of `least` to `most` items, each keeping the rule `of`."""

    def rule(value: object, place: Place) -> None:
        if not isinstance(value, list):
            place.refuse("must provide an array", constraint=("type", "array", _kind(value)))
            return
        if len(value) > most:
            place.refuse(f"no more than {most} items allowed", constraint=("max_items", most, len(value)))
        elif len(value) < least:
            place.refuse(f"must provide at least {least} items", constraint=("min_items", least, len(value)))
        for index, item in enumerate(value):
            of(item, place.at(index))

    return rule


def nullable(rule: Rule) -> Rule:
    """Let null pass as well."""
    return lambda value, place: None if value is None else rule(value, place)


def nothing_known(_value: object, _place: Place) -> None:
    """Accept anything: Slack publishes no rule for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object with these members and no others; `checks` look at several members together."""

    members: Mapping[str, Rule]
    required: Collection[str] = ()
    checks: tuple[Check, ...] = field(default=())

    def __call__(self, value: object, place: Place) -> None:
        """Say everything that is wrong with the object and its members."""
        if not isinstance(value, Mapping):
            place.refuse("must provide an object", constraint=("type", "object", _kind(value)))
            return
        for name in self.required:
            if name not in value:
                place.refuse(f"missing required field: {name}", code="missing_field")
        for name, member in value.items():
            if (rule := self.members.get(name)) is None:
                place.refuse(f"invalid additional property: {name}", code="invalid_property")
            else:
                rule(member, place.at(name))
        for check in self.checks:
            check(value, place)


def by_type(shapes: Mapping[str, Rule]) -> Rule:
    """Choose the rule by the object's `type`; a type that may not stand here is unsupported."""

    def rule(value: object, place: Place) -> None:
        if not isinstance(value, Mapping):
            place.refuse("must provide an object", constraint=("type", "object", _kind(value)))
        elif "type" not in value:
            place.refuse("missing required field: type", code="missing_field")
        elif not isinstance(kind := value["type"], str) or kind not in shapes:
            place.at("type").refuse(f"unsupported type: {kind}", code="unsupported_type")
        else:
            shapes[kind](value, place)

    return rule


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__
