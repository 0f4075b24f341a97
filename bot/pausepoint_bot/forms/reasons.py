"""Why a form cannot ask for something, in plain words. Pure; the one list of what is left out, and nothing else."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unaskable
from pausepoint_bot.forms.references import Document, Schema, look_up, subschemas

_BYTES: Final = frozenset({"binary", "base64", "base64url"})


def refuse_root(root: Node) -> None:
    """Refuse a schema that is no form as a whole.

    Raises:
        Unaskable: its answers would be no objects.
    """
    if root.nullable or root.type not in (None, "object"):
        raise Unaskable(root.at("type"), 'A form is an object: its schema must have `"type": "object"`.')
    for keyword in ("enum", "const"):
        if keyword in root.schema:
            raise Unaskable(
                root.at(keyword), "A form cannot ask for one of several whole answers; ask for their parts."
            )


def refuse_field(node: Node) -> None:
    """Refuse what no field may ask for.

    Raises:
        Unaskable: with the reason.
    """
    reason = _reason(node.schema)
    if reason:
        raise Unaskable(node.pointer, reason)


def refuse_inside(document: Document, node: Node) -> None:
    """Refuse what may not be asked for inside a value that one input asks for, such as a list of secrets.

    Raises:
        Unaskable: with the reason.
    """
    seen: set[str] = set()
    waiting: list[tuple[str, JsonValue]] = [(node.pointer, dict(node.schema))]
    while waiting:
        pointer, value = waiting.pop()
        for inner, schema in subschemas(value, pointer):
            reason = _reason(schema)
            if reason:
                raise Unaskable(inner, reason)
            reference = schema.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append((inner, dict(look_up(document.schema, reference) or {})))


def _reason(schema: Schema) -> str | None:
    form = schema.get("format")
    if schema.get("writeOnly") is True or form == "password":
        return "A form must not ask for a secret: it would pass through Slack in clear."
    if isinstance(form, str) and form in _BYTES:
        return "A form cannot ask for bytes: nobody can type them. Ask for text instead."
    return None
