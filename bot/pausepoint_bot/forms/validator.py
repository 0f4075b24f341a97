"""The whole-schema check, through jsonschema-rs: Draft 2020-12, formats enforced, no network, patterns in linear time.

Here live the compiling of a validator and the listing of its errors; what they say to a person is `wording.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any, Final

import jsonschema_rs
from pydantic import JsonValue

from pausepoint.wire import DATE_TIME_LOCAL, SLACK_CHANNEL, SLACK_USER
from pausepoint_bot.forms.addresses import is_email, is_uri
from pausepoint_bot.forms.durations import is_duration
from pausepoint_bot.forms.identifiers import UUID_VERSIONS, is_slack_channel, is_slack_user, is_uuid
from pausepoint_bot.forms.moments import read_date, read_instant, read_time, read_wall_time
from pausepoint_bot.forms.references import DATA

Validator = jsonschema_rs.Draft202012Validator
ValidationError = jsonschema_rs.ValidationError
ReferencingError = jsonschema_rs.ReferencingError

_METASCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
_DOCUMENT: Final = "urn:pausepoint:form"
_PATTERN_BYTES: Final = 1_000_000
"""How large a compiled pattern may be: any text of 3,000 characters is then matched in milliseconds (at the engine's
own limit of ten times this it can take seconds)."""

_FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": lambda text: read_date(text) is not None,
    "time": lambda text: read_time(text) is not None,
    "date-time": lambda text: read_instant(text) is not None,
    DATE_TIME_LOCAL: lambda text: read_wall_time(text) is not None,
    "email": is_email,
    "uri": is_uri,
    "duration": is_duration,
    **{name: partial(is_uuid, version=version) for name, version in UUID_VERSIONS.items()},
    SLACK_USER: is_slack_user,
    SLACK_CHANNEL: is_slack_channel,
}


def compile_validator(schema: Mapping[str, JsonValue]) -> Validator:
    """Compile a schema that is known to be one.

    The plain engine of Rust's regex crate has neither lookaround nor backreferences, so no pattern can hang.

    Raises:
        jsonschema_rs.ValidationError: a pattern that the engine cannot take, or a reference to nowhere.
    """
    return Validator(
        dict(schema),
        formats=dict(_FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES),
        retriever=_refuse_to_fetch,
    )


class LateValidator:
    """A validator of one place in a schema, compiled when it is first needed: most are never.

    A place that cannot be compiled holds for nothing; the schema around it is refused for the same reason.
    """

    __slots__ = ("_broken", "_compiled", "_root", "_schema")

    def __init__(self, root: Mapping[str, JsonValue], schema: JsonValue) -> None:
        self._root = root
        self._schema = schema
        self._compiled: Validator | None = None
        self._broken = False

    def holds(self, value: JsonValue) -> bool:
        """Tell whether a value is valid here."""
        if self._compiled is None and not self._broken:
            try:
                self._compiled = _compile_place(self._root, self._schema)
            except (ValueError, ReferencingError):
                self._broken = True
        return self._compiled is not None and self._compiled.is_valid(value)


def _compile_place(root: Mapping[str, JsonValue], schema: JsonValue) -> Validator:
    """Compile a part of a document, whose references lead into the whole of it."""
    registry = jsonschema_rs.Registry([(_DOCUMENT, dict(root))], retriever=_refuse_to_fetch)
    return Validator(
        _with_full_references(schema),
        formats=dict(_FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES),
        registry=registry,
    )


def _with_full_references(value: JsonValue) -> Any:
    if isinstance(value, list):
        return [_with_full_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    full = {key: member if key in DATA else _with_full_references(member) for key, member in value.items()}
    reference = full.get("$ref")
    return full | {"$ref": _DOCUMENT + reference} if isinstance(reference, str) else full


def schema_errors(schema: Mapping[str, JsonValue]) -> Iterator[ValidationError]:
    """List everything that makes this no JSON Schema."""
    return _metaschema().iter_errors(dict(schema))


@lru_cache(maxsize=512)
def takes_pattern(pattern: str) -> bool:
    """Tell whether the engine can run this pattern."""
    try:
        compile_validator({"pattern": pattern})
    except ValidationError:
        return False
    return True


@cache
def _metaschema() -> Validator:
    return Validator({"$ref": _METASCHEMA}, retriever=_refuse_to_fetch)


def _refuse_to_fetch(uri: str) -> JsonValue:
    raise ValueError(f"references to other documents are not followed: {uri}")
