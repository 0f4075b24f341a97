"""Check requests against the wire's models, and say what is wrong in words a person understands. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails

from pausepoint_bot.errors import RequestRefused, Wrong

Model = TypeVar("Model", bound=BaseModel)

_LONGEST_VALUE: Final = 60
_NAMED_AT_ONCE: Final = 5
_SECRET: Final = "secret"  # noqa: S105 - the name of the member whose value is never shown


def checked(model: type[Model], value: JsonValue) -> Model:
    """Return the value as the model; nothing is coerced ("1" is no number).

    Raises:
        RequestRefused: with a JSON pointer for every wrong member.
    """
    try:
        return model.model_validate(value, strict=True)
    except ValidationError as invalid:
        raise _refusal(model, invalid) from invalid


def checked_query(model: type[Model], query: Mapping[str, str]) -> Model:
    """Return a query string's parameters as the model, reading numbers out of text.

    Raises:
        RequestRefused: naming every wrong parameter.
    """
    try:
        return model.model_validate(dict(query))
    except ValidationError as invalid:
        raise _refusal(model, invalid) from invalid


def _refusal(model: type[BaseModel], invalid: ValidationError) -> RequestRefused:
    wrong = [
        Wrong(pointer=pointer_to(error["loc"]), detail=_sentence(error, model))
        for error in invalid.errors(include_url=False)
    ]
    named = "; ".join(f"{each.pointer or 'the body'} {each.detail}" for each in wrong[:_NAMED_AT_ONCE])
    more = f"; and {len(wrong) - _NAMED_AT_ONCE} more" if len(wrong) > _NAMED_AT_ONCE else ""
    return RequestRefused(named + more, wrong=wrong)


def pointer_to(path: tuple[str | int, ...]) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, object]], str]]] = {
    "missing": lambda _: "is required",
    "string_type": lambda _: "must be a text",
    "bool_type": lambda _: "must be true or false",
    "float_type": lambda _: "must be a number",
    "float_parsing": lambda _: "must be a number",
    "int_type": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "dict_type": lambda _: "must be an object",
    "model_type": lambda _: "must be an object",
    "list_type": lambda _: "must be an array",
    "literal_error": lambda context: f"must be {context['expected']}",
    "value_error": lambda context: str(context["error"]),
    "string_pattern_mismatch": lambda context: f"must match the pattern {context['pattern']}",
    "string_too_short": lambda context: f"must have at least {context['min_length']} characters",
    "string_too_long": lambda context: f"must have at most {context['max_length']} characters",
    "too_short": lambda context: f"must be no shorter than {context['min_length']}",
    "too_long": lambda context: f"must be no longer than {context['max_length']}",
    "greater_than": lambda context: f"must be greater than {context['gt']:g}",
    "greater_than_equal": lambda context: f"must be at least {context['ge']:g}",
    "less_than_equal": lambda context: f"must be at most {context['le']:g}",
    "finite_number": lambda _: "must be a finite number",
}


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown(error["loc"], model)
    say = _SENTENCES.get(error["type"])
    sentence = say(error.get("ctx", {})) if say else error["msg"][:1].lower() + error["msg"][1:]
    return sentence + _not(error)


def _not(error: ErrorDetails) -> str:
    """Show the value that was given, unless it is missing, secret or too long to help."""
    if error["type"] == "missing" or _SECRET in error["loc"]:
        return ""
    shown = json.dumps(error["input"], default=str)
    return f", not {shown}" if len(shown) <= _LONGEST_VALUE else ""


def _unknown(path: tuple[str | int, ...], model: type[BaseModel]) -> str:
    name = str(path[-1])
    known = [field.alias or key for key, field in model.model_fields.items()] if len(path) == 1 else []
    close = difflib.get_close_matches(name[:_LONGEST_VALUE], known, n=1)
    return f"is unknown; did you mean {close[0]!r}?" if close else "is unknown here; leave it out"
