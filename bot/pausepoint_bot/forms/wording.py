"""What a validation error says to the person who typed the value: the rule, and the value. Words only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from pydantic import JsonValue

from pausepoint.wire import DATE_TIME_LOCAL, SLACK_CHANNEL, SLACK_USER
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.validator import ValidationError

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
}
FORMATS: Final[Mapping[str, str]] = {
    "date": "a date such as 2026-01-31",
    "time": "a time such as 14:30",
    "date-time": "a date and time with its offset, such as 2026-01-31 14:30Z or 2026-01-31 14:30+02:00",
    DATE_TIME_LOCAL: "a date and time without an offset, such as 2026-01-31 14:30",
    "email": "an e-mail address such as name@example.com",
    "uri": "a full address such as https://example.com",
    "uuid": "a UUID such as 123e4567-e89b-42d3-a456-426614174000",
    "duration": "a duration such as PT1H30M (1 hour 30 minutes) or P2DT12H (2 days 12 hours)",
    SLACK_USER: "a person in Slack",
    SLACK_CHANNEL: "a channel in Slack",
}
_RULES: Final = {
    "minimum": "Must be at least {limit}",
    "maximum": "Must be at most {limit}",
    "exclusiveMinimum": "Must be more than {limit}",
    "exclusiveMaximum": "Must be less than {limit}",
    "multipleOf": "Must be a multiple of {multiple_of}",
    "pattern": "Must match the pattern {pattern}",
    "const": "Must be {expected_value}",
}
_FIXED: Final = {
    "uniqueItems": "No entry may come twice.",
    "required": "Please fill this in: it is required.",
}
_COUNTS: Final = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "entry"),
    "maxItems": ("at most", "entry"),
    "minProperties": ("at least", "answer"),
    "maxProperties": ("at most", "answer"),
}


def sentence(error: ValidationError) -> str:
    """Say one error; one of several alternatives is said as the alternative the value was meant to be."""
    return " ".join(dict.fromkeys(_say(leaf) for leaf in unfold(error)))


def unfold(error: ValidationError) -> list[ValidationError]:
    """Open `anyOf` and `oneOf`, as far as the value was surely meant for one of their branches."""
    branch = likely_branch(error)
    return [leaf for inner in branch for leaf in unfold(inner)] if branch else [error]


def likely_branch(error: ValidationError) -> list[ValidationError]:
    """List the errors of the branch that the value was meant for: of those that have its type, the nearest to fit."""
    context = getattr(error.kind, "context", None)
    if not context:
        return []
    branches = cast("list[list[ValidationError]]", context)
    typed = [branch for branch in branches if not has_another_type(branch, error)]
    return min(typed, key=_distance, default=[])


def _distance(branch: list[ValidationError]) -> tuple[int, int]:
    """A wrong tag tells most: it is what the branches of a tagged union differ in."""
    return sum(leaf.kind.name in {"const", "enum"} for leaf in branch), len(branch)


def has_another_type(branch: list[ValidationError], whole: ValidationError) -> bool:
    """Tell whether the value has a type that a branch does not take at all."""
    return any(leaf.kind.name == "type" and leaf.instance_path == whole.instance_path for leaf in branch)


def _say(error: ValidationError) -> str:
    name, value = error.kind.name, cast("JsonValue", error.instance)
    facts = cast("Mapping[str, JsonValue]", error.kind.as_dict()) if name in _FACTUAL else {}
    if name in _RULES:
        numbers = {key: fact if isinstance(fact, str) else shown(fact) for key, fact in facts.items()}
        return f"{_RULES[name].format(**numbers)}, you wrote {shown(value)}."
    if name in _COUNTS:
        return count_rule(name, facts["limit"], _size(value))
    return _say_kind(name, value, facts)


def _say_kind(name: str, value: JsonValue, facts: Mapping[str, JsonValue]) -> str:
    if name in _FIXED:
        return _FIXED[name]
    match name:
        case "type":
            return f"Must be {_alternatives(cast('list[str]', facts['types']))}, you wrote {shown(value)}."
        case "format":
            wanted = FORMATS.get(str(facts["format"]), f"in the format {facts['format']}")
            return f"Must be {wanted}, you wrote {shown(value)}."
        case "anyOf" | "oneOf":
            return f"{_alternatives_of(name, facts)}, you wrote {shown(value)}."
        case "enum":
            return one_of(cast("list[JsonValue]", facts["options"]), value)
        case _:
            return f"Does not fit what was asked for ({name}), you wrote {shown(value)}."


def count_rule(name: str, limit: JsonValue, size: int) -> str:
    """Say a rule on how many characters or entries there must be."""
    bound, noun = _COUNTS[name]
    return f"Must have {bound} {plural(cast('int', limit), noun)}, you wrote {size}."


def one_of(options: Iterable[JsonValue], value: JsonValue) -> str:
    """Say that a value is none of the options."""
    return f"Must be one of {', '.join(shown(option) for option in list(options)[:20])}; you wrote {shown(value)}."


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: 1 character, 2 entries."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"


def _alternatives_of(name: str, facts: Mapping[str, JsonValue]) -> str:
    types = _wanted_types(facts)
    only = ", and only one" if name == "oneOf" else ""
    return f"Must be {_alternatives(types)}" if types else f"Must fit one of the alternatives{only}"


def _wanted_types(facts: Mapping[str, JsonValue]) -> list[str]:
    """List the types that the alternatives have, where they have no more to say about the value."""
    branches = cast("list[list[ValidationError]]", facts["context"])
    errors = [error for branch in branches for error in branch]
    if any(error.kind.name != "type" for error in errors):
        return []
    return list(dict.fromkeys(name for error in errors for name in cast("list[str]", error.kind.as_dict()["types"])))


def _alternatives(types: Iterable[str]) -> str:
    return " or ".join(_TYPES.get(name, name) for name in types)


def _size(value: JsonValue) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


_FACTUAL: Final = frozenset({*_RULES, *_COUNTS, "type", "format", "enum", "anyOf", "oneOf"})
