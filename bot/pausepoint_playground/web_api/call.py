"""One API call: its arguments as Slack reads them, and the ways to refuse it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.validation.findings import Finding
from pausepoint_playground.workspace.workspace import Workspace

Method: TypeAlias = Callable[["Call"], Awaitable[JsonObject]]


class ApiError(Exception):
    """A refusal: `code` is Slack's `error`, `more` the members that come with it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


def invalid_arguments(*messages: str) -> ApiError:
    """Refuse arguments as Slack does: the sentences stand in `response_metadata.messages`."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


def missing_scope(needed: str, provided: Iterable[str]) -> ApiError:
    """Refuse for want of a scope."""
    return ApiError("missing_scope", needed=needed, provided=",".join(sorted(provided)))


def invalid_blocks(findings: list[Finding]) -> ApiError:
    """Refuse blocks as chat.* does: the sentences stand twice."""
    sentences = [str(finding) for finding in findings]
    metadata = {"messages": [f"[ERROR] {sentence}" for sentence in sentences]}
    return ApiError("invalid_blocks", errors=sentences, response_metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that passed authentication. Arguments may be JSON values or the strings of a form."""

    method: str
    arguments: JsonObject
    installation: Installation

    @property
    def workspace(self) -> Workspace:
        """The workspace the token belongs to."""
        return self.installation.workspace

    def text(self, name: str) -> str | None:
        """Read a string; None if absent, null or empty."""
        value = self.arguments.get(name)
        return None if value is None or value == "" else str(value)

    def required(self, name: str) -> str:
        """Read a string that must be there."""
        if (value := self.text(name)) is None:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Read a boolean, also as a form writes it."""
        return str(self.arguments.get(name, "")).lower() in {"true", "1"}

    def whole(self, name: str, default: int) -> int:
        """Read a whole number."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def json(self, name: str, *, error: str) -> Any:
        """Read a structure, given as JSON or as a string of JSON; None if absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def need_scope(self, scope: str) -> None:
        """Refuse the call unless the scope was granted."""
        if scope not in self.installation.scopes:
            raise missing_scope(scope, self.installation.scopes)

    def page(self, items: list[Any], *, default: int = 100) -> tuple[list[Any], JsonObject]:
        """Cut a page out of a list by `cursor` and `limit`; returns it with its response_metadata."""
        cursor = self.text("cursor") or "next:0"
        if not (cursor.startswith("next:") and cursor[5:].isdigit()):
            raise ApiError("invalid_cursor")
        start, size = int(cursor[5:]), max(self.whole("limit", default), 1)
        following = f"next:{start + size}" if start + size < len(items) else ""
        return items[start : start + size], {"next_cursor": following}
