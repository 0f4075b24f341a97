"""The member whose constant tells the alternatives of a union apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from pydantic import JsonValue

from pausepoint_bot.forms.fields.options import key_of
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.references import Document


def common_tag(document: Document, branches: Sequence[Node], *, among: Collection[str]) -> str | None:
    """Name the first member that has listed values in every branch, no value in two of them."""
    return next((name for name in among if _tells_apart(document, branches, name)), None)


def _tells_apart(document: Document, branches: Sequence[Node], name: str) -> bool:
    lists = [listed_values(document, branch, name) for branch in branches]
    keys = [key_of(value) for values in lists for value in values]
    return all(lists) and len(set(keys)) == len(keys)


def listed_values(document: Document, branch: Node, name: str) -> list[JsonValue]:
    """List the values a member may have; [] where they are not listed."""
    properties = branch.schema.get("properties")
    declared = properties.get(name) if isinstance(properties, Mapping) else None
    if not isinstance(declared, Mapping):
        return []
    member = branch.below(document, declared, "properties", name).schema
    return [member["const"]] if "const" in member else cast("list[JsonValue]", member.get("enum", []))
