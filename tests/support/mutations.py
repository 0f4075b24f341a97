"""Payloads gone wrong: members dropped, doubled, retyped, nested too deep, and filled with what was never offered."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]

DEEP = 60


def _nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = {"a": [value]}
    return value


ODD: Sequence[object] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u2066",
    "x" * 256,
    "x" * 3001,
    "😀" * 2000,
    "x" * 100_000,
    "-1",
    "99999999999999999999",
    "1e3",
    "٣",
    "0x1",
    "NaN",
    [],
    [None],
    [[]],
    {},
    {"": {}},
    {"value": None},
    {"value": "7", "text": {"type": "plain_text", "text": "never offered"}},
    {"plain_text_input@0": {"type": "plain_text_input", "value": "\ud800"}},
    {"number_input@0": {"type": "number_input", "value": "1e999"}},
    _nested(3),
    _nested(DEEP),
    ["x"] * 2000,
    {f"k{number}": number for number in range(500)},
)
"""What no right payload holds at the place where it is put."""


def paths_in(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a JSON value, itself left out."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from paths_in(member, (*path, name))


@st.composite
def mutated(draw: st.DrawFn, payloads: Sequence[object], known: Sequence[object]) -> object:
    """Draw a payload with up to four things wrong; `known` are values that are right elsewhere: ids, metadata."""
    payload = copy.deepcopy(draw(st.sampled_from(payloads)))
    for _ in range(draw(st.integers(0, 4))):
        paths = list(paths_in(payload))
        if not paths:
            break
        _change(draw, payload, draw(st.sampled_from(paths)), known)
    return payload


def _change(draw: st.DrawFn, payload: object, path: Path, known: Sequence[object]) -> None:
    holder, name = _holder(payload, path)
    odd = st.sampled_from([*ODD, *known])
    match draw(st.sampled_from(["drop", "replace", "replace", "wrap", "rename", "double", "elsewhere"])):
        case "drop":
            del holder[name]
        case "replace":
            holder[name] = copy.deepcopy(draw(odd))
        case "wrap":
            holder[name] = draw(st.sampled_from([[holder[name]], {"value": holder[name]}]))
        case "rename" if isinstance(holder, dict):
            holder[str(draw(odd))[:4000]] = holder.pop(name)
        case "double" if isinstance(holder, list):
            holder.extend([copy.deepcopy(holder[name])] * draw(st.sampled_from([1, 3, 101])))
        case _:
            other, place = _holder(payload, draw(st.sampled_from(list(paths_in(payload)))))
            other[place] = copy.deepcopy(holder[name])


def _holder(payload: object, path: Path) -> tuple[Any, Any]:
    holder: Any = payload
    for name in path[:-1]:
        holder = holder[name]
    return holder, path[-1]
