"""The identity of what is asked: SHA-256 over RFC 8785 JSON. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Final

import rfc8785
from pydantic import JsonValue

from pausepoint.wire import OpenPause

_EXACT_INTEGERS: Final = 2**53 - 1  # RFC 8785 writes numbers as IEEE 754 doubles
_FIRST_SURROGATE: Final = "\ud800"  # from here on UTF-16, by which RFC 8785 sorts keys, and code points disagree
_PLAIN = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(request: OpenPause) -> str:
    """Return the digest of title, preview, schema, initial data and the policy that was asked for.

    And of whether the flow's class is to be asked: an answer that it never saw must not be taken for one it accepted.
    """
    asked: dict[str, JsonValue] = {
        "title": request.title,
        "preview": request.preview,
        "schema": request.schema_,
        "initial": request.initial,
        "policy": request.policy.model_dump(mode="json") if request.policy else None,
    }
    if request.check:
        asked["check"] = True
    return "sha256:" + hashlib.sha256(canonical(asked)).hexdigest()


def canonical(value: JsonValue) -> bytes:
    """Return RFC 8785 JSON; integers beyond a double are written as text, marked so that no other text equals them."""
    if _is_plain(value):  # json writes these the same way, seven times as fast
        return _PLAIN.encode(value).encode()
    return rfc8785.dumps(_within_doubles(value))


def _is_plain(value: JsonValue) -> bool:
    if isinstance(value, dict):
        return all(key < _FIRST_SURROGATE and _is_plain(member) for key, member in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, int):
        return abs(value) <= _EXACT_INTEGERS
    return not isinstance(value, float)


def _within_doubles(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _within_doubles(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_within_doubles(item) for item in value]
    if isinstance(value, int) and abs(value) > _EXACT_INTEGERS:
        return {"$integer": str(value)}
    return value
