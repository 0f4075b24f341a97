"""Hold requests and responses as they were really seen against the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator

from tests.support.api import Exchange

Document = Mapping[str, Any]


def departures(document: Document, exchange: Exchange) -> list[str]:
    """Return in which points the exchange is not as the document says; none for a path that it does not know."""
    operation = _operation(document, exchange)
    if operation is None:
        return []
    where = f"{exchange.method} {exchange.path} -> {exchange.status}"
    said = operation["responses"].get(str(exchange.status))
    if said is None:
        return [f"{where}: the status is not described"]
    found = [*_response_departures(document, said, exchange)]
    if exchange.status < 400:
        found += _request_departures(document, operation, exchange)
    return [f"{where}: {each}" for each in found]


def _operation(document: Document, exchange: Exchange) -> Document | None:
    path = urlsplit(exchange.path).path
    for template, methods in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            operation: Document | None = methods.get(exchange.method.lower())
            return operation
    return None


def _response_departures(document: Document, said: Document, exchange: Exchange) -> Iterator[str]:
    content = said.get("content", {}).get(exchange.media_type)
    if "content" not in said:
        yield from () if exchange.text == "" else ("it has a body, and none is described",)
    elif content is None:
        yield f"the media type {exchange.media_type} is not described"
    elif exchange.media_type.endswith("json"):
        yield from _wrong(document, content["schema"], exchange.body)
    for name in said.get("headers", ()):
        if name not in exchange.headers:
            yield f"the header {name} is missing"


def _request_departures(document: Document, operation: Document, exchange: Exchange) -> Iterator[str]:
    if exchange.sent and "requestBody" in operation and "Content-Encoding" not in exchange.sent_headers:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield from _wrong(document, schema, json.loads(exchange.sent))
    described = {each["name"]: each["schema"] for each in operation["parameters"] if each["in"] == "query"}
    for name, text in parse_qsl(urlsplit(exchange.path).query):
        if name not in described:
            yield f"the parameter {name} is not described"
        elif not any(not [*_wrong(document, described[name], value)] for value in _readings(text)):
            yield f"the parameter {name}={text} is not as described"


def _readings(text: str) -> Iterator[object]:
    """Yield a query's text and the number that it spells."""
    yield text
    for read in (int, float):
        with suppress(ValueError):
            yield read(text)


def _wrong(document: Document, schema: Document, value: object) -> Iterator[str]:
    whole = {**schema, "components": document["components"]}
    for error in Draft202012Validator(whole).iter_errors(value):
        yield f"{error.json_path}: {error.message}"
