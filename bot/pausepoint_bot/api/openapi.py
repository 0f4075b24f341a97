"""Describe the API as OpenAPI 3.1, made from the table of calls and the wire's models, so that it cannot drift."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from typing import Final

from aiohttp import web
from pydantic import BaseModel, JsonValue
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from pausepoint.wire import API_VERSION, CHECK_ID, PAUSE_ID, Problem
from pausepoint_bot.api import problems
from pausepoint_bot.api.bodies import IDEMPOTENCY_KEY, KEY_PATTERN
from pausepoint_bot.api.table import CALLS, Answer, Call

JsonObject = dict[str, JsonValue]

_COMPONENTS: Final = "#/components/schemas/"
_JSON: Final = "application/json"
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_IDS: Final = {"id": PAUSE_ID, "check": CHECK_ID}
_STATUS_TEXTS: Final = {
    400: "The body is no JSON, or no clear JSON.",
    401: "No token was sent, or none in force.",
    403: "The token lacks the scope, or the policy does not list it.",
    408: "The body did not arrive in time.",
    413: "The body is over the cap.",
    415: "The body is not sent as application/json.",
    422: "A member or parameter is wrong, unknown or contradicts another; `errors` points to it.",
    503: "The service cannot do this just now. Tried again with the same Idempotency-Key, it is done once.",
}


class Description:
    """The OpenAPI document, made when first asked for."""

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the document."""
        del request
        return web.Response(body=self._text, content_type=_JSON)

    @cached_property
    def _text(self) -> bytes:
        return json.dumps(describe()).encode()


def describe() -> JsonObject:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pausepoint",
            "version": API_VERSION,
            "description": "Open pauses, follow what becomes of them, answer and cancel them.",
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> JsonObject:
    paths: dict[str, JsonObject] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call)
    return dict(paths)


def _operation(call: Call) -> JsonObject:
    operation: JsonObject = {
        "operationId": call.name,
        "summary": call.says,
        "parameters": [*_path_parameters(call), *_query_parameters(call), *_header_parameters(call)],
        "responses": {
            **{str(answer.status): _response(answer) for answer in call.answers},
            **{str(status): _problem(text) for status, text in sorted(problems_of(call).items())},
        },
        "security": [{"token": []}] if call.scopes else [],
    }
    if call.scopes:
        operation["description"] = "Needs a token with the scope " + " or ".join(f"`{s}`" for s in call.scopes) + "."
    if call.body is not None:
        content: JsonObject = {_JSON: {"schema": {"$ref": _COMPONENTS + call.body.model.__name__}}}
        operation["requestBody"] = {"required": call.body.is_required, "content": content}
    return operation


def problems_of(call: Call) -> dict[int, str]:
    """Return every status of problem+json that the call may answer with, and what it means."""
    statuses: set[int] = set()
    if call.scopes:
        statuses |= {401, 403, 503}
    if call.body is not None:
        statuses |= {400, 408, 413, 415, 422}
    if call.query is not None:
        statuses |= {422}
    return {status: _STATUS_TEXTS[status] for status in statuses} | call.problems


def _path_parameters(call: Call) -> Iterator[JsonObject]:
    for name in _PARAMETER.findall(call.path):
        schema: JsonObject = {"type": "string", "pattern": f"^{_IDS[name].pattern}$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(call: Call) -> Iterator[JsonObject]:
    if call.query is None:
        return
    schema = call.query.model_json_schema()
    for name, member in schema["properties"].items():
        yield {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": member}


def _header_parameters(call: Call) -> Iterator[JsonObject]:
    if call.body is not None and call.body.is_repeatable:
        yield {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": False,
            "description": "Chosen freshly for each new request; a repeat with the same key gets the first answer.",
            "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
        }


def _response(answer: Answer) -> JsonObject:
    if answer.status == HTTPStatus.NO_CONTENT:
        return {"description": answer.says}
    schema: JsonObject = {} if answer.model is None else {"$ref": _COMPONENTS + answer.model.__name__}
    response: JsonObject = {"description": answer.says, "content": {answer.media_type: {"schema": schema}}}
    if answer.has_location:
        response["headers"] = {"Location": {"schema": {"type": "string"}}}
    return response


def _problem(text: str) -> JsonObject:
    content: JsonObject = {problems.MEDIA_TYPE: {"schema": {"$ref": _COMPONENTS + Problem.__name__}}}
    return {"description": text, "content": content}


def _schemas() -> JsonObject:
    _, schema = models_json_schema(list(_models()), ref_template=_COMPONENTS + "{model}")
    definitions: JsonObject = schema["$defs"]
    return definitions


def _models() -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
    """Yield what is read as its readers check it, and what is written as it is written."""
    yield Problem, "serialization"
    for call in CALLS:
        if call.body is not None:
            yield call.body.model, "validation"
        for answer in call.answers:
            if answer.model is not None:
                yield answer.model, "serialization"
