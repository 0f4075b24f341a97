"""A UUID."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.identifiers import UUID_VERSIONS, is_uuid
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Uuid(Asked):
    """A UUID, released as typed; `version` where only one will do."""

    version: int | None = None


def compile_uuid(node: Node, common: Common) -> Uuid | None:
    """Recognise `UUID` and pydantic's UUID1 to UUID8."""
    form = node.text("format")
    if node.type != "string" or form not in UUID_VERSIONS:
        return None
    return Uuid(**common, version=UUID_VERSIONS[form])


def read_uuid(field: Uuid, answer: Answer) -> str:
    """Read a UUID; spaces around it are no part of it."""
    text = answer.strip() if isinstance(answer, str) else ""
    if not is_uuid(text, field.version):
        of_version = f" of version {field.version}" if field.version else ""
        raise Unreadable(f"Must be {FORMATS['uuid']}{of_version}, you wrote {shown(text)}.")
    return text


def write_uuid(_: Uuid, value: JsonValue) -> Answer:
    """Show the UUID as it is written."""
    return value if isinstance(value, str) else None
