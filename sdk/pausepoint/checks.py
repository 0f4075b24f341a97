"""What a class demands beyond its JSON Schema: whether it does, and running it over a person's answer. No I/O.

The bot checks an answer against the schema. Where the class says more, the bot asks the flow before it accepts, so
that a person reads the validator's words under the field instead of the flow dying of the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails, to_json

from pausepoint.wire import CheckError, CheckReply

_log: Final = logging.getLogger(__name__)

CoreNode = Mapping[str, Any]

_GENERIC: Final = (
    "The flow could not check this answer: its own code failed. Ask whoever runs the flow; its log says why."
)
_LONGEST_MESSAGE: Final = 2000
_MOST_ERRORS: Final = 100

_CARRY_NO_RULES: Final = frozenset({"metadata", "serialization", "default", "config", "expected", "python_schema"})
_BOUNDS: Final = frozenset({"gt", "ge", "lt", "le"})
_HARMLESS: Final = frozenset({"path_validator", "ip_v4_address_validator", "ip_v6_address_validator"})
"""Pydantic's own functions that accept whatever the schema's type and format accept."""


def needs_check(model: type[BaseModel]) -> bool:
    """Tell whether `model` refuses answers that its JSON Schema accepts.

    True for validators of any kind, for `__init__` and `model_post_init` of one's own, and for constraints that
    pydantic leaves out of the schema (bounds of dates and Decimals, URL schemes, ...). Errs towards True: a check too
    many costs a round trip, one too few the flow.
    """
    return any(map(_says_more, _nodes(model.__pydantic_core_schema__)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the class says to a person's values, and what it makes of them where it takes them."""

    reply: CheckReply
    answer: BaseModel | None = None


def check_values(model: type[BaseModel], values: dict[str, JsonValue]) -> CheckReply:
    """Run the class over a person's values and say what it refuses. Never raises because of what a validator does."""
    return try_values(model, values).reply


def try_values(model: type[BaseModel], values: dict[str, JsonValue]) -> Tried:
    """Run the class over a person's values. Never raises because of what a validator does."""
    try:
        try:
            answer = model.model_validate_json(to_json(values), by_alias=True)
        except ValidationError as error:
            return Tried(reply=CheckReply(errors=_check_errors(error, values)))
    except BaseException:  # noqa: BLE001 - a validator may raise anything, SystemExit too, and the flow must outlive it
        _log.exception("a validator of %s failed on an answer", model.__name__)
        return Tried(reply=CheckReply(errors=[CheckError(message=_GENERIC)]))
    return Tried(reply=CheckReply(), answer=answer)


def _nodes(schema: CoreNode) -> Iterator[CoreNode]:
    """Yield every node of a core schema that takes part in validating JSON."""
    waiting: list[object] = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            if isinstance(node.get("type"), str):
                yield node
            waiting += [part for name, part in node.items() if name not in _CARRY_NO_RULES]
        elif isinstance(node, list | tuple):
            waiting += node


def _says_more(node: CoreNode) -> bool:
    kind: str = node["type"]
    if kind.startswith("function-"):
        return not _is_harmless(node["function"]["function"])
    rule = _RULES.get(kind)
    return rule is not None and rule(node)


def _is_harmless(function: object) -> bool:
    if isinstance(function, type):  # a constructor such as IPv4Address, whose format the schema names
        return function.__module__ in {"ipaddress", "pydantic.types"}
    return str(getattr(function, "__module__", "")).startswith("pydantic.") and (
        getattr(function, "__name__", "") in _HARMLESS
    )


def _is_bounded(node: CoreNode) -> bool:
    return not _BOUNDS.isdisjoint(node) or "now_op" in node


def _string_says_more(node: CoreNode) -> bool:
    changes_length = bool(node.get("strip_whitespace")) and ("min_length" in node or "pattern" in node)
    changes_case = bool(node.get("to_lower") or node.get("to_upper")) and "pattern" in node
    return changes_length or changes_case or bool(node.get("ascii_only"))


def _model_says_more(node: CoreNode) -> bool:
    config = node.get("config") or {}
    strings = {"str_min_length", "str_max_length", "str_strip_whitespace", "str_to_lower", "str_to_upper"}
    return bool(node.get("custom_init")) or _has_own_post_init(node) or any(config.get(name) for name in strings)


def _has_own_post_init(node: CoreNode) -> bool:
    """Pydantic uses the same hook for private attributes, which refuse nothing."""
    name = node.get("post_init")
    return name is not None and getattr(getattr(node["cls"], name), "__name__", "") != "init_private_attributes"


_RULES: Final[Mapping[str, Callable[[CoreNode], bool]]] = {
    "bytes": lambda node: "min_length" in node or "max_length" in node,
    "complex": lambda _: True,
    "dataclass": lambda node: bool(node.get("post_init")),
    "date": _is_bounded,
    "datetime": _is_bounded,
    "decimal": lambda _: True,  # its schema accepts any string
    "dict": lambda node: node.get("keys_schema", {"type": "str"})["type"] not in {"str", "any"},
    "json": lambda _: True,
    "model": _model_says_more,
    "multi-host-url": lambda _: True,
    "str": _string_says_more,
    "tagged-union": lambda node: callable(node["discriminator"]),
    "time": _is_bounded,
    "timedelta": lambda _: True,  # the schema's ISO 8601 durations know months, Python's do not
    "url": lambda _: True,
    "uuid": lambda node: "version" in node,
}


def _check_errors(error: ValidationError, values: dict[str, JsonValue]) -> list[CheckError]:
    """Return one error per place and message: a union says the same once for every branch."""
    found = {(_pointer(one["loc"], values), _message(one)): None for one in error.errors(include_url=False)}
    return [CheckError(pointer=pointer, message=message) for pointer, message in found][:_MOST_ERRORS]


def _message(error: ErrorDetails) -> str:
    """Return a validator's own words, without the `Value error, ` that pydantic puts before them."""
    raised = error.get("ctx", {}).get("error")
    own = str(raised) if isinstance(raised, Exception) else error["msg"]
    return (_encodable(own).strip() or "This is not accepted.")[:_LONGEST_MESSAGE]


def _encodable(text: str) -> str:
    """Replace halves of characters, which no JSON can carry: the reply must arrive."""
    return text.encode("utf-8", "replace").decode()


def _pointer(loc: tuple[int | str, ...], values: JsonValue) -> str:
    """Return the JSON pointer (RFC 6901) of what an error's `loc` names, leaving out the names of union branches."""
    steps: list[str] = []
    here: JsonValue = values
    for position, step in enumerate(loc):
        if isinstance(here, dict) and step in here:
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not (isinstance(here, dict) and isinstance(step, str) and position == len(loc) - 1):
            continue  # the name of a branch
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
    pointer = "".join(f"/{step}" for step in steps)
    return pointer if len(pointer) <= _LONGEST_MESSAGE and pointer == _encodable(pointer) else ""
